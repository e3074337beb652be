// How acts are carried out.

package dev.placet

import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.NonCancellable
import kotlinx.coroutines.currentCoroutineContext
import kotlinx.coroutines.ensureActive
import kotlinx.coroutines.withContext

/**
 * Carries out an act off the caller's thread: it waits for a disk, and the library has no thread of its own.
 *
 * A coroutine that is cancelled already begins none; one that is cancelled while the act goes on gets its answer all the same. The
 * dispatcher is changed inside of what can't be cancelled, or the answer would be thrown away on the way back.
 */
internal suspend fun <T> act(call: () -> T): T {
    currentCoroutineContext().ensureActive()
    return withContext(NonCancellable) { withContext(Dispatchers.IO) { told(call) } }
}
