//! `cargo xtask api`: the public surface as data, and whether every language's package has it.

mod compare;
mod documented;
mod found;
mod mobile;
mod node;
mod python;
mod rust;
mod surface;
mod table;

use std::fs;

use anyhow::{Context, Result, bail};

use crate::api::found::Found;
use crate::api::surface::Surface;
use crate::markers;
use crate::project::Project;

const PAGE: &str = "README.md";
const START: &str = "<!-- api:start -->";
const END: &str = "<!-- api:end -->";

/// A language that has a package, and how to learn what it exposes.
pub(crate) struct Language {
    /// The word for it in `core/data/surface.toml`.
    pub(crate) key: &'static str,
    pub(crate) name: &'static str,
    /// Where its surface is written.
    pub(crate) home: &'static str,
    /// How it spells the name of an operation.
    spell: fn(&str) -> String,
    /// Whether what builds the package is here, or why not.
    needs: fn() -> Result<(), String>,
    /// Builds the package, if it is one that is built, and reads what it exposes.
    read: fn(&Project) -> Result<Found>,
    /// Whether only the engine's operations are compared, by name and by whether they are awaited, and the codes of errors.
    by_name: bool,
}

/// Every language with a package, in the order of the table. A further one is a further entry, and a module that reads its package.
const LANGUAGES: &[Language] = &[
    Language {
        key: "rust",
        name: "Rust",
        home: "core/src",
        spell: str::to_owned,
        needs: || Ok(()),
        read: rust::read,
        by_name: false,
    },
    Language {
        key: "python",
        name: "Python",
        home: "bindings/python",
        spell: str::to_owned,
        needs: python::needs,
        read: python::read,
        by_name: false,
    },
    Language {
        key: "node",
        name: "Node",
        home: "bindings/node/ts",
        spell: found::camel_case,
        needs: node::needs,
        read: node::read,
        by_name: false,
    },
    Language {
        key: "kotlin",
        name: "Kotlin",
        home: mobile::KOTLIN,
        spell: found::camel_case,
        needs: || Ok(()),
        read: mobile::kotlin,
        by_name: true,
    },
    Language {
        key: "swift",
        name: "Swift",
        home: mobile::SWIFT,
        spell: found::camel_case,
        needs: || Ok(()),
        read: mobile::swift,
        by_name: true,
    },
];

/// Whether every package can be built here, or why not.
pub(crate) fn toolchains() -> Result<(), String> {
    LANGUAGES.iter().try_for_each(|language| (language.needs)())
}

pub(crate) fn run(project: &Project, check: bool, write_readme: bool) -> Result<()> {
    let keys: Vec<_> = LANGUAGES.iter().map(|language| language.key).collect();
    let file = project.path(surface::FILE);
    let text = fs::read_to_string(&file).with_context(|| format!("`{}` can't be read", surface::FILE))?;
    let surface = Surface::parse(&text, &keys)?;
    let table = table::table(&surface, LANGUAGES);
    let page = fs::read_to_string(project.path(PAGE)).with_context(|| format!("`{PAGE}` can't be read"))?;
    let wanted = markers::put_between(&page, START, END, &table).with_context(|| format!("`{PAGE}`"))?;
    if write_readme {
        fs::write(project.path(PAGE), &wanted).with_context(|| format!("`{PAGE}` can't be written"))?;
        println!("{PAGE} written");
    }
    if !check {
        if !write_readme {
            println!("{table}\n\n{}", table::reasons(&surface, LANGUAGES).join("\n"));
        }
        return Ok(());
    }
    let mut faults = Vec::new();
    if !write_readme && page != wanted {
        faults.push(format!(
            "the table in `{PAGE}` is not what `{}` says; run `cargo xtask api --write-readme`",
            surface::FILE
        ));
    }
    for language in LANGUAGES {
        let found =
            (language.read)(project).with_context(|| format!("the surface of {} can't be read", language.name))?;
        let differences = compare::compare(&surface, language, &found);
        faults.extend(differences.iter().map(ToString::to_string));
    }
    if faults.is_empty() {
        let (operations, languages) = (surface.operations.len(), LANGUAGES.len());
        println!("{operations} operations are as listed in {languages} languages");
        return Ok(());
    }
    for fault in &faults {
        println!("{fault}");
    }
    bail!("{} differences between `{}` and the packages", faults.len(), surface::FILE)
}
