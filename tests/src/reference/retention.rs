//! Check 9: whether the data may still be kept.

use jiff::Timestamp;

use super::case::{Case, Finding, finding};
use super::consent::kept;
use super::keys::at_or_below;
use super::question::Asked;
use super::tables::{Clock, Retention};
use super::{Recorded, calendar};
use crate::act::{Act, Grant, Handling, Kind, Scope};

impl Recorded {
    /// When something took place: what the record says, else when it was made.
    pub(super) fn day(&self) -> Timestamp {
        match self.handling() {
            Some(Handling::Record(act)) => act.on.unwrap_or(self.at),
            _ => self.at,
        }
    }
}

impl Case<'_> {
    pub(super) fn retention(&self, key: &str, legal: bool, asked: &Asked<'_>) -> Vec<Finding> {
        if asked.operation() == Some("collect") {
            return Vec::new();
        }
        let rules = self.policy.tables.retention.iter().filter(|(_, rule)| rule.location.is_none());
        rules
            .filter(|(name, rule)| self.retention_is_about(name, rule, key, asked))
            .filter_map(|(_, rule)| self.retention_denies(rule, key, legal, asked))
            .map(finding)
            .collect()
    }

    fn retention_is_about(&self, name: &str, rule: &Retention, key: &str, asked: &Asked<'_>) -> bool {
        if !rule.purposes.as_ref().is_none_or(|nodes| self.policy.any_covers(nodes, key))
            || self.policy.any_covers(&rule.except_purposes, key)
        {
            return false;
        }
        if asked.categories.is_empty() {
            return rule.purposes.is_some();
        }
        if let Some(entries) = &rule.categories {
            return asked.categories.iter().any(|category| entries.iter().any(|entry| at_or_below(entry, category)));
        }
        if name == "default" && rule.purposes.is_none() {
            return asked.categories.iter().any(|category| !self.named_by_a_rule(category));
        }
        true
    }

    fn named_by_a_rule(&self, category: &str) -> bool {
        let rules =
            self.policy.tables.retention.iter().filter(|(name, rule)| *name != "default" && rule.location.is_none());
        let mut entries = rules.flat_map(|(_, rule)| rule.categories.iter().flatten());
        entries.any(|entry| at_or_below(entry, category))
    }

    fn retention_denies(&self, rule: &Retention, key: &str, legal: bool, asked: &Asked<'_>) -> Option<&'static str> {
        let mut clocks = rule.clocks.clone();
        clocks.extend(rule.after.clone().map(|after| Clock { after, keep: rule.keep.clone() }));
        let starts: Vec<Option<Timestamp>> =
            clocks.iter().map(|clock| self.clock_starts(&clock.after, rule, key, asked)).collect();
        let ends = clocks.iter().zip(&starts).map(|(clock, start)| match &clock.keep {
            // a question about the past knows what came later
            _ if start.is_some_and(|start| start > self.at) => *start,
            Some(term) => start.and_then(|start| calendar::term_end(start, term, &self.policy.zone)),
            None => *start,
        });
        let ends: Vec<Option<Timestamp>> = ends.collect();
        let end = match rule.ends.as_deref() {
            Some("latest") if ends.iter().any(Option::is_none) => None,
            Some("latest") => ends.iter().flatten().max().copied(),
            _ => ends.iter().flatten().min().copied(),
        };
        let over = end.is_some_and(|end| end <= self.at);
        if let Some(end) = end {
            self.may_change_at(end);
        }
        let held = self.user.holds().values().any(|categories| {
            let near = |category: &String| {
                rule.categories.as_ref().is_none_or(|entries| entries.iter().any(|entry| Case::near(entry, category)))
            };
            categories.is_empty() || categories.iter().any(near)
        });
        if over && !(legal && held) {
            let isolated = rule.then.as_deref() == Some("isolate");
            return Some(if isolated { "isolated" } else { "retention_expired" });
        }
        let runs = starts.iter().flatten().any(|start| *start <= self.at);
        let outside = rule.permits.as_ref().is_some_and(|nodes| !self.policy.any_covers(nodes, key));
        (runs && outside && !legal).then_some("retention_expired")
    }

    /// When a clock began to run: of alternatives the one that stands first of those that happened.
    fn clock_starts(&self, after: &str, rule: &Retention, key: &str, asked: &Asked<'_>) -> Option<Timestamp> {
        let events = after.split(" or ").map(str::trim);
        let mut happened = events.filter_map(|event| self.event_happened(event, rule, key, asked));
        happened.next()
    }

    fn event_happened(&self, event: &str, rule: &Retention, key: &str, asked: &Asked<'_>) -> Option<Timestamp> {
        let records = self.user.records(event);
        let days = || records.iter().map(|(recorded, _)| recorded.day());
        match event {
            "account_closed" => self.user.closing().map(Recorded::day),
            "last_active" => match days().max() {
                Some(day) => Some(self.own_yes().fold(day, Timestamp::max)),
                None => self.own_yes().chain(self.signs_of_life()).max(),
            },
            "unsubscribed" => self.unsubscribed(key),
            "collected" => {
                let of_rule = |category: &String| {
                    rule.categories
                        .as_ref()
                        .is_none_or(|entries| entries.iter().any(|entry| at_or_below(entry, category)))
                };
                let holdings = self.user.holdings();
                let last = holdings.iter().rfind(|(_, holding)| holding.context.categories.iter().any(of_rule));
                last.map(|(recorded, _)| recorded.at)
            }
            _ => {
                let of_reference = records
                    .iter()
                    .filter(|(_, act)| asked.reference.is_some() && act.reference.as_deref() == asked.reference);
                of_reference.map(|(recorded, _)| recorded.day()).max().or_else(|| days().max())
            }
        }
    }

    /// The instants of the user's own grants, those that are kept, and opt-ins.
    fn own_yes(&self) -> impl Iterator<Item = Timestamp> {
        let explicit_before = |recorded: &Recorded, act: &Grant| {
            let granted = self.user.granted(recorded);
            let names = if granted.is_empty() { vec![act.purpose.clone()] } else { granted };
            names.iter().all(|name| {
                self.user.acts.iter().filter(|other| other.position < recorded.position).any(|other| {
                    let Some(Act::Grant(earlier)) = other.act() else {
                        return false;
                    };
                    let same = earlier.purpose == *name || self.user.granted(other).contains(name);
                    let reaches_alike = other.scope() == recorded.scope();
                    earlier.by.is_none() && earlier.kind == Kind::Explicit && same && reaches_alike
                })
            })
        };
        self.user.acts.iter().filter_map(move |recorded| match recorded.act()? {
            Act::Grant(act) => {
                let kept = act.kind == Kind::Explicit || !explicit_before(recorded, act);
                (act.by.is_none() && kept).then_some(recorded.at)
            }
            Act::OptIn(act) => act.by.is_none().then_some(recorded.at),
            _ => None,
        })
    }

    /// The instants of the user's notices, records, collections and changes of the account.
    fn signs_of_life(&self) -> impl Iterator<Item = Timestamp> {
        self.user.acts.iter().filter_map(|recorded| {
            let counts = match (recorded.act(), recorded.handling()) {
                (Some(Act::Acknowledge(_)), _) | (_, Some(Handling::Record(_) | Handling::Collect(_))) => true,
                (Some(Act::Update(act)), _) => act.account.is_some(),
                _ => false,
            };
            counts.then_some(recorded.day())
        })
    }

    /// The first refusal of the purpose that reaches everything since the last grant or opt-in of it that stands.
    fn unsubscribed(&self, key: &str) -> Option<Timestamp> {
        let since = self.last_yes(key);
        let refusals = self.reaching_everything(key).filter(|(recorded, _)| recorded.position > since);
        let mut refusals = refusals.filter(|(recorded, act)| match act {
            Act::Withdraw(act) => !act.by.as_deref().is_some_and(|by| self.user.forgotten(by, recorded.position)),
            _ => matches!(act, Act::OptOut(_) | Act::ObjectTo(_)),
        });
        refusals.next().map(|(recorded, _)| recorded.at)
    }

    /// The position of the last grant or opt-in of a purpose that stands.
    fn last_yes(&self, key: &str) -> u64 {
        let opt_ins = self.reaching_everything(key).filter(|(_, act)| matches!(act, Act::OptIn(_)));
        let opt_in = opt_ins.map(|(recorded, _)| recorded.position).max();
        let givers = self.user.guardians();
        let givers = givers.keys().map(|guardian| Some(*guardian)).chain([None]);
        // one that is not explicit stands beside explicit ones of another scope
        let grants = givers.flat_map(|by| {
            let grants = self.user.grants(key, by);
            let standing = grants.iter().filter_map(|grant| {
                let mut alike = grants.clone();
                alike.retain(|other| other.recorded.scope() == grant.recorded.scope());
                kept(&alike).map(|kept| kept.recorded.position)
            });
            standing.max()
        });
        opt_in.max(grants.max()).unwrap_or_default()
    }

    /// The choices without a scope that are about a purpose, oldest first.
    fn reaching_everything(&self, key: &str) -> impl Iterator<Item = (&Recorded, &Act)> {
        self.user.acts.iter().filter(|recorded| *recorded.scope() == Scope::default()).filter_map(move |recorded| {
            let act = recorded.act()?;
            let named = match act {
                Act::Withdraw(act) | Act::OptOut(act) | Act::ObjectTo(act) | Act::OptIn(act) => &act.purpose,
                _ => return None,
            };
            let nodes = self.user.nodes_named(recorded, named);
            self.policy.any_covers(&nodes, key).then_some((*recorded, act))
        })
    }
}
