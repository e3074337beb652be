//! The abstract state: which combinations there are, and by which acts a user gets into each.

use anyhow::{Result, anyhow};

use super::Range;
use super::acts::named;
use super::world::World;

macro_rules! axis {
    ($(#[$about:meta])* $name:ident { $($value:ident),* $(,)? }) => {
        $(#[$about])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
        pub(crate) enum $name { #[default] $($value),* }

        impl $name {
            const ALL: &'static [$name] = &[$($name::$value),*];
        }
    };
}

axis!(
    /// The account.
    Account { None, Active, Closed }
);
axis!(
    /// The user's own consent, to each purpose by its name.
    Consent { None, Implied, Explicit, ThenWithdrawn, WithdrawnThenExplicit, Expired, Outdated }
);
axis!(
    /// The objection, to all purposes.
    Objection { None, Standing, Overruled }
);
axis!(
    /// The opt-out.
    OptOut { None, Leaf, Ancestor, AncestorThenIn }
);
axis!(
    /// The restriction of everything.
    Restricted { No, Yes }
);
axis!(
    /// A signal against all purposes.
    Signal { Off, On }
);
axis!(
    /// What is known of the age. `Between` is above the minimum of 13 and below the age of digital consent of 16.
    Age { Unknown, Adult, Between, BelowMinimum, Straddling }
);
axis!(
    /// The guardians.
    Guardian { None, PendingGrant, VerifiedGrant, VerifiedWithdrawn, Divided }
);
axis!(
    /// The notices: the terms that two purposes require, and the version of the policy.
    Notice { None, Acknowledged, Disagreed }
);
axis!(
    /// Whether the user was erased.
    Erased { No, Yes }
);

/// One combination.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Traits {
    pub(crate) account: Account,
    pub(crate) consent: Consent,
    pub(crate) objection: Objection,
    pub(crate) opt_out: OptOut,
    pub(crate) restricted: Restricted,
    pub(crate) signal: Signal,
    pub(crate) age: Age,
    pub(crate) guardian: Guardian,
    pub(crate) notice: Notice,
    pub(crate) erased: Erased,
}

/// In which order the acts happen: whether refusals follow the consent or go before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names say it")]
pub enum Order {
    RefusalsLast,
    RefusalsFirst,
}

/// How many combinations are gone through.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Width {
    /// All.
    Full,
    /// Those with the notices acknowledged and no guardian or one whose grant stands; after the consent neither restriction nor signal.
    Narrow,
}

#[derive(Debug, Clone, Copy)]
pub(crate) enum Axis {
    Account,
    Consent,
    Objection,
    OptOut,
    Restricted,
    Signal,
    Age,
    Guardian,
    Notice,
    Erased,
}

/// The age comes last: it becomes known of a user who already said this and that, which makes every combination possible.
fn axes(order: Order) -> [Axis; 10] {
    use Axis::*;
    match order {
        Order::RefusalsLast => [Account, Consent, Objection, OptOut, Restricted, Signal, Guardian, Notice, Age, Erased],
        Order::RefusalsFirst => {
            [Account, Objection, OptOut, Restricted, Signal, Consent, Guardian, Notice, Age, Erased]
        }
    }
}

/// A share of the combinations: the values on the first two axes.
pub(super) type Part = [usize; 2];

/// The shares of an order.
pub(super) fn parts(order: Order) -> impl Iterator<Item = Part> {
    let [first, second, ..] = axes(order);
    (0..first.len()).flat_map(move |one| (0..second.len()).map(move |other| [one, other]))
}

/// Goes through all combinations of a share; every one of them can be reached. Returns how many were left out.
pub(super) fn grow(
    world: &World<'_>,
    range: Range,
    part: &Part,
    visit: &mut dyn FnMut(&str, &Traits) -> Result<()>,
) -> Result<usize> {
    let axes = axes(range.order);
    let mut walk = Walk { world, range, part, axes: &axes, pruned: 0, visit };
    walk.from(0, "user-0", Traits::default())?;
    Ok(walk.pruned)
}

struct Walk<'a, 'w> {
    world: &'a World<'w>,
    range: Range,
    part: &'a Part,
    axes: &'a [Axis],
    pruned: usize,
    visit: &'a mut dyn FnMut(&str, &Traits) -> Result<()>,
}

impl Walk<'_, '_> {
    fn from(&mut self, depth: usize, user: &str, traits: Traits) -> Result<()> {
        let Some(axis) = self.axes.get(depth).copied() else {
            return (self.visit)(user, &traits);
        };
        for place in 0..axis.len() {
            if self.part.get(depth).is_some_and(|own| *own != place) {
                continue;
            }
            let mut next = traits;
            axis.set(&mut next, place);
            if self.range.width == Width::Narrow && self.is_wide(axis, &next) {
                continue;
            }
            if self.repeats(axis, &next) {
                let deeper = self.axes.iter().skip(depth + 1);
                self.pruned += deeper.map(|axis| axis.len()).product::<usize>();
                continue;
            }
            let acts = axis.acts(&next);
            let mut name = user.to_owned();
            if !acts.is_empty() {
                name = self.world.fork(user)?;
            }
            for (day, act) in acts {
                let act = named(act, &name);
                self.world.act_at(&act, day).map_err(|code| anyhow!("{next:?}: {act:?} was refused: {code}"))?;
            }
            self.from(depth + 1, &name, next)?;
        }
        Ok(())
    }

    fn is_wide(&self, axis: Axis, traits: &Traits) -> bool {
        let last = self.range.order == Order::RefusalsLast;
        match axis {
            Axis::Guardian => !matches!(traits.guardian, Guardian::None | Guardian::VerifiedGrant),
            Axis::Notice => traits.notice != Notice::Acknowledged,
            Axis::Restricted => last && traits.restricted == Restricted::Yes,
            Axis::Signal => last && traits.signal == Signal::On,
            _ => false,
        }
    }

    /// Combinations that are another one over again: whoever is erased is like everybody who is, so only those with nothing said
    /// against anything are; and without refusals, or without a consent after them, the order of acts makes no difference.
    fn repeats(&self, axis: Axis, traits: &Traits) -> bool {
        let silent = traits.objection == Objection::None
            && traits.opt_out == OptOut::None
            && traits.restricted == Restricted::No
            && traits.signal == Signal::Off;
        match axis {
            Axis::Erased => {
                let plain = silent && traits.notice != Notice::Disagreed;
                traits.erased == Erased::Yes && !plain
            }
            Axis::Consent if self.range.order == Order::RefusalsFirst => {
                silent || matches!(traits.consent, Consent::None | Consent::Outdated)
            }
            _ => false,
        }
    }
}

impl Axis {
    fn len(self) -> usize {
        match self {
            Axis::Account => Account::ALL.len(),
            Axis::Consent => Consent::ALL.len(),
            Axis::Objection => Objection::ALL.len(),
            Axis::OptOut => OptOut::ALL.len(),
            Axis::Restricted => Restricted::ALL.len(),
            Axis::Signal => Signal::ALL.len(),
            Axis::Age => Age::ALL.len(),
            Axis::Guardian => Guardian::ALL.len(),
            Axis::Notice => Notice::ALL.len(),
            Axis::Erased => Erased::ALL.len(),
        }
    }

    fn set(self, traits: &mut Traits, place: usize) {
        fn at<T: Copy + Default>(all: &[T], place: usize) -> T {
            all.get(place).copied().unwrap_or_default()
        }
        match self {
            Axis::Account => traits.account = at(Account::ALL, place),
            Axis::Consent => traits.consent = at(Consent::ALL, place),
            Axis::Objection => traits.objection = at(Objection::ALL, place),
            Axis::OptOut => traits.opt_out = at(OptOut::ALL, place),
            Axis::Restricted => traits.restricted = at(Restricted::ALL, place),
            Axis::Signal => traits.signal = at(Signal::ALL, place),
            Axis::Age => traits.age = at(Age::ALL, place),
            Axis::Guardian => traits.guardian = at(Guardian::ALL, place),
            Axis::Notice => traits.notice = at(Notice::ALL, place),
            Axis::Erased => traits.erased = at(Erased::ALL, place),
        }
    }
}
