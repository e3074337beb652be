//! One version of a policy, as its document says it, with the defaults of the policy language.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Context as _, Result};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde::{Deserialize, Deserializer};
use serde_json::Value;

use super::calendar;
use super::keys::{at_or_below, below, prefixes};
use super::tables::Tables;

/// A policy document. No field is checked: a faulty document never reaches the reference.
#[derive(Debug, Clone, Deserialize)]
pub(super) struct Policy {
    #[serde(rename = "policy")]
    pub(super) head: Head,
    #[serde(default)]
    pub(super) purposes: BTreeMap<String, Purpose>,
    #[serde(default)]
    pub(super) categories: BTreeMap<String, CategoryRule>,
    pub(super) age: Option<Age>,
    #[serde(default)]
    pub(super) digital_consent: BTreeMap<String, i16>,
    pub(super) child: Option<Child>,
    #[serde(default)]
    pub(super) groups: BTreeMap<String, Vec<String>>,
    #[serde(default)]
    pub(super) signals: BTreeMap<String, Signal>,
    #[serde(default)]
    pub(super) tracking: Tracking,
    #[serde(default)]
    pub(super) technologies: BTreeMap<String, Technology>,
    #[serde(default)]
    pub(super) notices: BTreeMap<String, Notice>,
    #[serde(default)]
    pub(super) restriction: Restriction,
    #[serde(default)]
    pub(super) residence: Residence,
    #[serde(default)]
    pub(super) overlays: BTreeMap<String, Overlay>,
    #[serde(flatten)]
    pub(super) tables: Tables,
    /// Computed from `effective_from` and `time_zone`.
    #[serde(skip)]
    pub(super) effective: Timestamp,
    /// Computed from `time_zone`.
    #[serde(skip, default = "utc")]
    pub(super) zone: TimeZone,
}

#[derive(Debug, Clone, Deserialize)]
pub(super) struct Head {
    pub(super) id: String,
    pub(super) version: String,
    effective_from: String,
    time_zone: Option<String>,
    pub(super) replaces: Option<String>,
    #[serde(default)]
    pub(super) material: bool,
    #[serde(default = "user")]
    pub(super) change_notice: String,
    pub(super) surfaces: Option<Vec<String>>,
}

#[derive(Debug, Clone, Deserialize)]
pub(super) struct Purpose {
    #[serde(default, deserialize_with = "one_or_more")]
    pub(super) basis: Vec<Alternative>,
    #[serde(default)]
    pub(super) categories: BTreeSet<String>,
    optional: Option<bool>,
    objectable: Option<bool>,
    direct_marketing: Option<bool>,
    #[serde(default)]
    pub(super) under_restriction: bool,
    #[serde(default)]
    pub(super) after_closure: bool,
    pub(super) parent: Option<String>,
    #[serde(default)]
    pub(super) forms: BTreeSet<String>,
    #[serde(default = "yes")]
    pub(super) raw: bool,
    #[serde(default)]
    pub(super) requires: Vec<String>,
    pub(super) sources: Option<Vec<String>>,
    #[serde(default)]
    pub(super) needs: Vec<String>,
    pub(super) consent_scope: Option<String>,
    pub(super) min_group: Option<u32>,
    pub(super) content: Option<Vec<String>>,
    pub(super) consent_expires: Option<String>,
    #[serde(default)]
    pub(super) obligations: Vec<String>,
    mode: Option<String>,
}

