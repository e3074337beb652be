"""What the package answers as canonical JSON, read from the attributes."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from placet import Refused

if TYPE_CHECKING:
    from datetime import datetime

    from placet import Case, Decision, Due, Error, Obligation, Receipt, Task


def canonical(answer: Any) -> str:
    """Keys sorted, no spaces, text as it is."""
    return json.dumps(answer, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def instant_json(at: datetime | None) -> str | None:
    """RFC 3339 in UTC, with as many digits of a second as it needs."""
    if at is None:
        return None
    assert at.utcoffset() == timedelta(0)
    text = at.replace(tzinfo=None, microsecond=0).isoformat()
    fraction = f".{at.microsecond:06}".rstrip("0") if at.microsecond else ""
    return f"{text}{fraction}Z"


def obligation_json(obligation: Obligation) -> dict[str, Any]:
    """An obligation of a decision or a receipt."""
    due = instant_json(obligation.due)
    return {"kind": obligation.kind, "subject": obligation.subject, "due": due}


def decision_json(decision: Decision) -> dict[str, Any]:
    """A decision, attribute by attribute."""
    remedy, evidence = decision.remedy, decision.evidence
    return {
        "allowed": decision.allowed,
        "purpose": decision.purpose,
        "reason": decision.reason,
        "reasons": list(decision.reasons),
        "surplus": list(decision.surplus),
        "would_deny": list(decision.would_deny),
        "basis": decision.basis,
        "ground": decision.ground,
        "remedy": remedy
        and {
            "action": remedy.action,
            "purpose": remedy.purpose,
            "notice": remedy.notice,
            "text": remedy.text,
        },
        "obligations": [obligation_json(one) for one in decision.obligations],
        "evidence": evidence
        and {"position": evidence.position, "at": instant_json(evidence.at)},
        "policy": decision.policy,
        "overlays": list(decision.overlays),
        "residence": decision.residence,
        "valid_until": instant_json(decision.valid_until),
        "contact": decision.contact,
    }


def receipt_json(receipt: Receipt) -> dict[str, Any]:
    """The receipt of an act."""
    obligations = [obligation_json(one) for one in receipt.obligations]
    at = instant_json(receipt.at)
    return {"at": at, "obligations": obligations, "position": receipt.position}


def failure(error: Error) -> dict[str, Any]:
    """An error, and for a refusal its reason."""
    reason = error.reason if isinstance(error, Refused) else None
    return {"error": error.code, "reason": reason}


def task_json(task: Task) -> dict[str, Any]:
    """A task of a case or of a plan."""
    return {
        "kind": task.kind,
        "subject": task.subject,
        "reason": task.reason,
        "until": instant_json(task.until),
        "done": task.done,
    }


def case_json(case: Case) -> dict[str, Any]:
    """A case, attribute by attribute."""
    return {
        "id": case.id,
        "right": case.right,
        "status": case.status,
        "received": instant_json(case.received),
        "due": case.due and case.due.isoformat(),
        "due_source": case.due_source,
        "overdue": case.overdue,
        "verified": case.verified,
        "by": case.by,
        "channel": case.channel,
        "owner": case.owner,
        "reply_via": case.reply_via,
        "about": list(case.about),
        "recipient": case.recipient,
        "decision": case.decision,
        "mode": case.mode,
        "outcome": case.outcome,
        "reason": case.reason,
        "tasks": [task_json(one) for one in case.tasks],
        "remedies": list(case.remedies),
        "note": case.note,
    }


def due_json(due: Due) -> dict[str, Any]:
    """Something that is due."""
    return {
        "kind": due.kind,
        "user": due.user,
        "subject": due.subject,
        "action": due.action,
        "since": instant_json(due.since),
        "due": instant_json(due.due),
        "overdue": due.overdue,
        "detail": due.detail,
    }
