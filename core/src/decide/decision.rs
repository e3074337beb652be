//! The answer in full: reasons, basis, ground, remedy, obligations, evidence, and how long it holds.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::{Serialize, Serializer};

use super::context::Context;
use super::evaluation::Outcome;
use super::facts::{Facts, Standing};
use super::remedy::Remedy;
use crate::act::Act;
use crate::policy::{ChangeNotice, Policy, Purpose, Version};
use crate::state::Mark;
use crate::words::{Basis, Ground, Reason, Timestamp, covers};

/// The event of the ledger on which an answer rests.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Evidence {
    /// Its position, from 1.
    pub position: u64,
    /// When it happened.
    #[serde(serialize_with = "instant")]
    pub at: Timestamp,
}

/// Something that the application has to do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Obligation {
    /// What: `show_notice`, `include_unsubscribe`, `erase`, `terminate_account`, `notify`, or a word of the policy's.
    pub kind: String,
    /// What it is about: for `show_notice` the notice.
    pub subject: Option<String>,
    /// By when.
    #[serde(serialize_with = "optional_instant")]
    pub due: Option<Timestamp>,
}

impl Obligation {
    /// To tell a recipient of an erasure (GDPR Art. 17(2), 19).
    pub(super) fn tell(recipient: &str, due: Option<Timestamp>) -> Self {
        Self { kind: "notify_recipient".to_owned(), subject: Some(recipient.to_owned()), due }
    }
}

/// The answer to a question.
///
/// It has no truth value in any language: read [`Decision::allowed`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Decision {
    /// Whether the purpose may run.
    pub allowed: bool,
    /// The purpose that was asked for.
    pub purpose: Arc<str>,
    /// The first reason of a denial.
    pub reason: Option<Reason>,
    /// All reasons of a denial, in the order of the checks.
    pub reasons: Vec<Reason>,
    /// The categories that no purpose asked about may use (GDPR Art. 5(1)(c)).
    pub surplus: Vec<String>,
    /// For an observed purpose: the reasons for which it would have been denied.
    pub would_deny: Vec<Reason>,
    /// The legal basis of an allowance (GDPR Art. 6).
    pub basis: Option<Basis>,
    /// What an allowance rests on, finer than the basis.
    pub ground: Option<Ground>,
    /// What would turn a denial into an allowance.
    pub remedy: Option<Remedy>,
    /// What the application has to do.
    pub obligations: Vec<Obligation>,
    /// The event on which the answer rests.
    pub evidence: Option<Evidence>,
    /// The version of the policy, as `id@version`; none when none is in force.
    pub policy: Option<Arc<str>>,
    /// The overlays that hold for the user's residence.
    pub overlays: Vec<Arc<str>>,
    /// The residence that was taken.
    pub residence: Option<String>,
    /// When, without any new event, the answer could change.
    #[serde(serialize_with = "optional_instant")]
    pub valid_until: Option<Timestamp>,
    /// Whom the user may turn to.
    pub contact: Arc<BTreeMap<String, String>>,
}

fn instant<S: Serializer>(at: &Timestamp, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(at)
}

fn optional_instant<S: Serializer>(at: &Option<Timestamp>, serializer: S) -> Result<S::Ok, S::Error> {
    match at {
        Some(at) => serializer.collect_str(at),
        None => serializer.serialize_none(),
    }
}

fn end(until: Timestamp) -> Option<Timestamp> {
    (until < Timestamp::MAX).then_some(until)
}

impl Decision {
    pub(super) fn new(
        facts: &Facts<'_>,
        purposes: &[&Purpose],
        asked: &str,
        context: &Context,
        outcome: Outcome,
    ) -> Self {
        let reasons: Vec<Reason> = outcome.reasons.iter().collect();
        let reason = reasons.first().copied();
        let own = purposes.first().filter(|purpose| *purpose.key == *asked);
        let key = own.map_or_else(|| asked.into(), |purpose| purpose.key.clone());
        Self {
            allowed: outcome.allowed,
            reason,
            surplus: surplus(purposes, context, &reasons),
            would_deny: outcome.would_deny.iter().collect(),
            basis: outcome.basis,
            ground: outcome.ground,
            remedy: reason.map(|reason| Remedy::new(reason, key.clone(), facts)),
            obligations: obligations(facts, purposes, &outcome),
            evidence: outcome.evidence.map(|Mark { position, at }| Evidence { position, at }),
            policy: Some(facts.version.label.clone()),
            overlays: if facts.state.erased.is_some() {
                Vec::new()
            } else {
                facts.active_overlays().map(|o| o.key.clone()).collect()
            },
            residence: facts.residence.map(String::from),
            valid_until: end(outcome.until),
            contact: facts.version.contact.clone(),
            purpose: key,
            reasons,
        }
    }

