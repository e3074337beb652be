//! The data of law and the taxonomy, read from the data files of the project.

use jiff::civil::Date;
use serde::Deserialize;
use serde_json::Value;

use super::keys::prefixes;
use crate::document;

const TAXONOMY: &str = include_str!("../../../core/data/taxonomy.toml");
const AGES: &str = include_str!("../../../core/data/law/digital_consent_age.toml");
const ADEQUACY: &str = include_str!("../../../core/data/law/adequacy.toml");
const REGIONS: &str = include_str!("../../../core/data/law/regions.toml");

/// Age of digital consent of one residence in one period, first and last day included.
#[derive(Debug, Clone, Deserialize)]
pub(super) struct AgeRow {
    pub(super) residence: String,
    pub(super) age: i16,
    pub(super) from: Option<Date>,
    pub(super) until: Option<Date>,
}

/// A group of countries.
#[derive(Debug, Clone, Deserialize)]
pub(super) struct Region {
    key: String,
    members: Vec<String>,
}

/// A category of the taxonomy. It is special everywhere when `special` is `yes`.
#[derive(Debug, Clone, Deserialize)]
pub(super) struct Category {
    pub(super) key: String,
    pub(super) special: String,
    pub(super) level: String,
    pub(super) personal: bool,
}

/// A decision that the level of protection in a country is adequate; `until` is the first day on which it does not hold any more.
#[derive(Debug, Clone, Deserialize)]
pub(super) struct Adequacy {
    pub(super) country: String,
    pub(super) from: Option<Date>,
    pub(super) until: Option<Date>,
}

/// All data of law that a decision reads.
#[derive(Debug, Clone, Default)]
pub(super) struct Law {
    pub(super) ages: Vec<AgeRow>,
    pub(super) regions: Vec<Region>,
    pub(super) taxonomy: Vec<Category>,
    pub(super) adequacy: Vec<Adequacy>,
}

impl Law {
    /// Reads the data files.
    pub(super) fn read() -> anyhow::Result<Law> {
        Ok(Law {
            ages: rows(AGES, "digital_consent_age")?,
            regions: rows(REGIONS, "region")?,
            taxonomy: rows(TAXONOMY, "category")?,
            adequacy: rows(ADEQUACY, "adequacy")?,
        })
    }

    /// Whether a residence lies in a country, a subdivision or a group of countries.
    pub(super) fn lies_in(&self, residence: &str, place: &str) -> bool {
        residence == place
            || country(residence) == place
            || self.regions.iter().any(|region| {
                region.key == place && region.members.iter().any(|member| self.lies_in(residence, member))
            })
    }

    /// The row of the taxonomy for a category, else for the nearest category above it.
    pub(super) fn nearest(&self, category: &str) -> Option<&Category> {
        prefixes(category).find_map(|key| self.taxonomy.iter().find(|row| row.key == key))
    }

    /// The row for exactly this residence that holds on a day.
    pub(super) fn age_row(&self, residence: &str, day: Date) -> Option<&AgeRow> {
        self.ages.iter().find(|row| {
            row.residence == residence
                && row.from.is_none_or(|from| from <= day)
                && row.until.is_none_or(|until| day <= until)
        })
    }

    /// The highest age of any row.
    pub(super) fn highest_age(&self) -> i16 {
        self.ages.iter().map(|row| row.age).max().unwrap_or_default()
    }
}

/// The country of a residence: `US` of `US-CA`.
pub(super) fn country(residence: &str) -> &str {
    residence.split('-').next().unwrap_or(residence)
}

fn rows<T: for<'a> Deserialize<'a>>(text: &str, table: &str) -> anyhow::Result<Vec<T>> {
    let tree = document::parse(text)?;
    Ok(serde_json::from_value(tree.get(table).cloned().unwrap_or_else(|| Value::Array(Vec::new())))?)
}
