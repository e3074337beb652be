// Values that know what they may be used for.

import assert from "node:assert/strict";
import test from "node:test";
import { format, inspect } from "node:util";

import { Denied, Engine, Guarded } from "placet";

import { invalid, loose, thrown } from "./support.mjs";

const POLICY = `
[policy]
id = "shop"
version = "1"
effective_from = 2021-01-01
contact = { privacy = "privacy@shop.test" }

[purposes.mail]
basis = ["legitimate_interest"]
categories = ["user.contact", "user.name", "user.device"]

[rules.short]
categories = ["user.device.ip_address"]
transform = "network"
`;

test("a permit opens what it was given for", async () => {
  await using shop = Engine.open(POLICY, "memory:");
  const permit = (user: string, ...categories: string[]) => shop.require(user, "mail", { categories });
  const email = new Guarded("ada", ["user.contact.email"], "ada@example.com");
  const good = permit("ada", "user.contact");
  const opened: string = email.open(shop, good);
  assert.equal(opened, "ada@example.com");
  for (const wrong of [permit("ada"), permit("bob", "user.contact")]) {
    await invalid(() => email.open(shop, wrong), "permit");
  }
  await invalid(() => email.open(shop), "permit", "`ada`");
  const address = new Guarded("ada", ["user.device.ip_address"], "203.0.113.7");
  await invalid(() => address.open(shop, permit("ada", "user.device")), "permit", "only as `network`");
  await invalid(() => new Guarded("ada", loose("user.name"), 1), "categories", "array");
  await shop.optOut("ada", "mail");
  await thrown(Denied, () => email.open(shop, good));
});

test("what is shown is never the value", async () => {
  await using shop = Engine.open(POLICY, "memory:");
  const email = new Guarded("ada", ["user.contact.email"], "ada@example.com");
  const upper = email.map((text) => text.toUpperCase());
  const whole = upper.join(new Guarded("bob", ["user.name"], "Bob"), (a, b) => a + b);
  const shown = "Guarded(user.contact.email, user.name)";
  assert.deepEqual([`${whole}`, inspect(whole), JSON.stringify([whole])], [shown, shown, `["${shown}"]`]);
  assert.equal(format("%s %o %j", email, { email }, email).includes("ada@"), false);
  assert.deepEqual(Object.keys(email), []);
  assert.deepEqual(whole.tags, { ada: ["user.contact.email"], bob: ["user.name"] });
  const permit = shop.require("ada", "mail", { categories: ["user.contact.email"] });
  await invalid(() => whole.open(shop, permit), "permit", "`bob`");
  const other = shop.require("bob", "mail", { categories: ["user.name"] });
  assert.equal(whole.open(shop, permit, other), "ADA@EXAMPLE.COMBob");
});
