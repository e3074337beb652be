// What a step of a vector expects, held against what came.

import Placet

/// What was expected and what came.
struct Unexpected: Error {
  let message: String

  init(_ message: String) { self.message = message }
}

/// Keys of a step that name a field of the decision.
private let plain: Set = [
  "reason", "reasons", "basis", "valid_until", "policy", "overlays", "residence", "surplus", "would_deny",
]

enum Expect {
  /// Two values have to be the same.
  static func equal(_ key: String, _ wanted: Value?, _ came: Value?) throws {
    if canonical(wanted) != canonical(came) {
      throw Unexpected("`\(key)` should be \(canonical(wanted)), and is \(canonical(came))")
    }
  }

  /// Neither an error nor a refusal is expected.
  static func success(_ step: Table) throws {
    if let code = step["error"] ?? step["refused"] {
      throw Unexpected("it should fail with \(canonical(code)), and did not")
    }
  }

  /// A refusal or another error has to be the expected one.
  static func error(_ step: Table, _ error: PlacetError) throws {
    if let code = step["refused"] {
      guard case .refused(_, let reason) = error else {
        throw Unexpected("it should be refused with \(canonical(code)), and failed: \(error.message)")
      }
      try equal("refused", code, Value(reason))
    } else if case .denied(_, let decision) = error, let wanted = step["deny"] {
      for code in wanted.array?.compactMap(\.string) ?? [] where !decision.reasons.contains(code) {
        let listed = decision.reasons.map { "\"\($0)\"" }.joined(separator: ", ")
        throw Unexpected("`\(code)` should be among the reasons, which are [\(listed)]")
      }
    } else if let code = step["error"] {
      try equal("error", code, Value(error.code))
    } else {
      throw Unexpected("it failed: \(error.message)")
    }
  }

  /// An act succeeded, with the expected obligations.
  static func receipt(_ step: Table, _ receipt: Receipt) throws {
    try contains(step, ["obligations": answer(receipt.obligations)])
    if let wanted = step["obligations"] { try equal("obligations", wanted, names(receipt.obligations)) }
  }

  /// A decision has the expected fields.
  static func decision(_ step: Table, _ decision: Decision) throws {
    try success(step)
    let fields = answer(decision)
    // the keys of a step are looked at in one order in every language
    for (key, wanted) in step.sorted(by: { $0.key < $1.key }) {
      switch key {
      case "allow":
        if !decision.allowed {
          throw Unexpected("it should be allowed, and is denied: \(canonical(Value(decision.reasons)))")
        }
        try equal("ground", wanted, Value(decision.ground))
      case "deny": try deny(wanted, decision)
      case "remedy": try equal(key, wanted, Value(decision.remedy?.action))
      case "evidence": try equal(key, wanted, Value(decision.evidence?.position))
      case "obligations": try equal(key, wanted, names(decision.obligations))
      case "contact":
        for name in wanted.array?.compactMap(\.string) ?? wanted.object?.keys.sorted() ?? []
        where decision.contact[name] == nil {
          throw Unexpected("`\(name)` should be among the contacts, which are \(canonical(fields["contact"]))")
        }
      default: if plain.contains(key) { try equal(key, wanted, fields[key]) }
      }
    }
  }

  /// A denial has these among its reasons.
  private static func deny(_ wanted: Value, _ decision: Decision) throws {
    if decision.allowed {
      let should = "it should be denied with \(canonical(wanted))"
      throw Unexpected("\(should), and is allowed: \(canonical(Value(decision.ground)))")
    }
    for reason in wanted.array?.compactMap(\.string) ?? [] where !decision.reasons.contains(reason) {
      throw Unexpected(
        "`\(reason)` should be among the reasons, which are \(canonical(Value(decision.reasons)))")
    }
  }

  /// A document has the expected faults and warnings.
  static func diagnostics(_ step: Table, _ failed: Bool, _ found: [Diagnostic]) throws {
    let listed = found.map { "\($0.code) (\($0.message))" }.joined(separator: " | ")
    for (key, severity) in [("errors", Severity.error), ("warnings", .warning)] {
      let of = found.filter { $0.severity == severity }
      let texts = of.map { "\($0.code) \($0.message) \($0.help ?? "")" }
      for wanted in step[key]?.array?.compactMap(\.string) ?? [] where !texts.contains(where: { $0.contains(wanted) }) {
        throw Unexpected("`\(wanted)` should be among the \(key), which are: \(listed)")
      }
    }
    if failed != (step["errors"] != nil) {
      throw Unexpected("the document should \(failed ? "load" : "not load"): \(listed)")
    }
  }

  /// An answer holds what is expected, and not what is not.
  static func contains(_ step: Table, _ answer: Value) throws {
    try success(step)
    if let wanted = step["contains"] { try within("answer", wanted, answer) }
    if let wanted = step["left"] {
      let left = canonical(answer["record"])
      if canonical(wanted) != left {
        throw Unexpected("what is left should be \(canonical(wanted)), and is \(left)")
      }
    }
    if let unwanted = step["lacks"]?.array { try lacks(unwanted, answer) }
  }

  /// No element of an answer, or of a list in it, is matched by any of these.
  private static func lacks(_ unwanted: [Value], _ answer: Value) throws {
    var elements = answer.array ?? []
    if let fields = answer.object {
      // the lists of an answer are looked at in one order in every language
      elements = fields.sorted { $0.key < $1.key }.flatMap { $0.value.array ?? [] }
    }
    for wanted in unwanted {
      for element in elements where liesWithin(wanted, element) {
        throw Unexpected("\(canonical(wanted)) should not be there, and is: \(canonical(element))")
      }
    }
  }

  /// One value lies within another.
  private static func within(_ path: String, _ wanted: Value, _ came: Value?) throws {
    if case .object(let fields) = wanted, case .object(let has) = came {
      for (key, value) in fields.sorted(by: { $0.key < $1.key }) { try within("\(path).\(key)", value, has[key]) }
    } else if case .array(let items) = wanted, case .array(let has) = came {
      for item in items where !has.contains(where: { liesWithin(item, $0) }) {
        throw Unexpected("`\(path)` should hold \(canonical(item)), and is \(canonical(came))")
      }
    } else {
      try equal(path, wanted, came)
    }
  }

  private static func liesWithin(_ wanted: Value, _ came: Value) -> Bool {
    (try? within("", wanted, came)) != nil
  }

  /// Obligations as vectors name them.
  private static func names(_ obligations: [Obligation]) -> Value {
    Value(obligations.map { obligation in obligation.subject.map { "\(obligation.kind):\($0)" } ?? obligation.kind })
  }
}
