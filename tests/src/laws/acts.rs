//! The acts that lead to each value of the abstract state.

use std::collections::BTreeMap;

use jiff::civil::date;

use super::PURPOSES;
use super::states::{
    Account, Age, Axis, Consent, Erased, Guardian, Notice, Objection, OptOut, Restricted, Signal, Traits,
};
use super::world::{EARLY, THEN};
use crate::act::{
    Acknowledgement, Act, Choice, Erasure, Grant, Kind, Link, Overruling, Restriction, Signals, Status, Update,
};

impl Axis {
    /// The acts that lead to a value on this axis, with their days.
    pub(super) fn acts(self, traits: &Traits) -> Vec<(&'static str, Act)> {
        let early = |acts: Vec<Act>| acts.into_iter().map(|act| (EARLY, act)).collect();
        let then = |acts: Vec<Act>| acts.into_iter().map(|act| (THEN, act)).collect();
        match self {
            Axis::Account => early(account(traits.account)),
            Axis::Consent if traits.consent == Consent::Outdated => early(grants(Kind::Explicit, None)),
            Axis::Consent => then(consent(traits.consent)),
            Axis::Objection => then(match traits.objection {
                Objection::None => Vec::new(),
                Objection::Standing => vec![object("leaves")],
                Objection::Overruled => vec![object("leaves"), overrule("leaves")],
            }),
            Axis::OptOut => then(match traits.opt_out {
                OptOut::None => Vec::new(),
                OptOut::Leaf => vec![opt_out("leaves")],
                OptOut::Ancestor => vec![opt_out("lab")],
                OptOut::AncestorThenIn => vec![opt_out("lab"), Act::OptIn(choice("lab", None))],
            }),
            Axis::Restricted => then(match traits.restricted {
                Restricted::No => Vec::new(),
                Restricted::Yes => vec![restrict()],
            }),
            Axis::Signal => then(match traits.signal {
                Signal::Off => Vec::new(),
                Signal::On => vec![signal()],
            }),
            Axis::Age => then(age(traits.age)),
            Axis::Guardian => then(guardian(traits.guardian)),
            Axis::Notice => then(match traits.notice {
                Notice::None => Vec::new(),
                Notice::Acknowledged => vec![acknowledge("terms", true), acknowledge("2", true)],
                Notice::Disagreed => vec![acknowledge("terms", true), acknowledge("2", false)],
            }),
            Axis::Erased => then(match traits.erased {
                Erased::No => Vec::new(),
                Erased::Yes => vec![Act::Erase(Erasure { user: String::new() })],
            }),
        }
    }
}

fn account(account: Account) -> Vec<Act> {
    let state = |account| Act::Update(Update { account: Some(account), ..Update::default() });
    match account {
        Account::None => Vec::new(),
        Account::Active => vec![state(crate::act::Account::Active)],
        Account::Closed => vec![state(crate::act::Account::Active), state(crate::act::Account::Closed)],
    }
}

fn consent(consent: Consent) -> Vec<Act> {
    let explicit = || grants(Kind::Explicit, None);
    match consent {
        Consent::None | Consent::Outdated => Vec::new(),
        Consent::Implied => grants(Kind::Implied, None),
        Consent::Explicit => explicit(),
        Consent::ThenWithdrawn => {
            let mut acts = explicit();
            acts.push(withdraw("leaves", None));
            acts
        }
        Consent::WithdrawnThenExplicit => {
            let mut acts = vec![withdraw("leaves", None)];
            acts.extend(explicit());
            acts
        }
        Consent::Expired => grants(Kind::Explicit, "2024-07-02T00:00:00Z".parse().ok()),
    }
}

fn age(age: Age) -> Vec<Act> {
    let mut update = Update::default();
    match age {
        Age::Unknown => return Vec::new(),
        Age::Adult => update.birthdate = Some(date(1990, 5, 1)),
        Age::Between => update.birthdate = Some(date(2008, 9, 1)),
        Age::BelowMinimum => update.birthdate = Some(date(2014, 9, 1)),
        Age::Straddling => update.age_range = Some(vec![12, 17]),
    }
    vec![Act::Update(update)]
}

