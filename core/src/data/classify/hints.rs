//! What the data file `data/classify.toml` says of names and of values.

use std::collections::{HashMap, HashSet};

use foldhash::fast::RandomState;
use once_cell::sync::OnceCell;
use serde::Deserialize;

use super::kind::Kind;
use crate::error::Error;

/// The most words that one name of the data file has.
const LONGEST: usize = 5;

/// What values of a category are where nothing tells their form.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Holds {
    /// Texts: numbers speak against it.
    Text,
    /// Whatever it is.
    Any,
}

/// What some names stand for.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct NameRow {
    pub(super) category: String,
    pub(super) certainty: f64,
    pub(super) holds: Holds,
    /// Values of another form speak against it.
    #[serde(default)]
    pub(super) checked: bool,
    /// People write in it what they like.
    #[serde(default)]
    pub(super) free: bool,
    words: Vec<String>,
    #[cfg_attr(not(test), expect(dead_code, reason = "for readers of the file; a test demands it"))]
    source: String,
}

/// What a form of values stands for.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ValueRow {
    kind: String,
    pub(super) category: String,
    pub(super) certainty: f64,
    /// The share of such values among random ones.
    pub(super) chance: f64,
    /// Whether it is looked for in longer texts.
    pub(super) inside: bool,
    /// Words of names under which it is something else.
    #[serde(default)]
    unless: Vec<String>,
    /// For people, in the plural.
    pub(super) shown: String,
    #[cfg_attr(not(test), expect(dead_code, reason = "for readers of the file; a test demands it"))]
    source: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    about: Vec<String>,
    birth: Vec<String>,
    name: Vec<NameRow>,
    value: Vec<ValueRow>,
}

/// The whole file, ready to be asked.
#[derive(Debug)]
pub(super) struct Hints {
    names: Vec<NameRow>,
    /// Rows of [`Self::names`] by their words, written together.
    by_words: HashMap<String, usize, RandomState>,
    /// By [`Kind::index`].
    values: Vec<ValueRow>,
    about: HashSet<String, RandomState>,
    birth: HashSet<String, RandomState>,
}

/// What a name stands for.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Named<'h> {
    /// The words of it that say so.
    pub(super) words: String,
    pub(super) row: &'h NameRow,
    pub(super) certainty: f64,
}

impl PartialEq for NameRow {
    fn eq(&self, other: &Self) -> bool {
        self.category == other.category && self.words == other.words
    }
}

static COMMON: OnceCell<Hints> = OnceCell::new();

impl Hints {
    /// The file that comes with the library.
    ///
    /// # Errors
    ///
    /// [`Error::Internal`] when the data file is faulty, which a test rules out.
    pub(super) fn common() -> Result<&'static Self, Error> {
        COMMON.get_or_try_init(|| Self::read(include_str!("../../../data/classify.toml")))
    }

    fn read(text: &str) -> Result<Self, Error> {
        let file: File =
            toml::from_str(text).map_err(|e| Error::internal(format!("`classify.toml` can't be read: {e}")))?;
        let mut by_words = HashMap::default();
        for (number, row) in file.name.iter().enumerate() {
            for words in &row.words {
                by_words.entry(words.replace(' ', "")).or_insert(number);
            }
        }
        let row = |kind: Kind| {
            let found = file.value.iter().find(|row| row.kind == kind.code()).cloned();
            found.ok_or_else(|| Error::internal(format!("`classify.toml` has no value `{}`", kind.code())))
        };
        let values = Kind::ALL.into_iter().map(row).collect::<Result<_, _>>()?;
        let set = |words: Vec<String>| words.into_iter().collect();
        Ok(Self { by_words, values, about: set(file.about), birth: set(file.birth), names: file.name })
    }

    /// What is said of a kind of value.
    pub(super) fn value(&self, kind: Kind) -> Option<&ValueRow> {
        self.values.get(kind.index())
    }

    /// Whether a word stands beside dates of birth.
    pub(super) fn is_birth(&self, word: &str) -> bool {
        // the longest has sixteen letters
        word.len() <= 32 && (self.birth.contains(word) || self.birth.contains(&word.to_lowercase()))
    }

    /// Whether a word of a name says that values of a kind are something else.
    pub(super) fn is_else(&self, kind: Kind, words: &[String]) -> bool {
        let unless = self.value(kind).map_or(&[][..], |row| &row.unless);
        unless.iter().any(|other| {
            let other: Vec<&str> = other.split(' ').collect();
            words.windows(other.len()).any(|words| words.iter().map(String::as_str).eq(other.iter().copied()))
        })
    }

    /// What the names on the way to a field stand for, the last name being its own. The end of a name says most; what stands
    /// elsewhere in it may be what the rest is about.
    pub(super) fn named(&self, names: &[&str]) -> Option<Named<'_>> {
        let own = words(names.last()?);
        let mut all: Vec<String> =
            names.iter().rev().skip(1).take(LONGEST).rev().flat_map(|name| words(name)).collect();
        all.extend(own.iter().cloned());
        let end = (1..=LONGEST.min(all.len())).rev().find_map(|count| {
            let words = all.get(all.len() - count..)?;
            // of the names above only what is needed to understand the own one
            let certainty = if count >= own.len() { 1.0 } else { 0.9 };
            self.row(words).map(|row| Named { words: words.join(" "), row, certainty: row.certainty * certainty })
        });
        if end.is_some() || own.iter().any(|word| self.about.contains(word)) {
            return end;
        }
        let inner = (1..=LONGEST.min(own.len())).rev().flat_map(|count| own.windows(count));
        inner.into_iter().find_map(|words| {
            self.row(words).map(|row| Named { words: words.join(" "), row, certainty: row.certainty * 0.45 })
        })
    }

    fn row(&self, words: &[String]) -> Option<&NameRow> {
        let together = words.concat();
        let singular = || self.by_words.get(together.strip_suffix('s')?);
        // `phone1`
        let unnumbered = || self.by_words.get(together.trim_end_matches(|c: char| c.is_ascii_digit()));
        self.by_words.get(&together).or_else(singular).or_else(unnumbered).and_then(|number| self.names.get(*number))
    }
}

