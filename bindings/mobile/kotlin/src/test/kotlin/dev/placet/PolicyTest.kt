// Policies: what loads, what does not and why, and what a reload changes.

package dev.placet

import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertNull
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.io.TempDir
import java.nio.file.Path
import kotlin.io.path.writeText

class PolicyTest {
    @Test
    fun `policies are text or paths, and versions belong together`(@TempDir folder: Path) {
        val path = folder.resolve("shop.toml").apply { writeText(POLICY) }
        for (policy in listOf(POLICY, path.toString())) {
            Engine.open(policy, Engine.IN_MEMORY).use { engine ->
                assertEquals(listOf("shop", "shop@2024-10-01", "memory:"), listOf(engine.policy, engine.version, engine.store))
            }
        }
        assertInvalid("policy", "open an engine for each") {
            Engine.open(listOf(POLICY, POLICY.replace("\"shop\"", "\"other\"")), Engine.IN_MEMORY)
        }
        val future = POLICY.replace("2024-10-01", "2999-01-01").replace("2026-10-01", "2999-10-01")
        Engine.open(future, Engine.IN_MEMORY).use { assertNull(it.version) }
    }

    @Test
    fun `a file that is not there is said to be missing`(@TempDir folder: Path) {
        val path = folder.resolve("none.toml").toString()
        assertInvalid("policy", path) { Engine.open(path, Engine.IN_MEMORY) }
        assertInvalid("store", "memory:") { Engine.open(POLICY, "") }
    }

    @Test
    fun `a fault has a place and a help, and all come at once`() {
        val wrong = POLICY.replace("minimum = 14", "minimum = \"old\"").replace("basis = [\"consent\"]", "bassis = [\"consent\"]")
        val error = thrown<PlacetException.Policy> { Engine.open(wrong, Engine.IN_MEMORY) }
        assertEquals("policy_error", error.code)
        val faults = error.diagnostics.filter { it.severity == Severity.ERROR }
        val first = faults.first { it.code == "unknown_field" }
        val line = POLICY.lines().indexOf("[purposes.\"marketing.email\"]") + 2L
        assertEquals(listOf("<text>", line, 1L), listOf(first.place.file, first.place.line, first.place.column))
        assertEquals("bassis".length.toLong(), first.place.end - first.place.start)
        assertTrue("basis" in first.help.orEmpty(), first.help)
        assertTrue(first.text in error.message, error.message)
        assertTrue(faults.any { it.code == "wrong_type" })
    }

    @Test
    fun `no document that is empty, half or at odds with itself is loaded`() {
        val cases = listOf(
            "\n" to "empty",
            """{"policy": {"id": "shop",""" to "syntax",
            "policy = \n" to "syntax",
            POLICY.replace("[policy]", "[policy]\nbases = [\"contract\"]") to "basis_not_allowed",
        )
        for ((policy, code) in cases) {
            val error = thrown<PlacetException.Policy> { Engine.open(policy, Engine.IN_MEMORY) }
            assertTrue(error.diagnostics.any { it.code == code }, "$code: ${error.message}")
        }
    }

    @Test
    fun `a reload says what changes, and one that fails changes nothing`() = onEngine { engine, _ ->
        adult(engine)
        engine.grant("ada", EMAIL)
        val later = POLICY.replace("2024-10-01", "2025-01-01")
            .replace("[age]", "[purposes.\"marketing.post\"]\nbasis = [\"consent\"]\ncategories = [\"user.contact\"]\n\n[age]")
        thrown<PlacetException.Policy> { engine.reload(later.replace("basis = [\"contract\"]", "basis = [\"whim\"]")) }
        assertEquals("shop@2024-10-01", engine.version)
        thrown<PlacetException.UnknownPurpose> { engine.canProcess("ada", "marketing.post") }
        assertEquals(emptyList<Diagnostic>(), engine.check(later).filter { it.severity == Severity.ERROR })
        val reloaded = engine.reload(later)
        assertEquals("shop@2025-01-01", reloaded.version)
        assertEquals(listOf("marketing.post"), reloaded.difference?.added)
        assertEquals("shop@2025-01-01", engine.version)
        assertEquals(false, engine.canProcess("ada", "marketing.post"))
    }
}
