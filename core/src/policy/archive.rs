//! All loaded versions of one policy, and which of them is in force.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::asked::{Asked, Names};
use super::compiled::{Purpose, Version};
use super::diagnostic::{Diagnostic, Place, Severity};
use super::difference::{Difference, difference, is_wider};
use crate::error::{Error, quoted};
use crate::words::{Taxonomy, Timestamp, covers, nearest, prefixes};

/// The loaded versions of one policy, the earliest first.
#[derive(Debug, Clone)]
pub struct Policy {
    versions: Vec<Arc<Version>>,
    asked: Names,
    keys: Vec<Arc<str>>,
}

impl Policy {
    /// Puts versions in order and works out which purposes each of them changed.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidArgument`] when there is none, when they are of different policies, when two share a name or a date, or when one
    /// replaces a version that comes into force no earlier.
    pub fn new(versions: Vec<Version>) -> Result<Self, Error> {
        let mut versions = versions;
        versions.sort_by_key(|v| v.effective_from);
        let first = versions.first().ok_or_else(|| Error::invalid("policy", "no policy was given"))?;
        let id = first.id.clone();
        if let Some(other) = versions.iter().find(|v| v.id != id) {
            let message = format!("`{id}` and `{}` are different policies; open an engine for each", other.id);
            return Err(Error::invalid("policy", message));
        }
        for (at, version) in versions.iter().enumerate() {
            for later in versions.iter().skip(at + 1) {
                if later.version == version.version || later.effective_from == version.effective_from {
                    let message = format!("versions `{}` and `{}` share a name or a date", version.label, later.label);
                    return Err(Error::invalid("policy", message));
                }
            }
            let replaced = version.replaces.as_ref();
            if let Some(later) = versions.iter().skip(at).find(|later| Some(&later.version) == replaced) {
                let message = format!(
                    "version `{}` replaces `{}`, which comes into force no earlier; correct `replaces` or `effective_from`",
                    version.label, later.label
                );
                return Err(Error::invalid("policy", message));
            }
        }
        rank(&mut versions);
        let mut asked: BTreeMap<&str, Asked> = BTreeMap::new();
        let mut keys: Vec<Arc<str>> = Vec::new();
        for purpose in versions.iter().flat_map(|v| &v.purposes) {
            if !matches!(asked.get(&*purpose.key), Some(Asked::Purpose(_))) {
                asked.insert(&purpose.key, Asked::Purpose(u32::try_from(keys.len()).unwrap_or(u32::MAX)));
                keys.push(purpose.key.clone());
            }
            for node in prefixes(&purpose.key) {
                asked.entry(node).or_insert(Asked::Node);
            }
        }
        let asked = Names::new(asked);
        Ok(Self { versions: versions.into_iter().map(Arc::new).collect(), asked, keys })
    }

    /// Key of the policy.
    pub fn id(&self) -> &str {
        self.versions.first().map_or("", |v| &v.id)
    }

    /// All versions, the earliest first.
    pub fn versions(&self) -> &[Arc<Version>] {
        &self.versions
    }

    /// The version in force at an instant.
    pub fn in_force(&self, at: Timestamp) -> Option<&Arc<Version>> {
        self.versions.iter().rev().find(|v| v.effective_from <= at)
    }

    /// When the next version after an instant comes into force.
    pub fn next_change(&self, at: Timestamp) -> Option<Timestamp> {
        self.versions.iter().map(|v| v.effective_from).find(|from| *from > at)
    }

    /// The rank of a version by its name; none when it is not loaded.
    pub fn rank(&self, version: &str) -> Option<usize> {
        self.versions.iter().position(|v| v.version == version)
    }

    /// The purposes of all versions, by number.
    pub fn keys(&self) -> &[Arc<str>] {
        &self.keys
    }

    /// What a name means; none when it means nothing.
    #[inline(always)]
    pub fn find(&self, name: &str) -> Option<Asked> {
        self.asked.get(name)
    }

