//! `cargo xtask coverage`: which clauses of the example policies the vectors prove.

use std::collections::BTreeMap;
use std::fs;

use anyhow::{Context, Result, bail};
use comfy_table::{CellAlignment, Table, presets};

use crate::documents::{Level, Register, named_clauses};
use crate::files;
use crate::project::Project;

const REGISTER: &str = "tests/clauses.toml";

pub(crate) fn run(project: &Project, check: bool) -> Result<()> {
    let text = fs::read_to_string(project.path(REGISTER)).with_context(|| format!("`{REGISTER}` can't be read"))?;
    let register = Register::parse(&text).with_context(|| format!("`{REGISTER}`"))?;
    let named = named_clauses(&files::all(project.root(), "tests/vectors")?)?;
    let coverage = Coverage::new(&register, &named)?;
    println!("{}", coverage.table());
    if !coverage.missing.is_empty() {
        println!("missing: {}", coverage.missing.join(", "));
        if check {
            let number = coverage.missing.len();
            bail!("{number} clauses whose features are all built have no vector");
        }
    }
    Ok(())
}

/// Numbers of clauses.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
struct Row {
    known: usize,
    due: usize,
    covered: usize,
    missing: usize,
}

/// The clauses of each policy and level, and those without a vector.
struct Coverage {
    rows: BTreeMap<(String, Level), Row>,
    missing: Vec<String>,
}

impl Coverage {
    /// Counts; an id that no register knows is an error.
    fn new(register: &Register, named: &BTreeMap<String, String>) -> Result<Self> {
        let mut unknown = named.clone();
        let mut rows = BTreeMap::<_, Row>::new();
        let mut missing = Vec::new();
        for clause in &register.clauses {
            let row = rows.entry((clause.policy.clone(), clause.level)).or_default();
            row.known += 1;
            let due = register.is_due(clause);
            row.due += usize::from(due);
            if unknown.remove(&clause.id).is_some() {
                row.covered += 1;
            } else if due {
                row.missing += 1;
                missing.push(clause.id.clone());
            }
        }
        if !unknown.is_empty() {
            let list: Vec<_> = unknown.iter().map(|(id, case)| format!("`{id}` in case `{case}`")).collect();
            bail!("no such clause: {}", list.join(", "));
        }
        Ok(Self { rows, missing })
    }

    fn table(&self) -> Table {
        let mut table = Table::new();
        table.load_style(presets::ASCII_MARKDOWN);
        table.set_header(["policy", "level", "known", "of built features", "covered", "missing"]);
        let mut total = Row::default();
        for ((policy, level), row) in &self.rows {
            add(&mut table, policy, level.name(), *row);
            total.known += row.known;
            total.due += row.due;
            total.covered += row.covered;
            total.missing += row.missing;
        }
        add(&mut table, "all", "", total);
        for column in table.column_iter_mut().skip(2) {
            column.set_cell_alignment(CellAlignment::Right);
        }
        table
    }
}

fn add(table: &mut Table, policy: &str, level: &str, row: Row) {
    let numbers = [row.known, row.due, row.covered, row.missing].map(|number| number.to_string());
    table.add_row([policy.to_owned(), level.to_owned()].into_iter().chain(numbers));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::documents::tests::REGISTER;

    fn coverage(named: &[&str]) -> Result<Coverage> {
        let named = named.iter().map(|id| ((*id).to_owned(), "case".to_owned())).collect();
        Coverage::new(&Register::parse(REGISTER)?, &named)
    }

    #[test]
    fn what_has_no_vector_is_missing() {
        let coverage = coverage(&["A-1"]).unwrap();
        assert_eq!(coverage.missing, ["A-3"]);
        let enforced = coverage.rows[&("a".to_owned(), Level::Enforced)];
        assert_eq!(enforced, Row { known: 2, due: 1, covered: 1, missing: 0 });
        let out = coverage.rows[&("b".to_owned(), Level::Out)];
        assert_eq!(out, Row { known: 1, due: 0, covered: 0, missing: 0 });
        assert!(coverage.table().to_string().contains("of built features"));
    }

    #[test]
    fn a_clause_may_be_covered_before_it_is_due() {
        let coverage = coverage(&["A-1", "A-2", "A-3"]).unwrap();
        assert!(coverage.missing.is_empty());
        let enforced = coverage.rows[&("a".to_owned(), Level::Enforced)];
        assert_eq!(enforced, Row { known: 2, due: 1, covered: 2, missing: 0 });
    }

    #[test]
    fn an_unknown_clause_is_an_error() {
        let error = coverage(&["A-1", "A-9"]).err().unwrap();
        assert_eq!(error.to_string(), "no such clause: `A-9` in case `case`");
    }
}
