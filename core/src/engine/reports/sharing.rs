//! Reports of recipients: who may receive data, who did (GDPR Art. 13(1)(e), 15(1)(c)), and for whose marketing.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value, json};

use super::{Desk, Subject, text};
use crate::engine::due::recipient_review;
use crate::policy::{Recipient, Version};
use crate::state::Disclosure;
use crate::words::covers;

/// Roles whose marketing is not the company's own (California Civil Code § 1798.83(e)(8)).
const THIRD_PARTIES: [&str; 3] = ["third_party", "partner", "controller"];

/// Where the country of a recipient is not stated.
const NOWHERE: &str = "unknown";

impl Desk<'_> {
    /// All recipients of the policy.
    pub(super) fn recipients(&self) -> Value {
        let all = &self.version.handling.recipients;
        let mut by_country: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for recipient in all {
            by_country.entry(recipient.country.as_deref().unwrap_or(NOWHERE)).or_default().push(&recipient.key);
        }
        by_country.values_mut().for_each(|keys| keys.sort_unstable());
        let mut list: Vec<Value> = all.iter().map(|r| Value::Object(self.recipient(r))).collect();
        list.sort_by_key(|r| r.get("recipient").and_then(Value::as_str).map(String::from));
        json!({ "policy": *self.version.label, "recipients": list, "by_country": by_country })
    }

    /// The recipients that in fact received a user's data.
    pub(super) fn recipients_of(&self, subject: &Subject<'_>) -> Value {
        let disclosures = &subject.state.disclosures;
        let names: BTreeSet<&str> = disclosures.iter().map(|d| d.data.recipient.as_str()).collect();
        let mut by_country: BTreeMap<String, BTreeSet<&str>> = BTreeMap::new();
        let mut list = Vec::new();
        for name in names {
            let own = || disclosures.iter().filter(|d| d.data.recipient == name);
            let entry = self.listed(name);
            let mut fields = entry.map(|r| self.recipient(r)).unwrap_or_default();
            fields.insert("recipient".to_owned(), name.into());
            let when: Vec<Value> = own().map(|d| self.disclosure(d)).collect();
            fields.insert("disclosures".to_owned(), when.into());
            let listed = entry.and_then(|r| r.country.as_deref());
            for disclosure in own() {
                let country = disclosure.data.destination.as_deref().or(listed).unwrap_or(NOWHERE);
                by_country.entry(country.to_owned()).or_default().insert(name);
            }
            list.push(Value::Object(fields));
        }
        json!({ "policy": *self.version.label, "user": subject.name, "recipients": list, "by_country": by_country })
    }

    /// Every disclosure of a user's data, the first first.
    pub(super) fn disclosures(&self, subject: &Subject<'_>) -> Value {
        let list: Vec<Value> = subject.state.disclosures.iter().map(|d| self.disclosure(d)).collect();
        json!({ "user": subject.name, "disclosures": list })
    }

    /// Whom a user's data were given to in a calendar year for direct marketing of their own (California Civil Code § 1798.83).
    pub(super) fn shine_the_light(&self, subject: &Subject<'_>, year: Option<i16>) -> Value {
        let zone = &self.version.zone;
        let year = year.unwrap_or_else(|| zone.day(self.at).year().saturating_sub(1));
        let counts = |disclosure: &&Disclosure| {
            let entry = self.listed(&disclosure.data.recipient);
            // who is not listed any more is taken for a third party
            let third = entry.is_none_or(|r| r.own_use || THIRD_PARTIES.contains(&r.role.as_str()));
            zone.day(disclosure.mark.at).year() == year && third && self.is_marketing(&disclosure.purpose)
        };
        let mut shared: BTreeMap<&str, Vec<&Disclosure>> = BTreeMap::new();
        for disclosure in subject.state.disclosures.iter().filter(counts) {
            shared.entry(&disclosure.data.recipient).or_default().push(disclosure);
        }
        let one = |(name, disclosures): (&&str, &Vec<&Disclosure>)| {
            let entry = self.listed(name);
            let categories: BTreeSet<&String> = disclosures.iter().flat_map(|d| &d.data.categories).collect();
            let purposes: BTreeSet<&String> = disclosures.iter().map(|d| &d.purpose).collect();
            json!({
                "recipient": name,
                "name": entry.map_or(*name, |r| r.name.as_str()),
                "address": entry.and_then(|r| r.address.as_ref()),
                "business": entry.and_then(|r| r.business.as_ref()),
                "categories": categories,
                "purposes": purposes,
                "times": disclosures.iter().map(|d| d.mark.at.to_string()).collect::<Vec<_>>(),
            })
        };
        let list: Vec<Value> = shared.iter().map(one).collect();
        json!({ "user": subject.name, "year": year, "none_shared": list.is_empty(), "recipients": list })
    }

    fn recipient(&self, recipient: &Recipient) -> Map<String, Value> {
        let standing = recipient_review(&self.version, &self.company, recipient);
        let fields = json!({
            "recipient": recipient.key,
            "name": recipient.name,
            "role": recipient.role,
            "purposes": recipient.purposes,
            "categories": recipient.categories,
            "forms": recipient.forms,
            "country": recipient.country,
            "agreement": recipient.agreement,
            "bound_by": recipient.bound_by,
            "mechanism": recipient.mechanism,
            "mechanism_reference": recipient.mechanism_reference,
            "transfer_agreement": recipient.transfer_agreement,
            "reviewed": text(standing.last),
            "review_due": text(standing.due.map(|due| due.max(self.version.effective_from))),
            "overdue": standing.due.is_some_and(|due| due <= self.at),
            "own_use": recipient.own_use,
            "policy_url": recipient.policy_url,
            "address": recipient.address,
            "business": recipient.business,
        });
        match fields {
            Value::Object(fields) => fields,
            _ => Map::new(),
        }
    }

    fn disclosure(&self, disclosure: &Disclosure) -> Value {
        let (data, entry) = (&disclosure.data, self.listed(&disclosure.data.recipient));
        json!({
            "at": disclosure.mark.at.to_string(),
            "position": disclosure.mark.position,
            "purpose": disclosure.purpose,
            "recipient": data.recipient,
            "name": entry.map(|r| r.name.as_str()),
            "role": entry.map(|r| r.role.as_str()),
            "categories": data.categories,
            "form": data.form,
            "destination": data.destination,
            "instrument": data.instrument,
            "justification": data.justification,
            "ground": data.ground,
        })
    }

    /// The entry of a recipient: of the version in force, else of the last that lists it.
    fn listed(&self, name: &str) -> Option<&Recipient> {
        let own = self.version.handling.recipient(name);
        own.or_else(|| self.policy.versions().iter().rev().find_map(|v| v.handling.recipient(name)))
    }

    fn is_marketing(&self, key: &str) -> bool {
        let of = |version: &Version| version.purpose(key).map(|purpose| purpose.direct_marketing);
        let known = of(&self.version).or_else(|| self.policy.versions().iter().rev().find_map(|v| of(v)));
        known.unwrap_or_else(|| covers("marketing", key))
    }
}
