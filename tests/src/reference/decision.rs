//! From the judgement of each purpose to the answer.

use jiff::Timestamp;

use super::Reference;
use super::case::{Case, Finding};
use super::checks::Judgement;
use super::keys::at_or_below;
use super::policy::Purpose;
use super::question::Asked;
use crate::act::Context;
use crate::answer::Answer;

/// The closed vocabularies of a question. A word in none of them is a mistake in the program.
const FORMS: [&str; 4] = ["raw", "pseudonymised", "aggregated", "anonymised"];
const INITIATORS: [&str; 2] = ["user", "company"];
const SOURCES: [&str; 5] = ["direct", "observed", "third_party", "public", "inferred"];
const EFFECTS: [&str; 3] = ["none", "minor", "significant"];
const ROLES: [&str; 2] = ["own", "custodian"];
const OPERATIONS: [&str; 18] = [
    "use", "collect", "store", "read", "set", "share", "forward", "disclose", "transfer", "solicit", "derive",
    "combine", "inspect", "verify", "delete", "sell", "rent", "trade",
];

/// Denials that stand even where a purpose is only observed.
const ALWAYS_DENIED: [&str; 3] = ["erased", "policy_not_in_force", "policy_not_bound"];

impl Reference {
    /// The answer to a question, or the code of the mistake in it.
    pub(super) fn answer(
        &self,
        user: &str,
        key: &str,
        context: &Context,
        at: Timestamp,
    ) -> Result<(Answer, Vec<String>), &'static str> {
        if user.is_empty() {
            return Err("invalid_argument");
        }
        if !self.versions.knows(key) {
            return Err("unknown_purpose");
        }
        if !context.categories.iter().chain(&context.inputs).all(|category| self.knows_category(category)) {
            return Err("unknown_category");
        }
        let outside =
            |word: &Option<String>, words: &[&str]| word.as_ref().is_some_and(|word| !words.contains(&word.as_str()));
        if outside(&context.form, &FORMS)
            || outside(&context.operation, &OPERATIONS)
            || outside(&context.initiated_by, &INITIATORS)
            || outside(&context.source, &SOURCES)
            || outside(&context.effect, &EFFECTS)
            || outside(&context.role, &ROLES)
        {
            return Err("invalid_argument");
        }
        let Some(case) = self.case(user, at) else {
            let valid_until = self.versions.next_change(at);
            return Ok((Answer { valid_until, ..denial("policy_not_in_force") }, Vec::new()));
        };
        let purposes =
            if case.policy.purposes.contains_key(key) { vec![key.to_owned()] } else { case.policy.purposes_below(key) };
        let declared = purposes.iter().filter_map(|key| Some((key.as_str(), case.policy.purposes.get(key)?)));
        let declared: Vec<(&str, &Purpose)> = declared.collect();
        let asked = case.asked(context, 0);
        let judged: Vec<Judged> = declared.iter().map(|(key, purpose)| case.judged(key, purpose, &asked)).collect();
        let mut answer = together(&judged).unwrap_or_else(|| denial("purpose_undeclared"));
        answer.valid_until = case.valid_until();
        answer.policy = Some(case.policy.name());
        if case.user.erasure().is_none() {
            answer.residence = case.residence.map(str::to_owned);
            answer.overlays = case.overlays.iter().map(|(key, _)| (*key).to_owned()).collect();
        }
        // what was named and some purpose asked about may not use
        let too_wide = answer.reasons.iter().any(|reason| reason == "category_not_permitted");
        let permitted = |category: &&String| declared.iter().all(|(_, purpose)| purpose.permits(category));
        let surplus = context.categories.iter().filter(|category| too_wide && !permitted(category)).cloned();
        Ok((answer, surplus.collect()))
    }

    /// Whether a category is one of the taxonomy or of a policy, or a node above one.
    pub(super) fn knows_category(&self, category: &str) -> bool {
        let of_policies = self.versions.all().iter().flat_map(|policy| policy.categories.iter());
        let added = of_policies.filter(|(_, rule)| rule.level.is_some()).map(|(key, _)| key);
        let mut known = self.law.taxonomy.iter().map(|row| &row.key).chain(added);
        known.any(|key| at_or_below(category, key))
    }
}

fn denial(reason: &str) -> Answer {
    Answer { reason: Some(reason.to_owned()), reasons: vec![reason.to_owned()], ..Answer::default() }
}

