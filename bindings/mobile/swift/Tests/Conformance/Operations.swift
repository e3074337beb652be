// The operations of the engine by the names that vectors have for them.

import Foundation
import Placet

/// What an operation gave back.
enum Answer {
  case decision(Decision)
  case receipt(Receipt)
  /// A value of its own.
  case value(Table)
  case report(Value)
  case reloaded(version: String)
  case changes(String)
}

extension Engine {
  /// Calls the operation of a step; `documented` is the document that `reload` loads.
  func ask(_ step: Step, documented: (Value) -> String) async throws -> Answer {
    let (user, purpose) = (step.text("user"), step.text("purpose"))
    switch step.operation {
    case "decide": return .decision(try decide(user, purpose, step.context()))
    case "report":
      let year = step.table["year"]?.int.map(Int.init)
      return .report(try report(step.text("kind"), step.optional("user"), year: year, at: step.instant("at")))
    case "reload":
      return .reloaded(version: try await reload(documented(step.table["patch"] ?? [:])).version)
    case "filter":
      let record = step.table["record"] ?? ""
      let filtered = try filter(user, purpose, record, schema(step.text("schema")), step.context())
      return .value(try JSONDecoder().decode(Table.self, from: Data(filtered.json().utf8)))
    case "classify":
      let sample = step.table["sample"]?.int
      let found =
        if let records = step.table["records"]?.array {
          try classify(records, sample: sample)
        } else {
          try classify(columns: (step.table["columns"]?.object ?? [:]).mapValues { $0.array ?? [] }, sample: sample)
        }
      return .value(["suggestions": .array(found.map { answer($0) })])
    case "cases": return .value(["cases": .array(try cases(user).map { .object(answer($0)) })])
    case "erasure_plan":
      return .value(["items": .array(try erasurePlan(user, at: step.instant("at")).map { answer($0) })])
    case "due": return .value(["items": .array(try due(at: step.instant("at")).map { answer($0) })])
    case "export":
      let told = try await export(
        user, subset: step.optional("subset"), case: step.number("case"), actor: step.optional("actor"),
        attests: step.flags("attests"))
      return .value(told.object ?? [:])
    case "changes":
      return .changes(try changes(since: step.table["since"]?.int ?? 0, user: step.optional("user")))
    case "merge":
      let merged = try await merge(step.text("from"), user: step.optional("user"))
      return .value([
        "until": .int(merged.until), "taken": .int(merged.taken), "known": .int(merged.known),
        "users": Value(merged.users), "erased": Value(merged.erased),
      ])
    case "apply_consent_string":
      let understood = try await applyConsentString(user, step.text("framework"), step.text("string")).understood
      return .value([
        "signals": .object(understood.signals.mapValues(Value.bool)), "unexpressed": Value(understood.unexpressed),
      ])
    case "request", "respond": return .value(answer(try await handle(step)))
    case "register", "import", "join", "part":
      // these tell nothing but what is due because of them
      return .value(["obligations": answer(try await act(step).obligations)])
    default: return .receipt(try await act(step))
    }
  }

  /// A step in a case.
  private func handle(_ step: Step) async throws -> Case {
    let (user, at) = (step.text("user"), try step.instant("at"))
    if step.operation == "request" {
      return try await request(
        user, step.text("right"), by: step.optional("by"), channel: step.optional("channel"),
        about: step.texts("about"), recipient: step.optional("recipient"), decision: step.optional("decision"),
        mode: step.optional("mode"), reason: step.optional("reason"), subject: step.optional("subject"), at: at)
    }
    return try await respond(
      user, step.number("case") ?? 0, step.text("action"), task: step.optional("task"),
      outcome: step.optional("outcome"), reason: step.optional("reason"), actor: step.optional("actor"),
      attests: step.flags("attests"), at: at)
  }

