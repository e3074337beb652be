//! What acts leave, and what the ledger tells.

use std::collections::HashMap;

use placet::act::Event;
use placet::{Error, Timestamp};
use serde_json::Value as Json;

use crate::context::Context;
use crate::decision::{Decision, Obligation};
use crate::value::Value;

/// A count or a position; no ledger has more than fit.
pub(crate) fn whole(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

/// What an act left: it is durable once the receipt is there.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct Receipt {
    /// Position of the event in the ledger, from 1.
    pub position: i64,
    /// When it happened.
    pub at: Timestamp,
    /// What the application has to do because of it: erase a child's data, say.
    pub obligations: Vec<Obligation>,
}

impl From<placet::Receipt> for Receipt {
    fn from(receipt: placet::Receipt) -> Self {
        let placet::Receipt { position, at, obligations } = receipt;
        Self { position: whole(position), at, obligations: obligations.into_iter().map(Obligation::from).collect() }
    }
}

/// A decision that was kept in the ledger.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct Audited {
    /// The decision.
    pub decision: Decision,
    /// Its position is the number by which the decision can be contested.
    pub receipt: Receipt,
}

/// A permit, and the JSON in which it travels.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct NativePermit {
    /// The JSON.
    pub json: String,
    /// The user.
    pub user: String,
    /// The purpose.
    pub purpose: String,
    /// What the question said besides.
    pub context: Context,
    /// When it was given.
    pub issued_at: Timestamp,
    /// When it is over: a minute later, or earlier when the decision itself can change.
    pub expires_at: Timestamp,
    /// The version of the policy, as `id@version`.
    pub policy: Option<String>,
}

impl NativePermit {
    pub(crate) fn of(permit: placet::Permit) -> Result<Self, Error> {
        let fault = |error| Error::Internal { message: format!("a permit can't be written: {error}") };
        let json = serde_json::to_string(&permit).map_err(fault)?;
        let placet::Permit { user, purpose, context, issued_at, expires_at, policy } = permit;
        Ok(Self { json, user, purpose, context: context.into(), issued_at, expires_at, policy })
    }
}

/// What became of a consent string.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct Understood {
    /// The signals that it switched on or off.
    pub signals: HashMap<String, bool>,
    /// What it says and the policy has no signal for.
    pub unexpressed: Vec<String>,
}

impl From<placet::Understood> for Understood {
    fn from(understood: placet::Understood) -> Self {
        let placet::Understood { signals, unexpressed } = understood;
        Self { signals: signals.into_iter().collect(), unexpressed }
    }
}

/// A consent string that was taken in.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct ConsentStringTaken {
    /// The receipt of the act.
    pub receipt: Receipt,
    /// What became of the string.
    pub understood: Understood,
}

/// What a whole verification found in order.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct Verification {
    /// Events in the chain.
    pub events: i64,
    /// Users with a state.
    pub users: i64,
    /// The hash of the last event: keep it elsewhere, to compare a later one with.
    pub head: String,
}

impl From<placet::Verification> for Verification {
    fn from(verification: placet::Verification) -> Self {
        let placet::Verification { events, users, head } = verification;
        Self { events: whole(events), users: whole(users), head }
    }
}

/// One event of a user's history.
#[derive(Debug, Clone, PartialEq, uniffi::Record)]
pub struct NativeHistoryEntry {
    /// Its position in the ledger, from 1.
    pub position: i64,
    /// When it happened.
    pub at: Timestamp,
    /// The name of the operation that recorded it, as the ledger has it: `grant`, `opt_out`, …
    pub act: String,
    /// The user; empty in the last event of an erased user.
    pub user: String,
    /// The version of the policy that was in force, as `id@version`.
    pub policy: Option<String>,
    /// What else was recorded, by the names that the ledger has for it; instants as text.
    pub details: Value,
    /// The other ledger in which it was recorded; none: this one.
    pub merged_from: Option<Origin>,
    /// Its hash in the chain, in hex.
    pub hash: String,
}

/// Where an event was recorded, when that was another ledger.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct Origin {
    /// The ledger.
    pub ledger: String,
    /// Its position there.
    pub number: i64,
    /// SHA-256 of the event there, in hex.
    pub digest: String,
    /// Which of the user's events in other ledgers were known there: up to this number of each.
    pub seen: HashMap<String, i64>,
}

impl From<placet::act::Origin> for Origin {
    fn from(origin: placet::act::Origin) -> Self {
        let placet::act::Origin { ledger, number, digest, seen } = origin;
        let seen = seen.into_iter().map(|(ledger, number)| (ledger, whole(number))).collect();
        Self { ledger, number: whole(number), digest, seen }
    }
}

impl NativeHistoryEntry {
    pub(crate) fn of(entry: placet::HistoryEntry) -> Result<Self, Error> {
        let placet::HistoryEntry { position, hash, event } = entry;
        let Event { user, at, policy, merged_from, act } = event;
        let fault = |error| Error::Internal { message: format!("an act can't be shown: {error}") };
        let operation = act.operation();
        let mut details = serde_json::to_value(&act).map_err(fault)?;
        if let Some(fields) = details.as_object_mut() {
            fields.remove("act");
            // the core keeps instants as numbers
            for name in ["expires", "on", "due"] {
                as_text(fields.get_mut(name));
            }
            for name in ["tasks", "kept"] {
                let tasks = fields.get_mut(name).and_then(Json::as_array_mut).into_iter().flatten();
                tasks.for_each(|task| as_text(task.get_mut("until")));
            }
        }
        Ok(Self {
            position: whole(position),
            at,
            act: operation.to_owned(),
            user,
            policy,
            details: details.into(),
            merged_from: merged_from.map(|origin| (*origin).into()),
            hash,
        })
    }
}

fn as_text(place: Option<&mut Json>) {
    if let Some(value) = place
        && let Some(at) = value.as_i64()
    {
        *value = Timestamp(at).to_string().into();
    }
}
