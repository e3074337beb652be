// Schemas: the category of each field of a record, by its place.

package dev.placet

import dev.placet.ffi.FieldTag
import dev.placet.ffi.NativeSchema
import dev.placet.ffi.Value
import java.util.concurrent.ConcurrentHashMap

/**
 * The data category of a property of a data class; it holds for all that lies in the property, save for what has one of its own.
 *
 * ```
 * data class Customer(
 *     val id: Long,
 *     @Tag("user.contact.email") val email: String,
 * )
 * ```
 */
@Target(AnnotationTarget.FIELD)
@Retention(AnnotationRetention.RUNTIME)
public annotation class Tag(
    /** The category, such as `user.contact.email`. */
    val category: String,
)

/** The category of each field of a record: of a data class, a table of places, a JSON Schema, or the policy. */
public class Schema internal constructor(
    internal val native: NativeSchema,
    private val source: Source,
) {
    /** What the lint looks at: fields without a tag among them. */
    internal sealed interface Source {
        /** Declared by the policy, under this name. */
        data class Declared(val name: String) : Source

        /** Fields, with and without a tag. */
        data class Fields(val name: String, val fields: List<FieldTag>) : Source

        /** A JSON Schema. */
        data class Document(val name: String, val document: Value) : Source
    }

    /** Its name. */
    public val name: String by lazy { told { native.name() } }

    /** The category of each tagged field, by its place, in the order in which they were given. */
    public val fields: Map<String, String> by lazy {
        told { native.fields() }.associate { it.path to it.category.orEmpty() }
    }

    internal fun source(): Source = source

    override fun toString(): String = "Schema(name=$name, fields=$fields)"

    public companion object {
        private val known = ConcurrentHashMap<Class<*>, Schema>()

        /** Reads places (`email`, `address.city`, `orders[].total`, `scores.*`) and their categories. */
        @JvmStatic
        public fun of(name: String, fields: Map<String, String>): Schema =
            ofFields(name, fields.map { (path, category) -> FieldTag(whole("fields", path), whole("fields", category)) })

        /** Reads the [Tag]s of a data class, and of the data classes in it. */
        @JvmStatic
        public fun of(type: Class<*>): Schema =
            known[type] ?: ofFields(type.simpleName, tagsOf(type)).also { known[type] = it }

        /** Reads the [Tag]s of a data class, and of the data classes in it. */
        public inline fun <reified T : Any> of(): Schema = of(T::class.java)

        /** Reads a JSON Schema with the keyword `x-placet`. */
        @JvmStatic
        public fun ofJsonSchema(name: String, document: Map<String, *>): Schema {
            val given = valueOf("document", document)
            return Schema(told { NativeSchema.ofJsonSchema(whole("name", name), given) }, Source.Document(name, given))
        }

        private fun ofFields(name: String, fields: List<FieldTag>): Schema =
            Schema(told { NativeSchema.ofFields(whole("name", name), fields) }, Source.Fields(name, fields))
    }
}

/** The category of each tagged property of a data class, by its place in a record. */
public inline fun <reified T : Any> tags(): Map<String, String> = Schema.of<T>().fields