    /// What a name means.
    ///
    /// # Errors
    ///
    /// [`Error::UnknownPurpose`], with the nearest declared name.
    pub fn ask(&self, name: &str) -> Result<Asked, Error> {
        self.find(name).ok_or_else(|| self.unknown(name))
    }

    #[cold]
    fn unknown(&self, name: &str) -> Error {
        Error::UnknownPurpose { purpose: quoted(name), nearest: nearest(name, self.asked.names()).map(String::from) }
    }

    /// Checks that a category, or a node above some, is known.
    ///
    /// # Errors
    ///
    /// [`Error::UnknownCategory`], with the nearest known name.
    pub fn category(&self, key: &str) -> Result<(), Error> {
        let taxonomy = Taxonomy::common()?;
        let own = || self.versions.iter().flat_map(|v| v.categories.iter().map(|(key, _)| key.as_str()));
        if taxonomy.has_node(key) || own().any(|category| covers(key, category)) {
            return Ok(());
        }
        let nearest = nearest(key, taxonomy.keys().chain(own())).map(String::from);
        Err(Error::UnknownCategory { category: quoted(key), nearest })
    }

    /// The same policy with one more version; loading the same text again changes nothing.
    ///
    /// # Errors
    ///
    /// As [`Policy::new`], and [`Error::Policy`] (`same_date`) when the text changed and neither name nor date did.
    pub fn with(&self, version: Version) -> Result<Self, Error> {
        let clash = |v: &&Arc<Version>| {
            let same = v.version == version.version || v.effective_from == version.effective_from;
            same && v.sha256 != version.sha256
        };
        if let Some(old) = self.versions.iter().find(clash) {
            let message =
                format!("the text differs from `{}`, but its `version` or `effective_from` is the same", old.label);
            let place = Place { file: version.title.clone(), line: 1, column: 1, start: 0, end: 0 };
            let help = Some("give the new text a version and a date of its own".to_owned());
            let fault = Diagnostic { severity: Severity::Error, code: "same_date", message, place, help, note: None };
            return Err(Error::Policy { diagnostics: vec![fault] });
        }
        let others = self.versions.iter().filter(|v| v.version != version.version);
        let mut versions: Vec<_> = others.map(|v| Version::clone(v)).collect();
        versions.push(version);
        Self::new(versions)
    }

    /// What each version changed from the one before it.
    pub fn differences(&self) -> Vec<Difference> {
        self.versions.windows(2).filter_map(|pair| Some(difference(pair.first()?, pair.get(1)?))).collect()
    }

    /// Notices that an act may name: those of all versions and the versions themselves.
    pub fn notices(&self) -> Vec<&str> {
        let own = self.versions.iter().flat_map(|v| v.notices.iter().map(|n| n.key.as_str()));
        let mut names: BTreeMap<&str, ()> = own.map(|n| (n, ())).collect();
        names.extend(self.versions.iter().map(|v| (v.version.as_str(), ())));
        names.into_keys().collect()
    }
}

/// Numbers the versions and finds, for each purpose, the last one that changed it materially.
fn rank(versions: &mut [Version]) {
    for at in 0..versions.len() {
        let (before, rest) = versions.split_at_mut(at);
        let Some(version) = rest.first_mut() else { continue };
        version.rank = at;
        let named = version.replaces.as_ref();
        let predecessor = match named {
            Some(name) => before.iter().find(|v| v.version == *name),
            None => before.last(),
        };
        let lost = named.is_some() && predecessor.is_none();
        let is_changed = |purpose: &Purpose| match predecessor {
            Some(old) => old.purpose(&purpose.key).is_none_or(|known| is_wider((version, purpose), (old, known))),
            None => lost,
        };
        let changed: Vec<bool> = version.purposes.iter().map(is_changed).collect();
        for (purpose, changed) in version.purposes.iter_mut().zip(changed) {
            let earlier = before.iter().rev().find_map(|v| Some(v.purpose(&purpose.key)?.changed_in));
            purpose.changed_in = if version.material && changed { Some(at) } else { earlier.flatten() };
        }
    }
}
