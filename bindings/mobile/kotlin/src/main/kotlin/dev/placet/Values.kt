// Values of any form: what the library has for JSON, as maps, lists and the plain types of Kotlin.

package dev.placet

import dev.placet.ffi.Field
import dev.placet.ffi.Value
import java.math.BigDecimal
import java.math.BigInteger

/** How deep values may lie in each other. */
internal const val DEPTH: Int = 100

/** As Kotlin has it: `null`, `Boolean`, `Long`, `Double`, `String`, `List` or `Map`. */
internal fun Value.plain(): Any? =
    when (this) {
        is Value.Null -> null
        is Value.Flag -> flag
        is Value.Whole -> number
        is Value.Real -> number
        is Value.Text -> text
        is Value.Sequence -> items.map { it.plain() }
        is Value.Table -> table()
    }

/** A table as a map, in its order. */
internal fun Value.table(): Map<String, Any?> =
    when (this) {
        is Value.Table -> fields.associate { it.name to it.value.plain() }
        else -> emptyMap()
    }

/** What a value is in JSON; `argument` is what it was given as. What JSON has no form for is its text. */
internal fun valueOf(argument: String, value: Any?, depth: Int = 0): Value {
    if (depth > DEPTH) throw invalid(argument, "it lies in itself, or more than $DEPTH values deep")
    return when (value) {
        null -> Value.Null
        is Boolean -> Value.Flag(value)
        is Byte, is Short, is Int, is Long -> Value.Whole((value as Number).toLong())
        is Float, is Double -> Value.Real((value as Number).toDouble())
        is BigInteger -> if (value.bitLength() < Long.SIZE_BITS) Value.Whole(value.toLong()) else Value.Real(value.toDouble())
        is BigDecimal -> Value.Real(value.toDouble())
        is Map<*, *> ->
            Value.Table(value.entries.map { (name, inner) -> Field(name.toString(), valueOf(argument, inner, depth + 1)) })
        is Iterable<*> -> Value.Sequence(value.map { valueOf(argument, it, depth + 1) })
        is Array<*> -> Value.Sequence(value.map { valueOf(argument, it, depth + 1) })
        is Enum<*> -> Value.Text(value.name)
        else ->
            if (isDataClass(value.javaClass)) {
                Value.Table(propertiesOf(value).map { (name, inner) -> Field(name, valueOf(argument, inner, depth + 1)) })
            } else {
                Value.Text(value.toString())
            }
    }
}
