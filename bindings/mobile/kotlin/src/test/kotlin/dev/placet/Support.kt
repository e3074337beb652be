// A policy, a clock that goes when it is told to, engines on them, and what is thrown.

package dev.placet

import kotlinx.coroutines.runBlocking
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertInstanceOf
import org.junit.jupiter.api.Assertions.assertThrows
import org.junit.jupiter.api.Assertions.assertTrue
import java.time.Clock
import java.time.Duration
import java.time.Instant
import java.time.LocalDate
import java.time.ZoneId
import java.time.ZoneOffset

internal const val EMAIL = "marketing.email"

internal val NOON: Instant = Instant.parse("2025-01-15T12:00:00Z")

internal val POLICY =
    """
    [policy]
    id = "shop"
    version = "2024-10-01"
    effective_from = 2024-10-01
    next_review = 2026-10-01
    contact = { privacy = "privacy@shop.example" }

    [purposes."essential.service.account"]
    basis = ["contract"]
    categories = ["user.contact"]

    [purposes."marketing.email"]
    basis = ["consent"]
    categories = ["user.contact.email"]
    obligations = ["include_unsubscribe"]

    [purposes."analytics.product"]
    basis = ["legitimate_interest"]
    categories = ["user.behavior.usage", "user.contact.email"]

    [age]
    minimum = 14
    unknown = "allow"
    below_minimum = "guardian"

    [groups]
    communications = ["marketing"]

    [restriction]
    grounds = ["accuracy_contested"]

    [signals.gpc]
    denies = ["analytics"]

    [signals.tracking]
    denies = ["analytics"]
    string = "tcf"
    bits = ["purpose:4"]

    [recipients.mailer]
    name = "Mailer"
    role = "processor"
    purposes = ["marketing.email"]
    categories = ["user.contact.email"]
    country = "DE"
    agreement = "DPA-1"

    [retention.contacts]
    categories = ["user.contact"]
    after = "collected"
    keep = "P1Y"

    [rights.access]
    deadline = "P30D"
    verify = true

    [controls.penetration_test]
    interval = "P1Y"

    [events]
    names = ["course_completed"]

    [schemas.contact.fields]
    email = "user.contact.email"
    "visits[].page" = "user.behavior.usage"
    """.trimIndent()

/** A TC string that consents to the purposes 1 to 3, and refuses the others. */
internal const val SOME_PURPOSES = "COvFyGBOvFyGBAbAAAENAPCAAOAAAAAAAAAAAEEUACCKAAA"

/** Half of a surrogate pair behind a name. */
internal const val SURROGATE = "ada\uD83D"

/** A clock that goes when it is told to. */
internal class HandClock(private var now: Instant = NOON) : Clock() {
    fun forward(by: Duration) {
        now += by
    }

    override fun instant(): Instant = now

    override fun getZone(): ZoneId = ZoneOffset.UTC

    override fun withZone(zone: ZoneId): Clock = this
}

/** Runs with an engine in memory on which nothing has happened, and its clock. */
internal fun onEngine(policy: String = POLICY, work: suspend (engine: Engine, clock: HandClock) -> Unit) {
    val clock = HandClock()
    Engine.open(policy, Engine.IN_MEMORY, clock).use { engine -> runBlocking { work(engine, clock) } }
}

/** Makes a user known as an adult with an account. */
internal suspend fun adult(engine: Engine, user: String = "ada") {
    engine.update(user, account = "active", birthdate = LocalDate.parse("1990-05-01"), residence = "DE")
}

/** What a call throws. */
internal inline fun <reified E : PlacetException> thrown(noinline call: suspend () -> Any?): E =
    assertInstanceOf(E::class.java, assertThrows(PlacetException::class.java) { runBlocking { call() } })

/** An argument can't be meant, and the message says so and more. */
internal fun assertInvalid(argument: String, vararg words: String, call: suspend () -> Any?) {
    val error = thrown<PlacetException.InvalidArgument>(call)
    assertEquals("invalid_argument", error.code)
    assertEquals(argument, error.argument, error.message)
    assertTrue(error.message.startsWith("invalid `$argument`: "), error.message)
    for (word in words) assertTrue(word in error.message, error.message)
}
