//! Cookies, tags and SDKs: registered, switched on, serving the purpose, alive, activated (ePrivacy Directive Art. 5(3)).

use super::evaluation::Evaluation;
use super::reach::reaches;
use crate::act::{ConsentKind, Scope};
use crate::policy::{Lifetime, Technology};
use crate::state::{Choice, Grant, Mark};
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
    let of = |node: &str, scope: &Scope| Some(about(node, id)?.len()).filter(|_| reaches(e, scope));
    let own = |list: &[Choice], refuses: bool| -> Option<(usize, Mark, bool)> {
        list.iter().filter_map(|c| Some((of(&c.node, &c.scope)?, c.mark, refuses))).max()
    };
    // silence and use lift no refusal
    let explicit = state.grants.iter().filter(|g| g.kind == ConsentKind::Explicit);
    let granted = explicit.filter_map(|g| Some((of(&g.purpose, &g.scope)?, g.mark, false))).max();
    let refusals = [own(&state.opt_outs, true), own(&state.withdrawals, true), own(&state.objections, true)];
    let choices = refusals.into_iter().chain([own(&state.opt_ins, false), granted]).flatten();
    choices.max().filter(|(_, _, refuses)| *refuses).map(|(_, mark, _)| mark)
}

/// The node of a choice about a technology or a node above it, without what marks it as one.
fn about<'n>(node: &'n str, id: &str) -> Option<&'n str> {
    node.strip_prefix(NODE).filter(|node| covers(node, id))
}

/// The user's explicit consent to a technology itself, and when it ends.
pub(super) fn consented(e: &Evaluation<'_>, id: &str) -> Option<(Mark, Timestamp)> {
    // what was granted while every technology was switched off was granted to nothing
    let enabled = |g: &Grant| {
        let of_day = e.facts.policy.versions().iter().find(|v| g.version.as_deref() == Some(&*v.label));
        of_day.is_none_or(|version| version.tracking)
    };
    let live = |g: &&Grant| {
        g.by.is_none()
            && g.kind == ConsentKind::Explicit
            && about(&g.purpose, id).is_some()
            && reaches(e, &g.scope)
            && g.expires.is_none_or(|end| end > e.facts.at)
            && enabled(g)
    };
    let last = e.facts.state.grants.iter().filter(live).max_by_key(|g| g.mark)?;
    Some((last.mark, last.expires.unwrap_or(Timestamp::MAX)))
}

/// When the user took back a consent to the technology that is used.
pub(super) fn taken_back(e: &Evaluation<'_>) -> Option<Mark> {
    let (id, _) = e.technology?;
    let of = |node: &str, scope: &Scope| about(node, id).is_some() && reaches(e, scope);
    let own = e.facts.state.withdrawals.iter().filter(|w| w.by.is_none() && of(&w.node, &w.scope));
    let withdrawn = own.map(|w| w.mark).max()?;
    let own = e.facts.state.grants.iter().filter(|g| g.by.is_none() && of(&g.purpose, &g.scope));
    let granted = own.map(|g| g.mark).max();
    granted.is_none_or(|granted| granted < withdrawn).then_some(withdrawn)
}
