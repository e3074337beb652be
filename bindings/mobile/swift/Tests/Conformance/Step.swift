// A step of a vector: its arguments by their names, as the types that operations take.

import Foundation
import Placet

struct Step {
  var table: Table

  /// The operation.
  var operation: String { table["do"]?.string ?? "" }

  /// A text; nothing is the empty one.
  func text(_ key: String, missing: String = "") -> String { table[key]?.string ?? missing }

  /// A text, where there is one.
  func optional(_ key: String) -> String? {
    switch table[key] {
    case .int(let number): String(number)
    case let value: value?.string
    }
  }

  /// Texts.
  func texts(_ key: String) -> [String] { table[key]?.array?.compactMap(\.string) ?? [] }

  /// Values as texts, by name.
  func words(_ key: String) -> [String: String] {
    (table[key]?.object ?? [:]).mapValues { $0.string ?? canonical($0) }
  }

  /// Flags by name.
  func flags(_ key: String) -> [String: Bool] { (table[key]?.object ?? [:]).compactMapValues(\.bool) }

  /// The number of a case: what no number stands for is no case.
  func number(_ key: String) -> Int64? {
    switch table[key] {
    case .string(let text): Int64(text) ?? 0
    case let value: value?.int
    }
  }

  /// An instant, where there is one; a day is its begin in UTC.
  func instant(_ key: String) throws -> Date? { try table[key]?.string.map { try Step.instant($0, key) } }

  /// The instant that a text tells.
  static func instant(_ text: String, _ argument: String) throws -> Date {
    let day = text.count == 10 ? "\(text)T00:00:00Z" : text
    for fraction in [false, true] {
      if let date = try? Date.ISO8601FormatStyle(includingFractionalSeconds: fraction).parse(day) { return date }
    }
    throw PlacetError.invalidArgument(message: "invalid `\(argument)`: it is no instant", argument: argument)
  }

  /// How far a choice reaches.
  var scope: Scope {
    Scope(channel: optional("channel"), recipient: optional("recipient"), destination: optional("destination"))
  }

  /// What is said of signals.
  var signals: [String: Signal] {
    (table["signals"]?.object ?? [:]).mapValues { said in
      said.bool.map(Signal.flag) ?? .text(said.string ?? canonical(said))
    }
  }

  /// Years from one to another.
  var ageRange: AgeRange? {
    guard let years = table["age_range"]?.array, let lower = years.first?.int else { return nil }
    return AgeRange(lower: Int(lower), upper: years.count > 1 ? years[1].int.map(Int.init) : nil)
  }

  /// What a question says besides user and purpose, where it says anything.
  func context() throws -> Context? {
    guard let table = table["context"]?.object else { return nil }
    let given = Step(table: table)
    if let unknown = table.keys.sorted().first(where: { !Step.known.contains($0) }) {
      throw PlacetError.invalidArgument(message: "invalid `context`: it has no `\(unknown)`", argument: "context")
    }
    return try Context(
      categories: given.texts("categories"), operation: given.optional("operation"), source: given.optional("source"),
      provider: given.optional("provider"), origin: given.optional("origin"),
      collectionPoint: given.optional("collection_point"), reference: given.optional("reference"),
      inputs: given.texts("inputs"), linked: table["linked"]?.bool, form: given.optional("form"),
      groupSize: table["group_size"]?.int, recipient: given.optional("recipient"),
      destination: given.optional("destination"), mechanism: given.optional("mechanism"),
      technology: given.optional("technology"), lifetime: given.optional("lifetime"), setAt: given.instant("set_at"),
      device: given.optional("device"), content: given.optional("content"), channel: given.optional("channel"),
      actor: given.optional("actor"), attests: given.flags("attests"), instrument: given.optional("instrument"),
      justification: given.optional("justification"), effect: given.optional("effect"),
      decision: given.optional("decision"), role: given.optional("role"), surface: given.optional("surface"),
      initiatedBy: given.optional("initiated_by"), at: given.instant("at"))
  }

  /// The names of a context.
  private static let known: Set = [
    "categories", "operation", "source", "provider", "origin", "collection_point", "reference", "inputs", "linked",
    "form", "group_size", "recipient", "destination", "mechanism", "technology", "lifetime", "set_at", "device",
    "content", "channel", "actor", "attests", "instrument", "justification", "effect", "decision", "role", "surface",
    "initiated_by", "at",
  ]
}
