//! `cargo xtask package apple`: the XCFramework that the Swift package wants on Apple's systems. It needs a Mac with Xcode.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

use crate::project::Project;
use crate::swift::{self, PACKAGE};

/// Where what goes into the framework is put together.
const FOLDER: &str = "target/apple";
const LIBRARY: &str = "libplacet_mobile.a";
const HEADERS: [&str; 2] = ["PlacetFFI.h", "PlacetQuestion.h"];
const MODULE_MAP: &str = "module.modulemap";

/// A system, and the targets whose libraries become one for it.
struct Slice {
    name: &'static str,
    targets: &'static [&'static str],
}

const SLICES: [Slice; 3] = [
    Slice { name: "ios", targets: &["aarch64-apple-ios"] },
    Slice { name: "ios-simulator", targets: &["aarch64-apple-ios-sim", "x86_64-apple-ios"] },
    Slice { name: "macos", targets: &["aarch64-apple-darwin", "x86_64-apple-darwin"] },
];

/// Builds the library for every system, and the framework with all of them.
pub(crate) fn run(project: &Project) -> Result<()> {
    if !cfg!(target_os = "macos") {
        bail!(
            "an XCFramework is made by Xcode, on a Mac only; nothing was built. That the library compiles for iOS is \
             checked everywhere, by `cargo xtask test swift`"
        );
    }
    swift::generate(project, swift::For::Users)?;
    let mut libraries = Vec::new();
    for slice in &SLICES {
        libraries.push(library(project, slice)?);
    }
    let framework = assemble(project, &libraries)?;
    println!("{} is there; add `{PACKAGE}` to an app as a local package", framework.display());
    Ok(())
}

/// The library of a system, of one target or joined of several.
fn library(project: &Project, slice: &Slice) -> Result<PathBuf> {
    let mut built = Vec::new();
    for target in slice.targets {
        let cargo = project.cargo("build --release --locked -p placet-mobile --target").argument(target);
        cargo.run()?;
        built.push(project.path("target").join(target).join("release").join(LIBRARY));
    }
    let folder = project.path(FOLDER).join(slice.name);
    fs::create_dir_all(&folder).with_context(|| format!("`{}` can't be made", folder.display()))?;
    let joined = folder.join(LIBRARY);
    project.command("lipo").argument("-create").arguments(&built).argument("-output").argument(&joined).run()?;
    Ok(joined)
}

/// Puts libraries and headers together, and the framework into the package.
pub(crate) fn assemble(project: &Project, libraries: &[PathBuf]) -> Result<PathBuf> {
    let headers = project.path(FOLDER).join("headers");
    // two frameworks with a module map each overwrite each other's, unless each has a folder of its own
    let own = headers.join("PlacetFFI");
    fs::create_dir_all(&own).with_context(|| format!("`{}` can't be made", own.display()))?;
    let sources = project.path(PACKAGE).join("Sources/PlacetFFI");
    for header in HEADERS {
        swift::copy(&sources.join(header), &own.join(header))?;
    }
    let module_map = fs::read_to_string(sources.join(MODULE_MAP)).context("the module map can't be read")?;
    fs::write(own.join(MODULE_MAP), without_library(&module_map)).context("the module map can't be written")?;
    let framework = project.path(PACKAGE).join("PlacetFFI.xcframework");
    if framework.exists() {
        // xcodebuild adds to no framework that is there
        fs::remove_dir_all(&framework).with_context(|| format!("`{}` can't be removed", framework.display()))?;
    }
    let mut command = project.command("xcodebuild").argument("-create-xcframework");
    for library in libraries {
        command = command.argument("-library").argument(library).argument("-headers").argument(&headers);
    }
    command.argument("-output").argument(&framework).run()?;
    Ok(framework)
}

/// A module map that names no library: the framework itself says which one it has.
fn without_library(module_map: &str) -> String {
    let kept = module_map.lines().filter(|line| !line.trim_start().starts_with("link "));
    kept.flat_map(|line| [line, "\n"]).collect()
}

/// The library of this machine alone, for tests on a Mac.
pub(crate) fn for_tests(project: &Project, library: &Path) -> Result<()> {
    if cfg!(target_os = "macos") {
        assemble(project, &[library.to_path_buf()])?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_framework_names_no_library() {
        let map = "module A [system] {\n    header \"a.h\"\n    link \"a\"\n    export *\n}\n";
        assert_eq!(without_library(map), "module A [system] {\n    header \"a.h\"\n    export *\n}\n");
    }
}
