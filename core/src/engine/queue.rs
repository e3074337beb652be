//! Acts from many threads share a commit: whoever comes first writes for all who wait. The core owns no thread.

use std::collections::HashMap;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use super::Engine;
use super::acts::{Receipt, Request, version_or_first};
use super::freshness::{Changed, read_state};
use super::listeners::{Notification, Recording};
use super::questions::empty_user;
use super::registry::not_reserved;
use super::snapshot::{Snapshot, row};
use crate::act::{Act, Event};
use crate::decide::carry::mirrored;
use crate::decide::{Facts, after_act, erasure, found_child, refuse, version_at};
use crate::error::Error;
use crate::ledger::{Record, Row, UserHash, Writer};
use crate::state::UserState;
use crate::words::Timestamp;

/// How long a leader waits for threads that are about to come back, so that they share its commit.
const PATIENCE: Duration = Duration::from_micros(80);

/// The answers of a commit, and what listeners are to be told.
type Written = (Vec<Result<Receipt, Error>>, Vec<Notification>);

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
        let told;
        (term.answers, told) = self.record_batch(&requests);
        drop(term);
        // a listener may act itself: by now another thread can lead
        self.listeners.tell(told);
        round.wait(position).unwrap_or_else(|| Err(Error::internal("an act was left without an answer")))
    }

    /// Records many acts with one commit; each succeeds or is turned down by itself, and an error of the store fails all.
    ///
    /// # Errors
    ///
    /// Of each those of its act; when one names no user, or a name that the library keeps for itself, nothing is recorded.
    pub fn record_all(&self, requests: &[Request]) -> Vec<Result<Receipt, Error>> {
        let named = |request: &Request| {
            if request.user.is_empty() { Err(empty_user()) } else { not_reserved(&request.user) }
        };
        match requests.iter().find_map(|request| named(request).err()) {
            Some(error) => vec![Err(error); requests.len()],
            None => {
                let (answers, told) = self.record_batch(requests);
                self.listeners.tell(told);
                answers
            }
        }
    }

    /// Records acts with one commit; returns their answers, and what listeners are to be told.
    fn record_batch(&self, requests: &[Request]) -> Written {
        let written = self.write(&mut |batch, writer| {
            for request in requests {
                match batch.one(writer, request) {
                    Err(error) if fatal(&error) => return Err(error),
                    answer => batch.answers.push(answer),
                }
            }
            Ok(())
        });
        written.unwrap_or_else(|error| (vec![Err(error); requests.len()], Vec::new()))
    }

    /// Records acts that belong together with one commit: all of them, or none.
    pub(super) fn record_together(&self, requests: &[Request]) -> Result<Vec<Receipt>, Error> {
        let written = self.transact(&mut |batch, writer| {
            for request in requests {
                let answer = batch.one(writer, request)?;
                batch.answers.push(Ok(answer));
            }
            Ok(())
        })?;
        written.into_iter().collect()
    }

    /// Runs some work on the ledger with one commit, takes in what it changed, and tells who listens.
    pub(super) fn transact(
        &self,
        work: &mut dyn FnMut(&mut Batch<'_>, &mut dyn Writer) -> Result<(), Error>,
    ) -> Result<Vec<Result<Receipt, Error>>, Error> {
        let (answers, told) = self.write(work)?;
        self.listeners.tell(told);
        Ok(answers)
    }

    /// The same, and leaves it to the caller to tell.
    fn write(
        &self,
        work: &mut dyn FnMut(&mut Batch<'_>, &mut dyn Writer) -> Result<(), Error>,
    ) -> Result<Written, Error> {
        let snapshot = self.snapshot();
        let mut batch = Batch {
            engine: self,
            snapshot: &snapshot,
            answers: Vec::new(),
            told: Vec::new(),
            touched: HashMap::new(),
            first: 0,
            last: 0,
        };
        self.store.write(&mut |writer| {
            batch.answers.clear();
            batch.told.clear();
            batch.touched.clear();
            batch.first = writer.position() + 1;
            work(&mut batch, writer)?;
            batch.last = writer.position();
            batch.finish(writer)
        })?;
        let Batch { answers, told, touched, first, last, .. } = batch;
        let touched =
            touched.into_iter().map(|(user, t)| Changed { user, state: Arc::new(t.state), row: t.row }).collect();
        self.listeners.wrote(&told, self.position());
        self.take_in(touched, snapshot.stamp, first, last);
        Ok((answers, told.into_iter().map(Notification::Act).collect()))
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

/// The acts of one commit.
pub(super) struct Batch<'a> {
    engine: &'a Engine,
    snapshot: &'a Snapshot,
    pub(super) answers: Vec<Result<Receipt, Error>>,
    /// What listeners are to be told.
    told: Vec<Recording>,
    touched: HashMap<UserHash, Touched>,
    first: u64,
    last: u64,
}

impl Batch<'_> {
    /// Records an act, and what it refuses for the other ids of the same person too.
    fn one(&mut self, writer: &mut dyn Writer, request: &Request) -> Result<Receipt, Error> {
        let receipt = self.act(writer, &request.user, &request.act, request.at)?;
        let user = self.engine.hasher.hash(&request.user);
        if self.touched.get(&user).is_some_and(|touched| !touched.state.joined.is_empty()) {
            self.mirror(writer, &request.user, &request.act, receipt.at, &|_| false)?;
        }
        Ok(receipt)
    }

    /// Records what a merged act refuses for the other ids of the same person, where it is not refused already.
    pub(super) fn reach_others(
        &mut self,
        writer: &mut dyn Writer,
        user: &str,
        act: &Act,
        at: Timestamp,
    ) -> Result<(), Error> {
        self.mirror(writer, user, act, at, &|state| state.has_refused(act, at))
    }

    fn mirror(
        &mut self,
        writer: &mut dyn Writer,
        user: &str,
        act: &Act,
        at: Timestamp,
        done: &dyn Fn(&UserState) -> bool,
    ) -> Result<(), Error> {
        let Some(act) = mirrored(act) else { return Ok(()) };
        let mut reached = vec![user.to_owned()];
        let mut next = self.state(writer, self.engine.hasher.hash(user))?.joined;
        while let Some(other) = next.pop() {
            if reached.contains(&other) {
                continue;
            }
            let state = self.state(writer, self.engine.hasher.hash(&other))?;
            let at = state.last.map_or(at, |last| last.at.max(at));
            if !done(&state) {
                match self.act(writer, &other, &act, Some(at)) {
                    Err(error) if fatal(&error) => return Err(error),
                    // what can't be recorded there, as on an erased id, is refused there already
                    _ => {}
                }
            }
            next.extend(state.joined);
            reached.push(other);
        }
        Ok(())
    }

    /// The state of a user as this commit has left it so far.
    pub(super) fn state(&self, writer: &mut dyn Writer, user: UserHash) -> Result<UserState, Error> {
        match self.touched.get(&user) {
            Some(touched) => Ok(touched.state.clone()),
            None => match writer.record(user)? {
                Some(record) => read_state(self.engine.store.path(), &record.state),
                None => Ok(UserState::default()),
            },
        }
    }

    pub(super) fn act(
        &mut self,
        writer: &mut dyn Writer,
        user: &str,
        act: &Act,
        at: Option<Timestamp>,
    ) -> Result<Receipt, Error> {
        let policy = &self.snapshot.policy;
        let state = self.state(writer, self.engine.hasher.hash(user))?;
        let at = instant(at, &state, self.engine.now())?;
        let version = version_or_first(policy, at)?;
        refuse(policy, version, &state, act, at)?;
        let nobody = UserState::default();
        let facts = Facts::new(policy, version, &state, &nobody, at)?;
        let before = found_child(&facts);
        let told = if matches!(act, Act::Erase {}) { erasure::obligations(&state) } else { Vec::new() };
        // a hold or a floor of law that came to be before this commit is seen here
        let act = if matches!(act, Act::Erase {}) { erasure::act(&facts) } else { act.clone() };
        let policy_label = version_at(policy, at).map(|v| v.label.to_string());
        let event = Event { user: user.to_owned(), at, policy: policy_label, merged_from: None, act };
        let position = self.append(writer, user, state, &event)?;
        let touched = self.touched.get(&self.engine.hasher.hash(user));
        let next = touched.map_or(&nobody, |touched| &touched.state);
        let facts = Facts::new(policy, version, next, &nobody, at)?;
        let after = found_child(&facts);
        let mut obligations = if before.is_empty() { after } else { Vec::new() };
        for obligation in after_act(&facts, &event.act) {
            if !obligations.contains(&obligation) {
                obligations.push(obligation);
            }
        }
        obligations.extend(told);
        Ok(Receipt { position, at, obligations })
    }

    /// Records that an export was taken in. It is the receipt's act, and changes nothing that is known.
    pub(super) fn taken_in(
        &mut self,
        writer: &mut dyn Writer,
        user: &str,
        act: &Act,
        at: Option<Timestamp>,
    ) -> Result<Receipt, Error> {
        let state = self.state(writer, self.engine.hasher.hash(user))?;
        let at = instant(at, &state, self.engine.now())?;
        let policy = version_at(&self.snapshot.policy, at).map(|v| v.label.to_string());
        let event = Event { user: user.to_owned(), at, policy, merged_from: None, act: act.clone() };
        let position = self.append(writer, user, state, &event)?;
        Ok(Receipt { position, at, obligations: Vec::new() })
    }

    /// Erases a user whom another ledger erased: whole, or as far as the law lets it be here.
    pub(super) fn erase_merged(
        &mut self,
        writer: &mut dyn Writer,
        state: UserState,
        event: &Event,
    ) -> Result<(), Error> {
        let policy = &self.snapshot.policy;
        let nobody = UserState::default();
        let facts = Facts::new(policy, version_or_first(policy, event.at)?, &state, &nobody, event.at)?;
        let event = Event { act: erasure::act(&facts), ..event.clone() };
        self.append(writer, &event.user, state, &event).map(|_| ())
    }

    /// Puts a state in the place of what the events of this commit were folded to.
    pub(super) fn know(&mut self, user: UserHash, state: UserState) {
        self.touched.insert(user, Touched { state, row: (Vec::new(), Timestamp(0)) });
    }

    /// Appends an event of a user, and folds it into the state.
    pub(super) fn append(
        &mut self,
        writer: &mut dyn Writer,
        user: &str,
        mut state: UserState,
        event: &Event,
    ) -> Result<u64, Error> {
        let hash = self.engine.hasher.hash(user);
        let previous = state.last.map_or(0, |mark| mark.position);
        let erase = matches!(event.act, Act::Erase {});
        if erase {
            writer.forget(hash, previous)?;
        }
        // what is left of an erased user names nobody
        let nameless = erase || (state.erased.is_some() && state.kept.is_empty());
        let event = if nameless { &Event { user: String::new(), ..event.clone() } } else { event };
        let position = writer.append(hash, if erase { 0 } else { previous }, &event.bytes()?)?;
        state.apply(event, position);
        self.know(hash, state);
        if self.engine.listeners.are_there() {
            self.told.push(Recording::new(user, event, position));
        }
        Ok(position)
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

/// Whether nothing of a commit can be kept after this error.
fn fatal(error: &Error) -> bool {
    matches!(error, Error::Store { .. } | Error::Integrity { .. } | Error::Internal { .. })
}

/// When an act happened: not before the user's last one. A clock that stepped back counts as standing still.
fn instant(at: Option<Timestamp>, state: &UserState, now: Timestamp) -> Result<Timestamp, Error> {
    let last = state.last.map(|mark| mark.at);
    match at {
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
