// Names that are types: what `placet codegen --lang swift` writes, so that a misspelt purpose does not compile.

import Foundation

extension Engine {
  /// Whether this user's data may be processed for this purpose.
  public func canProcess(_ user: String, _ purpose: some RawRepresentable<String>) throws -> Bool {
    try canProcess(user, purpose.rawValue)
  }

  /// The answer for each of many users, in their order.
  public func canProcessMany(_ users: some Sequence<String>, _ purpose: some RawRepresentable<String>) throws -> [Bool] {
    try canProcessMany(users, purpose.rawValue)
  }

  /// The answer in full: reasons, basis, remedy, obligations, evidence.
  public func decide(
    _ user: String, _ purpose: some RawRepresentable<String>, _ context: Context? = nil
  ) throws -> Decision {
    try decide(user, purpose.rawValue, context)
  }

  /// Demands an allowance: a permit, or `PlacetError.denied` with the decision.
  @discardableResult
  public func require(
    _ user: String, _ purpose: some RawRepresentable<String>, _ context: Context? = nil
  ) throws -> Permit {
    try require(user, purpose.rawValue, context)
  }

  /// Records that consent was given to a purpose, or to all consent purposes below a node (GDPR Art. 7).
  @discardableResult
  public func grant(
    _ user: String, _ purpose: some RawRepresentable<String>, by guardian: String? = nil, notice: String? = nil,
    method: String? = nil
  ) async throws -> Receipt {
    try await grant(user, purpose.rawValue, by: guardian, notice: notice, method: method)
  }

  /// Records that consent was taken back, for a purpose or a group (GDPR Art. 7(3)).
  @discardableResult
  public func withdraw(
    _ user: String, _ purpose: some RawRepresentable<String>, by guardian: String? = nil, method: String? = nil
  ) async throws -> Receipt {
    try await withdraw(user, purpose.rawValue, by: guardian, method: method)
  }

  /// Records that the user opted out of a purpose or a group.
  @discardableResult
  public func optOut(
    _ user: String, _ purpose: some RawRepresentable<String>, by guardian: String? = nil, method: String? = nil
  ) async throws -> Receipt {
    try await optOut(user, purpose.rawValue, by: guardian, method: method)
  }

  /// Records that the user took an opt-out or an objection back. It is no consent.
  @discardableResult
  public func optIn(
    _ user: String, _ purpose: some RawRepresentable<String>, by guardian: String? = nil, method: String? = nil
  ) async throws -> Receipt {
    try await optIn(user, purpose.rawValue, by: guardian, method: method)
  }
}
