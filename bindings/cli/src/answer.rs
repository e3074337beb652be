//! What a command leaves: an answer on standard output, or a failure on standard error, each with its exit code.

use std::io::{self, Write};
use std::process::ExitCode;

use placet::Error;
use placet::policy::Diagnostic;
use serde_json::{Value, json};

use crate::text::{BAD, plain};

/// An answer: yes is 0, no is 1.
#[derive(Debug)]
pub(crate) struct Answer {
    /// What to print, with a line break at its end.
    pub(crate) text: String,
    /// Whether the answer is yes.
    pub(crate) yes: bool,
}

impl Answer {
    /// An answer as pretty JSON.
    pub(crate) fn json(value: &Value, yes: bool) -> Self {
        Self { text: format!("{value:#}\n"), yes }
    }

    /// Prints it; a reader that closed the pipe early has what it wanted.
    pub(crate) fn print(self) -> ExitCode {
        let mut out = anstream::stdout().lock();
        let printed = out.write_all(self.text.as_bytes()).and_then(|()| out.flush());
        match printed {
            Err(e) if e.kind() != io::ErrorKind::BrokenPipe => {
                Failure::new("unwritable", format!("the answer can't be printed: {e}")).print(false)
            }
            _ => ExitCode::from(u8::from(!self.yes)),
        }
    }
}

/// No answer was reached: exit code 2.
#[derive(Debug)]
pub(crate) struct Failure {
    code: &'static str,
    message: String,
    /// The diagnostics of a policy that did not load, and the same as a text for people.
    diagnostics: Vec<Diagnostic>,
    listing: String,
}

impl Failure {
    pub(crate) fn new(code: &'static str, message: impl Into<String>) -> Self {
        Self { code, message: message.into(), diagnostics: Vec::new(), listing: String::new() }
    }

    /// A policy with errors, where a policy without was needed.
    pub(crate) fn policy(message: String, diagnostics: Vec<Diagnostic>, listing: String) -> Self {
        Self { code: "policy_error", message, diagnostics, listing }
    }

    /// Prints it. A failure to print is past telling.
    pub(crate) fn print(self, as_json: bool) -> ExitCode {
        let text = if as_json {
            let mut error = json!({ "code": self.code, "message": self.message });
            if let Some(object) = error.as_object_mut().filter(|_| !self.diagnostics.is_empty()) {
                object.insert("diagnostics".to_owned(), json!(self.diagnostics));
            }
            format!("{:#}\n", json!({ "error": error }))
        } else {
            format!("{}{BAD}error{BAD:#}: {}\n", self.listing, plain(&self.message))
        };
        let _ = anstream::stderr().write_all(text.as_bytes());
        ExitCode::from(2)
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Self::new(error.code(), error.to_string())
    }
}
