//! Month ends, leap days, years of other zones, and days on which the clocks change.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use anyhow::{Result, anyhow};
use placet::ledger::Memory;
use placet::policy::Policy;
use placet::{Context, Engine, Options, RecordOptions, Timestamp};

use super::scene::compiled;

/// What a check of the calendar came to.
#[derive(Debug)]
pub struct Day {
    /// What it is about.
    pub name: &'static str,
    /// What is otherwise than expected.
    pub faults: Vec<String>,
}

struct Lab {
    engine: Engine,
    clock: Arc<AtomicI64>,
    faults: Vec<String>,
}

fn at(text: &str) -> Result<Timestamp> {
    Ok(Timestamp(text.parse::<jiff::Timestamp>()?.as_millisecond()))
}

impl Lab {
    fn new(zone: &str, rest: &str) -> Result<Self> {
        let document = format!(
            r#"
            [policy]
            id = "calendar"
            version = "1"
            effective_from = 2020-01-01
            time_zone = "{zone}"
            contact = {{ privacy = "privacy@calendar.test" }}

            [purposes."service.account"]
            basis = ["legitimate_interest"]
            categories = ["user.financial.transaction"]
            {rest}
            "#
        );
        let clock = Arc::new(AtomicI64::new(0));
        let hands = clock.clone();
        let options =
            Options { clock: Some(Arc::new(move || Timestamp(hands.load(Ordering::Relaxed)))), ..Options::default() };
        let policy: Policy = compiled(&[document])?;
        Ok(Self { engine: Engine::on(policy, Arc::new(Memory::new()?), options)?, clock, faults: Vec::new() })
    }

    fn set(&self, text: &str) -> Result<()> {
        self.clock.store(at(text)?.0, Ordering::Relaxed);
        Ok(())
    }

    fn expect(&mut self, what: &str, found: impl std::fmt::Debug + PartialEq, wanted: impl std::fmt::Debug) {
        let (found, wanted) = (format!("{found:?}"), format!("{wanted:?}"));
        if found != wanted {
            self.faults.push(format!("{what}: {found}, not {wanted}"));
        }
    }

    /// The data serve until the instant, and no longer; and that is what the answer says of itself.
    fn ends(&mut self, what: &str, user: &str, end: &str) -> Result<()> {
        let end = at(end)?;
        let ask = |instant: i64| {
            let categories = vec!["user.financial.transaction".to_owned()];
            let context = Context { categories, at: Some(Timestamp(instant)), ..Context::default() };
            self.engine.decide(user, "service.account", &context)
        };
        let (before, after) = (ask(end.0 - 1)?, ask(end.0)?);
        let (valid, codes) = (before.valid_until, (before.allowed, after.reason_code()));
        self.expect(what, codes, (true, "retention_expired"));
        self.expect(what, valid, Some(end));
        Ok(())
    }
}

fn kept(keep: &str) -> String {
    format!(
        r#"
        [retention.transactions]
        categories = ["user.financial.transaction"]
        after = "transaction"
        keep = "{keep}"
        rationale = "the test"
        [events]
        names = ["transaction"]
        "#
    )
}

/// A term ends with the whole of its last day, the last of the month where the month has no such day.
fn terms() -> Result<Vec<String>> {
    let cases = [
        ("UTC", "P1M", "2025-01-31T10:00:00Z", "2025-03-01T00:00:00Z"),
        ("UTC", "P1M", "2024-01-31T10:00:00Z", "2024-03-01T00:00:00Z"),
        ("UTC", "P1M", "2025-01-28T10:00:00Z", "2025-03-01T00:00:00Z"),
        ("UTC", "P1M", "2025-02-28T10:00:00Z", "2025-03-29T00:00:00Z"),
        ("UTC", "P3M", "2025-11-30T23:59:59Z", "2026-03-01T00:00:00Z"),
        ("UTC", "P1Y", "2024-02-29T10:00:00Z", "2025-03-01T00:00:00Z"),
        ("UTC", "P3Y", "2024-02-29T10:00:00Z", "2027-03-01T00:00:00Z"),
        ("UTC", "P4Y", "2024-02-29T10:00:00Z", "2028-03-01T00:00:00Z"),
        ("UTC", "P30D", "2024-01-31T00:00:00Z", "2024-03-02T00:00:00Z"),
        // the day is that of the policy's zone, and is 23 or 25 hours long when the clocks change
        ("Europe/Berlin", "P1M", "2025-01-30T23:30:00Z", "2025-02-28T23:00:00Z"),
        ("Europe/Berlin", "P1D", "2025-03-29T11:00:00Z", "2025-03-30T22:00:00Z"),
        ("Europe/Berlin", "P1D", "2025-10-25T10:00:00Z", "2025-10-26T23:00:00Z"),
        ("America/Los_Angeles", "P1Y", "2025-01-01T07:59:59Z", "2026-01-01T08:00:00Z"),
        // hours are counted, whatever the clocks on the wall say
        ("Europe/Berlin", "PT72H", "2025-03-29T11:00:00Z", "2025-04-01T11:00:00Z"),
        ("Europe/Berlin", "PT72H", "2025-10-25T10:00:00Z", "2025-10-28T10:00:00Z"),
    ];
    let mut faults = Vec::new();
    for (zone, keep, began, end) in cases {
        let mut lab = Lab::new(zone, &kept(keep))?;
        lab.set(began)?;
        lab.engine.record("ada", "transaction", &RecordOptions::default())?;
        lab.ends(&format!("{keep} from {began} in {zone}"), "ada", end)?;
        faults.extend(lab.faults);
    }
    Ok(faults)
}

