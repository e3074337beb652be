//! What the company itself registers: instruments of law, transactions, breaches and their notices, evidence of controls.

use std::collections::BTreeMap;

use serde::{Serialize, Serializer};

use super::acts::version_or_first;
use super::{COMPANY, Engine, Receipt, Request};
use crate::act::Act;
use crate::error::{Error, quoted};
use crate::policy::condition::Term;
use crate::policy::{Demand, Policy};
use crate::state::{Registered, UserState, words};
use crate::words::{OPERATIONS, Timestamp, Zone, nearest};

/// Something that the company registered, as it stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Registration {
    /// `instrument`, `business_transfer`, `breach`, `breach_notice`, `control`, `recipient_review`, `erasure_backup`.
    pub kind: String,
    /// Its name.
    pub id: String,
    /// What is known of it.
    pub fields: BTreeMap<String, String>,
    /// When it came to have each `status` or `stage`, in order.
    pub times: Vec<StageTime>,
    /// When it was registered first.
    #[serde(serialize_with = "as_text")]
    pub since: Timestamp,
    /// When something was added last.
    #[serde(serialize_with = "as_text")]
    pub changed: Timestamp,
    /// The event that added it, from 1.
    pub position: u64,
}

/// A status or stage, and since when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct StageTime {
    /// The status or stage.
    pub value: String,
    /// Since when.
    #[serde(serialize_with = "as_text")]
    pub at: Timestamp,
}

/// Writes an instant as RFC 3339.
pub(super) fn as_text<S: Serializer>(at: &Timestamp, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(at)
}

/// What a field may hold.
#[derive(Clone, Copy)]
enum Form {
    /// Any text.
    Text,
    /// A date or an instant.
    Instant,
    /// A date or an instant that is not to come.
    Past,
    /// `true` or `false`.
    Flag,
    /// One of some words.
    OneOf(&'static [&'static str]),
    /// A kind of instrument: one of some words, or one that the policy demands.
    Instrument,
    /// Purposes, nodes or groups.
    Nodes,
    /// Categories.
    Categories,
    /// Operations.
    Operations,
    /// Users, with commas between them.
    Users,
    /// A user, or `authority`.
    Addressee,
    /// A registered breach.
    Breach,
    /// A control of the policy.
    Control,
    /// A recipient of the policy.
    Recipient,
}

struct Kind {
    name: &'static str,
    fields: &'static [(&'static str, Form)],
    required: &'static [&'static str],
}

/// Kinds of instrument. Nobody is bound by the last two, so that they open no purpose.
const INSTRUMENTS: &[&str] = &[
    "court_order",
    "subpoena",
    "warrant",
    "regulator_request",
    "law_enforcement_request",
    "tax_audit",
    "arbitration",
    "statute",
    "informal",
    "voluntary",
];

const KINDS: &[Kind] = &[
    Kind {
        name: "instrument",
        fields: &[
            ("kind", Form::Instrument),
            ("reference", Form::Text),
            ("purposes", Form::Nodes),
            ("categories", Form::Categories),
            ("operations", Form::Operations),
            ("gag", Form::Flag),
            ("until", Form::Instant),
            ("status", Form::OneOf(&["active", "revoked"])),
        ],
        required: &["kind"],
    },
    Kind {
        name: "business_transfer",
        fields: &[
            ("kind", Form::Text),
            ("stage", Form::Text),
            ("recipient", Form::Text),
            ("status", Form::OneOf(&["open", "closed", "abandoned"])),
        ],
        required: &["kind", "stage"],
    },
    Kind {
        name: "breach",
        fields: &[
            ("detected_at", Form::Past),
            ("risk", Form::Flag),
            ("categories", Form::Categories),
            ("subjects", Form::Users),
            ("nature", Form::Text),
            ("data", Form::Text),
            ("steps", Form::Text),
            ("status", Form::OneOf(&["detected", "assessed", "notified", "closed"])),
        ],
        required: &["detected_at", "risk"],
    },
    Kind {
        name: "breach_notice",
        fields: &[("breach", Form::Breach), ("to", Form::Addressee), ("sent_at", Form::Past)],
        required: &["breach", "to", "sent_at"],
    },
    Kind {
        name: "control",
        fields: &[("control", Form::Control), ("date", Form::Past), ("scope", Form::Text), ("outcome", Form::Text)],
        required: &["control"],
    },
    Kind {
        name: "recipient_review",
        fields: &[("recipient", Form::Recipient), ("date", Form::Past), ("outcome", Form::Text)],
        required: &["recipient"],
    },
    Kind {
        name: "erasure_backup",
        fields: &[
            ("taken_at", Form::Past),
            ("restored_at", Form::Past),
            ("status", Form::OneOf(&["restored", "replayed"])),
        ],
        required: &["taken_at"],
    },
];

