// Acts: what they record, what they leave, what they change, and in which order.

import assert from "node:assert/strict";
import test from "node:test";

import { Engine } from "placet";

import { adult, EMAIL, NOON, opened, POLICY, refused, SOME_PURPOSES, storePath, WHOLE } from "./support.mjs";

test("a receipt says where and when, and what is due", async (t) => {
  const { engine, clock } = opened(t);
  const first = await engine.update("ada", { account: "active", birthdate: new Date("1990-05-01") });
  assert.deepEqual(first, { position: 1, at: NOON, obligations: [] });
  clock.forward(250);
  const second = await engine.grant("ada", EMAIL);
  assert.deepEqual(second, { position: 2, at: new Date(NOON.getTime() + 250), obligations: [] });
  const child = await engine.update("kit", { age: 12 });
  assert.deepEqual(child.obligations, [{ kind: "erase", subject: null, due: second.at }]);
});

test("instants come in many forms", async (t) => {
  const { engine } = opened(t);
  for (const at of [new Date("2025-01-15T12:30:00.5Z"), "2025-01-15T14:00:00+01:00", "2025-01-16"]) {
    assert.deepEqual((await engine.grant("ada", EMAIL, { at })).at, new Date(at));
  }
  const old = new Date("1969-12-31T23:59:59.999Z");
  assert.deepEqual((await engine.update("eve", { age: 30, at: old })).at, old);
});

test("a consent ends, and only an explicit one serves", async (t) => {
  const { engine, clock } = opened(t);
  await adult(engine);
  await engine.grant("ada", EMAIL, { kind: "implied" });
  assert.equal(engine.decide("ada", EMAIL).reason, "consent_not_explicit");
  await engine.grant("ada", EMAIL, { notice: "2024-10-01", expires: new Date(NOON.getTime() + 1000) });
  assert(engine.canProcess("ada", EMAIL));
  clock.forward(1000);
  assert.equal(engine.decide("ada", EMAIL).reason, "consent_expired");
});

test("choices are taken back", async (t) => {
  const { engine } = opened(t);
  await adult(engine);
  const reason = () => engine.decide("ada", "analytics.product").reason;
  await engine.optOut("ada", "analytics.product", { method: "link" });
  assert.equal(reason(), "opted_out");
  await engine.optIn("ada", "analytics.product");
  await engine.objectTo("ada", "analytics.product", { ground: "particular situation" });
  assert.equal(reason(), "objected");
  await engine.overruleObjection("ada", "analytics.product", "defence of a claim");
  await engine.restrict("ada", undefined, { ground: "accuracy_contested" });
  assert.equal(reason(), "restricted");
  await engine.liftRestriction("ada");
  await engine.applySignals("ada", { gpc: "1" });
  assert.equal(reason(), "signal_opt_out");
  await engine.applySignals("ada", { gpc: false });
  assert(engine.canProcess("ada", "analytics.product"));
  await engine.grant("ada", "marketing");
  assert(engine.canProcess("ada", "marketing"));
  await engine.withdraw("ada", "communications");
  assert(!engine.canProcess("ada", "marketing.phone"));
});

test("a notice is acknowledged", async (t) => {
  const { engine } = opened(t);
  await adult(engine);
  const account = "essential.service.account";
  assert.deepEqual(engine.decide("ada", account).obligations, [{ kind: "show_notice", subject: "terms", due: null }]);
  await engine.acknowledge("ada", "terms");
  assert.deepEqual(engine.decide("ada", account).obligations, []);
  await engine.acknowledge("ada", "2024-10-01", { agrees: false, method: "dialogue" });
  assert.equal(engine.decide("ada", account).reason, "policy_not_accepted");
});

test("a guardian acts for a child", async (t) => {
  const { engine } = opened(t);
  await engine.update("kit", { account: "active", ageRange: [11, 13], residence: "DE" });
  assert.equal(await refused(() => engine.grant("kit", EMAIL)), "parental_consent_missing");
  await engine.linkGuardian("kit", "pat", { status: "pending" });
  await engine.grant("kit", EMAIL, { by: "pat" });
  assert(engine.decide("kit", EMAIL).reasons.includes("parental_consent_unverified"));
  await engine.linkGuardian("kit", "pat", { method: "card", evidence: "case 7" });
  assert.equal(engine.decide("kit", EMAIL).ground, "parental_consent");
  await engine.unlinkGuardian("kit", "pat");
  assert(!engine.canProcess("kit", EMAIL));
  for (const ageRange of [[18], [18, null], [18, 30]] as const) {
    await engine.update("ada", { ageRange, residence: "DE", assurance: "verified" });
    await engine.grant("ada", EMAIL);
    assert(engine.canProcess("ada", EMAIL));
  }
});

