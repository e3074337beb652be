// A value of any form: what reports, exports and records hold.

import Foundation
import PlacetNative

/// A value as JSON has one.
public enum Value: Sendable, Hashable {
  case null
  case bool(Bool)
  case int(Int64)
  case double(Double)
  case string(String)
  case array([Value])
  case object([String: Value])

  /// The field of this name, if this is an object that has it.
  public subscript(name: String) -> Value? {
    if case .object(let fields) = self { fields[name] } else { nil }
  }

  /// The item at this place, if this is an array that is long enough.
  public subscript(index: Int) -> Value? {
    if case .array(let items) = self, items.indices.contains(index) { items[index] } else { nil }
  }

  /// The text, if this is one.
  public var string: String? {
    if case .string(let text) = self { text } else { nil }
  }

  /// The flag, if this is one.
  public var bool: Bool? {
    if case .bool(let flag) = self { flag } else { nil }
  }

  /// The whole number, if this is one.
  public var int: Int64? {
    if case .int(let number) = self { number } else { nil }
  }

  /// The number, if this is one.
  public var double: Double? {
    switch self {
    case .int(let number): Double(number)
    case .double(let number): number
    default: nil
    }
  }

  /// The items, if this is an array.
  public var array: [Value]? {
    if case .array(let items) = self { items } else { nil }
  }

  /// The fields, if this is an object.
  public var object: [String: Value]? {
    if case .object(let fields) = self { fields } else { nil }
  }
}

extension Value: ExpressibleByNilLiteral, ExpressibleByBooleanLiteral, ExpressibleByIntegerLiteral,
  ExpressibleByFloatLiteral, ExpressibleByStringLiteral, ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral
{
  public init(nilLiteral: ()) { self = .null }
  public init(booleanLiteral flag: Bool) { self = .bool(flag) }
  public init(integerLiteral number: Int64) { self = .int(number) }
  public init(floatLiteral number: Double) { self = .double(number) }
  public init(stringLiteral text: String) { self = .string(text) }
  public init(arrayLiteral items: Value...) { self = .array(items) }
  public init(dictionaryLiteral fields: (String, Value)...) {
    self = .object(Dictionary(fields) { _, last in last })
  }
}

extension Value: Codable {
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if container.decodeNil() {
      self = .null
    } else if let flag = try? container.decode(Bool.self) {
      self = .bool(flag)
    } else if let number = try? container.decode(Int64.self) {
      self = .int(number)
    } else if let number = try? container.decode(Double.self) {
      self = .double(number)
    } else if let text = try? container.decode(String.self) {
      self = .string(text)
    } else if let items = try? container.decode([Value].self) {
      self = .array(items)
    } else {
      self = .object(try container.decode([String: Value].self))
    }
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    switch self {
    case .null: try container.encodeNil()
    case .bool(let flag): try container.encode(flag)
    case .int(let number): try container.encode(number)
    case .double(let number): try container.encode(number)
    case .string(let text): try container.encode(text)
    case .array(let items): try container.encode(items)
    case .object(let fields): try container.encode(fields)
    }
  }

  /// What something encodes itself as; instants become text of ISO 8601.
  init(encoding source: some Encodable, argument: String) throws {
    let encoder = JSONEncoder()
    encoder.dateEncodingStrategy = .custom { date, encoder in
      var container = encoder.singleValueContainer()
      try container.encode(isoText(date))
    }
    do {
      self = try JSONDecoder().decode(Value.self, from: encoder.encode(source))
    } catch let error as EncodingError {
      let what =
        switch error {
        case .invalidValue(_, let context): context.debugDescription
        @unknown default: "it has no form in JSON"
        }
      throw PlacetError.invalid(argument, "\(type(of: source)) can't be encoded: \(what)")
    }
  }

  /// Something that reads itself from this value.
  public func decode<T: Decodable>(_ type: T.Type) throws -> T {
    let decoder = JSONDecoder()
    decoder.dateDecodingStrategy = .custom { decoder in
      let text = try decoder.singleValueContainer().decode(String.self)
      if let date = isoDate(text) { return date }
      throw DecodingError.dataCorrupted(
        .init(codingPath: decoder.codingPath, debugDescription: "`\(text)` is no instant"))
    }
    return try decoder.decode(type, from: JSONEncoder().encode(self))
  }
}

extension Value {
  /// As the library has it.
  var native: PlacetNative.Value {
    switch self {
    case .null: .null
    case .bool(let flag): .flag(flag: flag)
    case .int(let number): .whole(number: number)
    case .double(let number): .real(number: number)
    case .string(let text): .text(text: text)
    case .array(let items): .sequence(items: items.map(\.native))
    case .object(let fields):
      // a dictionary has no order; the names' own makes calls repeatable
      .table(fields: fields.sorted { $0.key < $1.key }.map { Field(name: $0.key, value: $0.value.native) })
    }
  }

  /// What the library told.
  init(_ native: PlacetNative.Value) {
    switch native {
    case .null: self = .null
    case .flag(let flag): self = .bool(flag)
    case .whole(let number): self = .int(number)
    case .real(let number): self = .double(number)
    case .text(let text): self = .string(text)
    case .sequence(let items): self = .array(items.map(Value.init))
    case .table(let fields):
      self = .object(Dictionary(fields.map { ($0.name, Value($0.value)) }) { _, last in last })
    }
  }
}

/// An instant as ISO 8601, in UTC, with milliseconds where there are any.
func isoText(_ date: Date) -> String {
  let milliseconds = (date.timeIntervalSince1970 * 1000).rounded()
  let whole = Date.ISO8601FormatStyle(includingFractionalSeconds: milliseconds.remainder(dividingBy: 1000) != 0)
  return Date(timeIntervalSince1970: milliseconds / 1000).formatted(whole)
}

/// The instant that ISO 8601 writes so.
func isoDate(_ text: String) -> Date? {
  if let date = try? Date.ISO8601FormatStyle().parse(text) { return date }
  return try? Date.ISO8601FormatStyle(includingFractionalSeconds: true).parse(text)
}
