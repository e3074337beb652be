//! The Python environment of the project: `.venv`, its tools, and the package built into it.

use std::env;
use std::fs;
use std::path::PathBuf;

use anyhow::{Context, Result, bail};

use crate::command::Command;
use crate::files;
use crate::project::Project;

/// What the package is built from.
const SOURCES: [&str; 4] = ["Cargo.lock", "Cargo.toml", "bindings/python", "core"];
/// What lies beside the sources and goes into no package.
const NO_SOURCES: [&str; 5] =
    ["bindings/python/benches/", "bindings/python/tests/", "core/data/surface.toml", "core/examples/", "core/tests/"];
/// Where wheels are built.
const WHEELS: &str = "target/xtask/wheels";
const TOOLS: &str = "xtask/python-tools.txt";

/// The oldest Python that the package supports.
const OLDEST: (u32, u32) = (3, 10);

/// A Python interpreter of the machine that can make environments.
#[derive(Debug)]
pub(crate) struct Interpreter {
    program: String,
    pub(crate) version: String,
}

impl Interpreter {
    /// `$PYTHON`, else `python3`, else `python`; or why there is none to use.
    pub(crate) fn find() -> Result<Self, String> {
        let wanted = env::var("PYTHON").ok();
        let programs = match &wanted {
            Some(program) => vec![program.as_str()],
            None => vec!["python3", "python"],
        };
        let mut why = format!("no `{}`", programs.join("` or `"));
        for program in programs {
            let code = "import platform, venv, ensurepip; print(platform.python_version())";
            if let Some(version) = Command::new(program).arguments(["-c", code]).probe() {
                if is_new_enough(&version) {
                    let program = program.to_owned();
                    return Ok(Self { program, version });
                }
                let (major, minor) = OLDEST;
                why = format!("`{program}` is {version}, {major}.{minor} or later is needed");
            } else if Command::new(program).argument("--version").probe().is_some() {
                why = format!("`{program}` has no `venv`");
            }
        }
        Err(why)
    }
}

fn is_new_enough(version: &str) -> bool {
    let mut numbers = version.split('.').map(|number| number.parse().unwrap_or(0));
    (numbers.next().unwrap_or(0), numbers.next().unwrap_or(0)) >= OLDEST
}

/// How the native part of the package is compiled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Profile {
    /// Quick to build.
    Dev,
    /// Quick to run: what users install.
    Release,
    /// Quick to run, with what only the benchmarks call.
    Bench,
}

/// The environment in `.venv`.
pub(crate) struct Environment<'p> {
    project: &'p Project,
    folder: PathBuf,
}

impl<'p> Environment<'p> {
    /// Opens `.venv`, and makes it if it is not there.
    pub(crate) fn open(project: &'p Project, interpreter: &Interpreter) -> Result<Self> {
        let folder = project.path(".venv");
        let environment = Self { project, folder };
        if environment.python().argument("--version").probe().is_none() {
            let making = ["-m", "venv", "--clear", ".venv"];
            project.command(&interpreter.program).arguments(making).run()?;
        }
        Ok(environment)
    }

    /// The environment's interpreter.
    pub(crate) fn python(&self) -> Command {
        let (folder, program) = if cfg!(windows) { ("Scripts", "python.exe") } else { ("bin", "python") };
        self.project
            .command(self.folder.join(folder).join(program))
            .shown_as(&format!(".venv/{folder}/{program}"))
            .variable("VIRTUAL_ENV", &self.folder)
            .variable("PIP_DISABLE_PIP_VERSION_CHECK", "1")
            .variable("PYTHONUTF8", "1")
    }

    /// The environment's interpreter with these arguments, the words of one string.
    pub(crate) fn run(&self, arguments: &str) -> Command {
        self.python().arguments(arguments.split_whitespace())
    }

    /// Installs the package as its users do: pip builds it, with all that the build needs.
    pub(crate) fn install_as_users_do(&self) -> Result<()> {
        let stamp = stamp(Profile::Release, &self.sources()?);
        if self.stamp() == stamp {
            println!("the package in .venv is up to date");
            return Ok(());
        }
        self.forget()?;
        self.run("-m pip install --force-reinstall ./bindings/python").run()?;
        self.write_stamp(&stamp)
    }

