//! Events in words: what an act was about, and who did it.

use std::collections::BTreeMap;

use placet::Timestamp;
use placet::act::{
    Account, Act, AgeFact, Carried, Collected, ConsentKind, Disclosed, RequestDetails, Response, Scope, Task,
};

use crate::text::instant;

/// What an act was about.
pub(crate) fn what(act: &Act) -> String {
    let mut said = Said::default();
    match act {
        Act::Grant { purpose, purposes: _, by: _, kind, notice, expires, method, scope } => {
            said.bare(purpose);
            match kind {
                ConsentKind::Explicit => {}
                ConsentKind::Implied => said.bare("implied"),
                ConsentKind::Assumed => said.bare("assumed"),
            }
            said.scope(scope);
            said.word("notice", Some(notice));
            said.time("until", *expires);
            said.word("by way of", method.as_ref());
        }
        Act::Withdraw { purpose, nodes: _, by: _, method, scope }
        | Act::OptOut { purpose, nodes: _, by: _, method, scope }
        | Act::OptIn { purpose, nodes: _, by: _, method, scope } => {
            said.bare(purpose);
            said.scope(scope);
            said.word("by way of", method.as_ref());
        }
        Act::Acknowledge { notice, version: _, agrees, method } => {
            said.word("notice", Some(notice));
            said.when(!agrees, "disagrees");
            said.word("by way of", method.as_ref());
        }
        Act::Object { purpose, nodes: _, ground, by: _, method, scope } => {
            said.bare(purpose);
            said.scope(scope);
            said.word("ground", ground.as_ref());
            said.word("by way of", method.as_ref());
        }
        Act::OverruleObjection { purpose, nodes: _, reason } => {
            said.bare(purpose);
            said.word("reason", Some(reason));
        }
        Act::Restrict { purpose, nodes: _, ground } => {
            said.bare(purpose);
            said.word("ground", ground.as_ref());
        }
        Act::LiftRestriction { purpose, nodes: _ } => said.bare(purpose),
        Act::Update { age, residence, account, kind } => {
            said.word("account", account.map(account_name).as_ref());
            said.word("", age.as_ref().map(born).as_ref());
            said.word("residence", residence.as_ref().map(|(source, code)| format!("{code} ({source})")).as_ref());
            said.word("kind", kind.as_ref());
        }
        Act::LinkGuardian { guardian, verified, method, evidence } => {
            said.word("guardian", Some(guardian));
            said.bare(if *verified { "verified" } else { "pending" });
            said.word("by way of", method.as_ref());
            said.word("evidence", evidence.as_ref());
        }
        Act::UnlinkGuardian { guardian } => said.word("guardian", Some(guardian)),
        Act::Signals { signals, string: _ } => {
            for (name, on) in signals {
                said.bare(&format!("{name} {}", if *on { "on" } else { "off" }));
            }
        }
        Act::Erase {} => {}
        act => recorded(act, &mut said),
    }
    said.0.join(", ")
}

/// Acts of the company's own books: what was recorded, collected, disclosed, held, asked and answered.
fn recorded(act: &Act, said: &mut Said) {
    match act {
        Act::Record { event, reference, on, details } => {
            said.bare(event);
            said.word("", reference.as_ref());
            said.time("on", *on);
            said.fields(details);
        }
        Act::Collect { purpose, data } => {
            let Collected { categories, source, provider, origin, collection_point, reference, inputs } = data;
            said.bare(purpose);
            said.list("", categories);
            said.word("source", source.as_ref());
            said.word("provider", provider.as_ref());
            said.word("origin", origin.as_ref());
            said.word("at", collection_point.as_ref());
            said.word("for", reference.as_ref());
            said.list("from", inputs);
        }
        Act::Disclose { purpose, data } => {
            let Disclosed { recipient, categories, form, destination, instrument, justification, ground } = data;
            said.bare(purpose);
            said.list("", categories);
            said.word("to", Some(recipient));
            said.word("form", form.as_ref());
            said.word("country", destination.as_ref());
            said.word("instrument", instrument.as_ref());
            said.word("justification", justification.as_ref());
            said.word("ground", ground.as_ref());
        }
        Act::Decided { purpose, context: _, allowed, reasons, ground } => {
            said.bare(purpose);
            said.bare(if *allowed { "allowed" } else { "denied" });
            said.word("ground", ground.as_ref());
            said.list("", reasons);
        }
        Act::Hold { hold, reason, categories } => {
            said.bare(hold);
            said.list("", categories);
            said.word("reason", Some(reason));
        }
        Act::Release { hold } => said.bare(hold),
        Act::Dispose { rule, method } => {
            said.bare(rule);
            said.bare(method);
        }
        Act::Request { details } => request(details, said),
        Act::Respond { case, response } => {
            let Response { action, task, outcome, reason, actor: _ } = response;
            said.bare(&format!("case {case}"));
            said.bare(action);
            said.word("task", task.as_ref());
            said.word("outcome", outcome.as_ref());
            said.word("reason", reason.as_ref());
        }
        Act::Join { visitor, carried } => {
            let Carried { withdrawals, opt_outs, objections, restrictions, signals, grants } = carried;
            said.word("visitor", Some(visitor));
            said.list("withdrawn", withdrawals);
            said.list("opted out of", opt_outs);
            said.list("objected to", objections);
            said.list("restricted", restrictions);
            said.list("signals", signals);
            said.list("consented to", &grants.keys().cloned().collect::<Vec<_>>());
        }
        Act::Joined { user } => said.word("user", Some(user)),
        Act::Part { other } => said.word("from", Some(other)),
        Act::EraseExcept { kept } => kept.iter().for_each(|task| said.task(task)),
        Act::Import { digest, version } => {
            said.word("export", Some(digest));
            said.word("under", version.as_ref());
        }
        Act::Merge { ledger, until } => said.word("ledger", Some(&format!("{ledger} up to {until}"))),
        Act::Register { kind, id, fields } => {
            said.bare(&format!("{kind} {id}"));
            said.fields(fields);
        }
        // an act of a later version of the library
        _ => said.bare("…"),
    }
}

