//! `placet diff`: what a later version of a policy changes, and whose consents it outdates.

use placet::policy::{Difference, Policy, Version, difference};
use serde_json::json;

use crate::answer::{Answer, Failure};
use crate::args::DiffArgs;
use crate::input;
use crate::text::{WARN, count, plain, table};

pub(crate) fn run(args: &DiffArgs, as_json: bool) -> Result<Answer, Failure> {
    let (old, new) = (input::version(&args.old)?, input::version(&args.new)?);
    comparable(args, &old, &new)?;
    let policy = Policy::new(vec![old, new])?;
    let (Some(old), Some(new)) = (policy.versions().first(), policy.versions().get(1)) else {
        return Err(Failure::new("internal", "two versions became one; please report it"));
    };
    let changes = difference(old, new);
    // what a reload tells as outdated: the purposes that this version changed materially
    let outdated: Vec<&str> = new.purposes.iter().filter(|p| p.changed_in == Some(new.rank)).map(|p| &*p.key).collect();
    let lost = new.replaces.as_ref().filter(|name| **name != old.version);
    if as_json {
        let value = json!({
            "policy": new.id, "from": changes.from, "to": changes.to, "material": changes.material,
            "added": changes.added, "removed": changes.removed, "widened": changes.widened, "narrowed": changes.narrowed,
            "outdated": outdated, "replaces": new.replaces,
        });
        return Ok(Answer::json(&value, true));
    }
    let mut text = format!(
        "{} to {}, {}\n",
        plain(&old.label),
        plain(&new.label),
        if changes.material { "material" } else { "not material" }
    );
    text.push_str(&listing(&changes, &outdated));
    if let Some(name) = lost {
        let name = plain(name);
        text.push_str(&format!("{WARN}note{WARN:#}: it replaces `{name}`, which is not the version compared with: every purpose counts as changed\n"));
    }
    text.push_str(&match outdated.len() {
        0 => "no consents are outdated\n".to_owned(),
        n => format!("consents given under an earlier notice are outdated for {}\n", count(n, "purpose")),
    });
    Ok(Answer { text, yes: true })
}

fn comparable(args: &DiffArgs, old: &Version, new: &Version) -> Result<(), Failure> {
    let (first, second) = (args.old.display(), args.new.display());
    let message = if old.id != new.id {
        format!(
            "`{first}` is of policy `{}` and `{second}` of policy `{}`; give two versions of one policy",
            old.id, new.id
        )
    } else if old.version == new.version {
        format!("`{first}` and `{second}` are both version `{}`; give the later one a version of its own", new.label)
    } else if old.effective_from == new.effective_from {
        format!("`{first}` and `{second}` come into force at the same instant; give the later one a date of its own")
    } else if old.effective_from > new.effective_from {
        format!("`{first}` comes into force after `{second}`; give the earlier version first")
    } else {
        return Ok(());
    };
    Err(Failure::new("invalid_argument", message))
}

fn listing(changes: &Difference, outdated: &[&str]) -> String {
    let mut rows = table(&["change", "purpose", "consents"]);
    let kinds = [
        ("added", &changes.added),
        ("removed", &changes.removed),
        ("widened", &changes.widened),
        ("narrowed", &changes.narrowed),
    ];
    let mut told: Vec<&str> = Vec::new();
    for (kind, keys) in kinds {
        for key in keys {
            let now = outdated.contains(&key.as_str()) && matches!(kind, "added" | "widened");
            rows.add_row([kind, key.as_str(), if now { "outdated" } else { "" }]);
            told.push(key);
        }
    }
    // where the predecessor is not known, purposes count as changed that look alike
    for key in outdated.iter().filter(|key| !told.contains(key)) {
        rows.add_row(["same", *key, "outdated"]);
    }
    if rows.is_empty() {
        "no purpose is added, removed, widened or narrowed\n".to_owned()
    } else {
        format!("{}\n", rows.trim_fmt())
    }
}
