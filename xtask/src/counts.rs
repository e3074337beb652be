//! How many tests passed and failed, read from what test programs print.

use std::ops::AddAssign;

/// Tests that passed and that failed.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Counts {
    pub(crate) passed: u64,
    pub(crate) failed: u64,
}

impl AddAssign for Counts {
    fn add_assign(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
    }
}

impl Counts {
    /// Adds what a line of output counts; most lines count nothing.
    ///
    /// Known are the last lines of `cargo test`, of pytest, of Node's runner (`ℹ pass 3`), of JUnit, of Swift Testing, and of the project's own
    /// runners (`3 passed, 1 failed`).
    pub(crate) fn read(&mut self, line: &str) {
        let line = without_colour(line);
        let line = line.trim().trim_matches('=').trim();
        if let Some((what, number)) = line.strip_prefix("ℹ ").and_then(|line| line.split_once(' ')) {
            match (what, number.parse::<u64>()) {
                ("pass", Ok(number)) => self.passed += number,
                ("fail", Ok(number)) => self.failed += number,
                _ => {}
            }
        } else if let Some((_, result)) = line.split_once("Tests run: ") {
            *self += junit(result).unwrap_or_default();
        } else if let Some((_, result)) = line.split_once("Test run with ") {
            *self += swift_testing(result).unwrap_or_default();
        } else if let Some(result) = line.strip_prefix("test result:") {
            let counted = result.split_once('.').map_or("", |(_, rest)| rest);
            *self += items(counted.split(';'), true).unwrap_or_default();
        } else {
            *self += items(line.split(','), false).unwrap_or_default();
        }
    }
}

/// What JUnit counts in the end: `3, Failures: 1, Errors: 0, Skipped: 0`; of each class it says the same, and the time.
fn junit(result: &str) -> Option<Counts> {
    let mut numbers = result.split(", ").map(|part| part.rsplit(' ').next()?.parse::<u64>().ok());
    let mut number = || numbers.next().flatten();
    let (tests, failures, errors, skipped) = (number()?, number()?, number()?, number()?);
    let failed = failures + errors;
    // nothing comes behind the last number
    numbers.next().is_none().then(|| Counts { passed: tests.saturating_sub(failed + skipped), failed })
}

/// What Swift Testing counts: `3 tests passed after …`, or `3 tests failed after … with 2 issues.`
fn swift_testing(result: &str) -> Option<Counts> {
    let number = |text: &str| text.split_whitespace().next()?.parse::<u64>().ok();
    let tests = number(result)?;
    if result.contains(" passed after ") {
        return Some(Counts { passed: tests, failed: 0 });
    }
    // how many tests the issues are of is not said
    let issues = number(result.rsplit_once(" with ")?.1)?;
    let failed = issues.clamp(1, tests.max(1));
    Some(Counts { passed: tests.saturating_sub(failed), failed })
}

/// Adds up items such as `3 passed`. With `lenient`, others are passed by; else one that is no count makes it none at all.
fn items<'a>(items: impl Iterator<Item = &'a str>, lenient: bool) -> Option<Counts> {
    let mut counts = Counts::default();
    for item in items {
        let mut words = item.split_whitespace();
        let number = words.next().and_then(|word| word.parse::<u64>().ok());
        let what = words.next();
        let rest = words.next();
        match (number, what, rest) {
            (Some(number), Some("passed"), None | Some("in")) => counts.passed += number,
            (Some(number), Some("failed" | "error" | "errors"), None | Some("in")) => {
                counts.failed += number;
            }
            (Some(_), Some(_), None | Some("in")) => {}
            _ if lenient => {}
            _ => return None,
        }
    }
    Some(counts)
}

fn without_colour(line: &str) -> String {
    let mut plain = String::with_capacity(line.len());
    let mut characters = line.chars();
    while let Some(character) = characters.next() {
        if character == '\u{1b}' {
            characters.by_ref().find(char::is_ascii_alphabetic);
        } else {
            plain.push(character);
        }
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(line: &str) -> (u64, u64) {
        let mut counts = Counts::default();
        counts.read(line);
        (counts.passed, counts.failed)
    }

    #[test]
    fn cargo_test() {
        let rest = "0 ignored; 0 measured; 0 filtered out; finished in 0.01s";
        assert_eq!(read(&format!("test result: ok. 12 passed; 0 failed; {rest}")), (12, 0));
        assert_eq!(read(&format!("test result: FAILED. 3 passed; 2 failed; {rest}")), (3, 2));
        assert_eq!(read("test result: \u{1b}[32mok\u{1b}(B\u{1b}[m. 4 passed; 0 failed;"), (4, 0));
        assert_eq!(read("test words::age::tests::birthday ... ok"), (0, 0));
    }

    #[test]
    fn pytest() {
        assert_eq!(read("12 passed in 0.50s"), (12, 0));
        assert_eq!(read("===== 1 failed, 4 passed, 2 warnings in 0.12s (0:00:01) ====="), (4, 1));
        assert_eq!(read("1 failed, 4 passed, 1 error in 0.12s"), (4, 2));
    }

    #[test]
    fn runner_of_node() {
        assert_eq!(read("ℹ pass 94"), (94, 0));
        assert_eq!(read("\u{1b}[34mℹ fail 2\u{1b}[39m"), (0, 2));
        assert_eq!(read("ℹ tests 96"), (0, 0));
        assert_eq!(read("ℹ pass the salt"), (0, 0));
    }

    #[test]
    fn junit() {
        assert_eq!(read("[INFO] Tests run: 44, Failures: 0, Errors: 0, Skipped: 0"), (44, 0));
        assert_eq!(read("[ERROR] Tests run: 44, Failures: 2, Errors: 1, Skipped: 1"), (40, 3));
        let of_a_class = "Time elapsed: 0.136 s -- in dev.placet.QuestionsTest";
        assert_eq!(read(&format!("[INFO] Tests run: 8, Failures: 0, Errors: 0, Skipped: 0, {of_a_class}")), (0, 0));
        assert_eq!(read("[INFO] Tests run: all of them"), (0, 0));
    }

    #[test]
    fn swift_testing() {
        assert_eq!(read("✔ Test run with 1 test passed after 0.001 seconds."), (1, 0));
        assert_eq!(read("✔ Test run with 12 tests in 3 suites passed after 0.2 seconds."), (12, 0));
        assert_eq!(read("✘ Test run with 12 tests failed after 0.2 seconds with 2 issues."), (10, 2));
        assert_eq!(read("✘ Test run with 2 tests failed after 0.2 seconds with 5 issues."), (0, 2));
        assert_eq!(read("✔ Test a() passed after 0.001 seconds."), (0, 0));
        assert_eq!(read("◇ Test run started."), (0, 0));
    }

    #[test]
    fn own_runners() {
        assert_eq!(read("166 passed, 0 failed"), (166, 0));
        assert_eq!(read("ok cpq.age.birthday 4 0123456789abcdef"), (0, 0));
        assert_eq!(read("3 passed, and more to come"), (0, 0));
    }
}
