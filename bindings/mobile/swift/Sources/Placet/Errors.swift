// What can go wrong, by what the caller does next.

import Foundation
import PlacetNative

/// An error of this package. The message is for people and no interface; the `code` is stable, and the same in every language.
public enum PlacetError: Error, Sendable, Equatable {
  /// A policy document has errors and was not loaded; all faults and warnings, in the order of the document.
  case policy(message: String, diagnostics: [Diagnostic])
  /// A purpose that no version of the policy declares, and the declared name that is most like it.
  case unknownPurpose(message: String, purpose: String, nearest: String?)
  /// A data category that is in no taxonomy, and the known name that is most like it.
  case unknownCategory(message: String, category: String, nearest: String?)
  /// A schema that the policy in force does not declare, and the declared name that is most like it.
  case unknownSchema(message: String, schema: String, nearest: String?)
  /// An argument that can't be meant.
  case invalidArgument(message: String, argument: String)
  /// An act that the policy or the law turns down; nothing was recorded.
  case refused(message: String, reason: String)
  /// A demand met a denial, and nothing was recorded.
  case denied(message: String, decision: Decision)
  /// The store can't be opened, read or written.
  case store(message: String, path: String)
  /// The store's content is not what was written; the file is kept as it is.
  case integrity(message: String, path: String)
  /// A fault of the library itself; please report it.
  case `internal`(message: String)

  /// The stable code of the kind.
  public var code: String {
    switch self {
    case .policy: "policy_error"
    case .unknownPurpose: "unknown_purpose"
    case .unknownCategory: "unknown_category"
    case .unknownSchema: "unknown_schema"
    case .invalidArgument: "invalid_argument"
    case .refused: "refused"
    case .denied: "denied"
    case .store: "store_error"
    case .integrity: "integrity_error"
    case .internal: "internal"
    }
  }

  /// What is wrong, and what to do.
  public var message: String {
    switch self {
    case .policy(let message, _), .unknownPurpose(let message, _, _), .unknownCategory(let message, _, _),
      .unknownSchema(let message, _, _), .invalidArgument(let message, _), .refused(let message, _),
      .denied(let message, _), .store(let message, _), .integrity(let message, _), .internal(let message):
      message
    }
  }

  /// An argument that can't be meant.
  static func invalid(_ argument: String, _ message: String) -> Self {
    .invalidArgument(message: "invalid `\(argument)`: \(message)", argument: argument)
  }
}

extension PlacetError: LocalizedError {
  /// The message: what `localizedDescription` says.
  public var errorDescription: String? { message }

  /// Of a denial, what would turn it into an allowance.
  public var recoverySuggestion: String? {
    if case .denied(_, let decision) = self { decision.remedy?.text } else { nil }
  }
}

extension PlacetError: CustomStringConvertible {
  /// The code and the message.
  public var description: String { "\(code): \(message)" }
}

extension PlacetError {
  /// What the library threw.
  init(_ error: NativeError) {
    self =
      switch error {
      case .Policy(let text, let diagnostics): .policy(message: text, diagnostics: diagnostics)
      case .UnknownPurpose(let text, let purpose, let nearest):
        .unknownPurpose(message: text, purpose: purpose, nearest: nearest)
      case .UnknownCategory(let text, let category, let nearest):
        .unknownCategory(message: text, category: category, nearest: nearest)
      case .UnknownSchema(let text, let schema, let nearest):
        .unknownSchema(message: text, schema: schema, nearest: nearest)
      case .InvalidArgument(let text, let argument): .invalidArgument(message: text, argument: argument)
      case .Refused(let text, let reason): .refused(message: text, reason: reason)
      case .Denied(let text, let decision): .denied(message: text, decision: decision)
      case .Store(let text, let path): .store(message: text, path: path)
      case .Integrity(let text, let path): .integrity(message: text, path: path)
      case .Internal(let text): .internal(message: text)
      }
  }
}

/// Runs a call of the library; what it throws becomes an error of this package.
func call<T>(_ work: () throws -> T) throws -> T {
  do {
    return try work()
  } catch let error as NativeError {
    throw PlacetError(error)
  } catch let error as PlacetError {
    throw error
  } catch {
    // what is left is thrown by generated code, where library and code do not fit each other
    throw PlacetError.internal(message: "\(error)")
  }
}
