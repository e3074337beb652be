//! Reports of the policy: its versions, legal bases, changes, notices, and the record of processing (GDPR Art. 30).

use serde_json::{Map, Value, json};

use super::keeping::rule_text;
use super::{Desk, Subject};
use crate::decide::notice_rank;
use crate::error::Error;
use crate::policy::{ChangeNotice, DateSource, Lifetime, Purpose, Support, Technology, Version};
use crate::words::covers;

impl Desk<'_> {
    pub(super) fn policy(&self) -> Value {
        let current = &self.version;
        let day = |version: &Version, at| version.zone.day(at).to_string();
        let versions: Vec<Value> = self
            .policy
            .versions()
            .iter()
            .map(|v| json!({ "version": v.version, "effective_from": day(v, v.effective_from), "posted_at": v.posted_at.to_string(), "material": v.material, "sha256": v.sha256 }))
            .collect();
        let warnings: Vec<Value> = current
            .warnings
            .iter()
            .map(|w| json!({ "code": w.code, "message": w.message, "line": w.place.line }))
            .collect();
        let source = match current.date_source {
            DateSource::Stated => "stated",
            DateSource::Inferred => "inferred",
            DateSource::Author => "author",
        };
        json!({
            "id": current.id,
            "version": current.version,
            "title": current.title,
            "effective_from": day(current, current.effective_from),
            "date_source": source,
            "next_review": current.next_review.map(|at| day(current, at)),
            "review_overdue": current.next_review.is_some_and(|at| at < self.at),
            "governing_law": current.governing_law,
            "contact": *current.contact,
            "versions": versions,
            "warnings": warnings,
        })
    }

    pub(super) fn differences(&self) -> Value {
        let last = self.policy.differences().pop();
        last.map_or(Value::Null, |d| serde_json::to_value(d).unwrap_or(Value::Null))
    }

    /// The bases of each purpose, and whether the text states them or the author inferred them.
    pub(super) fn bases(&self) -> Value {
        let current = &self.version;
        // a policy that lists its bases has no purpose on another one, so whatever is a basis is listed
        let listed = !current.warnings.iter().any(|warning| warning.code == "basis_inferred");
        let origin = |purpose: &Purpose| {
            let stated = |a: &crate::policy::Alternative| a.stated && matches!(a.support, Support::Basis(_));
            match purpose.alternatives.is_empty() {
                true => "missing",
                false if listed && purpose.alternatives.iter().all(stated) => "stated",
                false => "inferred",
            }
        };
        let purposes: Map<String, Value> =
            current.purposes.iter().map(|p| (p.key.to_string(), bases_of(p).into())).collect();
        let origins: Map<String, Value> =
            current.purposes.iter().map(|p| (p.key.to_string(), origin(p).into())).collect();
        json!({ "policy": *current.label, "purposes": purposes, "origin": origins })
    }

    pub(super) fn notices_of(&self, subject: &Subject<'_>) -> Value {
        let shown = subject.state.notices.iter().filter(|n| n.acknowledged);
        let acknowledged: Vec<Value> =
            shown.map(|n| json!({ "notice": n.notice, "agrees": n.agrees, "at": n.mark.at.to_string() })).collect();
        json!({ "user": subject.name, "acknowledged": acknowledged })
    }

    pub(super) fn notices(&self) -> Result<Value, Error> {
        let current = &self.version;
        let (mut users, mut pending) = (0u64, 0u64);
        self.engine.each_user(&mut |state| {
            if state.erased.is_some() {
                return Ok(());
            }
            users += 1;
            let seen = notice_rank(&self.policy, &state);
            let wanted = current.change_notice != ChangeNotice::None;
            if wanted && seen.is_none_or(|rank| rank < current.rank) {
                pending += 1;
            }
            Ok(())
        })?;
        Ok(json!({ "notice": current.version, "users": users, "pending": pending }))
    }

    /// The record of processing activities (GDPR Art. 30(1)).
    pub(super) fn processing(&self) -> Value {
        let current = &self.version;
        let rules = &current.handling.retention;
        let one = |purpose: &Purpose| {
            let receives = |r: &&crate::policy::Recipient| r.purposes.iter().any(|node| purpose.covered_by(node));
            let recipients: Vec<Value> = current
                .handling
                .recipients
                .iter()
                .filter(receives)
                .map(|r| json!({ "recipient": r.key, "name": r.name, "role": r.role, "country": r.country, "mechanism": r.mechanism }))
                .collect();
            let mut countries: Vec<&String> =
                current.handling.recipients.iter().filter(receives).filter_map(|r| r.country.as_ref()).collect();
            countries.sort_unstable();
            countries.dedup();
            let about = |rule: &&crate::policy::Retention| {
                let used = |own: &String| purpose.categories.iter().any(|c| covers(own, c) || covers(c, own));
                rule.default
                    || rule.categories.iter().any(used)
                    || rule.purposes.iter().any(|node| purpose.covered_by(node))
            };
            json!({
                "purpose": *purpose.key,
                "bases": bases_of(purpose),
                "categories": purpose.categories,
                "recipients": recipients,
                "countries": countries,
                "retention": rules.iter().filter(about).map(rule_text).collect::<Vec<_>>(),
            })
        };
        json!({
            "policy": *current.label,
            "title": current.title,
            "contact": *current.contact,
            "purposes": current.purposes.iter().map(one).collect::<Vec<_>>(),
            "controls": current.handling.controls.keys().collect::<Vec<_>>(),
            "technologies": current.technologies.iter().map(technology).collect::<Vec<_>>(),
        })
    }
}

/// A technology as the policy registers it.
fn technology((key, technology): (&String, &Technology)) -> Value {
    let lifetime = technology.lifetime.map(|lifetime| match lifetime {
        Lifetime::Session => "session".to_owned(),
        Lifetime::Span(span) => span.to_string(),
    });
    json!({
        "technology": key,
        "class": technology.class,
        "party": technology.party,
        "owner": technology.owner,
        "lifetime": lifetime,
        "purposes": technology.purposes,
        "consent": technology.consent,
        "activation": technology.activation,
    })
}

fn bases_of(purpose: &Purpose) -> Vec<&'static str> {
    purpose.alternatives.iter().map(|a| a.support.ground().code()).collect()
}
