// What the engine gives back, as plain data; instants are `Date`s.

import type { Decision } from "./decision.js";
import type { ReasonCode } from "./names.js";
import { native, unwrap } from "./native.js";
import { json } from "./plain.js";
import type { Found, JsonObject, Severity } from "./types.js";

/** What would turn a denial into an allowance. */
export interface Remedy {
  /** For programs: `ask_consent`, `ask_guardian`, `show_notice`, `respect`, … */
  readonly action: string;
  /** The purpose it is about. */
  readonly purpose: string;
  /** The version of the policy whose notice to show, as `id@version`. */
  readonly notice: string | null;
  /** The same as a sentence for people. */
  readonly text: string;
}

/** A denial as a web service tells its client: Problem Details (RFC 9457), by the names that JSON has for them. */
export interface Problem {
  /** `about:blank`: there is no page about it. */
  readonly type: string;
  /** What the status means. */
  readonly title: string;
  /** The status: 403. */
  readonly status: number;
  /** The decision as a sentence for people. */
  readonly detail: string;
  /** The purpose that was asked for. */
  readonly purpose: string;
  /** The code of the first reason. */
  readonly reason: ReasonCode;
  /** The codes of all reasons. */
  readonly reasons: readonly ReasonCode[];
  /** What would turn it into an allowance. */
  readonly remedy: Remedy | null;
  /** The version of the policy, as `id@version`. */
  readonly policy: string | null;
  /** When, without any new event, the answer could change, as text. */
  readonly valid_until: string | null;
}

/** Something that the application has to do. */
export interface Obligation {
  /** What: `show_notice`, `include_unsubscribe`, `erase`, … or the policy's own. */
  readonly kind: string;
  /** What it is about: for `show_notice` the notice. */
  readonly subject: string | null;
  /** By when. */
  readonly due: Date | null;
}

/** The event of the ledger on which a decision rests. */
export interface Evidence {
  /** Its position in the ledger, from 1. */
  readonly position: number;
  /** When it happened. */
  readonly at: Date;
}

/** What an act left: it is durable once the receipt is there. */
export interface Receipt {
  /** Position of the event in the ledger, from 1. */
  readonly position: number;
  /** When it happened. */
  readonly at: Date;
  /** What the application has to do because of it: erase a child's data, say. */
  readonly obligations: readonly Obligation[];
}

/** The place of an event in the ledger that recorded it. */
export interface Origin {
  /** The ledger, as its engine's `ledger` names it. */
  readonly ledger: string;
  /** Its position there, from 1. */
  readonly number: number;
  /** SHA-256 of the event there, in hex. */
  readonly digest: string;
  /** Which events of the user in other ledgers were known there: up to which of each. */
  readonly seen: Readonly<Record<string, number>>;
}

/** One event of a user's history. */
export interface HistoryEntry {
  /** Its position in the ledger, from 1. */
  readonly position: number;
  /** When it happened. */
  readonly at: Date;
  /** The name of the operation that recorded it, as the ledger has it: `grant`, `opt_out`, … */
  readonly act: string;
  /** The user; empty in the last event of an erased user. */
  readonly user: string;
  /** The version of the policy that was in force, as `id@version`. */
  readonly policy: string | null;
  /** What else was recorded, by the names that the ledger has for it. */
  readonly details: Readonly<Record<string, unknown>>;
  /** Its hash in the chain, in hex. */
  readonly hash: string;
  /** Where it was recorded, if it was merged from another ledger. */
  readonly mergedFrom: Origin | null;
}

/** What a merge did. */
export interface Merged {
  /** The other ledger. */
  readonly ledger: string;
  /** Up to which of its positions it is known here now. */
  readonly until: number;
  /** Events that were taken in. */
  readonly taken: number;
  /** Events that were known already. */
  readonly known: number;
  /** Users of whom something was taken in. */
  readonly users: readonly string[];
  /** Those of them who were erased by it: erase what you have of them, too. */
  readonly erased: readonly string[];
}

/** A listener is told: an act was recorded, here or by another process. */
export interface Recording {
  readonly kind: "act";
  /** Its position in the ledger, from 1. */
  readonly position: number;
  /** The user; empty for what the company registers, and for an erasure elsewhere. */
  readonly user: string;
  /** The name of the operation that recorded it, as the ledger has it: `withdraw`, `opt_out`, … */
  readonly operation: string;
  /** When it happened. */
  readonly at: Date;
  /** Whether it was merged from another ledger. */
  readonly merged: boolean;
}

