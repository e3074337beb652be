//! `cargo xtask conformance`: the vectors through each language, and the reports compared byte for byte.

use std::env;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, anyhow, bail};
use clap::ValueEnum;

use crate::counts::Counts;
use crate::kotlin;
use crate::node::{Package, Tools};
use crate::project::Project;
use crate::python::{Environment, Interpreter, Profile};
use crate::swift;

/// The languages that run the vectors.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Language {
    /// The engine itself
    Rust,
    /// The Python package
    Python,
    /// The Node package
    Node,
    /// The Kotlin package
    Kotlin,
    /// The Swift package
    Swift,
}

pub(crate) fn run(project: &Project, language: Option<Language>, folders: &[PathBuf]) -> Result<()> {
    let folders = absolute(project, folders)?;
    let counts = &mut Counts::default();
    if language == Some(Language::Rust) {
        return in_rust(project, &folders, counts).map(drop);
    }
    if language == Some(Language::Node) {
        return in_node(&node(project)?, project, &folders, counts).map(drop);
    }
    if language == Some(Language::Kotlin) {
        return in_kotlin(&kotlin_package(project)?, project, &folders, counts).map(drop);
    }
    if language == Some(Language::Swift) {
        return in_swift(&swift_package(project)?, project, &folders, counts).map(drop);
    }
    let interpreter = Interpreter::find().map_err(|why| anyhow!("Python can't be used: {why}"))?;
    let environment = Environment::open(project, &interpreter)?;
    environment.install_for_tests(Profile::Dev)?;
    if language == Some(Language::Python) {
        return in_python(&environment, project, &folders, counts).map(drop);
    }
    let package = node(project)?;
    let kotlin = kotlin_package(project)?;
    let swift = swift_package(project)?;
    // all reports are wanted even if the first has failures
    let rust = in_rust(project, &folders, counts);
    let python = in_python(&environment, project, &folders, counts);
    let node = in_node(&package, project, &folders, counts);
    let kotlin = in_kotlin(&kotlin, project, &folders, counts);
    let swift = in_swift(&swift, project, &folders, counts);
    let rust = rust?;
    compare(&rust, "Python", &python?)?;
    compare(&rust, "Node", &node?)?;
    compare(&rust, "Kotlin", &kotlin?)?;
    compare(&rust, "Swift", &swift?)?;
    println!("all reports are the same, byte for byte");
    Ok(())
}

fn node(project: &Project) -> Result<Package<'_>> {
    let tools = Tools::find().map_err(|why| anyhow!("Node can't be used: {why}"))?;
    let package = Package::open(project, &tools)?;
    package.build_for_tests()?;
    Ok(package)
}

fn kotlin_package(project: &Project) -> Result<kotlin::Package<'_>> {
    let tools = kotlin::Tools::find().map_err(|why| anyhow!("Kotlin can't be used: {why}"))?;
    let package = kotlin::Package::open(project, &tools);
    package.build_for_tests()?;
    Ok(package)
}

fn swift_package(project: &Project) -> Result<swift::Package<'_>> {
    let toolchain = swift::Toolchain::open(project)?.map_err(|why| anyhow!("Swift can't be used: {why}"))?;
    let package = swift::Package::open(project, toolchain);
    package.build_for_tests()?;
    Ok(package)
}

/// The vectors of the project.
pub(crate) fn own(project: &Project) -> Vec<PathBuf> {
    vec![project.path("tests/vectors")]
}

/// Runs the vectors through the engine; returns the report.
pub(crate) fn in_rust(project: &Project, folders: &[PathBuf], counts: &mut Counts) -> Result<String> {
    let runner = project.cargo("run --quiet --bin conformance --");
    runner.argument("--policies").argument(policies(project)).arguments(folders).count(counts)
}

/// Runs the vectors through the Python package; returns the report.
pub(crate) fn in_python(
    environment: &Environment<'_>,
    project: &Project,
    folders: &[PathBuf],
    counts: &mut Counts,
) -> Result<String> {
    let runner = environment.run("bindings/python/tests/conformance.py");
    runner.argument("--policies").argument(policies(project)).arguments(folders).count(counts)
}

/// Runs the vectors through the Node package; returns the report.
pub(crate) fn in_node(
    package: &Package<'_>,
    project: &Project,
    folders: &[PathBuf],
    counts: &mut Counts,
) -> Result<String> {
    let runner = package.program("build/tests/conformance.mjs");
    runner.argument("--policies").argument(policies(project)).arguments(folders).count(counts)
}

/// Runs the vectors through the Kotlin package; returns the report.
pub(crate) fn in_kotlin(
    package: &kotlin::Package<'_>,
    project: &Project,
    folders: &[PathBuf],
    counts: &mut Counts,
) -> Result<String> {
    let runner = package.program("dev.placet.conformance.ConformanceKt")?;
    runner.argument("--policies").argument(policies(project)).arguments(folders).count(counts)
}

/// Runs the vectors through the Swift package; returns the report.
pub(crate) fn in_swift(
    package: &swift::Package<'_>,
    project: &Project,
    folders: &[PathBuf],
    counts: &mut Counts,
) -> Result<String> {
    let runner = package.runner(folders);
    runner.argument("--policies").argument(policies(project)).arguments(folders).count(counts)
}

fn policies(project: &Project) -> PathBuf {
    project.path("examples/policies")
}

/// Names the first difference of the report of Rust and that of another language, if there is one.
pub(crate) fn compare(rust: &str, language: &str, other: &str) -> Result<()> {
    if rust == other {
        return Ok(());
    }
    let mut message = format!("the reports of Rust and {language} differ");
    let (mut left, mut right) = (rust.lines(), other.lines());
    for number in 1.. {
        let (one, other) = (left.next(), right.next());
        if one != other {
            let shown = |line: Option<&str>| line.unwrap_or("(nothing)").to_owned();
            write!(message, " in line {number}: `{}` and `{}`", shown(one), shown(other))?;
            break;
        }
        if one.is_none() {
            break;
        }
    }
    bail!(message)
}

/// The folders as absolute paths, since the runners start in the project's root.
fn absolute(project: &Project, folders: &[PathBuf]) -> Result<Vec<PathBuf>> {
    if folders.is_empty() {
        return Ok(own(project));
    }
    let here = env::current_dir().context("there is no current folder")?;
    folders.iter().map(|folder| existing(&here.join(folder))).collect()
}

fn existing(folder: &Path) -> Result<PathBuf> {
    if !folder.is_dir() {
        bail!("`{}` is no folder", folder.display());
    }
    Ok(folder.to_path_buf())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_reports_are_equal() {
        assert!(compare("ok a 1 00\n1 passed, 0 failed\n", "Python", "ok a 1 00\n1 passed, 0 failed\n").is_ok());
    }

    #[test]
    fn the_first_difference_is_named() {
        let message = compare("ok a 1 00\nok b 1 00\n", "Node", "ok a 1 00\nok b 1 11\n").unwrap_err().to_string();
        assert!(message.ends_with("in line 2: `ok b 1 00` and `ok b 1 11`"), "{message}");
        let message = compare("ok a 1 00\n", "Node", "").unwrap_err().to_string();
        assert!(message.ends_with("in line 1: `ok a 1 00` and `(nothing)`"), "{message}");
        assert!(compare("ok a 1 00\n", "Node", "ok a 1 00").is_err());
    }

    #[test]
    fn a_folder_has_to_exist() {
        let folder = tempfile::tempdir().unwrap();
        assert!(existing(folder.path()).is_ok());
        assert!(existing(&folder.path().join("nowhere")).is_err());
    }
}
