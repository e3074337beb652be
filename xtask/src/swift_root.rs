//! A Debian tree with a Swift toolchain, for machines that have none of their own.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

use crate::command::Command;
use crate::debian;
use crate::project::Project;

/// The release of Debian that the tree is of; the oldest with Swift in it.
const SUITE: &str = "trixie";
/// What goes into the tree beside the smallest system. Swift only recommends the headers that it does not work without.
const PACKAGES: &str = "swiftlang,libc6-dev,libstdc++-14-dev,ca-certificates";
/// Where the tree lies. It is not in `target`, since it takes long to make and outlives what is built with it.
const FOLDER: &str = ".swift-root";
/// Names another place, for a tree that several checkouts share.
const VARIABLE: &str = "PLACET_SWIFT_ROOT";
/// The file in the tree that says that it is whole, and what it was made of.
const STAMP: &str = "placet.stamp";
/// Runs a program in the tree.
const SCRIPT: &str = "xtask/in-swift-root.sh";

/// A tree that is there.
#[derive(Debug)]
pub(crate) struct SwiftRoot {
    folder: PathBuf,
}

fn place(project: &Project) -> PathBuf {
    env::var_os(VARIABLE).map_or_else(|| project.path(FOLDER), |given| project.path("").join(given))
}

fn wanted() -> String {
    format!("{SUITE} {PACKAGES}\n")
}

impl SwiftRoot {
    /// The tree, if it is there and whole.
    pub(crate) fn find(project: &Project) -> Option<Self> {
        let folder = place(project);
        let made_of = fs::read_to_string(folder.join(STAMP)).ok()?;
        (made_of == wanted()).then_some(Self { folder })
    }

    /// Why a tree can be neither made nor used here, if it can't.
    pub(crate) fn is_impossible() -> Option<String> {
        if !cfg!(target_os = "linux") {
            return Some("a tree of Debian runs on Linux only".to_owned());
        }
        if Command::new("id").argument("-u").probe().as_deref() != Some("0") {
            return Some("to run in a tree of Debian one has to be root".to_owned());
        }
        // a container may keep root from mounting
        let mounts = ["--mount", "--propagation", "private", "mount", "-t", "tmpfs", "none", "/mnt"];
        if Command::new("unshare").arguments(mounts).probe().is_none() {
            return Some("root may not mount here, or there is no `unshare`".to_owned());
        }
        None
    }

    /// Why a tree can't be made here, if it can't.
    pub(crate) fn is_not_makeable() -> Option<String> {
        Self::is_impossible().or_else(|| if has_debootstrap() { None } else { debian::is_missing() })
    }

    /// Makes the tree: about 600 MB are fetched, and 2.6 GB written. There is nothing to do when it is there.
    pub(crate) fn make(project: &Project) -> Result<Self> {
        if let Some(root) = Self::find(project) {
            return Ok(root);
        }
        let folder = place(project);
        let mut unfinished = folder.clone().into_os_string();
        unfinished.push(".new");
        let unfinished = PathBuf::from(unfinished);
        remove(&unfinished)?;
        if folder.join(STAMP).exists() {
            // an older tree, made of something else
            remove(&folder)?;
        } else if folder.exists() {
            bail!("`{}` is there, and is no tree with Swift; move it, or name another place", folder.display());
        }
        println!(
            "there is no `swift` that will do, so a tree of Debian {SUITE} with one is made in `{}`; 600 MB are fetched \
             and 2.6 GB written, once; `{VARIABLE}` names another place",
            folder.display()
        );
        let mut make = Command::new("unshare").arguments(["--mount", "--propagation", "private"]);
        if has_debootstrap() {
            make = make.argument("debootstrap");
        } else {
            let own = project.path("target/xtask/debootstrap");
            if !own.join("usr/sbin/debootstrap").exists() {
                debian::unpack(&["debootstrap".to_owned()], &own)?;
            }
            make = make.argument(own.join("usr/sbin/debootstrap"));
            make = make.variable("DEBOOTSTRAP_DIR", own.join("usr/share/debootstrap"));
        }
        let include = format!("--include={PACKAGES}");
        make.arguments(["--force-check-gpg", "--variant=minbase", &include, SUITE]).argument(&unfinished).run()?;
        // what was unpacked is not unpacked again
        for spent in ["var/cache/apt/archives", "var/lib/apt/lists"] {
            remove(&unfinished.join(spent))?;
        }
        fs::write(unfinished.join(STAMP), wanted()).context("the stamp of the tree can't be written")?;
        fs::rename(&unfinished, &folder).context("the tree can't be put in its place")?;
        Ok(Self { folder })
    }

    /// A program of the tree that runs in this folder, and sees these folders under their own paths.
    pub(crate) fn command(&self, project: &Project, program: &str, here: &Path, seen: &[PathBuf]) -> Command {
        let seen: Vec<_> = seen.iter().map(|folder| folder.to_string_lossy()).collect();
        let command = project.command("sh").argument(SCRIPT).argument(&self.folder).argument(seen.join(":"));
        command.argument(here).argument(program)
    }
}

fn has_debootstrap() -> bool {
    Command::new("debootstrap").argument("--version").probe().is_some()
}

/// Removes a folder, and nothing that is mounted in it.
fn remove(folder: &Path) -> Result<()> {
    if !folder.exists() {
        return Ok(());
    }
    Command::new("rm").arguments(["-rf", "--one-file-system"]).argument(folder).run()
}
