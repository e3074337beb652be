//! The chores of the project, as `cargo xtask NAME`.

mod android;
mod api;
mod apple;
mod bench;
mod command;
mod conformance;
mod counts;
mod coverage;
mod cross;
mod debian;
mod demo;
mod doctor;
mod documents;
mod files;
mod kotlin;
mod markers;
mod node;
mod project;
mod python;
mod report;
mod schema;
mod size;
mod snippet;
mod swift;
mod swift_root;
mod test;
mod tidy;
mod wheel;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand, ValueEnum};

use crate::conformance::Language;
use crate::project::Project;
use crate::test::Suite;

/// The chores of the project.
#[derive(Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask", version)]
struct Arguments {
    #[command(subcommand)]
    chore: Chore,
}

#[derive(Subcommand)]
enum Chore {
    /// Say which toolchains are here, in which version, and what will be skipped without them
    Doctor,
    /// Build the Python package into `.venv` and run the quick start
    Demo,
    /// Check and test: formatting, lints, documentation, unit tests, vectors, laws, every language
    Test {
        /// What to test
        #[arg(value_enum, default_value_t = Suite::All)]
        suite: Suite,
    },
    /// The same as `test` with `CI=true`: whatever is skipped counts as failed
    Ci {
        /// What to test
        #[arg(value_enum, default_value_t = Suite::All)]
        suite: Suite,
    },
    /// Run the conformance vectors; without `--lang` in every language, and compare the reports byte for byte
    Conformance {
        /// Run one language only
        #[arg(long, value_enum)]
        lang: Option<Language>,
        /// Folders of vectors [default: tests/vectors]
        dirs: Vec<PathBuf>,
    },
    /// Print how many clauses of each policy the vectors cover
    Coverage {
        /// Fail if a clause whose features are all built has no vector
        #[arg(long)]
        check: bool,
    },
    /// Take each rule out of each example policy in turn, and demand that a vector notices
    MutatePolicies {
        /// Names of policies [default: all five]
        policies: Vec<String>,
    },
    /// Check what compilers can't: direction of modules, sizes, unfinished work, panics, forbidden words
    Tidy,
    /// Run the benchmarks in Rust, Python and Node and print one table
    Bench {
        /// Names of benchmarks [default: all]
        names: Vec<String>,
        /// Put the table into README.md
        #[arg(long)]
        write_readme: bool,
    },
    /// Print which operation has which name in which language
    Api {
        /// Print nothing; fail if a package is not as the list says, or the table in README.md is not
        #[arg(long)]
        check: bool,
        /// Put the table into README.md
        #[arg(long)]
        write_readme: bool,
    },
    /// Make what an app is built with: the AAR of the Kotlin package, or the XCFramework of the Swift package
    Package {
        /// Whose
        #[arg(value_enum)]
        system: System,
    },
    /// Measure the library that an app carries along, for each target, and fail if one is larger than it may be
    Size,
    /// Write the JSON Schema of policy documents to `core/data/policy.schema.json`
    Schema {
        /// Write nothing; fail if the file is not what would be written
        #[arg(long)]
        check: bool,
    },
}

/// The systems that a package is made for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum System {
    /// Android
    Android,
    /// iOS, its simulator, and macOS
    Apple,
}

fn main() -> ExitCode {
    match run(Arguments::parse().chore) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(chore: Chore) -> anyhow::Result<()> {
    let project = Project::find()?;
    match chore {
        Chore::Doctor => doctor::run(&project),
        Chore::Demo => demo::run(&project),
        Chore::Test { suite } => test::run(&project, suite),
        Chore::Ci { suite } => test::run(&project.strict(), suite),
        Chore::Conformance { lang, dirs } => conformance::run(&project, lang, &dirs),
        Chore::Coverage { check } => coverage::run(&project, check),
        Chore::MutatePolicies { policies } => {
            project.cargo("run --quiet --release -p placet-tests --bin mutate --").arguments(policies).run()
        }
        Chore::Tidy => tidy::run(&project),
        Chore::Bench { names, write_readme } => bench::run(&project, &names, write_readme),
        Chore::Api { check, write_readme } => api::run(&project, check, write_readme),
        Chore::Package { system: System::Android } => android::run(&project),
        Chore::Package { system: System::Apple } => apple::run(&project),
        Chore::Size => size::run(&project),
        Chore::Schema { check } => schema::run(&project, check),
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    #[test]
    fn every_chore_has_help() {
        let command = super::Arguments::command();
        command.clone().debug_assert();
        for chore in command.get_subcommands() {
            assert!(chore.get_about().is_some(), "{}", chore.get_name());
        }
    }
}
