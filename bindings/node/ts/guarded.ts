// Values that know what they may be used for.

import type { Engine } from "./engine.js";
import { invalid } from "./errors.js";
import type { CategoryName } from "./names.js";
import type { Permit } from "./permit.js";

/**
 * A value with the user whom it is about and its categories.
 *
 * Consoles, JSON and strings show the categories and never the value. `open` shows it to whoever has a `Permit` that is good at
 * that moment.
 *
 * ```ts
 * const email = new Guarded("ada", ["user.contact.email"], "ada@example.com");
 * const permit = engine.require("ada", "marketing.email", { categories: ["user.contact.email"] });
 * send(email.open(engine, permit));
 * ```
 */
export class Guarded<T> {
  readonly #value: T;
  readonly #tags: ReadonlyMap<string, readonly string[]>;

  constructor(user: string, categories: Iterable<CategoryName>, value: T);
  /** @internal */
  constructor(tags: ReadonlyMap<string, readonly string[]>, categories: null, value: T);
  constructor(user: string | ReadonlyMap<string, readonly string[]>, categories: Iterable<string> | null, value: T) {
    if (typeof user === "string") {
      if (typeof categories === "string") throw invalid("categories", "an array of strings is wanted, not a string");
      this.#tags = new Map([[user, unique(categories ?? [])]]);
    } else {
      this.#tags = user;
    }
    this.#value = value;
  }

  /** The categories, by the user whom they are about; a new object each time. */
  get tags(): Readonly<Record<string, readonly string[]>> {
    return Object.fromEntries([...this.#tags].map(([user, categories]) => [user, [...categories]]));
  }

  /**
   * Shows the value: with a permit for each user whom it is about.
   *
   * A permit is one of `engine.require` with the value's categories in its context. A withdrawal since it was given ends it, and
   * so does its time.
   */
  open(engine: Engine, ...permits: Permit[]): T {
    for (const [user, categories] of this.#tags) {
      const permit = permits.find((one) => one.user === user);
      if (permit === undefined) throw invalid("permit", `none is of the user \`${user}\`; ask for one`);
      engine.admit(permit, user, categories);
    }
    return this.#value;
  }

  /** Makes another value of this one, guarded as this is. */
  map<U>(make: (value: T) => U): Guarded<U> {
    return new Guarded(this.#tags, null, make(this.#value));
  }

  /** Makes one value of two, guarded by what guards each of them. */
  join<U, V>(other: Guarded<U>, make: (one: T, other: U) => V): Guarded<V> {
    const tags = new Map(this.#tags);
    for (const [user, categories] of other.#tags) tags.set(user, unique([...(tags.get(user) ?? []), ...categories]));
    return new Guarded(tags, null, make(this.#value, other.#value));
  }

  /** Shows the categories. */
  toString(): string {
    return `Guarded(${unique([...this.#tags.values()].flat()).join(", ")})`;
  }

  /** Shows the categories: what is written down is guarded by nobody. */
  toJSON(): string {
    return this.toString();
  }

  /** What consoles show. */
  [Symbol.for("nodejs.util.inspect.custom")](): string {
    return this.toString();
  }
}

function unique(categories: Iterable<string>): readonly string[] {
  return [...new Set(categories)].sort();
}
