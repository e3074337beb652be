// The rule that all contestants answer, and its users: the same as in the benchmarks of the other languages.

package dev.placet.bench

import dev.placet.Engine
import kotlinx.coroutines.async
import kotlinx.coroutines.awaitAll
import kotlinx.coroutines.coroutineScope
import java.time.LocalDate
import java.time.Period
import java.time.ZoneOffset
import java.util.UUID
import kotlin.random.Random

/** The age of digital consent in each residence. */
private val AGES = mapOf("DE" to 16, "FR" to 15, "ES" to 14, "GB" to 13, "IE" to 16, "AT" to 14)

private val BASES =
    mapOf(
        "service.account" to "contract",
        "service.delivery" to "contract",
        "legal.tax" to "legal_obligation",
        "marketing.email" to "consent",
        "marketing.phone" to "consent",
        "marketing.profiling" to "consent",
        "analytics.product" to "consent",
        "analytics.audience" to "consent",
        "research.study" to "consent",
        "security.fraud" to "legitimate_interest",
        "improvement.service" to "legitimate_interest",
        "improvement.quality" to "legitimate_interest",
    )

private val PURPOSES = BASES.keys.toList()
private val CONSENTS = PURPOSES.filter { BASES[it] == "consent" }
private val INTERESTS = PURPOSES.filter { BASES[it] == "legitimate_interest" }

/** The policy behind the rule. */
internal val BENCH_POLICY: String =
    buildString {
        appendLine("[policy]\nid = \"bench\"\nversion = \"1\"\neffective_from = 2020-01-01")
        appendLine("contact = { privacy = \"privacy@bench.example\" }\n[digital_consent]\ndefault = 16")
        for ((residence, age) in AGES) appendLine("$residence = $age")
        for ((purpose, basis) in BASES) appendLine("[purposes.\"$purpose\"]\nbasis = [\"$basis\"]")
    }

private val TODAY: LocalDate = LocalDate.now(ZoneOffset.UTC)

private fun years(born: LocalDate): Int = Period.between(born, TODAY).years

/** What a hand-written rule would keep of a user. */
internal class Person(
    val residence: String,
    val born: LocalDate,
    val granted: Set<String>,
    val parental: Set<String>,
    val objected: Set<String>,
)

/** Users by name. */
internal fun people(number: Int, random: Random): Map<String, Person> {
    val people = HashMap<String, Person>(number * 2)
    repeat(number) {
        val residence = AGES.keys.random(random)
        val born = LocalDate.of(1950 + random.nextInt(69), 1 + random.nextInt(12), 15)
        val isOld = years(born) >= AGES.getValue(residence)
        val chosen = CONSENTS.filterTo(HashSet()) { random.nextBoolean() }
        val parental = if (isOld || random.nextBoolean()) emptySet() else chosen
        val objected = INTERESTS.filterTo(HashSet()) { random.nextDouble() < 0.2 }
        val name = UUID(random.nextLong(), random.nextLong()).toString()
        people[name] = Person(residence, born, if (isOld) chosen else emptySet(), parental, objected)
    }
    return people
}

/** The rule as one would write it with a map of objects and a few conditions. */
internal class HandWritten(private val people: Map<String, Person>) {
    fun canProcess(user: String, purpose: String): Boolean {
        val person = people[user] ?: return false
        return when (BASES[purpose]) {
            "consent" ->
                if (years(person.born) >= AGES.getValue(person.residence)) purpose in person.granted else purpose in person.parental
            "legitimate_interest" -> purpose !in person.objected
            else -> true
        }
    }
}

/** Records what the users did. */
internal suspend fun fill(engine: Engine, people: Map<String, Person>) {
    for (some in people.entries.chunked(1000)) {
        coroutineScope { some.map { (name, person) -> async { record(engine, name, person) } }.awaitAll() }
    }
}

private suspend fun record(engine: Engine, name: String, person: Person) {
    engine.update(name, account = "active", birthdate = person.born, residence = person.residence)
    for (purpose in person.granted) engine.grant(name, purpose)
    if (person.parental.isNotEmpty()) engine.linkGuardian(name, "guardian of $name")
    for (purpose in person.parental) engine.grant(name, purpose, by = "guardian of $name")
    for (purpose in person.objected) engine.objectTo(name, purpose)
}

/** Questions, each with a string of its own for the user. */
internal class Asked(number: Int, people: Map<String, Person>, random: Random) {
    private val names = people.keys.toList()
    val users: Array<String> = Array(number) { String(names.random(random).toCharArray()) }
    val purposes: Array<String> = Array(number) { PURPOSES.random(random) }
}