  /// An act that leaves a receipt.
  private func act(_ step: Step) async throws -> Receipt {
    let (user, purpose, at) = (step.text("user"), step.text("purpose"), try step.instant("at"))
    let (guardian, method, scope) = (step.optional("by"), step.optional("method"), step.scope)
    switch step.operation {
    case "grant":
      return try await grant(
        user, purpose, by: guardian, kind: consentKind(step.text("kind", missing: "explicit")),
        notice: step.optional("notice"), expires: step.instant("expires"), method: method, scope: scope, at: at)
    case "withdraw": return try await withdraw(user, purpose, by: guardian, method: method, scope: scope, at: at)
    case "opt_out": return try await optOut(user, purpose, by: guardian, method: method, scope: scope, at: at)
    case "opt_in": return try await optIn(user, purpose, by: guardian, method: method, scope: scope, at: at)
    case "object_to":
      return try await objectTo(
        user, purpose, ground: step.optional("ground"), by: guardian, method: method, scope: scope, at: at)
    case "overrule_objection": return try await overruleObjection(user, purpose, reason: step.text("reason"), at: at)
    case "restrict":
      return try await restrict(user, step.text("purpose", missing: "*"), ground: step.optional("ground"), at: at)
    case "lift_restriction": return try await liftRestriction(user, step.text("purpose", missing: "*"), at: at)
    case "acknowledge":
      let agrees = step.table["agrees"]?.bool ?? true
      return try await acknowledge(user, step.text("notice"), agrees: agrees, method: method, at: at)
    case "update":
      return try await update(
        user, birthdate: step.optional("birthdate"), age: step.table["age"]?.int.map(Int.init), ageRange: step.ageRange,
        assurance: step.optional("assurance"), source: step.optional("source"), residence: step.optional("residence"),
        residenceSource: step.optional("residence_source"), account: step.optional("account"),
        kind: step.optional("kind"), at: at)
    case "link_guardian":
      let status = try guardianStatus(step.text("status", missing: "verified"))
      return try await linkGuardian(
        user, step.text("guardian"), status: status, method: method, evidence: step.optional("evidence"), at: at)
    case "unlink_guardian": return try await unlinkGuardian(user, step.text("guardian"), at: at)
    case "apply_signals": return try await applySignals(user, step.signals, at: at)
    case "erase": return try await erase(user, at: at)
    case "record":
      return try await record(
        user, step.text("event"), reference: step.optional("reference"), on: step.instant("on"),
        details: step.words("details"), at: at)
    case "collect": return try await collect(user, purpose, step.context())
    case "disclose": return try await disclose(user, purpose, step.text("recipient"), step.context())
    case "audit": return try await audit(user, purpose, step.context()).receipt
    case "hold":
      return try await hold(
        user, step.text("hold"), reason: step.text("reason"), categories: step.texts("categories"), at: at)
    case "release": return try await release(user, step.text("hold"), at: at)
    case "dispose":
      return try await dispose(user, step.text("rule"), method: step.text("method", missing: "delete"), at: at)
    case "register": return try await register(step.text("kind"), step.text("id"), step.words("fields"), at: at)
    case "import": return try await importData(step.table["from"] ?? [:], at: at)
    case "join": return try await join(user, step.text("visitor"), at: at)
    case "part": return try await part(user, step.text("visitor"), at: at)
    default: throw PlacetError.invalidArgument(message: "invalid `do`: unknown operation", argument: "do")
    }
  }
}

private func consentKind(_ name: String) throws -> ConsentKind {
  switch name {
  case "explicit": return .explicit
  case "implied": return .implied
  case "assumed": return .assumed
  default: throw PlacetError.invalidArgument(message: "invalid `kind`: it is none", argument: "kind")
  }
}

private func guardianStatus(_ name: String) throws -> GuardianStatus {
  guard let status = GuardianStatus(rawValue: name) else {
    throw PlacetError.invalidArgument(message: "invalid `status`: it is none", argument: "status")
  }
  return status
}
