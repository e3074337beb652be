//! Signals: what browsers, devices, registers and consent platforms say for a user, as the policy's signals.

use std::collections::BTreeMap;

use serde::Serialize;

use super::acts::{Request, version_or_first};
use super::join::answer;
use super::questions::empty_user;
use super::registry::not_reserved;
use super::{ActOptions, Engine, Receipt};
use crate::act::Act;
use crate::error::{Error, quoted};
use crate::policy::Version;
use crate::words::{ConsentString, FRAMEWORKS};

/// What is said of one signal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SignalState {
    /// It is on, or off.
    Switch(bool),
    /// A consent string, of the framework that the signal is named after: `tcf` or `gpp`.
    ConsentString(String),
}

impl From<bool> for SignalState {
    fn from(on: bool) -> Self {
        Self::Switch(on)
    }
}

impl SignalState {
    /// What a text says of a signal: `1` is on, `0` is off, any other text of `tcf` and `gpp` is a consent string.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidArgument`] for any other text.
    pub fn read(signal: &str, text: &str) -> Result<Self, Error> {
        match text {
            "1" => Ok(Self::Switch(true)),
            "0" => Ok(Self::Switch(false)),
            text if FRAMEWORKS.contains(&signal) => Ok(Self::ConsentString(text.to_owned())),
            _ => Err(Error::invalid(
                "signals",
                format!("`{}` is neither `1` nor `0`; say whether it is on", quoted(text)),
            )),
        }
    }
}

/// What became of a consent string.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Understood {
    /// The signals that it switched on or off.
    pub signals: BTreeMap<String, bool>,
    /// What it says and the policy has no signal for: told, so that nobody takes it for granted.
    pub unexpressed: Vec<String>,
}

impl Engine {
    /// Records what a browser, a device or a register says for the user, all of it or nothing. A signal that is off grants nothing.
    ///
    /// Each consent string is an act of its own, recorded after the others; the receipt is that of the last act.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidArgument`] for a signal that the policy does not declare, for a string that can't be read, or for none; store
    /// errors.
    pub fn apply_signals<S: Clone + Into<SignalState>>(
        &self,
        user: &str,
        signals: &BTreeMap<String, S>,
        options: &ActOptions,
    ) -> Result<Receipt, Error> {
        if user.is_empty() {
            return Err(empty_user());
        }
        not_reserved(user)?;
        let mut switches = BTreeMap::new();
        let mut strings = Vec::new();
        for (name, state) in signals {
            match state.clone().into() {
                SignalState::Switch(on) => {
                    switches.insert(name.clone(), on);
                }
                SignalState::ConsentString(string) => strings.push(self.understand(name, &string, options)?.0),
            }
        }
        let switched = (!switches.is_empty()).then_some(Act::Signals { signals: switches, string: None });
        let request = |act: Act| Request { user: user.to_owned(), act, at: options.at };
        let mut requests: Vec<Request> = switched.into_iter().chain(strings).map(request).collect();
        match (requests.len(), requests.pop()) {
            (1, Some(only)) => self.submit(only),
            (many, Some(last)) => {
                requests.push(last);
                answer(self.record_together(&requests)?, many - 1)
            }
            (_, None) => Err(Error::invalid("signals", "none was given")),
        }
    }

    /// Takes in a TC string (`tcf`) or a GPP string (`gpp`): each signal of the policy that names such a string is switched on
    /// when the string refuses one of its `bits`, else off. A consent in a string grants nothing here: it was not given under
    /// this policy's notice.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidArgument`] for a string that can't be read, or when the policy has no signal for it; store errors.
    pub fn apply_consent_string(
        &self,
        user: &str,
        framework: &str,
        string: &str,
        options: &ActOptions,
    ) -> Result<(Receipt, Understood), Error> {
        let (act, understood) = self.understand(framework, string, options)?;
        Ok((self.record_act(user, options.at, act)?, understood))
    }

    /// What a consent string means under the policy: the act, and what became of the string.
    fn understand(&self, framework: &str, string: &str, options: &ActOptions) -> Result<(Act, Understood), Error> {
        let said = ConsentString::read(framework, string).map_err(|fault| Error::invalid("string", fault))?;
        let policy = self.policy();
        let version = version_or_first(&policy, options.at.unwrap_or_else(|| self.now()))?;
        let own = version.signals.iter().filter(|s| s.string.as_deref() == Some(framework));
        let signals: BTreeMap<String, bool> =
            own.map(|s| (s.name.clone(), s.bits.iter().any(|bit| said.refuses(bit)))).collect();
        if signals.is_empty() {
            let message = format!(
                "no signal of the policy is read from a `{framework}` string; give one its `string` and `bits`"
            );
            return Err(Error::invalid("string", message));
        }
        let unexpressed = unexpressed(version, framework, &said);
        let act = Act::Signals { signals: signals.clone(), string: Some(format!("{framework}:{string}")) };
        Ok((act, Understood { signals, unexpressed }))
    }
}

/// What a consent string says and no signal of the policy reads.
fn unexpressed(version: &Version, framework: &str, said: &ConsentString) -> Vec<String> {
    let named =
        |bit: &String| version.signals.iter().any(|s| s.string.as_deref() == Some(framework) && s.bits.contains(bit));
    let refused = said.refused.iter().filter(|bit| !named(bit)).map(|bit| format!("{bit} is refused"));
    let consented = said.consented.iter().filter(|bit| !named(bit) && !bit.starts_with("vendor:"));
    refused.chain(consented.map(|bit| format!("{bit} is consented to"))).chain(said.unread.iter().cloned()).collect()
}
