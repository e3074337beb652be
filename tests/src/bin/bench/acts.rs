//! Durable acts: one, many threads that share commits, and reading while another process writes.

use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result};
use placet::Engine;
use rusqlite::{Connection, params};

use crate::report::{median, say, seconds, versus};
use crate::workload::{POLICY, PURPOSES, fill, names, questions};

/// A folder on a disk: the system's temporary folder may be memory.
fn folder() -> Result<tempfile::TempDir> {
    Ok(tempfile::Builder::new().prefix("placet-bench").tempdir_in(std::env::current_dir()?.join("target"))?)
}

fn path(folder: &Path, name: &str) -> String {
    folder.join(name).display().to_string()
}

fn grant(engine: &Engine, user: &str, number: usize) {
    let purpose = PURPOSES[3 + number % 6];
    if let Err(error) = engine.grant(user, purpose, &Default::default()) {
        eprintln!("an act failed: {error}");
    }
}

pub(crate) fn one() -> Result<()> {
    let folder = folder()?;
    let users = names(2_000);
    let engine = Engine::open(POLICY, &path(folder.path(), "ledger.db"))?;
    fill(&engine, &users)?;
    let bare = Connection::open(folder.path().join("bare.db"))?;
    bare.execute_batch(
        "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; CREATE TABLE rows (id INTEGER PRIMARY KEY, body BLOB)",
    )?;
    let body = [7u8; 300];
    let mut number = 0;
    let (ours, other, ratio) = versus(
        15,
        || {
            for _ in 0..100 {
                number += 1;
                grant(&engine, &users[number * 7 % users.len()], number);
            }
        },
        || {
            for _ in 0..100 {
                let done = bare
                    .prepare_cached("INSERT INTO rows (body) VALUES (?1)")
                    .and_then(|mut insert| insert.execute(params![body]));
                if let Err(error) = done {
                    eprintln!("an insert failed: {error}");
                }
            }
        },
    );
    let detail = format!("{:.0} µs and {:.0} µs", ours * 1e4, other * 1e4);
    say("one durable act, to a bare one-row SQLite transaction of the same durability", ratio, "≤ 1.30", "×", &detail);
    Ok(())
}

pub(crate) fn threads() -> Result<()> {
    let folder = folder()?;
    let users = names(2_000);
    let engine = Engine::open(POLICY, &path(folder.path(), "ledger.db"))?;
    fill(&engine, &users)?;
    let rate = |threads: usize, each: usize| {
        let time = seconds(|| {
            std::thread::scope(|scope| {
                for thread in 0..threads {
                    let (engine, users) = (&engine, &users);
                    scope.spawn(move || {
                        for number in 0..each {
                            grant(engine, &users[(thread * 251 + number * 7) % users.len()], number);
                        }
                    });
                }
            });
        });
        (threads * each) as f64 / time
    };
    let (mut ratios, mut single, mut eight) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..9 {
        let (a, b) = (rate(1, 200), rate(8, 200));
        single.push(a);
        eight.push(b);
        ratios.push(b / a);
    }
    let detail = format!("{:.0} and {:.0} acts a second", median(eight), median(single));
    say("acts from 8 threads at once, rate to that of one thread", median(ratios), "≥ 4.0", "×", &detail);
    Ok(())
}

/// The other process of [`reading_beside_a_writer`]: acts until it is killed.
pub(crate) fn write_forever(arguments: &[String]) -> Result<()> {
    let path = arguments.first().context("no store")?;
    let engine = Engine::open(POLICY, path)?;
    let users = names(2_000);
    println!("writing");
    for number in 0.. {
        grant(&engine, &users[number * 7 % users.len()], number);
    }
    Ok(())
}

pub(crate) fn reading_beside_a_writer() -> Result<()> {
    let folder = folder()?;
    let store = path(folder.path(), "ledger.db");
    let users = names(100_000);
    let engine = Engine::open(POLICY, &store)?;
    fill(&engine, &users)?;
    let asked = questions(users.len(), 2_000_000, 13);
    let p99 = || {
        let mut times: Vec<u32> = asked
            .iter()
            .map(|q| {
                let start = Instant::now();
                std::hint::black_box(engine.can_process(&q.user, q.purpose).is_ok());
                u32::try_from(start.elapsed().as_nanos()).unwrap_or(u32::MAX)
            })
            .collect();
        times.sort_unstable();
        f64::from(times[times.len() * 99 / 100])
    };
    p99();
    let (mut ratios, mut alone_all, mut beside_all) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..5 {
        let alone = p99();
        let mut writer =
            Command::new(std::env::current_exe()?).args(["--write-forever", &store]).stdout(Stdio::piped()).spawn()?;
        let mut line = String::new();
        BufReader::new(writer.stdout.take().context("no output")?).read_line(&mut line)?;
        let start = Instant::now();
        let before = engine.position();
        let beside = p99();
        let rate = (engine.position() - before) as f64 / start.elapsed().max(Duration::from_millis(1)).as_secs_f64();
        writer.kill()?;
        writer.wait()?;
        eprintln!("  the writer made {rate:.0} acts a second");
        alone_all.push(alone);
        beside_all.push(beside);
        ratios.push(beside / alone);
    }
    let detail = format!("{:.0} ns and {:.0} ns", median(beside_all), median(alone_all));
    say(
        "p99 of `can_process` while another process writes as fast as it can, to that without",
        median(ratios),
        "≤ 1.50",
        "×",
        &detail,
    );
    Ok(())
}
