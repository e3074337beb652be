//! Random histories: a few users, few purposes, ages near the thresholds, and a clock that moves by hours to years.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan as _};

use super::draw::Draw;
use super::vocabulary::Vocabulary;
use super::{Deed, Step};
use crate::act::{
    Account, Acknowledgement, Act, Assurance, Choice, Doing, Erasure, Grant, Handling, Happening, Kind, Link,
    Overruling, Restriction, Scope, Scoped, Signals, Status, Update,
};

const USERS: [&str; 3] = ["ada", "ben", "eve"];
const GUARDIANS: [&str; 2] = ["gil", "hal"];
const RESIDENCES: [&str; 11] = ["DE", "FR", "AT", "DK", "GB", "US", "US-CA", "US-TX", "CA-QC", "BR", "DE-BY"];
const HOUR: i64 = 3600;
const DAY: i64 = 24 * HOUR;

/// What the generator remembers, so that malformed acts stay rare and say what they mean.
#[derive(Debug)]
pub(super) struct Story<'a> {
    pub(super) draw: &'a mut Draw,
    pub(super) words: &'a Vocabulary,
    now: Timestamp,
    linked: BTreeSet<(String, String)>,
    erased: BTreeSet<String>,
    /// Grants for a recipient in a country.
    pub(super) abroad: Vec<(Grant, Scope)>,
    /// Users on whose data there was a hold: an erasure keeps some of theirs.
    pub(super) held: BTreeSet<String>,
}

/// The steps of a history with so many questions.
pub(super) fn steps(draw: &mut Draw, words: &Vocabulary, questions: usize) -> Vec<Step> {
    let day: Date = words.first_day.parse().unwrap_or(Date::constant(2024, 1, 15));
    let start = day.to_zoned(TimeZone::UTC).map(|start| start.timestamp()).unwrap_or_default();
    let from = if draw.chance(4) { -20 * DAY } else { DAY };
    let now = later(start, draw.number(from, 900 * DAY));
    let none = BTreeSet::new;
    let abroad = Vec::new();
    let mut story = Story { draw, words, now, linked: BTreeSet::new(), erased: none(), abroad, held: none() };
    let mut steps = Vec::new();
    let mut asked = 0;
    for user in USERS {
        let first = story.introduction(user);
        steps.push(Step { at: now, deed: Deed::Act(Doing::plain(Act::Update(first))) });
        // without one, retention clocks run from many kinds of acts
        if story.draw.chance(70) {
            let active =
                Happening { user: user.to_owned(), event: "last_active".to_owned(), reference: None, on: None };
            steps.push(Step { at: now, deed: Deed::Act(Doing::Handling(Handling::Record(active))) });
        }
    }
    while asked < questions {
        story.advance();
        if story.draw.chance(45) {
            let deed = Deed::Act(story.doing());
            steps.push(Step { at: story.now, deed });
        } else {
            let mut at = story.now;
            if story.draw.chance(3) && !story.words.retention {
                at = later(start, -HOUR);
            } else if story.draw.chance(15) {
                at = later(at, story.draw.number(1, 500 * DAY));
            }
            let question = story.question();
            steps.push(Step { at, deed: Deed::Ask(question) });
            asked += 1;
        }
    }
    steps
}

