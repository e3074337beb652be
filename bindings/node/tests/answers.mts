// What the package answers as canonical JSON, read from the attributes.

import {
  type Case,
  type Decision,
  type Due,
  type Obligation,
  type PlacetError,
  type Receipt,
  Refused,
  type Task,
} from "placet";

/** A tree of plain values. */
export type Tree = null | boolean | number | string | readonly Tree[] | { readonly [name: string]: Tree };

/** Keys sorted, no spaces, text as it is. */
export function canonical(answer: unknown): string {
  if (Array.isArray(answer)) return `[${answer.map(canonical).join(",")}]`;
  if (typeof answer === "object" && answer !== null) {
    const fields = Object.entries(answer).sort(([one], [other]) =>
      Buffer.compare(Buffer.from(one), Buffer.from(other)),
    );
    return `{${fields.map(([name, value]) => `${JSON.stringify(name)}:${canonical(value)}`).join(",")}}`;
  }
  return JSON.stringify(answer ?? null);
}

/** RFC 3339 in UTC, with as many digits of a second as it needs. */
export function instantJson(at: Date | null): string | null {
  return at === null ? null : at.toISOString().replace(/\.?0+Z$/, "Z");
}

/** An obligation of a decision or a receipt. */
export function obligationJson(obligation: Obligation): Tree {
  return { kind: obligation.kind, subject: obligation.subject, due: instantJson(obligation.due) };
}

/** A decision, attribute by attribute. */
export function decisionJson(decision: Decision) {
  const { remedy, evidence } = decision;
  return {
    allowed: decision.allowed,
    purpose: decision.purpose,
    reason: decision.reason,
    reasons: decision.reasons,
    surplus: decision.surplus,
    would_deny: decision.wouldDeny,
    basis: decision.basis,
    ground: decision.ground,
    remedy: remedy && { action: remedy.action, purpose: remedy.purpose, notice: remedy.notice, text: remedy.text },
    obligations: decision.obligations.map(obligationJson),
    evidence: evidence && { position: evidence.position, at: instantJson(evidence.at) },
    policy: decision.policy,
    overlays: decision.overlays,
    residence: decision.residence,
    valid_until: instantJson(decision.validUntil),
    contact: decision.contact,
  } satisfies Tree;
}

/** The receipt of an act. */
export function receiptJson(receipt: Receipt) {
  return {
    at: instantJson(receipt.at),
    obligations: receipt.obligations.map(obligationJson),
    position: receipt.position,
  } satisfies Tree;
}

/** An error, and for a refusal its reason. */
export function failure(error: PlacetError): Tree {
  return { error: error.code, reason: error instanceof Refused ? error.reason : null };
}

/** A task of a case or of a plan. */
export function taskJson(task: Task): Tree {
  return {
    kind: task.kind,
    subject: task.subject,
    reason: task.reason,
    until: instantJson(task.until),
    done: task.done,
  };
}

/** A case, attribute by attribute. */
export function caseJson(of: Case): Tree {
  return {
    id: of.id,
    right: of.right,
    status: of.status,
    received: instantJson(of.received),
    due: of.due,
    due_source: of.dueSource,
    overdue: of.overdue,
    verified: of.verified,
    by: of.by,
    channel: of.channel,
    owner: of.owner,
    reply_via: of.replyVia,
    about: of.about,
    recipient: of.recipient,
    decision: of.decision,
    mode: of.mode,
    outcome: of.outcome,
    reason: of.reason,
    tasks: of.tasks.map(taskJson),
    remedies: of.remedies,
    note: of.note,
  };
}

/** Something that is due. */
export function dueJson(due: Due): Tree {
  return {
    kind: due.kind,
    user: due.user,
    subject: due.subject,
    action: due.action,
    since: instantJson(due.since),
    due: instantJson(due.due),
    overdue: due.overdue,
    detail: due.detail,
  };
}
