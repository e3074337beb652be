//! Rights and other cases: who may ask for what, by when it is answered, and which step may be taken (GDPR Art. 12, 15 to 22).

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::facts::Facts;
use crate::act::{RequestDetails, Response, Task};
use crate::error::{Error, quoted};
use crate::policy::{Demand, Right, Version, condition};
use crate::state::{Case, CaseStatus, UserState};
use crate::words::{Reason, Timestamp, nearest};

/// Rights of which anybody may give notice: they lay nothing open, and ask for no data.
const OPEN: &[&str] = &["minor_report", "complaint", "inquiry"];

/// The steps of a case.
const ACTIONS: &[&str] = &["verify", "acknowledge", "fulfil", "refuse", "close"];

/// How a report that a user may be a child ends.
pub(crate) const CONFIRMED: &str = "confirmed";
/// The report was unfounded.
pub(crate) const DISMISSED: &str = "dismissed";
/// A direct transfer to another controller is not technically feasible (GDPR Art. 20(2)).
const NOT_FEASIBLE: &str = "not_feasible";

/// What a right does, by whatever name a policy gives it. One that does nothing by itself is a case and no more.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A copy of the data (GDPR Art. 15).
    Access,
    /// Data are put right (GDPR Art. 16).
    Rectify,
    /// Data are erased (GDPR Art. 17).
    Erase,
    /// Processing is restricted (GDPR Art. 18).
    Restrict,
    /// Data are handed over (GDPR Art. 20).
    Portability,
    /// An automated decision is contested (GDPR Art. 22(3)).
    Contest,
    /// Somebody reports that the user is a child.
    MinorReport,
    /// The user objects (GDPR Art. 21).
    Object,
    /// Whatever else the policy names.
    Other,
}

impl Kind {
    /// What the right of this name does.
    pub(crate) fn of(right: &str) -> Self {
        match right {
            "access" | "know" | "copy" | "download" | "export" => Self::Access,
            "rectify" | "rectification" | "correct" | "correction" | "update" => Self::Rectify,
            "erase" | "erasure" | "delete" | "deletion" => Self::Erase,
            "restrict" | "restriction" => Self::Restrict,
            "object" | "objection" => Self::Object,
            "portability" => Self::Portability,
            "contest" => Self::Contest,
            "minor_report" => Self::MinorReport,
            _ => Self::Other,
        }
    }
}

/// By when a case is to be answered, and who says so.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Due {
    /// The beginning of the last day.
    pub(crate) at: Timestamp,
    /// `policy`, or `overlay:KEY`.
    pub(crate) source: String,
}

/// What the policy says of a right; the plain one when only an overlay names it.
pub(crate) fn right<'a>(version: &'a Version, name: &str) -> Cow<'a, Right> {
    version.handling.rights.get(name).map_or_else(|| Cow::Owned(Right::default()), Cow::Borrowed)
}

/// The right that a subject line means.
///
/// # Errors
///
/// [`Error::InvalidArgument`] when it means none.
pub(crate) fn by_subject(version: &Version, subject: &str) -> Result<String, Error> {
    let line = subject.trim().to_lowercase();
    let means = |right: &Right| right.subjects.iter().any(|known| known.trim().to_lowercase() == line);
    let found = version.handling.rights.iter().find(|(_, right)| means(right)).map(|(name, _)| name.clone());
    found.ok_or_else(|| Error::invalid("subject", "it means no right of the policy; name the `right`"))
}

/// The right, if the user's residence has it.
fn entitled<'a>(facts: &Facts<'a>, name: &str) -> Result<Cow<'a, Right>, Error> {
    let version = facts.version;
    let listed = || version.overlays.iter().flat_map(|overlay| overlay.rights.iter().map(String::as_str));
    let own = version.handling.rights.get(name);
    if own.is_none() && !listed().any(|right| right == name) {
        let known = version.handling.rights.keys().map(String::as_str).chain(listed());
        let help = nearest(name, known).map_or_else(
            || "declare it in `[rights]`, or in the `rights` of an overlay".to_owned(),
            |near| format!("did you mean `{near}`?"),
        );
        return Err(Error::invalid("right", format!("`{}` is no right of the policy; {help}", quoted(name))));
    }
    let unavailable = |rule: String| {
        let message = format!("`{name}` is not given to users of this residence: {rule}");
        Err(Error::refused(Reason::RightUnavailable, message))
    };
    // a residence that is not known takes no right away
    let mut known = facts.active_overlays().filter(|_| facts.residence.is_some());
    if let Some(overlay) = known.find(|o| o.without_rights.iter().any(|right| right == name)) {
        return unavailable(format!("the overlay `{}` takes it away", overlay.key));
    }
    let given = facts.active_overlays().any(|o| o.rights.iter().any(|right| right == name));
    let everywhere = own.is_some_and(|right| right.overlays.is_empty() || facts.any_overlay(&right.overlays));
    if !given && !everywhere {
        let rule =
            own.map_or("only the `rights` of other overlays name it", |_| "`[rights]` gives it under other overlays");
        return unavailable(rule.to_owned());
    }
    Ok(right(version, name))
}

