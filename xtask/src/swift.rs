//! The Swift package: its toolchain, its builds, and what runs on them.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use crate::apple;
use crate::command::Command;
use crate::files;
use crate::project::Project;
use crate::snippet::{self, Form, Shown};
use crate::swift_root::SwiftRoot;

/// The oldest Swift that the package is for.
const OLDEST: u32 = 6;
/// Where the package lies.
pub(crate) const PACKAGE: &str = "bindings/mobile/swift";
/// What the library and the package are built from.
const SOURCES: [&str; 4] = ["Cargo.lock", "Cargo.toml", "bindings/mobile", "core"];
/// What lies beside the sources and goes into no build.
const NO_SOURCES: [&str; 6] = [
    "bindings/mobile/kotlin/",
    "bindings/mobile/sizes.toml",
    "bindings/mobile/swift/Benches/",
    "bindings/mobile/swift/README.md",
    "core/examples/",
    "core/tests/",
];
/// Where SwiftPM builds.
const SCRATCH: &str = "target/swift";
/// An app's screen, as source with tests.
const EXAMPLE: &str = "examples/ios";
const SCRATCH_OF_BENCHES: &str = "target/swift-benches";
const SCRATCH_OF_EXAMPLE: &str = "target/swift-example";
/// The library alone in a folder: where a shared one lies beside it, the linker takes that.
const LIBRARY: &str = "target/xtask/swift/static";
/// What the generator writes, before it is put into the package.
const GENERATED: &str = "target/xtask/swift/generated";
/// What is linked of them with the library.
const LINKED: [&str; 6] = [
    "debug/PlacetPackageTests.xctest",
    "debug/PrivacySettingsPackageTests.xctest",
    "debug/Conformance",
    "debug/Readme",
    "debug/Writer",
    "release/Bench",
];
/// How the fragments of the pages become a program.
const FORM: Form = Form {
    language: "swift",
    import: "import Placet\n",
    names: include_str!("readme/names.swift"),
    head: "func fragment{}() async throws",
};
const FRAGMENTS: &str = "target/xtask/swift/Fragments.swift";
/// The runner of the vectors.
const RUNNER: &str = "Conformance";

/// A Swift toolchain: the machine's own, or that of a tree of Debian.
#[derive(Debug)]
pub(crate) struct Toolchain {
    pub(crate) version: String,
    root: Option<SwiftRoot>,
}

impl Toolchain {
    /// What there is without making anything: a toolchain, or why there is none.
    pub(crate) fn find(project: &Project) -> Result<Self, String> {
        if let Some(version) = version(Command::new("swift").argument("--version"))
            && is_new_enough(&version)
        {
            return Ok(Self { version, root: None });
        }
        let none = format!("no `swift` of version {OLDEST} or later");
        if let Some(root) = SwiftRoot::find(project) {
            if let Some(why) = SwiftRoot::is_impossible() {
                return Err(format!("{none}, and the tree that has one can't be used: {why}"));
            }
            let asked = root.command(project, "swift", project.root(), &[project.root().to_path_buf()]);
            let version =
                version(asked.argument("--version")).ok_or("the `swift` of the tree of Debian does not run")?;
            return Ok(Self { version, root: Some(root) });
        }
        match SwiftRoot::is_not_makeable() {
            Some(why) => Err(format!("{none}, and {why}")),
            None => Err(format!("{none}; `cargo xtask test swift` makes a tree of Debian with one")),
        }
    }

    /// What `doctor` says of it.
    pub(crate) fn shown(&self) -> String {
        let of = if self.root.is_some() { " (in a tree of Debian)" } else { "" };
        format!("{}{of}", self.version)
    }

    /// Whether a toolchain can be made where there is none.
    pub(crate) fn is_makeable() -> bool {
        SwiftRoot::is_not_makeable().is_none()
    }

