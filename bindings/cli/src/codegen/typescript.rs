//! TypeScript: frozen objects, with the type of their values under the same name.

use super::names::{Group, Names, camel, sentence};

/// Lines of Prettier have so many characters at most.
const WIDTH: usize = 80;

pub(crate) fn file(names: &Names) -> String {
    let policy = &names.policy;
    let mut text = format!("// The names of the policy {policy}, made by `placet codegen`; not to be edited.\n");
    for Group { kind, doc, names } in &names.groups {
        text.push_str(&format!("\n/** {doc} */\nexport const {kind} = {{\n"));
        for name in names {
            if let Some(doc) = name.doc {
                text.push_str(&format!("  /** {}. */\n", sentence(doc)));
            }
            let (start, value) = (format!("  {}:", camel(&name.key)), format!("\"{}\",", name.key));
            let apart = if start.len() + 1 + value.len() > WIDTH { "\n    " } else { " " };
            text.push_str(&format!("{start}{apart}{value}\n"));
        }
        text.push_str(&format!("}} as const;\nexport type {kind} = (typeof {kind})[keyof typeof {kind}];\n"));
    }
    text
}
