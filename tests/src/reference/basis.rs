//! The check of the legal basis: alternatives, what is demanded besides, notices.

use super::case::{Case, Finding, finding};
use super::checks::Judgement;
use super::consent::Live;
use super::keys::{at_or_below, below, prefixes};
use super::policy::{Alternative, Purpose};
use super::user::Given;
use crate::act::Context;

/// The alternative that holds, with the consent on which it rests.
#[derive(Debug)]
struct Held<'a> {
    basis: String,
    consent: Option<Live<'a>>,
}

impl<'a> Case<'a> {
    /// Check 8. `cover` is the guardian's grant that check 2 demanded.
    pub(super) fn basis(
        &self,
        key: &str,
        purpose: &Purpose,
        legal: bool,
        cover: Option<&Given<'a>>,
        context: &Context,
    ) -> Judgement {
        let mut findings = Vec::new();
        let mut held = match self.first_that_holds(key, purpose, legal, cover, context) {
            Ok(held) => Some(held),
            Err(reasons) => {
                findings.extend(reasons);
                None
            }
        };
        let special = !legal && context.categories.iter().any(|category| self.special(category));
        if !legal && self.consent_demanded(key, context) {
            match self.live_consent(key, cover) {
                Ok(live) => held = held.map(|_| rests_on(live)),
                Err(reasons) => findings.extend(reasons),
            }
        }
        if special {
            match self.live_consent(key, cover) {
                Ok(live) => held = held.map(|_| rests_on(live)),
                Err(reasons) => findings.push(Finding {
                    reason: "consent_not_explicit",
                    check: 0,
                    evidence: reasons.first().and_then(|reason| reason.evidence),
                }),
            }
        }
        findings.extend(self.notices(key));
        if purpose.requires.iter().any(|required| required == "instrument") {
            findings.push(finding("legal_instrument_missing"));
        }
        let mut judgement = Judgement { findings, ..Judgement::default() };
        if let Some(held) = held {
            let by_guardian = cover.is_some() || held.consent.as_ref().is_some_and(|live| live.by_guardian);
            let grant = held.consent.as_ref().map(|live| &live.grant).or(cover);
            judgement.evidence = grant.map(|grant| grant.recorded.evidence());
            judgement.ground = Some(match held.basis.as_str() {
                _ if special => "explicit_consent".to_owned(),
                _ if by_guardian => "parental_consent".to_owned(),
                basis => basis.to_owned(),
            });
            judgement.basis = (held.basis != "user_instruction").then_some(held.basis);
        }
        judgement
    }

    /// Whether an alternative applies to users of the user's kind.
    pub(super) fn applies(&self, alternative: &Alternative) -> bool {
        alternative.kind.as_deref().is_none_or(|kind| kind == self.user.kind())
    }

