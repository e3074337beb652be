// A process that is killed in the middle of acts: what it was told to be recorded is there, and the ledger is whole.

package dev.placet

import kotlinx.coroutines.async
import kotlinx.coroutines.awaitAll
import kotlinx.coroutines.coroutineScope
import kotlinx.coroutines.runBlocking
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertFalse
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.io.TempDir
import java.nio.file.Path

/** The process: it opts users out for ever, several at once, and says of each that it was recorded. */
object Recorder {
    private const val AT_ONCE = 4

    @JvmStatic
    fun main(arguments: Array<String>): Unit = runBlocking {
        val engine = Engine.open(POLICY, arguments.single())
        var number = 0
        while (true) {
            val users = List(AT_ONCE) { "user ${number++}" }
            coroutineScope { users.map { async { engine.optOut(it, "analytics.product") } }.awaitAll() }
            users.forEach(::println)
            System.out.flush()
        }
    }
}

class KilledTest {
    @Test
    fun `what was recorded is there, and the ledger is whole`(@TempDir folder: Path) {
        val store = folder.resolve("ledger.sqlite").toString()
        val recorded = mutableListOf<String>()
        // each time it is killed after another number of acts, and begins with users of whom some are known
        for (lines in listOf(1, 7, 30, 61)) {
            recorded += killedAfter(lines, store)
            Engine.open(POLICY, store).use { engine ->
                val verified = runBlocking { engine.verify() }
                assertTrue(verified.events >= recorded.size, "${verified.events} of ${recorded.size}")
                for (user in recorded) {
                    assertFalse(engine.canProcess(user, "analytics.product"), user)
                    assertTrue(engine.history(user).isNotEmpty(), user)
                }
                assertTrue(engine.canProcess("a stranger", "analytics.product"))
            }
        }
    }

    private fun killedAfter(lines: Int, store: String): List<String> {
        val java = Path.of(System.getProperty("java.home"), "bin", "java").toString()
        val libraries = "-Djna.library.path=" + System.getProperty("jna.library.path")
        val classes = System.getProperty("java.class.path")
        val command = listOf(java, libraries, "-cp", classes, Recorder::class.java.name, store)
        val process = ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start()
        val told = process.inputStream.bufferedReader().use { output ->
            val told = List(lines) { output.readLine() ?: error("the process ended by itself: ${process.waitFor()}") }
            // SIGKILL: nothing is closed and nothing is written any more
            process.destroyForcibly().waitFor()
            told
        }
        assertEquals(lines, told.size)
        return told
    }
}
