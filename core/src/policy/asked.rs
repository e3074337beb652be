//! What the names in questions mean: a table that is looked into without a branch that the name decides.

use std::collections::BTreeMap;

use crate::words::few;

/// What a name that is asked for means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Asked {
    /// A purpose, by its number among those of all versions.
    Purpose(u32),
    /// A node above purposes.
    Node,
}

/// Words of a name that are compared in any case: names of up to 32 bytes are compared whole by them.
const WORDS: usize = 4;

/// The number of what is no purpose.
const NODE: u32 = u32::MAX;

/// The length that no name has.
const EMPTY: u64 = u64::MAX;

/// Multipliers that are tried for each size of the table.
const TRIES: u64 = 64;

/// A place of the table: a cache line.
#[repr(align(64))]
#[derive(Debug, Clone, Copy)]
struct Slot {
    words: [u64; WORDS],
    length: u64,
    /// The number of the purpose, or [`NODE`].
    number: u32,
    /// The position of the name among all.
    name: u32,
}

/// The names of all purposes and of the nodes above them.
#[derive(Debug, Clone)]
pub(super) struct Names {
    names: Box<[Box<str>]>,
    slots: Box<[Slot]>,
    multiplier: u64,
    shift: u32,
}

impl Names {
    /// A table of these names, with a multiplier that gives each a place of its own where one can be found.
    pub(super) fn new(names: BTreeMap<&str, Asked>) -> Self {
        let least = (names.len() * 2).next_power_of_two().max(8);
        let sizes = [least, least * 2, least * 4].into_iter();
        let tries = sizes.flat_map(|size| (0..TRIES).map(move |number| (size, number)));
        let tables = tries.map(|(size, number)| {
            let multiplier = (number + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
            let mut taken = vec![false; size];
            let (multiplier, shift) = (multiplier, 64 - size.trailing_zeros());
            let shared = names.keys().filter(|name| {
                let home = mixed(&words(name), name.len() as u64).wrapping_mul(multiplier) >> shift;
                taken.get_mut(home as usize).is_none_or(|taken| std::mem::replace(taken, true))
            });
            (shared.count(), size, multiplier, shift)
        });
        // the first without a shared place, else the one with the fewest
        let mut best = (usize::MAX, least, 1, 64 - least.trailing_zeros());
        for table in tables {
            if table.0 < best.0 {
                best = table;
            }
            if best.0 == 0 {
                break;
            }
        }
        let (_, size, multiplier, shift) = best;
        let empty = Slot { words: [0; WORDS], length: EMPTY, number: NODE, name: 0 };
        let mut table =
            Self { names: names.keys().map(|name| Box::from(*name)).collect(), slots: [].into(), multiplier, shift };
        let mut slots = vec![empty; size];
        for (position, (name, asked)) in (0..).zip(names) {
            let (words, length) = (words(name), name.len() as u64);
            let number = match asked {
                Asked::Purpose(number) => number,
                Asked::Node => NODE,
            };
            let mut at = table.home(&words, length);
            while let Some(slot) = slots.get_mut(at) {
                if slot.length == EMPTY {
                    *slot = Slot { words, length, number, name: position };
                    break;
                }
                at = (at + 1) & (size - 1);
            }
        }
        table.slots = slots.into();
        table
    }

    #[inline(always)]
    fn home(&self, words: &[u64; WORDS], length: u64) -> usize {
        (mixed(words, length).wrapping_mul(self.multiplier) >> self.shift) as usize
    }

    /// What a name means; none when it means nothing.
    #[inline(always)]
    pub(super) fn get(&self, name: &str) -> Option<Asked> {
        let (words, length) = (words(name), name.len() as u64);
        let mut at = self.home(&words, length);
        // at least half of the places are empty
        while let Some(slot) = self.slots.get(at) {
            let differs = words.iter().zip(&slot.words).fold(length ^ slot.length, |bits, (a, b)| bits | (a ^ b));
            if differs == 0 && (name.len() <= 8 * WORDS || self.is(slot, name)) {
                return Some(if slot.number == NODE { Asked::Node } else { Asked::Purpose(slot.number) });
            }
            if slot.length == EMPTY {
                return None;
            }
            at = (at + 1) & (self.slots.len() - 1);
        }
        None
    }

    #[cold]
    fn is(&self, slot: &Slot, name: &str) -> bool {
        self.names.get(slot.name as usize).is_some_and(|own| **own == *name)
    }

    /// All names.
    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        self.names.iter().map(|name| &**name)
    }
}

/// The words of a name at every eighth byte, each moved back until it ends with the name.
#[inline(always)]
fn words(name: &str) -> [u64; WORDS] {
    let bytes = name.as_bytes();
    let Some(last) = bytes.len().checked_sub(8) else { return [few(bytes), 0, 0, 0] };
    [0, 8, 16, 24].map(|at| {
        let word = bytes.get(last.min(at)..).and_then(|rest| rest.first_chunk::<8>());
        word.map_or(0, |word| u64::from_le_bytes(*word))
    })
}

#[inline(always)]
fn mixed(words: &[u64; WORDS], length: u64) -> u64 {
    words.iter().fold(length, |mixed, word| mixed.rotate_left(11) ^ word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_every_length_are_found_and_others_are_not() {
        let text = "abcdefgh.ijklmnop_qrstuvw.xyz0123456789.abcdefgh.ijklmnop_qrstuvw.xyz0123456789";
        let names = (1..=text.len()).map(|length| (&text[..length], Asked::Purpose(length as u32)));
        let table = Names::new(names.clone().collect());
        for (name, asked) in names {
            assert_eq!(table.get(name), Some(asked), "{name}");
            for at in 0..name.len() {
                let mut other = name.as_bytes().to_vec();
                other[at] ^= 1;
                let other = String::from_utf8(other).unwrap();
                assert_eq!(table.get(&other), None, "{other}");
            }
        }
        assert_eq!(table.get(""), None);
        assert_eq!(table.get(&text.repeat(2)), None);
        assert_eq!(table.names().count(), text.len());
    }

    #[test]
    fn names_that_look_alike_to_the_table_are_told_apart() {
        let name = |middle: usize| format!("{}{middle:03}{}", "a".repeat(45), "b".repeat(20));
        let names: Vec<String> = (0..100).map(name).collect();
        let table = Names::new(names.iter().zip(0..).map(|(name, n)| (name.as_str(), Asked::Purpose(n))).collect());
        for (name, number) in names.iter().zip(0..) {
            assert_eq!(table.get(name), Some(Asked::Purpose(number)));
        }
        assert_eq!(table.get(&name(100)), None);
    }

    #[test]
    fn no_names_are_a_table_too() {
        assert_eq!(Names::new(BTreeMap::new()).get("marketing"), None);
    }
}