fn request(details: &RequestDetails, said: &mut Said) {
    let RequestDetails {
        right,
        by: _,
        channel,
        about,
        recipient,
        decision,
        mode,
        reason,
        verified,
        due,
        due_source: _,
        owner,
        reply_via,
        tasks,
    } = details;
    said.bare(right);
    said.word("mode", mode.as_ref());
    said.list("about", about);
    said.word("decision", decision.as_ref());
    said.word("to", recipient.as_ref());
    said.word("reason", reason.as_ref());
    said.word("channel", channel.as_ref());
    said.when(*verified, "verified");
    said.time("due", *due);
    said.word("owner", owner.as_ref());
    said.word("answer by", reply_via.as_ref());
    tasks.iter().for_each(|task| said.task(task));
}

/// What is said of an act, part by part.
#[derive(Default)]
struct Said(Vec<String>);

impl Said {
    fn bare(&mut self, text: &str) {
        self.0.push(text.to_owned());
    }

    fn when(&mut self, holds: bool, text: &str) {
        if holds {
            self.bare(text);
        }
    }

    fn word(&mut self, label: &str, value: Option<&String>) {
        if let Some(value) = value {
            self.0.push(if label.is_empty() { value.clone() } else { format!("{label} {value}") });
        }
    }

    fn list(&mut self, label: &str, values: &[String]) {
        let joined = Some(values.join(" ")).filter(|joined| !joined.is_empty());
        self.word(label, joined.as_ref());
    }

    fn time(&mut self, label: &str, at: Option<Timestamp>) {
        self.word(label, at.map(instant).as_ref());
    }

    fn fields(&mut self, fields: &BTreeMap<String, String>) {
        self.0.extend(fields.iter().map(|(name, value)| format!("{name} {value}")));
    }

    fn scope(&mut self, scope: &Scope) {
        let Scope { channel, recipient, destination } = scope;
        self.word("channel", channel.as_ref());
        self.word("recipient", recipient.as_ref());
        self.word("country", destination.as_ref());
    }

    fn task(&mut self, task: &Task) {
        let Task { kind, subject, reason, until, done } = task;
        let mut text = format!("{kind} {subject}");
        if let Some(reason) = reason {
            text.push_str(&format!(" ({reason})"));
        }
        if let Some(until) = until {
            text.push_str(&format!(" until {}", instant(*until)));
        }
        if *done {
            text.push_str(" done");
        }
        self.0.push(text);
    }
}

/// Who did it, where the event says so: the user, a guardian, the company, or a signal.
pub(crate) fn by(act: &Act) -> Option<String> {
    let user = || "the user".to_owned();
    match act {
        Act::Grant { by, .. }
        | Act::Withdraw { by, .. }
        | Act::OptOut { by, .. }
        | Act::OptIn { by, .. }
        | Act::Object { by, .. } => Some(by.as_ref().map_or_else(user, |guardian| format!("guardian {guardian}"))),
        Act::Acknowledge { .. } => Some(user()),
        // a guardian, or whoever reports something
        Act::Request { details } => Some(details.by.clone().unwrap_or_else(user)),
        Act::Respond { response, .. } => Some(response.actor.clone().unwrap_or_else(|| "the company".to_owned())),
        Act::OverruleObjection { .. }
        | Act::Disclose { .. }
        | Act::Decided { .. }
        | Act::Hold { .. }
        | Act::Release { .. }
        | Act::Dispose { .. }
        | Act::Import { .. }
        | Act::Merge { .. }
        | Act::Register { .. } => Some("the company".to_owned()),
        Act::Signals { .. } => Some("a signal".to_owned()),
        Act::Restrict { .. }
        | Act::LiftRestriction { .. }
        | Act::Update { .. }
        | Act::LinkGuardian { .. }
        | Act::UnlinkGuardian { .. }
        | Act::Erase {}
        | Act::EraseExcept { .. }
        | Act::Record { .. }
        | Act::Collect { .. }
        | Act::Join { .. }
        | Act::Joined { .. }
        | Act::Part { .. } => None,
        // an act of a later version of the library
        _ => None,
    }
}

fn account_name(account: Account) -> String {
    let name = match account {
        Account::None => "none",
        Account::Active => "active",
        Account::Suspended => "suspended",
        Account::Closed => "closed",
        Account::Terminated => "terminated",
    };
    name.to_owned()
}

fn born(fact: &AgeFact) -> String {
    let AgeFact { earliest, latest, .. } = fact;
    match earliest {
        Some(earliest) if earliest == latest => format!("born {latest}"),
        Some(earliest) => format!("born {earliest} to {latest}"),
        None => format!("born {latest} or before"),
    }
}
