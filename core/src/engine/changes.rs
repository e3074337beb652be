//! What happened in this ledger since a position, as JSON that another ledger takes in: a device that was offline and its backend, say.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::questions::empty_user;
use super::{COMPANY, Engine};
use crate::act::{Act, Event};
use crate::error::Error;
use crate::ledger::{Entry, UserHash};
use crate::state::{Known, Recorded, is_internal};
use crate::words::{Timestamp, hex, sha256};

/// The form that changes have; its description is [`Engine::changes`].
pub(super) const SCHEMA: &str = "placet-changes-1";

/// Which changes are wanted.
#[derive(Debug, Clone, Default)]
pub struct ChangesOptions {
    /// Only those of this user: what their own device may know. None: of all users and of the company.
    pub user: Option<String>,
}

/// Changes as they are written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Parcel {
    pub(super) schema: String,
    /// The policy's id.
    pub(super) policy: String,
    /// The ledger that writes.
    pub(super) ledger: String,
    /// Whose changes; none: of all.
    pub(super) user: Option<String>,
    /// Behind which of the ledger's positions.
    pub(super) since: u64,
    /// Up to which.
    pub(super) until: u64,
    pub(super) events: Vec<Changed>,
    /// Users who were erased, by their pseudonyms.
    pub(super) erased: Vec<Erased>,
    /// The key of the pseudonyms, in hex, where there are any.
    pub(super) key: Option<String>,
    /// SHA-256 of all else, in hex.
    pub(super) digest: String,
}

/// An event, and what its ledger knew when it was recorded.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Changed {
    /// Its position in the ledger that writes.
    pub(super) number: u64,
    pub(super) event: Event,
    /// Which of the user's events in other ledgers were known; of an event that was merged its origin says it.
    pub(super) seen: BTreeMap<String, u64>,
    /// Where the events that it names by their position were recorded.
    pub(super) named: BTreeMap<u64, (String, u64)>,
}

/// An erasure, of whom nothing is left but a pseudonym.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Erased {
    pub(super) number: u64,
    pub(super) user: String,
    pub(super) at: Timestamp,
    pub(super) policy: Option<String>,
}

impl Parcel {
    /// The digest of all but the digest.
    pub(super) fn digest(&self) -> Result<String, Error> {
        let bytes = serde_json::to_vec(&Self { digest: String::new(), ..self.clone() });
        let bytes = bytes.map_err(|e| Error::internal(format!("changes can't be written: {e}")))?;
        Ok(hex(&sha256(&[&bytes])))
    }
}

impl Engine {
    /// The name of this ledger among others: made with the store, and the same in every process on it.
    pub fn ledger(&self) -> String {
        let digest = sha256(&[b"placet ledger", &self.store.key()]);
        hex(digest.first_chunk::<16>().map_or(&[][..], |half| &half[..]))
    }

    /// What was recorded behind a position, for [`Engine::merge`] in another ledger; `0` is the beginning.
    ///
    /// The answer is JSON: `schema`, `policy` (its id), `ledger`, `user`, `since`, `until`, `events`, `erased` and `digest`. Ask with
    /// the `until` of the last answer that the other ledger took in. It holds names and acts in the clear, so send it only to whom it
    /// concerns, by a channel that keeps it secret; give `user` where a device is to know of its own user only. Without `user` it is as
    /// secret as the store: where somebody was erased it holds the key of the pseudonyms.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidArgument`] for an empty user or a position that the ledger has not reached; [`Error::Integrity`] when an event
    /// is missing; store errors.
    ///
    /// ```
    /// # fn main() -> Result<(), placet::Error> {
    /// # let policy = r#"
    /// # [policy]
    /// # id = "shop"
    /// # version = "2025-01-01"
    /// # effective_from = 2025-01-01
    /// # contact = { privacy = "privacy@shop.test" }
    /// # [purposes."marketing.email"]
    /// # basis = ["consent"]
    /// # "#;
    /// let phone = placet::Engine::open(policy, "memory:")?;
    /// let backend = placet::Engine::open(policy, "memory:")?;
    /// phone.grant("ada", "marketing.email", &Default::default())?;
    /// let merged = backend.merge(&phone.changes(0, &Default::default())?, &Default::default())?;
    /// assert_eq!(merged.users, ["ada"]);
    /// assert!(backend.can_process("ada", "marketing.email")?);
    /// # Ok(())
    /// # }
    /// ```
    pub fn changes(&self, since: u64, options: &ChangesOptions) -> Result<Value, Error> {
        self.refresh()?;
        let (users, until) = self.store.changed_since(since)?;
        if since > until {
            let message = format!("the ledger's last position is {until}; ask with the `until` of an earlier answer");
            return Err(Error::invalid("since", message));
        }
        let mut parcel = Parcel {
            schema: SCHEMA.to_owned(),
            policy: self.policy().id().to_owned(),
            ledger: self.ledger(),
            user: options.user.clone(),
            since,
            until,
            events: Vec::new(),
            erased: Vec::new(),
            key: None,
            digest: String::new(),
        };
        match &options.user {
            Some(user) if user.is_empty() => return Err(empty_user()),
            Some(user) => self.changes_of(self.hasher.hash(user), Some(user), &mut parcel)?,
            None => {
                for user in users.into_iter().collect::<BTreeSet<_>>() {
                    self.changes_of(user, None, &mut parcel)?;
                }
            }
        }
        parcel.events.sort_by_key(|changed| changed.number);
        if !parcel.erased.is_empty() {
            parcel.erased.sort_by_key(|erased| erased.number);
            parcel.key = Some(hex(&self.store.key()));
        }
        parcel.digest = parcel.digest()?;
        serde_json::to_value(&parcel).map_err(|e| Error::internal(format!("changes can't be written: {e}")))
    }

