//! Benchmarks of the core, as ratios in one run: `bench [NAMES…]` prints a line of JSON for each figure.

mod acts;
mod classify;
mod guarded;
mod lookup;
mod merge;
mod open;
mod records;
mod report;
mod workload;

use anyhow::Result;

/// A benchmark by its name.
type Bench = (&'static str, fn() -> Result<()>);

const ALL: &[Bench] = &[
    ("lookup", lookup::lookup),
    ("decide", lookup::decide),
    ("filter", records::filter),
    ("guarded", guarded::guarded),
    ("classify", classify::classify),
    ("act", acts::one),
    ("threads", acts::threads),
    ("writer", acts::reading_beside_a_writer),
    ("merge", merge::merge),
    ("open", open::open),
];

fn main() -> Result<()> {
    let mut arguments: Vec<String> = std::env::args().skip(1).collect();
    if arguments.first().is_some_and(|a| a == "--write-forever") {
        return acts::write_forever(&arguments.split_off(1));
    }
    for (name, bench) in ALL {
        if arguments.is_empty() || arguments.iter().any(|a| a == name) {
            eprintln!("measuring {name} …");
            bench()?;
        }
    }
    Ok(())
}
