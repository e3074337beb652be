//! Legal bases (GDPR Art. 6) and the finer grounds on which an allowance rests.

use std::fmt;

use serde::{Deserialize, Serialize};

/// One of the six legal bases of GDPR Art. 6(1).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Basis {
    /// Art. 6(1)(a): the user has consented.
    Consent,
    /// Art. 6(1)(b): needed for a contract with the user.
    Contract,
    /// Art. 6(1)(c): needed to comply with a law.
    LegalObligation,
    /// Art. 6(1)(f): a legitimate interest that the user's interests do not override.
    LegitimateInterest,
    /// Art. 6(1)(d): protects someone's life.
    VitalInterest,
    /// Art. 6(1)(e): a task in the public interest.
    PublicTask,
}

impl Basis {
    /// All six.
    pub const ALL: [Basis; 6] = [
        Basis::Consent,
        Basis::Contract,
        Basis::LegalObligation,
        Basis::LegitimateInterest,
        Basis::VitalInterest,
        Basis::PublicTask,
    ];

    /// The name in documents and decisions.
    pub const fn code(self) -> &'static str {
        match self {
            Basis::Consent => "consent",
            Basis::Contract => "contract",
            Basis::LegalObligation => "legal_obligation",
            Basis::LegitimateInterest => "legitimate_interest",
            Basis::VitalInterest => "vital_interest",
            Basis::PublicTask => "public_task",
        }
    }
}

impl fmt::Display for Basis {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

/// What an allowance rests on, finer than the basis.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Ground {
    /// The user's consent.
    Consent,
    /// An explicit consent that a special category demanded (GDPR Art. 9(2)(a)).
    ExplicitConsent,
    /// A verified guardian's consent (GDPR Art. 8).
    ParentalConsent,
    /// A contract with the user.
    Contract,
    /// A legal obligation.
    LegalObligation,
    /// A legitimate interest.
    LegitimateInterest,
    /// A vital interest.
    VitalInterest,
    /// A public task.
    PublicTask,
    /// The user asked for exactly this.
    UserInstruction,
    /// The data identify nobody.
    Anonymous,
}

impl Ground {
    /// The name in documents and decisions.
    pub const fn code(self) -> &'static str {
        match self {
            Ground::Consent => "consent",
            Ground::ExplicitConsent => "explicit_consent",
            Ground::ParentalConsent => "parental_consent",
            Ground::Contract => "contract",
            Ground::LegalObligation => "legal_obligation",
            Ground::LegitimateInterest => "legitimate_interest",
            Ground::VitalInterest => "vital_interest",
            Ground::PublicTask => "public_task",
            Ground::UserInstruction => "user_instruction",
            Ground::Anonymous => "anonymous",
        }
    }

    /// The legal basis behind the ground; none for an instruction or anonymous data.
    pub const fn basis(self) -> Option<Basis> {
        match self {
            Ground::Consent | Ground::ExplicitConsent | Ground::ParentalConsent => Some(Basis::Consent),
            Ground::Contract => Some(Basis::Contract),
            Ground::LegalObligation => Some(Basis::LegalObligation),
            Ground::LegitimateInterest => Some(Basis::LegitimateInterest),
            Ground::VitalInterest => Some(Basis::VitalInterest),
            Ground::PublicTask => Some(Basis::PublicTask),
            Ground::UserInstruction | Ground::Anonymous => None,
        }
    }
}

impl fmt::Display for Ground {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}
