//! `cargo xtask size`: how large the library is that an app carries along, beside its budget.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use comfy_table::{CellAlignment, Table, presets};
use serde::Deserialize;

use crate::bench::grouped;
use crate::command::Command;
use crate::cross::{self, ANDROID, IOS, PACKAGE, Platform};
use crate::project::Project;

/// What may be how large.
const BUDGETS: &str = "bindings/mobile/sizes.toml";
/// Where libraries are linked and stripped.
const FOLDER: &str = "target/xtask/size";
/// The names that a library shows: what the packages call, what is called by JNI, and what describes both.
const SHOWN: [&str; 5] = ["placet_*", "uniffi_*", "ffi_placet_*", "UNIFFI_META_*", "Java_dev_placet_*"];

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Budgets {
    library: Vec<Budget>,
}

/// A library for a target, with some of its features, and the bytes that it may have.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Budget {
    target: String,
    features: Vec<String>,
    budget: u64,
}

/// Measures each library that can be built here; an error where one is larger than it may be.
pub(crate) fn run(project: &Project) -> Result<()> {
    let text = fs::read_to_string(project.path(BUDGETS)).with_context(|| format!("`{BUDGETS}` can't be read"))?;
    let budgets: Budgets = toml::from_str(&text).with_context(|| format!("`{BUDGETS}`"))?;
    let tools = Tools::find()?;
    let folder = project.path(FOLDER);
    fs::create_dir_all(&folder).with_context(|| format!("`{FOLDER}` can't be made"))?;
    let (mut table, mut exceeded, mut skipped) = (header(), Vec::new(), Vec::new());
    for (number, library) in budgets.library.iter().enumerate() {
        let Budget { target, features, budget } = library;
        let named =
            format!("{target} ({})", if features.is_empty() { "plain".to_owned() } else { features.join(", ") });
        let out = folder.join(format!("{number}-{target}"));
        if let Some(why) = tools.link(project, library, &out)? {
            skipped.push(format!("{named}: {why}"));
            continue;
        }
        if !tools.stripper.exists() {
            skipped.push(format!("{named}: there is no `{}`", tools.stripper.display()));
            continue;
        }
        tools.strip(project, &out)?;
        let bytes = fs::metadata(&out).with_context(|| format!("`{}` is not there", out.display()))?.len();
        table.add_row([
            named.clone(),
            grouped(&bytes.to_string()),
            grouped(&budget.to_string()),
            share(bytes, *budget),
        ]);
        if bytes > *budget {
            exceeded.push(format!("{named} has {bytes} bytes, {budget} are allowed"));
        }
    }
    println!("\n{table}");
    for why in &skipped {
        println!("skipped: {why}");
    }
    if !exceeded.is_empty() {
        bail!("{}; make it smaller, or raise the budget in `{BUDGETS}` and say why", exceeded.join("; "));
    }
    if project.is_strict() && !skipped.is_empty() {
        bail!("{} of the libraries could not be measured here", skipped.len());
    }
    Ok(())
}

fn header() -> Table {
    let mut table = Table::new();
    table.load_style(presets::ASCII_MARKDOWN);
    table.set_header(["library", "bytes", "budget", "of it"]);
    for column in table.column_iter_mut().skip(1) {
        column.set_cell_alignment(CellAlignment::Right);
    }
    table
}

fn share(bytes: u64, budget: u64) -> String {
    format!("{} %", bytes.saturating_mul(100) / budget.max(1))
}

/// The programs that come with the compiler.
struct Tools {
    host: String,
    linker: PathBuf,
    stripper: PathBuf,
}

impl Tools {
    fn find() -> Result<Self> {
        let said = Command::new("rustc").arguments(["--version", "--verbose"]).read()?;
        let host = said.lines().find_map(|line| line.strip_prefix("host: ")).context("`rustc` names no host")?;
        let root = Command::new("rustc").arguments(["--print", "sysroot"]).read()?;
        let programs = Path::new(root.trim()).join("lib/rustlib").join(host).join("bin");
        let [linker, stripper] = ["rust-lld", "rust-objcopy"].map(|name| programs.join(name));
        Ok(Self { host: host.to_owned(), linker, stripper })
    }

