//! Kotlin: enumerations that carry the key.

use super::names::{Group, Names, screaming, sentence};

pub(crate) fn file(names: &Names, package: Option<&str>) -> String {
    let policy = &names.policy;
    let mut text = format!("// The names of the policy {policy}, made by `placet codegen`; not to be edited.\n");
    if let Some(package) = package {
        text.push_str(&format!("\npackage {package}\n"));
    }
    for Group { kind, doc, names } in &names.groups {
        text.push_str(&format!(
            "\n/** {doc} */\nenum class {kind}(\n    /** As the engine knows it. */\n    val key: String,\n) {{\n"
        ));
        for name in names {
            if let Some(doc) = name.doc {
                text.push_str(&format!("    /** {}. */\n", sentence(doc)));
            }
            text.push_str(&format!("    {}(\"{}\"),\n", screaming(&name.key), name.key));
        }
        text.push_str("}\n");
    }
    text
}
