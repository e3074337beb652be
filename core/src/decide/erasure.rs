//! What an erasure takes and what it leaves: only a hold or a floor of law beats it (GDPR Art. 17(1) and (3)).

use std::collections::BTreeSet;

use super::decision::Obligation;
use super::facts::Facts;
use super::retention::term;
use crate::act::{Act, Task};
use crate::policy::{Retention, Support};
use crate::state::{Disclosure, UserState};
use crate::words::{Basis, Timestamp, covers};

/// The reason of what a hold keeps.
pub(crate) const HOLD: &str = "legal_hold";
/// The reason of what a law wants kept.
pub(crate) const FLOOR: &str = "legal_floor";
/// The reason of what a living contract needs.
const CONTRACT: &str = "contract";

fn keep(subject: &str, reason: &str, until: Option<Timestamp>) -> Task {
    Task { reason: Some(reason.to_owned()), until, ..Task::new("keep", subject) }
}

/// What an erasure at this instant means for each category, and what has to be done besides.
pub(crate) fn plan(facts: &Facts<'_>) -> Vec<Task> {
    let (version, state) = (facts.version, facts.state);
    let categories = categories(facts);
    let mut tasks = Vec::new();
    let stays = |category: &String| {
        !kept_by_law(facts, category).is_empty() || (state.registered() && needed_for_contract(facts, category))
    };
    let kept_below: Vec<&String> = categories.iter().filter(|category| stays(category)).collect();
    for category in &categories {
        // a node above something that stays is not erased as a whole: what lies below it is listed by itself
        if !stays(category) && kept_below.iter().any(|kept| covers(category, kept)) {
            continue;
        }
        let mut kept = kept_by_law(facts, category);
        if kept.is_empty() && state.registered() && needed_for_contract(facts, category) {
            kept.push(keep(category, CONTRACT, None));
        }
        if kept.is_empty() {
            kept.push(Task::new("erase", category));
        }
        tasks.append(&mut kept);
    }
    tasks.extend(recipients(state).into_iter().map(|recipient| Task::new("notify_recipient", recipient)));
    // copies that other people hold can't be reached from here, and the user is told so
    for (key, rule) in version.categories.iter().rev() {
        let planned = || categories.iter().any(|c| covers(key, c) || covers(c, key));
        if let Some(caveat) = rule.caveat.as_ref().filter(|_| planned()) {
            tasks.push(Task { reason: Some(caveat.clone()), ..Task::new("out_of_reach", key) });
        }
    }
    for rule in &version.handling.retention {
        if rule.location.is_some() {
            tasks.push(Task { until: backup_end(facts, rule), ..Task::new("expire_backup", &rule.key) });
        }
    }
    if version.handling.retention.iter().any(|rule| rule.suppression) {
        tasks.push(Task::new("suppress", "user.privacy_preferences"));
    }
    tasks
}

/// What an erasure leaves: the categories under a hold or a floor.
pub(crate) fn kept(facts: &Facts<'_>) -> Vec<Task> {
    categories(facts).iter().flat_map(|category| kept_by_law(facts, category)).collect()
}

/// The act by which a user is erased at this instant: whole, or as far as the law lets it be.
pub(crate) fn act(facts: &Facts<'_>) -> Act {
    let kept = kept(facts);
    if kept.is_empty() { Act::Erase {} } else { Act::EraseExcept { kept } }
}

/// Who has to be told of an erasure (GDPR Art. 17(2), 19).
pub(crate) fn obligations(state: &UserState) -> Vec<Obligation> {
    recipients(state).into_iter().map(|recipient| Obligation::tell(recipient, None)).collect()
}

/// Every recipient who was given data, in the order of the first time.
pub(crate) fn recipients(state: &UserState) -> Vec<&str> {
    receivers(state, |_| true)
}

