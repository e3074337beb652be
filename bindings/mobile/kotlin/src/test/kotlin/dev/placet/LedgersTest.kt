// Ledgers that meet, listeners, and keys.

package dev.placet

import java.nio.file.Files
import java.nio.file.Path
import kotlinx.coroutines.CoroutineStart
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.async
import kotlinx.coroutines.flow.take
import kotlinx.coroutines.flow.toList
import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.withTimeout
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertFalse
import org.junit.jupiter.api.Assertions.assertNotEquals
import org.junit.jupiter.api.Assertions.assertThrows
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.io.TempDir

private const val SHOP = """
[policy]
id = "shop"
version = "2024-10-01"
effective_from = 2024-10-01
contact = { privacy = "privacy@shop.test" }

[purposes."marketing.email"]
basis = ["consent"]
categories = ["user.contact.email"]
"""

// what `placet sign` makes of it with a key of 32 sevens
private const val SIGNED = """{"schema": "placet-signed-policy-1", "policy": "\n[policy]\nid = \"shop\"\nversion = \"2024-10-01\"\neffective_from = 2024-10-01\ncontact = { privacy = \"privacy@shop.test\" }\n\n[purposes.\"marketing.email\"]\nbasis = [\"consent\"]\ncategories = [\"user.contact.email\"]\n", "key": "ea4a6c63e29c520abef5507b132ec5f9954776aebebe7b92421eea691446d22c", "signature": "98151a5e9936045ed65237057fb9b3da1d00ef6044b204e22f3f5573b59df4c268357d0e5a186d8886378cc5bff059eded223b580f25fe224548675852e86c02"}"""

private const val OFFERS = "marketing.email"

class LedgersTest {
    private fun two(test: suspend (Engine, Engine) -> Unit) {
        Engine.open(SHOP, Engine.IN_MEMORY).use { phone ->
            Engine.open(SHOP, Engine.IN_MEMORY).use { backend -> runBlocking { test(phone, backend) } }
        }
    }

    @Test
    fun `a withdrawal of a device that was offline is never lost`() = two { phone, backend ->
        assertNotEquals(phone.ledger, backend.ledger)
        phone.grant("ada", OFFERS)
        val first = backend.merge(phone.changes(user = "ada"), user = "ada")
        assertEquals(listOf(1L, 0L, listOf("ada")), listOf(first.taken, first.known, first.users))
        phone.withdraw("ada", OFFERS)
        backend.grant("ada", OFFERS)
        assertTrue(backend.canProcess("ada", OFFERS))
        backend.merge(phone.changes(first.until, "ada"))
        assertFalse(backend.canProcess("ada", OFFERS))
        phone.merge(backend.changes(user = "ada"))
        assertFalse(phone.canProcess("ada", OFFERS))
        val merged = phone.history("ada").mapNotNull { it.mergedFrom?.ledger }
        assertEquals(listOf(backend.ledger), merged)
        assertEquals(0, backend.merge(phone.changes(user = "ada")).taken)
        backend.verify()
    }

    @Test
    fun `what is no changes is turned down and leaves nothing`() = two { phone, backend ->
        phone.grant("ada", OFFERS)
        val changes = phone.changes()
        for (none in listOf("", "null", "{}", "emoji \uD83D\uDE42", changes.replace("ada", "bob"), changes.dropLast(9))) {
            assertThrows(PlacetException.InvalidArgument::class.java) { runBlocking { backend.merge(none) } }
        }
        assertThrows(PlacetException.InvalidArgument::class.java) { runBlocking { backend.merge(changes, "bob") } }
        assertThrows(PlacetException.InvalidArgument::class.java) { phone.changes(since = -1) }
        assertThrows(PlacetException.InvalidArgument::class.java) { phone.changes(since = 99) }
        assertTrue(backend.history("ada").isEmpty())
    }

    @Test
    fun `who collects is told of every act`() = two { phone, _ ->
        val told = withTimeout(20_000) {
            val three = async(Dispatchers.Unconfined, CoroutineStart.UNDISPATCHED) { phone.notifications.take(3).toList() }
            phone.grant("ada", OFFERS)
            phone.withdraw("ada", OFFERS)
            phone.reload(SHOP.replace("2024-10-01", "2024-11-01"))
            three.await()
        }
        val acts = told.filterIsInstance<Notification.Recording>().map { it.operation to it.user }
        assertEquals(listOf("grant" to "ada", "withdraw" to "ada"), acts)
        assertEquals("shop@2024-11-01", told.filterIsInstance<Notification.Reload>().single().policy)
    }

    @Test
    fun `a sealed store opens with its key alone`(@TempDir folder: Path) {
        val store = folder.resolve("ledger.sqlite").toString()
        val key = ByteArray(32) { 7 }
        Engine.open(SHOP, store, key = key).use { runBlocking { it.grant("ada@shop.test", OFFERS) } }
        Files.list(folder).use { files ->
            assertTrue(files.toList().none { String(Files.readAllBytes(it), Charsets.ISO_8859_1).contains("ada@shop.test") })
        }
        assertThrows(PlacetException.Store::class.java) { Engine.open(SHOP, store) }
        assertThrows(PlacetException.Store::class.java) { Engine.open(SHOP, store, key = ByteArray(32)) }
        assertThrows(PlacetException.InvalidArgument::class.java) { Engine.open(SHOP, store, key = ByteArray(3)) }
        Engine.open(SHOP, store, key = key).use { assertTrue(it.canProcess("ada@shop.test", OFFERS)) }
    }

    @Test
    fun `with keys only signed policies are taken`() {
        val key = "ea4a6c63e29c520abef5507b132ec5f9954776aebebe7b92421eea691446d22c"
        val unsigned = assertThrows(PlacetException.InvalidArgument::class.java) {
            Engine.open(SHOP, Engine.IN_MEMORY, policyKeys = listOf(key))
        }
        assertTrue(unsigned.message.contains("not signed"))
        assertThrows(PlacetException.InvalidArgument::class.java) {
            Engine.open(SHOP, Engine.IN_MEMORY, policyKeys = listOf("no key"))
        }
        Engine.open(SIGNED, Engine.IN_MEMORY, policyKeys = listOf(key)).use { assertEquals("shop", it.policy) }
        val broken = assertThrows(PlacetException.InvalidArgument::class.java) {
            Engine.open(SIGNED.replace("shop.test", "evil.test"), Engine.IN_MEMORY, policyKeys = listOf(key))
        }
        assertTrue(broken.message.contains("changed since it was signed"))
    }
}
