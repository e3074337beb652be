// The engine: what product code asks.

package dev.placet

import dev.placet.ffi.NativeClock
import dev.placet.ffi.NativeEngine
import dev.placet.ffi.Opening
import java.nio.file.Path
import java.time.Clock
import java.time.Instant

/**
 * An open policy on an open store: may this user's data be processed for this purpose?
 *
 * ```
 * val engine = Engine.open("policy.toml", "ledger.sqlite")
 * if (engine.canProcess(user, "marketing.email")) sendNewsletter(user)
 * ```
 *
 * Questions ([canProcess], [decide], [require], …) are answered at once. Acts ([grant], [withdraw], …) suspend until they are durable.
 * An engine is shared between threads as it is. Close it when it is not needed any more; every later call throws
 * [PlacetException.Store].
 */
public class Engine private constructor(native: NativeEngine) :
    Ledgers(native),
    AutoCloseable {
    /** Key of the policy. */
    public val policy: String = told { native.policy() }

    /** The path of the store. */
    public val store: String = told { native.store() }

    /** The version of the policy that is in force, as `id@version`; none before the first. */
    public val version: String? get() = told { native.version() }

    /**
     * Registers something of the company's own, or adds to what is registered under that name.
     *
     * An `instrument` of law (GDPR Art. 6(1)(c), 23), a `business_transfer`, a `breach` and each `breach_notice` (Art. 33, 34), evidence
     * of a `control` (Art. 5(2), 32(1)(d)), a `recipient_review` (Art. 28(1)), an `erasure_backup`.
     */
    public suspend fun register(
        kind: String,
        id: String,
        fields: Map<String, String> = emptyMap(),
        at: Instant? = null,
    ): Receipt = act { native.register(whole("kind", kind), whole("id", id), fields, at) }

    /** What the company registered, of one kind or of all, in the order in which it was registered. */
    public fun registered(kind: String? = null): List<Registration> = told { native.registered(kind) }

    /**
     * What is due, the earliest first: data whose term is over (GDPR Art. 5(1)(e)), open cases (Art. 12(3)), notices of breaches
     * (Art. 33, 34), audits and reviews that are late (Art. 32(1)(d)). `at` looks ahead.
     */
    public fun due(at: Instant? = null): List<Due> = told { native.due(at) }.map { it.plain() }

    /**
     * A report, for privacy people.
     *
     * Of the policy: `policy`, `bases`, `differences` (of the last two versions), `processing` (GDPR Art. 30), `retention`, `recipients`.
     * Of what happened: `notices`, `rights`, `erasures`, `controls`, `breaches`, `overdue`. Of one user: `disclosures`, `holdings`,
     * `features` (what a refusal costs), `shine_the_light` (California Civil Code § 1798.83, for a `year`), and those of `notices`,
     * `recipients`, `retention`, `rights` that a user is named for.
     */
    public fun report(kind: String, user: String? = null, year: Int? = null, at: Instant? = null): Map<String, Any?> =
        told { native.report(whole("kind", kind), user, year, at) }.table()

    /** Verifies the whole ledger: every hash, every link, and every state against a new fold of the events. */
    public suspend fun verify(): Verification = act { native.verify() }

    /** Checks a document (its text or its path) as [reload] would, and loads nothing; gives back its warnings. */
    public fun check(policy: String): List<Diagnostic> = told { native.check(whole("policy", policy)) }

    /** Loads a further version of the policy (its text or its path) while calls go on, and says what changes. */
    public suspend fun reload(policy: String): Reloaded = act { native.reload(whole("policy", policy)) }

    /** Lets go of the store; calls that are under way finish first. To close twice is no fault. */
    override fun close() {
        native.closeStore()
    }

    override fun toString(): String = "Engine(policy=$policy, store=$store)"

    public companion object {
        /** The store that is in memory, and gone with the engine. */
        public const val IN_MEMORY: String = "memory:"

        /**
         * Opens a policy on a store.
         *
         * `policy` is the text of a document or its path. `store` is the path of the ledger's file, or `memory:`. `clock` is for tests
         * and replays. `pseudonymKey`, of at least 16 bytes, makes the pseudonyms of a policy's `transform = "hash"`. `key`, of 32 bytes
         * from the Android Keystore say, seals what the store holds. With `policyKeys`, public keys of 64 hexadecimal digits, only
         * policies that one of them signed are taken, and never an older one in the place of a newer.
         *
         * It reads the store's file: on Android, call it off the main thread.
         */
        @JvmStatic
        @JvmOverloads
        public fun open(
            policy: String,
            store: String,
            clock: Clock? = null,
            pseudonymKey: ByteArray? = null,
            key: ByteArray? = null,
            policyKeys: List<String> = emptyList(),
        ): Engine = open(listOf(policy), store, clock, pseudonymKey, key, policyKeys)

        /** Opens several versions of one policy. */
        @JvmStatic
        @JvmOverloads
        public fun open(
            policy: List<String>,
            store: String,
            clock: Clock? = null,
            pseudonymKey: ByteArray? = null,
            key: ByteArray? = null,
            policyKeys: List<String> = emptyList(),
        ): Engine {
            val documents = policy.map { whole("policy", it) }
            val hands = clock?.let(::Hands)
            val opening = Opening(documents, whole("store", store), hands, pseudonymKey, key, policyKeys)
            return Engine(told { NativeEngine.open(opening) })
        }

        /** Opens a policy in a file on a store in a file. */
        @JvmStatic
        @JvmOverloads
        public fun open(
            policy: Path,
            store: Path,
            clock: Clock? = null,
            pseudonymKey: ByteArray? = null,
            key: ByteArray? = null,
            policyKeys: List<String> = emptyList(),
        ): Engine = open(policy.toString(), store.toString(), clock, pseudonymKey, key, policyKeys)
    }
}

/** A clock of Kotlin, as the library asks it. */
private class Hands(private val clock: Clock) : NativeClock {
    override fun now(): Instant = clock.instant()
}

/** The version of the package. */
public val version: String get() = dev.placet.ffi.version()
