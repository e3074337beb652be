//! What an export says of the data that are held: where they are from, what they serve, who has them, how long they stay.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::Desk;
use crate::decide::{Term, erasure, term};
use crate::engine::due::terms;
use crate::policy::{Disposal, Retention};
use crate::state::{Disclosure, Disposed, Holding};
use crate::words::{Timestamp, covers};

fn text(at: Option<Timestamp>) -> Option<String> {
    at.map(|at| at.to_string())
}

impl Desk<'_> {
    /// Everything that is held, or what of it lies below a category.
    pub(super) fn data(&self, subset: Option<&str>) -> Value {
        let given = |category: &str| {
            let mut rights = self.version.handling.rights.values();
            !self.self_service || rights.any(|right| right.categories.iter().any(|own| covers(own, category)))
        };
        let below = |category: &str| subset.is_none_or(|subset| covers(subset, category));
        let wanted = |h: &&Holding| below(&h.category) && given(&h.category) && !self.gone(h);
        let mut held: Vec<&Holding> = self.state.holdings.iter().filter(wanted).collect();
        held.sort_by_key(|h| (&h.category, h.mark));
        held.into_iter().map(|h| self.holding(h)).collect()
    }

    fn holding(&self, holding: &Holding) -> Value {
        let category = holding.category.as_str();
        let redacted = self.told && self.redacted(category);
        let shown = |value: &Option<String>| value.clone().filter(|_| !redacted);
        let purposes = self.version.purposes.iter().filter(|p| p.permits(category)).map(|p| &*p.key);
        let to: BTreeSet<&str> =
            self.given().filter(|d| about(d, category)).map(|d| d.data.recipient.as_str()).collect();
        let term = self.rule(category).map(|(rule, term)| {
            json!({ "rule": rule.key, "until": text(term.map(|term| term.ends)), "then": rule.then.code() })
        });
        json!({
            "category": category,
            "source": holding.data.source,
            "provider": shown(&holding.data.provider),
            "collection_point": shown(&holding.data.collection_point),
            "collected_at": holding.mark.at.to_string(),
            "purpose": holding.purpose,
            "reference": shown(&holding.data.reference),
            "inputs": holding.data.inputs,
            "used_for": purposes.collect::<BTreeSet<_>>(),
            "shared_with": to,
            "retention": term,
            "isolated": self.isolated(category),
            "redacted": redacted,
        })
    }

    /// Whether other people are in the data.
    pub(super) fn redacted(&self, category: &str) -> bool {
        self.version.category_rule(category).is_some_and(|rule| rule.redacted)
    }

    /// The rules about a category, the copies that lie elsewhere left out.
    fn rules(&self, category: &str) -> impl Iterator<Item = &Retention> {
        let rules = self.version.handling.retention.iter();
        rules.filter(move |rule| rule.location.is_none() && erasure::is_about(self.facts, rule, category))
    }

    /// The rule that ends first; one whose clock runs goes before one whose clock does not.
    fn rule(&self, category: &str) -> Option<(&Retention, Option<Term>)> {
        let all = self.rules(category).map(|rule| (rule, term(self.version, self.state, rule, None)));
        all.min_by_key(|(_, term)| term.map_or(Timestamp::MAX, |term| term.ends))
    }

    /// Whether the data were set apart, or have to be by now.
    fn isolated(&self, category: &str) -> bool {
        self.rules(category).any(|rule| {
            let done = |d: &Disposed| d.rule == rule.key && d.method == "isolate";
            let over = || terms(self.version, self.state, rule).iter().any(|(_, term)| term.ends <= self.at);
            self.state.disposed.iter().any(done) || (rule.then == Disposal::Isolate && over())
        })
    }

    /// Whether the data were disposed of since they were collected.
    fn gone(&self, holding: &Holding) -> bool {
        let done = |rule: &Retention| {
            let of_rule = |d: &&Disposed| d.rule == rule.key && d.method != "isolate";
            self.state.disposed.iter().filter(of_rule).any(|d| d.mark > holding.mark)
        };
        self.rules(&holding.category).any(done)
    }

    /// Whether the instrument behind a disclosure forbids to tell the user (GDPR Art. 23(1)).
    pub(super) fn gagged(&self, instrument: Option<&str>) -> bool {
        let entry = instrument.and_then(|id| self.company.registration("instrument", id));
        self.told && entry.and_then(|entry| entry.fields.get("gag")).is_some_and(|gag| gag == "true" || gag == "yes")
    }

    /// The disclosures that this copy may name.
    fn given(&self) -> impl Iterator<Item = &Disclosure> {
        self.state.disclosures.iter().filter(|d| !self.gagged(d.data.instrument.as_deref()))
    }

    pub(super) fn disclosures(&self) -> Value {
        let one = |d: &Disclosure| {
            json!({
                "purpose": d.purpose,
                "recipient": d.data.recipient,
                "categories": d.data.categories,
                "form": d.data.form,
                "destination": d.data.destination,
                "instrument": d.data.instrument,
                "justification": d.data.justification,
                "ground": d.data.ground,
                "at": d.mark.at.to_string(),
            })
        };
        self.given().map(one).collect()
    }

    /// Who was given data, with what the policy says of them.
    pub(super) fn recipients(&self) -> Value {
        let keys: BTreeSet<&str> = self.given().map(|d| d.data.recipient.as_str()).collect();
        let one = |key: &str| {
            let entry = self.version.handling.recipient(key);
            json!({
                "recipient": key,
                "name": entry.map(|r| r.name.as_str()),
                "role": entry.map(|r| r.role.as_str()),
                "country": entry.and_then(|r| r.country.as_deref()),
                "mechanism": entry.and_then(|r| r.mechanism.as_deref()),
                "policy_url": entry.and_then(|r| r.policy_url.as_deref()),
            })
        };
        keys.into_iter().map(one).collect()
    }

    /// From where data came (GDPR Art. 15(1)(g)).
    pub(super) fn sources(&self) -> Value {
        let open = |h: &&Holding| !self.gone(h);
        let one = |h: &Holding| {
            let provider = h.data.provider.clone().filter(|_| !(self.told && self.redacted(&h.category)));
            (h.data.source.clone(), provider)
        };
        let all: BTreeSet<_> = self.state.holdings.iter().filter(open).map(one).collect();
        all.into_iter().map(|(source, provider)| json!({ "source": source, "provider": provider })).collect()
    }

    /// How long data are kept (GDPR Art. 15(1)(d)).
    pub(super) fn retention(&self) -> Value {
        let one = |rule: &Retention| {
            let term = term(self.version, self.state, rule, None);
            json!({
                "rule": rule.key,
                "categories": rule.categories,
                "purposes": rule.purposes,
                "since": text(term.map(|term| term.began)),
                "until": text(term.map(|term| term.ends)),
                "then": rule.then.code(),
                "floor": rule.floor,
                "location": rule.location,
                "rationale": rule.rationale,
            })
        };
        self.version.handling.retention.iter().map(one).collect()
    }
}

fn about(disclosure: &Disclosure, category: &str) -> bool {
    disclosure.data.categories.iter().any(|c| covers(c, category) || covers(category, c))
}
