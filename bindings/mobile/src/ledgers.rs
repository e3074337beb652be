//! Ledgers that meet, and listeners: what was recorded since, what another ledger has, and who is told.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Mutex, PoisonError};

use placet::{Error, Timestamp};

use crate::engine::NativeEngine;
use crate::error::{NativeError, invalid};

/// What a merge did.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct Merged {
    /// The other ledger.
    pub ledger: String,
    /// Up to which of its positions it is known here now.
    pub until: i64,
    /// Events that were taken in.
    pub taken: i64,
    /// Events that were known already.
    pub known: i64,
    /// Users of whom something was taken in.
    pub users: Vec<String>,
    /// Those of them who were erased by it: the application erases what it has of them (GDPR Art. 17, 19).
    pub erased: Vec<String>,
}

impl From<placet::Merged> for Merged {
    fn from(merged: placet::Merged) -> Self {
        let placet::Merged { ledger, until, taken, known, users, erased } = merged;
        let (taken, known) = (count(taken), count(known));
        Self { ledger, until: until.cast_signed(), taken, known, users, erased }
    }
}

fn count(count: usize) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

/// What a listener is told.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Enum)]
pub enum NativeNotification {
    /// An act was recorded, here or by another process on the store.
    Act {
        /// Its position in the ledger, from 1.
        position: i64,
        /// The user; empty for an erasure by another process, and for what the company registers.
        user: String,
        /// The operation: `withdraw`.
        operation: String,
        /// When it happened.
        at: Timestamp,
        /// Whether it was merged from another ledger.
        merged: bool,
    },
    /// A version of the policy was loaded.
    Reload {
        /// The version, as `id@version`.
        policy: String,
        /// Purposes whose consents of an earlier notice it outdates.
        outdated: Vec<String>,
    },
    /// A full answer allowed what enforcement would have denied: the purpose has `mode = "observe"`.
    WouldDeny {
        /// The user.
        user: String,
        /// The purpose.
        purpose: String,
        /// The codes of the reasons.
        reasons: Vec<String>,
    },
}

impl From<&placet::Notification> for NativeNotification {
    fn from(notification: &placet::Notification) -> Self {
        match notification.clone() {
            placet::Notification::Act(placet::Recording { position, user, operation, at, merged }) => {
                Self::Act { position: position.cast_signed(), user, operation: operation.to_owned(), at, merged }
            }
            placet::Notification::Reload { policy, outdated } => Self::Reload { policy, outdated },
            placet::Notification::WouldDeny { user, purpose, reasons } => Self::WouldDeny { user, purpose, reasons },
        }
    }
}

/// Who is told; the packages make it a flow or a stream.
#[uniffi::export(with_foreign)]
pub trait NativeListener: Send + Sync {
    /// Something happened. It is called on the thread that acted, so it hands on and returns.
    fn told(&self, notification: NativeNotification);
}

/// A subscription, until it is closed.
#[derive(uniffi::Object)]
pub struct NativeSubscription {
    subscription: Mutex<Option<placet::Subscription>>,
}

#[uniffi::export]
impl NativeSubscription {
    /// Ends it; to end it twice is no fault. Kotlin's generated objects have a `close` of their own.
    pub fn end(&self) {
        drop(self.subscription.lock().unwrap_or_else(PoisonError::into_inner).take());
    }
}

fn position(since: i64) -> Result<u64, Error> {
    u64::try_from(since).map_err(|_| invalid("since", "it is below zero; positions begin at 1, and 0 is the beginning"))
}

#[uniffi::export]
impl NativeEngine {
    /// The name of this ledger among others.
    pub fn ledger(&self) -> String {
        self.engine().ledger()
    }

    /// What was recorded behind a position, as JSON text that another ledger takes in.
    pub fn changes(&self, since: i64, user: Option<String>) -> Result<String, NativeError> {
        self.run(|engine| {
            let options = placet::ChangesOptions { user };
            Ok(engine.changes(position(since)?, &options)?.to_string())
        })
    }

    /// Takes in what `changes` gave in another ledger: all of it with one commit, or nothing.
    pub fn merge(&self, changes: String, user: Option<String>) -> Result<Merged, NativeError> {
        self.run(|engine| {
            let unread = |e| invalid("changes", format!("they are no JSON ({e}); give what `changes` gave as it is"));
            let changes = serde_json::from_str(&changes).map_err(unread)?;
            Ok(engine.merge(&changes, &placet::MergeOptions { user })?.into())
        })
    }

    /// Tells a listener of every act, reload, and of what enforcement would have denied, until the subscription is closed.
    pub fn subscribe(&self, listener: Arc<dyn NativeListener>) -> Result<Arc<NativeSubscription>, NativeError> {
        self.run(|engine| {
            let subscription = engine.subscribe(move |notification| {
                // what fails in a listener is no fault of the act that it is told of
                let _ = catch_unwind(AssertUnwindSafe(|| listener.told(notification.into())));
            });
            Ok(Arc::new(NativeSubscription { subscription: Mutex::new(Some(subscription)) }))
        })
    }
}
