// Suggestions of categories for data without tags.

import PlacetNative

/// Suggests categories for the fields of records, from names and from values. A person decides.
///
/// `sample` values of each place are looked at, or all.
public func classify(_ records: [Value], sample: Int64? = nil) throws -> [Suggestion] {
  try call { try classifyRecords(records: records.map(\.native), sample: sample) }
}

/// The same for columns by their names.
public func classify(columns: [String: [Value]], sample: Int64? = nil) throws -> [Suggestion] {
  let columns = columns.sorted { $0.key < $1.key }.map {
    Field(name: $0.key, value: .sequence(items: $0.value.map(\.native)))
  }
  return try call { try classifyColumns(columns: columns, sample: sample) }
}

/// The version of the library.
public func libraryVersion() -> String {
  version()
}
