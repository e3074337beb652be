//! The second step: all faults of a document at once, each with its place and the nearest right name.

use std::collections::BTreeSet;
use std::ops::Range;

use super::condition::{Condition, Term, WORDS};
use super::diagnostic::{Diagnostic, Severity};
use super::document::Document;
use super::fields;
use super::names::{Names, is_key, is_residence};
use super::node::{Node, Value};
use super::shape::{Field, KeyKind, Shape};
use super::source::Source;
use crate::error::{Error, quoted};
use crate::law::Law;
use crate::words::{FieldPath, Reason, Schema, TRANSFORMS, Taxonomy, Timestamp, Transform, Zone, covers, nearest};

/// A document without errors, typed, with the warnings that it loads with.
#[derive(Debug, Clone)]
pub struct Checked {
    /// What it says.
    pub document: Document,
    /// Contradictions, open ends and notes.
    pub warnings: Vec<Diagnostic>,
    /// SHA-256 of the text, in hex.
    pub sha256: String,
    /// The document's name: a path, or `<text>`.
    pub name: String,
}

/// Checks a document.
///
/// # Errors
///
/// [`Error::Policy`] with every fault, in the order of the document, warnings among them.
pub fn check(source: &Source) -> Result<Checked, Error> {
    let mut faults = source.faults.clone();
    let readable = faults.is_empty();
    if readable || !source.root.table().is_empty() {
        let names = Names::collect(&source.root, Taxonomy::common()?, Law::current()?);
        let mut checker = Checker { source, names: &names, faults: Vec::new() };
        checker.table(&source.root, fields::DOCUMENT, "the document");
        checker.whole();
        // what could not be read may be what seems to be missing, or stand where nothing is
        let unread: Vec<usize> = faults.iter().map(|fault| fault.place.start).collect();
        let sound =
            |fault: &Diagnostic| readable || (fault.code != "missing_field" && !unread.contains(&fault.place.start));
        faults.extend(checker.faults.into_iter().filter(sound));
    }
    let document = if faults.iter().any(Diagnostic::is_error) { None } else { typed(source, &mut faults) };
    let Some(document) = document else {
        faults.sort_by_key(|d| d.place.start);
        return Err(Error::Policy { diagnostics: faults });
    };
    let warnings = super::lint::lint(source, &document);
    let sha256 = crate::words::hex(&crate::words::sha256(&[source.text.as_bytes()]));
    Ok(Checked { document, warnings, sha256, name: source.name.clone() })
}

fn typed(source: &Source, faults: &mut Vec<Diagnostic>) -> Option<Document> {
    let mut json = source.root.to_json();
    // notes may stand in tables with free keys; the typed document has no room for them there
    for table in ["groups", "digital_consent"] {
        if let Some(entries) = json.get_mut(table).and_then(|t| t.as_object_mut()) {
            entries.retain(|key, _| key != "note" && key != "clauses");
        }
    }
    match serde_json::from_value(json) {
        Ok(document) => Some(document),
        Err(e) => {
            let place = source.place(&(0..0));
            let message = format!("the document can't be read: {e}");
            faults.push(Diagnostic {
                severity: Severity::Error,
                code: "wrong_type",
                message,
                place,
                help: None,
                note: None,
            });
            None
        }
    }
}

struct Checker<'a> {
    source: &'a Source,
    names: &'a Names<'a>,
    faults: Vec<Diagnostic>,
}

