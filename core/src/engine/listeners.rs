//! Listeners: told of every act, of every reload, and of what enforcement would have denied.

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};

use serde::Serialize;

use super::Engine;
use crate::act::Event;
use crate::words::Timestamp;

/// What a listener is told.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Notification {
    /// An act was recorded, here or by another process on the store.
    Act(Recording),
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

/// An act that was recorded.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Recording {
    /// Its position in the ledger, from 1.
    pub position: u64,
    /// The user; empty for an erasure by another process, and for what the company registers.
    pub user: String,
    /// The operation: `withdraw`.
    pub operation: &'static str,
    /// When it happened.
    pub at: Timestamp,
    /// Whether it was merged from another ledger.
    pub merged: bool,
}

impl Recording {
    pub(super) fn new(user: &str, event: &Event, position: u64) -> Self {
        let user = if Engine::is_company(user) { String::new() } else { user.to_owned() };
        let merged = event.merged_from.is_some();
        Self { position, user, operation: event.act.operation(), at: event.at, merged }
    }
}

type Listener = Arc<dyn Fn(&Notification) + Send + Sync>;

#[derive(Default)]
struct List {
    listeners: Vec<(u64, Listener)>,
    /// Positions that this process wrote, until it has read up to them: they were told already.
    written: BTreeSet<u64>,
}

/// Those who listen to an engine.
#[derive(Default)]
pub(super) struct Listeners {
    /// How many there are, so that an engine without any pays one load.
    count: AtomicUsize,
    next: AtomicU64,
    list: Mutex<List>,
}

impl Listeners {
    fn list(&self) -> MutexGuard<'_, List> {
        self.list.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn are_there(&self) -> bool {
        self.count.load(Ordering::Acquire) > 0
    }

    /// Notes what this process wrote, before anybody can read it; positions up to `seen` are read no more.
    pub(super) fn wrote(&self, told: &[Recording], seen: u64) {
        if !told.is_empty() {
            let mut list = self.list();
            list.written = list.written.split_off(&seen.saturating_add(1));
            list.written.extend(told.iter().map(|recording| recording.position));
        }
    }

    /// The positions behind one up to another that this process did not write.
    pub(super) fn unheard(&self, seen: u64, position: u64) -> Vec<u64> {
        let mut list = self.list();
        let later = list.written.split_off(&position.saturating_add(1));
        let written = std::mem::replace(&mut list.written, later);
        (seen.saturating_add(1)..=position).filter(|position| !written.contains(position)).collect()
    }

    /// Tells all who listen, in the order in which they came; no lock is held, so a listener may ask and act.
    pub(super) fn tell(&self, notifications: impl IntoIterator<Item = Notification>) {
        if !self.are_there() {
            return;
        }
        let listeners: Vec<Listener> = self.list().listeners.iter().map(|(_, listener)| listener.clone()).collect();
        for notification in notifications {
            listeners.iter().for_each(|listener| listener(&notification));
        }
    }
}

/// A subscription; it ends when this is dropped.
#[must_use = "the subscription ends when it is dropped"]
pub struct Subscription {
    listeners: Weak<Listeners>,
    number: u64,
}

impl Drop for Subscription {
    fn drop(&mut self) {
        if let Some(listeners) = self.listeners.upgrade() {
            let mut list = listeners.list();
            list.listeners.retain(|(number, _)| *number != self.number);
            listeners.count.store(list.listeners.len(), Ordering::Release);
        }
    }
}

impl std::fmt::Debug for Subscription {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Subscription").finish_non_exhaustive()
    }
}

impl Engine {
    /// Tells a listener of every act that is recorded from now on, of reloads, and of what enforcement would have denied.
    ///
    /// It is called on the thread that acted, after the act is durable and visible; what it takes that thread waits. What another
    /// process recorded is told when this engine next looks at the ledger, at its next question or act, once each.
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
    /// use placet::Notification;
    ///
    /// let engine = placet::Engine::open(policy, "memory:")?;
    /// let (send, receive) = std::sync::mpsc::channel();
    /// let subscription = engine.subscribe(move |notification| {
    ///     let _ = send.send(notification.clone());
    /// });
    /// engine.withdraw("ada", "marketing.email", &Default::default())?;
    /// drop(subscription);
    /// engine.withdraw("ada", "marketing.email", &Default::default())?;
    /// let told: Vec<Notification> = receive.iter().collect();
    /// assert!(matches!(&told[..], [Notification::Act(act)] if act.operation == "withdraw" && act.user == "ada"));
    /// # Ok(())
    /// # }
    /// ```
    pub fn subscribe(&self, listener: impl Fn(&Notification) + Send + Sync + 'static) -> Subscription {
        let number = self.listeners.next.fetch_add(1, Ordering::Relaxed);
        let mut list = self.listeners.list();
        list.listeners.push((number, Arc::new(listener)));
        self.listeners.count.store(list.listeners.len(), Ordering::Release);
        Subscription { listeners: Arc::downgrade(&self.listeners), number }
    }

    /// Tells listeners of an answer that enforcement would have made a denial.
    pub(super) fn tell_would_deny(&self, user: &str, decision: &crate::decide::Decision) {
        if self.listeners.are_there() && !decision.would_deny.is_empty() {
            let reasons = decision.would_deny.iter().map(|reason| reason.code().to_owned()).collect();
            let (user, purpose) = (user.to_owned(), decision.purpose.to_string());
            self.listeners.tell([Notification::WouldDeny { user, purpose, reasons }]);
        }
    }
}
