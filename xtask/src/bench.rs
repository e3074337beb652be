//! `cargo xtask bench`: the benchmarks of each language, in one table.

use std::fs;
use std::thread;

use anyhow::{Context, Result, anyhow, bail};
use comfy_table::{CellAlignment, Table, presets};
use serde::Deserialize;
use serde_json::Value;

use crate::command::Command;
use crate::counts::Counts;
use crate::kotlin;
use crate::markers;
use crate::node::{Package, Tools};
use crate::project::Project;
use crate::python::{Environment, Interpreter, Profile};
use crate::swift;

const START: &str = "<!-- bench:start -->";
const END: &str = "<!-- bench:end -->";

/// The benchmarks of `bindings/python/benches/bench.py`; all others are Rust's.
const IN_PYTHON: [&str; 4] = ["floor", "hand_written", "records", "arrow"];
/// The benchmarks of `bindings/node/benches/bench.mjs`.
const IN_NODE: [&str; 8] = ["floor", "hand_written", "decide", "casl", "casl_conditions", "casbin", "cedar", "memory"];
/// The benchmarks of `bindings/mobile/kotlin`.
const IN_KOTLIN: [&str; 2] = ["floor", "hand_written"];
/// The benchmarks of `bindings/mobile/swift/Benches`.
const IN_SWIFT: [&str; 2] = ["floor", "cold_open"];
/// Those that Rust has under the same name.
const IN_BOTH: [&str; 1] = ["decide"];
/// An environment with Presidio in it, which `classify` is compared with; nobody needs it for anything else.
const PRESIDIO: &str = "target/presidio";

/// A line that a benchmark prints.
#[derive(Debug, PartialEq, Deserialize)]
struct Measurement {
    what: String,
    measured: Value,
    /// What it should be, or nothing.
    #[serde(default)]
    target: Value,
    unit: String,
}

pub(crate) fn run(project: &Project, names: &[String], write_readme: bool) -> Result<()> {
    let interpreter = Interpreter::find().map_err(|why| anyhow!("the benchmarks need Python: {why}"))?;
    let nothing = &mut Counts::default();
    let of = |own: &[&str]| names.iter().filter(|name| own.contains(&name.as_str())).collect::<Vec<_>>();
    let (of_python, of_node) = (of(&IN_PYTHON), of(&IN_NODE));
    let (of_kotlin, of_swift) = (of(&IN_KOTLIN), of(&IN_SWIFT));
    let others = [&of_python, &of_node, &of_kotlin, &of_swift];
    let is_rust = |name: &&String| {
        let elsewhere = others.iter().any(|own| own.contains(name));
        IN_BOTH.contains(&name.as_str()) || !elsewhere
    };
    let of_rust: Vec<_> = names.iter().filter(is_rust).collect();
    let is_wanted = |own: &[&String]| names.is_empty() || !own.is_empty();
    let (mut rust, mut python, mut node) = (Vec::new(), Vec::new(), Vec::new());
    if is_wanted(&of_rust) {
        let program = project.cargo("run --quiet --release -p placet-tests --bin bench --");
        rust = measurements(&program.arguments(&of_rust).count(nothing)?);
    }
    if is_wanted(&of_python) {
        let environment = Environment::open(project, &interpreter)?;
        environment.install_for_tests(Profile::Bench)?;
        let program = environment.run("bindings/python/benches/bench.py");
        python = measurements(&program.arguments(&of_python).count(nothing)?);
    }
    let tools = Tools::find().map_err(|why| anyhow!("the benchmarks need Node: {why}"))?;
    if is_wanted(&of_node) {
        let package = Package::open(project, &tools)?;
        package.build_for_benches()?;
        node = measurements(&package.program("benches/bench.mjs").arguments(&of_node).count(nothing)?);
    }
    let mut kotlin = Vec::new();
    if is_wanted(&of_kotlin) {
        match kotlin::Tools::find() {
            Ok(tools) => {
                let program = kotlin::Package::open(project, &tools).benches()?;
                kotlin = measurements(&program.arguments(&of_kotlin).count(nothing)?);
            }
            Err(why) => println!("skipped: the benchmarks in Kotlin ({why})"),
        }
    }
    if names.is_empty() || names.iter().any(|name| name == "classify") {
        python.extend(measurements(&presidio(project, nothing)?));
    }
    let mut swift = Vec::new();
    if is_wanted(&of_swift) {
        match swift::Toolchain::open(project)? {
            Ok(toolchain) => {
                let bench = swift::Package::open(project, toolchain).benches()?;
                swift = measurements(&bench.arguments(&of_swift).count(nothing)?);
            }
            Err(why) => println!("skipped: the benchmarks in Swift ({why})"),
        }
    }
    if [&rust, &python, &node, &kotlin, &swift].iter().all(|measured| measured.is_empty()) {
        bail!("no benchmark printed a measurement");
    }
    let machine = machine(&interpreter.version, &tools.version);
    let languages = [("Rust", rust), ("Python", python), ("Node", node), ("Kotlin", kotlin), ("Swift", swift)];
    let table = table(&languages);
    println!("\n{machine}\n\n{table}");
    if write_readme {
        let file = project.path("README.md");
        let page = fs::read_to_string(&file).context("`README.md` can't be read")?;
        let text = format!("{machine}\n\n{table}");
        let page = markers::put_between(&page, START, END, &text).context("`README.md`")?;
        fs::write(&file, page).context("`README.md` can't be written")?;
        println!("README.md written");
    }
    Ok(())
}