    /// The toolchain, made where there is none and one can be made; else why it can't.
    pub(crate) fn open(project: &Project) -> Result<Result<Self, String>> {
        let found = Self::find(project);
        if found.is_ok() || SwiftRoot::find(project).is_some() || SwiftRoot::is_not_makeable().is_some() {
            return Ok(found);
        }
        SwiftRoot::make(project)?;
        Ok(Self::find(project))
    }

    /// A program of the toolchain, or one that it built; it runs in this folder and may read those.
    fn command(&self, project: &Project, program: &str, here: &Path, seen: &[PathBuf]) -> Command {
        match &self.root {
            None => project.command(program).folder(here),
            Some(root) => {
                let mut all = vec![project.root().to_path_buf()];
                all.extend(seen.iter().filter(|folder| !folder.starts_with(project.root())).cloned());
                root.command(project, program, here, &all)
            }
        }
    }
}

/// `6.0.3` of what `swift --version` says.
fn version(command: Command) -> Option<String> {
    let said = command.probe()?;
    let after = said.split_once("Swift version ")?.1;
    after.split_whitespace().next().map(str::to_owned)
}

fn is_new_enough(version: &str) -> bool {
    let major = version.split('.').next().and_then(|major| major.parse().ok());
    major.is_some_and(|major: u32| major >= OLDEST)
}

/// The package in the checkout.
pub(crate) struct Package<'p> {
    project: &'p Project,
    toolchain: Toolchain,
    folder: PathBuf,
}

impl<'p> Package<'p> {
    /// The package, with a toolchain for it.
    pub(crate) fn open(project: &'p Project, toolchain: Toolchain) -> Self {
        Self { project, toolchain, folder: project.path(PACKAGE) }
    }

    /// Builds the library, the code that calls it, the package and its tests, quickly; nothing to do while nothing has changed.
    pub(crate) fn build_for_tests(&self) -> Result<()> {
        let stamp = self.project.path(SCRATCH).join("placet.stamp");
        let mut sources = Vec::new();
        for below in SOURCES {
            sources.extend(files::all(self.project.root(), below)?);
        }
        let is_made = |path: &str| {
            let made = MADE.iter().map(|(_, made)| *made).chain(["Tests/Readme/main.swift"]);
            made.into_iter().any(|made| path == format!("{PACKAGE}/{made}"))
        };
        sources.retain(|file| !NO_SOURCES.iter().any(|folder| file.path.starts_with(folder)) && !is_made(&file.path));
        let shown = self.shown()?;
        sources.extend(shown.files());
        let here = self.project.root().display();
        let digest = format!("{here} {} {}", self.toolchain.version, files::digest(&sources));
        if fs::read_to_string(&stamp).is_ok_and(|text| text == digest) {
            println!("the Swift package is up to date");
            return Ok(());
        }
        generate(self.project, For::Tests)?;
        self.tidy_up(SCRATCH)?;
        let program = self.folder.join("Tests/Readme/main.swift");
        fs::create_dir_all(self.folder.join("Tests/Readme")).context("no folder for the program of the README")?;
        fs::write(program, &shown.program).context("the program of the README can't be written")?;
        self.swift("build").argument("--build-tests").run()?;
        self.check(&shown.fragments)?;
        fs::write(&stamp, digest).context("the stamp of the build can't be written")
    }

    /// What the pages show of Swift.
    fn shown(&self) -> Result<Shown> {
        Shown::read(self.project, &format!("{PACKAGE}/README.md"), &FORM)
    }

    /// Whether what the pages show beside the program compiles.
    fn check(&self, fragments: &str) -> Result<()> {
        let file = self.project.path(FRAGMENTS);
        fs::write(&file, fragments).context("the fragments of the pages can't be written")?;
        let compiler = self.toolchain.command(self.project, "swiftc", self.project.root(), &[]);
        // they show an expression for what it is, and name what nobody reads
        let compiler =
            compiler.arguments(["-typecheck", "-swift-version", "6", "-suppress-warnings", "-parse-as-library"]);
        let seen = [format!("{SCRATCH}/debug/Modules"), format!("{PACKAGE}/Sources/PlacetFFI")];
        let compiler =
            seen.iter().fold(compiler, |compiler, folder| compiler.argument("-I").argument(self.project.path(folder)));
        compiler.argument(file).run()
    }

