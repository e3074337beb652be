// Handling of data: what happened, what was collected and disclosed, decisions to be proved, holds and disposal.

import Foundation
import PlacetNative

extension Engine {
  /// Records that something happened on which a clock, a condition or a report hangs: a feature was activated, a course completed.
  ///
  /// - Parameters:
  ///   - reference: which: the feature, the course, the transaction, the category.
  ///   - on: when it took place, where that is not when it is recorded.
  ///   - details: what else is to be kept of it; never personal data.
  ///   - at: when it is recorded; now when not given.
  @discardableResult
  public func record(
    _ user: String, _ event: String, reference: String? = nil, on: Date? = nil, details: [String: String] = [:],
    at: Date? = nil
  ) async throws -> Receipt {
    let options = RecordOptions(reference: reference, on: on, details: details, at: at)
    return try await act { try $0.record(user: user, event: event, options: options) }
  }

  /// Collects data for a purpose: decides, and keeps on record what was collected and from where (GDPR Art. 14(2)(f)).
  ///
  /// Throws `PlacetError.denied`, which has the decision; then nothing was recorded.
  @discardableResult
  public func collect(_ user: String, _ purpose: String, _ context: Context? = nil) async throws -> Receipt {
    try await act { try $0.collect(user: user, purpose: purpose, context: context) }
  }

  /// Gives data to a recipient: decides, and keeps the disclosure on record (GDPR Art. 15(1)(c), 30(1)(d)).
  ///
  /// Throws `PlacetError.denied`, which has the decision; then nothing was recorded.
  @discardableResult
  public func disclose(
    _ user: String, _ purpose: String, _ recipient: String, _ context: Context? = nil
  ) async throws -> Receipt {
    try await act { try $0.disclose(user: user, purpose: purpose, recipient: recipient, context: context) }
  }

  /// Decides, and keeps the decision in the ledger with its inputs, so that it can be proved (GDPR Art. 5(2)).
  public func audit(_ user: String, _ purpose: String, _ context: Context? = nil) async throws -> Audited {
    try await act { try $0.audit(user: user, purpose: purpose, context: context) }
  }

  /// Suspends disposal and erasure of some categories, or of all, and nothing else (GDPR Art. 17(3)(e)).
  @discardableResult
  public func hold(
    _ user: String, _ hold: String, reason: String, categories: [String] = [], at: Date? = nil
  ) async throws -> Receipt {
    try await act { try $0.hold(user: user, hold: hold, reason: reason, categories: categories, at: at) }
  }

  /// Ends a hold.
  @discardableResult
  public func release(_ user: String, _ hold: String, at: Date? = nil) async throws -> Receipt {
    try await act { try $0.release(user: user, hold: hold, at: at) }
  }

  /// Records that the application disposed of what a retention rule is about (GDPR Art. 5(1)(e)); `due` says of what.
  @discardableResult
  public func dispose(
    _ user: String, _ rule: String, method: String = "delete", at: Date? = nil
  ) async throws -> Receipt {
    try await act { try $0.dispose(user: user, rule: rule, method: method, at: at) }
  }
}
