//! One policy with the rows computed under it: what a thread keeps until there is a newer one.

use std::sync::Arc;

use crate::decide::answers;
use crate::error::Error;
use crate::index::Table;
use crate::ledger::Store;
use crate::policy::Policy;
use crate::state::UserState;
use crate::words::{Timestamp, sha256};

/// Changes whenever a row means something else: rows of another form are computed again.
const FORM: u8 = 3;

/// Under what the stranger's row is filed, in a table of its own.
pub(super) const STRANGER: u128 = 0;

/// A policy, its rows, and the row of a stranger.
pub(super) struct Snapshot {
    pub(super) policy: Arc<Policy>,
    pub(super) table: Table,
    /// One row, for all of whom nothing is known: it is computed again like any other when its time is over.
    pub(super) stranger: Table,
    /// What rows of this policy are stamped with.
    pub(super) stamp: u64,
}

impl Snapshot {
    /// Loads the rows of all users; those of another policy are left to be computed when they are asked for.
    pub(super) fn load(policy: Arc<Policy>, store: &dyn Store, at: Timestamp) -> Result<Self, Error> {
        let users = store.users()?;
        let mut table = Table::new(users + users / 50 + 64, policy.keys().len());
        let stamp = stamp(&policy);
        store.rows(&mut |user, row| {
            let put = |table: &Table| match row.stamp == stamp {
                true => table.put(user, &row.bits, Timestamp(row.until)),
                false => table.put_stale(user),
            };
            // other processes may have added users since they were counted; who is left out would pass for a stranger
            if !put(&table) {
                table = larger(&table, &policy);
                put(&table);
            }
        })?;
        let stranger = Table::new(1, policy.keys().len());
        let (bits, until) = row(&policy, &UserState::default(), at)?;
        stranger.put(STRANGER, &bits, until);
        Ok(Self { policy, table, stranger, stamp })
    }

    /// The same with a larger table.
    pub(super) fn grown(&self) -> Self {
        let table = larger(&self.table, &self.policy);
        let stranger = Table::new(1, self.policy.keys().len());
        self.stranger.copy_into(&stranger);
        Self { policy: self.policy.clone(), table, stranger, stamp: self.stamp }
    }
}

fn larger(table: &Table, policy: &Policy) -> Table {
    let larger = Table::new(table.len() + 64, policy.keys().len());
    table.copy_into(&larger);
    larger
}

/// Whether the bit of a purpose is set.
pub(super) fn allows(bits: &[u64], purpose: usize) -> bool {
    (bits.get(purpose / 64).copied().unwrap_or(0) >> (purpose % 64)) & 1 == 1
}

/// The row of a user: a bit for each purpose, and until when they hold.
pub(super) fn row(policy: &Policy, state: &UserState, at: Timestamp) -> Result<(Vec<u64>, Timestamp), Error> {
    let mut bits = vec![0u64; policy.keys().len().div_ceil(64).max(1)];
    let until = answers(policy, state, at, |purpose| {
        if let Some(word) = bits.get_mut(purpose / 64) {
            *word |= 1 << (purpose % 64);
        }
    })?;
    Ok((bits, until))
}

fn stamp(policy: &Policy) -> u64 {
    let form = [FORM];
    let mut parts: Vec<&[u8]> = vec![&form, env!("CARGO_PKG_VERSION").as_bytes()];
    parts.extend(policy.versions().iter().map(|v| v.sha256.as_bytes()));
    let digest = sha256(&parts);
    digest.first_chunk::<8>().map_or(0, |bytes| u64::from_le_bytes(*bytes))
}
