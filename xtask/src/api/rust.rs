//! What the crate `placet` exposes, read from its source: the types that its root exports, errors, and codes of reasons.

use std::collections::BTreeMap;

use anyhow::{Context, Result, anyhow, bail};
use syn::parse::{Parse, ParseStream};
use syn::{Expr, Fields, FnArg, ImplItem, Item, ItemEnum, ItemImpl, ItemStruct, Lit, Pat, Type, UseTree, Visibility};

use crate::api::documented;
use crate::api::found::{Found, FoundArgument, FoundClass, FoundError, FoundOperation};
use crate::files::{self, File};
use crate::project::Project;

/// Where the crate's sources lie.
const SOURCES: &str = "core/src";
/// The file whose exports are the package's.
const ROOT: &str = "core/src/lib.rs";

/// The module whose types are no classes of the surface.
const WORDS: &str = "words";
/// How an object is made is no operation.
const CONSTRUCTOR: &str = "new";

/// Reads the sources of the checkout.
pub(crate) fn read(project: &Project) -> Result<Found> {
    let sources = files::all(project.root(), SOURCES)?;
    found(&sources)
}

fn found(sources: &[File]) -> Result<Found> {
    let mut source = Source::default();
    for file in sources.iter().filter(|file| file.extension() == "rs") {
        let parsed = syn::parse_file(&file.text).with_context(|| format!("`{}` is no Rust", file.path))?;
        source.items(parsed.items, file.path == ROOT)?;
    }
    source.found()
}

/// The items of all files that can be part of the surface.
#[derive(Default)]
struct Source {
    exported: Vec<String>,
    structures: BTreeMap<String, ItemStruct>,
    /// Public methods, by their type.
    methods: BTreeMap<String, Vec<syn::Signature>>,
    /// The documentation of public methods, by type and name.
    texts: BTreeMap<String, String>,
    errors: Option<ItemEnum>,
    /// The code of each kind of error.
    codes: BTreeMap<String, String>,
    reasons: Vec<String>,
}

impl Source {
    fn items(&mut self, items: Vec<Item>, is_root: bool) -> Result<()> {
        for item in items {
            match item {
                Item::Use(item) if is_root && is_public(&item.vis) => self.export(&item.tree),
                Item::Struct(item) if is_public(&item.vis) => {
                    self.structures.insert(item.ident.to_string(), item);
                }
                Item::Enum(item) if item.ident == "Error" && is_public(&item.vis) => self.errors = Some(item),
                Item::Impl(item) if item.trait_.is_none() => self.methods(item)?,
                Item::Macro(item) if item.mac.path.is_ident("reasons") => {
                    self.reasons = item.mac.parse_body::<Reasons>().context("the list of reasons can't be read")?.0;
                }
                _ => {}
            }
        }
        Ok(())
    }

    fn export(&mut self, tree: &UseTree) {
        match tree {
            // words are each language's own instants and texts
            UseTree::Path(path) if path.ident == WORDS => {}
            UseTree::Path(path) => self.export(&path.tree),
            UseTree::Name(name) => self.exported.push(name.ident.to_string()),
            UseTree::Rename(renamed) => self.exported.push(renamed.rename.to_string()),
            UseTree::Group(group) => group.items.iter().for_each(|tree| self.export(tree)),
            UseTree::Glob(_) => {}
        }
    }

    fn methods(&mut self, implementation: ItemImpl) -> Result<()> {
        let Some(of) = type_name(&implementation.self_ty) else { return Ok(()) };
        for item in implementation.items {
            let ImplItem::Fn(function) = item else { continue };
            if !is_public(&function.vis) || function.sig.ident == CONSTRUCTOR {
                continue;
            }
            if of == "Error" && function.sig.ident == "code" {
                self.codes = codes(&function.block.stmts)?;
            } else {
                self.texts.insert(format!("{of}::{}", function.sig.ident), documented::text(&function.attrs));
                self.methods.entry(of.clone()).or_default().push(function.sig);
            }
        }
        Ok(())
    }

    fn found(self) -> Result<Found> {
        if self.exported.is_empty() || self.reasons.is_empty() {
            bail!(
                "`{SOURCES}` has no exports at its root, or no list of reasons; mend the reader in `xtask/src/api/rust.rs`"
            );
        }
        let mut classes = Vec::new();
        for name in &self.exported {
            let Some(structure) = self.structures.get(name) else { continue };
            let mut class =
                FoundClass { name: name.clone(), fields: fields(&structure.fields), ..FoundClass::default() };
            for signature in self.methods.get(name).into_iter().flatten() {
                class.operations.push(self.operation(name, signature));
            }
            // options are no class of the surface, and neither are records of plain data: others name them otherwise
            class.interface = class.operations.is_empty();
            classes.push(class);
        }
        let errors = self.errors()?;
        Ok(Found { classes, functions: Vec::new(), errors, reasons: Some(self.reasons) })
    }

    fn operation(&self, of: &str, signature: &syn::Signature) -> FoundOperation {
        let mut arguments = Vec::new();
        for input in &signature.inputs {
            let FnArg::Typed(typed) = input else { continue };
            let name = match &*typed.pat {
                Pat::Ident(name) => name.ident.to_string(),
                _ => "_".to_owned(),
            };
            arguments.push(FoundArgument { name, holds: self.holds(&typed.ty), ..FoundArgument::default() });
        }
        let getter = arguments.is_empty() && signature.receiver().is_some();
        let name = signature.ident.to_string();
        let errors = documented::errors(&format!("{of}::{name}"), &self.texts, &self.codes);
        FoundOperation { name, arguments, waits: None, getter, errors: Some(errors) }
    }

