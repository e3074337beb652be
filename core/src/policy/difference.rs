//! What changes from one version to the next: which purposes are new, gone, wider or narrower.

use serde::Serialize;

use super::compiled::{Alternative, Purpose, Version};

/// The difference of two versions, by purpose.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Difference {
    /// The earlier version.
    pub from: String,
    /// The later version.
    pub to: String,
    /// Whether the later version calls the change material.
    pub material: bool,
    /// Purposes that the earlier version does not have.
    pub added: Vec<String>,
    /// Purposes that the later version does not have.
    pub removed: Vec<String>,
    /// Purposes that may do more than before.
    pub widened: Vec<String>,
    /// Purposes that may do less than before.
    pub narrowed: Vec<String>,
}

/// Compares two versions.
pub fn difference(from: &Version, to: &Version) -> Difference {
    let keys = |version: &Version, keep: &dyn Fn(&Purpose) -> bool| -> Vec<String> {
        version.purposes.iter().filter(|p| keep(p)).map(|p| p.key.to_string()).collect()
    };
    Difference {
        from: from.version.clone(),
        to: to.version.clone(),
        material: to.material,
        added: keys(to, &|p| from.purpose(&p.key).is_none()),
        removed: keys(from, &|p| to.purpose(&p.key).is_none()),
        widened: keys(to, &|p| from.purpose(&p.key).is_some_and(|old| is_wider(p, old))),
        narrowed: keys(to, &|p| from.purpose(&p.key).is_some_and(|old| is_wider(old, p))),
    }
}

/// Whether a purpose may do something that another may not.
pub(super) fn is_wider(new: &Purpose, old: &Purpose) -> bool {
    let same = |a: &Alternative, b: &Alternative| {
        a.support == b.support && (b.kind.is_none() || a.kind == b.kind) && (b.after_withdrawal || !a.after_withdrawal)
    };
    new.categories.iter().any(|category| !old.permits(category))
        || new.alternatives.iter().any(|a| !old.alternatives.iter().any(|b| same(a, b)))
        || new.forms.iter().any(|form| !old.forms.contains(form))
        || (new.raw && !old.raw)
        || (!new.optional && old.optional)
}
