//! The command as a user runs it: every subcommand, good and bad, as text and as JSON.

mod check;
mod classify;
mod codegen;
mod common;
mod diff;
mod examples;
mod explain;
mod ledger;
mod lint;
mod report;
mod schema;
mod sign;
mod taxonomy;
mod usage;
