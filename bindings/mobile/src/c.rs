//! The common question as a plain function of C, for Swift: nothing is allocated on the way.

use std::slice;

use crate::engine::NativeEngine;
use crate::error::caught;

/// No answer: ask the full question, which says why.
pub(crate) const NO_ANSWER: i32 = -1;

/// Whether data of a user may be processed for a purpose: 1 is yes, 0 is no, -1 is an error, of which `canProcess` of the engine tells.
///
/// The strings are UTF-8 and need no closing zero; one of length 0 may be null.
///
/// # Safety
///
/// `engine` is what `address` of an engine gave, and that engine is kept alive for the call. Each string has as many bytes as is said.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn placet_can_process(
    engine: i64,
    user: *const u8,
    user_length: usize,
    purpose: *const u8,
    purpose_length: usize,
) -> i32 {
    // SAFETY: the caller's promise; an address of 0 is no engine, and is told apart.
    let engine = unsafe { at(engine) };
    // SAFETY: the caller's promise.
    let (user, purpose) = unsafe { (text(user, user_length), text(purpose, purpose_length)) };
    match (engine, user, purpose) {
        (Some(engine), Some(user), Some(purpose)) => answer(engine, user, purpose),
        _ => NO_ANSWER,
    }
}

/// Where this copy of the library is in memory.
///
/// A library that is loaded twice, from two files, is two libraries: an engine that one of them made may only be asked by that one.
#[uniffi::export]
pub fn home() -> i64 {
    static HERE: u8 = 0;
    (&raw const HERE).expose_provenance().cast_signed() as i64
}

/// The answer as a number.
#[inline]
pub(crate) fn answer(engine: &NativeEngine, user: &str, purpose: &str) -> i32 {
    match caught(|| engine.ready()?.can_process(user, purpose)) {
        Ok(allowed) => i32::from(allowed),
        Err(_) => NO_ANSWER,
    }
}

/// The engine at an address.
///
/// # Safety
///
/// The address is 0, or what `NativeEngine::address` gave of an engine that lives as long as what is made here.
#[inline]
pub(crate) unsafe fn at<'e>(address: i64) -> Option<&'e NativeEngine> {
    let pointer = std::ptr::with_exposed_provenance::<NativeEngine>(usize::try_from(address).ok()?);
    // SAFETY: the caller's promise.
    unsafe { pointer.as_ref() }
}

/// # Safety
///
/// There are as many bytes as is said.
#[inline]
unsafe fn text<'t>(bytes: *const u8, length: usize) -> Option<&'t str> {
    if length == 0 {
        return Some("");
    }
    if bytes.is_null() {
        return None;
    }
    // SAFETY: the caller's promise.
    let bytes = unsafe { slice::from_raw_parts(bytes, length) };
    if bytes.is_ascii() {
        // SAFETY: ASCII is UTF-8; to see that much takes a third of the time that it takes to read UTF-8.
        return Some(unsafe { str::from_utf8_unchecked(bytes) });
    }
    str::from_utf8(bytes).ok()
}

/// What a call costs that does nothing with its two strings: the floor that the benchmark divides by.
///
/// # Safety
///
/// None: the pointers are not read.
#[cfg(feature = "bench")]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn placet_floor(
    engine: i64,
    _user: *const u8,
    user_length: usize,
    _purpose: *const u8,
    purpose_length: usize,
) -> i32 {
    i32::from(engine != 0 && user_length != purpose_length)
}
