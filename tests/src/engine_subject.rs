//! The engine as a subject: acts and questions go through its public face, on a store in memory and under an injected clock.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use anyhow::{Result, anyhow};
use jiff::Timestamp;
use placet::act::{ConsentKind, Scope};
use placet::ledger::{Memory, Store};
use placet::policy::{Policy, Source, check, compile};
use placet::{ActOptions, Engine, Error, GrantOptions, GuardianOptions, Options};

use crate::act::{Account, Act, Assurance, Choice, Context, Grant, Kind, Status, Update};
use crate::answer::{Answer, Evidence};
use crate::compare::Open;
use crate::subject::Subject;

/// Opens engines, each on a store of its own.
#[derive(Debug, Clone, Copy)]
pub struct Engines;

impl Open for Engines {
    type Subject = EngineSubject;

    fn open(&self, documents: &[String]) -> Result<EngineSubject> {
        EngineSubject::new(documents)
    }
}

/// An engine with the clock that it reads.
#[derive(Debug)]
pub struct EngineSubject {
    engine: std::cell::RefCell<Engine>,
    store: Arc<Memory>,
    clock: Arc<AtomicI64>,
    last_act: i64,
}

impl EngineSubject {
    /// Loads the versions of one policy.
    pub fn new(documents: &[String]) -> Result<EngineSubject> {
        let versions =
            documents.iter().map(|text| compile(&check(&Source::open(text)?)?)).collect::<Result<Vec<_>, Error>>()?;
        let store = Arc::new(Memory::new()?);
        let clock = Arc::new(AtomicI64::new(0));
        let engine = open(Policy::new(versions)?, &store, &clock).map_err(|code| anyhow!(code))?;
        Ok(EngineSubject { engine: engine.into(), store, clock, last_act: i64::MIN })
    }

    /// Sets the clock. When it goes back the engine is opened anew on its store: rows hold from the instant at which they were computed.
    fn set_clock(&self, at: i64) -> Result<(), String> {
        let before = self.clock.swap(at, Ordering::Relaxed);
        if at < before {
            let policy = Policy::clone(&self.engine.borrow().policy());
            self.engine.replace(open(policy, &self.store, &self.clock)?);
        }
        Ok(())
    }
}

fn open(policy: Policy, store: &Arc<Memory>, clock: &Arc<AtomicI64>) -> Result<Engine, String> {
    let hands = clock.clone();
    let options = Options { clock: Some(Arc::new(move || placet::Timestamp(hands.load(Ordering::Relaxed)))) };
    let store: Arc<dyn Store> = store.clone();
    Engine::on(policy, store, options).map_err(|error| error.to_string())
}

impl Subject for EngineSubject {
    fn act(&mut self, act: &Act, at: Timestamp) -> Result<(), String> {
        let millis = at.as_millisecond();
        self.set_clock(millis)?;
        perform(&self.engine.borrow(), act, Some(placet::Timestamp(millis)))?;
        self.last_act = millis;
        Ok(())
    }

    fn decide(&self, user: &str, purpose: &str, context: &Context, at: Timestamp) -> Result<Answer, String> {
        let millis = at.as_millisecond();
        let mut asked = asked(context);
        // nobody can ask in the past, but a decision can be made for a past instant
        let past = millis < self.last_act;
        if past {
            asked.at = Some(placet::Timestamp(millis));
        } else {
            self.set_clock(millis)?;
        }
        let engine = self.engine.borrow();
        let plain = (!past && *context == Context::default())
            .then(|| engine.can_process(user, purpose).map_err(|error| code(&error)));
        let decision = engine.decide(user, purpose, &asked).map_err(|error| code(&error));
        if let Some(plain) = plain {
            let full = decision.as_ref().map(|decision| decision.allowed);
            if plain.as_ref() != full.as_ref().map_err(|code| *code) {
                return Err(format!("can_process says {plain:?}, and decide says {full:?}"));
            }
        }
        answer(&decision?)
    }
}

