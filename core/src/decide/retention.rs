//! Check 9: is the term of the data over, or has a clock begun that leaves only some purposes (GDPR Art. 5(1)(e), 17)?

use super::evaluation::Evaluation;
use crate::policy::{Clock, Disposal, Purpose, Retention, Trigger, Version};
use crate::state::{Choice, UserState};
use crate::words::{Reason, Timestamp, covers};

/// How a clock stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Term {
    /// When it began.
    pub began: Timestamp,
    /// When it is over.
    pub ends: Timestamp,
}

pub(super) fn check(e: &mut Evaluation<'_>) {
    let (facts, purpose) = (e.facts, e.purpose);
    let rules = &facts.version.handling.retention;
    // what is collected now begins a term of its own
    let collecting = e.context.is_to("collect");
    let rules = if collecting { &[] } else { rules.as_slice() };
    for rule in purpose.retention.iter().filter_map(|at| rules.get(*at)) {
        if rule.location.is_none() && is_about(facts.version, rule, &e.categories) {
            one(e, rule);
        }
    }
    super::rules::check(e, crate::policy::Stage::Retention);
}

/// Whether a rule is about the data of a question. A question without categories is about the rules that name uses.
fn is_about(version: &Version, rule: &Retention, categories: &[String]) -> bool {
    let named = |rule: &Retention, category: &String| rule.categories.iter().any(|own| covers(own, category));
    if rule.default {
        return categories.iter().any(|category| !version.handling.has_own_retention(rule, category));
    }
    if categories.is_empty() {
        return !rule.purposes.is_empty();
    }
    rule.categories.is_empty() || categories.iter().any(|category| named(rule, category))
}

fn one(e: &mut Evaluation<'_>, rule: &Retention) {
    let facts = e.facts;
    let (version, state) = (facts.version, facts.state);
    let clocks = clocks(&Asked { version, state, rule, reference: e.reference(), purpose: Some(e.purpose) });
    let term = whole(rule, &clocks);
    let began = clocks.iter().flatten().map(|clock| clock.began).min();
    for change in [began, term.map(|term| term.began), term.map(|term| term.ends)].into_iter().flatten() {
        e.holds_until(change);
    }
    let over = term.is_some_and(|term| term.ends <= facts.at);
    // a hold, or a law that wants the data kept, leaves them to the law alone
    if e.legal && (!over || facts.state.hold_on(&rule.categories).is_some()) {
        return;
    }
    if over {
        return e.deny(if rule.then == Disposal::Isolate { Reason::Isolated } else { Reason::RetentionExpired }, None);
    }
    // one clock that runs is enough, also where the term is that of the last of several
    let begun = began.is_some_and(|began| began <= facts.at);
    if begun && !rule.permits.is_empty() && !rule.permits.iter().any(|node| e.covered_by(node)) {
        e.deny(Reason::RetentionExpired, None);
    }
}

/// The term of a rule for a user; none while no clock runs that could end it.
pub fn term(version: &Version, state: &UserState, rule: &Retention, reference: Option<&str>) -> Option<Term> {
    whole(rule, &clocks(&Asked { version, state, rule, reference, purpose: None }))
}

/// How each clock of a rule stands; none for one that does not run.
fn clocks(asked: &Asked<'_>) -> Vec<Option<Term>> {
    let run = |clock: &Clock| {
        let began = start(asked, &clock.after)?;
        let ends = clock.keep.map_or(began, |span| began.term(span, &asked.version.zone));
        Some(Term { began, ends })
    };
    asked.rule.clocks.iter().map(run).collect()
}

/// The term of a rule: that of the first of its clocks to end, or of the last once all run.
fn whole(rule: &Retention, clocks: &[Option<Term>]) -> Option<Term> {
    let waiting = rule.latest && clocks.contains(&None);
    let run = clocks.iter().flatten().copied().filter(|_| !waiting);
    if rule.latest { run.max_by_key(|term| term.ends) } else { run.min_by_key(|term| term.ends) }
}

