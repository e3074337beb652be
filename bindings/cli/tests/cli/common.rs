//! Runs the command, and makes policies and ledgers for it.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use placet::act::ConsentKind;
use placet::ledger::Sqlite;
use placet::policy::{Policy, Source, check, compile};
use placet::words::Zone;
use placet::{ActOptions, Engine, GrantOptions, Options, Timestamp, Update};
use serde_json::Value;
use tempfile::TempDir;

/// A small policy in which every check can fail.
pub(crate) const SHOP: &str = r#"[policy]
id = "shop"
version = "2025-01-01"
effective_from = 2025-01-01
next_review = 2026-01-01
surfaces = ["site"]
bases = ["consent", "contract", "legitimate_interest", "legal_obligation"]
contact = { privacy = "privacy@shop.test" }

[purposes."essential.service.account"]
basis = ["contract"]
categories = ["user.contact", "user.name"]

[purposes."marketing.email"]
basis = ["consent"]
categories = ["user.contact.email"]
obligations = ["include_unsubscribe"]

[purposes."marketing.phone"]
basis = ["consent"]
categories = ["user.contact.phone_number"]

[purposes."analytics.product"]
basis = ["legitimate_interest"]
categories = ["user.behavior.usage"]
forms = ["aggregated"]

[purposes."legal.tax"]
basis = ["legal_obligation"]
categories = ["user.financial.transaction"]
after_closure = true

[age]
minimum = 13

[retention.default]
after = "account_closed"
keep = "P10Y"
rationale = "claims"

[breach]
authority = "PT72H"
"#;

/// What a run left.
#[derive(Debug)]
pub(crate) struct Ran {
    pub(crate) code: i32,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Ran {
    /// Standard output as JSON.
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.out).unwrap_or_else(|e| panic!("{e}: {self:?}"))
    }

    /// The message of a failure, which is one line on standard error.
    pub(crate) fn failure(&self) -> &str {
        assert_eq!(self.code, 2, "{self:?}");
        assert_eq!(self.out, "", "a failure prints no answer");
        self.err.trim_end().strip_prefix("error: ").unwrap_or_else(|| panic!("{self:?}"))
    }
}

pub(crate) fn command() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_placet"));
    for name in ["NO_COLOR", "CLICOLOR", "CLICOLOR_FORCE"] {
        command.env_remove(name);
    }
    command
}

pub(crate) fn finish(command: &mut Command) -> Ran {
    let output = command.output().unwrap();
    Ran {
        code: output.status.code().unwrap(),
        out: String::from_utf8(output.stdout).unwrap(),
        err: String::from_utf8(output.stderr).unwrap(),
    }
}

pub(crate) fn placet(args: &[&str]) -> Ran {
    finish(command().args(args))
}

/// A folder with files that go with it.
pub(crate) struct Folder(TempDir);

impl Folder {
    pub(crate) fn new() -> Self {
        Self(TempDir::new().unwrap())
    }

    pub(crate) fn path(&self, name: &str) -> String {
        self.0.path().join(name).display().to_string()
    }

    pub(crate) fn write(&self, name: &str, text: &str) -> String {
        let path = self.path(name);
        fs::write(&path, text).unwrap();
        path
    }

    /// Runs in the folder, so that names are as short as a user would write them.
    pub(crate) fn placet(&self, args: &[&str]) -> Ran {
        finish(command().current_dir(self.0.path()).args(args))
    }

    /// `shop.toml`, and a ledger `shop.db` in which ada granted, withdrew and granted again, and bob closed an account.
    pub(crate) fn shop() -> Self {
        let folder = Self::new();
        folder.write("shop.toml", SHOP);
        let engine = engine(SHOP, &folder.path("shop.db"));
        let grown = |account: &str| Update {
            birthdate: Some("1990-05-01".into()),
            residence: Some("DE".into()),
            account: Some(account.into()),
            at: Some(at("2025-02-01T09:00:00Z")),
            ..Update::default()
        };
        engine.update("ada", &grown("active")).unwrap();
        engine.grant("ada", "marketing.email", &grant("2025-02-01T10:00:00Z")).unwrap();
        engine.withdraw("ada", "marketing", &act("2025-02-02T10:00:00Z")).unwrap();
        engine.grant("ada", "marketing.email", &grant("2025-02-03T10:00:00Z")).unwrap();
        engine.update("bob", &grown("closed")).unwrap();
        folder
    }
}

pub(crate) fn engine(policy: &str, store: &str) -> Engine {
    let version = compile(&check(&Source::parse("policy.toml", policy)).unwrap()).unwrap();
    let policy = Policy::new(vec![version]).unwrap();
    Engine::on(policy, std::sync::Arc::new(Sqlite::open(store).unwrap()), Options::default()).unwrap()
}

pub(crate) fn at(text: &str) -> Timestamp {
    Timestamp::parse(text, &Zone::utc()).unwrap()
}

pub(crate) fn act(time: &str) -> ActOptions {
    ActOptions { method: Some("settings".into()), at: Some(at(time)), ..ActOptions::default() }
}

pub(crate) fn grant(time: &str) -> GrantOptions {
    GrantOptions { kind: ConsentKind::Explicit, at: Some(at(time)), ..GrantOptions::default() }
}

pub(crate) const EXAMPLES: [&str; 5] = ["certometer", "cpq", "masterfully", "pythonmaster", "qualipact"];

pub(crate) fn example(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/policies").join(format!("{name}.toml"))
}
