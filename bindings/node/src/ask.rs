//! The two questions that are asked most, as plain functions of Node-API: each carries its engine, and builds nothing that nobody reads.
//!
//! A method of a class costs several times as much as the answer itself: it looks up what is wrapped, and makes strings of its
//! arguments. A function whose data pointer is the engine, and which reads its strings onto the stack, costs a fraction.

use std::ffi::{CStr, c_void};
use std::ptr;
use std::sync::Arc;

use napi::sys;
use placet::{Context, Decision};

use crate::context::context;
use crate::failure::{caught, failed};
use crate::given::Given;
use crate::shared::Shared;
use crate::text::{text, with_text};

type Callback = unsafe extern "C" fn(sys::napi_env, sys::napi_callback_info) -> sys::napi_value;

/// What marks a pointer as one to a decision.
const MARK: u64 = 0x706c_6163_6574_6431;

/// A decision that JavaScript holds.
#[repr(C)]
struct Held {
    mark: u64,
    decision: Decision,
}

/// Makes a function that carries the engine.
fn asking(env: sys::napi_env, name: &CStr, callback: Callback, shared: &Arc<Shared>) -> napi::Result<sys::napi_value> {
    let mut made = ptr::null_mut();
    let data = Arc::into_raw(shared.clone()).cast_mut().cast::<c_void>();
    // SAFETY: `env` is that of the call under way and the name lives for ever. The data pointer is a counted one to the engine:
    // Node gives it to `callback` alone, and `let_go` takes the count back when the function can't be called any more.
    let status = unsafe {
        let status = sys::napi_create_function(env, name.as_ptr(), length(name), Some(callback), data, &raw mut made);
        if status == sys::Status::napi_ok {
            sys::napi_add_finalizer(env, made, data, Some(let_go), ptr::null_mut(), ptr::null_mut())
        } else {
            status
        }
    };
    if status == sys::Status::napi_ok {
        return Ok(made);
    }
    // SAFETY: without the finalizer nobody else takes the count back; a function that was made without it is not handed out.
    drop(unsafe { Arc::from_raw(data.cast::<Shared>()) });
    Err(unmade(status))
}

/// The functions that ask an engine, and those that read what `decide` gives.
pub(crate) fn functions(env: sys::napi_env, shared: &Arc<Shared>) -> napi::Result<sys::napi_value> {
    let mut object = ptr::null_mut();
    // SAFETY: `env` is that of the call under way.
    unsafe { sys::napi_create_object(env, &raw mut object) };
    let put = |name: &CStr, function: sys::napi_value| {
        // SAFETY: as above, and the name lives for ever.
        let status = unsafe { sys::napi_set_named_property(env, object, name.as_ptr(), function) };
        if status == sys::Status::napi_ok { Ok(()) } else { Err(unmade(status)) }
    };
    put(c"canProcess", asking(env, c"canProcess", can_process, shared)?)?;
    put(c"decide", asking(env, c"decide", decide, shared)?)?;
    Ok(object)
}

/// The functions that read what `decide` gives.
pub(crate) fn readers(env: sys::napi_env) -> napi::Result<sys::napi_value> {
    let mut object = ptr::null_mut();
    // SAFETY: `env` is that of the call under way.
    unsafe { sys::napi_create_object(env, &raw mut object) };
    let all: [(&CStr, Callback); 4] =
        [(c"allowed", allowed), (c"reason", reason), (c"json", json), (c"sentence", sentence)];
    for (name, callback) in all {
        let mut made = ptr::null_mut();
        // SAFETY: as above; the names live for ever, and the functions carry nothing.
        let status = unsafe {
            sys::napi_create_function(env, name.as_ptr(), length(name), Some(callback), ptr::null_mut(), &raw mut made);
            sys::napi_set_named_property(env, object, name.as_ptr(), made)
        };
        if status != sys::Status::napi_ok {
            return Err(unmade(status));
        }
    }
    Ok(object)
}

fn length(name: &CStr) -> isize {
    isize::try_from(name.to_bytes().len()).unwrap_or(-1)
}