/** A listener is told: a version of the policy was loaded. */
export interface Reload {
  readonly kind: "reload";
  /** The version, as `id@version`. */
  readonly policy: string;
  /** Purposes whose consents of an earlier notice it outdates. */
  readonly outdated: readonly string[];
}

/** A listener is told: an answer allowed what enforcement would have denied. */
export interface WouldDeny {
  readonly kind: "would_deny";
  /** The user. */
  readonly user: string;
  /** The purpose, which has `mode = "observe"`. */
  readonly purpose: string;
  /** The codes of the reasons. */
  readonly reasons: readonly string[];
}

/** What a listener is told; `kind` says which it is. */
export type Notification = Recording | Reload | WouldDeny;

/** What a whole verification found in order. */
export interface Verification {
  /** Events in the chain. */
  readonly events: number;
  /** Users with a state. */
  readonly users: number;
  /** The hash of the last event: keep it elsewhere, to compare a later one with. */
  readonly head: string;
}

/** A place in a policy document. */
export interface Place {
  /** The file's path, or `<text>`. */
  readonly file: string;
  /** From 1. */
  readonly line: number;
  /** From 1, in characters. */
  readonly column: number;
  /** The first byte in the text. */
  readonly start: number;
  /** The byte behind the last one. */
  readonly end: number;
}

/** One finding about a policy document. */
export interface Diagnostic {
  /** `error` keeps the document from loading; `warning` does not. */
  readonly severity: Severity;
  /** A stable code. */
  readonly code: string;
  /** The fault in plain words. */
  readonly message: string;
  /** Where. */
  readonly place: Place;
  /** The nearest right name, or another help. */
  readonly help: string | null;
  /** The author's own note on the table. */
  readonly note: string | null;
  /** Place, fault, help and note in one line. */
  readonly text: string;
}

/** What changes from one version of a policy to the next, by purpose. */
export interface Difference {
  /** The earlier version. */
  readonly from: string;
  /** The later version. */
  readonly to: string;
  /** Whether the later version calls the change material. */
  readonly material: boolean;
  /** Purposes that the earlier version does not have. */
  readonly added: readonly string[];
  /** Purposes that the later version does not have. */
  readonly removed: readonly string[];
  /** Purposes that may do more than before. */
  readonly widened: readonly string[];
  /** Purposes that may do less than before. */
  readonly narrowed: readonly string[];
  /** By purpose, the categories that it may use now and might not before. */
  readonly categoriesAdded: Readonly<Record<string, readonly string[]>>;
  /** Recipients that the earlier version does not have. */
  readonly recipientsAdded: readonly string[];
  /** Recipients that the later version does not have. */
  readonly recipientsRemoved: readonly string[];
  /** Recipients that may receive more than before. */
  readonly recipientsWidened: readonly string[];
}

/** What a reload changed. */
export interface Reloaded {
  /** The version that was loaded, as `id@version`. */
  readonly version: string;
  /** What it changes from the version before it; none for the first. */
  readonly difference: Difference | null;
  /** Purposes whose consents of an earlier notice are outdated by it. */
  readonly outdated: readonly string[];
  /** What the document loaded with. */
  readonly warnings: readonly Diagnostic[];
}

/** One check of a decision, and what it found. */
export interface Check {
  /** Its code, the same in every language. */
  readonly name: string;
  /** What it looks at, for people. */
  readonly title: string;
  /** What came of it. */
  readonly found: Found;
  /** The codes of the reasons that it gave, in order. */
  readonly reasons: readonly string[];
  /** The same reasons, each as a sentence for people. */
  readonly texts: readonly string[];
  /** Why it was passed over or not reached. */
  readonly why: string | null;
}

/** Something that a case or an erasure asks for, or that is kept and why. */
export interface Task {
  /** What: `erase`, `keep`, `notify_recipient`, … */
  readonly kind: string;
  /** What it is about. */
  readonly subject: string;
  /** Why something is kept or out of reach. */
  readonly reason: string | null;
  /** Until when it is kept, or by when it is due. */
  readonly until: Date | null;
  /** Whether it is done; what is kept is no work. */
  readonly done: boolean;
}

