//! Changes of another ledger are taken in: afterwards both know the same, in whatever order and however often they meet.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use serde::Serialize;
use serde_json::Value;

use super::changes::{Changed, Erased, Parcel, SCHEMA, recorded};
use super::queue::Batch;
use super::registry::not_reserved;
use super::{COMPANY, Engine};
use crate::act::{Act, Event, Origin};
use crate::error::Error;
use crate::index::Hasher;
use crate::ledger::Writer;
use crate::state::{Recorded, UserState, fold};
use crate::words::{Timestamp, hex, sha256};

/// How far another ledger's clock may be ahead of this one's, in milliseconds.
const AHEAD: i64 = 24 * 60 * 60 * 1000;

/// What changes may do here.
#[derive(Debug, Clone, Default)]
pub struct MergeOptions {
    /// Only this user's changes are taken: what somebody who is signed in as that user may send. None: of all users.
    pub user: Option<String>,
}

/// What a merge did.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Merged {
    /// The other ledger.
    pub ledger: String,
    /// Up to which of its positions it is known here now.
    pub until: u64,
    /// Events that were taken in.
    pub taken: usize,
    /// Events that were known already.
    pub known: usize,
    /// Users of whom something was taken in.
    pub users: Vec<String>,
    /// Those of them who were erased by it: the application erases what it has of them (GDPR Art. 17, 19).
    pub erased: Vec<String>,
}

impl Engine {
    /// Takes in what [`Engine::changes`] gave in another ledger on the same policy: all of it with one commit, or nothing.
    ///
    /// Whatever the order in which ledgers meet, and however often, they come to know the same: a user's events count in the order
    /// of their instants. Of two acts that are at odds, made by people who did not know of each other's, the more protective one stands:
    /// a withdrawal is never undone by a grant that did not know of it. Who was erased in one ledger is erased in all.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidArgument`] (`changes`) for what no ledger wrote, or was changed since; for changes of another policy, of
    /// this ledger itself, of other users than [`MergeOptions::user`], or dated more than a day ahead; and when changes before
    /// them are missing here: the message names the position to ask from. [`Error::Integrity`] when one of the two ledgers goes on
    /// from an old copy of itself; store errors.
    pub fn merge(&self, changes: &Value, options: &MergeOptions) -> Result<Merged, Error> {
        let parcel = read(changes)?;
        let own = self.ledger();
        self.admit_parcel(&parcel, &own, options)?;
        self.refresh()?;
        loop {
            let (named, position) = self.erased_here(&parcel)?;
            let mut merged = None;
            self.transact(&mut |batch, writer| {
                // who came meanwhile may be one of the erased
                if !parcel.erased.is_empty() && writer.position() != position {
                    return Ok(());
                }
                let (users, erased) = (Vec::new(), Vec::new());
                let mut work =
                    Work { engine: self, parcel: &parcel, own: &own, until: 0, taken: 0, known: 0, users, erased };
                work.run(batch, writer, &named)?;
                let Work { until, taken, known, users, erased, .. } = work;
                let ledger = parcel.ledger.clone();
                merged = Some(Merged { ledger, until, taken, known, users, erased });
                Ok(())
            })?;
            if let Some(merged) = merged {
                return Ok(merged);
            }
        }
    }

    fn admit_parcel(&self, parcel: &Parcel, own: &str, options: &MergeOptions) -> Result<(), Error> {
        let fault = |message: &str| Err(Error::invalid("changes", message));
        if parcel.policy != self.policy().id() {
            return fault("they were made under another policy; merge ledgers of one policy only");
        }
        if parcel.ledger == own {
            return fault("they are this ledger's own; merge them in another one");
        }
        if options.user.is_some() && parcel.user != options.user {
            return fault("they are not the changes of `user` alone; ask the other ledger for that user's");
        }
        let latest = Timestamp(self.now().0.saturating_add(AHEAD));
        let dates = parcel.events.iter().map(|changed| changed.event.at).chain(parcel.erased.iter().map(|one| one.at));
        if dates.max().is_some_and(|at| at > latest) {
            return fault("an event is dated more than a day ahead; set the clock where it was recorded");
        }
        Ok(())
    }

