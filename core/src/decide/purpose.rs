//! Check 3: does the use fit the purpose: content, technology, and the form of the data?

use super::evaluation::Evaluation;
use crate::words::{Ground, Reason};

pub(super) fn check(e: &mut Evaluation<'_>) {
    if let Some(content) = &e.context.content
        && e.purpose.content.as_ref().is_some_and(|known| !known.contains(content))
    {
        e.deny(Reason::PurposeMismatch, None);
    }
    technology(e);
    let form = e.context.form.as_deref();
    if matches!(form, Some("aggregated" | "anonymised")) && e.purpose.forms.iter().any(|f| Some(f.as_str()) == form) {
        e.anonymous = true;
        e.ground = Some(Ground::Anonymous);
    } else if !e.purpose.raw {
        e.deny(Reason::RequiresDeidentified, None);
    }
}

fn technology(e: &mut Evaluation<'_>) {
    let Some(id) = &e.context.technology else { return };
    let version = e.facts.version;
    if !version.tracking {
        e.deny(Reason::TechNotEnabled, None);
    }
    match version.technologies.get(id) {
        None => e.deny(Reason::TechUnregistered, None),
        Some(technology) if !technology.purposes.iter().any(|node| e.covered_by(node)) => {
            e.deny(Reason::PurposeUndeclared, None)
        }
        Some(_) => {}
    }
}
