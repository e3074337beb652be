//! The fields of the policy language: the one table that the checker and the JSON Schema are made from.

mod data;
mod handling;

use super::shape::KeyKind::{Category as CategoryKey, KnownCategory, Name, Purpose as PurposeKey, ResidenceOrDefault};
use super::shape::Shape::{
    Category, Duration, Either, Flag, Instant, Integer, List, Map, Notice, OneOf, OverlayName, PurposeNode, Recipient,
    Residence, Signal, Table, Text, Zone,
};
pub use super::shape::{Field, KeyKind, Shape};
use super::shape::{field, joined, required};
use crate::words::FRAMEWORKS;
pub use handling::{MECHANISMS, RECIPIENT_ROLES};

/// The six legal bases of GDPR Art. 6(1).
pub const BASES: &[&str] =
    &["consent", "contract", "legal_obligation", "legitimate_interest", "vital_interest", "public_task"];

/// The legal bases and the two grounds that rest on none of them.
const SUPPORTS: &[&str] = &[
    "consent",
    "contract",
    "legal_obligation",
    "legitimate_interest",
    "vital_interest",
    "public_task",
    "user_instruction",
    "anonymous",
];

const TEXTS: Shape = List(&Text);
const NODES: Shape = List(&PurposeNode);
const CLAUSES: Field = field("clauses", TEXTS, "ids of the clauses that this table carries out");
const NOTE: Field = field("note", Text, "how an ambiguity of the text is read here; warnings show it");

const ALTERNATIVE: &[Field] = &[
    required("basis", OneOf(SUPPORTS), "the legal basis or ground"),
    field(
        "when",
        Table(&[
            field("kind", Text, "holds only for users of this kind"),
            field("overlays", List(&OverlayName), "holds only for residences under one of these overlays"),
        ]),
        "the users for whom it may hold",
    ),
    field("stated", Flag, "false: the text does not name it; reports say that it is inferred"),
    field("after_withdrawal", Flag, "false: does not serve once consent to the purpose was withdrawn"),
    NOTE,
];

/// Fields of `[policy]`.
pub const POLICY: &[Field] = &[
    required("id", Text, "key of the policy: lower case, digits, `-`"),
    required("version", Text, "name of this version, unique within the policy"),
    field("title", Text, "for people"),
    required("effective_from", Instant, "when it comes into force"),
    field("date_source", OneOf(&["stated", "inferred", "author"]), "where that date is from"),
    field("posted_at", Instant, "when it was published"),
    field("time_zone", Zone, "zone in which dates and birthdays begin; UTC by default"),
    field("replaces", Text, "version that this one follows"),
    field("material", Flag, "the change is material"),
    field(
        "change_notice",
        OneOf(&["none", "advisory", "user"]),
        "who must have seen a material change before new or widened purposes run",
    ),
    field("next_review", Instant, "when the policy is to be reviewed"),
    field("surfaces", TEXTS, "sites, apps and features that it governs"),
    field("governing_law", Text, "metadata"),
    field("bases", List(&OneOf(BASES)), "the closed set of legal bases"),
    required("contact", Map(Name, &Text), "contacts by name"),
    CLAUSES,
    NOTE,
];

const OWN_PURPOSE: &[Field] = &[
    field("description", Text, "for people"),
    field("basis", List(&Either(&[OneOf(SUPPORTS), Table(ALTERNATIVE)])), "ordered alternatives"),
    field("categories", List(&Category), "data categories it may use, each with all below it"),
    field("optional", Flag, "an opt-out or a signal can end it"),
    field("objectable", Flag, "an objection suspends it (GDPR Art. 21)"),
    field("direct_marketing", Flag, "an objection is absolute (GDPR Art. 21(3))"),
    field("under_restriction", Flag, "goes on while the user's data are restricted"),
    field("after_closure", Flag, "goes on when the account is closed"),
    field("parent", PurposeNode, "a further node whose opt-outs, objections and withdrawals reach this purpose"),
    field("forms", List(&OneOf(&["aggregated", "anonymised"])), "de-identified forms it accepts"),
    field("raw", Flag, "false: only the de-identified forms pass"),
    field("content", TEXTS, "classes of content it may carry"),
    field("consent_expires", Duration, "term of a consent"),
    field("obligations", TEXTS, "what an allowance obliges to"),
    field("mode", OneOf(&["enforce", "observe"]), "observe: denials are allowed and told"),
    CLAUSES,
    NOTE,
];

