//! Rust: constants, in a module for each kind.

use super::names::{Group, Names, screaming, sentence, snake};

/// Lines of `rustfmt` have so many characters at most.
const WIDTH: usize = 100;

pub(crate) fn file(names: &Names) -> String {
    let policy = &names.policy;
    let mut text = format!("//! The names of the policy {policy}, made by `placet codegen`; not to be edited.\n");
    for Group { kind, doc, names } in &names.groups {
        text.push_str(&format!("\n/// {doc}\npub mod {} {{\n", snake(kind)));
        for (at, name) in names.iter().enumerate() {
            if let Some(doc) = name.doc {
                let apart = if at > 0 { "\n" } else { "" };
                text.push_str(&format!("{apart}    /// {}.\n", sentence(doc)));
            }
            let start = format!("    pub const {}: &str =", screaming(&name.key));
            let value = format!("\"{}\";", name.key);
            let apart = if start.len() + 1 + value.len() > WIDTH { "\n        " } else { " " };
            text.push_str(&format!("{start}{apart}{value}\n"));
        }
        text.push_str("}\n");
    }
    text
}
