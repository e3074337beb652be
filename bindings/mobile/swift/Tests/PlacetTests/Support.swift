// A policy, a clock that stands still, engines on them, and what is thrown.

import Foundation
import Placet
import Testing

let policy = """
  [policy]
  id = "shop"
  version = "2024-10-01"
  effective_from = 2024-10-01
  next_review = 2026-10-01
  contact = { privacy = "privacy@shop.example" }

  [purposes."essential.service.account"]
  basis = ["contract"]
  categories = ["user.contact"]

  [purposes."marketing.email"]
  basis = ["consent"]
  categories = ["user.contact.email"]
  obligations = ["include_unsubscribe"]

  [purposes."marketing.phone"]
  basis = ["consent"]
  categories = ["user.contact.phone_number"]

  [purposes."analytics.product"]
  basis = ["legitimate_interest"]
  categories = ["user.behavior.usage"]

  [age]
  minimum = 14
  unknown = "allow"
  below_minimum = "guardian"

  [groups]
  communications = ["marketing"]

  [notices.terms]
  purposes = ["essential.service.account"]

  [restriction]
  grounds = ["accuracy_contested"]

  [signals.gpc]
  denies = ["analytics"]

  [signals.tracking]
  denies = ["analytics"]
  string = "tcf"
  bits = ["purpose:4"]

  [retention.usage]
  categories = ["user.behavior"]
  after = "collected"
  keep = "P1Y"

  [rights.access]
  deadline = "P30D"
  verify = true

  [rights.erase]
  deadline = "P30D"
  subjects = ["Delete my data"]

  [recipients.mailer]
  name = "Mailer"
  role = "processor"
  purposes = ["marketing.email"]
  categories = ["user.contact.email"]
  country = "DE"
  agreement = "DPA-1"

  [controls.penetration_test]
  interval = "P1Y"

  [events]
  names = ["course_completed"]
  """

let email = "marketing.email"

let noon = Date(timeIntervalSince1970: 1_736_942_400)

/// A clock that goes when it is told to.
final class HandClock: @unchecked Sendable {
  private let lock = NSLock()
  private var time = noon

  var now: Date { lock.withLock { time } }

  func forward(_ seconds: TimeInterval) { lock.withLock { time += seconds } }
}

/// An engine in memory on which nothing has happened.
func opened(_ text: String = policy, _ clock: HandClock = HandClock()) throws -> Engine {
  try Engine.open(text, "memory:", clock: { clock.now })
}

/// Makes a user known as an adult with an account.
func adult(_ engine: Engine, _ user: String = "ada") async throws {
  try await engine.update(user, birthdate: "1990-05-01", residence: "DE", account: "active")
}

/// A folder that is gone when nobody holds it any more.
final class Folder {
  let url = FileManager.default.temporaryDirectory.appendingPathComponent("placet-\(UUID().uuidString)")

  init() throws { try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true) }

  deinit { try? FileManager.default.removeItem(at: url) }

  /// The path of a store that is not there yet.
  var store: String { url.appendingPathComponent("ledger.sqlite").path }
}

struct NothingThrown: Error {}

/// What a call throws.
func thrown(_ call: () throws -> some Any) throws -> PlacetError {
  do { _ = try call() } catch let error as PlacetError { return error }
  throw NothingThrown()
}

/// What an act throws.
func thrown(_ call: () async throws -> some Any) async throws -> PlacetError {
  do { _ = try await call() } catch let error as PlacetError { return error }
  throw NothingThrown()
}

/// An argument can't be meant, and the message says so and more.
func expectInvalid(_ error: PlacetError, _ argument: String, _ words: String...) {
  guard case .invalidArgument(let message, let named) = error else {
    Issue.record("an invalid argument was wanted: \(error)")
    return
  }
  #expect(named == argument && error.code == "invalid_argument")
  #expect(message.hasPrefix("invalid `\(argument)`: "))
  for word in words { #expect(message.contains(word)) }
}