/// Fields of `[purposes."…"]`.
pub const PURPOSE: &[Field] =
    &joined::<{ OWN_PURPOSE.len() + handling::OF_PURPOSE.len() }>(OWN_PURPOSE, handling::OF_PURPOSE);

const OWN_CATEGORY: &[Field] = &[
    field(
        "level",
        OneOf(&["public", "internal", "confidential", "restricted"]),
        "sensitivity; required for a category of the policy's own",
    ),
    field("special", Flag, "needs explicit consent or a legal obligation (GDPR Art. 9)"),
    field("forbid", TEXTS, "operations that are denied, or `*`"),
    field("description", Text, "for people"),
    CLAUSES,
    NOTE,
];

const CATEGORY: &[Field] =
    &joined::<{ OWN_CATEGORY.len() + handling::OF_CATEGORY.len() }>(OWN_CATEGORY, handling::OF_CATEGORY);

const AGE: &[Field] = &[
    field("minimum", Integer(0, 120), "years; below it the user may not be processed"),
    field("residence", OneOf(&["ignore", "max"]), "max: the residence's age of digital consent raises the minimum"),
    field("residence_unknown", OneOf(&["minimum", "highest"]), "what `max` takes without a residence"),
    field("unknown", OneOf(&["deny", "allow"]), "a user of whose age nothing is known"),
    field("below_minimum", OneOf(&["deny", "guardian"]), "guardian: a verified guardian's grant unlocks a purpose"),
    field("guardian_notice", Notice, "notice under which a guardian's grant is given"),
    field("screen_notice", Notice, "notice that is owed when an age screen shows a user below the minimum"),
    field(
        "on_discovery",
        List(&OneOf(&["erase", "terminate_account", "notify"])),
        "obligations when a user below the minimum is found",
    ),
    CLAUSES,
    NOTE,
];

const CHILD: &[Field] = &[
    field("below", Integer(0, 120), "years below which a user is a child here"),
    field("forbid", List(&Category), "categories that no consent unlocks for a child"),
    field(
        "allow",
        Map(KnownCategory, &NODES),
        "the only categories that may be used for a child, each with its purposes",
    ),
    field("purposes", NODES, "purposes that may run for a child without data of their own"),
    CLAUSES,
    NOTE,
];

const SIGNAL: &[Field] = &[
    field("denies", NODES, "purposes and nodes that the signal refuses"),
    field("technologies", TEXTS, "classes of technology that it refuses"),
    field("forgets", NODES, "purposes and nodes whose earlier consents it ends"),
    field("overridden_by", OneOf(&["nothing", "later_explicit_consent"]), "what goes before the signal"),
    field("recipients", List(&Recipient), "the only recipients that it is about"),
    field("string", OneOf(FRAMEWORKS), "the consent string that it is read from"),
    field("bits", TEXTS, "what of that string switches it on: `purpose:3`, `vendor:755`, `usnat:sale_opt_out`"),
    CLAUSES,
    NOTE,
];

const OWN_TECHNOLOGY: &[Field] = &[
    required("class", Text, "essential, performance, functional, advertising, …"),
    required("purposes", NODES, "what it serves"),
    field("consent", OneOf(&["none", "required"]), "required: needs consent whatever the purpose's basis"),
    field("description", Text, "for people"),
    CLAUSES,
    NOTE,
];

