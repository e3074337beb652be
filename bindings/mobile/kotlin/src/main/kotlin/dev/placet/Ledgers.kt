// Ledgers that meet, and who is told what happens.

package dev.placet

import dev.placet.ffi.NativeEngine
import dev.placet.ffi.NativeListener
import dev.placet.ffi.NativeNotification
import java.time.Instant
import kotlinx.coroutines.channels.Channel
import kotlinx.coroutines.channels.awaitClose
import kotlinx.coroutines.flow.Flow
import kotlinx.coroutines.flow.buffer
import kotlinx.coroutines.flow.callbackFlow

/** What a merge did. */
public typealias Merged = dev.placet.ffi.Merged

/** What happened. */
public sealed interface Notification {
    /** An act was recorded, here or by another process on the store. */
    public data class Recording(
        /** Its position in the ledger, from 1. */
        val position: Long,
        /** The user; empty for an erasure by another process, and for what the company registers. */
        val user: String,
        /** The operation: `withdraw`. */
        val operation: String,
        /** When it happened. */
        val at: Instant,
        /** Whether it was merged from another ledger. */
        val merged: Boolean,
    ) : Notification

    /** A version of the policy was loaded. */
    public data class Reload(
        /** The version, as `id@version`. */
        val policy: String,
        /** Purposes whose consents of an earlier notice it outdates. */
        val outdated: List<String>,
    ) : Notification

    /** A full answer allowed what enforcement would have denied: the purpose has `mode = "observe"`. */
    public data class WouldDeny(
        /** The user. */
        val user: String,
        /** The purpose. */
        val purpose: String,
        /** The codes of the reasons. */
        val reasons: List<String>,
    ) : Notification
}

private fun NativeNotification.plain(): Notification =
    when (this) {
        is NativeNotification.Act -> Notification.Recording(position, user, operation, at, merged)
        is NativeNotification.Reload -> Notification.Reload(policy, outdated)
        is NativeNotification.WouldDeny -> Notification.WouldDeny(user, purpose, reasons)
    }

/** A ledger among others: a device that was offline and its backend, say. */
public sealed class Ledgers(native: NativeEngine) : Handling(native) {
    /** The name of this ledger among others: the same in every process on it. */
    public val ledger: String = told { native.ledger() }

    /**
     * What was recorded behind a position, as JSON text for [merge] in another ledger; `0` is the beginning.
     *
     * Ask with the `until` of the last answer that the other ledger took in. It holds names and acts in the clear: send it to whom it
     * concerns, by a channel that keeps it secret, and give `user` where a device is to know of its own user only.
     */
    public fun changes(since: Long = 0, user: String? = null): String = told { native.changes(since, user) }

    /**
     * Takes in what [changes] gave in another ledger on the same policy: all of it with one commit, or nothing.
     *
     * Whatever the order in which ledgers meet, they come to know the same, and a withdrawal is never undone by a grant that did not
     * know of it. With `user`, only that user's changes are taken: what somebody who is signed in as that user may send.
     */
    public suspend fun merge(changes: String, user: String? = null): Merged =
        act { native.merge(whole("changes", changes), user) }

    /**
     * Every act that is recorded from now on, reloads, and what enforcement would have denied.
     *
     * Nothing is lost while a collector is slow: what it has not taken yet waits in memory. What another process recorded is told when
     * this engine next looks at the ledger, at its next question or act.
     */
    public val notifications: Flow<Notification> =
        callbackFlow {
            val subscription = told { native.subscribe(Listener { trySend(it) }) }
            awaitClose { subscription.end() }
        }.buffer(Channel.UNLIMITED)
}

/** A function that is told, as the library calls it. */
private class Listener(private val tell: (Notification) -> Unit) : NativeListener {
    override fun told(notification: NativeNotification) = tell(notification.plain())
}
