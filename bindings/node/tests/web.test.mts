// Guards in real frameworks, asked by real requests over a socket.

import assert from "node:assert/strict";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import test, { type TestContext } from "node:test";

import express from "express";
import fastify from "fastify";
import { type Engine, InvalidArgument, Permit, type Problem, UnknownPurpose } from "placet";
import * as forExpress from "placet/express";
import * as forFastify from "placet/fastify";

import { adult, EMAIL, loose, opened, thrown } from "./support.mjs";

const USAGE = "analytics.product";

/** What a page does when its guard has let it run. */
type Page = (permit: Permit | undefined) => string | Promise<string>;

/** A site of one framework: pages behind guards, and pages that have none. */
interface Site {
  readonly base: string;
}

interface Plan {
  readonly engine: Engine;
  /** Gives the user of a request; by the header `x-user` when it is not given. */
  readonly user?: (header: string | undefined) => unknown;
  readonly guarded: Readonly<Record<string, { readonly purpose: string; readonly page: Page }>>;
  readonly free?: Readonly<Record<string, Page>>;
}

async function onExpress(t: TestContext, { engine, user, guarded, free }: Plan): Promise<Site> {
  const app = express();
  // errors are expected here, and nobody reads them
  app.set("env", "test");
  const find = (request: express.Request) => loose(user ? user(request.get("x-user")) : request.get("x-user"));
  const guard = forExpress.guard(engine, { user: find });
  for (const [path, { purpose, page }] of Object.entries(guarded)) {
    app.get(path, guard(purpose), async (request, response) => {
      response.send(await page(request.permit));
    });
    // the same as a middleware that stands before others
    app.use(`/below${path}`, guard(purpose));
    app.get(`/below${path}`, async (request, response) => {
      response.send(await page(request.permit));
    });
  }
  for (const [path, page] of Object.entries(free ?? {})) {
    app.get(path, async (_request, response) => {
      response.send(await page(undefined));
    });
  }
  app.use(forExpress.errorHandler);
  const server = createServer(app);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  t.after(() => new Promise((resolve) => server.close(resolve)));
  return { base: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

async function onFastify(t: TestContext, { engine, user, guarded, free }: Plan): Promise<Site> {
  const app = fastify();
  const header = (value: string | string[] | undefined) => (Array.isArray(value) ? value[0] : value);
  const guard = forFastify.guard(engine, {
    user: ({ headers }) => loose(user ? user(header(headers["x-user"])) : header(headers["x-user"])),
  });
  for (const [path, { purpose, page }] of Object.entries(guarded)) {
    app.get(path, { preHandler: guard(purpose) }, (request) => page(request.permit));
    // the same as a hook of all routes of a plugin
    app.register(async (below) => {
      below.addHook("onRequest", guard(purpose));
      below.get(`/below${path}`, (request) => page(request.permit));
    });
  }
  for (const [path, page] of Object.entries(free ?? {})) app.get(path, () => page(undefined));
  app.setErrorHandler(forFastify.errorHandler);
  t.after(() => app.close());
  return { base: await app.listen({ port: 0, host: "127.0.0.1" }) };
}

interface Answer {
  readonly status: number;
  readonly type: string | null;
  readonly text: string;
}

async function get(site: Site, path: string, headers: Readonly<Record<string, string>> = {}): Promise<Answer> {
  const answer = await fetch(site.base + path, { headers: { connection: "close", ...headers } });
  return { status: answer.status, type: answer.headers.get("content-type"), text: await answer.text() };
}

const ADA = { "x-user": "ada" };

/** A page that counts how often it runs. */
function counting(): { readonly page: Page; readonly runs: () => number } {
  let runs = 0;
  const page = (permit: Permit | undefined) => {
    runs += 1;
    return permit instanceof Permit ? `${permit.user} for ${permit.purpose}` : "no permit";
  };
  return { page, runs: () => runs };
}

for (const [name, opens] of Object.entries({ express: onExpress, fastify: onFastify })) {
  test(`${name}: a denial says why and what would change it`, async (t) => {
    const { engine } = opened(t);
    await adult(engine);
    const { page, runs } = counting();
    const site = await opens(t, { engine, guarded: { "/newsletter": { purpose: EMAIL, page } } });
    for (const path of ["/newsletter", "/below/newsletter"]) {
      const denied = await get(site, path, ADA);
      assert.deepEqual([denied.status, denied.type], [403, "application/problem+json"]);
      const problem: Problem = JSON.parse(denied.text);
      assert.deepEqual(problem, engine.decide("ada", EMAIL).problem());
      assert.deepEqual([problem.status, problem.reason], [403, "consent_missing"]);
      assert.equal(problem.remedy?.action, "ask_consent");
    }
    assert.equal(runs(), 0);
    await engine.grant("ada", EMAIL);
    for (const path of ["/newsletter", "/below/newsletter"]) {
      const allowed = await get(site, path, ADA);
      assert.deepEqual([allowed.status, allowed.text], [200, `ada for ${EMAIL}`]);
    }
    assert.equal(runs(), 2);
    await engine.withdraw("ada", EMAIL);
    assert.equal((await get(site, "/newsletter", ADA)).status, 403);
    assert.equal(runs(), 2);
  });

  test(`${name}: what the browser says is heard before the question`, async (t) => {
    const { engine } = opened(t);
    await adult(engine);
    await adult(engine, "ben");
    const { page, runs } = counting();
    const site = await opens(t, { engine, guarded: { "/usage": { purpose: USAGE, page } } });
    // the policy has no signal for the one, and the other is off
    assert.equal((await get(site, "/usage", { ...ADA, DNT: "1" })).status, 200);
    assert.equal((await get(site, "/usage", { ...ADA, "Sec-GPC": "0" })).status, 200);
    const denied = await get(site, "/usage", { ...ADA, "Sec-GPC": "1" });
    assert.deepEqual([denied.status, JSON.parse(denied.text).reason], [403, "signal_opt_out"]);
    // it is known from then on, and written once
    assert.equal((await get(site, "/usage", { ...ADA, "Sec-GPC": "1" })).status, 403);
    assert.equal((await get(site, "/usage", ADA)).status, 403);
    assert.equal(engine.history("ada").filter((entry) => entry.act === "apply_signals").length, 1);
    assert.equal((await get(site, "/usage", { "x-user": "ben" })).status, 200);
    assert.equal(runs(), 3);
  });

  test(`${name}: a request of nobody is turned away`, async (t) => {
    const { engine } = opened(t);
    const { page, runs } = counting();
    const guarded = { "/usage": { purpose: USAGE, page } };
    const site = await opens(t, { engine, guarded });
    for (const headers of [{}, { "x-user": "" }, { "Sec-GPC": "1" }]) {
      for (const path of ["/usage", "/below/usage"]) {
        const { status, type, text } = await get(site, path, headers as Record<string, string>);
        assert.deepEqual([status, type, text], [401, "text/plain; charset=utf-8", "Unauthorized"]);
      }
    }
    for (const nobody of [null, undefined, "", Promise.resolve(null)]) {
      const other = await opens(t, { engine, guarded, user: () => nobody });
      assert.equal((await get(other, "/usage", ADA)).status, 401);
    }
    assert.equal(runs(), 0);
    assert.equal((await engine.verify()).events, 0);
  });

  test(`${name}: ids may be numbers, and come later; what is no id is an error`, async (t) => {
    const { engine } = opened(t);
    await adult(engine, "7");
    const { page, runs } = counting();
    const guarded = { "/usage": { purpose: USAGE, page } };
    for (const id of [7, 7n, "7", Promise.resolve(7)]) {
      const site = await opens(t, { engine, guarded, user: () => id });
      assert.deepEqual((await get(site, "/usage")).text, `7 for ${USAGE}`);
    }
    assert.equal(runs(), 4);
    for (const id of [{ id: 7 }, Number.NaN, 7.5, true, ["7"], () => "7"]) {
      const site = await opens(t, { engine, guarded, user: () => id });
      for (const path of ["/usage", "/below/usage"]) assert.equal((await get(site, path)).status, 500, String(id));
    }
    assert.equal(runs(), 4);
  });

  test(`${name}: an error while asking lets nothing through`, async (t) => {
    const { engine } = opened(t);
    await adult(engine);
    const { page, runs } = counting();
    const guarded = { "/usage": { purpose: USAGE, page } };
    // Express takes the words "route" and "router", and nothing at all, for a wish to go on
    for (const fault of [new Error("the sessions are gone"), "route", "router", undefined, null, 0, ""]) {
      const throwing = () => {
        throw fault;
      };
      for (const user of [throwing, () => Promise.reject(fault)]) {
        const site = await opens(t, { engine, guarded, user });
        for (const path of ["/usage", "/below/usage"]) {
          assert.equal((await get(site, path, ADA)).status, 500, `${path}: ${String(fault)}`);
        }
      }
    }
    assert.equal(runs(), 0);
  });

  test(`${name}: a store that is gone lets nothing through`, async (t) => {
    const { engine } = opened(t);
    await adult(engine);
    const { page, runs } = counting();
    const site = await opens(t, { engine, guarded: { "/usage": { purpose: USAGE, page } } });
    assert.equal((await get(site, "/usage", ADA)).status, 200);
    await engine.close();
    for (const headers of [ADA, { ...ADA, "Sec-GPC": "1" }]) {
      for (const path of ["/usage", "/below/usage"]) assert.equal((await get(site, path, headers)).status, 500);
    }
    assert.equal(runs(), 1);
  });

  test(`${name}: a purpose that is not declared fails at the start`, async (t) => {
    const { engine } = opened(t);
    const guarded = { "/": { purpose: "marketing.emial", page: () => "never" } };
    const error = await thrown(UnknownPurpose, () => opens(t, { engine, guarded }));
    assert.equal(error.nearest, EMAIL);
  });

  test(`${name}: a denial of a handler's own is answered alike, and other errors are not`, async (t) => {
    const { engine } = opened(t);
    await adult(engine);
    const site = await opens(t, {
      engine,
      guarded: {},
      free: {
        "/by-hand": () => engine.require("ada", EMAIL).purpose,
        "/later": async () =>
          (await engine.collect("ada", EMAIL, { categories: ["user.contact.email"] })) && "collected",
        "/broken": () => {
          throw new Error("broken");
        },
      },
    });
    for (const path of ["/by-hand", "/later"]) {
      const denied = await get(site, path);
      assert.deepEqual([denied.status, denied.type], [403, "application/problem+json"], path);
      assert.deepEqual(JSON.parse(denied.text), engine.decide("ada", EMAIL).problem());
    }
    assert.equal((await get(site, "/broken")).status, 500);
  });
}

test("a guard without a way to find the user is a mistake at the start", async (t) => {
  const { engine } = opened(t);
  for (const { guard } of [forExpress, forFastify]) {
    for (const options of [undefined, {}, { user: "ada" }]) {
      const error = await thrown(InvalidArgument, () => guard(engine, loose(options)));
      assert.equal(error.argument, "user");
    }
  }
});

test("requests that come at once with a signal are all denied", async (t) => {
  const { engine } = opened(t);
  await adult(engine);
  const { page } = counting();
  const plan = { engine, guarded: { "/usage": { purpose: USAGE, page } } };
  const sites = [await onExpress(t, plan), await onFastify(t, plan)];
  const said = { ...ADA, "Sec-GPC": "1" };
  const answers = await Promise.all(
    sites.flatMap((site) => Array.from({ length: 8 }, () => get(site, "/usage", said))),
  );
  assert.deepEqual([...new Set(answers.map((answer) => answer.status))], [403]);
});
