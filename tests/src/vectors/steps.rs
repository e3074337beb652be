//! The steps of a case, done on an engine with an injected clock.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use placet::act::{ConsentKind, Scope};
use placet::ledger::Memory;
use placet::policy::{Policy, Source, check, compile};
use placet::words::Zone;
use placet::{
    ActOptions, Context, Engine, Error, GrantOptions, GuardianOptions, Options, Receipt, RecordOptions, ReportOptions,
    SignalState, Timestamp, Update,
};
use serde_json::{Map, Value, json};

use super::asks;
use super::expect;
use super::{Case, json_of, merge};

/// The policies that cases name: files of a folder, and documents that stand in for some of them.
#[derive(Debug, Default)]
pub struct Policies {
    /// Where `NAME.toml` lies.
    pub folder: PathBuf,
    /// Documents by name, in place of the files.
    pub instead: BTreeMap<String, Value>,
}

/// A case in progress.
pub(super) struct Run<'a> {
    case: &'a Case,
    policies: &'a Policies,
    clock: Arc<AtomicI64>,
    /// The last document that was loaded.
    document: Value,
    /// Engines beside the first, by the names that the case gave them.
    others: BTreeMap<String, Engine>,
    /// What the case gave a name: cases, decisions, exports.
    pub(super) names: BTreeMap<String, Value>,
    /// Canonical JSON of each answer.
    pub(super) answers: Vec<String>,
}

/// The key of the pseudonyms that vectors expect, the same for every language.
const PSEUDONYM_KEY: &[u8] = b"placet conformance";

type Failure = (usize, String);

impl<'a> Run<'a> {
    pub(super) fn new(case: &'a Case, policies: &'a Policies) -> Self {
        Self {
            case,
            policies,
            clock: Arc::new(AtomicI64::new(0)),
            document: Value::Null,
            others: BTreeMap::new(),
            names: BTreeMap::new(),
            answers: Vec::new(),
        }
    }

    /// Opens an engine on the documents of a case or of an `open` step.
    fn open(&mut self, body: &Map<String, Value>) -> Result<Engine, String> {
        let documents = self.documents(body)?;
        let policy = compiled(&documents).map_err(|e| format!("the policy is not loaded: {e}"))?;
        let hands = self.clock.clone();
        let options = Options {
            clock: Some(Arc::new(move || Timestamp(hands.load(Ordering::Relaxed)))),
            pseudonym_key: Some(PSEUDONYM_KEY.into()),
            ..Options::default()
        };
        let store = Memory::new().map_err(|e| e.to_string())?;
        Engine::on(policy, Arc::new(store), options).map_err(|e| e.to_string())
    }

    pub(super) fn all(&mut self) -> Result<usize, Failure> {
        let first = |what: String| (0, what);
        let body = self.case.body.clone();
        let clock = body.get("clock").and_then(Value::as_str).unwrap_or("2025-01-15T12:00:00Z");
        self.set_clock(clock).map_err(first)?;
        let engine = self.open(&body).map_err(first)?;
        let steps = body.get("steps").and_then(Value::as_array).cloned().unwrap_or_default();
        for (number, step) in steps.iter().enumerate() {
            let step = self.named(step.as_object().cloned().unwrap_or_default());
            let other = step.get("engine").and_then(Value::as_str).filter(|_| step.get("do") != Some(&json!("open")));
            let done = match other {
                None => self.one(&engine, &step),
                Some(name) => match self.others.remove(name) {
                    None => Err(format!("no engine `{name}` was opened")),
                    Some(other) => {
                        let done = self.one(&other, &step);
                        self.others.insert(name.to_owned(), other);
                        done
                    }
                },
            };
            done.map_err(|what| (number + 1, what))?;
        }
        Ok(steps.len())
    }

