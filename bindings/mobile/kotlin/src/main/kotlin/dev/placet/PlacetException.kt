// Errors: one class for each kind, the same kinds and codes in every language.

package dev.placet

import dev.placet.ffi.NativeException
import java.nio.charset.CharacterCodingException

/**
 * An error of this package. The message is for people and no interface; the [code] is stable.
 *
 * ```
 * try {
 *     engine.grant(user, "marketing.email")
 * } catch (refused: PlacetException.Refused) {
 *     showWhy(refused.reason)
 * }
 * ```
 */
public sealed class PlacetException(
    /** The stable code of the kind. */
    public val code: String,
    override val message: String,
) : RuntimeException(message) {
    /** A policy document has errors and was not loaded. */
    public class Policy internal constructor(
        message: String,
        /** All faults and warnings, in the order of the document. */
        public val diagnostics: List<Diagnostic>,
    ) : PlacetException("policy_error", message)

    /** A purpose that no version of the policy declares. */
    public class UnknownPurpose internal constructor(
        message: String,
        /** The name that was asked for, cut to 200 characters. */
        public val purpose: String,
        /** The declared name that is most like it. */
        public val nearest: String?,
    ) : PlacetException("unknown_purpose", message)

    /** A data category that is in no taxonomy. */
    public class UnknownCategory internal constructor(
        message: String,
        /** The name that was given, cut to 200 characters. */
        public val category: String,
        /** The known name that is most like it. */
        public val nearest: String?,
    ) : PlacetException("unknown_category", message)

    /** A schema that the policy in force does not declare. */
    public class UnknownSchema internal constructor(
        message: String,
        /** The name that was given, cut to 200 characters. */
        public val schema: String,
        /** The declared name that is most like it. */
        public val nearest: String?,
    ) : PlacetException("unknown_schema", message)

    /** An argument that can't be meant; the message says what to do. */
    public class InvalidArgument internal constructor(
        message: String,
        /** The name of the argument. */
        public val argument: String,
    ) : PlacetException("invalid_argument", message)

    /** An act that the policy or the law turns down; nothing was recorded. */
    public class Refused internal constructor(
        message: String,
        /** The code of the reason. */
        public val reason: String,
    ) : PlacetException("refused", message)

    /** A demand met a denial, and nothing was recorded: of `require`, `recheck`, `collect`, `disclose` and `guard`. */
    public class Denied internal constructor(
        message: String,
        /** The whole decision. */
        public val decision: Decision,
    ) : PlacetException("denied", message)

    /** The store can't be opened, read or written. */
    public class Store internal constructor(
        message: String,
        /** The path of the store. */
        public val path: String,
    ) : PlacetException("store_error", message)

    /** The store's content is not what was written; the file is kept as it is. */
    public class Integrity internal constructor(
        message: String,
        /** The path of the store. */
        public val path: String,
    ) : PlacetException("integrity_error", message)

    /** A fault of the library itself; please report it. */
    public class Internal internal constructor(message: String) : PlacetException("internal", message)
}

/** An argument that can't be meant. */
internal fun invalid(argument: String, message: String): PlacetException.InvalidArgument =
    PlacetException.InvalidArgument("invalid `$argument`: $message", argument)

private const val SURROGATE =
    "it holds half of a surrogate pair and is no valid Unicode; decode the bytes it came from with their right encoding"

/** Text that is to cross to the library: half of a surrogate pair is told by the name of its argument. */
internal fun whole(argument: String, text: String): String {
    var at = 0
    while (at < text.length) {
        val unit = text[at]
        if (unit.isSurrogate()) {
            val isPair = unit.isHighSurrogate() && at + 1 < text.length && text[at + 1].isLowSurrogate()
            if (!isPair) throw invalid(argument, SURROGATE)
            at += 1
        }
        at += 1
    }
    return text
}

/** Calls the library; its errors become those of this package. */
internal inline fun <T> told(call: () -> T): T =
    try {
        call()
    } catch (error: NativeException) {
        throw error.told()
    } catch (_: CharacterCodingException) {
        // the arguments that name somebody or something are looked at before; this is one of the options
        throw invalid("options", SURROGATE)
    } catch (error: dev.placet.ffi.InternalException) {
        throw PlacetException.Internal("internal fault: ${error.message}; please report it")
    }

/** An error of the library as one of this package. */
internal fun NativeException.told(): PlacetException =
    when (this) {
        is NativeException.Policy -> PlacetException.Policy(text, diagnostics)
        is NativeException.UnknownPurpose -> PlacetException.UnknownPurpose(text, purpose, nearest)
        is NativeException.UnknownCategory -> PlacetException.UnknownCategory(text, category, nearest)
        is NativeException.UnknownSchema -> PlacetException.UnknownSchema(text, schema, nearest)
        is NativeException.InvalidArgument -> PlacetException.InvalidArgument(text, argument)
        is NativeException.Refused -> PlacetException.Refused(text, reason)
        is NativeException.Denied -> PlacetException.Denied(text, decision)
        is NativeException.Store -> PlacetException.Store(text, path)
        is NativeException.Integrity -> PlacetException.Integrity(text, path)
        is NativeException.Internal -> PlacetException.Internal(text)
    }
