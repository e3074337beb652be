//! Cases of rights and other requests: opened with a deadline and tasks, answered step by step (GDPR Art. 12, 15 to 22).

use std::collections::BTreeMap;

use serde::Serialize;

use super::Engine;
use super::acts::{Request, version_or_first};
use super::registry::not_reserved;
use crate::act::{Act, RequestDetails, Response, Scope, Task};
use crate::decide::rights::Kind;
use crate::decide::{Facts, refuse, rights, tasks};
use crate::error::{Error, quoted};
use crate::policy::{Policy, Version};
use crate::state::{Case, UserState};
use crate::words::Timestamp;

/// What a request says besides the user and the right.
#[derive(Debug, Clone, Default)]
pub struct RequestOptions {
    /// Who asks: none is the user; else a linked guardian, or whoever reports a child, complains or inquires.
    pub by: Option<String>,
    /// The channel by which it came.
    pub channel: Option<String>,
    /// The categories or purposes that it is about.
    pub about: Vec<String>,
    /// A recipient whom the user names (GDPR Art. 20(2)).
    pub recipient: Option<String>,
    /// The automated decision that is contested: the position of its audit.
    pub decision: Option<String>,
    /// `correct` or `complete`; `cookies` for an erasure of identifiers in cookies only.
    pub mode: Option<String>,
    /// What the requester said; for `restrict` the ground.
    pub reason: Option<String>,
    /// The subject line, which names the right when the right is empty.
    pub subject: Option<String>,
    /// When it was received; now when not given.
    pub at: Option<Timestamp>,
}

/// What a step in a case says besides the response that is recorded.
#[derive(Debug, Clone, Default)]
pub struct RespondOptions {
    /// What the caller attests, `mfa` say: what the right's `require` demands before it is fulfilled.
    pub attests: BTreeMap<String, bool>,
    /// When; now when not given.
    pub at: Option<Timestamp>,
}

/// A task of a case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TaskView {
    /// What: `erase`, `keep`, `notify_recipient`, …
    pub kind: String,
    /// What it is about.
    pub subject: String,
    /// Why something is kept or out of reach.
    pub reason: Option<String>,
    /// Until when it is kept, or by when it is due, as RFC 3339.
    pub until: Option<String>,
    /// Whether it is done; what is kept is no work.
    pub done: bool,
}

/// A case as it stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CaseView {
    /// Its number.
    pub id: u64,
    /// The right or kind of case.
    pub right: String,
    /// `received`, `verified`, `fulfilled`, `refused`, `closed`.
    pub status: String,
    /// When it was received, as RFC 3339.
    pub received: String,
    /// The last day on which it can be answered in time; none where nobody says.
    pub due: Option<String>,
    /// Who says so: `policy`, or `overlay:KEY`.
    pub due_source: Option<String>,
    /// Whether that day is over and the case is not.
    pub overdue: bool,
    /// Whether the requester is verified.
    pub verified: bool,
    /// Who asked; none is the user.
    pub by: Option<String>,
    /// The channel by which it came.
    pub channel: Option<String>,
    /// Who handles it.
    pub owner: Option<String>,
    /// The channel by which it is answered.
    pub reply_via: Option<String>,
    /// The categories or purposes that it is about.
    pub about: Vec<String>,
    /// The recipient whom the user names.
    pub recipient: Option<String>,
    /// The decision that is contested.
    pub decision: Option<String>,
    /// Its mode.
    pub mode: Option<String>,
    /// How it ended, or stands.
    pub outcome: Option<String>,
    /// The company's reason, else the requester's.
    pub reason: Option<String>,
    /// What has to be done.
    pub tasks: Vec<TaskView>,
    /// Whom the user may turn to (GDPR Art. 12(4), 77).
    pub remedies: Vec<String>,
    /// What else is to be known: that nothing sets a deadline.
    pub note: Option<String>,
}