impl Story<'_> {
    fn advance(&mut self) {
        let seconds = match self.draw.number(0, 9) {
            0..=5 => self.draw.number(0, 3 * HOUR),
            6..=7 => self.draw.number(HOUR, 40 * DAY),
            8 => self.draw.number(DAY, 200 * DAY),
            _ if self.draw.chance(20) => self.draw.number(DAY, 700 * DAY),
            _ => DAY,
        };
        self.now = later(self.now, seconds);
    }

    fn introduction(&mut self, user: &str) -> Update {
        let mut update = Update { user: user.to_owned(), ..Update::default() };
        if self.draw.chance(80) {
            update.account = Some(Account::Active);
        }
        if self.draw.chance(75) {
            self.observe_age(&mut update);
        }
        if self.draw.chance(70) {
            update.residence = Some(self.draw.word(&RESIDENCES));
        }
        if update.account.is_none() && update.residence.is_none() {
            update.kind = Some("consumer".to_owned());
        }
        update
    }

    /// An age near one of the thresholds that policies and laws have.
    fn observe_age(&mut self, update: &mut Update) {
        let years = self.draw.any(&[12, 13, 14, 15, 16, 16, 18, 18, 30, 40]).unwrap_or(30);
        let today = TimeZone::UTC.to_datetime(self.now).date();
        match self.draw.number(0, 9) {
            0..=5 => {
                let offset = if self.draw.chance(50) { self.draw.number(-3, 3) } else { self.draw.number(-400, 400) };
                let birthday = today.checked_sub(years.years()).and_then(|day| day.checked_add(offset.days()));
                update.birthdate = birthday.ok();
            }
            6 => update.birthdate = self.draw.any(&[Date::constant(2008, 2, 29), Date::constant(2012, 2, 29)]),
            7 => update.age = Some(years),
            8 => update.age_range = Some(vec![years]),
            _ => update.age_range = Some(vec![years - 2, years + self.draw.any(&[0, 1, 3]).unwrap_or(0)]),
        }
        if self.draw.chance(40) {
            update.assurance =
                self.draw.any(&[Assurance::Declared, Assurance::Estimated, Assurance::Confirmed, Assurance::Verified]);
        }
    }

    fn doing(&mut self) -> Doing {
        if self.draw.chance(25) {
            return Doing::Handling(self.record());
        }
        let act = self.act();
        let chosen =
            matches!(act, Act::Grant(_) | Act::Withdraw(_) | Act::OptOut(_) | Act::OptIn(_) | Act::ObjectTo(_));
        // few grants are of nodes, and fewer of those would be for a recipient
        let of_node = matches!(&act, Act::Grant(act) if self.words.nodes.contains(&act.purpose));
        let scope =
            if chosen && self.draw.chance(if of_node { 40 } else { 18 }) { self.scope() } else { Scope::default() };
        if let Act::Grant(grant) = &act
            && scope.destination.is_some()
        {
            self.abroad.push((grant.clone(), scope.clone()));
        }
        Doing::Act(Scoped { act, scope })
    }

    fn act(&mut self) -> Act {
        let user = self.user();
        if self.erased.contains(&user) {
            return Act::Erase(Erasure { user });
        }
        match self.draw.number(0, 99) {
            0..=29 => Act::Grant(self.grant(user)),
            30..=43 => Act::Withdraw(self.choice(user, 20)),
            44..=51 => Act::OptOut(self.choice(user, 3)),
            52..=59 => Act::OptIn(self.choice(user, 0)),
            60..=64 => Act::ObjectTo(self.choice(user, 3)),
            65..=67 => {
                let reason = self.draw.chance(85).then(|| "compelling grounds".to_owned());
                let purpose = if self.draw.chance(70) { self.purpose() } else { self.node() };
                Act::OverruleObjection(Overruling { user, purpose, reason })
            }
            68..=70 => Act::Restrict(self.restriction(user)),
            71..=73 => Act::LiftRestriction(self.restriction(user)),
            74..=79 => Act::Acknowledge(Acknowledgement {
                user,
                notice: self.notice(),
                agrees: self.draw.chance(85),
                method: None,
            }),
            80..=87 => Act::Update(self.update(user)),
            88..=92 => self.link(user),
            93..=98 => Act::ApplySignals(self.signals(user)),
            _ if self.draw.chance(15) && !self.words.floors && !self.held.contains(&user) => {
                self.erased.insert(user.clone());
                Act::Erase(Erasure { user })
            }
            _ => Act::Update(self.update(user)),
        }
    }

    pub(super) fn user(&mut self) -> String {
        self.draw.word(&USERS)
    }

    /// A guardian who is linked to the user, or now and then one who is not.
    fn guardian(&mut self, user: &str, unlinked: u32) -> Option<String> {
        let linked: Vec<String> =
            self.linked.iter().filter(|(child, _)| child == user).map(|(_, guardian)| guardian.clone()).collect();
        if self.draw.chance(unlinked) {
            return Some(self.draw.word(&GUARDIANS));
        }
        self.draw.any(&linked)
    }

    fn grant(&mut self, user: String) -> Grant {
        let by = if self.draw.chance(40) { self.guardian(&user, 4) } else { None };
        let purpose = if self.draw.chance(10) && !self.words.technologies.is_empty() {
            self.technology()
        } else if self.draw.chance(75) {
            self.purpose()
        } else {
            self.node()
        };
        let kind = if self.draw.chance(85) {
            Kind::Explicit
        } else {
            self.draw.any(&[Kind::Implied, Kind::Assumed]).unwrap_or_default()
        };
        let notice = match &by {
            Some(_) if self.draw.chance(60) && self.words.notices.iter().any(|notice| notice == "parents") => {
                Some("parents".to_owned())
            }
            _ if self.draw.chance(15) => Some(self.notice()),
            _ => None,
        };
        let expires = self.draw.chance(10).then(|| later(self.now, self.draw.number(HOUR, 400 * DAY)));
        Grant { user, purpose, by, kind, notice, expires, method: None }
    }

    fn choice(&mut self, user: String, by_guardian: u32) -> Choice {
        let by = if self.draw.chance(by_guardian) { self.guardian(&user, 0) } else { None };
        Choice { purpose: self.target(), by, user, ground: None, method: None }
    }

    fn restriction(&mut self, user: String) -> Restriction {
        let purpose = self.draw.chance(50).then(|| if self.draw.chance(70) { self.purpose() } else { self.node() });
        let ground = if self.draw.chance(70) { self.draw.any(&self.words.grounds) } else { None };
        Restriction { user, purpose, ground }
    }

    fn update(&mut self, user: String) -> Update {
        let mut update = Update { user, ..Update::default() };
        match self.draw.number(0, 9) {
            0..=3 => self.observe_age(&mut update),
            4..=6 => {
                update.residence = Some(self.draw.word(&RESIDENCES));
                update.residence_source =
                    self.draw.chance(40).then(|| self.draw.word(&["registered", "billing", "ip"]));
            }
            7 => update.kind = self.draw.any(&self.words.kinds),
            _ => {
                let states = [
                    Account::Active,
                    Account::Active,
                    Account::Active,
                    Account::Suspended,
                    Account::Closed,
                    Account::Terminated,
                ];
                update.account = self.draw.any(&states);
            }
        }
        if self.draw.chance(2) {
            update.birthdate = Some(TimeZone::UTC.to_datetime(later(self.now, 10 * DAY)).date());
            (update.age, update.age_range) = (None, None);
        }
        update
    }

    fn link(&mut self, user: String) -> Act {
        let guardian = self.draw.word(&GUARDIANS);
        if self.draw.chance(15) {
            self.linked.remove(&(user.clone(), guardian.clone()));
            return Act::UnlinkGuardian(Link { user, guardian, status: None, method: None, evidence: None });
        }
        self.linked.insert((user.clone(), guardian.clone()));
        let status = self.draw.any(&[Status::Verified, Status::Verified, Status::Pending]);
        Act::LinkGuardian(Link { user, guardian, status, method: None, evidence: None })
    }

    fn signals(&mut self, user: String) -> Signals {
        let named = self.draw.one_to(&self.words.signals, 2);
        let mut signals: BTreeMap<String, bool> = BTreeMap::new();
        for name in named {
            signals.insert(name, self.draw.chance(75));
        }
        if signals.is_empty() || self.draw.chance(1) {
            signals.insert("no_such_signal".to_owned(), true);
        }
        Signals { user, signals }
    }

    fn notice(&mut self) -> String {
        if self.draw.chance(2) {
            "no_such_notice".to_owned()
        } else {
            self.draw.any(&self.words.notices).unwrap_or_default()
        }
    }

    pub(super) fn purpose(&mut self) -> String {
        if self.draw.chance(1) {
            "no.such.purpose".to_owned()
        } else {
            self.draw.any(&self.words.purposes).unwrap_or_default()
        }
    }

    pub(super) fn node(&mut self) -> String {
        self.draw.any(&self.words.nodes).unwrap_or_default()
    }

    /// A technology, or a node above one.
    fn technology(&mut self) -> String {
        let technology = self.draw.any(&self.words.technologies).unwrap_or_default();
        match technology.split_once('.') {
            Some((above, _)) if self.draw.chance(30) => above.to_owned(),
            _ => technology,
        }
    }

    /// An instant so many days ago at most.
    pub(super) fn earlier(&mut self, days: i64) -> Timestamp {
        let seconds = self.draw.number(0, days * DAY);
        later(self.now, -seconds)
    }

    /// What a choice may be about: a purpose, a node, a group, or everything; or a technology.
    fn target(&mut self) -> String {
        if self.draw.chance(15) && !self.words.technologies.is_empty() {
            return self.technology();
        }
        match self.draw.number(0, 9) {
            0..=5 => self.purpose(),
            6..=7 => self.node(),
            8 => self.draw.any(&self.words.groups).unwrap_or_else(|| "*".to_owned()),
            _ => "*".to_owned(),
        }
    }
}

fn later(at: Timestamp, seconds: i64) -> Timestamp {
    at.checked_add(seconds.seconds()).unwrap_or(at)
}
