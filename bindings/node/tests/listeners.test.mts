// Listeners: told of what happens on the event loop, and never in the way of an act.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import test from "node:test";
import { setImmediate as turn } from "node:timers/promises";
import { Worker } from "node:worker_threads";

import { Engine, type Notification, type Recording, StoreError, Subscription } from "placet";

import { adult, EMAIL, invalid, loose, NOON, opened, POLICY, storePath, thrown } from "./support.mjs";

const PACKAGE = JSON.stringify(join(import.meta.dirname, "../../dist/index.js"));
const OBSERVED = `${POLICY}\n[purposes.ads]\nbasis = ["consent"]\nmode = "observe"\n`;

/** A listener, and a promise of what it was told once it was told so often. */
class Ear {
  readonly told: Notification[] = [];
  #wanted = 0;
  #heard: (() => void) | undefined;

  readonly listen = (notification: Notification): void => {
    this.told.push(notification);
    if (this.told.length === this.#wanted) this.#heard?.();
  };

  /** What was told, once it is so much. A listener keeps no process alive, and so the timer does. */
  async heard(count: number): Promise<readonly Notification[]> {
    const alive = setInterval(() => {}, 60_000);
    this.#wanted = count;
    if (this.told.length < count) {
      await new Promise<void>((resolve) => {
        this.#heard = resolve;
      });
    }
    clearInterval(alive);
    return this.told;
  }

  /** The operations that were told of. */
  get operations(): string[] {
    return this.told.filter((one): one is Recording => one.kind === "act").map((one) => one.operation);
  }
}

test("a listener is told of every act", async (t) => {
  const { engine } = opened(t);
  const ear = new Ear();
  const subscription = engine.subscribe(ear.listen);
  assert(subscription instanceof Subscription);
  await adult(engine);
  await engine.withdraw("ada", EMAIL);
  await engine.register("instrument", "order-1", { kind: "court_order" });
  const recording = { kind: "act", at: NOON, merged: false };
  assert.deepEqual(await ear.heard(3), [
    { ...recording, position: 1, user: "ada", operation: "update" },
    { ...recording, position: 2, user: "ada", operation: "withdraw" },
    { ...recording, position: 3, user: "", operation: "register" },
  ]);
  subscription.close();
  await engine.optOut("ada", "*");
  await turn();
  assert.equal(ear.told.length, 3);
});

test("each kind is told of apart", async () => {
  const ear = new Ear();
  await using engine = Engine.open(OBSERVED, "memory:");
  engine.subscribe(ear.listen);
  assert(engine.decide("ada", "ads").allowed);
  await engine.reload(OBSERVED.replaceAll("2024-10-01", "2025-01-01"));
  assert.deepEqual(await ear.heard(2), [
    { kind: "would_deny", user: "ada", purpose: "ads", reasons: ["consent_missing"] },
    { kind: "reload", policy: "shop@2025-01-01", outdated: [] },
  ]);
});

test("a merge is told of as one", async (t) => {
  const [phone, backend, ear] = [opened(t).engine, opened(t).engine, new Ear()];
  await phone.optOut("ada", "*");
  backend.subscribe(ear.listen);
  await backend.merge(phone.changes());
  const [first] = await ear.heard(1);
  assert.deepEqual(first, { kind: "act", position: 1, user: "ada", operation: "opt_out", at: NOON, merged: true });
});

test("what another engine recorded is told at the next question", async (t) => {
  const [store, ear] = [storePath(t), new Ear()];
  await using one = Engine.open(POLICY, store);
  await using other = Engine.open(POLICY, store);
  one.subscribe(ear.listen);
  await other.update("ada", { age: 30 });
  await turn();
  assert.deepEqual(ear.told, []);
  one.canProcess("ada", EMAIL);
  await ear.heard(1);
  one.canProcess("ada", EMAIL);
  await turn();
  assert.deepEqual(ear.operations, ["update"]);
});

test("a listener is told on the event loop, and may ask and act", async (t) => {
  const { engine } = opened(t);
  const ear = new Ear();
  await adult(engine);
  const found: boolean[] = [];
  engine.subscribe((told) => {
    found.push(engine.canProcess("ada", EMAIL));
    if (told.kind === "act" && told.operation === "grant") void engine.withdraw("ada", EMAIL);
  });
  engine.subscribe(ear.listen);
  await engine.grant("ada", EMAIL);
  await ear.heard(2);
  assert.deepEqual(ear.operations, ["grant", "withdraw"]);
  assert.deepEqual(found, [true, false]);
});

test("what a listener throws is an uncaught exception, and breaks nothing", (t) => {
  const program = `
    const { Engine } = require(${PACKAGE});
    const caught = [];
    process.on("uncaughtException", (error) => caught.push(error.message));
    const engine = Engine.open(process.argv[1], "memory:");
    engine.subscribe(() => { throw new Error("one"); });
    engine.subscribe(() => { throw new Error("two"); });
    let told = 0;
    engine.subscribe(() => { told += 1; });
    (async () => {
      const receipts = [await engine.update("ada", { age: 30 }), await engine.update("ada", { age: 31 })];
      await engine.close();
      setImmediate(() => console.log(JSON.stringify([receipts.map((one) => one.position), caught, told])));
    })();
  `;
  const { stdout, stderr, status } = spawnSync(process.execPath, ["-e", program, "--", POLICY], { encoding: "utf8" });
  assert.equal(status, 0, stderr);
  assert.deepEqual(JSON.parse(stdout), [[1, 2], ["one", "two", "one", "two"], 2]);
  t.diagnostic(stderr);
});

test("a subscription keeps no process alive", () => {
  const program = `
    const { Engine } = require(${PACKAGE});
    Engine.open(process.argv[1], "memory:").subscribe(() => {});
  `;
  const { status, stderr } = spawnSync(process.execPath, ["-e", program, "--", POLICY], { encoding: "utf8" });
  assert.equal(status, 0, stderr);
});

test("a closed subscription is told nothing, not even what waits", async (t) => {
  const { engine } = opened(t);
  const [ear, told] = [new Ear(), [] as string[]];
  const subscriptions: Subscription[] = [];
  const closing = () => {
    told.push("closing");
    for (const subscription of subscriptions) subscription.close();
  };
  subscriptions.push(engine.subscribe(closing));
  subscriptions.push(engine.subscribe(() => told.push("never")));
  {
    using _ = engine.subscribe(() => told.push("disposed"));
  }
  engine.subscribe(ear.listen);
  await engine.update("ada", { age: 30 });
  await engine.update("ada", { age: 31 });
  await ear.heard(2);
  assert.deepEqual(told, ["closing"]);
  subscriptions[0]?.close();
});

test("acts before the end of an engine are told of, and it lets go of its listeners", async () => {
  const ear = new Ear();
  const engine = Engine.open(POLICY, "memory:");
  const subscription = engine.subscribe(ear.listen);
  const acts = Array.from({ length: 3000 }, (_, at) => engine.update(`user ${at}`, { age: 30 }));
  await engine.close();
  await Promise.all(acts);
  await ear.heard(acts.length);
  subscription.close();
  await thrown(StoreError, () => engine.subscribe(ear.listen));
  const disposed = Engine.open(POLICY, "memory:");
  disposed.subscribe(ear.listen);
  disposed[Symbol.dispose]();
  await turn();
  assert.equal(ear.told.length, acts.length);
});

test("what is forgotten is collected: an engine, and a listener that holds it", () => {
  const program = `
    const { Engine } = require(${PACKAGE});
    const gone = (() => {
      const engine = Engine.open(process.argv[1], "memory:");
      engine.subscribe(() => engine.policy);
      return new WeakRef(engine);
    })();
    const look = (turns) => {
      gc();
      if (gone.deref() === undefined) return;
      if (turns === 0) throw new Error("it is still there");
      setImmediate(look, turns - 1);
    };
    setImmediate(look, 100);
  `;
  const args = ["--expose-gc", "-e", program, "--", POLICY];
  const { status, stderr } = spawnSync(process.execPath, args, { encoding: "utf8" });
  assert.equal(status, 0, stderr);
});

test("a worker that is ended while it listens ends alone", async (t) => {
  const store = storePath(t);
  const program = `
    const { parentPort, workerData } = require("node:worker_threads");
    const { Engine } = require(${PACKAGE});
    const engine = Engine.open(...workerData);
    engine.subscribe((told) => parentPort.postMessage(told.position));
    const act = (at) => engine.update("user " + at, { age: 30 }).then(() => act(at + 1));
    for (let at = 0; at < 4; at += 1) void act(at * 1_000_000);
  `;
  for (let round = 0; round < 5; round += 1) {
    const worker = new Worker(program, { eval: true, workerData: [POLICY, store] });
    const [position] = await once(worker, "message");
    assert(position > 0);
    await worker.terminate();
  }
  await using engine = Engine.open(POLICY, store);
  assert((await engine.verify()).events >= 5);
});

test("what is no listener", async (t) => {
  await invalid(() => opened(t).engine.subscribe(loose("print")), "listener", "a function is wanted, not a string");
});
