// A program of a user's, as a module: that it compiles, and that its mistakes do not, is the test.

import {
  type Case,
  type Context,
  Decision,
  Denied,
  type Engine,
  Guarded,
  type Instant,
  Permit,
  PlacetError,
  type Receipt,
  Schema,
  tag,
  tags,
} from "placet";
import plugin from "placet/eslint";

declare const engine: Engine;

const allowed: boolean = engine.canProcess("ada", "marketing.email");
const many: boolean[] = engine.canProcessMany(new Set(["ada"]), "marketing.email");
// @ts-expect-error a decision is no boolean
const wrong: boolean = engine.decide("ada", "marketing.email");
// @ts-expect-error a decision is no string
const text: string = engine.decide("ada", "marketing.email");
const decision: Decision = engine.decide("ada", "marketing.email", { categories: ["user.contact"], at: new Date() });
const until: Date | null = decision.validUntil;
// @ts-expect-error decisions are made by engines
decision.allowed = true;

const context: Context = { groupSize: 3, collectionPoint: "form", attests: { mfa: true } };
// @ts-expect-error no field of a context
engine.decide("ada", "marketing.email", { categoreis: [] });
// @ts-expect-error no word of it
engine.decide("ada", "marketing.email", { operation: "stor" });
// @ts-expect-error a promise is no user
engine.canProcess(Promise.resolve("ada"), "marketing.email");
// @ts-expect-error the question takes no context
engine.canProcess("ada", "marketing.email", context);
// @ts-expect-error the recipient is an argument
engine.disclose("ada", "marketing.email", "mailer", { recipient: "mailer" });
// @ts-expect-error no option of a grant
engine.grant("ada", "marketing.email", { metod: "form" });

const later: Promise<Receipt> = engine.grant("ada", "marketing.email", { expires: "2030-01-01" satisfies Instant });
const opened: Promise<Case> = engine.request("ada", "access");
const permit: Permit = engine.require("ada", "marketing.email", context);
const send = engine.guarded("marketing.email", async (user: string, copies: number) => `${user} ${copies}`);
const sent: Promise<string> = send("ada", 1);

interface Customer {
  name: string;
  born: Date;
  orders: { total: number; code: string }[];
  scores: Record<string, number>;
}

const schema: Schema = Schema.of<Customer>("customer", {
  name: tag("user.name"),
  born: tag("user.demographic.date_of_birth"),
  orders: [{ total: tag("user.financial"), code: null }],
  scores: { "*": tag("user.behavior") },
});
// @ts-expect-error a field is missing
Schema.of<Customer>("customer", { name: tag("user.name"), born: null, orders: null });
const categories: Record<string, string> = tags(schema);

declare const customer: Customer;
const { record } = engine.filter("ada", "analytics", customer, schema);
const name: string | undefined = record.name;
const born: Date | string | undefined = record.born;
const total: number | string | undefined = record.orders?.[0]?.total;
const score: number | string | undefined = record.scores?.["maths"];
// @ts-expect-error a field may be gone
const sure: string = record.name;
// @ts-expect-error no field of the record
record.shirt;

const guarded: Guarded<string> = new Guarded("ada", ["user.name"], "Ada");
const length: number = guarded.map((value) => value.length).open(engine, permit);

try {
  engine.require("ada", "marketing.email");
} catch (error) {
  if (error instanceof Denied) {
    const code: "denied" = error.code;
    const reason: string | null = error.decision.reason;
    console.log(code, reason);
  } else if (error instanceof PlacetError) {
    const code: string = error.code;
    console.log(code);
  }
}

declare const console: { log(...shown: unknown[]): void };
console.log(allowed, many, wrong, text, until, later, opened, sent, categories, name, born, total, score, sure, length);
console.log(plugin.configs.recommended, Permit, Decision);
