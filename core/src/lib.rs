//! placet answers one question: may this user's data be processed for this purpose?
//!
//! ```
//! use placet::{Engine, Update};
//!
//! # fn main() -> Result<(), placet::Error> {
//! let policy = r#"
//!     [policy]
//!     id = "shop"
//!     version = "2025-01-01"
//!     effective_from = 2025-01-01
//!     contact = { privacy = "privacy@shop.test" }
//!
//!     [purposes."marketing.email"]
//!     basis = ["consent"]
//!     categories = ["user.contact.email"]
//! "#;
//! let engine = Engine::open(policy, "memory:")?;
//! assert!(!engine.can_process("ada", "marketing.email")?);
//! engine.update("ada", &Update { birthdate: Some("1990-05-01".into()), ..Update::default() })?;
//! engine.grant("ada", "marketing.email", &Default::default())?;
//! assert!(engine.can_process("ada", "marketing.email")?);
//! engine.withdraw("ada", "marketing.email", &Default::default())?;
//! let decision = engine.decide("ada", "marketing.email", &Default::default())?;
//! assert_eq!(decision.reason_code(), "consent_withdrawn");
//! # Ok(())
//! # }
//! ```
//!
//! How it is built stands in [`docs::architecture`], what it answers in [`docs::deciding`], how a policy is written in
//! [`docs::policy_language`].

pub mod act;
pub mod data;
pub mod decide;
pub mod docs;
mod engine;
mod error;
pub mod index;
pub mod law;
pub mod ledger;
pub mod policy;
pub mod state;
pub mod words;

pub use decide::{Context, Decision, Evidence, Obligation, Remedy};
pub use engine::{
    ActOptions, CaseView, ChangesOptions, Clock, Due, Engine, ExportOptions, GrantOptions, Guarded, GuardianOptions,
    HistoryEntry, MergeOptions, Merged, Notification, Options, Permit, Receipt, RecordOptions, Recording, Registration,
    Reloaded, ReportOptions, Request, RequestOptions, RespondOptions, SIGNAL_HEADERS, SignalState, StageTime,
    Subscription, TaskView, Understood, Update, Verification,
};
pub use error::Error;
pub use words::{Basis, Ground, Reason, Timestamp};
