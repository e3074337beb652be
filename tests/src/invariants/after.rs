//! What is looked at on an engine that has lived through the history again: bans, nodes, exports, versions, signals, visitors.

use anyhow::{Result, anyhow};
use placet::act::{ConsentKind, Scope};
use placet::policy::{Purpose, Support};
use placet::words::Basis;
use placet::{Context, ExportOptions, Reason, Update};

use super::course::{denies_for, said};
use super::draw::Draw;
use super::live::End;
use super::question::context;
use super::scene::{compiled, date_after, later_version};
use super::world::{Answer, World, allowed, replay, same, told};
use super::{Choice, Deed, Invariant, Tally, joining};

type Look = fn(&End<'_>, &mut Tally) -> Result<()>;

pub(super) const LOOKS: [(&[Invariant], Look); 8] = [
    (&[Invariant::CategoryBans, Invariant::SaleBans, Invariant::ChildBans], bans),
    (&[Invariant::Ancestors], ancestors),
    (&[Invariant::ExportImport], exported),
    (&[Invariant::Upgrades, Invariant::Successors], survive),
    (&[Invariant::Signals], signals),
    (&[Invariant::Joining], joining::joined),
    (&[Invariant::JoinedRefusals], joining::refused_once),
    (&[Invariant::JoinOrder], joining::in_either_order),
];

/// Reasons by which something is closed altogether, so that nothing is said of bans.
const CLOSED: [Reason; 3] = [Reason::Erased, Reason::PolicyNotInForce, Reason::PurposeUndeclared];

pub(super) fn again<'w>(end: &End<'w>) -> Result<World<'w>> {
    replay(end.way, end.policy, end.scene, |_| true)
}

pub(super) fn user<'a>(end: &'a End<'_>) -> &'a str {
    end.users.first().map_or("adult", String::as_str)
}

pub(super) fn choose(purpose: &str) -> Choice {
    Choice { purpose: purpose.to_owned(), by: None, ground: None, scope: Scope::default() }
}

pub(super) fn reasons(answer: &Answer) -> Vec<Reason> {
    answer.as_ref().map(|d| d.reasons.iter().chain(&d.would_deny).copied().collect()).unwrap_or_default()
}

/// A user consents to everything, as an adult and as a child with a guardian, and is asked for what is banned.
fn bans(end: &End<'_>, tally: &mut Tally) -> Result<()> {
    let (mut world, user, mut draw) = (again(end)?, user(end), Draw::new(end.scene.salt));
    let policy = world.engine.policy();
    let Some(version) = policy.in_force(world.now()).cloned() else { return Ok(()) };
    let today = date_after(world.now(), 0);
    let years = |years: i16| {
        today.parse::<jiff::civil::Date>().map(|day| day.saturating_sub(jiff::Span::new().years(years)).to_string())
    };
    let born = |date: String| {
        let assurance = Some("verified".to_owned());
        Deed::Update(Box::new(Update {
            birthdate: Some(date),
            assurance,
            account: Some("active".to_owned()),
            ..Update::default()
        }))
    };
    let child = version.child.clone().filter(|child| child.below > 1);
    for young in [false, true] {
        let age = if young { i16::from(child.as_ref().map_or(10, |child| child.below)) - 1 } else { 35 };
        // of somebody who was erased, though a hold keeps something, no age is learnt
        if !world.act(user, &born(years(age)?))? {
            continue;
        }
        world.act(user, &Deed::Link { guardian: "gil".to_owned(), pending: false })?;
        for purpose in &end.words.purposes {
            for by in [None, Some("gil".to_owned())].into_iter().filter(|_| draw.chance(70)) {
                let notice = by.as_ref().and(end.words.guardian_notice.clone());
                let choice = Choice { by, ..choose(purpose) };
                world.act(user, &Deed::Grant { choice, kind: ConsentKind::Explicit, notice, expires: None })?;
            }
        }
        for purpose in version.purposes.iter() {
            let mut ask = |context: Context, (invariant, code): (Invariant, Reason), why: &str| {
                let answer = world.ask(user, &purpose.key, &context);
                let named = reasons(&answer).iter().any(|r| *r == code || CLOSED.contains(r));
                let unknown = answer.as_ref().is_err_and(|code| code != "unknown_category");
                tally.expect(invariant, !allowed(&answer) && (named || unknown), || {
                    format!(
                        "`{}` for `{user}` (young: {young}) with {}: {why}, and it is {}",
                        purpose.key,
                        said(&context),
                        told(&answer)
                    )
                });
            };
            let base = |draw: &mut Draw| Context { linked: None, ..context(&policy, end.words, draw, &purpose.key) };
            for (key, rule) in
                version.categories.iter().filter(|(_, rule)| !rule.forbid.is_empty() && rule.linked_becomes.is_none())
            {
                let operation = draw.any(&rule.forbid).filter(|operation| operation != "*").or(Some("use".to_owned()));
                let categories = vec![key.clone()];
                ask(
                    Context { categories, operation, ..base(&mut draw) },
                    (Invariant::CategoryBans, Reason::CategoryProhibited),
                    "it is forbidden",
                );
            }
            let sale = Some(draw.word(&["sell", "rent", "trade"]));
            let sold = (Invariant::SaleBans, Reason::SaleProhibited);
            ask(Context { operation: sale, ..base(&mut draw) }, sold, "nothing is sold");
            // what becomes another category once it is linked is held to the rule of that one
            let stays = |category: &&String| version.category_rule(category).is_none_or(|r| r.linked_becomes.is_none());
            for category in child.iter().filter(|_| young).flat_map(|child| &child.forbid).filter(stays) {
                ask(
                    Context { categories: vec![category.clone()], ..base(&mut draw) },
                    (Invariant::ChildBans, Reason::ChildCategoryBlocked),
                    "it is a child's",
                );
            }
        }
    }
    Ok(())
}

