//! The fold: what each act changes in what is known of a user.

use super::records::{Case, CaseStatus, Disclosure, Disposed, Happened, Held, Holding, Registered};
use super::{Choice, Grant, Guardian, HeardSignal, KnownAge, Mark, SeenNotice, UserState};
use crate::act::{Account, Act, AgeFact, Carried, Collected, ConsentKind, Event, Scope, Task};
use crate::words::covers;

impl UserState {
    /// Takes in the next event of this user.
    pub fn apply(&mut self, event: &Event, position: u64) {
        let mark = Mark { position, at: event.at };
        let before = self.last.replace(mark);
        match &event.act {
            Act::Grant { purpose, purposes, by, kind, notice, expires, scope, .. } => {
                self.see(notice, by.as_ref(), mark, |seen| seen.version.clone_from(&event.policy));
                for leaf in purposes {
                    let place = self.grants.iter().position(|g| g.purpose == *leaf && g.by == *by && g.scope == *scope);
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
                        purpose: leaf.into(),
                        by: by.clone(),
                        kind: *kind,
                        notice: notice.clone(),
                        version: event.policy.clone(),
                        expires: *expires,
                        exact,
                        scope: scope.clone(),
                        mark,
                    });
                }
            }
            Act::Withdraw { nodes, by, scope, .. } => {
                self.refuse(|state| &mut state.withdrawals, nodes, by.as_ref(), scope, mark)
            }
            Act::Acknowledge { notice, version, agrees, .. } => {
                self.see(notice, None, mark, |seen| {
                    (seen.agrees, seen.acknowledged, seen.mark) = (*agrees, true, mark)
                });
                if *version {
                    self.disagreed = if *agrees { None } else { Some(mark) };
                }
            }
            Act::OptOut { nodes, scope, .. } => self.refuse(|state| &mut state.opt_outs, nodes, None, scope, mark),
            Act::OptIn { nodes, scope, .. } => set(&mut self.opt_ins, nodes, None, scope, mark, None),
            Act::Object { nodes, scope, .. } => self.refuse(|state| &mut state.objections, nodes, None, scope, mark),
            Act::OverruleObjection { nodes, .. } => {
                set(&mut self.overrulings, nodes, None, &Scope::default(), mark, None)
            }
            Act::Restrict { nodes, .. } => set(&mut self.restrictions, nodes, None, &Scope::default(), mark, None),
            Act::LiftRestriction { nodes, .. } => self.lift(nodes),
            Act::Update { age, residence, account, kind } => {
                if let Some(fact) = age {
                    self.observe(fact);
                }
                if let Some((source, code)) = residence {
                    self.residences.retain(|(s, _)| s != source);
                    self.residences.push((source.into(), code.into()));
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
            Act::Signals { signals, .. } => {
                for (name, on) in signals {
                    let before = self.signals.iter().find(|s| s.name == *name).and_then(|s| s.last_on);
                    self.signals.retain(|s| s.name != *name);
                    let last_on = if *on { Some(mark) } else { before };
                    self.signals.push(HeardSignal { name: name.clone(), on: *on, mark, last_on });
                }
            }
            Act::Erase {} => *self = Self { last: Some(mark), erased: Some(mark), ..Self::default() },
            Act::EraseExcept { kept } => {
                self.erased = Some(mark);
                self.kept.clone_from(kept);
                self.grants.clear();
            }
            Act::Record { event, reference, on, details } => {
                self.happen(event, reference.as_ref(), on.unwrap_or(mark.at), details, mark);
            }
            Act::Collect { purpose, data } => self.hold_data(purpose, data, mark),
            Act::Disclose { purpose, data } => {
                self.disclosures.push(Disclosure { purpose: purpose.clone(), data: data.clone(), mark });
            }
            Act::Decided { .. } | Act::Joined { .. } | Act::Part { .. } | Act::Join { .. } => {
                self.link(&event.act, mark)
            }
            Act::Hold { hold, reason, categories } => {
                self.holds.retain(|h| h.hold != *hold);
                let (hold, reason, categories) = (hold.clone(), reason.clone(), categories.clone());
                self.holds.push(Held { hold, reason, categories, mark });
            }
            Act::Release { hold } => self.release(hold, mark),
            Act::Dispose { rule, method } => {
                self.disposed.retain(|d| d.rule != *rule);
                self.disposed.push(Disposed { rule: rule.clone(), method: method.clone(), mark });
            }
            Act::Request { details } => {
                let status = if details.verified { CaseStatus::Verified } else { CaseStatus::Received };
                let (details, received) = (details.clone(), mark.at);
                self.cases.push(Case {
                    id: position,
                    details,
                    received,
                    status,
                    changed: mark,
                    outcome: None,
                    reason: None,
                });
            }
            Act::Respond { case, response } => {
                if let Some(case) = self.cases.iter_mut().find(|c| c.id == *case) {
                    case.respond(response, mark);
                }
            }
            Act::Import { digest, .. } => {
                self.imports.push(digest.clone());
                // that a copy was taken in is no sign of life: clocks go on as they did where it was made
                self.last = before.map(|before| Mark { at: before.at, ..mark }).or(self.last);
            }
            Act::Merge { ledger, until } => {
                self.merged.retain(|(known, _)| known != ledger);
                self.merged.push((ledger.clone(), *until));
                // nor is it that ledgers met
                self.last = before.map(|before| Mark { at: before.at, ..mark }).or(self.last);
            }
            Act::Register { kind, id, fields } => self.register(kind, id, fields, mark),
        }
    }

