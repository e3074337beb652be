//! What the company registered: instruments of law and business transfers.

use std::collections::BTreeMap;

use super::{Recorded, Reference};
use crate::act::Handling;

/// Something that was registered, with the fields that were said of it last.
#[derive(Debug, Clone)]
pub(super) struct Registered<'a> {
    pub(super) kind: &'a str,
    pub(super) id: &'a str,
    pub(super) fields: BTreeMap<&'a str, &'a str>,
    /// The act that said something of it last.
    pub(super) last: &'a Recorded,
}

impl Registered<'_> {
    pub(super) fn field(&self, name: &str) -> Option<&str> {
        self.fields.get(name).copied()
    }

    /// A field that lists several.
    pub(super) fn list(&self, name: &str) -> Option<Vec<String>> {
        let words = self.field(name)?.split([',', ' ']).filter(|word| !word.is_empty());
        Some(words.map(str::to_owned).collect())
    }
}

impl Reference {
    /// All that was registered, in the order in which it was registered first.
    pub(super) fn company(&self) -> Vec<Registered<'_>> {
        let mut all: Vec<Registered<'_>> = Vec::new();
        for recorded in &self.acts {
            let Some(Handling::Register(act)) = recorded.handling() else {
                continue;
            };
            let fields = act.fields.iter().map(|(name, value)| (name.as_str(), value.as_str()));
            match all.iter_mut().find(|known| known.kind == act.kind && known.id == act.id) {
                Some(known) => {
                    known.fields.extend(fields);
                    known.last = recorded;
                }
                None => all.push(Registered { kind: &act.kind, id: &act.id, fields: fields.collect(), last: recorded }),
            }
        }
        all
    }
}
