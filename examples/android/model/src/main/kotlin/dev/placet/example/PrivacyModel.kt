// What the privacy screen knows and does, without a word of Android: the tests run it as it is.

package dev.placet.example

import dev.placet.Engine
import dev.placet.PlacetException
import java.time.LocalDate
import kotlinx.coroutines.flow.MutableStateFlow
import kotlinx.coroutines.flow.StateFlow
import kotlinx.coroutines.flow.asStateFlow

/** What stands on the screen. */
public data class PrivacyState(
    /** Whether the user has still to say when they were born. */
    val asksForAge: Boolean,
    /** Whether the user is too young for the app. */
    val isTooYoung: Boolean,
    /** Whether offers by e-mail are on. */
    val offers: Boolean,
    /** Whether the app may learn from how it is used. */
    val analytics: Boolean,
    /** What the last attempt came to, in words for the user. */
    val message: String? = null,
)

/** The privacy screen of one user: an age gate, two toggles, and something that is only done when it may be. */
public class PrivacyModel(private val engine: Engine, private val user: String) {
    private val shown = MutableStateFlow(look(asksForAge = engine.history(user).isEmpty()))

    /** What stands on the screen. */
    public val state: StateFlow<PrivacyState> = shown.asStateFlow()

    /** The user says when they were born, and that they want an account. */
    public suspend fun begin(birthdate: LocalDate, residence: String) {
        engine.update(user, birthdate = birthdate, residence = residence, account = "active")
        shown.value = look(asksForAge = false)
    }

    /** The toggle for offers: a consent, and its withdrawal, which is one touch too (GDPR Art. 7(3)). */
    public suspend fun setOffers(on: Boolean) {
        answer { if (on) engine.grant(user, OFFERS, method = "toggle") else engine.withdraw(user, OFFERS, method = "toggle") }
    }

    /** The toggle for analytics, which rests on a legitimate interest: on until the user objects (GDPR Art. 21(1)). */
    public suspend fun setAnalytics(on: Boolean) {
        answer { if (on) engine.optIn(user, ANALYTICS) else engine.optOut(user, ANALYTICS) }
    }

    /** Sends an offer, if it may be sent; `send` is the app's own. */
    public fun offer(send: () -> Unit): Boolean =
        try {
            engine.require(user, OFFERS)
            send()
            true
        } catch (denied: PlacetException.Denied) {
            shown.value = look(asksForAge = false).copy(message = denied.message)
            false
        }

    private suspend fun answer(act: suspend () -> Unit) {
        val message =
            try {
                act()
                null
            } catch (refused: PlacetException.Refused) {
                refused.message
            }
        shown.value = look(asksForAge = false).copy(message = message)
    }

    private fun look(asksForAge: Boolean): PrivacyState {
        val account = engine.decide(user, ACCOUNT)
        return PrivacyState(
            asksForAge = asksForAge,
            isTooYoung = "age_below_minimum" in account.reasons,
            offers = engine.canProcess(user, OFFERS),
            analytics = engine.canProcess(user, ANALYTICS),
        )
    }

    private companion object {
        const val ACCOUNT = "essential.service.account"
        const val OFFERS = "marketing.email"
        const val ANALYTICS = "analytics.product"
    }
}
