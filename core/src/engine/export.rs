//! A user's whole record as JSON: the copy for the user, and what another engine takes in (GDPR Art. 15, 20).

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value, json};

use super::acts::version_or_first;
use super::cases::view;
use super::{COMPANY, Engine, HistoryEntry};
use crate::act::Act;
use crate::decide::rights::Kind;
use crate::decide::{Context, Facts, decide, rights};
use crate::error::{Error, quoted};
use crate::policy::{Policy, Version};
use crate::state::{Choice, UserState};
use crate::words::{Reason, Timestamp, covers, hex, sha256};

mod holdings;

/// The form that exports have; its JSON Schema is in `core/data/export.schema.json`.
pub(super) const SCHEMA: &str = "placet-export-1";

/// What an export is to hold, and who wants it.
#[derive(Debug, Clone, Default)]
pub struct ExportOptions {
    /// Only data of this category, or of this word below `user`: `education`.
    pub subset: Option<String>,
    /// The case that it answers.
    pub case: Option<u64>,
    /// Who asks: `subject`, or a guardian; none: the application itself, which makes a copy for another engine.
    pub actor: Option<String>,
    /// What the caller attests: `mfa`, say.
    pub attests: BTreeMap<String, bool>,
}

/// What an export is made from.
struct Desk<'a> {
    facts: &'a Facts<'a>,
    policy: &'a Policy,
    version: &'a Version,
    state: &'a UserState,
    company: &'a UserState,
    at: Timestamp,
    /// The copy goes to the user: nothing of other people, and no disclosure that a law keeps from them.
    told: bool,
    /// The user serves themselves: only data that a right gives without a case.
    self_service: bool,
}

impl Engine {
    /// A user's record as deterministic JSON: data with their sources and uses, purposes, recipients, decisions, cases, events.
    ///
    /// Without `actor` and `case` it is the application's own copy, complete, for [`Engine::import`] in a successor's engine. A copy
    /// for the user leaves out what other people are in, and disclosures whose instrument is registered with `gag = true`.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidArgument`] for a case that asks for no copy, [`Error::UnknownCategory`] for the subset; [`Error::Refused`] when
    /// the actor is neither the subject nor a linked guardian (`actor_not_authorized`), the case or guardian is not verified
    /// (`identity_unverified`), data are not for self-service (`category_not_permitted`), or what the right requires was not
    /// attested (`mfa_required`, say); store errors.
    ///
    /// ```
    /// # fn main() -> Result<(), placet::Error> {
    /// # let policy = r#"
    /// # [policy]
    /// # id = "shop"
    /// # version = "2025-01-01"
    /// # effective_from = 2025-01-01
    /// # contact = { privacy = "privacy@shop.test" }
    /// # [purposes."marketing.email"]
    /// # basis = ["consent"]
    /// # "#;
    /// let here = placet::Engine::open(policy, "memory:")?;
    /// here.grant("ada", "marketing.email", &Default::default())?;
    /// let there = placet::Engine::open(policy, "memory:")?;
    /// there.import(&here.export("ada", &Default::default())?, None)?;
    /// assert!(there.can_process("ada", "marketing.email")?);
    /// # Ok(())
    /// # }
    /// ```
    pub fn export(&self, user: &str, options: &ExportOptions) -> Result<Value, Error> {
        let state = self.state_of(user)?;
        let company = self.state(self.hasher.hash(COMPANY))?;
        let (policy, at) = (self.policy(), self.now());
        let version = version_or_first(&policy, at)?;
        let facts = Facts::new(&policy, version, &state, &company, at)?;
        let subset = options.subset.as_deref().map(|subset| category(&policy, subset)).transpose()?;
        admit(version, &state, subset.as_deref(), options)?;
        let told = options.actor.is_some() || options.case.is_some();
        let subject = options.actor.as_deref() == Some("subject");
        let self_service = subset.is_some() && subject && options.case.is_none();
        let desk =
            Desk { facts: &facts, policy: &policy, version, state: &state, company: &company, at, told, self_service };
        let mut export = Map::new();
        let mut put = |key: &str, value: Value| {
            export.insert(key.to_owned(), value);
        };
        put("schema", SCHEMA.into());
        put("user", user.into());
        put("policy", json!({ "id": version.id, "version": version.version }));
        put("at", at.to_string().into());
        put("contact", json!(*version.contact));
        put("subset", json!(subset));
        put("data", desk.data(subset.as_deref()));
        if subset.is_some() {
            return Ok(Value::Object(export));
        }
        let history = self.history(user)?;
        let events = desk.events(&history)?;
        put("digest", digest(user, &events).into());
        put("events", events);
        put("purposes", desk.purposes()?);
        put("recipients", desk.recipients());
        put("disclosures", desk.disclosures());
        put("sources", desk.sources());
        put("retention", desk.retention());
        put("consents", desk.consents());
        put("choices", desk.choices());
        put("decisions", desk.decisions(&history));
        put("cases", desk.cases(&history));
        Ok(Value::Object(export))
    }
}

