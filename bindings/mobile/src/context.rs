//! What a question says besides user and purpose.

use std::collections::HashMap;

use placet::{Error, Timestamp};

use crate::error::invalid;
use crate::instant::instant;

/// What a question says besides user and purpose; what is not given is not said.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct Context {
    /// The data categories that are to be used.
    #[uniffi(default)]
    pub categories: Vec<String>,
    /// What is to be done with them: `collect`, `store`, `use`, `share`, …
    #[uniffi(default)]
    pub operation: Option<String>,
    /// Where the data are from.
    #[uniffi(default)]
    pub source: Option<String>,
    /// Who gave the data, where that is not the user.
    #[uniffi(default)]
    pub provider: Option<String>,
    /// The evidence that the user let the provider give the data.
    #[uniffi(default)]
    pub origin: Option<String>,
    /// The form, page or desk at which the data were or are collected.
    #[uniffi(default)]
    pub collection_point: Option<String>,
    /// What the data were given for, or what this processing serves: a course, a request, a transaction.
    #[uniffi(default)]
    pub reference: Option<String>,
    /// The categories that the data are derived from or combined of.
    #[uniffi(default)]
    pub inputs: Vec<String>,
    /// Whether data that identify nobody are joined with data that do.
    #[uniffi(default)]
    pub linked: Option<bool>,
    /// The form of the data; raw when not given.
    #[uniffi(default)]
    pub form: Option<String>,
    /// How many people stand behind each figure of aggregated data.
    #[uniffi(default)]
    pub group_size: Option<i64>,
    /// Who is to receive them.
    #[uniffi(default)]
    pub recipient: Option<String>,
    /// The country they are to go to.
    #[uniffi(default)]
    pub destination: Option<String>,
    /// The transfer mechanism: `scc`, `adequacy`, `bcr`, `consent`, … (GDPR Art. 44 to 49).
    #[uniffi(default)]
    pub mechanism: Option<String>,
    /// The cookie, tag or SDK that is to be used.
    #[uniffi(default)]
    pub technology: Option<String>,
    /// The lifetime that it is to be set with: `session`, or a duration of ISO 8601.
    #[uniffi(default)]
    pub lifetime: Option<String>,
    /// When it was set, where that is not on record.
    #[uniffi(default)]
    pub set_at: Option<Timestamp>,
    /// The class of device: `mobile`, `desktop`, …
    #[uniffi(default)]
    pub device: Option<String>,
    /// The class of content.
    #[uniffi(default)]
    pub content: Option<String>,
    /// The channel: of communication (`email`, `push`, `phone`) or of transport (`https`, `http`).
    #[uniffi(default)]
    pub channel: Option<String>,
    /// The role of whoever acts.
    #[uniffi(default)]
    pub actor: Option<String>,
    /// What the caller attests: `encryption`, `mfa`, `critical`, …
    #[uniffi(default)]
    pub attests: HashMap<String, bool>,
    /// The registered legal instrument that demands it.
    #[uniffi(default)]
    pub instrument: Option<String>,
    /// Why a disclosure is justified, in words.
    #[uniffi(default)]
    pub justification: Option<String>,
    /// How much an automated decision does to the user: `none`, `minor`, `significant` (GDPR Art. 22).
    #[uniffi(default)]
    pub effect: Option<String>,
    /// The automated decision that is relied on.
    #[uniffi(default)]
    pub decision: Option<String>,
    /// `custodian` for data that are held for somebody else, else `own`.
    #[uniffi(default)]
    pub role: Option<String>,
    /// The site, app or feature that asks.
    #[uniffi(default)]
    pub surface: Option<String>,
    /// `user` when the user asked for this processing, else `company`.
    #[uniffi(default)]
    pub initiated_by: Option<String>,
    /// The instant to decide for; now when not given. The user's state is always that of the call.
    #[uniffi(default)]
    pub at: Option<Timestamp>,
}

const PEOPLE: &str = "it is no number of people; give one from 0";

impl Context {
    /// As the core has it.
    pub(crate) fn read(self) -> Result<placet::Context, Error> {
        // each field is named, so that a new one breaks the build
        let Self {
            categories,
            operation,
            source,
            provider,
            origin,
            collection_point,
            reference,
            inputs,
            linked,
            form,
            group_size,
            recipient,
            destination,
            mechanism,
            technology,
            lifetime,
            set_at,
            device,
            content,
            channel,
            actor,
            attests,
            instrument,
            justification,
            effect,
            decision,
            role,
            surface,
            initiated_by,
            at,
        } = self;
        let people = |size| u32::try_from(size).map_err(|_| invalid("group_size", PEOPLE));
        Ok(placet::Context {
            categories,
            operation,
            source,
            provider,
            origin,
            collection_point,
            reference,
            inputs,
            linked,
            form,
            group_size: group_size.map(people).transpose()?,
            recipient,
            destination,
            mechanism,
            technology,
            lifetime,
            set_at: instant("set_at", set_at)?,
            device,
            content,
            channel,
            actor,
            attests: attests.into_iter().collect(),
            instrument,
            justification,
            effect,
            decision,
            role,
            surface,
            initiated_by,
            at: instant("at", at)?,
        })
    }
}

impl From<placet::Context> for Context {
    fn from(context: placet::Context) -> Self {
        let placet::Context {
            categories,
            operation,
            source,
            provider,
            origin,
            collection_point,
            reference,
            inputs,
            linked,
            form,
            group_size,
            recipient,
            destination,
            mechanism,
            technology,
            lifetime,
            set_at,
            device,
            content,
            channel,
            actor,
            attests,
            instrument,
            justification,
            effect,
            decision,
            role,
            surface,
            initiated_by,
            at,
        } = context;
        Self {
            categories,
            operation,
            source,
            provider,
            origin,
            collection_point,
            reference,
            inputs,
            linked,
            form,
            group_size: group_size.map(i64::from),
            recipient,
            destination,
            mechanism,
            technology,
            lifetime,
            set_at,
            device,
            content,
            channel,
            actor,
            attests: attests.into_iter().collect(),
            instrument,
            justification,
            effect,
            decision,
            role,
            surface,
            initiated_by,
            at,
        }
    }
}
