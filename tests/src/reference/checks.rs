//! The checks of one purpose, in their order.

use super::age::Standing;
use super::case::{Case, Finding, at_check, finding, finding_of};
use super::keys::{at_or_below, below, prefixes};
use super::law::country;
use super::policy::Purpose;
use super::user::Given;
use crate::act::Context;
use crate::answer::Evidence;

/// What the checks of one purpose come to. Without findings the purpose is allowed.
#[derive(Debug, Clone, Default)]
pub(super) struct Judgement {
    pub(super) findings: Vec<Finding>,
    pub(super) basis: Option<String>,
    pub(super) ground: Option<String>,
    pub(super) evidence: Option<Evidence>,
}

impl<'a> Case<'a> {
    /// All checks of a declared purpose.
    pub(super) fn judge(&self, key: &str, purpose: &Purpose, context: &Context) -> Judgement {
        if let Some(erasure) = self.user.erasure() {
            return Judgement { findings: vec![finding_of("erased", Some(erasure))], ..Judgement::default() };
        }
        let legal = self.legal(purpose);
        let mut findings: Vec<Finding> = Vec::new();
        findings.extend(at_check(1, self.in_force(purpose, legal, context)));
        let (cover, by_age) = self.bans_and_age(key, context);
        findings.extend(at_check(2, by_age));
        let (accepted, by_purpose) = self.purpose(key, purpose, context);
        // data that identify nobody, and that nothing links to a registered user, need no basis
        let nobodys = !context.categories.is_empty() && context.categories.iter().all(|key| !is_personal(key));
        let deidentified = accepted || (nobodys && !self.user.registered());
        findings.extend(at_check(3, by_purpose));
        findings.extend(at_check(4, self.categories(purpose, context)));
        let mut judgement = Judgement::default();
        if deidentified {
            judgement.ground = Some("anonymous".to_owned());
        } else {
            if !legal {
                findings.extend(at_check(6, self.restriction_check(key, purpose, context)));
                findings.extend(at_check(7, self.oppositions(key, purpose, cover.as_ref(), context)));
            }
            judgement = self.basis(key, purpose, legal, cover.as_ref(), context);
            findings.extend(at_check(8, std::mem::take(&mut judgement.findings)));
        }
        findings.extend(at_check(9, self.recipient_and_transfer(context, deidentified)));
        if !findings.is_empty() {
            judgement = Judgement::default();
        }
        for finding in findings {
            if !judgement.findings.iter().any(|known| known.reason == finding.reason) {
                judgement.findings.push(finding);
            }
        }
        judgement
    }

    /// Whether the purpose has an alternative `legal_obligation` that applies to the user's kind.
    fn legal(&self, purpose: &Purpose) -> bool {
        purpose.basis.iter().any(|alternative| alternative.basis == "legal_obligation" && self.applies(alternative))
    }

    /// Check 1: the policy governs the surface, and the user and the company still deal with each other under it.
    fn in_force(&self, purpose: &Purpose, legal: bool, context: &Context) -> Vec<Finding> {
        let mut findings = Vec::new();
        if let (Some(surfaces), Some(surface)) = (&self.policy.head.surfaces, &context.surface)
            && !surfaces.contains(surface)
        {
            findings.push(finding("policy_not_bound"));
        }
        if self.user.closed() && !legal && !purpose.after_closure {
            findings.push(finding_of("account_terminated", self.user.account().1));
        }
        if let Some(disagreement) = self.user.disagreement()
            && !legal
        {
            findings.push(finding_of("policy_not_accepted", Some(disagreement)));
        }
        findings
    }

    /// Check 2. Returns beside the findings the guardian's grant that unlocked a user below the minimum age.
    fn bans_and_age(&self, key: &str, context: &Context) -> (Option<Given<'a>>, Vec<Finding>) {
        let mut findings = Vec::new();
        if context.categories.iter().any(|category| self.forbidden(category, context.operation.as_deref())) {
            findings.push(finding("category_prohibited"));
        }
        if matches!(context.operation.as_deref(), Some("sell" | "rent" | "trade")) {
            findings.push(finding("sale_prohibited"));
        }
        let child = self.child_age().map(|years| self.standing(years));
        let is_child = child == Some(Standing::Below) || (child == Some(Standing::Unknown) && self.birth.is_some());
        if is_child && self.child_category_forbidden(context) {
            findings.push(finding("child_category_blocked"));
        }
        if child == Some(Standing::Unknown) && self.birth.is_none() {
            findings.push(finding("age_unknown"));
        }
        let cover = self.minimum_age_check(key, &mut findings);
        if is_child && !self.child_may(key, context) {
            findings.push(finding("child_category_blocked"));
        }
        (cover, findings)
    }

