// Tags where data are declared: the category of a property beside its name.

/// The category of a property, of the taxonomy or of the policy's own.
///
/// ```swift
/// struct Visit: Tagged {
///   @Tag("user.contact.email") var email = ""
///   @Tag("user.device.ip_address") var ip = ""
///   var page = ""
/// }
/// ```
///
/// The property is read, written, encoded and decoded as if it had no tag. Where Swift Testing is imported too, which has tags of its own,
/// write `@Placet.Tag`.
@propertyWrapper
public struct Tag<Value> {
  public var wrappedValue: Value
  let category: String

  /// A property of this category.
  public init(wrappedValue: Value, _ category: String) {
    self.wrappedValue = wrappedValue
    self.category = category
  }

  /// A property of a category that `placet codegen --lang swift` wrote.
  public init(wrappedValue: Value, _ category: some RawRepresentable<String>) {
    self.init(wrappedValue: wrappedValue, category.rawValue)
  }
}

extension Tag: Sendable where Value: Sendable {}

extension Tag: Equatable where Value: Equatable {
  public static func == (one: Self, other: Self) -> Bool { one.wrappedValue == other.wrappedValue }
}

extension Tag: Hashable where Value: Hashable {
  public func hash(into hasher: inout Hasher) { hasher.combine(wrappedValue) }
}

extension Tag: Encodable where Value: Encodable {
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(wrappedValue)
  }
}

extension Tag: Decodable where Value: Decodable {
  // a category belongs to the type, which is asked for it (`Tagged`), and not to what was decoded
  public init(from decoder: any Decoder) throws {
    self.init(wrappedValue: try decoder.singleValueContainer().decode(Value.self), "")
  }
}

extension KeyedDecodingContainer {
  /// What a type with optional tagged properties decodes with: a name that is missing is nothing.
  public func decode<Inner: Decodable>(_ type: Tag<Inner?>.Type, forKey key: Key) throws -> Tag<Inner?> {
    Tag(wrappedValue: try decodeIfPresent(Inner.self, forKey: key), "")
  }
}

/// A type with tags on its properties.
///
/// The tags are read from a new instance, hence `init()`: Swift writes it where each property has a default. A property without a tag
/// is removed by `Engine.filter`. One whose type is `Tagged` itself, an optional or an array of it, has the tags of that type.
public protocol Tagged: Encodable {
  init()
}

/// What Mirror finds at a property: its category, if it has one.
protocol AnyTag {
  var tagged: (category: String, value: Any) { get }
}

extension Tag: AnyTag {
  var tagged: (category: String, value: Any) { (category, wrappedValue) }
}

/// A type in which values of a tagged type may lie.
protocol TaggedContainer {
  static var inside: (suffix: String, type: any Tagged.Type)? { get }
}

extension Optional: TaggedContainer {
  static var inside: (suffix: String, type: any Tagged.Type)? { placed(Wrapped.self, "") }
}

extension Array: TaggedContainer {
  static var inside: (suffix: String, type: any Tagged.Type)? { placed(Element.self, "[]") }
}

extension Dictionary: TaggedContainer {
  static var inside: (suffix: String, type: any Tagged.Type)? { placed(Value.self, ".*") }
}

private func placed(_ type: Any.Type, _ suffix: String) -> (suffix: String, type: any Tagged.Type)? {
  if let tagged = type as? any Tagged.Type { return (suffix, tagged) }
  guard let container = type as? any TaggedContainer.Type, let (below, tagged) = container.inside else { return nil }
  return (suffix + below, tagged)
}

/// How deep tagged types may lie in each other.
private let deepest = 32

/// The places of a type, each with its category if it has one.
func places(of type: any Tagged.Type, depth: Int = 0) throws -> [(path: String, category: String?)] {
  if depth > deepest {
    throw PlacetError.invalid("schema", "`\(type)` lies in itself; tag it where it begins, and all below it has that tag")
  }
  let blank = type.init()
  guard case .object(let written) = try Value(encoding: blank, argument: "schema") else {
    throw PlacetError.invalid("schema", "`\(type)` is not encoded as an object with its properties by name")
  }
  var found: [(path: String, category: String?)] = []
  var mirror: Mirror? = Mirror(reflecting: blank)
  while let level = mirror {
    for child in level.children {
      guard let label = child.label else { continue }
      let tag = (child.value as? any AnyTag)?.tagged
      // Swift keeps what a wrapper wraps under the name with an underscore
      let name = tag != nil && label.hasPrefix("_") ? String(label.dropFirst()) : label
      if tag != nil, written[name] == nil {
        let remedy = "encode it under its own name, or give a `Schema` with the names that are encoded"
        throw PlacetError.invalid("schema", "`\(name)` of `\(type)` has a tag and is not encoded under that name; \(remedy)")
      }
      found.append((name, tag?.category))
      if let (suffix, inner) = placed(Swift.type(of: tag?.value ?? child.value), "") {
        found += try places(of: inner, depth: depth + 1).map { ("\(name)\(suffix).\($0.path)", $0.category) }
      }
    }
    mirror = level.superclassMirror
  }
  return found
}
