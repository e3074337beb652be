// Names for types that callers write down.

import type { CategoryName, RecipientName } from "./names.js";

/** An instant: a `Date`, or ISO 8601 text; a day is its begin in UTC. */
export type Instant = Date | string;

/** A day: ISO 8601 text such as `2006-10-18`, or a `Date` at its begin in UTC. */
export type Day = Date | string;

/** The URL of a file, as `new URL(…)` or `pathToFileURL` makes it. */
export interface FileUrl {
  readonly href: string;
  readonly protocol: string;
}

/** A policy document: its text, its path, or the URL of its file. */
export type Document = string | FileUrl;

/** One document, or several versions of one policy. */
export type Policy = Document | readonly Document[];

/** The path of the ledger's file, the URL of it, or `memory:`. */
export type Store = string | FileUrl;

/** Tells the time. It is asked once for each call. */
export type Clock = () => Date;

/** Signals by name: `true`, `1` or `"1"` is on; `false`, `0` or `"0"` is off. Any other text of `tcf` and `gpp` is a consent string. */
export type Signals = Readonly<Record<string, boolean | 0 | 1 | string>>;

/** What the caller attests, by name. */
export type Attests = Readonly<Record<string, boolean>>;

/** Texts by name; flags, whole numbers and instants are written as text. */
export type Words = Readonly<Record<string, string | boolean | number | Date>>;

/** What JSON can hold. */
export type Json = null | boolean | number | string | Json[] | JsonObject;

/** An object of JSON. */
export interface JsonObject {
  [name: string]: Json;
}

export type Account = "none" | "active" | "suspended" | "closed" | "terminated";
export type Action = "verify" | "acknowledge" | "fulfil" | "refuse" | "close";
export type Assurance = "declared" | "estimated" | "confirmed" | "verified";
export type ConsentKind = "explicit" | "implied" | "assumed";
export type Effect = "none" | "minor" | "significant";
export type Form = "raw" | "pseudonymised" | "aggregated" | "anonymised";
export type Found = "passed" | "failed" | "passed_over" | "not_reached";
export type Framework = "tcf" | "gpp";
export type GuardianStatus = "verified" | "pending";
export type Initiator = "user" | "company";
export type Operation =
  | "use"
  | "collect"
  | "store"
  | "read"
  | "set"
  | "share"
  | "forward"
  | "disclose"
  | "transfer"
  | "solicit"
  | "derive"
  | "combine"
  | "inspect"
  | "verify"
  | "delete"
  | "sell"
  | "rent"
  | "trade";
export type RegistrationKind =
  | "instrument"
  | "business_transfer"
  | "breach"
  | "breach_notice"
  | "control"
  | "recipient_review"
  | "erasure_backup";
export type ReportKind =
  | "policy"
  | "bases"
  | "differences"
  | "processing"
  | "retention"
  | "recipients"
  | "notices"
  | "rights"
  | "erasures"
  | "controls"
  | "breaches"
  | "overdue"
  | "disclosures"
  | "holdings"
  | "features"
  | "shine_the_light";
export type ResidenceSource = "registered" | "billing" | "ip";
export type Role = "own" | "custodian";
export type Severity = "error" | "warning";
export type Source = "direct" | "observed" | "third_party" | "public" | "inferred";

/** How an engine is opened. */
export interface EngineOptions {
  /** Tells the time in place of the system's clock. */
  readonly clock?: Clock;
  /** The key of the pseudonyms that `transform = "hash"` makes: at least 16 random bytes, kept by the application. */
  readonly pseudonymKey?: Uint8Array;
  /** Seals the store at rest: 32 random bytes, kept where keys are kept; without it nothing in the store can be read again. */
  readonly key?: Uint8Array;
  /**
   * The public keys of whoever publishes the policy: 32 bytes each, or 64 hexadecimal digits. With any, the engine takes signed policies
   * only, and never an older one in the place of a newer.
   */
  readonly policyKeys?: readonly (Uint8Array | string)[];
}