impl Engine {
    /// Opens a case: somebody exercises a right of the user's, complains, inquires or reports a child.
    ///
    /// It says by when it has to be answered and what has to be done. A `minor_report` denies the user's purposes until it is
    /// dismissed. A `restrict` that names its ground restricts the purposes it is about, or all, by the same commit.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidArgument`] for a right, subject line, channel, decision or ground that is not known, [`Error::UnknownCategory`]
    /// for what it is about; [`Error::Refused`] when the residence has no such right (`right_unavailable`), it was exercised in this
    /// calendar year (`request_too_frequent`), or who asks may not (`actor_not_authorized`, `identity_unverified`); store errors.
    ///
    /// ```
    /// # fn main() -> Result<(), placet::Error> {
    /// # let policy = r#"
    /// # [policy]
    /// # id = "shop"
    /// # version = "2025-01-01"
    /// # effective_from = 2025-01-01
    /// # contact = { privacy = "privacy@shop.test" }
    /// # [purposes."marketing.email"]
    /// # basis = ["consent"]
    /// # [rights.access]
    /// # deadline = "P30D"
    /// # "#;
    /// let engine = placet::Engine::open(policy, "memory:")?;
    /// let case = engine.request("ada", "access", &Default::default())?;
    /// assert_eq!((case.status.as_str(), case.due_source.as_deref()), ("received", Some("policy")));
    /// # Ok(())
    /// # }
    /// ```
    pub fn request(&self, user: &str, right: &str, options: &RequestOptions) -> Result<CaseView, Error> {
        not_reserved(user)?;
        let state = self.state_of(user)?;
        let policy = self.policy();
        let received = options.at.unwrap_or_else(|| self.now());
        let version = version_or_first(&policy, received)?;
        let right = match &options.subject {
            Some(subject) if right.is_empty() => rights::by_subject(version, subject)?,
            _ => right.to_owned(),
        };
        for about in &options.about {
            policy.ask(about).map(|_| ()).or_else(|_| policy.category(about))?;
        }
        let nobody = UserState::default();
        let facts = Facts::new(&policy, version, &state, &nobody, received)?;
        let rule = rights::right(version, &right);
        let due = rights::due(&facts, &rule, received);
        let mut details = RequestDetails {
            right,
            by: options.by.clone(),
            channel: options.channel.clone(),
            about: options.about.clone(),
            recipient: options.recipient.clone(),
            decision: options.decision.as_ref().map(|decision| decision.trim().to_owned()),
            mode: options.mode.clone(),
            reason: options.reason.clone(),
            verified: false,
            due: due.as_ref().map(|due| due.at),
            due_source: due.map(|due| due.source),
            owner: rule.owner.clone(),
            reply_via: rule.reply_via.clone(),
            tasks: Vec::new(),
        };
        if state.erased.is_none() {
            rights::admit(&facts, &details)?;
        }
        if Kind::of(&details.right) == Kind::Contest {
            self.decided(user, details.decision.as_deref())?;
        }
        details.verified = rights::verified(&state, &rule, &details);
        details.tasks = tasks::tasks(&facts, &details);
        let restriction = restriction(&policy, version, &details);
        let record = |act| Request { user: user.to_owned(), act, at: options.at };
        let mut requests = vec![record(Act::Request { details })];
        requests.extend(restriction.map(record));
        let receipt = super::join::answer(self.record_together(&requests)?, 0)?;
        self.case(user, receipt.position)
    }

    /// Takes a step in a case: `verify`, `acknowledge` a task, `fulfil`, `refuse` with a reason, `close` with an outcome.
    ///
    /// Outcomes that have an effect: `confirmed` and `dismissed` of a `minor_report` (the user stays denied, or is not any more);
    /// `lifted`, `objection_upheld` and `basis_gone` of a restriction (it is lifted, or stays and is an objection too; it is lifted
    /// as well when its case is refused, and with any end of a rectification);
    /// `not_feasible` of a `portability` (the handover is no longer wanted).
    ///
    /// # Errors
    ///
    /// [`Error::InvalidArgument`] for a case that is not the user's or is over, an action, task or outcome that is not known, and for
    /// work that is not done; [`Error::Refused`] when the requester is not verified (`identity_unverified`), a reason is missing
    /// (`ground_missing`) or what the right requires was not attested (its own code, `mfa_required` say); store errors.
    pub fn respond(
        &self,
        user: &str,
        case: u64,
        response: &Response,
        options: &RespondOptions,
    ) -> Result<CaseView, Error> {
        not_reserved(user)?;
        let state = self.state_of(user)?;
        let policy = self.policy();
        let at = options.at.unwrap_or_else(|| self.now());
        let version = version_or_first(&policy, at)?;
        rights::step(version, &state, case, response)?;
        let known = rights::find(&state, case)?;
        if response.action == "fulfil" {
            let rule = rights::right(version, &known.details.right);
            if let Some(reason) = rights::unmet(&rule.demands, &state, &options.attests) {
                let message = format!("what `{}` requires was not attested", known.details.right);
                return Err(Error::refused(reason, message));
            }
        }
        let record = |act| Request { user: user.to_owned(), act, at: options.at };
        let mut requests = vec![record(Act::Respond { case, response: response.clone() })];
        requests.extend(resolution(&policy, version, &state, known, response, at).into_iter().map(record));
        self.record_together(&requests)?;
        self.case(user, case)
    }

    /// All cases of a user, the first first.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidArgument`] for an empty user; store errors.
    pub fn cases(&self, user: &str) -> Result<Vec<CaseView>, Error> {
        let state = self.state_of(user)?;
        let (policy, now, nobody) = (self.policy(), self.now(), UserState::default());
        let facts = Facts::new(&policy, version_or_first(&policy, now)?, &state, &nobody, now)?;
        Ok(state.cases.iter().map(|case| view(&facts, case, now)).collect())
    }

    fn case(&self, user: &str, id: u64) -> Result<CaseView, Error> {
        let found = self.cases(user)?.into_iter().find(|case| case.id == id);
        found.ok_or_else(|| Error::invalid("case", format!("`{id}` is no case of this user any more")))
    }

