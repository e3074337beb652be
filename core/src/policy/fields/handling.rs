//! Fields of what is done with data: rules, recipients, transfers, retention, collection, actors, rights, breaches.

use super::{CLAUSES, NODES, NOTE, TEXTS};
use crate::policy::shape::KeyKind::Name;
use crate::policy::shape::Shape::{
    Category, Condition, Duration, Event, Flag, Instant, Integer, Lifetime, List, Map, OneOf, OverlayName, PurposeNode,
    ReasonCode, Recipient, Residence, Table, Text,
};
use crate::policy::shape::{Field, Shape, field, required};
use crate::words::{FORMS, OPERATIONS, SOURCES};

const CATEGORIES: Shape = List(&Category);
const CONDITIONS: Shape = List(&Condition);
const SOURCE_LIST: Shape = List(&OneOf(SOURCES));
const OPERATION_LIST: Shape = List(&OneOf(OPERATIONS));
const FORM_LIST: Shape = List(&OneOf(FORMS));

/// Fields of `[rules.…]`.
const RULE: &[Field] = &[
    field("purposes", NODES, "purposes that it is about; none: every one"),
    field("except_purposes", NODES, "purposes that it is not about"),
    field("categories", CATEGORIES, "only when one of these is to be used"),
    field(
        "levels",
        List(&OneOf(&["public", "internal", "confidential", "restricted"])),
        "only for data of this sensitivity",
    ),
    field("operations", OPERATION_LIST, "only for these operations"),
    field("sources", SOURCE_LIST, "only for data of this origin"),
    field("forms", FORM_LIST, "only for data of this form"),
    field("contents", TEXTS, "only for this content"),
    field("channels", TEXTS, "only over these channels"),
    field("devices", TEXTS, "only on these devices"),
    field("recipients", TEXTS, "only for these recipients, by key or by role"),
    field("technologies", TEXTS, "only by way of these technologies, by key or by class"),
    field("collection_points", TEXTS, "only for data of these collection points"),
    field("actors", TEXTS, "only for actors of these roles"),
    field("kinds", TEXTS, "only for users of these kinds"),
    field("roles", List(&OneOf(&["own", "custodian"])), "only for data that are held in this role"),
    field("overlays", List(&OverlayName), "only for residences under these overlays"),
    field("with_reference", Flag, "true: only when the question names a reference"),
    field("unless", CONDITIONS, "a question for which one of these holds is none of the rule's"),
    field("require", CONDITIONS, "what has to be true, else the question is denied"),
    field("reason", ReasonCode, "the reason of that denial; each condition has one of its own"),
    field("obligations", TEXTS, "what an allowance obliges to, `kind` or `kind:subject`"),
    field(
        "transform",
        Shape::Transform,
        "what is done to the values before the purpose sees them: `mask`, `hash`, `network`",
    ),
    CLAUSES,
    NOTE,
];

/// Fields of `[kinds.…]`.
const KIND: &[Field] = &[
    field("purposes", NODES, "the only purposes that may run for such a person"),
    field("reason", ReasonCode, "the reason of other denials; `purpose_bound_source` by default"),
    field("description", Text, "for people"),
    CLAUSES,
    NOTE,
];

/// The roles that a recipient may have.
pub const RECIPIENT_ROLES: &[&str] = &[
    "processor",
    "subprocessor",
    "controller",
    "third_party",
    "affiliate",
    "partner",
    "authority",
    "successor",
    "integration",
    "organisation",
    "user",
    "counsel",
    "public",
];

/// Fields of `[recipients."…"]`.
const RECIPIENT: &[Field] = &[
    field("name", Text, "for people"),
    required("role", OneOf(RECIPIENT_ROLES), "in which role it receives the data (GDPR Art. 4(7) to (10))"),
    field("purposes", NODES, "what it may use the data for"),
    field("categories", CATEGORIES, "what it may receive, each with all below it"),
    field("forms", FORM_LIST, "the only forms that it may receive"),
    field("country", Residence, "where it processes the data"),
    field("agreement", Text, "reference of the agreement (GDPR Art. 28(3))"),
    field("bound_by", Text, "the policy that it is bound to honour"),
    field("mechanism", OneOf(MECHANISMS), "the transfer mechanism in force"),
    field("mechanism_reference", Text, "reference of the signed mechanism"),
    field("transfer_agreement", Text, "reference of the agreement on transfers"),
    field("group", OneOf(&["own", "other"]), "own: a company of the same group (GDPR Art. 47)"),
    field("reviewed_at", Instant, "when it was reviewed last"),
    field("review_interval", Duration, "how often it is to be reviewed"),
    field("own_use", Flag, "it uses the data for purposes of its own"),
    field(
        "technology",
        Text,
        "the technology by which it receives the data: that one's switch, choices and consents hold",
    ),
    field("matches_reference", Flag, "the part behind `*` has to be the reference that the question names"),
    field("policy_url", Text, "its own privacy policy"),
    field("address", Text, "its address"),
    field("business", Text, "what its business is"),
    CLAUSES,
    NOTE,
];

