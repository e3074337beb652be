//! The common question by JNI, for the JVM and Android: the strings are copied to the stack, and nothing is allocated on the way.

use jni_sys::{JNIEnv, jchar, jint, jlong, jobject, jsize, jstring};

use crate::c::{NO_ANSWER, answer, at, home};

/// UTF-16 units of a string that are read without the heap; a longer one takes the slow way.
const SHORT: usize = 128;

/// Bytes that a unit may need; a pair of surrogates needs four.
const WIDEST: usize = 3;

/// `dev.placet.FastQuestion.ask(engine, user, userLength, purpose, purposeLength)`: 1 is yes, 0 is no, -1 is an error, of which the full
/// call tells.
///
/// The lengths come along because the JVM knows them at once, and to ask it for them is a call back for each.
///
/// # Safety
///
/// The JVM calls it, with the address of an engine that the object of the call keeps alive, and with the lengths of the strings.
#[unsafe(no_mangle)]
pub unsafe extern "system" fn Java_dev_placet_FastQuestion_ask(
    env: *mut JNIEnv,
    _this: jobject,
    engine: jlong,
    user: jstring,
    user_length: jint,
    purpose: jstring,
    purpose_length: jint,
) -> jint {
    // SAFETY: the object of the call holds the engine whose address it gives, and the JVM keeps the object until the call returns.
    let Some(engine) = (unsafe { at(engine) }) else { return NO_ANSWER };
    let ask = |user: &str, purpose: &str| answer(engine, user, purpose);
    // SAFETY: `env` and the strings are those of the call under way.
    unsafe { with_both(env, (user, user_length), (purpose, purpose_length), ask) }
}

/// `dev.placet.FastQuestion.home()`: which copy of the library JNI has loaded.
#[unsafe(no_mangle)]
pub extern "system" fn Java_dev_placet_FastQuestion_home(_env: *mut JNIEnv, _this: jobject) -> jlong {
    home()
}

/// Runs with the texts of two strings; no answer where one of them can't be read here.
///
/// # Safety
///
/// `env` and the strings are those of the call under way.
#[inline]
unsafe fn with_both(
    env: *mut JNIEnv,
    (user, user_length): (jstring, jint),
    (purpose, purpose_length): (jstring, jint),
    run: impl FnOnce(&str, &str) -> i32,
) -> i32 {
    // SAFETY: the caller's promise.
    let answer = unsafe {
        with_text(env, user, user_length, |user| {
            with_text(env, purpose, purpose_length, |purpose| Some(run(user, purpose)))
        })
    };
    answer.unwrap_or(NO_ANSWER)
}

/// Runs with the text of a string; none where it is missing, too long for the stack, or no valid Unicode.
///
/// # Safety
///
/// `env` and `string` are those of the call under way.
#[inline]
unsafe fn with_text<T>(
    env: *mut JNIEnv,
    string: jstring,
    length: jsize,
    run: impl FnOnce(&str) -> Option<T>,
) -> Option<T> {
    if string.is_null() {
        return None;
    }
    let fits = usize::try_from(length).ok().filter(|length| *length <= SHORT)?;
    let mut units: [jchar; SHORT] = [0; SHORT];
    // SAFETY: `env` has the functions of JNI 1.2, as every JVM has since 1998; the string is one, and is not null; the buffer has room
    // for as many units as are said. If the string has fewer, the JVM writes nothing and throws when the call returns.
    unsafe { ((**env).v1_2.GetStringRegion)(env, string, 0, length, units.as_mut_ptr()) };
    let units = units.get(..fits)?;
    let mut bytes = [0_u8; SHORT];
    let mut all = 0;
    for (byte, unit) in bytes.iter_mut().zip(units) {
        all |= *unit;
        // used only where all units are ASCII
        *byte = unit.to_le_bytes()[0];
    }
    if all >= 0x80 {
        return encoded(units, run);
    }
    // SAFETY: each of the bytes is ASCII, which is UTF-8.
    run(unsafe { str::from_utf8_unchecked(bytes.get(..fits)?) })
}

/// Runs with units as UTF-8; none where half of a surrogate pair is among them.
#[cold]
fn encoded<T>(units: &[jchar], run: impl FnOnce(&str) -> Option<T>) -> Option<T> {
    let mut bytes = [0_u8; SHORT * WIDEST];
    let mut length = 0;
    for letter in char::decode_utf16(units.iter().copied()) {
        let letter = letter.ok()?;
        let place = bytes.get_mut(length..length + letter.len_utf8())?;
        length += letter.encode_utf8(place).len();
    }
    run(str::from_utf8(bytes.get(..length)?).ok()?)
}

/// `dev.placet.bench.Floor.usual(user, purpose)`: the same call as one writes it at first, with the characters of JNI's own making.
///
/// # Safety
///
/// The JVM calls it.
#[cfg(feature = "bench")]
#[unsafe(no_mangle)]
pub unsafe extern "system" fn Java_dev_placet_bench_Floor_usual(
    env: *mut JNIEnv,
    _this: jobject,
    user: jstring,
    purpose: jstring,
) -> jint {
    // SAFETY: `env` and the strings are those of the call under way; each text is released once, after it was last read.
    unsafe {
        let jni = &(**env).v1_2;
        let (mut copied, mut length) = (false, [0; 2]);
        for (string, length) in [user, purpose].into_iter().zip(&mut length) {
            let characters = (jni.GetStringUTFChars)(env, string, &raw mut copied);
            if characters.is_null() {
                return NO_ANSWER;
            }
            *length = std::ffi::CStr::from_ptr(characters).to_bytes().len();
            (jni.ReleaseStringUTFChars)(env, string, characters);
        }
        i32::from(length[0] > length[1])
    }
}

/// `dev.placet.bench.Floor.empty(user, userLength, purpose, purposeLength)`: what a call costs that reads its two strings and asks
/// nothing.
///
/// # Safety
///
/// The JVM calls it, with the lengths of the strings.
#[cfg(feature = "bench")]
#[unsafe(no_mangle)]
pub unsafe extern "system" fn Java_dev_placet_bench_Floor_empty(
    env: *mut JNIEnv,
    _this: jobject,
    user: jstring,
    user_length: jint,
    purpose: jstring,
    purpose_length: jint,
) -> jint {
    let empty = |user: &str, purpose: &str| i32::from(user.len() > purpose.len());
    // SAFETY: `env` and the strings are those of the call under way.
    unsafe { with_both(env, (user, user_length), (purpose, purpose_length), empty) }
}
