// Vector files and policy documents as plain values, in which dates are text.

import Foundation
import Placet
import PlacetNative

/// A vector file that is none, or can't be read.
struct Fault: Error, CustomStringConvertible {
  let description: String
}

/// All vector files below a folder, by path.
func files(below folder: String) -> [String] {
  let found = FileManager.default.enumerator(atPath: folder)?.compactMap { $0 as? String } ?? []
  let vectors = found.filter { $0.hasSuffix(".toml") }
  return vectors.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }.map { "\(folder)/\($0)" }
}

/// The table of a TOML file.
func read(_ path: String) throws -> Table {
  let text = try String(contentsOfFile: path, encoding: .utf8)
  guard case .object(let table) = value(try readToml(text: text)) else { return [:] }
  return table
}

/// The cases of a vector file.
func cases(_ path: String) throws -> [Table] {
  let table = try read(path)
  guard table["format"] == 1 else { throw Fault(description: "`\(path)` has to say `format = 1`") }
  return table["case"]?.array?.compactMap(\.object) ?? []
}

/// Tables merge, anything else replaces.
func merge(_ base: Placet.Value?, _ patch: Placet.Value) -> Placet.Value {
  guard case .object(var merged) = base, case .object(let fields) = patch else { return patch }
  for (name, field) in fields { merged[name] = merge(merged[name], field) }
  return .object(merged)
}

private func value(_ native: PlacetNative.Value) -> Placet.Value {
  switch native {
  case .null: .null
  case .flag(let flag): .bool(flag)
  case .whole(let number): .int(number)
  case .real(let number): .double(number)
  case .text(let text): .string(text)
  case .sequence(let items): .array(items.map(value))
  case .table(let fields): .object(Dictionary(fields.map { ($0.name, value($0.value)) }) { _, last in last })
  }
}
