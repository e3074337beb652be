//! The tree of a document: values with the range of bytes that each was read from.

use std::ops::Range;

/// A value of a document.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Value {
    /// A string or a date.
    Text(String),
    /// A whole number.
    Integer(i64),
    /// A number that is not whole.
    Float(f64),
    /// True or false.
    Flag(bool),
    /// Nothing (JSON and YAML).
    Null,
    /// A list.
    List(Vec<Node>),
    /// A table, in the order of the document; keys may repeat.
    Table(Vec<(Name, Node)>),
}

/// A key with its place.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Name {
    pub(super) text: String,
    pub(super) span: Range<usize>,
}

/// A value with its place.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Node {
    pub(super) value: Value,
    pub(super) span: Range<usize>,
}

impl Node {
    /// What kind of value it is, in the words of messages.
    pub(super) fn kind(&self) -> &'static str {
        match self.value {
            Value::Text(_) => "a string",
            Value::Integer(_) => "a whole number",
            Value::Float(_) => "a decimal number",
            Value::Flag(_) => "true or false",
            Value::Null => "nothing",
            Value::List(_) => "a list",
            Value::Table(_) => "a table",
        }
    }

    pub(super) fn text(&self) -> Option<&str> {
        match &self.value {
            Value::Text(text) => Some(text),
            _ => None,
        }
    }

    pub(super) fn table(&self) -> &[(Name, Node)] {
        match &self.value {
            Value::Table(entries) => entries,
            _ => &[],
        }
    }

    pub(super) fn list(&self) -> &[Node] {
        match &self.value {
            Value::List(items) => items,
            _ => &[],
        }
    }

    /// The value behind a key of a table.
    pub(super) fn get(&self, key: &str) -> Option<&Node> {
        self.table().iter().find(|(name, _)| name.text == key).map(|(_, node)| node)
    }

    /// The key and value of an entry of a table.
    pub(super) fn entry(&self, key: &str) -> Option<&(Name, Node)> {
        self.table().iter().find(|(name, _)| name.text == key)
    }

    /// The value at a path of keys; the deepest that exists, for places of messages.
    pub(super) fn deepest(&self, path: &[&str]) -> Range<usize> {
        let mut span = self.span.clone();
        let mut node = self;
        for key in path {
            match node.entry(key) {
                Some((name, next)) => {
                    span = name.span.clone();
                    node = next;
                }
                None => break,
            }
        }
        span
    }

    /// The same tree as JSON, for the typed document.
    pub(super) fn to_json(&self) -> serde_json::Value {
        match &self.value {
            Value::Text(text) => text.clone().into(),
            Value::Integer(number) => (*number).into(),
            Value::Float(number) => (*number).into(),
            Value::Flag(flag) => (*flag).into(),
            Value::Null => serde_json::Value::Null,
            Value::List(items) => items.iter().map(Node::to_json).collect(),
            Value::Table(entries) => serde_json::Value::Object(
                entries.iter().map(|(name, node)| (name.text.clone(), node.to_json())).collect(),
            ),
        }
    }
}
