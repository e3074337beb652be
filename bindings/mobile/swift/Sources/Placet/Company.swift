// What the company has to do and to prove: registrations, what is due, reports, the chain, versions of the policy.

import Foundation
import PlacetNative

extension Engine {
  /// Registers something of the company's own, or adds to what is registered under that name.
  ///
  /// An `instrument` of law (GDPR Art. 6(1)(c), 23), a `business_transfer`, a `breach` and each `breach_notice` (Art. 33, 34), evidence
  /// of a `control` (Art. 5(2), 32(1)(d)), a `recipient_review` (Art. 28(1)), an `erasure_backup`.
  @discardableResult
  public func register(
    _ kind: String, _ id: String, _ fields: [String: String] = [:], at: Date? = nil
  ) async throws -> Receipt {
    try await act { try $0.register(kind: kind, id: id, fields: fields, at: at) }
  }

  /// What the company registered, of one kind or of all, in the order in which it was registered.
  public func registered(_ kind: String? = nil) throws -> [Registration] {
    try call { try native.registered(kind: kind) }
  }

  /// What is due, the earliest first: data whose term is over (GDPR Art. 5(1)(e)), open cases (Art. 12(3)), notices of breaches
  /// (Art. 33, 34), audits and reviews that are late (Art. 32(1)(d)). `at` looks ahead.
  public func due(at: Date? = nil) throws -> [Due] {
    try call { try native.due(at: at) }.map(Due.init)
  }

  /// A report, for privacy people.
  ///
  /// Of the policy: `policy`, `bases`, `differences` (of the last two versions), `processing` (GDPR Art. 30), `retention`, `recipients`.
  /// Of what happened: `notices`, `rights`, `erasures`, `controls`, `breaches`, `overdue`. Of one user: `disclosures`, `holdings`,
  /// `features` (what a refusal costs), `shine_the_light` (California Civil Code § 1798.83, for a `year`).
  public func report(_ kind: String, _ user: String? = nil, year: Int? = nil, at: Date? = nil) throws -> Value {
    Value(try call { try native.report(kind: kind, user: user, year: year.map(Int32.init(clamping:)), at: at) })
  }

  /// Verifies the whole chain, and that states and rows are what the events say.
  public func verify() async throws -> Verification {
    try await act { try $0.verify() }
  }

  /// Checks a document as `reload` would, and loads nothing; gives back its warnings.
  public func check(_ policy: String) throws -> [Diagnostic] {
    try call { try native.check(policy: policy) }
  }

  /// Loads a further version of the policy while calls go on: its text, or its path. Says what changes.
  @discardableResult
  public func reload(_ policy: String) async throws -> Reloaded {
    try await act { try $0.reload(policy: policy) }
  }
}
