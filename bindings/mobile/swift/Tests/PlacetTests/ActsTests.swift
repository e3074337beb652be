// Acts and what they leave: choices, people, handling of data, rights, the company.

import Foundation
import Placet
import Testing

@Suite struct ActsTests {
  @Test func choicesAreRecordedWithWhatIsSaidOfThem() async throws {
    let engine = try opened()
    try await adult(engine)
    let expires = noon + 86_400
    let receipt = try await engine.grant(
      "ada", email, notice: "2024-10-01", expires: expires, method: "settings", scope: Scope(channel: "email"))
    #expect(receipt.position == 2 && receipt.at == noon)
    let entry = try #require(try engine.history("ada").last)
    #expect(entry.act == "grant" && entry.policy == "shop@2024-10-01" && entry.hash.count == 64)
    #expect(entry.details["method"] == "settings" && entry.details["expires"] == "2025-01-16T12:00:00Z")
    #expect(try engine.decide("ada", email, Context(channel: "email")).validUntil == expires)
  }

  @Test func refusalsOfEveryKindDeny() async throws {
    let engine = try opened()
    try await adult(engine)
    let product = "analytics.product"
    #expect(try engine.canProcess("ada", product))
    try await engine.objectTo("ada", product, ground: "own situation")
    #expect(try engine.decide("ada", product).reason == "objected")
    try await engine.overruleObjection("ada", product, reason: "compelling grounds")
    #expect(try engine.canProcess("ada", product))
    try await engine.optOut("ada", "*")
    #expect(try engine.decide("ada", product).reason == "opted_out")
    try await engine.optIn("ada", "*")
    try await engine.restrict("ada", ground: "accuracy_contested")
    #expect(try engine.decide("ada", product).reasons.contains("restricted"))
    try await engine.liftRestriction("ada")
    #expect(try engine.canProcess("ada", product))
  }

  @Test func aGuardianActsForAChild() async throws {
    let engine = try opened()
    try await engine.update("kim", age: 9, residence: "DE", account: "active")
    try await engine.linkGuardian("kim", "pat", status: .pending)
    try await engine.grant("kim", email, by: "pat")
    let unverified = try engine.decide("kim", email).reason
    #expect(unverified == "age_below_minimum")
    try await engine.linkGuardian("kim", "pat", method: "card", evidence: "file 7")
    try await engine.grant("kim", email, by: "pat")
    #expect(try engine.decide("kim", email).ground == "parental_consent")
    try await engine.unlinkGuardian("kim", "pat")
    #expect(try !engine.canProcess("kim", email))
  }

  @Test func signalsAreTakenIn() async throws {
    let engine = try opened()
    try await adult(engine)
    try await engine.applySignals("ada", ["gpc": true])
    #expect(try !engine.canProcess("ada", "analytics.product"))
    try await engine.applySignals("ada", ["gpc": "0"])
    #expect(try engine.canProcess("ada", "analytics.product"))
    let taken = try await engine.applyConsentString("ada", "tcf", "COvFyGBOvFyGBAbAAAENAPCAAOAAAAAAAAAAAEEUACCKAAA")
    #expect(taken.understood.signals == ["tracking": true])
    #expect(try !engine.canProcess("ada", "analytics.product"))
    #expect(try await engine.applyHeaders("eve", ["SEC-gpc": "1"])?.position == 5)
    #expect(try await engine.applyHeaders("eve", ["Sec-GPC": "1"]) == nil)
    #expect(try !engine.canProcess("eve", "analytics.product"))
  }

  @Test func aVisitorTurnsOutToBeAUser() async throws {
    let engine = try opened()
    try await adult(engine)
    try await engine.optOut("visitor 1", "analytics")
    try await engine.join("ada", "visitor 1")
    #expect(try !engine.canProcess("ada", "analytics.product"))
    try await engine.part("ada", "visitor 1")
    #expect(try engine.history("ada").last?.act == "part")
  }

  @Test func whatIsDoneWithDataIsRecorded() async throws {
    let engine = try opened()
    try await adult(engine)
    try await engine.acknowledge("ada", "terms", agrees: false, method: "banner")
    try await engine.record("ada", "course_completed", reference: "swift", details: ["grade": "a"])
    let form = Context(categories: ["user.contact.email"], collectionPoint: "form")
    let denial = try await thrown { try await engine.collect("ada", email, form) }
    #expect(denial.code == "denied")
    try await engine.grant("ada", email)
    try await engine.collect("ada", email, form)
    try await engine.disclose("ada", email, "mailer")
    let audited = try await engine.audit("ada", email)
    #expect(audited.decision.allowed && audited.receipt.position == 7)
    try await engine.hold("ada", "lawsuit", reason: "a claim", categories: ["user.contact"])
    try await engine.release("ada", "lawsuit")
    try await engine.dispose("ada", "usage")
    let acts = try engine.history("ada").map(\.act)
    #expect(
      acts == [
        "update", "acknowledge", "record", "grant", "collect", "disclose", "audit", "hold", "release", "dispose",
      ])
    #expect(try engine.report("disclosures", "ada") != .null)
  }

  @Test func aCaseIsOpenedAndAnswered() async throws {
    let engine = try opened()
    try await adult(engine)
    let received = try await engine.request("ada", "access", channel: "email")
    #expect(received.status == "received" && received.due == "2025-02-14" && !received.overdue)
    #expect(try await engine.respond("ada", received.id, "verify").verified)
    #expect(try engine.cases("ada").map(\.id) == [received.id])
    #expect(try engine.due().contains { $0.kind == "case" && $0.user == "ada" && $0.detail["case"] != nil })
    #expect(try await engine.request("ada", subject: "Delete my data").right == "erase")
    let error = try await thrown { try await engine.respond("ada", 999, "close") }
    expectInvalid(error, "case")
  }

  @Test func aUserTravelsAndIsErased() async throws {
    let engine = try opened()
    try await adult(engine)
    try await engine.grant("ada", email)
    let copy = try await engine.export("ada")
    let other = try opened()
    try await other.importData(copy)
    #expect(try other.canProcess("ada", email))
    // a copy travels as JSON too
    let text = try JSONEncoder().encode(copy)
    let third = try opened()
    try await third.importData(JSONDecoder().decode(Value.self, from: text))
    #expect(try third.canProcess("ada", email))
    let plan = try engine.erasurePlan("ada")
    #expect(plan.contains { $0.kind == "erase" && !$0.done })
    try await engine.erase("ada")
    #expect(try !engine.canProcess("ada", email))
    let found = try await engine.verify()
    #expect(found.events == 3 && found.head.count == 64)
    expectInvalid(try await thrown { try await other.importData(["user": .double(.nan)]) }, "export", "infinite")
  }

  @Test func theCompanyRegistersAndReports() async throws {
    let engine = try opened()
    try await engine.register("control", "penetration_test", ["outcome": "passed"])
    let registered = try engine.registered("control")
    #expect(registered.map(\.id) == ["penetration_test"] && registered.first?.fields["outcome"] == "passed")
    #expect(try engine.registered("breach").isEmpty)
    let policy = try engine.report("policy")
    #expect(policy.object?.isEmpty == false)
    expectInvalid(try thrown { try engine.report("polcy") }, "kind", "did you mean `policy`?")
    #expect(!libraryVersion().isEmpty)
  }
}
