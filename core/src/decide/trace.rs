//! A decision taken apart: what each check found, which were passed over, and which were not reached.

use std::cell::RefCell;

use serde::ser::SerializeSeq;
use serde::{Serialize, Serializer};

use super::context::Context;
use super::evaluation::Evaluation;
use super::facts::Facts;
use crate::error::Error;
use crate::policy::{Policy, Purpose};
use crate::state::UserState;
use crate::words::{Reason, Timestamp};

/// The checks, in the order in which they are evaluated.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum CheckName {
    /// 1. Is the policy in force for this surface, and the user someone it may be applied to?
    InForce,
    /// 2. What nothing unlocks, and the age gate.
    BansAndAge,
    /// 3. Does the use fit the purpose?
    Purpose,
    /// 4. Which data, from where, and given for what?
    Categories,
    /// 5. Does a legal obligation go before what the user may refuse? It never denies.
    LegalOverride,
    /// 6. Is processing restricted?
    Restriction,
    /// 7. Opt-outs, objections and signals.
    Choices,
    /// 8. The legal basis, notices, and instruments of law.
    Basis,
    /// 9. Is the term of the data over?
    Retention,
    /// 10. Who are the data going to, and where?
    Recipient,
    /// 11. May whoever acts do this, and by this channel?
    Actor,
}

impl CheckName {
    /// All checks, in order.
    pub const ALL: [Self; 11] = [
        Self::InForce,
        Self::BansAndAge,
        Self::Purpose,
        Self::Categories,
        Self::LegalOverride,
        Self::Restriction,
        Self::Choices,
        Self::Basis,
        Self::Retention,
        Self::Recipient,
        Self::Actor,
    ];

    /// The stable name.
    pub const fn code(self) -> &'static str {
        match self {
            Self::InForce => "in_force",
            Self::BansAndAge => "bans_and_age",
            Self::Purpose => "purpose",
            Self::Categories => "categories",
            Self::LegalOverride => "legal_override",
            Self::Restriction => "restriction",
            Self::Choices => "choices",
            Self::Basis => "basis",
            Self::Retention => "retention",
            Self::Recipient => "recipient",
            Self::Actor => "actor",
        }
    }

    /// The name for people.
    pub const fn title(self) -> &'static str {
        match self {
            Self::InForce => "in force",
            Self::BansAndAge => "bans and age",
            Self::Purpose => "purpose",
            Self::Categories => "categories and origins",
            Self::LegalOverride => "legal override",
            Self::Restriction => "restriction",
            Self::Choices => "opt-outs, objections and signals",
            Self::Basis => "legal basis and notices",
            Self::Retention => "retention",
            Self::Recipient => "recipient and transfer",
            Self::Actor => "actor and channel",
        }
    }
}

/// What came of a check.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Found {
    /// Nothing speaks against it.
    Passed,
    /// It denies.
    Failed,
    /// Something makes it needless.
    PassedOver,
    /// The evaluation ended before it.
    NotReached,
}

impl Found {
    /// The stable name.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Passed => "passed",
            Self::Failed => "failed",
            Self::PassedOver => "passed_over",
            Self::NotReached => "not_reached",
        }
    }

    /// What counts of several purposes: a failure most, what was not reached least.
    const fn weight(self) -> u8 {
        match self {
            Self::Failed => 3,
            Self::Passed => 2,
            Self::PassedOver => 1,
            Self::NotReached => 0,
        }
    }
}

/// One check with what it found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Check {
    /// Which.
    #[serde(rename = "check")]
    pub name: CheckName,
    /// What came of it.
    pub found: Found,
    /// The reasons that it gave, in order; also those that an earlier check gave already.
    #[serde(serialize_with = "codes_and_texts")]
    pub reasons: Vec<Reason>,
    /// Why it was passed over or not reached.
    pub why: Option<&'static str>,
}

fn codes_and_texts<S: Serializer>(reasons: &[Reason], serializer: S) -> Result<S::Ok, S::Error> {
    #[derive(Serialize)]
    struct Told {
        code: &'static str,
        text: &'static str,
    }
    let mut list = serializer.serialize_seq(Some(reasons.len()))?;
    for reason in reasons {
        list.serialize_element(&Told { code: reason.code(), text: reason.text() })?;
    }
    list.end()
}

impl Check {
    fn new(name: CheckName) -> Self {
        Self { name, found: Found::Passed, reasons: Vec::new(), why: None }
    }

    fn failed(name: CheckName, reasons: Vec<Reason>) -> Self {
        Self { name, found: Found::Failed, reasons, why: None }
    }

