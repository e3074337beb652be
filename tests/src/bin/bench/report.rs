//! Rounds in turn, medians, and the lines that are printed.

use std::time::Instant;

use serde_json::json;

/// Prints one figure.
pub(crate) fn say(what: &str, measured: f64, target: &str, unit: &str, detail: &str) {
    let measured = format!("{measured:.2}");
    println!("{}", json!({ "what": what, "measured": measured, "target": target, "unit": unit, "detail": detail }));
}

/// The median of some figures.
pub(crate) fn median(mut figures: Vec<f64>) -> f64 {
    figures.sort_by(f64::total_cmp);
    figures.get(figures.len() / 2).copied().unwrap_or(f64::NAN)
}

/// Seconds that something takes.
pub(crate) fn seconds(work: impl FnOnce()) -> f64 {
    let start = Instant::now();
    work();
    start.elapsed().as_secs_f64()
}

/// Runs two things in turn, some rounds; returns the medians of their seconds and of their ratio, round by round.
pub(crate) fn versus(rounds: usize, mut ours: impl FnMut(), mut other: impl FnMut()) -> (f64, f64, f64) {
    let (mut a, mut b, mut ratios) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..rounds {
        let (x, y) = (seconds(&mut ours), seconds(&mut other));
        a.push(x);
        b.push(y);
        ratios.push(x / y);
    }
    (median(a), median(b), median(ratios))
}
