//! Values that have one fate each: kept, changed, or gone.

use std::collections::BTreeMap;

use arrow_array::{Array, ArrayRef};
use arrow_buffer::{BooleanBuffer, NullBuffer};
use arrow_schema::ArrowError;

use super::cells::Cells;
use super::change::some;
use super::copy::{Instead, kept, plain};
use super::kinds::kind;
use super::plan::Act;
use super::walk::{Left, Walk};
use crate::data::datum::Kind;
use crate::data::rule::{Verdict, Why, bars, verdict};
use crate::decide::Fate;
use crate::words::Place;

/// What a report says of the cells of users who fare in one way.
enum Told {
    /// Nothing, unless they have no form in which they can stay.
    Nothing,
    /// What became of them, as their fate has it.
    AsFated,
    /// That they can't be read.
    Unreadable,
    /// Which categories below the place took them, and whether because they can't be read.
    Barred(Vec<(usize, bool)>),
}

/// How the cells of users who fare in one way are dealt with.
struct Deal {
    act: Act,
    told: Told,
    /// Whether not even that a cell is null may be known.
    nulls_go: bool,
}

impl Walk<'_> {
    /// What is left of values that have one fate each; `barring` is the place of those whose shape is not that of the schema.
    pub(super) fn whole(
        &mut self,
        number: usize,
        barring: Option<&Place>,
        tag: Option<usize>,
        array: &ArrayRef,
        cells: &Cells,
    ) -> Result<Left, ArrowError> {
        let kind = kind(array.data_type());
        let layout = self.plan.whole(barring, tag, array.data_type());
        if layout.as_ref().is_some_and(|layout| layout.is_free) {
            return Ok(Left { array: Some(array.clone()), gone: None });
        }
        let deals = self.deals(barring, tag, kind, layout.is_some());
        let nulls = array.logical_nulls();
        let (changed, bad) = match layout {
            None => (None, None),
            Some(_) if deals.iter().any(|deal| matches!(deal.act, Act::Change(_))) => {
                let acts: Vec<Act> = deals.iter().map(|deal| deal.act).collect();
                let (changed, bad) = self.plan.changed(array, cells, &acts, 0)?;
                (Some(changed), bad)
            }
            Some(_) => (None, None),
        };
        self.tell(number, barring, tag, cells, &deals, nulls.as_ref(), bad.as_ref());
        if layout.is_none() {
            return Ok(Left::nothing(cells));
        }
        let goes = BooleanBuffer::collect_bool(cells.len(), |at| {
            let deal = cells.who.get(at).and_then(|fate| deals.get(*fate as usize));
            deal.is_none_or(|deal| match nulls.as_ref() {
                Some(nulls) if nulls.is_null(at) => deal.nulls_go,
                _ => deal.act == Act::Go || bad.as_ref().is_some_and(|bad| bad.value(at)),
            })
        });
        let left = match (changed, kind) {
            // what has no text was not written
            (Some(changed), Kind::Scalar | Kind::Null) => changed,
            (None, Kind::Null) => array.clone(),
            (Some(changed), _) => kept(&changed, &!&goes, Instead::Null)?,
            (None, _) => kept(&plain(array)?, &!&goes, Instead::Null)?,
        };
        Ok(Left { array: Some(left), gone: some(goes) })
    }

    fn deals(&self, barring: Option<&Place>, tag: Option<usize>, kind: Kind, is_left: bool) -> Vec<Deal> {
        let acts = self.plan.acts(barring, tag, kind);
        let deal = |(fates, act): (&Vec<Fate>, Act)| {
            let barred: Vec<_> = barring.into_iter().flat_map(|place| bars(fates, place)).collect();
            let verdict = verdict(fates, tag);
            let nulls_go = matches!(verdict, Verdict::Go(_));
            let told = match verdict {
                _ if !barred.is_empty() => {
                    Told::Barred(barred.into_iter().map(|(tag, why)| (tag, why == Why::Unreadable)).collect())
                }
                Verdict::Go(_) => Told::AsFated,
                Verdict::Change(_) if act == Act::Go || !is_left => Told::Unreadable,
                Verdict::Change(_) => Told::AsFated,
                Verdict::Keep if is_left => Told::Nothing,
                Verdict::Keep => Told::Unreadable,
            };
            Deal { act, told, nulls_go }
        };
        self.plan.fates.iter().zip(acts).map(deal).collect()
    }

    /// Notes what became of each cell; `bad` are those that have no form in which they can stay.
    #[expect(clippy::too_many_arguments, reason = "they are what one cell's note rests on")]
    fn tell(
        &mut self,
        number: usize,
        barring: Option<&Place>,
        tag: Option<usize>,
        cells: &Cells,
        deals: &[Deal],
        nulls: Option<&NullBuffer>,
        bad: Option<&BooleanBuffer>,
    ) {
        let nulls = nulls.filter(|nulls| nulls.null_count() > 0);
        // where each row has one cell, users who fare in the same way need not be looked at one by one
        let alike = |deal: &Deal| match deal.told {
            Told::AsFated => deal.nulls_go || nulls.is_none(),
            Told::Nothing => !deal.nulls_go,
            Told::Unreadable | Told::Barred(_) => false,
        };
        let alike: Vec<bool> = deals.iter().map(|deal| cells.are_rows() && barring.is_none() && alike(deal)).collect();
        for (fate, deal) in deals.iter().enumerate().filter(|(fate, _)| alike.get(*fate) == Some(&true)) {
            if matches!(deal.told, Told::AsFated) {
                self.found.whole(number, tag, fate);
            }
        }
        if bad.is_none() && alike.iter().all(|alike| *alike) {
            return;
        }
        let (mut as_fated, mut unreadable) = (Vec::new(), Vec::new());
        let mut barred: BTreeMap<(usize, bool), Vec<u32>> = BTreeMap::new();
        for (at, fate, row) in cells.seen() {
            let Some(deal) = deals.get(fate) else { continue };
            if nulls.is_some_and(|nulls| nulls.is_null(at)) {
                if deal.nulls_go {
                    as_fated.push(row);
                }
                continue;
            }
            match &deal.told {
                Told::Barred(tags) => {
                    for tag in tags {
                        barred.entry(*tag).or_default().push(row);
                    }
                }
                Told::Unreadable => unreadable.push(row),
                _ if bad.is_some_and(|bad| bad.value(at)) => unreadable.push(row),
                Told::AsFated if alike.get(fate) == Some(&false) => as_fated.push(row),
                Told::AsFated | Told::Nothing => {}
            }
        }
        self.found.rows(number, tag, as_fated);
        self.found.unreadable(number, tag, unreadable);
        for ((tag, is_unreadable), rows) in barred {
            match is_unreadable {
                true => self.found.unreadable(number, Some(tag), rows),
                false => self.found.rows(number, Some(tag), rows),
            }
        }
    }
}
