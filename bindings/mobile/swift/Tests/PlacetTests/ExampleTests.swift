// The logic of the iOS example, as it is.

import Foundation
import Placet
import Testing

@MainActor
@Suite struct ExampleTests {
  private func screen() throws -> (Engine, PrivacyModel) {
    // this file lies five folders below the project's root
    let root = (0..<6).reduce(URL(fileURLWithPath: #filePath)) { path, _ in path.deletingLastPathComponent() }
    let policy = root.appendingPathComponent("examples/policies/pythonmaster.toml")
    let engine = try Engine.open(policy.path, "memory:")
    return (engine, try PrivacyModel(engine: engine, user: "ada"))
  }

  @Test func grownUpTurnsOffersOnAndOff() async throws {
    let (engine, model) = try screen()
    #expect(model.state.asksForAge)
    try await model.begin(birthdate: "1990-05-05", residence: "DE")
    #expect(!model.state.asksForAge && !model.state.isTooYoung && !model.state.offers)
    try await model.setOffers(true)
    #expect(model.state.offers)
    var sent = 0
    #expect(try model.offer { sent += 1 })
    try await model.setOffers(false)
    #expect(!model.state.offers)
    #expect(try !model.offer { sent += 1 })
    #expect(sent == 1)
    #expect(model.state.message != nil)
    #expect(try engine.history("ada").map(\.act) == ["update", "grant", "withdraw"])
  }

  @Test func analyticsAreOnUntilTheUserObjects() async throws {
    let (_, model) = try screen()
    try await model.begin(birthdate: "1990-05-05", residence: "DE")
    let before = model.state.analytics
    var told: [Bool] = []
    model.onChange = { told.append($0.analytics) }
    try await model.setAnalytics(false)
    try await model.setAnalytics(true)
    #expect(told == [false, before])
  }

  @Test func childDoesNotComeIn() async throws {
    let (_, model) = try screen()
    let year = Calendar(identifier: .gregorian).component(.year, from: Date()) - 9
    try await model.begin(birthdate: "\(year)-01-01", residence: "DE")
    #expect(model.state.isTooYoung)
    try await model.setOffers(true)
    #expect(!model.state.offers)
  }
}
