//! Reports of what is kept: the retention rules (GDPR Art. 13(2)(a)), what is held of a user, and erasures.

use serde_json::{Map, Value, json};

use super::{Desk, Subject, text};
use crate::decide::rights::{self, Kind};
use crate::engine::due::{disposed_of, suspended, terms};
use crate::error::Error;
use crate::policy::{Clock, Retention};
use crate::state::{Case, Holding};
use crate::words::covers;

impl Desk<'_> {
    /// The rules; with a user, the term of each.
    pub(super) fn retention(&self, subject: Option<&Subject<'_>>) -> Value {
        let one = |rule: &Retention| {
            let mut fields = rule_fields(rule);
            if let Some(subject) = subject {
                fields.insert("terms".to_owned(), self.terms_of(subject, rule).into());
                fields.insert("held".to_owned(), suspended(&subject.state, rule).into());
            }
            Value::Object(fields)
        };
        let rules: Vec<Value> = self.version.handling.retention.iter().map(one).collect();
        json!({ "policy": *self.version.label, "user": subject.map(|s| s.name), "rules": rules })
    }

    /// The terms that run of a rule: from when, until when, over or not, carried out or not.
    fn terms_of(&self, subject: &Subject<'_>, rule: &Retention) -> Vec<Value> {
        let state = &subject.state;
        if state.erased.is_some() {
            return Vec::new();
        }
        let one = |(reference, term): (Option<String>, crate::decide::Term)| {
            json!({
                "disposed": disposed_of(state, rule, reference.as_deref(), term),
                "reference": reference,
                "began": term.began.to_string(),
                "until": term.ends.to_string(),
                "over": term.ends <= self.at,
            })
        };
        terms(&self.version, state, rule).into_iter().map(one).collect()
    }

    /// What is held of a user, with its origin, and the rules that end it.
    pub(super) fn holdings(&self, subject: &Subject<'_>) -> Value {
        let rules = &self.version.handling.retention;
        let one = |holding: &Holding| {
            let named = |rule: &&Retention| rule.categories.iter().any(|own| covers(own, &holding.category));
            let mut own: Vec<&str> = rules.iter().filter(named).map(|rule| rule.key.as_str()).collect();
            if own.is_empty() {
                own = rules.iter().filter(|rule| rule.default).map(|rule| rule.key.as_str()).collect();
            }
            json!({
                "category": holding.category,
                "purpose": holding.purpose,
                "source": holding.data.source,
                "provider": holding.data.provider,
                "origin": holding.data.origin,
                "collection_point": holding.data.collection_point,
                "reference": holding.data.reference,
                "inputs": holding.data.inputs,
                "at": holding.mark.at.to_string(),
                "position": holding.mark.position,
                "retention": own,
            })
        };
        let list: Vec<Value> = subject.state.holdings.iter().map(one).collect();
        json!({ "user": subject.name, "holdings": list })
    }

    /// Requests for erasure, and how long each took; and the erasures themselves, which name nobody.
    pub(super) fn erasures(&self) -> Result<Value, Error> {
        let mut found: Vec<(u64, Vec<Value>)> = Vec::new();
        let mut erased = Vec::new();
        self.engine.each_user(&mut |state| {
            let asked = |case: &&Case| Kind::of(&case.details.right) == Kind::Erase;
            let cases: Vec<Value> = state.cases.iter().filter(asked).map(|case| self.erasure(case)).collect();
            if let Some(last) = state.last.filter(|_| !cases.is_empty()) {
                found.push((last.position, cases));
            }
            if let Some(mark) = state.erased {
                let kept: Vec<Value> = state
                    .kept
                    .iter()
                    .map(|t| json!({ "category": t.subject, "reason": t.reason, "until": text(t.until) }))
                    .collect();
                erased.push((
                    mark.position,
                    json!({ "position": mark.position, "at": mark.at.to_string(), "kept": kept }),
                ));
            }
            Ok(())
        })?;
        found.sort_by_key(|(position, _)| *position);
        erased.sort_by_key(|(position, _)| *position);
        let mut list = Vec::new();
        for (position, cases) in found {
            let user = self.engine.user_at(position)?;
            for mut case in cases {
                if let Some(fields) = case.as_object_mut() {
                    fields.insert("user".to_owned(), user.clone().into());
                }
                list.push(case);
            }
        }
        let erased: Vec<Value> = erased.into_iter().map(|(_, value)| value).collect();
        Ok(json!({ "cases": list, "erased": erased }))
    }

    fn erasure(&self, case: &Case) -> Value {
        let over = case.status.is_over();
        let end = if over { case.changed.at } else { self.at };
        let zone = &self.version.zone;
        let days = (zone.day(end) - zone.day(case.received)).get_days();
        json!({
            "case": case.id,
            "status": case.status.code(),
            "received": case.received.to_string(),
            "closed": text(over.then_some(case.changed.at)),
            "days": days,
            "due": text(case.details.due),
            "late": case.details.due.is_some_and(|due| rights::overdue(&self.version, due, end)),
        })
    }
}

/// A rule as JSON.
pub(super) fn rule_text(rule: &Retention) -> Value {
    Value::Object(rule_fields(rule))
}

fn rule_fields(rule: &Retention) -> Map<String, Value> {
    let fields = json!({
        "rule": rule.key,
        "categories": rule.categories,
        "purposes": rule.purposes,
        "clocks": rule.clocks.iter().map(clock).collect::<Vec<_>>(),
        "ends": if rule.latest { "latest" } else { "earliest" },
        "permits": rule.permits,
        "floor": rule.floor,
        "then": rule.then.code(),
        "suppression": rule.suppression,
        "location": rule.location,
        "rationale": rule.rationale,
        "default": rule.default,
    });
    match fields {
        Value::Object(fields) => fields,
        _ => Map::new(),
    }
}

fn clock(clock: &Clock) -> Value {
    let after = clock.after.name();
    json!({ "after": after, "keep": clock.keep.map(|span| span.to_string()) })
}
