// Runs conformance vectors on the package: `--policies DIR DIR…`.
//
// The form of vectors and report is described in `core/src/docs/vectors.md`. The report is the same, byte for byte, in every language.

package dev.placet.conformance

import dev.placet.Audited
import dev.placet.Case
import dev.placet.ConsentStringTaken
import dev.placet.Decision
import dev.placet.Due
import dev.placet.Engine
import dev.placet.Filtered
import dev.placet.Merged
import dev.placet.PlacetException
import dev.placet.Receipt
import dev.placet.Severity
import dev.placet.Task
import dev.placet.classify
import dev.placet.classifyColumns
import dev.placet.ffi.readJson
import dev.placet.plain
import java.io.File
import java.nio.file.Path
import java.nio.file.Paths
import java.security.MessageDigest
import java.time.Clock
import java.time.Instant
import java.time.ZoneId
import java.time.ZoneOffset
import kotlin.io.path.exists
import kotlin.system.exitProcess
import kotlinx.coroutines.runBlocking

/** The key of the pseudonyms that vectors expect. */
private val PSEUDONYM_KEY = "placet conformance".toByteArray()

// an import, a registration and a join tell nothing but what is due because of them
private val OBLIGATIONS = setOf("register", "import", "join", "part")

/** A clock that stands where it is told to. */
class StandingClock(var now: Instant) : Clock() {
    override fun instant(): Instant = now

    override fun getZone(): ZoneId = ZoneOffset.UTC

    override fun withZone(zone: ZoneId): Clock = this
}

/** A case in progress. */
private class Run(private val given: Table, private val policies: Path) {
    var step = 0
    val answers = mutableListOf<String>()
    private var document: Any? = emptyMap<String, Any?>()
    private val others = mutableMapOf<String, Engine>()
    private val names = mutableMapOf<String, Any?>()
    private val clock = StandingClock(Instant.parse("2025-01-15T12:00:00Z"))

    /** Does every step; gives back how many there are. */
    suspend fun all(): Int {
        (given["clock"] as String?)?.let(::setClock)
        val steps = tables(given["steps"])
        val first = open(given)
        try {
            for (one in steps) {
                step += 1
                val meant = named(one)
                if (meant["do"] == "open") others["${meant["engine"] ?: ""}"] = open(meant) else one(engine(first, meant), meant)
            }
        } finally {
            (others.values + first).forEach(Engine::close)
        }
        return steps.size
    }

    private fun setClock(text: String) {
        clock.now = instant(text) ?: throw Unexpected("`$text` is no instant")
    }

    /** Opens an engine on the documents of a case or of an `open` step. */
    private fun open(body: Table): Engine {
        val texts = documents(body).map(::canonical)
        return try {
            Engine.open(texts, Engine.IN_MEMORY, clock, PSEUDONYM_KEY)
        } catch (error: PlacetException) {
            throw Unexpected("the policy is not loaded: ${error.message}")
        }
    }

    /** The engine that a step is done on. */
    private fun engine(first: Engine, step: Table): Engine {
        if ("engine" !in step) return first
        return others["${step["engine"]}"] ?: throw Unexpected("no engine `${step["engine"]}` was opened")
    }

    /** A step with what earlier steps gave a name in place of the names. */
    private fun named(step: Table): Table {
        val meant = step.mapValues { (key, value) -> if (key in setOf("case", "decision", "from")) meaning(value) else value }
        val context = meant["context"] as? Map<*, *> ?: return meant
        return meant + ("context" to table(context).mapValues { (key, value) -> if (key == "decision") meaning(value) else value })
    }

    private fun meaning(value: Any?): Any? = if (value is String && value in names) names[value] else value

    /** The versions of the policy that a case or a step opens with. */
    private fun documents(body: Table): List<Any?> {
        val documents: MutableList<Any?> = when {
            "document" in body -> mutableListOf(body["document"])
            "policy" in body -> {
                val named = body["policy"].let { if (it is List<*>) it else listOf(it) }
                named.mapTo(mutableListOf()) { namedPolicy(policies.resolve("$it.toml")) }
            }
            else -> throw Unexpected("the case has neither `policy` nor `document`")
        }
        if ("patch" in body) documents.add(merge(documents.removeAt(documents.lastIndex), body["patch"]))
        for (patch in tables(body["patches"])) documents.add(merge(documents.last(), patch))
        document = documents.last()
        return documents
    }

