// Ledgers that were apart, and stores and policies that need a key.

import assert from "node:assert/strict";
import { createPrivateKey, createPublicKey, sign } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import test, { type TestContext } from "node:test";
import { inspect } from "node:util";

import { Engine, type EngineOptions, StoreError } from "placet";

import { adult, EMAIL, invalid, loose, NOON, opened, POLICY, storePath, thrown } from "./support.mjs";

const KEY = Uint8Array.from({ length: 32 }, (_, at) => at);

/** A backend and a phone on one policy. */
function apart(t: TestContext): { backend: Engine; phone: Engine; forward(milliseconds: number): void } {
  const [backend, phone] = [opened(t), opened(t)];
  return {
    backend: backend.engine,
    phone: phone.engine,
    forward(milliseconds) {
      backend.clock.forward(milliseconds);
      phone.clock.forward(milliseconds);
    },
  };
}

test("ledgers that were apart come to know the same", async (t) => {
  const { backend, phone, forward } = apart(t);
  await adult(backend);
  await backend.grant("ada", EMAIL);
  const first = backend.changes(0, { user: "ada" });
  assert.deepEqual([first["since"], first["until"], first["user"]], [0, 2, "ada"]);
  const expected = { ledger: backend.ledger, until: 2, taken: 2, known: 0, users: ["ada"], erased: [] };
  assert.deepEqual(await phone.merge(first, { user: "ada" }), expected);
  await phone.withdraw("ada", EMAIL);
  forward(3_600_000);
  // the backend does not know of the withdrawal, and hears from an old page
  await backend.grant("ada", EMAIL);
  assert(backend.canProcess("ada", EMAIL));
  // what travels is JSON
  const changes = JSON.parse(JSON.stringify(phone.changes()));
  const { taken, known } = await backend.merge(changes);
  assert.deepEqual([taken, known], [1, 2]);
  assert.equal(backend.decide("ada", EMAIL).reason, "consent_withdrawn");
  assert.equal((await backend.merge(changes)).taken, 0);
  assert.equal((await phone.merge(backend.changes(2, { user: "ada" }))).taken, 1);
  assert.equal(phone.decide("ada", EMAIL).reason, "consent_withdrawn");
});

test("a merge waits for the acts before it, and those after it wait for it", async (t) => {
  const { backend, phone } = apart(t);
  await backend.grant("ada", EMAIL);
  const acts = [phone.update("bob", { age: 30 }), phone.merge(backend.changes()), phone.withdraw("ada", EMAIL)];
  await Promise.all(acts);
  const positions = phone.history("ada").map((entry) => [entry.act, entry.mergedFrom !== null]);
  assert.deepEqual(positions.at(0), ["grant", true]);
  assert.deepEqual(positions.at(-1), ["withdraw", false]);
  assert.equal(phone.decide("ada", EMAIL).reason, "consent_withdrawn");
});

test("an entry says where it was recorded", async (t) => {
  const { backend, phone } = apart(t);
  await phone.optOut("ada", "*");
  await backend.merge(phone.changes());
  assert.equal(phone.history("ada")[0]?.mergedFrom, null);
  const entry = backend.history("ada")[0];
  assert.deepEqual([entry?.act, entry?.at], ["opt_out", NOON]);
  const { digest, ...origin } = entry?.mergedFrom ?? assert.fail("nothing says where it was recorded");
  assert.deepEqual(origin, { ledger: phone.ledger, number: 1, seen: {} });
  assert.match(digest, /^[0-9a-f]{64}$/);
});

test("an erasure is told of", async (t) => {
  const { backend, phone } = apart(t);
  await adult(backend);
  await phone.merge(backend.changes());
  await backend.erase("ada");
  assert.deepEqual((await phone.merge(backend.changes(1, { user: "ada" }))).erased, ["ada"]);
  assert.equal(phone.decide("ada", EMAIL).reason, "erased");
});

test("a ledger has one name", async (t) => {
  const { backend, phone } = apart(t);
  assert.notEqual(backend.ledger, phone.ledger);
  const store = storePath(t);
  await using one = Engine.open(POLICY, store);
  await using other = Engine.open(POLICY, store);
  assert.equal(one.ledger, other.ledger);
  assert.match(one.ledger, /^[0-9a-f]{32}$/);
});

