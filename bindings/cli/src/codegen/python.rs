//! Python: enumerations whose members are texts.

use super::names::{Group, Names, screaming, sentence};

pub(crate) fn file(names: &Names) -> String {
    let policy = &names.policy;
    let mut text = format!(
        "\"\"\"The names of the policy {policy}, made by `placet codegen`; not to be edited.\"\"\"\n\nfrom enum import Enum\n"
    );
    for Group { kind, doc, names } in &names.groups {
        text.push_str(&format!("\n\nclass {kind}(str, Enum):\n    \"\"\"{doc}\"\"\"\n\n"));
        for name in names {
            text.push_str(&format!("    {} = \"{}\"\n", screaming(&name.key), name.key));
            if let Some(doc) = name.doc {
                text.push_str(&format!("    \"\"\"{}.\"\"\"\n", sentence(doc)));
            }
        }
    }
    text
}
