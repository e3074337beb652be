// Instants on their way to the library.

package dev.placet

import java.time.Instant

/** Milliseconds since 1970, rounded down; what is too far away for them is as far as they go, and the library says so. */
internal fun milliseconds(at: Instant): Long =
    try {
        at.toEpochMilli()
    } catch (_: ArithmeticException) {
        if (at.isBefore(Instant.EPOCH)) Long.MIN_VALUE else Long.MAX_VALUE
    }