/** Which changes are wanted. */
export interface ChangesOptions {
  /** Only those of this user: what their own device may know. */
  readonly user?: string;
}

/** What changes may do here. */
export interface MergeOptions {
  /** Only this user's changes are taken: what somebody who is signed in as that user may send. */
  readonly user?: string;
}

/** When something happened; now when it is not given. Not before the user's last act. */
export interface When {
  readonly at?: Instant;
}

/** How far a choice reaches: one channel, recipient or country. */
export interface Scope {
  readonly channel?: string;
  readonly recipient?: RecipientName;
  readonly destination?: string;
}

/** What a withdrawal, an opt-out or an opt-in may say. */
export interface ChoiceOptions extends Scope, When {
  /** The guardian who acts; else it is the user. */
  readonly by?: string;
  /** By which means: `settings`, `link`, `email`, … */
  readonly method?: string;
}

/** What a grant may say. */
export interface GrantOptions extends ChoiceOptions {
  /** How consent was given; only an explicit one serves. */
  readonly kind?: ConsentKind;
  /** The notice that was shown: a declared one or a version; the version in force when not given. */
  readonly notice?: string;
  /** When the consent ends by itself. */
  readonly expires?: Instant;
}

/** What an objection may say. */
export interface ObjectionOptions extends ChoiceOptions {
  /** Its ground. */
  readonly ground?: string;
}

/** What a restriction may say. */
export interface RestrictionOptions extends When {
  /** Its ground. */
  readonly ground?: string;
}

/** What an acknowledgement may say. */
export interface AcknowledgementOptions extends When {
  /** Whether the user agrees; true when not given. */
  readonly agrees?: boolean;
  /** By which means. */
  readonly method?: string;
}

/** What becomes known of a user; what is not given stays as it was. */
export interface Update extends When {
  /** The day of birth. */
  readonly birthdate?: Day;
  /** The age in years on the day of the act. */
  readonly age?: number;
  /** Years, both ends included; without a second: at least the first. */
  readonly ageRange?: readonly [number] | readonly [number, number | null];
  /** How sure the age is. */
  readonly assurance?: Assurance;
  /** Who says so: `user`, `report`, a platform's name. */
  readonly source?: string;
  /** Country (`DE`) or subdivision (`US-CA`). */
  readonly residence?: string;
  /** Where the residence is from. */
  readonly residenceSource?: ResidenceSource;
  /** The state of the account. */
  readonly account?: Account;
  /** The kind of user: `consumer`, `business`, `applicant`, … */
  readonly kind?: string;
}

/** What is said of a guardian. */
export interface GuardianOptions extends When {
  /** `pending` when parental responsibility is claimed and not verified yet. */
  readonly status?: GuardianStatus;
  /** By which method it was verified. */
  readonly method?: string;
  /** Where the evidence is. */
  readonly evidence?: string;
}

/** What is said of something that happened. */
export interface RecordOptions extends When {
  /** Which: the feature, the course, the transaction, the category. */
  readonly reference?: string;
  /** When it took place, where that is not when it is recorded. */
  readonly on?: Instant;
  /** What else is to be kept of it; never personal data. */
  readonly details?: Words;
}

/** What a hold may say. */
export interface HoldOptions extends When {
  /** The categories that it is about; all when none are given. */
  readonly categories?: readonly CategoryName[];
}

/** What a disposal may say. */
export interface DisposalOptions extends When {
  /** How; `delete` when not given. */
  readonly method?: string;
}

/** What a request may say. */
export interface RequestOptions extends When {
  /** Who asks; else it is the user. */
  readonly by?: string;
  /** The channel by which it came. */
  readonly channel?: string;
  /** The categories or purposes that it is about. */
  readonly about?: readonly string[];
  /** A recipient whom the user names (GDPR Art. 20(2)). */
  readonly recipient?: string;
  /** The automated decision that is contested: the position of its audit (Art. 22(3)). */
  readonly decision?: number | string;
  /** `correct` or `complete`; `cookies` for an erasure of identifiers in cookies only. */
  readonly mode?: string;
  /** What the requester said; for `restrict` the ground. */
  readonly reason?: string;
  /** The subject line, which names the right when the right is empty. */
  readonly subject?: string;
}

