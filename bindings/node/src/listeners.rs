//! Listeners: a function of JavaScript that the event loop calls with what the core tells, on whichever thread that is told.

use std::sync::Arc;

use napi::Status;
use napi::bindgen_prelude::Function;
use napi::threadsafe_function::{ThreadsafeFunction, ThreadsafeFunctionCallMode};
use placet::Notification;

use crate::results;

/// Calls a function on the event loop, as long as that goes on for another reason: it keeps no process alive.
type Call = ThreadsafeFunction<String, (), String, Status, false, true>;

/// A function that takes what is told as JSON, in the order in which it is told.
#[derive(Clone)]
pub(crate) struct Listener {
    call: Arc<Call>,
}

impl Listener {
    pub(crate) fn new(function: &Function<'_, String, ()>) -> napi::Result<Self> {
        let call = function.build_threadsafe_function::<String>().weak::<true>().build()?;
        Ok(Self { call: Arc::new(call) })
    }

    /// Tells it.
    pub(crate) fn tell(&self, notification: &Notification) {
        self.call(results::notification(notification).to_string());
    }

    /// Says that nothing more comes, by an empty text.
    pub(crate) fn end(&self) {
        self.call(String::new());
    }

    fn call(&self, text: String) {
        // an event loop that has ended can't be told, and the act stands all the same
        let _status = self.call.call(text, ThreadsafeFunctionCallMode::NonBlocking);
    }
}