    /// The users here whom the other ledger erased, by its pseudonyms, and the position up to which all were looked at.
    fn erased_here(&self, parcel: &Parcel) -> Result<(BTreeMap<String, String>, u64), Error> {
        let (_, position) = self.store.changed_since(u64::MAX >> 1)?;
        let Some(key) = parcel.key.as_deref().filter(|_| !parcel.erased.is_empty()) else {
            return Ok((BTreeMap::new(), position));
        };
        let half = |key: &str| u128::from_str_radix(key, 16).ok().map(u128::to_be_bytes);
        let key = half(key).ok_or_else(|| Error::invalid("changes", "their `key` can't be read"))?;
        let hasher = Hasher::new(&key);
        let wanted: BTreeSet<&str> = parcel.erased.iter().map(|erased| erased.user.as_str()).collect();
        let mut named = BTreeMap::new();
        self.store.records(&mut |_, record| {
            let payload = self.store.entry(record.last)?.and_then(|entry| entry.payload);
            if let Some(event) = payload.as_deref().and_then(Event::read) {
                let pseudonym = format!("{:032x}", hasher.hash(&event.user));
                if wanted.contains(pseudonym.as_str()) {
                    named.insert(pseudonym, event.user);
                }
            }
            Ok(())
        })?;
        Ok((named, position))
    }
}

/// Reads changes, and finds whatever makes them none.
fn read(changes: &Value) -> Result<Parcel, Error> {
    let fault = |message: String| Error::invalid("changes", message);
    if changes.get("schema").and_then(Value::as_str) != Some(SCHEMA) {
        return Err(fault(format!("their `schema` is not `{SCHEMA}`; take what `changes` of the same release gave")));
    }
    let parcel: Parcel = serde_json::from_value(changes.clone())
        .map_err(|e| fault(format!("they can't be read ({e}); take what `changes` of the same release gave")))?;
    if parcel.digest()? != parcel.digest {
        return Err(fault(
            "their `digest` is not that of their events: they were changed or cut; ask for them again".into(),
        ));
    }
    let mut last = parcel.since;
    for changed in &parcel.events {
        let user = &changed.event.user;
        let foreign = parcel.user.as_ref().is_some_and(|named| named != user);
        let hidden = not_reserved(user).is_err() && !(parcel.user.is_none() && user == COMPANY);
        if changed.number <= last || changed.number > parcel.until || user.is_empty() || foreign || hidden {
            return Err(fault("an event is not of the order or the user that they name".into()));
        }
        last = changed.number;
    }
    Ok(parcel)
}

/// One merge, inside its transaction.
struct Work<'a> {
    engine: &'a Engine,
    parcel: &'a Parcel,
    own: &'a str,
    /// Up to which position the other ledger is known here.
    until: u64,
    taken: usize,
    known: usize,
    users: Vec<String>,
    erased: Vec<String>,
}