/// The category that a word means: itself, or the one of that name below `user`.
fn category(policy: &Policy, subset: &str) -> Result<String, Error> {
    let below = format!("user.{subset}");
    match (policy.category(subset), policy.category(&below)) {
        (Ok(()), _) => Ok(subset.to_owned()),
        (_, Ok(())) => Ok(below),
        (Err(error), _) => Err(error),
    }
}

/// Lets an export be made, or turns it down.
fn admit(version: &Version, state: &UserState, subset: Option<&str>, options: &ExportOptions) -> Result<(), Error> {
    let subject = options.actor.as_deref() == Some("subject");
    if !subject {
        rights::authorised(state, options.actor.as_deref())?;
    }
    let require = |name: &str| {
        let right = rights::right(version, name);
        match rights::unmet(&right.demands, state, &options.attests) {
            Some(reason) => Err(Error::refused(reason, format!("what `{name}` requires was not attested"))),
            None => Ok(right),
        }
    };
    if let Some(case) = options.case {
        let case = rights::find(state, case)?;
        let right = case.details.right.as_str();
        if !matches!(Kind::of(right), Kind::Access | Kind::Portability) {
            return Err(Error::invalid("case", format!("case {} of `{right}` asks for no copy", case.id)));
        }
        if case.status == crate::state::CaseStatus::Refused {
            return Err(Error::invalid("case", format!("case {} was refused", case.id)));
        }
        if require(right)?.verify && !rights::is_verified(case) {
            return Err(unverified("the requester of the case has to be verified first; `verify` the case"));
        }
        return Ok(());
    }
    if let Some(subset) = subset.filter(|_| subject) {
        return self_service(version, state, subset, require);
    }
    let right = require("access")?;
    if options.actor.is_some() && right.verify {
        return Err(unverified("request the right `access` first, and name its case once it is verified"));
    }
    Ok(())
}

fn unverified(message: &str) -> Error {
    Error::refused(Reason::IdentityUnverified, message)
}

/// Data that a right gives the user without a case.
fn self_service<'a>(
    version: &'a Version,
    state: &UserState,
    subset: &str,
    require: impl Fn(&str) -> Result<std::borrow::Cow<'a, crate::policy::Right>, Error>,
) -> Result<(), Error> {
    let rights = || version.handling.rights.iter();
    let given = |category: &str| {
        rights().find(|(_, right)| right.categories.iter().any(|own| covers(own, category))).map(|(name, _)| name)
    };
    let held = state.holdings.iter().map(|h| h.category.as_str()).filter(|category| covers(subset, category));
    let mut wanted: BTreeSet<&str> = held.collect();
    if wanted.is_empty() {
        let below = rights().flat_map(|(_, right)| &right.categories).filter(|own| covers(subset, own));
        wanted.extend(below.map(String::as_str));
    }
    if wanted.is_empty() {
        wanted.insert(subset);
    }
    // what self-service does not cover is left out; it is refused only when nothing is covered
    let covered: BTreeSet<&String> = wanted.into_iter().filter_map(given).collect();
    if covered.is_empty() {
        let message = format!("`{}` is not for self-service; request the right `access`", quoted(subset));
        return Err(Error::refused(Reason::CategoryNotPermitted, message));
    }
    covered.into_iter().try_for_each(|right| require(right).map(|_| ()))
}

/// What proves that nobody changed the events since the export was made, and that they were not taken in before.
pub(super) fn digest(user: &str, events: &Value) -> String {
    // a JSON value keeps its keys sorted
    hex(&sha256(&[user.as_bytes(), b"\n", events.to_string().as_bytes()]))
}

fn choices(list: &[Choice]) -> Value {
    let one = |c: &Choice| json!({ "node": c.node, "by": c.by, "scope": c.scope, "at": c.mark.at.to_string() });
    list.iter().map(one).collect()
}

