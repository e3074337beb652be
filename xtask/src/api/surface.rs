//! The public surface as `core/data/surface.toml` lists it, checked for agreement with itself.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Context, Result, bail};
use serde::Deserialize;

/// Where the list lies.
pub(crate) const FILE: &str = "core/data/surface.toml";
/// What a function at module level is said to be on.
pub(crate) const MODULE: &str = "module";

/// All that the packages expose.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Surface {
    /// Words for types, each with its meaning.
    types: BTreeMap<String, String>,
    #[serde(rename = "class")]
    pub(crate) classes: Vec<Class>,
    #[serde(rename = "operation")]
    pub(crate) operations: Vec<Operation>,
    #[serde(rename = "error")]
    pub(crate) errors: Vec<Kind>,
    /// Codes of the errors that every operation of an engine may raise.
    pub(crate) everywhere: Vec<String>,
    /// Codes of reasons, in the order of the core.
    pub(crate) reasons: Vec<String>,
}

/// A class, with the data that its objects show.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Class {
    pub(crate) name: String,
    #[serde(default)]
    pub(crate) fields: Vec<String>,
    /// Languages that have none, each with the reason.
    #[serde(default)]
    pub(crate) absent: BTreeMap<String, String>,
    #[serde(default)]
    pub(crate) differs: BTreeMap<String, FieldsDiffer>,
}

/// What the fields of one language have beside the others.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct FieldsDiffer {
    #[serde(default)]
    pub(crate) with: Vec<String>,
    #[serde(default)]
    pub(crate) without: Vec<String>,
    why: String,
}

/// Whether an operation asks or writes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Does {
    /// Answers at once.
    Read,
    /// Is awaited where a language awaits.
    Act,
}

impl Does {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Act => "act",
        }
    }
}

/// An operation.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Operation {
    /// Its class, or `module`.
    pub(crate) on: String,
    pub(crate) name: String,
    pub(crate) meaning: String,
    pub(crate) does: Does,
    /// Given by place, in order.
    #[serde(default)]
    pub(crate) arguments: Vec<Argument>,
    /// Given by name, in any order.
    #[serde(default)]
    pub(crate) options: Vec<Argument>,
    #[serde(default)]
    result: Option<String>,
    /// Codes, beside those that are raised everywhere.
    #[serde(default)]
    pub(crate) errors: Vec<String>,
    /// Languages that have none, each with the reason.
    #[serde(default)]
    pub(crate) absent: BTreeMap<String, String>,
    #[serde(default)]
    pub(crate) differs: BTreeMap<String, Differs>,
}

impl Operation {
    /// The name with its class before it.
    pub(crate) fn full_name(&self) -> String {
        full_name(&self.on, &self.name)
    }
}

/// The name of an operation with its class before it.
pub(crate) fn full_name(on: &str, name: &str) -> String {
    if on == MODULE { name.to_owned() } else { format!("{on}.{name}") }
}

/// How an operation of one language differs from the others; what is not given does not.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Differs {
    pub(crate) name: Option<String>,
    pub(crate) does: Option<Does>,
    pub(crate) arguments: Option<Vec<Argument>>,
    pub(crate) options: Option<Vec<Argument>>,
    pub(crate) errors: Option<Vec<String>>,
    pub(crate) why: String,
}

impl Differs {
    /// Whether it says what the operation says too.
    fn is_vain(&self, operation: &Operation) -> bool {
        let Self { name, does, arguments, options, errors, why: _ } = self;
        name.as_ref().is_none_or(|name| *name == operation.name)
            && does.is_none_or(|does| does == operation.does)
            && arguments.as_ref().is_none_or(|arguments| *arguments == operation.arguments)
            && options.as_ref().is_none_or(|options| *options == operation.options)
            && errors.as_ref().is_none_or(|errors| *errors == operation.errors)
    }
}

/// An argument: `name: type`, `name?: type` when it may be left out, `*name: type` for any number of them.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub(crate) struct Argument {
    pub(crate) name: String,
    pub(crate) optional: bool,
    pub(crate) many: bool,
    of: String,
}

impl TryFrom<String> for Argument {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        let (name, of) = text.split_once(": ").ok_or_else(|| format!("`{text}` has no type; write `name: type`"))?;
        let (many, name) = name.strip_prefix('*').map_or((false, name), |name| (true, name));
        let (optional, name) = name.strip_suffix('?').map_or((false, name), |name| (true, name));
        Ok(Self { name: name.to_owned(), optional, many, of: of.to_owned() })
    }
}

