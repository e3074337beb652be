// Records: tags where data are declared, and what a purpose sees of a record.

import assert from "node:assert/strict";
import test from "node:test";

import {
  type ClassifyOptions,
  classify,
  Engine,
  Filtered,
  InvalidArgument,
  lint,
  PolicyError,
  Schema,
  Tag,
  tag,
  tags,
  UnknownCategory,
  UnknownSchema,
} from "placet";
import { z } from "zod";
import * as mini from "zod/mini";

import { invalid, loose, thrown } from "./support.mjs";

const POLICY = `
[policy]
id = "shop"
version = "1"
effective_from = 2021-01-01
contact = { privacy = "privacy@shop.test" }

[purposes.analytics]
basis = ["legitimate_interest"]
categories = ["user.device", "user.demographic.date_of_birth", "user.financial"]

[purposes.mail]
basis = ["consent"]
categories = ["user.contact.email", "user.name"]

[rules.short]
purposes = ["analytics"]
categories = ["user.device.ip_address"]
transform = "network"

[rules.band]
purposes = ["analytics"]
categories = ["user.demographic.date_of_birth"]
transform = "age_band"

[rules.pseudonyms]
purposes = ["mail"]
categories = ["user.name"]
transform = "hash"

[retention.default]
after = "collected"
keep = "P1Y"

[schemas.visit.fields]
ip = "user.device.ip_address"
email = "user.contact.email"
"orders[].total" = "user.financial.transaction"
`;

interface Customer {
  name: string;
  email: string | null;
  born: Date;
  orders: { total: number; code: string }[];
  shirt?: string;
}

const CUSTOMER = Schema.of<Customer>("customer", {
  name: tag("user.name"),
  email: tag("user.contact.email"),
  born: tag("user.demographic.date_of_birth"),
  orders: [{ total: tag("user.financial.transaction"), code: null }],
  shirt: null,
});

const TAGS = {
  born: "user.demographic.date_of_birth",
  email: "user.contact.email",
  name: "user.name",
  "orders[].total": "user.financial.transaction",
};

const ZOD = z.object({
  name: z.string().min(1).meta(tag("user.name")),
  email: z.email().meta(tag("user.contact.email")).nullable(),
  born: z.date().meta(tag("user.demographic.date_of_birth")),
  orders: z.array(z.object({ total: z.number().meta(tag("user.financial.transaction")), code: z.string() })),
  shirt: z.string().optional(),
});

function customer(): Customer {
  const orders = [{ total: 12.5, code: "X" }];
  return { name: "Ada", email: "ada@example.com", born: new Date("1990-05-01"), orders, shirt: "M" };
}

function open(): Engine {
  return Engine.open(POLICY, "memory:", { pseudonymKey: Buffer.from("0123456789abcdef") });
}

test("a shape is tagged and filtered for two purposes", async () => {
  await using shop = open();
  assert.deepEqual(tags(CUSTOMER), TAGS);
  await shop.update("ada", { birthdate: "1990-05-01", residence: "DE", account: "active" });
  const seen = shop.filter("ada", "analytics", customer(), CUSTOMER, { at: "2026-05-02" });
  assert(seen instanceof Filtered);
  assert.deepEqual(seen.record, { born: "30-39", orders: [{ total: 12.5 }] });
  assert.deepEqual(seen.changes, [
    { path: "born", category: "user.demographic.date_of_birth", transform: "age_band", reasons: [] },
    { path: "email", category: "user.contact.email", transform: null, reasons: ["category_not_permitted"] },
    { path: "name", category: "user.name", transform: null, reasons: ["category_not_permitted"] },
    { path: "orders[].code", category: null, transform: null, reasons: ["untagged"] },
    { path: "shirt", category: null, transform: null, reasons: ["untagged"] },
  ]);
  assert.deepEqual(shop.filter("ada", "mail", customer(), CUSTOMER).record, { orders: [{}] });
  await shop.grant("ada", "mail");
  const { record } = shop.filter("ada", "mail", customer(), CUSTOMER);
  // the types keep the shape of what is left
  const [email, name, total]: [string | null | undefined, string | undefined, number | string | undefined] = [
    record.email,
    record.name,
    record.orders?.[0]?.total,
  ];
  assert.deepEqual([email, name?.length, total], ["ada@example.com", 64, undefined]);
  await shop.withdraw("ada", "mail");
  assert(!("email" in shop.filter("ada", "mail", customer(), CUSTOMER).record));
});