    /// Runs the program of the README, and holds what it prints against what the page says.
    pub(crate) fn run_readme(&self) -> Result<()> {
        let program = self.project.path(SCRATCH).join("debug/Readme");
        let command = self.toolchain.command(self.project, &program.to_string_lossy(), self.project.root(), &[]);
        snippet::compare(&snippet::promised(&self.shown()?.program), &command.read()?)
    }

    /// A command of SwiftPM on the package.
    fn swift(&self, name: &str) -> Command {
        self.swift_in(&self.folder, name, SCRATCH)
    }

    /// The same on the package in this folder; what comes out goes into another.
    fn swift_in(&self, folder: &Path, name: &str, scratch: &str) -> Command {
        // the manifest has the runner of the vectors and the program of the README only where the library has what they need
        let command = self.toolchain.command(self.project, "env", folder, &[]).argument("PLACET_VECTORS=yes");
        let command = command.arguments(["swift", name, "--scratch-path"]).argument(self.project.path(scratch));
        let command = command.argument("-Xlinker").argument(format!("-L{}", self.project.path(LIBRARY).display()));
        command.arguments(["-Xswiftc", "-warnings-as-errors"])
    }

    /// Whether the sources are written as the formatter of the toolchain would write them.
    pub(crate) fn format(&self) -> Command {
        let command = self.toolchain.command(self.project, "swift", self.project.root(), &[]);
        let command = command.arguments(["format", "lint", "--strict", "--recursive", "--configuration"]);
        let below = |path: &str| format!("{PACKAGE}/{path}");
        let own = ["Package.swift", "Sources/Placet", "Sources/PlacetNative/Instants.swift", "Benches", "Tests"];
        command.argument(below(".swift-format")).arguments(own.map(below)).argument(EXAMPLE)
    }

    /// The benchmarks, built with their library.
    pub(crate) fn benches(&self) -> Result<Command> {
        generate(self.project, For::Benches)?;
        self.tidy_up(SCRATCH_OF_BENCHES)?;
        let bench = self.project.path(SCRATCH_OF_BENCHES).join("release/Bench");
        let build = self.toolchain.command(self.project, "env", &self.folder, &[]).argument("PLACET_BENCH=yes");
        let build = build.arguments(["swift", "build", "-c", "release", "--product", "Bench", "--scratch-path"]);
        let build = build.argument(self.project.path(SCRATCH_OF_BENCHES));
        build.argument("-Xlinker").argument(format!("-L{}", self.project.path(LIBRARY).display())).run()?;
        // the next build for tests wants another library
        let stamp = self.project.path(SCRATCH).join("placet.stamp");
        if stamp.exists() {
            fs::remove_file(&stamp).context("the stamp of the build can't be removed")?;
        }
        Ok(self.toolchain.command(self.project, &bench.to_string_lossy(), self.project.root(), &[]))
    }

    /// The tests of the example, which is a package of its own.
    pub(crate) fn example(&self) -> Result<Command> {
        self.tidy_up(SCRATCH_OF_EXAMPLE)?;
        Ok(self.swift_in(&self.project.path(EXAMPLE), "test", SCRATCH_OF_EXAMPLE))
    }

    /// Removes what is no longer good of earlier builds.
    fn tidy_up(&self, scratch: &str) -> Result<()> {
        let scratch = self.project.path(scratch);
        // what SwiftPM builds holds the path at which it was built, and is of no use where it was copied or moved to
        let place = scratch.join("placet.place");
        let here = scratch.to_string_lossy();
        if scratch.exists() && fs::read_to_string(&place).map_or(true, |text| text != here) {
            fs::remove_dir_all(&scratch).with_context(|| format!("`{here}` can't be removed"))?;
        }
        fs::create_dir_all(&scratch).with_context(|| format!("`{here}` can't be made"))?;
        fs::write(&place, here.as_bytes()).context("the place of the build can't be written")?;
        // SwiftPM does not look whether the library is another, and links only what is not there
        for linked in LINKED {
            let linked = scratch.join(linked);
            if linked.is_file() {
                fs::remove_file(&linked).with_context(|| format!("`{}` can't be removed", linked.display()))?;
            }
        }
        Ok(())
    }

