//! What is compared: anything that takes acts and answers questions.

use jiff::Timestamp;

use crate::act::{Act, Context};
use crate::answer::Answer;

/// An implementation of the semantics: the reference, the engine, or the engine behind a binding.
pub trait Subject {
    /// Does an act at an instant. The error is the code of the refusal: `non_optional`, `invalid_argument`, …
    fn act(&mut self, act: &Act, at: Timestamp) -> Result<(), String>;

    /// Answers a question as of an instant. The error is its code: `unknown_purpose`, `unknown_category`, …
    fn decide(&self, user: &str, purpose: &str, context: &Context, at: Timestamp) -> Result<Answer, String>;
}