impl Desk<'_> {
    fn purposes(&self) -> Result<Value, Error> {
        let mut all = Map::new();
        for purpose in &self.version.purposes {
            let context = Context::default();
            let decision = decide(self.policy, self.state, self.company, &purpose.key, &context, self.at)?;
            let answer = json!({
                "allowed": decision.allowed,
                "basis": decision.basis,
                "ground": decision.ground,
                "reasons": decision.reasons,
                "categories": purpose.categories,
            });
            all.insert(purpose.key.to_string(), answer);
        }
        Ok(Value::Object(all))
    }

    fn consents(&self) -> Value {
        let one = |g: &crate::state::Grant| {
            json!({
                "purpose": g.purpose, "by": g.by, "kind": g.kind, "notice": g.notice, "policy": g.version,
                "expires": g.expires.map(|at| at.to_string()), "scope": g.scope, "at": g.mark.at.to_string(),
            })
        };
        self.state.grants.iter().map(one).collect()
    }

    fn choices(&self) -> Value {
        let state = self.state;
        let heard = state.signals.iter().filter(|signal| signal.on);
        json!({
            "withdrawals": choices(&state.withdrawals),
            "opt_outs": choices(&state.opt_outs),
            "objections": choices(&state.objections),
            "restrictions": choices(&state.restrictions),
            "signals": heard.map(|signal| signal.name.as_str()).collect::<Vec<_>>(),
        })
    }

    fn decisions(&self, history: &[HistoryEntry]) -> Value {
        let one = |(index, entry): (usize, &HistoryEntry)| match &entry.event.act {
            Act::Decided { purpose, context, allowed, reasons, ground } => Some(json!({
                "number": index + 1,
                "at": entry.event.at.to_string(),
                "policy": entry.event.policy,
                "purpose": purpose,
                "context": serde_json::from_str::<Value>(context).unwrap_or(Value::Null),
                "allowed": allowed,
                "reasons": reasons,
                "ground": ground,
            })),
            _ => None,
        };
        history.iter().enumerate().filter_map(one).collect()
    }

    /// The cases; their numbers are those of the events in this export.
    fn cases(&self, history: &[HistoryEntry]) -> Value {
        let number = |position: u64| history.iter().position(|e| e.position == position).map(|index| index as u64 + 1);
        let one = |case: &crate::state::Case| {
            let mut view = view(self.facts, case, self.at);
            view.id = number(view.id).unwrap_or_default();
            let decision = view.decision.as_ref().and_then(|position| number(position.parse().ok()?));
            view.decision = decision.map(|number| number.to_string());
            for task in view.tasks.iter_mut().filter(|task| task.kind == "human_review") {
                task.subject = decision.map(|number| number.to_string()).unwrap_or_default();
            }
            json!(view)
        };
        self.state.cases.iter().map(one).collect()
    }

    /// The user's history. Positions in it are numbers of its own events, so that it does not depend on other users.
    fn events(&self, history: &[HistoryEntry]) -> Result<Value, Error> {
        let numbers: BTreeMap<u64, u64> = (1..).zip(history).map(|(number, entry)| (entry.position, number)).collect();
        let mut events = Vec::new();
        for (number, entry) in (1u64..).zip(history) {
            let mut event = entry.event.clone();
            // a copy stands for itself: it tells nothing of the ledgers of whom it is
            event.merged_from = None;
            event.act.renumber(&mut |position| numbers.get(&position).copied());
            if self.told && !self.shown(&mut event.act) {
                continue;
            }
            let mut value =
                serde_json::to_value(&event).map_err(|e| Error::internal(format!("an event can't be written: {e}")))?;
            if let Some(fields) = value.as_object_mut() {
                fields.insert("number".to_owned(), number.into());
                fields.insert("at".to_owned(), event.at.to_string().into());
            }
            events.push(value);
        }
        Ok(Value::Array(events))
    }

    /// Whether a copy for the user has this event; what it has of other people is taken out.
    fn shown(&self, act: &mut Act) -> bool {
        match act {
            Act::Disclose { data, .. } => !self.gagged(data.instrument.as_deref()),
            Act::Collect { data, .. } => {
                if data.categories.iter().any(|category| self.redacted(category)) {
                    (data.reference, data.provider) = (None, None);
                }
                true
            }
            _ => true,
        }
    }
}