/// What a clock is read for: with a purpose for one use, which a refusal of another does not end.
struct Asked<'a> {
    version: &'a Version,
    state: &'a UserState,
    rule: &'a Retention,
    reference: Option<&'a str>,
    purpose: Option<&'a Purpose>,
}

fn start(asked: &Asked<'_>, trigger: &Trigger) -> Option<Timestamp> {
    let (state, rule) = (asked.state, asked.rule);
    match trigger {
        Trigger::AccountClosed => state.closed().then_some(state.account_mark?.at),
        Trigger::LastActive => {
            // a consent or an opt-in of the user's own is a sign of life too
            let granted = state.grants.iter().filter(|g| g.by.is_none()).map(|g| g.mark.at);
            let own = granted.chain(state.opt_ins.iter().map(|c| c.mark.at)).max();
            match latest(state, "last_active") {
                Some(recorded) => own.max(Some(recorded.on)),
                None => own.max(sign_of_life(state)),
            }
        }
        Trigger::First(alternatives) => alternatives.iter().find_map(|trigger| start(asked, trigger)),
        Trigger::Refused => match asked.purpose {
            Some(purpose) => refused(state, purpose),
            None => all_refused(asked),
        },
        Trigger::Happened(event) => {
            let named = asked.reference.and_then(|reference| state.last(event, Some(reference)));
            named.or_else(|| latest(state, event)).map(|h| h.on)
        }
        Trigger::Collected => {
            let about =
                |category: &str| rule.categories.is_empty() || rule.categories.iter().any(|own| covers(own, category));
            state.holdings.iter().filter(|h| about(&h.category)).map(|h| h.mark.at).max()
        }
    }
}

/// The last thing that the user is known to have done. What the company did with the data is no sign of life, and a refusal never
/// makes the data last longer.
fn sign_of_life(state: &UserState) -> Option<Timestamp> {
    let acknowledged = state.notices.iter().filter(|notice| notice.acknowledged).map(|notice| notice.mark.at);
    let happened = state.happened.iter().map(|happened| happened.on);
    let given = state.holdings.iter().map(|holding| holding.mark.at);
    acknowledged.chain(happened).chain(given).chain(state.account_mark.map(|mark| mark.at)).max()
}

/// When the last of the uses that the user ever consented to, or refused, was refused: until then the data serve another.
fn all_refused(asked: &Asked<'_>) -> Option<Timestamp> {
    let of_rule = |purpose: &&Purpose| asked.rule.purposes.iter().any(|node| purpose.covered_by(node));
    let mut last = None;
    for purpose in asked.version.purposes.iter().filter(of_rule) {
        let granted = asked.state.grants.iter().any(|g| *g.purpose == *purpose.key);
        match refused(asked.state, purpose) {
            Some(at) => last = last.max(Some(at)),
            None if granted => return None,
            None => {}
        }
    }
    last
}

/// The event that took place last, whichever was recorded last.
fn latest<'a>(state: &'a UserState, event: &str) -> Option<&'a crate::state::Happened> {
    state.happened.iter().filter(|h| h.event == event).max_by_key(|h| h.on)
}

/// When a purpose was first refused since the last consent or opt-in, while none of these came after. To refuse again changes
/// nothing: it never makes data last longer.
fn refused(state: &UserState, purpose: &Purpose) -> Option<Timestamp> {
    let covering = |choice: &&Choice| choice.scope.is_empty() && purpose.covered_by(&choice.node);
    let granted = state.grants.iter().filter(|g| *g.purpose == *purpose.key).map(|g| g.mark).max();
    let back = granted.max(state.opt_ins.iter().filter(covering).map(|c| c.mark).max());
    let lists = [&state.withdrawals, &state.opt_outs, &state.objections];
    let refusals = lists.into_iter().flatten().filter(covering);
    refusals.filter_map(|choice| choice.first_after(back)).min().map(|first| first.at)
}
