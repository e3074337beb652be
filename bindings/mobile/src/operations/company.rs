//! What the company has to do and to prove: registrations, what is due, reports, the chain, versions of the policy.

use std::collections::HashMap;

use placet::data::{Finding as CoreFinding, lint, lint_fields, lint_json_schema};
use placet::policy::Version;
use placet::{Engine, Error, ReportOptions, Timestamp};

use crate::engine::NativeEngine;
use crate::error::{NativeError, invalid};
use crate::instant::instant;
use crate::policy::{Diagnostic, Finding, Reloaded, diagnostics};
use crate::results::{Receipt, Verification};
use crate::schema::FieldTag;
use crate::tables::{NativeDue, Registration};
use crate::value::{Value, json, table};

#[uniffi::export]
impl NativeEngine {
    /// Registers a legal instrument, a business transfer, a breach, a control, …
    pub fn register(
        &self,
        kind: String,
        id: String,
        fields: HashMap<String, String>,
        at: Option<Timestamp>,
    ) -> Result<Receipt, NativeError> {
        let fields = fields.into_iter().collect();
        self.run(|engine| Ok(engine.register(&kind, &id, &fields, instant("at", at)?)?.into()))
    }

    /// What was registered, of one kind or of all.
    pub fn registered(&self, kind: Option<String>) -> Result<Vec<Registration>, NativeError> {
        self.run(|engine| Ok(engine.registered(kind.as_deref())?.into_iter().map(Registration::from).collect()))
    }

    /// What the company has to do at an instant, now when none is given.
    pub fn due(&self, at: Option<Timestamp>) -> Result<Vec<NativeDue>, NativeError> {
        self.run(|engine| Ok(engine.due(instant("at", at)?)?.into_iter().map(NativeDue::from).collect()))
    }

    /// A report of a kind, about a user or about all.
    pub fn report(
        &self,
        kind: String,
        user: Option<String>,
        year: Option<i32>,
        at: Option<Timestamp>,
    ) -> Result<Value, NativeError> {
        let calendar =
            |year| i16::try_from(year).map_err(|_| invalid("year", "it is no calendar year; give one such as 2025"));
        self.run(|engine| {
            let options = ReportOptions { user, year: year.map(calendar).transpose()?, at: instant("at", at)? };
            Ok(table(engine.report(&kind, &options)?))
        })
    }

    /// Verifies the whole chain.
    pub fn verify(&self) -> Result<Verification, NativeError> {
        self.run(|engine| Ok(engine.verify()?.into()))
    }

    /// Checks a document as `reload` would, and loads nothing; gives back its warnings.
    pub fn check(&self, policy: String) -> Result<Vec<Diagnostic>, NativeError> {
        self.run(|engine| Ok(diagnostics(engine.check(&policy)?)))
    }

    /// Loads a further version of the policy while calls go on, and says what changes.
    pub fn reload(&self, policy: String) -> Result<Reloaded, NativeError> {
        self.run(|engine| Ok(engine.reload(&policy)?.into()))
    }

    /// What is missing between the newest version of the policy and a schema that it declares.
    pub fn lint_declared(&self, name: String) -> Result<Vec<Finding>, NativeError> {
        self.run(|engine| {
            with_newest(engine, |version| match version.schemas.get(&name) {
                Some(schema) => lint(version, schema),
                None => lint(version, &*engine.schema(&name)?),
            })
        })
    }

    /// What is missing between the newest version of the policy and fields with and without a tag.
    pub fn lint_fields(&self, name: String, fields: Vec<FieldTag>) -> Result<Vec<Finding>, NativeError> {
        let fields: Vec<_> = fields.into_iter().map(|FieldTag { path, category }| (path, category)).collect();
        self.run(|engine| with_newest(engine, |version| lint_fields(version, &name, &fields)))
    }

    /// What is missing between the newest version of the policy and a JSON Schema.
    pub fn lint_json_schema(&self, name: String, document: Value) -> Result<Vec<Finding>, NativeError> {
        self.run(|engine| {
            let document = json("document", document)?;
            with_newest(engine, |version| lint_json_schema(version, &name, &document))
        })
    }
}

fn with_newest(
    engine: &Engine,
    look: impl FnOnce(&Version) -> Result<Vec<CoreFinding>, Error>,
) -> Result<Vec<Finding>, Error> {
    let policy = engine.policy();
    let newest = || invalid("policy", "it has no version; open the engine with one");
    let version = policy.versions().last().ok_or_else(newest)?;
    Ok(look(version)?.into_iter().map(Finding::from).collect())
}
