//! An explanation as text for people.

use placet::decide::{Check, Found};
use placet::{Decision, HistoryEntry, Obligation, Reason};

use super::Explanation;
use crate::happened;
use crate::text::{BAD, DIM, GOOD, WARN, instant, labelled, plain};

pub(super) fn text(explanation: &Explanation<'_>) -> String {
    let Explanation { user, at, decision, checks, leaves, evidence, .. } = explanation;
    let mut text = headline(decision, user);
    text.push_str(&labelled("policy", decision.policy.as_deref().unwrap_or("none in force")));
    text.push_str(&labelled("at", &instant(*at)));
    text.push_str(&labelled("residence", &residence(decision)));
    text.push('\n');
    text.extend(checks.iter().map(check));
    if !leaves.is_empty() {
        text.push('\n');
        text.extend(leaves.iter().map(leaf));
    }
    text.push('\n');
    let none = || "none".to_owned();
    text.push_str(&labelled("basis", &decision.basis.map_or_else(none, |basis| basis.to_string())));
    text.push_str(&labelled("ground", &decision.ground.map_or_else(none, |ground| ground.to_string())));
    text.push_str(&labelled("evidence", &evidence.as_ref().map_or_else(none, event)));
    text.push_str(&labelled("obligations", &list(decision.obligations.iter().map(obligation))));
    text.push_str(&labelled("valid until", &decision.valid_until.map_or_else(|| "the next event".to_owned(), instant)));
    if let Some(remedy) = &decision.remedy {
        text.push_str(&labelled("remedy", &format!("{}: {}", remedy.action, remedy.text())));
    }
    text.push_str(&labelled(
        "contact",
        &list(decision.contact.iter().map(|(name, address)| format!("{name}: {address}"))),
    ));
    text
}

fn headline(decision: &Decision, user: &str) -> String {
    let (purpose, user) = (plain(&decision.purpose), plain(user));
    let observed =
        if decision.would_deny.is_empty() { "" } else { ", because it is only observed: it would be denied" };
    let (style, sign, word) = if decision.allowed { (GOOD, '✓', "allowed") } else { (BAD, '✗', "denied") };
    format!("{style}{sign} {word}{style:#}: `{purpose}` for `{user}`{observed}\n")
}

fn residence(decision: &Decision) -> String {
    let code = decision.residence.as_deref().unwrap_or("unknown");
    if decision.overlays.is_empty() {
        return code.to_owned();
    }
    let overlays: Vec<&str> = decision.overlays.iter().map(|key| &**key).collect();
    format!("{code}, with the rules of {}", overlays.join(", "))
}

fn check(check: &Check) -> String {
    let Check { name, found, reasons, why } = check;
    let title = name.title();
    let why = why.unwrap_or_default();
    let line = match found {
        Found::Passed => format!("{GOOD}✓{GOOD:#} {title}\n"),
        Found::Failed => format!("{BAD}✗{BAD:#} {title}\n"),
        Found::PassedOver => format!("{DIM}- {title}: passed over, {why}{DIM:#}\n"),
        Found::NotReached => format!("{DIM}- {title}: not reached, {why}{DIM:#}\n"),
    };
    let reasons: String = reasons.iter().map(|r| format!("    {WARN}{}{WARN:#}: {}\n", r.code(), r.text())).collect();
    line + &reasons
}

fn leaf(leaf: &Decision) -> String {
    let codes = |reasons: &[Reason]| reasons.iter().map(|r| r.code()).collect::<Vec<_>>().join(", ");
    let purpose = plain(&leaf.purpose);
    if leaf.allowed {
        let ground = leaf.ground.map_or_else(|| "observed".to_owned(), |ground| ground.to_string());
        return format!("{GOOD}✓{GOOD:#} {purpose}: {ground}\n");
    }
    format!("{BAD}✗{BAD:#} {purpose}: {}\n", codes(&leaf.reasons))
}

fn event(entry: &HistoryEntry) -> String {
    let HistoryEntry { position, event, .. } = entry;
    let what = happened::what(&event.act);
    let what = if what.is_empty() { what } else { format!(" ({what})") };
    let by = happened::by(&event.act).map_or_else(String::new, |by| format!(" by {by}"));
    format!("event {position}, {}{what}{by}, {}", event.act.operation(), instant(event.at))
}

fn obligation(obligation: &Obligation) -> String {
    let Obligation { kind, subject, due } = obligation;
    let subject = subject.as_ref().map_or_else(String::new, |subject| format!(" {subject}"));
    let due = due.map_or_else(String::new, |due| format!(" by {}", instant(due)));
    format!("{kind}{subject}{due}")
}

fn list(items: impl Iterator<Item = String>) -> String {
    let joined = items.collect::<Vec<_>>().join(", ");
    if joined.is_empty() { "none".to_owned() } else { joined }
}
