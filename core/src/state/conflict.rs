//! Acts of two ledgers that did not know of each other: the more protective one takes from the other what they are at odds about.

use crate::act::{Account, Act, Scope};
use crate::words::covers;

/// Takes from an act what another one denies, that was made elsewhere by somebody who did not know of it.
///
/// A withdrawal stands beside a grant, an opt-out or objection beside what would take it back, a restriction beside its lifting,
/// a signal that is on beside one that is off, a disagreement beside an agreement, the end of guardianship beside its beginning, a
/// closed account beside an open one, the younger age beside the older one unless that is surer, a hold beside its release.
/// Where only nodes are named, one that the protective act reaches in part is taken away whole: the user is asked again.
pub(super) fn yields(act: &mut Act, to: &Act) {
    match (act, to) {
        (Act::Grant { purposes, scope, .. }, Act::Withdraw { nodes, scope: other, .. })
        | (Act::Grant { purposes, scope, .. }, Act::OptOut { nodes, scope: other, .. })
        | (Act::Grant { purposes, scope, .. }, Act::Object { nodes, scope: other, .. })
        | (Act::OptIn { nodes: purposes, scope, .. }, Act::OptOut { nodes, scope: other, .. })
        | (Act::OptIn { nodes: purposes, scope, .. }, Act::Object { nodes, scope: other, .. })
            if meet(scope, other) =>
        {
            purposes.retain(|own| !reached(own, nodes));
        }
        (Act::OverruleObjection { nodes: own, .. }, Act::Object { nodes, .. })
        | (Act::LiftRestriction { nodes: own, .. }, Act::Restrict { nodes, .. }) => {
            own.retain(|own| !reached(own, nodes));
        }
        (Act::Grant { purposes: own, .. } | Act::OptIn { nodes: own, .. }, Act::Signals { signals, .. })
            if signals.values().any(|on| *on) =>
        {
            own.clear();
        }
        (Act::Signals { signals: own, .. }, Act::Signals { signals, .. }) => {
            own.retain(|name, on| *on || signals.get(name) != Some(&true));
        }
        (Act::Grant { purposes, by: Some(by), .. }, Act::UnlinkGuardian { guardian }) if by == guardian => {
            purposes.clear();
        }
        (Act::LinkGuardian { guardian, verified, .. }, Act::UnlinkGuardian { guardian: other })
            if guardian == other =>
        {
            *verified = false;
        }
        (Act::Acknowledge { notice, agrees, .. }, Act::Acknowledge { notice: other, agrees: false, .. })
            if notice == other =>
        {
            *agrees = false
        }
        (Act::Update { account, age, .. }, to) => {
            if account.is_some_and(|own| !is_over(own)) && closes(to) {
                *account = None;
            }
            if let Act::Update { age: Some(other), .. } = to
                && age.as_ref().is_some_and(|own| own.latest < other.latest && own.assurance <= other.assurance)
            {
                *age = None;
            }
        }
        (Act::Record { event, .. }, to) if event == "account_reopened" && closes(to) => {
            // it stays known that somebody said so
            "account_reopening_overtaken".clone_into(event);
        }
        (Act::Release { hold, .. }, Act::Hold { hold: other, .. }) if hold == other => hold.clear(),
        _ => {}
    }
}

/// Whether an act can deny anything to another one.
pub(super) fn is_protective(act: &Act) -> bool {
    match act {
        Act::Withdraw { .. }
        | Act::OptOut { .. }
        | Act::Object { .. }
        | Act::Restrict { .. }
        | Act::UnlinkGuardian { .. }
        | Act::Hold { .. } => true,
        Act::Acknowledge { agrees, .. } => !agrees,
        Act::Signals { signals, .. } => signals.values().any(|on| *on),
        Act::Update { age, .. } => age.is_some() || closes(act),
        act => closes(act),
    }
}

/// Whether one node or purpose is the other, above it or below it.
fn reached(own: &str, nodes: &[String]) -> bool {
    own == "*" || nodes.iter().any(|node| node == "*" || covers(node, own) || covers(own, node))
}

/// Whether two scopes have a question in common.
fn meet(one: &Scope, other: &Scope) -> bool {
    let Scope { channel, recipient, destination } = one;
    let both = [(channel, &other.channel), (recipient, &other.recipient), (destination, &other.destination)];
    both.iter().all(|(one, other)| one.is_none() || other.is_none() || one == other)
}

fn is_over(account: Account) -> bool {
    matches!(account, Account::Closed | Account::Terminated)
}

fn closes(act: &Act) -> bool {
    match act {
        Act::Update { account, .. } => account.is_some_and(is_over),
        Act::Record { event, .. } => event == "account_closed" || event == "account_terminated",
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(nodes: &[&str]) -> Vec<String> {
        nodes.iter().map(|node| (*node).to_owned()).collect()
    }

    fn withdraw(nodes: &[&str], channel: Option<&str>) -> Act {
        let scope = Scope { channel: channel.map(String::from), ..Scope::default() };
        Act::Withdraw { purpose: "p".into(), nodes: names(nodes), by: None, method: None, scope }
    }

    fn opt_in(nodes: &[&str], channel: Option<&str>) -> Act {
        let scope = Scope { channel: channel.map(String::from), ..Scope::default() };
        Act::OptIn { purpose: "p".into(), nodes: names(nodes), by: None, method: None, scope }
    }

    fn opt_out(nodes: &[&str], channel: Option<&str>) -> Act {
        let scope = Scope { channel: channel.map(String::from), ..Scope::default() };
        Act::OptOut { purpose: "p".into(), nodes: names(nodes), by: None, method: None, scope }
    }

    #[test]
    fn what_is_at_odds_yields_and_nothing_else() {
        let left = |mut act: Act, to: Act| {
            yields(&mut act, &to);
            match act {
                Act::OptIn { nodes, .. } => nodes.join(" "),
                other => panic!("{other:?}"),
            }
        };
        assert_eq!(left(opt_in(&["a.b", "c"], None), opt_out(&["a"], None)), "c");
        assert_eq!(left(opt_in(&["a"], None), opt_out(&["a.b"], None)), "");
        assert_eq!(left(opt_in(&["a"], None), opt_out(&["ab"], None)), "a");
        assert_eq!(left(opt_in(&["a"], None), opt_out(&["*"], None)), "");
        assert_eq!(left(opt_in(&["a"], Some("email")), opt_out(&["a"], Some("phone"))), "a");
        assert_eq!(left(opt_in(&["a"], Some("email")), opt_out(&["a"], None)), "");
        assert_eq!(left(opt_in(&["a"], None), withdraw(&["a"], None)), "a");
    }

    #[test]
    fn a_protective_act_never_yields() {
        for act in [withdraw(&["a"], None), opt_out(&["a"], None)] {
            let mut mine = act.clone();
            yields(&mut mine, &opt_in(&["*"], None));
            assert_eq!(mine, act);
            assert!(is_protective(&mine));
        }
    }
}
