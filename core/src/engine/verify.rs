//! The ledger read back: one user's history, and the proof that nothing was changed.

use std::collections::{HashMap, HashSet};

use serde::Serialize;

use super::Engine;
use super::changes::{recorded, walk};
use super::freshness::read_state;
use super::questions::empty_user;
use crate::act::Event;
use crate::error::Error;
use crate::ledger::{Entry, GENESIS, UserHash};
use crate::state::{UserState, fold};
use crate::words::hex;

/// An event of a user's history.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct HistoryEntry {
    /// Its position in the ledger, from 1.
    pub position: u64,
    /// Its hash in the chain, in hex.
    pub hash: String,
    /// What happened.
    #[serde(flatten)]
    pub event: Event,
}

/// What a whole verification found in order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Verification {
    /// Events in the chain.
    pub events: u64,
    /// Users with a state.
    pub users: u64,
    /// The hash of the last event, in hex: keep it elsewhere, and a later verification can be compared with it.
    pub head: String,
}

/// Faults that a message lists.
const LISTED: usize = 10;

impl Engine {
    /// One user's events, the first first; empty for a stranger, and only the erasure for an erased user.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidArgument`] for an empty user; [`Error::Integrity`] when an event is missing; store errors.
    pub fn history(&self, user: &str) -> Result<Vec<HistoryEntry>, Error> {
        if user.is_empty() {
            return Err(empty_user());
        }
        self.refresh()?;
        let state = self.state(self.hasher.hash(user))?;
        let last = state.last.map_or(0, |mark| mark.position);
        let events = walk(self.store.path(), last, &mut |position| self.store.entry(position))?.into_iter();
        let one = |(entry, event): (Entry, Event)| HistoryEntry {
            position: entry.position,
            hash: hex(&entry.link.hash),
            event,
        };
        Ok(events.map(one).collect())
    }

    /// Verifies the whole ledger: every hash, every link of a user's events, and every state against a new fold of the events.
    ///
    /// # Errors
    ///
    /// [`Error::Integrity`] with what was found; store errors.
    pub fn verify(&self) -> Result<Verification, Error> {
        let mut check =
            Check { before: GENESIS, events: 0, states: HashMap::new(), merged: HashSet::new(), faults: Vec::new() };
        self.store.entries(&mut |entry| {
            let expected = check.events + 1;
            if entry.position != expected {
                check.faults.push(format!("event {expected} is missing"));
            } else if let Err(fault) = entry.verify(&check.before) {
                check.faults.push(fault);
            }
            check.events = entry.position;
            check.before = entry.link.hash;
            let Some(user) = entry.user else { return Ok(()) };
            let (state, last) = check.states.entry(user).or_default();
            if entry.previous != *last {
                check.faults.push(format!("event {} does not follow the user's event {last}", entry.position));
            }
            *last = entry.position;
            let content = self.store.opened(entry.clone()).ok().and_then(|entry| entry.payload);
            match content.as_deref().and_then(Event::read) {
                Some(event) => {
                    state.apply(&event, entry.position);
                    if event.merged_from.is_some() {
                        check.merged.insert(user);
                    }
                }
                None => check.faults.push(format!("event {} can't be read", entry.position)),
            }
            Ok(())
        })?;
        for user in std::mem::take(&mut check.merged) {
            if let Some((state, last)) = check.states.get_mut(&user) {
                let events = recorded(self.store.path(), *last, &mut |position| self.store.entry(position))?;
                *state = fold(&events, &self.ledger());
            }
        }
        let mut users = 0;
        self.store.records(&mut |user, record| {
            // an act of another thread or process may have come meanwhile: then its event is there
            if record.last > check.events && self.store.entry(record.last)?.is_some() {
                return Ok(());
            }
            users += 1;
            match check.states.remove(&user) {
                None => check.faults.push(format!("event {} of a user is missing", record.last)),
                Some((_, last)) if last != record.last => {
                    check.faults.push(format!("a user's last event should be {}, and is {last}", record.last));
                }
                Some((state, last)) => {
                    if read_state(self.store.path(), &record.state).ok() != Some(state) {
                        check.faults.push(format!("the state of the user of event {last} is not what the events say"));
                    }
                }
            }
            Ok(())
        })?;
        for (_, last) in check.states.values() {
            check.faults.push(format!("the user of event {last} has no state"));
        }
        if check.faults.is_empty() {
            return Ok(Verification { events: check.events, users, head: hex(&check.before) });
        }
        let listed = check.faults.iter().take(LISTED).cloned().collect::<Vec<_>>().join("; ");
        let more = check.faults.len().saturating_sub(LISTED);
        let more = if more > 0 { format!("; and {more} more") } else { String::new() };
        Err(Error::Integrity {
            path: self.store.path().to_owned(),
            message: format!("{listed}{more}; the file was left as it is"),
        })
    }
}

struct Check {
    before: [u8; 32],
    events: u64,
    states: HashMap<UserHash, (UserState, u64)>,
    /// Users with events of other ledgers, whose order is not that of the positions.
    merged: HashSet<UserHash>,
    faults: Vec<String>,
}
