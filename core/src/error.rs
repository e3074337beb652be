//! Everything that can go wrong, by what the caller does next; the kinds are the same in every language.

use crate::decide::Decision;
use crate::policy::Diagnostic;
use crate::words::Reason;

/// An error of the library.
///
/// The variants are the kinds that a caller tells apart; [`Error::code`] is stable, the message is for people and no API.
#[derive(Debug, Clone, thiserror::Error)]
pub enum Error {
    /// A policy document has errors and was not loaded.
    #[error("{}", policy_message(.diagnostics))]
    Policy {
        /// All faults and warnings, in the order of the document.
        diagnostics: Vec<Diagnostic>,
    },
    /// A purpose that no version of the policy declares.
    #[error("unknown purpose `{purpose}`{}", hint(.nearest))]
    UnknownPurpose {
        /// The name that was asked for, cut to 200 characters.
        purpose: String,
        /// The declared name that is most like it.
        nearest: Option<String>,
    },
    /// A category that is in no taxonomy.
    #[error("unknown category `{category}`{}", hint(.nearest))]
    UnknownCategory {
        /// The name that was given, cut to 200 characters.
        category: String,
        /// The known name that is most like it.
        nearest: Option<String>,
    },
    /// A schema that the policy in force does not declare.
    #[error("unknown schema `{schema}`{}", hint(.nearest))]
    UnknownSchema {
        /// The name that was given, cut to 200 characters.
        schema: String,
        /// The declared name that is most like it.
        nearest: Option<String>,
    },
    /// An argument that can't be meant.
    #[error("invalid `{argument}`: {message}")]
    InvalidArgument {
        /// The name of the argument.
        argument: &'static str,
        /// What is wrong with it and what to do.
        message: String,
    },
    /// An act that the policy or the law turns down; nothing was recorded.
    #[error("refused ({reason}): {message}")]
    Refused {
        /// The code.
        reason: Reason,
        /// What was refused, and what to do.
        message: String,
    },
    /// [`Engine::require`](crate::Engine::require) met a denial.
    #[error("denied ({}): {}", .decision.reason_code(), .decision.text())]
    Denied {
        /// The whole decision.
        decision: Box<Decision>,
    },
    /// The store can't be opened, read or written.
    #[error("store `{path}`: {message}")]
    Store {
        /// The path of the store.
        path: String,
        /// What is wrong and what to do.
        message: String,
    },
    /// The store's content is not what was written.
    #[error("store `{path}` is damaged: {message}")]
    Integrity {
        /// The path of the store.
        path: String,
        /// What was found; the file is kept as it is.
        message: String,
    },
    /// A fault of the library itself.
    #[error("internal fault: {message}; please report it")]
    Internal {
        /// What was found.
        message: String,
    },
}

impl Error {
    /// The stable code of the kind: the same in every language.
    pub const fn code(&self) -> &'static str {
        match self {
            Error::Policy { .. } => "policy_error",
            Error::UnknownPurpose { .. } => "unknown_purpose",
            Error::UnknownCategory { .. } => "unknown_category",
            Error::UnknownSchema { .. } => "unknown_schema",
            Error::InvalidArgument { .. } => "invalid_argument",
            Error::Refused { .. } => "refused",
            Error::Denied { .. } => "denied",
            Error::Store { .. } => "store_error",
            Error::Integrity { .. } => "integrity_error",
            Error::Internal { .. } => "internal",
        }
    }

    pub(crate) fn internal(message: impl Into<String>) -> Self {
        Error::Internal { message: message.into() }
    }

    pub(crate) fn invalid(argument: &'static str, message: impl Into<String>) -> Self {
        Error::InvalidArgument { argument, message: message.into() }
    }

    pub(crate) fn refused(reason: Reason, message: impl Into<String>) -> Self {
        Error::Refused { reason, message: message.into() }
    }
}

/// The first characters of a name that a message quotes.
pub(crate) fn quoted(name: &str) -> String {
    if name.chars().nth(200).is_none() {
        return name.to_owned();
    }
    name.chars().take(200).chain(['…']).collect()
}

fn hint(nearest: &Option<String>) -> String {
    nearest.as_ref().map_or_else(String::new, |name| format!("; did you mean `{name}`?"))
}

fn policy_message(diagnostics: &[Diagnostic]) -> String {
    let errors: Vec<_> = diagnostics.iter().filter(|d| d.is_error()).collect();
    let count = errors.len();
    let plural = if count == 1 { "error" } else { "errors" };
    let list: String = errors.iter().map(|d| format!("\n  {d}")).collect();
    format!("the policy was not loaded, {count} {plural}:{list}")
}
