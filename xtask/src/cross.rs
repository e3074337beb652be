//! Whether the static library for phones compiles: neither an SDK nor a linker of theirs is needed for that.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use object::read::archive::ArchiveFile;
use object::{Architecture, BinaryFormat, Object as _, ObjectSymbol as _};

use crate::command::Command;
use crate::debian;
use crate::project::Project;

/// The crate that is compiled.
pub(crate) const PACKAGE: &str = "placet-mobile";
/// What has to be in the library: the question as a plain C function.
const QUESTION: &str = "placet_can_process";
/// Everything that is compiled here lies in a folder of its own, for its standard library is another.
const FOLDER: &str = "target/cross";
/// Where Debian's compiler is unpacked.
const UNPACKED: &str = "target/xtask/rustc";
/// Debian's name of a recent compiler, which it keeps for its browsers.
const COMPILER: &str = "rustc-web";
/// The source of the standard library of the same version.
const SOURCE: &str = "rust-web-src";

/// The file that says that all of it was unpacked.
const STAMP: &str = "placet.stamp";

/// A platform that the library has to compile for.
#[derive(Debug)]
pub(crate) struct Platform {
    pub(crate) target: &'static str,
    format: BinaryFormat,
}

/// Phones with Android.
pub(crate) const ANDROID: Platform = Platform { target: "aarch64-linux-android", format: BinaryFormat::Elf };
/// Phones of Apple.
pub(crate) const IOS: Platform = Platform { target: "aarch64-apple-ios", format: BinaryFormat::MachO };

/// Where the standard library of a platform comes from.
enum Standard {
    /// It is installed.
    Installed,
    /// It is built from the source that lies beside the compiler.
    Built,
    /// It is built from Debian's source, by Debian's compiler: the two are of one version.
    Debians { compiler: PathBuf, libraries: PathBuf, source: PathBuf },
}

/// Compiles the library and looks at what came out; the reason if it can't be tried here.
pub(crate) fn check(project: &Project, platform: &Platform) -> Result<Option<String>> {
    let standard = match standard(project, platform.target)? {
        Ok(standard) => standard,
        Err(why) => return Ok(Some(why)),
    };
    let mut cargo = build(project, platform, &standard);
    // what is compiled is looked at, and never run
    for setting in ["profile.dev.opt-level=0", "profile.dev.debug=false", "profile.dev.package.\"*\".opt-level=0"] {
        cargo = cargo.arguments(["--config", setting]);
    }
    cargo.run()?;
    let library = project.path(FOLDER).join(platform.target).join("debug/libplacet_mobile.a");
    let bytes = fs::read(&library).with_context(|| format!("`{}` can't be read", library.display()))?;
    let objects = inspect(&bytes, platform, QUESTION)?;
    println!("{}: {objects} objects, and `{QUESTION}` in one of them", platform.target);
    Ok(None)
}

/// The static library as users get it, with some of its features; the reason if it can't be built here.
pub(crate) fn static_library(
    project: &Project,
    platform: &Platform,
    features: &[&str],
) -> Result<Result<PathBuf, String>> {
    let standard = match standard(project, platform.target)? {
        Ok(standard) => standard,
        Err(why) => return Ok(Err(why)),
    };
    build(project, platform, &standard)
        .argument("--release")
        .argument("--features")
        .argument(features.join(","))
        .run()?;
    Ok(Ok(project.path(FOLDER).join(platform.target).join("release/libplacet_mobile.a")))
}

/// Compiles the static library.
fn build(project: &Project, platform: &Platform, standard: &Standard) -> Command {
    let mut cargo = project.cargo("rustc --quiet --locked --lib --crate-type staticlib --no-default-features");
    cargo = cargo.arguments(["--package", PACKAGE, "--target", platform.target, "--target-dir", FOLDER]);
    if !matches!(standard, Standard::Installed) {
        // to build a standard library is not yet stable
        cargo = cargo.argument("-Zbuild-std").variable("RUSTC_BOOTSTRAP", "1");
    }
    if let Standard::Debians { compiler, libraries, source } = standard {
        cargo = cargo.variable("RUSTC", compiler).variable("LD_LIBRARY_PATH", libraries);
        cargo = cargo.variable("__CARGO_TESTS_ONLY_SRC_ROOT", source);
    }
    cargo
}

/// Where the standard library of a platform would come from, for `doctor`; or why there is none.
pub(crate) fn found(project: &Project, target: &str) -> Result<String, String> {
    Ok(match at_hand(project, target) {
        Some(Standard::Installed) => "installed".to_owned(),
        Some(Standard::Built) => "built from the source beside the compiler".to_owned(),
        Some(Standard::Debians { .. }) => format!("built from Debian's source, in `{UNPACKED}`"),
        None => format!("not here; Debian's compiler {} would be unpacked", debians_version(target)?),
    })
}

