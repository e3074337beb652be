//! `cargo xtask test`: every check, in the order in which it is quickest to learn of a fault.

use std::fs;
use std::path::PathBuf;

use anyhow::{Context, Result, bail};
use clap::ValueEnum;

use crate::command::Command;
use crate::conformance;
use crate::counts::Counts;
use crate::node::{Package, Tools};
use crate::project::Project;
use crate::python::{Environment, Interpreter, Profile};
use crate::report::{Outcome, Report};
use crate::{api, coverage, cross, doctor, files, kotlin, schema, snippet, swift, tidy, wheel};

/// What is tested.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Suite {
    /// The core, the command-line tool, what holds across languages, and the house rules
    Rust,
    /// The Python package
    Python,
    /// The Node package
    Node,
    /// The Kotlin package
    Kotlin,
    /// The Swift package, and whether the library compiles for phones
    Swift,
    /// All of them, and that they give the same answers
    All,
}

/// Questions that the engine and the reference evaluator have to answer alike.
const QUESTIONS: &str = "--questions 50000 --seed 1";

/// The tests of the Node package that pack and install it.
const PACKED: &str = "package";

pub(crate) fn run(project: &Project, suite: Suite) -> Result<()> {
    let mut report = Report::new(project.is_strict());
    let mut in_rust = None;
    let mut in_python = None;
    let mut in_node = None;
    let runs = |own| suite == own || suite == Suite::All;
    if runs(Suite::Rust) {
        in_rust = rust(project, &mut report);
    }
    if runs(Suite::Python) {
        in_python = python(project, &mut report);
    }
    if runs(Suite::Node) {
        in_node = node(project, &mut report);
    }
    let mut in_kotlin = None;
    if runs(Suite::Kotlin) {
        in_kotlin = kotlin(project, &mut report);
    }
    let mut in_swift = None;
    if runs(Suite::Swift) {
        in_swift = swift(project, &mut report);
    }
    if suite == Suite::All {
        report.step("all", "same surface", |_| match api::toolchains() {
            Ok(()) => passed(api::run(project, true, false)),
            Err(why) => skipped(&why),
        });
        for (language, other) in [("Python", in_python), ("Node", in_node), ("Kotlin", in_kotlin), ("Swift", in_swift)]
        {
            report.step("all", same_answers(language), |_| match (&in_rust, other) {
                (Some(rust), Some(other)) => passed(conformance::compare(rust, language, &other)),
                _ => skipped("a report is missing"),
            });
        }
    }
    report.finish()
}

/// The steps of Rust; returns the conformance report.
fn rust(project: &Project, report: &mut Report) -> Option<String> {
    let cargo = |arguments: &str| project.cargo(arguments);
    report.step("rust", "format", |_| {
        if !doctor::has_component("fmt") {
            return skipped("no `rustfmt`");
        }
        passed(cargo("fmt --all --check").run())
    });
    report.step("rust", "tidy", |_| passed(tidy::run(project)));
    report.step("rust", "coverage of clauses", |_| passed(coverage::run(project, true)));
    report.step("rust", "lints", |_| {
        if !doctor::has_component("clippy") {
            return skipped("no `clippy`");
        }
        passed(cargo("clippy --quiet --workspace --all-targets -- -D warnings").run())
    });
    report.step("rust", "documentation", |_| {
        // the library and the command-line tool share their name, so programs are left out
        let documentation = cargo("doc --quiet --workspace --no-deps --lib");
        passed(documentation.variable("RUSTDOCFLAGS", "-D warnings").run())
    });
    report.step("rust", "tests", |counts| {
        let tests = cargo("test --quiet --workspace --exclude placet-python --exclude placet-node --exclude placet-mobile --no-fail-fast");
        passed(tests.count(counts))
    });
    report.step("rust", "schema", |_| passed(schema::run(project, true)));
    report.step("rust", "examples", |_| rust_examples(project));
    let mut answers = None;
    report.step("rust", "conformance", |counts| {
        answers = Some(conformance::in_rust(project, &conformance::own(project), counts)?);
        Ok(Outcome::Passed)
    });
    // without `-p`, so that all programs are built with one set of features, once
    let differential = format!("differential -- {QUESTIONS}");
    for (step, program) in [
        ("against the reference", differential.as_str()),
        ("laws", "laws"),
        ("invariants", "invariants"),
        ("merging", "merging"),
        ("crashes", "crash"),
    ] {
        report.step("rust", step, |counts| passed(cargo(&format!("run --quiet --bin {program}")).count(counts)));
    }
    answers
}

