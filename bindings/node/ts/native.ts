// The native module: its functions, and how its answers become values and errors.

import * as errors from "./errors.js";
import type { Diagnostic } from "./results.js";

/** An open engine, a schema, a decision: the native module's own, and nobody else's. */
export type Handle = { readonly handle: unique symbol };

interface Native {
  version(): string;
  open(args: string, pseudonymKey?: Uint8Array, key?: Uint8Array): Handle | string;
  questions(engine: Handle): {
    canProcess(user: string, purpose: string): boolean | string;
    decide(user: string, purpose: string, context?: string): Handle | string;
  };
  readers(): {
    allowed(decision: Handle): boolean;
    reason(decision: Handle): string | undefined;
    json(decision: Handle): string;
    sentence(decision: Handle): string;
  };
  call(engine: Handle, operation: string, args: string): string;
  act(engine: Handle, operation: string, args: string, people: string[]): Promise<string>;
  close(engine: Handle): Promise<string>;
  closeNow(engine: Handle): void;
  subscribe(engine: Handle, listener: (told: string) => void): string;
  unsubscribe(engine: Handle): void;
  ledger(engine: Handle): string;
  path(engine: Handle): string;
  setHands(engine: Handle, now: number): void;
  classify(args: string): string;
  lint(args: string): string;
  classifyFile(args: string): Promise<string>;
  schema(args: string): Handle | string;
  schemaOfPolicy(engine: Handle, name: string): Handle | string;
  schemaFields(schema: Handle): string;
  filter(engine: Handle, args: string, records: readonly unknown[], schema: Handle): [unknown, string][] | string;
  filteredJson(args: string): string;
  permit(args: string): string;
  signalHeaders(): string[];
  problem(args: string): string;
  problemJson(): string;
  floor?(): { empty(user: string, purpose: string): boolean };
}

/** The functions of the native module. */
export const native: Native = require("./binding.js");

/** The functions that read a decision. */
export const readers = native.readers();

/** A decision as it travels: canonical JSON, and the sentence for people. */
export interface DecisionText {
  readonly json: string;
  readonly text: string;
}

interface Failure {
  readonly code: string;
  readonly message: string;
  readonly diagnostics: readonly Diagnostic[];
  readonly purpose: string;
  readonly category: string;
  readonly schema: string;
  readonly nearest: string | null;
  readonly argument: string;
  readonly reason: string;
  readonly decision: DecisionText;
  readonly path: string;
}

type Answer<T> = { readonly ok: T } | { readonly error: Failure };

/** The value that an answer holds; throws the error if it holds one. */
export function unwrap<T>(text: string): T {
  const answer: Answer<T> = JSON.parse(text);
  if ("error" in answer) throw errorOf(answer.error);
  return answer.ok;
}

/** Throws the error that a text tells of. */
export function fail(text: string): never {
  unwrap(text);
  throw new errors.InternalError("internal fault: an error was told and none was there; please report it");
}

/** What was made; throws the error if a text tells of one. */
export function made(handle: Handle | string): Handle {
  return typeof handle === "string" ? fail(handle) : handle;
}

let decisionOf: (told: DecisionText) => import("./decision.js").Decision;

/** Says how a decision is made of what tells of it. */
export function decisionsAreMadeBy(make: typeof decisionOf): void {
  decisionOf = make;
}

function errorOf(failure: Failure): errors.PlacetError {
  const { code, message, nearest } = failure;
  switch (code) {
    case "policy_error":
      return new errors.PolicyError(message, failure.diagnostics);
    case "unknown_purpose":
      return new errors.UnknownPurpose(message, failure.purpose, nearest);
    case "unknown_category":
      return new errors.UnknownCategory(message, failure.category, nearest);
    case "unknown_schema":
      return new errors.UnknownSchema(message, failure.schema, nearest);
    case "invalid_argument":
      return new errors.InvalidArgument(message, failure.argument);
    case "refused":
      return new errors.Refused(message, failure.reason);
    case "denied":
      return new errors.Denied(message, decisionOf(failure.decision));
    case "store_error":
      return new errors.StoreError(message, failure.path);
    case "integrity_error":
      return new errors.IntegrityError(message, failure.path);
    default:
      return new errors.InternalError(message);
  }
}