/// The shortest of the deadlines, counted from receipt (GDPR Art. 12(3), Regulation 1182/71 Art. 3): the day, not the hour.
pub(crate) fn due(facts: &Facts<'_>, right: &Right, received: Timestamp) -> Option<Due> {
    let zone = &facts.version.zone;
    let day = |span| zone.start_of(zone.day(received.plus(span, zone)));
    let own = right.deadline.map(|span| Due { at: day(span), source: "policy".to_owned() });
    let overlays = facts.active_overlays().filter_map(|overlay| {
        Some(Due { at: day(overlay.rights_deadline?), source: format!("overlay:{}", overlay.key) })
    });
    own.into_iter().chain(overlays).min_by_key(|due| due.at)
}

/// Whether the last day is over.
pub(crate) fn overdue(version: &Version, due: Timestamp, at: Timestamp) -> bool {
    version.zone.day(due).tomorrow().is_ok_and(|day| version.zone.start_of(day) <= at)
}

/// Whom users may turn to when they disagree (GDPR Art. 12(4), 77).
pub(crate) fn remedies(facts: &Facts<'_>) -> Vec<String> {
    let mut all: Vec<String> = Vec::new();
    for authority in facts.active_overlays().filter_map(|overlay| overlay.complaint_to.as_ref()) {
        if !all.contains(authority) {
            all.push(authority.clone());
        }
    }
    all
}

/// Lets a request be recorded, or turns it down.
///
/// # Errors
///
/// [`Error::InvalidArgument`] for a right or channel that is not known; [`Error::Refused`] with its code.
pub(crate) fn admit(facts: &Facts<'_>, details: &RequestDetails) -> Result<(), Error> {
    let right = entitled(facts, &details.right)?;
    if let Some(channel) = &details.channel {
        let listed = |list: &[String]| list.contains(channel);
        if !right.channels.is_empty() && !listed(&right.channels) && !listed(&right.verified_channels) {
            let message = format!("`{}` is none of: {}", quoted(channel), right.channels.join(", "));
            return Err(Error::invalid("channel", message));
        }
    }
    if !OPEN.contains(&details.right.as_str()) {
        authorised(facts.state, details.by.as_deref())?;
    }
    let zone = &facts.version.zone;
    let year = |at| zone.day(at).year();
    let same = |case: &&Case| {
        // a request that was turned down is no exercise of the right
        case.details.right == details.right
            && case.status != CaseStatus::Refused
            && year(case.received) == year(facts.at)
    };
    if right.once_a_year && facts.state.cases.iter().any(|case| same(&case)) {
        let message = format!("`{}` may be exercised once in a calendar year, and was", details.right);
        return Err(Error::refused(Reason::RequestTooFrequent, message));
    }
    Ok(())
}

/// Whether somebody may act for the user: nobody named is the user, else a guardian who is linked and verified.
///
/// # Errors
///
/// [`Error::Refused`] (`actor_not_authorized`, `identity_unverified`).
pub(crate) fn authorised(state: &UserState, by: Option<&str>) -> Result<(), Error> {
    let Some(by) = by else { return Ok(()) };
    match state.guardians.iter().find(|guardian| guardian.id == by) {
        Some(guardian) if guardian.verified => Ok(()),
        Some(_) => {
            let message = "the guardian is linked and not verified yet; verify parental responsibility first";
            Err(Error::refused(Reason::IdentityUnverified, message))
        }
        None => {
            let message = "who asks is neither the user nor linked as a guardian; link the guardian first";
            Err(Error::refused(Reason::ActorNotAuthorized, message))
        }
    }
}

/// Whether the channel or the person behind a request verifies it by itself.
pub(crate) fn verified(state: &UserState, right: &Right, details: &RequestDetails) -> bool {
    let by_channel = details.channel.as_ref().is_some_and(|channel| right.verified_channels.contains(channel));
    by_channel || details.by.is_some() && authorised(state, details.by.as_deref()).is_ok()
}