    /// The tests, which were built.
    pub(crate) fn tests(&self) -> Command {
        self.swift("test").argument("--skip-build")
    }

    /// The runner of the vectors, which may read these folders.
    pub(crate) fn runner(&self, seen: &[PathBuf]) -> Command {
        let runner = self.project.path(SCRATCH).join("debug").join(RUNNER);
        self.toolchain.command(self.project, &runner.to_string_lossy(), self.project.root(), seen)
    }
}

/// For what the library is built, and so with what in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum For {
    /// With what the vectors need; quickly built.
    Tests,
    /// With what the benchmarks divide by; quick to run.
    Benches,
    /// As users get it.
    Users,
}

/// Builds the library and puts the code that calls it into the package; the two have to be of one build, and of the same features.
pub(crate) fn generate(project: &Project, what_for: For) -> Result<()> {
    let (arguments, profile) = match what_for {
        For::Tests => ("build --quiet --locked -p placet-mobile --features jni,vectors", "debug"),
        // what is generated is the same with the vectors, and so is nothing built again after
        For::Benches => ("build --quiet --locked -p placet-mobile --release --features jni,vectors,bench", "release"),
        For::Users => ("build --quiet --locked -p placet-mobile --release", "release"),
    };
    project.cargo(arguments).run()?;
    let built = project.path("target").join(profile);
    let (prefix, suffix) = (std::env::consts::DLL_PREFIX, std::env::consts::DLL_SUFFIX);
    let shared = built.join(format!("{prefix}placet_mobile{suffix}"));
    let generator = "run --quiet --locked -p placet-mobile-bindgen -- generate --no-format --language swift --out-dir";
    project.cargo(generator).argument(GENERATED).argument(shared).run()?;
    for (generated, made) in MADE {
        copy(&project.path(GENERATED).join(generated), &project.path(PACKAGE).join(made))?;
    }
    let library = project.path(LIBRARY).join("libplacet_mobile.a");
    copy(&built.join("libplacet_mobile.a"), &library)?;
    if what_for == For::Tests { apple::for_tests(project, &library) } else { Ok(()) }
}

/// What is generated, and where it goes in the package.
const MADE: [(&str, &str); 2] = [
    ("PlacetNative.swift", "Sources/PlacetNative/Generated/PlacetNative.swift"),
    ("PlacetFFI.h", "Sources/PlacetFFI/PlacetFFI.h"),
];

/// Copies a file into a folder that is made where it is missing.
pub(crate) fn copy(from: &Path, to: &Path) -> Result<()> {
    if let Some(folder) = to.parent() {
        fs::create_dir_all(folder).with_context(|| format!("`{}` can't be made", folder.display()))?;
    }
    fs::copy(from, to).map(drop).with_context(|| format!("`{}` can't be copied to `{}`", from.display(), to.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_version_is_found_among_other_words() {
        let said = |text: &str| version(Command::new("printf").arguments(["%s", text]));
        assert_eq!(said("Swift version 6.0.3 (swift-6.0.3-RELEASE)\nTarget: x86_64").as_deref(), Some("6.0.3"));
        assert_eq!(said("swift-driver version: 1.115 Apple Swift version 6.1 (x)").as_deref(), Some("6.1"));
        assert_eq!(said("no such thing"), None);
        assert!(is_new_enough("6.0.3") && is_new_enough("10.1"));
        assert!(!is_new_enough("5.10") && !is_new_enough("x"));
    }
}
