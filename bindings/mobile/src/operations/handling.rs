//! Handling of data: what happened, what was collected and disclosed, decisions to be proved, holds and disposal.

use placet::Timestamp;

use super::questions::read;
use crate::context::Context;
use crate::engine::NativeEngine;
use crate::error::NativeError;
use crate::instant::instant;
use crate::options::RecordOptions;
use crate::results::{Audited, Receipt};

#[uniffi::export]
impl NativeEngine {
    /// Records that something happened on which a clock, a condition or a report hangs.
    pub fn record(&self, user: String, event: String, options: RecordOptions) -> Result<Receipt, NativeError> {
        self.run(|engine| Ok(engine.record(&user, &event, &options.read()?)?.into()))
    }

    /// Collects data for a purpose: decides, and keeps on record what was collected and from where (GDPR Art. 14(2)(f)).
    pub fn collect(&self, user: String, purpose: String, context: Option<Context>) -> Result<Receipt, NativeError> {
        self.run(|engine| Ok(engine.collect(&user, &purpose, &read(context)?)?.into()))
    }

    /// Gives data to a recipient: decides, and keeps the disclosure on record (GDPR Art. 15(1)(c), 30(1)(d)).
    pub fn disclose(
        &self,
        user: String,
        purpose: String,
        recipient: String,
        context: Option<Context>,
    ) -> Result<Receipt, NativeError> {
        self.run(|engine| Ok(engine.disclose(&user, &purpose, &recipient, &read(context)?)?.into()))
    }

    /// Decides, and keeps the decision in the ledger with its inputs, so that it can be proved (GDPR Art. 5(2)).
    pub fn audit(&self, user: String, purpose: String, context: Option<Context>) -> Result<Audited, NativeError> {
        self.run(|engine| {
            let (decision, receipt) = engine.audit(&user, &purpose, &read(context)?)?;
            Ok(Audited { decision: decision.into(), receipt: receipt.into() })
        })
    }

    /// Suspends disposal and erasure of some categories, or of all, and nothing else (GDPR Art. 17(3)(e)).
    pub fn hold(
        &self,
        user: String,
        hold: String,
        reason: String,
        categories: Vec<String>,
        at: Option<Timestamp>,
    ) -> Result<Receipt, NativeError> {
        self.run(|engine| Ok(engine.hold(&user, &hold, &reason, &categories, instant("at", at)?)?.into()))
    }

    /// Ends a hold.
    pub fn release(&self, user: String, hold: String, at: Option<Timestamp>) -> Result<Receipt, NativeError> {
        self.run(|engine| Ok(engine.release(&user, &hold, instant("at", at)?)?.into()))
    }

    /// Records that the application disposed of what a retention rule is about (GDPR Art. 5(1)(e)).
    pub fn dispose(
        &self,
        user: String,
        rule: String,
        method: String,
        at: Option<Timestamp>,
    ) -> Result<Receipt, NativeError> {
        self.run(|engine| Ok(engine.dispose(&user, &rule, &method, instant("at", at)?)?.into()))
    }
}
