// Rights: cases with their deadlines and tasks, copies that travel, erasure, and one user's history.

import Foundation
import PlacetNative

extension Engine {
  /// Opens a case: somebody exercises a right of the user's, complains, inquires or reports a child (GDPR Art. 12, 15 to 22).
  ///
  /// It says by when it has to be answered and what has to be done. Without a right, the `subject` line names it.
  ///
  /// - Parameters:
  ///   - by: who asks; else it is the user.
  ///   - channel: the channel by which it came.
  ///   - about: the categories or purposes that it is about.
  ///   - recipient: a recipient whom the user names (GDPR Art. 20(2)).
  ///   - decision: the automated decision that is contested: the position of its audit (Art. 22(3)).
  ///   - mode: `correct` or `complete`; `cookies` for an erasure of identifiers in cookies only.
  ///   - reason: what the requester said; for `restrict` the ground.
  ///   - subject: the subject line, which names the right when the right is empty.
  ///   - at: when it was received; now when not given.
  @discardableResult
  public func request(
    _ user: String, _ right: String = "", by requester: String? = nil, channel: String? = nil, about: [String] = [],
    recipient: String? = nil, decision: String? = nil, mode: String? = nil, reason: String? = nil,
    subject: String? = nil, at: Date? = nil
  ) async throws -> Case {
    let options = RequestOptions(
      by: requester, channel: channel, about: about, recipient: recipient, decision: decision, mode: mode,
      reason: reason, subject: subject, at: at)
    return try await act { try $0.request(user: user, right: right, options: options) }
  }

  /// Takes a step in a case: `verify`, `acknowledge` a task, `fulfil`, `refuse` with a reason (GDPR Art. 12(4)), `close` with an outcome.
  @discardableResult
  public func respond(
    _ user: String, _ case: Int64, _ action: String, task: String? = nil, outcome: String? = nil,
    reason: String? = nil, actor: String? = nil, attests: [String: Bool] = [:], at: Date? = nil
  ) async throws -> Case {
    let response = Response(
      action: action, task: task, outcome: outcome, reason: reason, actor: actor, attests: attests, at: at)
    return try await act { try $0.respond(user: user, id: `case`, response: response) }
  }

  /// All cases of a user, the first first.
  public func cases(_ user: String) throws -> [Case] {
    try call { try native.cases(user: user) }
  }

  /// A user's record as plain data: sources and uses, purposes, recipients, decisions, cases, events (GDPR Art. 15, 20).
  ///
  /// Without `case` and `actor` it is the application's own copy, whole, for `importData` in another engine.
  public func export(
    _ user: String, subset: String? = nil, case: Int64? = nil, actor: String? = nil, attests: [String: Bool] = [:]
  ) async throws -> Value {
    let options = ExportOptions(subset: subset, case: `case`, actor: actor, attests: attests)
    return Value(try await act { try $0.export(user: user, options: options) })
  }

  /// Takes in what `export` gave in another engine: all of it with one commit, or nothing (GDPR Art. 20(2)).
  ///
  /// The events keep their instants. The receipt obliges to look at each `unknown_purpose` that they name and this policy does not.
  @discardableResult
  public func importData(_ data: Value, at: Date? = nil) async throws -> Receipt {
    let export = data.native
    return try await act { try $0.importData(export: export, at: at) }
  }

  /// What an erasure would take, what would stay, why and until when, and who has to be told (GDPR Art. 17(3), 19).
  public func erasurePlan(_ user: String, at: Date? = nil) throws -> [CaseTask] {
    try call { try native.erasurePlan(user: user, at: at) }
  }

  /// Erases a user from the ledger (GDPR Art. 17): every event loses its content, and the chain stays verifiable.
  ///
  /// Where a hold or a floor of law keeps something (`erasurePlan` says what), the user is `erased` all the same, and the events stay
  /// until nothing is kept any more and this is called again. The receipt obliges to tell every recipient (Art. 19).
  @discardableResult
  public func erase(_ user: String, at: Date? = nil) async throws -> Receipt {
    let options = ActOptions(at: at)
    return try await act { try $0.erase(user: user, options: options) }
  }

  /// One user's events, the first first; empty for a stranger.
  public func history(_ user: String) throws -> [HistoryEntry] {
    try call { try native.history(user: user) }.map(HistoryEntry.init)
  }
}
