//! The Kotlin package: its tools, its builds, and what runs on them.

use std::env::consts::{DLL_PREFIX, DLL_SUFFIX};
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use crate::command::Command;
use crate::files;
use crate::project::Project;
use crate::snippet::{self, Form, Shown};
use crate::swift::copy;

/// Where the package lies.
pub(crate) const PACKAGE: &str = "bindings/mobile/kotlin";
/// What the library and the package are built from.
const SOURCES: [&str; 5] = ["Cargo.lock", "Cargo.toml", "bindings/mobile", "core", "examples/android"];
/// What lies beside the sources and goes into no build.
const NO_SOURCES: [&str; 4] = ["bindings/mobile/swift/", "core/examples/", "core/tests/", "examples/android/README.md"];
/// What Maven has fetched, apart from that of the machine.
const FETCHED: &str = "target/maven";
/// Where the generated code lies, and what is built.
const BUILT: &str = "target/mobile/kotlin";
/// Where the library lies that the tests run on, and that of the benchmark: apart from where others build it in other ways.
const LIBRARY: &str = "target/mobile/kotlin/library";
/// The programs of the pages.
const README: &str = "target/mobile/kotlin/readme";
/// How the fragments of the pages become a program.
const FORM: Form = Form {
    language: "kotlin",
    import: "import dev.placet.Engine",
    names: include_str!("readme/names.kt"),
    head: "private suspend fun fragment{}()",
};
const QUICK_LIBRARY: &str = "target/mobile/kotlin/quick_library";
/// The oldest Java that the package is built with.
const OLDEST: u32 = 17;

/// Java and Maven of the machine.
#[derive(Debug)]
pub(crate) struct Tools {
    pub(crate) version: String,
}

impl Tools {
    /// `java` and `mvn`, or why they can't be used.
    pub(crate) fn find() -> Result<Self, String> {
        let said = Command::new("java").argument("--version").probe().ok_or("no `java`")?;
        let version = version(&said).ok_or("`java` does not say its version")?.to_owned();
        if !is_new_enough(&version) {
            return Err(format!("`java` is {version}, {OLDEST} or later is needed"));
        }
        Command::new("mvn").argument("--version").probe().ok_or("no `mvn`")?;
        Ok(Self { version })
    }
}

/// `17.0.15` of `openjdk 17.0.15 2025-04-15`.
fn version(said: &str) -> Option<&str> {
    said.lines().next()?.split_whitespace().nth(1)
}

fn is_new_enough(version: &str) -> bool {
    let major = version.split(['.', '-', '+']).next().and_then(|major| major.parse().ok());
    major.is_some_and(|major: u32| major >= OLDEST)
}

/// The package in the checkout.
pub(crate) struct Package<'p> {
    project: &'p Project,
}

impl<'p> Package<'p> {
    /// The package, to be built with these tools.
    pub(crate) fn open(project: &'p Project, _tools: &Tools) -> Self {
        Self { project }
    }

    /// Builds the library, the code that calls it, the package and its tests, quickly; nothing to do while nothing has changed.
    pub(crate) fn build_for_tests(&self) -> Result<()> {
        let stamp = self.project.path(BUILT).join("tests.stamp");
        let mut sources = Vec::new();
        for below in SOURCES {
            sources.extend(files::all(self.project.root(), below)?);
        }
        sources.retain(|file| !NO_SOURCES.iter().any(|folder| file.path.starts_with(folder)));
        let shown = self.shown()?;
        sources.extend(shown.files());
        let digest = files::digest(&sources);
        if fs::read_to_string(&stamp).is_ok_and(|text| text == digest) {
            println!("the Kotlin package is up to date");
            return Ok(());
        }
        let library = self.generate("jni,vectors", &self.project.path(BUILT).join("generated"))?;
        copy(&library, &self.project.path(LIBRARY).join(library_name()))?;
        self.write_readme(&shown)?;
        self.maven("test-compile").argument("--quiet").run()?;
        fs::write(&stamp, digest).context("the stamp of the build can't be written")
    }

    /// What the pages show of Kotlin.
    fn shown(&self) -> Result<Shown> {
        Shown::read(self.project, "bindings/mobile/kotlin/README.md", &FORM)
    }

    /// Puts the program of the README, and one of all fragments, where they are compiled with the tests.
    fn write_readme(&self, shown: &Shown) -> Result<()> {
        let folder = self.project.path(README);
        fs::create_dir_all(&folder).context("no folder for the programs of the README")?;
        let program = format!("package dev.placet.readme\n\n{}", shown.program);
        fs::write(folder.join("Readme.kt"), program).context("the program of the README can't be written")?;
        fs::write(folder.join("Fragments.kt"), &shown.fragments).context("the fragments of the pages can't be written")
    }