/** What a step in a case may say. */
export interface ResponseOptions extends When {
  /** The task that is done, as `kind:subject`. */
  readonly task?: string;
  /** How the case ended. */
  readonly outcome?: string;
  /** Why. */
  readonly reason?: string;
  /** Who did it. */
  readonly actor?: string;
  /** What the caller attests. */
  readonly attests?: Attests;
}

/** What an export may say. */
export interface ExportOptions {
  /** Only data of this category, or of this word below `user`. */
  readonly subset?: string;
  /** The case that it answers. */
  readonly case?: number;
  /** Who asks: `subject`, or a guardian; else it is the application itself. */
  readonly actor?: string;
  /** What the caller attests. */
  readonly attests?: Attests;
}

/** What a report may say. */
export interface ReportOptions extends When {
  /** The calendar year, of `shine_the_light`. */
  readonly year?: number;
}

/** A context whose recipient is an argument of its own. */
export interface DisclosureContext {
  /** The data categories that are to be used. */
  readonly categories?: readonly CategoryName[];
  /** What is to be done with them. */
  readonly operation?: Operation;
  /** Where the data are from. */
  readonly source?: Source;
  /** Who gave the data, where that is not the user. */
  readonly provider?: string;
  /** The evidence that the user let the provider give the data. */
  readonly origin?: string;
  /** The form, page or desk at which the data were or are collected. */
  readonly collectionPoint?: string;
  /** What the data were given for, or what this processing serves. */
  readonly reference?: string;
  /** The categories that the data are derived from or combined of. */
  readonly inputs?: readonly CategoryName[];
  /** Whether data that identify nobody are joined with data that do. */
  readonly linked?: boolean;
  /** The form of the data; raw when not given. */
  readonly form?: Form;
  /** How many people stand behind each figure of aggregated data. */
  readonly groupSize?: number;
  /** The country they are to go to. */
  readonly destination?: string;
  /** The transfer mechanism: `scc`, `adequacy`, `bcr`, … (GDPR Art. 44 to 49). */
  readonly mechanism?: string;
  /** The cookie, tag or SDK that is to be used. */
  readonly technology?: string;
  /** The lifetime that it is to be set with: `session`, or ISO 8601 as `P1Y`. */
  readonly lifetime?: string;
  /** When it was set, where that is not on record. */
  readonly setAt?: Instant;
  /** The class of device: `mobile`, `desktop`, … */
  readonly device?: string;
  /** The class of content. */
  readonly content?: string;
  /** The channel, of communication (`email`) or of transport (`https`). */
  readonly channel?: string;
  /** The role of whoever acts. */
  readonly actor?: string;
  /** What the caller attests: `encryption`, `mfa`, `critical`, … */
  readonly attests?: Attests;
  /** The registered legal instrument that demands it. */
  readonly instrument?: string;
  /** Why a disclosure is justified, in words. */
  readonly justification?: string;
  /** How much an automated decision does to the user (GDPR Art. 22). */
  readonly effect?: Effect;
  /** The number of the automated decision that is relied on. */
  readonly decision?: string;
  /** `custodian` for data that are held for somebody else, else `own`. */
  readonly role?: Role;
  /** The site, app or feature that asks. */
  readonly surface?: string;
  /** `user` when the user asked for this processing, else `company`. */
  readonly initiatedBy?: Initiator;
  /** The instant to decide for; now when not given. */
  readonly at?: Instant;
}

/**
 * What a question says besides user and purpose.
 *
 * A field that is left out leaves out the checks that would read it. Where a rule of the policy demands something of a question (an
 * instrument, an attestation, a reference), a question that says nothing of it is denied.
 */
export interface Context extends DisclosureContext {
  /** Who is to receive them. */
  readonly recipient?: RecipientName;
}