    /// Takes in a refusal of some nodes.
    fn refuse(
        &mut self,
        list: fn(&mut Self) -> &mut Vec<Choice>,
        nodes: &[String],
        by: Option<&String>,
        scope: &Scope,
        mark: Mark,
    ) {
        let granted = self.grants.iter().map(|grant| grant.mark);
        let lift = granted.chain(self.opt_ins.iter().map(|choice| choice.mark)).max();
        set(list(self), nodes, by, scope, mark, lift);
    }

    /// Counts an event; those about the account change its state too.
    fn happen(
        &mut self,
        event: &str,
        reference: Option<&String>,
        on: crate::words::Timestamp,
        details: &std::collections::BTreeMap<String, String>,
        mark: Mark,
    ) {
        let account = match event {
            "account_closed" => Some(Account::Closed),
            "account_terminated" => Some(Account::Terminated),
            "account_reopened" => Some(Account::Active),
            _ => None,
        };
        if let Some(account) = account {
            self.account = account;
            self.account_mark = Some(Mark { at: on, ..mark });
        }
        let known = self.happened.iter_mut().find(|h| h.event == event && h.reference.as_ref() == reference);
        match known {
            Some(known) => {
                known.mark = mark;
                known.on = known.on.max(on);
                known.count = known.count.saturating_add(1);
                known.details.extend(details.iter().map(|(k, v)| (k.clone(), v.clone())));
            }
            None => {
                let (event, reference, details) = (event.to_owned(), reference.cloned(), details.clone());
                self.happened.push(Happened { event, reference, mark, on, count: 1, details });
            }
        }
    }

    /// Keeps what was collected, a holding for each category and reference.
    fn hold_data(&mut self, purpose: &str, data: &Collected, mark: Mark) {
        for category in &data.categories {
            let first = self.holdings.iter().find(|h| h.category == *category && h.data.reference == data.reference);
            let purpose = first.map_or(purpose, |h| &h.purpose).to_owned();
            self.holdings.retain(|h| h.category != *category || h.data.reference != data.reference);
            let data = Collected { categories: Vec::new(), ..data.clone() };
            self.holdings.push(Holding { category: category.clone(), purpose, data, mark });
        }
    }

