//! Reports of accountability (GDPR Art. 5(2)): controls, rights cases, breaches.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::{Desk, Subject, text};
use crate::decide::rights;
use crate::engine::due::{Notice, controls, is_risky};
use crate::error::Error;
use crate::state::{Registered, UserState};
use crate::words::Timestamp;

/// How many cases of a right there are in each status.
#[derive(Default)]
struct Count {
    statuses: BTreeMap<&'static str, u64>,
    overdue: u64,
}

impl Desk<'_> {
    /// The controls, each with its last evidence.
    pub(super) fn controls(&self) -> Value {
        let one = |(key, control, standing): (&String, &crate::policy::Control, crate::engine::due::Standing<'_>)| {
            let field = |name: &str| standing.evidence.and_then(|e| e.fields.get(name).cloned());
            json!({
                "control": key,
                "description": control.description,
                "interval": control.interval.map(|span| span.to_string()),
                "last": text(standing.last),
                "evidence": standing.evidence.map(|e| &e.id),
                "scope": field("scope"),
                "outcome": field("outcome"),
                "due": text(standing.due),
                "overdue": standing.due.is_some_and(|due| due <= self.at),
            })
        };
        let list: Vec<Value> = controls(&self.version, &self.company).map(one).collect();
        json!({ "policy": *self.version.label, "controls": list })
    }

    /// The cases by right and status, of all users or of one.
    pub(super) fn rights(&self, subject: Option<&Subject<'_>>) -> Result<Value, Error> {
        let mut counts: BTreeMap<String, Count> =
            self.version.handling.rights.keys().map(|right| (right.clone(), Count::default())).collect();
        let mut count = |state: &UserState| {
            for case in &state.cases {
                let count = counts.entry(case.details.right.clone()).or_default();
                *count.statuses.entry(case.status.code()).or_default() += 1;
                if !case.status.is_over()
                    && case.details.due.is_some_and(|due| rights::overdue(&self.version, due, self.at))
                {
                    count.overdue += 1;
                }
            }
        };
        match subject {
            Some(subject) => count(&subject.state),
            None => self.engine.each_user(&mut |state| {
                count(&state);
                Ok(())
            })?,
        }
        let overdue: u64 = counts.values().map(|count| count.overdue).sum();
        let total: u64 = counts.values().flat_map(|count| count.statuses.values()).sum();
        let rights: Map<String, Value> = counts
            .into_iter()
            .map(|(right, count)| (right, json!({ "statuses": count.statuses, "overdue": count.overdue })))
            .collect();
        Ok(json!({ "user": subject.map(|s| s.name), "rights": rights, "cases": total, "overdue": overdue }))
    }

    /// The register of breaches (GDPR Art. 33(5)): every one, with who has to be told and who was.
    pub(super) fn breaches(&self) -> Result<Value, Error> {
        let breaches = self.company.registered.iter().filter(|entry| entry.kind == "breach");
        let list: Vec<Value> = breaches.map(|entry| self.breach(entry)).collect::<Result<_, _>>()?;
        Ok(json!({ "policy": *self.version.label, "breaches": list }))
    }

    fn breach(&self, entry: &Registered) -> Result<Value, Error> {
        let missing = self.engine.missing(&self.version, entry);
        let notices = self.engine.notices_of_breach(&self.policy, &self.version, &self.company, entry, self.at)?;
        let (users, authority): (Vec<&Notice>, Vec<&Notice>) = notices.iter().partition(|n| n.user.is_some());
        let time = |(status, at): &(String, Timestamp)| json!({ "status": status, "at": at.to_string() });
        Ok(json!({
            "breach": entry.id,
            "detected_at": entry.fields.get("detected_at"),
            "status": entry.fields.get("status").map_or("detected", String::as_str),
            "times": entry.times.iter().map(time).collect::<Vec<_>>(),
            "risk": entry.fields.get("risk").is_none_or(|risk| risk != "false"),
            "notify": is_risky(&self.version, entry),
            "categories": entry.fields.get("categories"),
            "complete": missing.is_empty(),
            "missing": missing,
            "authority": authority.first().map(|notice| self.notice(notice)),
            "users": users.into_iter().map(|notice| self.notice(notice)).collect::<Vec<_>>(),
        }))
    }

    fn notice(&self, notice: &Notice) -> Value {
        let late = |due: Timestamp| notice.sent.map_or(due <= self.at, |sent| sent >= due);
        let mut fields = json!({
            "due": text(notice.due),
            "sent": notice.sent.is_some(),
            "sent_at": text(notice.sent),
            "late": notice.due.is_some_and(late),
        });
        if let (Some(user), Some(fields)) = (&notice.user, fields.as_object_mut()) {
            fields.insert("user".to_owned(), user.clone().into());
        }
        fields
    }
}
