// Permits: short-lived proof that a question was allowed.

import { InvalidArgument } from "./errors.js";
import type { PurposeName } from "./names.js";
import { native, unwrap } from "./native.js";
import { kindOf, json as written } from "./plain.js";
import type { Context, JsonObject } from "./types.js";

/** A permit as the native module tells of it. */
export interface PermitTold {
  readonly json: string;
  readonly user: string;
  readonly purpose: PurposeName;
  readonly context: Context;
  readonly issuedAt: string;
  readonly expiresAt: string;
  readonly policy: string | null;
}

/** The fields of a context that are instants. */
const INSTANTS = ["at", "setAt"] as const;

/** Says that whoever makes a permit is of this package. */
const OWN = Symbol("own");

/**
 * Short-lived proof that a question was allowed, for a queue or a worker to check again with `Engine.recheck`.
 *
 * It is no key: a withdrawal ends it, whoever holds it.
 */
export class Permit {
  readonly #told: PermitTold;

  /** @internal */
  constructor(own: symbol, told: PermitTold) {
    if (own !== OWN) throw new TypeError("a permit is made by an engine; ask `engine.require`");
    this.#told = told;
  }

  /** The permit that `toJson` wrote. */
  static fromJson(json: string): Permit {
    return permitOf(unwrap(native.permit(written({ json }))));
  }

  /** The user. */
  get user(): string {
    return this.#told.user;
  }

  /** The purpose. */
  get purpose(): PurposeName {
    return this.#told.purpose;
  }

  /** What the question said besides; a new object each time. */
  get context(): Context {
    const context: { -readonly [Name in keyof Context]: Context[Name] } = structuredClone(this.#told.context);
    for (const name of INSTANTS) {
      const at = context[name];
      if (at !== undefined) context[name] = new Date(at);
    }
    return context;
  }

  /** When it was given. */
  get issuedAt(): Date {
    return new Date(this.#told.issuedAt);
  }

  /** When it is over: a minute later, or earlier when the decision itself can change. */
  get expiresAt(): Date {
    return new Date(this.#told.expiresAt);
  }

  /** The version of the policy, as `id@version`. */
  get policy(): string | null {
    return this.#told.policy;
  }

  /** The permit as JSON, to travel through a queue. */
  toJson(): string {
    return this.#told.json;
  }

  /** What `toJson` says, as an object: what `JSON.stringify` writes. */
  toJSON(): JsonObject {
    return JSON.parse(this.#told.json);
  }

  /** Whether another permit says the same. */
  equals(other: Permit): boolean {
    return this.#told.json === other.#told.json;
  }

  /** What consoles show: no user. */
  [Symbol.for("nodejs.util.inspect.custom")](): string {
    return `Permit { purpose: ${this.#told.purpose}, expiresAt: ${this.#told.expiresAt} }`;
  }
}

/** The permit that the native module tells of. */
export function permitOf(told: PermitTold): Permit {
  return new Permit(OWN, told);
}

/** The JSON of what has to be a permit. */
export function permitJson(permit: Permit): string {
  if (permit instanceof Permit) return permit.toJson();
  const message = `a Permit is wanted, not ${kindOf(permit)}; one that travelled is read with \`Permit.fromJson\``;
  throw new InvalidArgument(`invalid \`permit\`: ${message}`, "permit");
}