    pub(super) fn not_in_force(policy: &Policy, asked: &str, next: Option<Timestamp>) -> Self {
        let first = policy.versions().first();
        let purpose: Arc<str> = asked.into();
        Self {
            allowed: false,
            reason: Some(Reason::PolicyNotInForce),
            reasons: vec![Reason::PolicyNotInForce],
            surplus: Vec::new(),
            would_deny: Vec::new(),
            basis: None,
            ground: None,
            remedy: Some(Remedy::wait(purpose.clone(), first.map(|v| v.label.clone()))),
            obligations: Vec::new(),
            evidence: None,
            policy: None,
            overlays: Vec::new(),
            residence: None,
            valid_until: next,
            contact: first.map(|v| v.contact.clone()).unwrap_or_default(),
            purpose,
        }
    }

    /// The code of the first reason; `allowed` when there is none.
    pub fn reason_code(&self) -> &'static str {
        self.reason.map_or("allowed", Reason::code)
    }

    /// The answer as a sentence for people.
    pub fn text(&self) -> String {
        let purpose = &self.purpose;
        match (self.reason, self.ground) {
            (Some(reason), _) => match &self.remedy {
                Some(remedy) => format!("`{purpose}` is denied: {}; {}", reason.text(), remedy.text()),
                None => format!("`{purpose}` is denied: {}", reason.text()),
            },
            (None, Some(ground)) => format!("`{purpose}` is allowed on the ground `{ground}`"),
            (None, None) => format!("`{purpose}` is allowed"),
        }
    }

    /// Canonical JSON: keys sorted, no spaces; the same bytes in every language.
    pub fn to_json(&self) -> String {
        // a JSON value keeps its keys sorted
        serde_json::to_value(self).map_or_else(|_| "null".to_owned(), |value| value.to_string())
    }
}

/// The categories of a question that made it too wide.
fn surplus(purposes: &[&Purpose], context: &Context, reasons: &[Reason]) -> Vec<String> {
    if !reasons.contains(&Reason::CategoryNotPermitted) {
        return Vec::new();
    }
    let beyond = |category: &&String| !purposes.iter().all(|purpose| purpose.permits(category));
    context.categories.iter().filter(beyond).cloned().collect()
}

/// Of an allowance those of every purpose that was asked about, each once; of a denial what a child who was found obliges to.
fn obligations(facts: &Facts<'_>, purposes: &[&Purpose], outcome: &Outcome) -> Vec<Obligation> {
    if !outcome.allowed {
        return discovery(facts, &outcome.reasons);
    }
    let split = |text: &String| {
        let (kind, subject) =
            text.split_once(':').map_or((text.as_str(), None), |(kind, subject)| (kind, Some(subject)));
        Obligation { kind: kind.to_owned(), subject: subject.map(String::from), due: None }
    };
    let show = |key: &str| Obligation { kind: "show_notice".to_owned(), subject: Some(key.to_owned()), due: None };
    let seen = |key: &str| facts.state.notices.iter().any(|n| n.notice == key);
    let mut all: Vec<Obligation> = Vec::new();
    // a notice that was sent to an address that no longer works has to be shown
    let bounced = facts.state.last("contact_bounced", None).map(|h| h.mark);
    let confirmed = facts.state.last("contact_confirmed", None).map(|h| h.mark);
    let unreached = bounced.is_some() && bounced > confirmed && facts.version.change_notice != ChangeNotice::None;
    if unreached && super::notice_rank(facts.policy, facts.state).is_none_or(|rank| rank < facts.version.rank) {
        all.push(show(&facts.version.version));
    }
    for purpose in purposes {
        let notices = purpose.notices.iter().filter_map(|at| facts.version.notices.get(*at));
        let unseen = notices.filter(|n| !n.required && facts.wants(n) && !seen(&n.key)).map(|n| show(&n.key));
        for obligation in purpose.obligations.iter().map(split).chain(unseen) {
            if !all.contains(&obligation) {
                all.push(obligation);
            }
        }
    }
    for obligation in outcome.obligations.iter().map(split) {
        if !all.contains(&obligation) {
            all.push(obligation);
        }
    }
    all
}

/// What a child below the minimum age, found without a guardian's consent, obliges to.
fn discovery(facts: &Facts<'_>, reasons: &crate::words::Reasons) -> Vec<Obligation> {
    let below = facts.minimum.is_some_and(|compared| compared.standing == Standing::Below);
    if !below || !reasons.contains(Reason::AgeBelowMinimum) {
        return Vec::new();
    }
    // an overlay may set a minimum where the policy has no rule for ages: then the default holds
    let usual = ["erase".to_owned()];
    let kinds = facts.version.age.as_ref().map_or(usual.as_slice(), |age| &age.on_discovery);
    let due = Some(facts.at);
    let own = kinds.iter().map(|kind| Obligation { kind: kind.clone(), subject: None, due });
    let mut all: Vec<Obligation> = own.collect();
    all.extend(told(facts, due));
    all
}

