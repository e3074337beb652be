// Answers as canonical JSON: keys sorted, no spaces, text as it is.

import Foundation
import Placet

/// A table of a document, a vector or an answer.
typealias Table = [String: Value]

func canonical(_ value: Value?) -> String {
  switch value {
  case nil, .null: return "null"
  case .bool(let flag): return flag ? "true" : "false"
  case .int(let number): return String(number)
  case .double(let number):
    let text = "\(number)"
    return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
  case .string(let text): return quoted(text)
  case .array(let items): return "[" + items.map(canonical).joined(separator: ",") + "]"
  case .object(let fields):
    let sorted = fields.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
    return "{" + sorted.map { "\(quoted($0.key)):\(canonical($0.value))" }.joined(separator: ",") + "}"
  }
}

private func quoted(_ text: String) -> String {
  var written = "\""
  for scalar in text.unicodeScalars {
    switch scalar {
    case "\"": written += "\\\""
    case "\\": written += "\\\\"
    case "\u{8}": written += "\\b"
    case "\u{c}": written += "\\f"
    case "\n": written += "\\n"
    case "\r": written += "\\r"
    case "\t": written += "\\t"
    case "\0"..<" ": written += "\\u" + String(format: "%04x", scalar.value)
    default: written.unicodeScalars.append(scalar)
    }
  }
  return written + "\""
}

/// RFC 3339 in UTC, with as many digits of a second as it needs.
func instantText(_ date: Date) -> String {
  let milliseconds = Int64((date.timeIntervalSince1970 * 1000).rounded())
  let style = Date.ISO8601FormatStyle(includingFractionalSeconds: milliseconds % 1000 != 0)
  let text = Date(timeIntervalSince1970: Double(milliseconds) / 1000).formatted(style)
  guard milliseconds % 1000 != 0, let end = text.dropLast().lastIndex(where: { $0 != "0" }) else { return text }
  return text[...end] + "Z"
}

extension Value {
  /// A text, or nothing.
  init(_ text: String?) { self = text.map(Value.string) ?? .null }
  /// An instant, or nothing.
  init(_ date: Date?) { self.init(date.map(instantText)) }
  /// A number, or nothing.
  init(_ number: Int64?) { self = number.map(Value.int) ?? .null }
  /// Texts.
  init(_ texts: [String]) { self = .array(texts.map(Value.string)) }
}
