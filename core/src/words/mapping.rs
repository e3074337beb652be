//! What the categories are called in fideslang and in the W3C Data Privacy Vocabulary, read from `data/taxonomy_mapping.toml`.

use std::collections::BTreeMap;

use once_cell::sync::OnceCell;
use serde::{Deserialize, Serialize};

use crate::error::Error;

/// How a key of another vocabulary stands to ours, in the terms of SKOS (W3C, 2009, section 10).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Match {
    /// It means the same.
    Exact,
    /// It may stand for ours in most uses.
    Close,
    /// It is wider than ours.
    Broad,
    /// It is narrower than ours.
    Narrow,
}

/// A key of another vocabulary.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Counterpart {
    /// As the other vocabulary writes it; `pd:` stands for `https://w3id.org/dpv/pd#`, `dpv:` for `https://w3id.org/dpv#`.
    pub key: String,
    /// How it stands to ours.
    #[serde(rename = "match")]
    pub matches: Match,
}

/// What one category is called elsewhere; none where a vocabulary has no word for it.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Mapping {
    /// The key in fideslang.
    pub fideslang: Option<Counterpart>,
    /// The term of the Data Privacy Vocabulary.
    pub dpv: Option<Counterpart>,
}

/// The edition of another vocabulary that was read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Edition {
    /// Its version.
    pub version: String,
    /// Where it was read.
    pub source: String,
    /// The day on which it was read.
    pub read: String,
}

/// The whole table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mappings {
    /// The edition of fideslang.
    pub fideslang: Edition,
    /// The edition of the Data Privacy Vocabulary.
    pub dpv: Edition,
    categories: BTreeMap<String, Mapping>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    fideslang: Edition,
    dpv: Edition,
    category: Vec<Row>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
    key: String,
    fideslang: Option<Counterpart>,
    dpv: Option<Counterpart>,
}

static COMMON: OnceCell<Mappings> = OnceCell::new();

impl Mappings {
    /// The table that comes with the library.
    ///
    /// # Errors
    ///
    /// [`Error::Internal`] when the data file is faulty, which a test rules out.
    ///
    /// ```
    /// # fn main() -> Result<(), placet::Error> {
    /// use placet::words::Mappings;
    /// let email = Mappings::common()?.get("user.contact.email").and_then(|mapping| mapping.dpv.as_ref());
    /// assert_eq!(email.map(|term| term.key.as_str()), Some("pd:EmailAddress"));
    /// # Ok(())
    /// # }
    /// ```
    pub fn common() -> Result<&'static Self, Error> {
        COMMON.get_or_try_init(|| {
            let file: File = toml::from_str(include_str!("../../data/taxonomy_mapping.toml"))
                .map_err(|e| Error::internal(format!("the mapping of the taxonomy can't be read: {e}")))?;
            let File { fideslang, dpv, category } = file;
            let row = |Row { key, fideslang, dpv }| (key, Mapping { fideslang, dpv });
            Ok(Self { fideslang, dpv, categories: category.into_iter().map(row).collect() })
        })
    }

    /// What a category is called elsewhere; none for one that the taxonomy does not have.
    pub fn get(&self, key: &str) -> Option<&Mapping> {
        self.categories.get(key)
    }

    /// All rows, in the order of their keys.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Mapping)> {
        self.categories.iter().map(|(key, mapping)| (key.as_str(), mapping))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::Taxonomy;

    #[test]
    fn every_category_has_a_row_and_no_row_is_of_another() {
        let (mappings, taxonomy) = (Mappings::common().unwrap(), Taxonomy::common().unwrap());
        assert!(mappings.iter().map(|(key, _)| key).eq(taxonomy.keys()));
    }

    #[test]
    fn a_term_has_the_form_of_its_vocabulary() {
        for (key, Mapping { fideslang, dpv }) in Mappings::common().unwrap().iter() {
            let form = |term: &Counterpart| crate::words::Key::parse(&term.key).is_some();
            assert!(fideslang.as_ref().is_none_or(form), "{key}");
            assert!(dpv.as_ref().is_none_or(|t| t.key.starts_with("pd:") || t.key.starts_with("dpv:")), "{key}");
        }
    }

    #[test]
    fn two_categories_with_the_same_meaning_would_be_one() {
        let mappings = Mappings::common().unwrap();
        let of = |mapping: &Mapping| [mapping.fideslang.clone(), mapping.dpv.clone()];
        let mut exact: Vec<String> = mappings
            .iter()
            .flat_map(|(_, mapping)| of(mapping))
            .flatten()
            .filter(|term| term.matches == Match::Exact)
            .map(|term| term.key)
            .collect();
        let all = exact.len();
        exact.sort();
        exact.dedup();
        assert_eq!(exact.len(), all);
    }
}
