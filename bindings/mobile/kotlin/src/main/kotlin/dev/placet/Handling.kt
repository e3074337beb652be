// Handling of data: what happened, what was collected and disclosed, decisions to be proved, holds, disposal; and rights.

package dev.placet

import dev.placet.ffi.ActOptions
import dev.placet.ffi.ExportOptions
import dev.placet.ffi.NativeEngine
import dev.placet.ffi.RecordOptions
import dev.placet.ffi.RequestOptions
import dev.placet.ffi.Response
import java.time.Instant

/** What the application does with data, and what users may ask of it. */
public sealed class Handling(native: NativeEngine) : Choices(native) {
    /**
     * Records that something happened on which a clock, a condition or a report hangs: a feature was activated, a course completed.
     *
     * `account_closed`, `account_terminated` and `account_reopened` change the account. Details hold no personal data.
     */
    public suspend fun record(
        user: String,
        event: String,
        reference: String? = null,
        on: Instant? = null,
        details: Map<String, String> = emptyMap(),
        at: Instant? = null,
    ): Receipt = act { native.record(whole("user", user), whole("event", event), RecordOptions(reference, on, details, at)) }

    /**
     * Collects data for a purpose: decides, and keeps on record what was collected and from where (GDPR Art. 14(2)(f)).
     *
     * Throws [PlacetException.Denied], which has the decision; then nothing was recorded.
     */
    public suspend fun collect(user: String, purpose: String, context: Context): Receipt =
        act { native.collect(whole("user", user), whole("purpose", purpose), context) }

    /**
     * Gives data to a recipient: decides, and keeps the disclosure on record (GDPR Art. 15(1)(c), 30(1)(d)).
     *
     * Throws [PlacetException.Denied], which has the decision; then nothing was recorded.
     */
    public suspend fun disclose(user: String, purpose: String, recipient: String, context: Context? = null): Receipt =
        act { native.disclose(whole("user", user), whole("purpose", purpose), whole("recipient", recipient), context) }

    /** Decides, and keeps the decision in the ledger with its inputs, so that it can be proved (GDPR Art. 5(2)). */
    public suspend fun audit(user: String, purpose: String, context: Context? = null): Audited =
        act { native.audit(whole("user", user), whole("purpose", purpose), context) }

    /** Suspends disposal and erasure of some categories, or of all, and nothing else (GDPR Art. 17(3)(e)). */
    public suspend fun hold(
        user: String,
        hold: String,
        reason: String,
        categories: List<String> = emptyList(),
        at: Instant? = null,
    ): Receipt = act { native.hold(whole("user", user), whole("hold", hold), whole("reason", reason), categories, at) }

    /** Ends a hold. */
    public suspend fun release(user: String, hold: String, at: Instant? = null): Receipt =
        act { native.release(whole("user", user), whole("hold", hold), at) }

    /** Records that the application disposed of what a retention rule is about (GDPR Art. 5(1)(e)); [Engine.due] says of what. */
    public suspend fun dispose(user: String, rule: String, method: String = "delete", at: Instant? = null): Receipt =
        act { native.dispose(whole("user", user), whole("rule", rule), whole("method", method), at) }

    /**
     * Opens a case: somebody exercises a right of the user's, complains, inquires or reports a child (GDPR Art. 12, 15 to 22).
     *
     * It says by when it has to be answered and what has to be done. Without a right, the `subject` line names it. `decision` is the
     * position of the audited decision that is contested.
     */
    public suspend fun request(
        user: String,
        right: String = "",
        by: String? = null,
        channel: String? = null,
        about: List<String> = emptyList(),
        recipient: String? = null,
        decision: String? = null,
        mode: String? = null,
        reason: String? = null,
        subject: String? = null,
        at: Instant? = null,
    ): Case {
        val options = RequestOptions(by, channel, about, recipient, decision, mode, reason, subject, at)
        return act { native.request(whole("user", user), whole("right", right), options) }
    }

    /**
     * Takes a step in a case: `verify`, `acknowledge` a task, `fulfil`, `refuse` with a reason (GDPR Art. 12(4)), `close` with an
     * outcome.
     */
    public suspend fun respond(
        user: String,
        case: Long,
        action: String,
        task: String? = null,
        outcome: String? = null,
        reason: String? = null,
        actor: String? = null,
        attests: Map<String, Boolean> = emptyMap(),
        at: Instant? = null,
    ): Case {
        val response = Response(whole("action", action), task, outcome, reason, actor, attests, at)
        return act { native.respond(whole("user", user), case, response) }
    }

    /** All cases of a user, the first first. */
    public fun cases(user: String): List<Case> = told { native.cases(whole("user", user)) }

    /**
     * A user's record as plain data: sources and uses, purposes, recipients, decisions, cases, events (GDPR Art. 15, 20).
     *
     * Without `case` and `actor` it is the application's own copy, whole, for [importData] in another engine.
     */
    public suspend fun export(
        user: String,
        subset: String? = null,
        case: Long? = null,
        actor: String? = null,
        attests: Map<String, Boolean> = emptyMap(),
    ): Map<String, Any?> = act { native.export(whole("user", user), ExportOptions(subset, case, actor, attests)) }.table()

    /**
     * Takes in what [export] gave in another engine: all of it with one commit, or nothing (GDPR Art. 20(2)).
     *
     * The events keep their instants. The receipt obliges to look at each `unknown_purpose` that they name and this policy does not.
     */
    public suspend fun importData(data: Map<String, *>, at: Instant? = null): Receipt {
        val given = valueOf("export", data)
        return act { native.importData(given, at) }
    }

    /** What an erasure would take, what would stay, why and until when, and who has to be told (GDPR Art. 17(3), 19). */
    public fun erasurePlan(user: String, at: Instant? = null): List<Task> = told { native.erasurePlan(whole("user", user), at) }

    /**
     * Erases a user from the ledger (GDPR Art. 17): every event loses its content, and the chain stays verifiable.
     *
     * Where a hold or a floor of law keeps something ([erasurePlan] says what), the user is `erased` all the same, and the events stay
     * until nothing is kept any more and this is called again. The receipt obliges to tell every recipient (Art. 19).
     */
    public suspend fun erase(user: String, at: Instant? = null): Receipt =
        act { native.erase(whole("user", user), ActOptions(at = at)) }

    /** One user's events, the first first; empty for a stranger. */
    public fun history(user: String): List<HistoryEntry> = told { native.history(whole("user", user)) }.map { it.plain() }
}
