// Records: tags where data are declared, and what a purpose sees of a record.

import Foundation
import Placet
import Testing

private let shop = """
  [policy]
  id = "shop"
  version = "1"
  effective_from = 2021-01-01
  contact = { privacy = "privacy@shop.test" }

  [purposes.analytics]
  basis = ["legitimate_interest"]
  categories = ["user.device", "user.demographic.date_of_birth", "user.financial"]

  [purposes.mail]
  basis = ["consent"]
  categories = ["user.contact.email", "user.name"]

  [rules.short]
  purposes = ["analytics"]
  categories = ["user.device.ip_address"]
  transform = "network"

  [rules.band]
  purposes = ["analytics"]
  categories = ["user.demographic.date_of_birth"]
  transform = "age_band"

  [rules.pseudonyms]
  purposes = ["mail"]
  categories = ["user.name"]
  transform = "hash"

  [retention.default]
  after = "collected"
  keep = "P1Y"

  [schemas.visit.fields]
  ip = "user.device.ip_address"
  email = "user.contact.email"
  "orders[].total" = "user.financial.transaction"
  """

struct Order: Tagged, Codable, Equatable {
  @Placet.Tag("user.financial.transaction") var total = 0.0
  var code = ""
}

/// As `placet codegen --lang swift` writes them.
enum Category: String {
  case userName = "user.name"
}

struct Customer: Tagged, Codable, Equatable {
  @Placet.Tag(Category.userName) var name = ""
  @Placet.Tag("user.contact.email") var email: String? = nil
  @Placet.Tag("user.demographic.date_of_birth") var born = Date(timeIntervalSince1970: 0)
  var orders: [Order] = []
  var last: Order? = nil
  var shirt: String? = nil
}

private let places = [
  "born": "user.demographic.date_of_birth", "email": "user.contact.email", "name": "user.name",
  "orders[].total": "user.financial.transaction", "last.total": "user.financial.transaction",
]

private func customer() -> Customer {
  var customer = Customer()
  customer.name = "Ada"
  customer.email = "ada@example.com"
  customer.born = Date(timeIntervalSince1970: 641_520_000)
  customer.orders = [Order(total: 12.5, code: "X")]
  customer.shirt = "M"
  return customer
}

private func open() throws -> Engine {
  try Engine.open(shop, "memory:", pseudonymKey: Data("0123456789abcdef".utf8))
}

struct Misnamed: Tagged {
  @Placet.Tag("user.contact.email") var email = ""

  enum CodingKeys: String, CodingKey { case email = "e_mail" }
}

final class Endless: Tagged {
  @Placet.Tag("user.name") var name = ""
  var inner: [Endless] = []
}