    /// A step with the names that earlier steps gave put in: of a case, a decision or an export.
    fn named(&self, mut step: Map<String, Value>) -> Map<String, Value> {
        let put = |table: &mut Map<String, Value>, key: &str| {
            let meant = table.get(key).and_then(Value::as_str).and_then(|name| self.names.get(name)).cloned();
            if let Some(value) = meant {
                table.insert(key.to_owned(), value);
            }
        };
        ["case", "decision", "from"].iter().for_each(|key| put(&mut step, key));
        if let Some(context) = step.get_mut("context").and_then(Value::as_object_mut) {
            put(context, "decision");
        }
        step
    }

    fn set_clock(&self, text: &str) -> Result<(), String> {
        let at = Timestamp::parse(text, &Zone::utc()).ok_or_else(|| format!("`{text}` is no instant"))?;
        self.clock.store(at.0, Ordering::Relaxed);
        Ok(())
    }

    fn documents(&mut self, body: &Map<String, Value>) -> Result<Vec<Value>, String> {
        let named = |name: &Value| {
            let name = name.as_str().unwrap_or_default();
            if let Some(document) = self.policies.instead.get(name) {
                return Ok(document.clone());
            }
            let path = self.policies.folder.join(format!("{name}.toml"));
            let text =
                std::fs::read_to_string(&path).map_err(|e| format!("`{}` can't be read: {e}", path.display()))?;
            json_of(&text).map_err(|e| e.to_string())
        };
        let mut documents = match (body.get("document"), body.get("policy")) {
            (Some(document), _) => vec![document.clone()],
            (None, Some(Value::Array(names))) => names.iter().map(named).collect::<Result<_, _>>()?,
            (None, Some(name)) => vec![named(name)?],
            (None, None) => return Err("the case has neither `policy` nor `document`".into()),
        };
        if let (Some(patch), Some(last)) = (body.get("patch"), documents.last_mut()) {
            merge(last, patch);
        }
        for patch in body.get("patches").and_then(Value::as_array).into_iter().flatten() {
            let mut next = documents.last().cloned().unwrap_or_default();
            merge(&mut next, patch);
            documents.push(next);
        }
        self.document = documents.last().cloned().unwrap_or_default();
        Ok(documents)
    }

    fn one(&mut self, engine: &Engine, step: &Map<String, Value>) -> Result<(), String> {
        let name = step.get("do").and_then(Value::as_str).unwrap_or_default();
        let mut say = |answer: Value| self.answers.push(answer.to_string());
        match name {
            "clock" => self.set_clock(text(step, "at").unwrap_or_default()),
            "open" => {
                let other = self.open(step)?;
                self.others.insert(text(step, "engine").unwrap_or_default().to_owned(), other);
                Ok(())
            }
            "decide" => match decide(engine, step) {
                Ok(decision) => {
                    let checked = expect::decision(step, &decision);
                    say(serde_json::to_value(&decision).unwrap_or_default());
                    checked?;
                    plain_question(engine, step, decision.allowed)
                }
                Err(error) => {
                    say(failure(&error));
                    expect::error(step, &error)
                }
            },
            "report" => match engine.report(text(step, "kind").unwrap_or_default(), &report_options(step)) {
                Ok(report) => {
                    say(json!({ "report": text(step, "kind") }));
                    expect::contains(step, &report)
                }
                Err(error) => {
                    say(failure(&error));
                    expect::error(step, &error)
                }
            },
            "load" => {
                let mut document = self.document.clone();
                merge(&mut document, step.get("patch").unwrap_or(&json!({})));
                let found = match engine.check(&document.to_string()) {
                    Ok(warnings) => (false, warnings),
                    Err(Error::Policy { diagnostics }) => (true, diagnostics),
                    Err(error) => return Err(format!("the check failed: {error}")),
                };
                let mut codes: Vec<&str> = found.1.iter().filter(|d| d.is_error() == found.0).map(|d| d.code).collect();
                codes.sort_unstable();
                say(json!({ "load": codes }));
                expect::diagnostics(step, found.0, &found.1)
            }
            "reload" => {
                let mut document = self.document.clone();
                merge(&mut document, step.get("patch").unwrap_or(&json!({})));
                match engine.reload(&document.to_string()) {
                    Ok(reloaded) => {
                        say(json!({ "reload": reloaded.version }));
                        self.document = document;
                        expect::success(step)
                    }
                    Err(error) => {
                        say(failure(&error));
                        expect::error(step, &error)
                    }
                }
            }
            _ if let Some(answer) = asks::ask(engine, name, step) => match answer {
                Ok(answer) => {
                    if let Some(given) = text(step, "as") {
                        let value = answer.get("id").map_or_else(|| answer.clone(), |id| json!(id.to_string()));
                        self.names.insert(given.to_owned(), value);
                    }
                    self.answers.push(stable(answer.clone()).to_string());
                    expect::contains(step, &answer)
                }
                Err(error) => {
                    self.answers.push(failure(&error).to_string());
                    expect::error(step, &error)
                }
            },
            _ => match act(engine, name, step) {
                Ok(receipt) => {
                    if let Some(name) = text(step, "as") {
                        self.names.insert(name.to_owned(), json!(receipt.position.to_string()));
                    }
                    self.answers.push(
                        json!({ "at": receipt.at.to_string(), "obligations": receipt.obligations, "position": receipt.position }).to_string(),
                    );
                    expect::receipt(step, &receipt)
                }
                Err(error) => {
                    say(failure(&error));
                    expect::error(step, &error)
                }
            },
        }
    }
}

