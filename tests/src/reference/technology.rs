//! Technologies: whether one may be used, what was chosen about it, and the consent that it has.

use super::Recorded;
use super::case::{Case, Finding, finding, finding_of};
use super::keys::{at_or_below, below};
use super::question::Asked;
use super::user::Given;
use super::{calendar, policy::Technology};
use crate::act::{Act, Grant, Kind};

impl<'a> Case<'a> {
    /// The declared technology of the question.
    pub(super) fn declared_technology(&self, asked: &Asked<'_>) -> Option<&'a Technology> {
        self.policy.technologies.get(asked.technology?)
    }

    /// What check 3 says of the technology.
    pub(super) fn technology_check(&self, key: &str, asked: &Asked<'_>) -> Vec<Finding> {
        let mut findings = Vec::new();
        let Some(id) = asked.technology else {
            return findings;
        };
        if !self.policy.tracking.enabled {
            findings.push(finding("tech_not_enabled"));
        }
        let Some(technology) = self.policy.technologies.get(id) else {
            findings.push(finding("tech_unregistered"));
            return findings;
        };
        if !self.policy.any_covers(&technology.purposes, key) {
            findings.push(finding("purpose_undeclared"));
        }
        if let Some(feature) = technology.activation.as_ref().filter(|feature| !self.user.active(feature)) {
            let ended = self.user.last_record("feature_deactivated", |reference| reference == Some(feature));
            findings.push(finding_of("feature_not_activated", ended));
        }
        if let (Some(wanted), Some(declared)) = (&asked.context.lifetime, &technology.lifetime)
            && self.longer(wanted, declared)
        {
            findings.push(finding("tech_lifetime_exceeded"));
        }
        if asked.operation() != Some("set") && self.technology_is_over(id, technology, asked) {
            findings.push(finding("retention_expired"));
        }
        findings
    }

    /// Whether a lifetime is longer than another, from now on; anything is longer than a session.
    fn longer(&self, wanted: &str, declared: &str) -> bool {
        let end = |lifetime: &str| match lifetime {
            "session" => Some(self.at),
            term => calendar::after_term(self.at, term, &self.policy.zone),
        };
        end(wanted) > end(declared)
    }

    fn technology_is_over(&self, id: &str, technology: &Technology, asked: &Asked<'_>) -> bool {
        let set = self.user.last_record("technology_set", |reference| reference == Some(id));
        match technology.lifetime.as_deref() {
            None => false,
            Some("session") => {
                let ended = self.user.last_record("session_ended", |_| true);
                ended.is_some_and(|ended| ended.position > set.map_or(0, |set| set.position))
            }
            Some(term) => {
                let since = asked.context.set_at.or_else(|| set.map(Recorded::day));
                self.term_is_over(since, term)
            }
        }
    }

    /// Whether a term from an instant is over; when it will be is noted.
    pub(super) fn term_is_over(&self, since: Option<jiff::Timestamp>, term: &str) -> bool {
        let end = since.and_then(|since| calendar::term_end(since, term, &self.policy.zone));
        if let Some(end) = end {
            self.may_change_at(end);
        }
        end.is_some_and(|end| end <= self.at)
    }

    /// What stands against a technology of the question, or against one that closes the purpose.
    pub(super) fn refused_technology(&self, key: &str, asked: &Asked<'_>) -> Option<Finding> {
        let closing =
            self.policy.technologies.iter().filter(|(_, technology)| self.policy.any_covers(&technology.closes, key));
        let ids = asked.technology.into_iter().chain(closing.map(|(id, _)| id.as_str()));
        let refusals = ids.filter_map(|id| {
            let essential = self.policy.technologies.get(id).is_some_and(|technology| technology.class == "essential");
            let (choice, stands) = self.choice_on_technology(id, asked)?;
            (!essential && !stands).then_some(choice)
        });
        let refusal = refusals.max_by_key(|choice| choice.position)?;
        Some(finding_of("opted_out", Some(refusal)))
    }

    /// The choice that decides on a technology: the one on the longest node, of several the latest; and whether it is for it.
    fn choice_on_technology(&self, id: &str, asked: &Asked<'_>) -> Option<(&'a Recorded, bool)> {
        let choices = self.user.acts.iter().copied().filter(|recorded| asked.reached_by(recorded.scope()));
        let choices = choices.filter_map(|recorded| {
            let (node, by, stands) = match recorded.act()? {
                Act::OptOut(act) | Act::Withdraw(act) | Act::ObjectTo(act) => (&act.purpose, &act.by, false),
                Act::OptIn(act) => (&act.purpose, &act.by, true),
                Act::Grant(act) if act.kind == Kind::Explicit => (&act.purpose, &act.by, true),
                _ => return None,
            };
            let kept = matches!(recorded.act()?, Act::OptOut(_) | Act::ObjectTo(_) | Act::OptIn(_));
            let forgotten = !kept && by.as_deref().is_some_and(|by| self.user.forgotten(by, recorded.position));
            let on_it = self.user.versions.means_technology(node) && at_or_below(node, id);
            (on_it && !forgotten).then_some((node.len(), recorded, stands))
        });
        let (_, choice, stands) = choices.max_by_key(|(length, recorded, _)| (*length, recorded.position))?;
        Some((choice, stands))
    }

    /// The withdrawal of consent to the technology of the question, when no grant of it came since.
    pub(super) fn withdrawal_of_technology(&self, asked: &Asked<'_>) -> Option<&'a Recorded> {
        let id = asked.technology?;
        let on_it = |node: &str| self.user.versions.means_technology(node) && at_or_below(node, id);
        let mut reaching = self.user.acts.iter().copied().filter(|recorded| asked.reached_by(recorded.scope()));
        let last = reaching.rfind(|recorded| match recorded.act() {
            Some(Act::Withdraw(act)) => act.by.is_none() && on_it(&act.purpose),
            Some(Act::Grant(act)) => act.by.is_none() && on_it(&act.purpose),
            _ => false,
        })?;
        matches!(last.act(), Some(Act::Withdraw(_))).then_some(last)
    }

    /// The explicit own grant of the technology of the question, or of a node above it, that stands and is not over: the
    /// latest of several. Only those after a position count.
    pub(super) fn grant_of_technology(&self, asked: &Asked<'_>, after: u64) -> Option<Given<'a>> {
        let id = asked.technology?;
        let mut grants: Vec<(&'a Recorded, &'a Grant)> = Vec::new();
        for recorded in self.user.acts.iter().copied().rev() {
            let Some(Act::Grant(grant)) = recorded.act() else {
                continue;
            };
            let on_it = self.user.versions.means_technology(&grant.purpose) && at_or_below(&grant.purpose, id);
            let own = recorded.position > after && grant.by.is_none() && grant.kind == Kind::Explicit;
            let replaced =
                grants.iter().any(|(later, other)| other.purpose == grant.purpose && later.scope() == recorded.scope());
            if on_it && own && asked.reached_by(recorded.scope()) && !replaced {
                grants.push((recorded, grant));
            }
        }
        grants.into_iter().find_map(|(recorded, grant)| self.technology_consent(id, recorded, grant, asked))
    }

    /// A grant of a technology as a consent, if it serves.
    fn technology_consent(
        &self,
        id: &str,
        recorded: &'a Recorded,
        grant: &'a Grant,
        asked: &Asked<'_>,
    ) -> Option<Given<'a>> {
        let decides = self.choice_on_technology(id, asked);
        let refused = decides.is_some_and(|(choice, stands)| !stands && choice.position > recorded.position);
        let switched_on = self.user.versions.at_hand(recorded.at).is_some_and(|policy| policy.tracking.enabled);
        let of_age = self.consents_alone() && !self.was_below_digital_consent(self.day_of(recorded.at));
        if refused || !switched_on || !of_age {
            return None;
        }
        if let Some(end) = grant.expires {
            self.may_change_at(end);
        }
        let given = Given {
            recorded,
            kind: grant.kind,
            notice: grant.notice.clone(),
            version: None,
            expires: grant.expires,
            exact: false,
        };
        grant.expires.is_none_or(|end| end > self.at).then_some(given)
    }

    /// Whether what was chosen of the technology of the question is for it.
    pub(super) fn technology_stands(&self, asked: &Asked<'_>) -> bool {
        asked.technology.and_then(|id| self.choice_on_technology(id, asked)).is_some_and(|(_, stands)| stands)
    }

    /// Whether a category of the question lies below an entry, or above it.
    pub(super) fn near(entry: &str, category: &str) -> bool {
        at_or_below(entry, category) || below(category, entry)
    }
}
