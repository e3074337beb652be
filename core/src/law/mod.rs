//! Dated facts of law with their sources, read from data files: ages of digital consent, groups of countries.
//!
//! Every row says where it is from, when it was read and on which days it holds, so that a change of law is a change of data.

use std::collections::{BTreeMap, HashMap};

use foldhash::fast::RandomState;
use jiff::civil::Date;
use once_cell::sync::OnceCell;
use serde::Deserialize;

use crate::error::Error;
use crate::words::{Timestamp, Zone};

/// The age of digital consent where no row says another (GDPR Art. 8(1)).
pub const DEFAULT_DIGITAL_CONSENT_AGE: u8 = 16;

/// A row: from which age a resident consents alone, and on which days that holds.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DigitalConsentAge {
    /// Country (`DE`) or subdivision (`CA-QC`).
    pub residence: String,
    /// Years.
    pub age: u8,
    /// First day on which it holds; none: always did.
    pub from: Option<toml::value::Datetime>,
    /// Last day on which it holds; none: holds on.
    pub until: Option<toml::value::Datetime>,
    /// Where the fact is from.
    pub source: String,
    /// `secondary` (read in a tracker or article) or `unconfirmed`.
    pub checked: String,
    /// The day on which the source was read.
    pub read: toml::value::Datetime,
}

#[derive(Debug, Clone)]
struct Row {
    age: u8,
    from: Date,
    until: Date,
}

/// What the law of a residence says on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Dated {
    /// Years.
    pub age: u8,
    /// The first later day on which the answer is another, if the data know one.
    pub changes: Option<Date>,
}

/// The facts of law that a decision may rest on.
#[derive(Debug, Clone)]
pub struct Law {
    digital_consent: HashMap<String, Vec<Row>, RandomState>,
    regions: BTreeMap<String, Vec<String>>,
    adequacy: Vec<AdequacyRow>,
}

/// A row: a country whose level of protection is adequate, and since when (GDPR Art. 45).
#[derive(Debug, Clone, Deserialize)]
struct AdequacyRow {
    country: String,
    from: toml::value::Datetime,
    until: Option<toml::value::Datetime>,
}

#[derive(Deserialize)]
struct AdequacyFile {
    adequacy: Vec<AdequacyRow>,
}

#[derive(Deserialize)]
struct AgeFile {
    digital_consent_age: Vec<DigitalConsentAge>,
}

#[derive(Deserialize)]
struct RegionFile {
    region: Vec<Region>,
}

#[derive(Deserialize)]
struct Region {
    key: String,
    members: Vec<String>,
}

static CURRENT: OnceCell<Law> = OnceCell::new();

impl Law {
    /// The facts that come with the library.
    ///
    /// # Errors
    ///
    /// [`Error::Internal`] when a data file is faulty, which a test rules out.
    pub fn current() -> Result<&'static Self, Error> {
        CURRENT.get_or_try_init(|| {
            Self::read(
                include_str!("../../data/law/digital_consent_age.toml"),
                include_str!("../../data/law/regions.toml"),
                include_str!("../../data/law/adequacy.toml"),
            )
        })
    }

    fn read(ages: &str, regions: &str, adequacy: &str) -> Result<Self, Error> {
        let fault = |e: toml::de::Error| Error::internal(format!("a data file of law can't be read: {e}"));
        let ages: AgeFile = toml::from_str(ages).map_err(fault)?;
        let regions: RegionFile = toml::from_str(regions).map_err(fault)?;
        let adequacy: AdequacyFile = toml::from_str(adequacy).map_err(fault)?;
        let mut digital_consent: HashMap<String, Vec<Row>, RandomState> = HashMap::default();
        for row in ages.digital_consent_age {
            let from = row.from.and_then(|d| day(&d)).unwrap_or(Date::MIN);
            let until = row.until.and_then(|d| day(&d)).unwrap_or(Date::MAX);
            digital_consent.entry(row.residence).or_default().push(Row { age: row.age, from, until });
        }
        let regions = regions.region.into_iter().map(|r| (r.key, r.members)).collect();
        Ok(Self { digital_consent, regions, adequacy: adequacy.adequacy })
    }

    /// The age of digital consent of a residence (`US-CA`, then `US`) on a day; none where no row holds.
    pub fn digital_consent_age(&self, residence: &str, day: Date) -> Option<Dated> {
        residence_and_country(residence).find_map(|code| {
            let rows = self.digital_consent.get(code)?;
            let row = rows.iter().find(|row| row.from <= day && day <= row.until)?;
            let next = row.until.tomorrow().ok().filter(|_| row.until < Date::MAX);
            let begins = rows.iter().map(|row| row.from).filter(|from| *from > day).min();
            Some(Dated { age: row.age, changes: [next, begins].into_iter().flatten().min() })
        })
    }

    /// The highest age of digital consent of any row that holds on a day.
    pub fn highest_digital_consent_age(&self, day: Date) -> u8 {
        let rows = self.digital_consent.values().flatten();
        rows.filter(|row| row.from <= day && day <= row.until)
            .map(|row| row.age)
            .max()
            .unwrap_or(0)
            .max(DEFAULT_DIGITAL_CONSENT_AGE)
    }

    /// The terms in which a country's level of protection is adequate: from the first instant, to the one at which it is not any more.
    pub fn adequacy(&self, country: &str, zone: &Zone) -> Vec<(Timestamp, Timestamp)> {
        let start = |value: &toml::value::Datetime| day(value).map(|day| zone.start_of(day));
        let rows = self.adequacy.iter().filter(|row| row.country == country);
        let term =
            |row: &AdequacyRow| Some((start(&row.from)?, row.until.as_ref().map_or(Some(Timestamp::MAX), start)?));
        rows.filter_map(term).collect()
    }

    /// The members of a group of countries (`EU`, `EEA`), if there is such a group.
    pub fn region(&self, key: &str) -> Option<&[String]> {
        self.regions.get(key).map(Vec::as_slice)
    }
}

/// A residence code and, for a subdivision, its country.
pub fn residence_and_country(code: &str) -> impl Iterator<Item = &str> {
    let country = code.split_once('-').map(|(country, _)| country);
    std::iter::once(code).chain(country)
}

fn day(value: &toml::value::Datetime) -> Option<Date> {
    let date = value.date?;
    Date::new(i16::try_from(date.year).ok()?, i8::try_from(date.month).ok()?, i8::try_from(date.day).ok()?).ok()
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn ages_are_dated() {
        let law = Law::current().unwrap();
        let age = |code: &str, day: Date| law.digital_consent_age(code, day).map(|d| d.age);
        assert_eq!(age("DE", date(2025, 1, 1)), Some(16));
        assert_eq!(age("DK", date(2023, 12, 31)), Some(13));
        assert_eq!(age("DK", date(2024, 1, 1)), Some(15));
        assert_eq!(law.digital_consent_age("DK", date(2023, 6, 1)).unwrap().changes, Some(date(2024, 1, 1)));
        assert_eq!(age("US-CA", date(2025, 1, 1)), Some(13));
        assert_eq!(age("CA-QC", date(2025, 1, 1)), Some(14));
        assert_eq!(age("CA", date(2025, 1, 1)), None);
    }

    #[test]
    fn regions_have_members() {
        let law = Law::current().unwrap();
        assert_eq!(law.region("EU").unwrap().len(), 27);
        assert_eq!(law.region("EEA").unwrap().len(), 30);
    }
}
