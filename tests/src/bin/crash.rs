//! Writers killed at random moments, and a withdrawal in one process that denies on the next call in another.
//!
//! `crash [--kills N] [--rounds N] [--seed S]`. A writer tells each act on its output once the call has returned; whatever
//! was told has to be in the ledger afterwards, and the chain has to verify.

use std::io::{BufRead as _, BufReader, Write as _};
use std::path::Path;
use std::process::{Child, ChildStdout, Command, ExitCode, Stdio};

use anyhow::{Context as _, Result, bail, ensure};
use placet::{Engine, Update};

const POLICY: &str = r#"
[policy]
id = "crash"
version = "2024-01-01"
effective_from = 2024-01-01
contact = { privacy = "privacy@crash.test" }
[purposes."marketing.email"]
basis = ["consent"]
"#;

fn main() -> Result<ExitCode> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        ["--writer", store, start] => return write(store, start.parse()?),
        ["--servant", store] => return serve(store),
        _ => {}
    }
    let number = |name: &str, default: u64| -> Result<u64> {
        let at = arguments.iter().position(|a| a == name);
        at.map_or(Ok(default), |at| Ok(arguments.get(at + 1).context("a number is missing")?.parse()?))
    };
    let (kills, rounds, seed) = (number("--kills", 220)?, number("--rounds", 3_000)?, number("--seed", 1)?);
    let mut failed = 0;
    for (name, result) in
        [("killed writers", kill(kills, seed)), ("withdrawals seen by another process", freshness(rounds))]
    {
        match result {
            Ok(count) => println!("{name}: {count} without a loss"),
            Err(error) => {
                println!("{name}: {error:#}");
                failed += 1;
            }
        }
    }
    println!("{} passed, {failed} failed", 2 - failed);
    Ok(if failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn spawn(arguments: &[&str]) -> Result<(Child, BufReader<ChildStdout>)> {
    let mut child = Command::new(std::env::current_exe()?)
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .context("a process can't be started")?;
    let output = child.stdout.take().context("the process has no output")?;
    Ok((child, BufReader::new(output)))
}

/// The writer: grants and withdraws in turn for numbered users, and tells each act when its call has returned.
fn write(store: &str, start: u64) -> Result<ExitCode> {
    let engine = Engine::open(POLICY, store)?;
    let mut output = std::io::stdout();
    for number in start.. {
        let user = format!("user-{}", number % 50);
        let receipt = if number % 2 == 0 {
            engine.grant(&user, "marketing.email", &Default::default())?
        } else {
            engine.withdraw(&user, "marketing.email", &Default::default())?
        };
        writeln!(output, "{number} {}", receipt.position)?;
        output.flush()?;
    }
    Ok(ExitCode::SUCCESS)
}

fn kill(kills: u64, seed: u64) -> Result<u64> {
    let folder = tempfile::tempdir()?;
    let store = folder.path().join("ledger.db");
    let path = store.display().to_string();
    let mut random = fastrand::Rng::with_seed(seed);
    let mut next = 0;
    for round in 0..kills {
        let (mut child, mut output) = spawn(&["--writer", &path, &next.to_string()])?;
        let wanted = random.u32(1..12);
        let mut told = 0;
        let mut line = String::new();
        for _ in 0..wanted {
            line.clear();
            ensure!(output.read_line(&mut line)? > 0, "the writer of round {round} ended by itself");
            told = line.split_whitespace().nth(1).context("a position is missing")?.parse()?;
        }
        // some more instructions, so that the blow falls anywhere in the next act
        let mut spin = random.u32(0..400_000);
        while spin > 0 {
            spin = std::hint::black_box(spin - 1);
        }
        child.kill()?;
        child.wait()?;
        // what the writer had told before it died is acknowledged too
        line.clear();
        while output.read_line(&mut line)? > 0 && line.ends_with('\n') {
            told = line.split_whitespace().nth(1).context("a position is missing")?.parse()?;
            line.clear();
        }
        next = check(&path, told).with_context(|| format!("after kill {round}, with {told} acts acknowledged"))?;
    }
    Ok(kills)
}

/// Opens the store as the next process would; returns the number of the next act.
fn check(path: &str, told: u64) -> Result<u64> {
    ensure!(Path::new(path).exists(), "the store is gone");
    let engine = Engine::open(POLICY, path)?;
    let found = engine.verify()?;
    ensure!(found.events >= told, "{} events are left of {told} acknowledged", found.events);
    // event n was act n - 1: a grant when its number is even
    let last = found.events - 1;
    let user = format!("user-{}", last % 50);
    let allowed = engine.can_process(&user, "marketing.email")?;
    ensure!(allowed == (last % 2 == 0), "user `{user}` is answered {allowed} after act {last}");
    Ok(found.events)
}

/// The servant: acts as it is told, and answers when the call has returned.
fn serve(store: &str) -> Result<ExitCode> {
    let engine = Engine::open(POLICY, store)?;
    let mut output = std::io::stdout();
    for line in std::io::stdin().lines() {
        let line = line?;
        let (act, user) = line.split_once(' ').context("an order has two words")?;
        match act {
            "grant" => engine.grant(user, "marketing.email", &Default::default())?,
            "withdraw" => engine.withdraw(user, "marketing.email", &Default::default())?,
            _ => bail!("unknown order `{act}`"),
        };
        writeln!(output, "done")?;
        output.flush()?;
    }
    Ok(ExitCode::SUCCESS)
}

fn freshness(rounds: u64) -> Result<u64> {
    let folder = tempfile::tempdir()?;
    let path = folder.path().join("ledger.db").display().to_string();
    let engine = Engine::open(POLICY, &path)?;
    engine.update("bystander", &Update { account: Some("active".into()), ..Update::default() })?;
    let (mut child, mut output) = spawn(&["--servant", &path])?;
    let mut input = child.stdin.take().context("the servant has no input")?;
    let mut order = |order: String| -> Result<()> {
        writeln!(input, "{order}")?;
        input.flush()?;
        let mut line = String::new();
        output.read_line(&mut line)?;
        ensure!(line == "done\n", "the servant answered `{line}`");
        Ok(())
    };
    for round in 0..rounds {
        let user = format!("user-{}", round % 7);
        order(format!("grant {user}"))?;
        ensure!(engine.can_process(&user, "marketing.email")?, "round {round}: the grant is not seen");
        order(format!("withdraw {user}"))?;
        ensure!(!engine.can_process(&user, "marketing.email")?, "round {round}: allowed after the withdrawal returned");
        if round % 16 == 0 {
            // own acts in between must not hide the other's
            engine.opt_out("bystander", "marketing.email", &Default::default())?;
        }
    }
    drop(input);
    child.wait()?;
    engine.verify()?;
    Ok(rounds)
}
