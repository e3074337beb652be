// Questions: plain, in full, on demand, and for many users.

import assert from "node:assert/strict";
import test from "node:test";
import { inspect } from "node:util";

import { Decision, Denied, Permit } from "placet";

import { adult, EMAIL, loose, NOON, opened, thrown } from "./support.mjs";

test("the plain question is a boolean", async (t) => {
  const { engine } = opened(t);
  assert.equal(engine.canProcess("ada", EMAIL), false);
  await adult(engine);
  await engine.grant("ada", EMAIL);
  assert.equal(engine.canProcess("ada", EMAIL), true);
  await engine.withdraw("ada", EMAIL);
  assert.equal(engine.canProcess("ada", EMAIL), false);
});

test("many users are answered in their order", async (t) => {
  const { engine } = opened(t);
  await adult(engine);
  await engine.grant("ada", EMAIL);
  const users = ["eve", "ada", "bob", "ada"];
  for (const given of [users, new Set(users), users.values()]) {
    const expected = given instanceof Set ? [false, true, false] : [false, true, false, true];
    assert.deepEqual(engine.canProcessMany(given, EMAIL), expected);
  }
  assert.deepEqual(engine.canProcessMany([], EMAIL), []);
});

test("an allowance names what it rests on", async (t) => {
  const { engine } = opened(t);
  await adult(engine);
  await engine.grant("ada", EMAIL);
  const decision = engine.decide("ada", EMAIL);
  assert(decision instanceof Decision);
  assert.equal(decision.allowed, true);
  assert.deepEqual([decision.purpose, decision.reason, decision.reasons], [EMAIL, null, []]);
  assert.deepEqual([decision.basis, decision.ground, decision.remedy], ["consent", "consent", null]);
  assert.deepEqual(decision.obligations, [{ kind: "include_unsubscribe", subject: null, due: null }]);
  assert.deepEqual(decision.evidence, { position: 2, at: NOON });
  assert.deepEqual([decision.policy, decision.overlays, decision.residence], ["shop@2024-10-01", [], "DE"]);
  assert.deepEqual(decision.contact, { privacy: "privacy@shop.example" });
  assert.match(decision.text, /`marketing.email` is allowed/);
});

test("a denial names reasons and remedy", async (t) => {
  const { engine } = opened(t);
  await adult(engine);
  const decision = engine.decide("ada", EMAIL);
  assert.deepEqual([decision.allowed, decision.reason], [false, "consent_missing"]);
  assert.deepEqual(decision.reasons, ["consent_missing"]);
  assert.deepEqual([decision.basis, decision.ground, decision.evidence], [null, null, null]);
  const { action, notice, text } = decision.remedy ?? assert.fail();
  assert.deepEqual([action, notice], ["ask_consent", "shop@2024-10-01"]);
  assert(text.includes("ask the user for consent") && decision.text.includes(text));
});

test("a decision is no plain value", (t) => {
  const { engine } = opened(t);
  const decision = loose(engine.decide("ada", EMAIL));
  // biome-ignore lint/suspicious/noDoubleEquals: the comparison is what is tested
  for (const use of [() => `${decision}`, () => decision + 1, () => decision == true, () => decision > 0]) {
    assert.throws(use, { name: "TypeError", message: /decision\.allowed/ });
  }
  assert.throws(() => new (loose(Decision))({}), TypeError);
  assert.throws(() => {
    decision.allowed = true;
  }, TypeError);
  decision.contact.privacy = "changed";
  assert.deepEqual(decision.contact, { privacy: "privacy@shop.example" });
});

test("a decision is canonical JSON", async (t) => {
  const { engine } = opened(t);
  await adult(engine);
  await engine.grant("ada", EMAIL, { expires: "2025-03-01" });
  const decision = engine.decide("ada", EMAIL);
  assert.equal(JSON.stringify(decision), decision.toJson());
  assert.deepEqual(decision.validUntil, new Date("2025-03-01T00:00:00Z"));
  assert.equal(decision.toJSON()["valid_until"], "2025-03-01T00:00:00Z");
  assert(decision.equals(engine.decide("ada", EMAIL)));
  assert(!decision.equals(engine.decide("eve", EMAIL)));
  const shown = "Decision { allowed: true, purpose: marketing.email, ground: consent, policy: shop@2024-10-01 }";
  assert.equal(inspect(decision), shown);
  assert.match(inspect(engine.decide("eve", EMAIL)), /allowed: false, .* reasons: consent_missing/);
});

