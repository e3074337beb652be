//! `placet schema`: the JSON Schema of the policy language.

use placet::policy::schema::json_schema;

use crate::answer::{Answer, Failure};

/// The schema is JSON, with or without `--json`.
pub(crate) fn run() -> Result<Answer, Failure> {
    Ok(Answer::json(&json_schema(), true))
}
