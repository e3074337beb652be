//! The core does not panic: what can go wrong is an error that a caller sees.

use std::collections::BTreeSet;

use super::rust_source::{code, test_lines, test_modules};
use super::{Finding, core_sources, lines_with};
use crate::files::File;

const PHRASES: [&str; 6] = [".unwrap()", ".expect(", ".unwrap_err()", ".expect_err(", "panic!", "unreachable!"];

pub(super) fn check(files: &[File]) -> Vec<Finding> {
    let sources: Vec<_> = core_sources(files).map(|file| (file, code(&file.text))).collect();
    let modules = sources.iter().flat_map(|(file, code)| {
        let names = test_modules(code).into_iter();
        names.map(|name| format!("{}/{name}", folder_of(&file.path)))
    });
    let modules: BTreeSet<_> = modules.collect();
    let mut findings = Vec::new();
    for (file, code) in &sources {
        if is_in(&file.path, &modules) {
            continue;
        }
        let tests = test_lines(code);
        for phrase in PHRASES {
            let outside = lines_with(code, phrase).filter(|line| !tests.get(line - 1).copied().unwrap_or(false));
            findings.extend(outside.map(|line| {
                Finding::new(file, line, format!("`{phrase}`: the core does not panic, it returns an error"))
            }));
        }
    }
    findings
}

/// The folder in which the modules that a file declares lie.
fn folder_of(path: &str) -> &str {
    let stem = path.trim_end_matches(".rs");
    let is_root = matches!(stem.rsplit('/').next(), Some("mod" | "lib"));
    match stem.rsplit_once('/') {
        Some((folder, _)) if is_root => folder,
        _ => stem,
    }
}

fn is_in(path: &str, modules: &BTreeSet<String>) -> bool {
    let mut stem = path.trim_end_matches(".rs");
    loop {
        if modules.contains(stem) {
            return true;
        }
        match stem.rsplit_once('/') {
            Some((above, _)) => stem = above,
            None => return false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tidy::tests::{file, lines};

    #[test]
    fn tests_and_pages_may_panic() {
        let text = "//! x\n/// let a = f().unwrap();\nfn f() { a.unwrap_or(0) }\n#[cfg(test)]\nmod tests {\n    fn g() { f().unwrap(); panic!() }\n}\n";
        assert!(lines(check, "core/src/words/key.rs", text).is_empty());
        assert!(lines(check, "bindings/cli/src/main.rs", "f().unwrap()").is_empty());
        let declares = file("core/src/state/mod.rs", "#[cfg(test)]\nmod tests;\n");
        let tests = file("core/src/state/tests.rs", "f().unwrap()");
        let deeper = file("core/src/state/tests/age.rs", "f().unwrap()");
        assert!(check(&[declares, tests, deeper]).is_empty());
    }

    #[test]
    fn the_rest_may_not() {
        for bad in ["a.unwrap()", "a.expect(\"x\")", "panic!(\"x\")", "unreachable!()"] {
            let text = format!("#[cfg(test)]\nmod tests {{}}\nfn f() {{ {bad}; }}\n");
            assert_eq!(lines(check, "core/src/words/key.rs", &text), [3], "{bad}");
        }
        let tests = file("core/src/state/tests.rs", "f().unwrap()");
        assert_eq!(check(&[tests]).len(), 1);
    }
}
