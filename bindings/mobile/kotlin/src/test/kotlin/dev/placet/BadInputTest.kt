// Bad input: each error has its class, its code, and says what to do.

package dev.placet

import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertFalse
import org.junit.jupiter.api.Assertions.assertNotNull
import org.junit.jupiter.api.Assertions.assertNull
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import java.time.Instant

class BadInputTest {
    @Test
    fun `an unknown purpose names the nearest`() = onEngine { engine, _ ->
        val wrong = "marketing.emial"
        val calls = listOf<suspend () -> Any?>(
            { engine.canProcess("ada", wrong) },
            { engine.canProcessMany(listOf("ada"), wrong) },
            { engine.decide("ada", wrong) },
            { engine.explain("ada", wrong) },
            { engine.require("ada", wrong) },
            { engine.grant("ada", wrong) },
            { engine.withdraw("ada", wrong) },
        )
        for (call in calls) {
            val error = thrown<PlacetException.UnknownPurpose>(call)
            assertEquals(listOf("unknown_purpose", wrong, EMAIL), listOf(error.code, error.purpose, error.nearest))
            assertEquals("unknown purpose `marketing.emial`; did you mean `marketing.email`?", error.message)
        }
        val far = thrown<PlacetException.UnknownPurpose> { engine.canProcess("ada", "zzz".repeat(10_000)) }
        assertNull(far.nearest)
        assertEquals(201, far.purpose.length)
    }

    @Test
    fun `an unknown category, notice or schema names the nearest`() = onEngine { engine, _ ->
        val category = thrown<PlacetException.UnknownCategory> {
            engine.decide("ada", EMAIL, Context(categories = listOf("user.contact.emial")))
        }
        assertEquals(listOf("unknown_category", "user.contact.email"), listOf(category.code, category.nearest))
        assertInvalid("notice", "did you mean `2024-10-01`?") { engine.acknowledge("ada", "2024-10-02") }
        val schema = thrown<PlacetException.UnknownSchema> { engine.schema("contakt") }
        assertEquals(listOf("unknown_schema", "contact"), listOf(schema.code, schema.nearest))
    }

    @Test
    fun `an empty user is no user`() = onEngine { engine, _ ->
        val calls = listOf<suspend () -> Any?>(
            { engine.canProcess("", EMAIL) },
            { engine.canProcessMany(listOf("ada", ""), EMAIL) },
            { engine.decide("", EMAIL) },
            { engine.grant("", EMAIL) },
            { engine.history("") },
        )
        for (call in calls) assertInvalid("user", "give the id", call = call)
    }

    @Test
    fun `half a surrogate pair is no text`() = onEngine { engine, _ ->
        val long = "a".repeat(1000)
        val calls = listOf<Pair<String, suspend () -> Any?>>(
            "user" to { engine.canProcess(SURROGATE, EMAIL) },
            "user" to { engine.canProcess(long + SURROGATE, EMAIL) },
            "user" to { engine.canProcess("\uDC00a", EMAIL) },
            "purpose" to { engine.canProcess("ada", SURROGATE) },
            "users" to { engine.canProcessMany(listOf(SURROGATE), EMAIL) },
            "user" to { engine.decide(SURROGATE, EMAIL) },
            "user" to { engine.grant(SURROGATE, EMAIL) },
            "options" to { engine.grant("ada", EMAIL, by = SURROGATE) },
            "options" to { engine.decide("ada", EMAIL, Context(surface = SURROGATE)) },
            "signals" to { engine.applySignals("ada", mapOf(SURROGATE to true)) },
            "permit" to { Permit.fromJson(SURROGATE) },
            "policy" to { Engine.open(POLICY + SURROGATE, Engine.IN_MEMORY) },
            "store" to { Engine.open(POLICY, SURROGATE) },
        )
        for ((argument, call) in calls) assertInvalid(argument, "surrogate", "decode", call = call)
        assertEquals(0L, engine.verify().events)
    }

    @Test
    fun `any other text names a user`() = onEngine { engine, _ ->
        // around the length to which names are read without the heap, and far beyond it
        val long = listOf("ü".repeat(128), "b".repeat(127), "c".repeat(128), "d".repeat(129), "a".repeat(10_000_000))
        val names = listOf("👩‍👩‍👧", " ", "a\u0000", "*", "\uFFFD") + long
        for (user in names) {
            assertFalse(engine.canProcess(user, EMAIL))
            adult(engine, user)
            engine.grant(user, EMAIL)
            assertTrue(engine.canProcess(user, EMAIL))
            assertTrue(engine.decide(user, EMAIL).allowed)
            assertFalse(engine.canProcess(user + "x", EMAIL))
            assertEquals(user, engine.history(user).last().user)
        }
        assertEquals(names.size.toLong(), engine.verify().users)
        assertInvalid("user", "the ledger's own") { engine.update("\u0000", age = 30) }
    }

    @Test
    fun `numbers and instants that can't be meant`() = onEngine { engine, _ ->
        assertInvalid("age", "150") { engine.update("ada", age = -1) }
        assertInvalid("age", "150") { engine.update("ada", age = 300) }
        assertInvalid("ageRange", "150") { engine.update("ada", ageRange = AgeRange(13, 1000)) }
        assertInvalid("ageRange", "lower") { engine.update("ada", ageRange = AgeRange(15, 13)) }
        assertInvalid("groupSize", "people") { engine.decide("ada", EMAIL, Context(groupSize = -1)) }
        assertInvalid("at", "9999") { engine.decide("ada", EMAIL, Context(at = Instant.MAX)) }
        assertInvalid("at", "9999") { engine.grant("ada", EMAIL, at = Instant.MIN) }
        assertInvalid("expires", "9999") { engine.grant("ada", EMAIL, expires = Instant.MAX) }
        assertInvalid("case", "number of a case") { engine.respond("ada", -1, "close") }
        assertInvalid("year", "2025") { engine.report("shine_the_light", "ada", year = 100_000) }
        assertInvalid("update", "one of") { engine.update("ada", age = 30, ageRange = AgeRange(18)) }
        assertEquals(0L, engine.verify().events)
    }

    @Test
    fun `what is no permit`() = onEngine { _, _ ->
        assertInvalid("permit", "no permit") { Permit.fromJson("") }
        assertInvalid("permit", "no permit") { Permit.fromJson("""{"user":"ada"}""") }
    }

    @Test
    fun `errors are exceptions with a message and a class`() = onEngine { engine, _ ->
        val error: RuntimeException = thrown<PlacetException.UnknownPurpose> { engine.canProcess("ada", "x") }
        assertTrue(error.toString().startsWith("dev.placet.PlacetException\$UnknownPurpose: unknown purpose `x`"), error.toString())
        assertNotNull(error.stackTrace.firstOrNull { it.className == "dev.placet.Questions" })
    }

}