/// A law may want of one kind of user what another can refuse.
pub(super) fn by_law(purpose: &Purpose) -> bool {
    purpose.alternatives.iter().any(|a| a.support == Support::Basis(Basis::LegalObligation))
}

/// A purpose refused by a node above it, and by itself.
fn ancestors(end: &End<'_>, tally: &mut Tally) -> Result<()> {
    let (user, mut draw) = (user(end), Draw::new(end.scene.salt ^ 1));
    let policy = end.world.engine.policy();
    let Some(version) = policy.in_force(end.world.now()) else { return Ok(()) };
    for _ in 0..2 {
        let Some(purpose) = draw.any(&version.purposes) else { return Ok(()) };
        let above: Vec<String> = purpose.nodes.iter().filter(|node| **node != *purpose.key).cloned().collect();
        let node = draw.word(&above);
        let make: fn(Choice) -> Deed =
            draw.any(&[Deed::OptOut as fn(Choice) -> Deed, Deed::Withdraw, Deed::Object]).unwrap_or(Deed::OptOut);
        let (mut low, mut high) = (again(end)?, again(end)?);
        if !low.act(user, &make(choose(&purpose.key)))? {
            // what can't be refused is not touched from above either
            continue;
        }
        let reached = high.act(user, &make(choose(&node)))?;
        if reached && matches!(make(choose(&node)), Deed::OptOut(_)) {
            let below = version.purposes.iter().filter(|p| p.covered_by(&node) && p.optional && !by_law(p));
            for below in below {
                let answer = high.ask(user, &below.key, &Context::default());
                tally.expect(Invariant::Ancestors, !allowed(&answer), || {
                    format!("`{}` for `{user}`, who opted out of `{node}`: {}", below.key, told(&answer))
                });
            }
        }
        let mut questions = vec![Context::default()];
        questions.extend((0..6).map(|_| context(&policy, end.words, &mut draw, &purpose.key)));
        for context in questions {
            let (below, above) = (low.ask(user, &purpose.key, &context), high.ask(user, &purpose.key, &context));
            tally.expect(Invariant::Ancestors, allowed(&below) || !allowed(&above), || {
                let kind = make(choose(&node));
                format!(
                    "`{}` for `{user}` with {}: {} after its own refusal, and {} after {kind:?} (done: {reached})",
                    purpose.key,
                    said(&context),
                    told(&below),
                    told(&above)
                )
            });
        }
    }
    Ok(())
}

/// Nothing in it that the company registered, or that positions of the ledger name.
fn travels(context: &Context) -> bool {
    context.instrument.is_none()
        && context.recipient.is_none()
        && context.technology.is_none()
        && context.decision.is_none()
}

/// Another engine under the same policy takes the export in.
fn exported(end: &End<'_>, tally: &mut Tally) -> Result<()> {
    for user in &end.users {
        let export = match end.world.engine.export(user, &ExportOptions::default()) {
            Ok(export) => export,
            Err(error) => {
                tally.expect(Invariant::ExportImport, false, || format!("`{user}` is not exported: {error}"));
                continue;
            }
        };
        let there =
            World::open(end.way, placet::policy::Policy::clone(&end.world.engine.policy()), &[], end.world.now())?;
        if let Err(error) = end.way.import(&there.engine, &export) {
            // of a stranger there is nothing to take in
            let stranger = export.get("events").and_then(|events| events.as_array()).is_none_or(Vec::is_empty);
            tally.expect(Invariant::ExportImport, stranger, || {
                format!("the export of `{user}` is not taken in: {error}")
            });
            continue;
        }
        for (purpose, context) in end.panel.iter().filter(|(_, context)| travels(context)) {
            let (here, other) = (end.world.ask(user, purpose, context), there.ask(user, purpose, context));
            tally.expect(Invariant::ExportImport, same(&here, &other), || {
                format!("`{purpose}` for `{user}` with {}: {} here, {} there", said(context), told(&here), told(&other))
            });
        }
    }
    Ok(())
}

