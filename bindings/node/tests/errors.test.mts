// Bad input: each error has its class, its code, and says what to do.

import assert from "node:assert/strict";
import test from "node:test";

import * as placet from "placet";
import {
  Engine,
  InvalidArgument,
  Permit,
  PlacetError,
  PolicyError,
  StoreError,
  UnknownCategory,
  UnknownPurpose,
} from "placet";

import { adult, EMAIL, invalid, loose, NOON, opened, POLICY, SURROGATE, storePath, thrown } from "./support.mjs";

test("an unknown purpose names the nearest", async (t) => {
  const { engine } = opened(t);
  for (const call of [
    () => engine.canProcess("ada", "marketing.emial"),
    () => engine.canProcessMany(["ada"], "marketing.emial"),
    () => engine.decide("ada", "marketing.emial"),
    () => engine.explain("ada", "marketing.emial"),
    () => engine.require("ada", "marketing.emial"),
    () => engine.grant("ada", "marketing.emial"),
    () => engine.withdraw("ada", "marketing.emial"),
  ]) {
    const error = await thrown(UnknownPurpose, call);
    assert.deepEqual([error.code, error.purpose, error.nearest], ["unknown_purpose", "marketing.emial", EMAIL]);
    assert.match(error.message, /did you mean `marketing.email`\?/);
  }
  const error = await thrown(UnknownPurpose, () => engine.canProcess("ada", "zzz".repeat(10_000)));
  assert.deepEqual([error.nearest, [...error.purpose].length], [null, 201]);
});

test("an unknown category and an unknown notice name the nearest", async (t) => {
  const { engine } = opened(t);
  const ask = () => engine.decide("ada", EMAIL, { categories: ["user.contact.emial"] });
  const error = await thrown(UnknownCategory, ask);
  assert.deepEqual([error.code, error.nearest], ["unknown_category", "user.contact.email"]);
  await invalid(() => engine.acknowledge("ada", "2024-10-02"), "notice", "did you mean `2024-10-01`?");
});

test("an empty user is no user", async (t) => {
  const { engine } = opened(t);
  for (const call of [
    () => engine.canProcess("", EMAIL),
    () => engine.canProcessMany(["ada", ""], EMAIL),
    () => engine.decide("", EMAIL),
    () => engine.grant("", EMAIL),
    () => engine.history(""),
    () => engine.report("notices", ""),
  ]) {
    await invalid(call, "user", "give the id");
  }
});

test("half a surrogate pair is no text", async (t) => {
  const { engine } = opened(t);
  const long = "a".repeat(1000);
  for (const [argument, call] of [
    ["user", () => engine.canProcess(SURROGATE, EMAIL)],
    ["user", () => engine.canProcess(long + SURROGATE, EMAIL)],
    ["user", () => engine.canProcess("\udc00a", EMAIL)],
    ["purpose", () => engine.canProcess("ada", SURROGATE)],
    ["users", () => engine.canProcessMany([SURROGATE], EMAIL)],
    ["user", () => engine.decide(SURROGATE, EMAIL)],
    ["surface", () => engine.decide("a", EMAIL, { surface: SURROGATE })],
    ["user", () => engine.grant(SURROGATE, EMAIL)],
    ["by", () => engine.grant("ada", EMAIL, { by: SURROGATE })],
    ["signals", () => engine.applySignals("ada", { [SURROGATE]: true })],
    ["json", () => Permit.fromJson(SURROGATE)],
    ["policy", () => Engine.open(POLICY + SURROGATE, "memory:")],
    ["store", () => Engine.open(POLICY, SURROGATE)],
    ["export", () => engine.importData({ user: SURROGATE })],
  ] as const) {
    await invalid(call, argument, "surrogate", "decode");
  }
});

