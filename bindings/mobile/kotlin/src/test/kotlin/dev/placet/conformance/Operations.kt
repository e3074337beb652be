// The operations of the surface by name, with the arguments of a step.

package dev.placet.conformance

import dev.placet.AgeRange
import dev.placet.ConsentKind
import dev.placet.Context
import dev.placet.Engine
import dev.placet.invalid
import java.time.DateTimeException
import java.time.Instant
import java.time.LocalDate
import java.time.ZoneOffset

/** What a step gives, read as the package wants it. */
class Given(private val step: Table) {
    fun text(key: String): String? = step[key] as String?

    /** A text that goes by place; a step that leaves it out gives none. */
    fun name(key: String): String = text(key).orEmpty()

    fun texts(key: String): List<String> = texts(step[key])

    fun table(key: String): Table = table(step[key])

    fun flag(key: String): Boolean? = step[key] as Boolean?

    fun flags(key: String): Map<String, Boolean> = table(key).mapValues { it.value as Boolean }

    fun long(key: String): Long? = step[key] as Long?

    fun int(key: String): Int? = long(key)?.toInt()

    fun at(key: String = "at"): Instant? =
        text(key)?.let { text -> instant(text) ?: throw invalid(key, "it is no instant") }

    fun day(key: String): LocalDate? =
        text(key)?.let { text ->
            try {
                LocalDate.parse(text)
            } catch (_: DateTimeException) {
                throw invalid(key, "it is no date")
            }
        }

    /** Texts by name; what is none is written as JSON. */
    fun words(key: String): Map<String, String> = table(key).mapValues { it.value as? String ?: canonical(it.value) }

    /** The number of a case; what no number stands for is no case. */
    fun case(): Long = optionalCase() ?: 0

    fun optionalCase(): Long? =
        when (val case = step["case"]) {
            null -> null
            is Long -> case
            else -> case.toString().toLongOrNull() ?: 0
        }

    fun context(): Context? = (step["context"] as? Map<*, *>)?.let { contextOf(Given(table(it))) }

    fun ages(): AgeRange? =
        (step["age_range"] as? List<*>)?.let { ends -> AgeRange((ends[0] as Long).toInt(), (ends.getOrNull(1) as Long?)?.toInt()) }

    /** How a consent was given; what the package's type does not have can't be given there. */
    fun kind(): ConsentKind {
        val name = text("kind") ?: return ConsentKind.EXPLICIT
        return ConsentKind.entries.find { it.name.equals(name, ignoreCase = true) } ?: throw invalid("kind", "it is none")
    }

    /** Whether parental responsibility is only claimed. */
    fun isPending(): Boolean =
        when (text("status")) {
            null, "verified" -> false
            "pending" -> true
            else -> throw invalid("status", "it is none")
        }

    fun any(key: String): Any = step[key] ?: ""

    fun keys(): Set<String> = step.keys
}

/** Reads an instant: RFC 3339, or a day, which stands for its begin in UTC. */
fun instant(text: String): Instant? =
    try {
        if ('T' in text) Instant.parse(text) else LocalDate.parse(text).atStartOfDay().toInstant(ZoneOffset.UTC)
    } catch (_: DateTimeException) {
        null
    }

private val CONTEXT =
    setOf(
        "categories", "operation", "source", "provider", "origin", "collection_point", "reference", "inputs", "linked",
        "form", "group_size", "recipient", "destination", "mechanism", "technology", "lifetime", "set_at", "device",
        "content", "channel", "actor", "attests", "instrument", "justification", "effect", "decision", "role",
        "surface", "initiated_by", "at",
    )

private fun contextOf(given: Given): Context {
    given.keys().firstOrNull { it !in CONTEXT }?.let { throw invalid("context", "`$it` is no field of it") }
    return Context(
        categories = given.texts("categories"),
        operation = given.text("operation"),
        source = given.text("source"),
        provider = given.text("provider"),
        origin = given.text("origin"),
        collectionPoint = given.text("collection_point"),
        reference = given.text("reference"),
        inputs = given.texts("inputs"),
        linked = given.flag("linked"),
        form = given.text("form"),
        groupSize = given.long("group_size"),
        recipient = given.text("recipient"),
        destination = given.text("destination"),
        mechanism = given.text("mechanism"),
        technology = given.text("technology"),
        lifetime = given.text("lifetime"),
        setAt = given.at("set_at"),
        device = given.text("device"),
        content = given.text("content"),
        channel = given.text("channel"),
        actor = given.text("actor"),
        attests = given.flags("attests"),
        instrument = given.text("instrument"),
        justification = given.text("justification"),
        effect = given.text("effect"),
        decision = given.text("decision"),
        role = given.text("role"),
        surface = given.text("surface"),
        initiatedBy = given.text("initiated_by"),
        at = given.at(),
    )
}

