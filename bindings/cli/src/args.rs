//! What the command line may say.

use std::path::PathBuf;

use clap::builder::PossibleValuesParser;
use clap::{Parser, Subcommand};
use placet::data::classify::files::Format;
use placet::decide::{FORMS, OPERATIONS};
use placet::words::SOURCES;

const EXITS: &str = "\
Exit codes:
  0  the answer is yes: no errors, allowed, the ledger is whole, nothing is overdue
  1  the answer is no: errors in the policy, denied, the ledger is damaged, something is overdue
  2  there is no answer: wrong usage, or something can't be read

A ledger that is sealed is read with its key in the variable PLACET_STORE_KEY, as 64 hexadecimal digits.

Colours are left out where the output is no terminal; NO_COLOR, CLICOLOR and CLICOLOR_FORCE are obeyed.";

const REPORTS: &str = "\
Kinds of report:
  of the policy      policy, bases, differences (of the last two versions), processing, retention, recipients
  of what happened   notices, rights, erasures, controls, breaches, overdue
  of one user        disclosures, holdings, features (what a refusal costs), shine_the_light;
                     notices, recipients, retention and rights with `--user`";

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
    /// Lists the data categories that are known without a policy, with their names in fideslang and W3C DPV
    Taxonomy(TaxonomyArgs),
    /// Writes the names of a policy as types of a language, so that a misspelt purpose fails in the editor
    Codegen(CodegenArgs),
    /// Signs a policy (Ed25519), for engines that take signed policies only; makes the key too
    Sign(SignArgs),
    /// Finds what is missing between the schemas of a code base and a policy
    Lint(LintArgs),
    /// Suggests categories for data without tags, from names and values; it decides nothing
    Classify(ClassifyArgs),
    /// Says what a later version of a policy changes, and who has to be asked again
    Diff(DiffArgs),
    /// Makes a report: of the policy, of what is known of users, of what was done
    Report(ReportArgs),
    /// Lists what has to be done by when, the earliest first
    Due(DueArgs),
    /// Lists the cases of one user: requests, complaints, reports
    Cases(CasesArgs),
    /// Says what an erasure of one user would take, what a law keeps, and who has to be told
    ErasurePlan(ErasurePlanArgs),
    /// Prints the record of one user as JSON: the copy for the user, or for another engine
    Export(ExportArgs),
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
pub(crate) struct TaxonomyArgs {
    /// A category, or a node above some: `user.contact`
    pub(crate) node: Option<String>,
}

/// A language that types can be written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Language {
    Kotlin,
    Python,
    Rust,
    Swift,
    Typescript,
}

#[derive(Debug, clap::Args)]
pub(crate) struct CodegenArgs {
    /// The policy document
    pub(crate) policy: PathBuf,
    /// The language
    #[arg(long, value_name = "LANGUAGE")]
    pub(crate) lang: Language,
    /// Write to this file; without it, to the standard output
    #[arg(long, value_name = "FILE")]
    pub(crate) out: Option<PathBuf>,
    /// Write nothing, and answer whether this file is what would be written
    #[arg(long, value_name = "FILE", conflicts_with = "out")]
    pub(crate) check: Option<PathBuf>,
    /// The package of a Kotlin file
    #[arg(long, value_name = "NAME")]
    pub(crate) package: Option<String>,
}

#[derive(Debug, clap::Args)]
pub(crate) struct SignArgs {
    /// The policy document; without it, the public key of `--key` is printed
    #[arg(required_unless_present_any = ["new_key", "key"])]
    pub(crate) policy: Option<PathBuf>,
    /// The file of the secret key: 64 hexadecimal digits
    #[arg(long, value_name = "FILE")]
    pub(crate) key: PathBuf,
    /// Make a new key in the file of `--key`, which must not be there yet
    #[arg(long, conflicts_with_all = ["policy", "out"])]
    pub(crate) new_key: bool,
    /// Write the signed policy to this file; without it, to the standard output
    #[arg(long, value_name = "FILE", requires = "policy")]
    pub(crate) out: Option<PathBuf>,
}

#[derive(Debug, clap::Args)]
pub(crate) struct LintArgs {
    /// The policy document; the schemas that it declares are looked at too
    pub(crate) policy: PathBuf,
    /// A JSON Schema with `x-placet` tags; may be repeated
    #[arg(long = "schema", value_name = "FILE")]
    pub(crate) schemas: Vec<PathBuf>,
    /// Print SARIF, for code review tools
    #[arg(long, conflicts_with = "json")]
    pub(crate) sarif: bool,
}