fn guardian(guardian: Guardian) -> Vec<Act> {
    let link = |guardian: &str, status| {
        Act::LinkGuardian(Link {
            user: String::new(),
            guardian: guardian.to_owned(),
            status: Some(status),
            method: None,
            evidence: None,
        })
    };
    let by = |guardian: &str| grant("lab", Some(guardian), Kind::Explicit);
    match guardian {
        Guardian::None => Vec::new(),
        Guardian::PendingGrant => vec![link("gil", Status::Pending), by("gil")],
        Guardian::VerifiedGrant => vec![link("gil", Status::Verified), by("gil")],
        Guardian::VerifiedWithdrawn => vec![link("gil", Status::Verified), by("gil"), withdraw("leaves", Some("gil"))],
        Guardian::Divided => {
            vec![link("gil", Status::Verified), link("hal", Status::Verified), withdraw("lab", Some("hal")), by("gil")]
        }
    }
}

/// A grant of each purpose by its name.
fn grants(kind: Kind, expires: Option<jiff::Timestamp>) -> Vec<Act> {
    let grant = |purpose: &&str| {
        Act::Grant(Grant {
            user: String::new(),
            purpose: (*purpose).to_owned(),
            by: None,
            kind,
            notice: None,
            expires,
            method: None,
        })
    };
    PURPOSES.iter().map(grant).collect()
}

pub(super) fn grant(purpose: &str, by: Option<&str>, kind: Kind) -> Act {
    Act::Grant(Grant {
        user: String::new(),
        purpose: purpose.to_owned(),
        by: by.map(str::to_owned),
        kind,
        notice: None,
        expires: None,
        method: None,
    })
}

fn choice(purpose: &str, by: Option<&str>) -> Choice {
    Choice { user: String::new(), purpose: purpose.to_owned(), by: by.map(str::to_owned), ground: None, method: None }
}

pub(super) fn withdraw(purpose: &str, by: Option<&str>) -> Act {
    Act::Withdraw(choice(purpose, by))
}

pub(super) fn opt_out(purpose: &str) -> Act {
    Act::OptOut(choice(purpose, None))
}

pub(super) fn object(purpose: &str) -> Act {
    Act::ObjectTo(choice(purpose, None))
}

fn overrule(purpose: &str) -> Act {
    Act::OverruleObjection(Overruling {
        user: String::new(),
        purpose: purpose.to_owned(),
        reason: Some("compelling grounds".to_owned()),
    })
}

pub(super) fn restrict() -> Act {
    Act::Restrict(Restriction { user: String::new(), purpose: None, ground: None })
}

fn signal() -> Act {
    Act::ApplySignals(Signals { user: String::new(), signals: BTreeMap::from([("gpc".to_owned(), true)]) })
}

pub(super) fn acknowledge(notice: &str, agrees: bool) -> Act {
    Act::Acknowledge(Acknowledgement { user: String::new(), notice: notice.to_owned(), agrees, method: None })
}

/// The act, about a user.
pub(super) fn named(mut act: Act, user: &str) -> Act {
    let user = user.to_owned();
    match &mut act {
        Act::Grant(act) => act.user = user,
        Act::Withdraw(act) | Act::OptOut(act) | Act::OptIn(act) | Act::ObjectTo(act) => {
            act.user = user;
        }
        Act::OverruleObjection(act) => act.user = user,
        Act::Restrict(act) | Act::LiftRestriction(act) => act.user = user,
        Act::Acknowledge(act) => act.user = user,
        Act::Update(act) => act.user = user,
        Act::LinkGuardian(act) | Act::UnlinkGuardian(act) => act.user = user,
        Act::ApplySignals(act) => act.user = user,
        Act::Erase(act) => act.user = user,
    }
    act
}