test("schemas of Zod carry tags as metadata", async () => {
  await using shop = open();
  assert.deepEqual(tags(ZOD), TAGS);
  const record = ZOD.parse(customer());
  const seen = shop.filter("ada", "analytics", record, ZOD, { at: "2026-05-02" });
  assert.deepEqual(seen.record, { born: "30-39", orders: [{ total: 12.5 }] });
  const nested = z.object({
    to: z.lazy(() => z.object({ city: z.string().meta(tag("user.contact.address.city")) })),
    scores: z.record(z.string(), z.number().meta(tag("user.behavior"))),
    either: z.union([z.object({ ip: z.ipv4().meta(tag("user.device.ip_address")) }), z.null()]),
    when: z.iso.datetime().default("2025-01-01T00:00:00Z").meta(tag("user.behavior.usage")),
    "a.b": z.string().meta(tag("user.name")),
  });
  assert.deepEqual(tags(nested), {
    "a\\.b": "user.name",
    "either.ip": "user.device.ip_address",
    "scores.*": "user.behavior",
    "to.city": "user.contact.address.city",
    when: "user.behavior.usage",
  });
  const ring = z.object({
    name: z.string().meta(tag("user.name")),
    get next() {
      return ring.optional();
    },
  });
  await invalid(() => tags(ring), "schema", "lies in itself");
  const small = mini.object({ name: mini.string().register(mini.globalRegistry, tag("user.name")) });
  assert.deepEqual(tags(z.toJSONSchema(small)), { name: "user.name" });
});

test("schemas come in many forms", async () => {
  await using shop = open();
  const record = { ip: "203.0.113.7", email: "ada@example.com", orders: [{ total: 3 }] };
  const left = { ip: "203.0.113.0/24", orders: [{ total: 3 }] };
  const ip = "user.device.ip_address";
  const total = "user.financial.transaction";
  const document = {
    title: "visit",
    properties: { ip: { "x-placet": ip }, orders: { items: { properties: { total: { "x-placet": total } } } } },
  };
  const places = { ip, "orders[].total": total };
  const shape = { ip: tag(ip), email: null, orders: [{ total: tag(total) }] } as const;
  const schemas = ["visit", document, places, shape, shop.schema("visit"), new Schema("v", places)];
  for (const schema of schemas) {
    assert.deepEqual(shop.filter("ada", "analytics", record, schema).record, left);
    assert.deepEqual(
      shop.filterMany("ada", "analytics", [record, record], schema).map((one) => one.record),
      [left, left],
    );
    if (typeof schema !== "string" && schema !== schemas[4]) assert.deepEqual(tags(schema), places);
  }
  assert.deepEqual([shop.schema("visit").name, new Schema("v", places).name], ["visit", "v"]);
  assert.deepEqual(tags({ scores: { "*": tag("user.behavior") } }), { "scores.*": "user.behavior" });
});

test("what is left is new, and what is given stays", async () => {
  await using shop = open();
  const record = Object.freeze({ ip: "203.0.113.7", orders: Object.freeze([{ total: 3, code: "X" }]) });
  const filtered = shop.filter("ada", "analytics", record, "visit");
  assert.deepEqual(record.orders, [{ total: 3, code: "X" }]);
  assert.equal(
    filtered.toJson(),
    '{"changes":[{"category":"user.device.ip_address","path":"ip","reasons":[],"transform":"network"},' +
      '{"category":null,"path":"orders[].code","reasons":["untagged"],"transform":null}],' +
      '"record":{"ip":"203.0.113.0/24","orders":[{"total":3}]},"valid_until":null}',
  );
});