#[derive(Debug, clap::Args)]
pub(crate) struct ClassifyArgs {
    /// The data: CSV, JSON, NDJSON or Parquet
    pub(crate) file: PathBuf,
    /// Its form, where its name does not tell
    #[arg(long, value_parser = PossibleValuesParser::new(Format::ALL.map(Format::code)))]
    pub(crate) format: Option<String>,
    /// A policy document; suggestions that it has no place for are marked
    #[arg(long, value_name = "POLICY")]
    pub(crate) policy: Option<PathBuf>,
    /// Look at no more than so many values of each column, drawn evenly; at all when not given
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..))]
    pub(crate) sample: Option<u64>,
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

#[derive(Debug, Clone, clap::Args)]
#[command(next_help_heading = "The question")]
pub(crate) struct QuestionArgs {
    /// A data category that is to be used; may be repeated
    #[arg(long = "category", value_name = "CATEGORY")]
    pub(crate) categories: Vec<String>,
    /// What is to be done with the data
    #[arg(long, value_parser = PossibleValuesParser::new(OPERATIONS.iter().copied()))]
    pub(crate) operation: Option<String>,
    /// Where the data are from
    #[arg(long, value_parser = PossibleValuesParser::new(SOURCES.iter().copied()))]
    pub(crate) source: Option<String>,
    /// Who gave the data, where that is not the user
    #[arg(long)]
    pub(crate) provider: Option<String>,
    /// The evidence that the user let the provider give the data
    #[arg(long)]
    pub(crate) origin: Option<String>,
    /// The form, page or desk at which the data were or are collected: `contest`, or `contest:42` with a reference
    #[arg(long)]
    pub(crate) collection_point: Option<String>,
    /// What the processing serves: a course, a request, a transaction
    #[arg(long)]
    pub(crate) reference: Option<String>,
    /// A category that the data are derived from or combined of; may be repeated
    #[arg(long = "input", value_name = "CATEGORY")]
    pub(crate) inputs: Vec<String>,
    /// Whether data that identify nobody are joined with data that do
    #[arg(long, num_args = 0..=1, require_equals = true, default_missing_value = "true", value_name = "true|false")]
    pub(crate) linked: Option<bool>,
    /// The form of the data; raw when not given
    #[arg(long, value_parser = PossibleValuesParser::new(FORMS.iter().copied()))]
    pub(crate) form: Option<String>,
    /// How many people stand behind each figure of aggregated data
    #[arg(long, value_name = "N")]
    pub(crate) group_size: Option<u32>,
    /// Who is to receive the data
    #[arg(long)]
    pub(crate) recipient: Option<String>,
    /// The country to which they are to go
    #[arg(long)]
    pub(crate) destination: Option<String>,
    /// The transfer mechanism: `scc`, `adequacy`, `bcr`, `consent`, …
    #[arg(long)]
    pub(crate) mechanism: Option<String>,
    /// The cookie, tag or SDK that is to be used
    #[arg(long)]
    pub(crate) technology: Option<String>,
    /// The lifetime that it is to be set with: `session`, or a duration such as `P1Y`
    #[arg(long)]
    pub(crate) lifetime: Option<String>,
    /// When it was set, where that is not on record
    #[arg(long, value_name = "INSTANT")]
    pub(crate) set_at: Option<String>,
    /// The class of device: `mobile`, `desktop`, …
    #[arg(long)]
    pub(crate) device: Option<String>,
    /// The class of content
    #[arg(long)]
    pub(crate) content: Option<String>,
    /// The channel, of communication or of transport: `email`, `push`, `https`, …
    #[arg(long)]
    pub(crate) channel: Option<String>,
    /// The role of whoever acts
    #[arg(long)]
    pub(crate) actor: Option<String>,
    /// What the caller attests: `encryption`, `mfa`, `critical`, …; may be repeated
    #[arg(long = "attest", value_name = "NAME[=false]", value_parser = attestation)]
    pub(crate) attests: Vec<(String, bool)>,
    /// The registered legal instrument that demands it
    #[arg(long)]
    pub(crate) instrument: Option<String>,
    /// Why a disclosure is justified, in words
    #[arg(long)]
    pub(crate) justification: Option<String>,
    /// How much an automated decision does to the user
    #[arg(long, value_parser = ["none", "minor", "significant"])]
    pub(crate) effect: Option<String>,
    /// The automated decision that is relied on
    #[arg(long)]
    pub(crate) decision: Option<String>,
    /// In whose hands the data are: `custodian` for data held for somebody else
    #[arg(long, value_parser = ["own", "custodian"])]
    pub(crate) role: Option<String>,
    /// The site, app or feature that asks
    #[arg(long)]
    pub(crate) surface: Option<String>,
    /// Who asked for this processing
    #[arg(long, value_parser = ["user", "company"])]
    pub(crate) initiated_by: Option<String>,
    /// The instant to decide for: `2024-10-17T12:00:00Z`, or a date in the policy's time zone; now when not given
    #[arg(long, value_name = "INSTANT")]
    pub(crate) at: Option<String>,
}

