// Decisions: the answer in full, of which nothing is built before it is read.

import type { ReasonCode } from "./names.js";
import { type DecisionText, decisionsAreMadeBy, type Handle, native, readers, unwrap } from "./native.js";
import { json } from "./plain.js";
import { type Evidence, moment, type Obligation, obligation, type Problem, type Remedy, type Wire } from "./results.js";
import type { JsonObject } from "./types.js";

/** What a decision is in canonical JSON. */
interface Fields {
  readonly allowed: boolean;
  readonly basis: string | null;
  readonly contact: Readonly<Record<string, string>>;
  readonly evidence: Wire<Evidence> | null;
  readonly ground: string | null;
  readonly obligations: readonly Wire<Obligation>[];
  readonly overlays: readonly string[];
  readonly policy: string | null;
  readonly purpose: string;
  readonly reason: ReasonCode | null;
  readonly reasons: readonly ReasonCode[];
  readonly remedy: Remedy | null;
  readonly residence: string | null;
  readonly surplus: readonly string[];
  readonly valid_until: string | null;
  readonly would_deny: readonly ReasonCode[];
}

/** What a decision is made of: what the native module holds, or what travelled as text. */
export class Source {
  readonly handle: Handle | undefined;
  #json: string | undefined;
  #text: string | undefined;
  #fields: Fields | undefined;

  constructor(handle?: Handle, told?: DecisionText) {
    this.handle = handle;
    this.#json = told?.json;
    this.#text = told?.text;
  }

  get json(): string {
    this.#json ??= readers.json(this.handle as Handle);
    return this.#json;
  }

  get text(): string {
    this.#text ??= readers.sentence(this.handle as Handle);
    return this.#text;
  }

  get fields(): Fields {
    this.#fields ??= JSON.parse(this.json) as Fields;
    return this.#fields;
  }
}

/**
 * The answer to a question, in full.
 *
 * **An object is always true in JavaScript**: `if (engine.decide(…))` lets everything through. Read `allowed`, or ask `canProcess`,
 * which gives a boolean. The rule `no-decision-as-condition` of `placet/eslint` finds the mistake; to use a decision as a number or
 * a string throws.
 */
export class Decision {
  readonly #source: Source;

  /** @internal */
  constructor(source: Source) {
    if (!(source instanceof Source)) throw new TypeError("a decision is made by an engine; ask `engine.decide`");
    this.#source = source;
  }

  /** Whether the purpose may run. */
  get allowed(): boolean {
    const { handle } = this.#source;
    return handle === undefined ? this.#source.fields.allowed : readers.allowed(handle);
  }

  /** The purpose that was asked for. */
  get purpose(): string {
    return this.#source.fields.purpose;
  }

  /** The code of the first reason of a denial. */
  get reason(): ReasonCode | null {
    const { handle } = this.#source;
    return handle === undefined
      ? this.#source.fields.reason
      : ((readers.reason(handle) as ReasonCode | undefined) ?? null);
  }

  /** The codes of all reasons of a denial, in the order of the checks. */
  get reasons(): readonly ReasonCode[] {
    return [...this.#source.fields.reasons];
  }

  /** The categories that no purpose asked about may use (GDPR Art. 5(1)(c)). */
  get surplus(): readonly string[] {
    return [...this.#source.fields.surplus];
  }

  /** For an observed purpose: the reasons for which it would have been denied. */
  get wouldDeny(): readonly ReasonCode[] {
    return [...this.#source.fields.would_deny];
  }

  /** The legal basis of an allowance (GDPR Art. 6). */
  get basis(): string | null {
    return this.#source.fields.basis;
  }

  /** What an allowance rests on, finer than the basis. */
  get ground(): string | null {
    return this.#source.fields.ground;
  }

  /** What would turn a denial into an allowance. */
  get remedy(): Remedy | null {
    const { remedy } = this.#source.fields;
    return remedy && { ...remedy };
  }

  /** What the application has to do. */
  get obligations(): readonly Obligation[] {
    return this.#source.fields.obligations.map(obligation);
  }

  /** The event of the ledger on which the answer rests. */
  get evidence(): Evidence | null {
    const { evidence } = this.#source.fields;
    return evidence && { ...evidence, at: new Date(evidence.at) };
  }

  /** The version of the policy, as `id@version`; none when none is in force. */
  get policy(): string | null {
    return this.#source.fields.policy;
  }

  /** The overlays that hold for the user's residence. */
  get overlays(): readonly string[] {
    return [...this.#source.fields.overlays];
  }

  /** The residence that was taken. */
  get residence(): string | null {
    return this.#source.fields.residence;
  }

  /** When, without any new event, the answer could change. */
  get validUntil(): Date | null {
    return moment(this.#source.fields.valid_until);
  }

  /** Whom the user may turn to. */
  get contact(): Readonly<Record<string, string>> {
    return { ...this.#source.fields.contact };
  }

  /** The answer as a sentence for people. */
  get text(): string {
    return this.#source.text;
  }

  /** Canonical JSON: keys sorted, no spaces, instants as text in UTC; the same bytes in every language. */
  toJson(): string {
    return this.#source.json;
  }

  /** What `toJson` says, as an object: what `JSON.stringify` writes. */
  toJSON(): JsonObject {
    return JSON.parse(this.#source.json);
  }

  /** The body of an answer with status 403, as Problem Details (RFC 9457); null for an allowance. */
  problem(): Problem | null {
    const { json: decision, text } = this.#source;
    return unwrap(native.problem(json({ json: decision, text })));
  }

  /** Whether another decision says the same. */
  equals(other: Decision): boolean {
    return this.#source.json === other.#source.json;
  }

  /** Throws: a decision is neither a number nor a string, and compares with neither. */
  [Symbol.toPrimitive](): never {
    throw new TypeError(
      "a decision is no plain value; read `decision.allowed`, or ask `engine.canProcess(user, purpose)`",
    );
  }

  /** What consoles show. */
  [Symbol.for("nodejs.util.inspect.custom")](): string {
    const { allowed, purpose, ground, reasons, policy } = this.#source.fields;
    const why = allowed ? `ground: ${ground}` : `reasons: ${reasons.join(", ")}`;
    return `Decision { allowed: ${allowed}, purpose: ${purpose}, ${why}, policy: ${policy} }`;
  }
}

/** The decision that the native module holds. */
export function decisionHeld(handle: Handle): Decision {
  return new Decision(new Source(handle));
}

/** The decision that travelled as text. */
export function decisionTold(told: DecisionText): Decision {
  return new Decision(new Source(undefined, told));
}

decisionsAreMadeBy(decisionTold);
