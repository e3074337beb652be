//! The tables of a document that say what is done with data.

use std::collections::BTreeMap;

use serde::Deserialize;

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct Tables {
    pub(super) rules: BTreeMap<String, Rule>,
    pub(super) kinds: BTreeMap<String, KindRule>,
    pub(super) recipients: BTreeMap<String, Recipient>,
    pub(super) sharing: Sharing,
    pub(super) transfers: Transfers,
    pub(super) retention: BTreeMap<String, Retention>,
    pub(super) collection_points: BTreeMap<String, CollectionPoint>,
    pub(super) actors: Option<BTreeMap<String, Actor>>,
    pub(super) business_transfer: Option<BusinessTransfer>,
    pub(super) provenance: Provenance,
    pub(super) deidentified: Deidentified,
    pub(super) events: Events,
    pub(super) rights: BTreeMap<String, serde_json::Value>,
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct Events {
    pub(super) names: Vec<String>,
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct Rule {
    pub(super) purposes: Option<Vec<String>>,
    pub(super) except_purposes: Vec<String>,
    pub(super) categories: Option<Vec<String>>,
    pub(super) levels: Option<Vec<String>>,
    pub(super) operations: Option<Vec<String>>,
    pub(super) sources: Option<Vec<String>>,
    pub(super) forms: Option<Vec<String>>,
    pub(super) contents: Option<Vec<String>>,
    pub(super) channels: Option<Vec<String>>,
    pub(super) devices: Option<Vec<String>>,
    pub(super) recipients: Option<Vec<String>>,
    pub(super) technologies: Option<Vec<String>>,
    pub(super) collection_points: Option<Vec<String>>,
    pub(super) actors: Option<Vec<String>>,
    pub(super) kinds: Option<Vec<String>>,
    pub(super) roles: Option<Vec<String>>,
    pub(super) overlays: Option<Vec<String>>,
    pub(super) with_reference: bool,
    pub(super) unless: Vec<String>,
    pub(super) require: Vec<String>,
    pub(super) reason: Option<String>,
    pub(super) obligations: Vec<String>,
    pub(super) transform: Option<String>,
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct KindRule {
    pub(super) purposes: Vec<String>,
    pub(super) reason: Option<String>,
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct Recipient {
    pub(super) role: String,
    pub(super) purposes: Vec<String>,
    pub(super) categories: Vec<String>,
    pub(super) forms: Option<Vec<String>>,
    pub(super) country: Option<String>,
    pub(super) agreement: Option<String>,
    pub(super) bound_by: Option<String>,
    pub(super) mechanism: Option<String>,
    pub(super) mechanism_reference: Option<String>,
    pub(super) transfer_agreement: Option<String>,
    pub(super) group: Option<String>,
    pub(super) reviewed_at: Option<String>,
    pub(super) review_interval: Option<String>,
    pub(super) technology: Option<String>,
    pub(super) matches_reference: bool,
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct Sharing {
    pub(super) agreement_for: Option<Vec<String>>,
    pub(super) bound_for: Vec<String>,
    pub(super) review_interval: Option<String>,
    pub(super) review_overdue: Option<String>,
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct Transfers {
    pub(super) mechanisms: Option<Vec<String>>,
    pub(super) without_rule: Option<String>,
    pub(super) agreement_abroad: bool,
    pub(super) adequacy: Vec<AdequacyRow>,
}

#[derive(Debug, Clone, Deserialize)]
pub(super) struct AdequacyRow {
    pub(super) country: String,
    pub(super) from: Option<String>,
    pub(super) until: Option<String>,
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct Retention {
    pub(super) categories: Option<Vec<String>>,
    pub(super) purposes: Option<Vec<String>>,
    pub(super) except_purposes: Vec<String>,
    pub(super) after: Option<String>,
    pub(super) keep: Option<String>,
    pub(super) clocks: Vec<Clock>,
    pub(super) ends: Option<String>,
    pub(super) permits: Option<Vec<String>>,
    pub(super) then: Option<String>,
    pub(super) location: Option<String>,
}

#[derive(Debug, Clone, Deserialize)]
pub(super) struct Clock {
    pub(super) after: String,
    pub(super) keep: Option<String>,
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct CollectionPoint {
    pub(super) purposes: Option<Vec<String>>,
    pub(super) categories: Vec<String>,
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct Actor {
    pub(super) purposes: Vec<String>,
    pub(super) categories: Option<Vec<String>>,
    pub(super) operations: Option<Vec<String>>,
    pub(super) require: Vec<String>,
}

#[derive(Debug, Clone, Deserialize)]
pub(super) struct BusinessTransfer {
    pub(super) purposes: Vec<String>,
    pub(super) stages: BTreeMap<String, TransferStage>,
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct TransferStage {
    pub(super) forms: Option<Vec<String>>,
    pub(super) obligations: Vec<String>,
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct Provenance {
    pub(super) listed_only: Vec<String>,
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct Deidentified {
    pub(super) min_group: Option<u32>,
}