/// What Presidio finds of the columns that `classify` was measured on; nothing where it is not installed.
fn presidio(project: &Project, counts: &mut Counts) -> Result<String> {
    let (folder, program) = if cfg!(windows) { ("Scripts", "python.exe") } else { ("bin", "python") };
    let python = project.path(PRESIDIO).join(folder).join(program);
    let asked = || Command::new(&python).arguments(["-c", "import presidio_analyzer"]);
    if asked().probe().is_none() {
        println!(
            "skipped: `classify` beside Presidio, which is not in `{PRESIDIO}`; \
             `python3 -m venv {PRESIDIO}` and `{PRESIDIO}/{folder}/pip install presidio-analyzer` put it there"
        );
        return Ok(String::new());
    }
    let program = project.command(&python).shown_as(&format!("{PRESIDIO}/{folder}/{program}"));
    program.arguments(["bindings/python/benches/presidio.py", "target/classify"]).count(counts)
}

/// The lines that are measurements; programs may print others.
fn measurements(text: &str) -> Vec<Measurement> {
    text.lines().filter_map(|line| serde_json::from_str(line).ok()).collect()
}

fn machine(python: &str, node: &str) -> String {
    let cores = thread::available_parallelism().map_or(1, usize::from);
    let (system, architecture) = (std::env::consts::OS, std::env::consts::ARCH);
    format!(
        "Measured by `cargo xtask bench` on {system} {architecture} with {cores} cores, Python {python} and Node {node}."
    )
}

fn table(languages: &[(&str, Vec<Measurement>)]) -> Table {
    let mut table = Table::new();
    table.load_style(presets::ASCII_MARKDOWN);
    table.set_header(["what", "language", "measured", "target"]);
    for (language, measurements) in languages {
        for measurement in measurements {
            table.add_row([
                measurement.what.as_str(),
                language,
                &with_unit(&measurement.measured, &measurement.unit),
                &with_unit(&measurement.target, &measurement.unit),
            ]);
        }
    }
    for column in table.column_iter_mut().skip(2) {
        column.set_cell_alignment(CellAlignment::Right);
    }
    table
}

fn with_unit(value: &Value, unit: &str) -> String {
    let number = match value {
        Value::Null => return String::new(),
        Value::String(text) if text.is_empty() => return String::new(),
        Value::String(text) => text.clone(),
        Value::Number(number) => match number.as_i64() {
            Some(whole) => grouped(&whole.to_string()),
            None => rounded(number.as_f64().unwrap_or_default()),
        },
        other => other.to_string(),
    };
    format!("{number} {unit}").trim_end().to_owned()
}

/// Three digits that count, with the thousands apart.
fn rounded(number: f64) -> String {
    let places = match number.abs() {
        size if size >= 100.0 || size == 0.0 => 0,
        size if size >= 10.0 => 1,
        _ => 2,
    };
    let text = format!("{number:.places$}");
    let (whole, fraction) = text.split_once('.').unwrap_or((&text, ""));
    if fraction.is_empty() { grouped(whole) } else { format!("{}.{fraction}", grouped(whole)) }
}

/// A whole number with the thousands apart.
pub(crate) fn grouped(whole: &str) -> String {
    let mut left = whole.trim_start_matches('-').len();
    let mut grouped = String::new();
    for character in whole.chars() {
        grouped.push(character);
        if character.is_ascii_digit() {
            left -= 1;
            if left > 0 && left.is_multiple_of(3) {
                grouped.push(' ');
            }
        }
    }
    grouped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn measurements_are_found_among_other_lines() {
        let text =
            "warming up\n{\"what\":\"can_process\",\"measured\":12.5,\"target\":20,\"unit\":\"ns\"}\n{\"x\":1}\n";
        let found = measurements(text);
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].what, "can_process");
        let table = table(&[("Rust", found)]).to_string();
        assert!(table.contains("12.5 ns") && table.contains(" 20 ns") && table.contains("Rust"), "{table}");
    }

    #[test]
    fn numbers_are_rounded_for_reading() {
        for (number, text) in [
            (0.0, "0"),
            (0.126, "0.13"),
            (12.34, "12.3"),
            (123.4, "123"),
            (1_234_567.8, "1 234 568"),
            (-1234.0, "-1 234"),
        ] {
            assert_eq!(rounded(number), text);
        }
        assert_eq!(with_unit(&Value::Null, "ns"), "");
        assert_eq!(with_unit(&Value::from(""), "ns"), "");
        assert_eq!(with_unit(&Value::from("as peers"), ""), "as peers");
    }
}