/// Where the standard library of a platform comes from, or why there is none.
fn standard(project: &Project, target: &str) -> Result<Result<Standard, String>> {
    if let Some(standard) = at_hand(project, target) {
        return Ok(Ok(standard));
    }
    let version = match debians_version(target) {
        Ok(version) => version,
        Err(why) => return Ok(Err(why)),
    };
    unpack(project, target, &version)?;
    debians(project).map(Ok)
}

/// What can be used as it lies there.
fn at_hand(project: &Project, target: &str) -> Option<Standard> {
    let printed = |arguments: &[&str]| Command::new("rustc").arguments(arguments).probe().map(PathBuf::from);
    let is_there = |folder: &Path| fs::read_dir(folder).is_ok_and(|mut entries| entries.next().is_some());
    if printed(&["--print", "target-libdir", "--target", target]).is_some_and(|folder| is_there(&folder)) {
        return Some(Standard::Installed);
    }
    let beside = printed(&["--print", "sysroot"]).map(|folder| folder.join("lib/rustlib/src/rust/library"));
    if beside.is_some_and(|folder| is_there(&folder)) {
        return Some(Standard::Built);
    }
    debians(project).ok()
}

/// Which version of Debian's compiler would be unpacked, or why none can be.
fn debians_version(target: &str) -> Result<String, String> {
    let remedy = format!("`rustup target add {target}` or `rustup component add rust-src` mends that");
    if let Some(why) = debian::is_missing() {
        return Err(format!("no standard library ({remedy}), and {why}"));
    }
    debian::candidate(COMPILER).ok_or_else(|| format!("no standard library ({remedy}), and Debian has no `{COMPILER}`"))
}

/// Unpacks Debian's compiler with the source of its standard library.
fn unpack(project: &Project, target: &str, version: &str) -> Result<()> {
    println!(
        "there is no standard library for {target}, so Debian's compiler {version} is unpacked into `{UNPACKED}` with \
         its source; 140 MB are fetched and 850 MB written, once"
    );
    let folder = project.path(UNPACKED);
    if folder.exists() {
        fs::remove_dir_all(&folder).with_context(|| format!("`{UNPACKED}` can't be removed"))?;
    }
    let mut packages = debian::needs(COMPILER)?;
    packages.retain(|name| ["rustc-web", "libstd-rust-web", "libllvm"].iter().any(|start| name.starts_with(start)));
    packages.push(SOURCE.to_owned());
    debian::unpack(&packages, &folder)?;
    fs::write(folder.join(STAMP), version).context("the stamp of the compiler can't be written")
}

/// Debian's compiler, where it was unpacked.
fn debians(project: &Project) -> Result<Standard> {
    let folder = project.path(UNPACKED);
    fs::read(folder.join(STAMP)).context("Debian's compiler is not unpacked")?;
    let libraries = first_below(&folder.join("usr/lib"), "-linux-gnu")?;
    let source = first_below(&folder.join("usr/src"), "")?.join("library");
    Ok(Standard::Debians { compiler: folder.join("usr/bin/rustc"), libraries, source })
}

/// The first entry of a folder whose name has this end.
fn first_below(folder: &Path, end: &str) -> Result<PathBuf> {
    for entry in fs::read_dir(folder).with_context(|| format!("`{}` can't be read", folder.display()))? {
        let entry = entry?;
        if entry.file_name().to_string_lossy().ends_with(end) {
            return Ok(entry.path());
        }
    }
    bail!("`{}` has nothing whose name ends with `{end}`", folder.display());
}

/// Demands that each member of an archive is an object of the platform, and that one defines a function; how many there are.
fn inspect(archive: &[u8], platform: &Platform, function: &str) -> Result<usize> {
    let archive_file = ArchiveFile::parse(archive).context("the library is no archive")?;
    let (mut objects, mut is_defined) = (0, false);
    for member in archive_file.members() {
        let member = member?;
        let name = String::from_utf8_lossy(member.name()).into_owned();
        let file = object::File::parse(member.data(archive)?).with_context(|| format!("`{name}` is no object"))?;
        if (file.format(), file.architecture()) != (platform.format, Architecture::Aarch64) {
            bail!(
                "`{name}` is {:?} for {:?}, and no object of {}",
                file.format(),
                file.architecture(),
                platform.target
            );
        }
        objects += 1;
        // Mach-O puts an underscore before the names of C
        let is_function = |found: &str| found == function || found.strip_prefix('_') == Some(function);
        is_defined |= file.symbols().any(|symbol| symbol.is_definition() && symbol.name().is_ok_and(is_function));
    }
    if !is_defined {
        bail!("none of the {objects} objects defines `{function}`");
    }
    Ok(objects)
}
