// Plain data that the library gives and takes, by the names of this package.

package dev.placet

import dev.placet.ffi.NativeDue
import dev.placet.ffi.NativeHistoryEntry
import java.time.Instant

/** What a question says besides user and purpose; what is not given is not said. */
public typealias Context = dev.placet.ffi.Context

/** The answer to a question, in full. It is no Boolean: read `allowed`, or ask [Engine.canProcess]. */
public typealias Decision = dev.placet.ffi.Decision

/** What would turn a denial into an allowance. */
public typealias Remedy = dev.placet.ffi.Remedy

/** Something that the application has to do. */
public typealias Obligation = dev.placet.ffi.Obligation

/** The event of the ledger on which a decision rests. */
public typealias Evidence = dev.placet.ffi.Evidence

/** One check of a decision, and what it found. */
public typealias Check = dev.placet.ffi.Check

/** A decision, and what each of the eleven checks found. */
public typealias Explained = dev.placet.ffi.Explained

/** What an act left: it is durable once the receipt is there. */
public typealias Receipt = dev.placet.ffi.Receipt

/** A decision that was kept in the ledger. */
public typealias Audited = dev.placet.ffi.Audited

/** What became of a consent string. */
public typealias Understood = dev.placet.ffi.Understood

/** A consent string that was taken in. */
public typealias ConsentStringTaken = dev.placet.ffi.ConsentStringTaken

/** Years from one to another, both included; without the other: at least the first. */
public typealias AgeRange = dev.placet.ffi.AgeRange

/** How a consent was given. */
public typealias ConsentKind = dev.placet.ffi.ConsentKind

/** What a whole verification found in order. */
public typealias Verification = dev.placet.ffi.Verification

/** Something that a case or an erasure asks for, or that is kept and why. */
public typealias Task = dev.placet.ffi.Task

/** A request, complaint or report of a user's, as it stands. */
public typealias Case = dev.placet.ffi.Case

/** A status or stage of something registered. */
public typealias StageTime = dev.placet.ffi.StageTime

/** Something that the company registered, as it stands. */
public typealias Registration = dev.placet.ffi.Registration

/** One finding about a policy document. */
public typealias Diagnostic = dev.placet.ffi.Diagnostic

/** A place in a policy document. */
public typealias Place = dev.placet.ffi.Place

/** Whether a finding keeps a document from loading. */
public typealias Severity = dev.placet.ffi.Severity

/** What changes from one version of a policy to the next, by purpose. */
public typealias Difference = dev.placet.ffi.Difference

/** What a reload changed. */
public typealias Reloaded = dev.placet.ffi.Reloaded

/** What is missing between a schema and a policy. */
public typealias Finding = dev.placet.ffi.Finding

/** What became of the fields at one place of a record. */
public typealias Change = dev.placet.ffi.Change

/** A category that the data at one place may be; a person decides. */
public typealias Suggestion = dev.placet.ffi.Suggestion

/** One thing that speaks for a suggestion, or is to be known of it. */
public typealias Clue = dev.placet.ffi.Clue

/** One event of a user's history. */
public data class HistoryEntry(
    /** Its position in the ledger, from 1. */
    val position: Long,
    /** When it happened. */
    val at: Instant,
    /** The name of the operation that recorded it, as the ledger has it: `grant`, `opt_out`, … */
    val act: String,
    /** The user; empty in the last event of an erased user. */
    val user: String,
    /** The version of the policy that was in force, as `id@version`. */
    val policy: String?,
    /** What else was recorded, by the names that the ledger has for it; instants are text in UTC. */
    val details: Map<String, Any?>,
    /** The other ledger in which it was recorded; none: this one. */
    val mergedFrom: Origin?,
    /** Its hash in the chain, in hex. */
    val hash: String,
)

/** Where an event was recorded, when that was another ledger. */
public typealias Origin = dev.placet.ffi.Origin

/** Something that the company has to do. */
public data class Due(
    /** `disposal`, `case`, `breach`, `control`, `recipient_review`, … */
    val kind: String,
    /** The user; none for what is about nobody, or about one who was erased. */
    val user: String?,
    /** The retention rule, right, breach, control, recipient or version. */
    val subject: String,
    /** `delete`, `anonymise`, `respond`, `notify`, `audit`, `review`, … */
    val action: String,
    /** The instant at which the clock began. */
    val since: Instant,
    /** The first instant at which the time is over. */
    val due: Instant,
    /** Whether it is over. */
    val overdue: Boolean,
    /** What else matters: `categories`, `reference`, `case`, `missing`, … */
    val detail: Map<String, Any?>,
)

internal fun NativeHistoryEntry.plain(): HistoryEntry =
    HistoryEntry(position, at, act, user, policy, details.table(), mergedFrom, hash)

internal fun NativeDue.plain(): Due = Due(kind, user, subject, action, since, due, overdue, detail.table())
