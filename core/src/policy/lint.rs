//! Warnings of a document that loads: contradictions, open ends, and the author's notes on how they are read.

mod handling;

use std::ops::Range;

use super::diagnostic::{Diagnostic, Severity};
use super::document::{BasisEntry, DateSource, Document, Mode, PurposeTable};
use super::node::Node;
use super::source::Source;
use crate::words::covers;

struct Linter<'a> {
    source: &'a Source,
    warnings: Vec<Diagnostic>,
}

/// The warnings of a document, in the order of the text.
pub(super) fn lint(source: &Source, document: &Document) -> Vec<Diagnostic> {
    let mut linter = Linter { source, warnings: Vec::new() };
    linter.head(document);
    for (key, table) in &document.purposes {
        linter.purpose(key, table);
    }
    linter.categories(document);
    linter.handling(document);
    linter.notes(&source.root, None);
    linter.warnings.sort_by_key(|d| d.place.start);
    linter.warnings
}

impl Linter<'_> {
    fn warn(&mut self, code: &'static str, path: &[&str], message: String, help: &str) {
        let span = self.source.root.deepest(path);
        self.warn_at(code, &span, message, Some(help.to_owned()), self.note(path));
    }

    fn warn_at(
        &mut self,
        code: &'static str,
        span: &Range<usize>,
        message: String,
        help: Option<String>,
        note: Option<String>,
    ) {
        let place = self.source.place(span);
        self.warnings.push(Diagnostic { severity: Severity::Warning, code, message, place, help, note });
    }

    /// The author's note on the table that a path leads into.
    fn note(&self, path: &[&str]) -> Option<String> {
        let mut node = &self.source.root;
        let mut note = None;
        for key in path {
            node = node.get(key)?;
            note = node.get("note").and_then(Node::text).or(note);
        }
        note.map(String::from)
    }

    fn head(&mut self, document: &Document) {
        let head = &document.policy;
        match head.date_source {
            DateSource::Stated => {}
            DateSource::Inferred => self.warn(
                "date_inferred",
                &["policy", "effective_from"],
                "effective date inferred: the text gives a revision date only".into(),
                "ask the author of the text for the date",
            ),
            DateSource::Author => self.warn(
                "date_inferred",
                &["policy", "effective_from"],
                "date supplied by author: the text has none".into(),
                "ask the author of the text for the date",
            ),
        }
        if head.next_review.is_none() {
            let message = "no `next_review`: nobody is told when the policy is to be reviewed".into();
            self.warn("no_review_date", &["policy"], message, "add a date");
        }
        if document.purposes.is_empty() {
            self.warn(
                "basis_missing",
                &["policy"],
                "no purpose is declared: every question is an error".into(),
                "declare `[purposes.\"…\"]`",
            );
        }
    }

    fn purpose(&mut self, key: &str, table: &PurposeTable) {
        let path = ["purposes", key];
        if table.basis.is_empty() {
            let message = format!("purpose `{key}` has no basis: every question is denied with `basis_missing`");
            self.warn("basis_missing", &path, message, "name the legal basis");
        }
        if table.mode == Mode::Observe {
            let message = format!("purpose `{key}` is only observed: what would be denied is allowed");
            self.warn("observed", &path, message, "set `mode = \"enforce\"` when the roll-out is done");
        }
        let name = |entry: &BasisEntry| match entry {
            BasisEntry::Name(name) => name.clone(),
            BasisEntry::Table(table) => table.basis.clone(),
        };
        let spoken = |entry: &BasisEntry| matches!(entry, BasisEntry::Table(t) if t.after_withdrawal.is_some());
        let consent_first = table.basis.first().is_some_and(|entry| name(entry) == "consent");
        let exempt = covers("security", key)
            || covers("legal", key)
            || table.direct_marketing.unwrap_or_else(|| covers("marketing", key));
        if consent_first && !exempt && table.basis.iter().skip(1).any(|entry| !spoken(entry)) {
            let message = format!("purpose `{key}` falls back to another basis when consent is withdrawn");
            self.warn(
                "withdrawal_fallback",
                &path,
                message,
                "say `after_withdrawal = true` or `false` on the other alternatives",
            );
        }
        if table.categories.is_empty() && table.basis.iter().any(|entry| name(entry) == "legitimate_interest") {
            let message =
                format!("purpose `{key}` rests on legitimate interest and lists no categories: none may be named");
            self.warn("legitimate_interest_unlimited", &path, message, "list the categories that it needs");
        }
    }

    fn categories(&mut self, document: &Document) {
        let used = |category: &str| {
            let lists = document.purposes.values().flat_map(|p| &p.categories);
            lists.into_iter().any(|own| covers(own, category) || covers(category, own))
        };
        for (key, table) in &document.categories {
            if !used(key) && table.forbid.is_empty() {
                let message = format!("category `{key}` is declared, and no purpose may use it");
                self.warn("category_unused", &["categories", key], message, "list it in a purpose, or drop it");
            }
        }
        for key in ["user.financial.payment_card", "user.financial.payment_method"] {
            let stated = document.categories.keys().any(|own| covers(own, key));
            if used(key) && !stated {
                let message = format!("`{key}` may be used, and nothing says whether it may be stored");
                let help = "add `[categories.\"…\"]` with `forbid = [\"store\"]`, or a note that storing is meant";
                self.warn("category_open_storage", &["purposes"], message, help);
            }
        }
    }

    fn notes(&mut self, node: &Node, key: Option<&str>) {
        for (name, value) in node.table() {
            if name.text == "note"
                && let Some(text) = value.text()
            {
                let place = key.map_or_else(String::new, |k| format!("`{k}`: "));
                self.warn_at("note", &value.span, format!("{place}{text}"), None, None);
            }
            self.notes(value, Some(&name.text));
        }
        for item in node.list() {
            self.notes(item, key);
        }
    }
}
