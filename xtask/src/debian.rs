//! Packages of Debian, unpacked into a folder and not installed: nothing else on the machine changes.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};

use crate::command::Command;

/// Why packages of Debian can't be had here, if they can't.
pub(crate) fn is_missing() -> Option<String> {
    for program in ["apt-get", "apt-cache", "dpkg-deb"] {
        if Command::new(program).argument("--version").probe().is_none() {
            return Some(format!("no `{program}`, which comes with Debian"));
        }
    }
    None
}

/// The version of a package that would be fetched, if the package lists have it.
pub(crate) fn candidate(package: &str) -> Option<String> {
    let policy = Command::new("apt-cache").arguments(["policy", package]).probe()?;
    let version = policy.lines().find_map(|line| line.trim().strip_prefix("Candidate: "))?;
    (version != "(none)").then(|| version.to_owned())
}

/// What a package needs, by name, all the way down.
pub(crate) fn needs(package: &str) -> Result<Vec<String>> {
    let only_needs =
        ["--no-recommends", "--no-suggests", "--no-conflicts", "--no-breaks", "--no-replaces", "--no-enhances"];
    let listed = Command::new("apt-cache").arguments(["depends", "--recurse"]).arguments(only_needs);
    let listed = listed.argument(package).read()?;
    // the lines of what a package needs are set in
    let names = listed.lines().filter(|line| !line.starts_with([' ', '|', '<']));
    Ok(names.map(str::to_owned).collect())
}

/// Fetches packages of the machine's own sources and unpacks them into a folder.
pub(crate) fn unpack(packages: &[String], folder: &Path) -> Result<()> {
    let archives = folder.join("archives");
    fs::create_dir_all(&archives).with_context(|| format!("`{}` can't be made", archives.display()))?;
    let fetch = || Command::new("apt-get").arguments(["download", "-qq"]).arguments(packages).folder(&archives).run();
    if fetch().is_err() {
        println!("the lists of packages may be old or missing; they are fetched anew");
        Command::new("apt-get").arguments(["update", "-qq"]).run()?;
        fetch()?;
    }
    for archive in fs::read_dir(&archives)? {
        Command::new("dpkg-deb").argument("--extract").argument(archive?.path()).argument(folder).run()?;
    }
    fs::remove_dir_all(&archives).with_context(|| format!("`{}` can't be removed", archives.display()))
}
