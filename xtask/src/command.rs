//! Commands that say what they run, and name themselves when they fail.

use std::ffi::{OsStr, OsString};
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{self, ExitStatus, Stdio};

use anyhow::{Context, Result, bail};

use crate::counts::Counts;

/// One run of a program.
pub(crate) struct Command {
    shown: Vec<String>,
    inner: process::Command,
}

impl Command {
    /// A run of `program`, without arguments.
    pub(crate) fn new(program: impl AsRef<OsStr>) -> Self {
        let program = program.as_ref();
        Self { shown: vec![program.to_string_lossy().into_owned()], inner: process::Command::new(program) }
    }

    /// Shows the program by this name.
    pub(crate) fn shown_as(mut self, name: &str) -> Self {
        if let Some(first) = self.shown.first_mut() {
            name.clone_into(first);
        }
        self
    }

    /// Adds an argument.
    pub(crate) fn argument(mut self, argument: impl AsRef<OsStr>) -> Self {
        let argument = argument.as_ref();
        self.shown.push(argument.to_string_lossy().into_owned());
        self.inner.arg(argument);
        self
    }

    /// Adds arguments.
    pub(crate) fn arguments(self, arguments: impl IntoIterator<Item = impl AsRef<OsStr>>) -> Self {
        arguments.into_iter().fold(self, Command::argument)
    }

    /// Runs in this folder.
    pub(crate) fn folder(mut self, folder: &Path) -> Self {
        self.inner.current_dir(folder);
        self
    }

    /// Sets a variable of the environment.
    pub(crate) fn variable(mut self, name: &str, value: impl Into<OsString>) -> Self {
        self.inner.env(name, value.into());
        self
    }

    /// Runs to the end; its output is seen as it comes.
    pub(crate) fn run(mut self) -> Result<()> {
        self.announce();
        let status = self.inner.status().with_context(|| self.missing())?;
        self.judge(status)
    }

    /// Runs to the end and returns what it printed, unseen.
    pub(crate) fn read(mut self) -> Result<String> {
        let output = self.inner.stderr(Stdio::inherit()).output().with_context(|| self.missing())?;
        self.judge(output.status)?;
        String::from_utf8(output.stdout).with_context(|| format!("`{}`: no UTF-8", self.line()))
    }

    /// Like [`Command::read`], and silent about faults too.
    pub(crate) fn probe(mut self) -> Option<String> {
        let output = self.inner.stderr(Stdio::null()).output().ok()?;
        let text = String::from_utf8(output.stdout).ok()?;
        output.status.success().then(|| text.trim().to_owned())
    }

    /// Runs to the end, shows and returns what it prints, and adds the tests that it counts, failed or not.
    pub(crate) fn count(mut self, counts: &mut Counts) -> Result<String> {
        self.announce();
        let mut child = self.inner.stdout(Stdio::piped()).spawn().with_context(|| self.missing())?;
        let mut text = String::new();
        if let Some(stdout) = child.stdout.take() {
            for line in BufReader::new(stdout).split(b'\n') {
                let line = line?;
                let line = String::from_utf8_lossy(&line);
                println!("{line}");
                counts.read(&line);
                text.push_str(&line);
                text.push('\n');
            }
        }
        let status = child.wait()?;
        self.judge(status)?;
        Ok(text)
    }

    /// The command as one would type it.
    pub(crate) fn line(&self) -> String {
        let quoted = self.shown.iter().map(|word| {
            if word.is_empty() || word.contains([' ', '"', '\'', '(', ';']) {
                format!("'{word}'")
            } else {
                word.clone()
            }
        });
        quoted.collect::<Vec<_>>().join(" ")
    }

    fn announce(&self) {
        println!("$ {}", self.line());
    }

    fn missing(&self) -> String {
        format!("`{}` can't be started", self.line())
    }

    fn judge(&self, status: ExitStatus) -> Result<()> {
        if !status.success() {
            bail!("`{}` failed ({status})", self.line());
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rustc() -> Command {
        Command::new("rustc")
    }

    #[test]
    fn a_line_is_what_one_would_type() {
        let command = rustc().arguments(["-C", "a b"]).shown_as("compiler");
        assert_eq!(command.line(), "compiler -C 'a b'");
    }

    #[test]
    fn a_failure_names_its_command() {
        let mut command = rustc().argument("--no-such-flag");
        command.inner.stderr(Stdio::null());
        let error = command.count(&mut Counts::default()).unwrap_err();
        assert!(error.to_string().starts_with("`rustc --no-such-flag` failed"), "{error}");
        let error = Command::new("no-such-program-here").run().unwrap_err();
        assert!(error.to_string().contains("can't be started"), "{error}");
    }

    #[test]
    fn output_is_returned() {
        let mut counts = Counts::default();
        assert!(rustc().argument("--version").read().unwrap().starts_with("rustc "));
        assert!(rustc().argument("--version").count(&mut counts).unwrap().starts_with("rustc "));
        assert_eq!(rustc().argument("--no-such-flag").probe(), None);
        assert_eq!(counts, Counts::default());
    }
}
