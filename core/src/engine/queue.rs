//! Acts from many threads share a commit: whoever comes first writes for all who wait. The core owns no thread.

use std::collections::HashMap;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use super::Engine;
use super::acts::{Receipt, Request, version_or_first};
use super::freshness::{Written, read_state};
use super::snapshot::{Snapshot, row};
use crate::act::{Act, Event};
use crate::decide::{Facts, found_child, refuse, version_at};
use crate::error::Error;
use crate::ledger::{Record, Row, UserHash, Writer};
use crate::state::UserState;
use crate::words::Timestamp;

/// How long a leader waits for threads that are about to come back, so that they share its commit.
const PATIENCE: Duration = Duration::from_micros(80);

/// What those who share a commit are told.
enum Told {
    /// Nothing yet.
    Wait,
    /// One of them is to write for all.
    Lead,
    /// Their answers, in the order in which they came.
    Answers(Vec<Option<Result<Receipt, Error>>>),
}

/// Those who share a commit: one bell for all of them, so that the one who wrote rings once.
struct Round {
    told: Mutex<Told>,
    bell: Condvar,
}

impl Default for Round {
    fn default() -> Self {
        Self { told: Mutex::new(Told::Wait), bell: Condvar::new() }
    }
}

impl Round {
    fn told(&self) -> MutexGuard<'_, Told> {
        self.told.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits for the answer of the one who came at a position; none when this thread is to lead.
    fn wait(&self, position: usize) -> Option<Result<Receipt, Error>> {
        let mut told = self.told();
        loop {
            match &mut *told {
                Told::Wait => told = self.bell.wait(told).unwrap_or_else(PoisonError::into_inner),
                Told::Lead => {
                    *told = Told::Wait;
                    return None;
                }
                Told::Answers(answers) => {
                    let lost = "the thread that wrote this act failed; look whether it is in the history";
                    let answer = answers.get_mut(position).and_then(Option::take);
                    return Some(answer.unwrap_or_else(|| Err(Error::internal(lost))));
                }
            }
        }
    }
}

#[derive(Default)]
struct Line {
    waiting: Vec<Request>,
    /// The round of those who wait.
    round: Arc<Round>,
    /// Whether some thread writes, or was told to.
    led: bool,
    /// How many threads were at it when the last commit ended.
    together: usize,
}

/// Requests that wait for the next commit.
#[derive(Default)]
pub(super) struct Queue {
    line: Mutex<Line>,
}

impl Queue {
    fn line(&self) -> MutexGuard<'_, Line> {
        self.line.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Those who shared the last commit are about to come back: a moment's patience lets them share the next.
    fn gather(&self) -> (Vec<Request>, Arc<Round>) {
        let start = Instant::now();
        loop {
            let mut line = self.line();
            if line.waiting.len() >= line.together || start.elapsed() >= PATIENCE {
                return (std::mem::take(&mut line.waiting), std::mem::take(&mut line.round));
            }
            drop(line);
            std::thread::yield_now();
        }
    }
}

impl Engine {
    /// Records one act; durable and visible everywhere when it returns.
    pub(super) fn submit(&self, request: Request) -> Result<Receipt, Error> {
        let (round, position, lead) = {
            let mut line = self.queue.line();
            line.waiting.push(request);
            (line.round.clone(), line.waiting.len() - 1, !std::mem::replace(&mut line.led, true))
        };
        if !lead && let Some(answer) = round.wait(position) {
            return answer;
        }
        let (requests, round) = self.queue.gather();
        // dropped in any case, also when the work panics: who waits is answered, and the next one leads
        let mut term = Term { queue: &self.queue, round: &round, count: requests.len(), answers: Vec::new() };
        term.answers = self.record_all(requests);
        drop(term);
        round.wait(position).unwrap_or_else(|| Err(Error::internal("an act was left without an answer")))
    }

    /// Records many acts with one commit; each succeeds or is turned down by itself, and an error of the store fails all.
    pub fn record_all(&self, requests: Vec<Request>) -> Vec<Result<Receipt, Error>> {
        let count = requests.len();
        let snapshot = self.snapshot();
        let mut batch = Batch {
            engine: self,
            snapshot: &snapshot,
            answers: Vec::new(),
            touched: HashMap::new(),
            first: 0,
            last: 0,
        };
        let written = self.store.write(&mut |writer| {
            batch.answers.clear();
            batch.touched.clear();
            batch.first = writer.position() + 1;
            for request in &requests {
                let answer = batch.one(writer, request);
                match answer {
                    Err(error @ (Error::Store { .. } | Error::Integrity { .. } | Error::Internal { .. })) => {
                        return Err(error);
                    }
                    answer => batch.answers.push(answer),
                }
            }
            batch.last = writer.position();
            batch.finish(writer)
        });
        let Batch { answers, touched, first, last, .. } = batch;
        if let Err(error) = written {
            return vec![Err(error); count];
        }
        let touched =
            touched.into_iter().map(|(user, t)| Written { user, state: Arc::new(t.state), row: t.row }).collect();
        self.take_in(touched, snapshot.stamp, first, last);
        answers
    }
}

