// What the package answers as plain values, read from the properties.

import Placet

func answer(_ obligation: Obligation) -> Value {
  ["kind": Value(obligation.kind), "subject": Value(obligation.subject), "due": Value(obligation.due)]
}

func answer(_ obligations: [Obligation]) -> Value {
  .array(obligations.map(answer))
}

func answer(_ decision: Decision) -> Table {
  let remedy = decision.remedy.map { remedy -> Value in
    [
      "action": Value(remedy.action), "purpose": Value(remedy.purpose), "notice": Value(remedy.notice),
      "text": Value(remedy.text),
    ]
  }
  let evidence = decision.evidence.map { ["position": Value($0.position), "at": Value($0.at)] as Value }
  return [
    "allowed": .bool(decision.allowed),
    "purpose": Value(decision.purpose),
    "reason": Value(decision.reason),
    "reasons": Value(decision.reasons),
    "surplus": Value(decision.surplus),
    "would_deny": Value(decision.wouldDeny),
    "basis": Value(decision.basis),
    "ground": Value(decision.ground),
    "remedy": remedy ?? .null,
    "obligations": answer(decision.obligations),
    "evidence": evidence ?? .null,
    "policy": Value(decision.policy),
    "overlays": Value(decision.overlays),
    "residence": Value(decision.residence),
    "valid_until": Value(decision.validUntil),
    "contact": .object(decision.contact.mapValues(Value.string)),
  ]
}

func answer(_ receipt: Receipt) -> Table {
  [
    "at": Value(receipt.at), "obligations": answer(receipt.obligations), "position": Value(receipt.position),
  ]
}

func answer(_ error: PlacetError) -> Value {
  if case .refused(_, let reason) = error { return ["error": Value(error.code), "reason": Value(reason)] }
  return ["error": Value(error.code), "reason": nil]
}

func answer(_ task: CaseTask) -> Value {
  [
    "kind": Value(task.kind), "subject": Value(task.subject), "reason": Value(task.reason),
    "until": Value(task.until), "done": .bool(task.done),
  ]
}

func answer(_ of: Case) -> Table {
  [
    "id": Value(of.id),
    "right": Value(of.right),
    "status": Value(of.status),
    "received": Value(of.received),
    "due": Value(of.due),
    "due_source": Value(of.dueSource),
    "overdue": .bool(of.overdue),
    "verified": .bool(of.verified),
    "by": Value(of.by),
    "channel": Value(of.channel),
    "owner": Value(of.owner),
    "reply_via": Value(of.replyVia),
    "about": Value(of.about),
    "recipient": Value(of.recipient),
    "decision": Value(of.decision),
    "mode": Value(of.mode),
    "outcome": Value(of.outcome),
    "reason": Value(of.reason),
    "tasks": .array(of.tasks.map { answer($0) }),
    "remedies": Value(of.remedies),
    "note": Value(of.note),
  ]
}

func answer(_ due: Due) -> Value {
  [
    "kind": Value(due.kind), "user": Value(due.user), "subject": Value(due.subject), "action": Value(due.action),
    "since": Value(due.since), "due": Value(due.due), "overdue": .bool(due.overdue), "detail": due.detail,
  ]
}

func answer(_ suggestion: Suggestion) -> Value {
  let evidence = suggestion.evidence.map { clue -> Value in
    [
      "grounds": Value(clue.grounds), "what": Value(clue.what), "matched": Value(clue.matched),
      "of": Value(clue.of), "text": Value(clue.text),
    ]
  }
  return [
    "path": Value(suggestion.path), "category": Value(suggestion.category),
    "confidence": .double(suggestion.confidence), "evidence": .array(evidence),
  ]
}
