//! Signals that a browser sends with every request.

use std::collections::BTreeMap;

use super::acts::version_or_first;
use super::{ActOptions, Engine, Receipt};
use crate::error::Error;

/// Headers of requests that say something for the user, each with the signal that it is: Global Privacy Control (W3C, section 4) and
/// Tracking Preference Expression (W3C, section 5.2). Each says it with `1`.
pub const SIGNAL_HEADERS: [(&str, &str); 2] = [("sec-gpc", "gpc"), ("dnt", "dnt")];

impl Engine {
    /// Records what the headers of a request say for the user, where the policy has a signal for it and it is not known already; none
    /// where they say nothing new. `header` gives the value of a header by its name in lower case.
    ///
    /// A header that is not sent, or that says anything but `1`, switches nothing off: another browser of the user may have said it. One
    /// that is sent several times is a list with commas (RFC 9110, section 5.3), and says what any of its entries says.
    ///
    /// # Errors
    ///
    /// As [`Engine::apply_signals`].
    ///
    /// ```
    /// # fn main() -> Result<(), placet::Error> {
    /// # let policy = r#"
    /// # [policy]
    /// # id = "shop"
    /// # version = "2025-01-01"
    /// # effective_from = 2025-01-01
    /// # contact = { privacy = "privacy@shop.test" }
    /// # [purposes."ads.targeted"]
    /// # basis = ["legitimate_interest"]
    /// # categories = ["user.behavior"]
    /// # [signals.gpc]
    /// # denies = ["ads"]
    /// # "#;
    /// let engine = placet::Engine::open(policy, "memory:")?;
    /// assert!(engine.can_process("ada", "ads.targeted")?);
    /// let sent = |name: &str| (name == "sec-gpc").then(|| "1".to_owned());
    /// assert!(engine.apply_headers("ada", sent, &Default::default())?.is_some());
    /// assert!(!engine.can_process("ada", "ads.targeted")?);
    /// assert!(engine.apply_headers("ada", sent, &Default::default())?.is_none());
    /// let list = |_: &str| Some("0, 1".to_owned());
    /// assert!(engine.apply_headers("bob", list, &Default::default())?.is_some());
    /// # Ok(())
    /// # }
    /// ```
    pub fn apply_headers(
        &self,
        user: &str,
        header: impl Fn(&str) -> Option<String>,
        options: &ActOptions,
    ) -> Result<Option<Receipt>, Error> {
        let policy = self.policy();
        let version = version_or_first(&policy, options.at.unwrap_or_else(|| self.now()))?;
        let state = self.state_of(user)?;
        let known = |signal: &str| state.signals.iter().any(|heard| heard.name == signal && heard.on);
        let declared = |signal: &str| version.signals.iter().any(|own| own.name == signal);
        let new: BTreeMap<String, bool> = SIGNAL_HEADERS
            .iter()
            .filter(|(_, signal)| declared(signal) && !known(signal))
            .filter(|(name, _)| header(name).is_some_and(|value| value.split(',').any(|said| said.trim() == "1")))
            .map(|(_, signal)| ((*signal).to_owned(), true))
            .collect();
        if new.is_empty() { Ok(None) } else { self.apply_signals(user, &new, options).map(Some) }
    }
}