/// The words of a name, in lower case: cut at capitals and at what is neither letter nor digit; a number at the end is no word.
pub(super) fn words(name: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let mut word = String::new();
    let mut before = ' ';
    let mut rest = name.chars().peekable();
    while let Some(c) = rest.next() {
        // `userName`, `IPAddress`
        let begins = c.is_uppercase() && (before.is_lowercase() || rest.peek().is_some_and(|next| next.is_lowercase()));
        if (begins || !c.is_alphanumeric()) && !word.is_empty() {
            words.push(std::mem::take(&mut word));
        }
        if c.is_alphanumeric() {
            word.extend(c.to_lowercase());
        }
        before = c;
    }
    if !word.is_empty() {
        words.push(word);
    }
    // `email_2`, `phone1`; but `last4`, `ipv4`, `cvv2` are words
    if words.len() > 1 && words.last().is_some_and(|last| last.bytes().all(|byte| byte.is_ascii_digit())) {
        words.pop();
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::Taxonomy;

    #[test]
    fn the_data_file_is_sound() {
        let hints = Hints::common().unwrap();
        let taxonomy = Taxonomy::common().unwrap();
        let mut seen = HashMap::new();
        for row in &hints.names {
            assert!(taxonomy.get(&row.category).is_some(), "`{}` is no category", row.category);
            assert!(row.certainty > 0.0 && row.certainty < 1.0 && !row.source.is_empty(), "{}", row.category);
            for words in &row.words {
                assert!(words.split(' ').count() <= LONGEST && *words == words.to_lowercase(), "`{words}`");
                assert_eq!(seen.insert(words, &row.category), None, "`{words}` stands twice");
            }
        }
        for (kind, row) in Kind::ALL.into_iter().zip(&hints.values) {
            assert_eq!(row.kind, kind.code());
            assert!(taxonomy.get(&row.category).is_some(), "`{}` is no category", row.category);
            assert!(row.certainty > 0.0 && row.certainty < 1.0 && !row.source.is_empty() && !row.shown.is_empty());
            assert!((0.0..0.5).contains(&row.chance));
        }
        let file: File = toml::from_str(include_str!("../../../data/classify.toml")).unwrap();
        assert_eq!(file.value.len(), Kind::ALL.len(), "a row without a detector");
    }

    #[test]
    fn names_are_cut_into_words() {
        for (name, wanted) in [
            ("emailAddress", "email address"),
            ("EMAIL_ADDRESS", "email address"),
            ("IPAddress", "ip address"),
            ("customer-phone 2", "customer phone"),
            ("last4", "last4"),
            ("Téléphone", "téléphone"),
            ("", ""),
            ("__", ""),
        ] {
            assert_eq!(words(name).join(" "), wanted, "{name}");
        }
    }

    #[test]
    fn the_end_of_a_name_says_most() {
        let hints = Hints::common().unwrap();
        for (names, wanted) in [
            (&["email"][..], Some(("user.contact.email", 0.8))),
            (&["contact", "email"], Some(("user.contact.email", 0.8))),
            (&["card", "number"], Some(("user.financial.payment_card", 0.8))),
            (&["customerEmails"], Some(("user.contact.email", 0.72))),
            (&["telefono_cliente"], Some(("user.contact.phone_number", 0.36))),
            (&["email_sent_at"], None),
            (&["email_verified"], None),
            (&["phoneType"], None),
            (&["order_number"], None),
            (&["clip"], None),
            (&["shipment"], None),
            (&[""], None),
        ] {
            let found = hints.named(names);
            let found =
                found.as_ref().map(|named| (named.row.category.as_str(), (named.certainty * 100.0).round() / 100.0));
            assert_eq!(found, wanted, "{names:?}");
        }
        assert_eq!(hints.named(&[]), None);
    }

    #[test]
    fn some_names_say_that_a_form_is_something_else() {
        let hints = Hints::common().unwrap();
        assert!(hints.is_else(Kind::IpAddress, &words("appVersion")));
        assert!(hints.is_else(Kind::PhoneNational, &words("part_number_old")));
        assert!(!hints.is_else(Kind::IpAddress, &words("client_ip")));
        assert!(hints.is_birth("Geboren") && !hints.is_birth("bought"));
    }
}