/// A kind of error.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Kind {
    pub(crate) name: String,
    pub(crate) code: String,
    /// What it carries beside its message.
    #[serde(default)]
    pub(crate) fields: Vec<String>,
    #[serde(default)]
    pub(crate) absent: BTreeMap<String, String>,
    #[serde(default)]
    pub(crate) differs: BTreeMap<String, NameDiffers>,
}

/// Another name in one language.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct NameDiffers {
    pub(crate) name: String,
    why: String,
}

impl Surface {
    /// Reads the list, and checks that it uses only what it declares; `languages` are those that have a reader.
    pub(crate) fn parse(text: &str, languages: &[&str]) -> Result<Self> {
        let surface: Self = toml::from_str(text).with_context(|| format!("`{FILE}`"))?;
        let mut seen = BTreeSet::new();
        for class in &surface.classes {
            let of = |differs: &FieldsDiffer| differs.why.clone();
            check_exceptions(&class.name, &class.absent, &class.differs, of, languages)?;
            if !seen.insert(class.name.clone()) {
                bail!("`{FILE}`: class `{}` is there twice", class.name);
            }
        }
        for kind in &surface.errors {
            check_exceptions(&kind.name, &kind.absent, &kind.differs, |differs| differs.why.clone(), languages)?;
            if !seen.insert(kind.name.clone()) || !seen.insert(kind.code.clone()) {
                bail!("`{FILE}`: error `{}` is there twice", kind.name);
            }
        }
        for operation in &surface.operations {
            let name = operation.full_name();
            surface.check(operation).with_context(|| format!("`{FILE}`: `{name}`"))?;
            check_exceptions(&name, &operation.absent, &operation.differs, |differs| differs.why.clone(), languages)?;
            if !seen.insert(format!("{name}()")) {
                bail!("`{FILE}`: `{name}` is there twice");
            }
        }
        Ok(surface)
    }

    /// The class of this name.
    pub(crate) fn class(&self, name: &str) -> Option<&Class> {
        self.classes.iter().find(|class| class.name == name)
    }

    fn check(&self, operation: &Operation) -> Result<()> {
        if operation.on != MODULE && self.class(&operation.on).is_none() {
            bail!("there is no class `{}`; list it, or write `{MODULE}`", operation.on);
        }
        for (language, differs) in &operation.differs {
            if differs.is_vain(operation) {
                bail!("`differs.{language}` differs in nothing; take it out");
            }
        }
        let differing = operation.differs.values();
        let lists = differing.flat_map(|differs| [&differs.arguments, &differs.options].into_iter().flatten());
        for argument in lists.chain([&operation.arguments, &operation.options]).flatten() {
            self.check_type(&argument.of)?;
        }
        for part in operation.result.iter().flat_map(|result| result.split(", ")) {
            self.check_type(part)?;
        }
        let elsewhere = operation.differs.values().filter_map(|differs| differs.errors.as_ref()).flatten();
        for code in operation.errors.iter().chain(&self.everywhere).chain(elsewhere) {
            if !self.errors.iter().any(|kind| kind.code == *code) {
                bail!("there is no error with the code `{code}`");
            }
        }
        Ok(())
    }

    /// A type is a word of `[types]` or a class; `[]` behind it makes a list, `?` says that there may be none.
    fn check_type(&self, written: &str) -> Result<()> {
        let word = written.trim_end_matches("[]").trim_end_matches('?').trim_end_matches("[]");
        if !self.types.contains_key(word) && self.class(word).is_none() {
            bail!("`{word}` is no type; `[types]` has: {}", self.types.keys().cloned().collect::<Vec<_>>().join(", "));
        }
        Ok(())
    }
}

fn check_exceptions<D>(
    name: &str,
    absent: &BTreeMap<String, String>,
    differs: &BTreeMap<String, D>,
    why: impl Fn(&D) -> String,
    languages: &[&str],
) -> Result<()> {
    let differing = differs.iter().map(|(language, differs)| (language, why(differs)));
    for (language, why) in absent.iter().map(|(language, why)| (language, why.clone())).chain(differing) {
        if !languages.contains(&language.as_str()) {
            bail!("`{FILE}`: `{name}`: `{language}` is no language; there are: {}", languages.join(", "));
        }
        if why.trim().is_empty() {
            bail!("`{FILE}`: `{name}`: say why it is another in {language}");
        }
        if absent.contains_key(language) && differs.contains_key(language) {
            bail!("`{FILE}`: `{name}` is absent in {language} and differs there; only one of both can be");
        }
    }
    Ok(())
}

#[cfg(test)]
#[path = "surface_tests.rs"]
pub(crate) mod tests;
