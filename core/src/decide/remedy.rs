//! What would turn a denial into an allowance, as a word for programs and a sentence for people.

use std::sync::Arc;

use serde::Serialize;
use serde::ser::SerializeStruct;

use super::facts::Facts;
use crate::policy::BelowMinimum;
use crate::words::Reason;

/// What would turn a denial into an allowance.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Remedy {
    /// What to do: `ask_consent`, `ask_guardian`, `verify_guardian`, `ask_age`, `show_notice`, `register`, `wait`, `respect`, …
    pub action: &'static str,
    /// The purpose it is about.
    pub purpose: Arc<str>,
    /// The version of the policy whose notice to show.
    pub notice: Option<Arc<str>>,
}

impl Remedy {
    pub(super) fn new(reason: Reason, purpose: Arc<str>, facts: &Facts<'_>) -> Self {
        let hard = facts.version.age.as_ref().is_none_or(|age| age.below_minimum == BelowMinimum::Deny);
        let action = if reason == Reason::AgeBelowMinimum && hard { "none" } else { action(reason) };
        Self { action, purpose, notice: Some(facts.version.label.clone()) }
    }

    pub(super) fn wait(purpose: Arc<str>, first: Option<Arc<str>>) -> Self {
        Self { action: "wait", purpose, notice: first }
    }

    /// The remedy as a sentence for people.
    pub fn text(&self) -> String {
        let purpose = &self.purpose;
        let notice = self.notice.as_deref().unwrap_or("the policy");
        match self.action {
            "ask_consent" => format!("ask the user for consent to `{purpose}` under notice {notice}"),
            "ask_guardian" => format!("ask a verified guardian for consent to `{purpose}` under notice {notice}"),
            "verify_guardian" => "verify the guardian's parental responsibility".to_owned(),
            "ask_age" => "ask for the user's age or an age range".to_owned(),
            "show_notice" => format!("show the user the notice that is missing ({notice}) and record it"),
            "register" => "the user needs an account, or another basis has to be declared".to_owned(),
            "wait" => format!("wait until {notice} is in force"),
            "respect" => format!("respect the user's choice; it ends when the user takes it back for `{purpose}`"),
            "lift_restriction" => "resolve the ground of the restriction and lift it".to_owned(),
            "change_question" => format!("ask for what the policy lets `{purpose}` use, or change the policy"),
            "deidentify" => "use aggregated or anonymised data".to_owned(),
            "register_instrument" => "register the legal instrument, and name it in the question".to_owned(),
            "list_recipient" => "list the recipient in the policy, with its agreement and mechanism".to_owned(),
            _ => "nothing the application can do changes this".to_owned(),
        }
    }
}

impl Serialize for Remedy {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut remedy = serializer.serialize_struct("Remedy", 4)?;
        remedy.serialize_field("action", self.action)?;
        remedy.serialize_field("purpose", &self.purpose)?;
        remedy.serialize_field("notice", &self.notice)?;
        remedy.serialize_field("text", &self.text())?;
        remedy.end()
    }
}

const fn action(reason: Reason) -> &'static str {
    match reason {
        Reason::ConsentMissing | Reason::ConsentNotExplicit | Reason::ConsentExpired => "ask_consent",
        Reason::ParentalConsentMissing | Reason::AgeBelowMinimum => "ask_guardian",
        Reason::ParentalConsentUnverified => "verify_guardian",
        Reason::AgeUnknown => "ask_age",
        Reason::NoticeMissing => "show_notice",
        Reason::AnonymousSubject | Reason::AccountTerminated => "register",
        Reason::PolicyNotInForce => "wait",
        Reason::OptedOut
        | Reason::Objected
        | Reason::SignalOptOut
        | Reason::ConsentWithdrawn
        | Reason::ParentalConsentWithdrawn
        | Reason::PolicyNotAccepted
        | Reason::Contested => "respect",
        Reason::Restricted | Reason::Isolated => "lift_restriction",
        Reason::RequiresDeidentified => "deidentify",
        Reason::LegalInstrumentMissing => "register_instrument",
        Reason::RecipientUnlisted
        | Reason::RecipientPurposeMismatch
        | Reason::RecipientNoAgreement
        | Reason::RecipientReviewOverdue
        | Reason::TransferNoMechanism => "list_recipient",
        Reason::PolicyNotBound
        | Reason::PurposeUndeclared
        | Reason::PurposeMismatch
        | Reason::FeatureNotActivated
        | Reason::TechNotEnabled
        | Reason::TechUnregistered
        | Reason::TechLifetimeExceeded
        | Reason::CategoryNotPermitted
        | Reason::CategoryUnknown
        | Reason::CategoryProhibited
        | Reason::SourceNotPermitted
        | Reason::PurposeBoundSource
        | Reason::RequiredCategoryMissing
        | Reason::BasisMissing
        | Reason::InstructionMissing
        | Reason::ActorNotAuthorized
        | Reason::MfaRequired
        | Reason::InsecureChannel
        | Reason::EncryptionMissing => "change_question",
        Reason::Erased
        | Reason::SaleProhibited
        | Reason::ChildCategoryBlocked
        | Reason::SignificantEffect
        | Reason::RetentionExpired
        | Reason::NonOptional
        | Reason::GroundMissing
        | Reason::IdentityUnverified
        | Reason::RequestTooFrequent
        | Reason::RightUnavailable => "none",
    }
}
