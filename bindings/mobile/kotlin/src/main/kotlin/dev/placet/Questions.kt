// Questions: whether data may be processed, why, and what of a record.

package dev.placet

import dev.placet.ffi.NativeEngine

private const val YES = 1
private const val NO = 0
private const val NO_ANSWER = -1

/** What an [Engine] is asked; every answer is given at once. */
public sealed class Questions(internal val native: NativeEngine) {
    private val quick = FastQuestion.of(native)

    /** Whether the common question goes straight to the library, and not through JNA. */
    internal val isQuick: Boolean get() = quick != null

    /** Whether this user's data may be processed for this purpose. */
    public fun canProcess(user: String, purpose: String): Boolean =
        when (quick?.ask(user, purpose) ?: NO_ANSWER) {
            YES -> true
            NO -> false
            // the full call answers, or says what is wrong
            else -> told { native.canProcess(whole("user", user), whole("purpose", purpose)) }
        }

    /** The answer for each of many users, in their order. */
    public fun canProcessMany(users: List<String>, purpose: String): BooleanArray {
        val named = users.map { whole("users", it) }
        val answers = told { native.canProcessMany(named, whole("purpose", purpose)) }
        return BooleanArray(answers.size) { answers[it].toInt() == YES }
    }

    /** The answer in full: reasons, basis, remedy, obligations, evidence. */
    public fun decide(user: String, purpose: String, context: Context? = null): Decision =
        told { native.decide(whole("user", user), whole("purpose", purpose), context) }

    /** The answer in full, and what each of the eleven checks found: passed, failed with which reasons, passed over, or not reached. */
    public fun explain(user: String, purpose: String, context: Context? = null): Explained =
        told { native.explain(whole("user", user), whole("purpose", purpose), context) }

    /** Demands an allowance: a permit; throws [PlacetException.Denied] with the decision. */
    public fun require(user: String, purpose: String, context: Context? = null): Permit =
        Permit(told { native.require(whole("user", user), whole("purpose", purpose), context) })

    /** Checks a permit again: a withdrawal since it was given ends it, and so does its time. */
    public fun recheck(permit: Permit): Permit = Permit(told { native.recheck(permit.toJson()) })

    /** Demands that a permit is good now for data of a user of some categories, shown as they are. */
    public fun admit(permit: Permit, user: String, categories: List<String>) {
        told { native.admit(permit.toJson(), whole("user", user), categories.map { whole("categories", it) }) }
    }

    /** Demands an allowance for some work: throws [PlacetException.Denied] before it begins; else gives back what the work does. */
    public inline fun <R> guard(user: String, purpose: String, context: Context? = null, work: (Permit) -> R): R =
        work(require(user, purpose, context))

    /** The schema of this name, as the policy in force declares it. */
    public fun schema(name: String): Schema =
        Schema(told { native.schema(whole("name", name)) }, Schema.Source.Declared(name))

    /**
     * Leaves of a record what the purpose may use of this user, changed as the policy says (GDPR Art. 5(1)(c), 25).
     *
     * A field without a tag is removed. What is left is new, and the record that was given stays as it is.
     */
    public fun filter(
        user: String,
        purpose: String,
        record: Map<String, *>,
        schema: Schema,
        context: Context? = null,
    ): Filtered = filtered(user, purpose, listOf(record), schema, context).single()

    /** The same by the name of a schema that the policy declares. */
    public fun filter(
        user: String,
        purpose: String,
        record: Map<String, *>,
        schema: String,
        context: Context? = null,
    ): Filtered = filter(user, purpose, record, schema(schema), context)

    /** The same for a data class whose properties have [Tag]s; what is left is a map. */
    public fun filter(user: String, purpose: String, record: Any, context: Context? = null): Filtered =
        filtered(user, purpose, listOf(record), Schema.of(record.javaClass), context).single()

    /** Filters many records of one user; the policy is asked once. */
    public fun filterMany(
        user: String,
        purpose: String,
        records: Iterable<Any>,
        schema: Schema,
        context: Context? = null,
    ): List<Filtered> = filtered(user, purpose, records.toList(), schema, context)

    private fun filtered(
        user: String,
        purpose: String,
        records: List<Any>,
        schema: Schema,
        context: Context?,
    ): List<Filtered> {
        val values = Values()
        val items = records.map { record ->
            if (record !is Map<*, *> && !isDataClass(record.javaClass)) {
                throw invalid("record", "a map or a data class is wanted, not ${record.javaClass.simpleName}")
            }
            values.item(record)
        }
        val left = told { native.filter(whole("user", user), whole("purpose", purpose), items, schema.native, context) }
        return left.map { Filtered(values.leftOf(it.record), it.changes, it.validUntil) }
    }

    /** What is missing between the newest version of the policy and a schema, for a build to fail on. */
    public fun lint(schema: Schema): List<Finding> =
        told {
            when (val source = schema.source()) {
                is Schema.Source.Declared -> native.lintDeclared(source.name)
                is Schema.Source.Fields -> native.lintFields(source.name, source.fields)
                is Schema.Source.Document -> native.lintJsonSchema(source.name, source.document)
            }
        }

    /** The same by the name of a schema that the policy declares. */
    public fun lint(schema: String): List<Finding> = told { native.lintDeclared(whole("schema", schema)) }
}
