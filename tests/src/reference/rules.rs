//! Rules: which questions each is about, what they demand, and what they oblige to.

use super::case::{Case, Finding, finding};
use super::conditions::check_of_condition;
use super::keys::{at_or_below, below};
use super::policy::Purpose;
use super::question::Asked;
use super::tables::Rule;
use super::user::Given;

/// The reasons of each check from the second on.
const CHECKS: [(u8, &[&str]); 10] = [
    (1, &["policy_not_in_force", "erased", "policy_not_bound", "account_terminated", "policy_not_accepted"]),
    (
        2,
        &[
            "category_prohibited",
            "sale_prohibited",
            "child_category_blocked",
            "age_below_minimum",
            "age_unknown",
            "parental_consent_missing",
            "parental_consent_unverified",
            "parental_consent_withdrawn",
        ],
    ),
    (
        3,
        &[
            "purpose_undeclared",
            "purpose_mismatch",
            "feature_not_activated",
            "tech_not_enabled",
            "tech_unregistered",
            "tech_lifetime_exceeded",
            "requires_deidentified",
        ],
    ),
    (
        4,
        &[
            "category_not_permitted",
            "category_unknown",
            "source_not_permitted",
            "purpose_bound_source",
            "required_category_missing",
        ],
    ),
    (7, &["restricted", "contested", "opted_out", "objected", "signal_opt_out"]),
    (
        8,
        &[
            "basis_missing",
            "consent_missing",
            "consent_not_explicit",
            "consent_withdrawn",
            "consent_expired",
            "anonymous_subject",
            "instruction_missing",
            "notice_missing",
            "legal_instrument_missing",
            "significant_effect",
        ],
    ),
    (9, &["retention_expired", "isolated"]),
    (
        10,
        &[
            "recipient_unlisted",
            "recipient_purpose_mismatch",
            "recipient_no_agreement",
            "recipient_review_overdue",
            "transfer_no_mechanism",
        ],
    ),
    (11, &["actor_not_authorized", "mfa_required", "insecure_channel", "encryption_missing"]),
    (12, &["non_optional", "ground_missing", "identity_unverified", "request_too_frequent", "right_unavailable"]),
];

/// The check that a reason belongs to, and its lasting name.
pub(super) fn check_of(reason: &str) -> (u8, &'static str) {
    let found = CHECKS.iter().find_map(|(check, reasons)| {
        let name = reasons.iter().find(|known| **known == reason)?;
        Some((*check, *name))
    });
    found.unwrap_or((12, "purpose_mismatch"))
}

impl<'a> Case<'a> {
    /// What the purpose and the rules demand and the question does not fulfil.
    pub(super) fn demands(
        &self,
        key: &str,
        purpose: &Purpose,
        asked: &Asked<'_>,
        cover: Option<&Given<'a>>,
        passed: &[u8],
    ) -> Vec<Finding> {
        // what is demanded at a check that is passed over is not asked
        let kept = |reason: Option<&str>, conditions: &[String]| -> Vec<String> {
            let check =
                |condition: &String| reason.map_or_else(|| check_of_condition(condition), |reason| check_of(reason).0);
            conditions.iter().filter(|condition| !passed.contains(&check(condition))).cloned().collect()
        };
        let mut findings = self.unmet(&kept(None, &purpose.requires), None, key, asked, cover);
        for rule in self.policy.tables.rules.values() {
            let reason = rule.reason.as_deref();
            let require = kept(reason, &rule.require);
            if !require.is_empty() && self.is_about(rule, key, asked, cover) {
                findings.extend(self.unmet(&require, reason, key, asked, cover));
            }
        }
        findings
    }

    /// The reasons of the conditions that do not hold; `reason` goes before those that they have of their own.
    pub(super) fn unmet(
        &self,
        conditions: &[String],
        reason: Option<&str>,
        key: &str,
        asked: &Asked<'_>,
        cover: Option<&Given<'a>>,
    ) -> Vec<Finding> {
        let mut findings = Vec::new();
        for condition in conditions {
            if let Err(unmet) = self.condition(condition, key, asked, cover) {
                match reason {
                    Some(reason) => {
                        let (check, name) = check_of(reason);
                        findings.push(Finding { check, ..finding(name) });
                    }
                    None => findings.extend(unmet),
                }
            }
        }
        findings
    }