/// An answer without what is different in each run: the hashes of events, which are salted, and the names of ledgers.
fn stable(mut answer: Value) -> Value {
    if let Some(table) = answer.as_object_mut() {
        table.remove("events");
        table.remove("decisions");
        if table.remove("ledger").is_some() {
            ["digest", "key", "erased"].iter().for_each(|key| drop(table.remove(*key)));
        }
    }
    answer
}

thread_local! {
    /// The policy compiled last, by its documents: most cases of a file ask the same one.
    static COMPILED: RefCell<Option<(String, Policy)>> = const { RefCell::new(None) };
}

fn compiled(documents: &[Value]) -> Result<Policy, Error> {
    let key: String = documents.iter().map(Value::to_string).collect();
    let known = COMPILED.with_borrow(|kept| kept.as_ref().filter(|(k, _)| *k == key).map(|(_, policy)| policy.clone()));
    if let Some(policy) = known {
        return Ok(policy);
    }
    let version = |document: &Value| compile(&check(&Source::open(&document.to_string())?)?);
    let policy = Policy::new(documents.iter().map(version).collect::<Result<Vec<_>, _>>()?)?;
    COMPILED.with_borrow_mut(|kept| *kept = Some((key, policy.clone())));
    Ok(policy)
}

fn failure(error: &Error) -> Value {
    let reason = match error {
        Error::Refused { reason, .. } => Some(reason.code()),
        _ => None,
    };
    json!({ "error": error.code(), "reason": reason })
}

pub(super) fn text<'s>(step: &'s Map<String, Value>, key: &str) -> Option<&'s str> {
    step.get(key).and_then(Value::as_str)
}

pub(super) fn owned(step: &Map<String, Value>, key: &str) -> Option<String> {
    text(step, key).map(String::from)
}

pub(super) fn list(step: &Map<String, Value>, key: &str) -> Vec<String> {
    let items = step.get(key).and_then(Value::as_array).into_iter().flatten();
    items.filter_map(Value::as_str).map(String::from).collect()
}

pub(super) fn words(step: &Map<String, Value>, key: &str) -> BTreeMap<String, String> {
    let entries = step.get(key).and_then(Value::as_object).into_iter().flatten();
    let text = |value: &Value| value.as_str().map_or_else(|| value.to_string(), String::from);
    entries.map(|(name, value)| (name.clone(), text(value))).collect()
}

