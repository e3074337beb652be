// What a question costs in Kotlin: `BenchKt [NAMES…]`, a line of JSON for each.
//
// Random questions over many users, each name a string of its own, so that the processor's caches do not help. Medians of seven rounds,
// in which the contestants take turns, after two that are not counted: compare ratios, never nanoseconds.

package dev.placet.bench

import dev.placet.Engine
import kotlinx.coroutines.runBlocking
import kotlin.math.roundToLong
import kotlin.random.Random

private const val USERS = 100_000
private const val QUESTIONS = 1_000_000
private const val WARM_UP = 2
private const val ROUNDS = 7
private const val SEED = 2024

/** A call of JNI that reads two strings and asks nothing, in the same library; it is there where that was built with `bench`. */
internal object Floor {
    @JvmStatic
    external fun empty(user: String, userLength: Int, purpose: String, purposeLength: Int): Int
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
    val ratio = (first / second * 1000).roundToLong() / 1000.0
    val detail = """{"ns":[${first.roundToLong()},${second.roundToLong()}],"rounds":$ROUNDS}"""
    println("""{"what":"$what","measured":$ratio,"target":$wanted,"unit":"times","detail":$detail}""")
}

fun main(names: Array<String>) {
    val random = Random(SEED)
    val people = people(USERS, random)
    val rule = HandWritten(people)
    Engine.open(BENCH_POLICY, Engine.IN_MEMORY).use { engine ->
        runBlocking { fill(engine, people) }
        val asked = Asked(QUESTIONS, people, random)
        for (at in asked.users.indices) {
            val (user, purpose) = asked.users[at] to asked.purposes[at]
            check(engine.canProcess(user, purpose) == rule.canProcess(user, purpose)) { "`$user`, `$purpose`" }
        }
        val ours = contestant(engine::canProcess)
        if (names.isEmpty() || "floor" in names) {
            val empty = contestant { user, purpose -> Floor.empty(user, user.length, purpose, purpose.length) == 1 }
            say("`canProcess` in Kotlin ÷ an empty call of JNI that reads two strings", "≤ 2", ours, empty, asked)
        }
        if (names.isEmpty() || "hand_written" in names) {
            val handWritten = contestant(rule::canProcess)
            say("a hand-written rule over a `HashMap` in Kotlin ÷ `canProcess`", "≥ 1", handWritten, ours, asked)
        }
    }
}