test("any other text names a user", async (t) => {
  const { engine } = opened(t);
  // U+FFFD is what a half of a pair would become, and is a character all the same
  const names = [
    "a".repeat(10_000_000),
    "👩‍👩‍👧",
    " ",
    "a\0",
    "*",
    "\ufffd",
    "ü".repeat(127),
    "b".repeat(127),
    "c".repeat(126),
  ];
  for (const user of names) {
    assert(!engine.canProcess(user, EMAIL));
    await adult(engine, user);
    await engine.grant(user, EMAIL);
    assert(engine.canProcess(user, EMAIL));
    assert(engine.decide(user, EMAIL).allowed);
    assert(!engine.canProcess(`${user}x`, EMAIL));
    assert.equal(engine.history(user).at(-1)?.user, user);
  }
  assert.equal((await engine.verify()).users, names.length);
  await invalid(() => engine.update("\0", { age: 30 }), "user", "the ledger's own");
});

test("what is no string is no name", async (t) => {
  const { engine } = opened(t);
  const any = loose(engine);
  for (const [wrong, what] of [
    [7, "a number"],
    [7n, "a bigint"],
    [undefined, "undefined"],
    [null, "null"],
    [true, "a boolean"],
    [Symbol("x"), "a symbol"],
    [() => "ada", "a function"],
    [Buffer.from("ada"), "an object"],
    [new String("ada"), "an object"],
    [Promise.resolve("ada"), "a Promise; await it first"],
  ] as const) {
    await invalid(() => any.canProcess(wrong, EMAIL), "user", `a string is wanted, not ${what}`);
    await invalid(() => any.canProcess("ada", wrong), "purpose", `a string is wanted, not ${what}`);
    await invalid(() => any.decide(wrong, EMAIL), "user", what);
    await thrown(InvalidArgument, () => any.grant(wrong, EMAIL));
    await thrown(InvalidArgument, () => any.history(wrong));
    await thrown(InvalidArgument, () => any.canProcessMany([wrong], EMAIL));
  }
  await invalid(() => any.canProcess(), "user", "undefined");
  await invalid(() => any.canProcess("ada", EMAIL, {}), "context", "decide");
  await invalid(() => any.canProcessMany("ada", EMAIL), "users", "array");
  await invalid(() => any.canProcessMany(7, EMAIL), "users", "array");
  assert.equal((await engine.verify()).events, 0);
});

test("a Promise, a function or no number is no value of an option", async (t) => {
  const { engine } = opened(t);
  const any = loose(engine);
  for (const [argument, words, call] of [
    ["by", "await it first", () => any.grant("ada", EMAIL, { by: Promise.resolve("pat") })],
    ["options", "await it first", () => any.grant("ada", EMAIL, Promise.resolve({}))],
    ["context", "await it first", () => any.decide("ada", EMAIL, Promise.resolve({}))],
    ["surface", "a function", () => any.decide("ada", EMAIL, { surface: () => "app" })],
    ["categories", "a symbol", () => any.decide("ada", EMAIL, { categories: [Symbol("x")] })],
    ["categories", "a string", () => any.decide("ada", EMAIL, { categories: [null] })],
    ["categories", "array", () => any.decide("ada", EMAIL, { categories: "user" })],
    ["age", "finite", () => any.update("ada", { age: Number.NaN })],
    ["age", "0 to 150", () => any.update("ada", { age: 1.5 })],
    ["age", "0 to 150", () => any.update("ada", { age: -1 })],
    ["age", "a number is wanted", () => any.update("ada", { age: "7" })],
    ["ageRange", "[13, 15]", () => any.update("ada", { ageRange: [1, 2, 3] })],
    ["ageRange", "[13, 15]", () => any.update("ada", { ageRange: 7 })],
    ["groupSize", "people", () => any.decide("ada", EMAIL, { groupSize: -1 })],
    ["attests", "a boolean", () => any.decide("ada", EMAIL, { attests: { mfa: 1 } })],
    ["attests", "`Map`", () => any.decide("ada", EMAIL, { attests: new Map([["mfa", true]]) })],
    ["linked", "a boolean", () => any.decide("ada", EMAIL, { linked: 1 })],
    ["at", "a Date or a string", () => any.grant("ada", EMAIL, { at: 7 })],
    ["at", "invalid", () => any.grant("ada", EMAIL, { at: new Date(Number.NaN) })],
    ["at", "2024-10-17T12:00:00Z", () => any.grant("ada", EMAIL, { at: "soon" })],
    ["at", "2024-10-17T12:00:00Z", () => any.erase("ada", { at: "2025-02-30" })],
    ["signals", "on", () => any.applySignals("ada", { gpc: 2 })],
    ["export", "too deep", () => any.importData(ring())],
    ["export", "finite", () => any.importData({ x: Number.POSITIVE_INFINITY })],
    ["permit", "Permit.fromJson", () => any.recheck("permit")],
    ["permit", "Permit.fromJson", () => any.admit({ user: "ada" }, "ada", [])],
    ["categories", "nothing is given", () => any.admit(engine.require("ada", "analytics.product"), "ada")],
  ] as const) {
    await invalid(call, argument, words);
  }
  assert.equal((await engine.verify()).events, 0);
});