fn scope(step: &Map<String, Value>) -> Scope {
    // of a disclosure the recipient is an argument of its own
    let choice = step.get("do").and_then(Value::as_str) != Some("disclose");
    let field = |key: &str| owned(step, key).filter(|_| choice);
    Scope { channel: field("channel"), recipient: field("recipient"), destination: field("destination") }
}

fn bad(argument: &'static str, message: &str) -> Error {
    Error::InvalidArgument { argument, message: message.to_owned() }
}

pub(super) fn instant(step: &Map<String, Value>, key: &'static str) -> Result<Option<Timestamp>, Error> {
    let parse = |text: &str| Timestamp::parse(text, &Zone::utc()).ok_or_else(|| bad(key, "no instant"));
    text(step, key).map(parse).transpose()
}

fn report_options(step: &Map<String, Value>) -> ReportOptions {
    let year = step.get("year").and_then(Value::as_i64).and_then(|year| i16::try_from(year).ok());
    ReportOptions { user: owned(step, "user"), year, at: instant(step, "at").ok().flatten() }
}

pub(super) fn context(step: &Map<String, Value>) -> Result<Context, Error> {
    let Some(given) = step.get("context") else { return Ok(Context::default()) };
    let mut given = given.clone();
    for key in ["at", "set_at"] {
        if let Some(at) = given.get(key).and_then(Value::as_str).map(String::from) {
            let at = Timestamp::parse(&at, &Zone::utc()).ok_or_else(|| bad("at", "no instant"))?;
            merge(&mut given, &json!({ key: at.0 }));
        }
    }
    serde_json::from_value(given).map_err(|e| Error::InvalidArgument { argument: "context", message: e.to_string() })
}

fn decide(engine: &Engine, step: &Map<String, Value>) -> Result<placet::Decision, Error> {
    let (user, purpose) = (text(step, "user").unwrap_or_default(), text(step, "purpose").unwrap_or_default());
    engine.decide(user, purpose, &context(step)?)
}

fn plain_question(engine: &Engine, step: &Map<String, Value>, allowed: bool) -> Result<(), String> {
    if step.contains_key("context") {
        return Ok(());
    }
    let (user, purpose) = (text(step, "user").unwrap_or_default(), text(step, "purpose").unwrap_or_default());
    match engine.can_process(user, purpose) {
        Ok(answer) if answer == allowed => Ok(()),
        Ok(answer) => Err(format!("`can_process` says {answer} where `decide` says {allowed}")),
        Err(error) => Err(format!("`can_process` failed where `decide` did not: {error}")),
    }
}