    /** Adds an answer to those that the digest is of. */
    private fun say(answer: Any?) {
        answers += canonical(answer)
    }

    /** Does one step and holds what came against what is expected. */
    private suspend fun one(engine: Engine, step: Table) {
        when (step["do"]) {
            "clock" -> setClock(step["at"] as String)
            "load" -> load(engine, step)
            else -> {
                val look = try {
                    ask(engine, step["do"].toString(), step)
                } catch (error: PlacetException) {
                    say(failure(error))
                    return expectError(step, error)
                }
                look()
            }
        }
    }

    /** Calls the engine; what is given back looks at the answer. */
    private suspend fun ask(engine: Engine, name: String, step: Table): () -> Unit {
        val given = Given(step)
        when (name) {
            "decide" -> {
                val decision = engine.decide(given.name("user"), given.name("purpose"), given.context())
                return { decided(engine, step, decision) }
            }
            "report" -> {
                val report = engine.report(given.name("kind"), given.text("user"), given.int("year"), given.at())
                return {
                    say(mapOf("report" to step["kind"]))
                    expectContained(step, report)
                }
            }
            "reload" -> {
                val next = merge(document, step["patch"] ?: emptyMap<String, Any?>())
                val reloaded = engine.reload(canonical(next))
                return {
                    say(mapOf("reload" to reloaded.version))
                    document = next
                    expectSuccess(step)
                }
            }
            "changes" -> {
                val changes = engine.changes(given.long("since") ?: 0, given.text("user"))
                return { changed(step, changes) }
            }
            "classify" -> {
                val sample = given.long("sample")
                val suggestions = if ("records" in step) {
                    classify(step["records"] as List<*>, sample)
                } else {
                    classifyColumns(given.table("columns").mapValues { it.value as List<*> }, sample)
                }
                return { answered(step, mapOf("suggestions" to suggestions.map(::suggestionJson))) }
            }
        }
        val came = call(engine, name, given)
        val receipt = (came as? Audited)?.receipt ?: came as? Receipt
        return if (receipt != null && name !in OBLIGATIONS) {
            { recorded(step, receipt) }
        } else {
            { answered(step, valueJson(name, came)) }
        }
    }

    /** Looks at a decision, and asks the plain question too. */
    private fun decided(engine: Engine, step: Table, decision: Decision) {
        val answer = decisionJson(decision)
        say(answer)
        if (decision.json != canonical(answer)) throw Unexpected("properties and `json` differ")
        expectDecision(step, answer)
        if ("context" !in step) plainQuestion(engine, Given(step), decision.allowed)
    }

    /** Looks at the receipt of an act. */
    private fun recorded(step: Table, receipt: Receipt) {
        val answer = receiptJson(receipt)
        (step["as"] as String?)?.let { names[it] = receipt.position.toString() }
        say(answer)
        expectReceipt(step, answer["obligations"])
    }

    /** Looks at an answer that is a value of its own, and keeps it by its name. */
    private fun answered(step: Table, answer: Table) {
        (step["as"] as String?)?.let { names[it] = if ("id" in answer) answer["id"].toString() else answer }
        // the hashes of events are salted, and differ in each run
        say(answer - setOf("events", "decisions"))
        expectContained(step, answer)
    }

    /** Looks at changes, and keeps their text by its name. */
    private fun changed(step: Table, text: String) {
        (step["as"] as String?)?.let { names[it] = text }
        val answer = table(readJson(text).plain())
        // a ledger's name is its own, and so is what is made with its key
        say(answer - setOf("events", "ledger", "digest", "key", "erased"))
        expectContained(step, answer)
    }

    /** Checks a document that is not loaded. */
    private fun load(engine: Engine, step: Table) {
        val text = canonical(merge(document, step["patch"] ?: emptyMap<String, Any?>()))
        val (found, failed) = try {
            engine.check(text) to false
        } catch (error: PlacetException.Policy) {
            error.diagnostics to true
        } catch (error: PlacetException) {
            throw Unexpected("the check failed: ${error.message}")
        }
        val codes = found.filter { (it.severity == Severity.ERROR) == failed }.map { it.code }
        say(mapOf("load" to codes.sorted()))
        expectDiagnostics(step, failed, found)
    }
}

