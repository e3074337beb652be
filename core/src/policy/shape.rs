//! The shapes that a field can have; one description serves the checker and the JSON Schema.

/// What a value has to look like.
#[derive(Debug, Clone, Copy)]
pub enum Shape {
    /// Any string.
    Text,
    /// True or false.
    Flag,
    /// A whole number in a range, both ends included.
    Integer(i64, i64),
    /// A date `2024-10-17` or an instant `2024-10-17T00:00:00Z`.
    Instant,
    /// The name of a time zone.
    Zone,
    /// A calendar duration of ISO 8601: `P1Y`.
    Duration,
    /// One of these words.
    OneOf(&'static [&'static str]),
    /// A declared purpose or a node above one.
    PurposeNode,
    /// A category of the taxonomy or of the policy's own, or a node above one.
    Category,
    /// A declared notice.
    Notice,
    /// A declared signal.
    Signal,
    /// A declared overlay.
    OverlayName,
    /// A declared recipient.
    Recipient,
    /// A condition: `attest:encryption`, `instrument or justification`, `record:course_completed`.
    Condition,
    /// The name of an event.
    Event,
    /// `session`, or a duration.
    Lifetime,
    /// The code of a reason.
    ReasonCode,
    /// What is done to a value: `mask`, `truncate:3`.
    Transform,
    /// A country, a subdivision or a region of the law data.
    Residence,
    /// A list of such values.
    List(&'static Shape),
    /// A table with free keys.
    Map(KeyKind, &'static Shape),
    /// A table with these fields.
    Table(&'static [Field]),
    /// Any of these.
    Either(&'static [Shape]),
}

/// What the free keys of a table name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyKind {
    /// Declares a purpose.
    Purpose,
    /// A category: the table adds or changes it.
    Category,
    /// A category that has to be known.
    KnownCategory,
    /// A name of the author's.
    Name,
    /// A country or subdivision, or `default`.
    ResidenceOrDefault,
    /// The place of a field in a record; every key is one, also `note` and `clauses`.
    FieldPath,
}

/// A field of a table.
#[derive(Debug, Clone, Copy)]
pub struct Field {
    /// Its key.
    pub name: &'static str,
    /// What its value looks like.
    pub shape: Shape,
    /// Whether a table without it is faulty.
    pub required: bool,
    /// What it means, for editors.
    pub doc: &'static str,
}

/// A field that may be left out.
pub(super) const fn field(name: &'static str, shape: Shape, doc: &'static str) -> Field {
    Field { name, shape, required: false, doc }
}

/// A field that has to be there.
pub(super) const fn required(name: &'static str, shape: Shape, doc: &'static str) -> Field {
    Field { name, shape, required: true, doc }
}

/// The fields of two lists, for a table that two files describe; `N` is the sum of their lengths.
pub(super) const fn joined<const N: usize>(first: &[Field], second: &[Field]) -> [Field; N] {
    let mut all = [field("", Shape::Text, ""); N];
    let mut at = 0;
    while at < N {
        all[at] = if at < first.len() { first[at] } else { second[at - first.len()] };
        at += 1;
    }
    all
}
