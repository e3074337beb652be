//! What a case wants done before it can be closed: the work of the application, as tasks.

use super::erasure;
use super::facts::Facts;
use super::rights::Kind;
use crate::act::{RequestDetails, Task};
use crate::words::covers;

/// The mode of an erasure that is about identifiers in cookies only.
const COOKIES: &str = "cookies";

/// The tasks of a new case.
pub(crate) fn tasks(facts: &Facts<'_>, details: &RequestDetails) -> Vec<Task> {
    let tell = |recipient: &str| Task::new("notify_recipient", recipient);
    let everyone = || erasure::recipients(facts.state).into_iter().map(tell);
    match Kind::of(&details.right) {
        Kind::Erase if details.mode.as_deref() == Some(COOKIES) => {
            vec![Task::new("client_clear", ""), Task::new("unlink", "user.device.cookie_id")]
        }
        Kind::Erase => erasure::plan(facts),
        Kind::Rectify => {
            let own = details.about.iter().map(|category| Task::new("rectify", category));
            own.chain(receivers(facts, &details.about).into_iter().map(tell)).collect()
        }
        Kind::MinorReport => {
            // as for a child who was found: due at once
            let usual = ["erase".to_owned()];
            let kinds = facts.version.age.as_ref().map_or(usual.as_slice(), |age| &age.on_discovery);
            let split = |kind: &String| {
                let (kind, subject) = kind.split_once(':').unwrap_or((kind, ""));
                Task { until: Some(facts.at), ..Task::new(kind, subject) }
            };
            kinds.iter().map(split).chain(everyone()).collect()
        }
        Kind::Portability => details.recipient.iter().map(|recipient| Task::new("handover", recipient)).collect(),
        Kind::Contest => details.decision.iter().map(|decision| Task::new("human_review", decision)).collect(),
        Kind::Access | Kind::Restrict | Kind::Object | Kind::Other => Vec::new(),
    }
}

/// The recipients who were given data of some categories (GDPR Art. 19).
fn receivers<'a>(facts: &Facts<'a>, about: &[String]) -> Vec<&'a str> {
    let held = |category: &String| about.iter().any(|own| covers(own, category) || covers(category, own));
    erasure::receivers(facts.state, |disclosure| disclosure.data.categories.iter().any(held))
}