/// Every recipient who was given data of some kind, in the order of the first time.
pub(super) fn receivers(state: &UserState, of_kind: impl Fn(&Disclosure) -> bool) -> Vec<&str> {
    let mut all: Vec<&str> = Vec::new();
    for disclosure in state.disclosures.iter().filter(|disclosure| of_kind(disclosure)) {
        if !all.contains(&disclosure.data.recipient.as_str()) {
            all.push(&disclosure.data.recipient);
        }
    }
    all
}

/// Whatever there may be of a user: what purposes use, what was collected, and what holds and floors name.
fn categories(facts: &Facts<'_>) -> BTreeSet<String> {
    let (version, state) = (facts.version, facts.state);
    let mut all: BTreeSet<String> = version.purposes.iter().flat_map(|p| p.categories.iter().cloned()).collect();
    all.extend(state.holdings.iter().map(|holding| holding.category.clone()));
    all.extend(state.holds.iter().flat_map(|hold| hold.categories.iter().cloned()));
    let floors = version.handling.retention.iter().filter(|rule| rule.floor);
    all.extend(floors.flat_map(|rule| rule.categories.iter().cloned()));
    // a hold on everything keeps also what has no name
    if all.is_empty() && state.holds.iter().any(|hold| hold.categories.is_empty()) {
        all.insert("user".to_owned());
    }
    all
}

fn kept_by_law(facts: &Facts<'_>, category: &str) -> Vec<Task> {
    let state = facts.state;
    let mut kept = Vec::new();
    let held = |names: &[String]| names.is_empty() || names.iter().any(|own| covers(own, category));
    if state.holds.iter().any(|hold| held(&hold.categories)) {
        kept.push(keep(category, HOLD, None));
    }
    let floors = facts.version.handling.retention.iter();
    let mut floors: Vec<Option<Timestamp>> = floors.filter_map(|rule| floor(facts, rule, category)).collect();
    // the longest of several; one that has not begun has no end yet
    floors.sort_by_key(|until| until.unwrap_or(Timestamp::MAX));
    if let Some(until) = floors.pop() {
        kept.push(keep(category, FLOOR, until));
    }
    kept
}

/// Until when a rule keeps a category from erasure; within, none while its clock has not begun.
fn floor(facts: &Facts<'_>, rule: &Retention, category: &str) -> Option<Option<Timestamp>> {
    if !rule.floor || rule.location.is_some() || !is_about(facts, rule, category) {
        return None;
    }
    match term(facts.version, facts.state, rule, None) {
        Some(term) => (term.ends > facts.at).then_some(Some(term.ends)),
        None => {
            let there = |held: &str| covers(category, held) || covers(held, category);
            facts.state.holdings.iter().any(|holding| there(&holding.category)).then_some(None)
        }
    }
}

/// Whether a retention rule is about all of a category.
pub(crate) fn is_about(facts: &Facts<'_>, rule: &Retention, category: &str) -> bool {
    let names = |rule: &Retention| rule.categories.iter().any(|own| covers(own, category));
    if rule.default {
        return !facts.version.handling.has_own_retention(rule, category);
    }
    if !rule.categories.is_empty() {
        return names(rule);
    }
    let uses = |purpose: &crate::policy::Purpose| {
        purpose.permits(category) && rule.purposes.iter().any(|node| purpose.covered_by(node))
    };
    rule.purposes.is_empty() || facts.version.purposes.iter().any(uses)
}

fn needed_for_contract(facts: &Facts<'_>, category: &str) -> bool {
    let contract = |a: &crate::policy::Alternative| a.support == Support::Basis(Basis::Contract) && facts.applies(a);
    facts.version.purposes.iter().any(|p| p.permits(category) && p.alternatives.iter().any(contract))
}

/// When the last copy that was made before the erasure is gone.
fn backup_end(facts: &Facts<'_>, rule: &Retention) -> Option<Timestamp> {
    let ends = rule.clocks.iter().filter_map(|clock| Some(facts.at.term(clock.keep?, &facts.version.zone)));
    if rule.latest { ends.max() } else { ends.min() }
}
