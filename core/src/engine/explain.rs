//! An answer with what each check found.

use super::Engine;
use crate::decide::{Check, Context, Decision, decide, trace};
use crate::error::Error;

impl Engine {
    /// The answer in full, and what each of the eleven checks found: passed, failed with which reasons, passed over, or not reached.
    ///
    /// Both are of the same state at the same instant, so every reason of the decision stands at the check that gave it; an
    /// observed purpose is allowed, and its checks fail with what the decision has in `would_deny`.
    ///
    /// ```
    /// use placet::decide::{CheckName, Found};
    /// use placet::Engine;
    ///
    /// # fn main() -> Result<(), placet::Error> {
    /// # let policy = "[policy]\nid = \"shop\"\nversion = \"1\"\neffective_from = 2025-01-01\ncontact = { privacy = \"p@shop.test\" }\n[purposes.\"marketing.email\"]\nbasis = [\"consent\"]\ncategories = [\"user.contact.email\"]\n";
    /// let engine = Engine::open(policy, "memory:")?;
    /// let (decision, checks) = engine.explain("ada", "marketing.email", &Default::default())?;
    /// assert!(!decision.allowed);
    /// let basis = checks.iter().find(|check| check.name == CheckName::Basis);
    /// assert!(basis.is_some_and(|check| check.found == Found::Failed && check.reasons == decision.reasons));
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// As [`Engine::decide`].
    pub fn explain(&self, user: &str, purpose: &str, context: &Context) -> Result<(Decision, Vec<Check>), Error> {
        let state = self.state_of(user)?;
        let at = context.at.unwrap_or_else(|| self.now());
        let policy = self.policy();
        let company = self.company(context)?;
        let decision = decide(&policy, &state, &company, purpose, context, at)?;
        Ok((decision, trace(&policy, &state, &company, purpose, context, at)?))
    }
}
