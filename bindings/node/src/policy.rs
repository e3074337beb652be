//! Policies as callers name them.

use placet::Error;
use placet::policy::{Policy, Source, Version, check, compile};

use crate::given::Given;

/// All versions of the policy that a call tells of, read and compiled.
pub(crate) fn policy(given: &mut Given) -> Result<Policy, Error> {
    let load = |document: &String| -> Result<Version, Error> { compile(&check(&Source::open(document)?)?) };
    Policy::new(given.list("policy")?.iter().map(load).collect::<Result<_, _>>()?)
}
