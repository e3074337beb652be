//! Errors: one kind for each of the core's, with its message, from which the packages make their own.

use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};

use placet::Error;

use crate::decision::Decision;
use crate::policy::{Diagnostic, diagnostics};

/// An error as it crosses the border. `text` is the message for people; what else there is, is for programs.
#[derive(Debug, thiserror::Error, uniffi::Error)]
pub enum NativeError {
    /// A policy document has errors and was not loaded.
    #[error("{text}")]
    Policy {
        /// The message.
        text: String,
        /// All faults and warnings, in the order of the document.
        diagnostics: Vec<Diagnostic>,
    },
    /// A purpose that no version of the policy declares.
    #[error("{text}")]
    UnknownPurpose {
        /// The message.
        text: String,
        /// The name that was asked for, cut to 200 characters.
        purpose: String,
        /// The declared name that is most like it.
        nearest: Option<String>,
    },
    /// A data category that is in no taxonomy.
    #[error("{text}")]
    UnknownCategory {
        /// The message.
        text: String,
        /// The name that was given, cut to 200 characters.
        category: String,
        /// The known name that is most like it.
        nearest: Option<String>,
    },
    /// A schema that the policy in force does not declare.
    #[error("{text}")]
    UnknownSchema {
        /// The message.
        text: String,
        /// The name that was given, cut to 200 characters.
        schema: String,
        /// The declared name that is most like it.
        nearest: Option<String>,
    },
    /// An argument that can't be meant.
    #[error("{text}")]
    InvalidArgument {
        /// The message.
        text: String,
        /// The name of the argument.
        argument: String,
    },
    /// An act that the policy or the law turns down; nothing was recorded.
    #[error("{text}")]
    Refused {
        /// The message.
        text: String,
        /// The code of the reason.
        reason: String,
    },
    /// A demand met a denial, and nothing was recorded.
    #[error("{text}")]
    Denied {
        /// The message.
        text: String,
        /// The whole decision.
        decision: Box<Decision>,
    },
    /// The store can't be opened, read or written.
    #[error("{text}")]
    Store {
        /// The message.
        text: String,
        /// The path of the store.
        path: String,
    },
    /// The store's content is not what was written; the file is kept as it is.
    #[error("{text}")]
    Integrity {
        /// The message.
        text: String,
        /// The path of the store.
        path: String,
    },
    /// A fault of the library itself.
    #[error("{text}")]
    Internal {
        /// The message.
        text: String,
    },
}

impl From<Error> for NativeError {
    fn from(error: Error) -> Self {
        let text = error.to_string();
        // every kind by name, so that a new one breaks the build
        match error {
            Error::Policy { diagnostics: found } => Self::Policy { text, diagnostics: diagnostics(found) },
            Error::UnknownPurpose { purpose, nearest } => Self::UnknownPurpose { text, purpose, nearest },
            Error::UnknownCategory { category, nearest } => Self::UnknownCategory { text, category, nearest },
            Error::UnknownSchema { schema, nearest } => Self::UnknownSchema { text, schema, nearest },
            Error::InvalidArgument { argument, message } => {
                // the name as both languages spell it
                let argument = camel(argument);
                Self::InvalidArgument { text: format!("invalid `{argument}`: {message}"), argument }
            }
            Error::Refused { reason, message: _ } => Self::Refused { text, reason: reason.code().to_owned() },
            Error::Denied { decision } => Self::Denied { text, decision: Box::new((*decision).into()) },
            Error::Store { path, message: _ } => Self::Store { text, path },
            Error::Integrity { path, message: _ } => Self::Integrity { text, path },
            Error::Internal { message: _ } => Self::Internal { text },
        }
    }
}

/// A name of the core's as Kotlin and Swift spell it: `age_range` is `ageRange`.
fn camel(name: &str) -> String {
    let mut words = name.split('_');
    let mut camel = words.next().unwrap_or_default().to_owned();
    for word in words {
        let mut letters = word.chars();
        camel.extend(letters.next().into_iter().flat_map(char::to_uppercase));
        camel.push_str(letters.as_str());
    }
    camel
}

/// An argument that can't be meant.
#[cold]
pub(crate) fn invalid(argument: &'static str, message: impl Into<String>) -> Error {
    Error::InvalidArgument { argument, message: message.into() }
}

/// Runs something; a panic becomes an `internal` error: none crosses the border.
///
/// The core keeps its own state sound across a panic (its locks forgive poisoning), so the engine stays usable.
#[inline]
pub(crate) fn caught<T>(work: impl FnOnce() -> Result<T, Error>) -> Result<T, Error> {
    match catch_unwind(AssertUnwindSafe(work)) {
        Ok(result) => result,
        Err(panic) => Err(internal(&*panic)),
    }
}

#[cold]
fn internal(panic: &(dyn Any + Send)) -> Error {
    let text = panic.downcast_ref::<&str>().copied();
    let text = text.or_else(|| panic.downcast_ref::<String>().map(String::as_str));
    Error::Internal { message: text.unwrap_or("a panic without a message").to_owned() }
}