fn act(engine: &Engine, name: &str, step: &Map<String, Value>) -> Result<Receipt, Error> {
    let user = text(step, "user").unwrap_or_default();
    let purpose = text(step, "purpose").unwrap_or("*");
    let at = instant(step, "at")?;
    let options = ActOptions {
        by: owned(step, "by"),
        method: owned(step, "method"),
        ground: owned(step, "ground"),
        scope: scope(step),
        at,
    };
    match name {
        "grant" => {
            let kind = text(step, "kind").unwrap_or("explicit");
            let kind = ConsentKind::named(kind).ok_or_else(|| bad("kind", "unknown"))?;
            let ActOptions { by, method, scope, at, .. } = options;
            let options = GrantOptions {
                by,
                kind,
                notice: owned(step, "notice"),
                expires: instant(step, "expires")?,
                method,
                scope,
                at,
            };
            engine.grant(user, purpose, &options)
        }
        "withdraw" => engine.withdraw(user, purpose, &options),
        "opt_out" => engine.opt_out(user, purpose, &options),
        "opt_in" => engine.opt_in(user, purpose, &options),
        "object_to" => engine.object_to(user, purpose, &options),
        "overrule_objection" => {
            engine.overrule_objection(user, purpose, text(step, "reason").unwrap_or_default(), &options)
        }
        "restrict" => engine.restrict(user, purpose, &options),
        "lift_restriction" => engine.lift_restriction(user, purpose, &options),
        "acknowledge" => {
            let agrees = step.get("agrees").and_then(Value::as_bool).unwrap_or(true);
            engine.acknowledge(user, text(step, "notice").unwrap_or_default(), agrees, &options)
        }
        "update" => engine.update(user, &update(step, at)?),
        "link_guardian" => {
            let status = text(step, "status").unwrap_or("verified");
            if !["verified", "pending"].contains(&status) {
                return Err(bad("status", "unknown"));
            }
            let options = GuardianOptions {
                pending: status == "pending",
                method: options.method,
                evidence: owned(step, "evidence"),
                at,
            };
            engine.link_guardian(user, text(step, "guardian").unwrap_or_default(), &options)
        }
        "unlink_guardian" => engine.unlink_guardian(user, text(step, "guardian").unwrap_or_default(), &options),
        "apply_signals" => {
            let given = step.get("signals").and_then(Value::as_object).cloned().unwrap_or_default();
            let state = |name: &str, said: &Value| match said.as_str() {
                Some(said) => SignalState::read(name, said),
                None => Ok((said == &json!(true)).into()),
            };
            let signals = given.iter().map(|(name, said)| Ok((name.clone(), state(name, said)?)));
            signals.collect::<Result<BTreeMap<_, _>, _>>().and_then(|s| engine.apply_signals(user, &s, &options))
        }
        "erase" => engine.erase(user, &options),
        "record" => {
            let options = RecordOptions {
                reference: owned(step, "reference"),
                on: instant(step, "on")?,
                details: words(step, "details"),
                at,
            };
            engine.record(user, text(step, "event").unwrap_or_default(), &options)
        }
        "hold" => {
            let (hold, reason) = (text(step, "hold").unwrap_or_default(), text(step, "reason").unwrap_or_default());
            engine.hold(user, hold, reason, &list(step, "categories"), at)
        }
        "release" => engine.release(user, text(step, "hold").unwrap_or_default(), at),
        "dispose" => {
            let (rule, method) = (text(step, "rule").unwrap_or_default(), text(step, "method").unwrap_or("delete"));
            engine.dispose(user, rule, method, at)
        }
        "collect" => engine.collect(user, purpose, &context(step)?),
        "disclose" => engine.disclose(user, purpose, text(step, "recipient").unwrap_or_default(), &context(step)?),
        "audit" => engine.audit(user, purpose, &context(step)?).map(|(_, receipt)| receipt),
        _ => Err(bad("do", "unknown operation")),
    }
}

fn update(step: &Map<String, Value>, at: Option<Timestamp>) -> Result<Update, Error> {
    let years = |value: &Value| value.as_u64().and_then(|n| u8::try_from(n).ok());
    let age = match step.get("age") {
        Some(value) => Some(years(value).ok_or_else(|| bad("age", "no number of years"))?),
        None => None,
    };
    let range = step.get("age_range").and_then(Value::as_array);
    let age_range = match range.map(Vec::as_slice) {
        None => None,
        Some([lower]) => Some((years(lower).ok_or_else(|| bad("age_range", "no years"))?, None)),
        Some([lower, upper]) => Some((
            years(lower).ok_or_else(|| bad("age_range", "no years"))?,
            Some(years(upper).ok_or_else(|| bad("age_range", "no years"))?),
        )),
        Some(_) => return Err(bad("age_range", "more than two years")),
    };
    Ok(Update {
        birthdate: owned(step, "birthdate"),
        age,
        age_range,
        assurance: owned(step, "assurance"),
        source: owned(step, "source"),
        residence: owned(step, "residence"),
        residence_source: owned(step, "residence_source"),
        account: owned(step, "account"),
        kind: owned(step, "kind"),
        at,
    })
}
