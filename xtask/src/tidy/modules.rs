//! Data goes one way through the core: a module uses only what stands before it.

use super::rust_source::code;
use super::{Finding, core_sources, places};
use crate::files::File;

/// The rooms of the core, in the order in which data passes.
const ROOMS: [&str; 10] = ["words", "law", "policy", "act", "ledger", "state", "decide", "index", "data", "engine"];

/// What stands beside the way: the root, the pages, and the error type, which names what an error carries.
const BESIDE: [&str; 3] = ["lib", "docs", "error"];

/// What every room may name by the root: the error type.
const OF_THE_ROOT: [&str; 3] = ["error", "Error", "Result"];

pub(super) fn check(files: &[File]) -> Vec<Finding> {
    let mut findings = Vec::new();
    for file in core_sources(files) {
        let below = file.path.trim_start_matches("core/src/");
        let room = below.split('/').next().unwrap_or_default();
        let room = room.trim_end_matches(".rs");
        if BESIDE.contains(&room) {
            continue;
        }
        let Some(own) = ROOMS.iter().position(|name| *name == room) else {
            findings.push(Finding::new(file, 1, format!("`{room}` has no place in the order of modules")));
            continue;
        };
        for (line, used) in paths_from_root(&code(&file.text)) {
            let message = match ROOMS.iter().position(|name| *name == used) {
                Some(place) if place <= own => continue,
                Some(_) => format!("`{room}` uses `{used}`, which comes after it"),
                None if OF_THE_ROOT.contains(&used.as_str()) => continue,
                None => format!("`crate::{used}` does not say from which module it comes"),
            };
            findings.push(Finding::new(file, line, message));
        }
    }
    findings
}

/// The first name of each path that begins with `crate::`, with its line; macros are left out.
fn paths_from_root(code: &str) -> Vec<(usize, String)> {
    let mut names = Vec::new();
    for start in places(code, "crate::") {
        let line = code.get(..start).unwrap_or_default().matches('\n').count() + 1;
        let rest = code.get(start + "crate::".len()..).unwrap_or_default().trim_start();
        let found = match rest.strip_prefix('{') {
            Some(group) => first_names(group),
            None => first_name(rest).into_iter().collect(),
        };
        names.extend(found.into_iter().map(|name| (line, name)));
    }
    names
}

/// The first name of each path in a group, up to its closing brace.
fn first_names(group: &str) -> Vec<String> {
    let mut names = Vec::new();
    let mut depth = 0_usize;
    let mut is_start = true;
    for (index, character) in group.char_indices() {
        match character {
            '{' => depth += 1,
            '}' if depth == 0 => break,
            '}' => depth -= 1,
            ',' if depth == 0 => is_start = true,
            _ if is_start && !character.is_whitespace() => {
                is_start = false;
                names.extend(group.get(index..).and_then(first_name));
            }
            _ => {}
        }
    }
    names
}

fn first_name(path: &str) -> Option<String> {
    let is_word = |character: char| character.is_alphanumeric() || character == '_';
    let end = path.find(|character| !is_word(character)).unwrap_or(path.len());
    let (name, rest) = path.split_at_checked(end)?;
    (!name.is_empty() && !rest.starts_with('!')).then(|| name.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tidy::tests::{found, lines};

    #[test]
    fn what_stands_before_may_be_used() {
        let text = "//! About `crate::engine::Engine`.\nuse crate::{law::Law, words::{Key, Reason}};\nuse crate::error::Error;\n";
        assert!(lines(check, "core/src/policy/check.rs", text).is_empty());
        assert!(lines(check, "core/src/engine.rs", "use crate::data::Schema;").is_empty());
        assert!(lines(check, "core/src/error.rs", "use crate::decide::Decision;").is_empty());
        assert!(lines(check, "core/src/words/key.rs", "crate::words::say!(); crate::say!();").is_empty());
        assert!(lines(check, "bindings/cli/src/main.rs", "use crate::decide::Decision;").is_empty());
    }

    #[test]
    fn what_comes_after_may_not() {
        let text = "use crate::words::Key;\nuse crate::{\n    words::Reason,\n    decide::Decision,\n};\nfn f() -> crate::state::User {}\n";
        let wanted = ["`policy` uses `decide`, which comes after it", "`policy` uses `state`, which comes after it"];
        let findings = found(check, "core/src/policy/check.rs", text);
        assert_eq!(findings, [(2, wanted[0].to_owned()), (6, wanted[1].to_owned())]);
    }

    #[test]
    fn a_room_without_a_place_and_a_hidden_room_are_told() {
        assert_eq!(lines(check, "core/src/helpers.rs", ""), [1]);
        assert_eq!(lines(check, "core/src/state/mod.rs", "use crate::Decision;"), [1]);
    }
}
