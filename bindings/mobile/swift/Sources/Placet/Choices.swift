// Choices: what users, and guardians for them, let happen and refuse.

import Foundation
import PlacetNative

/// How far a choice reaches: one channel, recipient or country.
public struct Scope: Sendable, Hashable {
  /// Only this channel.
  public var channel: String?
  /// Only this recipient.
  public var recipient: String?
  /// Only data that go to this country.
  public var destination: String?

  public init(channel: String? = nil, recipient: String? = nil, destination: String? = nil) {
    self.channel = channel
    self.recipient = recipient
    self.destination = destination
  }

  /// Everywhere.
  public static let everywhere = Scope()
}

extension ActOptions {
  init(by guardian: String? = nil, method: String? = nil, ground: String? = nil, scope: Scope = .everywhere, at: Date?) {
    self.init(
      by: guardian, method: method, ground: ground, channel: scope.channel, recipient: scope.recipient,
      destination: scope.destination, at: at)
  }
}

extension Engine {
  /// Records that consent was given to a purpose, or to all consent purposes below a node (GDPR Art. 7).
  ///
  /// - Parameters:
  ///   - guardian: who acts; else it is the user.
  ///   - kind: how consent was given; only an explicit one serves.
  ///   - notice: the notice that was shown: a declared one or a version; the version in force when not given.
  ///   - expires: when the consent ends by itself.
  ///   - method: by which means: `settings`, `link`, `email`, …
  ///   - scope: how far it reaches.
  ///   - at: when it happened; now when not given, and never before the user's last act.
  @discardableResult
  public func grant(
    _ user: String, _ purpose: String, by guardian: String? = nil, kind: ConsentKind = .explicit,
    notice: String? = nil, expires: Date? = nil, method: String? = nil, scope: Scope = .everywhere, at: Date? = nil
  ) async throws -> Receipt {
    let options = GrantOptions(
      by: guardian, kind: kind, notice: notice, expires: expires, method: method, channel: scope.channel,
      recipient: scope.recipient, destination: scope.destination, at: at)
    return try await act { try $0.grant(user: user, purpose: purpose, options: options) }
  }

  /// Records that consent was taken back, for a purpose, a node, a group or `*` (GDPR Art. 7(3)).
  @discardableResult
  public func withdraw(
    _ user: String, _ purpose: String, by guardian: String? = nil, method: String? = nil,
    scope: Scope = .everywhere, at: Date? = nil
  ) async throws -> Receipt {
    let options = ActOptions(by: guardian, method: method, scope: scope, at: at)
    return try await act { try $0.withdraw(user: user, purpose: purpose, options: options) }
  }

  /// Records that the user opted out of a purpose, a node, a group or `*`.
  @discardableResult
  public func optOut(
    _ user: String, _ purpose: String, by guardian: String? = nil, method: String? = nil,
    scope: Scope = .everywhere, at: Date? = nil
  ) async throws -> Receipt {
    let options = ActOptions(by: guardian, method: method, scope: scope, at: at)
    return try await act { try $0.optOut(user: user, purpose: purpose, options: options) }
  }

  /// Records that the user took an opt-out or an objection back. It is no consent.
  @discardableResult
  public func optIn(
    _ user: String, _ purpose: String, by guardian: String? = nil, method: String? = nil,
    scope: Scope = .everywhere, at: Date? = nil
  ) async throws -> Receipt {
    let options = ActOptions(by: guardian, method: method, scope: scope, at: at)
    return try await act { try $0.optIn(user: user, purpose: purpose, options: options) }
  }

  /// Records an objection (GDPR Art. 21): it suspends the purpose until it is overruled; for direct marketing it is absolute.
  @discardableResult
  public func objectTo(
    _ user: String, _ purpose: String, ground: String? = nil, by guardian: String? = nil, method: String? = nil,
    scope: Scope = .everywhere, at: Date? = nil
  ) async throws -> Receipt {
    let options = ActOptions(by: guardian, method: method, ground: ground, scope: scope, at: at)
    return try await act { try $0.objectTo(user: user, purpose: purpose, options: options) }
  }

  /// Records that compelling grounds override an objection (GDPR Art. 21(1)), with the reason.
  @discardableResult
  public func overruleObjection(
    _ user: String, _ purpose: String, reason: String, at: Date? = nil
  ) async throws -> Receipt {
    let options = ActOptions(at: at)
    return try await act {
      try $0.overruleObjection(user: user, purpose: purpose, reason: reason, options: options)
    }
  }

  /// Restricts processing (GDPR Art. 18) of a purpose, a node or a group; of everything when none is given.
  @discardableResult
  public func restrict(
    _ user: String, _ purpose: String = "*", ground: String? = nil, at: Date? = nil
  ) async throws -> Receipt {
    let options = ActOptions(ground: ground, at: at)
    return try await act { try $0.restrict(user: user, purpose: purpose, options: options) }
  }

  /// Lifts the restriction of a node and of all below it; of everything when none is given.
  @discardableResult
  public func liftRestriction(_ user: String, _ purpose: String = "*", at: Date? = nil) async throws -> Receipt {
    let options = ActOptions(at: at)
    return try await act { try $0.liftRestriction(user: user, purpose: purpose, options: options) }
  }
}
