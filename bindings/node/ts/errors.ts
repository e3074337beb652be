// What can go wrong, by what the caller does next: each error has a `code`, the same in every language.

import type { Decision } from "./decision.js";
import type { ReasonCode } from "./names.js";
import type { Diagnostic, Problem } from "./results.js";

/** An error of this package. The message is for people and no interface; the `code` is stable. */
export class PlacetError extends Error {
  /** The stable code of the kind. */
  readonly code: string;

  /** @internal */
  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }

  /** The name of the class. */
  override get name(): string {
    return this.constructor.name;
  }
}

/** A policy document has errors and was not loaded. */
export class PolicyError extends PlacetError {
  declare readonly code: "policy_error";
  /** All faults and warnings, in the order of the document. */
  readonly diagnostics: readonly Diagnostic[];

  /** @internal */
  constructor(message: string, diagnostics: readonly Diagnostic[]) {
    super("policy_error", message);
    this.diagnostics = diagnostics;
  }
}

/** A purpose that no version of the policy declares. */
export class UnknownPurpose extends PlacetError {
  declare readonly code: "unknown_purpose";
  /** The name that was asked for, cut to 200 characters. */
  readonly purpose: string;
  /** The declared name that is most like it. */
  readonly nearest: string | null;

  /** @internal */
  constructor(message: string, purpose: string, nearest: string | null) {
    super("unknown_purpose", message);
    this.purpose = purpose;
    this.nearest = nearest;
  }
}

/** A data category that is in no taxonomy. */
export class UnknownCategory extends PlacetError {
  declare readonly code: "unknown_category";
  /** The name that was given, cut to 200 characters. */
  readonly category: string;
  /** The known name that is most like it. */
  readonly nearest: string | null;

  /** @internal */
  constructor(message: string, category: string, nearest: string | null) {
    super("unknown_category", message);
    this.category = category;
    this.nearest = nearest;
  }
}

/** A recipient that the policy does not declare. */
export class UnknownRecipient extends PlacetError {
  declare readonly code: "unknown_recipient";
  /** The name that was given, cut to 200 characters. */
  readonly recipient: string;
  /** The declared name that is most like it. */
  readonly nearest: string | null;

  /** @internal */
  constructor(message: string, recipient: string, nearest: string | null) {
    super("unknown_recipient", message);
    this.recipient = recipient;
    this.nearest = nearest;
  }
}

/** A schema that is not registered. */
export class UnknownSchema extends PlacetError {
  declare readonly code: "unknown_schema";
  /** The name that was given, cut to 200 characters. */
  readonly schema: string;
  /** The registered name that is most like it. */
  readonly nearest: string | null;

  /** @internal */
  constructor(message: string, schema: string, nearest: string | null) {
    super("unknown_schema", message);
    this.schema = schema;
    this.nearest = nearest;
  }
}

/** An argument that can't be meant; the message says what to do. */
export class InvalidArgument extends PlacetError {
  declare readonly code: "invalid_argument";
  /** The name of the argument. */
  readonly argument: string;

  /** @internal */
  constructor(message: string, argument: string) {
    super("invalid_argument", message);
    this.argument = argument;
  }
}

/** An act that the policy or the law turns down; nothing was recorded. */
export class Refused extends PlacetError {
  declare readonly code: "refused";
  /** The code of the reason. */
  readonly reason: ReasonCode;

  /** @internal */
  constructor(message: string, reason: string) {
    super("refused", message);
    this.reason = reason as ReasonCode;
  }
}

/**
 * A demand met a denial, and nothing was recorded.
 *
 * Thrown by `require`, `recheck`, `collect`, `disclose` and the guards.
 */
export class Denied extends PlacetError {
  declare readonly code: "denied";
  /** The whole decision. */
  readonly decision: Decision;

  /** @internal */
  constructor(message: string, decision: Decision) {
    super("denied", message);
    this.decision = decision;
  }

  /** The body of an answer with status 403, as Problem Details (RFC 9457): the decision's. */
  problem(): Problem {
    return this.decision.problem() as Problem;
  }
}

/** The store can't be opened, read or written. */
export class StoreError extends PlacetError {
  declare readonly code: "store_error";
  /** The path of the store. */
  readonly path: string;

  /** @internal */
  constructor(message: string, path: string) {
    super("store_error", message);
    this.path = path;
  }
}

/** The store's content is not what was written; the file is kept as it is. */
export class IntegrityError extends PlacetError {
  declare readonly code: "integrity_error";
  /** The path of the store. */
  readonly path: string;

  /** @internal */
  constructor(message: string, path: string) {
    super("integrity_error", message);
    this.path = path;
  }
}

/** A fault of the library itself; please report it. */
export class InternalError extends PlacetError {
  declare readonly code: "internal";

  /** @internal */
  constructor(message: string) {
    super("internal", message);
  }
}

/** An argument that can't be meant. @internal */
export function invalid(argument: string, message: string): InvalidArgument {
  return new InvalidArgument(`invalid \`${argument}\`: ${message}`, argument);
}
