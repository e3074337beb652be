// Permits: short-lived proof that a question was allowed.

package dev.placet

import dev.placet.ffi.NativePermit
import dev.placet.ffi.readPermit
import java.time.Instant

/**
 * Short-lived proof that a question was allowed, for a queue or a worker to check again with [Engine.recheck].
 *
 * It is no key: a withdrawal ends it, whoever holds it.
 */
public class Permit internal constructor(private val native: NativePermit) {
    /** The user. */
    public val user: String get() = native.user

    /** The purpose. */
    public val purpose: String get() = native.purpose

    /** What the question said besides. */
    public val context: Context get() = native.context

    /** When it was given. */
    public val issuedAt: Instant get() = native.issuedAt

    /** When it is over: a minute later, or earlier when the decision itself can change. */
    public val expiresAt: Instant get() = native.expiresAt

    /** The version of the policy, as `id@version`. */
    public val policy: String? get() = native.policy

    /** The permit as JSON, to travel through a queue. */
    public fun toJson(): String = native.json

    override fun equals(other: Any?): Boolean = other is Permit && other.native.json == native.json

    override fun hashCode(): Int = native.json.hashCode()

    /** What logs show: no user. */
    override fun toString(): String = "Permit(purpose=$purpose, expiresAt=$expiresAt)"

    public companion object {
        /** The permit that [toJson] wrote. */
        @JvmStatic
        public fun fromJson(json: String): Permit = Permit(told { readPermit(whole("permit", json)) })
    }
}
