//! `#[derive(Tagged)]`: the category of each field of a struct, where it is declared.

mod names;
mod tag;

use proc_macro::TokenStream;
use proc_macro2::{Ident, TokenStream as Tokens, TokenTree};
use quote::{ToTokens, quote};
use syn::{Data, DeriveInput, Error, Fields, Generics, Type, parse_macro_input, parse_quote};

/// Implements `placet::data::Tagged` for a struct with named fields.
///
/// - `#[tag("user.contact.email")]` gives a field its category.
/// - `#[tag(nested)]` says that its type derives `Tagged` too, or holds one that does: its own fields have the tags.
/// - `#[tag("user.contact.address", nested)]` is both: what of its fields has no tag is of that category.
/// - a field without `#[tag(…)]` has no category: `filter` removes it, and a lint finds it.
///
/// Fields are known by the names under which `serde` writes them: `rename`, `rename_all`, `skip`, `skip_serializing` and `flatten` of
/// `#[serde(…)]` are obeyed.
#[proc_macro_derive(Tagged, attributes(tag))]
pub fn tagged(input: TokenStream) -> TokenStream {
    let input = parse_macro_input!(input as DeriveInput);
    implementation(&input).unwrap_or_else(|error| error.to_compile_error()).into()
}

/// The parameters of a type, each that stands in the type of a nested field with the demand that it is tagged.
fn bounded<'t>(input: &DeriveInput, nested: impl Iterator<Item = &'t Type>) -> Generics {
    let mut words = Vec::new();
    nested.for_each(|kind| idents(kind.to_token_stream(), &mut words));
    let mut generics = input.generics.clone();
    for parameter in generics.type_params_mut().filter(|parameter| words.contains(&parameter.ident)) {
        parameter.bounds.push(parse_quote!(::placet::data::Tagged));
    }
    generics
}

fn idents(tokens: Tokens, found: &mut Vec<Ident>) {
    for token in tokens {
        match token {
            TokenTree::Ident(word) => found.push(word),
            TokenTree::Group(group) => idents(group.stream(), found),
            TokenTree::Punct(_) | TokenTree::Literal(_) => {}
        }
    }
}

fn implementation(input: &DeriveInput) -> Result<Tokens, Error> {
    let Data::Struct(data) = &input.data else {
        let message = "only a struct has fields to tag; give the field that holds this type a tag of its own";
        return Err(Error::new_spanned(&input.ident, message));
    };
    let Fields::Named(fields) = &data.fields else {
        let message = "only named fields can be tagged; give the field that holds this type a tag of its own";
        return Err(Error::new_spanned(&input.ident, message));
    };
    let rule = names::of_container(&input.attrs)?;
    let told = fields.named.iter().map(|field| tag::told(field, rule)).collect::<Result<Vec<_>, _>>()?;
    let (name, shown) = (&input.ident, input.ident.to_string());
    let bound = bounded(input, fields.named.iter().filter(|field| tag::is_nested(field)).map(|field| &field.ty));
    let (generics, arguments, bounds) = bound.split_for_impl();
    // a static in a generic function would be one for all of its types
    let once = input.generics.params.is_empty().then(|| {
        quote! {
            fn schema() -> ::std::result::Result<::std::sync::Arc<::placet::words::Schema>, ::placet::Error> {
                static SCHEMA: ::std::sync::OnceLock<::std::sync::Arc<::placet::words::Schema>> =
                    ::std::sync::OnceLock::new();
                if let ::std::option::Option::Some(known) = SCHEMA.get() {
                    return ::std::result::Result::Ok(known.clone());
                }
                let made = ::placet::data::schema_of::<Self>()?;
                ::std::result::Result::Ok(SCHEMA.get_or_init(|| made).clone())
            }
        }
    });
    Ok(quote! {
        impl #generics ::placet::data::Tagged for #name #arguments #bounds {
            fn fields(fields: &mut ::placet::data::Fields) {
                #(#told)*
            }

            fn name() -> ::std::string::String {
                ::std::convert::From::from(#shown)
            }

            #once
        }
    })
}
