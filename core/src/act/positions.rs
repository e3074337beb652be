//! The positions of earlier events that an act names: a case that is responded to, a decision that is contested.

use super::Act;

impl Act {
    /// Puts other numbers in place of the positions that the act names; one without another is left as it is.
    pub(crate) fn renumber(&mut self, number: &mut dyn FnMut(u64) -> Option<u64>) {
        match self {
            Act::Respond { case, .. } => *case = number(*case).unwrap_or(*case),
            Act::Request { details } => {
                let decision = details.decision.as_ref().and_then(|position| number(position.parse().ok()?));
                if let Some(decision) = decision.map(|number| number.to_string()) {
                    for task in details.tasks.iter_mut().filter(|task| task.kind == "human_review") {
                        task.subject.clone_from(&decision);
                    }
                    details.decision = Some(decision);
                }
            }
            _ => {}
        }
    }

    /// The positions that the act names.
    pub(crate) fn named_positions(&self) -> Vec<u64> {
        let mut named = Vec::new();
        self.clone().renumber(&mut |position| {
            named.push(position);
            None
        });
        named
    }
}