/// One alternative of the basis of a purpose.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(from = "WrittenAlternative")]
pub(super) struct Alternative {
    pub(super) basis: String,
    pub(super) kind: Option<String>,
    pub(super) overlays: Option<Vec<String>>,
    pub(super) after_withdrawal: bool,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum WrittenAlternative {
    Name(String),
    Table {
        basis: String,
        #[serde(default)]
        when: When,
        #[serde(default = "yes")]
        after_withdrawal: bool,
    },
}

#[derive(Default, Deserialize)]
struct When {
    kind: Option<String>,
    overlays: Option<Vec<String>>,
}

impl From<WrittenAlternative> for Alternative {
    fn from(written: WrittenAlternative) -> Alternative {
        match written {
            WrittenAlternative::Name(basis) => Alternative::named(&basis),
            WrittenAlternative::Table { basis, when, after_withdrawal } => {
                let overlays = when.overlays.filter(|overlays| !overlays.is_empty());
                Alternative { basis, kind: when.kind, overlays, after_withdrawal }
            }
        }
    }
}

impl Alternative {
    /// The basis alone.
    pub(super) fn named(basis: &str) -> Alternative {
        Alternative { basis: basis.to_owned(), kind: None, overlays: None, after_withdrawal: true }
    }
}

#[derive(Debug, Clone, Deserialize)]
pub(super) struct CategoryRule {
    pub(super) level: Option<String>,
    pub(super) special: Option<bool>,
    #[serde(default)]
    pub(super) forbid: Vec<String>,
    pub(super) source: Option<String>,
    pub(super) sources: Option<Vec<String>>,
    pub(super) personal: Option<bool>,
    pub(super) linked_becomes: Option<String>,
    pub(super) produced_by: Option<String>,
    #[serde(default)]
    pub(super) derived_from: Vec<String>,
}

#[derive(Debug, Clone, Deserialize)]
pub(super) struct Age {
    pub(super) minimum: Option<i16>,
    #[serde(default = "ignore")]
    pub(super) residence: String,
    #[serde(default = "highest")]
    pub(super) residence_unknown: String,
    #[serde(default = "deny")]
    pub(super) unknown: String,
    #[serde(default = "deny")]
    pub(super) below_minimum: String,
    pub(super) guardian_notice: Option<String>,
    #[serde(default = "erase")]
    pub(super) on_discovery: Vec<String>,
}

#[derive(Debug, Clone, Deserialize)]
pub(super) struct Child {
    pub(super) below: Option<i16>,
    #[serde(default)]
    pub(super) forbid: Vec<String>,
    pub(super) allow: Option<BTreeMap<String, Vec<String>>>,
    #[serde(default)]
    pub(super) purposes: Vec<String>,
}

#[derive(Debug, Clone, Deserialize)]
pub(super) struct Signal {
    #[serde(default)]
    pub(super) denies: Vec<String>,
    #[serde(default)]
    pub(super) technologies: Vec<String>,
    #[serde(default)]
    pub(super) forgets: Vec<String>,
    #[serde(default)]
    pub(super) overridden_by: String,
    pub(super) recipients: Option<Vec<String>>,
}

#[derive(Debug, Clone, Deserialize)]
pub(super) struct Tracking {
    #[serde(default = "yes")]
    pub(super) enabled: bool,
}

impl Default for Tracking {
    fn default() -> Tracking {
        Tracking { enabled: true }
    }
}

#[derive(Debug, Clone, Deserialize)]
pub(super) struct Technology {
    pub(super) class: String,
    pub(super) purposes: Vec<String>,
    #[serde(default)]
    pub(super) consent: String,
    pub(super) owner: Option<String>,
    pub(super) lifetime: Option<String>,
    pub(super) activation: Option<String>,
    pub(super) basis: Option<String>,
    #[serde(default)]
    pub(super) closes: Vec<String>,
}

#[derive(Debug, Clone, Deserialize)]
pub(super) struct Notice {
    #[serde(default)]
    pub(super) purposes: Vec<String>,
    #[serde(default)]
    pub(super) required: bool,
    pub(super) below: Option<i16>,
}

#[derive(Debug, Clone, Default, Deserialize)]
pub(super) struct Restriction {
    #[serde(default)]
    pub(super) grounds: Vec<String>,
}

#[derive(Debug, Clone, Default, Deserialize)]
pub(super) struct Residence {
    order: Option<Vec<String>>,
    unknown: Option<Value>,
}

#[derive(Debug, Clone, Default, Deserialize)]
pub(super) struct Overlay {
    #[serde(default)]
    pub(super) residences: Vec<String>,
    #[serde(default)]
    pub(super) default: bool,
    #[serde(default)]
    pub(super) consent_for: Vec<String>,
    #[serde(default)]
    pub(super) technology_consent_for: Vec<String>,
    #[serde(default)]
    pub(super) special: Vec<String>,
    pub(super) minimum_age: Option<i16>,
    #[serde(default)]
    pub(super) binding_signals: Vec<String>,
    pub(super) transfer_mechanisms: Option<Vec<String>>,
    #[serde(default)]
    pub(super) within: Vec<String>,
    #[serde(default)]
    pub(super) no_sharing_with: Vec<String>,
}

impl Policy {
    /// Reads a document.
    pub(super) fn read(text: &str) -> Result<Policy> {
        let tree = without_notes(crate::document::parse(text)?);
        let tree = without_empty_lists(tree);
        let mut policy: Policy = serde_json::from_value(tree).context("the document is not a policy")?;
        if let Some(name) = &policy.head.time_zone {
            policy.zone = TimeZone::get(name).context("the time zone is not known")?;
        }
        policy.effective =
            calendar::instant(&policy.head.effective_from, &policy.zone).context("effective_from is no date")?;
        Ok(policy)
    }

