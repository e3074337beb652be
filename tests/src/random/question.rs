//! Random questions with their contexts.

use super::history::Story;
use crate::act::{Context, Grant, Question, Scope};

/// Whether a category identifies somebody whatever a random policy says of it.
pub(super) fn always_personal(category: &str) -> bool {
    !["user.behavior", "user.contact.address", "user.location", "nonpersonal"]
        .iter()
        .any(|start| category.starts_with(start))
}

impl Story<'_> {
    /// A question about few purposes, half of the time with a context.
    pub(super) fn question(&mut self) -> Question {
        if self.draw.chance(12)
            && let Some((grant, scope)) = self.draw.any(&self.abroad)
        {
            return self.transfer(grant, scope);
        }
        let purpose = if self.draw.chance(92) { self.purpose() } else { self.node() };
        let user = if self.draw.chance(3) { "stranger".to_owned() } else { self.user() };
        let context = if self.draw.chance(50) { Context::default() } else { self.context() };
        Question { user, purpose, context }
    }

    /// A question about the transfer that a grant, of a purpose or of a node above it, speaks of.
    fn transfer(&mut self, grant: Grant, scope: Scope) -> Question {
        let granted = |purpose: &&String| {
            let below = purpose.strip_prefix(grant.purpose.as_str());
            below.is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
        };
        let granted: Vec<String> = self.words.purposes.iter().filter(granted).cloned().collect();
        let purpose = self.draw.any(&granted).unwrap_or(grant.purpose);
        let context = Context { recipient: scope.recipient, destination: scope.destination, ..Context::default() };
        Question { user: grant.user, purpose, context }
    }

    pub(super) fn context(&mut self) -> Context {
        let mut context = Context::default();
        let words = self.words;
        if self.draw.chance(65) {
            context.categories = self.draw.one_to(&words.categories, 2);
        }
        if self.draw.chance(1) {
            context.categories.push("user.no_such_category".to_owned());
        }
        if self.draw.chance(25) {
            context.operation = Some(self.draw.word(&["collect", "store", "use", "share", "set", "disclose", "sell"]));
        }
        if self.draw.chance(25) {
            context.form = Some(self.draw.word(&["raw", "pseudonymised", "aggregated", "anonymised"]));
        }
        if self.draw.chance(30) {
            context.technology = if self.draw.chance(5) {
                Some("no.such.cookie".to_owned())
            } else {
                self.draw.any(&words.technologies)
            };
        }
        if self.draw.chance(10) {
            context.content =
                if self.draw.chance(10) { Some("poetry".to_owned()) } else { self.draw.any(&words.contents) };
        }
        if self.draw.chance(10) {
            context.surface =
                if self.draw.chance(10) { Some("billboard".to_owned()) } else { self.draw.any(&words.surfaces) };
        }
        if self.draw.chance(8) {
            context.initiated_by = Some(self.draw.word(&["user", "company"]));
        }
        self.handling(&mut context);
        context
    }

    /// What is said of how the data are handled.
    fn handling(&mut self, context: &mut Context) {
        let words = self.words;
        if self.draw.chance(8) {
            context.destination = Some(self.draw.word(&["US", "DE", "IN", "KR", "CH"]));
        }
        if self.draw.chance(16) {
            context.recipient = if self.draw.chance(4) {
                Some("someone".to_owned())
            } else if self.draw.chance(10) && !words.recipients.is_empty() {
                Some(self.draw.word(&["user:c2", "vendor.new"]))
            } else {
                self.draw.any(&words.recipients)
            };
        }
        if self.draw.chance(8) {
            context.instrument = Some(self.draw.word(&["order-1", "order-2", "deal-1", "deal-2", "unknown"]));
        }
        if self.draw.chance(7) {
            context.source = Some(self.draw.word(&["direct", "observed", "third_party", "public", "inferred"]));
        }
        if self.draw.chance(12) {
            context.reference = Some(self.reference());
        }
        if self.draw.chance(8) {
            let point = self.draw.any(&words.points).unwrap_or_else(|| "elsewhere".to_owned());
            context.collection_point = Some(if self.draw.chance(40) { format!("{point}:c1") } else { point });
        }
        if self.draw.chance(8) {
            context.inputs = self.draw.one_to(&words.categories, 2);
            if self.draw.chance(60) {
                context.operation = Some("derive".to_owned());
            }
        }
        if self.draw.chance(8) {
            context.linked = Some(self.draw.chance(50));
        }
        if self.draw.chance(10) {
            context.group_size = Some(u32::try_from(self.draw.number(1, 25)).unwrap_or(1));
        }
        if self.draw.chance(10) {
            context.mechanism = Some(self.draw.word(&["scc", "bcr", "consent", "adequacy", "certification"]));
        }
        if self.draw.chance(10) {
            context.lifetime = Some(self.draw.word(&["session", "P30D", "P6M", "P1Y", "PT1H", "P2Y"]));
        }
        if self.draw.chance(6) {
            context.set_at = Some(self.earlier(200));
        }
        if self.draw.chance(25) {
            for name in self.draw.one_to(&words.attests, 3) {
                let true_ = self.draw.chance(80);
                context.attests.insert(name, true_);
            }
        }
        if self.draw.chance(8) {
            context.effect = Some(self.draw.word(&["none", "minor", "significant"]));
        }
        if self.draw.chance(20) {
            context.decision = Some(self.draw.word(&["last", "last", "last", "999"]));
        }
        if self.draw.chance(15) {
            context.channel = self.draw.any(&words.channels);
        }
        if self.draw.chance(8) {
            context.device = self.draw.any(&words.devices);
        }
        if self.draw.chance(7) {
            context.actor = if self.draw.chance(5) { Some("janitor".to_owned()) } else { self.draw.any(&words.actors) };
        }
        if self.draw.chance(5) {
            context.justification = Some(self.draw.word(&["a fire", " "]));
        }
        if self.draw.chance(5) {
            context.origin = Some("permission-1".to_owned());
        }
        if self.draw.chance(5) {
            context.role = Some(self.draw.word(&["own", "custodian"]));
        }
    }
}
