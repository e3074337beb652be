//! Where the project lies and how strictly it is looked at.

use std::env;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use crate::command::Command;

/// The project's root, and whether a skipped step is a failure.
pub(crate) struct Project {
    root: PathBuf,
    strict: bool,
}

impl Project {
    /// The project that this program was built from.
    pub(crate) fn find() -> Result<Self> {
        let crate_folder =
            env::var_os("CARGO_MANIFEST_DIR").map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")), PathBuf::from);
        let root = crate_folder.parent().context("the crate has no folder above it")?.to_path_buf();
        Ok(Self { root, strict: is_set(env::var("CI").ok().as_deref()) })
    }

    /// The same project, looked at as CI does.
    pub(crate) fn strict(mut self) -> Self {
        self.strict = true;
        self
    }

    /// Whether a skipped step is a failure.
    pub(crate) fn is_strict(&self) -> bool {
        self.strict
    }

    /// The root folder.
    pub(crate) fn root(&self) -> &Path {
        &self.root
    }

    /// A path below the root.
    pub(crate) fn path(&self, below: &str) -> PathBuf {
        self.root.join(below)
    }

    /// A command that runs in the root folder.
    pub(crate) fn command(&self, program: impl AsRef<std::ffi::OsStr>) -> Command {
        let command = Command::new(program).folder(&self.root);
        if self.strict { command.variable("CI", "true") } else { command }
    }

    /// `cargo` with these arguments, the words of one string.
    pub(crate) fn cargo(&self, arguments: &str) -> Command {
        let cargo = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
        self.command(cargo).shown_as("cargo").arguments(arguments.split_whitespace())
    }
}

fn is_set(variable: Option<&str>) -> bool {
    !matches!(variable, None | Some("" | "0" | "false"))
}

#[cfg(test)]
mod tests {
    use super::is_set;

    #[test]
    fn ci_is_on_unless_it_says_no() {
        assert!(is_set(Some("true")) && is_set(Some("1")));
        assert!(!is_set(None) && !is_set(Some("")) && !is_set(Some("false")) && !is_set(Some("0")));
    }
}
