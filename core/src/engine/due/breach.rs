//! Notices of breaches (GDPR Art. 33, 34): who has to be told, by when, and who was.

use std::collections::BTreeSet;

use serde_json::json;

use super::Due;
use crate::decide::Facts;
use crate::engine::Engine;
use crate::engine::registry::users;
use crate::error::Error;
use crate::policy::{Policy, TellOf, Version};
use crate::state::{Registered, UserState, words};
use crate::words::{Timestamp, covers};

/// A notice of a breach.
pub(in crate::engine) struct Notice {
    /// The user; none is the authority.
    pub(in crate::engine) user: Option<String>,
    /// The first instant at which it is late; none where no rule says a time.
    pub(in crate::engine) due: Option<Timestamp>,
    /// When it was sent.
    pub(in crate::engine) sent: Option<Timestamp>,
}

/// Whether somebody has to be told of a breach.
pub(in crate::engine) fn is_risky(version: &Version, entry: &Registered) -> bool {
    version.handling.breach.when == TellOf::Always || entry.fields.get("risk").is_none_or(|risk| risk != "false")
}

impl Engine {
    /// The notices that are not sent, of breaches that are not closed.
    pub(super) fn breach_notices(
        &self,
        policy: &Policy,
        version: &Version,
        company: &UserState,
        at: Timestamp,
        list: &mut Vec<Due>,
    ) -> Result<(), Error> {
        let open = |e: &&Registered| e.kind == "breach" && e.fields.get("status").is_none_or(|s| s != "closed");
        for entry in company.registered.iter().filter(open).filter(|entry| is_risky(version, entry)) {
            let missing = self.missing(version, entry);
            for notice in self.notices_of_breach(policy, version, company, entry, at)? {
                let (Some(due), None) = (notice.due, notice.sent) else { continue };
                let to = if notice.user.is_some() { "user" } else { "authority" };
                list.push(Due {
                    kind: "breach",
                    user: notice.user,
                    subject: entry.id.clone(),
                    action: "notify",
                    since: detected(version, entry),
                    due,
                    overdue: due <= at,
                    detail: json!({ "to": to, "complete": missing.is_empty(), "missing": missing }),
                });
            }
        }
        Ok(())
    }

    /// What a notice has to say, and the registration does not.
    pub(in crate::engine) fn missing(&self, version: &Version, entry: &Registered) -> Vec<String> {
        let wanted = version.handling.breach.fields.iter();
        wanted.filter(|field| !entry.fields.contains_key(*field)).cloned().collect()
    }

    /// The notices of a breach, the authority's first; none when nobody has to be told.
    ///
    /// The deadline is the shortest that the policy, or an overlay of the residence, sets; for the authority an overlay of any
    /// user who is affected.
    pub(in crate::engine) fn notices_of_breach(
        &self,
        policy: &Policy,
        version: &Version,
        company: &UserState,
        entry: &Registered,
        at: Timestamp,
    ) -> Result<Vec<Notice>, Error> {
        if !is_risky(version, entry) {
            return Ok(Vec::new());
        }
        let (rule, from) = (&version.handling.breach, detected(version, entry));
        let end = |span: Option<jiff::Span>| Some(from.term(span?, &version.zone));
        let sent = |to: &str| {
            let notices = company.registered.iter().filter(|e| e.kind == "breach_notice");
            let own = notices
                .filter(|e| e.fields.get("breach") == Some(&entry.id) && e.fields.get("to").is_some_and(|t| t == to));
            own.filter_map(|e| e.instant("sent_at", &version.zone)).min()
        };
        let mut authority = end(rule.authority);
        let mut notices = Vec::new();
        for user in self.affected(entry)? {
            let state = self.state(self.hasher.hash(&user))?;
            // nobody can be told of it any more, and nothing is left
            if state.erased.is_some() {
                continue;
            }
            let mut due = end(rule.subjects);
            for overlay in Facts::new(policy, version, &state, company, at)?.active_overlays() {
                due = shorter(due, end(overlay.breach_subjects));
                authority = shorter(authority, end(overlay.breach_authority));
            }
            notices.push(Notice { sent: sent(&user), user: Some(user), due });
        }
        notices.insert(0, Notice { user: None, due: authority, sent: sent("authority") });
        Ok(notices)
    }

    /// The users that a breach affects: those it names; else those of whom its categories were collected or disclosed.
    fn affected(&self, entry: &Registered) -> Result<BTreeSet<String>, Error> {
        if let Some(subjects) = entry.fields.get("subjects") {
            return Ok(users(subjects).map(String::from).collect());
        }
        let Some(categories) = entry.fields.get("categories") else { return Ok(BTreeSet::new()) };
        let touched = |own: &str| words(categories).any(|key| covers(key, own) || covers(own, key));
        let mut positions = Vec::new();
        self.each_user(&mut |state| {
            let held = state.holdings.iter().any(|holding| touched(&holding.category));
            let given = || state.disclosures.iter().any(|d| d.data.categories.iter().any(|own| touched(own)));
            if let Some(last) = state.last.filter(|_| state.erased.is_none() && (held || given())) {
                positions.push(last.position);
            }
            Ok(())
        })?;
        let names = positions.into_iter().map(|position| self.user_at(position));
        names.filter_map(Result::transpose).collect()
    }
}

/// When a breach was detected; the first registration where that can't be read.
fn detected(version: &Version, entry: &Registered) -> Timestamp {
    entry.instant("detected_at", &version.zone).unwrap_or(entry.since.at)
}

fn shorter(a: Option<Timestamp>, b: Option<Timestamp>) -> Option<Timestamp> {
    [a, b].into_iter().flatten().min()
}
