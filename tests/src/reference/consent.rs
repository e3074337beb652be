//! A live consent: whose grant is wanted, and whether it serves.

use super::age::Standing;
use super::case::{Case, Finding, finding, finding_of};
use super::user::Given;
use crate::act::Kind;

/// A consent that serves.
#[derive(Debug, Clone)]
pub(super) struct Live<'a> {
    pub(super) grant: Given<'a>,
    pub(super) by_guardian: bool,
}

impl<'a> Case<'a> {
    /// The consent to a purpose that is live now, or the reasons why there is none. `cover` is the guardian's grant that unlocked a
    /// user below the minimum age.
    pub(super) fn live_consent(&self, purpose: &str, cover: Option<&Given<'a>>) -> Result<Live<'a>, Vec<Finding>> {
        if let Some(grant) = cover {
            return match self.own_withdrawal_after(purpose, grant.recorded.position) {
                Some(withdrawal) => Err(vec![withdrawal]),
                None => Ok(Live { grant: grant.clone(), by_guardian: true }),
            };
        }
        match self.standing(self.digital_consent_age()) {
            Standing::Below => self.consent_of_guardian(purpose).map_err(|reason| vec![reason]),
            Standing::Unknown => Err(vec![finding("age_unknown")]),
            Standing::Passed => self.own_consent(purpose).map(own).map_err(|reason| vec![reason]),
            Standing::Reached => match self.guardians_consent_that_ended(purpose) {
                Some(grant) => {
                    Err(vec![finding_of("consent_expired", Some(grant.recorded)), finding("consent_missing")])
                }
                None => self.own_consent(purpose).map(own).map_err(|reason| vec![reason]),
            },
        }
    }

    /// The guardian's grant that serves as the consent of a user below the age, unless the user has withdrawn since.
    fn consent_of_guardian(&self, purpose: &str) -> Result<Live<'a>, Finding> {
        let grant = self.guardian_cover(purpose)?;
        match self.own_withdrawal_after(purpose, grant.recorded.position) {
            Some(withdrawal) => Err(withdrawal),
            None => Ok(Live { grant, by_guardian: true }),
        }
    }

    /// The guardian's grant that would serve, had the user, who never said anything, not reached the age since.
    fn guardians_consent_that_ended(&self, purpose: &str) -> Option<Given<'a>> {
        let silent =
            self.user.grant(purpose, None).is_none() && self.user.withdrawal(self.policy, purpose, None).is_none();
        if silent { self.guardian_cover(purpose).ok() } else { None }
    }

    /// The user's own grant, if it serves, or the first reason why it does not.
    fn own_consent(&self, purpose: &str) -> Result<Given<'a>, Finding> {
        let grant = self.user.grant(purpose, None);
        let since = grant.as_ref().map_or(0, |grant| grant.recorded.position);
        if let Some(withdrawal) = self.own_withdrawal_after(purpose, since) {
            return Err(withdrawal);
        }
        let Some(grant) = grant else {
            return Err(finding("consent_missing"));
        };
        if grant.kind != Kind::Explicit {
            return Err(finding_of("consent_not_explicit", Some(grant.recorded)));
        }
        if self.expired(purpose, &grant) {
            return Err(finding_of("consent_expired", Some(grant.recorded)));
        }
        if self.forgotten_by_signal(purpose, &grant) || self.was_below_digital_consent(self.day_of(grant.recorded.at)) {
            return Err(finding("consent_missing"));
        }
        if self.outdated(purpose, &grant) {
            return Err(finding_of("consent_expired", Some(grant.recorded)));
        }
        Ok(grant)
    }

    fn own_withdrawal_after(&self, purpose: &str, position: u64) -> Option<Finding> {
        let withdrawal = self.user.withdrawal(self.policy, purpose, None)?;
        (withdrawal.position > position).then(|| finding_of("consent_withdrawn", Some(withdrawal)))
    }

    /// The withdrawal of the user's own consent that no explicit grant took back since; else that of a linked guardian, as long as the
    /// user is not old enough to consent alone.
    pub(super) fn consent_withdrawn(&self, purpose: &str) -> Option<Finding> {
        let grants = self.user.grants(purpose, None);
        let last = grants.iter().rfind(|grant| grant.kind == Kind::Explicit);
        let own = self.own_withdrawal_after(purpose, last.map_or(0, |grant| grant.recorded.position));
        own.or_else(|| {
            let withdrawal = self.guardians_withdrawal(purpose)?;
            (!self.consents_alone()).then_some(withdrawal)
        })
    }

    /// Whether the user is old enough to consent alone, or taken for it.
    fn consents_alone(&self) -> bool {
        matches!(self.standing(self.digital_consent_age()), Standing::Reached | Standing::Passed)
    }

    /// Whether the user has consented to exactly this purpose after a position, and an own consent is live now.
    pub(super) fn own_exact_consent_after(&self, purpose: &str, position: u64) -> bool {
        let exact = self.user.exact_grant(self.policy, purpose);
        exact.is_some_and(|grant| grant.recorded.position > position)
            && self.consents_alone()
            && self.own_consent(purpose).is_ok()
    }
}

fn own(grant: Given<'_>) -> Live<'_> {
    Live { grant, by_guardian: false }
}
