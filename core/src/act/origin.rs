//! Where an event was recorded, when that was another ledger, and what that ledger knew by then.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// The place of an event in the ledger that recorded it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Origin {
    /// The ledger, by the name that [`Engine::ledger`](crate::Engine::ledger) gives.
    pub ledger: String,
    /// Its position there, from 1.
    pub number: u64,
    /// SHA-256 of the event's canonical bytes there, in hex: two events of one number are found by it.
    pub digest: String,
    /// Which events of the same user in other ledgers were known there: up to this number of each.
    pub seen: BTreeMap<String, u64>,
}
