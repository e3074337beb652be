//! The Node package: its tools, its builds, and what runs on them.

use std::fs;
use std::path::PathBuf;

use anyhow::{Context, Result, bail};

use crate::command::Command;
use crate::files;
use crate::project::Project;

/// Where the package lies.
pub(crate) const FOLDER: &str = "bindings/node";
/// What the package and its tests are built from.
const SOURCES: [&str; 4] = ["Cargo.lock", "Cargo.toml", FOLDER, "core"];
/// What lies beside the sources and goes into no build.
const NO_SOURCES: [&str; 4] = ["bindings/node/benches/", "core/data/surface.toml", "core/examples/", "core/tests/"];

/// The oldest Node that the package supports.
const OLDEST: (u32, u32) = (20, 9);

/// Node and npm of the machine.
#[derive(Debug)]
pub(crate) struct Tools {
    pub(crate) version: String,
}

impl Tools {
    /// `node` and `npm`, or why they can't be used.
    pub(crate) fn find() -> Result<Self, String> {
        let version = Command::new("node").argument("--version").probe().ok_or("no `node`")?;
        let version = version.trim_start_matches('v').to_owned();
        if !is_new_enough(&version) {
            let (major, minor) = OLDEST;
            return Err(format!("`node` is {version}, {major}.{minor} or later is needed"));
        }
        Command::new("npm").argument("--version").probe().ok_or("no `npm`")?;
        Ok(Self { version })
    }
}

fn is_new_enough(version: &str) -> bool {
    let mut numbers = version.split('.').map(|number| number.parse().unwrap_or(0));
    (numbers.next().unwrap_or(0), numbers.next().unwrap_or(0)) >= OLDEST
}

/// The package in the checkout.
pub(crate) struct Package<'p> {
    project: &'p Project,
    folder: PathBuf,
}

impl<'p> Package<'p> {
    /// The package, with its tools in `node_modules`.
    pub(crate) fn open(project: &'p Project, _tools: &Tools) -> Result<Self> {
        let package = Self { project, folder: project.path(FOLDER) };
        package.install(&package.folder)?;
        Ok(package)
    }

    /// Installs what a lock file names, if that is not there yet.
    fn install(&self, folder: &std::path::Path) -> Result<()> {
        let wanted = fs::read_to_string(folder.join("package-lock.json")).context("no lock file")?;
        let stamp = folder.join("node_modules/placet.stamp");
        if fs::read_to_string(&stamp).is_ok_and(|text| text == wanted) {
            return Ok(());
        }
        self.project.command("npm").arguments(["ci", "--loglevel=error"]).folder(folder).run()?;
        fs::write(&stamp, wanted).context("the stamp of the tools can't be written")
    }

    /// Builds the package and its tests, quickly; nothing to do while nothing has changed.
    pub(crate) fn build_for_tests(&self) -> Result<()> {
        let stamp = self.folder.join("build/tests.stamp");
        let mut sources = Vec::new();
        for below in SOURCES {
            sources.extend(files::all(self.project.root(), below)?);
        }
        sources.retain(|file| !NO_SOURCES.iter().any(|folder| file.path.starts_with(folder)));
        let digest = files::digest(&sources);
        if fs::read_to_string(&stamp).is_ok_and(|text| text == digest) {
            println!("the Node package is up to date");
            return Ok(());
        }
        for script in ["build:native", "build:ts", "build:probe", "build:tests"] {
            self.script(script).run()?;
        }
        fs::write(&stamp, digest).context("the stamp of the build can't be written")
    }

    /// Builds what the benchmarks run on, quick to run, and installs whom they compare with.
    pub(crate) fn build_for_benches(&self) -> Result<()> {
        self.script("build:bench").run()?;
        self.install(&self.folder.join("benches"))
    }

    /// A script of the package.
    pub(crate) fn script(&self, name: &str) -> Command {
        self.project.command("npm").arguments(["run", "--silent", name]).folder(&self.folder)
    }

    /// A program of Node's, by its path below the package; it runs in the project's root.
    pub(crate) fn program(&self, below: &str) -> Command {
        self.project.command("node").argument(format!("{FOLDER}/{below}"))
    }

    /// Node's runner on the tests whose names are wanted.
    pub(crate) fn tests(&self, is_wanted: impl Fn(&str) -> bool) -> Result<Command> {
        let folder = self.folder.join("build/tests");
        let mut found = Vec::new();
        for entry in fs::read_dir(&folder).context("the tests were not built")? {
            let name = entry?.file_name().to_string_lossy().into_owned();
            if name.strip_suffix(".test.mjs").is_some_and(&is_wanted) {
                found.push(format!("build/tests/{name}"));
            }
        }
        if found.is_empty() {
            bail!("there is no such test");
        }
        found.sort();
        let runner = self.project.command("node").folder(&self.folder);
        Ok(runner.arguments(["--test", "--test-reporter=spec"]).arguments(found))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions() {
        for (version, enough) in [("20.9.0", true), ("22.1.0", true), ("20.8.1", false), ("18.20.2", false)] {
            assert_eq!(is_new_enough(version), enough, "{version}");
        }
    }
}
