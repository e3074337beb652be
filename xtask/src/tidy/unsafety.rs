//! Where the compiler's checks may be left: at the borders of languages, and in one file of the core.

use super::{Finding, lines_with, rust_source};
use crate::files::File;

const ALLOWED: [&str; 2] = ["core/src/ledger/shared_counter.rs", "bindings/"];

pub(super) fn check(files: &[File]) -> Vec<Finding> {
    let mut findings = Vec::new();
    for file in files.iter().filter(|file| file.extension() == "rs") {
        if ALLOWED.iter().any(|allowed| file.path.starts_with(allowed)) {
            continue;
        }
        let code = rust_source::code(&file.text);
        let message = || format!("`unsafe` is for {} only", ALLOWED.map(|path| format!("`{path}`")).join(" and "));
        findings.extend(lines_with(&code, "unsafe").map(|line| Finding::new(file, line, message())));
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tidy::tests::lines;

    #[test]
    fn only_where_it_is_allowed() {
        let text = "fn f() {\n    unsafe { g() }\n}\n";
        assert!(lines(check, "core/src/ledger/shared_counter.rs", text).is_empty());
        assert!(lines(check, "bindings/python/src/lib.rs", text).is_empty());
        assert!(lines(check, "core/src/lib.rs", "#![forbid(unsafe_code)] // unsafe\n").is_empty());
        assert_eq!(lines(check, "core/src/index/rows.rs", text), [2]);
        assert_eq!(lines(check, "tests/src/laws.rs", text), [2]);
    }
}
