//! `cargo xtask doctor`: what is here, and what is skipped for want of it.

use anyhow::{Result, bail};
use comfy_table::{Table, presets};

use crate::command::Command;
use crate::node::Tools;
use crate::project::Project;
use crate::python::Interpreter;
use crate::{cross, kotlin, swift};

/// A program, how it says its version, and what is skipped without it.
struct Tool {
    name: &'static str,
    command: &'static [&'static str],
    without: &'static str,
    optional: bool,
}

const TOOLS: [Tool; 6] = [
    Tool { name: "cargo", command: &["cargo", "--version"], without: "everything", optional: false },
    Tool { name: "rustc", command: &["rustc", "--version"], without: "everything", optional: false },
    Tool { name: "rustfmt", command: &["cargo", "fmt", "--version"], without: "rust: format", optional: false },
    Tool { name: "clippy", command: &["cargo", "clippy", "--version"], without: "rust: lints", optional: false },
    Tool { name: "git", command: &["git", "--version"], without: "nothing; commits are made with it", optional: true },
    Tool {
        name: "cargo-deny",
        command: &["cargo", "deny", "--version"],
        without: "nothing; `cargo deny check` is run by hand",
        optional: true,
    },
];

impl Tool {
    fn version(&self) -> Option<String> {
        let (program, arguments) = self.command.split_first()?;
        let text = Command::new(program).arguments(arguments).probe()?;
        text.lines().next().map(str::to_owned)
    }
}

/// Whether `cargo NAME` is here.
pub(crate) fn has_component(name: &str) -> bool {
    Command::new("cargo").arguments([name, "--version"]).probe().is_some()
}

pub(crate) fn run(project: &Project) -> Result<()> {
    let mut table = Table::new();
    table.load_style(presets::ASCII_MARKDOWN);
    table.set_header(["tool", "version", "without it is skipped"]);
    let mut missing = Vec::new();
    for tool in &TOOLS {
        let version = tool.version();
        if version.is_none() && !tool.optional {
            missing.push(tool.name);
        }
        let version = version.unwrap_or_else(|| "not here".to_owned());
        table.add_row([tool.name, version.as_str(), tool.without]);
    }
    let python = Interpreter::find();
    let version = match &python {
        Ok(interpreter) => interpreter.version.as_str(),
        Err(why) => why.as_str(),
    };
    table.add_row(["python", version, "python: everything; demo"]);
    if python.is_err() {
        missing.push("python");
    }
    let node = Tools::find();
    let version = match &node {
        Ok(tools) => tools.version.as_str(),
        Err(why) => why.as_str(),
    };
    table.add_row(["node and npm", version, "node: everything"]);
    if node.is_err() {
        missing.push("node and npm");
    }
    let kotlin = kotlin::Tools::find();
    let version = match &kotlin {
        Ok(tools) => tools.version.as_str(),
        Err(why) => why.as_str(),
    };
    table.add_row(["java and mvn", version, "kotlin: everything"]);
    if kotlin.is_err() {
        missing.push("java and mvn");
    }
    let toolchain = swift::Toolchain::find(project);
    let version = match &toolchain {
        Ok(toolchain) => toolchain.shown(),
        Err(why) => why.clone(),
    };
    table.add_row(["swift", version.as_str(), "swift: everything but the compile gates"]);
    if toolchain.is_err() && !swift::Toolchain::is_makeable() {
        missing.push("swift");
    }
    for platform in [&cross::ANDROID, &cross::IOS] {
        let standard = cross::found(project, platform.target);
        let known = standard.as_ref().unwrap_or_else(|why| why);
        table.add_row([&format!("std for {}", platform.target), known, "swift: its compile gate"]);
        if standard.is_err() {
            missing.push(platform.target);
        }
    }
    println!("{table}");
    if missing.is_empty() {
        println!("nothing will be skipped");
    } else if project.is_strict() {
        bail!("not here: {}", missing.join(", "));
    } else {
        println!("not here, and SKIPPED in `cargo xtask test`: {}", missing.join(", "));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tool_that_is_here_has_a_version() {
        let rustc = TOOLS.iter().find(|tool| tool.name == "rustc").unwrap();
        assert!(rustc.version().unwrap().starts_with("rustc "));
        let none = Tool { name: "none", command: &["no-such-program-here"], without: "", optional: true };
        assert_eq!(none.version(), None);
        assert!(!has_component("no-such-component-here"));
    }
}
