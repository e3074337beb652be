//! Consent strings of browsers and consent platforms, taken in as the signals that the policy makes of them.

use std::collections::BTreeMap;

use serde::Serialize;

use super::acts::version_or_first;
use super::{ActOptions, Engine, Receipt};
use crate::act::Act;
use crate::error::Error;
use crate::words::ConsentString;

/// What became of a consent string.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Understood {
    /// The signals that it switched on or off.
    pub signals: BTreeMap<String, bool>,
    /// What it says and the policy has no signal for: told, so that nobody takes it for granted.
    pub unexpressed: Vec<String>,
}

impl Engine {
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
        let named = |bit: &String| {
            version.signals.iter().any(|s| s.string.as_deref() == Some(framework) && s.bits.contains(bit))
        };
        let refused = said.refused.iter().filter(|bit| !named(bit)).map(|bit| format!("{bit} is refused"));
        let consented = said.consented.iter().filter(|bit| !named(bit) && !bit.starts_with("vendor:"));
        let unexpressed = refused
            .chain(consented.map(|bit| format!("{bit} is consented to")))
            .chain(said.unread.iter().cloned())
            .collect();
        let act = Act::Signals { signals: signals.clone(), string: Some(format!("{framework}:{string}")) };
        let receipt = self.record_act(user, options.at, act)?;
        Ok((receipt, Understood { signals, unexpressed }))
    }
}
