//! What a walk through a record removed and changed.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::fates::Plan;
use super::filter::Change;
use super::rule::{Why, path_of};
use crate::words::Place;

/// What was removed and changed so far, each place once.
#[derive(Debug, Default)]
pub(super) struct Found {
    /// In the order in which they were met; a place has one note of each tag.
    places: Vec<Note>,
    untagged: BTreeSet<String>,
    /// Which places may have a note: a bit of the number of each that has.
    noted: u64,
}

/// What became of the values at one place.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Note {
    number: usize,
    tag: Option<usize>,
    why: Why,
}

impl Found {
    pub(super) fn note(&mut self, number: usize, tag: Option<usize>, why: Why) {
        let bit = 1 << (number % 64);
        if self.noted & bit != 0
            && let Some(note) = self.places.iter_mut().find(|note| (note.number, note.tag) == (number, tag))
        {
            // of several values at one place, that some had to go is told
            if why == Why::Unreadable {
                note.why = why;
            }
            return;
        }
        self.noted |= bit;
        if self.places.capacity() == 0 {
            self.places.reserve(16);
        }
        self.places.push(Note { number, tag, why });
    }

    pub(super) fn untagged(&mut self, place: &Place, name: &str) {
        self.untagged.insert(path_of(place, name));
    }

    /// What it found, if a record of the same form has exactly the same: it holds no name that is no part of the schema.
    pub(super) fn form(&self) -> Option<&[Note]> {
        self.untagged.is_empty().then_some(&self.places)
    }

    /// The same to be kept.
    pub(super) fn into_form(self) -> Vec<Note> {
        self.places
    }

    /// In the order of their places.
    pub(super) fn changes(&self, plan: &Plan) -> Arc<[Change]> {
        let mut all = Vec::with_capacity(self.untagged.len() + self.places.len());
        all.extend(self.untagged.iter().map(|path| Change::untagged(path.as_str().into())));
        for Note { number, tag, why } in &self.places {
            let path = plan.schema.place(*number).map_or_else(|| Arc::from(""), |place| place.path.clone());
            let category = tag.and_then(|tag| plan.schema.label(tag));
            all.push(Change::of(path, category, why.told(&plan.each, *tag)));
        }
        all.sort_unstable();
        all.into()
    }
}
