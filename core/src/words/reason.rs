//! Reason codes: why a question was denied or an act refused, the same in every language.

use std::fmt;

use serde::Serialize;

macro_rules! reasons {
    ($($variant:ident $code:literal $text:literal;)*) => {
        /// A stable code for a denial or a refusal, with a text for people.
        ///
        /// The codes are those of the five policies' clause register; a code is never renamed, and
        /// adding one is a decision of record.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[repr(u8)]
        pub enum Reason {
            $(#[doc = $text] $variant,)*
        }

        impl Reason {
            /// Every reason, in the order of this list.
            pub const ALL: &'static [Reason] = &[$(Reason::$variant,)*];

            /// The code: snake case, the same in every language.
            pub const fn code(self) -> &'static str {
                match self { $(Reason::$variant => $code,)* }
            }

            /// What the code means, in a sentence for people.
            pub const fn text(self) -> &'static str {
                match self { $(Reason::$variant => $text,)* }
            }
        }
    };
}

reasons! {
    PolicyNotInForce "policy_not_in_force" "no version of the policy is in force at this instant";
    Erased "erased" "the user's data were erased";
    PolicyNotBound "policy_not_bound" "this surface is not bound to the policy";
    AccountTerminated "account_terminated" "the account is closed or terminated";
    PolicyNotAccepted "policy_not_accepted" "the user recorded disagreement with the policy";
    CategoryProhibited "category_prohibited" "the policy forbids this operation on the category";
    SaleProhibited "sale_prohibited" "selling, renting or trading the data is barred";
    ChildCategoryBlocked "child_category_blocked" "the category or purpose is not allowed for a child";
    AgeBelowMinimum "age_below_minimum" "the user is below the minimum age";
    AgeUnknown "age_unknown" "the user's age is not known well enough";
    ParentalConsentMissing "parental_consent_missing" "no guardian has consented";
    ParentalConsentUnverified "parental_consent_unverified" "the guardian is not verified";
    ParentalConsentWithdrawn "parental_consent_withdrawn" "a guardian withdrew consent";
    PurposeUndeclared "purpose_undeclared" "the purpose is not declared for this use";
    PurposeMismatch "purpose_mismatch" "the content does not fit the purpose";
    FeatureNotActivated "feature_not_activated" "the user or an event has not activated the feature";
    TechNotEnabled "tech_not_enabled" "the policy switches tracking technologies off";
    TechUnregistered "tech_unregistered" "the technology is not registered";
    TechLifetimeExceeded "tech_lifetime_exceeded" "the lifetime asked for is above the declared one";
    RequiresDeidentified "requires_deidentified" "only aggregated or anonymised data may be used";
    CategoryNotPermitted "category_not_permitted" "the category is not listed for the purpose";
    CategoryUnknown "category_unknown" "the category is in no taxonomy";
    SourceNotPermitted "source_not_permitted" "data of this origin may not be used for the purpose";
    PurposeBoundSource "purpose_bound_source" "the data may be used only for what they were given for";
    RequiredCategoryMissing "required_category_missing" "a category that the purpose needs was not supplied";
    Restricted "restricted" "processing is restricted";
    Contested "contested" "the user contests the automated decision";
    OptedOut "opted_out" "the user opted out";
    Objected "objected" "the user objected";
    SignalOptOut "signal_opt_out" "a signal of the user's browser, device or register refuses this";
    BasisMissing "basis_missing" "no declared legal basis applies";
    ConsentMissing "consent_missing" "the user has not consented";
    ConsentNotExplicit "consent_not_explicit" "the consent on record is not explicit";
    ConsentWithdrawn "consent_withdrawn" "the user withdrew consent";
    ConsentExpired "consent_expired" "the consent is over";
    AnonymousSubject "anonymous_subject" "the purpose needs a user with an account";
    InstructionMissing "instruction_missing" "the user has not instructed this";
    NoticeMissing "notice_missing" "a required notice is not on record";
    LegalInstrumentMissing "legal_instrument_missing" "no registered legal instrument covers this";
    SignificantEffect "significant_effect" "the automated decision has a significant effect";
    RetentionExpired "retention_expired" "the retention period is over";
    Isolated "isolated" "the data are isolated from processing";
    RecipientUnlisted "recipient_unlisted" "the recipient is not listed";
    RecipientPurposeMismatch "recipient_purpose_mismatch" "the recipient is not listed for this purpose or category";
    RecipientNoAgreement "recipient_no_agreement" "no agreement with the recipient is on record";
    RecipientReviewOverdue "recipient_review_overdue" "the review of the recipient is overdue";
    TransferNoMechanism "transfer_no_mechanism" "no valid mechanism covers the transfer";
    ActorNotAuthorized "actor_not_authorized" "the actor has no right to do this";
    MfaRequired "mfa_required" "multi-factor authentication is required";
    InsecureChannel "insecure_channel" "the channel is not encrypted";
    EncryptionMissing "encryption_missing" "encryption was not attested";
    NonOptional "non_optional" "the purpose can't be opted out of or objected to";
    GroundMissing "ground_missing" "a ground or reason has to be given";
    IdentityUnverified "identity_unverified" "the identity of the requester is not verified";
    RequestTooFrequent "request_too_frequent" "the request was made too often";
    RightUnavailable "right_unavailable" "the right is not available for the residence";
}

