//! Text to a tree with places: TOML, JSON and YAML, by their own parsers.

use std::borrow::Cow;
use std::fmt;
use std::ops::Range;
use std::path::Path;

use saphyr_parser::{Event, Parser, ScalarStyle};
use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;
use toml::de::{DeTable, DeValue};

use super::diagnostic::{Diagnostic, Place, Severity};
use super::node::{Name, Node, Value};
use crate::error::Error;

/// The largest document that is read, in bytes: a policy is written by people.
const LARGEST: usize = 16 * 1024 * 1024;

/// How deep tables and lists may nest.
const DEEPEST: usize = 64;

/// The notation of a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// The form to write by hand.
    Toml,
    /// For programs.
    Json,
    /// For those who have it already.
    Yaml,
}

impl Format {
    fn of(name: &str, text: &str) -> Self {
        match Path::new(name).extension().and_then(|e| e.to_str()) {
            Some("toml") => Format::Toml,
            Some("json") => Format::Json,
            Some("yaml" | "yml") => Format::Yaml,
            _ if text.trim_start().starts_with('{') => Format::Json,
            _ if text.lines().any(|line| line.trim_end() == "policy:") => Format::Yaml,
            _ => Format::Toml,
        }
    }
}

/// A document as text and as a tree, before anything is checked.
#[derive(Debug, Clone)]
pub struct Source {
    pub(super) name: String,
    pub(super) text: String,
    pub(super) root: Node,
    pub(super) faults: Vec<Diagnostic>,
}

fn file(path: &Path) -> Result<(String, String), Error> {
    let name = path.display().to_string();
    let unread = |e| {
        let message = format!("the file `{name}` can't be read ({e}); give the path of a policy document or its text");
        Error::invalid("policy", message)
    };
    let text = std::fs::read_to_string(path).map_err(unread)?;
    Ok((name, text))
}

impl Source {
    /// Reads the file at a path.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidArgument`] when there is no such file or it is no text.
    pub fn read(path: impl AsRef<Path>) -> Result<Self, Error> {
        let (name, text) = file(path.as_ref())?;
        Ok(Self::parse(&name, &text))
    }

    /// A path, or the text of a document: text has a line break or begins with `{`.
    ///
    /// # Errors
    ///
    /// As [`Source::read`].
    pub fn open(policy: &str) -> Result<Self, Error> {
        let (name, text) = Self::named(policy)?;
        Ok(Self::parse(&name, &text))
    }

    /// The name that messages show, and the text.
    pub(super) fn named(policy: &str) -> Result<(String, Cow<'_, str>), Error> {
        if policy.contains('\n') || policy.trim_start().starts_with('{') || policy.trim().is_empty() {
            return Ok(("<text>".to_owned(), Cow::Borrowed(policy)));
        }
        let (name, text) = file(Path::new(policy))?;
        Ok((name, Cow::Owned(text)))
    }

    /// Reads text; `name` is the path that messages show. Faults of notation are kept for [`check`](super::check).
    pub fn parse(name: &str, text: &str) -> Self {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let root = Node { value: Value::Table(Vec::new()), span: 0..0 };
        let mut source = Self { name: name.to_owned(), text: text.to_owned(), root, faults: Vec::new() };
        if text.len() > LARGEST {
            source.fault(
                "syntax",
                format!("the document has {} bytes, more than the {LARGEST} that are read", text.len()),
                0..0,
            );
            return source;
        }
        if text.trim().is_empty() {
            source.fault("empty", "the document is empty; a policy begins with a `[policy]` table".into(), 0..0);
            return source;
        }
        let parsed = match Format::of(name, text) {
            Format::Toml => {
                let (root, faults) = toml_tree(text);
                source.root = root;
                if faults.is_empty() { return source } else { Err(faults) }
            }
            Format::Json => json_tree(text),
            Format::Yaml => yaml_tree(text),
        };
        match parsed {
            Ok(root) => source.root = root,
            Err(faults) => {
                for (message, span) in faults {
                    source.fault("syntax", message, span);
                }
            }
        }
        source
    }

    fn fault(&mut self, code: &'static str, message: String, span: Range<usize>) {
        let place = self.place(&span);
        self.faults.push(Diagnostic { severity: Severity::Error, code, message, place, help: None, note: None });
    }

    /// The text as it was read.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The document's name: a path, or `<text>`.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Line and column of a range of bytes.
    pub(super) fn place(&self, span: &Range<usize>) -> Place {
        let before = self.text.get(..span.start).unwrap_or("");
        let line = before.matches('\n').count() + 1;
        let column = before.rsplit('\n').next().unwrap_or("").chars().count() + 1;
        Place { file: self.name.clone(), line, column, start: span.start, end: span.end.max(span.start) }
    }
}

