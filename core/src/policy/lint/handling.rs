//! Warnings about what is done with data: open terms, recipients and technologies that nothing is said of, silent topics.

use super::Linter;
use crate::policy::document::{Document, PurposeTable, RetentionTable};
use crate::words::covers;

/// Recipients that are no business partner: nothing is agreed with them, and no country is theirs.
const NO_PARTNERS: [&str; 4] = ["authority", "user", "public", "organisation"];

impl Linter<'_> {
    pub(super) fn handling(&mut self, document: &Document) {
        self.minimisation(document);
        self.bases(document);
        self.terms(document);
        self.technologies(document);
        self.recipients(document);
        self.promotions(document);
        self.silent(document);
        for (key, _) in document.rights.iter().filter(|(_, table)| table.deadline.is_none()) {
            let message = format!("right `{key}` has no deadline: no case of it is ever late");
            self.warn("right_without_deadline", &["rights", key], message, "add `deadline`, as `P30D`");
        }
    }

    /// Without the closed set of bases, which basis a purpose has is the author's reading.
    fn bases(&mut self, document: &Document) {
        if document.policy.bases.is_none() && !document.purposes.is_empty() {
            let message = "`bases` is not given: the basis of each purpose is taken for inferred by the author".into();
            let help = "list the bases that the text states, and none besides";
            self.warn("basis_inferred", &["policy"], message, help);
        }
    }

    /// Data that may be used and whose term nothing states (GDPR Art. 13(2)(a)), and rules that do not say why.
    fn terms(&mut self, document: &Document) {
        let states = |rule: &RetentionTable| rule.after.is_some() || !rule.clocks.is_empty();
        let rules = || document.retention.iter().filter(|(_, rule)| rule.location.is_none() && states(rule));
        let others = rules().any(|(key, rule)| rule.is_default(key));
        let under = |rule: &RetentionTable, key: &str, purpose: &PurposeTable| {
            let above = |node: &String| node == "*" || covers(node, key);
            rule.purposes.iter().any(|node| above(node) || purpose.parent.as_ref() == Some(node))
        };
        let stated = |category: &str| {
            rules().any(|(_, rule)| match rule.categories.as_slice() {
                [] => document.purposes.iter().any(|(key, purpose)| {
                    purpose.categories.iter().any(|own| own == category) && under(rule, key, purpose)
                }),
                named => named.iter().any(|own| covers(own, category)),
            })
        };
        let mut open: Vec<&String> = document.purposes.values().flat_map(|purpose| &purpose.categories).collect();
        open.sort_unstable();
        open.dedup();
        open.retain(|category| !others && !stated(category));
        if !open.is_empty() {
            let message = open.iter().map(|category| format!("no duration stated for `{category}`"));
            let message = message.collect::<Vec<_>>().join(", ");
            let help =
                "add `[retention.…]` with `after` and `keep`, or `[retention.default]` for all that no other names";
            self.warn("retention_open", &["retention"], message, help);
        }
        let endless =
            |rule: &RetentionTable| rule.keep.is_none() && rule.clocks.iter().all(|clock| clock.keep.is_none());
        for (key, _) in document.retention.iter().filter(|(_, rule)| endless(rule)) {
            let message = format!("no duration stated for retention rule `{key}`: its data end with the event itself");
            self.warn(
                "retention_without_period",
                &["retention", key],
                message,
                "add `keep`, as `P1Y`, or say in a note that this is meant",
            );
        }
        for (key, _) in document.retention.iter().filter(|(_, rule)| rule.rationale.is_none()) {
            let message = format!("retention.rationale missing: nothing says why the period of `{key}` is what it is");
            let help = "name the factors: amount, nature, sensitivity, risk, purposes, law";
            self.warn("retention_rationale_missing", &["retention", key], message, help);
        }
    }

    /// Data that only marketing uses are beyond what the service needs (GDPR Art. 5(1)(c)).
    fn minimisation(&mut self, document: &Document) {
        let below = |key: &str, node: &str| covers(node, key);
        if document.purposes.keys().all(|key| below(key, "marketing")) {
            return;
        }
        let mut beyond: Vec<&String> = document.purposes.values().flat_map(|p| &p.categories).collect();
        beyond.sort_unstable();
        beyond.dedup();
        beyond.retain(|category| {
            let users = document.purposes.iter().filter(|(_, p)| p.categories.iter().any(|own| covers(own, category)));
            users.into_iter().all(|(key, _)| below(key, "marketing"))
        });
        for category in beyond {
            let message = format!("`{category}` is used by marketing only: the service does not need it");
            self.warn(
                "category_beyond_service",
                &["purposes"],
                message,
                "drop it, or say what the service needs it for",
            );
        }
    }

    fn technologies(&mut self, document: &Document) {
        for (key, table) in &document.technologies {
            if table.lifetime.is_none() {
                let message = format!("technology `{key}` has no lifetime: it may live for ever");
                let help = "add `lifetime`, as `session` or `P1Y`";
                self.warn("technology_without_lifetime", &["technologies", key], message, help);
            }
            if table.party.as_deref() == Some("third") && table.owner.is_none() {
                let message = format!("technology `{key}` is a third party's, and no owner is named");
                let help = "name the recipient behind it as `owner`";
                self.warn("technology_owner_unlisted", &["technologies", key], message, help);
            }
        }
    }

    fn recipients(&mut self, document: &Document) {
        let sharing = &document.sharing;
        let mut unset = Vec::new();
        for (key, table) in &document.recipients {
            let path = ["recipients", key.as_str()];
            if table.agreement.is_none() && sharing.needs_agreement(&table.role) {
                let message = format!("recipient `{key}` has no agreement: sharing with it is denied");
                self.warn("recipient_without_agreement", &path, message, "name the signed agreement as `agreement`");
            }
            if NO_PARTNERS.contains(&table.role.as_str()) {
                continue;
            }
            if table.country.is_none() {
                let message = format!("recipient `{key}` has no country: whether data go abroad is not known");
                self.warn("recipient_without_country", &path, message, "add `country`");
            }
            let interval = table.review_interval.as_ref().or(sharing.review_interval.as_ref());
            if interval.is_none() || (table.reviewed_at.is_none() && table.review_interval.is_none()) {
                unset.push(format!("`{key}`"));
            }
        }
        if !unset.is_empty() {
            let message = format!("nothing says when these recipients are reviewed: {}", unset.join(", "));
            let help = "add `reviewed_at`, and `review_interval` there or in `[sharing]`";
            self.warn("recipient_review_unset", &["recipients"], message, help);
        }
    }

    /// Promotion in a purpose of the service can't be refused like marketing.
    fn promotions(&mut self, document: &Document) {
        let promotes = |class: &String| class.contains("promo") || class.contains("marketing");
        for (key, table) in document.purposes.iter().filter(|(key, _)| covers("essential", key)) {
            let Some(class) = table.content.iter().flatten().find(|class| promotes(class)) else { continue };
            let message = format!("purpose `{key}` belongs to the service, and lets `{class}` through");
            let help = "move that content to a purpose under `marketing`, which users may refuse";
            self.warn("optional_marketing_in_service", &["purposes", key], message, help);
        }
    }

    /// Topics on which a document is silent.
    fn silent(&mut self, document: &Document) {
        let root = &self.source.root;
        let (breach, transfers) = (root.get("breach").is_some(), root.get("transfers").is_some());
        if !breach {
            let message = "no `[breach]`: nobody has to be told of a breach but where an overlay says so".into();
            let help = "add `[breach]` with `authority` and `subjects`";
            self.warn("breach_silent", &["policy"], message, help);
        }
        let abroad = document.recipients.values().any(|table| table.country.is_some());
        let by_overlay = document.overlays.values().any(|overlay| overlay.transfer_mechanisms.is_some());
        if abroad && !transfers && !by_overlay {
            let message = "recipients are in other countries, and no `[transfers]` says what lets data go there".into();
            let help = "add `[transfers]` with `mechanisms`";
            self.warn("transfer_silent", &["recipients"], message, help);
        }
    }
}
