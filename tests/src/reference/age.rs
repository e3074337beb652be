//! The ages that count: of digital consent, the minimum, and that of a child.

use jiff::civil::Date;

use super::calendar::{Reached, anniversary};
use super::case::Case;
use super::law::country;

/// The age of digital consent where neither policy nor law has a row.
const DIGITAL_CONSENT: i16 = 16;

/// How the user stands to a threshold now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Standing {
    /// Old enough.
    Reached,
    /// Too young.
    Below,
    /// Not known, which the policy lets pass.
    Passed,
    /// Not known, which denies: nothing is known, or an interval that spans the threshold.
    Unknown,
}

impl Case<'_> {
    /// How the user stands to a threshold; the days on which that may change are noted.
    pub(super) fn standing(&self, years: i16) -> Standing {
        let Some(birth) = self.birth else {
            let passes = self.policy.age.as_ref().is_none_or(|age| age.unknown == "allow");
            return if passes { Standing::Passed } else { Standing::Unknown };
        };
        self.may_change_on(anniversary(birth.latest, years));
        if let Some(earliest) = birth.earliest {
            self.may_change_on(anniversary(earliest, years));
        }
        match birth.reached(years, self.today()) {
            Reached::Yes => Standing::Reached,
            Reached::No => Standing::Below,
            Reached::Unknown => Standing::Unknown,
        }
    }

    /// The age of digital consent of the residence now; the days on which a row of law that was read begins or ends are noted.
    pub(super) fn digital_consent_age(&self) -> i16 {
        self.digital_consent_age_on(self.today(), true)
    }

    fn digital_consent_age_on(&self, day: Date, note: bool) -> i16 {
        if let Some(residence) = self.residence {
            let places =
                if country(residence) == residence { vec![residence] } else { vec![residence, country(residence)] };
            for place in &places {
                if let Some(age) = self.policy.digital_consent.get(*place) {
                    return *age;
                }
            }
            for place in &places {
                if note {
                    self.note_rows(place);
                }
                if let Some(row) = self.law.age_row(place, day) {
                    return row.age;
                }
            }
        }
        self.policy.digital_consent.get("default").copied().unwrap_or(DIGITAL_CONSENT)
    }

    fn note_rows(&self, place: &str) {
        for row in self.law.ages.iter().filter(|row| row.residence == place) {
            if let Some(from) = row.from {
                self.may_change_on(from);
            }
            if let Some(after) = row.until.and_then(|until| until.tomorrow().ok()) {
                self.may_change_on(after);
            }
        }
    }

    /// Whether the user was below the age of digital consent of the present residence on a past day.
    pub(super) fn was_below_digital_consent(&self, day: Date) -> bool {
        let years = self.digital_consent_age_on(day, false);
        self.birth.is_some_and(|birth| birth.reached(years, day) == Reached::No)
    }

    /// The minimum age, if there is one.
    pub(super) fn minimum_age(&self) -> Option<i16> {
        let age = self.policy.age.as_ref();
        let by_overlays = self.overlays.iter().filter_map(|(_, overlay)| overlay.minimum_age);
        let by_residence = age.filter(|age| age.residence == "max").and_then(|age| match self.residence {
            Some(_) => Some(self.digital_consent_age()),
            None if age.residence_unknown == "highest" => Some(self.law.highest_age()),
            None => None,
        });
        age.and_then(|age| age.minimum).into_iter().chain(by_overlays).chain(by_residence).max()
    }

    /// How the user stands to the minimum age.
    pub(super) fn minimum_standing(&self) -> Standing {
        self.minimum_age().map_or(Standing::Reached, |years| self.standing(years))
    }

    /// The years below which a user is a child, where the policy has rules for children.
    pub(super) fn child_age(&self) -> Option<i16> {
        let child = self.policy.child.as_ref()?;
        child.below.or_else(|| self.policy.age.as_ref()?.minimum)
    }
}
