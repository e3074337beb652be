//! Rights: cases with their deadlines and tasks, copies that travel, and erasure.

use placet::act::Response;
use placet::{Engine, ExportOptions, RequestOptions, RespondOptions};

use super::{Answer, WHEN, options};
use crate::failure::invalid;
use crate::given::Given;
use crate::results;
use crate::words::decision_number;

const NO_CASE: &str = "it is no number of a case; give the `id` of one";

pub(super) fn request(engine: &Engine, given: &mut Given) -> Answer {
    let (user, right, mut said) = (given.name("user")?, given.text("right")?, given.options()?);
    let options = RequestOptions {
        by: said.text("by")?,
        channel: said.text("channel")?,
        about: said.words("about")?,
        recipient: said.text("recipient")?,
        decision: decision_number(&mut said)?,
        mode: said.text("mode")?,
        reason: said.text("reason")?,
        subject: said.text("subject")?,
        at: said.instant("at")?,
    };
    said.end()?;
    Ok(results::case(engine.request(&user, &right.unwrap_or_default(), &options)?))
}

pub(super) fn respond(engine: &Engine, given: &mut Given) -> Answer {
    let (user, case) = (given.name("user")?, given.number("case", NO_CASE)?);
    let case = case.ok_or_else(|| invalid("case", NO_CASE))?;
    let (action, mut said) = (given.name("action")?, given.options()?);
    let response = Response {
        action,
        task: said.text("task")?,
        outcome: said.text("outcome")?,
        reason: said.text("reason")?,
        actor: said.text("actor")?,
    };
    let options = RespondOptions { attests: said.flags("attests")?, at: said.instant("at")? };
    said.end()?;
    Ok(results::case(engine.respond(&user, case, &response, &options)?))
}

pub(super) fn cases(engine: &Engine, given: &mut Given) -> Answer {
    Ok(engine.cases(&given.name("user")?)?.into_iter().map(results::case).collect())
}

pub(super) fn export(engine: &Engine, given: &mut Given) -> Answer {
    let (user, mut said) = (given.name("user")?, given.options()?);
    let options = ExportOptions {
        subset: said.text("subset")?,
        case: said.number("case", NO_CASE)?,
        actor: said.text("actor")?,
        attests: said.flags("attests")?,
    };
    said.end()?;
    Ok(results::table(engine.export(&user, &options)?))
}

pub(super) fn import(engine: &Engine, given: &mut Given) -> Answer {
    let export = given.take("export").unwrap_or_default();
    Ok(results::receipt(engine.import(&export, options(given, &WHEN)?.at)?))
}

pub(super) fn erasure_plan(engine: &Engine, given: &mut Given) -> Answer {
    let plan = engine.erasure_plan(&given.name("user")?, options(given, &WHEN)?.at)?;
    Ok(plan.into_iter().map(results::task).collect())
}

pub(super) fn erase(engine: &Engine, given: &mut Given) -> Answer {
    Ok(results::receipt(engine.erase(&given.name("user")?, &options(given, &WHEN)?)?))
}

pub(super) fn history(engine: &Engine, given: &mut Given) -> Answer {
    engine.history(&given.name("user")?)?.into_iter().map(results::history_entry).collect()
}
