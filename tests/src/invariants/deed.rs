//! What happens in a history, as plain data, and how it is done on an engine.

use std::collections::BTreeMap;

use placet::act::{ConsentKind, Response, Scope};
use placet::{
    ActOptions, Context, Engine, Error, GrantOptions, GuardianOptions, RecordOptions, RequestOptions, RespondOptions,
    Timestamp, Update,
};

/// A choice of a user's, or of a guardian's for them.
#[derive(Debug, Clone, Default)]
pub struct Choice {
    /// The purpose, node, group or technology.
    pub purpose: String,
    /// The guardian.
    pub by: Option<String>,
    /// The ground of an objection or restriction.
    pub ground: Option<String>,
    /// How far it reaches.
    pub scope: Scope,
}

/// One act.
#[derive(Debug, Clone)]
#[expect(missing_docs, reason = "they are the operations of an engine")]
pub enum Deed {
    Grant {
        choice: Choice,
        kind: ConsentKind,
        notice: Option<String>,
        expires: Option<Timestamp>,
    },
    Withdraw(Choice),
    OptOut(Choice),
    OptIn(Choice),
    Object(Choice),
    Overrule(Choice),
    Restrict(Choice),
    Lift(Choice),
    Acknowledge {
        notice: String,
        agrees: bool,
    },
    Update(Box<Update>),
    Link {
        guardian: String,
        pending: bool,
    },
    Unlink {
        guardian: String,
    },
    Signals(BTreeMap<String, bool>),
    Erase,
    Record {
        event: String,
        reference: Option<String>,
        on: Option<Timestamp>,
    },
    Collect {
        purpose: String,
        context: Box<Context>,
    },
    Disclose {
        purpose: String,
        recipient: String,
        context: Box<Context>,
    },
    Audit {
        purpose: String,
        context: Box<Context>,
    },
    Request {
        right: String,
        options: Box<RequestOptions>,
    },
    /// A step in the case of this place among the user's.
    Respond {
        case: usize,
        response: Response,
    },
    Hold {
        categories: Vec<String>,
    },
    Release,
    Dispose {
        rule: String,
        method: String,
    },
    Register {
        kind: String,
        id: String,
        fields: BTreeMap<String, String>,
    },
    Join {
        visitor: String,
    },
    Part {
        visitor: String,
    },
    /// The next document of the scene is loaded.
    Reload,
}

/// An act with its user and instant.
#[derive(Debug, Clone)]
pub struct Step {
    /// When.
    pub at: Timestamp,
    /// Who.
    pub user: String,
    /// What.
    pub deed: Deed,
    /// From which the questions about it are drawn.
    pub salt: u64,
}

/// The name of the hold that histories place and release.
const HOLD: &str = "dispute";

/// Does an act by the operation of its name. A reload is the caller's.
pub(super) fn perform(engine: &Engine, user: &str, deed: &Deed) -> Result<(), Error> {
    let options = |choice: &Choice| ActOptions {
        by: choice.by.clone(),
        ground: choice.ground.clone(),
        scope: choice.scope.clone(),
        ..ActOptions::default()
    };
    let plain = ActOptions::default();
    let receipt = match deed {
        Deed::Grant { choice, kind, notice, expires } => {
            let options = GrantOptions {
                by: choice.by.clone(),
                scope: choice.scope.clone(),
                kind: *kind,
                notice: notice.clone(),
                expires: *expires,
                ..GrantOptions::default()
            };
            engine.grant(user, &choice.purpose, &options)
        }
        Deed::Withdraw(choice) => engine.withdraw(user, &choice.purpose, &options(choice)),
        Deed::OptOut(choice) => engine.opt_out(user, &choice.purpose, &options(choice)),
        Deed::OptIn(choice) => engine.opt_in(user, &choice.purpose, &options(choice)),
        Deed::Object(choice) => engine.object_to(user, &choice.purpose, &options(choice)),
        Deed::Overrule(choice) => engine.overrule_objection(user, &choice.purpose, "compelling grounds", &plain),
        Deed::Restrict(choice) => engine.restrict(user, &choice.purpose, &options(choice)),
        Deed::Lift(choice) => engine.lift_restriction(user, &choice.purpose, &plain),
        Deed::Acknowledge { notice, agrees } => engine.acknowledge(user, notice, *agrees, &plain),
        Deed::Update(update) => engine.update(user, update),
        Deed::Link { guardian, pending } => {
            engine.link_guardian(user, guardian, &GuardianOptions { pending: *pending, ..GuardianOptions::default() })
        }
        Deed::Unlink { guardian } => engine.unlink_guardian(user, guardian, &plain),
        Deed::Signals(signals) => engine.apply_signals(user, signals, &plain),
        Deed::Erase => engine.erase(user, &plain),
        Deed::Record { event, reference, on } => {
            let options = RecordOptions { reference: reference.clone(), on: *on, ..RecordOptions::default() };
            engine.record(user, event, &options)
        }
        Deed::Collect { purpose, context } => engine.collect(user, purpose, context),
        Deed::Disclose { purpose, recipient, context } => engine.disclose(user, purpose, recipient, context),
        Deed::Audit { purpose, context } => engine.audit(user, purpose, context).map(|(_, receipt)| receipt),
        Deed::Request { right, options } => return engine.request(user, right, options).map(drop),
        Deed::Respond { case, response } => {
            let Some(case) = engine.cases(user)?.get(*case).map(|case| case.id) else { return Ok(()) };
            return engine.respond(user, case, response, &RespondOptions::default()).map(drop);
        }
        Deed::Hold { categories } => engine.hold(user, HOLD, "a claim was announced", categories, None),
        Deed::Release => engine.release(user, HOLD, None),
        Deed::Dispose { rule, method } => engine.dispose(user, rule, method, None),
        Deed::Register { kind, id, fields } => engine.register(kind, id, fields, None),
        Deed::Join { visitor } => engine.join(user, visitor, None),
        Deed::Part { visitor } => engine.part(user, visitor, None),
        Deed::Reload => return Ok(()),
    };
    receipt.map(drop)
}