/// Recipients who were given data of the user, each to be told of an erasure (GDPR Art. 19).
fn told(facts: &Facts<'_>, due: Option<Timestamp>) -> Vec<Obligation> {
    let mut keys = super::erasure::recipients(facts.state);
    keys.sort_unstable();
    keys.into_iter().map(|key| Obligation::tell(key, due)).collect()
}

/// The obligations that a child below the minimum age brings when no verified guardian has consented to anything.
pub(crate) fn found_child(facts: &Facts<'_>) -> Vec<Obligation> {
    if facts.minimum.is_none_or(|compared| compared.standing != Standing::Below) {
        return Vec::new();
    }
    let consented = facts.version.purposes.iter().any(|purpose| super::guardian::consents(facts, purpose));
    let mut reasons = crate::words::Reasons::default();
    if !consented {
        reasons.add(Reason::AgeBelowMinimum);
    }
    discovery(facts, &reasons)
}

/// Reasons that a user's own choices give.
const CHOICES: [Reason; 5] =
    [Reason::OptedOut, Reason::Objected, Reason::SignalOptOut, Reason::ConsentWithdrawn, Reason::ConsentMissing];

/// What an act brings with it for the application: technologies to expire, what the user loses, a child to erase.
pub(crate) fn after_act(facts: &Facts<'_>, act: &Act) -> Vec<Obligation> {
    let say = |kind: &str, subject: Option<&str>, due: Option<Timestamp>| Obligation {
        kind: kind.to_owned(),
        subject: subject.map(String::from),
        due,
    };
    let version = facts.version;
    let below = facts.minimum.is_some_and(|compared| compared.standing == Standing::Below);
    let (nodes, by) = match act {
        Act::Signals { signals, .. } => {
            let impaired = version.purposes.iter().filter(|p| p.impact.is_some() && impairs(version, p, signals));
            return impaired.map(|p| say("inform_of_impact", Some(&p.key), None)).collect();
        }
        Act::Update { age: Some(fact), .. } if below && fact.source.as_deref() == Some("age_screen") => {
            let notice = version.age.as_ref().and_then(|age| age.screen_notice.as_deref());
            return notice.map(|notice| say("show_notice", Some(notice), None)).into_iter().collect();
        }
        Act::Withdraw { nodes, by, .. } => (nodes, by.as_deref()),
        Act::OptOut { nodes, .. } | Act::Object { nodes, .. } => (nodes, None),
        _ => return Vec::new(),
    };
    let mut all = Vec::new();
    if by.is_some() && below {
        // unlike an adult's, a child's data rest on nothing else (QLP-9-withdraw)
        all.push(say("erase", None, Some(facts.at)));
        all.extend(told(facts, Some(facts.at)));
    }
    for (key, technology) in version.technologies.iter().filter(|(_, t)| version.tracking && !t.is_essential()) {
        let by_node = nodes.iter().filter_map(|n| n.strip_prefix(super::technology::NODE)).any(|n| covers(n, key));
        let served = version.purposes.iter().filter(|p| technology.purposes.iter().any(|node| p.covered_by(node)));
        let served: Vec<&Purpose> = served.collect();
        let touched = by_node || served.iter().any(|p| nodes.iter().any(|node| p.covered_by(node)));
        let context =
            Context { technology: Some(key.clone()), operation: Some("read".to_owned()), ..Context::default() };
        let outcomes = || served.iter().map(|purpose| super::evaluate(facts, purpose, &context));
        // what could not be there anyway has nothing to expire
        let by_choice = |outcome: &Outcome| {
            let reasons = &outcome.reasons;
            CHOICES.iter().any(|reason| reasons.contains(*reason)) && !reasons.contains(Reason::FeatureNotActivated)
        };
        if touched && !outcomes().any(|outcome| outcome.allowed) && outcomes().any(|outcome| by_choice(&outcome)) {
            all.push(say("expire_technology", Some(key), None));
        }
    }
    for purpose in version.purposes.iter().filter(|p| p.impact.is_some() && nodes.iter().any(|n| p.covered_by(n))) {
        all.push(say("inform_of_impact", Some(&purpose.key), None));
    }
    all
}

/// Whether signals that are on refuse a purpose, or a technology that serves it.
fn impairs(version: &Version, purpose: &Purpose, signals: &BTreeMap<String, bool>) -> bool {
    let on = version.signals.iter().enumerate().filter(|(_, signal)| signals.get(&signal.name) == Some(&true));
    let serving = version.technologies.values().filter(|t| t.purposes.iter().any(|node| purpose.covered_by(node)));
    let serving: Vec<_> = serving.collect();
    on.into_iter().any(|(at, signal)| {
        purpose.refused_by.contains(&at)
            || serving.iter().any(|t| !t.is_essential() && signal.technologies.contains(&t.class))
    })
}
