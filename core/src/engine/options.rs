//! What callers may say with an operation.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::act::{ConsentKind, Scope};
use crate::policy::PublicKey;
use crate::words::Timestamp;

/// A source of the present instant, for tests and replays.
pub trait Clock: Send + Sync {
    /// The present instant.
    fn now(&self) -> Timestamp;
}

impl<F: Fn() -> Timestamp + Send + Sync> Clock for F {
    fn now(&self) -> Timestamp {
        self()
    }
}

/// How an engine is opened.
#[derive(Clone, Default)]
pub struct Options {
    /// The clock; the system's when none is given.
    pub clock: Option<Arc<dyn Clock>>,
    /// The key of the pseudonyms that a policy's `transform = "hash"` makes: at least 16 bytes, kept by the application. The same
    /// value has the same pseudonym under the same key, and nobody without it tells which.
    pub pseudonym_key: Option<Arc<[u8]>>,
    /// Public keys of whoever publishes the policy. With any, the engine takes signed policies only, and in the place of one never
    /// an older one, also not after a start: the store knows what it has seen.
    pub policy_keys: Vec<PublicKey>,
    /// The key that seals the store's content at rest: 32 random bytes, kept where the platform keeps keys. Only
    /// [`Engine::open_with`](crate::Engine::open_with) looks at it: it makes the store.
    pub key: Option<Arc<[u8]>>,
}

impl std::fmt::Debug for Options {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Options")
            .field("clock", &self.clock.is_some())
            .field("pseudonym_key", &self.pseudonym_key.is_some())
            .field("policy_keys", &self.policy_keys.len())
            .field("key", &self.key.is_some())
            .finish()
    }
}

/// What an act may say besides user and purpose.
#[derive(Debug, Clone, Default)]
pub struct ActOptions {
    /// The guardian who acts; none: the user.
    pub by: Option<String>,
    /// By which means: `settings`, `link`, `email`, …
    pub method: Option<String>,
    /// The ground of an objection or a restriction.
    pub ground: Option<String>,
    /// How far a choice reaches: one channel, recipient or country.
    pub scope: Scope,
    /// When it happened; now when not given. Not before the user's last act.
    pub at: Option<Timestamp>,
}

/// What a grant may say.
#[derive(Debug, Clone, Default)]
pub struct GrantOptions {
    /// The guardian who grants; none: the user.
    pub by: Option<String>,
    /// How consent was given; only an explicit one serves.
    pub kind: ConsentKind,
    /// The notice that was shown: a declared one or a version; the version in force when not given.
    pub notice: Option<String>,
    /// When the consent ends by itself.
    pub expires: Option<Timestamp>,
    /// How far it reaches: one channel, recipient or country.
    pub scope: Scope,
    /// By which means.
    pub method: Option<String>,
    /// When it happened.
    pub at: Option<Timestamp>,
}

/// What is said of a guardian.
#[derive(Debug, Clone, Default)]
pub struct GuardianOptions {
    /// Parental responsibility is claimed and not verified yet.
    pub pending: bool,
    /// By which method it was verified.
    pub method: Option<String>,
    /// Where the evidence is.
    pub evidence: Option<String>,
    /// When.
    pub at: Option<Timestamp>,
}

/// What becomes known of a user; what is not given stays as it was.
#[derive(Debug, Clone, Default)]
pub struct Update {
    /// The day of birth: `2006-10-18`.
    pub birthdate: Option<String>,
    /// The age in years on the day of the act.
    pub age: Option<u8>,
    /// Years, both ends included, on the day of the act; without a second: at least the first.
    pub age_range: Option<(u8, Option<u8>)>,
    /// How sure the age is: `declared`, `estimated`, `confirmed`, `verified`.
    pub assurance: Option<String>,
    /// Who says so: `user`, `report`, a platform's name.
    pub source: Option<String>,
    /// Country (`DE`) or subdivision (`US-CA`).
    pub residence: Option<String>,
    /// Where the residence is from: `registered`, `billing`, `ip`.
    pub residence_source: Option<String>,
    /// `none`, `active`, `suspended`, `closed`, `terminated`.
    pub account: Option<String>,
    /// The kind of user: `consumer`, `business`, `applicant`, …
    pub kind: Option<String>,
    /// When.
    pub at: Option<Timestamp>,
}

/// What is said of something that happened.
#[derive(Debug, Clone, Default)]
pub struct RecordOptions {
    /// Which: the feature, the course, the transaction, the category.
    pub reference: Option<String>,
    /// When it took place, where that is not when it is recorded.
    pub on: Option<Timestamp>,
    /// What else is to be kept of it; never personal data.
    pub details: BTreeMap<String, String>,
    /// When it is recorded.
    pub at: Option<Timestamp>,
}
