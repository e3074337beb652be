//! Rows and states follow the ledger: what this process wrote, and what others did.

use std::sync::atomic::Ordering;
use std::sync::{Arc, MutexGuard, PoisonError};

use super::Engine;
use super::listeners::{Notification, Recording};
use super::snapshot::{STRANGER, row};
use crate::act::Event;
use crate::error::Error;
use crate::ledger::{Record, UserHash};
use crate::state::UserState;
use crate::words::Timestamp;

/// A state from its stored bytes.
pub(super) fn read_state(path: &str, bytes: &[u8]) -> Result<UserState, Error> {
    postcard::from_bytes(bytes).map_err(|e| Error::Integrity {
        path: path.to_owned(),
        message: format!("the state of a user can't be read ({e}); verify the ledger and restore it from a backup"),
    })
}

/// A user whom this process's own acts changed.
pub(super) struct Changed {
    pub(super) user: UserHash,
    pub(super) state: Arc<UserState>,
    pub(super) row: (Vec<u64>, Timestamp),
}

impl Engine {
    /// Reads what other processes wrote, if they wrote anything; one load when they did not.
    #[inline]
    pub(super) fn refresh(&self) -> Result<(), Error> {
        if self.is_behind() { self.read_changes() } else { Ok(()) }
    }

    /// Whether another process wrote anything that this one has not read.
    #[inline]
    pub(super) fn is_behind(&self) -> bool {
        self.counter.load() != self.seen.load(Ordering::Acquire)
    }

    #[cold]
    pub(super) fn read_changes(&self) -> Result<(), Error> {
        let guard = self.rows.lock().unwrap_or_else(PoisonError::into_inner);
        let seen = self.seen.load(Ordering::Acquire);
        if self.counter.load() == seen {
            return Ok(());
        }
        let (mut users, position) = self.store.changed_since(seen)?;
        users.sort_unstable();
        users.dedup();
        for user in users {
            self.states.drop_user(user);
            self.stale_row(&guard, user);
        }
        // after the old states are gone: whoever reads the new epoch can't have met one of them
        self.epoch.fetch_add(1, Ordering::AcqRel);
        self.seen.store(position.max(seen), Ordering::Release);
        // a position that was read is published, else a counter behind the ledger would be read again at each call
        self.counter.publish(position);
        drop(guard);
        if self.listeners.are_there() {
            self.tell_of_others(seen, position)?;
        }
        Ok(())
    }

    /// Tells listeners what other processes wrote.
    fn tell_of_others(&self, seen: u64, position: u64) -> Result<(), Error> {
        let mut told = Vec::new();
        for position in self.listeners.unheard(seen, position) {
            let event = self.store.entry(position)?.and_then(|entry| entry.payload);
            // what was erased meanwhile is told by its erasure
            if let Some(event) = event.as_deref().and_then(Event::read) {
                told.push(Notification::Act(Recording::new(&event.user, &event, position)));
            }
        }
        self.listeners.tell(told);
        Ok(())
    }

    /// Puts the outcome of this process's own acts into rows and states; `first` and `last` are their positions.
    pub(super) fn take_in(&self, written: Vec<Changed>, stamp: u64, first: u64, last: u64) {
        {
            let guard = self.rows.lock().unwrap_or_else(PoisonError::into_inner);
            // what was read meanwhile may hold later acts of other processes on the same users, or another policy
            let current = self.seen.load(Ordering::Acquire) < first && self.snapshot().stamp == stamp;
            for Changed { user, state, row } in written {
                if current {
                    self.states.put(user, state);
                    self.put_row(&guard, user, &row.0, row.1);
                } else {
                    self.states.drop_user(user);
                    self.stale_row(&guard, user);
                }
            }
            self.epoch.fetch_add(1, Ordering::AcqRel);
            // only when nobody else wrote in between: else the next question reads the difference
            let before = first.saturating_sub(1);
            let _ = self.seen.compare_exchange(before, last, Ordering::AcqRel, Ordering::Acquire);
        }
        self.counter.publish(last);
    }

    /// Writes a row, in a larger table if there is no room; whoever calls holds the lock of the rows.
    fn put_row(&self, _guard: &MutexGuard<'_, ()>, user: UserHash, bits: &[u64], until: Timestamp) {
        let mut snapshot = self.snapshot();
        while !snapshot.table.put(user, bits, until) {
            self.install(snapshot.grown());
            snapshot = self.snapshot();
        }
    }

    fn stale_row(&self, guard: &MutexGuard<'_, ()>, user: UserHash) {
        self.put_row(guard, user, &[], Timestamp(0));
    }

    /// The state of a user; the empty one of a stranger.
    pub(super) fn state(&self, user: UserHash) -> Result<Arc<UserState>, Error> {
        if let Some(state) = self.states.get(user) {
            return Ok(state);
        }
        let epoch = self.epoch.load(Ordering::Acquire);
        let (state, is_stored) = match self.stored(user)? {
            Some(state) => (state, true),
            None => (Arc::default(), false),
        };
        // what was read may be old by now; then it answers this call, which began before, and is not kept
        if is_stored {
            let _rows = self.rows.lock().unwrap_or_else(PoisonError::into_inner);
            if self.epoch.load(Ordering::Acquire) == epoch {
                self.states.put(user, state.clone());
            }
        }
        Ok(state)
    }

    /// The same for one of many users who are asked about once: it is not kept, so that those who are asked about often stay.
    #[cfg(feature = "arrow")]
    pub(super) fn state_once(&self, user: &str) -> Result<Arc<UserState>, Error> {
        self.refresh()?;
        let user = self.hasher.hash(user);
        match self.states.get(user) {
            Some(state) => Ok(state),
            None => Ok(self.stored(user)?.unwrap_or_default()),
        }
    }

    fn stored(&self, user: UserHash) -> Result<Option<Arc<UserState>>, Error> {
        let read = |record: Record| read_state(self.store.path(), &record.state).map(Arc::new);
        self.store.record(user)?.map(read).transpose()
    }

    /// Computes a user's row anew and returns its bits.
    #[cold]
    pub(super) fn compute_row(&self, user: UserHash) -> Result<(Arc<crate::policy::Policy>, Vec<u64>), Error> {
        let epoch = self.epoch.load(Ordering::Acquire);
        let snapshot = self.snapshot();
        let state = self.state(user)?;
        let (bits, until) = row(&snapshot.policy, &state, self.now())?;
        let guard = self.rows.lock().unwrap_or_else(PoisonError::into_inner);
        let current = self.snapshot();
        if self.epoch.load(Ordering::Acquire) == epoch && Arc::ptr_eq(&current.policy, &snapshot.policy) {
            if state.is_stranger() {
                current.stranger.put(STRANGER, &bits, until);
            } else {
                self.put_row(&guard, user, &bits, until);
            }
        }
        drop(guard);
        Ok((snapshot.policy.clone(), bits))
    }
}
