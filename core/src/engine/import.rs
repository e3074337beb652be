//! The record of a user that another engine exported is taken in: the same acts at their own instants (GDPR Art. 20, transfers of a business).

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::Engine;
use super::acts::Receipt;
use super::export::{SCHEMA, digest};
use super::join::answer;
use super::registry::not_reserved;
use crate::act::{Act, Event};
use crate::decide::{Obligation, TECHNOLOGY_NODE};
use crate::error::Error;
use crate::policy::Policy;
use crate::words::{Reason, Timestamp, Zone};

/// An export that was read and found whole.
struct Parcel {
    user: String,
    digest: String,
    /// The version of the policy under which it was made, as `id@version`.
    version: String,
    /// Events with their numbers.
    events: Vec<(u64, Event)>,
}

impl Engine {
    /// Takes in what [`Engine::export`] wrote in another engine: all of it with one commit, or nothing.
    ///
    /// The events keep their instants and the versions of the policy under which they happened, so that every decision, clock and
    /// deadline is what it was there. The policy may be another one, that of a successor: the receipt then obliges to look at each
    /// `unknown_purpose` that the events name.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidArgument`] for what is no whole export, was changed, or was taken in before, and for a user who has acted here
    /// at or since the first of its events; [`Error::Refused`] (`erased`) for a user who was erased here; store errors.
    pub fn import(&self, export: &Value, at: Option<Timestamp>) -> Result<Receipt, Error> {
        let parcel = read(export)?;
        not_reserved(&parcel.user)?;
        let unknown = unknown_purposes(&self.policy(), &parcel.events);
        let hash = self.hasher.hash(&parcel.user);
        let act = Act::Import { digest: parcel.digest.clone(), version: Some(parcel.version.clone()) };
        let receipts = self.transact(&mut |batch, writer| {
            let user = parcel.user.as_str();
            let state = batch.state(writer, hash)?;
            if state.imports.contains(&parcel.digest) {
                return Err(Error::invalid("export", "it was imported already"));
            }
            if state.erased.is_some() {
                let message = "the user was erased here; a person who returns gets a new user id";
                return Err(Error::refused(Reason::Erased, message));
            }
            let first = parcel.events.first().map(|(_, event)| event.at);
            if state.last.is_some_and(|last| first.is_none_or(|first| last.at >= first)) {
                let message =
                    "the user has acted here at or since the first event of the export; the ledger only grows";
                return Err(Error::invalid("user", message));
            }
            let mut positions: BTreeMap<u64, u64> = BTreeMap::new();
            for (number, event) in &parcel.events {
                let mut event = event.clone();
                event.act.renumber(&mut |number| positions.get(&number).copied());
                let state = batch.state(writer, hash)?;
                let position = batch.append(writer, user, state, &event)?;
                positions.insert(*number, position);
            }
            let receipt = batch.taken_in(writer, user, &act, at)?;
            batch.answers.push(Ok(receipt));
            Ok(())
        })?;
        let mut receipt = answer(receipts.into_iter().collect::<Result<_, _>>()?, 0)?;
        receipt.obligations.extend(unknown.into_iter().map(|purpose| Obligation {
            kind: "unknown_purpose".to_owned(),
            subject: Some(purpose),
            due: None,
        }));
        Ok(receipt)
    }
}

/// Reads an export, and finds whatever makes it none.
fn read(export: &Value) -> Result<Parcel, Error> {
    let fault = |message: &str| Error::invalid("export", message);
    let text = |value: &Value, key: &str| value.get(key).and_then(Value::as_str).map(String::from);
    if text(export, "schema").as_deref() != Some(SCHEMA) {
        return Err(fault("its `schema` is not `placet-export-1`; take one that `export` wrote"));
    }
    let user = text(export, "user").filter(|user| !user.is_empty()).ok_or_else(|| fault("it names no `user`"))?;
    let policy = export.get("policy").and_then(|policy| Some((text(policy, "id")?, text(policy, "version")?)));
    let (id, version) = policy.ok_or_else(|| fault("it names no `policy` with `id` and `version`"))?;
    let Some(events @ Value::Array(list)) = export.get("events") else {
        return Err(fault("it has no `events`: it is a part of a record; export the whole"));
    };
    let digest = digest(&user, events);
    if text(export, "digest").as_deref() != Some(digest.as_str()) {
        return Err(fault("its `digest` is not that of its events: it was changed since it was made"));
    }
    let mut read: Vec<(u64, Event)> = Vec::new();
    for value in list {
        let entry = event(value, &user).ok_or_else(|| fault("an event can't be read; take one of the same release"))?;
        let before = read.last().is_some_and(|(number, last)| entry.0 <= *number || entry.1.at < last.at);
        let later = |number: u64| read.iter().any(|(known, _)| *known == number);
        let loose = matches!(&entry.1.act, Act::Respond { case, .. } if !later(*case));
        if before || loose {
            return Err(fault("its events are not in order"));
        }
        read.push(entry);
    }
    Ok(Parcel { user, digest, version: format!("{id}@{version}"), events: read })
}

fn event(value: &Value, user: &str) -> Option<(u64, Event)> {
    let mut fields = value.as_object()?.clone();
    let number = fields.remove("number")?.as_u64()?;
    let at = Timestamp::parse(fields.get("at")?.as_str()?, &Zone::utc())?;
    fields.insert("at".to_owned(), at.0.into());
    let event: Event = serde_json::from_value(Value::Object(fields)).ok()?;
    let nameless = event.user.is_empty() && matches!(event.act, Act::Erase {} | Act::Import { .. });
    (event.user == user || nameless).then_some((number, event))
}

/// The purposes that events name and the policy does not know: what its successor has to look at.
fn unknown_purposes(policy: &Policy, events: &[(u64, Event)]) -> BTreeSet<String> {
    let mut named: BTreeSet<&String> = BTreeSet::new();
    for (_, event) in events {
        match &event.act {
            Act::Grant { purposes: nodes, .. }
            | Act::Withdraw { nodes, .. }
            | Act::OptOut { nodes, .. }
            | Act::OptIn { nodes, .. }
            | Act::Object { nodes, .. }
            | Act::OverruleObjection { nodes, .. }
            | Act::Restrict { nodes, .. }
            | Act::LiftRestriction { nodes, .. } => named.extend(nodes),
            Act::Collect { purpose, .. } | Act::Disclose { purpose, .. } | Act::Decided { purpose, .. } => {
                named.insert(purpose);
            }
            _ => {}
        }
    }
    let known = |name: &str| name == "*" || name.starts_with(TECHNOLOGY_NODE) || policy.ask(name).is_ok();
    named.into_iter().filter(|name| !known(name)).cloned().collect()
}
