//! The names of a policy, by what they name, and as languages spell them.

use std::collections::BTreeMap;

use placet::policy::Version;
use placet::words::{Reason, Taxonomy, prefixes};

use crate::answer::Failure;

/// The names of one kind.
pub(crate) struct Group {
    /// What they name, as the type is called: `Purpose`.
    pub(crate) kind: &'static str,
    /// The same in a sentence.
    pub(crate) doc: &'static str,
    /// Never empty.
    pub(crate) names: Vec<Name>,
}

/// One name.
pub(crate) struct Name {
    /// As the engine knows it.
    pub(crate) key: String,
    /// What it means, where that is known.
    pub(crate) doc: Option<&'static str>,
}

/// All names of one version of a policy.
pub(crate) struct Names {
    /// The policy, as `id@version`.
    pub(crate) policy: String,
    pub(crate) groups: Vec<Group>,
    /// Names that the policy has for several purposes, `[groups]`.
    pub(crate) choices: Vec<String>,
    /// What recipients begin with of whom the policy lists many in one: `gateway.` of `gateway.*`.
    pub(crate) recipient_prefixes: Vec<String>,
}

impl Names {
    /// Gathers them.
    ///
    /// # Errors
    ///
    /// Two names of a kind that no language could tell apart.
    pub(crate) fn of(version: &Version) -> Result<Self, Failure> {
        let plain = |mut keys: Vec<String>| {
            keys.sort_unstable();
            keys.dedup();
            keys.into_iter().map(|key| Name { key, doc: None }).collect()
        };
        let purposes: Vec<String> = version.purposes.iter().map(|purpose| purpose.key.to_string()).collect();
        let inner = purposes.iter().flat_map(|key| prefixes(key)).map(String::from).collect();
        let known = Taxonomy::common()?.keys().map(String::from);
        let categories = known.chain(version.categories.iter().map(|(key, _)| key.clone())).collect();
        // one that ends with a star stands for many, and is no name of any
        let keys = || version.handling.recipients.iter().map(|recipient| &recipient.key);
        let recipients = keys().filter(|key| !key.contains('*')).cloned().collect();
        let mut recipient_prefixes: Vec<_> = keys().filter_map(|key| key.strip_suffix('*')).map(String::from).collect();
        recipient_prefixes.sort_unstable();
        let reasons = Reason::ALL.iter().map(|r| Name { key: r.code().to_owned(), doc: Some(r.text()) });
        let groups = [
            ("Purpose", "What data are processed for.", plain(purposes)),
            ("PurposeGroup", "Groups of purposes: what is said of one holds for all in it.", plain(inner)),
            ("Category", "What data are.", plain(categories)),
            ("Recipient", "Who receives data.", plain(recipients)),
            ("Reason", "Why a question was denied, or an act refused.", reasons.collect()),
        ];
        let groups = groups.into_iter().filter(|(_, _, names): &(_, _, Vec<Name>)| !names.is_empty());
        let groups: Vec<Group> = groups.map(|(kind, doc, names)| Group { kind, doc, names }).collect();
        for group in &groups {
            let mut seen: BTreeMap<String, &str> = BTreeMap::new();
            for name in &group.names {
                if let Some(other) = seen.insert(camel(&name.key), &name.key) {
                    let message =
                        format!("`{other}` and `{}` would have one name in code; rename one of them", name.key);
                    return Err(Failure::new("invalid_argument", message));
                }
            }
        }
        let choices = version.groups.keys().cloned().collect();
        Ok(Self { policy: version.label.to_string(), groups, choices, recipient_prefixes })
    }
}

/// The words of a key.
fn words(key: &str) -> impl Iterator<Item = &str> {
    key.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty())
}

/// `MARKETING_EMAIL`.
pub(crate) fn screaming(key: &str) -> String {
    let name = words(key).collect::<Vec<_>>().join("_").to_uppercase();
    started(name)
}

/// `marketingEmail`.
pub(crate) fn camel(key: &str) -> String {
    let mut name = String::new();
    for (at, word) in words(key).enumerate() {
        let (first, rest) = word.split_at(1);
        if at == 0 {
            name.push_str(word);
        } else {
            name.push_str(&first.to_uppercase());
            name.push_str(rest);
        }
    }
    started(name)
}

/// `purpose_group`, of `PurposeGroup`.
pub(crate) fn snake(kind: &str) -> String {
    let mut name = String::new();
    for (at, letter) in kind.char_indices() {
        if letter.is_ascii_uppercase() && at > 0 {
            name.push('_');
        }
        name.push(letter.to_ascii_lowercase());
    }
    name
}

/// A text with a capital letter at its start.
pub(crate) fn sentence(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_ascii_uppercase()).into_iter().chain(letters).collect()
}

/// No language lets a name begin with a digit.
fn started(name: String) -> String {
    if name.starts_with(|c: char| c.is_ascii_digit()) { format!("_{name}") } else { name }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_spelled_as_languages_do() {
        assert_eq!(screaming("essential.service_account.2fa"), "ESSENTIAL_SERVICE_ACCOUNT_2FA");
        assert_eq!(camel("essential.service_account.2fa"), "essentialServiceAccount2fa");
        assert_eq!(camel("2fa"), "_2fa");
    }
}