impl Reason {
    /// The reason with this code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|reason| reason.code() == code)
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl Serialize for Reason {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.code())
    }
}

/// The reasons found so far, in the order in which they were found and without repeats.
///
/// It lives on the stack, so that a row of the index is computed without allocating.
#[derive(Debug, Clone, Copy)]
pub struct Reasons {
    seen: u64,
    count: u8,
    order: [Reason; 60],
}

impl Default for Reasons {
    fn default() -> Self {
        Self { seen: 0, count: 0, order: [Reason::Erased; 60] }
    }
}

impl Reasons {
    /// Adds a reason unless it is there.
    pub fn add(&mut self, reason: Reason) {
        let bit = 1u64 << (reason as u8);
        if self.seen & bit == 0 {
            self.seen |= bit;
            if let Some(slot) = self.order.get_mut(usize::from(self.count)) {
                *slot = reason;
                self.count += 1;
            }
        }
    }

    /// Adds all reasons of another list, in their order.
    pub fn add_all(&mut self, other: &Reasons) {
        for reason in other.iter() {
            self.add(reason);
        }
    }

    /// The reasons of both lists, in the order of [`Reason::ALL`].
    pub fn merged(&self, other: &Reasons) -> Self {
        let mut both = Self::default();
        Reason::ALL.iter().filter(|r| self.contains(**r) || other.contains(**r)).for_each(|r| both.add(*r));
        both
    }

    /// Whether no reason was found.
    pub fn is_empty(&self) -> bool {
        self.seen == 0
    }

    /// Whether this reason was found.
    pub fn contains(&self, reason: Reason) -> bool {
        self.seen & (1u64 << (reason as u8)) != 0
    }

    /// The reasons in order.
    pub fn iter(&self) -> impl Iterator<Item = Reason> + '_ {
        self.order.iter().copied().take(usize::from(self.count))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_is_unique_and_found_again() {
        for reason in Reason::ALL {
            assert_eq!(Reason::from_code(reason.code()), Some(*reason));
        }
        assert!(Reason::ALL.len() <= 60, "every reason has a place in the order");
        assert!(Reason::ALL.len() <= 64, "the set of seen reasons is one word");
    }

    #[test]
    fn reasons_keep_order_without_repeats() {
        let mut reasons = Reasons::default();
        reasons.add(Reason::Objected);
        reasons.add(Reason::Erased);
        reasons.add(Reason::Objected);
        assert_eq!(reasons.iter().collect::<Vec<_>>(), [Reason::Objected, Reason::Erased]);
    }
}