/// The transfer mechanisms (GDPR Art. 45 to 49).
pub const MECHANISMS: &[&str] = &["adequacy", "scc", "bcr", "certification", "code_of_conduct", "consent", "contract"];

/// Fields of `[sharing]`.
const SHARING: &[Field] = &[
    field("agreement_for", List(&OneOf(RECIPIENT_ROLES)), "roles that need an agreement"),
    field("bound_for", List(&OneOf(RECIPIENT_ROLES)), "roles that have to be bound to a policy"),
    field("review_interval", Duration, "how often recipients are reviewed that say nothing else"),
    field("review_overdue", OneOf(&["deny", "warn"]), "what an overdue review does"),
    CLAUSES,
    NOTE,
];

/// Fields of `[transfers]`.
const TRANSFERS: &[Field] = &[
    field("mechanisms", List(&OneOf(MECHANISMS)), "mechanisms that serve where no overlay says another"),
    field(
        "without_rule",
        OneOf(&["deny", "allow"]),
        "a residence for which neither this table nor an overlay names a mechanism",
    ),
    field("agreement_abroad", Flag, "recipients abroad need a transfer agreement besides"),
    field(
        "adequacy",
        List(&Table(&[
            required("country", Residence, "the country"),
            field("from", Instant, "first day on which it is on the list"),
            field("until", Instant, "first day on which it is not any more"),
            field("source", Text, "where that is from"),
        ])),
        "adequacy decisions that override the law data",
    ),
    CLAUSES,
    NOTE,
];

const CLOCK: &[Field] = &[
    required("after", Event, "the event that starts the clock"),
    field("keep", Duration, "how long from then; none: it ends at once"),
];

/// Fields of `[retention.…]`.
const RETENTION: &[Field] = &[
    field("categories", CATEGORIES, "the data; none: all that no other rule names, in `default`"),
    field("purposes", NODES, "the uses that end; none: every one"),
    field("except_purposes", NODES, "uses that do not end by this rule"),
    field("after", Event, "the event that starts the clock"),
    field("keep", Duration, "how long from then; none: it ends at once"),
    field("clocks", List(&Table(CLOCK)), "several clocks"),
    field("ends", OneOf(&["earliest", "latest"]), "which of several clocks ends it"),
    field("permits", NODES, "the only purposes that go on once a clock runs"),
    field("floor", Flag, "true: a law wants it kept so long; it goes before an erasure"),
    field("then", OneOf(&["delete", "anonymise", "isolate"]), "what is done at the end"),
    field("suppression", Flag, "true: a record stays so that the person is not added again"),
    field("location", Text, "where these copies lie: `backup`"),
    field("rationale", Text, "the factors behind the period"),
    CLAUSES,
    NOTE,
];

/// Fields of `[collection_points.…]`.
const COLLECTION_POINT: &[Field] = &[
    field("purposes", NODES, "what may be collected for here; none: every purpose"),
    field("categories", CATEGORIES, "what may be collected here"),
    field("description", Text, "for people"),
    CLAUSES,
    NOTE,
];

/// Fields of `[actors.…]`.
const ACTOR: &[Field] = &[
    field("purposes", NODES, "what the role may work for"),
    field("categories", CATEGORIES, "what the role may see; none: what the purpose may use"),
    field("operations", OPERATION_LIST, "what the role may do; none: everything"),
    field("require", CONDITIONS, "what has to be true for the role"),
    field("description", Text, "for people"),
    CLAUSES,
    NOTE,
];

/// Fields of `[rights.…]`.
const RIGHT: &[Field] = &[
    field("overlays", List(&OverlayName), "only for residences under these overlays"),
    field("deadline", Duration, "by when it is answered, from receipt"),
    field("frequency", OneOf(&["calendar_year"]), "how often it may be exercised: once in each"),
    field("verify", Flag, "the requester's identity has to be verified before it is fulfilled"),
    field("verified_channels", TEXTS, "channels that verify the requester by themselves"),
    field("channels", TEXTS, "channels by which it may come; none: any"),
    field("subjects", TEXTS, "subject lines that mean it"),
    field("owner", Text, "who handles it"),
    field("reply_via", Text, "the channel by which it is answered"),
    field("categories", CATEGORIES, "data that the user may see or change without a case"),
    field("require", CONDITIONS, "what has to be true before it is fulfilled"),
    CLAUSES,
    NOTE,
];

