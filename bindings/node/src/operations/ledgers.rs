//! Ledgers that meet: what happened in this one, and what happened in another.

use placet::{ChangesOptions, Engine, MergeOptions};

use super::Answer;
use crate::given::Given;
use crate::results;

const NO_POSITION: &str = "it is no position of a ledger; give the `until` of an earlier answer, or 0";

pub(super) fn changes(engine: &Engine, given: &mut Given) -> Answer {
    let (since, mut said) = (given.number("since", NO_POSITION)?, given.options()?);
    let options = ChangesOptions { user: said.text("user")? };
    said.end()?;
    engine.changes(since.unwrap_or_default(), &options)
}

pub(super) fn merge(engine: &Engine, given: &mut Given) -> Answer {
    let (changes, mut said) = (given.take("changes").unwrap_or_default(), given.options()?);
    let options = MergeOptions { user: said.text("user")? };
    said.end()?;
    Ok(results::merged(engine.merge(&changes, &options)?))
}
