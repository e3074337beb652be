// The privacy screen without the screen.

import Foundation
import Placet
import PrivacySettings
import Testing

@MainActor
@Suite struct PrivacyModelTests {
  private let folder = FileManager.default.temporaryDirectory.appendingPathComponent("placet-\(UUID().uuidString)")

  private func opened() throws -> PrivacyModel {
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    return try PrivacyModel.open(in: folder, user: "ada")
  }

  @Test func theAgeIsAskedForFirst() async throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    let model = try opened()
    #expect(model.gate == .askAge && !model.newsletterIsOn && !model.statisticsAreOn)
    await model.enter(birthdate: "the other day")
    #expect(model.gate == .askAge && model.message?.hasPrefix("invalid `birthdate`") == true)
    await model.enter(birthdate: "1990-05-01")
    #expect(model.gate == .open && model.message == nil && model.statisticsAreOn && !model.newsletterIsOn)
  }

  @Test func aChildStaysOutside() async throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    let model = try opened()
    let lastYear = Calendar(identifier: .gregorian).component(.year, from: Date()) - 1
    await model.enter(birthdate: "\(lastYear)-01-01")
    guard case .closed(let reason) = model.gate else {
      Issue.record("the gate should be closed: \(model.gate)")
      return
    }
    #expect(reason.contains("guardian"))
    await model.setNewsletter(true)
    #expect(!model.newsletterIsOn && model.message != nil)
  }

  @Test func togglesShowWhatMayBeDone() async throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    let model = try opened()
    await model.enter(birthdate: "1990-05-01")
    await model.setNewsletter(true)
    await model.setStatistics(false)
    #expect(model.newsletterIsOn && !model.statisticsAreOn && model.message == nil)
    await model.setNewsletter(false)
    await model.setStatistics(true)
    #expect(!model.newsletterIsOn && model.statisticsAreOn)
    // what was chosen is there when the app starts again
    await model.setStatistics(false)
    let again = try opened()
    #expect(again.gate == .open && !again.newsletterIsOn && !again.statisticsAreOn)
  }

  @Test func aNewsletterIsSentOnlyWhereItMayBe() async throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    let model = try opened()
    await model.enter(birthdate: "1990-05-01")
    var sent: [String] = []
    await model.sendNewsletter { sent.append($0) }
    #expect(sent.isEmpty && model.message?.contains("ask the user for consent") == true)
    await model.setNewsletter(true)
    await model.sendNewsletter { sent.append($0) }
    #expect(sent == ["ada"] && model.message == nil)
    await model.setNewsletter(false)
    await model.sendNewsletter { sent.append($0) }
    #expect(sent == ["ada"])
  }
}