@Suite struct RecordsTests {
  @Test func aTypeIsTaggedAndFilteredForTwoPurposes() async throws {
    let engine = try open()
    #expect(try tags(Customer.self) == places)
    try await engine.update("ada", birthdate: "1990-05-01", residence: "DE", account: "active")
    let at = Context(at: Date(timeIntervalSince1970: 1_777_680_000))
    let seen = try engine.filter("ada", "analytics", customer(), at)
    #expect(seen.record == ["born": "30-39", "orders": [["total": 12.5]]])
    #expect(
      seen.changes == [
        Change(path: "born", category: "user.demographic.date_of_birth", transform: "age_band", reasons: []),
        Change(path: "email", category: "user.contact.email", transform: nil, reasons: ["category_not_permitted"]),
        Change(path: "name", category: "user.name", transform: nil, reasons: ["category_not_permitted"]),
        Change(path: "orders[].code", category: nil, transform: nil, reasons: ["untagged"]),
        Change(path: "shirt", category: nil, transform: nil, reasons: ["untagged"]),
      ])
    #expect(try engine.filter("ada", "mail", customer()).record == ["orders": [[:]]])
    try await engine.grant("ada", "mail")
    let mail = try engine.filter("ada", "mail", customer()).record
    #expect(mail["email"] == "ada@example.com" && mail["name"]?.string?.count == 64)
    try await engine.withdraw("ada", "mail")
    #expect(try engine.filter("ada", "mail", customer()).record["email"] == nil)
  }

  @Test func aTaggedTypeIsAnyOtherType() throws {
    let given = customer()
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    let text = try encoder.encode(given)
    #expect(String(decoding: text, as: UTF8.self).contains(#""email":"ada@example.com""#))
    let decoded = try JSONDecoder().decode(Customer.self, from: text)
    #expect(decoded == given)
    let without = #"{"name":"","born":0,"orders":[]}"#
    #expect(try JSONDecoder().decode(Customer.self, from: Data(without.utf8)).email == nil)
    // the tags are the type's: what was decoded is filtered alike
    let engine = try open()
    let context = Context(at: Date(timeIntervalSince1970: 1_777_680_000))
    #expect(
      try engine.filter("ada", "analytics", decoded, context) == engine.filter("ada", "analytics", given, context))
  }

  @Test func whatIsLeftIsDecodedAndWritten() throws {
    struct Left: Decodable, Equatable {
      var born: String?
      var name: String?
    }
    let engine = try open()
    let seen = try engine.filter("ada", "analytics", customer(), Context(at: noon))
    #expect(try seen.decode(Left.self) == Left(born: "30-39", name: nil))
    #expect(try seen.json().hasPrefix(#"{"changes":[{"category":"#))
  }

  @Test func schemasOfThePolicyAndOfOnesOwn() throws {
    let engine = try open()
    let declared = try engine.schema("visit")
    #expect(declared.name == "visit" && declared.fields["ip"] == "user.device.ip_address")
    let visit: Value = ["ip": "203.0.113.7", "email": "ada@example.com", "orders": [["total": 3, "x": true]]]
    #expect(
      try engine.filter("ada", "analytics", visit, declared).record == ["ip": "203.0.113.0/24", "orders": [["total": 3]]])
    let own = try Schema("visit", ["ip": "user.device.ip_address"])
    #expect(try engine.filter("ada", "analytics", ["ip": "203.0.113.7", "a": "b"], own).record == ["ip": "203.0.113.0/24"])
    let document: Value = ["properties": ["ip": ["type": "string", "x-placet": "user.device.ip_address"], "page": [:]]]
    let read = try Schema("page", jsonSchema: document)
    #expect(read.fields == own.fields)
    #expect(try engine.lint(read).map(\.rule) == ["untagged_field"])
    #expect(try engine.lint(Customer.self).filter { $0.rule == "untagged_field" }.map(\.path).contains("shirt"))
    #expect(try engine.lint(declared).allSatisfy { $0.rule != "untagged_field" })
    let error = try thrown { try engine.schema("vist") }
    guard case .unknownSchema(_, "vist", "visit") = error else {
      Issue.record("another error was wanted: \(error)")
      return
    }
    let misspelt = try Schema("x", ["a": "user.nmae"])
    #expect(try thrown { try engine.filter("ada", "analytics", ["a": "b"], misspelt) }.code == "unknown_category")
  }

  @Test func manyRecordsAreFilteredAtOnce() throws {
    let engine = try open()
    let visits = (0..<3).map { ["ip": "203.0.113.\($0)", "n": "\($0)"] }
    let left = try engine.filterMany("ada", "analytics", visits, Schema("visit", ["ip": "user.device.ip_address"]))
    #expect(left.map(\.record) == Array(repeating: ["ip": "203.0.113.0/24"], count: 3))
    #expect(try engine.filterMany("ada", "analytics", [Customer]()).isEmpty)
  }

  @Test func whatCanNotBeReadIsAnError() throws {
    let engine = try open()
    expectInvalid(try thrown { try tags(Misnamed.self) }, "schema", "`email` of `Misnamed`", "under its own name")
    expectInvalid(try thrown { try tags(Endless.self) }, "schema", "`Endless` lies in itself")
    let schema = try Schema("x", ["a": "user.device"])
    let nan = ["a": Double.nan]
    expectInvalid(try thrown { try engine.filter("ada", "analytics", nan, schema) }, "record", "can't be encoded")
    #expect(try thrown { try engine.filter("ada", "analitics", ["a": "b"], schema) }.code == "unknown_purpose")
  }

  @Test func categoriesAreSuggested() throws {
    let records: [Value] = [["contact": "ada@example.com"], ["contact": "eve@example.org"]]
    let found = try classify(records)
    #expect(found.first?.path == "contact" && found.first?.category == "user.contact.email")
    #expect(try classify(columns: ["email": ["ada@example.com"]]).map(\.category) == ["user.contact.email"])
    expectInvalid(try thrown { try classify(records, sample: 0) }, "sample")
  }
}
