// Acts: each is recorded, changes the answers that it should, and is finished once it has begun.

package dev.placet

import kotlinx.coroutines.CancellationException
import kotlinx.coroutines.CoroutineStart
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.NonCancellable
import kotlinx.coroutines.async
import kotlinx.coroutines.awaitAll
import kotlinx.coroutines.cancelAndJoin
import kotlinx.coroutines.coroutineScope
import kotlinx.coroutines.launch
import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.withContext
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertFalse
import org.junit.jupiter.api.Assertions.assertNotEquals
import org.junit.jupiter.api.Assertions.assertNull
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import java.time.Clock
import java.time.Duration
import java.time.Instant
import java.time.ZoneId
import java.time.ZoneOffset

private const val USAGE = "analytics.product"

class ActsTest {
    @Test
    fun `a choice is recorded with what was said of it`() = onEngine { engine, _ ->
        adult(engine)
        val receipt = engine.grant("ada", EMAIL, method = "settings", notice = "2024-10-01", channel = "email")
        assertEquals(2L to NOON, receipt.position to receipt.at)
        val last = engine.history("ada").last()
        assertEquals(listOf("grant", "ada", "shop@2024-10-01"), listOf(last.act, last.user, last.policy))
        assertEquals("settings", last.details["method"])
        assertEquals(64, last.hash.length)
        assertTrue(engine.decide("ada", EMAIL, Context(channel = "email")).allowed)
        assertFalse(engine.decide("ada", EMAIL, Context(channel = "phone")).allowed)
    }

    @Test
    fun `an implied consent does not serve`() = onEngine { engine, _ ->
        adult(engine)
        engine.grant("ada", EMAIL, kind = ConsentKind.IMPLIED)
        assertEquals("consent_not_explicit", engine.decide("ada", EMAIL).reason)
    }

    @Test
    fun `what is refused is refused until it is taken back`() = onEngine { engine, _ ->
        adult(engine)
        assertTrue(engine.canProcess("ada", USAGE))
        engine.optOut("ada", USAGE)
        assertEquals("opted_out", engine.decide("ada", USAGE).reason)
        engine.optIn("ada", USAGE)
        engine.objectTo("ada", USAGE, ground = "my situation")
        assertEquals("objected", engine.decide("ada", USAGE).reason)
        engine.overruleObjection("ada", USAGE, "fraud is being investigated")
        assertTrue(engine.canProcess("ada", USAGE))
        engine.restrict("ada", ground = "accuracy_contested")
        assertEquals("restricted", engine.decide("ada", USAGE).reason)
        engine.liftRestriction("ada")
        assertTrue(engine.canProcess("ada", USAGE))
    }

    @Test
    fun `a guardian acts for a child`() = onEngine { engine, _ ->
        engine.update("kid", ageRange = AgeRange(10, 12), residence = "DE", account = "active")
        val refused = thrown<PlacetException.Refused> { engine.grant("kid", EMAIL) }
        assertEquals(listOf("refused", "parental_consent_missing"), listOf(refused.code, refused.reason))
        assertTrue(refused.message.startsWith("refused (parental_consent_missing): "), refused.message)
        val stranger = thrown<PlacetException.Refused> { engine.grant("kid", EMAIL, by = "pat") }
        assertEquals("actor_not_authorized", stranger.reason)
        engine.linkGuardian("kid", "pat", pending = true)
        engine.grant("kid", EMAIL, by = "pat")
        assertFalse(engine.canProcess("kid", EMAIL))
        engine.linkGuardian("kid", "pat", method = "signed_form", evidence = "form-1")
        engine.grant("kid", EMAIL, by = "pat")
        assertEquals("parental_consent", engine.decide("kid", EMAIL).ground)
        engine.unlinkGuardian("kid", "pat")
        assertFalse(engine.canProcess("kid", EMAIL))
    }