/// Does an act by the operation of its name. The error is the code of the refusal.
pub fn perform(engine: &Engine, act: &Act, at: Option<placet::Timestamp>) -> Result<(), String> {
    let plain = ActOptions { at, ..ActOptions::default() };
    let of = |choice: &Choice| ActOptions {
        by: choice.by.clone(),
        method: choice.method.clone(),
        ground: choice.ground.clone(),
        scope: Scope::default(),
        at,
    };
    let done = match act {
        Act::Grant(act) => engine.grant(&act.user, &act.purpose, &granted(act, at)),
        Act::Withdraw(act) => engine.withdraw(&act.user, &act.purpose, &of(act)),
        Act::OptOut(act) => engine.opt_out(&act.user, &act.purpose, &of(act)),
        Act::OptIn(act) => engine.opt_in(&act.user, &act.purpose, &of(act)),
        Act::ObjectTo(act) => engine.object_to(&act.user, &act.purpose, &of(act)),
        Act::OverruleObjection(act) => {
            let reason = act.reason.as_deref().unwrap_or_default();
            engine.overrule_objection(&act.user, &act.purpose, reason, &plain)
        }
        Act::Restrict(act) => {
            let options = ActOptions { ground: act.ground.clone(), ..plain };
            engine.restrict(&act.user, act.purpose.as_deref().unwrap_or("*"), &options)
        }
        Act::LiftRestriction(act) => engine.lift_restriction(&act.user, act.purpose.as_deref().unwrap_or("*"), &plain),
        Act::Acknowledge(act) => engine.acknowledge(&act.user, &act.notice, act.agrees, &plain),
        Act::Update(act) => engine.update(&act.user, &updated(act, at)?),
        Act::LinkGuardian(act) => {
            let options =
                GuardianOptions { pending: act.status == Some(Status::Pending), at, ..GuardianOptions::default() };
            engine.link_guardian(&act.user, &act.guardian, &options)
        }
        Act::UnlinkGuardian(act) => engine.unlink_guardian(&act.user, &act.guardian, &plain),
        Act::ApplySignals(act) => engine.apply_signals(&act.user, &act.signals, &plain),
        Act::Erase(act) => engine.erase(&act.user, &plain),
    };
    done.map(|_receipt| ()).map_err(|error| code(&error))
}

/// The code of an error; of a refusal the reason.
pub fn code(error: &Error) -> String {
    match error {
        Error::Refused { reason, .. } => reason.code().to_owned(),
        other => other.code().to_owned(),
    }
}

fn granted(act: &Grant, at: Option<placet::Timestamp>) -> GrantOptions {
    GrantOptions {
        by: act.by.clone(),
        kind: match act.kind {
            Kind::Explicit => ConsentKind::Explicit,
            Kind::Implied => ConsentKind::Implied,
            Kind::Assumed => ConsentKind::Assumed,
        },
        notice: act.notice.clone(),
        expires: act.expires.map(|end| placet::Timestamp(end.as_millisecond())),
        method: act.method.clone(),
        scope: Scope::default(),
        at,
    }
}

fn updated(act: &Update, at: Option<placet::Timestamp>) -> Result<placet::Update, String> {
    let years = |years: i16| u8::try_from(years).map_err(|_| "invalid_argument".to_owned());
    let age_range = match act.age_range.as_deref() {
        None => None,
        Some([lower]) => Some((years(*lower)?, None)),
        Some([lower, upper]) => Some((years(*lower)?, Some(years(*upper)?))),
        Some(_) => return Err("invalid_argument".to_owned()),
    };
    Ok(placet::Update {
        birthdate: act.birthdate.map(|day| day.to_string()),
        age: act.age.map(years).transpose()?,
        age_range,
        assurance: act.assurance.map(|assurance| {
            match assurance {
                Assurance::Declared => "declared",
                Assurance::Estimated => "estimated",
                Assurance::Confirmed => "confirmed",
                Assurance::Verified => "verified",
            }
            .to_owned()
        }),
        source: act.source.clone(),
        residence: act.residence.clone(),
        residence_source: act.residence_source.clone(),
        account: act.account.map(|account| {
            match account {
                Account::None => "none",
                Account::Active => "active",
                Account::Suspended => "suspended",
                Account::Closed => "closed",
                Account::Terminated => "terminated",
            }
            .to_owned()
        }),
        kind: act.kind.clone(),
        at,
    })
}

fn asked(context: &Context) -> placet::Context {
    let context = context.clone();
    placet::Context {
        categories: context.categories,
        operation: context.operation,
        form: context.form,
        recipient: context.recipient,
        destination: context.destination,
        technology: context.technology,
        content: context.content,
        instrument: context.instrument,
        surface: context.surface,
        initiated_by: context.initiated_by,
        ..placet::Context::default()
    }
}

fn answer(decision: &placet::Decision) -> Result<Answer, String> {
    let instant = |at: placet::Timestamp| Timestamp::from_millisecond(at.0).map_err(|error| error.to_string());
    let codes = |reasons: &[placet::Reason]| reasons.iter().map(|reason| reason.code().to_owned()).collect();
    let obligations = decision.obligations.iter();
    Ok(Answer {
        allowed: decision.allowed,
        reason: decision.reason.map(|reason| reason.code().to_owned()),
        reasons: codes(&decision.reasons),
        would_deny: codes(&decision.would_deny),
        basis: decision.basis.map(|basis| basis.code().to_owned()),
        ground: decision.ground.map(|ground| ground.code().to_owned()),
        valid_until: decision.valid_until.map(instant).transpose()?,
        evidence: match decision.evidence {
            Some(event) => Some(Evidence { position: event.position, at: instant(event.at)? }),
            None => None,
        },
        policy: decision.policy.as_ref().map(ToString::to_string),
        overlays: decision.overlays.iter().map(ToString::to_string).collect(),
        residence: decision.residence.clone(),
        obligations: obligations
            .map(|due| match &due.subject {
                Some(subject) => format!("{}:{subject}", due.kind),
                None => due.kind.clone(),
            })
            .collect(),
    })
}
