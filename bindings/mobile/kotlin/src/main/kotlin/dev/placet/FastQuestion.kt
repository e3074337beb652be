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
            return if (isThere && question.isAtHome()) question else null
        }

        /** The very file that JNA found in places of its own, or else, on Android, the library of this name. */
        private fun load(): Boolean =
            try {
                val file = NativeLibrary.getInstance(LIBRARY).file
                if (file != null && file.exists()) System.load(file.absolutePath) else System.loadLibrary(LIBRARY)
                true
            } catch (_: UnsatisfiedLinkError) {
                false
            }
    }

    private external fun home(): Long

    /**
     * Whether JNI has the copy of the library that made the engine.
     *
     * The same library in another file, which a path of the system may lead to, is another one, with tables of its own: its answers
     * would be those of yesterday.
     */
    private fun isAtHome(): Boolean =
        try {
            home() == dev.placet.ffi.home()
        } catch (_: UnsatisfiedLinkError) {
            false
        }
}
