// Suggestions of categories for data without tags.

package dev.placet

import dev.placet.ffi.Field
import dev.placet.ffi.classifyColumns
import dev.placet.ffi.classifyRecords

/**
 * Suggests categories for the fields of records, maps or data classes, from names and from values. It decides nothing.
 *
 * So many values of each place as `sample` says are looked at, drawn evenly; without it, all.
 */
public fun classify(records: Iterable<*>, sample: Long? = null): List<Suggestion> {
    val given = records.map { valueOf("data", it) }
    return told { classifyRecords(given, sample) }
}

/** Suggests categories for columns by their names, from names and from values. It decides nothing. */
public fun classifyColumns(columns: Map<String, List<*>>, sample: Long? = null): List<Suggestion> {
    val given = columns.map { (name, values) -> Field(name, valueOf("data", values)) }
    return told { classifyColumns(given, sample) }
}
