// What operations take and answer, under this module's name.

import Foundation
import PlacetNative

public typealias Audited = PlacetNative.Audited
public typealias Case = PlacetNative.Case
public typealias Change = PlacetNative.Change
public typealias Check = PlacetNative.Check
public typealias Clue = PlacetNative.Clue
public typealias ConsentKind = PlacetNative.ConsentKind
public typealias ConsentStringTaken = PlacetNative.ConsentStringTaken
public typealias Context = PlacetNative.Context
public typealias Decision = PlacetNative.Decision
public typealias Diagnostic = PlacetNative.Diagnostic
public typealias Difference = PlacetNative.Difference
public typealias Evidence = PlacetNative.Evidence
public typealias Explained = PlacetNative.Explained
public typealias Finding = PlacetNative.Finding
public typealias Obligation = PlacetNative.Obligation
public typealias Place = PlacetNative.Place
public typealias Receipt = PlacetNative.Receipt
public typealias Registration = PlacetNative.Registration
public typealias Reloaded = PlacetNative.Reloaded
public typealias Remedy = PlacetNative.Remedy
public typealias Severity = PlacetNative.Severity
public typealias StageTime = PlacetNative.StageTime
public typealias Suggestion = PlacetNative.Suggestion
/// Something that a case or an erasure asks for, or that is kept and why. `Task` is what Swift calls work that runs.
public typealias CaseTask = PlacetNative.Task
public typealias Understood = PlacetNative.Understood
public typealias Verification = PlacetNative.Verification

extension Decision: CustomStringConvertible {
  /// The answer as a sentence for people.
  public var description: String { text }
}

extension Diagnostic: CustomStringConvertible {
  /// Place, fault, help and note in one line.
  public var description: String { text }
}

/// What a signal says.
public enum Signal: Sendable, Hashable, ExpressibleByBooleanLiteral, ExpressibleByStringLiteral {
  /// It is on, or off.
  case flag(Bool)
  /// `1` is on, `0` is off; any other text of `tcf` and `gpp` is a consent string.
  case text(String)

  public init(booleanLiteral flag: Bool) { self = .flag(flag) }
  public init(stringLiteral text: String) { self = .text(text) }

  var native: PlacetNative.Signal {
    switch self {
    case .flag(let on): .switch(on: on)
    case .text(let text): .text(text: text)
    }
  }
}

/// One event of a user's history.
public struct HistoryEntry: Sendable, Hashable {
  /// Its position in the ledger, from 1.
  public let position: Int64
  /// When it happened.
  public let at: Date
  /// The name of the operation that recorded it, as the ledger has it: `grant`, `opt_out`, …
  public let act: String
  /// The user; empty in the last event of an erased user.
  public let user: String
  /// The version of the policy that was in force, as `id@version`.
  public let policy: String?
  /// What else was recorded, by the names that the ledger has for it; instants as text.
  public let details: Value
  /// The other ledger in which it was recorded; none: this one.
  public let mergedFrom: Origin?
  /// Its hash in the chain, in hex.
  public let hash: String

  init(_ native: NativeHistoryEntry) {
    position = native.position
    at = native.at
    act = native.act
    user = native.user
    policy = native.policy
    details = Value(native.details)
    mergedFrom = native.mergedFrom
    hash = native.hash
  }
}

/// Something that the company has to do.
public struct Due: Sendable, Hashable {
  /// `disposal`, `case`, `breach`, `control`, `recipient_review`, …
  public let kind: String
  /// The user; none for what is about nobody, or about one who was erased.
  public let user: String?
  /// The retention rule, right, breach, control, recipient or version.
  public let subject: String
  /// `delete`, `anonymise`, `respond`, `notify`, `audit`, `review`, …
  public let action: String
  /// The instant at which the clock began.
  public let since: Date
  /// The first instant at which the time is over.
  public let due: Date
  /// Whether it is over.
  public let overdue: Bool
  /// What else matters: `categories`, `reference`, `case`, `missing`, …
  public let detail: Value

  init(_ native: NativeDue) {
    kind = native.kind
    user = native.user
    subject = native.subject
    action = native.action
    since = native.since
    due = native.due
    overdue = native.overdue
    detail = Value(native.detail)
  }
}

/// Short-lived proof that a question was allowed, for a queue or a worker to check again with `Engine.recheck`.
///
/// It is no key: a withdrawal ends it, whoever holds it. As JSON it travels through a queue.
public struct Permit: Sendable, Hashable {
  /// The user.
  public let user: String
  /// The purpose.
  public let purpose: String
  /// What the question said besides.
  public let context: Context
  /// When it was given.
  public let issuedAt: Date
  /// When it is over: a minute later, or earlier when the decision itself can change.
  public let expiresAt: Date
  /// The version of the policy, as `id@version`.
  public let policy: String?
  /// The permit as JSON.
  public let json: String

  init(_ native: NativePermit) {
    user = native.user
    purpose = native.purpose
    context = native.context
    issuedAt = native.issuedAt
    expiresAt = native.expiresAt
    policy = native.policy
    json = native.json
  }

  /// The permit that was written as JSON.
  public init(json: String) throws {
    self.init(try call { try readPermit(json: json) })
  }
}

extension Permit: CustomStringConvertible {
  /// What a log may hold: no user.
  public var description: String { "Permit(purpose: \(purpose), expiresAt: \(isoText(expiresAt)))" }
}