/// Fields of `[breach]`.
const BREACH: &[Field] = &[
    field("authority", Duration, "by when the authority is told, from detection (GDPR Art. 33)"),
    field("subjects", Duration, "by when the users are told, from detection (GDPR Art. 34)"),
    field("when", OneOf(&["risk", "always"]), "risk: only a breach that is a risk"),
    field("fields", TEXTS, "what a notice has to say"),
    CLAUSES,
    NOTE,
];

/// Fields of `[controls.…]`.
const CONTROL: &[Field] = &[
    field("interval", Duration, "how often it is to be shown"),
    field("description", Text, "for people"),
    CLAUSES,
    NOTE,
];

/// Fields of `[business_transfer]`.
const BUSINESS_TRANSFER: &[Field] = &[
    required("purposes", NODES, "purposes that need an open transaction"),
    required(
        "stages",
        Map(
            Name,
            &Table(&[
                field("forms", FORM_LIST, "the only forms in which data may go at this stage"),
                field("obligations", TEXTS, "what an allowance obliges to"),
                CLAUSES,
                NOTE,
            ]),
        ),
        "the stages at which data may go",
    ),
    CLAUSES,
    NOTE,
];

/// Fields that purposes have for how data may be handled.
pub(super) const OF_PURPOSE: &[Field] = &[
    field(
        "sources",
        SOURCE_LIST,
        "origins of data that it may use; none: all but those under `[provenance] listed_only`",
    ),
    field("needs", CATEGORIES, "data without which it can't run"),
    field(
        "consent_scope",
        OneOf(&["purpose", "recipient"]),
        "recipient: only a consent to exactly this recipient serves",
    ),
    field("min_group", Integer(1, 1_000_000), "the smallest group behind an aggregated figure"),
    field("impact", Text, "what the user loses by refusing it"),
    field("requires", CONDITIONS, "what has to be true, else the question is denied"),
];

/// Fields that categories have for how data may be handled.
pub(super) const OF_CATEGORY: &[Field] = &[
    field("source", OneOf(SOURCES), "its origin where a question names none"),
    field("sources", SOURCE_LIST, "the only origins that it may have"),
    field("personal", Flag, "false: it identifies nobody while it is linked to nobody"),
    field("linked_becomes", Category, "the category that it is once it is linked to a person"),
    field("produced_by", PurposeNode, "the purpose whose refusals reach every use of it"),
    field("derived_from", CATEGORIES, "the only categories that it may be derived from"),
    field("co_subject", OneOf(&["redact"]), "it involves other people, whom an export leaves out"),
    field("caveat", Text, "what an erasure can't reach"),
];

/// Fields that technologies have besides class and purposes.
pub(super) const OF_TECHNOLOGY: &[Field] = &[
    field("party", OneOf(&["first", "third"]), "whose it is"),
    field("owner", Recipient, "the recipient behind it"),
    field("lifetime", Lifetime, "`session`, or how long it may live"),
    field("activation", Text, "the feature that the user has to have activated"),
    field(
        "basis",
        OneOf(&["contract", "legitimate_interest", "user_instruction"]),
        "what its use rests on, in place of the purpose's basis",
    ),
    field("closes", NODES, "purposes that a refusal of it closes too"),
];

/// Tables of the document.
pub(super) const TABLES: &[Field] = &[
    field("rules", Map(Name, &Table(RULE)), "what is demanded of a question, and what an allowance obliges to"),
    field("kinds", Map(Name, &Table(KIND)), "kinds of people who are no ordinary users"),
    field("recipients", Map(Name, &Table(RECIPIENT)), "the closed list of recipients"),
    field("sharing", Table(SHARING), "what recipients have to bring"),
    field("transfers", Table(TRANSFERS), "what lets data go to another country"),
    field("retention", Map(Name, &Table(RETENTION)), "how long data are kept"),
    field("collection_points", Map(Name, &Table(COLLECTION_POINT)), "where data are collected"),
    field("actors", Map(Name, &Table(ACTOR)), "who may work with the data"),
    field("rights", Map(Name, &Table(RIGHT)), "what users may ask for"),
    field("breach", Table(BREACH), "who is told of a breach, and by when"),
    field("controls", Map(Name, &Table(CONTROL)), "measures that evidence is kept of"),
    field("business_transfer", Table(BUSINESS_TRANSFER), "mergers, acquisitions, financing"),
    field(
        "provenance",
        Table(&[
            field("listed_only", SOURCE_LIST, "origins that a purpose may use only when it lists them"),
            CLAUSES,
            NOTE,
        ]),
        "where data are from",
    ),
    field(
        "deidentified",
        Table(&[
            field("min_group", Integer(1, 1_000_000), "the smallest group behind an aggregated figure"),
            CLAUSES,
            NOTE,
        ]),
        "what counts as aggregated",
    ),
    field(
        "events",
        Table(&[field("names", TEXTS, "events that the application records"), CLAUSES, NOTE]),
        "what may happen",
    ),
];