/** The document of a policy that a case names. */
private fun namedPolicy(path: Path): Table {
    if (!path.exists()) throw Unexpected("`$path` can't be read: No such file or directory (os error 2)")
    return read(path)
}

/** Asks whether the purpose may run, the quick way and for many; both have to agree with the decision. */
private fun plainQuestion(engine: Engine, given: Given, allowed: Boolean) {
    val (user, purpose) = given.name("user") to given.name("purpose")
    try {
        for (answer in listOf(engine.canProcess(user, purpose), engine.canProcessMany(listOf(user), purpose).single())) {
            if (answer != allowed) throw Unexpected("`can_process` says $answer where `decide` says $allowed")
        }
    } catch (error: PlacetException) {
        throw Unexpected("`can_process` failed where `decide` did not: ${error.message}")
    }
}

/** An answer that is a value of its own. */
private fun valueJson(name: String, came: Any): Table =
    when (came) {
        is Receipt -> mapOf("obligations" to receiptJson(came)["obligations"])
        is Case -> caseJson(came)
        is ConsentStringTaken ->
            mapOf("signals" to came.understood.signals, "unexpressed" to came.understood.unexpressed)
        is Filtered -> filteredJson(came)
        is Merged -> mergedJson(came)
        is List<*> -> mapOf((if (name == "cases") "cases" else "items") to came.map(::itemJson))
        else -> table(came)
    }

private fun mergedJson(merged: Merged): Table =
    mapOf(
        "until" to merged.until,
        "taken" to merged.taken,
        "known" to merged.known,
        "users" to merged.users,
        "erased" to merged.erased,
    )

private fun itemJson(item: Any?): Table =
    when (item) {
        is Case -> caseJson(item)
        is Task -> taskJson(item)
        is Due -> dueJson(item)
        else -> error("`$item` is in no list")
    }

/** What is left of a record, property by property; the package's own JSON has to say the same. */
private fun filteredJson(filtered: Filtered): Table {
    val changes = filtered.changes.map {
        mapOf("path" to it.path, "category" to it.category, "transform" to it.transform, "reasons" to it.reasons)
    }
    val answer = mapOf("record" to filtered.record, "changes" to changes, "valid_until" to instantJson(filtered.validUntil))
    if (filtered.toJson() != canonical(answer)) throw Unexpected("properties and `toJson` differ")
    return answer
}

private fun digest(answers: List<String>): String {
    val bytes = MessageDigest.getInstance("SHA-256").digest(answers.joinToString("") { "$it\n" }.toByteArray())
    return bytes.take(8).joinToString("") { "%02x".format(it) }
}

/** Runs every case and prints a line for each; gives back how many failed. */
private fun report(folders: List<String>, policies: Path): Int {
    var (passed, failed) = 0 to 0
    val lines = mutableListOf<String>()
    for (given in folders.flatMap(::files).flatMap(::cases)) {
        val run = Run(given, policies)
        try {
            val steps = runBlocking { run.all() }
            lines += "ok ${given["id"]} $steps ${digest(run.answers)}"
            passed += 1
        } catch (what: Unexpected) {
            lines += "FAILED ${given["id"]} step ${run.step}: ${what.message}"
            failed += 1
        }
    }
    lines += "$passed passed, $failed failed"
    System.out.write(lines.joinToString("") { "$it\n" }.toByteArray())
    System.out.flush()
    return failed
}

fun main(arguments: Array<String>) {
    val at = arguments.indexOf("--policies")
    val policies = if (at < 0) "examples/policies" else arguments[at + 1]
    val folders = arguments.filterIndexed { index, _ -> at < 0 || index !in at..at + 1 }.ifEmpty { listOf("tests/vectors") }
    folders.firstOrNull { !File(it).isDirectory }?.let {
        System.err.println("`$it` is no folder")
        exitProcess(2)
    }
    exitProcess(if (report(folders, Paths.get(policies)) == 0) 0 else 1)
}