const TECHNOLOGY: &[Field] =
    &joined::<{ OWN_TECHNOLOGY.len() + handling::OF_TECHNOLOGY.len() }>(OWN_TECHNOLOGY, handling::OF_TECHNOLOGY);

const NOTICE: &[Field] = &[
    field("purposes", NODES, "purposes that want it shown"),
    field("required", Flag, "true: without it they are denied"),
    field("below", Integer(0, 120), "years; only users who are, or may be, younger want it shown"),
    field("title", Text, "for people"),
    CLAUSES,
    NOTE,
];

const OVERLAY: &[Field] = &[
    field("residences", List(&Residence), "countries, subdivisions and regions"),
    field("default", Flag, "holds for a residence that no overlay lists"),
    field("consent_for", NODES, "purposes that rest on consent here"),
    field("technology_consent_for", TEXTS, "classes of technology that need consent here"),
    field("special", List(&Category), "categories that are special here"),
    field("minimum_age", Integer(0, 120), "years; raises the minimum"),
    field("binding_signals", List(&Signal), "signals that nothing overrides here"),
    field("transfer_mechanisms", List(&OneOf(MECHANISMS)), "the only transfer mechanisms that serve here"),
    field("within", List(&Residence), "countries to which no mechanism is needed from here"),
    field("no_sharing_with", List(&OneOf(RECIPIENT_ROLES)), "roles of recipients that get no data from here"),
    field("rights_deadline", Duration, "by when requests are answered, where the policy says nothing shorter"),
    field("rights", TEXTS, "rights that residents have besides those of the policy"),
    field("without_rights", TEXTS, "rights that residents do not have"),
    field("breach_authority", Duration, "by when the authority is told of a breach"),
    field("breach_subjects", Duration, "by when the users are told of a breach"),
    field("complaint_to", Text, "the authority that users may complain to"),
    CLAUSES,
    NOTE,
];

const OWN_TABLES: &[Field] = &[
    required("policy", Table(POLICY), "which policy this is, and when it holds"),
    field("purposes", Map(PurposeKey, &Table(PURPOSE)), "why data is processed"),
    field(
        "categories",
        Map(CategoryKey, &Table(CATEGORY)),
        "categories that differ from the taxonomy, or are added to it",
    ),
    field("age", Table(AGE), "the age gate"),
    field(
        "digital_consent",
        Map(ResidenceOrDefault, &Integer(0, 120)),
        "ages of digital consent that override the law data",
    ),
    field("child", Table(CHILD), "what may be done with a child's data"),
    field("groups", Map(Name, &NODES), "one name for several nodes"),
    field("signals", Map(Name, &Table(SIGNAL)), "what browsers, devices and registers say for a user"),
    field(
        "tracking",
        Table(&[field("enabled", Flag, "false: every technology is denied"), CLAUSES, NOTE]),
        "the switch for all technologies",
    ),
    field("technologies", Map(Name, &Table(TECHNOLOGY)), "cookies, tags and SDKs"),
    field("notices", Map(Name, &Table(NOTICE)), "notices that users are shown"),
    field(
        "restriction",
        Table(&[field("grounds", TEXTS, "the closed list of grounds"), CLAUSES, NOTE]),
        "GDPR Art. 18",
    ),
    field(
        "residence",
        Table(&[
            field("order", List(&OneOf(&["registered", "billing", "ip"])), "which of several facts decides"),
            field("unknown", Either(&[OneOf(&["strictest"]), List(&OverlayName)]), "overlays without a residence"),
            CLAUSES,
            NOTE,
        ]),
        "how the residence is found",
    ),
    field("overlays", Map(Name, &Table(OVERLAY)), "what is stricter for some residences"),
];

const OF_DATA: &[Field] = &joined::<{ handling::TABLES.len() + data::TABLES.len() }>(handling::TABLES, data::TABLES);

/// The whole document.
pub const DOCUMENT: &[Field] = &joined::<{ OWN_TABLES.len() + OF_DATA.len() }>(OWN_TABLES, OF_DATA);
