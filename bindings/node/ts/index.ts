/**
 * May this user's data be processed for this purpose?
 *
 * ```ts
 * import { Engine } from "placet";
 *
 * const engine = Engine.open("policy.toml", "ledger.sqlite");
 * if (engine.canProcess(user, "marketing.email")) await sendNewsletter(user);
 * ```
 *
 * A policy document says what is permitted. Acts of users (`grant`, `withdraw`, `optOut`, `objectTo`, …) go into an append-only ledger.
 * From these two the engine answers; what is not declared is denied, and every denial says why and what would change it:
 * `engine.decide(user, "marketing.email")`.
 *
 * @module
 */

import { native } from "./native.js";

export { type ClassifyFileOptions, type ClassifyOptions, classify, classifyFile } from "./classify.js";
export { Decision } from "./decision.js";
export { Engine } from "./engine.js";
export {
  Denied,
  IntegrityError,
  InternalError,
  InvalidArgument,
  PlacetError,
  PolicyError,
  Refused,
  StoreError,
  UnknownCategory,
  UnknownPurpose,
  UnknownRecipient,
  UnknownSchema,
} from "./errors.js";
export { Guarded } from "./guarded.js";
export type { FetchHeaders, RequestHeaders } from "./headers.js";
export { lint } from "./lint.js";
export { type Listener, Subscription } from "./listeners.js";
export type * from "./names.js";
export { Permit } from "./permit.js";
export {
  type Audited,
  type Case,
  type Change,
  type Check,
  type Clue,
  type ConsentStringTaken,
  type Diagnostic,
  type Difference,
  type Due,
  type Evidence,
  type Explained,
  Filtered,
  type Finding,
  type HistoryEntry,
  type Left,
  type Merged,
  type Notification,
  type Obligation,
  type Origin,
  type Place,
  type Problem,
  type Receipt,
  type Recording,
  type Registration,
  type Reload,
  type Reloaded,
  type Remedy,
  type StageTime,
  type Suggestion,
  type Task,
  type Understood,
  type Verification,
  type WouldDeny,
} from "./results.js";
export {
  type JsonSchemaSource,
  type Places,
  type RecordSchema,
  Schema,
  type Shape,
  type ShapeOf,
  Tag,
  type Tagged,
  tag,
  tags,
} from "./schema.js";
export type * from "./types.js";

/** The version of the package. */
export const version: string = native.version();
