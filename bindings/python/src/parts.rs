//! The parts of decisions and receipts, each field taken over from the core by name.

use std::borrow::Cow;
use std::sync::Arc;

use placet::{Evidence as CoreEvidence, Obligation as CoreObligation, Remedy as CoreRemedy, Timestamp};
use serde::{Deserialize, Serialize};

/// A code: one of the core's own, or read back.
pub(crate) type Code = Cow<'static, str>;

/// What would turn a denial into an allowance.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub(crate) struct Remedy {
    pub(crate) action: Code,
    pub(crate) purpose: Arc<str>,
    pub(crate) notice: Option<Arc<str>>,
    pub(crate) text: String,
}

impl From<CoreRemedy> for Remedy {
    fn from(remedy: CoreRemedy) -> Self {
        let text = remedy.text();
        let CoreRemedy { action, purpose, notice } = remedy;
        Self { action: action.into(), purpose, notice, text }
    }
}

/// Something that the application has to do.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub(crate) struct Obligation {
    pub(crate) kind: String,
    pub(crate) subject: Option<String>,
    #[serde(with = "optional_text")]
    pub(crate) due: Option<Timestamp>,
}

impl From<CoreObligation> for Obligation {
    fn from(obligation: CoreObligation) -> Self {
        let CoreObligation { kind, subject, due } = obligation;
        Self { kind, subject, due }
    }
}

/// The event of the ledger on which an answer rests.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub(crate) struct Evidence {
    pub(crate) position: u64,
    #[serde(with = "required_text")]
    pub(crate) at: Timestamp,
}

impl From<CoreEvidence> for Evidence {
    fn from(evidence: CoreEvidence) -> Self {
        let CoreEvidence { position, at } = evidence;
        Self { position, at }
    }
}

/// An instant as RFC 3339 text.
pub(crate) mod required_text {
    use placet::Timestamp;
    use placet::words::Zone;
    use serde::de::{Deserialize, Deserializer, Error};
    use serde::ser::Serializer;

    pub(crate) fn serialize<S: Serializer>(at: &Timestamp, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(at)
    }

    pub(crate) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Timestamp, D::Error> {
        read(&String::deserialize(deserializer)?)
    }

    pub(super) fn read<E: Error>(text: &str) -> Result<Timestamp, E> {
        Timestamp::parse(text, &Zone::utc()).ok_or_else(|| E::custom("an instant is no RFC 3339"))
    }
}

/// An instant as RFC 3339 text, or null.
pub(crate) mod optional_text {
    use placet::Timestamp;
    use serde::de::{Deserialize, Deserializer};
    use serde::ser::Serializer;

    pub(crate) fn serialize<S: Serializer>(at: &Option<Timestamp>, serializer: S) -> Result<S::Ok, S::Error> {
        match at {
            Some(at) => serializer.collect_str(at),
            None => serializer.serialize_none(),
        }
    }

    pub(crate) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Timestamp>, D::Error> {
        Option::<String>::deserialize(deserializer)?.map(|text| super::required_text::read(&text)).transpose()
    }
}
