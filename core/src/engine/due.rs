//! What has to be done by when: disposals, open cases, notices of breaches, audits and reviews.

mod breach;
mod disposal;
mod review;

use serde::Serialize;
use serde_json::{Value, json};

use super::acts::version_or_first;
use super::freshness::read_state;
use super::registry::as_text;
use super::{COMPANY, Engine};
use crate::act::Event;
use crate::decide::rights;
use crate::error::Error;
use crate::policy::Version;
use crate::state::UserState;
use crate::words::Timestamp;

pub(super) use breach::{Notice, is_risky};
pub(super) use disposal::{disposed_of, suspended, terms};
pub(super) use review::{Standing, controls, recipient_review};

/// Something that has to be done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Due {
    /// `disposal`, `case`, `breach`, `control`, `recipient_review`, `policy_review`.
    pub kind: &'static str,
    /// The user; none for what is about nobody, or about one who was erased.
    pub user: Option<String>,
    /// The retention rule, right, breach, control, recipient or version.
    pub subject: String,
    /// `delete`, `anonymise`, `isolate`, `erase_rest`, `erase_again`, `respond`, `notify`, `audit`, `review`.
    pub action: &'static str,
    /// What the time is counted from: the instant at which the clock began.
    #[serde(serialize_with = "as_text")]
    pub since: Timestamp,
    /// The first instant at which the time is over.
    #[serde(serialize_with = "as_text")]
    pub due: Timestamp,
    /// Whether it is over.
    pub overdue: bool,
    /// What else matters, by name: `categories`, `reference`, `suppression`, `case`, `missing`, …
    pub detail: Value,
}

impl Due {
    /// The same for a user.
    fn of(self, user: Option<&str>) -> Self {
        Self { user: user.map(String::from), ..self }
    }
}

impl Engine {
    /// What is due: data whose term is over (GDPR Art. 5(1)(e)), open cases (Art. 12(3)), notices of breaches that were not sent
    /// (Art. 33, 34), audits and reviews that are late (Art. 32(1)(d)). The earliest first.
    ///
    /// `at` looks ahead, at what is known now; the present instant when it is not given. Cases and notices are listed before
    /// their time is over, the others from then on. Disposals are listed until [`Engine::dispose`] says that they are done.
    ///
    /// # Errors
    ///
    /// [`Error::Integrity`] when a state or an event can't be read; store errors.
    pub fn due(&self, at: Option<Timestamp>) -> Result<Vec<Due>, Error> {
        self.refresh()?;
        let at = at.unwrap_or_else(|| self.now());
        let policy = self.policy();
        let version = version_or_first(&policy, at)?;
        let company = self.state(self.hasher.hash(COMPANY))?;
        let backups = disposal::backups(version, &company);
        let mut found: Vec<(u64, Vec<Due>)> = Vec::new();
        self.each_user(&mut |state| {
            let mut own = Vec::new();
            disposal::of_user(version, &state, &backups, at, &mut own);
            cases(version, &state, at, &mut own);
            if let Some(last) = state.last.filter(|_| !own.is_empty()) {
                found.push((last.position, own));
            }
            Ok(())
        })?;
        let mut list = Vec::new();
        for (position, own) in found {
            let name = self.user_at(position)?;
            // who was erased meanwhile has nothing due; who was erased before has no name any more
            let named = own.into_iter().filter(|due| name.is_some() || due.action == "erase_again");
            list.extend(named.map(|due| due.of(name.as_deref())));
        }
        self.breach_notices(&policy, version, &company, at, &mut list)?;
        review::late(version, &company, at, &mut list);
        list.sort_by(|a, b| {
            let key = |due: &Due| (due.due, due.user.clone(), due.kind, due.subject.clone());
            key(a).cmp(&key(b))
        });
        Ok(list)
    }

    /// Every user's state, the company's own left out.
    pub(super) fn each_user(&self, each: &mut dyn FnMut(UserState) -> Result<(), Error>) -> Result<(), Error> {
        let company = self.hasher.hash(COMPANY);
        self.store.records(&mut |user, record| {
            if user == company {
                return Ok(());
            }
            each(read_state(self.store.path(), &record.state)?)
        })
    }

    /// The name of the user whom an event is about; none once it was erased.
    pub(super) fn user_at(&self, position: u64) -> Result<Option<String>, Error> {
        let payload = self.store.entry(position)?.and_then(|entry| entry.payload);
        let event = payload.as_deref().and_then(Event::read);
        Ok(event.map(|event| event.user).filter(|user| !user.is_empty()))
    }
}

/// Open cases that have to be answered by some day.
fn cases(version: &Version, state: &UserState, at: Timestamp, list: &mut Vec<Due>) {
    for case in state.cases.iter().filter(|case| !case.status.is_over()) {
        let Some(due) = case.details.due else { continue };
        let tasks: Vec<String> = case.open_tasks().map(|task| format!("{}:{}", task.kind, task.subject)).collect();
        list.push(Due {
            kind: "case",
            user: None,
            subject: case.details.right.clone(),
            action: "respond",
            since: case.received,
            due,
            overdue: rights::overdue(version, due, at),
            detail: json!({
                "case": case.id,
                "status": case.status.code(),
                "owner": case.details.owner,
                "reply_via": case.details.reply_via,
                "due_source": case.details.due_source,
                "tasks": tasks,
            }),
        });
    }
}