    /// The same check of two purposes.
    fn and(mut self, other: Self) -> Self {
        if other.found.weight() > self.found.weight() {
            (self.found, self.why) = (other.found, other.why);
        }
        for reason in other.reasons {
            if !self.reasons.contains(&reason) {
                self.reasons.push(reason);
            }
        }
        self
    }
}

/// Where an evaluation writes down which check gave which reason.
pub(super) type Notes = RefCell<Vec<(CheckName, Reason)>>;

/// What each check finds for a question: the eleven checks in their order. A node joins what they find for the purposes below it.
///
/// # Errors
///
/// As [`decide`](super::decide()).
pub fn trace(
    policy: &Policy,
    state: &UserState,
    company: &UserState,
    purpose: &str,
    context: &Context,
    at: Timestamp,
) -> Result<Vec<Check>, Error> {
    policy.ask(purpose)?;
    context.check(policy)?;
    let Some(version) = policy.in_force(at) else {
        return Ok(ended(CheckName::InForce, Reason::PolicyNotInForce, "no version is in force"));
    };
    let facts = Facts::new(policy, version, state, company, at)?;
    let leaves = super::leaves(version, purpose).iter().filter_map(|at| version.purposes.get(*at));
    let traces = leaves.map(|leaf| single(&facts, leaf, context));
    let join = |a: Vec<Check>, b: Vec<Check>| a.into_iter().zip(b).map(|(a, b)| a.and(b)).collect();
    let undeclared =
        || ended(CheckName::Purpose, Reason::PurposeUndeclared, "the version in force does not declare the purpose");
    Ok(traces.reduce(join).unwrap_or_else(undeclared))
}

fn single(facts: &Facts<'_>, purpose: &Purpose, context: &Context) -> Vec<Check> {
    let notes = Notes::default();
    let mut e = Evaluation::new(facts, purpose, context, 0);
    e.notes = Some(&notes);
    let reached = super::run(&mut e);
    let (anonymous, legal) = (e.anonymous, e.legal);
    let notes = notes.into_inner();
    let check = |name: CheckName| {
        let mut reasons: Vec<Reason> = Vec::new();
        for (_, reason) in notes.iter().filter(|(by, _)| *by == name) {
            if !reasons.contains(reason) {
                reasons.push(*reason);
            }
        }
        if !reasons.is_empty() {
            return Check::failed(name, reasons);
        }
        let not_reached = (!reached).then_some("the user is erased");
        match not_reached.or_else(|| needless(name, anonymous, legal)) {
            Some(why) => {
                let found = if reached { Found::PassedOver } else { Found::NotReached };
                Check { name, found, reasons, why: Some(why) }
            }
            None => Check::new(name),
        }
    };
    CheckName::ALL.into_iter().map(check).collect()
}

/// Why a check was passed over: de-identified data, or a legal obligation.
fn needless(name: CheckName, anonymous: bool, legal: bool) -> Option<&'static str> {
    use CheckName::{Basis, Choices, LegalOverride, Restriction, Retention};
    match name {
        LegalOverride | Restriction | Choices | Basis | Retention if anonymous => Some("the data identify nobody"),
        Restriction | Choices if legal => Some("a legal obligation goes before it"),
        LegalOverride if !legal => Some("no legal obligation applies"),
        _ => None,
    }
}

