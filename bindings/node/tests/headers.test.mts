// What a browser says with every request, and what a service answers a denial with.

import assert from "node:assert/strict";
import { createServer, type IncomingHttpHeaders, request } from "node:http";
import type { AddressInfo } from "node:net";
import test from "node:test";

import { Denied, type RequestHeaders } from "placet";

import { adult, EMAIL, invalid, loose, NOON, opened, thrown } from "./support.mjs";

const USAGE = "analytics.product";

/** Headers that say the signal that the policy knows, in every form that they have. */
const SAID: Readonly<Record<string, RequestHeaders>> = {
  "an object": { "sec-gpc": "1" },
  "names in any case": { "SEC-GPC": "1", Cookie: "a=1", DNT: "1" },
  spaces: { "sec-gpc": " 1 " },
  "an array": { "sec-gpc": ["1"] },
  "several lines": { "sec-gpc": ["0", "1"] },
  "one name twice": { "Sec-GPC": "1", "sec-gpc": "0" },
  "a Headers": new Headers({ "Sec-GPC": "1" }),
  "a Headers with several lines": new Headers([
    ["sec-gpc", "1"],
    ["sec-gpc", "1"],
  ]),
  "an object without a prototype": Object.assign(Object.create(null), { "sec-gpc": "1" }),
};

for (const [form, headers] of Object.entries(SAID)) {
  test(`a signal is heard in ${form}, and written once`, async (t) => {
    const { engine } = opened(t);
    await adult(engine);
    assert(engine.canProcess("ada", USAGE));
    assert.deepEqual(await engine.applyHeaders("ada", headers), { position: 2, at: NOON, obligations: [] });
    assert.equal(engine.decide("ada", USAGE).reason, "signal_opt_out");
    assert.equal(await engine.applyHeaders("ada", headers), null);
    assert.deepEqual(
      engine.history("ada").map((entry) => entry.act),
      ["update", "apply_signals"],
    );
  });
}

test("what says nothing new is not written", async (t) => {
  const { engine } = opened(t);
  await adult(engine);
  const silent: RequestHeaders[] = [
    {},
    new Headers(),
    { "sec-gpc": undefined },
    { "sec-gpc": "0" },
    { "sec-gpc": "true" },
    { "sec-gpc": "11" },
    { "sec-gpc": [] },
    // the policy has no such signal
    { dnt: "1" },
    new Map([["sec-gpc", "0"]]),
  ];
  for (const headers of silent) assert.equal(await engine.applyHeaders("ada", headers), null);
  assert.equal(engine.history("ada").length, 1);
  assert(engine.canProcess("ada", USAGE));
});

test("the headers of a real request are taken as they are", async (t) => {
  const { engine } = opened(t);
  await adult(engine);
  const heard = new Promise<IncomingHttpHeaders>((resolve, reject) => {
    const server = createServer((incoming, answer) => {
      answer.end();
      resolve(incoming.headers);
    });
    t.after(() => server.close());
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address() as AddressInfo;
      const headers = { "Sec-GPC": ["1", "1"], Cookie: "session=secret" };
      request({ port, host: "127.0.0.1", headers }).on("error", reject).end();
    });
  });
  const at = "2025-01-15T12:30:00Z";
  const receipt = await engine.applyHeaders("ada", await heard, { at });
  assert.deepEqual(receipt?.at, new Date(at));
  assert.deepEqual(engine.history("ada").at(-1)?.details["signals"], { gpc: true });
});

test("what are no headers is refused, and a promise rejects", async (t) => {
  const { engine } = opened(t);
  for (const headers of [undefined, null, "sec-gpc: 1", 1, ["sec-gpc", "1"], new Date(), Promise.resolve({})]) {
    await invalid(() => engine.applyHeaders("ada", loose(headers)), "headers", "is wanted, not");
  }
  await invalid(() => engine.applyHeaders("ada", loose({ DNT: 1 })), "headers", "`dnt` is a number");
  await invalid(() => engine.applyHeaders("ada", loose({ dnt: ["1", 1] })), "headers", "`dnt` is a number");
  await invalid(() => engine.applyHeaders("", { "sec-gpc": "1" }), "user", "give the id");
  const pending = engine.applyHeaders("ada", loose(null));
  assert(pending instanceof Promise);
  await assert.rejects(pending);
});

test("a denial is a problem, and an allowance is none", async (t) => {
  const { engine } = opened(t);
  await adult(engine);
  const decision = engine.decide("ada", EMAIL);
  const problem = decision.problem();
  assert.deepEqual(problem, {
    type: "about:blank",
    title: "Forbidden",
    status: 403,
    detail: decision.text,
    purpose: EMAIL,
    reason: "consent_missing",
    reasons: ["consent_missing"],
    remedy: decision.remedy,
    policy: "shop@2024-10-01",
    valid_until: decision.validUntil,
  });
  assert.equal(problem?.remedy?.action, "ask_consent");
  assert(!JSON.stringify(problem).includes("ada"));
  const { decision: told } = engine.explain("ada", EMAIL);
  assert.deepEqual(told.problem(), problem);
  const denied = await thrown(Denied, () => engine.require("ada", EMAIL));
  assert.deepEqual(denied.problem(), problem);
  await engine.grant("ada", EMAIL);
  assert.equal(engine.decide("ada", EMAIL).problem(), null);
});
