// A panic is an ordinary error: no call ends the process. The native module is one that was built for this, with a switch.

import assert from "node:assert/strict";
import { createRequire } from "node:module";
import test from "node:test";

import { loose, POLICY } from "./support.mjs";

const native = loose(createRequire(import.meta.url)("../probe/binding.js"));

test("a panic becomes an error wherever it happens, and the engine stays usable", async () => {
  const engine = native.open(JSON.stringify({ policy: [POLICY], store: "memory:", memory: true }));
  const { canProcess, decide } = native.questions(engine);
  const schema = native.schema(JSON.stringify({ name: "s", fields: [["a", "user.name"]] }));
  const given = JSON.stringify({ user: "ada", purpose: "marketing.email" });
  const calls: (() => unknown)[] = [
    () => canProcess("ada", "marketing.email"),
    () => decide("ada", "marketing.email"),
    () => native.call(engine, "require", given),
    () => native.act(engine, "grant", given, ["ada"]),
    () => native.schemaOfPolicy(engine, "s"),
    () => native.filter(engine, given, [{ a: 1 }], schema),
  ];
  native.setPanics(engine, true);
  for (const call of calls) {
    const { error } = JSON.parse(loose(await call()));
    assert.deepEqual([error.code, /a panic was asked for/.test(error.message)], ["internal", true]);
  }
  native.setPanics(engine, false);
  assert.equal(canProcess("ada", "marketing.email"), false);
  const granted = JSON.parse(await native.act(engine, "grant", given, ["ada"]));
  assert.equal(granted.ok.position, 1);
  assert.equal(canProcess("ada", "marketing.email"), true);
  JSON.parse(await native.close(engine));
});
