// The common question by JNI: a few hundred times quicker than a call through JNA.

package dev.placet

import com.sun.jna.NativeLibrary
import dev.placet.ffi.NativeEngine

/**
 * The common question of one engine, straight to the library.
 *
 * It holds the engine, and is itself the object of each call, so that the JVM keeps both until the call returns: the address is good
 * whenever it is used. The engine is never destroyed by hand; closing lets go of its store alone.
 */
internal class FastQuestion private constructor(native: NativeEngine) {
    @Suppress("unused") // it is held so that its address stays good
    private val held = native
    private val address = native.address()

    /** 1 is yes, 0 is no, anything else is no answer: the full call says why. */
    fun ask(user: String, purpose: String): Int = ask(address, user, user.length, purpose, purpose.length)

    private external fun ask(engine: Long, user: String, userLength: Int, purpose: String, purposeLength: Int): Int

    companion object {
        private const val LIBRARY = "placet_mobile"

        /** Whether the library was built with JNI, and could be loaded by it. */
        private val isThere: Boolean by lazy(::load)

        /** The quick way to ask an engine; none where the library has none. */
        fun of(native: NativeEngine): FastQuestion? {
            val question = FastQuestion(native)
            return if (isThere && question.answers()) question else null
        }

        private fun load(): Boolean =
            try {
                System.loadLibrary(LIBRARY)
                true
            } catch (_: UnsatisfiedLinkError) {
                loadWhatJnaFound()
            }

        /** JNA looks in places of its own; the same file is not loaded twice. */
        private fun loadWhatJnaFound(): Boolean =
            try {
                val file = NativeLibrary.getInstance(LIBRARY).file
                file != null && file.isAbsolute && file.exists().also { if (it) System.load(file.path) }
            } catch (_: UnsatisfiedLinkError) {
                false
            }
    }

    private fun answers(): Boolean =
        try {
            // an engine at no address has no answer
            ask(0L, "", 0, "", 0)
            true
        } catch (_: UnsatisfiedLinkError) {
            false
        }
}
