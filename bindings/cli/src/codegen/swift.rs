//! Swift: enumerations whose raw values are the keys.

use super::names::{Group, Names, camel, sentence};

/// Lines of `swift-format` have so many characters at most.
const WIDTH: usize = 100;

/// Words that a case may be called only between backticks (The Swift Programming Language, "Keywords and Punctuation").
const RESERVED: &[&str] = &[
    "associatedtype",
    "borrowing",
    "class",
    "consuming",
    "deinit",
    "enum",
    "extension",
    "fileprivate",
    "func",
    "import",
    "init",
    "inout",
    "internal",
    "let",
    "nonisolated",
    "open",
    "operator",
    "private",
    "precedencegroup",
    "protocol",
    "public",
    "rethrows",
    "static",
    "struct",
    "subscript",
    "typealias",
    "var",
    "break",
    "case",
    "catch",
    "continue",
    "default",
    "defer",
    "do",
    "else",
    "fallthrough",
    "for",
    "guard",
    "if",
    "in",
    "repeat",
    "return",
    "switch",
    "throw",
    "where",
    "while",
    "any",
    "as",
    "await",
    "false",
    "is",
    "nil",
    "self",
    "super",
    "true",
    "try",
];

pub(crate) fn file(names: &Names) -> String {
    let policy = &names.policy;
    let mut text = format!("// The names of the policy {policy}, made by `placet codegen`; not to be edited.\n");
    for Group { kind, doc, names } in &names.groups {
        text.push_str(&format!("\n/// {doc}\npublic enum {kind}: String, CaseIterable, Sendable {{\n"));
        for name in names {
            if let Some(doc) = name.doc {
                text.push_str(&format!("  /// {}.\n", sentence(doc)));
            }
            let word = camel(&name.key);
            let word = if RESERVED.contains(&word.as_str()) { format!("`{word}`") } else { word };
            let (start, value) = (format!("  case {word} ="), format!("\"{}\"", name.key));
            let apart = if start.len() + 1 + value.len() > WIDTH { "\n    " } else { " " };
            text.push_str(&format!("{start}{apart}{value}\n"));
        }
        text.push_str("}\n");
    }
    text
}
