//! Laws 9 and 10: one answer, however and wherever it is asked for.

use anyhow::Result;
use placet::Context;

use super::{Case, Check, PURPOSES};

/// Law 9: another engine on the same ledger, under the same policy and at the same time, gives the same bytes.
pub(super) fn same_bytes(case: &Case<'_>, check: &mut Check) -> Result<()> {
    let world = case.world;
    for (purpose, here) in PURPOSES.iter().zip(&case.before) {
        let there = world.decide(&world.second, &case.user, purpose, &Context::default())?;
        let (here, there) = (world.json(here), world.json(&there));
        check.expect(case, here == there, || format!("`{purpose}` is {here} here and {there} there"));
    }
    Ok(())
}

/// Law 10: the plain question and the answer in full agree, for each purpose and for the node above them.
pub(super) fn agree(case: &Case<'_>, check: &mut Check) -> Result<()> {
    let world = case.world;
    let node = world.decide(&world.engine, &case.user, "lab", &Context::default())?;
    let full = case.before.iter().map(|decision| decision.allowed);
    let asked = PURPOSES.iter().copied().chain(["lab"]);
    for (purpose, full) in asked.zip(full.chain([node.allowed])) {
        let plain = world.can_process(&world.engine, &case.user, purpose)?;
        check.expect(case, plain == full, || format!("`{purpose}` is {plain} by can_process and {full} by decide"));
    }
    let every = case.before.iter().all(|decision| decision.allowed);
    check.expect(case, node.allowed == every, || {
        format!("the node is {}, and every purpose below it is {every}", node.allowed)
    });
    Ok(())
}