    fn minimum_age_check(&self, key: &str, findings: &mut Vec<Finding>) -> Option<Given<'a>> {
        match self.minimum_standing() {
            Standing::Reached | Standing::Passed => None,
            Standing::Unknown => {
                findings.push(finding("age_unknown"));
                None
            }
            Standing::Below if self.policy.age.as_ref().is_some_and(|age| age.below_minimum == "guardian") => {
                match self.guardian_cover(key) {
                    Ok(grant) => Some(grant),
                    Err(reason) => {
                        findings.push(finding("age_below_minimum"));
                        findings.push(reason);
                        None
                    }
                }
            }
            Standing::Below => {
                findings.push(finding("age_below_minimum"));
                None
            }
        }
    }

    /// Whether the rule for a category, or for one below it, forbids an operation. The rule is that of the nearest table at or above the
    /// category.
    fn forbidden(&self, category: &str, operation: Option<&str>) -> bool {
        let own = prefixes(category).find_map(|key| self.policy.categories.get_key_value(key));
        let lower = self.policy.categories.iter().filter(|(key, _)| below(category, key));
        own.into_iter().chain(lower).any(|(_, rule)| {
            rule.forbid.iter().any(|forbidden| forbidden == "*" || Some(forbidden.as_str()) == operation)
        })
    }

    fn child_category_forbidden(&self, context: &Context) -> bool {
        let Some(child) = &self.policy.child else {
            return false;
        };
        context.categories.iter().any(|category| {
            child.forbid.iter().any(|forbidden| at_or_below(forbidden, category) || below(category, forbidden))
        })
    }

    /// Whether the list of what is allowed for a child lets a purpose run with the categories of the question.
    fn child_may(&self, key: &str, context: &Context) -> bool {
        let Some(child) = &self.policy.child else {
            return true;
        };
        let Some(allow) = &child.allow else {
            return true;
        };
        if context.categories.is_empty() {
            let listed = allow.values().any(|purposes| self.policy.any_covers(purposes, key));
            return listed || self.policy.any_covers(&child.purposes, key);
        }
        context.categories.iter().all(|category| {
            allow.iter().any(|(entry, purposes)| at_or_below(entry, category) && self.policy.any_covers(purposes, key))
        })
    }

    /// Check 3. Returns beside the findings whether the data come in a de-identified form that the purpose accepts.
    fn purpose(&self, key: &str, purpose: &Purpose, context: &Context) -> (bool, Vec<Finding>) {
        let mut findings = Vec::new();
        if let (Some(allowed), Some(content)) = (&purpose.content, &context.content)
            && !allowed.contains(content)
        {
            findings.push(finding("purpose_mismatch"));
        }
        if let Some(technology) = &context.technology {
            if !self.policy.tracking.enabled {
                findings.push(finding("tech_not_enabled"));
            }
            match self.policy.technologies.get(technology) {
                None => findings.push(finding("tech_unregistered")),
                Some(technology) if !self.policy.any_covers(&technology.purposes, key) => {
                    findings.push(finding("purpose_undeclared"))
                }
                Some(_) => {}
            }
        }
        let deidentified = context.form.as_ref().is_some_and(|form| purpose.forms.contains(form));
        if !deidentified && !purpose.raw {
            findings.push(finding("requires_deidentified"));
        }
        (deidentified, findings)
    }

    /// Check 4.
    fn categories(&self, purpose: &Purpose, context: &Context) -> Option<Finding> {
        let permitted = |category: &String| purpose.categories.iter().any(|entry| at_or_below(entry, category));
        (!context.categories.iter().all(permitted)).then(|| finding("category_not_permitted"))
    }

    /// Check 6.
    fn restriction_check(&self, key: &str, purpose: &Purpose, context: &Context) -> Option<Finding> {
        let goes_on = purpose.under_restriction
            || context.operation.as_deref() == Some("store")
            || context.initiated_by.as_deref() == Some("user");
        if goes_on { None } else { self.restriction(key) }
    }

    /// Check 7.
    fn oppositions(&self, key: &str, purpose: &Purpose, cover: Option<&Given<'a>>, context: &Context) -> Vec<Finding> {
        let mut found = Vec::new();
        if purpose.optional() {
            found.extend(self.opt_out(key));
        }
        if purpose.objectable() {
            found.extend(self.objection(key));
        }
        if purpose.optional() {
            found.extend(self.signal(key, cover, context));
        }
        found
    }

    /// Check 9. No recipient and no transfer mechanism can be declared yet.
    fn recipient_and_transfer(&self, context: &Context, deidentified: bool) -> Vec<Finding> {
        let mut findings = Vec::new();
        if context.recipient.is_some() {
            findings.push(finding("recipient_unlisted"));
        }
        if let Some(destination) = &context.destination
            && self.residence.map(country) != Some(destination)
            && !deidentified
        {
            findings.push(finding("transfer_no_mechanism"));
        }
        findings
    }
}

/// Whether a category identifies a person, by the taxonomy: everything does, save what lies below `nonpersonal`.
pub(super) fn is_personal(category: &str) -> bool {
    !at_or_below("nonpersonal", category)
}
