// The questions: the common one, many at once, the answer in full, why, and permits.

package dev.placet

import org.junit.jupiter.api.Assertions.assertArrayEquals
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertFalse
import org.junit.jupiter.api.Assertions.assertNull
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import java.time.Duration
import java.time.Instant

class QuestionsTest {
    @Test
    fun `the common question goes straight to the library`() = onEngine { engine, _ ->
        assertTrue(engine.isQuick)
        assertFalse(engine.canProcess("ada", EMAIL))
        adult(engine)
        engine.grant("ada", EMAIL)
        assertTrue(engine.canProcess("ada", EMAIL))
        engine.withdraw("ada", EMAIL)
        assertFalse(engine.canProcess("ada", EMAIL))
    }

    @Test
    fun `many users are asked for at once`() = onEngine { engine, _ ->
        adult(engine)
        engine.grant("ada", EMAIL)
        assertArrayEquals(booleanArrayOf(true, false, true), engine.canProcessMany(listOf("ada", "bob", "ada"), EMAIL))
        assertArrayEquals(booleanArrayOf(), engine.canProcessMany(emptyList(), EMAIL))
    }

    @Test
    fun `a denial says why and what would change it`() = onEngine { engine, _ ->
        adult(engine)
        val decision = engine.decide("ada", EMAIL)
        assertFalse(decision.allowed)
        assertEquals("consent_missing", decision.reason)
        assertEquals(listOf("consent_missing"), decision.reasons)
        assertEquals("ask_consent", decision.remedy?.action)
        assertEquals("shop@2024-10-01", decision.policy)
        assertEquals(mapOf("privacy" to "privacy@shop.example"), decision.contact)
        assertTrue("consent" in decision.text, decision.text)
        assertTrue(decision.json.startsWith("""{"allowed":false,"basis":null,"""), decision.json)
    }

    @Test
    fun `an allowance says what it rests on`() = onEngine { engine, _ ->
        adult(engine)
        val receipt = engine.grant("ada", EMAIL, expires = NOON + Duration.ofDays(1))
        val decision = engine.decide("ada", EMAIL, Context(categories = listOf("user.contact.email"), operation = "use"))
        assertTrue(decision.allowed, decision.text)
        assertNull(decision.reason)
        assertEquals("consent", decision.basis)
        assertEquals(Evidence(receipt.position, NOON), decision.evidence)
        assertEquals(Instant.parse("2025-01-16T12:00:00Z"), decision.validUntil)
        assertEquals(listOf("include_unsubscribe"), decision.obligations.map { it.kind })
        assertEquals(decision, engine.decide("ada", EMAIL, Context(categories = listOf("user.contact.email"), operation = "use")))
    }

    @Test
    fun `the clock is asked each time`() = onEngine { engine, clock ->
        adult(engine)
        engine.grant("ada", EMAIL, expires = NOON + Duration.ofHours(1))
        assertTrue(engine.canProcess("ada", EMAIL))
        clock.forward(Duration.ofHours(1))
        assertFalse(engine.canProcess("ada", EMAIL))
        assertEquals("consent_expired", engine.decide("ada", EMAIL).reason)
    }

    @Test
    fun `every check tells what it found`() = onEngine { engine, _ ->
        adult(engine)
        val (decision, checks) = engine.explain("ada", EMAIL)
        assertEquals(engine.decide("ada", EMAIL), decision)
        assertEquals(11, checks.size)
        val failed = checks.filter { it.found == "failed" }
        assertEquals(listOf(listOf("consent_missing")), failed.map { it.reasons })
        assertTrue(failed.single().texts.single().isNotBlank())
    }

    @Test
    fun `a permit travels, and a withdrawal ends it`() = onEngine { engine, clock ->
        adult(engine)
        engine.grant("ada", EMAIL)
        val context = Context(categories = listOf("user.contact.email"), attests = mapOf("mfa" to true))
        val permit = engine.require("ada", EMAIL, context)
        assertEquals(listOf("ada", EMAIL, context), listOf(permit.user, permit.purpose, permit.context))
        assertEquals(NOON, permit.issuedAt)
        assertEquals(NOON + Duration.ofMinutes(1), permit.expiresAt)
        assertEquals(permit, Permit.fromJson(permit.toJson()))
        assertFalse("ada" in permit.toString(), permit.toString())
        engine.admit(permit, "ada", listOf("user.contact.email"))
        assertEquals("ada", engine.recheck(Permit.fromJson(permit.toJson())).user)
        clock.forward(Duration.ofSeconds(1))
        engine.withdraw("ada", EMAIL)
        val denied = thrown<PlacetException.Denied> { engine.recheck(permit) }
        assertEquals("consent_withdrawn", denied.decision.reason)
    }

    @Test
    fun `guarded work begins with an allowance only`() = onEngine { engine, _ ->
        adult(engine)
        var begun = 0
        val denied = thrown<PlacetException.Denied> { engine.guard("ada", EMAIL) { begun += 1 } }
        assertEquals("denied", denied.code)
        assertTrue(denied.message.startsWith("denied (consent_missing): "), denied.message)
        engine.grant("ada", EMAIL)
        assertEquals("sent for marketing.email", engine.guard("ada", EMAIL) { permit -> "sent for ${permit.purpose}" })
        assertEquals(0, begun)
    }
}