    @Test
    fun `signals are taken in`() = onEngine { engine, _ ->
        adult(engine)
        engine.applySignals("ada", mapOf("gpc" to true))
        assertFalse(engine.canProcess("ada", USAGE))
        engine.applySignals("ada", mapOf("gpc" to "0"))
        assertTrue(engine.canProcess("ada", USAGE))
        assertNull(engine.applyHeaders("ada", mapOf("DNT" to "0")))
        assertEquals(4L, engine.applyHeaders("ada", mapOf("Sec-GPC" to "1"))?.position)
        assertFalse(engine.canProcess("ada", USAGE))
        val (_, understood) = engine.applyConsentString("bob", "tcf", SOME_PURPOSES)
        assertEquals(mapOf("tracking" to true), understood.signals)
        assertFalse(engine.canProcess("bob", USAGE))
        assertInvalid("signals", "on") { engine.applySignals("ada", mapOf("gpc" to 7)) }
    }

    @Test
    fun `notices, events and people`() = onEngine { engine, _ ->
        adult(engine)
        engine.acknowledge("ada", "2024-10-01", method = "banner")
        engine.record("ada", "course_completed", reference = "kotlin", on = NOON, details = mapOf("grade" to "A"))
        engine.optOut("visitor", EMAIL)
        engine.grant("ada", EMAIL)
        engine.join("ada", "visitor")
        assertFalse(engine.canProcess("ada", EMAIL))
        engine.part("ada", "visitor")
        assertEquals(listOf("update", "acknowledge", "record", "grant"), engine.history("ada").map { it.act }.take(4))
        val event = engine.history("ada")[2].details
        assertEquals(listOf("kotlin", mapOf("grade" to "A"), NOON.toString()), listOf(event["reference"], event["details"], event["on"]))
    }

    @Test
    fun `many acts at once all have a place of their own`() = onEngine { engine, _ ->
        val receipts = coroutineScope { (1..50).map { async { engine.optOut("user $it", USAGE) } }.awaitAll() }
        assertEquals((1L..50L).toSet(), receipts.map { it.position }.toSet())
        assertEquals(50L, engine.verify().events)
    }

    @Test
    fun `an act runs off the thread of the caller`() {
        val asked = mutableListOf<Thread>()
        // the library asks the clock on the thread that it is called on
        val clock = object : Clock() {
            override fun instant(): Instant = NOON.also { asked += Thread.currentThread() }

            override fun getZone(): ZoneId = ZoneOffset.UTC

            override fun withZone(zone: ZoneId): Clock = this
        }
        Engine.open(POLICY, Engine.IN_MEMORY, clock).use { engine ->
            asked.clear()
            engine.canProcess("ada", USAGE)
            assertEquals(setOf(Thread.currentThread()), asked.toSet())
            asked.clear()
            runBlocking { engine.optOut("ada", USAGE) }
            assertTrue(asked.isNotEmpty() && Thread.currentThread() !in asked, asked.toString())
        }
    }

    @Test
    fun `an act that has begun is finished, and one that has not is not begun`() = onEngine { engine, clock ->
        coroutineScope {
            var receipt: Receipt? = null
            // it runs up to where the act goes to another thread
            val begun = launch(Dispatchers.Unconfined, CoroutineStart.UNDISPATCHED) { receipt = engine.optOut("ada", USAGE) }
            begun.cancelAndJoin()
            assertEquals(1L, receipt?.position)
            val late = launch {
                try {
                    kotlinx.coroutines.awaitCancellation()
                } finally {
                    withContext(NonCancellable) { clock.forward(Duration.ofSeconds(1)) }
                    thrownCancellation { engine.optOut("bob", USAGE) }
                }
            }
            kotlinx.coroutines.yield()
            late.cancelAndJoin()
        }
        assertEquals(1L, engine.verify().events)
        assertNotEquals(emptyList<HistoryEntry>(), engine.history("ada"))
        assertEquals(emptyList<HistoryEntry>(), engine.history("bob"))
    }

    private suspend fun thrownCancellation(call: suspend () -> Unit) {
        var cancelled = false
        try {
            call()
        } catch (_: CancellationException) {
            cancelled = true
        }
        assertTrue(cancelled)
    }

    @Test
    fun `acts are carried out from blocking code too`() {
        Engine.open(POLICY, Engine.IN_MEMORY).use { engine ->
            assertEquals(1L, runBlocking { engine.optOut("ada", USAGE) }.position)
        }
    }
}