function ring(): object {
  const ring: { self?: object } = {};
  ring.self = ring;
  return ring;
}

test("a field that nobody asked for names the nearest", async (t) => {
  const { engine } = opened(t);
  const any = loose(engine);
  await invalid(() => any.decide("ada", EMAIL, { categoreis: [] }), "context", "did you mean `categories`?");
  await invalid(
    () => any.decide("ada", EMAIL, { collection_point: "x" }),
    "context",
    "did you mean `collectionPoint`?",
  );
  await invalid(() => any.decide("ada", EMAIL, { xyz: 1 }), "context", "it may hold: categories, operation");
  await invalid(() => any.grant("ada", EMAIL, { metod: "x" }), "options", "did you mean `method`?");
  await invalid(() => any.grant("ada", EMAIL, { constructor: "x" }), "options", "`constructor`");
  await invalid(() => any.report("policy", null, { yaer: 2025 }), "options", "did you mean `year`?");
  await invalid(() => any.require("ada", EMAIL, { xyz: 1 }), "context", "`xyz`");
  await invalid(() => Engine.open(POLICY, "memory:", loose({ clok: Date.now })), "options", "clock, pseudonymKey");
});

test("words are known words", async (t) => {
  const { engine } = opened(t);
  const any = loose(engine);
  for (const [argument, word, call] of [
    ["kind", "did you mean `explicit`?", () => any.grant("a", "marketing", { kind: "expilcit" })],
    ["status", "pending", () => any.linkGuardian("a", "b", { status: "pendign" })],
    ["account", "closed", () => any.update("a", { account: "asleep" })],
    ["residence", "US-CA", () => any.update("a", { residence: "Germany" })],
    ["ageRange", "above", () => any.update("a", { ageRange: [15, 13] })],
    ["ground", "accuracy_contested", () => any.restrict("a", "*", { ground: "x" })],
    ["kind", "policy", () => any.report("sales")],
    ["signals", "gpc", () => any.applySignals("a", { gcp: true })],
    ["signals", "neither `1` nor `0`", () => any.applySignals("a", { gpc: "yes" })],
    ["signals", "none", () => any.applySignals("a", {})],
    ["operation", "did you mean `store`?", () => any.decide("a", EMAIL, { operation: "stor" })],
    ["lifetime", "P1Y", () => any.decide("a", EMAIL, { lifetime: "a year" })],
    ["guardian", "guardian", () => any.linkGuardian("a", "a")],
    ["update", "give", () => any.update("a")],
  ] as const) {
    await invalid(call, argument, word);
  }
});

