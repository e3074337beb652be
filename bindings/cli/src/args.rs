//! What the command line may say.

use std::path::PathBuf;

use clap::builder::PossibleValuesParser;
use clap::{Parser, Subcommand};
use placet::decide::{FORMS, OPERATIONS};

const EXITS: &str = "\
Exit codes:
  0  the answer is yes: no errors, allowed, the ledger is whole
  1  the answer is no: errors in the policy, denied, the ledger is damaged
  2  there is no answer: wrong usage, or something can't be read

Colours are left out where the output is no terminal; NO_COLOR, CLICOLOR and CLICOLOR_FORCE are obeyed.";

/// Checks privacy policies, explains decisions, verifies ledgers
#[derive(Debug, Parser)]
#[command(name = "placet", version, propagate_version = true, after_help = EXITS)]
pub(crate) struct Args {
    #[command(subcommand)]
    pub(crate) command: Command,
    /// Print JSON
    #[arg(long, global = true)]
    pub(crate) json: bool,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Lists every error and warning of policy documents
    Check(CheckArgs),
    /// Says why a purpose is allowed or denied for a user, check by check
    Explain(Box<ExplainArgs>),
    /// Verifies a ledger: every hash, every link, every state
    Verify(VerifyArgs),
    /// Lists the events of one user
    History(HistoryArgs),
    /// Prints the JSON Schema of policy documents
    Schema,
    /// Says what a later version of a policy changes
    Diff(DiffArgs),
}

#[derive(Debug, clap::Args)]
pub(crate) struct CheckArgs {
    /// Policy documents (TOML, JSON or YAML); those of one policy are checked together, as its versions
    #[arg(value_name = "POLICY", required = true)]
    pub(crate) policies: Vec<PathBuf>,
    /// Exit with 1 when there are warnings
    #[arg(long)]
    pub(crate) deny_warnings: bool,
}

#[derive(Debug, clap::Args)]
pub(crate) struct ExplainArgs {
    /// The policy document
    pub(crate) policy: PathBuf,
    /// The id by which the application knows the user
    pub(crate) user: String,
    /// The purpose, or a node above some: `marketing.email`, `marketing`
    pub(crate) purpose: String,
    /// The ledger, which has to exist; `memory:` for a user of whom nothing is known
    #[arg(long, value_name = "FILE")]
    pub(crate) store: PathBuf,
    /// Another version of the same policy; may be repeated
    #[arg(long = "with", value_name = "POLICY")]
    pub(crate) others: Vec<PathBuf>,
    #[command(flatten)]
    pub(crate) question: QuestionArgs,
}

#[derive(Debug, clap::Args)]
#[command(next_help_heading = "The question")]
pub(crate) struct QuestionArgs {
    /// A data category that is to be used; may be repeated
    #[arg(long = "category", value_name = "CATEGORY")]
    pub(crate) categories: Vec<String>,
    /// What is to be done with the data
    #[arg(long, value_parser = PossibleValuesParser::new(OPERATIONS.iter().copied()))]
    pub(crate) operation: Option<String>,
    /// The form of the data; raw when not given
    #[arg(long, value_parser = PossibleValuesParser::new(FORMS.iter().copied()))]
    pub(crate) form: Option<String>,
    /// The cookie, tag or SDK that is to be used
    #[arg(long)]
    pub(crate) technology: Option<String>,
    /// The class of content
    #[arg(long)]
    pub(crate) content: Option<String>,
    /// The site, app or feature that asks
    #[arg(long)]
    pub(crate) surface: Option<String>,
    /// Who is to receive the data
    #[arg(long)]
    pub(crate) recipient: Option<String>,
    /// The country to which they are to go
    #[arg(long)]
    pub(crate) destination: Option<String>,
    /// The registered legal instrument that demands it
    #[arg(long)]
    pub(crate) instrument: Option<String>,
    /// Who asked for this processing
    #[arg(long, value_parser = ["user", "company"])]
    pub(crate) initiated_by: Option<String>,
    /// The instant to decide for: `2024-10-17T12:00:00Z`, or a date in the policy's time zone; now when not given
    #[arg(long, value_name = "INSTANT")]
    pub(crate) at: Option<String>,
}

#[derive(Debug, clap::Args)]
pub(crate) struct VerifyArgs {
    /// The ledger
    pub(crate) file: PathBuf,
}

#[derive(Debug, clap::Args)]
pub(crate) struct HistoryArgs {
    /// The ledger
    pub(crate) file: PathBuf,
    /// The id by which the application knows the user
    pub(crate) user: String,
}

#[derive(Debug, clap::Args)]
pub(crate) struct DiffArgs {
    /// The earlier version
    pub(crate) old: PathBuf,
    /// The later version
    pub(crate) new: PathBuf,
}
