//! One question under one version: what every check reads, and the instants at which its answer may change.

use std::cell::Cell;

use jiff::Timestamp;
use jiff::civil::Date;

use super::calendar::{self, Birth};
use super::company::Registered;
use super::law::Law;
use super::policy::{Overlay, Policy};
use super::user::User;
use super::{Recorded, Reference};
use crate::answer::Evidence;

/// A question about one user at one instant, under the version in force.
#[derive(Debug)]
pub(super) struct Case<'a> {
    pub(super) law: &'a Law,
    pub(super) policy: &'a Policy,
    pub(super) user: User<'a>,
    pub(super) at: Timestamp,
    pub(super) birth: Option<Birth>,
    pub(super) residence: Option<&'a str>,
    pub(super) overlays: Vec<(&'a str, &'a Overlay)>,
    /// What the company registered.
    pub(super) company: Vec<Registered<'a>>,
    horizon: Cell<Option<Timestamp>>,
    /// The record by which the first condition held that is about one.
    pub(super) record: Cell<Option<Evidence>>,
}

/// A reason for denial, with the act that it names.
#[derive(Debug, Clone)]
pub(super) struct Finding {
    pub(super) reason: &'static str,
    /// The number of the check that found it; filled in when the findings of all checks are put together.
    pub(super) check: u8,
    pub(super) evidence: Option<Evidence>,
}

/// A reason that names no act.
pub(super) fn finding(reason: &'static str) -> Finding {
    Finding { reason, check: 0, evidence: None }
}

/// A reason that names an act.
pub(super) fn finding_of(reason: &'static str, act: Option<&Recorded>) -> Finding {
    Finding { reason, check: 0, evidence: act.map(Recorded::evidence) }
}

/// Findings of one check.
pub(super) fn at_check(check: u8, findings: impl IntoIterator<Item = Finding>) -> impl Iterator<Item = Finding> {
    findings.into_iter().map(move |finding| Finding { check, ..finding })
}

impl Reference {
    /// The acts of one user.
    pub(super) fn user(&self, user: &str) -> User<'_> {
        User {
            versions: &self.versions,
            acts: self.acts.iter().filter(|recorded| recorded.doing.user() == Some(user)).collect(),
        }
    }

    /// The question of a user at an instant, when a version is in force.
    pub(super) fn case(&self, user: &str, at: Timestamp) -> Option<Case<'_>> {
        Some(self.case_under(self.versions.in_force(at)?, user, at))
    }

    /// The same under a given version, for acts before any is in force.
    pub(super) fn case_under<'a>(&'a self, policy: &'a Policy, user: &str, at: Timestamp) -> Case<'a> {
        let user = self.user(user);
        let residence = user.residence(policy);
        Case {
            law: &self.law,
            policy,
            at,
            birth: user.birth(),
            residence,
            overlays: overlays(policy, &self.law, residence),
            user,
            company: self.company(),
            horizon: Cell::new(self.versions.next_change(at)),
            record: Cell::new(None),
        }
    }
}

/// The overlays that hold for a residence.
fn overlays<'a>(policy: &'a Policy, law: &Law, residence: Option<&str>) -> Vec<(&'a str, &'a Overlay)> {
    let all = || policy.overlays.iter().map(|(key, overlay)| (key.as_str(), overlay));
    let Some(residence) = residence else {
        let named = policy.overlays_without_residence();
        return all().filter(|(key, _)| named.iter().any(|name| name == key)).collect();
    };
    let listed: Vec<_> =
        all().filter(|(_, overlay)| overlay.residences.iter().any(|place| law.lies_in(residence, place))).collect();
    if listed.is_empty() { all().filter(|(_, overlay)| overlay.default).collect() } else { listed }
}

impl Case<'_> {
    /// The civil day of the question.
    pub(super) fn today(&self) -> Date {
        self.day_of(self.at)
    }

    pub(super) fn day_of(&self, at: Timestamp) -> Date {
        calendar::day_of(at, &self.policy.zone)
    }

    /// Whether a condition holds by a record, which is noted.
    pub(super) fn holds_by(&self, record: Option<&Recorded>) -> bool {
        self.record.set(self.record.get().or(record.map(Recorded::evidence)));
        record.is_some()
    }

    /// Notes an instant at which the answer may change. One that is past changes nothing.
    pub(super) fn may_change_at(&self, at: Timestamp) {
        if at > self.at {
            self.horizon.set(Some(self.horizon.get().map_or(at, |known| known.min(at))));
        }
    }

    /// Notes a day from which the answer may change.
    pub(super) fn may_change_on(&self, day: Date) {
        if let Some(start) = calendar::start_of(day, &self.policy.zone) {
            self.may_change_at(start);
        }
    }

    /// The earliest instant noted.
    pub(super) fn valid_until(&self) -> Option<Timestamp> {
        self.horizon.get()
    }
}
