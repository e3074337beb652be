// A policy, a clock that stands still, engines on them, and what is thrown.

import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestContext } from "node:test";

import { Engine, InvalidArgument, type PlacetError, Refused } from "placet";

export const POLICY = `
[policy]
id = "shop"
version = "2024-10-01"
effective_from = 2024-10-01
next_review = 2026-10-01
contact = { privacy = "privacy@shop.example" }

[purposes."essential.service.account"]
basis = ["contract"]
categories = ["user.contact"]

[purposes."marketing.email"]
basis = ["consent"]
categories = ["user.contact.email"]
obligations = ["include_unsubscribe"]

[purposes."marketing.phone"]
basis = ["consent"]
categories = ["user.contact.phone_number"]

[purposes."analytics.product"]
basis = ["legitimate_interest"]
categories = ["user.behavior.usage"]

[age]
minimum = 14
unknown = "allow"
below_minimum = "guardian"

[groups]
communications = ["marketing"]

[notices.terms]
purposes = ["essential.service.account"]

[restriction]
grounds = ["accuracy_contested"]

[signals.gpc]
denies = ["analytics"]
`;

/** The same with rights, recipients, terms of law, controls and events. */
export const WHOLE = `${POLICY}
[purposes."essential.service.payment"]
basis = ["contract"]
categories = ["user.financial"]

[signals.tracking]
denies = ["analytics"]
string = "tcf"
bits = ["purpose:4"]

[recipients.mailer]
name = "Mailer"
role = "processor"
purposes = ["marketing.email"]
categories = ["user.contact.email"]
country = "DE"
agreement = "DPA-1"

[retention.usage]
categories = ["user.behavior"]
after = "collected"
keep = "P1Y"

[retention.invoices]
categories = ["user.financial"]
after = "collected"
keep = "P10Y"
floor = true

[rights.access]
deadline = "P30D"
verify = true

[rights.erase]
deadline = "P30D"
subjects = ["Delete my data"]

[breach]
authority = "PT72H"

[controls.penetration_test]
interval = "P1Y"

[events]
names = ["course_completed"]
`;

/** A TC string that consents to the purposes 1 to 3, and refuses the others. */
export const SOME_PURPOSES = "COvFyGBOvFyGBAbAAAENAPCAAOAAAAAAAAAAAEEUACCKAAA";

export const NOON = new Date("2025-01-15T12:00:00Z");

export const EMAIL = "marketing.email";

/** Half of a surrogate pair behind a name. */
export const SURROGATE = "ada\ud83d";

/** A clock that goes when it is told to. */
export class HandClock {
  #now = NOON.getTime();

  readonly read = (): Date => new Date(this.#now);

  forward(milliseconds: number): void {
    this.#now += milliseconds;
  }
}

/** An engine in memory on which nothing has happened, and its clock. */
export function opened(test: TestContext, policy = POLICY): { engine: Engine; clock: HandClock } {
  const clock = new HandClock();
  const engine = Engine.open(policy, "memory:", { clock: clock.read });
  test.after(() => engine.close());
  return { engine, clock };
}

/** The path of a store that is not there yet. */
export function storePath(test: TestContext): string {
  return join(folder(test), "ledger.sqlite");
}

/** A folder that is gone after the test. */
export function folder(test: TestContext): string {
  const made = mkdtempSync(join(tmpdir(), "placet-"));
  test.after(() => rmSync(made, { recursive: true, force: true }));
  return made;
}

/** Makes a user known as an adult with an account. */
export async function adult(engine: Engine, user = "ada"): Promise<void> {
  await engine.update(user, { account: "active", birthdate: "1990-05-01", residence: "DE" });
}

type Kind<E> = new (...args: never[]) => E;

/** What a call throws, or rejects with. */
export async function thrown<E extends PlacetError>(kind: Kind<E>, call: () => unknown): Promise<E> {
  try {
    await call();
  } catch (error) {
    assert(error instanceof kind, `${kind.name} was wanted: ${error}`);
    return error;
  }
  throw new assert.AssertionError({ message: `${kind.name} was wanted, and nothing was thrown` });
}

/** An argument can't be meant, and the message says so and more. */
export async function invalid(call: () => unknown, argument: string, ...words: string[]): Promise<void> {
  const error = await thrown(InvalidArgument, call);
  assert.equal(error.code, "invalid_argument");
  assert.equal(error.argument, argument, error.message);
  assert(error.message.startsWith(`invalid \`${argument}\`: `), error.message);
  for (const word of words) assert(error.message.includes(word), error.message);
}

/** The reason for which an act is refused. */
export async function refused(call: () => unknown): Promise<string> {
  const error = await thrown(Refused, call);
  assert.equal(error.code, "refused");
  return error.reason;
}

/** A value as whatever the types want: for calls that JavaScript allows and TypeScript does not. */
// biome-ignore lint/suspicious/noExplicitAny: that is what it is for
export function loose(value: unknown): any {
  return value;
}
