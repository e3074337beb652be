// What the privacy screen shows and does. It knows nothing of SwiftUI, and the tests run it everywhere.

import Foundation
import Placet

#if canImport(SwiftUI)
  import Observation
#endif

/// An age gate, two choices, and a newsletter that is sent only where it may be.
@MainActor
#if canImport(SwiftUI)
  // where there is no screen, nobody observes
  @Observable
#endif
public final class PrivacyModel {
  /// What stands before the choices.
  public enum Gate: Equatable, Sendable {
    /// Nothing.
    case open
    /// The age has to be asked for.
    case askAge
    /// The user may not use the app, for this reason.
    case closed(String)
  }

  public static let newsletter = "marketing.newsletter"
  public static let statistics = "analytics.product"
  static let account = "essential.service.account"

  public private(set) var gate = Gate.askAge
  /// What the toggles show: what may be done now, and not what was tapped last.
  public private(set) var newsletterIsOn = false
  public private(set) var statisticsAreOn = false
  /// What to tell the user: why something was not done, and what would change it.
  public private(set) var message: String?

  private let engine: Engine
  private let user: String

  public init(engine: Engine, user: String) {
    self.engine = engine
    self.user = user
    refresh()
  }

  /// Opens the policy that ships inside the app, on a ledger in this folder.
  public static func open(in folder: URL, user: String) throws -> PrivacyModel {
    guard let policy = Bundle.module.url(forResource: "policy", withExtension: "toml") else {
      throw CocoaError(.fileNoSuchFile)
    }
    let engine = try Engine.open(policy, folder.appendingPathComponent("ledger.sqlite"))
    return PrivacyModel(engine: engine, user: user)
  }

  /// The user entered the day of birth: `2006-10-18`.
  public func enter(birthdate: String) async {
    await act { try await self.engine.update(self.user, birthdate: birthdate, account: "active") }
  }

  /// The user moved the first toggle.
  public func setNewsletter(_ isOn: Bool) async {
    await act {
      if isOn {
        try await self.engine.grant(self.user, Self.newsletter, method: "settings")
      } else {
        try await self.engine.withdraw(self.user, Self.newsletter, method: "settings")
      }
    }
  }

  /// The user moved the second toggle. Statistics rest on a legitimate interest, so they are refused and not consented to.
  public func setStatistics(_ isOn: Bool) async {
    await act {
      if isOn {
        try await self.engine.optIn(self.user, Self.statistics, method: "settings")
      } else {
        try await self.engine.optOut(self.user, Self.statistics, method: "settings")
      }
    }
  }

  /// Sends a newsletter, if it may be sent. Asked at the moment of sending: what the toggle showed may be old.
  public func sendNewsletter(by send: (String) async throws -> Void) async {
    await act {
      let permit = try self.engine.require(self.user, Self.newsletter)
      try await send(permit.user)
    }
  }

  /// Does something and shows what came of it.
  private func act(_ work: () async throws -> Void) async {
    message = nil
    do {
      try await work()
    } catch PlacetError.denied(_, let decision) {
      message = decision.remedy?.text ?? decision.text
    } catch {
      message = error.localizedDescription
    }
    refresh()
  }

  private func refresh() {
    do {
      gate = try Self.gate(engine.decide(user, Self.account))
      newsletterIsOn = try engine.canProcess(user, Self.newsletter)
      statisticsAreOn = try engine.canProcess(user, Self.statistics)
    } catch {
      // where there is no answer, there is no permission
      gate = .closed(error.localizedDescription)
      (newsletterIsOn, statisticsAreOn) = (false, false)
    }
  }

  private static func gate(_ decision: Decision) -> Gate {
    if decision.allowed { return .open }
    return decision.remedy?.action == "ask_age" ? .askAge : .closed(decision.remedy?.text ?? decision.text)
  }
}
