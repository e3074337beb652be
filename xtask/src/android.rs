//! `cargo xtask package android`: the AAR of the Kotlin package. Its libraries need Android's NDK.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, anyhow, bail};
use object::elf::{FileHeader64, PT_LOAD};
use object::read::elf::{FileHeader as _, ProgramHeader as _};

use crate::kotlin::{PACKAGE, Package, Tools};
use crate::project::Project;
use crate::swift::copy;

/// Where the AAR is put together.
const FOLDER: &str = "target/android";
const LIBRARY: &str = "libplacet_mobile.so";
/// The first version of Android that has what the package uses.
const API: u32 = 26;
/// The largest pages of Android's devices; a library that is laid out for smaller ones is not loaded there.
const PAGE: u64 = 16 * 1024;
/// The names that the NDK is said by.
const NDK: [&str; 2] = ["ANDROID_NDK_HOME", "ANDROID_NDK_ROOT"];

/// A processor, by Rust's name and by Android's. Those of 32 bits have small pages, and hardly anybody has them.
const PROCESSORS: [(&str, &str); 2] = [("aarch64-linux-android", "arm64-v8a"), ("x86_64-linux-android", "x86_64")];

/// Builds the classes, and the libraries where there is an NDK; lays the AAR out, and packs it once it is whole.
pub(crate) fn run(project: &Project) -> Result<()> {
    let tools = Tools::find().map_err(|why| anyhow!("an AAR needs Java and Maven: {why}"))?;
    let folder = project.path(FOLDER).join("aar");
    if folder.exists() {
        fs::remove_dir_all(&folder).with_context(|| format!("`{}` can't be removed", folder.display()))?;
    }
    let classes = Package::open(project, &tools).package(&project.path(FOLDER))?;
    let given = project.path(PACKAGE).join("android");
    copy(&classes, &folder.join("classes.jar"))?;
    copy(&given.join("AndroidManifest.xml"), &folder.join("AndroidManifest.xml"))?;
    copy(&given.join("consumer-rules.pro"), &folder.join("proguard.txt"))?;
    fs::write(folder.join("R.txt"), "").context("`R.txt` can't be written")?;
    let Some(ndk) = NDK.iter().find_map(env::var_os).map(PathBuf::from) else {
        println!(
            "{} is laid out without its libraries: no NDK is named by {}. No library was built for Android, and no \
             AAR was packed. That the library compiles for Android is checked by `cargo xtask test swift`",
            folder.display(),
            NDK.join(" or ")
        );
        return Ok(());
    };
    for (target, abi) in PROCESSORS {
        let built = library(project, &ndk, target)?;
        is_aligned(&fs::read(&built)?).with_context(|| format!("`{}`", built.display()))?;
        copy(&built, &folder.join("jni").join(abi).join(LIBRARY))?;
    }
    let packed = project.path(FOLDER).join(format!("placet-{}.aar", env!("CARGO_PKG_VERSION")));
    let jar = project.command("jar").arguments(["--create", "--no-manifest", "--file"]).argument(&packed);
    jar.argument("-C").argument(&folder).argument(".").run()?;
    println!("{} is there; nothing of it was run on a device", packed.display());
    Ok(())
}

/// The library for a processor.
fn library(project: &Project, ndk: &Path, target: &str) -> Result<PathBuf> {
    let tools = ndk.join("toolchains/llvm/prebuilt").join(format!("{}-x86_64", env::consts::OS)).join("bin");
    let compiler = tools.join(format!("{target}{API}-clang"));
    if !compiler.exists() {
        bail!("the NDK has no `{}`; install a later one", compiler.display());
    }
    let (lower, upper) = (target.replace('-', "_"), target.replace('-', "_").to_uppercase());
    let cargo = project.cargo("build --release --locked -p placet-mobile --features jni --target").argument(target);
    cargo
        .variable(&format!("CARGO_TARGET_{upper}_LINKER"), &compiler)
        .variable(&format!("CARGO_TARGET_{upper}_RUSTFLAGS"), format!("-Clink-arg=-Wl,-z,max-page-size={PAGE}"))
        .variable(&format!("CC_{lower}"), &compiler)
        .variable(&format!("AR_{lower}"), tools.join("llvm-ar"))
        .run()?;
    Ok(project.path("target").join(target).join("release").join(LIBRARY))
}

/// Whether what is loaded of a library begins where the largest pages do.
fn is_aligned(library: &[u8]) -> Result<()> {
    let header = FileHeader64::<object::Endianness>::parse(library).context("it is no library of 64 bits")?;
    let endian = header.endian().context("its order of bytes is none")?;
    let parts = header.program_headers(endian, library).context("it has no parts")?;
    let loaded: Vec<u64> =
        parts.iter().filter(|part| part.p_type(endian) == PT_LOAD).map(|part| part.p_align(endian)).collect();
    match loaded.iter().min() {
        None => bail!("nothing of it is loaded"),
        Some(least) if *least < PAGE => bail!("a part of it is laid out for pages of {least} bytes, {PAGE} are wanted"),
        Some(_) => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A library with one part that is loaded, laid out for pages of this size.
    fn library(page: u64) -> Vec<u8> {
        let mut bytes = vec![0; 64 + 56];
        bytes[..8].copy_from_slice(&[0x7f, b'E', b'L', b'F', 2, 1, 1, 0]);
        let mut put = |at: usize, value: &[u8]| bytes[at..at + value.len()].copy_from_slice(value);
        // a shared library of one version; the parts begin behind the head, each has 56 bytes, and there is one
        put(16, &[3, 0]);
        put(20, &[1]);
        put(32, &[64]);
        put(52, &[64, 0, 56, 0, 1]);
        put(64, &[1]);
        put(64 + 48, &page.to_le_bytes());
        bytes
    }

    #[test]
    fn pages() {
        is_aligned(&library(16 * 1024)).unwrap();
        is_aligned(&library(64 * 1024)).unwrap();
        let error = is_aligned(&library(4096)).unwrap_err().to_string();
        assert!(error.contains("pages of 4096 bytes"), "{error}");
        assert!(is_aligned(b"a text").is_err());
    }
}
