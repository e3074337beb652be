//! What a value of JavaScript is, in words for messages.

use napi::sys;

/// What a value is.
#[cold]
pub(crate) fn kind(env: sys::napi_env, value: sys::napi_value) -> &'static str {
    let mut kind = 0;
    // SAFETY: `env` and `value` are those of the call that is under way.
    if unsafe { sys::napi_typeof(env, value, &raw mut kind) } != sys::Status::napi_ok {
        return "what is no value";
    }
    match kind {
        sys::ValueType::napi_undefined => "undefined",
        sys::ValueType::napi_null => "null",
        sys::ValueType::napi_boolean => "a boolean",
        sys::ValueType::napi_number => "a number",
        sys::ValueType::napi_string => "a string",
        sys::ValueType::napi_symbol => "a symbol",
        sys::ValueType::napi_function => "a function",
        sys::ValueType::napi_bigint => "a bigint",
        _ => {
            let mut promise = false;
            // SAFETY: as above.
            unsafe { sys::napi_is_promise(env, value, &raw mut promise) };
            if promise { "a Promise; await it first" } else { "an object" }
        }
    }
}