    /// The fields of a structure that is given as one argument, and of the structures in it.
    fn holds(&self, given: &Type) -> Vec<String> {
        let of = match given {
            Type::Reference(reference) => &reference.elem,
            _ => given,
        };
        let structure = type_name(of).and_then(|name| self.structures.get(&name));
        let mut held = Vec::new();
        for field in structure.into_iter().flat_map(|structure| &structure.fields) {
            let inner = self.holds(&field.ty);
            if !is_public(&field.vis) {
                return Vec::new();
            }
            match &field.ident {
                Some(name) if inner.is_empty() => held.push(name.to_string()),
                _ => held.extend(inner),
            }
        }
        held
    }

    fn errors(&self) -> Result<Vec<FoundError>> {
        let errors = self.errors.as_ref().ok_or_else(|| anyhow!("`{SOURCES}` has no public enum `Error`"))?;
        let kind = |variant: &syn::Variant| {
            let name = variant.ident.to_string();
            let code =
                self.codes.get(&name).with_context(|| format!("`Error::code` says nothing of `{name}`"))?.clone();
            let mut fields = fields_of(&variant.fields);
            fields.retain(|field| field != "message");
            Ok(FoundError { name: None, code, fields })
        };
        errors.variants.iter().map(kind).collect()
    }
}

/// The list in the macro `reasons!`: a name, a code and a text each.
struct Reasons(Vec<String>);

impl Parse for Reasons {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let mut codes = Vec::new();
        while !input.is_empty() {
            input.parse::<syn::Ident>()?;
            codes.push(input.parse::<syn::LitStr>()?.value());
            input.parse::<syn::LitStr>()?;
            input.parse::<syn::Token![;]>()?;
        }
        Ok(Self(codes))
    }
}

/// The codes in the arms of `Error::code`.
fn codes(body: &[syn::Stmt]) -> Result<BTreeMap<String, String>> {
    let Some(syn::Stmt::Expr(Expr::Match(cases), None)) = body.last() else {
        bail!("`Error::code` is no `match`; mend the reader in `xtask/src/api/rust.rs`");
    };
    let mut codes = BTreeMap::new();
    for case in &cases.arms {
        if let (Pat::Struct(kind), Expr::Lit(literal)) = (&case.pat, &*case.body)
            && let (Some(name), Lit::Str(code)) = (kind.path.segments.last(), &literal.lit)
        {
            codes.insert(name.ident.to_string(), code.value());
        }
    }
    Ok(codes)
}

fn is_public(visibility: &Visibility) -> bool {
    matches!(visibility, Visibility::Public(_))
}

fn type_name(of: &Type) -> Option<String> {
    match of {
        Type::Path(path) => path.path.segments.last().map(|segment| segment.ident.to_string()),
        _ => None,
    }
}

/// The names of the public fields of a structure.
fn fields(fields: &Fields) -> Vec<String> {
    let shown = fields.iter().filter(|field| is_public(&field.vis));
    shown.filter_map(|field| field.ident.as_ref()).map(ToString::to_string).collect()
}

/// The names of the fields of a variant, which are all public.
fn fields_of(fields: &Fields) -> Vec<String> {
    fields.iter().filter_map(|field| field.ident.as_ref()).map(ToString::to_string).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const SOURCE: &str = r#"
        pub use engine::{Engine, Options as Settings};
        pub struct Engine { hidden: u8 }
        pub struct GrantOptions { pub by: Option<String>, pub scope: Scope }
        pub struct Scope { pub channel: Option<String> }
        impl Engine {
            /// # Errors
            ///
            /// [`Error::Refused`].
            pub fn grant(&self, user: &str, options: &GrantOptions) -> Result<(), Error> { Ok(()) }
            pub(crate) fn inner(&self) {}
        }
        impl Clone for Engine { fn clone(&self) -> Self { todo() } }
        pub enum Error { Refused { reason: String, message: String } }
        impl Error {
            pub const fn code(&self) -> &'static str { match self { Error::Refused { .. } => "refused" } }
        }
        reasons! { Erased "erased" "the data were erased"; Objected "objected" "the user objected"; }
    "#;

    fn read(source: &str) -> Result<Found> {
        found(&[File { path: ROOT.to_owned(), text: source.to_owned() }])
    }

    #[test]
    fn a_crate_is_read() {
        let found = read(SOURCE).unwrap();
        let [engine] = found.classes.as_slice() else { panic!("{:?}", found.classes) };
        let [grant] = engine.operations.as_slice() else { panic!("{:?}", engine.operations) };
        assert_eq!((engine.name.as_str(), engine.interface, grant.name.as_str()), ("Engine", false, "grant"));
        let names: Vec<_> = grant.arguments.iter().map(|argument| argument.name.as_str()).collect();
        assert_eq!(names, ["user", "options"]);
        assert_eq!(grant.arguments[1].holds, ["by", "channel"]);
        assert_eq!(grant.errors.as_deref(), Some(&["refused".to_owned()][..]));
        assert_eq!(
            (found.errors[0].code.as_str(), found.errors[0].fields.as_slice()),
            ("refused", &["reason".to_owned()][..])
        );
        assert_eq!(found.reasons.unwrap(), ["erased", "objected"]);
    }

    #[test]
    fn a_source_that_is_written_otherwise_is_no_empty_surface() {
        for (from, to, message) in [
            ("reasons!", "others!", "no list of reasons"),
            ("pub use engine", "use engine", "no exports at its root"),
            ("pub enum Error", "enum Error", "no public enum `Error`"),
            ("Error::Refused { .. } => \"refused\"", "_ => \"refused\"", "says nothing of `Refused`"),
        ] {
            let error = read(&SOURCE.replace(from, to)).err().map(|error| error.to_string()).unwrap_or_default();
            assert!(error.contains(message), "{from}: {error}");
        }
    }
}
