//! The checks of one purpose, in their order.

use super::Recorded;
use super::age::Standing;
use super::case::{Case, Finding, at_check, finding, finding_of};
use super::keys::{at_or_below, below, prefixes};
use super::policy::Purpose;
use super::question::Asked;
use super::user::{Given, UserCase};
use crate::act::Context;
use crate::answer::Evidence;

/// What the checks of one purpose come to. Without findings the purpose is allowed.
#[derive(Debug, Clone, Default)]
pub(super) struct Judgement {
    pub(super) findings: Vec<Finding>,
    pub(super) basis: Option<String>,
    pub(super) ground: Option<String>,
    pub(super) evidence: Option<Evidence>,
    /// What rules and recipients oblige to.
    pub(super) obligations: Vec<String>,
}

impl<'a> Case<'a> {
    /// All checks of a declared purpose.
    pub(super) fn judge(&self, key: &str, purpose: &Purpose, asked: &Asked<'_>) -> Judgement {
        if let Some(erasure) = self.user.erasure() {
            return Judgement { findings: vec![finding_of("erased", Some(erasure))], ..Judgement::default() };
        }
        // what is wanted shown is looked at whatever comes of it, so the days on which a user is no longer young are noted
        let _wanted = self.policy.notices.values().filter(|notice| self.wants_notice(notice, key)).count();
        let outer = self.record.take();
        let legal = self.legal(purpose);
        let mut findings: Vec<Finding> = Vec::new();
        findings.extend(at_check(1, self.in_force(purpose, legal, asked.context)));
        let (cover, by_age) = self.bans_and_age(key, legal, asked);
        findings.extend(at_check(2, by_age));
        let (deidentified, by_purpose) = self.purpose(key, purpose, asked);
        findings.extend(at_check(3, by_purpose));
        let transaction = self.transaction(key, asked);
        findings.extend(at_check(3, transaction.as_ref().err().cloned()));
        findings.extend(at_check(4, self.categories(purpose, asked)));
        findings.extend(at_check(4, self.origins(key, purpose, asked)));
        let mut judgement = Judgement::default();
        if deidentified {
            judgement.ground = Some("anonymous".to_owned());
        } else {
            if !legal {
                findings.extend(at_check(6, self.restriction_check(key, purpose, asked)));
                findings.extend(at_check(7, self.oppositions(key, purpose, asked)));
            }
            judgement = self.basis(key, purpose, legal, cover.as_ref(), asked);
            findings.extend(at_check(8, std::mem::take(&mut judgement.findings)));
            findings.extend(at_check(9, self.retention(key, legal, asked)));
        }
        let sharing = self.sharing(key, asked, deidentified);
        findings.extend(at_check(10, sharing.findings));
        findings.extend(at_check(11, self.actor(key, asked)));
        findings.extend(at_check(11, self.demands_of_actor(key, asked, cover.as_ref())));
        let passed: &[u8] = match (deidentified, legal) {
            (true, _) => &[6, 7, 8, 9],
            (false, true) => &[6, 7],
            (false, false) => &[],
        };
        findings.extend(self.demands(key, purpose, asked, cover.as_ref(), passed));
        if let Some(grant) = sharing.consent
            && !deidentified
        {
            judgement.basis = Some("consent".to_owned());
            judgement.ground = Some("consent".to_owned());
            judgement.evidence = Some(grant.recorded.evidence());
        }
        let of_rules = self.obligations_of_rules(key, asked, cover.as_ref());
        if judgement.evidence.is_none() && findings.is_empty() {
            let by_transaction = transaction.iter().flatten().next().map(|(recorded, _)| recorded.evidence());
            judgement.evidence = by_transaction.or(self.record.get());
        }
        self.record.set(outer);
        if !findings.is_empty() {
            judgement = Judgement::default();
        }
        findings.sort_by_key(|finding| finding.check);
        for finding in findings {
            if !judgement.findings.iter().any(|known| known.reason == finding.reason) {
                judgement.findings.push(finding);
            }
        }
        judgement.obligations = transaction.ok().flatten().map(|(_, obligations)| obligations).unwrap_or_default();
        judgement.obligations.extend(sharing.obligations);
        judgement.obligations.extend(of_rules);
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
            findings.retain(|finding| finding.reason != "age_unknown");
            findings.push(finding_of("policy_not_accepted", Some(disagreement)));
        }
        findings
    }

    /// Check 2. Returns beside the findings the guardian's grant that unlocked a user below the minimum age.
    fn bans_and_age(&self, key: &str, legal: bool, asked: &Asked<'_>) -> (Option<Given<'a>>, Vec<Finding>) {
        let mut findings = Vec::new();
        if asked.named_and_meant().any(|category| self.forbidden(category, asked.operation())) {
            findings.push(finding("category_prohibited"));
        }
        let barred = |role: &String| self.overlays.iter().any(|(_, overlay)| overlay.no_sharing_with.contains(role));
        if matches!(asked.operation(), Some("sell" | "rent" | "trade"))
            || (!legal && asked.entry.is_some_and(|(_, entry)| barred(&entry.role)))
        {
            findings.push(finding("sale_prohibited"));
        }
        if let Some(report) = self.report_of_minor()
            && !legal
        {
            findings.push(finding_of("age_unknown", Some(report)));
        }
        let child = self.child_age().map(|years| self.standing(years));
        let is_child = child == Some(Standing::Below) || (child == Some(Standing::Unknown) && self.birth.is_some());
        if is_child && self.child_category_forbidden(asked) {
            findings.push(finding("child_category_blocked"));
        }
        if child == Some(Standing::Unknown) && self.birth.is_none() {
            findings.push(finding("age_unknown"));
        }
        let cover = self.minimum_age_check(key, asked, &mut findings);
        if is_child && !self.child_may(key, asked) {
            findings.push(finding("child_category_blocked"));
        }
        (cover, findings)
    }

    /// Whether somebody reported the user as a child, and the report was not dismissed.
    fn report_of_minor(&self) -> Option<&'a Recorded> {
        let dismissed = |case: &UserCase<'_>| case.end.is_some_and(|end| end.outcome.as_deref() == Some("dismissed"));
        let cases = self.user.cases();
        let report = cases.iter().find(|case| case.asking.right == "minor_report" && !dismissed(case));
        report.map(|case| case.recorded)
    }

    fn minimum_age_check(&self, key: &str, asked: &Asked<'_>, findings: &mut Vec<Finding>) -> Option<Given<'a>> {
        match self.minimum_standing() {
            Standing::Reached | Standing::Passed => None,
            Standing::Unknown => {
                findings.push(finding("age_unknown"));
                None
            }
            Standing::Below if self.policy.age.as_ref().is_some_and(|age| age.below_minimum == "guardian") => {
                match self.guardian_cover(key, asked) {
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

    fn child_category_forbidden(&self, asked: &Asked<'_>) -> bool {
        let Some(child) = &self.policy.child else {
            return false;
        };
        asked.named_and_meant().any(|category| {
            child.forbid.iter().any(|forbidden| at_or_below(forbidden, category) || below(category, forbidden))
        })
    }

    /// Whether the list of what is allowed for a child lets a purpose run with the categories of the question.
    fn child_may(&self, key: &str, asked: &Asked<'_>) -> bool {
        let Some(child) = &self.policy.child else {
            return true;
        };
        let Some(allow) = &child.allow else {
            return true;
        };
        if asked.categories.is_empty() {
            let listed = allow.values().any(|purposes| self.policy.any_covers(purposes, key));
            return listed || self.policy.any_covers(&child.purposes, key);
        }
        asked.categories.iter().all(|category| {
            allow.iter().any(|(entry, purposes)| at_or_below(entry, category) && self.policy.any_covers(purposes, key))
        })
    }

    /// Check 3. Returns beside the findings whether the data come in a de-identified form that the purpose accepts, or identify nobody.
    fn purpose(&self, key: &str, purpose: &Purpose, asked: &Asked<'_>) -> (bool, Vec<Finding>) {
        let mut findings = Vec::new();
        if let (Some(allowed), Some(content)) = (&purpose.content, &asked.context.content)
            && !allowed.contains(content)
        {
            findings.push(finding("purpose_mismatch"));
        }
        findings.extend(self.technology_check(key, asked));
        let accepted = asked.context.form.as_ref().is_some_and(|form| purpose.forms.contains(form));
        let least = purpose.min_group.max(self.policy.tables.deidentified.min_group).unwrap_or_default();
        let too_few = asked.form() == "aggregated" && asked.context.group_size.is_some_and(|size| size < least);
        let deidentified = (accepted && !too_few) || self.about_nobody(asked);
        if (!deidentified && !purpose.raw) || too_few {
            findings.push(finding("requires_deidentified"));
        }
        (deidentified, findings)
    }

    /// What the business transfer behind a question obliges to; or why there is none that the data may go with.
    fn transaction(&self, key: &str, asked: &Asked<'_>) -> Result<Option<(&'a Recorded, Vec<String>)>, Finding> {
        let Some(rule) = self.policy.tables.business_transfer.as_ref() else {
            return Ok(None);
        };
        if !self.policy.any_covers(&rule.purposes, key) {
            return Ok(None);
        }
        let instrument = asked.context.instrument.as_deref();
        let recipient = asked.context.recipient.as_deref();
        if instrument.is_none() && recipient.is_none() {
            return Err(finding("legal_instrument_missing"));
        }
        let meets = |own: Option<&str>| own.is_none() || recipient.is_none() || own == recipient;
        let open = self.company.iter().filter(|entry| {
            entry.kind == "business_transfer"
                && !matches!(entry.field("status"), Some("closed" | "abandoned"))
                && meets(entry.field("recipient"))
                && instrument.is_none_or(|instrument| instrument == entry.id)
        });
        let found = open.max_by_key(|entry| entry.last.position);
        let found = found.ok_or_else(|| finding("legal_instrument_missing"))?;
        let stage = rule.stages.get(found.field("stage").unwrap_or_default());
        let stage = stage.ok_or_else(|| finding_of("basis_missing", Some(found.last)))?;
        if stage.forms.as_ref().is_some_and(|forms| !asked.form_among(forms)) {
            return Err(finding_of("requires_deidentified", Some(found.last)));
        }
        Ok(Some((found.last, stage.obligations.clone())))
    }

    /// Check 4.
    fn categories(&self, purpose: &Purpose, asked: &Asked<'_>) -> Option<Finding> {
        let permitted = |category: &String| purpose.permits(category);
        (!asked.categories.iter().all(permitted)).then(|| finding("category_not_permitted"))
    }

    /// Check 6.
    fn restriction_check(&self, key: &str, purpose: &Purpose, asked: &Asked<'_>) -> Vec<Finding> {
        let goes_on = purpose.under_restriction
            || asked.operation() == Some("store")
            || asked.context.initiated_by.as_deref() == Some("user");
        let restricted = if goes_on { None } else { self.restriction(key) };
        let contested = self.contested(asked).map(|case| finding_of("contested", Some(case)));
        restricted.into_iter().chain(contested).collect()
    }

    /// Whether the question relies on an automated decision that the user contests.
    fn contested(&self, asked: &Asked<'_>) -> Option<&'a Recorded> {
        let decision = asked.context.decision.as_deref()?;
        let position = if decision == "last" { self.user.last_audit() } else { decision.parse().ok() };
        let open = |case: &UserCase<'_>| {
            case.asking.right == "contest" && case.end.is_none() && position.is_some() && case.decision == position
        };
        self.user.cases().iter().find(|case| open(case)).map(|case| case.recorded)
    }

    /// Check 7.
    fn oppositions(&self, key: &str, purpose: &Purpose, asked: &Asked<'_>) -> Vec<Finding> {
        let mut found = Vec::new();
        found.extend(self.opt_out(key, asked));
        found.extend(self.objection(key, asked));
        found.extend(self.refused_technology(key, asked));
        found.extend(self.against_producers(asked));
        if purpose.optional() {
            found.extend(self.signal(key, asked));
        }
        found
    }
}
