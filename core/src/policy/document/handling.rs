//! The typed tables of what is done with data; their fields are described in [`fields`](crate::policy::fields).

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::words::Level;

text_enum! {
    /// What is done with data at the end of their term.
    Disposal { /// They are deleted.
        #[default] Delete, /// They are made anonymous.
        Anonymise, /// They are set apart, for the law only.
        Isolate }
}
impl Disposal {
    /// The word for it, as documents have it.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Delete => "delete",
            Self::Anonymise => "anonymise",
            Self::Isolate => "isolate",
        }
    }
}
text_enum! {
    /// Which of several clocks ends a term.
    Ends { /// The first.
        #[default] Earliest, /// The last.
        Latest }
}
text_enum! {
    /// What an overdue review, or a missing rule, does.
    Verdict { /// It denies.
        #[default] Deny, /// It is told, and nothing else.
        Warn, /// It is let through.
        Allow }
}
text_enum! {
    /// What a consent has to name.
    ConsentScope { /// The purpose.
        #[default] Purpose, /// The purpose and the recipient.
        Recipient }
}
text_enum! {
    /// When those concerned are told of a breach.
    TellOf { /// When it is a risk.
        #[default] Risk, /// Always.
        Always }
}

macro_rules! table {
    ($(#[$doc:meta])* $name:ident { $($(#[$fdoc:meta])* $field:ident: $kind:ty),* $(,)? }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Default, Deserialize)]
        #[serde(default)]
        pub struct $name { $($(#[$fdoc])* pub $field: $kind,)*
            /// A reading.
            pub note: Option<String>,
        }
    };
}

table! {
    /// `[rules.…]`.
    RuleTable {
        /// Purposes it is about.
        purposes: Vec<String>,
        /// Purposes it is not about.
        except_purposes: Vec<String>,
        /// Categories it is about.
        categories: Vec<String>,
        /// Sensitivities it is about.
        levels: Vec<Level>,
        /// Operations it is about.
        operations: Vec<String>,
        /// Origins it is about.
        sources: Vec<String>,
        /// Forms it is about.
        forms: Vec<String>,
        /// Contents it is about.
        contents: Vec<String>,
        /// Channels it is about.
        channels: Vec<String>,
        /// Devices it is about.
        devices: Vec<String>,
        /// Recipients or roles it is about.
        recipients: Vec<String>,
        /// Technologies or classes it is about.
        technologies: Vec<String>,
        /// Collection points it is about.
        collection_points: Vec<String>,
        /// Roles of actors it is about.
        actors: Vec<String>,
        /// Kinds of users it is about.
        kinds: Vec<String>,
        /// Roles in which data are held.
        roles: Vec<String>,
        /// Overlays under which it holds.
        overlays: Vec<String>,
        /// Only with a reference.
        with_reference: bool,
        /// What takes a question out of it.
        unless: Vec<String>,
        /// What has to be true.
        require: Vec<String>,
        /// The reason of a denial.
        reason: Option<String>,
        /// What an allowance obliges to.
        obligations: Vec<String>,
        /// What is done to the values.
        transform: Option<String>,
    }
}
table! {
    /// `[kinds.…]`.
    KindTable {
        /// The only purposes.
        purposes: Vec<String>,
        /// The reason of other denials.
        reason: Option<String>,
    }
}
table! {
    /// `[recipients."…"]`.
    RecipientTable {
        /// For people.
        name: Option<String>,
        /// Its role.
        role: String,
        /// What it may use the data for.
        purposes: Vec<String>,
        /// What it may receive.
        categories: Vec<String>,
        /// The only forms.
        forms: Vec<String>,
        /// Where it is.
        country: Option<String>,
        /// Reference of the agreement.
        agreement: Option<String>,
        /// The policy it is bound to.
        bound_by: Option<String>,
        /// The transfer mechanism.
        mechanism: Option<String>,
        /// Reference of the mechanism.
        mechanism_reference: Option<String>,
        /// Reference of the agreement on transfers.
        transfer_agreement: Option<String>,
        /// Whose group.
        group: Option<String>,
        /// When it was reviewed.
        reviewed_at: Option<String>,
        /// How often it is reviewed.
        review_interval: Option<String>,
        /// It has purposes of its own.
        own_use: bool,
        /// The technology behind it.
        technology: Option<String>,
        /// Its end is the reference.
        matches_reference: bool,
        /// Its own policy.
        policy_url: Option<String>,
        /// Its address.
        address: Option<String>,
        /// Its business.
        business: Option<String>,
    }
}
table! {
    /// `[sharing]`.
    SharingTable {
        /// Roles that need an agreement.
        agreement_for: Vec<String>,
        /// Roles that have to be bound.
        bound_for: Vec<String>,
        /// How often recipients are reviewed.
        review_interval: Option<String>,
        /// What an overdue review does.
        review_overdue: Verdict,
    }
}

/// Roles whose recipients need an agreement where `[sharing]` says nothing (GDPR Art. 28(3)).
const NEED_AGREEMENT: [&str; 2] = ["processor", "subprocessor"];

impl SharingTable {
    /// Whether recipients of a role need an agreement.
    pub fn needs_agreement(&self, role: &str) -> bool {
        match self.agreement_for.as_slice() {
            [] => NEED_AGREEMENT.contains(&role),
            roles => roles.iter().any(|own| own == role),
        }
    }
}
table! {
    /// An entry of `[transfers] adequacy`.
    AdequacyTable {
        /// The country.
        country: String,
        /// Since when.
        from: Option<String>,
        /// Until when.
        until: Option<String>,
    }
}
table! {
    /// `[transfers]`.
    TransfersTable {
        /// Mechanisms that serve.
        mechanisms: Vec<String>,
        /// What holds without a rule.
        without_rule: Verdict,
        /// Recipients abroad need an agreement.
        agreement_abroad: bool,
        /// Adequacy decisions.
        adequacy: Vec<AdequacyTable>,
    }
}
table! {
    /// A clock.
    ClockTable {
        /// What starts it.
        after: String,
        /// How long it runs.
        keep: Option<String>,
    }
}
table! {
    /// `[retention.…]`.
    RetentionTable {
        /// The data.
        categories: Vec<String>,
        /// The uses.
        purposes: Vec<String>,
        /// Uses that do not end by it.
        except_purposes: Vec<String>,
        /// What starts the clock.
        after: Option<String>,
        /// How long it runs.
        keep: Option<String>,
        /// Several clocks.
        clocks: Vec<ClockTable>,
        /// Which of them ends it.
        ends: Ends,
        /// What goes on once a clock runs.
        permits: Vec<String>,
        /// A law wants it.
        floor: bool,
        /// What is done at the end.
        then: Disposal,
        /// A record stays.
        suppression: bool,
        /// Where these copies lie.
        location: Option<String>,
        /// The factors.
        rationale: Option<String>,
    }
}

impl RetentionTable {
    /// Whether the rule of this key is about all that no other rule names.
    pub fn is_default(&self, key: &str) -> bool {
        key == "default" && self.categories.is_empty() && self.purposes.is_empty()
    }
}
table! {
    /// `[collection_points.…]`.
    CollectionPointTable {
        /// What may be collected for.
        purposes: Vec<String>,
        /// What may be collected.
        categories: Vec<String>,
    }
}
table! {
    /// `[actors.…]`.
    ActorTable {
        /// What the role may work for.
        purposes: Vec<String>,
        /// What it may see.
        categories: Vec<String>,
        /// What it may do.
        operations: Vec<String>,
        /// What has to be true.
        require: Vec<String>,
    }
}
table! {
    /// `[rights.…]`.
    RightTable {
        /// Where it is given.
        overlays: Vec<String>,
        /// By when it is answered.
        deadline: Option<String>,
        /// How often it may be exercised.
        frequency: Option<String>,
        /// The requester has to be verified.
        verify: bool,
        /// Channels that verify.
        verified_channels: Vec<String>,
        /// Channels by which it may come.
        channels: Vec<String>,
        /// Subject lines that mean it.
        subjects: Vec<String>,
        /// Who handles it.
        owner: Option<String>,
        /// How it is answered.
        reply_via: Option<String>,
        /// Data that need no case.
        categories: Vec<String>,
        /// What has to be true before it is fulfilled.
        require: Vec<String>,
    }
}
table! {
    /// `[breach]`.
    BreachTable {
        /// By when the authority is told.
        authority: Option<String>,
        /// By when the users are told.
        subjects: Option<String>,
        /// Which breaches.
        when: TellOf,
        /// What a notice says.
        fields: Vec<String>,
    }
}
table! {
    /// `[controls.…]`.
    ControlTable {
        /// How often it is shown.
        interval: Option<String>,
        /// For people.
        description: Option<String>,
    }
}
table! {
    /// A stage of `[business_transfer]`.
    StageTable {
        /// The only forms.
        forms: Vec<String>,
        /// What an allowance obliges to.
        obligations: Vec<String>,
    }
}
table! {
    /// `[business_transfer]`.
    BusinessTransferTable {
        /// Purposes that need an open transaction.
        purposes: Vec<String>,
        /// Stages at which data may go.
        stages: BTreeMap<String, StageTable>,
    }
}
table! {
    /// `[provenance]`.
    ProvenanceTable {
        /// Origins that a purpose has to list.
        listed_only: Vec<String>,
    }
}
table! {
    /// `[deidentified]`.
    DeidentifiedTable {
        /// The smallest group.
        min_group: Option<u32>,
    }
}
table! {
    /// `[events]`.
    EventsTable {
        /// What the application records.
        names: Vec<String>,
    }
}
