//! Visitors who turn out to be users: the more protective of the states holds.

use anyhow::Result;
use placet::act::ConsentKind;
use placet::policy::{Support, Version};
use placet::words::Basis;
use placet::{Context, Reason};

use super::after::{again, by_law, choose, reasons, user};
use super::course::{denies_for, said};
use super::draw::Draw;
use super::live::End;
use super::question::Question;
use super::retention::OVER;
use super::world::{Answer, World, allowed, told};
use super::{Choice, Deed, Invariant, Tally};

const VISITORS: [&str; 2] = ["newcomer", "passer"];

/// What a visitor or a user refused.
const REFUSED: [Reason; 4] = [Reason::OptedOut, Reason::Objected, Reason::Restricted, Reason::SignalOptOut];

/// What the choices are about: few things, so that one choice meets another.
fn targets(end: &End<'_>, draw: &mut Draw) -> Vec<String> {
    let from = |draw: &mut Draw| if draw.chance(70) { &end.words.purposes } else { &end.words.nodes };
    let one = |_| {
        let from = from(draw);
        draw.word(from)
    };
    (0..3).map(one).collect()
}

/// A choice of a visitor's: more often a refusal than a consent.
fn choice(end: &End<'_>, draw: &mut Draw, targets: &[String]) -> Deed {
    let choice = about(end, draw, targets);
    match draw.number(0, 8) {
        0..=5 => refusal(end, draw, choice),
        _ => Deed::Grant { choice, kind: ConsentKind::Explicit, notice: None, expires: None },
    }
}

fn about(end: &End<'_>, draw: &mut Draw, targets: &[String]) -> Choice {
    let ground = draw.maybe(90, &end.words.grounds);
    Choice { ground, ..choose(&draw.word(targets)) }
}

/// The reason for which an act denies.
fn reason_of(deed: &Deed) -> Reason {
    match deed {
        Deed::OptOut(_) => Reason::OptedOut,
        Deed::Object(_) => Reason::Objected,
        Deed::Restrict(_) => Reason::Restricted,
        Deed::Signals(_) => Reason::SignalOptOut,
        _ => Reason::ConsentWithdrawn,
    }
}

fn refusal(end: &End<'_>, draw: &mut Draw, choice: Choice) -> Deed {
    match draw.number(0, 5) {
        0..=1 => Deed::OptOut(choice),
        2 => Deed::Object(choice),
        3 => Deed::Restrict(choice),
        4 if !end.words.signals.is_empty() => Deed::Signals([(draw.word(&end.words.signals), true)].into()),
        _ => Deed::Withdraw(choice),
    }
}

/// Reasons for which somebody is refused a purpose by what they chose, where no law wants it.
fn refusals(version: &Version, (purpose, context): &Question, answer: &Answer) -> Vec<Reason> {
    let Some(own) = version.purpose(purpose).filter(|own| !by_law(own)) else { return Vec::new() };
    if denies_for(version, own, &REFUSED) {
        return Vec::new();
    }
    // for another alternative, a withdrawal is no refusal
    let plain = context.technology.is_none() && context.destination.is_none() && context.recipient.is_none();
    let consent = plain && own.alternatives.iter().all(|a| a.support == Support::Basis(Basis::Consent));
    let counts = |r: &Reason| REFUSED.contains(r) || (consent && *r == Reason::ConsentWithdrawn);
    if allowed(answer) { Vec::new() } else { reasons(answer).into_iter().filter(counts).collect() }
}

/// Questions that a visitor's choices answer as they answer a user's: of several choices about a technology, the nearest counts.
fn panel(end: &End<'_>) -> Vec<Question> {
    let asks = |(_, context): &&Question| context.technology.is_none() && context.decision.is_none();
    end.panel.iter().filter(asks).cloned().collect()
}

fn join(world: &mut World<'_>, user: &str, visitor: &str) -> Result<bool> {
    world.act(user, &Deed::Join { visitor: visitor.to_owned() })
}

