//! Conditions: what a rule demands of a question, as a line that people can read.

use crate::words::Reason;

/// One thing that has to be true.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Term {
    /// `attest:NAME`: the caller attests it.
    Attest(String),
    /// `not_lacking:NAME`: the caller does not say that it is absent.
    NotLacking(String),
    /// `actor`: the question says who acts.
    Actor,
    /// `collected`: data of the user were given for what the question names.
    Collected,
    /// `instrument`, `instrument:KIND`: the question names a registered instrument of law whose scope covers it.
    Instrument(Option<String>),
    /// `justification`: the question says why.
    Justification,
    /// `reference`: the question names what it serves.
    Reference,
    /// `registered`: the user has an account.
    Registered,
    /// `activated`, `activated:FEATURE`: the user has activated the feature; without a name, the one that the reference names.
    Activated(Option<String>),
    /// `record:EVENT`, `record:EVENT@reference`: it happened; with `@reference`, to what the question names.
    Happened(String, bool),
    /// `device:CLASS`: on such a device.
    Device(String),
    /// `source:SOURCE`: the data are of this origin.
    Source(String),
    /// `origin`: the question names the evidence of the user's permission.
    Origin,
    /// `collection_point`: the question says where.
    CollectionPoint,
    /// `effect:minor`: the effect is named, and not above this.
    Effect(String),
    /// `deidentified`: the data are aggregated or anonymised.
    Deidentified,
    /// `allowed:PURPOSE`: another purpose is allowed too.
    Allowed(String),
    /// `consent`: a live consent to the purpose.
    Consent,
    /// `never`: nothing fulfils it.
    Never,
}

/// Alternatives, one of which has to be true: `instrument or justification`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Condition {
    /// The alternatives.
    pub any: Vec<Term>,
}

/// The words a condition may begin with.
pub const WORDS: &[&str] = &[
    "attest",
    "not_lacking",
    "actor",
    "collected",
    "instrument",
    "justification",
    "reference",
    "registered",
    "activated",
    "record",
    "device",
    "source",
    "origin",
    "collection_point",
    "effect",
    "deidentified",
    "allowed",
    "consent",
    "never",
];

impl Condition {
    /// Reads a condition; says what is wrong with it.
    ///
    /// # Errors
    ///
    /// The fault, in words.
    pub fn parse(text: &str) -> Result<Self, String> {
        let any = text.split(" or ").map(|term| Term::parse(term.trim())).collect::<Result<Vec<_>, _>>()?;
        Ok(Self { any })
    }

    /// The reason of a denial where the rule names none: that of the first alternative.
    pub fn reason(&self) -> Reason {
        self.any.first().map_or(Reason::PurposeMismatch, Term::reason)
    }
}

impl Term {
    fn parse(text: &str) -> Result<Self, String> {
        let (word, rest) = match text.split_once(':') {
            Some((word, rest)) => (word, Some(rest.to_owned()).filter(|r| !r.is_empty())),
            None => (text, None),
        };
        let alone = |term: Self| match &rest {
            None => Ok(term),
            Some(rest) => Err(format!("`{word}` takes no `:{rest}`")),
        };
        let named = |term: fn(String) -> Self, what: &str| match rest.clone() {
            Some(rest) => Ok(term(rest)),
            None => Err(format!("`{word}` wants {what}: `{word}:…`")),
        };
        match word {
            "attest" => named(Self::Attest, "what is attested"),
            "not_lacking" => named(Self::NotLacking, "what is not said to be absent"),
            "actor" => alone(Self::Actor),
            "collected" => alone(Self::Collected),
            "instrument" => Ok(Self::Instrument(rest)),
            "justification" => alone(Self::Justification),
            "reference" => alone(Self::Reference),
            "registered" => alone(Self::Registered),
            "activated" => Ok(Self::Activated(rest)),
            "record" => match rest.as_deref().map(|r| (r.strip_suffix("@reference"), r)) {
                Some((Some(event), _)) => Ok(Self::Happened(event.to_owned(), true)),
                Some((None, event)) => Ok(Self::Happened(event.to_owned(), false)),
                None => Err("`record` wants an event: `record:course_completed`".into()),
            },
            "device" => named(Self::Device, "a class of device"),
            "source" => named(Self::Source, "an origin"),
            "origin" => alone(Self::Origin),
            "collection_point" => alone(Self::CollectionPoint),
            "effect" => match rest.as_deref() {
                Some("none" | "minor") => named(Self::Effect, "an effect"),
                _ => Err("`effect` is `effect:none` or `effect:minor`".into()),
            },
            "deidentified" => alone(Self::Deidentified),
            "allowed" => named(Self::Allowed, "a purpose"),
            "consent" => alone(Self::Consent),
            "never" => alone(Self::Never),
            _ => Err(format!("`{text}` is no condition")),
        }
    }

    fn reason(&self) -> Reason {
        match self {
            Self::Attest(what) | Self::NotLacking(what) => match what.as_str() {
                "encryption" => Reason::EncryptionMissing,
                "mfa" => Reason::MfaRequired,
                "secure_channel" => Reason::InsecureChannel,
                _ => Reason::FeatureNotActivated,
            },
            Self::Instrument(_) | Self::Justification => Reason::LegalInstrumentMissing,
            Self::Actor => Reason::ActorNotAuthorized,
            Self::Collected => Reason::PurposeBoundSource,
            Self::Reference => Reason::InstructionMissing,
            Self::Registered => Reason::AnonymousSubject,
            Self::Activated(_) | Self::Happened(..) => Reason::FeatureNotActivated,
            Self::Device(_) => Reason::CategoryNotPermitted,
            Self::Source(_) | Self::Origin | Self::CollectionPoint => Reason::SourceNotPermitted,
            Self::Effect(_) => Reason::SignificantEffect,
            Self::Deidentified => Reason::RequiresDeidentified,
            Self::Allowed(_) | Self::Consent => Reason::ConsentMissing,
            Self::Never => Reason::PurposeMismatch,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn conditions_are_read_and_faults_told() {
        let either = Condition::parse("instrument:court_order or justification").unwrap();
        assert_eq!(either.any, [Term::Instrument(Some("court_order".into())), Term::Justification]);
        assert_eq!(either.reason(), Reason::LegalInstrumentMissing);
        let course = Condition::parse("record:enrolled@reference").unwrap();
        assert_eq!(course.any, [Term::Happened("enrolled".into(), true)]);
        for wrong in ["", "attest", "reference:x", "effect:significant", "somehow", "consent or"] {
            assert!(Condition::parse(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn every_word_begins_a_condition() {
        for word in WORDS {
            let known = [(*word).to_owned(), format!("{word}:minor")];
            assert!(known.iter().any(|text| Condition::parse(text).is_ok()), "{word}");
        }
    }
}