type Faults = Vec<(String, Range<usize>)>;

/// The tree of what could be read, and what could not.
fn toml_tree(text: &str) -> (Node, Faults) {
    let (table, errors) = DeTable::parse_recoverable(text);
    let fault = |e: &toml::de::Error| (e.message().to_owned(), e.span().unwrap_or(0..0));
    let mut faults: Faults = errors.iter().map(fault).collect();
    let value = toml_table(table.get_ref()).unwrap_or_else(|more| {
        faults.extend(more);
        Value::Table(Vec::new())
    });
    (Node { value, span: table.span() }, faults)
}

fn toml_table(table: &DeTable<'_>) -> Result<Value, Faults> {
    let entry = |(key, value): (&toml::Spanned<_>, _)| {
        let name: &std::borrow::Cow<'_, str> = key.get_ref();
        Ok((Name { text: name.to_string(), span: key.span() }, toml_node(value)?))
    };
    let mut entries = table.iter().map(entry).collect::<Result<Vec<_>, Faults>>()?;
    // the parser sorts by name; people read in the order of the text
    entries.sort_by_key(|(name, _)| name.span.start);
    Ok(Value::Table(entries))
}

fn toml_node(value: &toml::Spanned<DeValue<'_>>) -> Result<Node, Faults> {
    let span = value.span();
    let value = match value.get_ref() {
        DeValue::String(text) => Value::Text(text.to_string()),
        DeValue::Integer(number) => match i64::from_str_radix(number.as_str(), number.radix()) {
            Ok(number) => Value::Integer(number),
            Err(_) => return Err(vec![("the number is too large".into(), span)]),
        },
        DeValue::Float(number) => Value::Float(number.as_str().parse().unwrap_or(f64::NAN)),
        DeValue::Boolean(flag) => Value::Flag(*flag),
        DeValue::Datetime(when) => Value::Text(when.to_string()),
        DeValue::Array(items) => Value::List(items.iter().map(toml_node).collect::<Result<_, _>>()?),
        DeValue::Table(table) => toml_table(table)?,
    };
    Ok(Node { value, span })
}

fn json_tree(text: &str) -> Result<Node, Faults> {
    let fault = |e: &serde_json::Error| vec![(format!("the JSON is broken: {e}"), offset(text, e.line(), e.column()))];
    let raw: &RawValue = serde_json::from_str(text).map_err(|e| fault(&e))?;
    json_node(text, raw, 0).map_err(|e| vec![(e, 0..0)])
}

/// The bytes of a line and column as serde_json counts them, both from 1.
fn offset(text: &str, line: usize, column: usize) -> Range<usize> {
    let start: usize = text.split_inclusive('\n').take(line.saturating_sub(1)).map(str::len).sum();
    let mut at = (start + column.saturating_sub(1)).min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at..at
}

/// The parts of one JSON value, each still text that borrows from the document.
enum Parts<'a> {
    Table(Vec<(String, &'a RawValue)>),
    List(Vec<&'a RawValue>),
}

impl<'de> Deserialize<'de> for Parts<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct PartsVisitor;
        impl<'de> Visitor<'de> for PartsVisitor {
            type Value = Parts<'de>;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a table or a list")
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut entries = Vec::new();
                while let Some(entry) = map.next_entry()? {
                    entries.push(entry);
                }
                Ok(Parts::Table(entries))
            }
            fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Self::Value, A::Error> {
                let mut items = Vec::new();
                while let Some(item) = seq.next_element()? {
                    items.push(item);
                }
                Ok(Parts::List(items))
            }
        }
        deserializer.deserialize_any(PartsVisitor)
    }
}