/// The steps of Python; returns the conformance report.
fn python(project: &Project, report: &mut Report) -> Option<String> {
    let mut built = None;
    report.step("python", "build", |_| {
        let interpreter = match Interpreter::find() {
            Ok(interpreter) => interpreter,
            Err(why) => return skipped(&why),
        };
        let environment = Environment::open(project, &interpreter)?;
        environment.install_for_tests(Profile::Dev)?;
        built = Some(environment);
        Ok(Outcome::Passed)
    });
    // without the package, each step is listed all the same, as skipped
    let mut step = |name, work: &mut dyn FnMut(&Environment<'_>, &mut Counts) -> Result<()>| {
        report.step("python", name, |counts| match &built {
            Some(environment) => passed(work(environment, counts)),
            None => skipped("the package was not built"),
        });
    };
    let package = project.path("bindings/python");
    step("format", &mut |environment, _| environment.run("-m ruff format --check bindings/python examples").run());
    step("lints", &mut |environment, _| environment.run("-m ruff check bindings/python examples").run());
    step("types", &mut |environment, _| {
        let folders = python_folders(project)?;
        environment.run("-m mypy --strict").arguments(folders).folder(&package).run()
    });
    step("stubs", &mut |environment, _| {
        let mut stubtest = environment.run("-m mypy.stubtest placet --mypy-config-file");
        stubtest = stubtest.argument(package.join("pyproject.toml"));
        let allowed = package.join("stubtest-allowlist.txt");
        if allowed.exists() {
            stubtest = stubtest.argument("--allowlist").argument(allowed);
        }
        stubtest.run()
    });
    step("tests", &mut |environment, counts| environment.run("-m pytest -q").folder(&package).count(counts).map(drop));
    let mut answers = None;
    step("conformance", &mut |environment, counts| {
        let folders = conformance::own(project);
        answers = Some(conformance::in_python(environment, project, &folders, counts)?);
        Ok(())
    });
    step("as users get it", &mut |environment, _| {
        wheel::install(project, environment)?;
        readme(project, &|| wheel::python(project))
    });
    step("examples", &mut |environment, _| {
        let programs = files::all(project.root(), "examples")?;
        let programs = programs.iter().filter(|file| file.extension() == "py");
        for program in programs {
            environment.run(&program.path).run()?;
        }
        Ok(())
    });
    answers
}

fn same_answers(language: &str) -> &'static str {
    match language {
        "Node" => "same answers, Node",
        "Kotlin" => "same answers, Kotlin",
        "Swift" => "same answers, Swift",
        _ => "same answers, Python",
    }
}

/// The steps of Node; returns the conformance report.
fn node(project: &Project, report: &mut Report) -> Option<String> {
    let mut built = None;
    report.step("node", "build", |_| {
        let tools = match Tools::find() {
            Ok(tools) => tools,
            Err(why) => return skipped(&why),
        };
        let package = Package::open(project, &tools)?;
        package.build_for_tests()?;
        built = Some(package);
        Ok(Outcome::Passed)
    });
    // without the package, each step is listed all the same, as skipped
    let mut step = |name, work: &mut dyn FnMut(&Package<'_>, &mut Counts) -> Result<()>| {
        report.step("node", name, |counts| match &built {
            Some(package) => passed(work(package, counts)),
            None => skipped("the package was not built"),
        });
    };
    step("format and lints", &mut |package, _| package.script("check").run());
    step("tests", &mut |package, counts| package.tests(|name| name != PACKED)?.count(counts).map(drop));
    step("as users get it", &mut |package, counts| package.tests(|name| name == PACKED)?.count(counts).map(drop));
    let mut answers = None;
    step("conformance", &mut |package, counts| {
        answers = Some(conformance::in_node(package, project, &conformance::own(project), counts)?);
        Ok(())
    });
    answers
}

