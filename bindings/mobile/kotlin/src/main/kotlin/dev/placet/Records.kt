// Records on their way through a filter: their shape crosses to the library, and their values stay here.

package dev.placet

import dev.placet.ffi.Item
import dev.placet.ffi.NamedItem
import dev.placet.ffi.filteredJson
import java.lang.reflect.Field
import java.net.URI
import java.net.URL
import java.time.Instant
import java.time.temporal.TemporalAccessor
import java.util.Date
import java.util.UUID

/** A record as a purpose may see it. */
public class Filtered internal constructor(
    /** What is left, as a new map. Values that were not changed are the same objects; one that was is a text. */
    public val record: Map<String, Any?>,
    /** What was removed or changed, by place. */
    public val changes: List<Change>,
    /** When, without any new event, something else could be left. */
    public val validUntil: Instant?,
) {
    /** It as canonical JSON, the same bytes in every language. */
    public fun toJson(): String = told { filteredJson(valueOf("record", record), changes, validUntil) }

    override fun equals(other: Any?): Boolean =
        other is Filtered && other.record == record && other.changes == changes && other.validUntil == validUntil

    override fun hashCode(): Int = record.hashCode() * 31 + changes.hashCode()

    /** What logs show: no value of the record. */
    override fun toString(): String = "Filtered(fields=${record.keys}, changes=$changes)"
}

/** The values of records, each with a number by which the library knows it. */
internal class Values {
    private val all = ArrayList<Any>()

    /** The shape of a record, or of a value in one. */
    fun item(value: Any?, depth: Int = 0): Item {
        if (depth > DEPTH) throw invalid("record", "it lies in itself, or more than $DEPTH values deep")
        return when (value) {
            null -> Item.Null
            is Map<*, *> -> table(value.entries.map { (name, inner) -> name.toString() to inner }, depth)
            is Iterable<*> -> Item.Sequence(value.map { item(it, depth + 1) })
            is Array<*> -> Item.Sequence(value.map { item(it, depth + 1) })
            else -> if (isDataClass(value.javaClass)) table(propertiesOf(value), depth) else leaf(value)
        }
    }

    private fun table(entries: List<Pair<String, Any?>>, depth: Int): Item =
        Item.Table(entries.map { (name, inner) -> NamedItem(whole("record", name), item(inner, depth + 1)) })

    private fun leaf(value: Any): Item {
        val number = all.size.toLong()
        all += value
        return if (isScalar(value)) Item.Scalar(number, textOf(value)) else Item.Opaque(number)
    }

    /** What is left of a record, with its values in their places. */
    fun leftOf(record: Item): Map<String, Any?> =
        (record as? Item.Table)?.fields.orEmpty().associate { it.name to left(it.item) }

    private fun left(item: Item): Any? =
        when (item) {
            is Item.Null -> null
            is Item.Scalar -> all[item.number.toInt()]
            is Item.Opaque -> all[item.number.toInt()]
            is Item.Made -> item.text
            is Item.Sequence -> item.items.map(::left)
            is Item.Table -> leftOf(item)
        }
}

private fun isScalar(value: Any): Boolean =
    when (value) {
        is CharSequence, is Char, is Boolean, is Number, is Enum<*>, is TemporalAccessor -> true
        is Date, is UUID, is URI, is URL -> true
        else -> false
    }

/** A scalar as JSON writes it; none where that can't be. */
private fun textOf(value: Any): String? =
    when (value) {
        is Double -> value.takeIf(Double::isFinite)?.toString()
        is Float -> value.takeIf(Float::isFinite)?.toString()
        is Date -> value.toInstant().toString()
        is Enum<*> -> value.name
        else -> value.toString().takeIf { text -> runCatching { whole("record", text) }.isSuccess }
    }

/** The properties of an instance of a data class, by their names. */
internal fun propertiesOf(value: Any): List<Pair<String, Any?>> =
    fieldsOf(value.javaClass).map { field -> field.name to readable(field).get(value) }

private fun readable(field: Field): Field = field.apply { isAccessible = true }
