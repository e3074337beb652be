//! Draws from a seed.

/// A source of choices.
#[derive(Debug)]
pub(super) struct Draw(fastrand::Rng);

impl Draw {
    pub(super) fn new(seed: u64) -> Self {
        Self(fastrand::Rng::with_seed(seed))
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
    pub(super) fn any<T: Clone>(&mut self, items: &[T]) -> Option<T> {
        self.0.choice(items.iter()).cloned()
    }

    /// One of several words; the empty one when there is none.
    pub(super) fn word<T: AsRef<str>>(&mut self, words: &[T]) -> String {
        self.0.choice(words.iter()).map(|word| word.as_ref().to_owned()).unwrap_or_default()
    }

    /// One of several words in so many of a hundred draws.
    pub(super) fn maybe<T: AsRef<str>>(&mut self, percent: u32, words: &[T]) -> Option<String> {
        (self.chance(percent) && !words.is_empty()).then(|| self.word(words))
    }

    /// A seed for a further source.
    pub(super) fn seed(&mut self) -> u64 {
        self.0.u64(..)
    }
}