#[cold]
fn unmade(status: sys::napi_status) -> napi::Error {
    napi::Error::new(status.into(), "a function can't be made".to_owned())
}

/// Lets go of the engine that a function carried.
unsafe extern "C" fn let_go(_: sys::napi_env, data: *mut c_void, _: *mut c_void) {
    // SAFETY: the pointer is the one that `asking` made of a counted engine, and Node calls this once.
    drop(unsafe { Arc::from_raw(data.cast_const().cast::<Shared>()) });
}

/// What a function was called with: its engine, and as many arguments as are wanted; those that are missing are undefined.
///
/// # Safety
///
/// `env` and `info` are those of a call of a function that [`asking`] made, and the engine is used within that call only.
#[inline]
unsafe fn called<'e, const N: usize>(
    env: sys::napi_env,
    info: sys::napi_callback_info,
) -> (Option<&'e Shared>, [sys::napi_value; N]) {
    let mut arguments = [ptr::null_mut(); N];
    let (mut count, mut data) = (N, ptr::null_mut());
    // SAFETY: there is room for N arguments, as is said. The function is alive while it runs, and with it what it carries.
    unsafe {
        sys::napi_get_cb_info(env, info, &raw mut count, arguments.as_mut_ptr(), ptr::null_mut(), &raw mut data);
        (data.cast::<Shared>().as_ref(), arguments)
    }
}

/// The one argument of a call; undefined where none was given.
fn argument(env: sys::napi_env, info: sys::napi_callback_info) -> sys::napi_value {
    let (mut value, mut count) = (ptr::null_mut(), 1);
    // SAFETY: `env` and `info` are those of the call under way, and there is room for one argument.
    unsafe {
        sys::napi_get_cb_info(env, info, &raw mut count, &raw mut value, ptr::null_mut(), ptr::null_mut());
    }
    value
}

/// `canProcess(user, purpose)`: a boolean, or the text of an error.
pub(crate) unsafe extern "C" fn can_process(env: sys::napi_env, info: sys::napi_callback_info) -> sys::napi_value {
    // SAFETY: Node calls this for functions of `asking` only.
    let (shared, [user, purpose]) = unsafe { called::<2>(env, info) };
    let answer = caught(|| {
        let engine = engine(shared)?;
        with_text(env, user, "user", |user| {
            with_text(env, purpose, "purpose", |purpose| engine.can_process(user, purpose))
        })
    });
    match answer {
        Ok(answer) => {
            let mut value = ptr::null_mut();
            // SAFETY: `env` is that of the call under way.
            unsafe { sys::napi_get_boolean(env, answer, &raw mut value) };
            value
        }
        Err(error) => string(env, &failed(error)),
    }
}

/// `decide(user, purpose, context?)`: what holds the decision, or the text of an error. The context is JSON.
pub(crate) unsafe extern "C" fn decide(env: sys::napi_env, info: sys::napi_callback_info) -> sys::napi_value {
    // SAFETY: Node calls this for functions of `asking` only.
    let (shared, [user, purpose, given]) = unsafe { called::<3>(env, info) };
    let answer = caught(|| {
        let engine = engine(shared)?;
        let context = if is_undefined(env, given) {
            Context::default()
        } else {
            context(Given::read(&text(env, given, "context")?)?.inner("context")?)?
        };
        with_text(env, user, "user", |user| {
            with_text(env, purpose, "purpose", |purpose| engine.decide(user, purpose, &context))
        })
    });
    match answer {
        Ok(decision) => held(env, decision),
        Err(error) => string(env, &failed(error)),
    }
}

fn engine(shared: Option<&Shared>) -> Result<&placet::Engine, placet::Error> {
    let missing = || placet::Error::Internal { message: "a function has lost its engine".to_owned() };
    shared.ok_or_else(missing)?.ready()
}

fn is_undefined(env: sys::napi_env, value: sys::napi_value) -> bool {
    let mut kind = 0;
    // SAFETY: `env` and `value` are those of the call under way.
    unsafe { sys::napi_typeof(env, value, &raw mut kind) };
    kind == sys::ValueType::napi_undefined
}

