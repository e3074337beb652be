//! Rights: cases with their deadlines and tasks, copies that travel, erasure, and one user's history.

use placet::Timestamp;

use crate::engine::NativeEngine;
use crate::error::NativeError;
use crate::instant::instant;
use crate::options::{ActOptions, ExportOptions, RequestOptions, Response, case_number};
use crate::results::{NativeHistoryEntry, Receipt};
use crate::tables::{Case, Task};
use crate::value::{Value, json, table};

#[uniffi::export]
impl NativeEngine {
    /// Opens a case for a right, a complaint or a report.
    pub fn request(&self, user: String, right: String, options: RequestOptions) -> Result<Case, NativeError> {
        self.run(|engine| Case::of(engine.request(&user, &right, &options.read()?)?))
    }

    /// Records what the company did with a case. A word of C may not name an argument, hence `id`.
    pub fn respond(&self, user: String, id: i64, response: Response) -> Result<Case, NativeError> {
        self.run(|engine| {
            let (response, options) = response.read()?;
            Case::of(engine.respond(&user, case_number(id)?, &response, &options)?)
        })
    }

    /// A user's cases.
    pub fn cases(&self, user: String) -> Result<Vec<Case>, NativeError> {
        self.run(|engine| engine.cases(&user)?.into_iter().map(Case::of).collect())
    }

    /// What is known of a user, as a copy that travels (GDPR Art. 15, 20).
    pub fn export(&self, user: String, options: ExportOptions) -> Result<Value, NativeError> {
        self.run(|engine| Ok(table(engine.export(&user, &options.read()?)?)))
    }

    /// Takes in what another engine exported.
    pub fn import_data(&self, export: Value, at: Option<Timestamp>) -> Result<Receipt, NativeError> {
        self.run(|engine| Ok(engine.import(&json("export", export)?, instant("at", at)?)?.into()))
    }

    /// What an erasure would erase and keep.
    pub fn erasure_plan(&self, user: String, at: Option<Timestamp>) -> Result<Vec<Task>, NativeError> {
        self.run(|engine| engine.erasure_plan(&user, instant("at", at)?)?.into_iter().map(Task::of).collect())
    }

    /// Erases a user from the ledger (GDPR Art. 17); the chain stays verifiable.
    pub fn erase(&self, user: String, options: ActOptions) -> Result<Receipt, NativeError> {
        self.run(|engine| Ok(engine.erase(&user, &options.read()?)?.into()))
    }

    /// One user's events, the first first.
    pub fn history(&self, user: String) -> Result<Vec<NativeHistoryEntry>, NativeError> {
        self.run(|engine| engine.history(&user)?.into_iter().map(NativeHistoryEntry::of).collect())
    }
}
