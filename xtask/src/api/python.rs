//! What the Python package exposes, as a program in `.venv` sees it once it is installed.

use anyhow::{Context, Result, anyhow};

use crate::api::found::Found;
use crate::project::Project;
use crate::python::{Environment, Interpreter, Profile};

/// Whether there is a Python that can make environments.
pub(crate) fn needs() -> Result<(), String> {
    Interpreter::find().map(drop)
}

/// Installs the package if it has changed, and looks at it.
pub(crate) fn read(project: &Project) -> Result<Found> {
    let interpreter = Interpreter::find().map_err(|why| anyhow!(why))?;
    let environment = Environment::open(project, &interpreter)?;
    environment.install_for_tests(Profile::Dev)?;
    let printed = environment.run("-B xtask/src/api/read_python.py").read()?;
    serde_json::from_str(&printed).context("what the reader of the package printed can't be read")
}