    /// Ends a hold. What stayed after an erasure for its sake only stays no longer.
    fn release(&mut self, hold: &str, mark: Mark) {
        self.holds.retain(|h| h.hold != hold);
        let holds = &self.holds;
        let held = |task: &Task| {
            let names = |h: &Held| h.categories.is_empty() || h.categories.iter().any(|own| covers(own, &task.subject));
            holds.iter().any(names)
        };
        let by_hold = |task: &&mut Task| task.reason.as_deref() == Some("legal_hold") && task.until.is_none();
        for task in self.kept.iter_mut().filter(by_hold).filter(|task| !held(task)) {
            task.until = Some(mark.at);
        }
    }

    /// Links and unlinks visitors and users.
    fn link(&mut self, act: &Act, mark: Mark) {
        match act {
            Act::Join { visitor, carried } => {
                self.joined.retain(|other| other != visitor);
                self.joined.push(visitor.clone());
                self.carry(carried, mark);
            }
            Act::Joined { user } => self.joined = vec![user.clone()],
            Act::Part { other } => self.joined.retain(|joined| joined != other),
            _ => {}
        }
    }

    /// Takes over what a visitor chose: every refusal, and a consent only where nothing here refuses it.
    fn carry(&mut self, carried: &Carried, mark: Mark) {
        let everywhere = Scope::default();
        for (purpose, notice) in &carried.grants {
            let covered = |c: &Choice| c.node == "*" || covers(&c.node, purpose);
            let refused = [&self.withdrawals, &self.opt_outs, &self.objections].iter().any(|l| l.iter().any(covered));
            if refused || self.grants.iter().any(|g| g.purpose == *purpose && g.by.is_none()) {
                continue;
            }
            self.grants.push(Grant {
                purpose: purpose.into(),
                by: None,
                kind: ConsentKind::Explicit,
                notice: notice.clone(),
                version: None,
                expires: None,
                // it lifts no refusal and overrides no signal of the user's own
                exact: None,
                scope: everywhere.clone(),
                mark,
            });
        }
        self.refuse(|state| &mut state.withdrawals, &carried.withdrawals, None, &everywhere, mark);
        self.refuse(|state| &mut state.opt_outs, &carried.opt_outs, None, &everywhere, mark);
        self.refuse(|state| &mut state.objections, &carried.objections, None, &everywhere, mark);
        set(&mut self.restrictions, &carried.restrictions, None, &everywhere, mark, None);
        for name in &carried.signals {
            self.signals.retain(|s| s.name != *name);
            self.signals.push(HeardSignal { name: name.clone(), on: true, mark, last_on: Some(mark) });
        }
    }

    /// Adds to what the company registered.
    fn register(&mut self, kind: &str, id: &str, fields: &std::collections::BTreeMap<String, String>, mark: Mark) {
        let at = match self.registered.iter().position(|r| r.kind == kind && r.id == id) {
            Some(at) => at,
            None => {
                let (kind, id) = (kind.to_owned(), id.to_owned());
                let fields = std::collections::BTreeMap::new();
                self.registered.push(Registered { kind, id, fields, times: Vec::new(), since: mark, mark });
                self.registered.len() - 1
            }
        };
        let Some(entry) = self.registered.get_mut(at) else { return };
        for (name, value) in fields {
            let stage = name == "status" || name == "stage";
            if stage && entry.fields.get(name) != Some(value) {
                entry.times.push((value.clone(), mark.at));
            }
            entry.fields.insert(name.clone(), value.clone());
        }
        entry.mark = mark;
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

/// Puts a choice in the place of the same one made before, and keeps since when it stands.
fn set(
    choices: &mut Vec<Choice>,
    nodes: &[String],
    by: Option<&String>,
    scope: &Scope,
    mark: Mark,
    lift: Option<Mark>,
) {
    for node in nodes {
        let place = choices.iter().position(|c| c.node == *node && c.by.as_ref() == by && c.scope == *scope);
        let before = place.map(|at| choices.remove(at));
        let (first, mut again) = before.map_or((mark, Vec::new()), |before| (before.first, before.again));
        // made again without a lift between, the earlier one is the one that counts
        if first != mark && lift > Some(again.last().copied().unwrap_or(first)) {
            again.push(mark);
        }
        choices.push(Choice { node: node.into(), by: by.cloned(), scope: scope.clone(), mark, first, again });
    }
}
