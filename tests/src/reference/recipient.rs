//! Checks 10 and 11: who receives the data, in which country, and who works with them.

use jiff::Timestamp;

use super::calendar;
use super::case::{Case, Finding, finding};
use super::keys::at_or_below;
use super::law::country;
use super::question::Asked;
use super::tables::{Actor, Recipient};
use super::user::Given;
use crate::act::Kind;

/// What check 10 comes to.
#[derive(Debug, Default)]
pub(super) struct Sharing<'a> {
    pub(super) findings: Vec<Finding>,
    /// The consent on which the transfer rests.
    pub(super) consent: Option<Given<'a>>,
    pub(super) obligations: Vec<String>,
}

impl<'a> Case<'a> {
    /// Check 10.
    pub(super) fn sharing(&self, key: &str, asked: &Asked<'_>, deidentified: bool) -> Sharing<'a> {
        let mut sharing = Sharing::default();
        if let Some(recipient) = asked.recipient {
            let entry = asked.entry.filter(|(entry, _)| !self.reference_differs(entry, recipient, asked));
            match entry {
                Some(entry) => self.recipient(key, entry, asked, &mut sharing),
                None if asked.entry.is_none() && self.portable(key, recipient) => {}
                None => sharing.findings.push(finding("recipient_unlisted")),
            }
        }
        if !deidentified && let Some(destination) = asked.destination() {
            self.transfer(key, destination, asked, &mut sharing);
        }
        sharing
    }

    /// Whether the user wants the data handed over to a recipient, and it was not done yet.
    fn portable(&self, key: &str, recipient: &str) -> bool {
        let wanted = |case: &super::user::UserCase<'_>| {
            case.asking.right == "portability"
                && case.asking.recipient.as_deref() == Some(recipient)
                && case.end.is_none_or(|end| end.outcome.is_none())
        };
        key == "rights.portability" && self.user.cases().iter().any(wanted)
    }

    fn reference_differs(&self, entry: &str, recipient: &str, asked: &Asked<'_>) -> bool {
        let matches = self.policy.tables.recipients.get(entry).is_some_and(|entry| entry.matches_reference);
        let behind = entry.strip_suffix('*').and_then(|start| recipient.strip_prefix(start));
        matches && behind.is_some() && behind != asked.reference
    }

    fn recipient(&self, key: &str, (name, entry): (&str, &Recipient), asked: &Asked<'_>, sharing: &mut Sharing<'a>) {
        let rules = &self.policy.tables.sharing;
        let listed = |category: &String| entry.categories.iter().any(|own| at_or_below(own, category));
        if !self.policy.any_covers(&entry.purposes, key) || !asked.categories.iter().all(listed) {
            sharing.findings.push(finding("recipient_purpose_mismatch"));
        }
        if entry.forms.as_ref().is_some_and(|forms| !asked.form_among(forms)) {
            sharing.findings.push(finding("requires_deidentified"));
        }
        let usual = || vec!["processor".to_owned(), "subprocessor".to_owned()];
        let agreement_for = rules.agreement_for.clone().filter(|roles| !roles.is_empty()).unwrap_or_else(usual);
        let unagreed = agreement_for.contains(&entry.role) && entry.agreement.is_none();
        let unbound = rules.bound_for.contains(&entry.role) && entry.bound_by.is_none();
        if unagreed || unbound {
            sharing.findings.push(finding("recipient_no_agreement"));
        }
        if self.review_is_overdue(entry) {
            if rules.review_overdue.as_deref() == Some("warn") {
                sharing.obligations.push(format!("review_recipient:{name}"));
            } else {
                sharing.findings.push(finding("recipient_review_overdue"));
            }
        }
        if !matches!(entry.role.as_str(), "authority" | "user" | "public") {
            sharing.obligations.push(format!("use_only_for:{key}"));
        }
    }

    fn review_is_overdue(&self, entry: &Recipient) -> bool {
        let reviewed = entry.reviewed_at.as_ref().and_then(|day| calendar::instant(day, &self.policy.zone));
        let usual = self.policy.tables.sharing.review_interval.as_ref();
        match (reviewed, entry.review_interval.as_ref()) {
            (None, own) => own.is_some(),
            (Some(day), own) => own.or(usual).is_some_and(|term| self.term_is_over(Some(day), term)),
        }
    }

