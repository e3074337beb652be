//! What becomes of each category of a schema: worked out once, for all records and users that fare alike.

use std::sync::{Arc, Mutex, TryLockError};

use super::filter::Change;
use super::found::{Found, Note};
use crate::decide::Fate;
use crate::words::{Schema, Timestamp, Zone};

/// What becomes of the records of one user: the part of a filter that stays as it is until its time is over.
#[derive(Debug)]
pub(crate) struct Fates {
    pub(crate) plan: Arc<Plan>,
    pub(crate) until: Timestamp,
    pub(crate) zone: Zone,
}

/// What becomes of the categories of a schema, whoever the user is.
#[derive(Debug)]
pub(crate) struct Plan {
    pub(crate) schema: Arc<Schema>,
    /// As many as the schema has categories, in their order.
    pub(crate) each: Vec<Fate>,
    /// What was found in records lately, with the changes that were made of it; nothing in it is of any one record.
    told: Mutex<Vec<Form>>,
}

/// Records of which the same was found.
#[derive(Debug)]
struct Form {
    found: Vec<Note>,
    changes: Arc<[Change]>,
}

/// Forms of records whose changes a plan keeps.
const FORMS: usize = 4;

impl Plan {
    pub(crate) fn new(schema: Arc<Schema>, each: Vec<Fate>) -> Self {
        Self { schema, each, told: Mutex::default() }
    }

    /// The changes of a record: those of one that was of the same form, if such a one came lately.
    pub(super) fn told(&self, found: Found) -> Arc<[Change]> {
        let Some(form) = found.form() else { return found.changes(self) };
        let mut told = match self.told.try_lock() {
            Ok(told) => told,
            Err(TryLockError::Poisoned(poisoned)) => poisoned.into_inner(),
            // another thread has them: to make one's own takes less than to wait
            Err(TryLockError::WouldBlock) => return found.changes(self),
        };
        if let Some(known) = told.iter().find(|known| known.found == form) {
            return known.changes.clone();
        }
        let changes = found.changes(self);
        if told.len() >= FORMS {
            told.remove(0);
        }
        told.push(Form { found: found.into_form(), changes: changes.clone() });
        changes
    }
}
