// Choices, and what becomes known of users.

package dev.placet

import dev.placet.ffi.ActOptions
import dev.placet.ffi.GrantOptions
import dev.placet.ffi.GuardianOptions
import dev.placet.ffi.NativeEngine
import dev.placet.ffi.Signal
import dev.placet.ffi.Update
import java.time.Instant
import java.time.LocalDate

/** Everything. */
private const val ALL = "*"

/**
 * What users, and guardians for them, let happen and refuse, and what becomes known of them.
 *
 * An act is durable, and seen by every process on the store, when its call returns. It is carried out on a thread for waiting, and once
 * it has begun it is finished, also where the coroutine is cancelled: nobody has to guess whether a withdrawal was recorded.
 */
public sealed class Choices(native: NativeEngine) : Questions(native) {
    /** Records that consent was given to a purpose, or to all consent purposes below a node (GDPR Art. 7). */
    public suspend fun grant(
        user: String,
        purpose: String,
        by: String? = null,
        kind: ConsentKind = ConsentKind.EXPLICIT,
        notice: String? = null,
        expires: Instant? = null,
        method: String? = null,
        channel: String? = null,
        recipient: String? = null,
        destination: String? = null,
        at: Instant? = null,
    ): Receipt {
        val options = GrantOptions(by, kind, notice, expires, method, channel, recipient, destination, at)
        return act { native.grant(whole("user", user), whole("purpose", purpose), options) }
    }

    /** Records that consent was taken back, for a purpose, a node, a group or `*` (GDPR Art. 7(3)). */
    public suspend fun withdraw(
        user: String,
        purpose: String,
        by: String? = null,
        method: String? = null,
        channel: String? = null,
        recipient: String? = null,
        destination: String? = null,
        at: Instant? = null,
    ): Receipt {
        val options = ActOptions(by, method, null, channel, recipient, destination, at)
        return act { native.withdraw(whole("user", user), whole("purpose", purpose), options) }
    }

    /** Records that the user opted out of a purpose, a node, a group or `*`. */
    public suspend fun optOut(
        user: String,
        purpose: String,
        by: String? = null,
        method: String? = null,
        channel: String? = null,
        recipient: String? = null,
        destination: String? = null,
        at: Instant? = null,
    ): Receipt {
        val options = ActOptions(by, method, null, channel, recipient, destination, at)
        return act { native.optOut(whole("user", user), whole("purpose", purpose), options) }
    }

    /** Records that the user took an opt-out or an objection back. It is no consent. */
    public suspend fun optIn(
        user: String,
        purpose: String,
        by: String? = null,
        method: String? = null,
        channel: String? = null,
        recipient: String? = null,
        destination: String? = null,
        at: Instant? = null,
    ): Receipt {
        val options = ActOptions(by, method, null, channel, recipient, destination, at)
        return act { native.optIn(whole("user", user), whole("purpose", purpose), options) }
    }

    /** Records an objection (GDPR Art. 21): it suspends the purpose until it is overruled; for direct marketing it is absolute. */
    public suspend fun objectTo(
        user: String,
        purpose: String,
        ground: String? = null,
        by: String? = null,
        method: String? = null,
        channel: String? = null,
        recipient: String? = null,
        destination: String? = null,
        at: Instant? = null,
    ): Receipt {
        val options = ActOptions(by, method, ground, channel, recipient, destination, at)
        return act { native.objectTo(whole("user", user), whole("purpose", purpose), options) }
    }

    /** Records that compelling grounds override an objection (GDPR Art. 21(1)), with the reason. */
    public suspend fun overruleObjection(user: String, purpose: String, reason: String, at: Instant? = null): Receipt =
        act {
            native.overruleObjection(whole("user", user), whole("purpose", purpose), whole("reason", reason), ActOptions(at = at))
        }

    /** Restricts processing (GDPR Art. 18) of a purpose, a node or a group; of everything by default. */
    public suspend fun restrict(user: String, purpose: String = ALL, ground: String? = null, at: Instant? = null): Receipt =
        act { native.restrict(whole("user", user), whole("purpose", purpose), ActOptions(ground = ground, at = at)) }

