//! What a question may say besides user and purpose.

use serde::{Deserialize, Serialize};

use crate::error::{Error, quoted};
use crate::policy::Policy;
use crate::words::{Timestamp, nearest};

/// What may be done with data, as `operation` names it.
pub const OPERATIONS: &[&str] = &[
    "use", "collect", "store", "read", "set", "share", "forward", "disclose", "transfer", "solicit", "derive",
    "combine", "inspect", "verify", "delete", "sell", "rent", "trade",
];

/// The forms that data may have, as `form` names them.
pub const FORMS: &[&str] = &["raw", "pseudonymised", "aggregated", "anonymised"];

/// Who may have begun the processing, as `initiated_by` names it.
const INITIATORS: &[&str] = &["user", "company"];

/// What a question says besides user and purpose; the default says nothing.
///
/// A field that says nothing leaves out the checks that would read it; it never allows more than the same question without a context.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Context {
    /// The data categories that are to be used.
    pub categories: Vec<String>,
    /// What is to be done with them: one of [`OPERATIONS`].
    pub operation: Option<String>,
    /// The form of the data: one of [`FORMS`]; raw when not given.
    pub form: Option<String>,
    /// Who is to receive them.
    pub recipient: Option<String>,
    /// The country they are to go to.
    pub destination: Option<String>,
    /// The cookie, tag or SDK that is to be used.
    pub technology: Option<String>,
    /// The class of content.
    pub content: Option<String>,
    /// The registered legal instrument that demands it.
    pub instrument: Option<String>,
    /// The site, app or feature that asks.
    pub surface: Option<String>,
    /// `user` when the user asked for this processing, else `company`.
    pub initiated_by: Option<String>,
    /// The instant to decide for; now when not given. The user's state is always that of the call.
    pub at: Option<Timestamp>,
}

impl Context {
    /// Whether it says nothing, so that the index may answer.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    pub(super) fn check(&self, policy: &Policy) -> Result<(), Error> {
        for category in &self.categories {
            policy.category(category)?;
        }
        one_of("operation", self.operation.as_deref(), OPERATIONS)?;
        one_of("form", self.form.as_deref(), FORMS)?;
        one_of("initiated_by", self.initiated_by.as_deref(), INITIATORS)
    }
}

fn one_of(argument: &'static str, value: Option<&str>, words: &[&str]) -> Result<(), Error> {
    let Some(value) = value.filter(|v| !words.contains(v)) else { return Ok(()) };
    let help = nearest(value, words.iter().copied())
        .map_or_else(|| words.join(", "), |near| format!("did you mean `{near}`?"));
    Err(Error::invalid(argument, format!("`{}` is none of the words known here; {help}", quoted(value))))
}
