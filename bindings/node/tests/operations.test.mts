// Handling of data, rights, and what the company owes.

import assert from "node:assert/strict";
import test from "node:test";

import { Denied, Engine } from "placet";

import { adult, EMAIL, invalid, loose, NOON, opened, refused, thrown, WHOLE } from "./support.mjs";

test("collections and disclosures are decided first, and kept", async (t) => {
  const { engine } = opened(t, WHOLE);
  await adult(engine);
  const disclose = () => engine.disclose("ada", EMAIL, "mailer", { categories: ["user.contact.email"] });
  const denied = await thrown(Denied, disclose);
  assert.equal(denied.decision.reason, "consent_missing");
  assert.equal((await engine.verify()).events, 1);
  await engine.grant("ada", EMAIL);
  assert.equal((await disclose()).position, 3);
  await engine.collect("ada", "analytics.product", { categories: ["user.behavior.usage"], source: "direct" });
  assert.equal(loose(engine.report("disclosures", "ada"))["disclosures"].length, 1);
  assert.equal(loose(engine.report("holdings", "ada"))["holdings"].length > 0, true);
  await engine.record("ada", "course_completed", {
    reference: "7",
    on: NOON,
    details: { grade: 1, passed: true, at: NOON },
  });
  const details = engine.history("ada").at(-1)?.details;
  assert.deepEqual(details?.["details"], { at: "2025-01-15T12:00:00Z", grade: "1", passed: "true" });
  assert.deepEqual(details?.["on"], NOON);
});

test("an audited decision is kept with its number", async (t) => {
  const { engine } = opened(t, WHOLE);
  const { decision, receipt } = await engine.audit("ada", EMAIL);
  assert.deepEqual([decision.allowed, decision.reason, receipt.position], [false, "consent_missing", 1]);
  assert(decision.equals(engine.decide("ada", EMAIL)));
});

test("holds, disposals and what is due", async (t) => {
  const { engine } = opened(t, WHOLE);
  await adult(engine);
  await engine.collect("ada", "analytics.product", { categories: ["user.behavior.usage"] });
  const disposals = (at: string) => engine.due(at).filter((due) => due.kind === "disposal");
  assert.deepEqual(disposals("2025-06-01"), []);
  const [due] = disposals("2026-06-01");
  assert.deepEqual([due?.user, due?.subject, due?.action, due?.overdue], ["ada", "usage", "delete", true]);
  assert(due?.since instanceof Date && due.due instanceof Date);
  await engine.hold("ada", "suit", "a claim", { categories: ["user.behavior"] });
  assert.deepEqual(disposals("2026-06-01"), []);
  await engine.release("ada", "suit");
  await engine.dispose("ada", "usage");
  assert.deepEqual(disposals("2026-06-01"), []);
});

test("a case is answered step by step", async (t) => {
  const { engine, clock } = opened(t, WHOLE);
  await adult(engine);
  const opened_ = await engine.request("ada", "access", { channel: "form", reason: "what have you got?" });
  assert.deepEqual([opened_.id, opened_.right, opened_.status], [2, "access", "received"]);
  assert.deepEqual([opened_.received, opened_.due, opened_.dueSource], [NOON, "2025-02-14", "policy"]);
  assert.deepEqual([opened_.channel, opened_.by, opened_.about, opened_.replyVia], ["form", null, [], null]);
  assert.deepEqual(engine.cases("ada"), [opened_]);
  assert.deepEqual(engine.history("ada").at(-1)?.details["due"], new Date("2025-02-14T00:00:00Z"));
  const fulfil = () => engine.respond("ada", opened_.id, "fulfil", { actor: "support" });
  assert.equal(await refused(fulfil), "identity_unverified");
  const copy = () => engine.export("ada", { case: opened_.id, actor: "subject", attests: { mfa: true } });
  assert.equal(await refused(copy), "identity_unverified");
  assert.equal((await engine.respond("ada", opened_.id, "verify")).verified, true);
  assert.equal((await copy())["user"], "ada");
  assert.equal((await fulfil()).status, "fulfilled");
  await invalid(fulfil, "case", "is over");
  const erase = await engine.request("ada", undefined, { subject: "Delete my data" });
  assert.equal(erase.right, "erase");
  clock.forward(31 * 86_400_000);
  assert.equal(engine.cases("ada").at(-1)?.overdue, true);
  const any = loose(engine);
  await invalid(() => engine.request("ada", "acess"), "right", "did you mean `access`?");
  await invalid(() => engine.respond("ada", -1, "verify"), "case", "give the `id`");
  await invalid(() => any.respond("ada", "1", "verify"), "case", "a number is wanted");
  await invalid(() => any.respond("ada", 2, "fulfill"), "action", "fulfil");
});

