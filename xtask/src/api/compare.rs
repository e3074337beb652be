//! Compares the list of the surface with what one language's package exposes, in both directions.

use std::collections::BTreeSet;
use std::fmt;

use crate::api::Language;
use crate::api::found::{Found, FoundArgument, FoundClass, FoundOperation, listed_spelling};
use crate::api::surface::{Argument, Class, Does, FILE, Kind, MODULE, Operation, Surface, full_name};

/// One place at which a package and the list disagree.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Difference {
    /// The operation, class or error.
    what: String,
    /// The language's name.
    language: &'static str,
    /// What is different.
    differs: String,
    /// Where to mend it.
    mend: String,
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { what, language, differs, mend } = self;
        write!(f, "`{what}` in {language}: {differs}; {mend}")
    }
}

/// Everything in which a package differs from the list.
pub(crate) fn compare(surface: &Surface, language: &Language, found: &Found) -> Vec<Difference> {
    let mut comparison = Comparison { language, differences: Vec::new() };
    if language.by_name {
        comparison.engine(surface, found);
        return comparison.differences;
    }
    comparison.classes(surface, found);
    comparison.operations(surface, MODULE, &found.functions.iter().collect::<Vec<_>>());
    comparison.errors(&surface.errors, found);
    if let Some(reasons) = &found.reasons {
        comparison.reasons(&surface.reasons, reasons);
    }
    comparison.differences
}

struct Comparison<'l> {
    language: &'l Language,
    differences: Vec<Difference>,
}