fn json_node(text: &str, raw: &RawValue, depth: usize) -> Result<Node, String> {
    if depth > DEEPEST {
        return Err(format!("tables and lists nest deeper than {DEEPEST}"));
    }
    let part = raw.get();
    // the raw part borrows from the document, so its place is the difference of addresses
    let start = (part.as_ptr() as usize).saturating_sub(text.as_ptr() as usize);
    let span = start..start + part.len();
    let fault = |e: serde_json::Error| e.to_string();
    let value = match part.as_bytes().first() {
        Some(b'{' | b'[') => match serde_json::from_str::<Parts<'_>>(part).map_err(fault)? {
            Parts::List(items) => {
                Value::List(items.into_iter().map(|item| json_node(text, item, depth + 1)).collect::<Result<_, _>>()?)
            }
            Parts::Table(entries) => {
                let entry = |(name, value): (String, &RawValue)| {
                    let node = json_node(text, value, depth + 1)?;
                    let before = text.get(..node.span.start).unwrap_or("").trim_end().trim_end_matches(':').trim_end();
                    let from = before.len().saturating_sub(name.len() + 2);
                    Ok((Name { text: name, span: from..before.len() }, node))
                };
                Value::Table(entries.into_iter().map(entry).collect::<Result<_, String>>()?)
            }
        },
        _ => match serde_json::from_str::<serde_json::Value>(part).map_err(fault)? {
            serde_json::Value::String(text) => Value::Text(text),
            serde_json::Value::Bool(flag) => Value::Flag(flag),
            serde_json::Value::Number(number) => match number.as_i64() {
                Some(whole) => Value::Integer(whole),
                None => Value::Float(number.as_f64().unwrap_or(f64::NAN)),
            },
            _ => Value::Null,
        },
    };
    Ok(Node { value, span })
}

enum Open {
    List(Vec<Node>, usize),
    Table(Vec<(Name, Node)>, Option<Name>, usize),
}

fn yaml_tree(text: &str) -> Result<Node, Faults> {
    // markers count characters; places count bytes
    let starts: Vec<usize> = text.char_indices().map(|(at, _)| at).collect();
    let byte = |index: usize| starts.get(index).copied().unwrap_or(text.len());
    let mut open: Vec<Open> = Vec::new();
    let mut root = None;
    let mut documents = 0;
    for event in Parser::new_from_str(text) {
        let (event, span) = event.map_err(|e| {
            vec![(format!("the YAML is broken: {}", e.info()), byte(e.marker().index())..byte(e.marker().index()))]
        })?;
        let span = byte(span.start.index())..byte(span.end.index());
        let one = |message: &str| Err(vec![(message.to_owned(), span.clone())]);
        let node = match event {
            Event::Scalar(value, style, _, tag) => {
                if tag.is_some() {
                    return one("tags are not read; write the plain value");
                }
                Some(Node { value: yaml_scalar(&value, style), span })
            }
            Event::Alias(_) => return one("aliases are not read; a policy says each rule where it holds"),
            Event::SequenceStart(..) | Event::MappingStart(..) if open.len() >= DEEPEST => {
                return one("tables and lists nest too deep");
            }
            Event::SequenceStart(..) => {
                open.push(Open::List(Vec::new(), span.start));
                None
            }
            Event::MappingStart(..) => {
                open.push(Open::Table(Vec::new(), None, span.start));
                None
            }
            Event::SequenceEnd | Event::MappingEnd => match open.pop() {
                Some(Open::List(items, start)) => Some(Node { value: Value::List(items), span: start..span.end }),
                Some(Open::Table(entries, _, start)) => {
                    Some(Node { value: Value::Table(entries), span: start..span.end })
                }
                None => None,
            },
            Event::DocumentStart(_) => {
                documents += 1;
                if documents > 1 {
                    return one("one file holds one policy");
                }
                None
            }
            _ => None,
        };
        let Some(node) = node else { continue };
        match open.last_mut() {
            None => root = Some(node),
            Some(Open::List(items, _)) => items.push(node),
            Some(Open::Table(entries, name, _)) => match name.take() {
                Some(name) => entries.push((name, node)),
                None => match node.value {
                    Value::Text(text) => *name = Some(Name { text, span: node.span }),
                    Value::Integer(number) => *name = Some(Name { text: number.to_string(), span: node.span }),
                    Value::Flag(_) => {
                        *name =
                            Some(Name { text: text.get(node.span.clone()).unwrap_or("").to_owned(), span: node.span })
                    }
                    _ => return Err(vec![("a key has to be a string".into(), node.span)]),
                },
            },
        }
    }
    root.ok_or_else(|| vec![("the YAML holds nothing".into(), 0..0)])
}

/// A plain scalar by the core schema of YAML 1.2; a quoted one is text.
fn yaml_scalar(value: &str, style: ScalarStyle) -> Value {
    if style != ScalarStyle::Plain {
        return Value::Text(value.to_owned());
    }
    match value {
        "" | "~" | "null" => Value::Null,
        "true" => Value::Flag(true),
        "false" => Value::Flag(false),
        _ => {
            if let Ok(whole) = value.parse() {
                return Value::Integer(whole);
            }
            match value.parse::<f64>() {
                Ok(number) if value.starts_with(|c: char| c.is_ascii_digit() || c == '-') => Value::Float(number),
                _ => Value::Text(value.to_owned()),
            }
        }
    }
}
