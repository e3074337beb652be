//! Listeners: a function of JavaScript that the event loop calls with what the core tells, on whichever thread that is told.

use napi::Status;
use napi::bindgen_prelude::Function;
use napi::threadsafe_function::{ThreadsafeFunction, ThreadsafeFunctionCallMode};
use placet::Notification;

use crate::results;

/// Calls a function on the event loop, as long as that goes on for another reason: it keeps no process alive.
type Call = ThreadsafeFunction<String, (), String, Status, false, true>;

/// What the core calls for a function that takes what is told as JSON.
pub(crate) fn listener(function: &Function<'_, String, ()>) -> napi::Result<impl Fn(&Notification) + Send + Sync + use<>> {
    let call: Call = function.build_threadsafe_function::<String>().weak::<true>().build()?;
    Ok(move |notification: &Notification| {
        // an event loop that has ended can't be told, and the act stands all the same
        let _status = call.call(results::notification(notification).to_string(), ThreadsafeFunctionCallMode::NonBlocking);
    })
}