/// A text as a string; null where not even that can be made.
fn string(env: sys::napi_env, text: &str) -> sys::napi_value {
    let mut value = ptr::null_mut();
    let length = isize::try_from(text.len()).unwrap_or(isize::MAX);
    // SAFETY: `env` is that of the call under way, and the text is as long as is said.
    unsafe { sys::napi_create_string_utf8(env, text.as_ptr().cast(), length, &raw mut value) };
    value
}

/// Hands a decision over, to be let go when JavaScript has forgotten it.
fn held(env: sys::napi_env, decision: Decision) -> sys::napi_value {
    let data = Box::into_raw(Box::new(Held { mark: MARK, decision })).cast::<c_void>();
    let mut value = ptr::null_mut();
    // SAFETY: the pointer is that of a box, which `forget` takes back; Node calls that once.
    let status = unsafe { sys::napi_create_external(env, data, Some(forget), ptr::null_mut(), &raw mut value) };
    if status != sys::Status::napi_ok {
        // SAFETY: nobody else has the pointer.
        drop(unsafe { Box::from_raw(data.cast::<Held>()) });
    }
    value
}

unsafe extern "C" fn forget(_: sys::napi_env, data: *mut c_void, _: *mut c_void) {
    // SAFETY: the pointer is the one that `held` made of a box, and Node calls this once.
    drop(unsafe { Box::from_raw(data.cast::<Held>()) });
}

/// Runs with the decision that a value holds; none where it holds none.
fn with_decision<T>(env: sys::napi_env, value: sys::napi_value, run: impl FnOnce(&Decision) -> T) -> Option<T> {
    let mut data = ptr::null_mut();
    // SAFETY: `env` and `value` are those of the call under way.
    let status = unsafe { sys::napi_get_value_external(env, value, &raw mut data) };
    if status != sys::Status::napi_ok {
        return None;
    }
    // SAFETY: the package keeps what `decide` gave it in a private field and hands nothing else to the functions below, so the
    // pointer is one to `Held`, alive as long as the value; the mark is there for a mistake in the package itself.
    let held = unsafe { data.cast::<Held>().as_ref() }.filter(|held| held.mark == MARK)?;
    Some(run(&held.decision))
}

/// `allowed(decision)`: a boolean.
pub(crate) unsafe extern "C" fn allowed(env: sys::napi_env, info: sys::napi_callback_info) -> sys::napi_value {
    let value = argument(env, info);
    // what is no decision allows nothing
    let allowed = with_decision(env, value, |decision| decision.allowed).unwrap_or_default();
    let mut answer = ptr::null_mut();
    // SAFETY: `env` is that of the call under way.
    unsafe { sys::napi_get_boolean(env, allowed, &raw mut answer) };
    answer
}

/// `reason(decision)`: the code of the first reason, or undefined.
pub(crate) unsafe extern "C" fn reason(env: sys::napi_env, info: sys::napi_callback_info) -> sys::napi_value {
    let value = argument(env, info);
    match with_decision(env, value, |decision| decision.reason).flatten() {
        Some(reason) => string(env, reason.code()),
        // what a function of Node-API gives back as null is undefined
        None => ptr::null_mut(),
    }
}

/// `json(decision)`: its canonical JSON.
pub(crate) unsafe extern "C" fn json(env: sys::napi_env, info: sys::napi_callback_info) -> sys::napi_value {
    let value = argument(env, info);
    let text = caught(|| Ok(with_decision(env, value, Decision::to_json))).ok().flatten();
    text.map_or(ptr::null_mut(), |text| string(env, &text))
}

/// `sentence(decision)`: it as a sentence for people.
pub(crate) unsafe extern "C" fn sentence(env: sys::napi_env, info: sys::napi_callback_info) -> sys::napi_value {
    let value = argument(env, info);
    let text = caught(|| Ok(with_decision(env, value, Decision::text))).ok().flatten();
    text.map_or(ptr::null_mut(), |text| string(env, &text))
}