    /// Builds the package as a wheel and installs it, with the tools of the tests; nothing to do while nothing has changed.
    pub(crate) fn install_for_tests(&self, profile: Profile) -> Result<()> {
        self.install_tools()?;
        let sources = self.sources()?;
        let good_enough = match profile {
            Profile::Dev => vec![stamp(Profile::Dev, &sources), stamp(Profile::Release, &sources)],
            Profile::Release | Profile::Bench => vec![stamp(profile, &sources)],
        };
        if good_enough.contains(&self.stamp()) && self.wheel()?.is_some() {
            println!("the package in .venv is up to date");
            return Ok(());
        }
        self.forget()?;
        let wheels = self.project.path(WHEELS);
        if wheels.exists() {
            fs::remove_dir_all(&wheels).context("old wheels can't be removed")?;
        }
        let mut build = self.run("-m maturin build --manifest-path bindings/python/Cargo.toml");
        if profile != Profile::Dev {
            build = build.argument("--release");
        }
        if profile == Profile::Bench {
            build = build.argument("--features").argument("bench");
        }
        build.argument("--out").argument(&wheels).run()?;
        let wheel = self.wheel()?.context("no wheel was built")?;
        self.run("-m pip install --quiet --force-reinstall").argument(wheel).run()?;
        self.write_stamp(&stamp(profile, &sources))
    }

    /// The wheel that was built last, if there is one.
    pub(crate) fn wheel(&self) -> Result<Option<PathBuf>> {
        let folder = self.project.path(WHEELS);
        if !folder.exists() {
            return Ok(None);
        }
        let mut built = Vec::new();
        for entry in fs::read_dir(&folder).context("the wheels can't be listed")? {
            built.push(entry?.path());
        }
        match built.as_slice() {
            [] => Ok(None),
            [wheel] => Ok(Some(wheel.clone())),
            several => bail!("{} files were built, and one wheel was wanted", several.len()),
        }
    }

    fn install_tools(&self) -> Result<()> {
        let wanted =
            fs::read_to_string(self.project.path(TOOLS)).with_context(|| format!("`{TOOLS}` can't be read"))?;
        let installed = self.folder.join("tools.stamp");
        if fs::read_to_string(&installed).is_ok_and(|text| text == wanted) {
            return Ok(());
        }
        self.run("-m pip install --quiet -r").argument(TOOLS).run()?;
        fs::write(&installed, wanted).context("the stamp of the tools can't be written")
    }

    fn sources(&self) -> Result<String> {
        let mut found = Vec::new();
        for below in SOURCES {
            found.extend(files::all(self.project.root(), below)?);
        }
        found.retain(|file| !NO_SOURCES.iter().any(|folder| file.path.starts_with(folder)));
        Ok(files::digest(&found))
    }

    fn stamp_file(&self) -> PathBuf {
        self.folder.join("package.stamp")
    }

    fn stamp(&self) -> String {
        fs::read_to_string(self.stamp_file()).unwrap_or_default()
    }

    /// Forgets what is installed, so that a build that breaks off is not taken for a good one.
    fn forget(&self) -> Result<()> {
        if self.stamp_file().exists() {
            fs::remove_file(self.stamp_file()).context("the stamp can't be removed")?;
        }
        Ok(())
    }

    fn write_stamp(&self, stamp: &str) -> Result<()> {
        fs::write(self.stamp_file(), stamp).context("the stamp can't be written")
    }
}

fn stamp(profile: Profile, sources: &str) -> String {
    format!("{profile:?} {sources}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions() {
        for (version, enough) in [("3.10.0", true), ("3.14.1", true), ("4.0", true), ("3.9.18", false), ("2.7", false)]
        {
            assert_eq!(is_new_enough(version), enough, "{version}");
        }
    }

    #[test]
    fn stamps_tell_profiles_apart() {
        assert_ne!(stamp(Profile::Dev, "0"), stamp(Profile::Release, "0"));
    }
}