test("a context narrows a question", async (t) => {
  const { engine } = opened(t);
  await adult(engine);
  const decision = engine.decide("ada", EMAIL, { categories: ["user.contact.phone_number"], operation: "use" });
  assert.deepEqual(decision.reasons, ["category_not_permitted", "consent_missing"]);
  assert.deepEqual(decision.surplus, ["user.contact.phone_number"]);
  const plain = engine.decide("ada", EMAIL);
  for (const nothing of [{}, { operation: undefined, categories: [] }, loose({ operation: null, at: null })]) {
    assert(engine.decide("ada", EMAIL, loose(nothing)).equals(plain));
  }
});

test("a question can be for another instant", (t) => {
  const { engine } = opened(t);
  const before = engine.decide("ada", EMAIL, { at: "2024-09-30" });
  assert.deepEqual([before.reason, before.policy], ["policy_not_in_force", null]);
  const first = new Date("2024-10-01T02:00:00+02:00");
  assert.notEqual(engine.decide("ada", EMAIL, { at: first }).policy, null);
  assert.equal(engine.decide("ada", EMAIL, { at: new Date(first.getTime() - 1) }).policy, null);
});

test("an explanation tells what each check found", (t) => {
  const { engine } = opened(t);
  const { decision, checks } = engine.explain("ada", EMAIL);
  assert(decision instanceof Decision && decision.equals(engine.decide("ada", EMAIL)));
  assert.equal(decision.text, engine.decide("ada", EMAIL).text);
  assert.equal(decision.allowed, false);
  assert.equal(decision.reason, "consent_missing");
  assert.equal(checks.length, 11);
  const failed = checks.filter((check) => check.found === "failed");
  assert.deepEqual(
    failed.map((check) => check.reasons),
    [["consent_missing"]],
  );
});

test("a demand gives a permit, which travels", async (t) => {
  const { engine, clock } = opened(t);
  await adult(engine);
  await engine.grant("ada", EMAIL);
  const permit = engine.require("ada", EMAIL, { categories: ["user.contact.email"], at: NOON, groupSize: 3 });
  assert.deepEqual([permit.user, permit.purpose, permit.policy], ["ada", EMAIL, "shop@2024-10-01"]);
  assert.deepEqual([permit.issuedAt, permit.expiresAt], [NOON, new Date(NOON.getTime() + 60_000)]);
  assert.deepEqual(permit.context, { categories: ["user.contact.email"], at: NOON, groupSize: 3 });
  clock.forward(30_000);
  const again = Permit.fromJson(JSON.stringify(JSON.parse(permit.toJson())));
  assert(again instanceof Permit && again.equals(permit) && JSON.stringify(again) === permit.toJson());
  assert.deepEqual(engine.recheck(again).issuedAt, NOON);
  assert(!inspect(permit).includes("ada"));
  await engine.withdraw("ada", EMAIL);
  const { decision } = await thrown(Denied, () => engine.recheck(permit));
  assert.equal(decision.reason, "consent_withdrawn");
});

test("a denied demand carries the decision", async (t) => {
  const { engine } = opened(t);
  const denied = await thrown(Denied, () => engine.require("eve", EMAIL));
  assert.equal(denied.code, "denied");
  assert.match(denied.message, /consent_missing/);
  assert(denied.decision instanceof Decision && denied.decision.equals(engine.decide("eve", EMAIL)));
});

test("guards demand before the work begins", async (t) => {
  const { engine } = opened(t);
  await adult(engine);
  let sent = 0;
  const send = engine.guarded(EMAIL, async (user: string, copies: number) => {
    sent += copies;
    return `to ${user}`;
  });
  const sendTo = engine.guarded(
    EMAIL,
    (letter: { to: string }) => letter.to,
    (letter) => letter.to,
  );
  for (const call of [() => send("ada", 1), () => sendTo({ to: "ada" }), () => engine.guard(EMAIL, "ada", () => 1)]) {
    await thrown(Denied, call);
  }
  assert.equal(sent, 0);
  await engine.grant("ada", EMAIL);
  assert.equal(await send("ada", 2), "to ada");
  assert.equal(sendTo({ to: "ada" }), "ada");
  assert.equal(sent, 2);
  assert.equal(
    engine.guard(EMAIL, "ada", (permit) => permit.purpose),
    EMAIL,
  );
});
