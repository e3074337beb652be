//! The common taxonomy of data categories, with level and special flag, read from `data/taxonomy.toml`.

use std::collections::{BTreeMap, HashMap};

use foldhash::fast::RandomState;

use once_cell::sync::OnceCell;
use serde::{Deserialize, Serialize};

use crate::error::Error;

/// How sensitive a category is; from least to most.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    /// May be shown to anyone.
    Public,
    /// For use inside the company.
    Internal,
    /// Personal data of the ordinary kind.
    Confidential,
    /// Harm is likely if it gets out.
    Restricted,
}

/// What the taxonomy says of one category.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Category {
    /// How sensitive it is.
    pub level: Level,
    /// GDPR Art. 9 data, in any case.
    pub special: bool,
    /// Whether it identifies a person, also while it is linked to nobody.
    pub personal: bool,
    /// For people.
    pub description: String,
}

/// All categories that are known without a policy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Taxonomy {
    categories: BTreeMap<String, Category>,
    /// What is said of each key and each node above one, worked out once.
    answers: HashMap<String, Answers, RandomState>,
}

/// What the taxonomy says of a category or a node.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Answers {
    level: Option<Level>,
    special: bool,
    personal: bool,
}

#[derive(Deserialize)]
struct File {
    category: Vec<Row>,
}

#[derive(Deserialize)]
struct Row {
    key: String,
    level: Level,
    special: String,
    personal: bool,
    #[serde(default)]
    description: String,
}

static COMMON: OnceCell<Taxonomy> = OnceCell::new();

impl Taxonomy {
    /// The taxonomy that comes with the library.
    ///
    /// # Errors
    ///
    /// [`Error::Internal`] when the data file is faulty, which a test rules out.
    pub fn common() -> Result<&'static Self, Error> {
        COMMON.get_or_try_init(|| Self::read(include_str!("../../data/taxonomy.toml")))
    }

    fn read(text: &str) -> Result<Self, Error> {
        let file: File =
            toml::from_str(text).map_err(|e| Error::internal(format!("the taxonomy can't be read: {e}")))?;
        let categories = file.category.into_iter().map(|row| {
            let Row { key, level, special, personal, description } = row;
            let category = Category { level, special: special == "yes", personal, description };
            (key, category)
        });
        let mut whole = Self { categories: categories.collect(), answers: HashMap::default() };
        let mut answers = HashMap::default();
        for key in whole.categories.keys() {
            for node in super::prefixes(key).chain([key.as_str()]) {
                let found = Answers {
                    level: whole.find_level(node),
                    special: whole.find_special(node),
                    personal: whole.find_personal(node),
                };
                answers.insert(node.to_owned(), found);
            }
        }
        whole.answers = answers;
        Ok(whole)
    }

    /// Whether a category is special, or, for a node, some category below it.
    pub fn is_special(&self, key: &str) -> bool {
        self.answers.get(key).map_or_else(|| self.find_special(key), |known| known.special)
    }

    fn find_special(&self, key: &str) -> bool {
        let above = super::prefixes(key).chain([key]).any(|k| self.categories.get(k).is_some_and(|c| c.special));
        let below = self.categories.range(key.to_owned()..).take_while(|(k, _)| k.starts_with(key));
        above || below.filter(|(k, _)| super::covers(key, k)).any(|(_, c)| c.special)
    }

    /// Whether a category, or for a node some category below it, identifies a person; what is not known does.
    pub fn is_personal(&self, key: &str) -> bool {
        self.answers.get(key).map_or_else(|| self.find_personal(key), |known| known.personal)
    }

    fn find_personal(&self, key: &str) -> bool {
        if let Some(category) = super::prefixes(key).chain([key]).filter_map(|k| self.categories.get(k)).last() {
            return category.personal;
        }
        let below = self.categories.range(key.to_owned()..).take_while(|(k, _)| k.starts_with(key));
        let mut below = below.filter(|(k, _)| super::covers(key, k)).peekable();
        below.peek().is_none() || below.any(|(_, c)| c.personal)
    }

    /// The sensitivity of a category, or of the nearest one above it.
    pub fn level(&self, key: &str) -> Option<Level> {
        self.answers.get(key).map_or_else(|| self.find_level(key), |known| known.level)
    }

    fn find_level(&self, key: &str) -> Option<Level> {
        super::prefixes(key).chain([key]).filter_map(|k| self.categories.get(k)).last().map(|c| c.level)
    }

    /// What is said of exactly this category.
    pub fn get(&self, key: &str) -> Option<&Category> {
        self.categories.get(key)
    }

    /// Whether `key` is a category, or a node above some.
    pub fn has_node(&self, key: &str) -> bool {
        self.categories.range(key.to_owned()..).next().is_some_and(|(k, _)| super::covers(key, k))
    }

    /// All keys, in order.
    pub fn keys(&self) -> impl Iterator<Item = &str> {
        self.categories.keys().map(String::as_str)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_data_file_is_sound() {
        let taxonomy = Taxonomy::common().unwrap();
        assert!(taxonomy.get("user.special.health").unwrap().special);
        assert_eq!(taxonomy.get("user.contact.email").unwrap().level, Level::Confidential);
        assert!(taxonomy.has_node("user.contact"));
        assert!(!taxonomy.has_node("user.cont"));
        assert!(taxonomy.keys().all(|key| super::super::Key::parse(key).is_some()));
    }
}