impl Engine {
    /// Registers something of the company's own, or adds to what is registered under that name: an instrument of law
    /// (GDPR Art. 6(1)(c), 23), a business transfer, a breach and its notices (Art. 33, 34), evidence of a control
    /// (Art. 5(2), 32(1)(d)), a review of a recipient (Art. 28(1)), a restored backup.
    ///
    /// Without the field `control` or `recipient` of those kinds, `id` is the control or recipient. A `status` or `stage` may
    /// go backwards; each is kept with its time.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidArgument`] for an unknown kind or field, a value that can't be meant, or a field that is missing;
    /// [`Error::UnknownPurpose`] and [`Error::UnknownCategory`] for the scope of an instrument; store errors.
    ///
    /// ```
    /// # use placet::Engine;
    /// # fn main() -> Result<(), placet::Error> {
    /// # let policy = r#"
    /// # [policy]
    /// # id = "shop"
    /// # version = "1"
    /// # effective_from = 2025-01-01
    /// # contact = { privacy = "privacy@shop.test" }
    /// # "#;
    /// # let engine = Engine::open(policy, "memory:")?;
    /// let fields = [("kind", "court_order"), ("reference", "3 K 17/25")];
    /// let fields = fields.map(|(name, value)| (name.to_owned(), value.to_owned())).into();
    /// engine.register("instrument", "order-1", &fields, None)?;
    /// assert_eq!(engine.registered(Some("instrument"))?.len(), 1);
    /// # Ok(())
    /// # }
    /// ```
    pub fn register(
        &self,
        kind: &str,
        id: &str,
        fields: &BTreeMap<String, String>,
        at: Option<Timestamp>,
    ) -> Result<Receipt, Error> {
        let kind = kind_named(kind)?;
        if id.trim().is_empty() {
            return Err(Error::invalid("id", "it is empty; name what is registered"));
        }
        self.refresh()?;
        let policy = self.policy();
        let now = at.unwrap_or_else(|| self.now());
        let zone = &version_or_first(&policy, now)?.zone;
        let company = self.state(self.hasher.hash(COMPANY))?;
        let check = Check { policy: &policy, company: &company, zone, now };
        let mut fields = fields.clone();
        let known = company.registration(kind.name, id);
        for name in ["control", "recipient"] {
            let named = fields.contains_key(name) || known.is_some_and(|k| k.fields.contains_key(name));
            if kind.required.contains(&name) && !named {
                fields.insert(name.to_owned(), id.to_owned());
            }
        }
        for (name, value) in &fields {
            let (name, form) = check.field(kind, name)?;
            check.value(name, form, value)?;
        }
        for name in kind.required {
            if !fields.contains_key(*name) && known.is_none_or(|k| !k.fields.contains_key(*name)) {
                return Err(Error::invalid(name, format!("it is missing; a `{}` needs it", kind.name)));
            }
        }
        let act = Act::Register { kind: kind.name.to_owned(), id: id.to_owned(), fields };
        self.submit(Request { user: COMPANY.to_owned(), act, at })
    }

    /// What the company registered, of one kind or of all, in the order in which it was registered.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidArgument`] for an unknown kind; store errors.
    pub fn registered(&self, kind: Option<&str>) -> Result<Vec<Registration>, Error> {
        let kind = kind.map(kind_named).transpose()?;
        self.refresh()?;
        let company = self.state(self.hasher.hash(COMPANY))?;
        let of_kind = |entry: &&Registered| kind.is_none_or(|kind| kind.name == entry.kind);
        Ok(company.registered.iter().filter(of_kind).map(view).collect())
    }
}

fn view(entry: &Registered) -> Registration {
    let time = |(value, at): &(String, Timestamp)| StageTime { value: value.clone(), at: *at };
    Registration {
        kind: entry.kind.clone(),
        id: entry.id.clone(),
        fields: entry.fields.clone(),
        times: entry.times.iter().map(time).collect(),
        since: entry.since.at,
        changed: entry.mark.at,
        position: entry.mark.position,
    }
}

fn kind_named(name: &str) -> Result<&'static Kind, Error> {
    KINDS.iter().find(|kind| kind.name == name).ok_or_else(|| {
        let known: Vec<&str> = KINDS.iter().map(|kind| kind.name).collect();
        unknown("kind", name, "is nothing that can be registered", &known)
    })
}

/// An error about a name, with the one that is most like it.
pub(super) fn unknown(argument: &'static str, name: &str, fault: &str, known: &[&str]) -> Error {
    let near = nearest(name, known.iter().copied()).map_or_else(String::new, |near| format!("did you mean `{near}`? "));
    let list = if known.is_empty() { "none".to_owned() } else { known.join(", ") };
    Error::invalid(argument, format!("`{}` {fault}; {near}there are: {list}", quoted(name)))
}

/// The users of a field that lists several.
pub(super) fn users(text: &str) -> impl Iterator<Item = &str> {
    text.split(',').map(str::trim).filter(|user| !user.is_empty())
}

struct Check<'a> {
    policy: &'a Policy,
    company: &'a UserState,
    zone: &'a Zone,
    now: Timestamp,
}