    /// The policy and version, as an answer names them.
    pub(super) fn name(&self) -> String {
        format!("{}@{}", self.head.id, self.head.version)
    }

    /// All keys whose choices reach a key: itself, its dotted prefixes, its parent and, again, those of the parent.
    pub(super) fn nodes(&self, key: &str) -> BTreeSet<String> {
        let mut nodes = BTreeSet::new();
        let mut seen = BTreeSet::new();
        let mut open = vec![key.to_owned()];
        while let Some(key) = open.pop() {
            nodes.extend(prefixes(&key).map(str::to_owned));
            let parent = self.purposes.get(&key).and_then(|purpose| purpose.parent.clone());
            if seen.insert(key) {
                open.extend(parent);
            }
        }
        nodes
    }

    /// Whether a node covers a key.
    pub(super) fn covers(&self, node: &str, key: &str) -> bool {
        node == "*" || self.nodes(key).contains(node)
    }

    /// Whether one of several nodes covers a key.
    pub(super) fn any_covers(&self, nodes: &[String], key: &str) -> bool {
        nodes.iter().any(|node| self.covers(node, key))
    }

    /// The rule of a category: its own, else that of the nearest category above it.
    pub(super) fn rule_of(&self, category: &str) -> Option<&CategoryRule> {
        prefixes(category).find_map(|key| self.categories.get(key))
    }

    /// Whether only a consent to exactly one recipient serves a purpose.
    pub(super) fn consents_to_recipients(&self, purpose: &str) -> bool {
        let scope = self.purposes.get(purpose).and_then(|purpose| purpose.consent_scope.as_deref());
        scope == Some("recipient")
    }

    /// The events that the policy names: in conditions, in clocks, in a list.
    pub(super) fn events(&self) -> Vec<String> {
        let tables = &self.tables;
        let of_rules = tables.rules.values().flat_map(|rule| rule.require.iter().chain(&rule.unless));
        let of_actors = tables.actors.iter().flatten().flat_map(|(_, actor)| &actor.require);
        let of_purposes = self.purposes.values().flat_map(|purpose| &purpose.requires);
        let terms = of_rules.chain(of_actors).chain(of_purposes).flat_map(|condition| condition.split(" or "));
        let recorded = terms.filter_map(|term| term.trim().strip_prefix("record:"));
        let recorded = recorded.map(|event| event.strip_suffix("@reference").unwrap_or(event).to_owned());
        let after = tables
            .retention
            .values()
            .flat_map(|rule| rule.after.iter().chain(rule.clocks.iter().map(|clock| &clock.after)));
        let clocks = after.flat_map(|after| after.split(" or ")).map(|event| event.trim().to_owned());
        recorded.chain(clocks).chain(tables.events.names.iter().cloned()).collect()
    }

    /// Whether a name is a technology, or a node above one.
    pub(super) fn has_technology_below(&self, name: &str) -> bool {
        self.technologies.keys().any(|technology| at_or_below(name, technology))
    }

    /// Whether a purpose has consent among its alternatives, or rests on consent under some overlay.
    pub(super) fn rests_on_consent(&self, key: &str) -> bool {
        let by_overlay = self.overlays.values().any(|overlay| self.any_covers(&overlay.consent_for, key));
        by_overlay || self.purposes.get(key).is_some_and(|purpose| purpose.asks_consent())
    }