impl Checker<'_> {
    fn fault(&mut self, code: &'static str, span: &Range<usize>, message: String, help: Option<String>) {
        let place = self.source.place(span);
        self.faults.push(Diagnostic { severity: Severity::Error, code, message, place, help, note: None });
    }

    fn wrong(&mut self, node: &Node, what: &str, wanted: &str) {
        let message = format!("{what} is {}, but has to be {wanted}", node.kind());
        self.fault("wrong_type", &node.span, message, None);
    }

    fn table(&mut self, node: &Node, fields: &'static [Field], what: &str) {
        let Value::Table(entries) = &node.value else {
            return self.wrong(node, what, "a table");
        };
        let mut seen = BTreeSet::new();
        for (name, value) in entries {
            if !seen.insert(name.text.as_str()) {
                self.fault("duplicate", &name.span, format!("`{}` stands twice in {what}", quoted(&name.text)), None);
            }
            match fields.iter().find(|f| f.name == name.text) {
                Some(field) => self.value(value, &field.shape, &format!("`{}`", field.name)),
                None => {
                    let near = nearest(&name.text, fields.iter().map(|f| f.name));
                    let known = || fields.iter().map(|f| format!("`{}`", f.name)).collect::<Vec<_>>().join(", ");
                    let help =
                        near.map_or_else(|| format!("known fields: {}", known()), |n| format!("did you mean `{n}`?"));
                    self.fault(
                        "unknown_field",
                        &name.span,
                        format!("{what} has no field `{}`", quoted(&name.text)),
                        Some(help),
                    );
                }
            }
        }
        for field in fields.iter().filter(|f| f.required && !seen.contains(f.name)) {
            self.fault(
                "missing_field",
                &node.span,
                format!("{what} has no `{}`", field.name),
                Some(field.doc.to_owned()),
            );
        }
    }

    fn map(&mut self, node: &Node, kind: KeyKind, shape: &'static Shape, what: &str) {
        let Value::Table(entries) = &node.value else {
            return self.wrong(node, what, "a table");
        };
        // beside tables, and among the fields of a record, every key is a name of the author's
        let holds_tables = matches!(shape, Shape::Table(_)) || kind == KeyKind::FieldPath;
        let mut seen = BTreeSet::new();
        for (name, value) in entries {
            if !seen.insert(name.text.as_str()) {
                self.fault("duplicate", &name.span, format!("`{}` stands twice in {what}", quoted(&name.text)), None);
            }
            match name.text.as_str() {
                "note" if !holds_tables => self.value(value, &Shape::Text, "`note`"),
                "clauses" if !holds_tables => self.value(value, &Shape::List(&Shape::Text), "`clauses`"),
                key => {
                    self.key(key, kind, &name.span, value);
                    self.value(value, shape, &format!("`{}`", quoted(key)));
                }
            }
        }
    }

    fn key(&mut self, key: &str, kind: KeyKind, span: &Range<usize>, value: &Node) {
        match kind {
            KeyKind::Purpose | KeyKind::Category if !is_key(key) => {
                let help = match value.table().first() {
                    Some((_, inner)) if matches!(inner.value, Value::Table(_)) => {
                        "quote a dotted key: `[purposes.\"marketing.email\"]`"
                    }
                    _ => "a key is made of `a-z`, `0-9` and `_`, joined by dots",
                };
                self.fault(
                    "unknown_name",
                    span,
                    format!("`{}` is not a dotted key", quoted(key)),
                    Some(help.to_owned()),
                );
            }
            KeyKind::Category if !self.names.taxonomy.has_node(key) && value.get("level").is_none() => {
                let near =
                    self.names.nearest_category(key).filter(|n| *n != key).map(|n| format!("did you mean `{n}`?"));
                let help = near.unwrap_or_else(|| "a category of the policy's own says its `level`".into());
                self.fault(
                    "unknown_category",
                    span,
                    format!("category `{}` is in no taxonomy", quoted(key)),
                    Some(help),
                );
            }
            KeyKind::KnownCategory => self.category(key, span),
            KeyKind::ResidenceOrDefault if key != "default" && !is_residence(key) => {
                let help = "write a country (`DE`), a subdivision (`CA-QC`) or `default`".to_owned();
                self.fault("unknown_name", span, format!("`{}` is no residence", quoted(key)), Some(help));
            }
            KeyKind::FieldPath => {
                if let Err(fault) = FieldPath::parse(key) {
                    let help = "write `email`, `address.city`, `orders[].total` or `scores.*`".to_owned();
                    let message = format!("`{}` is no place of a field: {fault}", quoted(key));
                    self.fault("unknown_name", span, message, Some(help));
                }
            }
            KeyKind::Name if key.trim().is_empty() => self.fault("unknown_name", span, "a name is empty".into(), None),
            _ => {}
        }
    }

    fn value(&mut self, node: &Node, shape: &'static Shape, what: &str) {
        match shape {
            Shape::Table(fields) => self.table(node, fields, what),
            Shape::Map(kind, inner) => self.map(node, *kind, inner, what),
            Shape::List(inner) => match &node.value {
                Value::List(items) => {
                    items.iter().for_each(|item| self.value(item, inner, &format!("an entry of {what}")))
                }
                _ => self.wrong(node, what, "a list"),
            },
            Shape::Either(shapes) => {
                let fits = |shape: &&Shape| match shape {
                    Shape::Table(_) => matches!(node.value, Value::Table(_)),
                    Shape::List(_) => matches!(node.value, Value::List(_)),
                    _ => matches!(node.value, Value::Text(_)),
                };
                match shapes.iter().find(fits) {
                    Some(shape) => self.value(node, shape, what),
                    None => self.wrong(node, what, "a word or a table, as the documentation of the field says"),
                }
            }
            Shape::Flag => {
                if !matches!(node.value, Value::Flag(_)) {
                    self.wrong(node, what, "true or false");
                }
            }
            Shape::Integer(low, high) => match node.value {
                Value::Integer(number) if (*low..=*high).contains(&number) => {}
                Value::Integer(_) => {
                    self.fault("wrong_type", &node.span, format!("{what} has to lie between {low} and {high}"), None)
                }
                _ => self.wrong(node, what, "a whole number"),
            },
            _ => match node.text() {
                Some(text) => self.text(text, node, shape, what),
                None => self.wrong(node, what, "a string"),
            },
        }
    }

    fn text(&mut self, text: &str, node: &Node, shape: &'static Shape, what: &str) {
        let span = &node.span;
        let meant = |near: Option<&str>| near.map(|n| format!("did you mean `{n}`?"));
        match shape {
            Shape::OneOf(words) if !words.contains(&text) => {
                let list = words.iter().map(|w| format!("`{w}`")).collect::<Vec<_>>().join(", ");
                let help = meant(nearest(text, words.iter().copied())).unwrap_or_else(|| format!("one of {list}"));
                self.fault("unknown_name", span, format!("{what} can't be `{}`", quoted(text)), Some(help));
            }
            Shape::Instant if Timestamp::parse(text, &Zone::utc()).is_none() => {
                let help = "write a date `2024-10-17` or an instant `2024-10-17T00:00:00Z`".to_owned();
                self.fault("wrong_type", span, format!("{what} is `{}`, which is no date", quoted(text)), Some(help));
            }
            Shape::Zone if Zone::named(text).is_none() => {
                let help = "write an IANA name such as `Europe/Berlin`".to_owned();
                self.fault("unknown_name", span, format!("`{}` is no time zone", quoted(text)), Some(help));
            }
            Shape::Duration
                if !text.starts_with('P') || text.parse::<jiff::Span>().ok().is_none_or(|s| !s.is_positive()) =>
            {
                let help = "write a positive duration of ISO 8601: `P1Y`, `P6M`, `P30D`".to_owned();
                self.fault(
                    "wrong_type",
                    span,
                    format!("{what} is `{}`, which is no duration", quoted(text)),
                    Some(help),
                );
            }
            Shape::PurposeNode if text != "*" && !self.names.nodes.contains(text) => {
                let help =
                    meant(self.names.nearest_node(text)).unwrap_or_else(|| "declare it as `[purposes.\"…\"]`".into());
                self.fault("unknown_purpose", span, format!("purpose `{}` is not declared", quoted(text)), Some(help));
            }
            Shape::Category => self.category(text, span),
            Shape::Notice => self.reference(text, span, "notice", |names| &names.notices),
            Shape::Signal => self.reference(text, span, "signal", |names| &names.signals),
            Shape::Recipient => self.reference(text, span, "recipient", |names| &names.recipients),
            Shape::Condition => self.condition(text, span),
            Shape::Event if !text.split(" or ").all(is_event) => {
                let help =
                    "an event is made of `a-z`, `0-9` and `_`: `course_completed`; alternatives are joined by ` or `"
                        .to_owned();
                self.fault("unknown_name", span, format!("`{}` is no event", quoted(text)), Some(help));
            }
            Shape::Lifetime if text != "session" => self.text(text, node, &Shape::Duration, what),
            Shape::ReasonCode if Reason::from_code(text).is_none() => {
                let help = meant(nearest(text, Reason::ALL.iter().map(|r| r.code())));
                self.fault("unknown_name", span, format!("`{}` is no reason", quoted(text)), help);
            }
            Shape::Transform => {
                if let Err(fault) = Transform::parse(text) {
                    let help = meant(nearest(text, TRANSFORMS.iter().copied())).unwrap_or(fault);
                    self.fault("unknown_name", span, format!("`{}` is no transform", quoted(text)), Some(help));
                }
            }
            Shape::OverlayName => self.reference(text, span, "overlay", |names| &names.overlays),
            Shape::Residence if !self.names.has_residence(text) => {
                let help = "write a country (`DE`), a subdivision (`US-CA`) or a region of the law data (`EU`, `EEA`)"
                    .to_owned();
                self.fault("unknown_name", span, format!("`{}` is no residence", quoted(text)), Some(help));
            }
            Shape::Text if text.trim().is_empty() => self.fault("wrong_type", span, format!("{what} is empty"), None),
            _ => {}
        }
    }

    fn category(&mut self, key: &str, span: &Range<usize>) {
        if !self.names.has_category(key) {
            let help = self.names.nearest_category(key).map(|n| format!("did you mean `{n}`?"));
            let help = help.unwrap_or_else(|| "add it as `[categories.\"…\"]` with its `level`".into());
            self.fault("unknown_category", span, format!("category `{}` is in no taxonomy", quoted(key)), Some(help));
        }
    }

    /// A condition has to be read, and the names in it to be declared.
    fn condition(&mut self, text: &str, span: &Range<usize>) {
        let condition = match Condition::parse(text) {
            Ok(condition) => condition,
            Err(fault) => {
                let word = text.split([':', ' ']).next().unwrap_or("");
                let near = nearest(word, WORDS.iter().copied()).filter(|near| *near != word);
                let help = near.map_or_else(
                    || format!("a condition begins with one of: {}", WORDS.join(", ")),
                    |near| format!("did you mean `{near}`?"),
                );
                return self.fault("unknown_name", span, fault, Some(help));
            }
        };
        for term in &condition.any {
            if let Term::Allowed(purpose) = term
                && !self.names.nodes.contains(purpose.as_str())
            {
                let help = self.names.nearest_node(purpose).map(|n| format!("did you mean `{n}`?"));
                self.fault("unknown_purpose", span, format!("purpose `{}` is not declared", quoted(purpose)), help);
            }
        }
    }

    fn reference<'n>(
        &'n mut self,
        text: &str,
        span: &Range<usize>,
        kind: &str,
        set: impl Fn(&'n Names<'n>) -> &'n BTreeSet<&'n str>,
    ) {
        let names = set(self.names);
        if names.contains(text) {
            return;
        }
        let help = nearest(text, names.iter().copied()).map(|n| format!("did you mean `{n}`?"));
        self.fault("unknown_name", span, format!("{kind} `{}` is not declared", quoted(text)), help);
    }

    /// What no single field shows: placeholders, bases outside the closed set, cycles of parents, clashing names.
    fn whole(&mut self) {
        let root = &self.source.root;
        let policy = root.get("policy");
        if let Some(id) = policy.and_then(|p| p.get("id")) {
            let good = |c: u8| c.is_ascii_lowercase() || c.is_ascii_digit() || c == b'-' || c == b'_';
            if id.text().is_some_and(|text| !text.bytes().all(good)) {
                self.fault("unknown_name", &id.span, "`id` is made of `a-z`, `0-9`, `-` and `_`".into(), None);
            }
        }
        let contact = policy.and_then(|p| p.get("contact"));
        if contact.is_some_and(|c| c.table().is_empty()) {
            let span = contact.map(|c| c.span.clone()).unwrap_or_default();
            self.fault(
                "missing_field",
                &span,
                "`contact` names nobody".into(),
                Some("give at least one contact".into()),
            );
        }
        for (name, value) in contact.map(Node::table).unwrap_or_default() {
            let text = value.text().unwrap_or("");
            let placeholder = text.contains(['[', '<', '{'])
                || text.to_lowercase().contains("example@")
                || text.to_lowercase().contains("tbd");
            if placeholder {
                let message = format!("contact `{}` is a placeholder: `{}`", name.text, quoted(text));
                self.fault(
                    "placeholder_contact",
                    &value.span,
                    message,
                    Some("give an address that people can write to".into()),
                );
            }
        }
        for (name, schema) in root.get("schemas").map(Node::table).unwrap_or_default() {
            let fields = schema.get("fields").map(Node::table).unwrap_or_default();
            // a place that can't be read is told where it stands
            let readable = fields.iter().filter(|(path, _)| FieldPath::parse(&path.text).is_ok());
            let tagged = readable.map(|(path, category)| (&path.text, category.text().unwrap_or("")));
            if let Err(fault) = Schema::new(&name.text, tagged) {
                self.fault("unknown_name", &name.span, format!("schema `{}`: {fault}", quoted(&name.text)), None);
            }
        }
        self.bases(policy);
        self.parents();
        for (name, _) in root.get("groups").map(Node::table).unwrap_or_default() {
            if self.names.nodes.contains(name.text.as_str()) || name.text == "*" {
                self.fault(
                    "duplicate",
                    &name.span,
                    format!("group `{}` has the name of a purpose", quoted(&name.text)),
                    None,
                );
            }
        }
        if let Some(low) = root.get("child").filter(|c| c.get("below").is_none())
            && root.get("age").and_then(|a| a.get("minimum")).is_none()
        {
            let help = Some("say `below`, or `minimum` in `[age]`".to_owned());
            self.fault("missing_field", &low.span, "`[child]` does not say below which age".into(), help);
        }
    }

    fn bases(&mut self, policy: Option<&Node>) {
        let Some(allowed) = policy.and_then(|p| p.get("bases")) else { return };
        let allowed: Vec<&str> = allowed.list().iter().filter_map(Node::text).collect();
        for (name, purpose) in self.source.root.get("purposes").map(Node::table).unwrap_or_default() {
            for item in purpose.get("basis").map(Node::list).unwrap_or_default() {
                let basis = item.text().or_else(|| item.get("basis").and_then(Node::text)).unwrap_or("");
                if fields::BASES.contains(&basis) && !allowed.contains(&basis) {
                    let message =
                        format!("`{}` rests on `{basis}`, which is not among the policy's `bases`", name.text);
                    self.fault("basis_not_allowed", &item.span, message, None);
                }
            }
        }
    }

    fn parents(&mut self) {
        let purposes = self.source.root.get("purposes").map(Node::table).unwrap_or_default();
        let parent = |key: &str| {
            let (_, table) = purposes.iter().find(|(name, _)| name.text == key)?;
            table.get("parent")?.text()
        };
        for (name, table) in purposes {
            let Some(node) = table.get("parent") else { continue };
            let mut at = node.text().unwrap_or("");
            for _ in 0..=purposes.len() {
                if covers(&name.text, at) {
                    let message = format!("`{}` is, through `parent`, a part of itself", name.text);
                    self.fault("cycle", &node.span, message, None);
                    break;
                }
                // a node without a table leads on through its own dotted prefixes only
                match parent(at) {
                    Some(next) => at = next,
                    None => break,
                }
            }
        }
    }
}

fn is_event(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_')
}
