// What the package answers as canonical JSON, read from the properties.

package dev.placet.conformance

import dev.placet.Case
import dev.placet.Decision
import dev.placet.Due
import dev.placet.Evidence
import dev.placet.Obligation
import dev.placet.PlacetException
import dev.placet.Receipt
import dev.placet.Remedy
import dev.placet.Suggestion
import dev.placet.Task
import java.math.BigDecimal
import java.time.Instant

/** Keys sorted, no spaces, text as it is. */
fun canonical(value: Any?): String =
    when (value) {
        null -> "null"
        is Boolean, is Long, is Int -> value.toString()
        is Double -> number(value)
        is String -> quoted(value)
        is List<*> -> value.joinToString(",", "[", "]") { canonical(it) }
        is Map<*, *> -> {
            val fields = table(value).entries.sortedWith { one, other -> compareUtf8(one.key, other.key) }
            fields.joinToString(",", "{", "}") { (name, inner) -> "${quoted(name)}:${canonical(inner)}" }
        }
        else -> error("`$value` has no JSON")
    }

private fun number(value: Double): String = if (value % 1.0 == 0.0) value.toString() else BigDecimal(value.toString()).toPlainString()

private fun quoted(text: String): String =
    buildString {
        append('"')
        for (unit in text) {
            when {
                unit == '"' || unit == '\\' -> append('\\').append(unit)
                unit == '\n' -> append("\\n")
                unit == '\r' -> append("\\r")
                unit == '\t' -> append("\\t")
                unit == '\b' -> append("\\b")
                unit == '\u000c' -> append("\\f")
                unit < ' ' -> append("\\u%04x".format(unit.code))
                else -> append(unit)
            }
        }
        append('"')
    }

/** RFC 3339 in UTC, with as many digits of a second as it needs. */
fun instantJson(at: Instant?): String? {
    val text = at?.toString() ?: return null
    return if ('.' in text) text.removeSuffix("Z").trimEnd('0') + "Z" else text
}

/** An obligation of a decision or a receipt. */
fun obligationJson(obligation: Obligation): Table =
    mapOf("kind" to obligation.kind, "subject" to obligation.subject, "due" to instantJson(obligation.due))

private fun remedyJson(remedy: Remedy): Table =
    mapOf("action" to remedy.action, "purpose" to remedy.purpose, "notice" to remedy.notice, "text" to remedy.text)

private fun evidenceJson(evidence: Evidence): Table =
    mapOf("position" to evidence.position, "at" to instantJson(evidence.at))

/** A decision, property by property. */
fun decisionJson(decision: Decision): Table =
    mapOf(
        "allowed" to decision.allowed,
        "purpose" to decision.purpose,
        "reason" to decision.reason,
        "reasons" to decision.reasons,
        "surplus" to decision.surplus,
        "would_deny" to decision.wouldDeny,
        "basis" to decision.basis,
        "ground" to decision.ground,
        "remedy" to decision.remedy?.let(::remedyJson),
        "obligations" to decision.obligations.map(::obligationJson),
        "evidence" to decision.evidence?.let(::evidenceJson),
        "policy" to decision.policy,
        "overlays" to decision.overlays,
        "residence" to decision.residence,
        "valid_until" to instantJson(decision.validUntil),
        "contact" to decision.contact,
    )

/** The receipt of an act. */
fun receiptJson(receipt: Receipt): Table =
    mapOf(
        "at" to instantJson(receipt.at),
        "obligations" to receipt.obligations.map(::obligationJson),
        "position" to receipt.position,
    )

/** An error, and for a refusal its reason. */
fun failure(error: PlacetException): Table =
    mapOf("error" to error.code, "reason" to (error as? PlacetException.Refused)?.reason)

/** A task of a case or of a plan. */
fun taskJson(task: Task): Table =
    mapOf(
        "kind" to task.kind,
        "subject" to task.subject,
        "reason" to task.reason,
        "until" to instantJson(task.until),
        "done" to task.done,
    )

/** A case, property by property. */
fun caseJson(of: Case): Table =
    mapOf(
        "id" to of.id,
        "right" to of.right,
        "status" to of.status,
        "received" to instantJson(of.received),
        "due" to of.due,
        "due_source" to of.dueSource,
        "overdue" to of.overdue,
        "verified" to of.verified,
        "by" to of.`by`,
        "channel" to of.channel,
        "owner" to of.owner,
        "reply_via" to of.replyVia,
        "about" to of.about,
        "recipient" to of.recipient,
        "decision" to of.decision,
        "mode" to of.mode,
        "outcome" to of.outcome,
        "reason" to of.reason,
        "tasks" to of.tasks.map(::taskJson),
        "remedies" to of.remedies,
        "note" to of.note,
    )

/** Something that is due. */
fun dueJson(due: Due): Table =
    mapOf(
        "kind" to due.kind,
        "user" to due.user,
        "subject" to due.subject,
        "action" to due.action,
        "since" to instantJson(due.since),
        "due" to instantJson(due.due),
        "overdue" to due.overdue,
        "detail" to due.detail,
    )

/** A suggestion with what speaks for it. */
fun suggestionJson(suggestion: Suggestion): Table =
    mapOf(
        "path" to suggestion.path,
        "category" to suggestion.category,
        "confidence" to suggestion.confidence,
        "evidence" to suggestion.evidence.map { clue ->
            mapOf(
                "grounds" to clue.grounds,
                "what" to clue.what,
                "matched" to clue.matched,
                "of" to clue.of,
                "text" to clue.text,
            )
        },
    )
