//! Words that stand in no file: paths of one machine, hosts of registries, notes to oneself.

use super::{Finding, places};
use crate::files::File;

// each is written in two parts, since this file is searched too

/// Beginnings of absolute paths that exist on one machine only.
const PATHS: [&str; 4] = [concat!("/wo", "rk/"), concat!("/ro", "ot/"), concat!("/ho", "me/"), concat!("/Us", "ers/")];

/// Hosts of package registries: which one is used is a setting of the machine.
const HOSTS: [&str; 6] = [
    concat!("registry.", "npmjs"),
    concat!("pypi.", "org"),
    concat!("python", "hosted"),
    concat!("static.", "crates.io"),
    concat!("repo1.", "maven"),
    concat!("repo.", "maven"),
];

/// What one writes in place of work.
const NOTES: [&str; 5] =
    [concat!("TO", "DO"), concat!("FIX", "ME"), concat!("XX", "X"), concat!("HA", "CK"), concat!("TB", "D")];

pub(super) fn check(files: &[File]) -> Vec<Finding> {
    let mut findings = Vec::new();
    // the lock file names where each crate came from
    for file in files.iter().filter(|file| file.path != "Cargo.lock") {
        for (index, line) in file.text.lines().enumerate() {
            let lower = line.to_lowercase();
            let path = PATHS.iter().find(|path| has_absolute(line, path));
            let host = HOSTS.iter().find(|host| lower.contains(*host));
            let note = NOTES.iter().find(|note| !places(line, note).is_empty());
            for (word, why) in [
                (path, "a path of one machine"),
                (host, "the host of a registry"),
                (note, "a note to oneself: do it, or leave it"),
            ] {
                if let Some(word) = word {
                    findings.push(Finding::new(file, index + 1, format!("`{word}`: {why}")));
                }
            }
        }
    }
    findings
}

/// Whether the path begins here, and is no part of a longer one.
fn has_absolute(line: &str, path: &str) -> bool {
    let is_part = |character: char| character.is_alphanumeric() || "._-*})>".contains(character);
    let mut starts = line.match_indices(path).map(|(start, _)| start);
    starts.any(|start| {
        let before = line.get(..start).and_then(|text| text.chars().next_back());
        !before.is_some_and(is_part)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tidy::tests::{file, lines};

    #[test]
    fn words_that_may_stand() {
        let text = "a word of method: hacking, todos\nhttps://example.org/home/ framework/work/a ./root/b\n";
        assert!(lines(check, "README.md", text).is_empty());
        let lock = format!("source = \"{}\"", HOSTS[3]);
        assert!(check(&[file("Cargo.lock", &lock)]).is_empty());
    }

    #[test]
    fn words_that_may_not() {
        for word in PATHS.iter().chain(&HOSTS).chain(&NOTES) {
            assert_eq!(lines(check, "any/file", &format!("x\nsee {word} y\n")), [2], "{word}");
        }
        assert_eq!(lines(check, "a.rs", &HOSTS[1].to_uppercase()), [1]);
        assert_eq!(lines(check, "a.rs", &format!("\"{}a\"", PATHS[0])), [1]);
    }
}
