//! The floor of a call: what it takes to hand two strings over, on the stack, and to get a boolean back.

use std::hint::black_box;
use std::mem::MaybeUninit;
use std::ptr;

use napi::bindgen_prelude::Object;
use napi::{Env, Result, sys};
use napi_derive::napi;

/// A function that reads two strings onto the stack, as UTF-8, and looks at neither.
#[napi]
pub(crate) fn floor(env: Env) -> Result<Object<'static>> {
    let (env, mut object, mut made) = (env.raw(), ptr::null_mut(), ptr::null_mut());
    // SAFETY: `env` is that of the call under way, and the names live for ever.
    unsafe {
        sys::napi_create_object(env, &raw mut object);
        sys::napi_create_function(env, c"empty".as_ptr(), 5, Some(empty), ptr::null_mut(), &raw mut made);
        sys::napi_set_named_property(env, object, c"empty".as_ptr(), made);
    }
    Ok(Object::from_raw(env, object))
}

unsafe extern "C" fn empty(env: sys::napi_env, info: sys::napi_callback_info) -> sys::napi_value {
    let (mut arguments, mut count, mut answer) = ([ptr::null_mut(); 2], 2, ptr::null_mut());
    let mut all = 0;
    // SAFETY: `env` and `info` are those of the call under way; each buffer has the room that is said.
    unsafe {
        sys::napi_get_cb_info(env, info, &raw mut count, arguments.as_mut_ptr(), ptr::null_mut(), ptr::null_mut());
        for argument in arguments {
            let (mut buffer, mut length) = ([MaybeUninit::<u8>::uninit(); 256], 0);
            sys::napi_get_value_string_utf8(env, argument, buffer.as_mut_ptr().cast(), 256, &raw mut length);
            black_box(&buffer);
            all += length;
        }
        sys::napi_get_boolean(env, all > 0, &raw mut answer);
    }
    answer
}
