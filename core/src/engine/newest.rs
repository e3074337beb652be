//! Signed policies go forward only: the store remembers the newest that it has seen, and no older one takes its place.

use std::collections::BTreeMap;

use super::{COMPANY, Engine};
use crate::act::Act;
use crate::error::Error;
use crate::policy::{Policy, Version};
use crate::words::Timestamp;

/// As what the company's part of the ledger keeps it.
const KIND: &str = "signed_policy";

impl Engine {
    /// Turns down an older version of a signed policy than those that are loaded; the same again is none.
    pub(super) fn is_newer(&self, version: &Version) -> Result<(), Error> {
        let policy = self.policy();
        let loaded = policy.versions();
        let again = loaded.iter().any(|known| known.sha256 == version.sha256);
        let newest = loaded.last().filter(|newest| newest.effective_from >= version.effective_from);
        match newest.filter(|_| !self.policy_keys.is_empty() && !again) {
            Some(newest) => Err(older(&version.label, &newest.label)),
            None => Ok(()),
        }
    }

    /// Remembers the newest version of a signed policy in the store, and turns down one that the store has left behind.
    pub(super) fn remember_newest(&self, policy: &Policy) -> Result<(), Error> {
        if self.policy_keys.is_empty() {
            return Ok(());
        }
        let Some(newest) = policy.versions().last() else { return Ok(()) };
        let company = self.state(self.hasher.hash(COMPANY))?;
        let of_policy = |version: &str| version.split_once('@').map(|(id, _)| id) == Some(policy.id());
        let seen = company.registered.iter().filter(|entry| entry.kind == KIND && of_policy(&entry.id));
        let from = |entry: &crate::state::Registered| entry.fields.get("effective_from")?.parse().ok().map(Timestamp);
        let last = seen.max_by_key(|entry| from(entry));
        match last {
            Some(last) if last.id == *newest.label => return Ok(()),
            Some(last) if from(last) > Some(newest.effective_from) => return Err(older(&newest.label, &last.id)),
            _ => {}
        }
        let fields = BTreeMap::from([
            ("effective_from".to_owned(), newest.effective_from.0.to_string()),
            ("sha256".to_owned(), newest.sha256.to_string()),
        ]);
        let act = Act::Register { kind: KIND.to_owned(), id: newest.label.to_string(), fields };
        self.transact(&mut |batch, writer| batch.taken_in(writer, COMPANY, &act, None).map(drop)).map(drop)
    }
}

fn older(version: &str, newest: &str) -> Error {
    let message = format!("`{version}` is older than `{newest}`, which was taken before; give that one or a newer one");
    Error::invalid("policy", message)
}
