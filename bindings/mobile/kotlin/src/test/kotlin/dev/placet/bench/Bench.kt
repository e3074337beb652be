// What a question costs in Kotlin: `BenchKt [NAMES…]`, a line of JSON for each.
//
// Random questions over many users, each name a string of its own, so that the processor's caches do not help. Medians of eleven rounds,
// in which the contestants take turns, after five that are not counted: compare ratios, never nanoseconds.

package dev.placet.bench

import dev.placet.Engine
import kotlinx.coroutines.runBlocking
import kotlin.math.roundToLong
import kotlin.random.Random

private const val USERS = 100_000
private const val QUESTIONS = 1_000_000
private const val WARM_UP = 5
private const val ROUNDS = 11
private const val SEED = 2024

/** Calls of JNI that read two strings and ask nothing, in the same library; they are there where that was built with `bench`. */
internal object Floor {
    /** Reads the strings as `canProcess` does, which is the quickest way that was found. */
    @JvmStatic
    external fun empty(user: String, userLength: Int, purpose: String, purposeLength: Int): Int

    /** Reads them with `GetStringUTFChars`, the usual way. */
    @JvmStatic
    external fun usual(user: String, purpose: String): Int
}

/** Something that is asked, and its time for a question in nanoseconds. */
private fun interface Contestant {
    fun ask(asked: Asked): Int

    fun time(asked: Asked): Double {
        val start = System.nanoTime()
        // what it answers is looked at, so that no compiler takes the questions away
        check(ask(asked) >= 0)
        return (System.nanoTime() - start).toDouble() / asked.users.size
    }
}

private inline fun contestant(crossinline answer: (user: String, purpose: String) -> Boolean) =
    Contestant { asked -> asked.users.indices.count { answer(asked.users[it], asked.purposes[it]) } }

private fun List<Double>.median(): Double = sorted()[size / 2]

/** Says how many times as long the first takes as the second, and both in nanoseconds. */
private fun say(what: String, target: String?, over: Contestant, under: Contestant, asked: Asked) {
    val rounds = List(WARM_UP + ROUNDS) { over.time(asked) to under.time(asked) }.drop(WARM_UP)
    val (first, second) = rounds.map { it.first }.median() to rounds.map { it.second }.median()
    val wanted = target?.let { "\"$it\"" } ?: "null"
    val ratio = (rounds.map { it.first / it.second }.median() * 1000).roundToLong() / 1000.0
    val detail = """{"ns":[${first.roundToLong()},${second.roundToLong()}],"rounds":$ROUNDS}"""
    println("""{"what":"$what","measured":$ratio,"target":$wanted,"unit":"times","detail":$detail}""")
}

fun main(names: Array<String>) {
    val random = Random(SEED)
    val people = people(USERS, random)
    val rule = HandWritten(people)
    Engine.open(BENCH_POLICY, Engine.IN_MEMORY).use { engine ->
        runBlocking { fill(engine, people) }
        // what recording left behind is collected now, and not beside the questions
        System.gc()
        val asked = Asked(QUESTIONS, people, random)
        for (at in asked.users.indices) {
            val (user, purpose) = asked.users[at] to asked.purposes[at]
            check(engine.canProcess(user, purpose) == rule.canProcess(user, purpose)) { "`$user`, `$purpose`" }
        }
        val ours = contestant(engine::canProcess)
        if (names.isEmpty() || "floor" in names) {
            val empty = contestant { user, purpose -> Floor.empty(user, user.length, purpose, purpose.length) == 1 }
            val usual = contestant { user, purpose -> Floor.usual(user, purpose) == 1 }
            say("`canProcess` in Kotlin ÷ an empty call of JNI that reads two strings the usual way", "≤ 2", ours, usual, asked)
            say("the same ÷ one that reads them as `canProcess` does", "≤ 2", ours, empty, asked)
            val one = Asked(QUESTIONS, mapOf(people.entries.first().toPair()), random)
            say("the same of one user, as on a phone", null, ours, empty, one)
        }
        if (names.isEmpty() || "hand_written" in names) {
            val handWritten = contestant(rule::canProcess)
            say("a hand-written rule over a `HashMap` in Kotlin ÷ `canProcess`", "≥ 1", handWritten, ours, asked)
        }
    }
}
