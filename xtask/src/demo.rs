//! `cargo xtask demo`: from a fresh checkout to a first answer.

use anyhow::{Result, anyhow};

use crate::project::Project;
use crate::python::{Environment, Interpreter};

const PROGRAM: &str = "examples/quickstart.py";

pub(crate) fn run(project: &Project) -> Result<()> {
    let interpreter = Interpreter::find().map_err(|why| anyhow!("the demo needs Python: {why}"))?;
    println!("1. a Python environment in .venv (Python {})", interpreter.version);
    let environment = Environment::open(project, &interpreter)?;
    println!("2. the package, compiled from core/ and bindings/python; this takes a minute or two the first time");
    environment.install_as_users_do()?;
    println!("3. {PROGRAM}\n");
    environment.run(PROGRAM).run()?;
    println!("\nThe package stays in .venv; change {PROGRAM} and run it again.");
    Ok(())
}
