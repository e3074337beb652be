//! What goes over when a visitor turns out to be a user, and from then on: every refusal, and a consent only where nothing refuses it.

use std::collections::BTreeMap;

use super::consent;
use super::facts::Facts;
use crate::act::{Act, Carried, ConsentKind, Scope};
use crate::policy::{Purpose, Support};
use crate::state::{Choice, Grant, Mark};
use crate::words::Basis;

/// The choices of a visitor that a user takes over. Those of a limited scope are acts of their own, which keep it.
pub(crate) fn carried(visitor: &Facts<'_>, user: &Facts<'_>) -> (Carried, Vec<Act>) {
    let state = visitor.state;
    let nodes =
        |choices: &[&Choice]| choices.iter().filter(|c| c.scope.is_empty()).map(|c| c.node.to_string()).collect();
    let withdrawals = state.withdrawals.iter().filter(|w| w.by.is_none() && !regranted(visitor, w));
    let withdrawals: Vec<&Choice> = withdrawals.collect();
    let opt_outs: Vec<&Choice> = state.opt_outs.iter().filter(|c| !lifted(visitor, c, &[])).collect();
    let objections = state.objections.iter().filter(|c| !lifted(visitor, c, &state.overrulings));
    let objections: Vec<&Choice> = objections.collect();
    let live = state.grants.iter().filter(|grant| is_live(visitor, user, grant));
    let grants: BTreeMap<String, String> = live.map(|g| (g.purpose.to_string(), g.notice.clone())).collect();
    let carried = Carried {
        withdrawals: nodes(&withdrawals),
        opt_outs: nodes(&opt_outs),
        objections: nodes(&objections),
        restrictions: state.restrictions.iter().map(|c| c.node.to_string()).collect(),
        signals: state.signals.iter().filter(|signal| signal.on).map(|signal| signal.name.clone()).collect(),
        grants,
    };
    let mut limited = Vec::new();
    let scoped = |choices: Vec<&Choice>, act: fn(String, Scope) -> Act, into: &mut Vec<Act>| {
        let of_scope = choices.into_iter().filter(|c| !c.scope.is_empty());
        into.extend(of_scope.map(|c| act(c.node.to_string(), c.scope.clone())));
    };
    scoped(withdrawals, withdraw, &mut limited);
    scoped(opt_outs, opt_out, &mut limited);
    scoped(objections, object, &mut limited);
    (carried, limited)
}

const METHOD: &str = "join";

fn withdraw(node: String, scope: Scope) -> Act {
    Act::Withdraw { purpose: node.clone(), nodes: vec![node], by: None, method: Some(METHOD.to_owned()), scope }
}

fn opt_out(node: String, scope: Scope) -> Act {
    Act::OptOut { purpose: node.clone(), nodes: vec![node], by: None, method: Some(METHOD.to_owned()), scope }
}

fn object(node: String, scope: Scope) -> Act {
    let method = Some(METHOD.to_owned());
    Act::Object { purpose: node.clone(), nodes: vec![node], ground: None, by: None, method, scope }
}

/// The act that refuses something, as it is recorded for the other ids of the same person; none for any other act.
pub(crate) fn mirrored(act: &Act) -> Option<Act> {
    let mut copy = match act {
        Act::Withdraw { .. } | Act::OptOut { .. } | Act::Object { .. } | Act::Restrict { .. } => act.clone(),
        Act::Signals { signals, .. } => {
            let on: BTreeMap<String, bool> =
                signals.iter().filter(|(_, on)| **on).map(|(n, on)| (n.clone(), *on)).collect();
            return (!on.is_empty()).then_some(Act::Signals { signals: on, string: None });
        }
        _ => return None,
    };
    // a guardian is linked to one id; on the others the refusal stands as the person's own
    if let Act::Withdraw { by, .. } | Act::OptOut { by, .. } | Act::Object { by, .. } = &mut copy {
        *by = None;
    }
    Some(copy)
}

