//! `#[tag(…)]` of one field.

use proc_macro2::TokenStream as Tokens;
use quote::quote;
use syn::parse::ParseStream;
use syn::punctuated::Punctuated;
use syn::{Error, Field, Ident, LitStr, Token};

use crate::names::{self, Rule};

#[derive(Default)]
struct Tag {
    category: Option<LitStr>,
    nested: bool,
}

enum Part {
    Category(LitStr),
    Nested,
}

impl syn::parse::Parse for Part {
    fn parse(input: ParseStream<'_>) -> Result<Self, Error> {
        if input.peek(LitStr) {
            return input.parse().map(Self::Category);
        }
        let word: Ident = input.parse()?;
        if word == "nested" { Ok(Self::Nested) } else { Err(Error::new(word.span(), HOW)) }
    }
}

const HOW: &str = "write `#[tag(\"user.contact.email\")]`, `#[tag(nested)]`, or both";

fn tag(field: &Field) -> Result<Tag, Error> {
    let mut found = Tag::default();
    for attribute in field.attrs.iter().filter(|attribute| attribute.path().is_ident("tag")) {
        let parts = attribute.parse_args_with(Punctuated::<Part, Token![,]>::parse_terminated)?;
        if parts.is_empty() {
            return Err(Error::new_spanned(attribute, HOW));
        }
        for part in parts {
            match part {
                Part::Nested => found.nested = true,
                Part::Category(category) if found.category.is_some() => {
                    return Err(Error::new(category.span(), "this field is tagged twice; it has one category"));
                }
                Part::Category(category) => found.category = Some(category),
            }
        }
    }
    Ok(found)
}

/// Whether the fields of a field's type are told of; a fault in its attributes is told elsewhere.
pub(crate) fn is_nested(field: &Field) -> bool {
    tag(field).is_ok_and(|tag| tag.nested)
}

/// The statement that tells of a field; nothing for one that serde does not write.
pub(crate) fn told(field: &Field, rule: Rule) -> Result<Tokens, Error> {
    let Tag { category, nested } = tag(field)?;
    let of_serde = names::of_field(&field.attrs)?;
    let Some(ident) = &field.ident else { return Ok(Tokens::new()) };
    if of_serde.skipped {
        return Ok(Tokens::new());
    }
    let (kind, own) = (&field.ty, ident.to_string());
    let own = own.strip_prefix("r#").unwrap_or(&own);
    let name = of_serde.rename.unwrap_or_else(|| rule.apply(own));
    if of_serde.flat {
        if category.is_some() || !nested {
            let message = "a field that is flattened has no place of its own: mark it `#[tag(nested)]`, and tag the fields of its type";
            return Err(Error::new_spanned(ident, message));
        }
        return Ok(quote! { <#kind as ::placet::data::Tagged>::fields(fields); });
    }
    let category = match category {
        Some(category) => quote! { ::std::option::Option::Some(#category) },
        None => quote! { ::std::option::Option::None },
    };
    Ok(if nested {
        quote! { fields.nested::<#kind>(#name, #category); }
    } else {
        quote! { fields.field(#name, #category); }
    })
}
