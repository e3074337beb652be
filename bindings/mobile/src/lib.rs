//! What the Kotlin and the Swift package `placet` are made from: it converts, and decides nothing.
//!
//! Calls go through `uniffi`, save for the question that is asked most, which has a way of its own: `jni` for Kotlin, `c` for
//! Swift. All calls block; the packages run acts off the caller's thread, each by its language's own means.

#![expect(unsafe_code, reason = "the interfaces to C and to JNI; each use has its proof beside it")]

pub mod c;
pub mod classifier;
pub mod context;
pub mod decision;
pub mod engine;
pub mod error;
pub mod instant;
pub mod item;
#[cfg(feature = "jni")]
pub mod jni;
pub mod operations;
pub mod options;
pub mod policy;
pub mod results;
pub mod schema;
pub mod tables;
pub mod value;
#[cfg(feature = "vectors")]
pub mod vectors;

uniffi::setup_scaffolding!("placet");

/// The version of the library.
#[uniffi::export]
pub fn version() -> String {
    env!("CARGO_PKG_VERSION").to_owned()
}