/// Whether everything that rests on consent below a withdrawn node was granted again.
fn regranted(facts: &Facts<'_>, withdrawal: &Choice) -> bool {
    let consents = |p: &&Purpose| {
        p.covered_by(&withdrawal.node) && p.alternatives.iter().any(|a| a.support == Support::Basis(Basis::Consent))
    };
    let again = |p: &Purpose| {
        let own = |g: &&Grant| g.by.is_none() && *g.purpose == *p.key && g.kind == ConsentKind::Explicit;
        let mut later = facts.state.grants.iter().filter(own).filter(|g| g.mark > withdrawal.mark);
        later.any(|g| g.scope == withdrawal.scope || g.scope.is_empty())
    };
    let mut touched = facts.version.purposes.iter().filter(consents).peekable();
    touched.peek().is_some() && touched.all(again)
}

/// Whether an opt-out or objection was taken back or overruled, on exactly its node.
fn lifted(facts: &Facts<'_>, choice: &Choice, overrulings: &[Choice]) -> bool {
    let later = |mark: Mark| mark > choice.mark;
    let same = |other: &&Choice| other.node == choice.node && (other.scope.is_empty() || other.scope == choice.scope);
    let marketing = facts.version.purpose(&choice.node).is_some_and(|p| p.direct_marketing);
    let overruled = !marketing && overrulings.iter().filter(same).any(|o| later(o.mark));
    let back = facts.state.opt_ins.iter().filter(same).any(|o| later(o.mark));
    let own = |g: &&Grant| g.by.is_none() && g.purpose == choice.node && g.scope.is_empty();
    // a consent that was withdrawn lifts nothing any more
    let covering = |w: &&Choice| facts.version.purpose(&choice.node).is_some_and(|p| p.covered_by(&w.node));
    let own_withdrawals = facts.state.withdrawals.iter().filter(|w| w.by.is_none());
    let withdrawn = own_withdrawals.filter(covering).map(|w| w.mark).max();
    let stands = |mark: Mark| later(mark) && withdrawn.is_none_or(|withdrawn| mark > withdrawn);
    // a consent lifts the refusal of its own purpose, and leaves that of all else that the node covers
    let mut others = facts.version.purposes.iter().filter(|p| *p.key != *choice.node && p.covered_by(&choice.node));
    let alone = others.next().is_none();
    let granted = alone && facts.state.grants.iter().filter(own).filter_map(|g| g.exact).any(stands);
    overruled || back || granted
}

/// Whether the user refused what a visitor consented to, on whatever node, or by a signal that ends a consent.
fn refused_by_user(user: &Facts<'_>, purpose: &Purpose, grant: &Grant) -> bool {
    let state = user.state;
    let covering = |choices: &&Vec<Choice>| choices.iter().any(|choice| purpose.covered_by(&choice.node));
    [&state.withdrawals, &state.opt_outs, &state.objections].iter().any(covering)
        || consent::forgotten(user, purpose, grant)
}

/// Whether a visitor's consent may serve the user: explicit, without an end of its own, refused by nothing, and given at an age
/// at which the user may consent.
fn is_live(visitor: &Facts<'_>, user: &Facts<'_>, grant: &Grant) -> bool {
    let Some(purpose) = visitor.version.purpose(&grant.purpose) else { return false };
    let state = visitor.state;
    let endless = grant.expires.is_none() && purpose.consent_expires.is_none();
    let refused = |choices: &[Choice]| choices.iter().any(|c| purpose.covered_by(&c.node) && c.mark > grant.mark);
    grant.by.is_none()
        && grant.kind == ConsentKind::Explicit
        && grant.scope.is_empty()
        && endless
        && ![&state.withdrawals, &state.opt_outs, &state.objections].iter().any(|choices| refused(choices))
        && !consent::forgotten(visitor, purpose, grant)
        && !consent::outdated(visitor, purpose, grant)
        && !refused_by_user(user, purpose, grant)
        && !user.was_below_digital_age(grant.mark.at)
}
