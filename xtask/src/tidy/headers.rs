//! Each file of the core says in its first line what it does.

use super::{Finding, core_sources};
use crate::files::File;

pub(super) fn check(files: &[File]) -> Vec<Finding> {
    let silent = core_sources(files).filter(|file| {
        let first = file.text.lines().next().unwrap_or_default();
        first.strip_prefix("//!").is_none_or(|said| said.trim().is_empty())
    });
    silent.map(|file| Finding::new(file, 1, "the first line is no `//!` that says what the file does")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tidy::tests::lines;

    #[test]
    fn the_first_line_counts() {
        assert!(lines(check, "core/src/words/key.rs", "//! Dotted keys.\nuse x;\n").is_empty());
        assert!(lines(check, "tests/src/laws.rs", "use x;\n").is_empty());
        for bad in ["", "use x;\n//! Late.\n", "//!\n//! Late.\n", "// no page\n"] {
            assert_eq!(lines(check, "core/src/words/key.rs", bad), [1], "{bad}");
        }
    }
}