    /// Whether a decision of this user was audited under this number.
    fn decided(&self, user: &str, decision: Option<&str>) -> Result<(), Error> {
        let Some(decision) = decision else {
            return Err(Error::invalid("decision", "none was given; name the position of the audited decision"));
        };
        let position = decision.parse::<u64>().ok();
        let is = |entry: &super::HistoryEntry| {
            Some(entry.position) == position && matches!(entry.event.act, Act::Decided { .. })
        };
        if self.history(user)?.iter().any(is) {
            return Ok(());
        }
        Err(Error::invalid("decision", format!("`{}` is no audited decision about this user", quoted(decision))))
    }
}

/// The nodes that a request to restrict is about: the purposes that it names, else everything.
fn nodes(policy: &Policy, details: &RequestDetails) -> Vec<String> {
    let named: Vec<String> = details.about.iter().filter(|about| policy.ask(about).is_ok()).cloned().collect();
    if named.is_empty() { vec!["*".to_owned()] } else { named }
}

/// Whether a case restricts: one that asks for it, and one whose reason is a ground of restriction, such as a contested accuracy.
fn restricts(version: &Version, details: &RequestDetails) -> bool {
    let ground = details.reason.as_ref().is_some_and(|reason| version.restriction_grounds.contains(reason));
    Kind::of(&details.right) == Kind::Restrict || ground
}

/// The restriction that a request with a ground brings (GDPR Art. 18(1)).
fn restriction(policy: &Policy, version: &Version, details: &RequestDetails) -> Option<Act> {
    if !restricts(version, details) {
        return None;
    }
    let ground = Some(details.reason.clone()?);
    let nodes = nodes(policy, details);
    Some(Act::Restrict { purpose: nodes.join(", "), nodes, ground })
}

/// What the end of a case does to a restriction (GDPR Art. 18(3), 21(1)). It never undoes what another open case wants.
fn resolution(
    policy: &Policy,
    version: &Version,
    state: &UserState,
    case: &Case,
    response: &Response,
    at: Timestamp,
) -> Vec<Act> {
    let restricts = |case: &Case| restricts(version, &case.details);
    let action = response.action.as_str();
    if !restricts(case) || !matches!(action, "close" | "fulfil" | "refuse") {
        return Vec::new();
    }
    let mut nodes = nodes(policy, &case.details);
    let act = match response.outcome.as_deref() {
        Some("objection_upheld" | "basis_gone") => Act::Object {
            purpose: nodes.join(", "),
            nodes: nodes.clone(),
            ground: response.outcome.clone(),
            by: None,
            method: Some("case".to_owned()),
            scope: Scope::default(),
        },
        outcome
            if outcome == Some("lifted") || action == "refuse" || Kind::of(&case.details.right) == Kind::Rectify =>
        {
            let others = state.cases.iter().filter(|c| c.id != case.id && restricts(c));
            let wanted: Vec<String> =
                others.filter(|c| !c.status.is_over()).flat_map(|c| self::nodes(policy, &c.details)).collect();
            nodes.retain(|node| !wanted.iter().any(|other| version.node_covers(node, other)));
            Act::LiftRestriction { purpose: nodes.join(", "), nodes: nodes.clone() }
        }
        _ => return Vec::new(),
    };
    // what can't be objected to stays restricted, and is no reason to leave the case open
    let possible = !nodes.is_empty() && refuse(policy, version, state, &act, at).is_ok();
    if possible { vec![act] } else { Vec::new() }
}

/// A task as callers read it.
pub(super) fn task_view(task: &Task) -> TaskView {
    let Task { kind, subject, reason, until, done } = task.clone();
    TaskView { kind, subject, reason, until: until.map(|until| until.to_string()), done }
}

/// A case as it stands at an instant.
pub(super) fn view(facts: &Facts<'_>, case: &Case, at: Timestamp) -> CaseView {
    let version = facts.version();
    let details = &case.details;
    CaseView {
        id: case.id,
        right: details.right.clone(),
        status: case.status.code().to_owned(),
        received: case.received.to_string(),
        due: details.due.map(|due| version.zone.day(due).to_string()),
        due_source: details.due_source.clone(),
        overdue: !case.status.is_over() && details.due.is_some_and(|due| rights::overdue(version, due, at)),
        verified: rights::is_verified(case),
        by: details.by.clone(),
        channel: details.channel.clone(),
        owner: details.owner.clone(),
        reply_via: details.reply_via.clone(),
        about: details.about.clone(),
        recipient: details.recipient.clone(),
        decision: details.decision.clone(),
        mode: details.mode.clone(),
        outcome: case.outcome.clone(),
        reason: case.reason.clone().or_else(|| details.reason.clone()),
        tasks: details.tasks.iter().map(task_view).collect(),
        remedies: rights::remedies(facts),
        note: details.due.is_none().then(|| "no deadline in policy".to_owned()),
    }
}