test("a birthdate is a day that was", async (t) => {
  const { engine } = opened(t);
  await invalid(() => engine.update("ada", { birthdate: "2025-01-16" }), "birthdate", "future");
  await invalid(() => engine.update("ada", { birthdate: "1990" }), "birthdate", "2006-10-18");
  const within = new Date("1990-05-01T12:00:00Z");
  await invalid(() => engine.update("ada", { birthdate: within }), "birthdate", "at its begin in UTC");
});

test("an act is not before the last", async (t) => {
  const { engine } = opened(t);
  await adult(engine);
  const earlier = new Date(NOON.getTime() - 1000);
  await invalid(() => engine.grant("ada", EMAIL, { at: earlier }), "at", "before the last act");
  assert.deepEqual((await engine.grant("eve", EMAIL, { at: earlier })).at, earlier);
});

test("what the clock throws reaches the caller", async (t) => {
  let broken: unknown;
  const clock = () => {
    if (broken !== undefined) throw broken;
    return NOON;
  };
  const engine = Engine.open(POLICY, "memory:", { clock });
  t.after(() => engine[Symbol.dispose]());
  broken = new RangeError("no time server");
  for (const call of [
    () => engine.canProcess("ada", EMAIL),
    () => engine.decide("ada", EMAIL),
    () => engine.history("ada"),
    () => engine.version,
  ]) {
    assert.throws(call, RangeError);
  }
  await assert.rejects(engine.grant("ada", EMAIL), RangeError);
  broken = undefined;
  assert.equal((await engine.verify()).events, 0);
  for (const clock of [7, "now"]) {
    await invalid(() => Engine.open(POLICY, "memory:", loose({ clock })), "clock", "a function");
  }
  for (const clock of [() => 7, () => new Date(Number.NaN), () => Promise.resolve(NOON)]) {
    await invalid(() => Engine.open(POLICY, "memory:", loose({ clock })), "clock", "Date");
  }
});

test("a policy and a store are named by strings or URLs", async (t) => {
  for (const [argument, call] of [
    ["policy", () => Engine.open(loose(7), "memory:")],
    ["policy", () => Engine.open(loose([7]), "memory:")],
    ["policy", () => Engine.open(loose(Promise.resolve(POLICY)), "memory:")],
    ["policy", () => Engine.open(new URL("https://shop.example/policy.toml"), "memory:")],
    ["policy", () => Engine.open([], "memory:")],
    ["store", () => Engine.open(POLICY, loose(7))],
    ["store", () => Engine.open(POLICY, "")],
    ["store", () => Engine.open(POLICY, loose(undefined))],
    ["options", () => Engine.open(POLICY, "memory:", loose(7))],
    ["pseudonymKey", () => Engine.open(POLICY, "memory:", { pseudonymKey: loose("a secret of sixteen bytes") })],
    ["pseudonymKey", () => Engine.open(POLICY, "memory:", { pseudonymKey: Buffer.from("short") })],
  ] as const) {
    await invalid(call, argument);
  }
  const error = await thrown(StoreError, () => Engine.open(POLICY, `${storePath(t)}/none/ledger`));
  assert.match(error.message, /make it first|not a directory/i);
});

test("every error has a class and a code of its own", () => {
  const kinds = Object.values(placet).filter(
    (value): value is typeof PlacetError => typeof value === "function" && value.prototype instanceof PlacetError,
  );
  assert.equal(kinds.length, 11);
  const made = kinds.map((kind) => new (loose(kind))("a message", "a detail"));
  assert.equal(new Set(made.map((error) => error.code)).size, 11);
  for (const [at, error] of made.entries()) {
    assert(
      error instanceof Error && error instanceof PlacetError && error instanceof (kinds[at] as typeof PlacetError),
    );
    assert.equal(error.name, kinds[at]?.name);
    assert.match(error.stack ?? "", new RegExp(`^${error.name}: a message\\n`));
  }
  assert.equal(new PolicyError("m", loose([])).code, "policy_error");
});
