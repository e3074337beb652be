//! `cargo xtask schema`: the JSON Schema of policy documents, as the command-line tool prints it.

use std::fs;

use anyhow::{Context, Result, bail};

use crate::project::Project;

const FILE: &str = "core/data/policy.schema.json";

pub(crate) fn run(project: &Project, check: bool) -> Result<()> {
    let wanted = project.cargo("run --quiet --bin placet -- schema").read()?;
    serde_json::from_str::<serde_json::Value>(&wanted).context("the schema is no JSON")?;
    let file = project.path(FILE);
    if fs::read_to_string(&file).is_ok_and(|text| text == wanted) {
        println!("{FILE} is up to date");
    } else if check {
        bail!("`{FILE}` is not what `cargo xtask schema` writes");
    } else {
        fs::write(&file, wanted).with_context(|| format!("`{FILE}` can't be written"))?;
        println!("{FILE} written");
    }
    Ok(())
}
