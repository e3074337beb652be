//! Check 11: may whoever acts do this (GDPR Art. 25(2), 32(4))?

use super::evaluation::Evaluation;
use crate::policy::Stage;
use crate::words::{Reason, covers};

pub(super) fn check(e: &mut Evaluation<'_>) {
    if let Some(role) = e.context.actor.as_deref() {
        actor(e, role);
    }
    super::rules::check(e, Stage::Actor);
}

fn actor(e: &mut Evaluation<'_>, role: &str) {
    let version = e.facts.version;
    let Some(actor) = version.handling.actors.get(role) else {
        // the users themselves may exercise their rights without being listed
        if role != "subject" || !e.covered_by("rights") {
            e.deny(Reason::ActorNotAuthorized, None);
        }
        return;
    };
    let may = actor.purposes.iter().any(|node| e.covered_by(node))
        && (actor.categories.is_empty()
            || e.categories.iter().all(|category| actor.categories.iter().any(|own| covers(own, category))))
        && (actor.operations.is_empty()
            || e.context.operation.as_ref().is_none_or(|operation| actor.operations.contains(operation)));
    if !may {
        e.deny(Reason::ActorNotAuthorized, None);
    }
    for demand in &actor.demands {
        super::rules::meet(e, demand);
    }
}
