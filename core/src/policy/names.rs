//! The names that a document declares, collected before references are checked.

use std::collections::BTreeSet;

use super::node::Node;
use crate::law::Law;
use crate::words::{Key, Taxonomy, prefixes};

/// Every declared name, by what it names.
pub(super) struct Names<'a> {
    /// Purposes and the nodes above them.
    pub(super) nodes: BTreeSet<&'a str>,
    /// Categories of the policy's own.
    pub(super) categories: BTreeSet<&'a str>,
    pub(super) notices: BTreeSet<&'a str>,
    pub(super) signals: BTreeSet<&'a str>,
    pub(super) overlays: BTreeSet<&'a str>,
    pub(super) recipients: BTreeSet<&'a str>,
    pub(super) taxonomy: &'a Taxonomy,
    pub(super) law: &'a Law,
}

impl<'a> Names<'a> {
    pub(super) fn collect(root: &'a Node, taxonomy: &'a Taxonomy, law: &'a Law) -> Self {
        let keys = |table: &str| -> BTreeSet<&'a str> {
            let entries = root.get(table).map(Node::table).unwrap_or_default();
            entries.iter().map(|(name, _)| name.text.as_str()).collect()
        };
        let purposes = keys("purposes");
        let nodes = purposes.iter().flat_map(|p| prefixes(p).chain([*p])).collect();
        Self {
            nodes,
            categories: keys("categories"),
            notices: keys("notices"),
            signals: keys("signals"),
            overlays: keys("overlays"),
            recipients: keys("recipients"),
            taxonomy,
            law,
        }
    }

    /// Whether a category, or a node above some, is known.
    pub(super) fn has_category(&self, key: &str) -> bool {
        self.taxonomy.has_node(key) || self.categories.iter().any(|own| crate::words::covers(key, own))
    }

    pub(super) fn nearest_category(&self, key: &str) -> Option<&str> {
        crate::words::nearest(key, self.taxonomy.keys().chain(self.categories.iter().copied()))
    }

    pub(super) fn nearest_node(&self, key: &str) -> Option<&str> {
        crate::words::nearest(key, self.nodes.iter().copied())
    }

    /// Whether a residence is a country, a subdivision or a region of the law data, by form.
    pub(super) fn has_residence(&self, code: &str) -> bool {
        self.law.region(code).is_some() || is_residence(code)
    }
}

/// Whether a code has the form of ISO 3166-1 alpha-2 (`DE`) or 3166-2 (`US-CA`).
pub(crate) fn is_residence(code: &str) -> bool {
    let upper = |s: &str| s.len() == 2 && s.bytes().all(|b| b.is_ascii_uppercase());
    match code.split_once('-') {
        None => upper(code),
        Some((country, part)) => {
            upper(country)
                && (1..=3).contains(&part.len())
                && part.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit())
        }
    }
}

/// Whether a key has the form of a dotted key.
pub(super) fn is_key(key: &str) -> bool {
    Key::parse(key).is_some()
}
