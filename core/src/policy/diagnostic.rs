//! What is wrong with a document, where, and what was probably meant.

use std::fmt;

use serde::Serialize;

/// Whether a finding keeps the document from loading.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// The document is not loaded.
    Error,
    /// The document is loaded, with the stricter reading.
    Warning,
}

/// A place in a document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Place {
    /// The file's path, or `<text>`.
    pub file: String,
    /// From 1.
    pub line: usize,
    /// From 1, in characters.
    pub column: usize,
    /// The first byte in the text.
    pub start: usize,
    /// The byte behind the last one.
    pub end: usize,
}

/// One finding about a policy document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Diagnostic {
    /// Error or warning.
    pub severity: Severity,
    /// A stable code in snake case.
    pub code: &'static str,
    /// The fault in plain words.
    pub message: String,
    /// Where.
    pub place: Place,
    /// The nearest right name, or another help.
    pub help: Option<String>,
    /// The author's own note on the table, if there is one.
    pub note: Option<String>,
}

impl Diagnostic {
    /// Whether it keeps the document from loading.
    pub fn is_error(&self) -> bool {
        self.severity == Severity::Error
    }
}

impl fmt::Display for Diagnostic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Place { file, line, column, .. } = &self.place;
        write!(f, "{file}:{line}:{column}: {}", self.message)?;
        if let Some(help) = &self.help {
            write!(f, "; {help}")?;
        }
        if let Some(note) = &self.note {
            write!(f, " (note: {note})")?;
        }
        Ok(())
    }
}
