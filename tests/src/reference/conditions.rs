//! Conditions: what rules, purposes and actors demand of a question.

use super::case::{Case, Finding, finding};
use super::keys::at_or_below;
use super::question::Asked;
use super::user::Given;
use super::{calendar, company::Registered};
use crate::act::Context;

/// How much an automated decision does, least first.
const EFFECTS: [&str; 3] = ["none", "minor", "significant"];

/// Operations by which data leave.
const LEAVING: [&str; 4] = ["share", "disclose", "forward", "transfer"];

/// A chain of `allowed` may be so long.
const CHAIN: usize = 4;

impl<'a> Case<'a> {
    /// Whether one of the alternatives of a condition holds; else the reasons, which are those of the first one.
    pub(super) fn condition(
        &self,
        text: &str,
        key: &str,
        asked: &Asked<'_>,
        cover: Option<&Given<'a>>,
    ) -> Result<(), Vec<Finding>> {
        let mut first = None;
        for term in text.split(" or ") {
            match self.term(term.trim(), key, asked, cover) {
                Ok(()) => return Ok(()),
                Err(reasons) => {
                    first.get_or_insert(reasons);
                }
            }
        }
        Err(first.unwrap_or_default())
    }

    fn term(&self, term: &str, key: &str, asked: &Asked<'_>, cover: Option<&Given<'a>>) -> Result<(), Vec<Finding>> {
        let (word, rest) = match term.split_once(':') {
            Some((word, rest)) => (word, Some(rest)),
            None => (term, None),
        };
        let context = asked.context;
        let named = rest.unwrap_or_default();
        let (holds, reason) = match word {
            "attest" => (asked.attests(named), of_attestation(named)),
            "not_lacking" => (context.attests.get(named) != Some(&false), of_attestation(named)),
            "instrument" => (self.instrument(rest, key, asked), "legal_instrument_missing"),
            "actor" => (context.actor.is_some(), "actor_not_authorized"),
            "collected" => (self.collected_for(asked), "purpose_bound_source"),
            "justification" => {
                (context.justification.as_ref().is_some_and(|text| !text.trim().is_empty()), "legal_instrument_missing")
            }
            "reference" => (asked.reference.is_some(), "instruction_missing"),
            "registered" => {
                let after = self.policy.purposes.get(key).is_some_and(|purpose| purpose.after_closure);
                (self.user.registered() || (self.user.closed() && after), "anonymous_subject")
            }
            "activated" => {
                let active = rest.or(asked.reference).is_some_and(|feature| self.user.active(feature));
                (active, "feature_not_activated")
            }
            "record" => (self.happened(named, asked), "feature_not_activated"),
            "device" => (context.device.as_deref() == rest, "category_not_permitted"),
            "source" => (asked.origin == rest, "source_not_permitted"),
            "origin" => (context.origin.is_some(), "source_not_permitted"),
            "collection_point" => (context.collection_point.is_some(), "source_not_permitted"),
            "effect" => {
                let rank = |effect: &str| EFFECTS.iter().position(|known| *known == effect);
                (context.effect.as_deref().is_some_and(|effect| rank(effect) <= rank(named)), "significant_effect")
            }
            "deidentified" => (asked.deidentified(), "requires_deidentified"),
            "allowed" => return self.other_is_allowed(named, asked.depth),
            "consent" => return self.live_consent(key, cover, asked).map(|_live| ()),
            _ => (false, "purpose_mismatch"),
        };
        if holds { Ok(()) } else { Err(vec![finding(reason)]) }
    }

    /// `record:EVENT`: it happened, or the caller attests it; with `@reference` to what the question names.
    fn happened(&self, named: &str, asked: &Asked<'_>) -> bool {
        let (event, to_reference) = match named.strip_suffix("@reference") {
            Some(event) => (event, true),
            None => (named, false),
        };
        let about = |reference: Option<&str>| !to_reference || (reference.is_some() && reference == asked.reference);
        asked.attests(event) || self.user.last_record(event, about).is_some()
    }

    /// Whether there is a reference, and something was collected for it.
    fn collected_for(&self, asked: &Asked<'_>) -> bool {
        asked.reference.is_some() && self.holding_references().contains(&asked.reference)
    }

    /// The references for which something was collected; none for a collection without one.
    pub(super) fn holding_references(&self) -> Vec<Option<&str>> {
        let reference = |context: &'a Context| {
            let behind = || context.collection_point.as_deref()?.split_once(':').map(|(_, behind)| behind);
            context.reference.as_deref().or_else(behind)
        };
        self.user.holdings().into_iter().map(|(_, holding)| reference(&holding.context)).collect()
    }

    fn instrument(&self, kind: Option<&str>, key: &str, asked: &Asked<'_>) -> bool {
        let named = asked.context.instrument.as_deref();
        let mut known = self.company.iter().filter(|entry| entry.kind == "instrument" && Some(entry.id) == named);
        known.any(|instrument| self.instrument_serves(instrument, kind, key, asked))
    }

    fn instrument_serves(&self, instrument: &Registered<'_>, kind: Option<&str>, key: &str, asked: &Asked<'_>) -> bool {
        let own = instrument.field("kind");
        if matches!(own, Some("informal" | "voluntary")) || (kind.is_some() && kind != own) {
            return false;
        }
        let revoked = instrument.field("status") == Some("revoked");
        let until = instrument.field("until").and_then(|until| calendar::instant(until, &self.policy.zone));
        if let Some(until) = until {
            self.may_change_at(until);
        }
        if revoked || until.is_some_and(|until| until <= self.at) {
            return false;
        }
        let purposes = instrument.list("purposes").is_none_or(|nodes| {
            let named = nodes.iter().flat_map(|node| self.user.versions.nodes_named(node, self.at));
            named.into_iter().any(|node| self.policy.covers(&node, key))
        });
        let listed = instrument.list("categories");
        let among = |entries: &[String]| {
            asked.categories.iter().all(|category| entries.iter().any(|entry| at_or_below(entry, category)))
        };
        let leaves = asked.operation().is_some_and(|operation| LEAVING.contains(&operation));
        let categories = match &listed {
            Some(entries) => among(entries),
            None => !leaves || asked.categories.is_empty(),
        };
        let operations = instrument
            .list("operations")
            .is_none_or(|known| asked.operation().is_none_or(|operation| known.iter().any(|one| one == operation)));
        purposes && categories && operations
    }

    /// Whether another purpose, or every one below a node, is allowed to a question that says nothing.
    fn other_is_allowed(&self, other: &str, depth: usize) -> Result<(), Vec<Finding>> {
        if depth >= CHAIN {
            return Err(vec![finding("consent_missing")]);
        }
        let purposes = match self.policy.purposes.contains_key(other) {
            true => vec![other.to_owned()],
            false => self.policy.purposes_below(other),
        };
        let silent = Context::default();
        let asked = self.asked(&silent, depth + 1);
        let mut reasons = Vec::new();
        for key in &purposes {
            if let Some(purpose) = self.policy.purposes.get(key) {
                let findings = self.judge(key, purpose, &asked).findings;
                reasons.extend(findings.into_iter().filter(|_| !purpose.observed()));
            }
        }
        if purposes.is_empty() {
            reasons.push(finding("consent_missing"));
        }
        if reasons.is_empty() { Ok(()) } else { Err(reasons) }
    }
}

fn of_attestation(what: &str) -> &'static str {
    match what {
        "encryption" => "encryption_missing",
        "mfa" => "mfa_required",
        "secure_channel" => "insecure_channel",
        _ => "feature_not_activated",
    }
}
