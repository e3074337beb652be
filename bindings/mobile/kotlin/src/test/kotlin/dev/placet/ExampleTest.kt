// The logic of the Android example, as it is.

package dev.placet

import dev.placet.example.PrivacyModel
import java.nio.file.Path
import java.time.LocalDate
import kotlinx.coroutines.runBlocking
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertFalse
import org.junit.jupiter.api.Assertions.assertNotNull
import org.junit.jupiter.api.Assertions.assertNull
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test

class ExampleTest {
    private fun screen(test: suspend (Engine, PrivacyModel) -> Unit) {
        val policy = Path.of("../../../examples/policies/pythonmaster.toml").toString()
        Engine.open(policy, Engine.IN_MEMORY).use { engine -> runBlocking { test(engine, PrivacyModel(engine, "ada")) } }
    }

    @Test
    fun `a grown-up turns offers on and off`() = screen { engine, model ->
        assertTrue(model.state.value.asksForAge)
        model.begin(LocalDate.of(1990, 5, 5), "DE")
        assertFalse(model.state.value.asksForAge || model.state.value.isTooYoung || model.state.value.offers)
        model.setOffers(true)
        assertTrue(model.state.value.offers)
        var sent = 0
        assertTrue(model.offer { sent += 1 })
        model.setOffers(false)
        assertFalse(model.state.value.offers)
        assertFalse(model.offer { sent += 1 })
        assertEquals(1, sent)
        assertNotNull(model.state.value.message)
        assertEquals(listOf("update", "grant", "withdraw"), engine.history("ada").map { it.act })
    }

    @Test
    fun `analytics are on until the user objects`() = screen { _, model ->
        model.begin(LocalDate.of(1990, 5, 5), "DE")
        val before = model.state.value.analytics
        model.setAnalytics(false)
        assertFalse(model.state.value.analytics)
        model.setAnalytics(true)
        assertEquals(before, model.state.value.analytics)
        assertNull(model.state.value.message)
    }

    @Test
    fun `a child does not come in`() = screen { _, model ->
        model.begin(LocalDate.now().minusYears(9), "DE")
        assertTrue(model.state.value.isTooYoung)
        model.setOffers(true)
        assertFalse(model.state.value.offers)
    }
}
