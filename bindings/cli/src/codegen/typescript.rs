//! TypeScript: frozen objects, with the type of their values under the same name, and what tells them to the package `placet`.

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
    text + &register(names)
}

/// What lets the compiler refuse any other name where the package takes one.
fn register(names: &Names) -> String {
    let Names { policy: _, groups, choices, recipient_prefixes } = names;
    let mut text = String::from("\ndeclare module \"placet\" {\n  interface Register {\n");
    for (member, kind) in
        [("purpose", "Purpose"), ("category", "Category"), ("recipient", "Recipient"), ("reason", "Reason")]
    {
        let known = groups.iter().filter(|group| group.kind == kind).map(|group| group.kind.to_owned());
        let others = recipient_prefixes.iter().filter(|_| member == "recipient");
        union(&mut text, member, known.chain(others.map(|start| format!("`{start}${{string}}`"))).collect());
    }
    union(&mut text, "group", choices.iter().map(|name| format!("\"{name}\"")).collect());
    text + "  }\n}\n"
}

/// A member whose type is one of some; nothing when there are none.
fn union(text: &mut String, member: &str, types: Vec<String>) {
    let line = format!("    {member}: {};\n", types.join(" | "));
    match types.as_slice() {
        [] => {}
        [_] => text.push_str(&line),
        _ if line.trim_end().len() <= WIDTH => text.push_str(&line),
        many => {
            text.push_str(&format!("    {member}:\n"));
            let lines: Vec<String> = many.iter().map(|one| format!("      | {one}")).collect();
            text.push_str(&format!("{};\n", lines.join("\n")));
        }
    }
}
