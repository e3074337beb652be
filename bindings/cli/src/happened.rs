//! Events in words: what an act was about, and who did it.

use placet::act::{Account, Act, AgeFact, ConsentKind};

use crate::text::instant;

/// What an act was about.
pub(crate) fn what(act: &Act) -> String {
    let mut parts: Vec<String> = Vec::new();
    let mut say = |label: &str, value: Option<&String>| {
        if let Some(value) = value {
            parts.push(if label.is_empty() { value.clone() } else { format!("{label} {value}") });
        }
    };
    match act {
        Act::Grant { purpose, kind, notice, expires, method, .. } => {
            say("", Some(purpose));
            let kind = match kind {
                ConsentKind::Explicit => None,
                ConsentKind::Implied => Some("implied".to_owned()),
                ConsentKind::Assumed => Some("assumed".to_owned()),
            };
            say("", kind.as_ref());
            say("notice", Some(notice));
            say("until", expires.map(instant).as_ref());
            say("by way of", method.as_ref());
        }
        Act::Withdraw { purpose, method, .. }
        | Act::OptOut { purpose, method, .. }
        | Act::OptIn { purpose, method, .. } => {
            say("", Some(purpose));
            say("by way of", method.as_ref());
        }
        Act::Acknowledge { notice, agrees, method, .. } => {
            say("notice", Some(notice));
            say("", (!agrees).then(|| "disagrees".to_owned()).as_ref());
            say("by way of", method.as_ref());
        }
        Act::Object { purpose, ground, method, .. } => {
            say("", Some(purpose));
            say("ground", ground.as_ref());
            say("by way of", method.as_ref());
        }
        Act::OverruleObjection { purpose, reason, .. } => {
            say("", Some(purpose));
            say("reason", Some(reason));
        }
        Act::Restrict { purpose, ground, .. } => {
            say("", Some(purpose));
            say("ground", ground.as_ref());
        }
        Act::LiftRestriction { purpose, .. } => say("", Some(purpose)),
        Act::Update { age, residence, account, kind } => {
            say("account", account.map(account_name).as_ref());
            say("", age.as_ref().map(born).as_ref());
            say("residence", residence.as_ref().map(|(source, code)| format!("{code} ({source})")).as_ref());
            say("kind", kind.as_ref());
        }
        Act::LinkGuardian { guardian, verified, method, evidence } => {
            say("guardian", Some(guardian));
            say("", Some(&if *verified { "verified" } else { "pending" }.to_owned()));
            say("by way of", method.as_ref());
            say("evidence", evidence.as_ref());
        }
        Act::UnlinkGuardian { guardian } => say("guardian", Some(guardian)),
        Act::Signals { signals } => {
            for (name, on) in signals {
                say(name, Some(&if *on { "on" } else { "off" }.to_owned()));
            }
        }
        Act::Erase {} => {}
        // an act of a later version of the library
        _ => say("", Some(&"…".to_owned())),
    }
    parts.join(", ")
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
        Act::OverruleObjection { .. } => Some("the company".to_owned()),
        Act::Signals { .. } => Some("a signal".to_owned()),
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
