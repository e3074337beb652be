//! `placet diff`: what a later version of a policy changes, whose consents it outdates, and who has to be asked again.

use std::collections::BTreeSet;
use std::sync::Arc;

use placet::act::Event;
use placet::ledger::Store;
use placet::policy::{ChangeNotice, Difference, Policy, Purpose, Support, Version, difference};
use placet::{Basis, Context, Engine, Options, Timestamp};
use serde_json::{Value, json};

use crate::answer::{Answer, Failure};
use crate::args::DiffArgs;
use crate::input;
use crate::text::{WARN, count, plain, table};

/// A purpose that the later version changed materially, and who has to be asked about it again.
struct Again<'a> {
    purpose: &'a str,
    /// Consents of an earlier notice no longer serve.
    consent: bool,
    /// Every user has to be shown the new notice.
    notice: bool,
    /// The users of the ledger who were allowed until the later version came, and would be allowed with their consent or the notice.
    users: Option<Vec<String>>,
}

impl Again<'_> {
    fn who(&self) -> String {
        let parts = [(self.consent, "whoever consented"), (self.notice, "everyone, by the notice")];
        let mut who: Vec<String> = parts.iter().filter(|(holds, _)| *holds).map(|(_, who)| (*who).to_owned()).collect();
        who.extend(self.users.as_ref().map(|users| format!("{} of the ledger", count(users.len(), "user"))));
        who.join("; ")
    }
}

pub(crate) fn run(args: &DiffArgs, as_json: bool) -> Result<Answer, Failure> {
    let (old, new) = (input::version(&args.old)?, input::version(&args.new)?);
    comparable(args, &old, &new)?;
    let policy = Policy::new(vec![old, new])?;
    let (Some(old), Some(new)) = (policy.versions().first().cloned(), policy.versions().get(1).cloned()) else {
        return Err(Failure::new("internal", "two versions became one; please report it"));
    };
    let changes = difference(&old, &new);
    let mut again = again(&changes, &new);
    if let Some(path) = &args.store {
        affected(policy, input::store(path)?, new.effective_from, &mut again)?;
    }
    let lost = new.replaces.as_ref().filter(|name| **name != old.version);
    if as_json {
        return Ok(Answer::json(&object(&changes, &new, &again), true));
    }
    let mut text = format!(
        "{} to {}, {}\n",
        plain(&old.label),
        plain(&new.label),
        if changes.material { "material" } else { "not material" }
    );
    text.push_str(&listing(&changes, &again));
    if let Some(name) = lost {
        let name = plain(name);
        text.push_str(&format!("{WARN}note{WARN:#}: it replaces `{name}`, which is not the version compared with: every purpose counts as changed\n"));
    }
    text.push_str(&match again.len() {
        0 => "no consents are outdated\n".to_owned(),
        n => format!("consents given under an earlier notice are outdated for {}\n", count(n, "purpose")),
    });
    let mut users: Vec<&String> = again.iter().filter_map(|again| again.users.as_ref()).flatten().collect();
    users.sort();
    users.dedup();
    if args.store.is_some() {
        let many = users.len();
        let have = if many == 1 { "has" } else { "have" };
        text.push_str(&format!("{} of the ledger {have} to be asked again\n", count(many, "user")));
        text.extend(users.into_iter().map(|user| format!("  {}\n", plain(user))));
    }
    Ok(Answer { text, yes: true })
}

/// What a reload tells as outdated: the purposes that this version changed materially.
fn again<'a>(changes: &Difference, new: &'a Version) -> Vec<Again<'a>> {
    let changed = new.purposes.iter().filter(|p| p.changed_in == Some(new.rank));
    let one = |purpose: &'a Purpose| Again {
        // nobody consented to what was not there
        consent: !changes.added.contains(&purpose.key.to_string())
            && purpose.alternatives.iter().any(|a| a.support == Support::Basis(Basis::Consent)),
        notice: new.change_notice == ChangeNotice::User,
        purpose: &purpose.key,
        users: None,
    };
    changed.map(one).collect()
}