impl Comparison<'_> {
    fn differ(&mut self, what: &str, differs: String, mend: &str) {
        let (what, mend) = (what.to_owned(), mend.to_owned());
        self.differences.push(Difference { what, language: self.language.name, differs, mend });
    }

    /// What is listed and not there.
    fn lacks(&mut self, what: &str, differs: &str) {
        let (home, key) = (self.language.home, self.language.key);
        self.differ(
            what,
            differs.to_owned(),
            &format!("add it in `{home}`, or say under `absent.{key}` in `{FILE}` why it is not there"),
        );
    }

    /// What is there and not listed.
    fn unlisted(&mut self, what: &str, differs: &str) {
        let home = self.language.home;
        self.differ(what, differs.to_owned(), &format!("list it in `{FILE}`, or take it out of `{home}`"));
    }

    /// What is there although the list says that it is not.
    fn not_absent(&mut self, what: &str) {
        let mend = format!("take `absent.{}` out of `{FILE}`", self.language.key);
        self.differ(what, "it is listed as absent, and is there".to_owned(), &mend);
    }

    /// What is there and is another than the list says.
    fn is_other(&mut self, what: &str, differs: String) {
        let (home, key) = (self.language.home, self.language.key);
        self.differ(
            what,
            differs,
            &format!("mend `{home}`, or the entry in `{FILE}` (`differs.{key}` with its reason)"),
        );
    }

    fn classes(&mut self, surface: &Surface, found: &Found) {
        for class in &surface.classes {
            let shown = found.classes.iter().find(|shown| shown.name == class.name);
            match (shown, class.absent.contains_key(self.language.key)) {
                (None, true) => {}
                (None, false) => self.lacks(&class.name, "there is no such class"),
                (Some(_), true) => self.not_absent(&class.name),
                (Some(shown), false) => self.class(surface, class, shown),
            }
        }
        for shown in &found.classes {
            if !shown.interface && surface.class(&shown.name).is_none() {
                self.unlisted(&shown.name, "the class is not listed");
            }
        }
    }

    /// The operations of the engine alone, and the codes of errors.
    fn engine(&mut self, surface: &Surface, found: &Found) {
        for class in surface.classes.iter().filter(|class| class.name == "Engine") {
            let shown = found.classes.iter().filter(|shown| shown.name == class.name);
            let is_field = |shown: &&FoundOperation| class.fields.contains(&listed_spelling(&shown.name));
            let operations: Vec<_> =
                shown.flat_map(|shown| &shown.operations).filter(|shown| !is_field(shown)).collect();
            self.operations(surface, &class.name, &operations);
        }
        for error in &surface.errors {
            let is_there = found.errors.iter().any(|shown| shown.code == error.code);
            match (is_there, error.absent.contains_key(self.language.key)) {
                (false, false) => self.lacks(&error.name, "no error has its code"),
                (true, true) => self.not_absent(&error.name),
                _ => {}
            }
        }
    }

    fn class(&mut self, surface: &Surface, class: &Class, shown: &FoundClass) {
        let mut wanted = class.fields.clone();
        if let Some(differs) = class.differs.get(self.language.key) {
            wanted.retain(|field| !differs.without.contains(field));
            wanted.extend(differs.with.iter().cloned());
        }
        let is_field = |operation: &&FoundOperation| operation.getter && wanted.contains(&operation.name);
        let (getters, operations): (Vec<_>, Vec<_>) = shown.operations.iter().partition(is_field);
        let fields = shown.fields.iter().chain(getters.into_iter().map(|getter| &getter.name));
        self.names(&class.name, "field", &wanted, &fields.cloned().collect::<Vec<_>>());
        self.operations(surface, &class.name, &operations);
    }

    /// Names that have to be the same, in any order.
    fn names(&mut self, what: &str, kind: &str, wanted: &[String], found: &[String]) {
        let wanted: BTreeSet<_> = wanted.iter().cloned().collect();
        let found: BTreeSet<_> = found.iter().map(|name| listed_spelling(name)).collect();
        for name in wanted.difference(&found) {
            self.is_other(what, format!("it lacks the {kind} `{name}`"));
        }
        for name in found.difference(&wanted) {
            self.is_other(what, format!("the {kind} `{name}` is not listed"));
        }
    }

    fn operations(&mut self, surface: &Surface, on: &str, found: &[&FoundOperation]) {
        let key = self.language.key;
        let listed: Vec<_> = surface.operations.iter().filter(|operation| operation.on == on).collect();
        let name_of = |operation: &Operation| {
            let own = operation.differs.get(key).and_then(|differs| differs.name.clone());
            listed_spelling(&own.unwrap_or_else(|| operation.name.clone()))
        };
        for operation in &listed {
            let what = operation.full_name();
            let shown = found.iter().find(|shown| listed_spelling(&shown.name) == name_of(operation));
            match (shown, operation.absent.contains_key(key)) {
                (None, true) => {}
                (None, false) => self.lacks(&what, "there is no such operation"),
                (Some(_), true) => self.not_absent(&what),
                (Some(shown), false) => self.operation(&what, surface, operation, shown),
            }
        }
        for shown in found {
            let name = listed_spelling(&shown.name);
            if !listed.iter().any(|operation| name_of(operation) == name) {
                self.unlisted(&full_name(on, &name), "the operation is not listed");
            }
        }
    }

    fn operation(&mut self, what: &str, surface: &Surface, operation: &Operation, shown: &FoundOperation) {
        let differs = operation.differs.get(self.language.key);
        let arguments = differs.and_then(|differs| differs.arguments.as_ref()).unwrap_or(&operation.arguments);
        let options = differs.and_then(|differs| differs.options.as_ref()).unwrap_or(&operation.options);
        let does = differs.and_then(|differs| differs.does).unwrap_or(operation.does);
        if let Some(waits) = shown.waits
            && waits != (does == Does::Act)
        {
            let is = if waits { "is awaited as an act is" } else { "is not awaited as an act is" };
            self.is_other(what, format!("it is listed as {} `{}`, and {is}", article(does.name()), does.name()));
        }
        if self.language.by_name {
            return;
        }
        if let Some(named) = &shown.errors {
            let errors = differs.and_then(|differs| differs.errors.as_ref()).unwrap_or(&operation.errors);
            self.raised(what, surface, errors, named);
        }
        self.arguments(what, arguments, options, &shown.arguments);
    }

    fn arguments(&mut self, what: &str, arguments: &[Argument], options: &[Argument], shown: &[FoundArgument]) {
        let listed: Vec<_> = arguments.iter().chain(options).collect();
        let is_listed = |name: &str| listed.iter().any(|argument| argument.name == name);
        // a structure that is no argument of its own holds arguments
        let (held, direct): (Vec<_>, Vec<_>) = shown
            .iter()
            .map(|argument| FoundArgument { name: listed_spelling(&argument.name), ..argument.clone() })
            .partition(|argument| !argument.holds.is_empty() && !is_listed(&argument.name));
        let held: BTreeSet<_> =
            held.iter().flat_map(|structure| &structure.holds).map(|name| listed_spelling(name)).collect();
        for argument in &listed {
            if !held.contains(&argument.name) && !direct.iter().any(|found| found.name == argument.name) {
                self.is_other(what, format!("it lacks the argument `{}`", argument.name));
            }
        }
        for found in &direct {
            match listed.iter().find(|argument| argument.name == found.name) {
                None => self.is_other(what, format!("the argument `{}` is not listed", found.name)),
                Some(argument) => {
                    let named = options.iter().any(|option| option.name == found.name);
                    self.argument(what, argument, named, found);
                }
            }
        }
        let place = |name: &String| arguments.iter().position(|argument| argument.name == *name);
        let by_place: Vec<_> =
            direct.iter().filter(|found| found.named != Some(true)).map(|found| &found.name).collect();
        let places: Vec<_> = by_place.iter().filter_map(|name| place(name)).collect();
        if !places.is_sorted() {
            let wanted: Vec<_> = arguments.iter().map(|argument| argument.name.as_str()).collect();
            let found: Vec<_> = by_place.iter().map(|name| name.as_str()).collect();
            self.is_other(
                what,
                format!("its arguments are in the order `{}`, and listed as `{}`", found.join(", "), wanted.join(", ")),
            );
        }
    }

    fn argument(&mut self, what: &str, listed: &Argument, named: bool, found: &FoundArgument) {
        let name = &listed.name;
        if let Some(is_named) = found.named.filter(|is_named| *is_named != named) {
            let given = if is_named {
                "by name, and is listed among `arguments`"
            } else {
                "by place, and is listed among `options`"
            };
            self.is_other(what, format!("the argument `{name}` is given {given}"));
        }
        if let Some(optional) = found.optional.filter(|optional| *optional != listed.optional && !listed.many) {
            let may = if optional {
                "may be left out, and is listed without `?`"
            } else {
                "may not be left out, and is listed with `?`"
            };
            self.is_other(what, format!("the argument `{name}` {may}"));
        }
        if listed.many != found.many {
            let how = if found.many {
                "takes any number, and is listed without `*`"
            } else {
                "takes one, and is listed with `*`"
            };
            self.is_other(what, format!("the argument `{name}` {how}"));
        }
    }

    /// The errors that an operation raises, beside those of every operation.
    fn raised(&mut self, what: &str, surface: &Surface, listed: &[String], named: &[String]) {
        let own = |codes: &[String]| -> BTreeSet<String> {
            codes.iter().filter(|code| !surface.everywhere.contains(code)).cloned().collect()
        };
        let (listed, named) = (own(listed), own(named));
        for code in listed.difference(&named) {
            self.is_other(what, format!("the error `{code}` is listed, and its documentation does not name it"));
        }
        for code in named.difference(&listed) {
            self.is_other(what, format!("its documentation names the error `{code}`, which is not listed"));
        }
    }

    fn reasons(&mut self, listed: &[String], found: &[String]) {
        let mend = format!("mend `{}`, or `reasons` in `{FILE}`", self.language.home);
        let lacking = |those: &[String], others: &[String]| -> Vec<String> {
            those.iter().filter(|code| !others.contains(code)).cloned().collect()
        };
        let (missing, unlisted) = (lacking(listed, found), lacking(found, listed));
        if listed != found && missing.is_empty() && unlisted.is_empty() {
            self.differ("reasons", "their order is another".to_owned(), &mend);
        }
        for code in missing {
            self.differ("reasons", format!("it lacks the reason `{code}`"), &mend);
        }
        for code in unlisted {
            self.differ("reasons", format!("the reason `{code}` is not listed"), &mend);
        }
    }

    fn errors(&mut self, listed: &[Kind], found: &Found) {
        for kind in listed {
            let shown = found.errors.iter().find(|shown| shown.code == kind.code);
            match (shown, kind.absent.contains_key(self.language.key)) {
                (None, true) => {}
                (None, false) => self.lacks(&kind.name, &format!("there is no error with the code `{}`", kind.code)),
                (Some(_), true) => self.not_absent(&kind.name),
                (Some(shown), false) => {
                    let wanted = kind.differs.get(self.language.key).map_or(&kind.name, |differs| &differs.name);
                    if let Some(name) = shown.name.as_ref().filter(|name| *name != wanted) {
                        self.is_other(
                            &kind.name,
                            format!("the error with the code `{}` is called `{name}`", kind.code),
                        );
                    }
                    self.names(&kind.name, "field", &kind.fields, &shown.fields);
                }
            }
        }
        for shown in &found.errors {
            if !listed.iter().any(|kind| kind.code == shown.code) {
                let name = shown.name.as_ref().unwrap_or(&shown.code);
                self.unlisted(name, &format!("the error with the code `{}` is not listed", shown.code));
            }
        }
    }
}

fn article(word: &str) -> &'static str {
    if word.starts_with('a') { "an" } else { "a" }
}

#[cfg(test)]
#[path = "compare_tests.rs"]
mod tests;
