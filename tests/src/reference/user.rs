//! What the acts of one user come to: account, kind, birth, residence, guardians, grants, notices.

use std::collections::BTreeMap;

use jiff::Timestamp;

use super::Recorded;
use super::calendar::{self, Birth};
use super::policy::Policy;
use super::question::Asked;
use super::versions::Versions;
use crate::act::{Account, Act, Answering, Asking, Assurance, Handling, Happening, Kind, Question, Status, Update};

/// The acts of one user in the order of the ledger, beside the policy versions under which they were done.
#[derive(Debug)]
pub(super) struct User<'a> {
    pub(super) versions: &'a Versions,
    pub(super) acts: Vec<&'a Recorded>,
}

/// The grant of one purpose by the user or by a guardian.
#[derive(Debug, Clone)]
pub(super) struct Given<'a> {
    pub(super) recorded: &'a Recorded,
    pub(super) kind: Kind,
    /// The notice that it names, else the version of its day.
    pub(super) notice: Option<String>,
    /// The version that it is bound to: the one it names, else that of its day.
    pub(super) version: Option<&'a Policy>,
    pub(super) expires: Option<Timestamp>,
    /// Given for exactly this purpose, not by way of a node.
    pub(super) exact: bool,
}

/// A case of a user.
#[derive(Debug, Clone)]
pub(super) struct UserCase<'a> {
    pub(super) recorded: &'a Recorded,
    pub(super) asking: &'a Asking,
    /// The position of the decision that is contested, in a contest.
    pub(super) decision: Option<u64>,
    pub(super) end: Option<&'a Answering>,
}

