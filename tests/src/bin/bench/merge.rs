//! Events of a device that was offline, taken in by a backend, beside reading them from JSON alone.

use anyhow::Result;
use placet::{ChangesOptions, Engine, MergeOptions};

use crate::report::{median, say, seconds};
use crate::workload::{POLICY, names};

const EVENTS: usize = 10_000;
const ROUNDS: usize = 5;

pub(crate) fn merge() -> Result<()> {
    for users in [1, 1_000] {
        let phone = Engine::open(POLICY, "memory:")?;
        let named = names(users);
        for number in 0..EVENTS {
            let user = &named[number % users];
            match number / users % 2 {
                0 => phone.restrict(user, "*", &Default::default())?,
                _ => phone.lift_restriction(user, "*", &Default::default())?,
            };
        }
        let text = phone.changes(0, &ChangesOptions::default())?.to_string();
        let folder =
            tempfile::Builder::new().prefix("placet-bench").tempdir_in(std::env::current_dir()?.join("target"))?;
        let mut took = Vec::new();
        for round in 0..ROUNDS {
            let path = folder.path().join(format!("{round}.db")).display().to_string();
            let backend = Engine::open(POLICY, &path)?;
            took.push(seconds(|| {
                let merged =
                    serde_json::from_str(&text).ok().map(|changes| backend.merge(&changes, &MergeOptions::default()));
                assert!(matches!(merged, Some(Ok(merged)) if merged.taken == EVENTS), "all are taken in");
            }));
        }
        let detail = format!("{:.1} MB of JSON, into a file", text.len() as f64 / 1e6);
        let what = format!("merging 10,000 offline events of {users} {}", if users == 1 { "user" } else { "users" });
        say(&what, median(took) * 1e3, "", "ms", &detail);
    }
    Ok(())
}
