//! What is true of a user under one version at one instant, worked out once for all purposes.

use jiff::civil::Date;

use crate::error::Error;
use crate::law::{DEFAULT_DIGITAL_CONSENT_AGE, Law, residence_and_country};
use crate::policy::{Alternative, Notice, Overlay, Policy, Version};
use crate::state::UserState;
use crate::words::{Answer, Level, Taxonomy, Timestamp, covers};

/// How a user stands to an age.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Standing {
    /// Old enough, or taken for it.
    Reached,
    /// Certainly younger.
    Below,
    /// What is known does not tell.
    Unclear,
}

/// A threshold as it was compared, with the instant at which the comparison can come out another way.
#[derive(Debug, Clone, Copy)]
pub(super) struct Compared {
    pub(super) standing: Standing,
    pub(super) until: Timestamp,
}

/// What is true of a user under one version at one instant.
pub struct Facts<'a> {
    pub(super) policy: &'a Policy,
    pub(super) version: &'a Version,
    pub(super) state: &'a UserState,
    /// What the company registered.
    pub(super) company: &'a UserState,
    pub(super) taxonomy: &'static Taxonomy,
    pub(super) at: Timestamp,
    /// When the next version comes into force.
    pub(super) next_version: Timestamp,
    pub(super) residence: Option<&'a str>,
    /// Positions of the overlays that hold.
    pub(super) overlays: Vec<usize>,
    /// Against the age of digital consent.
    pub(super) digital: Compared,
    law: &'static Law,
    /// Against the minimum age; none when the policy has none.
    pub(super) minimum: Option<Compared>,
    /// Against the age below which the policy sees a child; none when it sees none.
    pub(super) child: Option<Compared>,
}

impl<'a> Facts<'a> {
    /// Works them out.
    ///
    /// # Errors
    ///
    /// [`Error::Internal`] when data files can't be read.
    pub fn new(
        policy: &'a Policy,
        version: &'a Version,
        state: &'a UserState,
        company: &'a UserState,
        at: Timestamp,
    ) -> Result<Self, Error> {
        let law = Law::current()?;
        let day = version.zone.day(at);
        let residence = state.residence(&version.residence_order).map(|(code, _)| code);
        let overlays = overlays(version, residence);
        let (digital_age, law_until) = digital_consent_age(version, law, residence, day);
        let clock = Clock { version, state, day };
        let digital = clock.compare(digital_age, law_until);
        let minimum = minimum_age(version, law, residence, day, &overlays, (digital_age, law_until));
        Ok(Self {
            digital,
            law,
            minimum: minimum.map(|(age, until)| clock.compare(age, until)),
            child: version.child.as_ref().map(|child| clock.compare(child.below, Timestamp::MAX)),
            next_version: policy.next_change(at).unwrap_or(Timestamp::MAX),
            taxonomy: Taxonomy::common()?,
            policy,
            version,
            state,
            company,
            at,
            residence,
            overlays,
        })
    }

    /// The version that the user is under.
    pub fn version(&self) -> &'a Version {
        self.version
    }

    /// The sensitivity of a category.
    pub(super) fn level(&self, category: &str) -> Option<Level> {
        let own = self.version.categories.iter().filter(|(key, _)| covers(key, category));
        own.filter_map(|(_, rule)| rule.level).next().or_else(|| self.taxonomy.level(category))
    }

    /// Whether a category, or for a node some category below it, has one of some sensitivities.
    pub(super) fn has_level(&self, category: &str, levels: &[Level]) -> bool {
        let own = self.version.categories.iter().map(|(key, _)| key.as_str());
        let below = own.chain(self.taxonomy.keys()).filter(|key| covers(category, key));
        below.chain([category]).any(|key| self.level(key).is_some_and(|level| levels.contains(&level)))
    }

    /// Whether a category identifies a person, also while it is linked to nobody.
    pub(super) fn is_personal(&self, category: &str) -> bool {
        let own = self.version.category_rule(category).and_then(|rule| rule.personal);
        own.unwrap_or_else(|| self.taxonomy.is_personal(category))
    }

    /// Until when a user is, or by what is known may be, below an age; none of one who is not, or of whom nothing is known.
    pub(super) fn below_until(&self, years: u8) -> Option<Timestamp> {
        let birth = self.state.age.as_ref().map(crate::state::KnownAge::birth)?;
        let day = self.version.zone.day(self.at);
        if birth.at_least(years, day) == Answer::Yes {
            return None;
        }
        Some(birth.changes(years, day).min().map_or(Timestamp::MAX, |day| self.version.zone.start_of(day)))
    }

    /// Whether a notice is meant for this user.
    pub(super) fn wants(&self, notice: &Notice) -> bool {
        notice.below.is_none_or(|years| self.below_until(years).is_some())
    }

    /// Whether one of some overlays holds.
    pub(super) fn any_overlay(&self, positions: &[usize]) -> bool {
        positions.iter().any(|position| self.overlays.contains(position))
    }

    /// Whether a basis is one for this kind of user and residence.
    pub(super) fn applies(&self, alternative: &Alternative) -> bool {
        alternative.kind.as_deref().is_none_or(|kind| kind == self.state.kind())
            && alternative.overlays.as_ref().is_none_or(|overlays| self.any_overlay(overlays))
    }

    /// The overlays that hold.
    pub(crate) fn active_overlays(&self) -> impl Iterator<Item = &'a Overlay> + '_ {
        self.overlays.iter().filter_map(|position| self.version.overlays.get(*position))
    }

    /// Whether the user was certainly too young to consent alone at an instant, by the law of that day and the present residence.
    pub(super) fn was_below_digital_age(&self, at: Timestamp) -> bool {
        let Some(birth) = self.state.age.as_ref().map(crate::state::KnownAge::birth) else { return false };
        let day = self.version.zone.day(at);
        let (age, _) = digital_consent_age(self.version, self.law, self.residence, day);
        birth.at_least(age, day) == Answer::No
    }
}

