//! Dotted keys of purposes and categories: form, prefixes, cover, and the nearest declared name.

/// A dotted key such as `marketing.email`: segments of `a-z`, `0-9` and `_`, joined by dots.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Key<'a>(&'a str);

impl<'a> Key<'a> {
    /// Reads a key; `None` when its form is wrong.
    pub fn parse(text: &'a str) -> Option<Self> {
        let good = |segment: &str| {
            !segment.is_empty() && segment.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_')
        };
        (text.len() <= 200 && text.split('.').all(good)).then_some(Self(text))
    }

    /// The text of the key.
    pub fn as_str(self) -> &'a str {
        self.0
    }
}

/// The dotted prefixes of a key, the shortest first, without the key itself.
pub fn prefixes(key: &str) -> impl Iterator<Item = &str> {
    key.match_indices('.').filter_map(|(at, _)| key.get(..at))
}

/// Whether `node` is `key` or one of its dotted prefixes.
pub fn covers(node: &str, key: &str) -> bool {
    key.strip_prefix(node).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
}

/// The candidate most like `name`, when one is like enough to be what was meant.
pub fn nearest<'a>(name: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    // a very long name is no typing mistake, and comparing it would take quadratic time
    if name.len() > 200 {
        return None;
    }
    let lower = name.to_lowercase();
    candidates
        .into_iter()
        .map(|candidate| {
            let mut likeness = strsim::jaro_winkler(&lower, candidate);
            let last = candidate.rsplit('.').next().unwrap_or(candidate);
            if last == lower {
                likeness = likeness.max(0.95);
            }
            (likeness, candidate)
        })
        .filter(|(likeness, _)| *likeness > 0.8)
        .max_by(|a, b| a.0.total_cmp(&b.0).then_with(|| b.1.cmp(a.1)))
        .map(|(_, candidate)| candidate)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_have_one_form() {
        assert!(Key::parse("marketing.email").is_some());
        for wrong in ["", ".", "a..b", "Marketing", "a b", "a.", "é"] {
            assert!(Key::parse(wrong).is_none(), "{wrong:?}");
        }
    }

    #[test]
    fn a_node_covers_itself_and_what_lies_below() {
        assert!(covers("marketing", "marketing.email"));
        assert!(covers("marketing.email", "marketing.email"));
        assert!(!covers("market", "marketing.email"));
        assert_eq!(prefixes("a.b.c").collect::<Vec<_>>(), ["a", "a.b"]);
    }

    #[test]
    fn the_nearest_name_is_found() {
        let names = ["marketing.email", "marketing.phone", "essential.service.account"];
        assert_eq!(nearest("marketing.emial", names), Some("marketing.email"));
        assert_eq!(nearest("account", names), Some("essential.service.account"));
        assert_eq!(nearest("zzz", names), None);
    }
}