test("what is no changes, and no position", async (t) => {
  const { backend, phone } = apart(t);
  await adult(backend);
  const changes = backend.changes();
  await invalid(() => phone.merge({}), "changes", "schema");
  await invalid(() => phone.merge(loose("{}")), "changes");
  await invalid(() => phone.merge({ ...changes, until: 7 }), "changes", "digest");
  await invalid(() => backend.merge(changes), "changes", "own");
  await invalid(() => phone.merge(changes, { user: "bob" }), "changes", "`user` alone");
  await invalid(() => phone.merge(changes, loose({ users: "bob" })), "options", "did you mean `user`?");
  for (const since of [-1, 9, 0.5]) await invalid(() => backend.changes(since), "since");
  await invalid(() => backend.changes(loose("0")), "since", "a number is wanted, not a string");
  await invalid(() => backend.changes(0, { user: "" }), "user");
  assert.deepEqual(phone.history("ada"), []);
});

test("a sealed store tells nothing without its key", async (t) => {
  const store = storePath(t);
  {
    await using engine = Engine.open(POLICY, store, { key: KEY });
    await adult(engine, "ada.lovelace");
    assert.equal(engine.store, store);
    assert(!inspect(engine).includes("key"));
  }
  const files = readdirSync(dirname(store));
  assert(files.length > 0);
  for (const file of files) assert(!readFileSync(join(dirname(store), file)).includes("lovelace"), file);
  {
    await using engine = Engine.open(POLICY, store, { key: Buffer.from(KEY) });
    assert.deepEqual(
      engine.history("ada.lovelace").map((entry) => entry.act),
      ["update"],
    );
  }
  const wrong = await thrown(StoreError, () => Engine.open(POLICY, store, { key: new Uint8Array(32) }));
  assert.match(wrong.message, /key is not the one/);
  const without = await thrown(StoreError, () => Engine.open(POLICY, store));
  assert.match(without.message, /open it with its `key`/);
});

test("what is no key", async (t) => {
  const store = storePath(t);
  for (const key of [new Uint8Array(), new Uint8Array(33)]) {
    for (const place of [store, "memory:"]) {
      await invalid(() => Engine.open(POLICY, place, { key }), "key", "32 random ones");
    }
  }
  await invalid(() => Engine.open(POLICY, store, loose({ key: "0".repeat(32) })), "key", "a Uint8Array is wanted");
  await using engine = Engine.open(POLICY, "memory:", { key: KEY });
  await adult(engine);
  assert.equal((await engine.verify()).events, 1);
});

// the head of a secret key of Ed25519 in PKCS 8, and a seed
const SECRET = createPrivateKey({
  key: Buffer.concat([Buffer.from("302e020100300506032b657004220420", "hex"), Buffer.alloc(32, 7)]),
  format: "der",
  type: "pkcs8",
});
const PUBLIC_KEY = createPublicKey(SECRET).export({ format: "der", type: "spki" }).subarray(-32);

const LATER = POLICY.replaceAll("2024-10-01", "2025-01-01");

/** A policy with its signature, or with that of another text. */
function signed(policy: string, text = policy): string {
  const schema = "placet-signed-policy-1";
  const signature = sign(null, Buffer.from(`${schema}\0${text}`), SECRET).toString("hex");
  return JSON.stringify({ schema, policy, key: PUBLIC_KEY.toString("hex"), signature });
}

test("a signed policy is taken with its key only", async (t) => {
  for (const key of [PUBLIC_KEY, PUBLIC_KEY.toString("hex")]) {
    await using engine = Engine.open(signed(POLICY), "memory:", { policyKeys: [key] });
    assert.equal(engine.policy, "shop");
    await invalid(() => engine.reload(LATER), "policy", "not signed");
    assert.equal((await engine.reload(signed(LATER))).version, "shop@2025-01-01");
  }
  const open = (policy: string, policyKeys: NonNullable<EngineOptions["policyKeys"]>, store = "memory:") =>
    Engine.open(policy, store, { policyKeys });
  await invalid(() => open(signed(POLICY), []), "policy", "no key to check");
  await invalid(() => open(signed(POLICY), [new Uint8Array(32)]), "policy", "not among");
  await invalid(() => open(signed(LATER, POLICY), [PUBLIC_KEY]), "policy", "changed since it was signed");
  // the store knows what it has seen
  const store = storePath(t);
  await open(signed(LATER), [PUBLIC_KEY], store).close();
  await invalid(() => open(signed(POLICY), [PUBLIC_KEY], store), "policy");
});

test("what is no public key", async () => {
  for (const key of [new Uint8Array(3), "ab", "x".repeat(64)]) {
    const open = () => Engine.open(POLICY, "memory:", { policyKeys: [key] });
    await invalid(open, "policyKeys", "64 hexadecimal digits");
  }
  for (const policyKeys of [PUBLIC_KEY, PUBLIC_KEY.toString("hex"), [null], 7]) {
    await invalid(() => Engine.open(POLICY, "memory:", loose({ policyKeys })), "policyKeys", "is wanted, not");
  }
});
