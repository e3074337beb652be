//! Conditions: what rules, purposes and actors demand of a question.

use super::case::{Case, Finding, finding};
use super::keys::at_or_below;
use super::question::Asked;
use super::rules::check_of;
use super::user::Given;
use super::{calendar, company::Registered};
use crate::act::Context;

/// How much an automated decision does, least first.
const EFFECTS: [&str; 3] = ["none", "minor", "significant"];

/// Operations by which data leave.
const LEAVING: [&str; 4] = ["share", "disclose", "forward", "transfer"];

/// A chain of `allowed` may be so long.
const CHAIN: usize = 4;

/// Why an alternative does not hold.
enum Unmet {
    /// For its own reason.
    Own(&'static str),
    /// For those of another purpose, or of the consent.
    Others(Vec<Finding>),
}

impl<'a> Case<'a> {
    /// Whether one of the alternatives of a condition holds; else the reasons: those of the other purpose or of the consent where one of
    /// the alternatives is about these, else that of the first alternative. They stand at the check of the first alternative's reason.
    pub(super) fn condition(
        &self,
        text: &str,
        key: &str,
        asked: &Asked<'_>,
        cover: Option<&Given<'a>>,
    ) -> Result<(), Vec<Finding>> {
        let mut own = Vec::new();
        let mut others: Vec<Finding> = Vec::new();
        for term in text.split(" or ") {
            match self.term(term.trim(), key, asked, cover) {
                Ok(()) => return Ok(()),
                Err(Unmet::Own(reason)) => own.push(reason),
                Err(Unmet::Others(reasons)) => {
                    own.push("consent_missing");
                    others.extend(reasons);
                }
            }
        }
        let first = own.first().copied().unwrap_or("purpose_mismatch");
        let check = check_of_condition(text);
        if others.is_empty() {
            others.push(finding(first));
        }
        Err(others.into_iter().map(|other| Finding { check, evidence: None, ..other }).collect())
    }

    fn term(&self, term: &str, key: &str, asked: &Asked<'_>, cover: Option<&Given<'a>>) -> Result<(), Unmet> {
        let (word, rest) = match term.split_once(':') {
            Some((word, rest)) => (word, Some(rest)),
            None => (term, None),
        };
        let context = asked.context;
        let named = rest.unwrap_or_default();
        let holds = match word {
            "attest" => asked.attests(named),
            "not_lacking" => context.attests.get(named) != Some(&false),
            "instrument" => self.instrument(rest, key, asked),
            "actor" => context.actor.is_some(),
            "collected" => self.collected_for(asked),
            "justification" => context.justification.as_ref().is_some_and(|text| !text.trim().is_empty()),
            "reference" => asked.reference.is_some(),
            "registered" => {
                let after = self.policy.purposes.get(key).is_some_and(|purpose| purpose.after_closure);
                self.user.registered() || (self.user.closed() && after)
            }
            "activated" => {
                let feature = rest.or(asked.reference).filter(|feature| self.user.active(feature));
                let record = self.user.last_record("feature_activated", |reference| reference == feature);
                self.holds_by(record.filter(|_| feature.is_some()))
            }
            "record" => self.happened(named, asked),
            "device" => context.device.as_deref() == rest,
            "source" => asked.origin == rest,
            "origin" => context.origin.is_some(),
            "collection_point" => context.collection_point.is_some(),
            "effect" => {
                let rank = |effect: &str| EFFECTS.iter().position(|known| *known == effect);
                context.effect.as_deref().is_some_and(|effect| rank(effect) <= rank(named))
            }
            "deidentified" => asked.deidentified(),
            "allowed" => return self.other_is_allowed(named, asked.depth).map_err(Unmet::Others),
            "consent" => return self.live_consent(key, cover, asked).map(|_live| ()).map_err(Unmet::Others),
            _ => false,
        };
        if holds { Ok(()) } else { Err(Unmet::Own(reason_of(term))) }
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
        // what is collected now will be held
        asked.reference.is_some()
            && (asked.operation() == Some("collect") || self.holding_references().contains(&asked.reference))
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
        let until = instrument.field("until").and_then(|until| calendar::instant(until, &self.policy.zone));
        if let Some(until) = until {
            self.may_change_at(until);
        }
        let own = instrument.field("kind");
        if matches!(own, Some("informal" | "voluntary")) || (kind.is_some() && kind != own) {
            return false;
        }
        let revoked = instrument.field("status") == Some("revoked");
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
            return Err(Vec::new());
        }
        let purposes = match self.policy.purposes.contains_key(other) {
            true => vec![other.to_owned()],
            false => self.policy.purposes_below(other),
        };
        let silent = Context::default();
        let asked = self.asked(&silent, depth + 1);
        let mut reasons = Vec::new();
        let mut denied = purposes.is_empty();
        for key in &purposes {
            if let Some(purpose) = self.policy.purposes.get(key) {
                let findings = self.judge(key, purpose, &asked).findings;
                denied |= !findings.is_empty();
                reasons.extend(findings);
            }
        }
        if denied { Err(reasons) } else { Ok(()) }
    }
}

/// The check at which the reasons of a condition stand: that of the reason of its first alternative.
pub(super) fn check_of_condition(text: &str) -> u8 {
    let first = text.split(" or ").next().unwrap_or_default();
    check_of(reason_of(first.trim())).0
}

/// The reason of an alternative; where it is about another purpose or the consent, the one that stands for theirs.
fn reason_of(term: &str) -> &'static str {
    let (word, named) = term.split_once(':').unwrap_or((term, ""));
    match word {
        "attest" | "not_lacking" => match named {
            "encryption" => "encryption_missing",
            "mfa" => "mfa_required",
            "secure_channel" => "insecure_channel",
            _ => "feature_not_activated",
        },
        "instrument" | "justification" => "legal_instrument_missing",
        "actor" => "actor_not_authorized",
        "collected" => "purpose_bound_source",
        "reference" => "instruction_missing",
        "registered" => "anonymous_subject",
        "activated" | "record" => "feature_not_activated",
        "device" => "category_not_permitted",
        "source" | "origin" | "collection_point" => "source_not_permitted",
        "effect" => "significant_effect",
        "deidentified" => "requires_deidentified",
        "allowed" | "consent" => "consent_missing",
        _ => "purpose_mismatch",
    }
}
