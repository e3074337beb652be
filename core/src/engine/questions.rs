//! Questions: the plain one from the index, the full answer, the demand, and many users at once.

use std::cell::RefCell;
use std::sync::atomic::Ordering;
use std::sync::{Arc, Weak};

use serde::{Deserialize, Serialize};

use super::snapshot::{STRANGER, Snapshot, allows};
use super::{COMPANY, Engine};
use crate::decide::{Context, Decision, decide};
use crate::error::Error;
use crate::index::now;
use crate::ledger::UserHash;
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
    /// The number of the snapshot.
    number: u64,
    alive: Weak<()>,
    snapshot: Arc<Snapshot>,
}

/// The snapshots that a thread reads, one for each engine that it asks.
struct Shelf {
    /// That of the engine which it asked last.
    last: Option<Kept>,
    others: Vec<Kept>,
}

thread_local! {
    static SHELF: RefCell<Shelf> = const { RefCell::new(Shelf { last: None, others: Vec::new() }) };
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
        if self.is_behind() {
            self.read_changes()?;
        }
        // an injected clock is the caller's code: it is asked before anything is borrowed
        let at = self.clock.as_ref().map(|clock| clock.now());
        match self.with_snapshot(|snapshot| look(snapshot, self.hasher.hash(user), purpose, at)) {
            Some(answer) => Ok(answer),
            None => self.answer_slowly(user, purpose),
        }
    }

    /// What the index does not answer: a row that has to be computed first, a node, and a name that is neither.
    #[cold]
    #[inline(never)]
    fn answer_slowly(&self, user: &str, purpose: &str) -> Result<bool, Error> {
        if let Asked::Purpose(_) = self.policy().ask(purpose)? {
            let (policy, bits) = self.compute_row(self.hasher.hash(user))?;
            // a reload may have made a node of it meanwhile
            if let Asked::Purpose(number) = policy.ask(purpose)? {
                return Ok(allows(&bits, number as usize));
            }
        }
        Ok(self.decide(user, purpose, &Context::default())?.allowed)
    }

    /// The answer in full: reasons, basis, remedy, obligations, evidence.
    ///
    /// # Errors
    ///
    /// As [`Engine::can_process`], and [`Error::UnknownCategory`] or [`Error::InvalidArgument`] for the context.
    pub fn decide(&self, user: &str, purpose: &str, context: &Context) -> Result<Decision, Error> {
        let state = self.state_of(user)?;
        let at = context.at.unwrap_or_else(|| self.now());
        let policy = self.with_snapshot(|snapshot| snapshot.policy.clone());
        let company = self.company(context)?;
        let decision = decide(&policy, &state, &company, purpose, context, at)?;
        self.tell_would_deny(user, &decision);
        Ok(decision)
    }

    /// The state of a user who is named, as of now; [`Error::InvalidArgument`] for an empty name.
    pub(super) fn state_of(&self, user: &str) -> Result<Arc<UserState>, Error> {
        self.state(self.fresh(user)?)
    }

    /// The hash of a user who is named, after what other processes wrote is read.
    pub(super) fn fresh(&self, user: &str) -> Result<UserHash, Error> {
        if user.is_empty() {
            return Err(empty_user());
        }
        self.refresh()?;
        Ok(self.hasher.hash(user))
    }

    /// What the company registered, for a question that it can matter to.
    pub(super) fn company(&self, context: &Context) -> Result<Arc<UserState>, Error> {
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
        let decision = self.demand(user, purpose, context)?;
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
        self.in_time(permit)?;
        let renewed = self.require(&permit.user, &permit.purpose, &permit.context)?;
        Ok(Permit { issued_at: permit.issued_at, expires_at: renewed.expires_at.min(permit.expires_at), ..renewed })
    }

    /// Whether the time of a permit is not over.
    pub(super) fn in_time(&self, permit: &Permit) -> Result<(), Error> {
        if self.now() >= permit.expires_at {
            return Err(Error::invalid("permit", "it is over; ask with `require` again"));
        }
        Ok(())
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

    /// Runs on the snapshot that this thread keeps, after fetching a newer one if there is one.
    #[inline(always)]
    pub(super) fn with_snapshot<T>(&self, run: impl FnOnce(&Snapshot) -> T) -> T {
        let number = self.number.load(Ordering::Acquire);
        SHELF.with_borrow_mut(|shelf| {
            if shelf.last.as_ref().is_none_or(|last| last.number != number) {
                self.fetch(shelf, number);
            }
            run(&shelf.last.get_or_insert_with(|| self.kept(number)).snapshot)
        })
    }

    fn kept(&self, number: u64) -> Kept {
        Kept { number, alive: Arc::downgrade(&self.alive), snapshot: self.snapshot() }
    }

    /// Puts this engine's newest snapshot in the first place of a thread's, and lets go of older ones and of dead engines.
    #[cold]
    #[inline(never)]
    fn fetch(&self, shelf: &mut Shelf, number: u64) {
        shelf.others.extend(shelf.last.take());
        let own = shelf.others.iter().position(|kept| kept.number == number).map(|at| shelf.others.swap_remove(at));
        if own.is_none() {
            let alive = Arc::downgrade(&self.alive);
            shelf.others.retain(|kept| kept.alive.strong_count() > 0 && !kept.alive.ptr_eq(&alive));
        }
        shelf.last = own.or_else(|| Some(self.kept(number)));
    }
}

#[cold]
pub(super) fn empty_user() -> Error {
    Error::invalid("user", "it is empty; give the id by which the application knows the user")
}

/// Looks into the index, at an instant or now; none when it does not tell.
///
/// Everything on this way is inlined: the fewer instructions a call has, the more of the next ones wait for memory together.
#[inline(always)]
fn look(snapshot: &Snapshot, hash: u128, purpose: &str, at: Option<Timestamp>) -> Option<bool> {
    let row = snapshot.table.find(hash);
    let Some(Asked::Purpose(number)) = snapshot.policy.find(purpose) else { return None };
    let answer = row.or_else(|| snapshot.stranger.find(STRANGER))?.read(number as usize)?;
    let holds = match at {
        Some(at) => answer.holds_at(at),
        // an answer that never ends needs no clock
        None => !answer.ends() || answer.holds_at(now()),
    };
    holds.then_some(answer.allowed)
}