/// The steps of Kotlin; returns the conformance report.
fn kotlin(project: &Project, report: &mut Report) -> Option<String> {
    let mut built = None;
    report.step("kotlin", "build", |_| {
        let tools = match kotlin::Tools::find() {
            Ok(tools) => tools,
            Err(why) => return skipped(&why),
        };
        let package = kotlin::Package::open(project, &tools);
        package.build_for_tests()?;
        built = Some(package);
        Ok(Outcome::Passed)
    });
    // without the package, each step is listed all the same, as skipped
    let mut step = |name, work: &mut dyn FnMut(&kotlin::Package<'_>, &mut Counts) -> Result<()>| {
        report.step("kotlin", name, |counts| match &built {
            Some(package) => passed(work(package, counts)),
            None => skipped("the package was not built"),
        });
    };
    step("tests", &mut |package, counts| {
        package.tests().count(counts)?;
        package.tests_have_run()
    });
    let mut answers = None;
    step("conformance", &mut |package, counts| {
        answers = Some(conformance::in_kotlin(package, project, &conformance::own(project), counts)?);
        Ok(())
    });
    step("README", &mut |package, _| package.run_readme());
    answers
}

/// The steps of Swift, and the compile gates of the library beneath it; returns the conformance report.
fn swift(project: &Project, report: &mut Report) -> Option<String> {
    let mut built = None;
    report.step("swift", "build", |_| {
        let toolchain = match swift::Toolchain::open(project)? {
            Ok(toolchain) => toolchain,
            Err(why) => return skipped(&why),
        };
        let package = swift::Package::open(project, toolchain);
        package.build_for_tests()?;
        built = Some(package);
        Ok(Outcome::Passed)
    });
    // without the package, each step is listed all the same, as skipped
    let mut step = |name, work: &mut dyn FnMut(&swift::Package<'_>, &mut Counts) -> Result<()>| {
        report.step("swift", name, |counts| match &built {
            Some(package) => passed(work(package, counts)),
            None => skipped("the package was not built"),
        });
    };
    step("format", &mut |package, _| package.format().run());
    step("tests", &mut |package, counts| package.tests().count(counts).map(drop));
    let mut answers = None;
    step("conformance", &mut |package, counts| {
        answers = Some(conformance::in_swift(package, project, &conformance::own(project), counts)?);
        Ok(())
    });
    step("README", &mut |package, _| package.run_readme());
    step("examples", &mut |package, counts| package.example()?.count(counts).map(drop));
    for (step, platform) in [("compiles for Android", &cross::ANDROID), ("compiles for iOS", &cross::IOS)] {
        report.step("swift", step, |_| match cross::check(project, platform)? {
            None => Ok(Outcome::Passed),
            Some(why) => skipped(&why),
        });
    }
    answers
}

fn rust_examples(project: &Project) -> Result<Outcome> {
    for file in files::all(project.root(), "core/examples")? {
        let name = file.path.strip_prefix("core/examples/").unwrap_or_default();
        if let Some(name) = name.strip_suffix(".rs").filter(|name| !name.contains('/')) {
            project.cargo("run --quiet -p placet --example").argument(name).run()?;
        }
    }
    Ok(Outcome::Passed)
}

/// The folders with Python in them, as seen from `bindings/python`.
fn python_folders(project: &Project) -> Result<Vec<&'static str>> {
    let mut folders = Vec::new();
    for (folder, seen) in [
        ("bindings/python/python", "python"),
        ("bindings/python/tests", "tests"),
        ("bindings/python/benches", "benches"),
        ("examples", "../../examples"),
    ] {
        let found = files::all(project.root(), folder)?;
        if found.iter().any(|file| file.extension() == "py") {
            folders.push(seen);
        }
    }
    Ok(folders)
}

/// Runs every Python program of the README as printed, with this interpreter.
fn readme(project: &Project, python: &dyn Fn() -> Command) -> Result<()> {
    let page = fs::read_to_string(project.path("README.md")).context("`README.md` can't be read")?;
    let blocks = snippet::python_blocks(&page);
    if blocks.is_empty() {
        bail!("`README.md` has no Python program");
    }
    let folder = project.path("target/xtask/readme");
    fs::create_dir_all(&folder).context("no folder for the programs of the README")?;
    for (number, block) in blocks.iter().enumerate() {
        let program: PathBuf = folder.join(format!("program_{number}.py"));
        fs::write(&program, block)?;
        let printed = python().argument(&program).count(&mut Counts::default())?;
        snippet::compare(&snippet::promised(block), &printed)?;
    }
    Ok(())
}

fn passed<T>(result: Result<T>) -> Result<Outcome> {
    result.map(|_| Outcome::Passed)
}

fn skipped(why: &str) -> Result<Outcome> {
    Ok(Outcome::Skipped(why.to_owned()))
}