    /// Builds a library as users get it and links it; the reason if that can't be done here.
    fn link(&self, project: &Project, library: &Budget, out: &Path) -> Result<Option<String>> {
        let features: Vec<&str> = library.features.iter().map(String::as_str).collect();
        if library.target == self.host {
            let cargo = project.cargo("build --quiet --release --locked --no-default-features --package");
            cargo.arguments([PACKAGE, "--features"]).argument(features.join(",")).run()?;
            let name = format!("{}placet_mobile{}", std::env::consts::DLL_PREFIX, std::env::consts::DLL_SUFFIX);
            fs::copy(project.path("target/release").join(&name), out).with_context(|| format!("`{name}`"))?;
            return Ok(None);
        }
        let Some(platform) = [&ANDROID, &IOS].into_iter().find(|platform| platform.target == library.target) else {
            return Ok(Some(format!("it is built on such a machine only, and this one is {}", self.host)));
        };
        if !self.linker.exists() {
            return Ok(Some(format!("there is no `{}`", self.linker.display())));
        }
        let archive = match cross::static_library(project, platform, &features)? {
            Ok(archive) => archive,
            Err(why) => return Ok(Some(why)),
        };
        self.linked(project, platform, &archive, out)?;
        Ok(None)
    }

    /// Links what an app would link, with everything out that nothing calls. What the system has is left open.
    fn linked(&self, project: &Project, platform: &Platform, archive: &Path, out: &Path) -> Result<()> {
        let linker = project.command(&self.linker).shown_as("rust-lld");
        let linker = if platform.target == IOS.target {
            let linker = linker.arguments(["-flavor", "darwin", "-dylib", "-arch", "arm64", "-dead_strip"]);
            let linker = linker.arguments(["-platform_version", "ios", "15.0", "17.0", "-undefined", "dynamic_lookup"]);
            let shown = SHOWN.iter().flat_map(|name| ["-exported_symbol".to_owned(), format!("_{name}")]);
            linker.arguments(shown).arguments(["-force_load"]).argument(archive)
        } else {
            let script = out.with_extension("map");
            let shown: String = SHOWN.iter().map(|name| format!("{name}; ")).collect();
            fs::write(&script, format!("{{ global: {shown}local: *; }};\n")).context("the names can't be written")?;
            let linker = linker.arguments(["-flavor", "gnu", "-shared", "--gc-sections", "-z", "max-page-size=16384"]);
            let linker = linker.argument("--version-script").argument(&script).argument("--undefined-version");
            linker.argument("--whole-archive").argument(archive)
        };
        linker.argument("-o").argument(out).run()
    }

    fn strip(&self, project: &Project, library: &Path) -> Result<()> {
        project.command(&self.stripper).shown_as("rust-objcopy").argument("--strip-all").argument(library).run()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_library_has_a_budget_and_known_features() {
        let text = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(BUDGETS)).unwrap();
        let budgets: Budgets = toml::from_str(&text).unwrap();
        let targets: Vec<_> = budgets.library.iter().map(|library| library.target.as_str()).collect();
        assert!(targets.contains(&ANDROID.target) && targets.contains(&IOS.target));
        for library in &budgets.library {
            // a budget that nothing can exceed keeps nothing
            assert!((1_000_000..20_000_000).contains(&library.budget), "{library:?}");
            assert!(library.features.iter().all(|name| ["sqlite", "classify", "jni"].contains(&name.as_str())));
        }
    }

    #[test]
    fn shares() {
        assert_eq!(share(50, 200), "25 %");
        assert_eq!(share(300, 200), "150 %");
    }
}
