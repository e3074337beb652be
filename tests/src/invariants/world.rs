//! An engine that lives through a scene, and the way by which acts and questions reach it.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use anyhow::Result;
use placet::ledger::Memory;
use placet::policy::Policy;
use placet::{Context, Decision, Engine, Error, Options, Timestamp};
use serde_json::Value;

use super::deed::{Deed, Step, perform};
use super::scene::{Scene, compiled};

/// How acts and questions reach an engine. A test puts a wrong way in its place, to see that an invariant can fail.
pub trait Way: Sync {
    /// Does an act.
    fn act(&self, engine: &Engine, user: &str, deed: &Deed) -> Result<(), Error> {
        perform(engine, user, deed)
    }

    /// Asks the plain question.
    fn can_process(&self, engine: &Engine, user: &str, purpose: &str) -> Result<bool, Error> {
        engine.can_process(user, purpose)
    }

    /// Asks for the answer in full.
    fn decide(&self, engine: &Engine, user: &str, purpose: &str, context: &Context) -> Result<Decision, Error> {
        engine.decide(user, purpose, context)
    }

    /// Takes an export in.
    fn import(&self, engine: &Engine, export: &Value) -> Result<(), Error> {
        engine.import(export, None).map(drop)
    }

    /// Loads a further version.
    fn reload(&self, engine: &Engine, document: &str) -> Result<(), Error> {
        engine.reload(document).map(drop)
    }
}

/// The engine as it is.
#[derive(Debug, Clone, Copy)]
pub struct Straight;

impl Way for Straight {}

/// An engine with its clock.
pub(super) struct World<'w> {
    pub(super) way: &'w dyn Way,
    pub(super) engine: Engine,
    clock: Arc<AtomicI64>,
    rest: Vec<String>,
}

/// An answer: a decision, or the code of an error.
pub(super) type Answer = Result<Decision, String>;

impl<'w> World<'w> {
    /// An engine before the first act of a scene.
    pub(super) fn open(way: &'w dyn Way, policy: Policy, rest: &[String], at: Timestamp) -> Result<Self> {
        let clock = Arc::new(AtomicI64::new(at.0));
        let hands = clock.clone();
        let options =
            Options { clock: Some(Arc::new(move || Timestamp(hands.load(Ordering::Relaxed)))), ..Options::default() };
        let engine = Engine::on(policy, Arc::new(Memory::new()?), options)?;
        Ok(Self { way, engine, clock, rest: rest.iter().rev().cloned().collect() })
    }

    pub(super) fn now(&self) -> Timestamp {
        Timestamp(self.clock.load(Ordering::Relaxed))
    }

    pub(super) fn set(&self, at: Timestamp) {
        self.clock.store(at.0.max(self.now().0), Ordering::Relaxed);
    }

    /// Does an act; false when it was refused.
    pub(super) fn act(&mut self, user: &str, deed: &Deed) -> Result<bool> {
        if let Deed::Reload = deed {
            if let Some(document) = self.rest.pop() {
                self.way.reload(&self.engine, &document)?;
            }
            return Ok(true);
        }
        match self.way.act(&self.engine, user, deed) {
            Ok(()) => Ok(true),
            Err(error @ (Error::Internal { .. } | Error::Store { .. } | Error::Integrity { .. })) => Err(error.into()),
            Err(_) => Ok(false),
        }
    }

    pub(super) fn step(&mut self, step: &Step) -> Result<bool> {
        self.set(step.at);
        self.act(&step.user, &step.deed)
    }

    pub(super) fn ask(&self, user: &str, purpose: &str, context: &Context) -> Answer {
        self.way.decide(&self.engine, user, purpose, context).map_err(|error| error.code().to_owned())
    }

    pub(super) fn answers(&self, user: &str, panel: &[(String, Context)]) -> Vec<Answer> {
        panel.iter().map(|(purpose, context)| self.ask(user, purpose, context)).collect()
    }
}

/// An engine that has lived through a scene, or through those acts of it that `wanted` picks.
pub(super) fn replay<'w>(
    way: &'w dyn Way,
    policy: &Policy,
    scene: &Scene,
    wanted: impl Fn(&Step) -> bool,
) -> Result<World<'w>> {
    let start = scene.steps.first().map_or(Timestamp(0), |step| step.at);
    let rest = scene.documents.get(scene.loaded..).unwrap_or_default();
    let mut world = World::open(way, policy.clone(), rest, start)?;
    for step in scene.steps.iter().filter(|step| wanted(step)) {
        world.step(step)?;
    }
    if let Some(last) = scene.steps.last() {
        world.set(last.at);
    }
    Ok(world)
}

/// The policy that a scene begins with.
pub(super) fn first_policy(scene: &Scene) -> Result<Policy> {
    compiled(scene.documents.get(..scene.loaded).unwrap_or_default())
}

/// Whether a question is allowed: an observed purpose that would be denied is not.
pub(super) fn allowed(answer: &Answer) -> bool {
    answer.as_ref().is_ok_and(|decision| decision.allowed && decision.would_deny.is_empty())
}

/// An answer in a line.
pub(super) fn told(answer: &Answer) -> String {
    match answer {
        Err(code) => format!("the error `{code}`"),
        Ok(decision) => {
            let reasons = decision.reasons.iter().chain(&decision.would_deny);
            let reasons: Vec<&str> = reasons.map(|reason| reason.code()).collect();
            let ground = decision.ground.map_or("no ground", |ground| ground.code());
            let until = decision.valid_until.map_or_else(String::new, |until| format!(" until {until}"));
            match decision.allowed && decision.would_deny.is_empty() {
                true => format!("allowed ({ground}){until}"),
                false => format!("denied ({}){until}", reasons.join(", ")),
            }
        }
    }
}

/// What has to be the same for two answers to be one: allowed, reasons and ground.
pub(super) fn same(one: &Answer, other: &Answer) -> bool {
    match (one, other) {
        (Ok(one), Ok(other)) => {
            one.allowed == other.allowed
                && one.reasons == other.reasons
                && one.would_deny == other.would_deny
                && one.ground == other.ground
                && one.basis == other.basis
        }
        (Err(one), Err(other)) => one == other,
        _ => false,
    }
}
