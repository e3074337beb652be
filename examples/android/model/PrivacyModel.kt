// What the privacy screen shows and does. It knows nothing of Android, and the tests run it everywhere.

package dev.placet.example

import dev.placet.Decision
import dev.placet.Engine
import dev.placet.PlacetException
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.flow.MutableStateFlow
import kotlinx.coroutines.flow.StateFlow
import kotlinx.coroutines.flow.asStateFlow
import kotlinx.coroutines.withContext
import java.io.File
import java.time.LocalDate

/** What stands before the choices. */
sealed interface Gate {
    /** Nothing. */
    data object Open : Gate

    /** The age has to be asked for. */
    data object AskAge : Gate

    /** The user may not use the app, for this reason. */
    data class Closed(val reason: String) : Gate
}

/** What the screen shows. */
data class PrivacyState(
    val gate: Gate = Gate.AskAge,
    /** The toggles show what may be done now, and not what was tapped last. */
    val newsletterIsOn: Boolean = false,
    val statisticsAreOn: Boolean = false,
    /** What to tell the user: why something was not done, and what would change it. */
    val message: String? = null,
)

/** An age gate, two choices, and a newsletter that is sent only where it may be. */
class PrivacyModel(private val engine: Engine, private val user: String) : AutoCloseable by engine {
    private val shown = MutableStateFlow(look(null))

    val state: StateFlow<PrivacyState> = shown.asStateFlow()

    /** The user entered the day of birth. */
    suspend fun enter(birthdate: LocalDate) = act { engine.update(user, birthdate = birthdate, account = "active") }

    /** The user moved the first toggle. */
    suspend fun setNewsletter(isOn: Boolean) = act {
        if (isOn) engine.grant(user, NEWSLETTER, method = "settings") else engine.withdraw(user, NEWSLETTER, method = "settings")
    }

    /** The user moved the second toggle. Statistics rest on a legitimate interest, so they are refused and not consented to. */
    suspend fun setStatistics(isOn: Boolean) = act {
        if (isOn) engine.optIn(user, STATISTICS, method = "settings") else engine.optOut(user, STATISTICS, method = "settings")
    }

    /** Sends a newsletter, if it may be sent. Asked at the moment of sending: what the toggle showed may be old. */
    suspend fun sendNewsletter(send: suspend (user: String) -> Unit) = act {
        engine.guard(user, NEWSLETTER) { permit -> send(permit.user) }
    }

    /** Does something and shows what came of it. */
    private suspend fun act(work: suspend () -> Unit) {
        val message = try {
            work()
            null
        } catch (denied: PlacetException.Denied) {
            denied.decision.why()
        } catch (error: PlacetException) {
            error.message
        }
        shown.value = look(message)
    }

    private fun look(message: String?): PrivacyState =
        try {
            val gate = gate(engine.decide(user, ACCOUNT))
            PrivacyState(gate, engine.canProcess(user, NEWSLETTER), engine.canProcess(user, STATISTICS), message)
        } catch (error: PlacetException) {
            // where there is no answer, there is no permission
            PrivacyState(Gate.Closed(error.message), message = message)
        }

    private fun gate(decision: Decision): Gate =
        when {
            decision.allowed -> Gate.Open
            decision.remedy?.action == "ask_age" -> Gate.AskAge
            else -> Gate.Closed(decision.why())
        }

    private fun Decision.why(): String = remedy?.text ?: text

    companion object {
        const val NEWSLETTER = "marketing.newsletter"
        const val STATISTICS = "analytics.product"
        private const val ACCOUNT = "essential.service.account"

        /** Opens the policy that ships inside the app, on a ledger in this folder. */
        suspend fun open(policy: String, folder: File, user: String): PrivacyModel =
            // opening reads the ledger's file, which is nothing for the thread that draws
            withContext(Dispatchers.IO) { PrivacyModel(Engine.open(policy, folder.resolve("ledger.sqlite").path), user) }
    }
}
