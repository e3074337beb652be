//! The `placet` command: checks policies, explains decisions, verifies ledgers.

mod answer;
mod args;
mod check;
mod classify;
mod codegen;
mod diagnostics;
mod diff;
mod explain;
mod happened;
mod history;
mod input;
mod lint;
mod person;
mod report;
mod schema;
mod sheet;
mod sign;
mod taxonomy;
mod text;
mod verify;

use std::process::ExitCode;

use clap::Parser;

use answer::{Answer, Failure};
use args::{Args, Command};

fn main() -> ExitCode {
    let args = Args::parse();
    match run(&args) {
        Ok(answer) => answer.print(),
        Err(failure) => failure.print(args.json),
    }
}

fn run(args: &Args) -> Result<Answer, Failure> {
    match &args.command {
        Command::Check(given) => check::run(given, args.json),
        Command::Explain(given) => explain::run(given, args.json),
        Command::Verify(given) => verify::run(given, args.json),
        Command::History(given) => history::run(given, args.json),
        Command::Schema => schema::run(),
        Command::Codegen(given) => codegen::run(given),
        Command::Taxonomy(given) => taxonomy::run(given, args.json),
        Command::Sign(given) => sign::run(given, args.json),
        Command::Lint(given) => lint::run(given, args.json),
        Command::Classify(given) => classify::run(given, args.json),
        Command::Diff(given) => diff::run(given, args.json),
        Command::Report(given) => report::run(given, args.json),
        Command::Due(given) => report::due(given, args.json),
        Command::Cases(given) => person::cases(given, args.json),
        Command::ErasurePlan(given) => person::erasure_plan(given, args.json),
        Command::Export(given) => person::export(given),
    }
}