/// `mfa`, `mfa=true` or `mfa=false`.
fn attestation(text: &str) -> Result<(String, bool), String> {
    let (name, value) = text.split_once('=').unwrap_or((text, "true"));
    if name.is_empty() {
        return Err("it names nothing; write `mfa` or `mfa=false`".to_owned());
    }
    match value {
        "true" => Ok((name.to_owned(), true)),
        "false" => Ok((name.to_owned(), false)),
        _ => Err(format!("`{value}` is neither `true` nor `false`")),
    }
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
    /// A ledger: lists its users who have to be asked again on the day of the later version
    #[arg(long, value_name = "FILE")]
    pub(crate) store: Option<PathBuf>,
}

/// A policy on a ledger.
#[derive(Debug, clap::Args)]
pub(crate) struct LedgerArgs {
    /// The policy document
    pub(crate) policy: PathBuf,
    /// The ledger, which has to exist
    #[arg(long, value_name = "FILE")]
    pub(crate) store: PathBuf,
    /// Another version of the same policy; may be repeated
    #[arg(long = "with", value_name = "POLICY")]
    pub(crate) others: Vec<PathBuf>,
}

#[derive(Debug, clap::Args)]
#[command(after_help = REPORTS)]
pub(crate) struct ReportArgs {
    #[command(flatten)]
    pub(crate) ledger: LedgerArgs,
    /// The kind of report, see below
    pub(crate) kind: String,
    /// The user it is about; all, or nobody, when not given
    #[arg(long)]
    pub(crate) user: Option<String>,
    /// The calendar year, of `shine_the_light`; the one before the present when not given
    #[arg(long, value_name = "N")]
    pub(crate) year: Option<i16>,
    /// The instant at which it is made; now when not given
    #[arg(long, value_name = "INSTANT")]
    pub(crate) at: Option<String>,
}

#[derive(Debug, clap::Args)]
pub(crate) struct DueArgs {
    #[command(flatten)]
    pub(crate) ledger: LedgerArgs,
    /// The instant up to which to look ahead; now when not given
    #[arg(long, value_name = "INSTANT")]
    pub(crate) at: Option<String>,
}

#[derive(Debug, clap::Args)]
pub(crate) struct CasesArgs {
    #[command(flatten)]
    pub(crate) ledger: LedgerArgs,
    /// The id by which the application knows the user
    pub(crate) user: String,
}

#[derive(Debug, clap::Args)]
pub(crate) struct ErasurePlanArgs {
    #[command(flatten)]
    pub(crate) ledger: LedgerArgs,
    /// The id by which the application knows the user
    pub(crate) user: String,
    /// The instant at which the erasure would be; now when not given
    #[arg(long, value_name = "INSTANT")]
    pub(crate) at: Option<String>,
}

#[derive(Debug, clap::Args)]
pub(crate) struct ExportArgs {
    #[command(flatten)]
    pub(crate) ledger: LedgerArgs,
    /// The id by which the application knows the user
    pub(crate) user: String,
    /// Only data of this category, or of this word below `user`: `education`
    #[arg(long, value_name = "CATEGORY")]
    pub(crate) subset: Option<String>,
    /// The case that it answers
    #[arg(long, value_name = "NUMBER")]
    pub(crate) case: Option<u64>,
    /// Who asks: `subject`, or a guardian; without it and `--case` the copy is the application's own, and complete
    #[arg(long)]
    pub(crate) actor: Option<String>,
    /// What the caller attests: `mfa`, …; may be repeated
    #[arg(long = "attest", value_name = "NAME[=false]", value_parser = attestation)]
    pub(crate) attests: Vec<(String, bool)>,
}