/** A request, complaint or report of a user's, as it stands. */
export interface Case {
  /** Its number. */
  readonly id: number;
  /** The right or kind of case. */
  readonly right: string;
  /** `received`, `verified`, `fulfilled`, `refused` or `closed`. */
  readonly status: string;
  /** When it was received. */
  readonly received: Date;
  /** The last day on which it can be answered in time, as `2025-02-14`; none where nobody says. */
  readonly due: string | null;
  /** Who says so: `policy`, or `overlay:KEY`. */
  readonly dueSource: string | null;
  /** Whether that day is over and the case is not. */
  readonly overdue: boolean;
  /** Whether the requester is verified. */
  readonly verified: boolean;
  /** Who asked; none is the user. */
  readonly by: string | null;
  /** The channel by which it came. */
  readonly channel: string | null;
  /** Who handles it. */
  readonly owner: string | null;
  /** The channel by which it is answered. */
  readonly replyVia: string | null;
  /** The categories or purposes that it is about. */
  readonly about: readonly string[];
  /** The recipient whom the user names. */
  readonly recipient: string | null;
  /** The number of the audited decision that is contested. */
  readonly decision: string | null;
  /** Its mode. */
  readonly mode: string | null;
  /** How it ended, or stands. */
  readonly outcome: string | null;
  /** The company's reason, else the requester's. */
  readonly reason: string | null;
  /** What has to be done. */
  readonly tasks: readonly Task[];
  /** Whom the user may turn to (GDPR Art. 12(4), 77). */
  readonly remedies: readonly string[];
  /** What else is to be known: that nothing sets a deadline, say. */
  readonly note: string | null;
}

/** Something that the company has to do. */
export interface Due {
  /** `disposal`, `case`, `breach`, `control`, `recipient_review`, … */
  readonly kind: string;
  /** The user; none for what is about nobody, or about one who was erased. */
  readonly user: string | null;
  /** The retention rule, right, breach, control, recipient or version. */
  readonly subject: string;
  /** `delete`, `anonymise`, `respond`, `notify`, `audit`, `review`, … */
  readonly action: string;
  /** The instant at which the clock began. */
  readonly since: Date;
  /** The first instant at which the time is over. */
  readonly due: Date;
  /** Whether it is over. */
  readonly overdue: boolean;
  /** What else matters: `categories`, `reference`, `case`, `missing`, … */
  readonly detail: JsonObject;
}

/** A status or stage of something registered. */
export interface StageTime {
  /** The status or stage. */
  readonly value: string;
  /** Since when. */
  readonly at: Date;
}

/** Something that the company registered, as it stands. */
export interface Registration {
  /** `instrument`, `business_transfer`, `breach`, `control`, … */
  readonly kind: string;
  /** Its name. */
  readonly id: string;
  /** What is known of it. */
  readonly fields: Readonly<Record<string, string>>;
  /** When it came to have each status or stage, in order. */
  readonly times: readonly StageTime[];
  /** When it was registered first. */
  readonly since: Date;
  /** When something was added last. */
  readonly changed: Date;
  /** The event that added it, from 1. */
  readonly position: number;
}

/** What became of the fields at one place of a record. */
export interface Change {
  /** The place, as schemas write it: every item of a list has the same. */
  readonly path: string;
  /** The category; none of a field without a tag. */
  readonly category: string | null;
  /** The transform that was carried out; none where the field was removed. */
  readonly transform: string | null;
  /** Why it was removed: reasons of a denial, `untagged`, `dropped`, `unreadable`. */
  readonly reasons: readonly string[];
}

/** What is missing between a schema and a policy. */
export interface Finding {
  /** The name of the schema. */
  readonly schema: string;
  /** The place of the field. */
  readonly path: string;
  /** Which rule it breaks: `untagged_field`, `unknown_category`, `unused_category`, `no_retention`. */
  readonly rule: string;
  /** What is wrong and what to do. */
  readonly message: string;
}

/** One thing that speaks for a suggestion, or is to be known of it. */
export interface Clue {
  /** What it rests on: `name`, `values`, `text`, or `policy`. */
  readonly grounds: string;
  /** The words of the name, or what was found: `email`, `card`, `national_id_es`. */
  readonly what: string;
  /** How many values or texts are, or hold, such things. */
  readonly matched: number | null;
  /** Of how many that were looked at. */
  readonly of: number | null;
  /** The same as words for people. */
  readonly text: string;
}

/** A category that the data at one place may be; a person decides. */
export interface Suggestion {
  /** The place, as schemas write it. */
  readonly path: string;
  /** The category, one of the taxonomy. */
  readonly category: string;
  /** How sure, from 0.3 to 0.99: an estimate. */
  readonly confidence: number;
  /** What speaks for it. It holds no value of the data. */
  readonly evidence: readonly Clue[];
}

