//! Choices: what users, and guardians for them, let happen and refuse.

use crate::engine::NativeEngine;
use crate::error::NativeError;
use crate::options::{ActOptions, GrantOptions};
use crate::results::Receipt;

#[uniffi::export]
impl NativeEngine {
    /// Records that consent was given to a purpose, or to all consent purposes below a node (GDPR Art. 7).
    pub fn grant(&self, user: String, purpose: String, options: GrantOptions) -> Result<Receipt, NativeError> {
        self.run(|engine| Ok(engine.grant(&user, &purpose, &options.read()?)?.into()))
    }

    /// Records that consent was taken back, for a purpose, a node, a group or `*` (GDPR Art. 7(3)).
    pub fn withdraw(&self, user: String, purpose: String, options: ActOptions) -> Result<Receipt, NativeError> {
        self.run(|engine| Ok(engine.withdraw(&user, &purpose, &options.read()?)?.into()))
    }

    /// Records that the user opted out of a purpose, a node, a group or `*`.
    pub fn opt_out(&self, user: String, purpose: String, options: ActOptions) -> Result<Receipt, NativeError> {
        self.run(|engine| Ok(engine.opt_out(&user, &purpose, &options.read()?)?.into()))
    }

    /// Records that the user took an opt-out or an objection back. It is no consent.
    pub fn opt_in(&self, user: String, purpose: String, options: ActOptions) -> Result<Receipt, NativeError> {
        self.run(|engine| Ok(engine.opt_in(&user, &purpose, &options.read()?)?.into()))
    }

    /// Records an objection (GDPR Art. 21): it suspends the purpose until it is overruled; for direct marketing it is absolute.
    pub fn object_to(&self, user: String, purpose: String, options: ActOptions) -> Result<Receipt, NativeError> {
        self.run(|engine| Ok(engine.object_to(&user, &purpose, &options.read()?)?.into()))
    }

    /// Records that compelling grounds override an objection (GDPR Art. 21(1)), with the reason.
    pub fn overrule_objection(
        &self,
        user: String,
        purpose: String,
        reason: String,
        options: ActOptions,
    ) -> Result<Receipt, NativeError> {
        self.run(|engine| Ok(engine.overrule_objection(&user, &purpose, &reason, &options.read()?)?.into()))
    }

    /// Restricts processing (GDPR Art. 18) of a purpose, a node, a group or `*`.
    pub fn restrict(&self, user: String, purpose: String, options: ActOptions) -> Result<Receipt, NativeError> {
        self.run(|engine| Ok(engine.restrict(&user, &purpose, &options.read()?)?.into()))
    }

    /// Lifts the restriction of a node and of all below it.
    pub fn lift_restriction(&self, user: String, purpose: String, options: ActOptions) -> Result<Receipt, NativeError> {
        self.run(|engine| Ok(engine.lift_restriction(&user, &purpose, &options.read()?)?.into()))
    }
}