test("odd records end well", async () => {
  await using shop = open();
  const ring: Record<string, unknown> = {};
  ring["ring"] = ring;
  let deep: unknown = "203.0.113.7";
  for (let depth = 0; depth < 10_000; depth += 1) deep = [deep];
  const schema = { ip: "user.device.ip_address", raw: "user.device.type" };
  const values = [ring, deep, Symbol("x"), Number.NaN, Buffer.from("x"), () => 1, "\ud83d", 10n, new Date(Number.NaN)];
  for (const value of [...values, Promise.resolve("203.0.113.7")]) {
    assert.deepEqual(shop.filter("ada", "analytics", { ip: value }, schema).record, {});
    // what is kept is kept as it is
    assert.equal(shop.filter("ada", "analytics", { raw: value }, schema).record.raw, value);
  }
  for (const value of [new Map([["ip", "203.0.113.7"]]), new Set(["203.0.113.7"])]) {
    const { record } = shop.filter("ada", "analytics", { ip: value }, schema);
    assert(!JSON.stringify(record).includes("203"));
    await invalid(() => shop.filter("ada", "analytics", loose(value), schema), "record");
  }
  const odd = { ip: null, 3: "x", "\udcff": "y", "🙂": "z", "": 0, "a.b": 1, [Symbol("s")]: 2 };
  const filtered = shop.filter("ada", "analytics", odd, schema);
  assert.deepEqual(filtered.record, { ip: null });
  assert.equal(filtered.changes.length, 5);
  class Visit {
    ip = "203.0.113.7";
    get secret() {
      return "of the class";
    }
  }
  assert.deepEqual(shop.filter("ada", "analytics", new Visit(), schema).record, { ip: "203.0.113.0/24" });
});

test("no name of a field reaches a prototype", async () => {
  await using shop = open();
  const record = JSON.parse('{"__proto__": {"polluted": true}, "constructor": "x", "ip": "203.0.113.7"}');
  const schema = { ip: "user.device.ip_address", __proto__: "user.device.type" };
  Object.defineProperty(schema, "__proto__", { value: "user.device.type", enumerable: true });
  const left = shop.filter("ada", "analytics", record, schema).record as object;
  assert.deepEqual(Object.keys(left), ["__proto__", "ip"]);
  assert.equal(Object.getPrototypeOf(left), Object.prototype);
  assert.equal(loose({}).polluted, undefined);
});

test("what a getter throws reaches the caller, and nothing is left", async () => {
  await using shop = open();
  const record = {
    get ip(): string {
      throw new RangeError("no address");
    },
  };
  assert.throws(() => shop.filter("ada", "analytics", record, "visit"), { name: "RangeError", message: "no address" });
  assert.throws(() => shop.filterMany("ada", "analytics", [{ ip: "203.0.113.7" }, record], "visit"), RangeError);
  assert.deepEqual(shop.filter("ada", "analytics", { ip: "203.0.113.7" }, "visit").record, { ip: "203.0.113.0/24" });
});

test("many records do not pile up", async () => {
  await using shop = open();
  const records = Array.from({ length: 20_000 }, (_, number) => ({ ip: "203.0.113.7", orders: [{ total: number }] }));
  const left = shop.filterMany("ada", "analytics", records, "visit");
  assert.equal(left.length, records.length);
  assert.deepEqual(left.at(-1)?.record, { ip: "203.0.113.0/24", orders: [{ total: 19_999 }] });
});

