//! Suggests categories for data without tags, from the names of fields and from their values. It suggests, and never decides.
//!
//! ```
//! use placet::data::classify::Classifier;
//! use serde_json::json;
//!
//! let mut classifier = Classifier::new()?;
//! classifier.add(json!({ "id": 1, "kontakt": "ada@example.com", "orders": [{ "paid_with": "4111 1111 1111 1111" }] }))?;
//! classifier.add(json!({ "id": 2, "kontakt": "bob@example.org", "orders": [{ "paid_with": "5555 5555 5555 4444" }] }))?;
//! let suggestions = classifier.suggestions(None);
//! assert_eq!(suggestions[0].path, "kontakt");
//! assert_eq!(suggestions[0].category, "user.contact.email");
//! assert_eq!(suggestions[0].evidence[0].text, "2 of 2 values are e-mail addresses");
//! assert_eq!(suggestions[1].path, "orders[].paid_with");
//! assert_eq!(suggestions[1].category, "user.financial.payment_card");
//! # Ok::<(), placet::Error>(())
//! ```

mod birth;
mod classifier;
mod column;
mod contact;
#[cfg(feature = "classify_files")]
pub mod files;
mod finance;
mod fragment;
mod hints;
mod kind;
mod location;
mod national_id;
mod network;
mod shape;
mod suggest;
mod text;

use serde::Serialize;
use serde_json::json;

pub use classifier::{Classifier, Spot};
pub use fragment::fragment;

/// The category of a text that holds personal data, where its name does not say more.
const CONTENT: &str = "user.content.private";

/// No suggestion has a lower confidence.
pub const LEAST: f64 = 0.3;

/// A suggestion is worth writing into a schema from this confidence on, for a person to look at.
pub const LIKELY: f64 = 0.5;

/// A category that the data at one place may be.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Suggestion {
    /// The place, as schemas write it: `orders[].card`.
    pub path: String,
    /// The category, one of the taxonomy.
    pub category: String,
    /// How sure, from [`LEAST`] to 0.99, with two decimals: an estimate, and no probability that was measured.
    pub confidence: f64,
    /// What speaks for it. It holds no value of the data.
    pub evidence: Vec<Clue>,
}

/// One thing that speaks for a suggestion, or is to be known of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Clue {
    /// What it rests on.
    pub grounds: Grounds,
    /// The words of the name; of values and texts the kind that was found: `email`, `card`, `national_id_es`; of the policy `not_in_policy`.
    pub what: String,
    /// How many values or texts are, or hold, such things.
    pub matched: Option<u64>,
    /// Of how many that were looked at, those that are nothing left out.
    pub of: Option<u64>,
    /// The same as words for people.
    pub text: String,
}

/// What a clue rests on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Grounds {
    /// The name of the field.
    Name,
    /// The form of values.
    Values,
    /// What stands inside of longer texts.
    Text,
    /// The policy does not have the category.
    Policy,
}

impl Grounds {
    /// The stable code.
    pub const fn code(self) -> &'static str {
        match self {
            Grounds::Name => "name",
            Grounds::Values => "values",
            Grounds::Text => "text",
            Grounds::Policy => "policy",
        }
    }
}

/// Suggestions as canonical JSON: keys sorted, no spaces; the same bytes in every language.
pub fn report(suggestions: &[Suggestion]) -> String {
    json!(suggestions).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_report_is_canonical() {
        let clue = Clue {
            grounds: Grounds::Values,
            what: "email".into(),
            matched: Some(2),
            of: Some(2),
            text: "2 of 2".into(),
        };
        let one = Suggestion {
            path: "a".into(),
            category: "user.contact.email".into(),
            confidence: 0.9,
            evidence: vec![clue],
        };
        assert_eq!(
            report(&[one]),
            r#"[{"category":"user.contact.email","confidence":0.9,"evidence":[{"grounds":"values","matched":2,"of":2,"text":"2 of 2","what":"email"}],"path":"a"}]"#
        );
        assert_eq!(report(&[]), "[]");
    }

    #[test]
    fn codes_are_as_they_are_written() {
        for grounds in [Grounds::Name, Grounds::Values, Grounds::Text, Grounds::Policy] {
            assert_eq!(json!(grounds), json!(grounds.code()));
        }
    }
}
