// What a step of a vector expects, held against what came.

package dev.placet.conformance

import dev.placet.Diagnostic
import dev.placet.PlacetException
import dev.placet.Severity

/** Keys of a step that name a field of the decision. */
private val PLAIN =
    listOf("reason", "reasons", "basis", "valid_until", "policy", "overlays", "residence", "surplus", "would_deny")

/** What was expected and what came. */
class Unexpected(override val message: String) : Exception(message)

/** Two values have to be the same. */
fun equal(key: String, wanted: Any?, came: Any?) {
    if (canonical(wanted) != canonical(came)) {
        throw Unexpected("`$key` should be ${canonical(wanted)}, and is ${canonical(came)}")
    }
}

/** Neither an error nor a refusal is expected. */
fun expectSuccess(step: Table) {
    val code = step["error"] ?: step["refused"] ?: return
    throw Unexpected("it should fail with ${canonical(code)}, and did not")
}

/** A refusal or another error has to be the expected one. */
fun expectError(step: Table, error: PlacetException) {
    when {
        "refused" in step -> {
            if (error !is PlacetException.Refused) {
                throw Unexpected("it should be refused with ${canonical(step["refused"])}, and failed: ${error.message}")
            }
            equal("refused", step["refused"], error.reason)
        }
        error is PlacetException.Denied && "deny" in step -> {
            val came = error.decision.reasons
            val missing = texts(step["deny"]).firstOrNull { it !in came } ?: return
            val listed = came.joinToString(", ", "[", "]") { "\"$it\"" }
            throw Unexpected("`$missing` should be among the reasons, which are $listed")
        }
        "error" in step -> equal("error", step["error"], error.code)
        else -> throw Unexpected("it failed: ${error.message}")
    }
}

/** An act succeeded, with the expected obligations. */
fun expectReceipt(step: Table, obligations: Any?) {
    expectContained(step, mapOf("obligations" to obligations))
    if ("obligations" in step) equal("obligations", step["obligations"], names(obligations))
}

/** A decision has the expected fields. */
fun expectDecision(step: Table, decision: Table) {
    expectSuccess(step)
    // the keys of a step are looked at in one order in every language
    for (key in step.keys.sorted()) {
        val wanted = step[key]
        when (key) {
            "allow" -> {
                if (decision["allowed"] != true) {
                    throw Unexpected("it should be allowed, and is denied: ${canonical(decision["reasons"])}")
                }
                equal("ground", wanted, decision["ground"])
            }
            "deny" -> expectDenial(texts(wanted), decision)
            "remedy" -> equal(key, wanted, table(decision["remedy"])["action"])
            "evidence" -> equal(key, wanted, table(decision["evidence"])["position"])
            "obligations" -> equal(key, wanted, names(decision["obligations"]))
            "contact" -> expectContacts(if (wanted is List<*>) texts(wanted) else table(wanted).keys.toList(), decision)
            in PLAIN -> equal(key, wanted, decision[key])
        }
    }
}

private fun expectContacts(wanted: List<String>, decision: Table) {
    val contact = table(decision["contact"])
    val missing = wanted.firstOrNull { it !in contact } ?: return
    throw Unexpected("`$missing` should be among the contacts, which are ${canonical(contact)}")
}

/** A denial has these among its reasons. */
private fun expectDenial(wanted: List<String>, decision: Table) {
    if (decision["allowed"] == true) {
        throw Unexpected("it should be denied with ${canonical(wanted)}, and is allowed: ${canonical(decision["ground"])}")
    }
    val missing = wanted.firstOrNull { it !in texts(decision["reasons"]) } ?: return
    throw Unexpected("`$missing` should be among the reasons, which are ${canonical(decision["reasons"])}")
}

/** A document has the expected faults and warnings. */
fun expectDiagnostics(step: Table, failed: Boolean, found: List<Diagnostic>) {
    val listed = found.joinToString(" | ") { "${it.code} (${it.message})" }
    for ((key, severity) in listOf("errors" to Severity.ERROR, "warnings" to Severity.WARNING)) {
        val said = found.filter { it.severity == severity }.map { "${it.code} ${it.message} ${it.help.orEmpty()}" }
        for (wanted in texts(step[key])) {
            if (said.none { wanted in it }) throw Unexpected("`$wanted` should be among the $key, which are: $listed")
        }
    }
    if (failed != ("errors" in step)) {
        throw Unexpected("the document should ${if (failed) "load" else "not load"}: $listed")
    }
}

/** An answer holds what is expected, and not what is not. */
fun expectContained(step: Table, answer: Table) {
    expectSuccess(step)
    if ("contains" in step) within("answer", step["contains"], answer)
    if ("left" in step) {
        val (wanted, left) = canonical(step["left"]) to canonical(answer["record"])
        if (wanted != left) throw Unexpected("what is left should be $wanted, and is $left")
    }
    (step["lacks"] as? List<*>)?.let { expectLacking(it, answer) }
}

/** No element of a list in an answer is matched by any of these. */
private fun expectLacking(unwanted: List<*>, answer: Table) {
    // the lists of an answer are looked at in one order in every language
    val elements = answer.keys.sorted().mapNotNull { answer[it] as? List<*> }.flatten()
    for (wanted in unwanted) {
        val found = elements.firstOrNull { liesWithin(wanted, it) } ?: continue
        throw Unexpected("${canonical(wanted)} should not be there, and is: ${canonical(found)}")
    }
}

/** One tree lies within another. */
private fun within(path: String, wanted: Any?, came: Any?) {
    when {
        wanted is Map<*, *> && came is Map<*, *> ->
            table(wanted).keys.sorted().forEach { within("$path.$it", wanted[it], came[it]) }
        wanted is List<*> && came is List<*> ->
            for (value in wanted) {
                if (came.none { liesWithin(value, it) }) {
                    throw Unexpected("`$path` should hold ${canonical(value)}, and is ${canonical(came)}")
                }
            }
        else -> equal(path, wanted, came)
    }
}

private fun liesWithin(wanted: Any?, came: Any?): Boolean =
    try {
        within("", wanted, came)
        true
    } catch (_: Unexpected) {
        false
    }

/** Obligations as vectors name them. */
private fun names(obligations: Any?): List<String> =
    tables(obligations).map { if (it["subject"] == null) "${it["kind"]}" else "${it["kind"]}:${it["subject"]}" }