/// A case is answered in time until the end of the last day.
fn deadlines() -> Result<Vec<String>> {
    let cases = [
        ("UTC", "P1M", "2025-01-31T10:00:00Z", "2025-02-28", "2025-03-01T00:00:00Z"),
        ("UTC", "P1M", "2024-01-31T10:00:00Z", "2024-02-29", "2024-03-01T00:00:00Z"),
        ("UTC", "P1Y", "2024-02-29T10:00:00Z", "2025-02-28", "2025-03-01T00:00:00Z"),
        ("UTC", "P30D", "2024-01-31T10:00:00Z", "2024-03-01", "2024-03-02T00:00:00Z"),
        ("Europe/Berlin", "P1M", "2025-02-28T22:30:00Z", "2025-03-28", "2025-03-28T23:00:00Z"),
        ("Europe/Berlin", "P1M", "2025-02-28T23:30:00Z", "2025-04-01", "2025-04-01T22:00:00Z"),
    ];
    let mut faults = Vec::new();
    for (zone, deadline, began, last, over) in cases {
        let mut lab = Lab::new(zone, &format!("[rights.access]\ndeadline = \"{deadline}\""))?;
        lab.set(began)?;
        let what = format!("a deadline of {deadline} from {began} in {zone}");
        let case = lab.engine.request("ada", "access", &Default::default())?;
        lab.expect(&what, case.due.as_deref().map(|due| due.get(..10).unwrap_or(due).to_owned()), Some(last));
        lab.clock.store(at(over)?.0 - 1, Ordering::Relaxed);
        let in_time = lab.engine.cases("ada")?.first().map(|case| case.overdue);
        lab.expect(&what, in_time, Some(false));
        lab.set(over)?;
        let late = lab.engine.cases("ada")?.first().map(|case| case.overdue);
        lab.expect(&what, late, Some(true));
        faults.extend(lab.faults);
    }
    Ok(faults)
}

/// Once in a calendar year is once in a year of the policy's zone.
fn years() -> Result<Vec<String>> {
    let mut faults = Vec::new();
    for (zone, still, next) in [
        ("America/Los_Angeles", "2025-01-01T07:59:59Z", "2025-01-01T08:00:00Z"),
        ("UTC", "2024-12-31T23:59:59Z", "2025-01-01T00:00:00Z"),
        ("Asia/Tokyo", "2024-12-31T14:59:59Z", "2024-12-31T15:00:00Z"),
    ] {
        let mut lab = Lab::new(zone, "[rights.access]\ndeadline = \"P30D\"\nfrequency = \"calendar_year\"")?;
        lab.set("2024-12-31T09:00:00Z")?;
        lab.engine.request("ada", "access", &Default::default())?;
        lab.set(still)?;
        let again = lab.engine.request("ada", "access", &Default::default());
        let found = again.err().map(|error| code(&error));
        lab.expect(&format!("a second request in the same year in {zone}"), found, Some("request_too_frequent"));
        lab.set(next)?;
        let found = lab.engine.request("ada", "access", &Default::default()).err().map(|error| code(&error));
        lab.expect(&format!("a request in the next year in {zone}"), found, None::<String>);
        faults.extend(lab.faults);
    }
    Ok(faults)
}

fn code(error: &placet::Error) -> String {
    match error {
        placet::Error::Refused { reason, .. } => reason.code().to_owned(),
        other => other.code().to_owned(),
    }
}

/// Seventy-two hours from the detection of a breach, over a change of the clocks.
fn breaches() -> Result<Vec<String>> {
    let mut faults = Vec::new();
    for (detected, due) in [
        ("2025-03-29T11:00:00Z", "2025-04-01T11:00:00Z"),
        ("2025-10-25T10:00:00Z", "2025-10-28T10:00:00Z"),
        ("2024-02-28T12:00:00Z", "2024-03-02T12:00:00Z"),
    ] {
        let mut lab = Lab::new("Europe/Berlin", "[breach]\nauthority = \"PT72H\"")?;
        lab.set(detected)?;
        let fields = [("detected_at", detected), ("risk", "true")];
        let fields = fields.map(|(name, value)| (name.to_owned(), value.to_owned())).into();
        lab.engine.register("breach", "leak", &fields, None)?;
        for (after, overdue) in [(-1, false), (0, true)] {
            lab.clock.store(at(due)?.0 + after, Ordering::Relaxed);
            let list = lab.engine.due(None)?;
            let found = list.iter().find(|item| item.kind == "breach").ok_or_else(|| anyhow!("nothing is due"))?;
            let found = (found.due, found.overdue);
            lab.expect(&format!("a breach detected at {detected}"), found, (at(due)?, overdue));
        }
        faults.extend(lab.faults);
    }
    Ok(faults)
}

/// All checks of the calendar.
///
/// # Errors
///
/// When an engine fails.
pub fn checks() -> Result<Vec<Day>> {
    let day = |name, faults| Day { name, faults };
    Ok(vec![
        day("terms end with their last day, in the policy's zone", terms()?),
        day("deadlines end with their last day", deadlines()?),
        day("once in a calendar year is once in a year of the policy's zone", years()?),
        day("seventy-two hours are seventy-two hours when the clocks change", breaches()?),
    ])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_calendar_is_kept() {
        for day in checks().unwrap() {
            assert!(day.faults.is_empty(), "{}: {:?}", day.name, day.faults);
        }
    }

    #[test]
    fn a_wrong_day_is_seen() {
        let mut lab = Lab::new("UTC", &kept("P1M")).unwrap();
        lab.set("2025-01-31T10:00:00Z").unwrap();
        lab.engine.record("ada", "transaction", &RecordOptions::default()).unwrap();
        lab.ends("a day too late", "ada", "2025-03-02T00:00:00Z").unwrap();
        assert!(!lab.faults.is_empty());
    }
}
