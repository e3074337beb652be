//! What changes from one version to the next: which purposes are new, gone, wider or narrower.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::Serialize;

use super::compiled::{Alternative, Demand, Purpose, Recipient, Version};
use crate::words::covers;

/// The difference of two versions, by purpose.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Difference {
    /// The earlier version.
    pub from: String,
    /// The later version.
    pub to: String,
    /// Whether the later version calls the change material.
    pub material: bool,
    /// Purposes that the earlier version does not have.
    pub added: Vec<String>,
    /// Purposes that the later version does not have.
    pub removed: Vec<String>,
    /// Purposes that may do more than before.
    pub widened: Vec<String>,
    /// Purposes that may do less than before.
    pub narrowed: Vec<String>,
    /// Categories that a purpose of both versions may use anew.
    pub categories_added: BTreeMap<String, Vec<String>>,
    /// Recipients that the earlier version does not list.
    pub recipients_added: Vec<String>,
    /// Recipients that the later version does not list.
    pub recipients_removed: Vec<String>,
    /// Recipients that may receive more, or use it for more.
    pub recipients_widened: Vec<String>,
}

/// Compares two versions.
pub fn difference(from: &Version, to: &Version) -> Difference {
    let keys = |version: &Version, keep: &dyn Fn(&Purpose) -> bool| -> Vec<String> {
        version.purposes.iter().filter(|p| keep(p)).map(|p| p.key.to_string()).collect()
    };
    Difference {
        from: from.version.clone(),
        to: to.version.clone(),
        material: to.material,
        added: keys(to, &|p| from.purpose(&p.key).is_none()),
        removed: keys(from, &|p| to.purpose(&p.key).is_none()),
        widened: keys(to, &|p| from.purpose(&p.key).is_some_and(|old| is_wider((to, p), (from, old)))),
        narrowed: keys(to, &|p| from.purpose(&p.key).is_some_and(|old| is_wider((from, old), (to, p)))),
        categories_added: to
            .purposes
            .iter()
            .filter_map(|p| Some((p.key.to_string(), added(&p.categories, &from.purpose(&p.key)?.categories))))
            .filter(|(_, added)| !added.is_empty())
            .collect(),
        recipients_added: recipients(to, &|r| known(from, r).is_none()),
        recipients_removed: recipients(from, &|r| known(to, r).is_none()),
        recipients_widened: recipients(to, &|r| {
            known(from, r).is_some_and(|old| {
                !added(&r.categories, &old.categories).is_empty()
                    || r.purposes.iter().any(|node| !old.purposes.iter().any(|own| to.node_covers(own, node)))
            })
        }),
    }
}

fn added(new: &[String], old: &[String]) -> Vec<String> {
    new.iter().filter(|category| !old.iter().any(|own| covers(own, category))).cloned().collect()
}

fn known<'v>(version: &'v Version, recipient: &Recipient) -> Option<&'v Recipient> {
    version.handling.recipients.iter().find(|r| r.key == recipient.key)
}

fn recipients(version: &Version, keep: &dyn Fn(&Recipient) -> bool) -> Vec<String> {
    let mut keys: Vec<String> = version.handling.recipients.iter().filter(|r| keep(r)).map(|r| r.key.clone()).collect();
    keys.sort_unstable();
    keys
}

/// Whether a purpose may do something that another may not.
pub(super) fn is_wider((to, new): (&Version, &Purpose), (from, old): (&Version, &Purpose)) -> bool {
    // overlays are numbered anew in each version, so they are compared by key
    let keys = |version: &Version, positions: &[usize]| -> Vec<Arc<str>> {
        positions.iter().filter_map(|at| version.overlays.get(*at)).map(|overlay| overlay.key.clone()).collect()
    };
    let within = |a: &Alternative, b: &Alternative| match (&a.overlays, &b.overlays) {
        (_, None) => true,
        (None, Some(_)) => false,
        (Some(a), Some(b)) => {
            let known = keys(from, b);
            keys(to, a).iter().all(|key| known.contains(key))
        }
    };
    let same = |a: &Alternative, b: &Alternative| {
        a.support == b.support
            && (b.kind.is_none() || a.kind == b.kind)
            && (b.after_withdrawal || !a.after_withdrawal)
            && within(a, b)
    };
    // a demand stays when one takes its place that leaves no other way to meet it
    let kept = |demand: &Demand| {
        let ways = &demand.condition.any;
        new.demands.iter().any(|d| d.condition.any.iter().all(|way| ways.contains(way)))
    };
    new.categories.iter().any(|category| !old.permits(category))
        || new.alternatives.iter().any(|a| !old.alternatives.iter().any(|b| same(a, b)))
        || new.forms.iter().any(|form| !old.forms.contains(form))
        || (new.raw && !old.raw)
        || (!new.optional && old.optional)
        || !old.demands.iter().all(kept)
        || (!old.sources.is_empty() && (new.sources.is_empty() || new.sources.iter().any(|s| !old.sources.contains(s))))
        || (old.recipient_consent && !new.recipient_consent)
        || (old.business_transfer && !new.business_transfer)
}
