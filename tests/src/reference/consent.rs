//! A live consent: whose grant is wanted, and whether it serves.

use super::age::Standing;
use super::case::{Case, Finding, finding, finding_of};
use super::question::Asked;
use super::user::Given;
use crate::act::Kind;

/// A consent that serves.
#[derive(Debug, Clone)]
pub(super) struct Live<'a> {
    pub(super) grant: Given<'a>,
    pub(super) by_guardian: bool,
}

impl<'a> Case<'a> {
    /// All grants of a purpose that reach the question, by the user (`None`) or by one guardian, oldest first.
    pub(super) fn reaching_grants(&self, purpose: &str, by: Option<&str>, asked: &Asked<'_>) -> Vec<Given<'a>> {
        let mut grants = self.user.grants(purpose, by);
        grants.retain(|grant| asked.reached_by(grant.recorded.scope()));
        grants
    }

    /// Those that serve as a consent: where only a consent to exactly one recipient serves, those that name one.
    pub(super) fn serving_grants(&self, purpose: &str, by: Option<&str>, asked: &Asked<'_>) -> Vec<Given<'a>> {
        let mut grants = self.reaching_grants(purpose, by, asked);
        grants.retain(|grant| self.scope_serves(purpose, grant));
        grants
    }

    fn scope_serves(&self, purpose: &str, grant: &Given<'a>) -> bool {
        !self.policy.consents_to_recipients(purpose) || grant.recorded.scope().recipient.is_some()
    }

    /// The grant that is kept of a purpose: the last explicit one, else the last.
    pub(super) fn kept_grant(&self, purpose: &str, by: Option<&str>, asked: &Asked<'_>) -> Option<Given<'a>> {
        kept(&self.serving_grants(purpose, by, asked))
    }

    /// The consent that serves the question: to the purpose, else to the technology by way of which it is asked.
    pub(super) fn live_consent(
        &self,
        purpose: &str,
        cover: Option<&Given<'a>>,
        asked: &Asked<'_>,
    ) -> Result<Live<'a>, Vec<Finding>> {
        self.consent_to_purpose(purpose, cover, asked).or_else(|reasons| {
            let technology = self.declared_technology(asked);
            let serves = technology.is_some_and(|technology| self.policy.any_covers(&technology.purposes, purpose));
            let alone = technology.is_some() && cover.is_none() && !self.policy.consents_to_recipients(purpose);
            let withdrawn = self.user.withdrawal(self.policy, purpose, None, asked).map_or(0, |act| act.position);
            let stands = serves && alone && self.technology_stands(asked);
            let grant = if stands { self.grant_of_technology(asked, withdrawn) } else { None };
            let Some(grant) = grant else {
                return Err(self.withdrawn_by_way_of(asked, reasons));
            };
            Ok(own(grant))
        })
    }

    /// A consent that is only missing was withdrawn where the user withdrew it from the technology.
    fn withdrawn_by_way_of(&self, asked: &Asked<'_>, reasons: Vec<Finding>) -> Vec<Finding> {
        let missing = reasons.iter().any(|finding| finding.reason == "consent_missing");
        match self.withdrawal_of_technology(asked).filter(|_| missing) {
            Some(withdrawal) => vec![finding_of("consent_withdrawn", Some(withdrawal))],
            None => reasons,
        }
    }

    /// The consent to a purpose that is live now, or the reasons why there is none. `cover` is the guardian's grant that unlocked a
    /// user below the minimum age.
    fn consent_to_purpose(
        &self,
        purpose: &str,
        cover: Option<&Given<'a>>,
        asked: &Asked<'_>,
    ) -> Result<Live<'a>, Vec<Finding>> {
        if let Some(grant) = cover {
            return match self.own_withdrawal_after(asked, purpose, grant.recorded.position) {
                Some(withdrawal) => Err(vec![withdrawal]),
                None => Ok(Live { grant: grant.clone(), by_guardian: true }),
            };
        }
        match self.standing(self.digital_consent_age()) {
            Standing::Below => self.consent_of_guardian(purpose, asked).map_err(|reason| vec![reason]),
            Standing::Unknown => Err(vec![finding("age_unknown")]),
            Standing::Passed => self.own_consent(purpose, asked).map(own).map_err(|reason| vec![reason]),
            Standing::Reached => match self.guardians_consent_that_ended(purpose, asked) {
                Some(grant) => {
                    Err(vec![finding_of("consent_expired", Some(grant.recorded)), finding("consent_missing")])
                }
                None => self.own_consent(purpose, asked).map(own).map_err(|reason| vec![reason]),
            },
        }
    }

    /// The guardian's grant that serves as the consent of a user below the age, unless the user has withdrawn since.
    fn consent_of_guardian(&self, purpose: &str, asked: &Asked<'_>) -> Result<Live<'a>, Finding> {
        let grant = self.guardian_cover(purpose, asked)?;
        match self.own_withdrawal_after(asked, purpose, grant.recorded.position) {
            Some(withdrawal) => Err(withdrawal),
            None => Ok(Live { grant, by_guardian: true }),
        }
    }

    /// The guardian's grant that would serve, had the user, who never said anything, not reached the age since.
    fn guardians_consent_that_ended(&self, purpose: &str, asked: &Asked<'_>) -> Option<Given<'a>> {
        let silent = self.kept_grant(purpose, None, asked).is_none()
            && self.user.withdrawal(self.policy, purpose, None, asked).is_none();
        if silent { self.guardian_cover(purpose, asked).ok() } else { None }
    }

    /// The user's own grant, if it serves, or the first reason why it does not.
    fn own_consent(&self, purpose: &str, asked: &Asked<'_>) -> Result<Given<'a>, Finding> {
        let grant = self.kept_grant(purpose, None, asked);
        let since = grant.as_ref().map_or(0, |grant| grant.recorded.position);
        if let Some(withdrawal) = self.own_withdrawal_after(asked, purpose, since) {
            return Err(withdrawal);
        }
        let Some(grant) = grant else {
            return Err(finding("consent_missing"));
        };
        if grant.kind != Kind::Explicit {
            return Err(finding_of("consent_not_explicit", Some(grant.recorded)));
        }
        self.grant_lives(purpose, &grant).map(|()| grant)
    }

    /// Whether an explicit own grant is not over, forgotten or outdated, and was given at the age for it.
    pub(super) fn grant_lives(&self, purpose: &str, grant: &Given<'a>) -> Result<(), Finding> {
        if self.expired(purpose, grant) {
            return Err(finding_of("consent_expired", Some(grant.recorded)));
        }
        if self.forgotten_by_signal(purpose, grant) || self.was_below_digital_consent(self.day_of(grant.recorded.at)) {
            return Err(finding("consent_missing"));
        }
        if self.outdated(purpose, grant) {
            return Err(finding_of("consent_expired", Some(grant.recorded)));
        }
        Ok(())
    }

    pub(super) fn own_withdrawal_after(&self, asked: &Asked<'_>, purpose: &str, position: u64) -> Option<Finding> {
        let withdrawal = self.user.withdrawal(self.policy, purpose, None, asked)?;
        (withdrawal.position > position).then(|| finding_of("consent_withdrawn", Some(withdrawal)))
    }

    /// The withdrawal of the user's own consent that no explicit grant took back since; else that of a linked guardian, as long as the
    /// user is not old enough to consent alone.
    pub(super) fn consent_withdrawn(&self, purpose: &str, asked: &Asked<'_>) -> Option<Finding> {
        let grants = self.serving_grants(purpose, None, asked);
        let last = grants.iter().rfind(|grant| grant.kind == Kind::Explicit);
        let own = self.own_withdrawal_after(asked, purpose, last.map_or(0, |grant| grant.recorded.position));
        own.or_else(|| {
            let withdrawal = self.guardians_withdrawal(purpose, asked)?;
            (!self.consents_alone()).then_some(withdrawal)
        })
    }

    /// Whether the user is old enough to consent alone, or taken for it.
    pub(super) fn consents_alone(&self) -> bool {
        matches!(self.standing(self.digital_consent_age()), Standing::Reached | Standing::Passed)
    }

    /// Whether the user has consented to exactly this purpose after a position, and an own consent is live now.
    pub(super) fn own_exact_consent_after(&self, purpose: &str, position: u64, asked: &Asked<'_>) -> bool {
        let exact = self.user.exact_grant(self.policy, purpose, asked);
        exact.is_some_and(|grant| grant.recorded.position > position)
            && self.consents_alone()
            && self.own_consent(purpose, asked).is_ok()
    }
}

/// The grant that is kept of several: the last explicit one, else the last.
pub(super) fn kept<'a>(grants: &[Given<'a>]) -> Option<Given<'a>> {
    let explicit = grants.iter().rfind(|grant| grant.kind == Kind::Explicit);
    explicit.or(grants.last()).cloned()
}

fn own(grant: Given<'_>) -> Live<'_> {
    Live { grant, by_guardian: false }
}
