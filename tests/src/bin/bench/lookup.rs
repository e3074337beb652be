//! The common question beside a bare hash map with the same names, and the full answer beside the question.

use std::collections::HashMap;
use std::hint::black_box;

use anyhow::Result;
use placet::{Context, Engine};

use crate::report::{say, seconds, versus};
use crate::workload::{POLICY, Question, fill, names, questions};

const USERS: usize = 1_000_000;
const QUESTIONS: usize = 1_000_000;
const ROUNDS: usize = 9;

pub(crate) fn lookup() -> Result<()> {
    // the questions first: their names then lie in memory in the order in which they are asked
    let asked = questions(USERS, QUESTIONS, 7);
    let users = names(USERS);
    let map: HashMap<String, u32, foldhash::fast::RandomState> = users.iter().cloned().zip(0..).collect();
    let engine = Engine::open(POLICY, "memory:")?;
    fill(&engine, &users)?;
    let ask = |q: &Question| engine.can_process(&q.user, q.purpose).unwrap_or_default();
    let all = asked.iter().filter(|q| ask(q)).count();

    let (ours, bare, ratio) = versus(
        ROUNDS,
        || {
            black_box(asked.iter().filter(|q| ask(q)).count());
        },
        || {
            black_box(asked.iter().filter(|q| map.get(&q.user).is_some_and(|v| v & 1 == 0)).count());
        },
    );
    let each = |s: f64| s * 1e9 / QUESTIONS as f64;
    let detail = format!(
        "{:.0} ns and {:.0} ns; {:.1} % allowed",
        each(ours),
        each(bare),
        all as f64 * 100.0 / QUESTIONS as f64
    );
    say(
        "Rust `can_process`, 1,000,000 users × 12 purposes, random, to a bare `HashMap<String, u32>` (foldhash)",
        ratio,
        "≤ 1.00",
        "×",
        &detail,
    );

    // each question waits for the answer before it, so that nothing overlaps
    let (ours, bare, ratio) = versus(
        ROUNDS,
        || {
            let mut before = 0;
            for at in 0..asked.len() {
                before = black_box(usize::from(ask(&asked[at + before]))) & black_box(0);
            }
        },
        || {
            let mut before = 0;
            for at in 0..asked.len() {
                before =
                    black_box(map.get(&asked[at + before].user).copied().unwrap_or_default() as usize) & black_box(0);
            }
        },
    );
    let detail = format!("{:.0} ns and {:.0} ns", each(ours), each(bare));
    say("the same, each call after the one before", ratio, "≤ 0.50", "×", &detail);

    let two = |threads: usize| {
        seconds(|| {
            std::thread::scope(|scope| {
                for part in 0..threads {
                    let (asked, ask) = (&asked, &ask);
                    scope.spawn(move || {
                        let start = part * QUESTIONS / 2;
                        black_box(asked.iter().cycle().skip(start).take(QUESTIONS).filter(|q| ask(q)).count());
                    });
                }
            });
        })
    };
    let (_, _, ratio) = {
        let mut figures = (Vec::new(), Vec::new(), Vec::new());
        for _ in 0..ROUNDS {
            let (a, b) = (two(2), two(1));
            figures.0.push(a);
            figures.1.push(b);
            figures.2.push(a / b);
        }
        (0.0, 0.0, crate::report::median(figures.2))
    };
    say("the same on two threads, time of each to that of one alone", ratio, "≤ 1.10", "×", "");
    let bytes = engine.index_bytes() as f64 / USERS as f64;
    say("index memory for a user at up to 64 purposes", bytes, "≤ 48", "bytes", "");
    Ok(())
}

pub(crate) fn decide() -> Result<()> {
    let count = 50_000;
    let users = names(count);
    let engine = Engine::open(POLICY, "memory:")?;
    fill(&engine, &users)?;
    let asked = questions(count, 200_000, 11);
    let context = Context::default();
    let (full, plain, ratio) = versus(
        ROUNDS,
        || {
            for q in &asked {
                black_box(engine.decide(&q.user, q.purpose, &context).is_ok());
            }
        },
        || {
            for q in &asked {
                black_box(engine.can_process(&q.user, q.purpose).is_ok());
            }
        },
    );
    let each = |s: f64| s * 1e9 / asked.len() as f64;
    say(
        "Rust `decide` with all reasons, to `can_process`",
        ratio,
        "≤ 12.5",
        "×",
        &format!("{:.0} ns and {:.0} ns", each(full), each(plain)),
    );
    Ok(())
}
