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
            let serving =
                self.version.technologies.iter().filter(|(_, t)| t.purposes.iter().any(|n| purpose.covered_by(n)));
            let ways = std::iter::once(None).chain(serving.map(|(key, _)| Some(key.clone())));
            // a purpose is impaired as a whole, or where a technology that it needs is refused
            for technology in ways {
                let context = Context { technology: technology.clone(), ..Context::default() };
                let decision = decide(&self.policy, &subject.state, &nothing, &purpose.key, &context, self.at)?;
                if !decision.allowed {
                    list.push(json!({
                        "purpose": *purpose.key,
                        "impact": purpose.impact,
                        "technology": technology,
                        "reason": decision.reason_code(),
                    }));
                    break;
                }
            }
        }
        Ok(json!({ "user": subject.name, "features": list }))
    }
}
