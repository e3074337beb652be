plugins {
    id("org.jetbrains.kotlin.jvm") version "2.4.20"
}

kotlin {
    jvmToolchain(17)
}

dependencies {
    // what `cargo xtask package android` lays out; the classes are the same on the JVM
    compileOnly(files("../../../bindings/mobile/kotlin/target/placet-0.1.0.jar"))
    api("org.jetbrains.kotlinx:kotlinx-coroutines-core:1.11.0")
}
