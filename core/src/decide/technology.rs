//! Cookies, tags and SDKs: registered, switched on, serving the purpose, alive, activated (ePrivacy Directive Art. 5(3)).

use super::evaluation::Evaluation;
use crate::policy::{Lifetime, Technology};
use crate::state::Mark;
use crate::words::{Reason, Timestamp, covers};

/// Before the name of a technology's node in the state, so that it is no purpose's.
pub(crate) const NODE: &str = "technology:";

pub(super) fn check(e: &mut Evaluation<'_>) {
    let Some((id, technology)) = e.technology else { return };
    let version = e.facts.version;
    if !version.tracking {
        e.deny(Reason::TechNotEnabled, None);
    }
    let Some(technology) = technology else { return e.deny(Reason::TechUnregistered, None) };
    if !technology.purposes.iter().any(|node| e.covered_by(node)) {
        e.deny(Reason::PurposeUndeclared, None);
    }
    if let Some(feature) = &technology.activation
        && e.facts.state.active(feature).is_none()
    {
        let ended = e.facts.state.last("feature_deactivated", Some(feature)).map(|h| h.mark);
        e.deny(Reason::FeatureNotActivated, ended);
    }
    lifetime(e, technology);
    if expired(e, id, technology) {
        e.deny(Reason::RetentionExpired, None);
    }
}

/// A technology may not be set to live longer than the policy says.
fn lifetime(e: &mut Evaluation<'_>, technology: &Technology) {
    let (Some(asked), Some(declared)) = (e.context.lifetime.as_deref(), technology.lifetime) else { return };
    let zone = &e.facts.version.zone;
    let longer = match (asked.parse::<jiff::Span>(), declared) {
        (Err(_), _) => false,
        (Ok(_), Lifetime::Session) => true,
        // compared as dates from now: a year has no fixed number of days
        (Ok(asked), Lifetime::Span(declared)) => e.facts.at.plus(asked, zone) > e.facts.at.plus(declared, zone),
    };
    if longer {
        e.deny(Reason::TechLifetimeExceeded, None);
    }
}

/// Whether what was set is over by now; it can be set anew.
fn expired(e: &mut Evaluation<'_>, id: &str, technology: &Technology) -> bool {
    if e.context.is_to("set") {
        return false;
    }
    let (state, version) = (e.facts.state, e.facts.version);
    let set = state.last("technology_set", Some(id));
    let since = e.context.set_at.or(set.map(|h| h.on));
    match (technology.lifetime, since) {
        (Some(Lifetime::Session), _) => {
            let ended = state.last("session_ended", None).map(|h| h.mark);
            ended.is_some_and(|ended| set.is_none_or(|set| ended > set.mark))
        }
        (Some(Lifetime::Span(span)), Some(since)) => {
            let end = since.term(span, &version.zone);
            e.holds_until(end);
            end <= e.facts.at
        }
        _ => false,
    }
}

/// The opt-out of a technology: the most specific choice decides, then the newest. Nobody can opt out of an essential one.
pub(super) fn refused(e: &Evaluation<'_>, id: &str) -> Option<Mark> {
    let state = e.facts.state;
    let own = |list: &'_ [crate::state::Choice], refuses: bool| -> Option<(usize, Mark, bool)> {
        list.iter()
            .filter_map(|c| Some((c.node.strip_prefix(NODE)?, c.mark)))
            .filter(|(node, _)| covers(node, id))
            .map(|(node, mark)| (node.len(), mark, refuses))
            .max()
    };
    let granted = state
        .grants
        .iter()
        .filter_map(|g| Some((g.purpose.strip_prefix(NODE)?, g.mark)))
        .filter(|(node, _)| covers(node, id))
        .map(|(node, mark)| (node.len(), mark, false))
        .max();
    let refusals = [own(&state.opt_outs, true), own(&state.withdrawals, true), own(&state.objections, true)];
    let choices = refusals.into_iter().chain([own(&state.opt_ins, false), granted]).flatten();
    choices.max().filter(|(_, _, refuses)| *refuses).map(|(_, mark, _)| mark)
}

/// The user's explicit consent to a technology itself.
pub(super) fn consented(e: &Evaluation<'_>, id: &str) -> Option<Mark> {
    use crate::act::ConsentKind;
    // what was granted while every technology was switched off was granted to nothing
    let enabled = |g: &crate::state::Grant| {
        let of_day = e.facts.policy.versions().iter().find(|v| g.version.as_deref() == Some(&*v.label));
        of_day.is_none_or(|version| version.tracking)
    };
    let live = |g: &&crate::state::Grant| {
        g.by.is_none()
            && g.kind == ConsentKind::Explicit
            && g.purpose.strip_prefix(NODE).is_some_and(|node| covers(node, id))
            && g.expires.is_none_or(|end: Timestamp| end > e.facts.at)
            && enabled(g)
    };
    e.facts.state.grants.iter().filter(live).map(|g| g.mark).max()
}

/// When the user took back a consent to the technology that is used.
pub(super) fn taken_back(e: &Evaluation<'_>) -> Option<Mark> {
    let (id, _) = e.technology?;
    let of = |node: &str| node.strip_prefix(NODE).is_some_and(|node| covers(node, id));
    let own = e.facts.state.withdrawals.iter().filter(|w| w.by.is_none() && of(&w.node));
    let withdrawn = own.map(|w| w.mark).max()?;
    let granted = e.facts.state.grants.iter().filter(|g| g.by.is_none() && of(&g.purpose)).map(|g| g.mark).max();
    granted.is_none_or(|granted| granted < withdrawn).then_some(withdrawn)
}
