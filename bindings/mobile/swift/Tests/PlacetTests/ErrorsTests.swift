// Bad input: each error has its case, its code, and says what to do.

import Foundation
import Placet
import Testing

@Suite struct ErrorsTests {
  @Test func anUnknownPurposeNamesTheNearest() async throws {
    let engine = try opened()
    let wrong = "marketing.emial"
    let errors = [
      try thrown { try engine.canProcess("ada", wrong) },
      try thrown { try engine.canProcessMany(["ada"], wrong) },
      try thrown { try engine.decide("ada", wrong) },
      try thrown { try engine.explain("ada", wrong) },
      try thrown { try engine.require("ada", wrong) },
      try await thrown { try await engine.grant("ada", wrong) },
      try await thrown { try await engine.withdraw("ada", wrong) },
    ]
    for error in errors {
      guard case .unknownPurpose(let message, wrong, email) = error else {
        Issue.record("another error was wanted: \(error)")
        continue
      }
      #expect(message == "unknown purpose `marketing.emial`; did you mean `marketing.email`?")
      #expect(error.localizedDescription == message && error.code == "unknown_purpose")
      #expect("\(error)" == "unknown_purpose: \(message)")
    }
    let long = try thrown { try engine.canProcess("ada", String(repeating: "zzz", count: 10_000)) }
    guard case .unknownPurpose(_, let purpose, nil) = long else { throw NothingThrown() }
    #expect(purpose.count == 201)
  }

  @Test func anUnknownCategoryAndAnUnknownNoticeNameTheNearest() async throws {
    let engine = try opened()
    let error = try thrown { try engine.decide("ada", email, Context(categories: ["user.contact.emial"])) }
    guard case .unknownCategory(_, _, "user.contact.email") = error else { throw NothingThrown() }
    expectInvalid(
      try await thrown { try await engine.acknowledge("ada", "2024-10-02") }, "notice", "did you mean `2024-10-01`?")
  }

  @Test func anEmptyUserIsNoUser() async throws {
    let engine = try opened()
    let errors = [
      try thrown { try engine.canProcess("", email) },
      try thrown { try engine.canProcessMany(["ada", ""], email) },
      try thrown { try engine.decide("", email) },
      try await thrown { try await engine.grant("", email) },
      try thrown { try engine.history("") },
      try thrown { try engine.report("notices", "") },
    ]
    for error in errors { expectInvalid(error, "user", "give the id") }
    #expect(try thrown { try engine.canProcess("ada", "") }.code == "unknown_purpose")
  }

  @Test func anyOtherTextNamesAUser() async throws {
    let engine = try opened()
    let names = [
      String(repeating: "a", count: 10_000_000), "👩‍👩‍👧", "🏴󠁧󠁢󠁳󠁣󠁴󠁿", " ", "a\0", "*", "\u{fffd}", "e\u{301}",
    ]
    for user in names {
      #expect(try !engine.canProcess(user, email))
      try await adult(engine, user)
      try await engine.grant(user, email)
      #expect(try engine.canProcess(user, email))
      #expect(try engine.decide(user, email).allowed)
      #expect(try !engine.canProcess("\(user)x", email))
      #expect(try engine.history(user).last?.user == user)
    }
    // Swift takes the two for equal, and they are two users all the same: an id is its bytes
    #expect("e\u{301}" == "é")
    #expect(try !engine.canProcess("é", email))
    #expect(try await engine.verify().users == Int64(names.count))
    expectInvalid(try await thrown { try await engine.update("\0", age: 30) }, "user", "the ledger's own")
  }

  @Test func textOfFoundationIsText() async throws {
    let engine = try opened()
    try await adult(engine, "zoë")
    try await engine.grant("zoë", email)
    let bridged = NSMutableString(string: "zoë") as String
    #expect(try engine.canProcess(bridged, NSString(string: email) as String))
  }