    /// What the rules about an allowed question oblige to.
    pub(super) fn obligations_of_rules(&self, key: &str, asked: &Asked<'_>, cover: Option<&Given<'a>>) -> Vec<String> {
        let of_rule = |rule: &Rule| -> Vec<String> {
            let transform = rule.transform.iter().map(|transform| format!("transform:{transform}"));
            rule.obligations.iter().cloned().chain(transform).collect()
        };
        let rules = self.policy.tables.rules.values().filter(|rule| !of_rule(rule).is_empty());
        rules.filter(|rule| self.is_about(rule, key, asked, cover)).flat_map(of_rule).collect()
    }

    /// Whether a rule is about a question.
    fn is_about(&self, rule: &Rule, key: &str, asked: &Asked<'_>, cover: Option<&Given<'a>>) -> bool {
        self.meets_scope(rule, key, asked)
            && !rule.unless.iter().any(|condition| self.condition(condition, key, asked, cover).is_ok())
    }

    fn meets_scope(&self, rule: &Rule, key: &str, asked: &Asked<'_>) -> bool {
        let context = asked.context;
        let purposes = rule.purposes.as_ref().is_none_or(|nodes| self.policy.any_covers(nodes, key))
            && !self.policy.any_covers(&rule.except_purposes, key);
        let near = |entry: &String, category: &String| at_or_below(entry, category) || below(category, entry);
        let categories = rule.categories.as_ref().is_none_or(|entries| {
            entries.iter().any(|entry| asked.categories.iter().any(|category| near(entry, category)))
        });
        let levels = rule.levels.as_ref().is_none_or(|wanted| {
            let mut said = asked.categories.iter().flat_map(|category| self.levels(category));
            said.any(|level| wanted.iter().any(|one| one == level))
        });
        let recipients = rule.recipients.as_ref().is_none_or(|wanted| {
            let named = context.recipient.as_deref();
            let entry = named.and_then(|named| self.entry_of(named));
            let names = [named, entry.map(|(key, _)| key), entry.map(|(_, entry)| entry.role.as_str())];
            names.into_iter().flatten().any(|name| wanted.iter().any(|one| one == name))
        });
        let technologies = rule.technologies.as_ref().is_none_or(|wanted| {
            asked.technology.is_some_and(|id| {
                let class = self.policy.technologies.get(id).map(|technology| technology.class.as_str());
                wanted.iter().any(|one| at_or_below(one, id) || class == Some(one))
            })
        });
        let overlays = rule.overlays.as_ref().is_none_or(|wanted| self.some_overlay(wanted));
        purposes
            && categories
            && levels
            && says(&rule.operations, asked.operation())
            && says(&rule.sources, asked.origin)
            && says(&rule.forms, Some(asked.form()))
            && says(&rule.contents, context.content.as_deref())
            && says(&rule.channels, context.channel.as_deref())
            && says(&rule.devices, context.device.as_deref())
            && recipients
            && technologies
            && says(&rule.collection_points, asked.point)
            && says(&rule.actors, context.actor.as_deref())
            && says(&rule.kinds, Some(self.user.kind()))
            && says(&rule.roles, Some(context.role.as_deref().unwrap_or("own")))
            && overlays
            && (!rule.with_reference || asked.reference.is_some())
    }

    /// Whether one of these overlays holds.
    pub(super) fn some_overlay(&self, names: &[String]) -> bool {
        self.overlays.iter().any(|(key, _)| names.iter().any(|name| name == key))
    }
}

/// Whether a field that lists words is met by what is said.
fn says(wanted: &Option<Vec<String>>, said: Option<&str>) -> bool {
    wanted.as_ref().is_none_or(|wanted| said.is_some_and(|said| wanted.iter().any(|one| one == said)))
}
