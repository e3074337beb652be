//! Readings of `tests/clauses.toml` and of the vectors, as far as the coverage of clauses needs them.

use std::collections::BTreeMap;

use anyhow::{Context, Result, bail};
use serde::Deserialize;

use crate::files::File;

/// The register of clauses.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Register {
    /// The features that the engine has.
    pub(crate) built: Vec<String>,
    pub(crate) clauses: Vec<Clause>,
    /// Every feature that a clause may need, with its name.
    features: BTreeMap<String, String>,
}

/// One clause of a policy's text.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Clause {
    pub(crate) id: String,
    pub(crate) policy: String,
    pub(crate) level: Level,
    #[serde(rename = "kind")]
    _kind: String,
    features: Vec<String>,
    why: Option<String>,
}

/// What the engine does about a clause.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Level {
    Enforced,
    Recorded,
    Reported,
    Out,
}

impl Level {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Enforced => "enforced",
            Self::Recorded => "recorded",
            Self::Reported => "reported",
            Self::Out => "out",
        }
    }
}

impl Register {
    /// Reads the register and checks that it agrees with itself.
    pub(crate) fn parse(text: &str) -> Result<Self> {
        let register: Self = toml::from_str(text)?;
        let mut seen = BTreeMap::new();
        for clause in &register.clauses {
            let Clause { id, features, level, why, .. } = clause;
            if seen.insert(id, ()).is_some() {
                bail!("clause `{id}` is there twice");
            }
            if features.is_empty() {
                bail!("clause `{id}` has no features");
            }
            if (*level == Level::Out) != why.is_some() {
                bail!("clause `{id}`: `why` belongs to a clause that is out, and only to such");
            }
        }
        let named = register.clauses.iter().flat_map(|clause| &clause.features);
        for feature in named.chain(&register.built) {
            if !register.features.contains_key(feature) {
                bail!("feature `{feature}` has no name in `[features]`");
            }
        }
        Ok(register)
    }

    /// Whether a vector is due: the clause is not out, and everything that it needs is built.
    pub(crate) fn is_due(&self, clause: &Clause) -> bool {
        clause.level != Level::Out && clause.features.iter().all(|feature| self.built.contains(feature))
    }
}

/// The ids of the clauses that the vectors name, each with the first case that does.
pub(crate) fn named_clauses(vectors: &[File]) -> Result<BTreeMap<String, String>> {
    #[derive(Deserialize)]
    struct Vectors {
        case: Vec<Case>,
    }
    #[derive(Deserialize)]
    struct Case {
        id: String,
        #[serde(default)]
        clauses: Vec<String>,
    }
    let mut named = BTreeMap::new();
    for file in vectors.iter().filter(|file| file.extension() == "toml") {
        let vectors: Vectors = toml::from_str(&file.text).with_context(|| format!("`{}` can't be read", file.path))?;
        for case in vectors.case {
            for clause in case.clauses {
                named.entry(clause).or_insert_with(|| case.id.clone());
            }
        }
    }
    Ok(named)
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    pub(crate) const REGISTER: &str = r#"
built = ["F1"]
clauses = [
  { id = "A-1", policy = "a", level = "enforced", kind = "age", features = ["F1"] },
  { id = "A-2", policy = "a", level = "enforced", kind = "age", features = ["F1", "F2"] },
  { id = "A-3", policy = "a", level = "recorded", kind = "age", features = ["F1"] },
  { id = "B-1", policy = "b", level = "out", kind = "other", features = ["F1"], why = "an introduction" },
]
[features]
F1 = "age gate"
F2 = "audit"
"#;

    #[test]
    fn the_register_is_read() {
        let register = Register::parse(REGISTER).unwrap();
        let due: Vec<_> = register.clauses.iter().filter(|clause| register.is_due(clause)).collect();
        assert_eq!(due.iter().map(|clause| clause.id.as_str()).collect::<Vec<_>>(), ["A-1", "A-3"]);
    }

    #[test]
    fn a_register_that_contradicts_itself_is_refused() {
        for (from, to, message) in [
            ("A-2", "A-1", "clause `A-1` is there twice"),
            ("[\"F1\", \"F2\"]", "[]", "clause `A-2` has no features"),
            ("[\"F1\", \"F2\"]", "[\"F3\"]", "feature `F3` has no name"),
            ("built = [\"F1\"]", "built = [\"F9\"]", "feature `F9` has no name"),
            (", why = \"an introduction\"", "", "clause `B-1`: `why` belongs"),
            ("\"recorded\"", "\"noted\"", "unknown variant `noted`"),
        ] {
            let error = Register::parse(&REGISTER.replace(from, to)).unwrap_err().to_string();
            assert!(error.contains(message), "{error}");
        }
    }

    #[test]
    fn vectors_name_clauses() {
        let file = |path: &str, text: &str| File { path: path.to_owned(), text: text.to_owned() };
        let good = file("v/a.toml", "format = 1\n[[case]]\nid = 'one'\nclauses = ['A-1']\n[[case]]\nid = 'two'\n");
        let named = named_clauses(&[good, file("v/notes.md", "no vector")]).unwrap();
        assert_eq!(named.into_iter().collect::<Vec<_>>(), [("A-1".to_owned(), "one".to_owned())]);
        let error = named_clauses(&[file("v/b.toml", "format = 1")]).unwrap_err();
        assert_eq!(error.to_string(), "`v/b.toml` can't be read");
    }
}