    /// Runs the program of the README, and holds what it prints against what the page says.
    pub(crate) fn run_readme(&self) -> Result<()> {
        let printed = self.program("dev.placet.readme.ReadmeKt")?.read()?;
        snippet::compare(&snippet::promised(&self.shown()?.program), &printed)
    }

    /// Builds the package as users get it, below a folder; its classes, packed.
    pub(crate) fn package(&self, folder: &Path) -> Result<PathBuf> {
        let (generated, build) = (folder.join("generated"), folder.join("build"));
        self.generate("jni", &generated)?;
        // what packs is fetched by nothing else
        let maven = self.online("package").arguments(["--quiet", "-Dmaven.test.skip=true"]);
        let maven = maven.argument(format!("-Dplacet.generated={}", generated.display()));
        maven.argument(format!("-Dplacet.build={}", build.display())).run()?;
        Ok(build.join(format!("placet-{}.jar", env!("CARGO_PKG_VERSION"))))
    }

    /// Builds the library with some features and writes the code that calls it; where the library is.
    fn generate(&self, features: &str, generated: &Path) -> Result<PathBuf> {
        let cargo = self.project.cargo("build --quiet --locked -p placet-mobile --features").argument(features);
        cargo.run()?;
        let library = self.project.path("target/debug").join(library_name());
        let generator = self
            .project
            .cargo("run --quiet --locked -p placet-mobile-bindgen -- generate --no-format --language kotlin");
        generator.argument("--out-dir").argument(generated).argument(&library).run()?;
        Ok(library)
    }

    /// Maven on the package; without the network, once it has fetched all that the package names.
    fn maven(&self, goal: &str) -> Command {
        let maven = self.online(goal);
        if self.has_all() { maven.argument("--offline") } else { maven }
    }

    /// Maven on the package, with the network.
    fn online(&self, goal: &str) -> Command {
        let maven = self.project.command("mvn").arguments(["--batch-mode", "--no-transfer-progress"]);
        let fetched = format!("-Dmaven.repo.local={}", self.project.path(FETCHED).display());
        maven.argument(fetched).argument("--file").argument(PACKAGE).argument(goal)
    }

    /// What the package names, as it was when all of it had been fetched.
    fn stamp(&self) -> PathBuf {
        self.project.path(FETCHED).join("placet.stamp")
    }

    fn has_all(&self) -> bool {
        let named = fs::read_to_string(self.project.path(PACKAGE).join("pom.xml"));
        fs::read_to_string(self.stamp()).is_ok_and(|stamp| named.is_ok_and(|named| named == stamp))
    }

    /// The tests, which were built.
    pub(crate) fn tests(&self) -> Command {
        self.maven("surefire:test")
    }

    /// Says that all has been fetched: what runs the tests is fetched last, by the run itself.
    pub(crate) fn tests_have_run(&self) -> Result<()> {
        copy(&self.project.path(PACKAGE).join("pom.xml"), &self.stamp())
    }

    /// A program of the package's tests, by its class; it runs in the project's root.
    pub(crate) fn program(&self, class: &str) -> Result<Command> {
        self.on_library(LIBRARY, class)
    }

    /// Builds the package and a library that is quick to run; the benchmark on them.
    pub(crate) fn benches(&self) -> Result<Command> {
        self.build_for_tests()?;
        self.project.cargo("build --quiet --locked --release -p placet-mobile --features bench,jni,vectors").run()?;
        let library = self.project.path("target/release").join(library_name());
        copy(&library, &self.project.path(QUICK_LIBRARY).join(library_name()))?;
        self.on_library(QUICK_LIBRARY, "dev.placet.bench.BenchKt")
    }

    /// A program on the library in a folder.
    fn on_library(&self, libraries: &str, class: &str) -> Result<Command> {
        let build = self.project.path(BUILT).join("build");
        let named = build.join("classpath");
        let named = fs::read_to_string(&named).with_context(|| format!("`{}` can't be read", named.display()))?;
        let mut path = build.join("test-classes").into_os_string();
        for part in [build.join("classes").as_os_str(), named.trim().as_ref()] {
            path.push(if cfg!(windows) { ";" } else { ":" });
            path.push(part);
        }
        // the path is long, and of no use to whoever reads what is run
        let java = self.project.command("java").variable("CLASSPATH", path);
        Ok(java.argument(format!("-Djna.library.path={}", self.project.path(libraries).display())).argument(class))
    }
}

fn library_name() -> String {
    format!("{DLL_PREFIX}placet_mobile{DLL_SUFFIX}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions() {
        assert_eq!(version("openjdk 17.0.15 2025-04-15\nOpenJDK Runtime Environment"), Some("17.0.15"));
        assert_eq!(version(""), None);
        for (version, enough) in [("17.0.15", true), ("21", true), ("25-ea", true), ("11.0.2", false), ("x", false)] {
            assert_eq!(is_new_enough(version), enough, "{version}");
        }
    }
}
