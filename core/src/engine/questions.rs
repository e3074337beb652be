//! Questions: the plain one from the index, the full answer, the demand, and many users at once.

use std::cell::RefCell;
use std::sync::atomic::Ordering;
use std::sync::{Arc, Weak};

use serde::{Deserialize, Serialize};

use super::{COMPANY, Engine};
use super::snapshot::{STRANGER, Snapshot, allows};
use crate::decide::{Context, Decision, decide};
use crate::error::Error;
use crate::index::{Found, now};
use crate::policy::Asked;
use crate::state::UserState;
use crate::words::Timestamp;

/// How long a permit is good without asking again, in milliseconds.
const PERMIT: i64 = 60_000;

/// Short-lived proof that a question was allowed, for a queue or a worker to check again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Permit {
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
    /// The version of the policy.
    pub policy: Option<String>,
}

struct Kept {
    engine: u64,
    generation: u64,
    alive: Weak<()>,
    snapshot: Arc<Snapshot>,
}

thread_local! {
    /// The snapshots that this thread reads, one for each engine that it asks.
    static KEPT: RefCell<Vec<Kept>> = const { RefCell::new(Vec::new()) };
}

impl Engine {
    /// May this user's data be processed for this purpose?
    ///
    /// # Errors
    ///
    /// [`Error::UnknownPurpose`] for a purpose that is not declared, [`Error::InvalidArgument`] for an empty user, and
    /// [`Error::Store`] or [`Error::Integrity`] when what changed can't be read. An error is never a quiet `false`.
    #[inline]
    pub fn can_process(&self, user: &str, purpose: &str) -> Result<bool, Error> {
        if user.is_empty() {
            return Err(empty_user());
        }
        self.refresh()?;
        let at = self.tick();
        let asked = self.with_snapshot(|snapshot| {
            let number = match snapshot.policy.ask(purpose)? {
                Asked::Purpose(number) => number as usize,
                Asked::Node => return Ok(Err(None)),
            };
            let hash = self.hasher.hash(user);
            let found = match snapshot.table.find(hash, number, at) {
                Found::Absent => snapshot.stranger.find(STRANGER, number, at),
                found => found,
            };
            Ok::<_, Error>(match found {
                Found::Answer(answer) => Ok(answer),
                Found::Stale | Found::Absent => Err(Some(hash)),
            })
        })?;
        match asked {
            Ok(answer) => Ok(answer),
            Err(Some(hash)) => self.answer_slowly(user, hash, purpose),
            Err(None) => Ok(self.decide(user, purpose, &Context::default())?.allowed),
        }
    }

    #[cold]
    fn answer_slowly(&self, user: &str, hash: u128, purpose: &str) -> Result<bool, Error> {
        let (policy, bits) = self.compute_row(hash)?;
        match policy.ask(purpose)? {
            Asked::Purpose(number) => Ok(allows(&bits, number as usize)),
            // a reload made it one meanwhile
            Asked::Node => Ok(self.decide(user, purpose, &Context::default())?.allowed),
        }
    }

    /// The answer in full: reasons, basis, remedy, obligations, evidence.
    ///
    /// # Errors
    ///
    /// As [`Engine::can_process`], and [`Error::UnknownCategory`] or [`Error::InvalidArgument`] for the context.
    pub fn decide(&self, user: &str, purpose: &str, context: &Context) -> Result<Decision, Error> {
        if user.is_empty() {
            return Err(empty_user());
        }
        self.refresh()?;
        let hash = self.hasher.hash(user);
        let state = self.state(hash)?;
        let at = context.at.unwrap_or_else(|| self.now());
        let policy = self.with_snapshot(|snapshot| snapshot.policy.clone());
        let company = self.company(context)?;
        decide(&policy, &state, &company, purpose, context, at)
    }

    /// What the company registered, for a question that it can matter to.
    fn company(&self, context: &Context) -> Result<Arc<UserState>, Error> {
        if context.instrument.is_none() && context.recipient.is_none() && context.technology.is_none() {
            return Ok(Arc::default());
        }
        self.state(self.hasher.hash(COMPANY))
    }

    /// Demands an allowance: a permit, or [`Error::Denied`] with the decision.
    ///
    /// # Errors
    ///
    /// As [`Engine::decide`], and [`Error::Denied`].
    pub fn require(&self, user: &str, purpose: &str, context: &Context) -> Result<Permit, Error> {
        let decision = self.decide(user, purpose, context)?;
        if !decision.allowed {
            return Err(Error::Denied { decision: Box::new(decision) });
        }
        let issued_at = self.now();
        let end = Timestamp(issued_at.0.saturating_add(PERMIT));
        Ok(Permit {
            user: user.to_owned(),
            purpose: purpose.to_owned(),
            context: context.clone(),
            issued_at,
            expires_at: decision.valid_until.map_or(end, |until| until.min(end)),
            policy: decision.policy.map(|p| p.to_string()),
        })
    }

    /// Checks a permit again: a withdrawal since it was given ends it, and so does its time.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidArgument`] when its time is over, else as [`Engine::require`].
    pub fn recheck(&self, permit: &Permit) -> Result<Permit, Error> {
        if self.now() >= permit.expires_at {
            return Err(Error::invalid("permit", "it is over; ask with `require` again"));
        }
        let renewed = self.require(&permit.user, &permit.purpose, &permit.context)?;
        Ok(Permit { issued_at: permit.issued_at, expires_at: renewed.expires_at.min(permit.expires_at), ..renewed })
    }

    /// The question for many users and one purpose: an answer for each, in their order.
    ///
    /// # Errors
    ///
    /// As [`Engine::can_process`]; an empty user fails the whole call.
    pub fn can_process_many<S: AsRef<str>>(&self, users: &[S], purpose: &str) -> Result<Vec<bool>, Error> {
        self.policy().ask(purpose)?;
        users.iter().map(|user| self.can_process(user.as_ref(), purpose)).collect()
    }

    /// The instant for a look-up: the injected clock's, else that of the last tick.
    #[inline]
    fn tick(&self) -> Timestamp {
        match &self.clock {
            None => now(),
            Some(clock) => clock.now(),
        }
    }

    /// Runs on the snapshot that this thread keeps, after fetching a newer one if there is one.
    #[inline]
    pub(super) fn with_snapshot<T>(&self, run: impl FnOnce(&Snapshot) -> T) -> T {
        let generation = self.generation.load(Ordering::Acquire);
        KEPT.with_borrow_mut(|kept| {
            let position = kept.iter().position(|k| k.engine == self.id);
            if let Some(own) = position.and_then(|at| kept.get_mut(at)) {
                if own.generation != generation {
                    own.snapshot = self.snapshot();
                    own.generation = generation;
                }
                return run(&own.snapshot);
            }
            kept.retain(|k| k.alive.strong_count() > 0);
            let own =
                Kept { engine: self.id, generation, alive: Arc::downgrade(&self.alive), snapshot: self.snapshot() };
            let answer = run(&own.snapshot);
            kept.push(own);
            answer
        })
    }
}

#[cold]
pub(super) fn empty_user() -> Error {
    Error::invalid("user", "it is empty; give the id by which the application knows the user")
}