/** Calls an operation that is an act of a user's or of the company's; its answer, as the package gives it. */
suspend fun call(engine: Engine, name: String, given: Given): Any {
    val (user, purpose, at) = Triple(given.name("user"), given.name("purpose"), given.at())
    val (by, method) = given.text("by") to given.text("method")
    val (channel, recipient, destination) = Triple(given.text("channel"), given.text("recipient"), given.text("destination"))
    val everything = given.text("purpose") ?: "*"
    return when (name) {
        "grant" -> {
            val (notice, expires) = given.text("notice") to given.at("expires")
            engine.grant(user, purpose, by, given.kind(), notice, expires, method, channel, recipient, destination, at)
        }
        "withdraw" -> engine.withdraw(user, purpose, by, method, channel, recipient, destination, at)
        "opt_out" -> engine.optOut(user, purpose, by, method, channel, recipient, destination, at)
        "opt_in" -> engine.optIn(user, purpose, by, method, channel, recipient, destination, at)
        "object_to" -> engine.objectTo(user, purpose, given.text("ground"), by, method, channel, recipient, destination, at)
        "overrule_objection" -> engine.overruleObjection(user, purpose, given.name("reason"), at)
        "restrict" -> engine.restrict(user, everything, given.text("ground"), at)
        "lift_restriction" -> engine.liftRestriction(user, everything, at)
        "acknowledge" -> engine.acknowledge(user, given.name("notice"), given.flag("agrees") ?: true, method, at)
        "update" -> update(engine, given)
        "link_guardian" -> {
            val (guardian, pending) = given.name("guardian") to given.isPending()
            engine.linkGuardian(user, guardian, pending, method, given.text("evidence"), at)
        }
        "unlink_guardian" -> engine.unlinkGuardian(user, given.name("guardian"), at)
        "apply_signals" -> engine.applySignals(user, given.table("signals").mapValues { it.value ?: "" }, at)
        "apply_consent_string" -> engine.applyConsentString(user, given.name("framework"), given.name("string"))
        "join" -> engine.join(user, given.name("visitor"), at)
        "part" -> engine.part(user, given.name("visitor"), at)
        else -> handle(engine, name, given)
    }
}

private suspend fun update(engine: Engine, given: Given) =
    engine.update(
        given.name("user"),
        birthdate = given.day("birthdate"),
        age = given.int("age"),
        ageRange = given.ages(),
        assurance = given.text("assurance"),
        source = given.text("source"),
        residence = given.text("residence"),
        residenceSource = given.text("residence_source"),
        account = given.text("account"),
        kind = given.text("kind"),
        at = given.at(),
    )

private suspend fun handle(engine: Engine, name: String, given: Given): Any {
    val (user, purpose, at) = Triple(given.name("user"), given.name("purpose"), given.at())
    return when (name) {
        "record" -> {
            val (reference, on) = given.text("reference") to given.at("on")
            engine.record(user, given.name("event"), reference, on, given.words("details"), at)
        }
        "collect" -> engine.collect(user, purpose, given.context() ?: Context())
        "disclose" -> engine.disclose(user, purpose, given.name("recipient"), given.context())
        "audit" -> engine.audit(user, purpose, given.context())
        "hold" -> engine.hold(user, given.name("hold"), given.name("reason"), given.texts("categories"), at)
        "release" -> engine.release(user, given.name("hold"), at)
        "dispose" -> engine.dispose(user, given.name("rule"), given.text("method") ?: "delete", at)
        "request" -> request(engine, given)
        "respond" -> {
            val (task, outcome, reason) = Triple(given.text("task"), given.text("outcome"), given.text("reason"))
            val (actor, attests) = given.text("actor") to given.flags("attests")
            engine.respond(user, given.case(), given.name("action"), task, outcome, reason, actor, attests, at)
        }
        "cases" -> engine.cases(user)
        "export" -> engine.export(user, given.text("subset"), given.optionalCase(), given.text("actor"), given.flags("attests"))
        "import" -> engine.importData(given.table("from"), at)
        "merge" -> engine.merge(given.name("from"), given.text("user"))
        "erasure_plan" -> engine.erasurePlan(user, at)
        "erase" -> engine.erase(user, at)
        "register" -> engine.register(given.name("kind"), given.name("id"), given.words("fields"), at)
        "due" -> engine.due(at)
        "filter" -> filter(engine, given)
        else -> throw invalid("do", "unknown operation")
    }
}

private fun filter(engine: Engine, given: Given): Any {
    val (user, purpose, schema) = Triple(given.name("user"), given.name("purpose"), given.name("schema"))
    return when (val record = given.any("record")) {
        is Map<*, *> -> engine.filter(user, purpose, table(record), schema, given.context())
        else -> engine.filterMany(user, purpose, listOf(record), engine.schema(schema), given.context()).single()
    }
}

private suspend fun request(engine: Engine, given: Given) =
    engine.request(
        given.name("user"),
        given.name("right"),
        by = given.text("by"),
        channel = given.text("channel"),
        about = given.texts("about"),
        recipient = given.text("recipient"),
        decision = given.text("decision"),
        mode = given.text("mode"),
        reason = given.text("reason"),
        subject = given.text("subject"),
        at = given.at(),
    )
