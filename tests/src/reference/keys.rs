//! Dotted keys: which lies below which.

/// Whether a key is another key or lies below it.
pub(super) fn at_or_below(upper: &str, key: &str) -> bool {
    upper == key || below(upper, key)
}

/// Whether a key lies below another by its dots.
pub(super) fn below(upper: &str, key: &str) -> bool {
    key.strip_prefix(upper).is_some_and(|rest| rest.starts_with('.'))
}

/// A key and the keys above it: `a.b.c`, `a.b`, `a`.
pub(super) fn prefixes(key: &str) -> impl Iterator<Item = &str> {
    std::iter::successors(Some(key), |key| key.rsplit_once('.').map(|(above, _)| above))
}
