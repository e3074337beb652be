// A case in progress.

import Foundation
import Placet

/// A clock that stands until it is told to go on.
final class HandClock: @unchecked Sendable {
  private let lock = NSLock()
  private var time: Date

  init(_ time: Date) { self.time = time }

  var now: Date {
    get { lock.withLock { time } }
    set { lock.withLock { time = newValue } }
  }
}

final class Run {
  private(set) var step = 0
  private(set) var answers: [String] = []
  private let given: Table
  private let policies: String
  private let clock: HandClock
  private var document: Value = [:]
  private var others: [String: Engine] = [:]
  private var names: Table = [:]

  init(_ given: Table, policies: String) throws {
    self.given = given
    self.policies = policies
    clock = HandClock(try Step.instant(given["clock"]?.string ?? "2025-01-15T12:00:00Z", "clock"))
  }

  /// Does every step; gives back how many there are.
  func all() async throws -> Int {
    let steps = given["steps"]?.array?.compactMap(\.object) ?? []
    let first = try open(given)
    defer { for engine in [first] + others.values { engine.close() } }
    for given in steps {
      step += 1
      let step = named(given)
      if step.operation == "open" {
        others[step.text("engine")] = try open(step.table)
      } else {
        try await one(engine(first, step), step)
      }
    }
    return steps.count
  }

  /// Opens an engine on the documents of a case or of an `open` step.
  private func open(_ body: Table) throws -> Engine {
    let texts = try documents(body).map(canonical)
    do {
      return try Engine.open(
        texts, "memory:", clock: { [clock] in clock.now }, pseudonymKey: Data("placet conformance".utf8))
    } catch let error as PlacetError {
      throw Unexpected("the policy is not loaded: \(error.message)")
    }
  }

  /// The engine that a step is done on.
  private func engine(_ first: Engine, _ step: Step) throws -> Engine {
    guard let name = step.table["engine"]?.string else { return first }
    guard let other = others[name] else { throw Unexpected("no engine `\(name)` was opened") }
    return other
  }

  /// A step with what earlier steps gave a name in place of the names.
  private func named(_ given: Table) -> Step {
    var meant = given
    for key in ["case", "decision", "from"] { put(&meant, key) }
    if case .object(var context) = meant["context"] {
      put(&context, "decision")
      meant["context"] = .object(context)
    }
    return Step(table: meant)
  }

  private func put(_ table: inout Table, _ key: String) {
    if let name = table[key]?.string, let meant = names[name] { table[key] = meant }
  }

  /// The versions of the policy that a case or a step opens with.
  private func documents(_ body: Table) throws -> [Value] {
    var documents: [Value]
    if let document = body["document"] {
      documents = [document]
    } else if let named = body["policy"] {
      let names = named.array?.compactMap(\.string) ?? [named.string ?? ""]
      documents = try names.map { .object(try namedPolicy("\(policies)/\($0).toml")) }
    } else {
      throw Unexpected("the case has neither `policy` nor `document`")
    }
    if let patch = body["patch"] { documents.append(merge(documents.popLast(), patch)) }
    for patch in body["patches"]?.array ?? [] { documents.append(merge(documents.last, patch)) }
    document = documents.last ?? [:]
    return documents
  }

  /// Does one step and holds what came against what is expected.
  private func one(_ engine: Engine, _ step: Step) async throws {
    if step.operation == "clock" {
      clock.now = try Step.instant(step.text("at"), "at")
      return
    }
    if step.operation == "load" { return try load(engine, step) }
    var loaded: Value?
    let came: Answer
    do {
      came = try await engine.ask(step) { patch in
        let next = merge(document, patch)
        loaded = next
        return canonical(next)
      }
    } catch let error as PlacetError {
      answers.append(canonical(answer(error)))
      return try Expect.error(step.table, error)
    }
    if let loaded { document = loaded }
    try look(engine, step, came)
  }

  /// Holds an answer against what is expected.
  private func look(_ engine: Engine, _ step: Step, _ came: Answer) throws {
    switch came {
    case .decision(let decision):
      let text = canonical(.object(answer(decision)))
      answers.append(text)
      if decision.json != text { throw Unexpected("properties and `json` differ") }
      try Expect.decision(step.table, decision)
      if step.table["context"] == nil { try plainQuestion(engine, step, decision.allowed) }
    case .report(let report):
      answers.append(canonical(["report": step.table["kind"] ?? .null]))
      try Expect.contains(step.table, report)
    case .reloaded(let version):
      answers.append(canonical(["reload": Value(version)]))
      try Expect.success(step.table)
    case .receipt(let receipt):
      if let name = step.optional("as") { names[name] = Value(String(receipt.position)) }
      answers.append(canonical(.object(answer(receipt))))
      try Expect.receipt(step.table, receipt)
    case .changes(let text):
      if let name = step.optional("as") { names[name] = .string(text) }
      let changes = try JSONDecoder().decode(Table.self, from: Data(text.utf8))
      // a ledger's name is its own, and so is what is made with its key
      let own: Set = ["events", "ledger", "digest", "key", "erased"]
      answers.append(canonical(.object(changes.filter { !own.contains($0.key) })))
      try Expect.contains(step.table, .object(changes))
    case .value(let value):
      if let name = step.optional("as") {
        names[name] = value["id"].map { Value(canonical($0)) } ?? .object(value)
      }
      // the hashes of events are salted, and differ in each run
      let said = value.filter { $0.key != "events" && $0.key != "decisions" }
      answers.append(canonical(.object(said)))
      try Expect.contains(step.table, .object(value))
    }
  }

  /// Asks whether the purpose may run; it has to agree with the decision.
  private func plainQuestion(_ engine: Engine, _ step: Step, _ allowed: Bool) throws {
    let answer: Bool
    do {
      answer = try engine.canProcess(step.text("user"), step.text("purpose"))
    } catch let error as PlacetError {
      throw Unexpected("`can_process` failed where `decide` did not: \(error.message)")
    }
    if answer != allowed { throw Unexpected("`can_process` says \(answer) where `decide` says \(allowed)") }
  }

  /// Checks a document that is not loaded.
  private func load(_ engine: Engine, _ step: Step) throws {
    let text = canonical(merge(document, step.table["patch"] ?? [:]))
    var (found, failed): ([Diagnostic], Bool) = ([], false)
    do {
      found = try engine.check(text)
    } catch PlacetError.policy(_, let diagnostics) {
      (found, failed) = (diagnostics, true)
    } catch let error as PlacetError {
      throw Unexpected("the check failed: \(error.message)")
    }
    let codes = found.filter { ($0.severity == .error) == failed }.map(\.code)
    answers.append(canonical(["load": Value(codes.sorted())]))
    try Expect.diagnostics(step.table, failed, found)
  }

  /// The document of a policy that a case names.
  private func namedPolicy(_ path: String) throws -> Table {
    if !FileManager.default.fileExists(atPath: path) {
      throw Unexpected("`\(path)` can't be read: No such file or directory (os error \(ENOENT))")
    }
    return try read(path)
  }
}
