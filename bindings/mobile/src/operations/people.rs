//! What becomes known of users: notices, age and residence, guardians, signals, and who is the same person.

use std::collections::{BTreeMap, HashMap};

use placet::{Error, SignalState};

use crate::engine::NativeEngine;
use crate::error::NativeError;
use crate::options::{ActOptions, GuardianOptions, Update};
use crate::results::{ConsentStringTaken, Receipt};

/// What is said of one signal.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Enum)]
pub enum Signal {
    /// It is on, or off.
    Switch {
        /// Which.
        on: bool,
    },
    /// What a text says: `1` is on, `0` is off, any other text of `tcf` and `gpp` is a consent string.
    Text {
        /// It.
        text: String,
    },
}

fn signals(signals: HashMap<String, Signal>) -> Result<BTreeMap<String, SignalState>, Error> {
    let said = |(name, signal): (String, Signal)| {
        let state = match signal {
            Signal::Switch { on } => on.into(),
            Signal::Text { text } => SignalState::read(&name, &text)?,
        };
        Ok((name, state))
    };
    signals.into_iter().map(said).collect()
}

#[uniffi::export]
impl NativeEngine {
    /// Records that the user was shown a notice or a version of the policy. It is evidence, and grants nothing.
    pub fn acknowledge(
        &self,
        user: String,
        notice: String,
        agrees: bool,
        options: ActOptions,
    ) -> Result<Receipt, NativeError> {
        self.run(|engine| Ok(engine.acknowledge(&user, &notice, agrees, &options.read()?)?.into()))
    }

    /// Records what became known of a user; what is not given stays as it was.
    pub fn update(&self, user: String, update: Update) -> Result<Receipt, NativeError> {
        self.run(|engine| Ok(engine.update(&user, &update.read()?)?.into()))
    }

    /// Records who holds parental responsibility, or claims to.
    pub fn link_guardian(
        &self,
        user: String,
        guardian: String,
        options: GuardianOptions,
    ) -> Result<Receipt, NativeError> {
        self.run(|engine| Ok(engine.link_guardian(&user, &guardian, &options.read()?)?.into()))
    }

    /// Records that parental responsibility ended; the guardian's consents end with it.
    pub fn unlink_guardian(&self, user: String, guardian: String, options: ActOptions) -> Result<Receipt, NativeError> {
        self.run(|engine| Ok(engine.unlink_guardian(&user, &guardian, &options.read()?)?.into()))
    }

    /// Records what a browser, a device or a register says for the user. A signal that is off grants nothing.
    pub fn apply_signals(
        &self,
        user: String,
        signals: HashMap<String, Signal>,
        options: ActOptions,
    ) -> Result<Receipt, NativeError> {
        self.run(|engine| Ok(engine.apply_signals(&user, &self::signals(signals)?, &options.read()?)?.into()))
    }

    /// Takes in a TC string (`tcf`) or a GPP string (`gpp`), and says what became of it.
    pub fn apply_consent_string(
        &self,
        user: String,
        framework: String,
        string: String,
        options: ActOptions,
    ) -> Result<ConsentStringTaken, NativeError> {
        self.run(|engine| {
            let (receipt, understood) = engine.apply_consent_string(&user, &framework, &string, &options.read()?)?;
            Ok(ConsentStringTaken { receipt: receipt.into(), understood: understood.into() })
        })
    }

    /// Records what the headers of a request say for the user; none where they say nothing new. The case of names does not matter.
    pub fn apply_headers(
        &self,
        user: String,
        headers: HashMap<String, String>,
        options: ActOptions,
    ) -> Result<Option<Receipt>, NativeError> {
        let sent = |name: &str| {
            let mut headers = headers.iter();
            headers.find(|(own, _)| own.eq_ignore_ascii_case(name)).map(|(_, value)| value.clone())
        };
        self.run(|engine| Ok(engine.apply_headers(&user, sent, &options.read()?)?.map(Receipt::from)))
    }

    /// Records that a visitor turned out to be this user; the more protective of both holds from now on (GDPR Art. 4(11)).
    pub fn join(&self, user: String, visitor: String, options: ActOptions) -> Result<Receipt, NativeError> {
        self.run(|engine| Ok(engine.join(&user, &visitor, options.read()?.at)?.into()))
    }

    /// Records that the two are not the same person after all. What was carried over stays until it is taken back.
    pub fn part(&self, user: String, visitor: String, options: ActOptions) -> Result<Receipt, NativeError> {
        self.run(|engine| Ok(engine.part(&user, &visitor, options.read()?.at)?.into()))
    }
}
