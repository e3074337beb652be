//! What a package of one language exposes, as its reader found it.

use serde::Deserialize;

/// All that a package exposes.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Found {
    pub(crate) classes: Vec<FoundClass>,
    /// The functions at module level.
    pub(crate) functions: Vec<FoundOperation>,
    pub(crate) errors: Vec<FoundError>,
    /// The codes of reasons, of a package that lists them.
    pub(crate) reasons: Option<Vec<String>>,
}

/// A class of the package.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct FoundClass {
    pub(crate) name: String,
    pub(crate) fields: Vec<String>,
    pub(crate) operations: Vec<FoundOperation>,
    /// Only names a type: nobody makes an object of it, and a language may do without.
    #[serde(default)]
    pub(crate) interface: bool,
}

/// A function or a method.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct FoundOperation {
    pub(crate) name: String,
    pub(crate) arguments: Vec<FoundArgument>,
    /// Whether callers await it; unknown in a language that awaits nothing.
    pub(crate) waits: Option<bool>,
    /// Whether it takes the place of a field, in a language that computes none.
    #[serde(default)]
    pub(crate) getter: bool,
    /// The codes of the errors that its documentation names, of a package whose documentation is read.
    pub(crate) errors: Option<Vec<String>>,
}

/// An argument of a function.
#[derive(Debug, Default, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct FoundArgument {
    pub(crate) name: String,
    /// Whether it may be left out; unknown in a language without defaults.
    pub(crate) optional: Option<bool>,
    /// Whether it is given by name only; unknown in a language without such.
    pub(crate) named: Option<bool>,
    #[serde(default)]
    pub(crate) many: bool,
    /// The fields of the structure that it is; several operations may share one.
    #[serde(default)]
    pub(crate) holds: Vec<String>,
}

/// A kind of error.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct FoundError {
    /// Its class; unknown where all errors are of one type.
    pub(crate) name: Option<String>,
    pub(crate) code: String,
    pub(crate) fields: Vec<String>,
}

/// A name as the list spells it: `canProcess` is `can_process`, and `case_` is `case` where that is a word of the language.
pub(crate) fn listed_spelling(name: &str) -> String {
    let mut listed = String::new();
    for character in name.trim_end_matches('_').chars() {
        if character.is_uppercase() && !listed.is_empty() {
            listed.push('_');
        }
        listed.extend(character.to_lowercase());
    }
    listed
}

/// A name as camel case has it.
pub(crate) fn camel_case(name: &str) -> String {
    let mut words = name.split('_');
    let first = words.next().unwrap_or_default().to_owned();
    words.fold(first, |camel, word| {
        let mut characters = word.chars();
        let initial = characters.next().map(|initial| initial.to_uppercase().collect::<String>());
        format!("{camel}{}{}", initial.unwrap_or_default(), characters.as_str())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_told_from_their_spelling() {
        for (found, listed) in [("canProcess", "can_process"), ("case_", "case"), ("from_json", "from_json")] {
            assert_eq!(listed_spelling(found), listed);
        }
        assert_eq!(camel_case("apply_consent_string"), "applyConsentString");
        assert_eq!(camel_case("grant"), "grant");
    }
}
