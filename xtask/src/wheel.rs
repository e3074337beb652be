//! The Python package as its users get it: what the wheel holds, and that it works in an environment that has nothing else.

use std::collections::BTreeSet;
use std::fs;

use anyhow::{Context, Result, bail};

use crate::command::Command;
use crate::files;
use crate::project::Project;
use crate::python::Environment;

/// Where the sources of the package lie.
const PACKAGE: &str = "bindings/python/python/placet";
/// The environment that has the wheel and nothing else.
const EMPTY: &str = "target/xtask/empty-python";
/// Lists what a wheel holds.
const LIST: &str = "import sys, zipfile; print(*zipfile.ZipFile(sys.argv[1]).namelist(), sep='\\n')";

/// Checks the contents of the wheel that was built last, and makes an environment that has nothing else.
pub(crate) fn install(project: &Project, environment: &Environment<'_>) -> Result<()> {
    let wheel = environment.wheel()?.context("no wheel was built")?;
    let listed = environment.run("-c").argument(LIST).argument(&wheel).read()?;
    let mut expected: BTreeSet<String> = BTreeSet::new();
    for file in files::all(project.root(), PACKAGE)? {
        if let Some(name) = file.path.strip_prefix(PACKAGE) {
            expected.insert(format!("placet{name}"));
        }
    }
    compare(&expected, &listed)?;
    let folder = project.path(EMPTY);
    if folder.exists() {
        fs::remove_dir_all(&folder).context("the old environment can't be removed")?;
    }
    environment.run("-m venv").argument(&folder).run()?;
    // a name that is looked up nowhere: whatever the package needs besides itself would be missing
    let install = python(project).arguments(["-m", "pip", "install", "--quiet", "--no-index"]);
    install.variable("PIP_DISABLE_PIP_VERSION_CHECK", "1").argument(&wheel).run()
}

/// The interpreter of the environment that has the wheel and nothing else.
pub(crate) fn python(project: &Project) -> Command {
    let (below, program) = if cfg!(windows) { ("Scripts", "python.exe") } else { ("bin", "python") };
    let program = project.path(EMPTY).join(below).join(program);
    project.command(program).variable("PYTHONUTF8", "1").shown_as("python, with the wheel alone,")
}

/// Holds the list of a wheel's files against those of the package.
fn compare(expected: &BTreeSet<String>, listed: &str) -> Result<()> {
    let found: BTreeSet<String> = listed.lines().map(str::to_owned).collect();
    let usual = |name: &str| name.contains(".dist-info/") || is_native(name);
    let missing: Vec<_> = expected.difference(&found).map(String::as_str).collect();
    let surplus: Vec<_> = found.difference(expected).map(String::as_str).filter(|name| !usual(name)).collect();
    if !found.iter().any(|name| is_native(name)) {
        bail!("the wheel has no native part");
    }
    if !found.iter().any(|name| name.contains("LICENSE-MIT")) {
        bail!("the wheel has no licence");
    }
    if !missing.is_empty() || !surplus.is_empty() {
        bail!("the wheel lacks {missing:?}, and holds {surplus:?} besides the package");
    }
    Ok(())
}

fn is_native(name: &str) -> bool {
    name.starts_with("placet/_native.") && (name.ends_with(".so") || name.ends_with(".pyd"))
}

#[cfg(test)]
mod tests {
    use super::*;

    const WHOLE: &str = "placet/__init__.py\nplacet/_native.abi3.so\nplacet-0.1.0.dist-info/licenses/LICENSE-MIT\n";

    fn expected() -> BTreeSet<String> {
        BTreeSet::from(["placet/__init__.py".to_owned()])
    }

    #[test]
    fn a_whole_wheel() {
        compare(&expected(), WHOLE).unwrap();
    }

    #[test]
    fn each_fault_is_named() {
        for (from, to, fault) in [
            ("placet/__init__.py", "placet/other.py", "lacks [\"placet/__init__.py\"]"),
            ("placet/__init__.py\n", "placet/__init__.py\nplacet/tests.py\n", "holds [\"placet/tests.py\"]"),
            ("placet/_native.abi3.so", "", "no native part"),
            ("LICENSE-MIT", "METADATA", "no licence"),
        ] {
            let error = compare(&expected(), &WHOLE.replace(from, to)).unwrap_err().to_string();
            assert!(error.contains(fault), "{error}");
        }
    }
}
