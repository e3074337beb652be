// Ledgers that meet, listeners, and keys.

import Foundation
import Placet
import Testing

private let shop = """
  [policy]
  id = "shop"
  version = "2024-10-01"
  effective_from = 2024-10-01
  contact = { privacy = "privacy@shop.test" }

  [purposes."marketing.email"]
  basis = ["consent"]
  categories = ["user.contact.email"]
  """

private let offers = "marketing.email"

/// What a call throws.
private func fault(_ call: () async throws -> some Any) async -> PlacetError? {
  do {
    _ = try await call()
    return nil
  } catch {
    return error as? PlacetError
  }
}

@Suite struct LedgersTests {
  @Test func withdrawalOfADeviceThatWasOfflineIsNeverLost() async throws {
    let (phone, backend) = (try Engine.open(shop, "memory:"), try Engine.open(shop, "memory:"))
    #expect(phone.ledger != backend.ledger)
    try await phone.grant("ada", offers)
    let first = try await backend.merge(phone.changes(user: "ada"), user: "ada")
    #expect(first.taken == 1 && first.known == 0 && first.users == ["ada"])
    try await phone.withdraw("ada", offers)
    try await backend.grant("ada", offers)
    #expect(try backend.canProcess("ada", offers))
    try await backend.merge(phone.changes(since: first.until, user: "ada"))
    #expect(try !backend.canProcess("ada", offers))
    try await phone.merge(backend.changes(user: "ada"))
    #expect(try !phone.canProcess("ada", offers))
    #expect(try phone.history("ada").compactMap(\.mergedFrom?.ledger) == [backend.ledger])
    #expect(try await backend.merge(phone.changes(user: "ada")).taken == 0)
  }

  @Test func whatIsNoChangesIsTurnedDown() async throws {
    let (phone, backend) = (try Engine.open(shop, "memory:"), try Engine.open(shop, "memory:"))
    try await phone.grant("ada", offers)
    let changes = try phone.changes()
    for none in ["", "null", "{}", "emoji 🙂", changes.replacingOccurrences(of: "ada", with: "bob")] {
      let error = await fault { try await backend.merge(none) }
      #expect(error?.code == "invalid_argument", "\(none.prefix(20))")
    }
    #expect(await fault { try await backend.merge(changes, user: "bob") }?.code == "invalid_argument")
    #expect(await fault { try phone.changes(since: -1) }?.code == "invalid_argument")
    #expect(try backend.history("ada").isEmpty)
  }

  @Test func whoListensIsToldOfEveryAct() async throws {
    let engine = try Engine.open(shop, "memory:")
    let stream = try engine.notifications()
    try await engine.grant("ada", offers)
    try await engine.withdraw("ada", offers)
    try await engine.reload(shop.replacingOccurrences(of: "2024-10-01", with: "2024-11-01"))
    var told: [String] = []
    for await notification in stream {
      switch notification {
      case .act(_, let user, let operation, _, let merged): told.append("\(operation) \(user) \(merged)")
      case .reload(let policy, _): told.append(policy)
      case .wouldDeny: told.append("would deny")
      }
      if told.count == 3 { break }
    }
    #expect(told == ["grant ada false", "withdraw ada false", "shop@2024-11-01"])
  }

  @Test func sealedStoreOpensWithItsKeyAlone() async throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let store = folder.appendingPathComponent("ledger.sqlite").path
    let key = Data(repeating: 7, count: 32)
    let engine = try Engine.open(shop, store, key: key)
    try await engine.grant("ada@shop.test", offers)
    engine.close()
    for file in try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil) {
      #expect(try Data(contentsOf: file).range(of: Data("ada@shop.test".utf8)) == nil)
    }
    #expect(await fault { try Engine.open(shop, store) }?.code == "store_error")
    #expect(await fault { try Engine.open(shop, store, key: Data(repeating: 8, count: 32)) }?.code == "store_error")
    #expect(await fault { try Engine.open(shop, store, key: Data()) }?.code == "invalid_argument")
    #expect(try Engine.open(shop, store, key: key).canProcess("ada@shop.test", offers))
  }

  @Test func withKeysOnlySignedPoliciesAreTaken() async throws {
    let key = "ea4a6c63e29c520abef5507b132ec5f9954776aebebe7b92421eea691446d22c"
    let unsigned = await fault { try Engine.open(shop, "memory:", policyKeys: [key]) }
    #expect(unsigned?.localizedDescription.contains("not signed") == true)
    #expect(await fault { try Engine.open(shop, "memory:", policyKeys: ["no key"]) }?.code == "invalid_argument")
  }
}