impl<'a> Check<'a> {
    /// The field of a kind. A breach has besides those that the policy wants in a notice.
    fn field(&self, kind: &Kind, name: &str) -> Result<(&'static str, Form), Error> {
        if let Some(field) = kind.fields.iter().find(|(own, _)| *own == name) {
            return Ok(*field);
        }
        let of_notices = || self.policy.versions().iter().flat_map(|v| &v.handling.breach.fields);
        let breach = kind.name == "breach";
        if breach && of_notices().any(|own| own == name) {
            return Ok(("fields", Form::Text));
        }
        let mut known: Vec<&str> = kind.fields.iter().map(|(own, _)| *own).collect();
        known.extend(of_notices().filter(|_| breach).map(String::as_str));
        Err(unknown("fields", name, &format!("is no field of a `{}`", kind.name), &known))
    }

    /// A value has to be what the field means.
    fn value(&self, name: &'static str, form: Form, value: &str) -> Result<(), Error> {
        let wrong = |message: &str| Err(Error::invalid(name, message));
        if value.trim().is_empty() {
            return wrong("it is empty");
        }
        match form {
            Form::Text => Ok(()),
            Form::Instant | Form::Past => match Timestamp::parse(value, self.zone) {
                None => wrong("it is no date; write `2024-10-17` or `2024-10-17T12:00:00Z`"),
                Some(at) if matches!(form, Form::Past) && at > self.now => wrong("it is in the future"),
                Some(_) => Ok(()),
            },
            Form::Flag if matches!(value, "true" | "false") => Ok(()),
            Form::Flag => wrong("it is `true` or `false`"),
            Form::OneOf(known) => among(name, value, known),
            Form::Instrument => among(name, value, &self.instruments()),
            Form::Nodes => words(value).try_for_each(|node| self.node(node)),
            Form::Categories => words(value).try_for_each(|key| self.policy.category(key)),
            Form::Operations => words(value).try_for_each(|word| among(name, word, OPERATIONS)),
            Form::Users if users(value).next().is_none() => wrong("it names nobody"),
            Form::Users if users(value).any(reserved) => wrong("it names no user; a name does not begin so"),
            Form::Addressee if reserved(value) => wrong("it names no user; a name does not begin so"),
            Form::Users | Form::Addressee => Ok(()),
            Form::Breach => {
                let known = self.company.registered.iter().filter(|entry| entry.kind == "breach");
                among(name, value, &known.map(|entry| entry.id.as_str()).collect::<Vec<_>>())
            }
            Form::Control => {
                let known = self.policy.versions().iter().flat_map(|v| v.handling.controls.keys());
                among(name, value, &known.map(String::as_str).collect::<Vec<_>>())
            }
            Form::Recipient => {
                if self.policy.versions().iter().any(|v| v.handling.recipient(value).is_some()) {
                    return Ok(());
                }
                let known = self.policy.versions().iter().flat_map(|v| &v.handling.recipients);
                among(name, value, &known.map(|r| r.key.as_str()).collect::<Vec<_>>())
            }
        }
    }

    /// A purpose, a node above some, a group, or `*`.
    fn node(&self, name: &str) -> Result<(), Error> {
        let declared = |node: &str| node == "*" || self.policy.versions().iter().any(|v| v.groups.contains_key(node));
        if declared(name) { Ok(()) } else { self.policy.ask(name).map(|_| ()) }
    }

    /// The kinds of instrument: those of all policies, and those that a condition of this one names.
    fn instruments(&self) -> Vec<&'a str> {
        let versions = || self.policy.versions().iter();
        let of_purposes = versions().flat_map(|v| &v.purposes).flat_map(|purpose| &purpose.demands);
        let of_rules = versions().flat_map(|v| &v.handling.rules).flat_map(|rule| &rule.demands);
        let of_actors = versions().flat_map(|v| v.handling.actors.values()).flat_map(|actor| &actor.demands);
        let named = |demand: &'a Demand| {
            demand.condition.any.iter().filter_map(|term| match term {
                Term::Instrument(Some(kind)) => Some(kind.as_str()),
                _ => None,
            })
        };
        INSTRUMENTS.iter().copied().chain(of_purposes.chain(of_rules).chain(of_actors).flat_map(named)).collect()
    }
}

fn among(argument: &'static str, value: &str, known: &[&str]) -> Result<(), Error> {
    if known.contains(&value) { Ok(()) } else { Err(unknown(argument, value, "is not known", known)) }
}

/// Whether a name is one that the ledger keeps for itself.
fn reserved(user: &str) -> bool {
    user.starts_with('\0')
}

/// Turns down a user whose name the ledger keeps for itself.
pub(super) fn not_reserved(user: &str) -> Result<(), Error> {
    if reserved(user) {
        return Err(Error::invalid("user", "it begins with a null character; such names are the ledger's own"));
    }
    Ok(())
}
