//! The fold: what each act changes in what is known of a user.

use super::{Choice, Grant, Guardian, HeardSignal, KnownAge, Mark, SeenNotice, UserState};
use crate::act::{Act, AgeFact, ConsentKind, Event};

impl UserState {
    /// Takes in the next event of this user.
    pub fn apply(&mut self, event: &Event, position: u64) {
        let mark = Mark { position, at: event.at };
        self.last = Some(mark);
        match &event.act {
            Act::Grant { purpose, purposes, by, kind, notice, expires, .. } => {
                self.see(notice, by.as_ref(), mark, |seen| seen.version.clone_from(&event.policy));
                for leaf in purposes {
                    let place = self.grants.iter().position(|g| g.purpose == *leaf && g.by == *by);
                    let earlier = place.and_then(|at| self.grants.get(at));
                    let explicit = *kind == ConsentKind::Explicit;
                    // use or assumption never takes the place of what was said
                    if !explicit && earlier.is_some_and(|g| g.kind == ConsentKind::Explicit) {
                        continue;
                    }
                    let exact = if explicit && leaf == purpose { Some(mark) } else { earlier.and_then(|g| g.exact) };
                    if let Some(at) = place {
                        self.grants.remove(at);
                    }
                    self.grants.push(Grant {
                        purpose: leaf.clone(),
                        by: by.clone(),
                        kind: *kind,
                        notice: notice.clone(),
                        version: event.policy.clone(),
                        expires: *expires,
                        exact,
                        mark,
                    });
                }
            }
            Act::Withdraw { nodes, by, .. } => set(&mut self.withdrawals, nodes, by.as_ref(), mark),
            Act::Acknowledge { notice, version, agrees, .. } => {
                self.see(notice, None, mark, |seen| {
                    (seen.agrees, seen.acknowledged, seen.mark) = (*agrees, true, mark)
                });
                if *version {
                    self.disagreed = if *agrees { None } else { Some(mark) };
                }
            }
            Act::OptOut { nodes, .. } => set(&mut self.opt_outs, nodes, None, mark),
            Act::OptIn { nodes, .. } => set(&mut self.opt_ins, nodes, None, mark),
            Act::Object { nodes, .. } => set(&mut self.objections, nodes, None, mark),
            Act::OverruleObjection { nodes, .. } => set(&mut self.overrulings, nodes, None, mark),
            Act::Restrict { nodes, .. } => set(&mut self.restrictions, nodes, None, mark),
            Act::LiftRestriction { nodes, .. } => self.lift(nodes),
            Act::Update { age, residence, account, kind } => {
                if let Some(fact) = age {
                    self.observe(fact);
                }
                if let Some((source, code)) = residence {
                    self.residences.retain(|(s, _)| s != source);
                    self.residences.push((source.clone(), code.clone()));
                }
                if let Some(account) = account {
                    self.account = *account;
                    self.account_mark = Some(mark);
                }
                if kind.is_some() {
                    self.kind.clone_from(kind);
                }
            }
            Act::LinkGuardian { guardian, verified, .. } => {
                self.guardians.retain(|g| g.id != *guardian);
                self.guardians.push(Guardian { id: guardian.clone(), verified: *verified, mark });
            }
            Act::UnlinkGuardian { guardian } => {
                self.guardians.retain(|g| g.id != *guardian);
                self.grants.retain(|g| g.by.as_ref() != Some(guardian));
                self.withdrawals.retain(|w| w.by.as_ref() != Some(guardian));
                self.notices.retain(|n| n.by.as_ref() != Some(guardian));
            }
            Act::Signals { signals } => {
                for (name, on) in signals {
                    let before = self.signals.iter().find(|s| s.name == *name).and_then(|s| s.last_on);
                    self.signals.retain(|s| s.name != *name);
                    let last_on = if *on { Some(mark) } else { before };
                    self.signals.push(HeardSignal { name: name.clone(), on: *on, mark, last_on });
                }
            }
            Act::Erase {} => *self = Self { last: Some(mark), erased: Some(mark), ..Self::default() },
        }
    }

    /// Notes that a notice was shown. A later grant under it does not undo what an acknowledgement said.
    fn see(&mut self, notice: &str, by: Option<&String>, mark: Mark, fill: impl FnOnce(&mut SeenNotice)) {
        let known = self.notices.iter_mut().find(|n| n.notice == notice && n.by.as_ref() == by);
        if let Some(seen) = known {
            return fill(seen);
        }
        let (notice, by) = (notice.to_owned(), by.cloned());
        let mut seen = SeenNotice { notice, by, version: None, agrees: true, acknowledged: false, mark };
        fill(&mut seen);
        self.notices.push(seen);
    }

    /// A restriction of a node is lifted by lifting that node or one above it; `*` lifts all.
    fn lift(&mut self, nodes: &[String]) {
        let lifted = |node: &str| nodes.iter().any(|n| n == "*" || crate::words::covers(n, node));
        self.restrictions.retain(|r| !lifted(&r.node));
    }

    /// A surer or a younger observation replaces what was known; a less sure one that makes the user older does not.
    fn observe(&mut self, fact: &AgeFact) {
        let weaker =
            self.age.as_ref().is_some_and(|known| fact.assurance < known.assurance && fact.latest <= known.latest);
        if !weaker {
            self.age = Some(KnownAge { earliest: fact.earliest, latest: fact.latest, assurance: fact.assurance });
        }
    }
}

fn set(choices: &mut Vec<Choice>, nodes: &[String], by: Option<&String>, mark: Mark) {
    for node in nodes {
        choices.retain(|c| c.node != *node || c.by.as_ref() != by);
        choices.push(Choice { node: node.clone(), by: by.cloned(), mark });
    }
}
