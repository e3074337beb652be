//! Acts: carried out on a thread of Node's pool, so that the event loop never waits for a disk.

use std::sync::Arc;

use napi::bindgen_prelude::AsyncTask;
use napi::{Env, Result, Task};

use crate::failure::answered;
use crate::operations;
use crate::shared::Shared;
use crate::turns::Turn;

/// An act that was called.
pub(crate) struct Act {
    shared: Arc<Shared>,
    /// Given back as soon as the act is over.
    turn: Option<Turn>,
    what: What,
}

enum What {
    Operation { name: String, arguments: String },
    Close,
}

impl Act {
    /// An operation about these people, or about all.
    pub(crate) fn operation(
        shared: &Arc<Shared>,
        name: String,
        arguments: String,
        people: Vec<String>,
    ) -> AsyncTask<Self> {
        Self::take(shared, people, What::Operation { name, arguments })
    }

    /// Lets go of the store after all acts that were called before.
    pub(crate) fn close(shared: &Arc<Shared>) -> AsyncTask<Self> {
        Self::take(shared, Vec::new(), What::Close)
    }

    fn take(shared: &Arc<Shared>, people: Vec<String>, what: What) -> AsyncTask<Self> {
        AsyncTask::new(Self { shared: shared.clone(), turn: Some(shared.turns.take(people)), what })
    }
}

impl Task for Act {
    type Output = String;
    type JsValue = String;

    fn compute(&mut self) -> Result<String> {
        let Self { shared, turn, what } = self;
        let answer = answered(|| {
            turn.iter().for_each(Turn::wait);
            match what {
                What::Operation { name, arguments } => operations::run(shared.ready()?, name, arguments),
                What::Close => {
                    shared.close();
                    Ok(serde_json::Value::Null)
                }
            }
        });
        *turn = None;
        Ok(answer)
    }

    fn resolve(&mut self, _: Env, answer: String) -> Result<String> {
        Ok(answer)
    }
}
