//! What the Node package exposes, as its built declarations tell the compiler of a caller.

use anyhow::{Context, Result, anyhow};

use crate::api::found::Found;
use crate::node::{FOLDER, Package, Tools};
use crate::project::Project;

/// Whether there are Node and npm.
pub(crate) fn needs() -> Result<(), String> {
    Tools::find().map(drop)
}

/// Builds the declarations, and reads them.
pub(crate) fn read(project: &Project) -> Result<Found> {
    let tools = Tools::find().map_err(|why| anyhow!(why))?;
    let package = Package::open(project, &tools)?;
    package.script("build:ts").run()?;
    let printed = project.command("node").arguments(["xtask/src/api/read_node.mjs", FOLDER]).read()?;
    serde_json::from_str(&printed).context("what the reader of the package printed can't be read")
}
