//! A failure made small: acts are left out as long as the same invariant stays broken.

use std::fmt;

use super::live::live;
use super::scene::Scene;
use super::world::Way;
use super::{Invariant, Step, Tally};

/// Histories that are tried for one failure.
const TRIES: usize = 120;

/// A broken invariant with the policy, the acts and the question.
#[derive(Debug)]
pub struct Failure {
    /// Which.
    pub invariant: Invariant,
    /// The history, as short as it became.
    pub scene: Scene,
    /// The question, and what was answered.
    pub what: String,
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}", self.invariant.name())?;
        writeln!(f, "  policy: {}", self.scene.name)?;
        if self.scene.name.starts_with("random") {
            for document in &self.scene.documents {
                let tree = crate::document::parse(document).unwrap_or_default();
                writeln!(f, "    {tree}")?;
            }
        }
        for Step { at, user, deed, .. } in &self.scene.steps {
            writeln!(f, "  {at} `{user}`: {deed:?}")?;
        }
        write!(f, "  {}", self.what)
    }
}

fn breaks(way: &dyn Way, scene: &Scene, invariant: Invariant) -> Option<String> {
    let mut tally = Tally::new(Some(invariant));
    live(way, scene, &mut tally).ok()?;
    tally.of(invariant).first
}

pub(super) fn minimise(way: &dyn Way, scene: &Scene, invariant: Invariant) -> Failure {
    let mut best = scene.clone();
    let mut what = breaks(way, &best, invariant).unwrap_or_else(|| "it can't be brought about again".to_owned());
    let (mut tries, mut size) = (0, best.steps.len() / 2);
    while size > 0 {
        let mut at = best.steps.len();
        while at > 0 && tries < TRIES {
            let from = at.saturating_sub(size);
            let mut less = best.clone();
            less.steps.drain(from..at);
            tries += 1;
            if let Some(said) = breaks(way, &less, invariant) {
                (best, what) = (less, said);
            }
            at = from;
        }
        size /= 2;
    }
    Failure { invariant, scene: best, what }
}