/// Whether the requester of a case is verified.
pub(crate) fn is_verified(case: &Case) -> bool {
    case.details.verified || case.status == CaseStatus::Verified
}

/// Work that has to be done before the case may end so.
fn open_tasks<'a>(case: &'a Case, outcome: Option<&str>) -> Vec<&'a Task> {
    let moot = |task: &Task| match outcome {
        Some(DISMISSED) => Kind::of(&case.details.right) == Kind::MinorReport,
        Some(NOT_FEASIBLE) => task.kind == "handover",
        _ => false,
    };
    case.open_tasks().filter(|task| !moot(task)).collect()
}

/// Lets a step of a case be recorded, or turns it down.
///
/// # Errors
///
/// [`Error::InvalidArgument`] for a case, an action or a task that can't be meant, and for work that is not done;
/// [`Error::Refused`] with its code.
pub(crate) fn step(version: &Version, state: &UserState, case: u64, response: &Response) -> Result<(), Error> {
    let action = response.action.as_str();
    if !ACTIONS.contains(&action) {
        return Err(Error::invalid("action", format!("`{}` is none of: {}", quoted(action), ACTIONS.join(", "))));
    }
    let case = find(state, case)?;
    if case.status.is_over() {
        return Err(Error::invalid("case", format!("case {} is over: {}", case.id, case.status.code())));
    }
    let said = |text: &Option<String>| text.as_deref().is_some_and(|text| !text.trim().is_empty());
    let outcome = response.outcome.as_deref().or(case.outcome.as_deref());
    let report = Kind::of(&case.details.right) == Kind::MinorReport;
    if report
        && let Some(outcome) = &response.outcome
        && ![CONFIRMED, DISMISSED].contains(&outcome.as_str())
    {
        return Err(Error::invalid("outcome", format!("`{}` is none of: {CONFIRMED}, {DISMISSED}", quoted(outcome))));
    }
    match action {
        "acknowledge" => {
            let Some(name) = response.task.as_deref() else {
                return Err(Error::invalid("task", "none was given; name the task that is done"));
            };
            let open: Vec<String> = case.open_tasks().map(Task::name).collect();
            if !case.open_tasks().any(|task| task.is_named(name)) {
                let message = format!("`{}` is no open task of the case; open: {}", quoted(name), open.join(", "));
                return Err(Error::invalid("task", message));
            }
        }
        "fulfil" | "close" => {
            if action == "fulfil" && right(version, &case.details.right).verify && !is_verified(case) {
                let message = "the requester's identity has to be verified first; `verify` the case";
                return Err(Error::refused(Reason::IdentityUnverified, message));
            }
            let wanted = action == "close" || report;
            if wanted && !said(&response.outcome) && !(report && case.outcome.is_some()) {
                let words = if report { "`confirmed` or `dismissed`" } else { "how the case ended" };
                return Err(Error::invalid("outcome", format!("none was given; say {words}")));
            }
            let open: Vec<String> = open_tasks(case, outcome).into_iter().map(Task::name).collect();
            if !open.is_empty() {
                let message = format!("work is not done yet: {}; `acknowledge` each when it is", open.join(", "));
                return Err(Error::invalid("case", message));
            }
        }
        "refuse" if !said(&response.reason) => {
            let message = "a request is turned down only with a reason, which the requester is told (GDPR Art. 12(4))";
            return Err(Error::refused(Reason::GroundMissing, message));
        }
        _ => {}
    }
    Ok(())
}

/// The case of this number.
///
/// # Errors
///
/// [`Error::InvalidArgument`] when the user has none.
pub(crate) fn find(state: &UserState, case: u64) -> Result<&Case, Error> {
    let found = state.cases.iter().find(|known| known.id == case);
    found.ok_or_else(|| Error::invalid("case", format!("`{case}` is no case of this user")))
}

/// The first demand of a right that is not met. What can't be told without a question is not met.
pub(crate) fn unmet(demands: &[Demand], state: &UserState, attests: &BTreeMap<String, bool>) -> Option<Reason> {
    use condition::Term;
    let met = |term: &Term| match term {
        Term::Attest(what) => attests.get(what).copied().unwrap_or(false),
        Term::NotLacking(what) => attests.get(what) != Some(&false),
        Term::Registered => state.registered(),
        Term::Activated(Some(feature)) => state.active(feature).is_some(),
        Term::Happened(event, false) => state.last(event, None).is_some() || attests.get(event).copied() == Some(true),
        _ => false,
    };
    demands.iter().find(|demand| !demand.condition.any.iter().any(met)).map(|demand| demand.reason)
}
