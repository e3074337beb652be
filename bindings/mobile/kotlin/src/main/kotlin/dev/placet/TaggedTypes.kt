// The tags of data classes, by Java's reflection: Kotlin's own would be larger than all the rest of this package.

package dev.placet

import dev.placet.ffi.FieldTag
import java.lang.reflect.Field
import java.lang.reflect.GenericArrayType
import java.lang.reflect.Modifier
import java.lang.reflect.ParameterizedType
import java.lang.reflect.Type
import java.lang.reflect.WildcardType

/** The fields behind the properties of a class, in their order. */
internal fun fieldsOf(type: Class<*>): List<Field> =
    type.declaredFields.filter { !Modifier.isStatic(it.modifiers) && !it.isSynthetic }

/** Whether a class was declared with `data`: such a class has a component for each property of its constructor, and a copy. */
internal fun isDataClass(type: Class<*>): Boolean =
    type.isAnnotationPresent(Metadata::class.java) &&
        type.declaredMethods.any { it.name == "component1" && it.parameterCount == 0 } &&
        type.declaredMethods.any { it.name == "copy\$default" }

/** Each place of a data class, with its category where it has one. */
internal fun tagsOf(type: Class<*>): List<FieldTag> {
    if (!isDataClass(type)) {
        throw invalid("schema", "`${type.simpleName}` is no data class; give one whose properties have tags")
    }
    return Walk().apply { properties(type, "", Above()) }.found
}

/** What a value lies in: the classes, and whether something around it has a tag. */
private data class Above(val classes: List<Class<*>> = emptyList(), val isTagged: Boolean = false)

private class Walk {
    val found = mutableListOf<FieldTag>()

    fun properties(type: Class<*>, place: String, above: Above) {
        if (type in above.classes) {
            // what has a tag as a whole needs none below
            if (above.isTagged) return
            throw invalid("schema", "`$place` lies in itself; tag it where it begins, and all below it has that tag")
        }
        for (field in fieldsOf(type)) {
            val name = escaped(field.name)
            val inner = if (place.isEmpty()) name else "$place.$name"
            val category = field.getAnnotation(Tag::class.java)?.category
            if (category != null) found += FieldTag(inner, category)
            val hasTag = above.isTagged || category != null
            val isDeep = value(field.genericType, inner, Above(above.classes + type, hasTag))
            if (!isDeep && !hasTag) found += FieldTag(inner, null)
        }
    }

    /** Whether there are properties in a value. */
    private fun value(type: Type, place: String, above: Above): Boolean {
        val raw = classOf(type)
        val items = itemsOf(type, raw)
        return when {
            items != null -> value(items, "$place[]", above)
            raw == null -> false
            Map::class.java.isAssignableFrom(raw) -> value(argument(type, 1), "$place.*", above)
            else -> isDataClass(raw).also { if (it) properties(raw, place, above) }
        }
    }
}

private fun escaped(name: String): String = name.replace(Regex("""[.\[\]*\\]""")) { "\\" + it.value }

/** What a list or an array holds; none for anything else. */
private fun itemsOf(type: Type, raw: Class<*>?): Type? =
    when {
        type is GenericArrayType -> type.genericComponentType
        raw == null -> null
        // numbers and flags without a box are no values of their own
        raw.isArray -> raw.componentType.takeUnless { it.isPrimitive }
        Iterable::class.java.isAssignableFrom(raw) -> argument(type, 0)
        else -> null
    }

private fun argument(type: Type, at: Int): Type =
    when (val given = (type as? ParameterizedType)?.actualTypeArguments?.getOrNull(at)) {
        null -> Any::class.java
        is WildcardType -> given.upperBounds.firstOrNull() ?: Any::class.java
        else -> given
    }

private fun classOf(type: Type): Class<*>? =
    when (type) {
        is Class<*> -> type
        is ParameterizedType -> type.rawType as? Class<*>
        else -> null
    }
