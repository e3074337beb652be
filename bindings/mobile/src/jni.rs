//! The common question by JNI, for the JVM and Android: the strings are copied to the stack, and nothing is allocated on the way.

use std::mem::MaybeUninit;
use std::slice;

use jni_sys::{JNIEnv, jchar, jint, jlong, jobject, jsize, jstring};

use crate::c::{NO_ANSWER, answer, at};

/// UTF-16 units of a string that are read without the heap; a longer one takes the slow way.
const SHORT: usize = 128;

/// Bytes that a unit may need; a pair of surrogates needs four.
const WIDEST: usize = 3;

/// `dev.placet.FastQuestion.ask(engine, user, purpose)`: 1 is yes, 0 is no, -1 is an error, of which the full call tells.
///
/// # Safety
///
/// The JVM calls it, with the address of an engine that the object of the call keeps alive.
#[unsafe(no_mangle)]
pub unsafe extern "system" fn Java_dev_placet_FastQuestion_ask(
    env: *mut JNIEnv,
    _this: jobject,
    engine: jlong,
    user: jstring,
    purpose: jstring,
) -> jint {
    // SAFETY: the object of the call holds the engine whose address it gives, and the JVM keeps the object until the call returns.
    let Some(engine) = (unsafe { at(engine) }) else { return NO_ANSWER };
    // SAFETY: `env` and the strings are those of the call under way.
    let answer =
        unsafe { with_text(env, user, |user| with_text(env, purpose, |purpose| Some(answer(engine, user, purpose)))) };
    answer.unwrap_or(NO_ANSWER)
}

/// Runs with the text of a string; none where it is missing, too long for the stack, or no valid Unicode.
///
/// # Safety
///
/// `env` and `string` are those of the call under way.
#[inline]
unsafe fn with_text<T>(env: *mut JNIEnv, string: jstring, run: impl FnOnce(&str) -> Option<T>) -> Option<T> {
    if string.is_null() {
        return None;
    }
    let mut units = [const { MaybeUninit::<jchar>::uninit() }; SHORT];
    // SAFETY: `env` has the functions of JNI 1.2, as every JVM has since 1998; the string is one, and is not null.
    let length = unsafe { ((**env).v1_1.GetStringLength)(env, string) };
    let fits = usize::try_from(length).ok().filter(|length| *length <= SHORT)?;
    // SAFETY: as above; the region is the whole string, and the buffer has room for it.
    unsafe { ((**env).v1_2.GetStringRegion)(env, string, jsize::default(), length, units.as_mut_ptr().cast()) };
    // SAFETY: so many units were written.
    let units = unsafe { slice::from_raw_parts(units.as_ptr().cast::<jchar>(), fits) };
    let mut bytes = [0_u8; SHORT * WIDEST];
    let mut all = 0;
    for (byte, unit) in bytes.iter_mut().zip(units) {
        all |= *unit;
        // used only where all units are ASCII
        *byte = unit.to_le_bytes()[0];
    }
    let length = if all < 0x80 { fits } else { encoded(units, &mut bytes)? };
    // SAFETY: the bytes are ASCII, or what `encode_utf8` wrote, and there are as many.
    run(unsafe { str::from_utf8_unchecked(bytes.get(..length)?) })
}

/// Writes units as UTF-8; how many bytes, or none where half of a surrogate pair is among them.
fn encoded(units: &[jchar], bytes: &mut [u8]) -> Option<usize> {
    let mut length = 0;
    for letter in char::decode_utf16(units.iter().copied()) {
        let letter = letter.ok()?;
        let place = bytes.get_mut(length..length + letter.len_utf8())?;
        length += letter.encode_utf8(place).len();
    }
    Some(length)
}

/// `dev.placet.FastQuestion.floor(engine, user, purpose)`: what a call costs that does nothing with its two strings.
///
/// # Safety
///
/// None: nothing is read.
#[cfg(feature = "bench")]
#[unsafe(no_mangle)]
pub unsafe extern "system" fn Java_dev_placet_FastQuestion_floor(
    _env: *mut JNIEnv,
    _this: jobject,
    engine: jlong,
    user: jstring,
    purpose: jstring,
) -> jint {
    jint::from(engine != 0 && user != purpose)
}
