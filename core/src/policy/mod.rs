//! From a document to a compiled policy, in three steps with three types, and the difference of two versions.
//!
//! [`Source`] is text as a tree with places. [`Checked`] is a document without errors. [`Version`] is what decisions read.
//! Knows nothing of users.

mod archive;
mod asked;
mod check;
mod compile;
mod compiled;
pub mod condition;
mod diagnostic;
mod difference;
mod document;
mod lint;
mod names;
mod node;
mod shape;
mod signed;
mod source;

pub mod fields;
pub mod schema;

pub use archive::Policy;
pub use asked::Asked;
pub use check::{Checked, check};
pub use compile::compile;
pub use compiled::{
    Actor, Adequacy, AgeRule, Alternative, Breach, CategoryRule, ChildRule, Clock, CollectionPoint, Control, Demand,
    Handling, Kind, Lifetime, Notice, Overlay, Purpose, Recipient, Retention, Right, Rule, RuleScope, Signal, Stage,
    Support, Technology, TransferStage, Transfers, Trigger, Version,
};
pub use diagnostic::{Diagnostic, Place, Severity};
pub use difference::{Difference, difference};
pub use document::{
    AgeUnknown as UnknownAge, BelowMinimum, ChangeNotice, DateSource, Disposal, Document, ResidenceAge,
    ResidenceUnknown as UnknownResidenceAge, TellOf,
};
pub(crate) use names::is_residence;
pub use signed::{PublicKey, key_from_hex, load, public_key, sign};
pub use source::{Format, Source};
