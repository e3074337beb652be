// Questions: plain, in full, on demand, and for many users.

import Foundation
import Placet
import Testing

/// As `placet codegen --lang swift` writes them.
enum Purpose: String {
  case marketingEmail = "marketing.email"
}

@Suite struct QuestionsTests {
  @Test func thePlainQuestionIsABoolean() async throws {
    let engine = try opened()
    #expect(try !engine.canProcess("ada", email))
    try await adult(engine)
    try await engine.grant("ada", email)
    #expect(try engine.canProcess("ada", email))
    try await engine.withdraw("ada", email)
    #expect(try !engine.canProcess("ada", email))
  }

  @Test func namesMayBeTypes() async throws {
    let engine = try opened()
    try await adult(engine)
    try await engine.grant("ada", Purpose.marketingEmail)
    #expect(try engine.canProcess("ada", Purpose.marketingEmail))
    #expect(try engine.decide("ada", Purpose.marketingEmail) == engine.decide("ada", email))
    #expect(try engine.canProcessMany(["ada", "eve"], Purpose.marketingEmail) == [true, false])
    #expect(try engine.require("ada", Purpose.marketingEmail).purpose == email)
    try await engine.optOut("ada", Purpose.marketingEmail)
    #expect(try !engine.canProcess("ada", Purpose.marketingEmail))
    try await engine.optIn("ada", Purpose.marketingEmail)
    try await engine.withdraw("ada", Purpose.marketingEmail)
    #expect(try engine.decide("ada", email).reason == "consent_withdrawn")
  }

  @Test func manyUsersAreAnsweredInTheirOrder() async throws {
    let engine = try opened()
    try await adult(engine)
    try await engine.grant("ada", email)
    let users = ["eve", "ada", "bob", "ada"]
    #expect(try engine.canProcessMany(users, email) == [false, true, false, true])
    #expect(try engine.canProcessMany(users.lazy.filter { $0 != "eve" }, email) == [true, false, true])
    #expect(try engine.canProcessMany([], email).isEmpty)
  }

  @Test func anAllowanceNamesWhatItRestsOn() async throws {
    let engine = try opened()
    try await adult(engine)
    try await engine.grant("ada", email)
    let decision = try engine.decide("ada", email)
    #expect(decision.allowed && decision.reason == nil && decision.reasons.isEmpty)
    #expect(decision.basis == "consent" && decision.ground == "consent" && decision.remedy == nil)
    #expect(decision.obligations == [Obligation(kind: "include_unsubscribe", subject: nil, due: nil)])
    #expect(decision.evidence == Evidence(position: 2, at: noon))
    #expect(decision.policy == "shop@2024-10-01" && decision.residence == "DE")
    #expect(decision.contact == ["privacy": "privacy@shop.example"])
    #expect("\(decision)".contains("`marketing.email` is allowed"))
  }

  @Test func aDenialNamesReasonsAndRemedy() async throws {
    let engine = try opened()
    try await adult(engine)
    let decision = try engine.decide("ada", email)
    #expect(!decision.allowed && decision.reasons == ["consent_missing"])
    let remedy = try #require(decision.remedy)
    #expect(remedy.action == "ask_consent" && remedy.notice == "shop@2024-10-01")
    #expect(remedy.text.contains("ask the user for consent") && decision.text.contains(remedy.text))
    #expect(decision.json.hasPrefix(#"{"allowed":false,"basis":null,"#))
  }

  @Test func aContextNarrowsAQuestion() async throws {
    let engine = try opened()
    try await adult(engine)
    let context = Context(categories: ["user.contact.phone_number"], operation: "use")
    let decision = try engine.decide("ada", email, context)
    #expect(decision.reasons == ["category_not_permitted", "consent_missing"])
    #expect(decision.surplus == ["user.contact.phone_number"])
    #expect(try engine.decide("ada", email, Context()) == engine.decide("ada", email))
  }

  @Test func aQuestionCanBeForAnotherInstant() throws {
    let engine = try opened()
    let first = Date(timeIntervalSince1970: 1_727_740_800)
    let before = try engine.decide("ada", email, Context(at: first.addingTimeInterval(-0.001)))
    #expect(before.reason == "policy_not_in_force" && before.policy == nil)
    #expect(try engine.decide("ada", email, Context(at: first)).policy != nil)
    expectInvalid(try thrown { try engine.decide("ada", email, Context(at: .distantFuture * 1000)) }, "at", "9999")
    expectInvalid(
      try thrown { try engine.decide("ada", email, Context(at: Date(timeIntervalSince1970: .infinity))) }, "at")
  }

  @Test func anExplanationTellsWhatEachCheckFound() throws {
    let engine = try opened()
    let explained = try engine.explain("ada", email)
    #expect(try explained.decision == engine.decide("ada", email))
    #expect(explained.checks.count == 11)
    #expect(explained.checks.contains { $0.found == "failed" && $0.reasons == ["consent_missing"] })
  }

  @Test func aPermitEndsWithAWithdrawalAndWithItsTime() async throws {
    let clock = HandClock()
    let engine = try opened(policy, clock)
    try await adult(engine)
    try await engine.grant("ada", email)
    let permit = try engine.require("ada", email, Context(categories: ["user.contact.email"], operation: "use"))
    #expect(permit.user == "ada" && permit.purpose == email && permit.context.operation == "use")
    #expect(permit.issuedAt == noon && permit.expiresAt == noon + 60 && permit.policy == "shop@2024-10-01")
    #expect(!"\(permit)".contains("ada"))
    let travelled = try Permit(json: permit.json)
    #expect(travelled == permit)
    #expect(try engine.recheck(travelled) == permit)
    try engine.admit(permit, "ada", ["user.contact.email"])
    clock.forward(61)
    expectInvalid(try thrown { try engine.recheck(permit) }, "permit")
    let later = try engine.require("ada", email)
    try await engine.withdraw("ada", email)
    let error = try thrown { try engine.recheck(later) }
    guard case .denied(let message, let decision) = error else {
      Issue.record("a denial was wanted: \(error)")
      return
    }
    #expect(decision.reason == "consent_withdrawn" && message == error.localizedDescription)
    #expect(error.recoverySuggestion == decision.remedy?.text)
    expectInvalid(try thrown { try Permit(json: "{}") }, "permit", "it is no permit")
  }

  @Test func guardedWorkBeginsOnlyWhereItMay() async throws {
    let engine = try opened()
    try await adult(engine)
    var begun = 0
    #expect(try thrown { try engine.guarding("ada", email) { _ in begun += 1 } }.code == "denied")
    #expect(begun == 0)
    try await engine.grant("ada", email)
    #expect(try engine.guarding("ada", email) { $0.user.count } == 3)
  }
}

extension Date {
  fileprivate static func * (date: Date, factor: Double) -> Date {
    Date(timeIntervalSince1970: date.timeIntervalSince1970 * factor)
  }
}
