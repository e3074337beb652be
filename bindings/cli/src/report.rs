//! `placet report` and `placet due`: what privacy people read, and what has to be done by when.

use placet::{Due, Engine, Options, ReportOptions};
use serde_json::json;

use crate::answer::{Answer, Failure};
use crate::args::{DueArgs, LedgerArgs, ReportArgs};
use crate::sheet::{cell, sheet};
use crate::text::{BAD, GOOD, count, instant, plain, table};
use crate::{history, input};

/// Opens the policy on the ledger.
pub(crate) fn engine(args: &LedgerArgs) -> Result<Engine, Failure> {
    let policy = input::policy(&args.policy, &args.others)?;
    Ok(Engine::on(policy, input::store(&args.store)?, Options::default())?)
}

pub(crate) fn run(args: &ReportArgs, as_json: bool) -> Result<Answer, Failure> {
    let ReportArgs { ledger, kind, user, year, at } = args;
    let engine = engine(ledger)?;
    let at = input::instant("at", at.as_deref(), &engine.policy())?;
    let mut report = engine.report(kind, &ReportOptions { user: user.clone(), year: *year, at })?;
    history::write_instants(&mut report);
    if as_json {
        return Ok(Answer::json(&report, true));
    }
    Ok(Answer { text: sheet(&report), yes: true })
}

/// The answer is no while something is overdue.
pub(crate) fn due(args: &DueArgs, as_json: bool) -> Result<Answer, Failure> {
    let DueArgs { ledger, at } = args;
    let engine = engine(ledger)?;
    let at = input::instant("at", at.as_deref(), &engine.policy())?;
    let found = engine.due(at)?;
    let late = found.iter().filter(|due| due.overdue).count();
    if as_json {
        let value = json!({ "at": instant(at.unwrap_or_else(|| engine.now())), "overdue": late, "due": found });
        return Ok(Answer::json(&value, late == 0));
    }
    if found.is_empty() {
        return Ok(Answer { text: format!("{GOOD}✓{GOOD:#} nothing is due\n"), yes: true });
    }
    let mut rows = table(&["due", "overdue", "action", "kind", "subject", "user", "detail"]);
    for Due { kind, user, subject, action, since: _, due, overdue, detail } in &found {
        rows.add_row([
            instant(*due),
            if *overdue { "overdue" } else { "" }.to_owned(),
            (*action).to_owned(),
            (*kind).to_owned(),
            plain(subject),
            plain(user.as_deref().unwrap_or_default()),
            plain(&cell(detail)),
        ]);
    }
    let style = if late == 0 { GOOD } else { BAD };
    let sum = format!("{}, {style}{late} overdue{style:#}", count(found.len(), "thing"));
    Ok(Answer { text: format!("{}\n{sum}\n", rows.trim_fmt()), yes: late == 0 })
}