/// The rank of the latest version whose notice a user has, by an acknowledgement or by a grant that is bound to it.
pub(crate) fn notice_rank(policy: &Policy, state: &UserState) -> Option<usize> {
    state.notices.iter().filter_map(|seen| policy.rank(&seen.notice)).max()
}

/// The rank of the version to which a notice is bound: the version that it is, else the one of its day (`id@version`).
pub(super) fn bound_rank(policy: &Policy, notice: &str, label: Option<&str>) -> Option<usize> {
    let of_day = || label?.split_once('@').and_then(|(_, version)| policy.rank(version));
    policy.rank(notice).or_else(of_day)
}

struct Clock<'a> {
    version: &'a Version,
    state: &'a UserState,
    day: Date,
}

impl Clock<'_> {
    fn compare(&self, years: u8, until: Timestamp) -> Compared {
        let Some(birth) = self.state.age.as_ref().map(crate::state::KnownAge::birth) else {
            let lenient = self.version.age.as_ref().is_none_or(|age| age.unknown == crate::policy::UnknownAge::Allow);
            return Compared { standing: if lenient { Standing::Reached } else { Standing::Unclear }, until };
        };
        let standing = match birth.at_least(years, self.day) {
            // who has reached an age stays above it
            Answer::Yes => return Compared { standing: Standing::Reached, until },
            Answer::No => Standing::Below,
            Answer::Unknown => Standing::Unclear,
        };
        let change = birth.changes(years, self.day).min().map_or(Timestamp::MAX, |day| self.version.zone.start_of(day));
        Compared { standing, until: until.min(change) }
    }
}

fn overlays(version: &Version, residence: Option<&str>) -> Vec<usize> {
    let Some(code) = residence else { return version.unknown_overlays.clone() };
    let positions = |holds: &dyn Fn(&Overlay) -> bool| -> Vec<usize> {
        version.overlays.iter().enumerate().filter(|(_, overlay)| holds(overlay)).map(|(at, _)| at).collect()
    };
    let named = positions(&|overlay| residence_and_country(code).any(|c| overlay.residences.contains(c)));
    if named.is_empty() { positions(&|overlay| overlay.default) } else { named }
}

/// The age from which a resident consents alone, and the instant at which the law changes it.
fn digital_consent_age(version: &Version, law: &Law, residence: Option<&str>, day: Date) -> (u8, Timestamp) {
    let own = residence.and_then(|code| residence_and_country(code).find_map(|c| version.digital_consent.get(c)));
    if let Some(age) = own {
        return (*age, Timestamp::MAX);
    }
    if let Some(dated) = residence.and_then(|code| law.digital_consent_age(code, day)) {
        return (dated.age, dated.changes.map_or(Timestamp::MAX, |day| version.zone.start_of(day)));
    }
    (version.digital_consent.get("default").copied().unwrap_or(DEFAULT_DIGITAL_CONSENT_AGE), Timestamp::MAX)
}

fn minimum_age(
    version: &Version,
    law: &Law,
    residence: Option<&str>,
    day: Date,
    overlays: &[usize],
    digital: (u8, Timestamp),
) -> Option<(u8, Timestamp)> {
    use crate::policy::{ResidenceAge, UnknownResidenceAge};
    let rule = version.age.as_ref();
    let mut until = Timestamp::MAX;
    let mut minimum = rule.and_then(|rule| rule.minimum);
    for raised in overlays.iter().filter_map(|position| version.overlays.get(*position)?.minimum_age) {
        minimum = Some(minimum.unwrap_or(0).max(raised));
    }
    if let Some(rule) = rule.filter(|rule| rule.residence == ResidenceAge::Max) {
        let raised = match (residence, rule.residence_unknown) {
            (Some(_), _) => {
                until = digital.1;
                digital.0
            }
            (None, UnknownResidenceAge::Highest) => law.highest_digital_consent_age(day),
            (None, UnknownResidenceAge::Minimum) => 0,
        };
        minimum = Some(minimum.unwrap_or(0).max(raised));
    }
    minimum.map(|age| (age, until))
}
