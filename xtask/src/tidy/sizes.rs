//! No source file is longer than one reads at a sitting.

use super::Finding;
use crate::files::File;

const LIMIT: usize = 600;

pub(super) fn check(files: &[File]) -> Vec<Finding> {
    let sources = files.iter().filter(|file| is_source(file));
    let long = sources.filter_map(|file| {
        let lines = file.text.lines().count();
        (lines > LIMIT).then(|| Finding::new(file, LIMIT + 1, format!("{lines} lines, and {LIMIT} is the limit")))
    });
    long.collect()
}

fn is_source(file: &File) -> bool {
    // data is as long as the facts are many
    let data =
        ["tests/vectors/", "core/data/", "examples/policies/"].iter().any(|folder| file.path.starts_with(folder));
    // nor does a stub choose its length: Python reads one for a native module, and stubtest holds it to that
    matches!(file.extension(), "kt" | "rs" | "py" | "swift" | "toml" | "ts" | "mts" | "cts" | "mjs") && !data
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tidy::tests::lines;

    #[test]
    fn six_hundred_lines_are_enough() {
        let enough = "x\n".repeat(600);
        let more = "x\n".repeat(601);
        for path in ["core/src/lib.rs", "a.kt", "a.py", "a.swift", "a.toml", "a.mts"] {
            assert!(lines(check, path, &enough).is_empty());
            assert_eq!(lines(check, path, &more), [601]);
        }
        assert!(lines(check, "tests/vectors/cpq/age.toml", &more).is_empty());
        assert!(lines(check, "core/data/taxonomy.toml", &more).is_empty());
        assert!(lines(check, "examples/policies/cpq.toml", &more).is_empty());
        assert!(lines(check, "Cargo.lock", &more).is_empty());
    }
}
