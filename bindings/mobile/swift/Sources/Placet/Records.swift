// Records: which category each field is, and what a purpose may see of them.

import Foundation
import PlacetNative

/// Which category each field of a record is.
public struct Schema: Sendable {
  let native: NativeSchema
  /// Every place that is known, with a tag or without one; none where only tags are known.
  let places: [FieldTag]?
  let document: Value?

  private init(_ native: NativeSchema, places: [FieldTag]? = nil, document: Value? = nil) {
    self.native = native
    self.places = places
    self.document = document
  }

  /// One that the policy declares.
  init(declared native: NativeSchema) {
    self.init(native)
  }

  /// Makes one of the categories of fields, by their place: `["orders[].total": "user.financial"]`.
  public init(_ name: String, _ fields: [String: String]) throws {
    let fields = fields.sorted { $0.key < $1.key }.map { FieldTag(path: $0.key, category: $0.value) }
    self.init(try call { try NativeSchema.ofFields(name: name, fields: fields) }, places: fields)
  }

  /// Reads the tags of a type.
  public init(_ type: any Tagged.Type) throws {
    let fields = try Placet.places(of: type).map { FieldTag(path: $0.path, category: $0.category) }
    self.init(try call { try NativeSchema.ofFields(name: "\(type)", fields: fields) }, places: fields)
  }

  /// Reads the tags of a JSON Schema: the keyword `x-placet` beside a property's type.
  public init(_ name: String, jsonSchema document: Value) throws {
    let native = try call { try NativeSchema.ofJsonSchema(name: name, document: document.native) }
    self.init(native, document: document)
  }

  /// Its name.
  public var name: String { native.name() }

  /// The category of each tagged field, by its place.
  public var fields: [String: String] {
    let tagged = native.fields().compactMap { field in field.category.map { (field.path, $0) } }
    return Dictionary(tagged) { _, last in last }
  }
}

/// A record as a purpose may see it.
public struct Filtered: Sendable, Hashable {
  /// What is left, as a new object.
  public let record: Value
  /// What was removed or changed, by place.
  public let changes: [Change]
  /// When, without any new event, something else could be left.
  public let validUntil: Date?

  /// What is left as a type in which every property may be missing.
  public func decode<T: Decodable>(_ type: T.Type) throws -> T {
    try record.decode(type)
  }

  /// It as canonical JSON, the same bytes in every language.
  public func json() throws -> String {
    try call { try filteredJson(record: record.native, changes: changes, validUntil: validUntil) }
  }
}

/// The category of each tagged property of a type, by its place in a record.
public func tags(_ type: any Tagged.Type) throws -> [String: String] {
  try Schema(type).fields
}

extension Engine {
  /// The schema of this name, as the policy in force declares it.
  public func schema(_ name: String) throws -> Schema {
    Schema(declared: try call { try native.schema(name: name) })
  }

  /// Leaves of a record what the purpose may use of this user, changed as the policy says (GDPR Art. 5(1)(c), 25).
  ///
  /// A property without a tag is removed. What is left is new, and the record that was given stays as it is; `changes` says what was
  /// removed and why.
  public func filter<Record: Tagged>(
    _ user: String, _ purpose: String, _ record: Record, _ context: Context? = nil
  ) throws -> Filtered {
    try filter(user, purpose, record, Schema(Record.self), context)
  }

  /// The same with the tags of a schema: of one that the policy declares (`schema`), or of one that was made.
  public func filter(
    _ user: String, _ purpose: String, _ record: some Encodable, _ schema: Schema, _ context: Context? = nil
  ) throws -> Filtered {
    let left = try filterMany(user, purpose, CollectionOfOne(record), schema, context)
    guard let only = left.first else { throw PlacetError.internal(message: "a record has no answer") }
    return only
  }

  /// Filters many records of one user; the policy is asked once.
  public func filterMany<Record: Tagged>(
    _ user: String, _ purpose: String, _ records: some Sequence<Record>, _ context: Context? = nil
  ) throws -> [Filtered] {
    try filterMany(user, purpose, records, Schema(Record.self), context)
  }

  /// The same with the tags of a schema.
  public func filterMany<Record: Encodable>(
    _ user: String, _ purpose: String, _ records: some Sequence<Record>, _ schema: Schema, _ context: Context? = nil
  ) throws -> [Filtered] {
    var values = Scalars()
    let items = try records.map { record in
      let value = try (record as? Value) ?? Value(encoding: record, argument: "record")
      return values.item(value)
    }
    let left = try call {
      try native.filter(user: user, purpose: purpose, records: items, schema: schema.native, context: context)
    }
    return left.map {
      Filtered(record: values.value($0.record), changes: $0.changes, validUntil: $0.validUntil)
    }
  }

  /// What is missing between the newest version of the policy and a schema, for a build to fail on.
  public func lint(_ schema: Schema) throws -> [Finding] {
    try call {
      if let document = schema.document {
        return try native.lintJsonSchema(name: schema.name, document: document.native)
      }
      if let places = schema.places { return try native.lintFields(name: schema.name, fields: places) }
      return try native.lintDeclared(name: schema.name)
    }
  }

  /// The same for the tags of a type.
  public func lint(_ type: any Tagged.Type) throws -> [Finding] {
    try lint(Schema(type))
  }
}

/// The scalars of records, which the library knows by their number.
private struct Scalars {
  private var kept: [Value] = []

  mutating func item(_ value: Value) -> Item {
    switch value {
    case .null: return .null
    case .bool(let flag): return keep(value, flag ? "true" : "false")
    case .int(let number): return keep(value, String(number))
    case .double(let number): return keep(value, number.isFinite ? jsonText(number) : nil)
    case .string(let text): return keep(value, text)
    case .array(let items): return .sequence(items: items.map { item($0) })
    case .object(let fields):
      let sorted = fields.sorted { $0.key < $1.key }
      return .table(fields: sorted.map { NamedItem(name: $0.key, item: item($0.value)) })
    }
  }

  private mutating func keep(_ value: Value, _ text: String?) -> Item {
    kept.append(value)
    return .scalar(number: Int64(kept.count - 1), text: text)
  }

  func value(_ item: Item) -> Value {
    switch item {
    case .null: .null
    case .scalar(let number, _), .opaque(let number): kept[Int(number)]
    case .made(let text): .string(text)
    case .sequence(let items): .array(items.map(value))
    case .table(let fields): .object(Dictionary(fields.map { ($0.name, value($0.item)) }) { _, last in last })
    }
  }
}

/// A number as JSON writes it: without a fraction where it has none.
private func jsonText(_ number: Double) -> String {
  let text = "\(number)"
  return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
}
