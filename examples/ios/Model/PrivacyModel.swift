// What the privacy screen knows and does, without a word of SwiftUI: the tests run it as it is.

import Foundation
import Placet

/// What stands on the screen.
struct PrivacyState: Sendable, Equatable {
  /// Whether the user has still to say when they were born.
  var asksForAge: Bool
  /// Whether the user is too young for the app.
  var isTooYoung: Bool
  /// Whether offers by e-mail are on.
  var offers: Bool
  /// Whether the app may learn from how it is used.
  var analytics: Bool
  /// What the last attempt came to, in words for the user.
  var message: String?
}

/// The privacy screen of one user: an age gate, two toggles, and something that is only done when it may be.
@MainActor
final class PrivacyModel {
  private static let account = "essential.service.account"
  private static let offers = "marketing.email"
  private static let analytics = "analytics.product"

  private let engine: Engine
  private let user: String
  /// Told whenever something else stands on the screen.
  var onChange: (PrivacyState) -> Void = { _ in }
  /// What stands on the screen.
  private(set) var state: PrivacyState {
    didSet { onChange(state) }
  }

  init(engine: Engine, user: String) throws {
    self.engine = engine
    self.user = user
    state = try Self.look(engine, user, asksForAge: engine.history(user).isEmpty)
  }

  /// The user says when they were born (`1990-05-05`), and that they want an account.
  func begin(birthdate: String, residence: String) async throws {
    try await engine.update(user, birthdate: birthdate, residence: residence, account: "active")
    state = try Self.look(engine, user)
  }

  /// The toggle for offers: a consent, and its withdrawal, which is one touch too (GDPR Art. 7(3)).
  func setOffers(_ on: Bool) async throws {
    try await answer {
      if on {
        try await self.engine.grant(self.user, Self.offers, method: "toggle")
      } else {
        try await self.engine.withdraw(self.user, Self.offers, method: "toggle")
      }
    }
  }

  /// The toggle for analytics, which rests on a legitimate interest: on until the user objects (GDPR Art. 21(1)).
  func setAnalytics(_ on: Bool) async throws {
    try await answer {
      if on {
        try await self.engine.optIn(self.user, Self.analytics)
      } else {
        try await self.engine.optOut(self.user, Self.analytics)
      }
    }
  }

  /// Sends an offer, if it may be sent; `send` is the app's own.
  @discardableResult
  func offer(_ send: () -> Void) throws -> Bool {
    do {
      try engine.require(user, Self.offers)
      send()
      return true
    } catch let error as PlacetError {
      guard case .denied = error else { throw error }
      var state = try Self.look(engine, user)
      state.message = error.localizedDescription
      self.state = state
      return false
    }
  }

  private func answer(_ act: () async throws -> Void) async throws {
    var message: String?
    do {
      try await act()
    } catch let error as PlacetError {
      guard case .refused = error else { throw error }
      message = error.localizedDescription
    }
    var state = try Self.look(engine, user)
    state.message = message
    self.state = state
  }

  private static func look(_ engine: Engine, _ user: String, asksForAge: Bool = false) throws -> PrivacyState {
    let account = try engine.decide(user, Self.account)
    return PrivacyState(
      asksForAge: asksForAge, isTooYoung: account.reasons.contains("age_below_minimum"),
      offers: try engine.canProcess(user, offers), analytics: try engine.canProcess(user, analytics))
  }
}
