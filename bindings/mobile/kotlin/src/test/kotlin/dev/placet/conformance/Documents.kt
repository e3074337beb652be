// Vector files and policy documents as plain trees, in which dates are strings.

package dev.placet.conformance

import dev.placet.ffi.readToml
import dev.placet.plain
import java.nio.file.Files
import java.nio.file.Path
import java.nio.file.Paths
import kotlin.io.path.isRegularFile
import kotlin.io.path.name
import kotlin.io.path.readText

/** A table of a document or a vector. */
typealias Table = Map<String, Any?>

/** All vector files below a folder, by path. */
fun files(folder: String): List<String> {
    val root = Paths.get(folder)
    val found = Files.walk(root).use { paths -> paths.filter { it.isRegularFile() && it.name.endsWith(".toml") }.toList() }
    return found.sortedWith { one, other -> compareUtf8(below(root, one), below(root, other)) }.map(Path::toString)
}

private fun below(root: Path, path: Path): String = root.relativize(path).toString().replace('\\', '/')

/** The order of UTF-8, which is that of code points. */
fun compareUtf8(one: String, other: String): Int {
    val (left, right) = one.toByteArray() to other.toByteArray()
    return java.util.Arrays.compareUnsigned(left, right)
}

/** The tree of a TOML file. */
fun read(path: Path): Table = table(readToml(path.readText()).plain())

/** The cases of a vector file. */
fun cases(path: String): List<Table> {
    val tree = read(Paths.get(path))
    check(tree["format"] == 1L) { "`$path` has to say `format = 1`" }
    return tables(tree["case"])
}

/** What has to be a table. */
@Suppress("UNCHECKED_CAST") // tables of TOML have texts for names
fun table(value: Any?): Table = value as? Map<String, Any?> ?: emptyMap()

fun tables(value: Any?): List<Table> = (value as? List<*>).orEmpty().map(::table)

fun texts(value: Any?): List<String> = (value as? List<*>).orEmpty().filterIsInstance<String>()

/** Tables merge, anything else replaces; neither argument is changed. */
fun merge(base: Any?, patch: Any?): Any? {
    if (base !is Map<*, *> || patch !is Map<*, *>) return patch
    return table(base) + table(patch).mapValues { (key, value) -> merge(base[key], value) }
}
