//! Whose the cells of an array are.

use std::sync::Arc;

use arrow_buffer::{BooleanBuffer, NullBuffer};

/// The cells of an array: of each, how its user's fields fare, the row that it lies in, and whether it is seen there.
#[derive(Debug, Clone)]
pub(super) struct Cells {
    /// Numbers of [`Plan::fates`](super::plan::Plan::fates).
    pub(super) who: Arc<[u32]>,
    /// None: as many cells as rows.
    rows: Option<Arc<[u32]>>,
    /// A cell in what is null is not seen; none: all are.
    seen: Option<BooleanBuffer>,
}

impl Cells {
    /// The cells of a column.
    pub(super) fn column(who: Arc<[u32]>) -> Self {
        Self { who, rows: None, seen: None }
    }

    pub(super) fn len(&self) -> usize {
        self.who.len()
    }

    /// Whether each row has just one of them, which is seen.
    pub(super) fn are_rows(&self) -> bool {
        self.rows.is_none() && self.seen.is_none()
    }

    /// Number, fate and row of each cell that is seen.
    pub(super) fn seen(&self) -> impl Iterator<Item = (usize, usize, u32)> {
        let seen = |at: &usize| self.seen.as_ref().is_none_or(|seen| seen.value(*at));
        let cells = self.who.iter().enumerate();
        cells.filter(move |(at, _)| seen(at)).map(|(at, who)| {
            let row = self.rows.as_ref().and_then(|rows| rows.get(at).copied());
            (at, *who as usize, row.unwrap_or(at as u32))
        })
    }

    /// The cells in these, of which some are null.
    pub(super) fn inside(&self, nulls: Option<&NullBuffer>) -> Self {
        let Some(nulls) = nulls.filter(|nulls| nulls.null_count() > 0) else { return self.clone() };
        let seen = match &self.seen {
            Some(seen) => seen & nulls.inner(),
            None => nulls.inner().clone(),
        };
        Self { seen: Some(seen), ..self.clone() }
    }

    /// The items of lists in these cells; `ends` is where each begins, and the end of the last.
    pub(super) fn spread(&self, ends: &[usize]) -> Self {
        let lengths =
            || ends.windows(2).map(|pair| pair.last().zip(pair.first()).map_or(0, |(end, start)| end - start));
        let each = |at: usize, length: usize| std::iter::repeat_n(at, length);
        let at: Vec<usize> = lengths().enumerate().flat_map(|(at, length)| each(at, length)).collect();
        self.at(&at)
    }

    /// Some of them, in this order.
    pub(super) fn at(&self, places: &[usize]) -> Self {
        let rows = places.iter().map(|at| match &self.rows {
            Some(rows) => rows.get(*at).copied().unwrap_or_default(),
            None => *at as u32,
        });
        let rows = Some(rows.collect());
        let who = places.iter().map(|at| self.who.get(*at).copied().unwrap_or_default()).collect();
        let seen = self.seen.as_ref().map(|seen| places.iter().map(|at| seen.value(*at)).collect());
        Self { who, rows, seen }
    }
}
