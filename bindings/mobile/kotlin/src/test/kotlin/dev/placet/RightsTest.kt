// Rights, and what the company keeps track of.

package dev.placet

import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertFalse
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import java.time.Duration

class RightsTest {
    private val collected = Context(categories = listOf("user.contact.email"), collectionPoint = "sign_up")

    @Test
    fun `a case has a deadline, and ends`() = onEngine { engine, _ ->
        adult(engine)
        val case = engine.request("ada", "access", channel = "email")
        assertEquals(listOf("access", "received", "2025-02-14", NOON), listOf(case.right, case.status, case.due, case.received))
        engine.respond("ada", case.id, "verify", actor = "support")
        assertEquals("fulfilled", engine.respond("ada", case.id, "fulfil").status)
        assertEquals(listOf(case.id), engine.cases("ada").map { it.id })
    }

    @Test
    fun `data that were collected are due when their term is over`() = onEngine { engine, clock ->
        adult(engine)
        engine.grant("ada", EMAIL)
        engine.collect("ada", EMAIL, collected)
        assertFalse(engine.due().any { it.kind == "disposal" })
        clock.forward(Duration.ofDays(366))
        val due = engine.due().first { it.kind == "disposal" }
        assertEquals(listOf("ada", "contacts", true), listOf(due.user, due.subject, due.overdue))
        assertEquals(listOf("user.contact"), due.detail["categories"])
        engine.dispose("ada", "contacts")
        assertFalse(engine.due().any { it.kind == "disposal" })
    }

    @Test
    fun `disclosures and audits are kept`() = onEngine { engine, _ ->
        adult(engine)
        val denied = thrown<PlacetException.Denied> { engine.disclose("ada", EMAIL, "mailer", collected) }
        assertEquals("consent_missing", denied.decision.reason)
        engine.grant("ada", EMAIL)
        engine.disclose("ada", EMAIL, "mailer", Context(categories = listOf("user.contact.email")))
        val audited = engine.audit("ada", EMAIL)
        assertTrue(audited.decision.allowed)
        assertEquals(listOf("disclose", "audit"), engine.history("ada").takeLast(2).map { it.act })
        assertTrue("mailer" in engine.report("disclosures", "ada").toString())
    }

    @Test
    fun `an erasure says what it keeps, and a copy travels before`() = onEngine { engine, _ ->
        adult(engine)
        engine.grant("ada", EMAIL)
        engine.hold("ada", "case 7", "court order", categories = listOf("user.contact"))
        assertTrue(engine.erasurePlan("ada").any { it.kind == "keep" })
        engine.release("ada", "case 7")
        val copy = engine.export("ada")
        Engine.open(POLICY, Engine.IN_MEMORY, HandClock()).use { other ->
            other.importData(copy)
            assertTrue(other.canProcess("ada", EMAIL))
        }
        engine.erase("ada")
        assertEquals(listOf("erase"), engine.history("ada").map { it.act })
        assertEquals("erased", engine.decide("ada", EMAIL).reason)
        engine.verify()
        assertInvalid("export", "") { engine.importData(emptyMap<String, Any?>()) }
    }

    @Test
    fun `registrations and reports`() = onEngine { engine, _ ->
        engine.register("control", "2025", mapOf("control" to "penetration_test", "outcome" to "passed"))
        val registered = engine.registered("control").single()
        assertEquals(listOf("control", "2025", 1L), listOf(registered.kind, registered.id, registered.position))
        assertEquals(registered, engine.registered().single())
        assertTrue(engine.report("processing").isNotEmpty())
        assertInvalid("kind", "") { engine.report("procesing") }
    }
}