/** What became of a consent string. */
export interface Understood {
  /** The signals that it switched on or off. */
  readonly signals: Readonly<Record<string, boolean>>;
  /** What it says and the policy has no signal for. */
  readonly unexpressed: readonly string[];
}

/** A decision that was kept in the ledger. */
export interface Audited {
  readonly decision: Decision;
  /** Its position is the number by which the decision can be contested. */
  readonly receipt: Receipt;
}

/** A decision, and what each of the eleven checks found. */
export interface Explained {
  readonly decision: Decision;
  readonly checks: readonly Check[];
}

/** A consent string that was taken in. */
export interface ConsentStringTaken {
  readonly receipt: Receipt;
  readonly understood: Understood;
}

/**
 * What may be left of a record of the type `T`: every field may be missing, and a value may be the text that a transform made of it.
 * Arrays stay arrays and objects stay objects.
 */
export type Left<T> = T extends Date | bigint | boolean | number | string
  ? T | string
  : T extends null | undefined
    ? T
    : T extends readonly (infer Item)[]
      ? Left<Item>[]
      : T extends ReadonlyMap<unknown, unknown> | ReadonlySet<unknown> | Promise<unknown> | ArrayBufferView
        ? T
        : T extends (...args: never[]) => unknown
          ? T
          : T extends object
            ? { [Name in keyof T]?: Left<T[Name]> }
            : T;

/** A record as a purpose may see it. */
export class Filtered<T> {
  /** What is left, as new objects and arrays. */
  readonly record: T;
  /** What was removed or changed, by place. */
  readonly changes: readonly Change[];
  /** When, without any new event, something else could be left. */
  readonly validUntil: Date | null;

  /** @internal */
  constructor(record: T, changes: readonly Change[], validUntil: Date | null) {
    this.record = record;
    this.changes = changes;
    this.validUntil = validUntil;
  }

  /** It as canonical JSON, the same bytes in every language. */
  toJson(): string {
    // what JSON makes of values, dates say, is what is written
    const record = JSON.parse(JSON.stringify(this.record));
    return unwrap(native.filteredJson(json({ record, changes: this.changes, validUntil: this.validUntil })));
  }
}

/** What travels as JSON: the same, with instants as text. */
export type Wire<T> = T extends Date
  ? string
  : T extends readonly (infer Item)[]
    ? readonly Wire<Item>[]
    : T extends object
      ? { readonly [Name in keyof T]: Wire<T[Name]> }
      : T;

type At = string | null;

/** An instant that may be missing. */
export function moment(at: At): Date | null {
  return at === null ? null : new Date(at);
}

export function obligation(told: Wire<Obligation>): Obligation {
  return { ...told, due: moment(told.due) };
}

export function receipt(told: Wire<Receipt>): Receipt {
  return { ...told, at: new Date(told.at), obligations: told.obligations.map(obligation) };
}

/** The names under which the ledger keeps instants, and lists of tasks with one each. */
const INSTANTS = ["expires", "on", "due"];
const TASKS = ["tasks", "kept"];

export function historyEntry(told: Wire<HistoryEntry>): HistoryEntry {
  const details: Record<string, unknown> = { ...told.details };
  for (const name of INSTANTS) {
    if (typeof details[name] === "string") details[name] = new Date(details[name]);
  }
  for (const name of TASKS) {
    if (Array.isArray(details[name])) {
      const tasks: { readonly until?: At }[] = details[name];
      details[name] = tasks.map((one) => (one.until ? { ...one, until: new Date(one.until) } : one));
    }
  }
  return { ...told, at: new Date(told.at), details };
}

export function consentStringTaken(told: Wire<ConsentStringTaken>): ConsentStringTaken {
  return { receipt: receipt(told.receipt), understood: told.understood };
}

export function notification(told: Wire<Notification>): Notification {
  return told.kind === "act" ? { ...told, at: new Date(told.at) } : told;
}

export function task(told: Wire<Task>): Task {
  return { ...told, until: moment(told.until) };
}

export function caseOf(told: Wire<Case>): Case {
  return { ...told, received: new Date(told.received), tasks: told.tasks.map(task) };
}

export function due(told: Wire<Omit<Due, "detail">> & Pick<Due, "detail">): Due {
  return { ...told, since: new Date(told.since), due: new Date(told.due) };
}

export function registration(told: Wire<Registration>): Registration {
  const times = told.times.map((time) => ({ ...time, at: new Date(time.at) }));
  return { ...told, times, since: new Date(told.since), changed: new Date(told.changed) };
}
