//! What a user's refusals cost (GDPR Art. 7(4), recital 42): features that do not run now, and why.

use serde_json::{Value, json};

use super::{Desk, Subject};
use crate::decide::{Context, decide};
use crate::error::Error;
use crate::state::UserState;

impl Desk<'_> {
    /// The purposes with an impact that are denied now.
    pub(super) fn features(&self, subject: &Subject<'_>) -> Result<Value, Error> {
        let mut list = Vec::new();
        for purpose in self.version.purposes.iter().filter(|purpose| purpose.impact.is_some()) {
            let nothing = UserState::default();
            let decision = decide(&self.policy, &subject.state, &nothing, &purpose.key, &Context::default(), self.at)?;
            if !decision.allowed {
                list.push(json!({
                    "purpose": *purpose.key,
                    "impact": purpose.impact,
                    "reason": decision.reason_code(),
                }));
            }
        }
        Ok(json!({ "user": subject.name, "features": list }))
    }
}