/// The answer for one purpose, with the findings on which it rests.
#[derive(Debug)]
struct Judged {
    answer: Answer,
    findings: Vec<Finding>,
}

impl Case<'_> {
    /// The answer for one declared purpose. What holds for the whole question is filled in later.
    fn judged(&self, key: &str, purpose: &Purpose, asked: &Asked<'_>) -> Judged {
        let judgement = self.judge(key, purpose, asked);
        let findings = judgement.findings.clone();
        let reasons: Vec<String> = findings.iter().map(|finding| finding.reason.to_owned()).collect();
        if reasons.is_empty() {
            return Judged { answer: self.allowance(key, purpose, judgement), findings };
        }
        let stands = reasons.iter().any(|reason| ALWAYS_DENIED.contains(&reason.as_str()));
        if purpose.observed() && !stands {
            let allowance = self.allowance(key, purpose, Judgement::default());
            return Judged { answer: Answer { would_deny: reasons, ..allowance }, findings };
        }
        let too_young = reasons.iter().any(|reason| reason == "age_below_minimum");
        let answer = Answer {
            reason: reasons.first().cloned(),
            evidence: findings.first().and_then(|finding| finding.evidence),
            obligations: if too_young { self.on_discovery() } else { Vec::new() },
            reasons,
            ..Answer::default()
        };
        Judged { answer, findings }
    }

    /// What is due when a user turns out to be below the minimum age.
    fn on_discovery(&self) -> Vec<String> {
        let age = self.policy.age.as_ref();
        age.map_or_else(|| vec!["erase".to_owned()], |age| age.on_discovery.clone())
    }

    fn allowance(&self, key: &str, purpose: &Purpose, judgement: Judgement) -> Answer {
        let unrecorded = self.policy.notices.iter().filter(|(notice, declared)| {
            !declared.required && self.wants_notice(declared, key) && !self.user.acknowledged(notice)
        });
        let mut obligations = purpose.obligations.clone();
        obligations.extend(unrecorded.map(|(notice, _)| format!("show_notice:{notice}")));
        obligations.extend(judgement.obligations);
        let obligations = without_repeats(obligations.into_iter());
        Answer {
            allowed: true,
            basis: judgement.basis,
            ground: judgement.ground,
            evidence: judgement.evidence,
            obligations,
            ..Answer::default()
        }
    }
}

/// The answer for a node: allowed when each purpose below it is, with the reasons of all in the order of the checks.
/// There is one basis, one ground and one act in evidence of an allowance only where all purposes agree.
fn together(judged: &[Judged]) -> Option<Answer> {
    let mut whole = judged.first()?.answer.clone();
    let answers: Vec<&Answer> = judged.iter().map(|judged| &judged.answer).collect();
    whole.allowed = answers.iter().all(|answer| answer.allowed);
    if !answers.iter().all(|answer| answer.basis == whole.basis) {
        whole.basis = None;
    }
    if !answers.iter().all(|answer| answer.ground == whole.ground) {
        whole.ground = None;
    }
    if !answers.iter().all(|answer| answer.evidence == whole.evidence) {
        whole.evidence = None;
    }
    let denied = judged.iter().filter(|judged| !judged.answer.allowed).flat_map(|judged| judged.findings.clone());
    let denied = in_order(denied.collect());
    if let Some(first) = denied.first() {
        whole.evidence = first.evidence;
        (whole.basis, whole.ground) = (None, None);
    }
    whole.reasons = names(&denied);
    whole.reason = whole.reasons.first().cloned();
    let observed = judged.iter().filter(|judged| judged.answer.allowed).flat_map(|judged| judged.findings.clone());
    whole.would_deny = names(&in_order(observed.collect()));
    let kept = answers.iter().filter(|answer| answer.allowed == whole.allowed);
    whole.obligations = without_repeats(kept.flat_map(|answer| answer.obligations.clone()));
    Some(whole)
}

/// Findings by check; those of one check stay in the order of the purposes.
fn in_order(mut findings: Vec<Finding>) -> Vec<Finding> {
    findings.sort_by_key(|finding| finding.check);
    findings
}

fn names(findings: &[Finding]) -> Vec<String> {
    without_repeats(findings.iter().map(|finding| finding.reason.to_owned()))
}

fn without_repeats(items: impl Iterator<Item = String>) -> Vec<String> {
    let mut kept: Vec<String> = Vec::new();
    for item in items {
        if !kept.contains(&item) {
            kept.push(item);
        }
    }
    kept
}