    fn transfer(&self, key: &str, destination: &str, asked: &Asked<'_>, sharing: &mut Sharing<'a>) {
        if self.residence.is_some_and(|residence| country(residence) == country(destination)) {
            return;
        }
        let rules = &self.policy.tables.transfers;
        let entry = asked.entry.map(|(_, entry)| entry);
        if rules.agreement_abroad && entry.is_some_and(|entry| entry.transfer_agreement.is_none()) {
            sharing.findings.push(finding("recipient_no_agreement"));
        }
        let within = |place: &String| self.law.lies_in(destination, place);
        if self.residence.is_some() && self.overlays.iter().any(|(_, overlay)| overlay.within.iter().any(within)) {
            return;
        }
        let mut lists: Vec<&Vec<String>> =
            self.overlays.iter().filter_map(|(_, overlay)| overlay.transfer_mechanisms.as_ref()).collect();
        if lists.is_empty() {
            lists.extend(rules.mechanisms.as_ref());
        }
        if lists.is_empty() {
            if !matches!(rules.without_rule.as_deref(), Some("allow" | "warn")) {
                sharing.findings.push(finding("transfer_no_mechanism"));
            }
            return;
        }
        let permitted = |mechanism: &str| lists.iter().all(|list| list.iter().any(|one| one == mechanism));
        if permitted("consent")
            && let Some(grant) = self.consent_to_transfer(key, destination, asked)
        {
            sharing.consent = Some(grant);
            return;
        }
        if permitted("adequacy") && self.adequate(destination) {
            return;
        }
        let named = asked.context.mechanism.as_deref().or_else(|| entry?.mechanism.as_deref());
        let serves = named.is_some_and(|mechanism| {
            permitted(mechanism)
                && match mechanism {
                    "consent" | "adequacy" => false,
                    "bcr" => entry.is_some_and(|entry| entry.group.as_deref() == Some("own")),
                    _ => asked.recipient.is_none() || entry.is_some_and(|entry| entry.mechanism_reference.is_some()),
                }
        });
        if !serves {
            sharing.findings.push(finding("transfer_no_mechanism"));
        }
    }

    /// A live explicit own grant of exactly the purpose whose scope names recipient and country.
    fn consent_to_transfer(&self, key: &str, destination: &str, asked: &Asked<'_>) -> Option<Given<'a>> {
        let recipient = asked.recipient?;
        let mut grants = self.user.grants(key, None);
        grants.retain(|grant| {
            let scope = grant.recorded.scope();
            (scope.channel.is_none() || scope.channel == asked.context.channel)
                && grant.exact
                && grant.kind == Kind::Explicit
                && scope.recipient.as_deref() == Some(recipient)
                && scope.destination.as_deref() == Some(destination)
        });
        let grant = grants.pop()?;
        let withdrawn = self.own_withdrawal_after(asked, key, grant.recorded.position).is_some();
        // one that is over can't begin to serve, whatever the user's age becomes
        if self.end(key, &grant).is_some_and(|end| end <= self.at) {
            return None;
        }
        (self.consents_alone() && !withdrawn && self.grant_lives(key, &grant).is_ok()).then_some(grant)
    }

    /// Whether the level of protection in a country is adequate on the day of the question: by the policy's list, else by the law's.
    fn adequate(&self, destination: &str) -> bool {
        let place = country(destination);
        let listed = &self.policy.tables.transfers.adequacy;
        let own: Vec<(Option<Timestamp>, Option<Timestamp>)> = {
            let read =
                |text: &Option<String>| text.as_ref().and_then(|text| calendar::instant(text, &self.policy.zone));
            let rows = listed.iter().filter(|row| row.country == place);
            rows.map(|row| (read(&row.from), read(&row.until))).collect()
        };
        let rows = if listed.is_empty() {
            let start = |day| calendar::start_of(day, &self.policy.zone);
            let rows = self.law.adequacy.iter().filter(|row| row.country == place);
            rows.map(|row| (row.from.and_then(start), row.until.and_then(start))).collect()
        } else {
            own
        };
        for edge in rows.iter().flat_map(|(from, until)| [from, until]).flatten() {
            self.may_change_at(*edge);
        }
        rows.iter()
            .any(|(from, until)| from.is_none_or(|from| from <= self.at) && until.is_none_or(|until| self.at < until))
    }

    /// Check 11.
    pub(super) fn actor(&self, key: &str, asked: &Asked<'_>) -> Vec<Finding> {
        let Some(role) = asked.context.actor.as_deref() else {
            return Vec::new();
        };
        let listed = self.policy.tables.actors.as_ref().and_then(|actors| actors.get(role));
        let Some(actor) = listed else {
            let own = role == "subject" && self.policy.covers("rights", key);
            return if own { Vec::new() } else { vec![finding("actor_not_authorized")] };
        };
        let mut findings = Vec::new();
        if !self.actor_may(actor, key, asked) {
            findings.push(finding("actor_not_authorized"));
        }
        findings
    }

    /// What the role of the actor demands.
    pub(super) fn demands_of_actor(&self, key: &str, asked: &Asked<'_>, cover: Option<&Given<'a>>) -> Vec<Finding> {
        let actors = self.policy.tables.actors.as_ref();
        let actor = asked.context.actor.as_ref().and_then(|role| actors?.get(role));
        actor.map_or_else(Vec::new, |actor| self.unmet(&actor.require, None, key, asked, cover))
    }

    fn actor_may(&self, actor: &Actor, key: &str, asked: &Asked<'_>) -> bool {
        let categories = actor.categories.as_ref().is_none_or(|entries| {
            asked.categories.iter().all(|category| entries.iter().any(|entry| at_or_below(entry, category)))
        });
        let operations = actor
            .operations
            .as_ref()
            .is_none_or(|known| asked.operation().is_none_or(|operation| known.iter().any(|one| one == operation)));
        self.policy.any_covers(&actor.purposes, key) && categories && operations
    }
}
