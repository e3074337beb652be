// Stores: files that last, files that are none, engines that are closed, several on one file, and processes that are killed.

package dev.placet

import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.async
import kotlinx.coroutines.awaitAll
import kotlinx.coroutines.coroutineScope
import kotlinx.coroutines.runBlocking
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertFalse
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.io.TempDir
import java.io.RandomAccessFile
import java.nio.file.Path
import java.util.concurrent.atomic.AtomicBoolean
import kotlin.io.path.exists
import kotlin.io.path.fileSize
import kotlin.io.path.readText
import kotlin.io.path.writeText

class StoreTest {
    private fun filled(store: Path) = runBlocking {
        Engine.open(POLICY, store.toString()).use { engine ->
            adult(engine)
            engine.grant("ada", EMAIL)
        }
    }

    @Test
    fun `what was recorded is there again`(@TempDir folder: Path) {
        val (store, policy) = folder.resolve("ledger.sqlite") to folder.resolve("shop.toml").apply { writeText(POLICY) }
        filled(store)
        Engine.open(policy, store).use { engine ->
            assertTrue(engine.canProcess("ada", EMAIL))
            assertEquals(store.toString(), engine.store)
            val (events, users, head) = runBlocking { engine.verify() }
            assertEquals(2L to 1L, events to users)
            assertEquals(64, head.length)
        }
    }

    @Test
    fun `files of other programs are left alone, and a damaged one is kept`(@TempDir folder: Path) {
        val notes = folder.resolve("notes").apply { writeText("the notes of another program") }
        val error = thrown<PlacetException.Store> { Engine.open(POLICY, notes.toString()) }
        assertEquals(listOf("store_error", notes.toString()), listOf(error.code, error.path))
        assertTrue("another program" in error.message && "left as it is" in error.message, error.message)
        assertEquals("the notes of another program", notes.readText())
        thrown<PlacetException.Store> { Engine.open(POLICY, folder.toString()) }
        val store = folder.resolve("ledger.sqlite")
        filled(store)
        val half = store.fileSize() / 2
        RandomAccessFile(store.toFile(), "rw").use { it.setLength(half) }
        val damaged = thrown<PlacetException.Integrity> { Engine.open(POLICY, store.toString()) }
        assertEquals(listOf("integrity_error", store.toString()), listOf(damaged.code, damaged.path))
        assertEquals(half, store.fileSize())
    }

    @Test
    fun `a file of a newer version wants a newer version`(@TempDir folder: Path) {
        val store = folder.resolve("ledger.sqlite")
        filled(store)
        // the number of the form is the application's own word in the head of the file
        RandomAccessFile(store.toFile(), "rw").use { file ->
            file.seek(60)
            file.writeInt(999)
        }
        val error = thrown<PlacetException.Store> { Engine.open(POLICY, store.toString()) }
        assertTrue("newer version" in error.message && "update" in error.message, error.message)
    }

    @Test
    fun `a closed engine says so, and never crashes`(@TempDir folder: Path) {
        val store = folder.resolve("ledger.sqlite").toString()
        val engine = Engine.open(POLICY, store)
        runBlocking { adult(engine) }
        val permit = engine.require("ada", "analytics.product")
        assertTrue(Path.of("$store-wal").exists())
        engine.close()
        // SQLite removes its log when the last connection is closed
        assertFalse(Path.of("$store-wal").exists())
        val calls = listOf<suspend () -> Any?>(
            { engine.canProcess("ada", EMAIL) },
            { engine.canProcess("ada", "marketing.emial") },
            { engine.canProcessMany(listOf("ada"), EMAIL) },
            { engine.decide("ada", EMAIL) },
            { engine.recheck(permit) },
            { engine.filter("ada", EMAIL, mapOf("a" to 1), Schema.of("a", mapOf("a" to "user.name"))) },
            { engine.grant("ada", EMAIL) },
            { engine.history("ada") },
            { engine.verify() },
            { engine.reload(POLICY) },
            { engine.version },
        )
        for (call in calls) {
            val error = thrown<PlacetException.Store>(call)
            assertTrue("closed; open it again" in error.message, error.message)
            assertEquals(store, error.path)
        }
        engine.close()
        assertEquals("shop", engine.policy)
        assertEquals("Engine(policy=shop, store=$store)", engine.toString())
    }

    @Test
    fun `closing while others ask lets each of them have an answer or an error`() {
        repeat(20) {
            val engine = Engine.open(POLICY, Engine.IN_MEMORY)
            val asked = AtomicBoolean()
            val askers = List(2) {
                Thread {
                    try {
                        while (!engine.canProcess("ada", EMAIL)) asked.set(true)
                    } catch (error: PlacetException.Store) {
                        asked.set("closed" in error.message)
                    }
                }.apply(Thread::start)
            }
            while (!asked.get()) Thread.onSpinWait()
            engine.close()
            askers.forEach(Thread::join)
            assertTrue(asked.get())
        }
    }

    @Test
    fun `engines that nobody holds any more are let go`() {
        // the address of an engine that is gone is never asked: its object goes together with it
        repeat(200) { number ->
            val engine = Engine.open(POLICY, Engine.IN_MEMORY)
            assertFalse(engine.canProcess("user $number", EMAIL))
            if (number % 50 == 0) System.gc()
        }
    }

    @Test
    fun `two engines on one store see each other's acts`(@TempDir folder: Path) {
        val store = folder.resolve("ledger.sqlite").toString()
        Engine.open(POLICY, store).use { one ->
            Engine.open(POLICY, store).use { other ->
                runBlocking {
                    adult(one)
                    one.grant("ada", EMAIL)
                    assertTrue(other.canProcess("ada", EMAIL))
                    other.withdraw("ada", EMAIL)
                    assertFalse(one.canProcess("ada", EMAIL))
                    assertEquals(one.history("ada"), other.history("ada"))
                    coroutineScope {
                        val acts = (1..40).map { number ->
                            async { (if (number % 2 == 0) one else other).optOut("user $number", "analytics.product") }
                        }
                        assertEquals(40, acts.awaitAll().map { it.position }.toSet().size)
                    }
                    assertEquals(43L, one.verify().events)
                    assertEquals(one.verify(), other.verify())
                }
            }
        }
    }

    @Test
    fun `reads go on while another thread writes`(@TempDir folder: Path) {
        Engine.open(POLICY, folder.resolve("ledger.sqlite").toString()).use { engine ->
            runBlocking {
                adult(engine)
                val written = AtomicBoolean()
                val readers = List(3) {
                    async(Dispatchers.IO) {
                        var asked = 0L
                        while (!written.get()) {
                            // an answer of the plain question may be older than that of the next one, and neither throws
                            engine.canProcess("ada", EMAIL)
                            engine.canProcessMany(listOf("ada", "bob"), EMAIL)
                            val decision = engine.decide("ada", EMAIL)
                            assertEquals(decision.allowed, decision.reason == null)
                            asked += 1
                        }
                        asked
                    }
                }
                try {
                    repeat(100) {
                        engine.grant("ada", EMAIL)
                        assertTrue(engine.canProcess("ada", EMAIL))
                        engine.withdraw("ada", EMAIL)
                        assertFalse(engine.canProcess("ada", EMAIL))
                    }
                } finally {
                    written.set(true)
                }
                assertTrue(readers.awaitAll().all { it > 0 })
                assertEquals(201L, engine.verify().events)
            }
        }
    }
}