/// A visitor with choices of their own turns out to be the user.
pub(super) fn joined(end: &End<'_>, tally: &mut Tally) -> Result<()> {
    let (mut world, user, mut draw) = (again(end)?, user(end), Draw::new(end.scene.salt ^ 2));
    let [visitor, _] = VISITORS;
    let Some(version) = world.engine.policy().in_force(world.now()).cloned() else { return Ok(()) };
    let targets = targets(end, &mut draw);
    for _ in 0..draw.number(2, 8) {
        world.act(visitor, &choice(end, &mut draw, &targets))?;
    }
    let panel = panel(end);
    let (of_user, of_visitor) = (world.answers(user, &panel), world.answers(visitor, &panel));
    if !join(&mut world, user, visitor)? {
        return Ok(());
    }
    let after = world.answers(user, &panel);
    for ((question, after), (own, other)) in panel.iter().zip(&after).zip(of_user.iter().zip(&of_visitor)) {
        if [own, other].iter().all(|answer| refusals(&version, question, answer).is_empty()) {
            continue;
        }
        tally.expect(Invariant::Joining, !allowed(after), || {
            let (own, other, after) = (told(own), told(other), told(after));
            let asked = said(&question.1);
            let who = format!("{own} for `{user}`, {other} for the visitor, and {after} once they are joined");
            format!("`{}` with {asked}: {who}", question.0)
        });
    }
    Ok(())
}

/// Once the two are joined, each refuses for both.
pub(super) fn refused_once(end: &End<'_>, tally: &mut Tally) -> Result<()> {
    let (mut world, user, mut draw) = (again(end)?, user(end), Draw::new(end.scene.salt ^ 3));
    let [visitor, _] = VISITORS;
    let Some(version) = world.engine.policy().in_force(world.now()).cloned() else { return Ok(()) };
    let targets = targets(end, &mut draw);
    world.act(visitor, &choice(end, &mut draw, &targets))?;
    if !join(&mut world, user, visitor)? {
        return Ok(());
    }
    let panel: Vec<Question> = panel(end).into_iter().filter(|(_, context)| *context == Context::default()).collect();
    for _ in 0..3 {
        let (actor, other) = if draw.chance(50) { (user, visitor) } else { (visitor, user) };
        let before = world.answers(actor, &panel);
        let about = about(end, &mut draw, &targets);
        let deed = refusal(end, &mut draw, about);
        if !world.act(actor, &deed)? {
            continue;
        }
        let (after, others) = (world.answers(actor, &panel), world.answers(other, &panel));
        for (((question, before), after), others) in panel.iter().zip(&before).zip(&after).zip(&others) {
            // what was refused before, and lifted by a consent that ends now, is no refusal of this act
            let reason = reason_of(&deed);
            let by_it = |answer: &Answer| refusals(&version, question, answer).contains(&reason);
            if by_it(before) || !by_it(after) {
                continue;
            }
            tally.expect(Invariant::JoinedRefusals, !allowed(others), || {
                let (after, others) = (told(after), told(others));
                format!("`{}`: {after} for `{actor}` after {deed:?}, and {others} for `{other}`", question.0)
            });
        }
    }
    Ok(())
}

/// Two visitors turn out to be the same user, the one before the other and the other way round.
pub(super) fn in_either_order(end: &End<'_>, tally: &mut Tally) -> Result<()> {
    let (user, mut draw) = (user(end), Draw::new(end.scene.salt ^ 4));
    let targets = targets(end, &mut draw);
    let one = |draw: &mut Draw| (draw.any(&VISITORS).unwrap_or_default(), choice(end, draw, &targets));
    let mut acts: Vec<(&str, Deed)> = Vec::new();
    for (visitor, deed) in (0..draw.number(2, 8)).map(|_| one(&mut draw)).collect::<Vec<_>>() {
        // a consent that comes back after a withdrawal is not taken over where an older one stands: less is allowed then
        let back = acts.iter().any(|(who, deed)| *who == visitor && matches!(deed, Deed::Withdraw(_)));
        if !(back && matches!(deed, Deed::Grant { .. })) {
            acts.push((visitor, deed));
        }
    }
    let [one, other] = VISITORS;
    let lived = |order: [&str; 2]| -> Result<Option<World<'_>>> {
        let mut world = again(end)?;
        for (visitor, deed) in &acts {
            world.act(visitor, deed)?;
        }
        Ok((join(&mut world, user, order[0])? && join(&mut world, user, order[1])?).then_some(world))
    };
    let (Some(first), Some(second)) = (lived([one, other])?, lived([other, one])?) else { return Ok(()) };
    for (purpose, context) in &end.panel {
        let (here, there) = (first.ask(user, purpose, context), second.ask(user, purpose, context));
        // a consent that the second visitor refuses was a sign of life, and is none where it is never taken over
        let over = |answer: &Answer| reasons(answer).iter().any(|r| OVER.contains(r));
        if over(&here) || over(&there) {
            continue;
        }
        tally.expect(Invariant::JoinOrder, allowed(&here) == allowed(&there), || {
            let (here, there) = (told(&here), told(&there));
            format!("`{purpose}` for `{user}` with {}: {here}, and {there} in the other order", said(context))
        });
    }
    Ok(())
}