const LASTING: [Reason; 5] =
    [Reason::OptedOut, Reason::Objected, Reason::Restricted, Reason::Erased, Reason::ConsentWithdrawn];

/// A version without changes of its own comes into force; and a successor's engine knows only that version.
fn survive(end: &End<'_>, tally: &mut Tally) -> Result<()> {
    let from = date_after(end.world.now(), 1);
    // the version that the scene adds may not be loaded yet, or not be in force yet
    let loaded = end.world.engine.policy().versions().len();
    let documents = end.scene.documents.get(..loaded).unwrap_or_default();
    if end.world.engine.policy().next_change(end.world.now()).is_some() {
        return Ok(());
    }
    let Some(next) = later_version(documents, "after", &from, false) else { return Ok(()) };
    let Some(version) = end.world.engine.policy().in_force(end.world.now()).cloned() else { return Ok(()) };
    let own = |purpose: &String| version.purpose(purpose).is_none_or(|own| !denies_for(&version, own, &LASTING));
    let upgraded = again(end)?;
    upgraded.way.reload(&upgraded.engine, &next).map_err(|error| anyhow!("a version is not loaded: {error}"))?;
    let heir = World::open(end.way, compiled(&[next])?, &[], end.world.now())?;
    let at = placet::Timestamp(end.world.now().0 + 2 * 86_400_000);
    for user in &end.users {
        let before: Vec<(&String, Vec<Reason>)> = end
            .panel
            .iter()
            .filter(|(purpose, context)| context.is_empty() && own(purpose))
            .map(|(purpose, context)| (purpose, reasons(&end.world.ask(user, purpose, context))))
            .collect();
        let cases = told_cases(&end.world, user)?;
        let export = end.world.engine.export(user, &ExportOptions::default());
        let taken = export.is_ok_and(|export| end.way.import(&heir.engine, &export).is_ok());
        let worlds = [(&upgraded, "the later version"), (&heir, "the successor")];
        for ((world, name), invariant) in worlds.into_iter().zip([Invariant::Upgrades, Invariant::Successors]) {
            if !taken && invariant == Invariant::Successors {
                continue;
            }
            world.set(at);
            for (purpose, before) in &before {
                let after = world.ask(user, purpose, &Context::default());
                for reason in before.iter().filter(|reason| LASTING.contains(reason)) {
                    let kept = reasons(&after).iter().any(|r| r == reason || *r == Reason::Erased);
                    tally.expect(invariant, kept, || {
                        format!(
                            "`{purpose}` for `{user}` was denied as `{reason}`, and under {name} it is {}",
                            told(&after)
                        )
                    });
                }
            }
            let after = told_cases(world, user)?;
            tally.expect(invariant, cases == after, || {
                format!("the cases of `{user}` were {cases:?}, and under {name} they are {after:?}")
            });
        }
    }
    Ok(())
}

fn told_cases(world: &World<'_>, user: &str) -> Result<Vec<String>> {
    let cases = world.engine.cases(user)?;
    Ok(cases.iter().map(|c| format!("{} {} {:?} {} {:?}", c.right, c.status, c.outcome, c.received, c.due)).collect())
}

/// All signals are off at the end; and there never was one.
fn signals(end: &End<'_>, tally: &mut Tally) -> Result<()> {
    if end.words.signals.is_empty() {
        return Ok(());
    }
    let mut off = again(end)?;
    let without = replay(end.way, end.policy, end.scene, |step| !matches!(step.deed, Deed::Signals(_)))?;
    for user in &end.users {
        let version = off.engine.policy().in_force(off.now()).cloned();
        let names =
            version.iter().flat_map(|version| version.signals.iter().map(|signal| (signal.name.clone(), false)));
        let named: std::collections::BTreeMap<String, bool> = names.collect();
        off.act(user, &Deed::Signals(named))?;
        for (purpose, context) in &end.panel {
            let (silent, after) = (without.ask(user, purpose, context), off.ask(user, purpose, context));
            // a hold on somebody of whom nothing is known is refused, and of one who is known an erasure leaves what it holds
            if reasons(&silent).contains(&Reason::Erased) {
                continue;
            }
            tally.expect(Invariant::Signals, allowed(&silent) || !allowed(&after), || {
                format!(
                    "`{purpose}` for `{user}` with {}: {} without signals, {} with all of them off",
                    said(context),
                    told(&silent),
                    told(&after)
                )
            });
        }
    }
    Ok(())
}