impl Work<'_> {
    fn run(
        &mut self,
        batch: &mut Batch<'_>,
        writer: &mut dyn Writer,
        named: &BTreeMap<String, String>,
    ) -> Result<(), Error> {
        let scope = self.parcel.user.clone().unwrap_or_else(|| COMPANY.to_owned());
        self.is_next(batch, writer, &scope)?;
        let mut by_user: BTreeMap<&str, Vec<&Changed>> = BTreeMap::new();
        for changed in &self.parcel.events {
            by_user.entry(&changed.event.user).or_default().push(changed);
        }
        for (user, changed) in by_user {
            let before = self.taken;
            self.user(batch, writer, user, &changed)?;
            if self.taken > before && !Engine::is_company(user) {
                self.users.push(user.to_owned());
            }
        }
        for erased in &self.parcel.erased {
            if let Some(user) = named.get(&erased.user)
                && self.erase_pseudonym(batch, writer, user, erased)?
                && !self.users.contains(user)
            {
                self.users.push(user.clone());
            }
        }
        if self.parcel.until > self.until && self.taken + self.known > 0 {
            let act = Act::Merge { ledger: self.parcel.ledger.clone(), until: self.parcel.until };
            batch.taken_in(writer, &scope, &act, None)?;
            self.until = self.parcel.until;
        }
        Ok(())
    }

    /// Whether nothing is missing between what is known of the other ledger and the first of these changes.
    fn is_next(&mut self, batch: &Batch<'_>, writer: &mut dyn Writer, scope: &str) -> Result<(), Error> {
        for name in [scope, COMPANY] {
            let state = batch.state(writer, self.engine.hasher.hash(name))?;
            self.until = self.until.max(known_until(&state, &self.parcel.ledger));
        }
        if self.parcel.since > self.until {
            let message = format!("changes before them are missing here; ask for those since {}", self.until);
            return Err(Error::invalid("changes", message));
        }
        Ok(())
    }

    /// Takes in one user's events.
    fn user(
        &mut self,
        batch: &mut Batch<'_>,
        writer: &mut dyn Writer,
        user: &str,
        changed: &[&Changed],
    ) -> Result<(), Error> {
        let hash = self.engine.hasher.hash(user);
        let mut state = batch.state(writer, hash)?;
        let path = self.engine.store.path();
        let last = state.last.map_or(0, |mark| mark.position);
        let mut events = recorded(path, last, &mut |position| writer.entry(position))?;
        let mut places = places(&events, self.own);
        let mut news = Vec::new();
        let mut returned = false;
        for one in changed {
            let origin = self.origin(one)?;
            let place = (origin.ledger.clone(), origin.number);
            let gone = state.erased.is_some() && state.kept.is_empty();
            if let Some(known) = places.get(&place) {
                self.is_same(known, &origin, &one.event, &events)?;
                self.known += 1;
                continue;
            }
            // erased here: what the other ledger still has of the user is not let in again, and it is told once more
            if gone {
                returned |= !matches!(one.event.act, Act::Erase {} | Act::EraseExcept { .. });
                self.known += 1;
                continue;
            }
            if origin.ledger == self.own {
                return Err(self.forked("this ledger goes on from an old copy of itself"));
            }
            let event = self.placed(one, origin, &places)?;
            if matches!(event.act, Act::Erase {}) {
                self.erase(batch, writer, &event, &events)?;
                state = batch.state(writer, hash)?;
                if state.kept.is_empty() {
                    events.clear();
                    news.clear();
                } else if let Some(last) = state.last {
                    events = recorded(path, last.position, &mut |position| writer.entry(position))?;
                }
                places = self::places(&events, self.own);
                continue;
            }
            let position = batch.append(writer, user, state, &event)?;
            state = batch.state(writer, hash)?;
            self.taken += 1;
            places.insert(place, Known { position, digest: event.merged_from.as_ref().map(|o| o.digest.clone()) });
            news.push((event.act.clone(), event.at));
            events.push(Recorded { position, event });
        }
        if returned {
            let now = self.engine.now();
            let at = state.last.map_or(now, |last| now.max(last.at));
            let event = Event { user: user.to_owned(), at, policy: None, merged_from: None, act: Act::Erase {} };
            batch.append(writer, user, state, &event)?;
            return Ok(());
        }
        if news.is_empty() || events.is_empty() {
            return Ok(());
        }
        batch.know(hash, fold(&events, self.own));
        news.iter().try_for_each(|(act, at)| batch.reach_others(writer, user, act, *at))
    }

    /// Erases a user whom the other ledger erased, as far as the law lets it be here, and the visitors of the same person.
    fn erase(
        &mut self,
        batch: &mut Batch<'_>,
        writer: &mut dyn Writer,
        event: &Event,
        events: &[Recorded],
    ) -> Result<(), Error> {
        let state = batch.state(writer, self.engine.hasher.hash(&event.user))?;
        let above = |other: &String| {
            events.iter().any(|recorded| matches!(&recorded.event.act, Act::Joined { user } if user == other))
        };
        let visitors: Vec<String> = state.joined.iter().filter(|other| !above(other)).cloned().collect();
        batch.erase_merged(writer, state, event)?;
        self.taken += 1;
        self.erased.push(event.user.clone());
        for visitor in visitors {
            let state = batch.state(writer, self.engine.hasher.hash(&visitor))?;
            if state.erased.is_none() || !state.kept.is_empty() {
                batch.erase_merged(
                    writer,
                    state,
                    &Event { user: visitor.clone(), merged_from: None, ..event.clone() },
                )?;
                self.erased.push(visitor);
            }
        }
        Ok(())
    }

    /// Erases a user of whom the other ledger has a pseudonym only; says whether there was anything to do.
    fn erase_pseudonym(
        &mut self,
        batch: &mut Batch<'_>,
        writer: &mut dyn Writer,
        user: &str,
        erased: &Erased,
    ) -> Result<bool, Error> {
        let state = batch.state(writer, self.engine.hasher.hash(user))?;
        let last = state.last.map_or(0, |mark| mark.position);
        let events = recorded(self.engine.store.path(), last, &mut |position| writer.entry(position))?;
        let (ledger, number) = (self.parcel.ledger.clone(), erased.number);
        let gone = state.erased.is_some() && state.kept.is_empty();
        if last == 0 || gone || places(&events, self.own).contains_key(&(ledger.clone(), number)) {
            self.known += 1;
            return Ok(false);
        }
        let origin = Origin { ledger, number, digest: self.parcel.digest.clone(), seen: BTreeMap::new() };
        let (at, policy, merged_from) = (erased.at, erased.policy.clone(), Some(Box::new(origin)));
        let event = Event { user: user.to_owned(), at, policy, merged_from, act: Act::Erase {} };
        self.erase(batch, writer, &event, &events)?;
        Ok(true)
    }

    /// Where an event was recorded.
    fn origin(&self, changed: &Changed) -> Result<Origin, Error> {
        if let Some(origin) = &changed.event.merged_from {
            return Ok((**origin).clone());
        }
        let digest = hex(&sha256(&[&changed.event.bytes()?]));
        let ledger = self.parcel.ledger.clone();
        Ok(Origin { ledger, number: changed.number, digest, seen: changed.seen.clone() })
    }

    /// The event as it is kept here: with its origin, and with this ledger's positions of the events that it names.
    fn placed(
        &self,
        changed: &Changed,
        origin: Origin,
        places: &HashMap<(String, u64), Known>,
    ) -> Result<Event, Error> {
        let mut event = Event { merged_from: Some(Box::new(origin)), ..changed.event.clone() };
        let mut missing = false;
        event.act.renumber(&mut |number| {
            let place = changed.named.get(&number)?;
            let known = places.get(place).map(|known| known.position);
            missing |= known.is_none();
            known
        });
        if missing {
            return Err(Error::invalid("changes", "an event names one that is in neither ledger; ask for all since 0"));
        }
        Ok(event)
    }

    /// One place of one ledger holds one event, else somebody went on from a copy of it.
    fn is_same(&self, known: &Known, origin: &Origin, event: &Event, events: &[Recorded]) -> Result<(), Error> {
        let own = || events.iter().find(|recorded| recorded.position == known.position);
        let digest = match (&known.digest, own()) {
            (Some(digest), _) => digest.clone(),
            (None, Some(own)) => hex(&sha256(&[&own.event.bytes()?])),
            (None, None) => return Ok(()),
        };
        if digest != origin.digest && !matches!(event.act, Act::Erase {} | Act::EraseExcept { .. }) {
            return Err(self.forked("one of the two goes on from an old copy of itself"));
        }
        Ok(())
    }

    fn forked(&self, what: &str) -> Error {
        let path = self.engine.store.path().to_owned();
        let message = format!("{what}: one number of it has two events; nothing was merged, open the lost copy again");
        Error::Integrity { path, message }
    }
}

/// An event that is known here.
struct Known {
    position: u64,
    /// None for this ledger's own.
    digest: Option<String>,
}

fn places(events: &[Recorded], own: &str) -> HashMap<(String, u64), Known> {
    let known = |recorded: &Recorded| {
        let (ledger, number) = recorded.place(own);
        let digest = recorded.event.merged_from.as_ref().map(|origin| origin.digest.clone());
        ((ledger.to_owned(), number), Known { position: recorded.position, digest })
    };
    events.iter().map(known).collect()
}

fn known_until(state: &UserState, ledger: &str) -> u64 {
    state.merged.iter().find(|(known, _)| known == ledger).map_or(0, |(_, until)| *until)
}