    /// The purposes that lie below a key by their dots.
    pub(super) fn purposes_below(&self, key: &str) -> Vec<String> {
        self.purposes.keys().filter(|purpose| key == "*" || below(key, purpose)).cloned().collect()
    }

    /// The order in which facts about the residence are taken.
    pub(super) fn residence_order(&self) -> Vec<String> {
        let usual = || ["registered", "billing", "ip"].map(str::to_owned).to_vec();
        self.residence.order.clone().unwrap_or_else(usual)
    }

    /// The overlays that hold without a residence.
    pub(super) fn overlays_without_residence(&self) -> Vec<String> {
        match &self.residence.unknown {
            Some(Value::Array(names)) => names.iter().filter_map(Value::as_str).map(str::to_owned).collect(),
            _ => self.overlays.keys().cloned().collect(),
        }
    }
}

impl Purpose {
    /// Whether the purpose may use a category.
    pub(super) fn permits(&self, category: &str) -> bool {
        self.categories.iter().any(|entry| at_or_below(entry, category))
    }

    /// Whether an opt-out or a signal can end the purpose.
    pub(super) fn optional(&self) -> bool {
        const BINDING: [&str; 4] = ["contract", "legal_obligation", "vital_interest", "public_task"];
        let binding = |alternative: &Alternative| BINDING.contains(&alternative.basis.as_str());
        self.optional.unwrap_or(self.basis.is_empty() || !self.basis.iter().all(binding))
    }

    /// Whether an objection suspends the purpose.
    pub(super) fn objectable(&self) -> bool {
        let opposable =
            |alternative: &Alternative| ["legitimate_interest", "public_task"].contains(&alternative.basis.as_str());
        self.objectable.unwrap_or(self.optional() || self.basis.iter().any(opposable))
    }

    /// Whether the purpose is direct marketing.
    pub(super) fn direct_marketing(&self, key: &str) -> bool {
        self.direct_marketing.unwrap_or(below("marketing", key))
    }

    /// Whether one of its alternatives is consent. See also [`Policy::rests_on_consent`].
    pub(super) fn asks_consent(&self) -> bool {
        self.basis.iter().any(|alternative| alternative.basis == "consent")
    }

    /// Whether denials are only observed.
    pub(super) fn observed(&self) -> bool {
        self.mode.as_deref() == Some("observe")
    }
}

/// Takes out what only people read, so that a table of named things holds nothing but those.
fn without_notes(tree: Value) -> Value {
    match tree {
        Value::Object(table) => {
            let kept = table.into_iter().filter(|(key, _)| key != "clauses" && key != "note");
            Value::Object(kept.map(|(key, value)| (key, without_notes(value))).collect())
        }
        Value::Array(items) => Value::Array(items.into_iter().map(without_notes).collect()),
        other => other,
    }
}

/// In rules of any kind a list of nothing says nothing.
fn without_empty_lists(mut tree: Value) -> Value {
    for table in ["rules", "retention"] {
        let entries = tree.get_mut(table).and_then(Value::as_object_mut);
        for rule in entries.into_iter().flat_map(|entries| entries.values_mut()).filter_map(Value::as_object_mut) {
            rule.retain(|_, value| value.as_array().is_none_or(|items| !items.is_empty()));
        }
    }
    tree
}

fn one_or_more<'de, D: Deserializer<'de>, T: Deserialize<'de>>(deserializer: D) -> Result<Vec<T>, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Written<T> {
        Many(Vec<T>),
        One(T),
    }
    Ok(match Written::deserialize(deserializer)? {
        Written::Many(items) => items,
        Written::One(item) => vec![item],
    })
}

fn utc() -> TimeZone {
    TimeZone::UTC
}
fn yes() -> bool {
    true
}
fn user() -> String {
    "user".to_owned()
}
fn ignore() -> String {
    "ignore".to_owned()
}
fn highest() -> String {
    "highest".to_owned()
}
fn deny() -> String {
    "deny".to_owned()
}
fn erase() -> Vec<String> {
    vec!["erase".to_owned()]
}