test("a copy travels, whole or not at all", async (t) => {
  const { engine, clock } = opened(t, WHOLE);
  await adult(engine);
  await engine.grant("ada", EMAIL);
  await engine.optOut("ada", "analytics");
  const copy = await engine.export("ada");
  assert.deepEqual([copy["schema"], copy["user"]], ["placet-export-1", "ada"]);
  await using there = Engine.open(WHOLE, "memory:", { clock: clock.read });
  // by way of a file, as it would be handed over
  const receipt = await there.importData(JSON.parse(JSON.stringify(copy)));
  assert.deepEqual([receipt.position, receipt.at], [4, NOON]);
  assert(there.canProcess("ada", EMAIL));
  assert.equal(there.decide("ada", "analytics.product").reason, "opted_out");
  await invalid(() => there.importData(copy), "export", "imported already");
  await invalid(() => there.importData({ ...copy, user: "eve" }), "export", "digest");
  await invalid(() => there.importData({}), "export", "`export` wrote");
  await invalid(() => there.importData(loose(JSON.stringify(copy))), "export");
  await engine.erase("ada");
  assert.equal(await refused(() => engine.importData(copy)), "erased");
});

test("a plan says what an erasure means", async (t) => {
  const { engine } = opened(t, WHOLE);
  await adult(engine);
  await engine.collect("ada", "essential.service.payment", { categories: ["user.financial"] });
  await engine.record("ada", "account_closed");
  const [kept] = engine.erasurePlan("ada").filter((task) => task.kind === "keep");
  assert.deepEqual([kept?.subject, kept?.reason, kept?.done], ["user.financial", "legal_floor", false]);
  assert.deepEqual(kept?.until, new Date("2035-01-16T00:00:00Z"));
  const after = engine.erasurePlan("ada", { at: "2035-02-01" });
  assert(after.every((task) => task.kind !== "keep"));
});

test("a visitor turns out to be a user", async (t) => {
  const { engine } = opened(t, WHOLE);
  await adult(engine);
  await engine.optOut("cookie-7", "analytics");
  assert.equal((await engine.join("ada", "cookie-7")).position, 3);
  assert.equal(engine.decide("ada", "analytics.product").reason, "opted_out");
  await engine.part("ada", "cookie-7");
  await invalid(() => engine.part("ada", "cookie-7"), "visitor", "not joined");
  await invalid(() => engine.join("ada", "ada"), "visitor");
});

test("the company registers, and breaches have to be told", async (t) => {
  const { engine, clock } = opened(t, WHOLE);
  await engine.register("breach", "b1", { detected_at: NOON, risk: true, status: "detected" });
  clock.forward(3_600_000);
  await engine.register("breach", "b1", { status: "assessed" });
  const [breach] = engine.registered("breach");
  assert.deepEqual(breach, {
    kind: "breach",
    id: "b1",
    fields: { detected_at: "2025-01-15T12:00:00Z", risk: "true", status: "assessed" },
    times: [
      { value: "detected", at: NOON },
      { value: "assessed", at: clock.read() },
    ],
    since: NOON,
    changed: clock.read(),
    position: 2,
  });
  const [due] = engine.due().filter((one) => one.kind === "breach");
  assert.deepEqual([due?.subject, due?.action, due?.detail["to"]], ["b1", "notify", "authority"]);
  assert.deepEqual(due?.due, new Date("2025-01-18T12:00:00Z"));
  await engine.register("breach_notice", "n1", { breach: "b1", to: "authority", sent_at: NOON });
  assert.deepEqual(
    engine.due().filter((one) => one.kind === "breach"),
    [],
  );
  assert.equal(engine.registered().length, 2);
  await invalid(() => engine.register(loose("breech"), "b2"), "kind", "did you mean `breach`?");
  await invalid(() => engine.register("breach", "b2", loose({ risk: 1.5 })), "fields", "not whole");
  await invalid(() => engine.register("breach", "b2", loose({ risk: [] })), "fields");
});

test("every report is an object", async (t) => {
  const { engine } = opened(t, WHOLE);
  await adult(engine);
  await engine.acknowledge("ada", "2024-10-01");
  const kinds =
    "policy bases differences processing retention recipients notices rights erasures controls breaches overdue";
  for (const kind of kinds.split(" ")) assert.equal(typeof engine.report(loose(kind)), "object");
  for (const kind of ["disclosures", "holdings", "features", "notices", "recipients", "retention", "rights"]) {
    assert.equal(typeof engine.report(loose(kind), "ada"), "object");
  }
  assert.equal(loose(engine.report("shine_the_light", "ada", { year: 2024 }))["year"], 2024);
  assert.deepEqual(engine.report("differences"), {});
  await invalid(() => engine.report("shine_the_light", "ada", { year: 1.5 }), "year", "such as 2025");
});