    /// Adds one user's changes, who is named where the name is known.
    fn changes_of(&self, hash: UserHash, name: Option<&str>, parcel: &mut Parcel) -> Result<(), Error> {
        let Some(record) = self.store.record(hash)? else { return Ok(()) };
        let events = recorded(self.store.path(), record.last, &mut |position| self.store.entry(position))?;
        let ledger = parcel.ledger.clone();
        let known = Known::of(&events, &ledger);
        for (at, Recorded { position, event }) in events.iter().enumerate() {
            if *position <= parcel.since || *position > parcel.until || is_internal(event) {
                continue;
            }
            let mut event = event.clone();
            if event.user.is_empty() {
                match (name, &event.act) {
                    (Some(name), Act::Erase {}) => name.clone_into(&mut event.user),
                    (None, Act::Erase {}) => {
                        let user = format!("{hash:032x}");
                        parcel.erased.push(Erased { number: *position, user, at: event.at, policy: event.policy });
                        continue;
                    }
                    // what happened after an erasure names nobody, and is nothing to anybody else
                    _ => continue,
                }
            }
            let place = |number: u64| {
                let named = events.iter().find(|other| other.position == number)?;
                let (ledger, place) = named.place(&ledger);
                Some((number, (ledger.to_owned(), place)))
            };
            let named = event.act.named_positions().into_iter().filter_map(place).collect();
            parcel.events.push(Changed { number: *position, event, seen: known.seen(at), named });
        }
        Ok(())
    }

    /// Whether this is the name of what the company registers.
    pub(super) fn is_company(user: &str) -> bool {
        user == COMPANY
    }
}

/// The events of a user, the first first, from the last position back along their links.
pub(super) fn recorded(
    path: &str,
    last: u64,
    entry: &mut dyn FnMut(u64) -> Result<Option<Entry>, Error>,
) -> Result<Vec<Recorded>, Error> {
    let events = walk(path, last, entry)?.into_iter();
    Ok(events.map(|(entry, event)| Recorded { position: entry.position, event }).collect())
}

/// The same, each with its entry in the store.
pub(super) fn walk(
    path: &str,
    last: u64,
    entry: &mut dyn FnMut(u64) -> Result<Option<Entry>, Error>,
) -> Result<Vec<(Entry, Event)>, Error> {
    let mut events = Vec::new();
    let mut position = last;
    while position > 0 {
        let damaged =
            |what: &str| Error::Integrity { path: path.to_owned(), message: format!("event {position} {what}") };
        let found = entry(position)?.ok_or_else(|| damaged("is missing"))?;
        let payload = found.payload.as_deref().ok_or_else(|| damaged("has no content"))?;
        let event = Event::read(payload).ok_or_else(|| damaged("can't be read"))?;
        // links only lead back; one that does not is damage, and must not hang the reading
        let previous = if found.previous < position { found.previous } else { 0 };
        events.push((found, event));
        position = previous;
    }
    events.reverse();
    Ok(events)
}
