//! Guardians: whether the grant of one covers a purpose.

use jiff::Timestamp;

use super::Recorded;
use super::case::{Case, Finding, finding, finding_of};
use super::consent::kept;
use super::question::Asked;
use super::user::Given;
use crate::act::{Act, Kind, Status};

impl<'a> Case<'a> {
    /// The grant of a verified guardian that covers a purpose, the latest if there are several; else the reason why there is none.
    pub(super) fn guardian_cover(&self, purpose: &str, asked: &Asked<'_>) -> Result<Given<'a>, Finding> {
        let guardians = self.user.guardians();
        if let Some(withdrawal) = self.guardians_withdrawal(purpose, asked) {
            return Err(withdrawal);
        }
        let verified =
            guardians.iter().filter(|(_, status)| **status == Status::Verified).map(|(guardian, _)| *guardian);
        let grants = verified.filter_map(|guardian| self.live_grant_of_guardian(purpose, guardian, asked));
        if let Some(grant) = grants.max_by_key(|grant| grant.recorded.position) {
            // the terms of the others change nothing while this one lasts
            let _over = self.expired(purpose, &grant);
            return Ok(grant);
        }
        let unverified = !guardians.is_empty() && guardians.values().all(|status| *status == Status::Pending);
        Err(finding(if unverified { "parental_consent_unverified" } else { "parental_consent_missing" }))
    }

    /// The latest withdrawal of a linked guardian that the same guardian did not take back.
    pub(super) fn guardians_withdrawal(&self, purpose: &str, asked: &Asked<'_>) -> Option<Finding> {
        let withdrawal = self
            .user
            .guardians()
            .keys()
            .filter_map(|guardian| self.blocking_withdrawal(purpose, guardian, asked))
            .max_by_key(|act| act.position)?;
        Some(finding_of("parental_consent_withdrawn", Some(withdrawal)))
    }

    /// The withdrawal of a guardian that no later explicit grant of the same guardian takes back.
    fn blocking_withdrawal(&self, purpose: &str, guardian: &str, asked: &Asked<'_>) -> Option<&'a Recorded> {
        let withdrawal = self.user.withdrawal(self.policy, purpose, Some(guardian), asked)?;
        let grants = self.serving_grants(purpose, Some(guardian), asked);
        let granted_again =
            grants.iter().any(|grant| grant.kind == Kind::Explicit && grant.recorded.position > withdrawal.position);
        (!granted_again).then_some(withdrawal)
    }

    fn live_grant_of_guardian(&self, purpose: &str, guardian: &str, asked: &Asked<'_>) -> Option<Given<'a>> {
        let grants = self.serving_grants(purpose, Some(guardian), asked);
        let wanted = self.policy.age.as_ref().and_then(|age| age.guardian_notice.as_ref());
        let serves = |grant: &Given<'a>| {
            grant.kind == Kind::Explicit
                && wanted.is_none_or(|wanted| grant.notice.as_ref() == Some(wanted))
                && !self.forgotten_by_signal(purpose, grant)
                && !self.outdated(purpose, grant)
                && self.end(purpose, grant).is_none_or(|end| end > self.at)
        };
        // a grant takes the place of an earlier one of the same scope only
        let kept_ones = grants.iter().filter_map(|grant| {
            let same = |other: &&Given<'a>| other.recorded.scope() == grant.recorded.scope();
            kept(&grants.iter().filter(same).cloned().collect::<Vec<_>>())
        });
        kept_ones.filter(serves).max_by_key(|grant| grant.recorded.position)
    }

    /// When the term of a grant is over: its own or that of the purpose, the earlier.
    pub(super) fn end(&self, purpose: &str, grant: &Given) -> Option<Timestamp> {
        let term = self.policy.purposes.get(purpose).and_then(|purpose| purpose.consent_expires.as_ref());
        let by_term = term.and_then(|term| super::calendar::after_term(grant.recorded.at, term, &self.policy.zone));
        grant.expires.into_iter().chain(by_term).min()
    }

    /// Whether the term of a grant is over; when it will be is noted.
    pub(super) fn expired(&self, purpose: &str, grant: &Given) -> bool {
        let end = self.end(purpose, grant);
        if let Some(end) = end {
            self.may_change_at(end);
        }
        end.is_some_and(|end| end <= self.at)
    }

    /// Whether a signal that forgets the purpose came after a grant.
    pub(super) fn forgotten_by_signal(&self, purpose: &str, grant: &Given) -> bool {
        self.user.acts.iter().filter(|recorded| recorded.position > grant.recorded.position).any(|recorded| {
            match recorded.act() {
                Some(Act::ApplySignals(act)) => act.signals.iter().filter(|(_, on)| **on).any(|(name, _)| {
                    let signal = self.policy.signals.get(name);
                    signal.is_some_and(|signal| self.policy.any_covers(&signal.forgets, purpose))
                }),
                _ => false,
            }
        })
    }

    /// Whether a material change of the purpose came after the version to which a grant is bound.
    pub(super) fn outdated(&self, purpose: &str, grant: &Given) -> bool {
        let changed = self.user.versions.last_change_of(purpose, self.at);
        changed.is_some_and(|changed| grant.version.is_none_or(|shown| shown.effective < changed.effective))
    }
}
