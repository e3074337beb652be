//! The operations of the engine by name: arguments to the core's types, answers back. They stand by subject in the files below.

mod choices;
mod company;
mod handling;
mod ledgers;
mod people;
mod questions;
mod rights;

use placet::act::Scope;
use placet::{ActOptions, Engine, Error, Permit};
use serde_json::Value;

use crate::given::Given;

type Answer = Result<Value, Error>;

/// Runs an operation with its arguments.
pub(crate) fn run(engine: &Engine, operation: &str, arguments: &str) -> Answer {
    let mut given = Given::read(arguments)?;
    let given = &mut given;
    match operation {
        "grant" => choices::grant(engine, given),
        "withdraw" => choices::choose(engine, given, Engine::withdraw),
        "optOut" => choices::choose(engine, given, Engine::opt_out),
        "optIn" => choices::choose(engine, given, Engine::opt_in),
        "objectTo" => choices::object_to(engine, given),
        "overruleObjection" => choices::overrule_objection(engine, given),
        "restrict" => choices::restrict(engine, given),
        "liftRestriction" => choices::lift_restriction(engine, given),
        "acknowledge" => people::acknowledge(engine, given),
        "update" => people::update(engine, given),
        "linkGuardian" => people::link_guardian(engine, given),
        "unlinkGuardian" => people::unlink_guardian(engine, given),
        "applySignals" => people::apply_signals(engine, given),
        "applyHeaders" => people::apply_headers(engine, given),
        "applyConsentString" => people::apply_consent_string(engine, given),
        "join" => people::join(engine, given),
        "part" => people::part(engine, given),
        "record" => handling::record(engine, given),
        "collect" => handling::collect(engine, given),
        "disclose" => handling::disclose(engine, given),
        "audit" => handling::audit(engine, given),
        "hold" => handling::hold(engine, given),
        "release" => handling::release(engine, given),
        "dispose" => handling::dispose(engine, given),
        "request" => rights::request(engine, given),
        "respond" => rights::respond(engine, given),
        "cases" => rights::cases(engine, given),
        "export" => rights::export(engine, given),
        "importData" => rights::import(engine, given),
        "erasurePlan" => rights::erasure_plan(engine, given),
        "erase" => rights::erase(engine, given),
        "changes" => ledgers::changes(engine, given),
        "merge" => ledgers::merge(engine, given),
        "history" => rights::history(engine, given),
        "register" => company::register(engine, given),
        "registered" => company::registered(engine, given),
        "due" => company::due(engine, given),
        "report" => company::report(engine, given),
        "verify" => company::verify(engine),
        "check" => company::check(engine, given),
        "reload" => company::reload(engine, given),
        "lint" => company::lint(engine, given),
        "version" => company::version(engine),
        "canProcessMany" => questions::can_process_many(engine, given),
        "explain" => questions::explain(engine, given),
        "require" => questions::require(engine, given),
        "admit" => questions::admit(engine, given),
        "recheck" => questions::recheck(engine, given),
        other => Err(Error::Internal { message: format!("there is no operation `{other}`") }),
    }
}

/// The permit that a text tells of.
pub(crate) fn permit(arguments: &str) -> Result<Permit, Error> {
    questions::permit(&mut Given::read(arguments)?, "json")
}

/// What acts say besides user and purpose, without a scope.
struct Said {
    by: bool,
    method: bool,
    ground: bool,
}

/// Nothing but when it happened.
const WHEN: Said = Said { by: false, method: false, ground: false };

/// The options that an act has.
fn options(given: &mut Given, said: &Said) -> Result<ActOptions, Error> {
    let mut given = given.options()?;
    let options = act_options(&mut given, said)?;
    given.end()?;
    Ok(options)
}

fn act_options(given: &mut Given, said: &Said) -> Result<ActOptions, Error> {
    let mut text = |is: bool, name| if is { given.text(name) } else { Ok(None) };
    Ok(ActOptions {
        by: text(said.by, "by")?,
        method: text(said.method, "method")?,
        ground: text(said.ground, "ground")?,
        scope: Scope::default(),
        at: given.instant("at")?,
    })
}

/// How far a choice reaches.
fn scope(given: &mut Given) -> Result<Scope, Error> {
    Ok(Scope {
        channel: given.text("channel")?,
        recipient: given.text("recipient")?,
        destination: given.text("destination")?,
    })
}
