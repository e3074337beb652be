//! Strings of JavaScript as text of Rust, without the heap where they are short and ASCII.

use std::ptr;

use napi::sys;
use placet::Error;

use crate::failure::invalid;
use crate::kind::kind;

const SURROGATE: &str = "it holds half of a surrogate pair and is no valid Unicode; decode the bytes it came from with \
                         their right encoding";

/// Code units that are read without the heap, the closing zero among them.
const SHORT: usize = 128;

/// Runs with the text of a string.
///
/// The units are read as UTF-16: a half of a surrogate pair, of which UTF-8 would make U+FFFD unseen, is told, and narrowing
/// ASCII is quicker than having the engine encode it.
#[inline]
pub(crate) fn with_text<T>(
    env: sys::napi_env,
    value: sys::napi_value,
    argument: &'static str,
    run: impl FnOnce(&str) -> Result<T, Error>,
) -> Result<T, Error> {
    // zeroed: that costs next to nothing, and leaves nothing to prove
    let mut units = [0_u16; SHORT];
    let mut length = 0;
    // SAFETY: `env` and `value` are those of the call that is under way; the buffer has room for as many units as are said,
    // and Node writes no more, the closing zero included.
    let status =
        unsafe { sys::napi_get_value_string_utf16(env, value, units.as_mut_ptr().cast(), SHORT, &raw mut length) };
    if status != sys::Status::napi_ok {
        return Err(no_string(env, value, argument));
    }
    // a full buffer may hold the begin of a longer string
    if let Some(units) = units.get(..length)
        && length < SHORT - 1
    {
        let mut bytes = [0_u8; SHORT];
        let mut all = 0;
        for (byte, unit) in bytes.iter_mut().zip(units) {
            all |= *unit;
            // used only where all units are ASCII
            *byte = unit.to_le_bytes()[0];
        }
        if all < 0x80 {
            // SAFETY: each of the bytes is ASCII, which is UTF-8, and there are as many as units, fewer than the buffer holds.
            return run(unsafe { str::from_utf8_unchecked(bytes.get_unchecked(..length)) });
        }
        return run(&decoded(units, argument)?);
    }
    run(&long(env, value, argument)?)
}

/// The text of a string, of its own.
pub(crate) fn text(env: sys::napi_env, value: sys::napi_value, argument: &'static str) -> Result<String, Error> {
    with_text(env, value, argument, |text| Ok(text.to_owned()))
}

#[cold]
fn long(env: sys::napi_env, value: sys::napi_value, argument: &'static str) -> Result<String, Error> {
    let mut length = 0;
    // SAFETY: without a buffer Node tells the length only.
    let status = unsafe { sys::napi_get_value_string_utf16(env, value, ptr::null_mut(), 0, &raw mut length) };
    let mut units = vec![0_u16; length + 1];
    let mut written = 0;
    // SAFETY: the buffer has room for as many units as are said, the closing zero included.
    let again = unsafe {
        sys::napi_get_value_string_utf16(env, value, units.as_mut_ptr().cast(), units.len(), &raw mut written)
    };
    if status != sys::Status::napi_ok || again != sys::Status::napi_ok {
        return Err(no_string(env, value, argument));
    }
    units.truncate(written);
    decoded(&units, argument)
}

fn decoded(units: &[u16], argument: &'static str) -> Result<String, Error> {
    String::from_utf16(units).map_err(|_| invalid(argument, SURROGATE))
}

#[cold]
fn no_string(env: sys::napi_env, value: sys::napi_value, argument: &'static str) -> Error {
    invalid(argument, format!("a string is wanted, not {}", kind(env, value)))
}
