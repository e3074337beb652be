//! Where data are from and whose they are: collection points, derivation, origins, kinds of users, needs.

use super::case::{Case, Finding, finding, finding_of};
use super::keys::at_or_below;
use super::policy::Purpose;
use super::question::Asked;
use super::rules::check_of;

impl Case<'_> {
    /// What check 4 says beside the categories of the purpose.
    pub(super) fn origins(&self, key: &str, purpose: &Purpose, asked: &Asked<'_>) -> Vec<Finding> {
        let mut findings = Vec::new();
        findings.extend(self.collection_point(key, asked));
        if asked.operation() == Some("derive") && !self.derivable(asked) {
            findings.push(finding("category_not_permitted"));
        }
        if !self.origin_serves(purpose, asked) {
            findings.push(finding("source_not_permitted"));
        }
        findings.extend(self.kind_check(key, asked));
        let lacking = purpose.needs.iter().filter_map(|need| self.lacks(need, asked));
        let lacking: Vec<Finding> = lacking.collect();
        findings.extend(lacking.iter().rfind(|finding| finding.evidence.is_some()).or(lacking.last()).cloned());
        findings
    }

    fn collection_point(&self, key: &str, asked: &Asked<'_>) -> Option<Finding> {
        let points = &self.policy.tables.collection_points;
        let named = asked.point.filter(|_| !points.is_empty())?;
        let Some(point) = points.get(named) else {
            return Some(finding("source_not_permitted"));
        };
        let listed = |category: &String| point.categories.iter().any(|entry| at_or_below(entry, category));
        let serves = point.purposes.as_ref().is_none_or(|nodes| self.policy.any_covers(nodes, key));
        let too_much = !asked.categories.iter().all(listed) || !serves;
        (asked.operation() == Some("collect") && too_much).then(|| finding("category_not_permitted"))
    }

    /// Whether each category may be derived from all inputs.
    fn derivable(&self, asked: &Asked<'_>) -> bool {
        asked.context.inputs.iter().all(|input| {
            asked.categories.iter().all(|category| {
                let rule = self.policy.rule_of(category);
                rule.is_some_and(|rule| rule.derived_from.iter().any(|entry| at_or_below(entry, input)))
            })
        })
    }

    fn origin_serves(&self, purpose: &Purpose, asked: &Asked<'_>) -> bool {
        let said = asked.context.source.as_deref();
        let by_purpose = |origin: &str| match &purpose.sources {
            Some(sources) => sources.iter().any(|source| source == origin),
            None => !self.policy.tables.provenance.listed_only.iter().any(|source| source == origin),
        };
        if asked.categories.is_empty() {
            return said.is_none_or(by_purpose);
        }
        asked.categories.iter().all(|category| {
            let rule = self.policy.rule_of(category);
            let origin = said.or_else(|| rule?.source.as_deref());
            let by_rule = |origin: &str| {
                let sources = rule.and_then(|rule| rule.sources.as_ref());
                sources.is_none_or(|sources| sources.iter().any(|source| source == origin))
            };
            origin.is_none_or(|origin| by_rule(origin) && by_purpose(origin))
        })
    }

    /// What may run for a person who is no ordinary user.
    fn kind_check(&self, key: &str, asked: &Asked<'_>) -> Option<Finding> {
        let kind = self.policy.tables.kinds.get(self.user.kind())?;
        if !self.policy.any_covers(&kind.purposes, key) {
            let reason = kind.reason.as_deref().unwrap_or("purpose_bound_source");
            return Some(finding(check_of(reason).1));
        }
        let references = self.holding_references();
        let elsewhere = asked.reference.is_some()
            && references.iter().any(Option::is_some)
            && !references.contains(&asked.reference);
        elsewhere.then(|| finding("purpose_bound_source"))
    }

    /// Whether a category that the purpose needs was declined; or, when data are collected, is neither named nor held.
    fn lacks(&self, need: &str, asked: &Asked<'_>) -> Option<Finding> {
        let about = |reference: Option<&str>| reference.is_some_and(|reference| Case::near(reference, need));
        let last = |event| self.user.last_record(event, about);
        let position = |event| last(event).map(|found| found.position);
        let holdings = self.user.holdings();
        let collected = holdings
            .iter()
            .rfind(|(_, holding)| holding.context.categories.iter().any(|category| at_or_below(need, category)));
        let collected = collected.map(|(recorded, _)| recorded.position);
        let declined = position("declined");
        if declined.is_some() && declined > position("provided").max(collected) {
            return Some(finding_of("required_category_missing", last("declined")));
        }
        let named = asked.categories.iter().any(|category| at_or_below(need, category));
        let missing =
            asked.operation() == Some("collect") && !asked.categories.is_empty() && !named && collected.is_none();
        missing.then(|| finding("required_category_missing"))
    }
}