test("faults are told", async () => {
  await using shop = open();
  const record = { ip: "203.0.113.7" };
  const unknown = await thrown(UnknownSchema, () => shop.filter("ada", "analytics", record, "visits"));
  assert.deepEqual([unknown.code, unknown.nearest], ["unknown_schema", "visit"]);
  await thrown(UnknownCategory, () => shop.filter("ada", "analytics", record, { ip: "user.device.ip_addres" }));
  for (const [argument, words, schema] of [
    ["fields", "tags no field", {}],
    ["fields", "no place", { "a..b": "user.name" }],
    ["fields", "a string is wanted", { a: 7 }],
    ["schema", "one entry", { a: [tag("user.name"), tag("user.name")] }],
    ["schema", "`b`", { a: tag("user.name"), b: 7 }],
    ["schema", "`Date`", { a: tag("user.name"), b: new Date() }],
    ["schema", "x-placet", { properties: { a: { "x-placet": 7 } } }],
    ["schema", "not a number", 7],
    ["schema", "not null", null],
  ] as const) {
    await invalid(() => shop.filter("ada", "analytics", record, loose(schema)), argument, words);
  }
  for (const wrong of ["text", 3, null, undefined, () => 1]) {
    await invalid(() => shop.filter("ada", "analytics", loose(wrong), "visit"), "record");
    await invalid(() => shop.filterMany("ada", "analytics", [record, loose(wrong)], "visit"), "record");
  }
  await thrown(InvalidArgument, () => shop.filter("ada", "analytics", [record], "visit"));
  await invalid(() => shop.filterMany("ada", "analytics", loose(record), "visit"), "records");
  await invalid(() => tag(loose(7)), "category");
  assert(tag("user.name") instanceof Tag);
  await using keyless = Engine.open(POLICY, "memory:");
  await keyless.update("ada", { birthdate: "1990-05-01" });
  await keyless.grant("ada", "mail");
  await invalid(() => keyless.filter("ada", "mail", customer(), CUSTOMER), "pseudonymKey", "pseudonyms");
});

test("a lint finds what is missing between a schema and a policy", async () => {
  assert.deepEqual(
    lint(POLICY, CUSTOMER).map(({ schema, path, rule }) => [schema, path, rule]),
    [
      ["customer", "orders[].code", "untagged_field"],
      ["customer", "shirt", "untagged_field"],
    ],
  );
  const wider = z.object({ page: z.string(), name: z.string().meta(tag("user.location")) }).meta({ title: "Page" });
  assert.deepEqual(
    lint(POLICY, wider).map(({ schema, path, rule }) => [schema, path, rule]),
    [
      ["Page", "name", "unused_category"],
      ["Page", "page", "untagged_field"],
    ],
  );
  assert.deepEqual(lint(POLICY), []);
  assert.deepEqual(
    lint([`${POLICY}note = "user.location"\n`], { a: "user.name" }, wider).map(({ schema, path }) => [schema, path]),
    [
      ["visit", "note"],
      ["Page", "name"],
      ["Page", "page"],
    ],
  );
  const [finding] = lint(POLICY, { a: "user.nme" });
  assert.deepEqual([finding?.path, finding?.rule], ["a", "unknown_category"]);
  assert.match(finding?.message ?? "", /in no taxonomy/);
  await invalid(() => lint(POLICY, loose("visit")), "schema");
  await thrown(PolicyError, () => lint("[policy]\n"));
  using shop = Engine.open(POLICY, "memory:");
  assert.deepEqual(shop.lint("visit"), []);
  assert.deepEqual(shop.lint({ a: "user.nme" }), [finding]);
  await thrown(UnknownSchema, () => shop.lint("visits"));
});

test("a policy marks the suggestions that it has no place for", async () => {
  const data = { mail: ["ada@example.com"], phone: ["+49 30 901820"] };
  const marked = (options?: ClassifyOptions) => {
    const suggestions = classify(data, options).filter(({ evidence }) =>
      evidence.some(({ grounds }) => grounds === "policy"),
    );
    return suggestions.map(({ path, category }) => [path, category]);
  };
  assert.deepEqual(marked(), []);
  assert.deepEqual(marked({ policy: [POLICY], sample: 10 }), [["phone", "user.contact.phone_number"]]);
  await thrown(PolicyError, () => classify(data, { policy: "[policy]\n" }));
});