/// The time in which a thread leads. At its end all who were written for have an answer, and the first who waits leads on.
struct Term<'a> {
    queue: &'a Queue,
    round: &'a Round,
    count: usize,
    answers: Vec<Result<Receipt, Error>>,
}

impl Drop for Term<'_> {
    fn drop(&mut self) {
        *self.round.told() = Told::Answers(self.answers.drain(..).map(Some).collect());
        if self.count > 1 {
            self.round.bell.notify_all();
        }
        let mut line = self.queue.line();
        line.together = self.count.max(line.waiting.len());
        if line.waiting.is_empty() {
            line.led = false;
        } else {
            *line.round.told() = Told::Lead;
            line.round.bell.notify_one();
        }
    }
}

struct Touched {
    state: UserState,
    row: (Vec<u64>, Timestamp),
}

struct Batch<'a> {
    engine: &'a Engine,
    snapshot: &'a Snapshot,
    answers: Vec<Result<Receipt, Error>>,
    touched: HashMap<UserHash, Touched>,
    first: u64,
    last: u64,
}

impl Batch<'_> {
    /// The state of a user before the act that is being recorded.
    fn before(&self, writer: &mut dyn Writer, user: UserHash) -> Result<UserState, Error> {
        if let Some(touched) = self.touched.get(&user) {
            return Ok(touched.state.clone());
        }
        match writer.record(user)? {
            Some(record) => read_state(self.engine.store.path(), &record.state),
            None => Ok(UserState::default()),
        }
    }

    fn one(&mut self, writer: &mut dyn Writer, request: &Request) -> Result<Receipt, Error> {
        let policy = &self.snapshot.policy;
        let user = self.engine.hasher.hash(&request.user);
        let state = self.before(writer, user)?;
        let at = instant(request, &state, self.engine.now())?;
        let version = version_or_first(policy, at)?;
        refuse(policy, version, &state, &request.act, at)?;
        let erase = matches!(request.act, Act::Erase {});
        let event = Event {
            // the last event of an erased user names nobody
            user: if erase { String::new() } else { request.user.clone() },
            at,
            policy: version_at(policy, at).map(|v| v.label.to_string()),
            act: request.act.clone(),
        };
        let previous = state.last.map_or(0, |mark| mark.position);
        if erase {
            writer.forget(user, previous)?;
        }
        let position = writer.append(user, if erase { 0 } else { previous }, &event.bytes()?)?;
        let mut next = state;
        next.apply(&event, position);
        let mut obligations = found_child(&Facts::new(policy, version, &next, at)?);
        // a child is found once: whether it was known before is only looked at when it is known now
        if !obligations.is_empty()
            && !found_child(&Facts::new(policy, version, &self.before(writer, user)?, at)?).is_empty()
        {
            obligations.clear();
        }
        self.touched.insert(user, Touched { state: next, row: (Vec::new(), Timestamp(0)) });
        Ok(Receipt { position, at, obligations })
    }

    /// Writes the records of all users that were touched, with the rows that go with them.
    fn finish(&mut self, writer: &mut dyn Writer) -> Result<(), Error> {
        let now = self.engine.now();
        for (user, touched) in &mut self.touched {
            touched.row = row(&self.snapshot.policy, &touched.state, now)?;
            let state = postcard::to_stdvec(&touched.state)
                .map_err(|e| Error::internal(format!("a state can't be written: {e}")))?;
            let (bits, until) = touched.row.clone();
            let last = touched.state.last.map_or(0, |mark| mark.position);
            writer
                .put(*user, &Record { last, state, row: Row { bits, until: until.0, stamp: self.snapshot.stamp } })?;
        }
        Ok(())
    }
}

/// When an act happened: not before the user's last one. A clock that stepped back counts as standing still.
fn instant(request: &Request, state: &UserState, now: Timestamp) -> Result<Timestamp, Error> {
    let last = state.last.map(|mark| mark.at);
    match request.at {
        None => Ok(last.map_or(now, |last| now.max(last))),
        Some(at) => match last.filter(|last| at < *last) {
            None => Ok(at),
            Some(last) => {
                let message = format!("`{at}` is before the last act of the user, at `{last}`; the ledger only grows");
                Err(Error::invalid("at", message))
            }
        },
    }
}