    /// The first alternative that holds, or the reasons of all that apply. For a legal purpose it is the legal obligation.
    fn first_that_holds(
        &self,
        key: &str,
        purpose: &Purpose,
        legal: bool,
        cover: Option<&Given<'a>>,
        context: &Context,
    ) -> Result<Held<'a>, Vec<Finding>> {
        let applying = purpose.basis.iter().filter(|alternative| self.applies(alternative));
        let applying: Vec<_> =
            applying.filter(|alternative| !legal || alternative.basis == "legal_obligation").collect();
        if applying.is_empty() {
            return Err(vec![finding("basis_missing")]);
        }
        let mut reasons = Vec::new();
        for alternative in applying {
            match self.holds(key, purpose, alternative, cover, context) {
                Ok(consent) => {
                    return Ok(Held { basis: alternative.basis.clone(), consent });
                }
                Err(more) => reasons.extend(more),
            }
        }
        Err(reasons)
    }

    fn holds(
        &self,
        key: &str,
        purpose: &Purpose,
        alternative: &Alternative,
        cover: Option<&Given<'a>>,
        context: &Context,
    ) -> Result<Option<Live<'a>>, Vec<Finding>> {
        if alternative.basis == "consent" {
            return self.live_consent(key, cover).map(Some);
        }
        if (!alternative.after_withdrawal || purpose.direct_marketing(key))
            && let Some(withdrawal) = self.consent_withdrawn(key)
        {
            return Err(vec![withdrawal]);
        }
        match alternative.basis.as_str() {
            "contract" | "user_instruction" if self.user.registered() => Ok(None),
            "contract" | "user_instruction" if self.user.closed() && purpose.after_closure => Ok(None),
            "contract" | "user_instruction" if self.user.closed() => {
                Err(vec![super::case::finding_of("account_terminated", self.user.account().1)])
            }
            // steps at a person's request before a contract: an applicant, say
            "contract" if alternative.kind.is_some() => Ok(None),
            "contract" | "user_instruction" => Err(vec![finding("anonymous_subject")]),
            "anonymous" => {
                let personal = |category: &String| super::checks::is_personal(category);
                let identifies = match context.categories.as_slice() {
                    [] => purpose.categories.iter().any(personal),
                    named => named.iter().any(personal),
                };
                if identifies { Err(vec![finding("requires_deidentified")]) } else { Ok(None) }
            }
            _ => Ok(None),
        }
    }

    /// Whether an overlay or the technology of the question demands consent whatever the basis.
    fn consent_demanded(&self, key: &str, context: &Context) -> bool {
        let by_overlay = self.overlays.iter().any(|(_, overlay)| self.policy.any_covers(&overlay.consent_for, key));
        let technology = context.technology.as_ref().and_then(|technology| self.policy.technologies.get(technology));
        let by_technology = technology.is_some_and(|technology| {
            let by_class =
                self.overlays.iter().any(|(_, overlay)| overlay.technology_consent_for.contains(&technology.class));
            technology.class != "essential" && (technology.consent == "required" || by_class)
        });
        by_overlay || by_technology
    }

    /// Whether a category, or one below it, is special: by the policy, else by the taxonomy, or by an overlay.
    fn special(&self, category: &str) -> bool {
        let by_overlay = self
            .overlays
            .iter()
            .flat_map(|(_, overlay)| &overlay.special)
            .any(|entry| at_or_below(entry, category) || below(category, entry));
        let lower = self.policy.categories.iter().any(|(key, rule)| below(category, key) && rule.special == Some(true));
        let rule = prefixes(category).find_map(|key| self.policy.categories.get(key));
        let by_policy = rule.and_then(|rule| rule.special);
        by_overlay || lower || by_policy.unwrap_or_else(|| self.special_by_taxonomy(category))
    }

    /// A category that the taxonomy does not list is as special as the nearest one above it; a node above special ones is special.
    fn special_by_taxonomy(&self, category: &str) -> bool {
        let special = |key: &str| self.law.taxonomy.iter().any(|row| row.key == key && row.special == "yes");
        let nearest = prefixes(category).find(|key| self.law.taxonomy.iter().any(|row| row.key == *key));
        nearest.is_some_and(special)
            || self.law.taxonomy.iter().any(|row| row.special == "yes" && at_or_below(category, &row.key))
    }

    /// A required notice that was not acknowledged, or a material change that the user was not shown.
    fn notices(&self, key: &str) -> Option<Finding> {
        let required = self.policy.notices.iter().any(|(notice, declared)| {
            declared.required && self.policy.any_covers(&declared.purposes, key) && !self.user.acknowledged(notice)
        });
        let unseen = self
            .user
            .versions
            .last_change_of(key, self.at)
            .is_some_and(|version| version.head.change_notice == "user" && !self.user.has_notice(version));
        (required || unseen).then(|| finding("notice_missing"))
    }
}

fn rests_on(live: Live<'_>) -> Held<'_> {
    Held { basis: "consent".to_owned(), consent: Some(live) }
}
