//! The checks of a decision in their order, and which of them gives which reason.

use placet::Reason;

/// The checks, in the order of the specification; the legal override is no check of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Check {
    InForce,
    BansAndAge,
    Purpose,
    Categories,
    Restriction,
    Choices,
    Basis,
    Recipient,
}

impl Check {
    pub(crate) const ALL: [Check; 8] = [
        Check::InForce,
        Check::BansAndAge,
        Check::Purpose,
        Check::Categories,
        Check::Restriction,
        Check::Choices,
        Check::Basis,
        Check::Recipient,
    ];

    /// The name in JSON.
    pub(crate) const fn code(self) -> &'static str {
        match self {
            Check::InForce => "in_force",
            Check::BansAndAge => "bans_and_age",
            Check::Purpose => "purpose",
            Check::Categories => "categories",
            Check::Restriction => "restriction",
            Check::Choices => "choices",
            Check::Basis => "basis",
            Check::Recipient => "recipient",
        }
    }

    /// The name for people.
    pub(crate) const fn title(self) -> &'static str {
        match self {
            Check::InForce => "in force",
            Check::BansAndAge => "bans and age",
            Check::Purpose => "purpose",
            Check::Categories => "categories",
            Check::Restriction => "restriction",
            Check::Choices => "opt-outs, objections and signals",
            Check::Basis => "legal basis and notices",
            Check::Recipient => "recipient and transfer",
        }
    }
}

/// The check that gives a reason; the first of them where the legal basis can give it too.
pub(crate) const fn check_of(reason: Reason) -> Check {
    match reason {
        Reason::PolicyNotInForce
        | Reason::Erased
        | Reason::PolicyNotBound
        | Reason::AccountTerminated
        | Reason::PolicyNotAccepted
        | Reason::IdentityUnverified
        | Reason::RequestTooFrequent
        | Reason::RightUnavailable => Check::InForce,
        Reason::CategoryProhibited
        | Reason::SaleProhibited
        | Reason::ChildCategoryBlocked
        | Reason::AgeBelowMinimum
        | Reason::AgeUnknown
        | Reason::ParentalConsentMissing
        | Reason::ParentalConsentUnverified
        | Reason::ParentalConsentWithdrawn => Check::BansAndAge,
        Reason::PurposeUndeclared
        | Reason::PurposeMismatch
        | Reason::FeatureNotActivated
        | Reason::TechNotEnabled
        | Reason::TechUnregistered
        | Reason::TechLifetimeExceeded
        | Reason::RequiresDeidentified => Check::Purpose,
        Reason::CategoryNotPermitted
        | Reason::CategoryUnknown
        | Reason::SourceNotPermitted
        | Reason::PurposeBoundSource
        | Reason::RequiredCategoryMissing => Check::Categories,
        Reason::Restricted | Reason::Contested | Reason::GroundMissing => Check::Restriction,
        Reason::OptedOut | Reason::Objected | Reason::SignalOptOut | Reason::NonOptional => Check::Choices,
        Reason::BasisMissing
        | Reason::ConsentMissing
        | Reason::ConsentNotExplicit
        | Reason::ConsentWithdrawn
        | Reason::ConsentExpired
        | Reason::AnonymousSubject
        | Reason::InstructionMissing
        | Reason::NoticeMissing
        | Reason::LegalInstrumentMissing
        | Reason::SignificantEffect
        | Reason::RetentionExpired
        | Reason::Isolated => Check::Basis,
        Reason::RecipientUnlisted
        | Reason::RecipientPurposeMismatch
        | Reason::RecipientNoAgreement
        | Reason::RecipientReviewOverdue
        | Reason::TransferNoMechanism
        | Reason::ActorNotAuthorized
        | Reason::MfaRequired
        | Reason::InsecureChannel
        | Reason::EncryptionMissing => Check::Recipient,
    }
}

/// Whether the legal basis can give a reason that an earlier check gives as well.
pub(crate) const fn basis_gives_too(reason: Reason) -> bool {
    matches!(
        reason,
        Reason::AccountTerminated
            | Reason::AgeUnknown
            | Reason::ParentalConsentMissing
            | Reason::ParentalConsentUnverified
            | Reason::ParentalConsentWithdrawn
            | Reason::RequiresDeidentified
    )
}
