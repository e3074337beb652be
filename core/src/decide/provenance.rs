//! Check 4: which data, from where, collected how, derived from what, and given for what (GDPR Art. 5(1)(b) and (c), 14).

use super::evaluation::Evaluation;
use crate::policy::Stage;
use crate::words::{Reason, covers};

pub(super) fn check(e: &mut Evaluation<'_>) {
    if e.categories.iter().any(|category| !e.purpose.permits(category)) {
        e.deny(Reason::CategoryNotPermitted, None);
    }
    collection_point(e);
    derivation(e);
    sources(e);
    kind(e);
    needs(e);
    super::rules::check(e, Stage::Categories);
}

/// What may be collected at a point, and for what.
fn collection_point(e: &mut Evaluation<'_>) {
    let Some(point) = e.collection_point() else { return };
    let points = &e.facts.version.handling.collection_points;
    // a policy that lists no points lets data be collected anywhere
    if points.is_empty() {
        return;
    }
    let Some(rule) = points.get(point) else { return e.deny(Reason::SourceNotPermitted, None) };
    let permits = |category: &String| rule.categories.iter().any(|own| covers(own, category));
    let purposed = rule.purposes.is_empty() || rule.purposes.iter().any(|node| e.covered_by(node));
    if e.context.is_to("collect") && (!e.categories.iter().all(permits) || !purposed) {
        e.deny(Reason::CategoryNotPermitted, None);
    }
}

/// What a category may be derived from; a rule that lists nothing lets it be derived from nothing.
fn derivation(e: &mut Evaluation<'_>) {
    if e.context.inputs.is_empty() || !e.context.is_to("derive") {
        return;
    }
    let version = e.facts.version;
    let derivable = |category: &String| {
        let from = version.category_rule(category).and_then(|rule| rule.derived_from.as_ref());
        from.is_some_and(|keys| e.context.inputs.iter().all(|input| keys.iter().any(|key| covers(key, input))))
    };
    if !e.categories.iter().all(derivable) {
        e.deny(Reason::CategoryNotPermitted, None);
    }
}

/// The origin has to be one that the category may have, and that the purpose may use.
fn sources(e: &mut Evaluation<'_>) {
    let (version, context) = (e.facts.version, e.context);
    let listed_only = &version.handling.listed_only;
    let mut wrong = false;
    for category in e.categories.iter() {
        let rule = version.category_rule(category);
        let source = context.source.as_ref().or(rule.and_then(|rule| rule.source.as_ref()));
        let Some(source) = source else { continue };
        let by_category = rule.and_then(|rule| rule.sources.as_ref()).is_none_or(|known| known.contains(source));
        let by_purpose = match e.purpose.sources.as_slice() {
            [] => !listed_only.contains(source),
            known => known.contains(source),
        };
        wrong |= !by_category || !by_purpose;
    }
    if e.categories.is_empty()
        && let Some(source) = &context.source
    {
        let known = &e.purpose.sources;
        wrong |= if known.is_empty() { listed_only.contains(source) } else { !known.contains(source) };
    }
    if wrong {
        e.deny(Reason::SourceNotPermitted, None);
    }
}

/// People who are no ordinary users: only the purposes of their kind may run, and only for what the data were given for.
fn kind(e: &mut Evaluation<'_>) {
    let (facts, state) = (e.facts, e.facts.state);
    let Some(kind) = facts.version.handling.kinds.get(state.kind()) else { return };
    if !kind.purposes.iter().any(|node| e.covered_by(node)) {
        return e.deny(kind.reason, None);
    }
    let given: Vec<&str> = state.holdings.iter().filter_map(|h| h.data.reference.as_deref()).collect();
    if let Some(reference) = e.reference()
        && !given.is_empty()
        && !given.contains(&reference)
    {
        e.deny(Reason::PurposeBoundSource, None);
    }
}

/// Data without which the purpose can't run: those missing from what is being collected, and those the user declined to give.
fn needs(e: &mut Evaluation<'_>) {
    let (purpose, state) = (e.purpose, e.facts.state);
    let collecting = e.context.is_to("collect") && !e.categories.is_empty();
    let held = |need: &str| state.holdings.iter().any(|h| covers(need, &h.category));
    let declined = |need: &str| {
        let of = |event: &str| {
            let happened = state.happened.iter().filter(|h| h.event == event);
            happened
                .filter(|h| h.reference.as_deref().is_some_and(|r| covers(r, need) || covers(need, r)))
                .map(|h| h.mark)
                .max()
        };
        let given = state.holdings.iter().filter(|h| covers(need, &h.category)).map(|h| h.mark).max();
        of("declined").filter(|mark| of("provided").max(given).is_none_or(|later| later < *mark))
    };
    let mut missing = None;
    for need in &purpose.needs {
        if let Some(mark) = declined(need) {
            missing = Some(Some(mark));
        } else if collecting && !e.categories.iter().chain(e.beside).any(|c| covers(need, c)) && !held(need) {
            missing = missing.or(Some(None));
        }
    }
    if let Some(mark) = missing {
        e.deny(Reason::RequiredCategoryMissing, mark);
    }
}
