// What becomes known of users: notices, age and residence, guardians, signals, and who is the same person.

import Foundation
import PlacetNative

/// Whether parental responsibility is verified, or claimed only.
public enum GuardianStatus: String, Sendable, Hashable {
  case verified
  case pending
}

/// Years from one to another, both included; without the other: at least the first.
public struct AgeRange: Sendable, Hashable {
  /// The lower number of years.
  public var lower: Int
  /// The upper number of years.
  public var upper: Int?

  public init(lower: Int, upper: Int? = nil) {
    self.lower = lower
    self.upper = upper
  }

  // what is out of range stays so, and the library turns it down
  var native: PlacetNative.AgeRange {
    PlacetNative.AgeRange(lower: Int32(clamping: lower), upper: upper.map(Int32.init(clamping:)))
  }
}

extension Engine {
  /// Records that the user was shown a notice or a version of the policy. It is evidence, and grants nothing.
  @discardableResult
  public func acknowledge(
    _ user: String, _ notice: String, agrees: Bool = true, method: String? = nil, at: Date? = nil
  ) async throws -> Receipt {
    let options = ActOptions(method: method, at: at)
    return try await act { try $0.acknowledge(user: user, notice: notice, agrees: agrees, options: options) }
  }

  /// Records what became known of a user; what is not given stays as it was.
  ///
  /// - Parameters:
  ///   - birthdate: the day of birth: `2006-10-18`.
  ///   - age: the age in years on the day of the act.
  ///   - ageRange: years on the day of the act.
  ///   - assurance: how sure the age is: `declared`, `estimated`, `confirmed`, `verified`.
  ///   - source: who says so: `user`, `report`, a platform's name.
  ///   - residence: country (`DE`) or subdivision (`US-CA`).
  ///   - residenceSource: where the residence is from: `registered`, `billing`, `ip`.
  ///   - account: `none`, `active`, `suspended`, `closed`, `terminated`.
  ///   - kind: the kind of user: `consumer`, `business`, `applicant`, …
  ///   - at: when; now when not given.
  @discardableResult
  public func update(
    _ user: String, birthdate: String? = nil, age: Int? = nil, ageRange: AgeRange? = nil, assurance: String? = nil,
    source: String? = nil, residence: String? = nil, residenceSource: String? = nil, account: String? = nil,
    kind: String? = nil, at: Date? = nil
  ) async throws -> Receipt {
    let update = Update(
      birthdate: birthdate, age: age.map(Int32.init(clamping:)), ageRange: ageRange?.native, assurance: assurance, source: source,
      residence: residence,
      residenceSource: residenceSource, account: account, kind: kind, at: at)
    return try await act { try $0.update(user: user, update: update) }
  }

  /// Records who holds parental responsibility (`verified`), or claims to (`pending`).
  @discardableResult
  public func linkGuardian(
    _ user: String, _ guardian: String, status: GuardianStatus = .verified, method: String? = nil,
    evidence: String? = nil, at: Date? = nil
  ) async throws -> Receipt {
    let options = GuardianOptions(pending: status == .pending, method: method, evidence: evidence, at: at)
    return try await act { try $0.linkGuardian(user: user, guardian: guardian, options: options) }
  }

  /// Records that parental responsibility ended; the guardian's consents end with it.
  @discardableResult
  public func unlinkGuardian(_ user: String, _ guardian: String, at: Date? = nil) async throws -> Receipt {
    let options = ActOptions(at: at)
    return try await act { try $0.unlinkGuardian(user: user, guardian: guardian, options: options) }
  }

  /// Records what a browser, a device or a register says for the user. A signal that is off grants nothing.
  ///
  /// `tcf` and `gpp` may be consent strings: each is an act of its own, recorded after the others and with one commit; the receipt is
  /// the last act's.
  @discardableResult
  public func applySignals(_ user: String, _ signals: [String: Signal], at: Date? = nil) async throws -> Receipt {
    let (said, options) = (signals.mapValues(\.native), ActOptions(at: at))
    return try await act { try $0.applySignals(user: user, signals: said, options: options) }
  }

  /// Takes in a TC string (`tcf`) or a GPP string (`gpp`), and says what became of it.
  ///
  /// A consent in a string grants nothing here: it was not given under this policy's notice (GDPR Art. 7(1)).
  @discardableResult
  public func applyConsentString(
    _ user: String, _ framework: String, _ string: String, at: Date? = nil
  ) async throws -> ConsentStringTaken {
    let options = ActOptions(at: at)
    return try await act {
      try $0.applyConsentString(user: user, framework: framework, string: string, options: options)
    }
  }

  /// Records what the headers of a request say for the user; none where they say nothing new. The case of names does not matter.
  @discardableResult
  public func applyHeaders(_ user: String, _ headers: [String: String], at: Date? = nil) async throws -> Receipt? {
    let options = ActOptions(at: at)
    return try await act { try $0.applyHeaders(user: user, headers: headers, options: options) }
  }

  /// Records that a visitor turned out to be this user; the more protective of both holds from now on (GDPR Art. 4(11)).
  @discardableResult
  public func join(_ user: String, _ visitor: String, at: Date? = nil) async throws -> Receipt {
    let options = ActOptions(at: at)
    return try await act { try $0.join(user: user, visitor: visitor, options: options) }
  }

  /// Records that the two are not the same person after all. What was carried over stays until it is taken back.
  @discardableResult
  public func part(_ user: String, _ visitor: String, at: Date? = nil) async throws -> Receipt {
    let options = ActOptions(at: at)
    return try await act { try $0.part(user: user, visitor: visitor, options: options) }
  }
}
