//! The check of the legal basis: alternatives, what is demanded besides, notices.

use super::age::Standing;
use super::case::{Case, Finding, finding};
use super::checks::Judgement;
use super::consent::Live;
use super::keys::{at_or_below, below, prefixes};
use super::policy::{Alternative, Notice, Purpose};
use super::question::Asked;
use super::user::Given;

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
        asked: &Asked<'_>,
    ) -> Judgement {
        let mut findings = Vec::new();
        let mut held = match self.first_that_holds(key, purpose, legal, cover, asked) {
            Ok(held) => Some(held),
            Err(reasons) => {
                findings.extend(reasons);
                None
            }
        };
        let special =
            !legal && asked.categories.iter().chain(&asked.context.inputs).any(|category| self.special(category));
        if !legal && let Some(alone) = self.consent_demanded(key, asked) {
            let of_technology = if alone { self.grant_of_technology(asked, 0) } else { None };
            let consent = match of_technology {
                Some(grant) => Ok(Live { grant, by_guardian: false }),
                None => self.live_consent(key, cover, asked),
            };
            match consent {
                Ok(live) => held = held.map(|_| rests_on(live)),
                Err(reasons) => findings.extend(reasons),
            }
        }
        if special {
            match self.live_consent(key, cover, asked) {
                Ok(live) => held = held.map(|_| rests_on(live)),
                Err(reasons) => findings.push(Finding {
                    reason: "consent_not_explicit",
                    check: 0,
                    evidence: reasons.first().and_then(|reason| reason.evidence),
                }),
            }
        }
        findings.extend(self.notices(key));
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
            judgement.basis =
                Some(held.basis).filter(|basis| !["user_instruction", "anonymous"].contains(&basis.as_str()));
        }
        judgement
    }

    /// Whether an alternative applies to users of the user's kind.
    pub(super) fn applies(&self, alternative: &Alternative) -> bool {
        alternative.kind.as_deref().is_none_or(|kind| kind == self.user.kind())
            && alternative.overlays.as_ref().is_none_or(|names| self.some_overlay(names))
    }

    /// The first alternative that holds, or the reasons of all that apply. For a legal purpose it is the legal obligation.
    fn first_that_holds(
        &self,
        key: &str,
        purpose: &Purpose,
        legal: bool,
        cover: Option<&Given<'a>>,
        asked: &Asked<'_>,
    ) -> Result<Held<'a>, Vec<Finding>> {
        let by_technology = self.declared_technology(asked).and_then(|technology| technology.basis.as_deref());
        let only: Vec<Alternative> = by_technology.filter(|_| !legal).map(Alternative::named).into_iter().collect();
        let basis = if only.is_empty() { &purpose.basis } else { &only };
        let applying = basis.iter().filter(|alternative| self.applies(alternative));
        let applying: Vec<_> =
            applying.filter(|alternative| !legal || alternative.basis == "legal_obligation").collect();
        if applying.is_empty() {
            return Err(vec![finding("basis_missing")]);
        }
        let mut reasons = Vec::new();
        for alternative in applying {
            match self.holds(key, purpose, alternative, cover, asked) {
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
        asked: &Asked<'_>,
    ) -> Result<Option<Live<'a>>, Vec<Finding>> {
        if alternative.basis == "consent" {
            return self.live_consent(key, cover, asked).map(Some);
        }
        if (!alternative.after_withdrawal || purpose.direct_marketing(key))
            && let Some(withdrawal) = self.consent_withdrawn(key, asked)
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
                let identifies = match asked.categories.as_slice() {
                    [] => purpose.categories.iter().any(|category| self.personal(category)),
                    named => named.iter().any(|category| self.counts_as_personal(asked, category)),
                };
                if identifies { Err(vec![finding("requires_deidentified")]) } else { Ok(None) }
            }
            _ => Ok(None),
        }
    }

    /// Whether an overlay or the technology of the question demands consent whatever the basis; true when only the technology does.
    fn consent_demanded(&self, key: &str, asked: &Asked<'_>) -> Option<bool> {
        let by_overlay = self.overlays.iter().any(|(_, overlay)| self.policy.any_covers(&overlay.consent_for, key));
        let by_technology = self.declared_technology(asked).is_some_and(|technology| {
            let by_class =
                self.overlays.iter().any(|(_, overlay)| overlay.technology_consent_for.contains(&technology.class));
            technology.class != "essential"
                && technology.basis.is_none()
                && (technology.consent == "required" || by_class)
        });
        (by_overlay || by_technology).then_some(!by_overlay)
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

    /// Whether a notice is to be shown for a purpose; one for the young only to whom something is known of and who may be young.
    pub(super) fn wants_notice(&self, notice: &Notice, key: &str) -> bool {
        let young = |years| self.birth.is_some() && self.standing(years) != Standing::Reached;
        self.policy.any_covers(&notice.purposes, key) && notice.below.is_none_or(young)
    }

    /// A required notice that was not acknowledged, or a material change that the user was not shown.
    fn notices(&self, key: &str) -> Option<Finding> {
        // all are asked, so that the days on which a user is no longer young are noted
        let wanted =
            self.policy.notices.iter().filter(|(_, declared)| self.wants_notice(declared, key)).collect::<Vec<_>>();
        let required = wanted.iter().any(|(notice, declared)| declared.required && !self.user.acknowledged(notice));
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
