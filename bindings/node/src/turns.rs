//! The order of acts: those of one user are carried out in the order in which they were called.
//!
//! Promises invite to call `grant` and then `withdraw` without waiting in between. Both run on threads of a pool, and were they
//! to overtake each other, a consent would stand that was withdrawn.

use std::collections::BTreeMap;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};

/// The acts that are under way or wait.
#[derive(Clone, Default)]
pub(crate) struct Turns {
    line: Arc<Line>,
}

#[derive(Default)]
struct Line {
    acts: Mutex<Acts>,
    /// Rings when an act is over.
    bell: Condvar,
}

#[derive(Default)]
struct Acts {
    next: u64,
    /// Whom each act is about, by the order in which they were called; nobody: it is about all.
    people: BTreeMap<u64, Vec<String>>,
}

/// A place in the line, given back when it is dropped.
pub(crate) struct Turn {
    line: Arc<Line>,
    number: u64,
}

impl Line {
    fn acts(&self) -> MutexGuard<'_, Acts> {
        self.acts.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Turns {
    /// Takes a place for an act about these people, or about all.
    pub(crate) fn take(&self, people: Vec<String>) -> Turn {
        let mut acts = self.line.acts();
        let number = acts.next;
        acts.next += 1;
        acts.people.insert(number, people);
        Turn { line: self.line.clone(), number }
    }
}

impl Turn {
    /// Waits until every earlier act about the same people is over.
    ///
    /// The pool hands out work in the order in which it was queued, so whatever this waits for is running, or was given up and
    /// has dropped its place: nobody waits for what waits for a thread.
    pub(crate) fn wait(&self) {
        let mut acts = self.line.acts();
        while acts.is_held_up(self.number) {
            acts = self.line.bell.wait(acts).unwrap_or_else(PoisonError::into_inner);
        }
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        self.line.acts().people.remove(&self.number);
        self.line.bell.notify_all();
    }
}

impl Acts {
    fn is_held_up(&self, number: u64) -> bool {
        let Some(own) = self.people.get(&number) else { return false };
        let concerns = |earlier: &Vec<String>| {
            earlier.is_empty() || own.is_empty() || earlier.iter().any(|user| own.contains(user))
        };
        self.people.range(..number).any(|(_, earlier)| concerns(earlier))
    }
}
