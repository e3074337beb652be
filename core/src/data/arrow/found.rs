//! What was removed and changed in a batch, with the number of rows of each.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::Serialize;

use super::plan::Plan;
use crate::data::filter::Change;
use crate::data::rule::{Verdict, Why, verdict};
use crate::decide::Fate;

/// What became of the fields at one place, and in how many rows.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct BatchChange {
    /// What became of them.
    #[serde(flatten)]
    pub change: Change,
    /// The number of rows in which it did; a row in which there was nothing to remove counts as well.
    pub rows: u64,
}

/// What was noted at one place of one tag.
#[derive(Default)]
struct Noted {
    /// By number of fates: all rows of the users who fare so.
    whole: Vec<bool>,
    rows: Vec<u32>,
    /// Rows in which something couldn't be read.
    unreadable: Vec<u32>,
}

/// What was removed and changed so far.
#[derive(Default)]
pub(super) struct Found {
    places: BTreeMap<(usize, Option<usize>), Noted>,
    untagged: BTreeMap<String, Vec<u32>>,
}

impl Found {
    /// In all rows of the users who fare so.
    pub(super) fn whole(&mut self, number: usize, tag: Option<usize>, fate: usize) {
        let noted = self.places.entry((number, tag)).or_default();
        if noted.whole.len() <= fate {
            noted.whole.resize(fate + 1, false);
        }
        if let Some(whole) = noted.whole.get_mut(fate) {
            *whole = true;
        }
    }

    pub(super) fn rows(&mut self, number: usize, tag: Option<usize>, rows: Vec<u32>) {
        if !rows.is_empty() {
            self.places.entry((number, tag)).or_default().rows.extend(rows);
        }
    }

    pub(super) fn unreadable(&mut self, number: usize, tag: Option<usize>, rows: Vec<u32>) {
        if !rows.is_empty() {
            self.places.entry((number, tag)).or_default().unreadable.extend(rows);
        }
    }

    pub(super) fn untagged(&mut self, path: String, rows: impl Iterator<Item = u32>) {
        let mut rows = rows.peekable();
        if rows.peek().is_some() {
            self.untagged.entry(path).or_default().extend(rows);
        }
    }

    /// Counts the rows of each change; `who` is how each row's user fares.
    pub(super) fn count(self, plan: &Plan, who: &[u32], counted: &mut BTreeMap<Change, u64>) {
        let mut add = |change: Change, rows: u64| {
            if rows > 0 {
                *counted.entry(change).or_default() += rows;
            }
        };
        for (path, rows) in self.untagged {
            add(Change::untagged(path.into()), sorted(rows).len() as u64);
        }
        let mut sizes = vec![0_u64; plan.fates.len()];
        who.iter().filter_map(|who| sizes.get_mut(*who as usize).map(|size| *size += 1)).for_each(drop);
        for ((number, tag), noted) in self.places {
            let path = plan.schema.place(number).map_or_else(|| Arc::from(""), |place| place.path.clone());
            let category = tag.and_then(|tag| plan.schema.label(tag));
            let change = |why: Why, fates: &[Fate]| Change::of(path.clone(), category.clone(), why.told(fates, tag));
            let is_whole = |fate: usize| noted.whole.get(fate).copied().unwrap_or_default();
            let fate_of = |row: &u32| who.get(*row as usize).map_or(usize::MAX, |who| *who as usize);
            let unreadable = sorted(noted.unreadable);
            let mut by_fate: Vec<u64> =
                sizes.iter().enumerate().map(|(fate, size)| if is_whole(fate) { *size } else { 0 }).collect();
            let mut move_one = |fate: usize, up: bool| {
                if let Some(count) = by_fate.get_mut(fate) {
                    *count = if up { *count + 1 } else { count.saturating_sub(1) };
                }
            };
            // of several values at one place, that some could not be read is told
            for row in &unreadable {
                let fate = fate_of(row);
                if is_whole(fate) {
                    move_one(fate, false);
                }
            }
            for row in sorted(noted.rows) {
                let fate = fate_of(&row);
                if !is_whole(fate) && unreadable.binary_search(&row).is_err() {
                    move_one(fate, true);
                }
            }
            add(change(Why::Unreadable, &[]), unreadable.len() as u64);
            for (fates, rows) in plan.fates.iter().zip(by_fate) {
                let why = match verdict(fates, tag) {
                    Verdict::Go(why) => why,
                    Verdict::Change(transform) => Why::Changed(transform),
                    Verdict::Keep => continue,
                };
                add(change(why, fates), rows);
            }
        }
    }
}

fn sorted(mut rows: Vec<u32>) -> Vec<u32> {
    if !rows.is_sorted() {
        rows.sort_unstable();
    }
    rows.dedup();
    rows
}
