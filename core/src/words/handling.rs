//! Words for how data are handled: operations, forms, origins.

/// What may be done with data, as `operation` names it.
pub const OPERATIONS: &[&str] = &[
    "use", "collect", "store", "read", "set", "share", "forward", "disclose", "transfer", "solicit", "derive",
    "combine", "inspect", "verify", "delete", "sell", "rent", "trade",
];

/// The forms that data may have, as `form` names them.
pub const FORMS: &[&str] = &["raw", "pseudonymised", "aggregated", "anonymised"];

/// The origins that data may have, as `source` names them.
pub const SOURCES: &[&str] = &["direct", "observed", "third_party", "public", "inferred"];

/// Events that mean something in every policy; a policy adds its own by naming them.
pub const EVENTS: &[&str] = &[
    "account_closed",
    "account_terminated",
    "account_reopened",
    "last_active",
    "feature_activated",
    "feature_deactivated",
    "declined",
    "provided",
    "linked",
    "unlinked",
    "contact_bounced",
    "contact_confirmed",
    "technology_set",
    "technology_cleared",
    "session_ended",
    "unsubscribed",
];