/// Asks for each user of a ledger right before and right after the later version comes into force.
fn affected(policy: Policy, store: Arc<dyn Store>, from: Timestamp, again: &mut [Again<'_>]) -> Result<(), Failure> {
    let mut users: BTreeSet<String> = BTreeSet::new();
    store.entries(&mut |entry| {
        users.extend(entry.payload.as_deref().and_then(Event::read).map(|event| event.user));
        Ok(())
    })?;
    // what the company registered is about nobody
    users.retain(|user| !user.is_empty() && !user.starts_with('\0'));
    let engine = Engine::on(policy, store, Options::default())?;
    let at = |instant: i64| Context { at: Some(Timestamp(instant)), ..Context::default() };
    let (before, after) = (at(from.0.saturating_sub(1)), at(from.0));
    for again in again {
        let mut asked = Vec::new();
        for user in &users {
            if engine.decide(user, again.purpose, &before)?.allowed {
                let decision = engine.decide(user, again.purpose, &after)?;
                let remedy = decision.remedy.map(|remedy| remedy.action);
                if matches!(remedy, Some("ask_consent" | "ask_guardian" | "show_notice")) {
                    asked.push(user.clone());
                }
            }
        }
        again.users = Some(asked);
    }
    Ok(())
}

fn object(changes: &Difference, new: &Version, again: &[Again<'_>]) -> Value {
    let Difference {
        from,
        to,
        material,
        added,
        removed,
        widened,
        narrowed,
        categories_added,
        recipients_added,
        recipients_removed,
        recipients_widened,
    } = changes;
    let outdated: Vec<&str> = again.iter().map(|again| again.purpose).collect();
    let one = |again: &Again<'_>| {
        let Again { purpose, consent, notice, users } = again;
        json!({ "purpose": purpose, "consent": consent, "notice": notice, "users": users })
    };
    json!({
        "policy": new.id, "from": from, "to": to, "material": material,
        "added": added, "removed": removed, "widened": widened, "narrowed": narrowed,
        "categories_added": categories_added, "recipients_added": recipients_added,
        "recipients_removed": recipients_removed, "recipients_widened": recipients_widened,
        "outdated": outdated, "replaces": new.replaces, "ask_again": again.iter().map(one).collect::<Vec<_>>(),
    })
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

fn listing(changes: &Difference, again: &[Again<'_>]) -> String {
    let mut rows = table(&["change", "purpose", "consents", "asked again"]);
    let kinds = [
        ("added", &changes.added),
        ("removed", &changes.removed),
        ("widened", &changes.widened),
        ("narrowed", &changes.narrowed),
    ];
    let mut told: Vec<&str> = Vec::new();
    for (kind, keys) in kinds {
        for key in keys {
            let now = again.iter().find(|a| a.purpose == key && matches!(kind, "added" | "widened"));
            let who = now.map(Again::who).unwrap_or_default();
            rows.add_row([kind, key.as_str(), if now.is_some() { "outdated" } else { "" }, &who]);
            told.push(key);
        }
    }
    // where the predecessor is not known, purposes count as changed that look alike
    for again in again.iter().filter(|again| !told.contains(&again.purpose)) {
        rows.add_row(["same", again.purpose, "outdated", &again.who()]);
    }
    let mut text = if rows.is_empty() {
        "no purpose is added, removed, widened or narrowed\n".to_owned()
    } else {
        format!("{}\n", rows.trim_fmt())
    };
    for (purpose, categories) in &changes.categories_added {
        text.push_str(&format!("`{}` may also use {}\n", plain(purpose), plain(&categories.join(", "))));
    }
    let recipients = [
        ("new recipients", &changes.recipients_added),
        ("recipients no longer listed", &changes.recipients_removed),
        ("recipients that may receive more", &changes.recipients_widened),
    ];
    for (what, keys) in recipients.iter().filter(|(_, keys)| !keys.is_empty()) {
        text.push_str(&format!("{what}: {}\n", plain(&keys.join(", "))));
    }
    text
}
