//! `cargo xtask tidy`: the house rules that no compiler checks.

mod headers;
mod modules;
mod panics;
mod python_source;
mod rust_source;
mod sizes;
mod unfinished;
mod unsafety;
mod words;

use anyhow::{Result, bail};

use crate::files::{self, File};
use crate::project::Project;

/// A place where a rule is broken.
#[derive(Debug, PartialEq, Eq)]
struct Finding {
    path: String,
    line: usize,
    message: String,
}

impl Finding {
    fn new(file: &File, line: usize, message: impl Into<String>) -> Self {
        Self { path: file.path.clone(), line, message: message.into() }
    }
}

type Rule = fn(&[File]) -> Vec<Finding>;

const RULES: [Rule; 7] =
    [modules::check, sizes::check, unfinished::check, words::check, headers::check, panics::check, unsafety::check];

pub(crate) fn run(project: &Project) -> Result<()> {
    let files = files::all(project.root(), "")?;
    let mut findings: Vec<_> = RULES.iter().flat_map(|rule| rule(&files)).collect();
    findings.sort_by(|a, b| (&a.path, a.line).cmp(&(&b.path, b.line)));
    for finding in &findings {
        println!("{}:{}: {}", finding.path, finding.line, finding.message);
    }
    if !findings.is_empty() {
        bail!("{} places break a house rule", findings.len());
    }
    println!("{} files are tidy", files.len());
    Ok(())
}

/// The files of the core's source.
fn core_sources(files: &[File]) -> impl Iterator<Item = &File> {
    let in_core = |file: &&File| file.path.starts_with("core/src/") && file.extension() == "rs";
    files.iter().filter(in_core)
}

/// The numbered lines in which a phrase stands, not as part of a longer word.
fn lines_with<'t>(text: &'t str, phrase: &'t str) -> impl Iterator<Item = usize> + 't {
    let numbered = text.lines().enumerate();
    let found = numbered.filter(move |(_, line)| !places(line, phrase).is_empty());
    found.map(|(index, _)| index + 1)
}

/// Where a phrase stands in a text, not as part of a longer word.
fn places(text: &str, phrase: &str) -> Vec<usize> {
    let is_word = |character: char| character.is_alphanumeric() || character == '_';
    let starts_as_word = phrase.starts_with(is_word);
    let ends_as_word = phrase.ends_with(is_word);
    let stands_alone = |start: usize| {
        let before = text.get(..start).and_then(|text| text.chars().next_back());
        let after = text.get(start + phrase.len()..).and_then(|text| text.chars().next());
        !(starts_as_word && before.is_some_and(is_word) || ends_as_word && after.is_some_and(is_word))
    };
    let starts = text.match_indices(phrase).map(|(start, _)| start);
    starts.filter(|start| stands_alone(*start)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A file that is made up for a test.
    pub(super) fn file(path: &str, text: &str) -> File {
        File { path: path.to_owned(), text: text.to_owned() }
    }

    /// The places that a rule finds in one made-up file.
    pub(super) fn found(rule: Rule, path: &str, text: &str) -> Vec<(usize, String)> {
        let findings = rule(&[file(path, text)]);
        findings.into_iter().map(|finding| (finding.line, finding.message)).collect()
    }

    /// The lines in which a rule finds something in one made-up file.
    pub(super) fn lines(rule: Rule, path: &str, text: &str) -> Vec<usize> {
        found(rule, path, text).into_iter().map(|(line, _)| line).collect()
    }

    #[test]
    fn phrases_are_no_parts_of_words() {
        assert_eq!(places("unsafe { unsafe_code }", "unsafe"), [0]);
        assert_eq!(places("my_panic!() panic!()", "panic!"), [12]);
        assert_eq!(lines_with("a\nb c\nbc", "b").collect::<Vec<_>>(), [2]);
    }
}