test("history tells what happened", async (t) => {
  const { engine } = opened(t);
  await adult(engine);
  const expires = new Date("2025-02-14T12:00:00Z");
  await engine.grant("ada", EMAIL, { expires, method: "form" });
  await engine.applySignals("ada", { gpc: 1 });
  const [update, grant, signals] = engine.history("ada");
  assert.deepEqual([update?.act, grant?.act, signals?.act], ["update", "grant", "apply_signals"]);
  assert.deepEqual([grant?.position, grant?.at, grant?.user, grant?.policy], [2, NOON, "ada", "shop@2024-10-01"]);
  assert.deepEqual(grant?.details["purposes"], [EMAIL]);
  assert.deepEqual([grant?.details["expires"], grant?.details["method"]], [expires, "form"]);
  assert.equal(grant?.hash.length, 64);
  assert.deepEqual(engine.history("stranger"), []);
});

test("a refusal has a reason and records nothing", async (t) => {
  const { engine } = opened(t);
  await adult(engine);
  assert.equal(await refused(() => engine.optOut("ada", "essential.service.account")), "non_optional");
  assert.equal(await refused(() => engine.restrict("ada")), "ground_missing");
  assert.equal(await refused(() => engine.withdraw("ada", "marketing", { by: "pat" })), "actor_not_authorized");
  assert.equal((await engine.verify()).events, 1);
});

test("an erased user is gone", async (t) => {
  const { engine } = opened(t);
  await adult(engine);
  await adult(engine, "eve");
  await engine.erase("ada");
  assert.equal(engine.decide("ada", EMAIL).reason, "erased");
  assert.deepEqual(
    engine.history("ada").map((entry) => entry.act),
    ["erase"],
  );
  assert.equal(await refused(() => engine.grant("ada", EMAIL)), "erased");
  const { events, users, head } = await engine.verify();
  assert.deepEqual([events, users, head.length], [3, 2, 64]);
});

test("a consent string is taken in", async (t) => {
  const { engine } = opened(t, WHOLE);
  const { receipt, understood } = await engine.applyConsentString("ada", "tcf", SOME_PURPOSES);
  assert.equal(receipt.position, 1);
  assert.deepEqual(understood.signals, { tracking: true });
  assert(understood.unexpressed.length > 0);
  assert.equal(engine.decide("ada", "analytics.product").reason, "signal_opt_out");
});

test("acts of one user are carried out in the order in which they were called", async (t) => {
  const engine = Engine.open(POLICY, storePath(t));
  t.after(() => engine.close());
  // nothing is awaited in between, and the pool has several threads
  const users = Array.from({ length: 8 }, (_, number) => `user ${number}`);
  const acts: Promise<unknown>[] = [];
  for (let round = 0; round < 10; round += 1) {
    for (const user of users) {
      acts.push(engine.grant(user, EMAIL), engine.withdraw(user, EMAIL));
    }
  }
  await Promise.all(acts);
  for (const user of users) {
    const names = engine.history(user).map((entry) => entry.act);
    assert.deepEqual(
      names,
      Array.from({ length: 20 }, (_, at) => (at % 2 === 0 ? "grant" : "withdraw")),
    );
    assert(!engine.canProcess(user, EMAIL));
  }
});

test("an act that is about all waits for those before it, and holds up those after it", async (t) => {
  const { engine } = opened(t, WHOLE);
  const acts = [
    engine.update("ada", { age: 30 }),
    engine.join("bob", "ada"),
    engine.verify(),
    engine.grant("ada", EMAIL),
  ];
  const [, , verified] = await Promise.all(acts);
  assert.deepEqual([loose(verified).events, (await engine.verify()).events], [3, 4]);
});

function loose(value: unknown): { events: number } {
  return value as { events: number };
}

test("what is given to an act is taken as it was at the call", async (t) => {
  const { engine } = opened(t);
  const options = { account: "active" as const, residence: "DE" };
  const first = engine.update("ada", options);
  options.residence = "FR";
  await first;
  assert.equal(engine.history("ada")[0]?.details["residence"] !== undefined, true);
  assert.equal(engine.decide("ada", EMAIL).residence, "DE");
});
