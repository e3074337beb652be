//! Suggestions of categories for records or columns without tags.

use crate::error::{NativeError, caught};
use crate::value::{Field, Value};

/// One thing that speaks for a suggestion, or is to be known of it.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct Clue {
    /// What it rests on: `name`, `values`, `text`, or `policy`.
    pub grounds: String,
    /// The words of the name, or what was found: `email`, `card`, `national_id_es`.
    pub what: String,
    /// How many values or texts are, or hold, such things.
    pub matched: Option<i64>,
    /// Of how many that were looked at.
    pub of: Option<i64>,
    /// The same as words for people.
    pub text: String,
}

/// A category that the data at one place may be; a person decides.
#[derive(Debug, Clone, PartialEq, uniffi::Record)]
pub struct Suggestion {
    /// The place, as schemas write it.
    pub path: String,
    /// The category, one of the taxonomy.
    pub category: String,
    /// How sure, from 0.3 to 0.99: an estimate.
    pub confidence: f64,
    /// What speaks for it. It holds no value of the data.
    pub evidence: Vec<Clue>,
}

/// Suggests categories for the fields of records, from names and from values; `sample` values of each place are looked at, or all.
#[uniffi::export]
pub fn classify_records(records: Vec<Value>, sample: Option<i64>) -> Result<Vec<Suggestion>, NativeError> {
    Ok(caught(|| work::records(records, sample))?)
}

/// Suggests categories for columns by their names; each value is a list.
#[uniffi::export]
pub fn classify_columns(columns: Vec<Field>, sample: Option<i64>) -> Result<Vec<Suggestion>, NativeError> {
    Ok(caught(|| work::columns(columns, sample))?)
}

#[cfg(feature = "classify")]
mod work {
    use placet::Error;
    use placet::data::classify::{self, Classifier, Spot};

    use super::{Clue, Suggestion};
    use crate::error::invalid;
    use crate::results::whole;
    use crate::value::{Field, Value, json};

    fn classifier(sample: Option<i64>) -> Result<Classifier, Error> {
        match sample {
            // the core says what is wrong with a sample of none
            Some(sample) => Classifier::sampling(u64::try_from(sample).unwrap_or(0)),
            None => Classifier::new(),
        }
    }

    pub(super) fn records(records: Vec<Value>, sample: Option<i64>) -> Result<Vec<Suggestion>, Error> {
        let mut classifier = classifier(sample)?;
        records.into_iter().try_for_each(|record| classifier.add(json("data", record)?))?;
        Ok(suggestions(&classifier))
    }

    pub(super) fn columns(columns: Vec<Field>, sample: Option<i64>) -> Result<Vec<Suggestion>, Error> {
        let mut classifier = classifier(sample)?;
        for Field { name, value } in columns {
            let spot = classifier.named(Spot::ROOT, &name);
            classifier.see(spot, None);
            let Value::Sequence { items } = value else {
                return Err(invalid("data", "a list of values for each column is wanted"));
            };
            items.into_iter().try_for_each(|item| classifier.add_at(spot, json("data", item)?))?;
        }
        Ok(suggestions(&classifier))
    }

    fn suggestions(classifier: &Classifier) -> Vec<Suggestion> {
        classifier.suggestions(None).into_iter().map(Suggestion::from).collect()
    }

    impl From<classify::Suggestion> for Suggestion {
        fn from(suggestion: classify::Suggestion) -> Self {
            let classify::Suggestion { path, category, confidence, evidence } = suggestion;
            Self { path, category, confidence, evidence: evidence.into_iter().map(Clue::from).collect() }
        }
    }

    impl From<classify::Clue> for Clue {
        fn from(clue: classify::Clue) -> Self {
            let classify::Clue { grounds, what, matched, of, text } = clue;
            let grounds = match grounds {
                classify::Grounds::Name => "name",
                classify::Grounds::Values => "values",
                classify::Grounds::Text => "text",
                classify::Grounds::Policy => "policy",
            };
            Self { grounds: grounds.to_owned(), what, matched: matched.map(whole), of: of.map(whole), text }
        }
    }
}

#[cfg(not(feature = "classify"))]
mod work {
    use placet::Error;

    use super::Suggestion;
    use crate::error::invalid;
    use crate::value::{Field, Value};

    fn missing() -> Error {
        invalid("data", "this build suggests no categories; build the library with its feature `classify`")
    }

    pub(super) fn records(_: Vec<Value>, _: Option<i64>) -> Result<Vec<Suggestion>, Error> {
        Err(missing())
    }

    pub(super) fn columns(_: Vec<Field>, _: Option<i64>) -> Result<Vec<Suggestion>, Error> {
        Err(missing())
    }
}
