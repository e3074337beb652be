// Records: tags where the data is declared, and what a purpose may use of them.

package dev.placet

import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertFalse
import org.junit.jupiter.api.Assertions.assertNull
import org.junit.jupiter.api.Assertions.assertSame
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import java.math.BigDecimal
import java.time.LocalDate

private data class Visit(
    @Tag("user.behavior.usage") val page: String,
    val referrer: String?,
)

private data class Customer(
    val id: Long,
    @Tag("user.contact.email") val email: String,
    @Tag("user.demographic.date_of_birth") val born: LocalDate?,
    val visits: List<Visit> = emptyList(),
    val byDay: Map<String, Visit> = emptyMap(),
    @Tag("user.contact") val contact: Map<String, String> = emptyMap(),
) {
    companion object {
        @Suppress("unused") // what is no property of an instance is no field of a record
        const val VERSION = 1
    }
}

private data class Node(
    val next: Node?,
    @Tag("user.name") val name: String,
)

private data class Tree(
    @Tag("user.name") val children: List<Tree>,
)

private class Plain(
    @Tag("user.name") val name: String,
)

class RecordsTest {
    private val visits = listOf(Visit("/", null), Visit("/shop", "mail"))
    private val customer = Customer(1, "ada@example.com", LocalDate.parse("1990-05-01"), visits, mapOf("mon" to visits[0]))

    @Test
    fun `tags stand where the data is declared`() {
        val tagged = tags<Customer>()
        assertEquals(
            mapOf(
                "email" to "user.contact.email",
                "born" to "user.demographic.date_of_birth",
                "visits[].page" to "user.behavior.usage",
                "byDay.*.page" to "user.behavior.usage",
                "contact" to "user.contact",
            ),
            tagged,
        )
        assertEquals("Customer", Schema.of<Customer>().name)
        assertSame(Schema.of<Customer>(), Schema.of(Customer::class.java))
        assertEquals(mapOf("children" to "user.name"), tags<Tree>())
    }

    @Test
    fun `what can't be tagged says so`() {
        assertInvalid("schema", "`next` lies in itself", "tag it") { tags<Node>() }
        assertInvalid("schema", "`Plain` is no data class") { tags<Plain>() }
        assertInvalid("fields", "twice") { Schema.of("x", linkedMapOf("a" to "user.name", "\\a" to "user.name")) }
        assertInvalid("fields", "place") { Schema.of("x", mapOf("a[" to "user.name")) }
    }

    @Test
    fun `a data class is filtered by its own tags`() = onEngine { engine, _ ->
        adult(engine)
        val left = engine.filter("ada", "analytics.product", customer)
        val pages = listOf(mapOf("page" to "/"), mapOf("page" to "/shop"))
        assertEquals(
            mapOf("email" to "ada@example.com", "visits" to pages, "byDay" to mapOf("mon" to mapOf("page" to "/"))),
            left.record,
        )
        assertSame(customer.email, left.record["email"])
        val why = left.changes.associate { it.path to it.reasons }
        assertEquals(listOf("untagged"), why["id"])
        assertEquals(listOf("untagged"), why["visits[].referrer"])
        assertEquals(listOf("category_not_permitted"), why["born"])
        assertFalse("ada@" in left.toString(), left.toString())
        assertTrue(left.toJson().startsWith("""{"changes":["""), left.toJson())
        assertNull(left.validUntil)
    }

    @Test
    fun `values that are kept are the same objects`() = onEngine { engine, _ ->
        adult(engine)
        val schema = Schema.of("values", listOf("a", "b", "c", "d", "e").associateWith { "user.behavior.usage" })
        val record = mapOf("a" to BigDecimal("1.50"), "b" to Thread.State.NEW, "c" to byteArrayOf(1), "d" to null, "e" to listOf(1, null))
        val left = engine.filter("ada", "analytics.product", record, schema).record
        assertEquals(record, left)
        for (name in listOf("a", "b", "c")) assertSame(record[name], left[name])
    }

    @Test
    fun `a transform changes what it can read`() {
        val rule = "\n[rules.short]\npurposes = [\"analytics.product\"]\ncategories = [\"user.contact.email\"]\ntransform = \"mask:4\"\n"
        onEngine(POLICY + rule) { engine, _ ->
            adult(engine)
            val schema = Schema.of("contact", mapOf("email" to "user.contact.email"))
            val left = engine.filterMany("ada", "analytics.product", listOf(mapOf("email" to "ada@example.com")), schema).single()
            assertEquals(mapOf("email" to "***.com"), left.record)
            assertEquals("mask:4", left.changes.single().transform)
            assertNull(left.changes.single().reasons.firstOrNull())
        }
    }

    @Test
    fun `the policy's own schemas`() = onEngine { engine, _ ->
        adult(engine)
        val record = mapOf("email" to "ada@example.com", "visits" to listOf(mapOf("page" to "/", "ip" to "192.0.2.1")))
        val left = engine.filter("ada", "analytics.product", record, "contact")
        assertEquals(mapOf("email" to "ada@example.com", "visits" to listOf(mapOf("page" to "/"))), left.record)
        assertEquals(mapOf("email" to "user.contact.email", "visits[].page" to "user.behavior.usage"), engine.schema("contact").fields)
        assertInvalid("record", "a map or a data class") { engine.filterMany("ada", EMAIL, listOf("text"), engine.schema("contact")) }
        val loop = mutableMapOf<String, Any?>().apply { put("email", this) }
        assertInvalid("record", "lies in itself") { engine.filter("ada", EMAIL, loop, "contact") }
    }

    @Test
    fun `the lint tells what has no tag, and what nobody may use`() = onEngine { engine, _ ->
        val found = engine.lint(Schema.of<Customer>()).map { it.path to it.rule }
        assertTrue("id" to "untagged_field" in found, found.toString())
        assertTrue("visits[].referrer" to "untagged_field" in found, found.toString())
        assertTrue("born" to "unused_category" in found, found.toString())
        assertEquals(engine.lint("contact"), engine.lint(engine.schema("contact")))
        val properties = mapOf("email" to mapOf("x-placet" to "user.contact.email"), "id" to mapOf("type" to "integer"))
        val document = mapOf("properties" to properties)
        val schema = Schema.ofJsonSchema("contact", document)
        assertEquals(mapOf("email" to "user.contact.email"), schema.fields)
        assertEquals(listOf("id" to "untagged_field"), engine.lint(schema).map { it.path to it.rule })
    }

    @Test
    fun `categories are suggested`() {
        val records = listOf(mapOf("kontakt" to "ada@example.com"), mapOf("kontakt" to "bob@example.org"))
        val suggestion = classify(records).single()
        assertEquals("kontakt" to "user.contact.email", suggestion.path to suggestion.category)
        assertEquals("2 of 2 values are e-mail addresses", suggestion.evidence.first().text)
        assertEquals("user.contact.email", classifyColumns(mapOf("e-mail" to emptyList<Any>())).single().category)
        assertInvalid("sample", "1 or more") { classify(records, sample = 0) }
    }
}
