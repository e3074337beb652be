// The privacy screen without the screen.

package dev.placet.example

import kotlinx.coroutines.runBlocking
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertInstanceOf
import org.junit.jupiter.api.Assertions.assertNotNull
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.io.TempDir
import java.io.File
import java.time.LocalDate

class PrivacyModelTest {
    @TempDir
    lateinit var folder: File

    private val adult = LocalDate.parse("1990-05-01")

    private fun onModel(work: suspend (PrivacyModel) -> Unit) = runBlocking {
        // the tests run in the folder of the Kotlin package
        PrivacyModel.open("../../../examples/android/policy.toml", folder, "ada").use { work(it) }
    }

    @Test
    fun `the age is asked for first`() = onModel { model ->
        assertEquals(PrivacyState(), model.state.value)
        model.enter(LocalDate.now().plusYears(1))
        assertEquals(Gate.AskAge, model.state.value.gate)
        assertTrue(model.state.value.message.orEmpty().startsWith("invalid `birthdate`"), model.state.value.message)
        model.enter(adult)
        assertEquals(PrivacyState(Gate.Open, newsletterIsOn = false, statisticsAreOn = true), model.state.value)
    }

    @Test
    fun `a child stays outside`() = onModel { model ->
        model.enter(LocalDate.now().minusYears(1))
        val gate = assertInstanceOf(Gate.Closed::class.java, model.state.value.gate)
        assertTrue("guardian" in gate.reason, gate.reason)
        model.setNewsletter(true)
        assertEquals(false, model.state.value.newsletterIsOn)
        assertNotNull(model.state.value.message)
    }

    @Test
    fun `toggles show what may be done, also when the app starts again`() {
        onModel { model ->
            model.enter(adult)
            model.setNewsletter(true)
            model.setStatistics(false)
            assertEquals(PrivacyState(Gate.Open, newsletterIsOn = true), model.state.value)
            model.setNewsletter(false)
            model.setStatistics(true)
            assertEquals(PrivacyState(Gate.Open, statisticsAreOn = true), model.state.value)
            model.setStatistics(false)
        }
        onModel { model -> assertEquals(PrivacyState(Gate.Open), model.state.value) }
    }

    @Test
    fun `a newsletter is sent only where it may be`() = onModel { model ->
        model.enter(adult)
        val sent = mutableListOf<String>()
        model.sendNewsletter { sent += it }
        assertTrue("ask the user for consent" in model.state.value.message.orEmpty(), model.state.value.message)
        model.setNewsletter(true)
        model.sendNewsletter { sent += it }
        model.setNewsletter(false)
        model.sendNewsletter { sent += it }
        assertEquals(listOf("ada"), sent)
    }
}
