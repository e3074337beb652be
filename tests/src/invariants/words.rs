//! The names that a policy uses: what acts and questions may speak of.

use std::collections::BTreeSet;

use placet::policy::condition::Term;
use placet::policy::{Demand, Policy, Version};

/// Names by what they name, over all versions.
#[derive(Debug, Default)]
pub(super) struct Words {
    pub(super) purposes: Vec<String>,
    /// Nodes above purposes, groups, and `*`.
    pub(super) nodes: Vec<String>,
    pub(super) technologies: Vec<String>,
    pub(super) signals: Vec<String>,
    pub(super) notices: Vec<String>,
    pub(super) guardian_notice: Option<String>,
    pub(super) events: Vec<String>,
    pub(super) grounds: Vec<String>,
    pub(super) recipients: Vec<String>,
    pub(super) points: Vec<String>,
    pub(super) actors: Vec<String>,
    pub(super) rights: Vec<String>,
    pub(super) kinds: Vec<String>,
    pub(super) categories: Vec<String>,
    pub(super) contents: Vec<String>,
    pub(super) surfaces: Vec<String>,
    pub(super) retention: Vec<String>,
    pub(super) attests: Vec<String>,
    pub(super) features: Vec<String>,
    pub(super) instruments: Vec<String>,
}

impl Words {
    pub(super) fn new(policy: &Policy) -> Self {
        let mut words = Self { kinds: vec!["consumer".into(), "business".into()], ..Self::default() };
        policy.versions().iter().for_each(|version| words.add(version));
        words.nodes.push("*".to_owned());
        for purpose in words.purposes.clone() {
            words.nodes.extend(parents(&purpose));
        }
        let lists = [
            &mut words.purposes,
            &mut words.nodes,
            &mut words.technologies,
            &mut words.signals,
            &mut words.notices,
            &mut words.events,
            &mut words.grounds,
            &mut words.recipients,
            &mut words.points,
            &mut words.actors,
            &mut words.rights,
            &mut words.kinds,
            &mut words.categories,
            &mut words.contents,
            &mut words.surfaces,
            &mut words.retention,
            &mut words.attests,
            &mut words.features,
            &mut words.instruments,
        ];
        for list in lists {
            list.sort();
            list.dedup();
        }
        let purposes: BTreeSet<String> = words.purposes.iter().cloned().collect();
        words.nodes.retain(|node| !purposes.contains(node));
        words
    }

    fn add(&mut self, version: &Version) {
        let handling = &version.handling;
        self.purposes.extend(version.purposes.iter().map(|p| p.key.to_string()));
        self.categories.extend(version.purposes.iter().flat_map(|p| p.categories.iter().cloned()));
        self.categories.extend(version.categories.iter().map(|(key, _)| key.clone()));
        self.categories.extend(version.child.iter().flat_map(|child| child.forbid.iter().cloned()));
        self.contents.extend(version.purposes.iter().flat_map(|p| p.content.iter().flatten().cloned()));
        self.nodes.extend(version.groups.keys().cloned());
        self.technologies.extend(version.technologies.keys().cloned());
        self.features.extend(version.technologies.values().filter_map(|t| t.activation.clone()));
        self.signals.extend(version.signals.iter().map(|s| s.name.clone()));
        self.notices.extend(version.notices.iter().map(|n| n.key.clone()));
        self.notices.push(version.version.clone());
        self.guardian_notice = version.age.as_ref().and_then(|age| age.guardian_notice.clone());
        self.events.extend(handling.events.iter().cloned());
        self.grounds.extend(version.restriction_grounds.iter().cloned());
        self.recipients.extend(handling.recipients.iter().map(|r| r.key.replace('*', "7")));
        self.points.extend(handling.collection_points.keys().cloned());
        self.actors.extend(handling.actors.keys().cloned());
        self.rights.extend(handling.rights.keys().cloned());
        self.kinds.extend(handling.kinds.keys().cloned());
        self.surfaces.extend(version.surfaces.iter().cloned());
        self.retention.extend(handling.retention.iter().map(|r| r.key.clone()));
        let demands = version.purposes.iter().flat_map(|p| &p.demands);
        let demands: Vec<&Demand> = demands.chain(handling.rules.iter().flat_map(|r| &r.demands)).collect();
        for term in demands.into_iter().flat_map(|demand| &demand.condition.any) {
            match term {
                Term::Attest(name) | Term::NotLacking(name) => self.attests.push(name.clone()),
                Term::Activated(Some(feature)) => self.features.push(feature.clone()),
                Term::Instrument(Some(kind)) => self.instruments.push(kind.clone()),
                _ => {}
            }
        }
        self.attests.extend(["critical", "mfa", "encryption"].map(String::from));
        self.features.push("feature".to_owned());
        self.instruments.extend(["court_order", "informal"].map(String::from));
    }
}

/// The dotted prefixes of a key.
pub(super) fn parents(key: &str) -> impl Iterator<Item = String> + '_ {
    key.match_indices('.').map(|(at, _)| key.split_at(at).0.to_owned())
}
