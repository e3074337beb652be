//! The engine as a subject: acts and questions go through its public face, on a store in memory and under an injected clock.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use anyhow::{Result, anyhow};
use jiff::Timestamp;
use placet::act::{ConsentKind, Response, Scope};
use placet::ledger::{Memory, Store};
use placet::policy::{Policy, Source, check, compile};
use placet::{
    ActOptions, Engine, Error, GrantOptions, GuardianOptions, Options, RecordOptions, RequestOptions, RespondOptions,
};

use crate::act::{self, Account, Act, Assurance, Choice, Context, Doing, Grant, Handling, Kind, Status, Update};
use crate::answer::{Answer, Evidence};
use crate::compare::{Open, Told, Whole};
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
    /// The position of each user's last audited decision.
    audits: BTreeMap<String, u64>,
    /// The last case of each user and right.
    cases: BTreeMap<(String, String), u64>,
}

impl EngineSubject {
    /// Loads the versions of one policy.
    pub fn new(documents: &[String]) -> Result<EngineSubject> {
        let versions =
            documents.iter().map(|text| compile(&check(&Source::open(text)?)?)).collect::<Result<Vec<_>, Error>>()?;
        let store = Arc::new(Memory::new()?);
        let clock = Arc::new(AtomicI64::new(0));
        let engine = open(Policy::new(versions)?, &store, &clock).map_err(|code| anyhow!(code))?;
        Ok(EngineSubject {
            engine: engine.into(),
            store,
            clock,
            last_act: i64::MIN,
            audits: BTreeMap::new(),
            cases: BTreeMap::new(),
        })
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
    let options = Options {
        clock: Some(Arc::new(move || placet::Timestamp(hands.load(Ordering::Relaxed)))),
        ..Options::default()
    };
    let store: Arc<dyn Store> = store.clone();
    Engine::on(policy, store, options).map_err(|error| error.to_string())
}

impl Subject for EngineSubject {
    fn act(&mut self, act: &Act, at: Timestamp) -> Result<(), String> {
        self.perform(&Doing::plain(act.clone()), at)
    }

    fn decide(&self, user: &str, purpose: &str, context: &Context, at: Timestamp) -> Result<Answer, String> {
        self.answer_whole(user, purpose, context, at).map(|(answer, _surplus)| answer)
    }
}

impl Whole for EngineSubject {
    fn perform(&mut self, doing: &Doing, at: Timestamp) -> Result<(), String> {
        let millis = at.as_millisecond();
        self.set_clock(millis)?;
        let instant = Some(placet::Timestamp(millis));
        match doing {
            Doing::Act(scoped) => perform_within(&self.engine.borrow(), &scoped.act, &scoped.scope, instant)?,
            Doing::Handling(handling) => self.handle(handling, instant)?,
        }
        self.last_act = millis;
        Ok(())
    }

    fn answer_whole(&self, user: &str, purpose: &str, context: &Context, at: Timestamp) -> Result<Told, String> {
        let millis = at.as_millisecond();
        let mut asked = self.asked(user, context);
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
        let decision = decision?;
        Ok((answer(&decision)?, decision.surplus))
    }
}

impl EngineSubject {
    fn asked(&self, user: &str, context: &Context) -> placet::Context {
        let mut asked = asked(context);
        if asked.decision.as_deref() == Some("last") {
            asked.decision = Some(self.audits.get(user).map_or_else(|| "none".to_owned(), u64::to_string));
        }
        asked
    }

    fn handle(&mut self, handling: &Handling, at: Option<placet::Timestamp>) -> Result<(), String> {
        let engine = self.engine.borrow();
        let refusal = |error: Error| code(&error);
        match handling {
            Handling::Record(act) => {
                let on = act.on.map(|on| placet::Timestamp(on.as_millisecond()));
                let options = RecordOptions { reference: act.reference.clone(), on, at, ..RecordOptions::default() };
                engine.record(&act.user, &act.event, &options).map_err(refusal)?;
            }
            Handling::Collect(act) => {
                let context = self.asked(&act.user, &act.context);
                engine.collect(&act.user, &act.purpose, &context).map_err(refusal)?;
            }
            Handling::Audit(act) => {
                let context = self.asked(&act.user, &act.context);
                let (_decision, receipt) = engine.audit(&act.user, &act.purpose, &context).map_err(refusal)?;
                self.audits.insert(act.user.clone(), receipt.position);
            }
            Handling::Register(act) => {
                engine.register(&act.kind, &act.id, &act.fields, at).map_err(refusal)?;
            }
            Handling::Request(act) => {
                let last = || self.audits.get(&act.user).map(u64::to_string);
                let options = RequestOptions {
                    recipient: act.recipient.clone(),
                    decision: (act.right == "contest").then(last).flatten(),
                    at,
                    ..RequestOptions::default()
                };
                let case = engine.request(&act.user, &act.right, &options).map_err(refusal)?;
                self.cases.insert((act.user.clone(), act.right.clone()), case.id);
            }
            Handling::Respond(act) => {
                let case = self.cases.get(&(act.user.clone(), act.right.clone())).copied().unwrap_or_default();
                let response = Response {
                    action: act.action.clone(),
                    outcome: act.outcome.clone(),
                    reason: act.reason.clone(),
                    task: None,
                    actor: None,
                };
                let options = RespondOptions { at, ..RespondOptions::default() };
                engine.respond(&act.user, case, &response, &options).map_err(refusal)?;
            }
            Handling::Hold(act) => {
                engine.hold(&act.user, &act.hold, "dispute", &act.categories, at).map_err(refusal)?;
            }
            Handling::Release(act) => {
                engine.release(&act.user, &act.hold, at).map_err(refusal)?;
            }
        }
        Ok(())
    }
}

/// Does an act by the operation of its name. The error is the code of the refusal.
pub fn perform(engine: &Engine, act: &Act, at: Option<placet::Timestamp>) -> Result<(), String> {
    perform_within(engine, act, &act::Scope::default(), at)
}

/// The same, of a choice that has a scope.
fn perform_within(engine: &Engine, act: &Act, scope: &act::Scope, at: Option<placet::Timestamp>) -> Result<(), String> {
    let scope = Scope {
        channel: scope.channel.clone(),
        recipient: scope.recipient.clone(),
        destination: scope.destination.clone(),
    };
    let plain = ActOptions { at, ..ActOptions::default() };
    let of = |choice: &Choice| ActOptions {
        by: choice.by.clone(),
        method: choice.method.clone(),
        ground: choice.ground.clone(),
        scope: scope.clone(),
        at,
    };
    let done = match act {
        Act::Grant(act) => engine.grant(&act.user, &act.purpose, &granted(act, scope.clone(), at)),
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

fn granted(act: &Grant, scope: Scope, at: Option<placet::Timestamp>) -> GrantOptions {
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
        scope,
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
        source: context.source,
        origin: context.origin,
        collection_point: context.collection_point,
        reference: context.reference,
        inputs: context.inputs,
        linked: context.linked,
        form: context.form,
        group_size: context.group_size,
        recipient: context.recipient,
        destination: context.destination,
        mechanism: context.mechanism,
        technology: context.technology,
        lifetime: context.lifetime,
        device: context.device,
        content: context.content,
        channel: context.channel,
        actor: context.actor,
        attests: context.attests,
        instrument: context.instrument,
        justification: context.justification,
        effect: context.effect,
        decision: context.decision,
        role: context.role,
        surface: context.surface,
        initiated_by: context.initiated_by,
        set_at: context.set_at.map(|at| placet::Timestamp(at.as_millisecond())),
        provider: None,
        at: None,
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