  @Test func numbersOutOfRangeAreToldApart() async throws {
    let engine = try opened()
    expectInvalid(try await thrown { try await engine.update("ada", age: -1) }, "age", "from 0 to 150")
    expectInvalid(try await thrown { try await engine.update("ada", age: .max) }, "age", "from 0 to 150")
    expectInvalid(
      try await thrown { try await engine.update("ada", ageRange: AgeRange(lower: 13, upper: 900)) }, "ageRange")
    expectInvalid(
      try thrown { try engine.decide("ada", email, Context(groupSize: -5)) }, "groupSize", "number of people")
    expectInvalid(try await thrown { try await engine.respond("ada", -1, "close") }, "case", "no number of a case")
    #expect(try await engine.verify().events == 0)
  }

  @Test func aPolicyThatIsNotThereIsNamed() throws {
    let error = try thrown { try Engine.open("nowhere/policy.toml", "memory:") }
    expectInvalid(error, "policy", "the file `nowhere/policy.toml` can't be read", "give the path")
  }

  @Test func aBrokenPolicyTellsAllOfItsFaults() throws {
    let broken = """
      [policy]
      id = "shop"
      version = "1"

      [purposes."marketing.email"]
      basis = ["consnet"]
      categories = ["user.contact.emial"]
      """
    let error = try thrown { try Engine.open(broken, "memory:") }
    guard case .policy(let message, let diagnostics) = error else {
      Issue.record("another error was wanted: \(error)")
      return
    }
    let faults = diagnostics.filter { $0.severity == .error }
    #expect(faults.count >= 2 && error.code == "policy_error")
    let basis = try #require(faults.first { $0.message.contains("consnet") })
    #expect(basis.place.line == 6 && basis.help?.contains("consent") == true)
    #expect(message.contains(basis.message) && "\(basis)".contains("<text>:6:"))
    #expect(try thrown { try Engine.open("", "memory:") }.code == "policy_error")
  }

  @Test func aReloadThatFailsLeavesThePolicyAsItIs() async throws {
    let engine = try opened()
    #expect(try await thrown { try await engine.reload("[policy]\nid = 7") }.code == "policy_error")
    #expect(try engine.version() == "shop@2024-10-01")
    let next = policy.replacingOccurrences(of: "2024-10-01", with: "2025-01-01")
    #expect(try engine.check(next).allSatisfy { $0.severity == .warning })
    #expect(try engine.version() == "shop@2024-10-01")
    let reloaded = try await engine.reload(next)
    #expect(reloaded.version == "shop@2025-01-01" && reloaded.difference?.from == "2024-10-01")
    #expect(try engine.version() == "shop@2025-01-01")
  }

  @Test func onlyFilesAreOpenedByURL() throws {
    let folder = try Folder()
    let web = try #require(URL(string: "https://shop.example/policy.toml"))
    let store = URL(fileURLWithPath: folder.store)
    expectInvalid(try thrown { try Engine.open(web, store) }, "policy", "`https`", "URL of a file")
    let file = folder.url.appendingPathComponent("policy.toml")
    try policy.write(to: file, atomically: true, encoding: .utf8)
    expectInvalid(try thrown { try Engine.open(file, web) }, "store", "URL of a file")
    #expect(try Engine.open(file, store).policy == "shop")
  }

  @Test func aShortKeyIsNone() throws {
    let error = try thrown { try Engine.open(policy, "memory:", pseudonymKey: Data("short".utf8)) }
    expectInvalid(error, "pseudonymKey", "16")
  }

  @Test func anActThatIsTurnedDownSaysWhy() async throws {
    let engine = try opened()
    try await engine.update("kim", age: 9, residence: "DE", account: "active")
    let error = try await thrown { try await engine.grant("kim", email) }
    guard case .refused(let message, let reason) = error else {
      Issue.record("a refusal was wanted: \(error)")
      return
    }
    #expect(error.code == "refused" && !reason.isEmpty && !message.contains("kim"))
    #expect(error.recoverySuggestion == nil)
    #expect(try engine.history("kim").count == 1)
  }
}
