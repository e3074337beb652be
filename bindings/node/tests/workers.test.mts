// Worker threads, other processes, and an event loop that goes on.

import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import test, { type TestContext } from "node:test";
import { Worker } from "node:worker_threads";

import { Engine } from "placet";

import { adult, EMAIL, POLICY, storePath } from "./support.mjs";

const PACKAGE = JSON.stringify(join(import.meta.dirname, "../../dist/index.js"));

/** Does what it is told on an engine of its own, and says what came of it. */
const SERVANT = `
const { Engine } = require(${PACKAGE});
const { parentPort, workerData } = require("node:worker_threads");
const { policy, store } = workerData ?? JSON.parse(process.argv.at(-1));
const engine = Engine.open(policy, store);
const answer = (text) => (parentPort ? parentPort.postMessage(text) : process.send(text));
(parentPort ?? process).on("message", async ([method, ...given]) => {
  try {
    answer({ came: await engine[method](...given) });
  } catch (error) {
    answer({ code: error.code, message: error.message });
  }
});
answer("ready");
`;

type Answer = { readonly came?: unknown; readonly code?: string; readonly message?: string };
type Servant = (method: string, ...given: unknown[]) => Promise<Answer>;

async function servant(port: Worker | ChildProcess): Promise<Servant> {
  await once(port, "message");
  return async (...told) => {
    const answer = once(port, "message");
    if (port instanceof Worker) port.postMessage(told);
    else port.send(told);
    return (await answer)[0];
  };
}

async function inWorker(t: TestContext, store: string): Promise<Servant> {
  const worker = new Worker(SERVANT, { eval: true, workerData: { policy: POLICY, store } });
  t.after(() => worker.terminate());
  return servant(worker);
}

async function inProcess(t: TestContext, store: string): Promise<Servant> {
  const told = JSON.stringify({ policy: POLICY, store });
  const child = spawn(process.execPath, ["-e", SERVANT, "--", told], {
    stdio: ["ignore", "inherit", "inherit", "ipc"],
  });
  t.after(() => child.kill());
  return servant(child);
}

for (const [where, elsewhere] of [
  ["two workers", inWorker],
  ["two processes", inProcess],
] as const) {
  test(`engines in ${where} share one store`, async (t) => {
    const store = storePath(t);
    const [one, other] = [await elsewhere(t, store), await elsewhere(t, store)];
    assert.deepEqual(await one("canProcess", "ada", EMAIL), { came: false });
    await one("update", "ada", { account: "active", birthdate: "1990-05-01", residence: "DE" });
    await other("grant", "ada", EMAIL);
    assert.deepEqual(await one("canProcess", "ada", EMAIL), { came: true });
    await one("withdraw", "ada", EMAIL);
    assert.deepEqual(await other("canProcess", "ada", EMAIL), { came: false });
    const grants = async (servant: Servant, name: string) => {
      for (let number = 0; number < 20; number += 1) await servant("grant", `${name} ${number}`, EMAIL);
    };
    await Promise.all([grants(one, "one"), grants(other, "other")]);
    await using engine = Engine.open(POLICY, store);
    assert.deepEqual(await engine.verify().then(({ events, users }) => [events, users]), [43, 41]);
    assert.equal((await one("canProcess", "ada", "marketing.emial")).code, "unknown_purpose");
  });
}

test("a worker that ends while acts are under way takes nothing with it", async (t) => {
  const store = storePath(t);
  for (let round = 0; round < 5; round += 1) {
    const code = `
      const { Engine } = require(${PACKAGE});
      const { parentPort, workerData } = require("node:worker_threads");
      const engine = Engine.open(workerData.policy, workerData.store);
      for (let number = 0; number < 50; number += 1) engine.grant("user " + number, "marketing.email").catch(() => {});
      parentPort.postMessage("called");
    `;
    const worker = new Worker(code, { eval: true, workerData: { policy: POLICY, store } });
    await once(worker, "message");
    await worker.terminate();
  }
  await using engine = Engine.open(POLICY, store);
  await adult(engine, "after");
  assert((await engine.verify()).events >= 1);
});

/** Holds the lock of a store's writers in another process, until it is told to let go. */
const HOLDER = `
import sqlite3, sys
store = sqlite3.connect(sys.argv[1], isolation_level=None)
store.execute("BEGIN IMMEDIATE")
print("held", flush=True)
sys.stdin.readline()
store.execute("ROLLBACK")
`;

test("an act that waits for the store holds up neither the event loop nor questions", async (t) => {
  const store = storePath(t);
  await using engine = Engine.open(POLICY, store);
  await adult(engine);
  const holder = spawn(process.env["PYTHON"] ?? "python3", ["-c", HOLDER, store], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  t.after(() => holder.kill());
  await once(holder.stdout, "data");
  let done = false;
  const act = engine.grant("ada", EMAIL).then(() => {
    done = true;
  });
  for (let turn = 0; turn < 100; turn += 1) {
    await new Promise((resolve) => setImmediate(resolve));
    assert(!engine.canProcess("ada", EMAIL));
    assert(engine.decide("ada", "analytics.product").allowed);
  }
  assert(!done);
  holder.stdin.write("\n");
  await act;
  assert(engine.canProcess("ada", EMAIL));
});

test("a process ends by itself when nothing is under way", async (t) => {
  const code = `
    const { Engine } = require(${PACKAGE});
    Engine.open(process.argv[1], process.argv[2]).grant("ada", "marketing.email");
  `;
  const store = storePath(t);
  const child = spawn(process.execPath, ["-e", code, "--", POLICY, store], { stdio: "inherit" });
  assert.deepEqual(await once(child, "exit"), [0, null]);
  await using engine = Engine.open(POLICY, store);
  assert(engine.canProcess("ada", EMAIL));
});
