//! The names under which `serde` writes fields, as its attributes say.

use syn::meta::ParseNestedMeta;
use syn::{Attribute, Error, LitStr, Token};

/// How `rename_all` turns the names of fields, which are `snake_case`.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Rule {
    Same,
    Upper,
    Pascal,
    Camel,
    Kebab,
    UpperKebab,
}

impl Rule {
    /// The rules of serde, <https://serde.rs/container-attrs.html#rename_all>.
    fn parse(text: &LitStr) -> Result<Self, Error> {
        match text.value().as_str() {
            "lowercase" | "snake_case" => Ok(Self::Same),
            "UPPERCASE" | "SCREAMING_SNAKE_CASE" => Ok(Self::Upper),
            "PascalCase" => Ok(Self::Pascal),
            "camelCase" => Ok(Self::Camel),
            "kebab-case" => Ok(Self::Kebab),
            "SCREAMING-KEBAB-CASE" => Ok(Self::UpperKebab),
            other => Err(Error::new(text.span(), format!("serde has no rule `{other}`"))),
        }
    }

    pub(crate) fn apply(self, field: &str) -> String {
        match self {
            Self::Same => field.to_owned(),
            Self::Upper => field.to_ascii_uppercase(),
            Self::Pascal => pascal(field),
            Self::Camel => {
                let name = pascal(field);
                let mut chars = name.chars();
                chars.next().map(|first| first.to_ascii_lowercase()).into_iter().chain(chars).collect()
            }
            Self::Kebab => field.replace('_', "-"),
            Self::UpperKebab => field.to_ascii_uppercase().replace('_', "-"),
        }
    }
}

fn pascal(field: &str) -> String {
    field
        .split('_')
        .flat_map(|word| {
            let mut chars = word.chars();
            chars.next().map(|first| first.to_ascii_uppercase()).into_iter().chain(chars)
        })
        .collect()
}

/// The rule of a struct.
pub(crate) fn of_container(attributes: &[Attribute]) -> Result<Rule, Error> {
    let mut rule = Rule::Same;
    each(attributes, |meta| {
        if meta.path.is_ident("rename_all") {
            if let Some(text) = when_written(&meta)? {
                rule = Rule::parse(&text)?;
            }
            return Ok(());
        }
        skip(&meta)
    })?;
    Ok(rule)
}

/// What serde does with a field.
#[derive(Default)]
pub(crate) struct OfField {
    pub(crate) rename: Option<String>,
    /// It is never written.
    pub(crate) skipped: bool,
    /// Its own fields stand in its place.
    pub(crate) flat: bool,
}

pub(crate) fn of_field(attributes: &[Attribute]) -> Result<OfField, Error> {
    let mut found = OfField::default();
    each(attributes, |meta| {
        if meta.path.is_ident("rename") {
            if let Some(text) = when_written(&meta)? {
                found.rename = Some(text.value());
            }
            return Ok(());
        }
        found.skipped |= meta.path.is_ident("skip") || meta.path.is_ident("skip_serializing");
        found.flat |= meta.path.is_ident("flatten");
        skip(&meta)
    })?;
    Ok(found)
}

fn each(attributes: &[Attribute], mut look: impl FnMut(ParseNestedMeta<'_>) -> Result<(), Error>) -> Result<(), Error> {
    for attribute in attributes.iter().filter(|attribute| attribute.path().is_ident("serde")) {
        attribute.parse_nested_meta(&mut look)?;
    }
    Ok(())
}

/// The text of `rename = "…"` or of `rename(serialize = "…")`; none where only reading is renamed.
fn when_written(meta: &ParseNestedMeta<'_>) -> Result<Option<LitStr>, Error> {
    if meta.input.peek(Token![=]) {
        return meta.value()?.parse().map(Some);
    }
    let mut found = None;
    meta.parse_nested_meta(|inner| {
        let text: LitStr = inner.value()?.parse()?;
        if inner.path.is_ident("serialize") {
            found = Some(text);
        }
        Ok(())
    })?;
    Ok(found)
}

/// Passes over whatever an attribute of serde's says.
fn skip(meta: &ParseNestedMeta<'_>) -> Result<(), Error> {
    if meta.input.peek(Token![=]) {
        meta.value()?.parse::<syn::Expr>()?;
    } else if meta.input.peek(syn::token::Paren) {
        meta.parse_nested_meta(|inner| skip(&inner))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_those_of_serde() {
        for (rule, name) in [
            (Rule::Same, "date_of_birth"),
            (Rule::Upper, "DATE_OF_BIRTH"),
            (Rule::Pascal, "DateOfBirth"),
            (Rule::Camel, "dateOfBirth"),
            (Rule::Kebab, "date-of-birth"),
            (Rule::UpperKebab, "DATE-OF-BIRTH"),
        ] {
            assert_eq!(rule.apply("date_of_birth"), name);
        }
    }
}