    /** Lifts the restriction of a node and of all below it; of everything by default. */
    public suspend fun liftRestriction(user: String, purpose: String = ALL, at: Instant? = null): Receipt =
        act { native.liftRestriction(whole("user", user), whole("purpose", purpose), ActOptions(at = at)) }

    /** Records that the user was shown a notice or a version of the policy. It is evidence, and grants nothing. */
    public suspend fun acknowledge(
        user: String,
        notice: String,
        agrees: Boolean = true,
        method: String? = null,
        at: Instant? = null,
    ): Receipt = act { native.acknowledge(whole("user", user), whole("notice", notice), agrees, ActOptions(method = method, at = at)) }

    /** Records what became known of a user; what is not given stays as it was. Of `birthdate`, `age` and `ageRange` one can be given. */
    public suspend fun update(
        user: String,
        birthdate: LocalDate? = null,
        age: Int? = null,
        ageRange: AgeRange? = null,
        assurance: String? = null,
        source: String? = null,
        residence: String? = null,
        residenceSource: String? = null,
        account: String? = null,
        kind: String? = null,
        at: Instant? = null,
    ): Receipt {
        val known = Update(birthdate?.toString(), age, ageRange, assurance, source, residence, residenceSource, account, kind, at)
        return act { native.update(whole("user", user), known) }
    }

    /** Records who holds parental responsibility, or claims to where it is `pending`. */
    public suspend fun linkGuardian(
        user: String,
        guardian: String,
        pending: Boolean = false,
        method: String? = null,
        evidence: String? = null,
        at: Instant? = null,
    ): Receipt {
        val options = GuardianOptions(pending, method, evidence, at)
        return act { native.linkGuardian(whole("user", user), whole("guardian", guardian), options) }
    }

    /** Records that parental responsibility ended; the guardian's consents end with it. */
    public suspend fun unlinkGuardian(user: String, guardian: String, at: Instant? = null): Receipt =
        act { native.unlinkGuardian(whole("user", user), whole("guardian", guardian), ActOptions(at = at)) }

    /**
     * Records what a browser, a device or a register says for the user. A signal that is off grants nothing.
     *
     * A signal is `true` or `false`; `tcf` and `gpp` may be consent strings: each is an act of its own, recorded after the others and
     * with one commit, and the receipt is the last act's.
     */
    public suspend fun applySignals(user: String, signals: Map<String, Any>, at: Instant? = null): Receipt {
        val said = signals.entries.associate { (name, state) ->
            whole("signals", name) to when (state) {
                is Boolean -> Signal.Switch(state)
                is String -> Signal.Text(whole("signals", state))
                else -> throw invalid("signals", "a signal is on (`true`, `\"1\"`), off (`false`, `\"0\"`), or a consent string")
            }
        }
        return act { native.applySignals(whole("user", user), said, ActOptions(at = at)) }
    }

    /**
     * Takes in a TC string (`tcf`) or a GPP string (`gpp`), and says what became of it.
     *
     * A consent in a string grants nothing here: it was not given under this policy's notice (GDPR Art. 7(1)).
     */
    public suspend fun applyConsentString(user: String, framework: String, string: String, at: Instant? = null): ConsentStringTaken =
        act {
            native.applyConsentString(whole("user", user), whole("framework", framework), whole("string", string), ActOptions(at = at))
        }

    /**
     * Records what the headers of a request say for the user (`Sec-GPC`, `DNT`); none where they say nothing new.
     *
     * The case of their names does not matter. A header that is not sent switches nothing off.
     */
    public suspend fun applyHeaders(user: String, headers: Map<String, String>, at: Instant? = null): Receipt? =
        act { native.applyHeaders(whole("user", user), headers, ActOptions(at = at)) }

    /**
     * Records that a visitor turned out to be this user; the more protective of both holds from now on (GDPR Art. 4(11)).
     *
     * Every standing refusal of the visitor becomes the user's, and so does a live consent where the user refused nothing of it.
     */
    public suspend fun join(user: String, visitor: String, at: Instant? = null): Receipt =
        act { native.join(whole("user", user), whole("visitor", visitor), ActOptions(at = at)) }

    /** Records that the two are not the same person after all. What was carried over stays until it is taken back. */
    public suspend fun part(user: String, visitor: String, at: Instant? = null): Receipt =
        act { native.part(whole("user", user), whole("visitor", visitor), ActOptions(at = at)) }
}
