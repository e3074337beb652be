//! A history is lived through: some invariants are looked at with every act, the others at its end.

use anyhow::Result;

use super::course::{Course, Notices};
use super::question::panel;
use super::scene::Scene;
use super::words::Words;
use super::world::{Way, World, first_policy};
use super::{Deed, Invariant, Tally, after, answers, retention};

/// Contexts that are asked about with every act.
const CONTEXTS: usize = 12;

/// Contexts that are asked about at the end.
const LAST: usize = 40;

/// What an invariant may look at, at the end of a history.
pub(super) struct End<'w> {
    pub(super) way: &'w dyn Way,
    pub(super) scene: &'w Scene,
    /// The policy that the scene begins with, compiled.
    pub(super) policy: &'w placet::policy::Policy,
    pub(super) world: World<'w>,
    pub(super) words: &'w Words,
    /// The users who acted, the busiest first.
    pub(super) users: Vec<String>,
    pub(super) panel: Vec<super::question::Question>,
}

pub(super) fn live(way: &dyn Way, scene: &Scene, tally: &mut Tally) -> Result<()> {
    let first = first_policy(scene)?;
    let words = Words::new(&super::scene::compiled(&scene.documents)?);
    let start = scene.steps.first().map_or(placet::Timestamp(0), |step| step.at);
    let rest = scene.documents.get(scene.loaded..).unwrap_or_default();
    let mut world = World::open(way, first.clone(), rest, start)?;
    let mut notices = Notices::default();
    for step in &scene.steps {
        world.set(step.at);
        let policy = world.engine.policy();
        let known = |name: &str| policy.ask(name).is_ok();
        let mut panel = panel(&policy, &words, step.salt, CONTEXTS);
        panel.retain(|(purpose, _)| known(purpose));
        let course = Course { world: &world, step, panel: &panel };
        let before = course.before(tally);
        let done = world.act(&step.user, &step.deed)?;
        notices.note(step, done, &world);
        let course = Course { world: &world, step, panel: &panel };
        if let Some(before) = before {
            course.after(&before, tally);
        }
        course.plain(tally);
        notices.hold(&course, tally);
    }
    if scene.steps.is_empty() {
        return Ok(());
    }
    let mut users: Vec<String> = scene.steps.iter().map(|step| step.user.clone()).collect();
    users.sort_by_key(|user| std::cmp::Reverse(scene.steps.iter().filter(|step| step.user == *user).count()));
    users.dedup();
    users.truncate(2);
    let policy = world.engine.policy();
    let mut panel = panel(&policy, &words, scene.salt, LAST);
    panel.retain(|(purpose, _)| policy.ask(purpose).is_ok());
    let end = End { way, scene, policy: &first, world, words: &words, users, panel };
    answers::look(&end, tally)?;
    retention::look(&end, tally)?;
    for (invariants, look) in after::LOOKS {
        if any(tally, invariants) {
            look(&end, tally)?;
        }
    }
    Ok(())
}

/// Whether an act refuses something for the user.
pub(super) fn refuses(deed: &Deed) -> bool {
    matches!(deed, Deed::Withdraw(_) | Deed::OptOut(_) | Deed::Object(_) | Deed::Restrict(_))
}

/// Whether one of these is looked at.
pub(super) fn any(tally: &Tally, invariants: &[Invariant]) -> bool {
    invariants.iter().any(|invariant| tally.wants(*invariant))
}
