//! Check 3: does the use fit the purpose: content, technology, and the form of the data?

use super::evaluation::Evaluation;
use crate::policy::Stage;
use crate::words::{Ground, Reason};

pub(super) fn check(e: &mut Evaluation<'_>) {
    if let Some(content) = &e.context.content
        && e.purpose.content.as_ref().is_some_and(|known| !known.contains(content))
    {
        e.deny(Reason::PurposeMismatch, None);
    }
    super::technology::check(e);
    form(e);
    super::instrument::business_transfer(e);
    super::rules::check(e, Stage::Purpose);
}

/// De-identified data need no basis, where the purpose accepts the form and the group is large enough (GDPR recital 26).
fn form(e: &mut Evaluation<'_>) {
    let form = e.context.form.as_deref();
    let smallest = e.purpose.min_group.max(e.facts.version.handling.min_group);
    let too_small = form == Some("aggregated")
        && e.context.group_size.is_some_and(|size| smallest.is_some_and(|smallest| size < smallest));
    if e.anonymous {
        e.ground = Some(Ground::Anonymous);
        if too_small {
            e.deny(Reason::RequiresDeidentified, None);
        }
        return;
    }
    let accepted = e.purpose.forms.iter().any(|f| Some(f.as_str()) == form);
    if form.is_some_and(super::context::deidentified) && accepted && !too_small {
        e.anonymous = true;
        e.ground = Some(Ground::Anonymous);
    } else if !e.purpose.raw || too_small {
        e.deny(Reason::RequiresDeidentified, None);
    }
}
