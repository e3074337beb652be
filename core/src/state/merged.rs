//! The fold of a user's events that were recorded in several ledgers: one state, in whatever order the ledgers met.
//!
//! Events are taken in the order of their instants, since no ledger records an act before the last one that it knows. Of two that
//! did not know of each other the more protective one stands.

use std::collections::BTreeMap;

use super::conflict::{is_protective, yields};
use super::{Mark, UserState};
use crate::act::{Act, Event};

/// An event where it stands in this ledger.
#[derive(Debug, Clone)]
pub(crate) struct Recorded {
    /// Its position, from 1.
    pub(crate) position: u64,
    pub(crate) event: Event,
}

impl Recorded {
    /// The ledger and its number there; of an own event this one's.
    pub(crate) fn place<'a>(&'a self, ledger: &'a str) -> (&'a str, u64) {
        self.event.merged_from.as_ref().map_or((ledger, self.position), |origin| (&origin.ledger, origin.number))
    }
}

/// Whether an event is the ledger's own book-keeping, which no other ledger is told.
pub(crate) fn is_internal(event: &Event) -> bool {
    matches!(event.act, Act::Merge { .. })
}

/// What was known where and when each of a user's events was recorded.
pub(crate) struct Known<'a> {
    ledgers: Vec<&'a str>,
    /// Of each event: the ledger, by its place in the list, and the number there.
    places: Vec<(usize, u64)>,
    /// Of each event: up to which number of each ledger the user's events were known.
    seen: Vec<Vec<u64>>,
}

impl<'a> Known<'a> {
    /// Reads it from events in the order of their positions in the ledger of this name.
    pub(crate) fn of(events: &'a [Recorded], ledger: &'a str) -> Self {
        let mut known = Self { ledgers: vec![ledger], places: Vec::new(), seen: Vec::new() };
        let mut here = Vec::new();
        for recorded in events {
            let (name, number) = recorded.place(ledger);
            let place = (known.ledger(name), number);
            let seen = match &recorded.event.merged_from {
                None => here.clone(),
                Some(origin) => {
                    let mut seen = Vec::new();
                    for (name, number) in &origin.seen {
                        raise(&mut seen, known.ledger(name), *number);
                    }
                    seen
                }
            };
            for (ledger, number) in seen.iter().enumerate() {
                raise(&mut here, ledger, *number);
            }
            raise(&mut here, place.0, number);
            known.places.push(place);
            known.seen.push(seen);
        }
        known
    }

    /// Up to which number of each ledger events were known when one was recorded.
    pub(crate) fn seen(&self, event: usize) -> BTreeMap<String, u64> {
        let seen = self.seen.get(event).into_iter().flatten();
        let named = self.ledgers.iter().zip(seen).filter(|(_, number)| **number > 0);
        named.map(|(ledger, number)| ((*ledger).to_owned(), *number)).collect()
    }

    fn ledger(&mut self, name: &'a str) -> usize {
        let known = self.ledgers.iter().position(|known| *known == name);
        known.unwrap_or_else(|| {
            self.ledgers.push(name);
            self.ledgers.len() - 1
        })
    }

    /// Whether one event was recorded where the other was known.
    fn saw(&self, one: usize, other: usize) -> bool {
        let (Some((ledger, number)), Some(own)) = (self.places.get(other), self.places.get(one)) else { return false };
        if own.0 == *ledger {
            return own.1 > *number;
        }
        self.seen.get(one).and_then(|seen| seen.get(*ledger)).is_some_and(|seen| seen >= number)
    }

    fn is_apart(&self, one: usize, other: usize) -> bool {
        !self.saw(one, other) && !self.saw(other, one)
    }

    /// The order in which events are taken in: by their instants; at one instant causes before effects, else by ledger and number.
    fn order(&self, events: &[Recorded]) -> Vec<usize> {
        let mut left: Vec<usize> = (0..events.len()).collect();
        let at = |event: &usize| events.get(*event).map(|recorded| recorded.event.at);
        let place = |event: &usize| {
            let (ledger, number) = self.places.get(*event)?;
            Some((self.ledgers.get(*ledger)?, number))
        };
        left.sort_by(|one, other| (at(one), place(one)).cmp(&(at(other), place(other))));
        let mut order = Vec::with_capacity(left.len());
        for same in left.chunk_by(|one, other| at(one) == at(other)) {
            let mut same = same.to_vec();
            while !same.is_empty() {
                // knowing has no cycles, so one of them knows none of the others
                let free = same.iter().position(|one| same.iter().all(|other| one == other || !self.saw(*one, *other)));
                order.push(same.remove(free.unwrap_or(0)));
            }
        }
        order
    }
}

fn raise(seen: &mut Vec<u64>, ledger: usize, number: u64) {
    if seen.len() <= ledger {
        seen.resize(ledger + 1, 0);
    }
    if let Some(known) = seen.get_mut(ledger) {
        *known = number.max(*known);
    }
}

/// The state of a user whose events are these, in the order of their positions in the ledger of this name.
pub(crate) fn fold(events: &[Recorded], ledger: &str) -> UserState {
    let mut state = UserState::default();
    let known = Known::of(events, ledger);
    let protective: Vec<usize> = events
        .iter()
        .enumerate()
        .filter(|(_, recorded)| is_protective(&recorded.event.act))
        .map(|(at, _)| at)
        .collect();
    for at in known.order(events) {
        let Some(recorded) = events.get(at) else { continue };
        let mut event = recorded.event.clone();
        for against in protective.iter().filter(|other| **other != at && known.is_apart(at, **other)) {
            if let Some(against) = events.get(*against) {
                yields(&mut event.act, &against.event.act);
            }
        }
        state.apply(&event, recorded.position);
    }
    let last = events.iter().map(|recorded| recorded.position).max();
    state.last = state.last.zip(last).map(|(mark, position)| Mark { position, ..mark });
    state
}
