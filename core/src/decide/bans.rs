//! Check 2: what nothing unlocks, then the age gate: minimum age, guardians, children's data (GDPR Art. 8, COPPA).

use super::evaluation::Evaluation;
use super::facts::Standing;
use crate::policy::{BelowMinimum, ChildRule, Stage};
use crate::words::{Reason, covers};

pub(super) fn check(e: &mut Evaluation<'_>) {
    categories(e);
    if matches!(e.context.operation.as_deref(), Some("sell" | "rent" | "trade")) {
        e.deny(Reason::SaleProhibited, None);
    }
    sharing(e);
    if let Some(mark) = e.facts.state.suspected()
        && !e.legal
    {
        e.deny(Reason::AgeUnknown, Some(mark));
    }
    let version = e.facts.version;
    let child = version.child.as_ref().filter(|_| is_child(e));
    if let Some(rule) = child
        && named(e).any(|c| rule.forbid.iter().any(|f| overlap(f, c)))
    {
        e.deny(Reason::ChildCategoryBlocked, None);
    }
    minimum(e);
    if let Some(rule) = child
        && !allowed_for_child(e, rule)
    {
        e.deny(Reason::ChildCategoryBlocked, None);
    }
    super::rules::check(e, Stage::Bans);
}

/// Recipients of some roles get no data of residents, save where the law wants it (Cal. Civ. Code 1798.120).
fn sharing(e: &mut Evaluation<'_>) {
    let Some(recipient) = super::recipient::recipient_of(e) else { return };
    let barred = e.facts.active_overlays().any(|overlay| overlay.no_sharing_with.contains(&recipient.role));
    if barred && !e.legal {
        e.deny(Reason::SaleProhibited, None);
    }
}

/// A category and a rule meet when one lies at or below the other: a question about a node asks about all below it.
fn overlap(rule: &str, category: &str) -> bool {
    covers(rule, category) || covers(category, rule)
}

/// The categories of the question, and what they become once they are linked: linking takes nothing out from under a ban.
fn named<'e>(e: &'e Evaluation<'_>) -> impl Iterator<Item = &'e String> {
    e.categories.iter().chain(&e.context.categories)
}

fn categories(e: &mut Evaluation<'_>) {
    let version = e.facts.version;
    let operation = e.context.operation.as_deref();
    let forbids = |forbid: &[String]| forbid.iter().any(|f| f == "*" || Some(f.as_str()) == operation);
    let prohibited = named(e).any(|category| {
        let own = version.category_rule(category).is_some_and(|rule| forbids(&rule.forbid));
        own || version
            .categories
            .iter()
            .any(|(key, rule)| key != category && covers(category, key) && forbids(&rule.forbid))
    });
    if prohibited {
        e.deny(Reason::CategoryProhibited, None);
    }
}

fn is_child(e: &mut Evaluation<'_>) -> bool {
    let Some(compared) = e.facts.child else { return false };
    match e.standing(compared) {
        Standing::Reached => false,
        Standing::Below => true,
        // of an unknown age nothing points to a child; an interval that reaches below does
        Standing::Unclear if e.facts.state.age.is_some() => true,
        Standing::Unclear => {
            e.deny(Reason::AgeUnknown, None);
            false
        }
    }
}

fn minimum(e: &mut Evaluation<'_>) {
    let Some(compared) = e.facts.minimum else { return };
    match e.standing(compared) {
        Standing::Reached => {}
        Standing::Unclear => e.deny(Reason::AgeUnknown, None),
        Standing::Below => {
            let route = e.facts.version.age.as_ref().map(|age| age.below_minimum);
            if route != Some(BelowMinimum::Guardian) {
                return e.deny(Reason::AgeBelowMinimum, None);
            }
            let cover = e.cover();
            match cover.grant {
                Ok(mark) => e.guarded = Some(Some(mark)),
                Err((reason, act)) => {
                    e.guarded = Some(None);
                    e.deny(Reason::AgeBelowMinimum, None);
                    e.deny(reason, act);
                }
            }
        }
    }
}

fn allowed_for_child(e: &Evaluation<'_>, rule: &ChildRule) -> bool {
    let Some(allow) = &rule.allow else { return true };
    let listed = |nodes: &[String]| nodes.iter().any(|node| e.covered_by(node));
    if e.categories.is_empty() {
        return allow.iter().any(|(_, nodes)| listed(nodes)) || listed(&rule.purposes);
    }
    e.categories.iter().all(|category| allow.iter().any(|(key, nodes)| covers(key, category) && listed(nodes)))
}