/// The checks of a question that one of them answered before the others.
fn ended(by: CheckName, reason: Reason, why: &'static str) -> Vec<Check> {
    let check = |name: CheckName| match name {
        name if name == by => Check::failed(name, vec![reason]),
        // that a version is in force was found out
        CheckName::InForce => Check::new(name),
        name => Check { name, found: Found::NotReached, reasons: Vec::new(), why: Some(why) },
    };
    CheckName::ALL.into_iter().map(check).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::{Source, check, compile};

    const SHOP: &str = r#"
        [policy]
        id = "shop"
        version = "1"
        effective_from = 2025-01-01
        surfaces = ["site"]
        contact = { privacy = "privacy@shop.test" }

        [purposes."marketing.email"]
        basis = ["consent"]
        categories = ["user.contact.email"]

        [purposes."marketing.figures"]
        basis = ["legitimate_interest"]
        categories = ["user.behavior"]
        forms = ["aggregated"]

        [purposes."legal.tax"]
        basis = ["legal_obligation"]
        categories = ["user.financial"]

        [rules.friend]
        purposes = ["legal"]
        operations = ["forward"]
        require = ["allowed:marketing.email"]
    "#;

    fn traced(purpose: &str, context: &Context, day: &str) -> Result<Vec<Check>, Error> {
        let version = compile(&check(&Source::parse("shop", SHOP))?)?;
        let policy = Policy::new(vec![version])?;
        let at = Timestamp::parse(day, &crate::words::Zone::utc()).unwrap_or(Timestamp::MAX);
        let (state, company) = (UserState::default(), UserState::default());
        let checks = trace(&policy, &state, &company, purpose, context, at)?;
        // the checks together give what the decision gives, in its order
        let decision = super::super::decide(&policy, &state, &company, purpose, context, at)?;
        let mut all: Vec<Reason> = Vec::new();
        for reason in checks.iter().flat_map(|check| &check.reasons) {
            if !all.contains(reason) {
                all.push(*reason);
            }
        }
        assert_eq!(all, decision.reasons);
        assert_eq!(checks.iter().map(|check| check.name).collect::<Vec<_>>(), CheckName::ALL);
        assert!(checks.iter().all(|check| (check.found == Found::Failed) != check.reasons.is_empty()));
        Ok(checks)
    }

    /// The checks that did not pass, as `name: found reasons`.
    fn told(purpose: &str, context: &Context, day: &str) -> Result<Vec<String>, Error> {
        let line = |check: &Check| {
            let codes: Vec<&str> = check.reasons.iter().map(|reason| reason.code()).collect();
            format!("{}: {} {}", check.name.code(), check.found.code(), codes.join(" ")).trim_end().to_owned()
        };
        let checks = traced(purpose, context, day)?;
        Ok(checks.iter().filter(|check| check.found != Found::Passed).map(line).collect())
    }

    #[test]
    fn each_reason_stands_at_the_check_that_gave_it() -> Result<(), Error> {
        let nothing = Context::default();
        let override_passed_over = "legal_override: passed_over";
        assert_eq!(
            told("marketing.email", &nothing, "2025-02-01")?,
            [override_passed_over, "basis: failed consent_missing"]
        );
        let bad = Context {
            surface: Some("kiosk".into()),
            categories: vec!["user.name".into()],
            recipient: Some("acme".into()),
            actor: Some("nobody".into()),
            ..Context::default()
        };
        assert_eq!(
            told("marketing.email", &bad, "2025-02-01")?,
            [
                "in_force: failed policy_not_bound",
                "categories: failed category_not_permitted",
                override_passed_over,
                "basis: failed consent_missing",
                "recipient: failed recipient_unlisted",
                "actor: failed actor_not_authorized",
            ]
        );
        Ok(())
    }

    #[test]
    fn what_is_needless_is_passed_over() -> Result<(), Error> {
        let nothing = Context::default();
        let legal = ["restriction: passed_over", "choices: passed_over"];
        assert_eq!(told("legal.tax", &nothing, "2025-02-01")?, legal);
        let aggregated = Context { form: Some("aggregated".into()), ..Context::default() };
        let anonymous = ["legal_override", "restriction", "choices", "basis", "retention"];
        let anonymous = anonymous.map(|name| format!("{name}: passed_over"));
        assert_eq!(told("marketing.figures", &aggregated, "2025-02-01")?, anonymous);
        Ok(())
    }

    #[test]
    fn what_another_purpose_lacks_is_told_of_the_check_that_asked_for_it() -> Result<(), Error> {
        let forward = Context { operation: Some("forward".into()), ..Context::default() };
        let told = told("legal.tax", &forward, "2025-02-01")?;
        assert_eq!(told.len(), 3, "{told:?}");
        assert!(told.iter().any(|line| line.ends_with("failed consent_missing")), "{told:?}");
        Ok(())
    }

    #[test]
    fn a_node_joins_the_purposes_below_it() -> Result<(), Error> {
        let name = Context { categories: vec!["user.behavior".into()], ..Context::default() };
        let told = told("marketing", &name, "2025-02-01")?;
        assert_eq!(
            told,
            [
                "categories: failed category_not_permitted",
                "legal_override: passed_over",
                "basis: failed consent_missing"
            ]
        );
        Ok(())
    }

    #[test]
    fn before_the_first_version_nothing_else_is_reached() -> Result<(), Error> {
        let checks = traced("marketing.email", &Context::default(), "2024-12-31")?;
        let (first, others) = checks.split_first().ok_or_else(|| Error::internal("no checks"))?;
        assert_eq!(first.reasons, [Reason::PolicyNotInForce]);
        assert!(others.iter().all(|check| check.found == Found::NotReached && check.why.is_some()));
        let json = serde_json::to_string(first).unwrap_or_default();
        let expected = r#"{"check":"in_force","found":"failed","reasons":[{"code":"policy_not_in_force","text":""#;
        assert!(json.starts_with(expected), "{json}");
        Ok(())
    }
}
