//! What is told of policy documents: faults with their places, and what a version changes.

use std::collections::HashMap;

use placet::policy::{self, Severity as CoreSeverity};

/// Whether a finding keeps a document from loading.
#[derive(Debug, Clone, Copy, PartialEq, Eq, uniffi::Enum)]
pub enum Severity {
    /// It does.
    Error,
    /// It does not.
    Warning,
}

/// A place in a policy document.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct Place {
    /// The file's path, or `<text>`.
    pub file: String,
    /// From 1.
    pub line: i64,
    /// From 1, in characters.
    pub column: i64,
    /// The first byte in the text.
    pub start: i64,
    /// The byte behind the last one.
    pub end: i64,
}

/// One finding about a policy document.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct Diagnostic {
    /// Whether it keeps the document from loading.
    pub severity: Severity,
    /// A stable code.
    pub code: String,
    /// The fault in plain words.
    pub message: String,
    /// Where.
    pub place: Place,
    /// The nearest right name, or another help.
    pub help: Option<String>,
    /// The author's own note on the table.
    pub note: Option<String>,
    /// Place, fault, help and note in one line.
    pub text: String,
}

/// What changes from one version of a policy to the next, by purpose.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct Difference {
    /// The earlier version.
    pub from: String,
    /// The later version.
    pub to: String,
    /// Whether the later version calls the change material.
    pub material: bool,
    /// Purposes that the earlier version does not have.
    pub added: Vec<String>,
    /// Purposes that the later version does not have.
    pub removed: Vec<String>,
    /// Purposes that may do more than before.
    pub widened: Vec<String>,
    /// Purposes that may do less than before.
    pub narrowed: Vec<String>,
    /// By purpose, the categories that it may use now and might not before.
    pub categories_added: HashMap<String, Vec<String>>,
    /// Recipients that the earlier version does not have.
    pub recipients_added: Vec<String>,
    /// Recipients that the later version does not have.
    pub recipients_removed: Vec<String>,
    /// Recipients that may receive more than before.
    pub recipients_widened: Vec<String>,
}

/// What a reload changed.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct Reloaded {
    /// The version that was loaded, as `id@version`.
    pub version: String,
    /// What it changes from the version before it; none for the first.
    pub difference: Option<Difference>,
    /// Purposes whose consents of an earlier notice are outdated by it.
    pub outdated: Vec<String>,
    /// What the document loaded with.
    pub warnings: Vec<Diagnostic>,
}

/// What is missing between a schema and a policy.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct Finding {
    /// The name of the schema.
    pub schema: String,
    /// The place of the field.
    pub path: String,
    /// Which rule it breaks: `untagged_field`, `unknown_category`, `unused_category`, `no_retention`.
    pub rule: String,
    /// What is wrong and what to do.
    pub message: String,
}

fn number(number: usize) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

pub(crate) fn diagnostics(found: Vec<policy::Diagnostic>) -> Vec<Diagnostic> {
    found.into_iter().map(Diagnostic::from).collect()
}

impl From<policy::Diagnostic> for Diagnostic {
    fn from(diagnostic: policy::Diagnostic) -> Self {
        let text = diagnostic.to_string();
        let policy::Diagnostic { severity, code, message, place, help, note } = diagnostic;
        let policy::Place { file, line, column, start, end } = place;
        let severity = match severity {
            CoreSeverity::Error => Severity::Error,
            CoreSeverity::Warning => Severity::Warning,
        };
        let (line, column, start, end) = (number(line), number(column), number(start), number(end));
        let place = Place { file, line, column, start, end };
        Self { severity, code: code.to_owned(), message, place, help, note, text }
    }
}

impl From<policy::Difference> for Difference {
    fn from(difference: policy::Difference) -> Self {
        let policy::Difference {
            from,
            to,
            material,
            added,
            removed,
            widened,
            narrowed,
            categories_added,
            recipients_added,
            recipients_removed,
            recipients_widened,
        } = difference;
        Self {
            from,
            to,
            material,
            added,
            removed,
            widened,
            narrowed,
            categories_added: categories_added.into_iter().collect(),
            recipients_added,
            recipients_removed,
            recipients_widened,
        }
    }
}

impl From<placet::data::Finding> for Finding {
    fn from(finding: placet::data::Finding) -> Self {
        let placet::data::Finding { schema, path, rule, message } = finding;
        Self { schema, path, rule: rule.to_owned(), message }
    }
}

impl From<placet::Reloaded> for Reloaded {
    fn from(reloaded: placet::Reloaded) -> Self {
        let placet::Reloaded { version, difference, outdated, warnings } = reloaded;
        Self { version, difference: difference.map(Difference::from), outdated, warnings: diagnostics(warnings) }
    }
}
