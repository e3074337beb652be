// Names that the fragments of the pages use without saying what they are: what an app has.
// Fragments show an expression for what it is, and name what nobody reads.

@file:Suppress("UNUSED_VARIABLE", "UNUSED_EXPRESSION", "unused", "ClassName", "ConstPropertyName")

package dev.placet.readme.fragments

import dev.placet.AgeRange
import dev.placet.Context
import dev.placet.Engine
import dev.placet.Permit
import dev.placet.PlacetException
import dev.placet.Schema
import dev.placet.Tag
import dev.placet.tags

private val engine: Engine get() = error("no fragment is run")
private const val user = "ada"
private const val policy = "policy.toml"
private const val store = "ledger.sqlite"
private val key = ByteArray(32)
private const val publicKey = ""
private const val newsletter = ""
private const val since = 0L
private const val known = 0L

private fun send(letter: String): Unit = println(letter)

private fun show(told: Any): Unit = println(told)

private fun showOffers(): Unit = Unit

private data class Visit(@Tag("user.behavior.usage") val page: String)

private object backend {
    fun send(changes: String): Unit = println(changes)

    fun changes(since: Long, user: String? = null): String = "$since $user"
}

private object info {
    const val isLimitAdTrackingEnabled = true
}