impl<'a> User<'a> {
    pub(super) fn erasure(&self) -> Option<&'a Recorded> {
        self.acts.iter().copied().find(|recorded| matches!(recorded.act(), Some(Act::Erase(_))))
    }

    fn updates(&self) -> impl Iterator<Item = (&'a Recorded, &'a Update)> {
        self.acts.iter().filter_map(|recorded| match recorded.act() {
            Some(Act::Update(update)) => Some((*recorded, update)),
            _ => None,
        })
    }

    /// The state of the account, with the act that brought it about.
    pub(super) fn account(&self) -> (Account, Option<&'a Recorded>) {
        self.accounts().last().map(|(account, recorded)| (*account, Some(*recorded))).unwrap_or_default()
    }

    /// The states that the account has had.
    fn accounts(&self) -> Vec<(Account, &'a Recorded)> {
        let state = |recorded: &'a Recorded| match (recorded.act(), recorded.handling()) {
            (Some(Act::Update(update)), _) => update.account,
            (_, Some(Handling::Record(act))) => match act.event.as_str() {
                "account_closed" => Some(Account::Closed),
                "account_terminated" => Some(Account::Terminated),
                "account_reopened" => Some(Account::Active),
                _ => None,
            },
            _ => None,
        };
        self.acts.iter().filter_map(|recorded| Some((state(recorded)?, *recorded))).collect()
    }

    /// The act that closed the account, while it is closed.
    pub(super) fn closing(&self) -> Option<&'a Recorded> {
        let closed = |(account, _): &&(Account, &Recorded)| matches!(account, Account::Closed | Account::Terminated);
        let accounts = self.accounts();
        accounts.last().filter(closed).map(|(_, recorded)| *recorded)
    }

    /// What happened, oldest first.
    pub(super) fn records(&self, event: &str) -> Vec<(&'a Recorded, &'a Happening)> {
        let records = self.acts.iter().filter_map(|recorded| match recorded.handling() {
            Some(Handling::Record(act)) if act.event == event => Some((*recorded, act)),
            _ => None,
        });
        records.collect()
    }

    /// The last record of an event about a reference.
    pub(super) fn last_record(&self, event: &str, about: impl Fn(Option<&str>) -> bool) -> Option<&'a Recorded> {
        let records = self.records(event);
        records.iter().rfind(|(_, act)| about(act.reference.as_deref())).map(|(recorded, _)| *recorded)
    }

    /// Whether a feature is active.
    pub(super) fn active(&self, feature: &str) -> bool {
        let last = |event| self.last_record(event, |reference| reference == Some(feature)).map(|found| found.position);
        last("feature_activated") > last("feature_deactivated")
    }

    /// What was collected, oldest first.
    pub(super) fn holdings(&self) -> Vec<(&'a Recorded, &'a Question)> {
        let holdings = self.acts.iter().filter_map(|recorded| match recorded.handling() {
            Some(Handling::Collect(act)) => Some((*recorded, act)),
            _ => None,
        });
        holdings.collect()
    }

    /// The holds that are on the data: their names and categories.
    pub(super) fn holds(&self) -> BTreeMap<&'a str, &'a [String]> {
        let mut holds = BTreeMap::new();
        for recorded in &self.acts {
            match recorded.handling() {
                Some(Handling::Hold(act)) => {
                    holds.insert(act.hold.as_str(), act.categories.as_slice());
                }
                Some(Handling::Release(act)) => {
                    holds.remove(act.hold.as_str());
                }
                _ => {}
            }
        }
        holds
    }

    /// The position of the last decision that was audited.
    pub(super) fn last_audit(&self) -> Option<u64> {
        let last = self.acts.iter().rfind(|recorded| matches!(recorded.handling(), Some(Handling::Audit(_))));
        last.map(|recorded| recorded.position)
    }

    /// The cases of the user, with the step that ended each.
    pub(super) fn cases(&self) -> Vec<UserCase<'a>> {
        let mut cases: Vec<UserCase<'a>> = Vec::new();
        for (place, recorded) in self.acts.iter().copied().enumerate() {
            match recorded.handling() {
                Some(Handling::Request(asking)) => {
                    let before =
                        User { versions: self.versions, acts: self.acts.iter().take(place).copied().collect() };
                    cases.push(UserCase { recorded, asking, decision: before.last_audit(), end: None });
                }
                Some(Handling::Respond(answer)) => {
                    let over = matches!(answer.action.as_str(), "fulfil" | "refuse" | "close");
                    if let Some(case) = cases.iter_mut().rfind(|case| case.asking.right == answer.right)
                        && over
                    {
                        case.end = Some(answer);
                    }
                }
                _ => {}
            }
        }
        cases
    }

    pub(super) fn registered(&self) -> bool {
        matches!(self.account().0, Account::Active | Account::Suspended)
    }

    pub(super) fn closed(&self) -> bool {
        matches!(self.account().0, Account::Closed | Account::Terminated)
    }

    pub(super) fn kind(&self) -> &'a str {
        self.updates().filter_map(|(_, update)| update.kind.as_deref()).last().unwrap_or("consumer")
    }

    /// The days on which the user may have been born. A less assured observation replaces the one held only when it makes the user younger.
    pub(super) fn birth(&self) -> Option<Birth> {
        let mut held: Option<(Birth, Assurance)> = None;
        for (recorded, update) in self.updates() {
            let Some(seen) = self.observed(recorded, update) else {
                continue;
            };
            let assurance = update.assurance.unwrap_or_default();
            let kept = held.is_some_and(|(birth, held)| assurance < held && seen.latest <= birth.latest);
            if !kept {
                held = Some((seen, assurance));
            }
        }
        held.map(|(birth, _)| birth)
    }

    fn observed(&self, recorded: &Recorded, update: &Update) -> Option<Birth> {
        if let Some(day) = update.birthdate {
            return Some(Birth::on(day));
        }
        let (lower, upper) = match (update.age, update.age_range.as_deref()) {
            (Some(age), _) => (age, Some(age)),
            (None, Some([lower])) => (*lower, None),
            (None, Some([lower, upper])) => (*lower, Some(*upper)),
            _ => return None,
        };
        let policy = self.versions.at_hand(recorded.at)?;
        Some(Birth::from_age(lower, upper, calendar::day_of(recorded.at, &policy.zone)))
    }

    /// The residence, by the order of sources of a policy.
    pub(super) fn residence(&self, policy: &Policy) -> Option<&'a str> {
        let mut known: BTreeMap<&str, &str> = BTreeMap::new();
        for (_, update) in self.updates() {
            if let Some(residence) = &update.residence {
                known.insert(update.residence_source.as_deref().unwrap_or("registered"), residence);
            }
        }
        policy.residence_order().iter().find_map(|source| known.get(source.as_str()).copied())
    }

    /// The linked guardians, with the status of each link.
    pub(super) fn guardians(&self) -> BTreeMap<&'a str, Status> {
        let mut linked = BTreeMap::new();
        for recorded in &self.acts {
            match recorded.act() {
                Some(Act::LinkGuardian(link)) => {
                    linked.insert(link.guardian.as_str(), link.status.unwrap_or(Status::Verified));
                }
                Some(Act::UnlinkGuardian(link)) => {
                    linked.remove(link.guardian.as_str());
                }
                _ => {}
            }
        }
        linked
    }

    /// Whether an act of a guardian was forgotten, because the guardian was unlinked after it.
    pub(super) fn forgotten(&self, by: &str, position: u64) -> bool {
        self.acts.iter().any(|recorded| {
            recorded.position > position
                && matches!(recorded.act(), Some(Act::UnlinkGuardian(link)) if link.guardian == by)
        })
    }

    /// The last explicit own grant of exactly a purpose that reaches the question, unless the user withdrew consent to it since.
    pub(super) fn exact_grant(&self, policy: &Policy, purpose: &str, asked: &Asked<'_>) -> Option<Given<'a>> {
        let grant = self.grants(purpose, None).into_iter().rfind(|grant| {
            let scope = grant.recorded.scope();
            let serves = policy.consents_to_recipients(purpose) <= scope.recipient.is_some();
            grant.exact && grant.kind == Kind::Explicit && asked.reached_by(scope) && serves
        })?;
        let withdrawn = self
            .withdrawal(policy, purpose, None, asked)
            .is_some_and(|withdrawal| withdrawal.position > grant.recorded.position);
        (!withdrawn).then_some(grant)
    }

    /// All grants that cover a purpose, by the user (`None`) or by one guardian, oldest first.
    pub(super) fn grants(&self, purpose: &str, by: Option<&str>) -> Vec<Given<'a>> {
        let mut given = Vec::new();
        for recorded in &self.acts {
            let Some(Act::Grant(grant)) = recorded.act() else {
                continue;
            };
            if grant.by.as_deref() != by || by.is_some_and(|by| self.forgotten(by, recorded.position)) {
                continue;
            }
            if self.granted(recorded).iter().any(|granted| granted == purpose) {
                given.push(Given {
                    recorded,
                    kind: grant.kind,
                    notice: self.notice_of(recorded, grant.notice.as_deref()),
                    version: self.version_of(recorded, grant.notice.as_deref()),
                    expires: grant.expires,
                    exact: grant.purpose == purpose,
                });
            }
        }
        given
    }

    /// The purposes that a grant grants: a purpose itself, or those below a node on that day. By the user's own grant of a node only
    /// those that rest on consent.
    pub(super) fn granted(&self, recorded: &Recorded) -> Vec<String> {
        let Some(Act::Grant(grant)) = recorded.act() else {
            return Vec::new();
        };
        if let Some(policy) = self.versions.at_hand(recorded.at)
            && !policy.purposes.contains_key(&grant.purpose)
        {
            let mut below = policy.purposes_below(&grant.purpose);
            if grant.by.is_none() {
                below.retain(|purpose| policy.rests_on_consent(purpose));
            }
            let declared = self.versions.all().iter().any(|policy| policy.purposes.contains_key(&grant.purpose));
            if !below.is_empty() || !declared {
                return below;
            }
        }
        vec![grant.purpose.clone()]
    }

    /// The notice to which a grant is bound: the one it names, else the version then in force.
    fn notice_of(&self, recorded: &Recorded, named: Option<&str>) -> Option<String> {
        match named {
            Some(notice) => Some(notice.to_owned()),
            None => self.versions.in_force(recorded.at).map(|policy| policy.head.version.clone()),
        }
    }

    /// The version to which a grant is bound: the one it names as its notice, else the version then in force.
    fn version_of(&self, recorded: &Recorded, named: Option<&str>) -> Option<&'a Policy> {
        let named = named.and_then(|notice| self.versions.named(notice));
        named.or(self.versions.in_force(recorded.at))
    }

    /// Whether a notice was acknowledged, agreeing or not, or named by a grant that stands.
    pub(super) fn acknowledged(&self, notice: &str) -> bool {
        self.acts.iter().any(|recorded| match recorded.act() {
            Some(Act::Acknowledge(act)) => act.notice == notice,
            Some(Act::Grant(act)) => act.notice.as_deref() == Some(notice) && self.stands(recorded),
            _ => false,
        })
    }

    /// Whether a grant is not one of a guardian who was unlinked since.
    fn stands(&self, recorded: &Recorded) -> bool {
        match recorded.act() {
            Some(Act::Grant(grant)) => !grant.by.as_deref().is_some_and(|by| self.forgotten(by, recorded.position)),
            _ => true,
        }
    }

    /// The last acknowledgement of a version of the policy, when it disagreed.
    pub(super) fn disagreement(&self) -> Option<&'a Recorded> {
        let of_version = |recorded: &&&'a Recorded| matches!(recorded.act(), Some(Act::Acknowledge(act)) if self.versions.named(&act.notice).is_some());
        let last = self.acts.iter().rfind(of_version).copied()?;
        matches!(last.act(), Some(Act::Acknowledge(act)) if !act.agrees).then_some(last)
    }

    /// Whether the user was shown a version or a later one: by an acknowledgement, or by a grant that names it, or that names nothing while it is in force.
    pub(super) fn has_notice(&self, version: &Policy) -> bool {
        let mut shown = self.acts.iter().filter_map(|recorded| match recorded.act() {
            Some(Act::Acknowledge(act)) => self.versions.named(&act.notice),
            Some(Act::Grant(grant)) if self.stands(recorded) => match grant.notice.as_deref() {
                Some(notice) => self.versions.named(notice),
                None => self.versions.in_force(recorded.at),
            },
            _ => None,
        });
        shown.any(|notice| notice.effective >= version.effective)
    }

    /// The last withdrawal on a node of a purpose that reaches the question, by the user (`None`) or by one guardian.
    pub(super) fn withdrawal(
        &self,
        policy: &Policy,
        purpose: &str,
        by: Option<&str>,
        asked: &Asked<'_>,
    ) -> Option<&'a Recorded> {
        self.acts.iter().copied().rfind(|recorded| match recorded.act() {
            Some(Act::Withdraw(act)) => {
                act.by.as_deref() == by
                    && asked.reached_by(recorded.scope())
                    && !by.is_some_and(|by| self.forgotten(by, recorded.position))
                    && policy.any_covers(&self.nodes_named(recorded, &act.purpose), purpose)
            }
            _ => false,
        })
    }

    /// The nodes that an act names: those of a group, as it stood on that day, or the key itself.
    pub(super) fn nodes_named(&self, recorded: &Recorded, key: &str) -> Vec<String> {
        self.versions.nodes_named(key, recorded.at)
    }
}
