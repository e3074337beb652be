//! Draws from a seed.

/// A source of choices.
#[derive(Debug)]
pub(super) struct Draw(fastrand::Rng);

impl Draw {
    pub(super) fn new(seed: u64) -> Draw {
        Draw(fastrand::Rng::with_seed(seed))
    }

    /// True in so many of a hundred draws.
    pub(super) fn chance(&mut self, percent: u32) -> bool {
        self.0.u32(0..100) < percent
    }

    /// A number from `low` to `high`, both included.
    pub(super) fn number(&mut self, low: i64, high: i64) -> i64 {
        self.0.i64(low..=high)
    }

    /// One of several.
    pub(super) fn one<'a, T: ?Sized>(&mut self, items: &[&'a T]) -> Option<&'a T> {
        self.0.choice(items.iter().copied())
    }

    /// One of several, copied.
    pub(super) fn any<T: Clone>(&mut self, items: &[T]) -> Option<T> {
        self.0.choice(items.iter()).cloned()
    }

    /// One of several words, copied. No word at all when there is none.
    pub(super) fn word(&mut self, words: &[&str]) -> String {
        self.one(words).unwrap_or_default().to_owned()
    }

    /// Up to `most` of several, in their order.
    pub(super) fn some<T: Clone>(&mut self, items: &[T], most: usize) -> Vec<T> {
        let wanted = self.0.usize(0..=most.min(items.len()));
        self.exactly(items, wanted)
    }

    /// From one to `most` of several, in their order.
    pub(super) fn one_to<T: Clone>(&mut self, items: &[T], most: usize) -> Vec<T> {
        let wanted = self.0.usize(1..=most.max(1));
        self.exactly(items, wanted)
    }

    fn exactly<T: Clone>(&mut self, items: &[T], wanted: usize) -> Vec<T> {
        let mut places = self.0.choose_multiple(0..items.len(), wanted);
        places.sort_unstable();
        places.iter().filter_map(|place| items.get(*place).cloned()).collect()
    }

    /// A seed for a further source.
    pub(super) fn seed(&mut self) -> u64 {
        self.0.u64(..)
    }
}
