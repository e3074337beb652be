//! The counter of positions: one load tells whether anything was written that this process has not read.

use std::sync::atomic::{AtomicU64, Ordering};

/// A counter in this process's memory, or in memory that all processes on a store share.
#[derive(Debug)]
pub enum Counter {
    /// Of this process alone.
    Own(AtomicU64),
    /// Shared through a mapped file.
    #[cfg(feature = "sqlite")]
    Shared(super::shared_counter::SharedCounter),
}

impl Counter {
    fn cell(&self) -> &AtomicU64 {
        match self {
            Counter::Own(cell) => cell,
            #[cfg(feature = "sqlite")]
            Counter::Shared(shared) => shared.cell(),
        }
    }

    /// The position of the last event that a process has published.
    #[inline]
    pub fn load(&self) -> u64 {
        self.cell().load(Ordering::Acquire)
    }

    /// Publishes a position: every later load, in any process, sees it or a later one.
    pub fn publish(&self, position: u64) {
        self.cell().fetch_max(position, Ordering::AcqRel);
    }
}
