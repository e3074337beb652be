//! Every invariant can fail: an engine that answers or acts in a wrong way breaks the one that forbids it.

use std::sync::atomic::{AtomicU64, Ordering};

use placet::act::Act;
use placet::policy::Asked;
use placet::{Context, Decision, Engine, Error, Reason, Update};
use serde_json::Value;

use super::deed::perform;
use super::{Choice, Deed, Invariant, Straight, Way, run, sweep};

const ROUNDS: usize = 4;

#[track_caller]
fn breaks(invariant: Invariant, way: &dyn Way) {
    let check = sweep(way, ROUNDS, 1).unwrap().tally.of(invariant);
    assert!(check.failed > 0, "`{}` holds over {} checks", invariant.name(), check.checked);
    assert!(check.first.is_some());
}

/// Changes what is answered.
struct Lies<F>(F);

impl<F: Fn(&Engine, &str, &Context, &mut Decision) + Sync> Way for Lies<F> {
    fn decide(&self, engine: &Engine, user: &str, purpose: &str, context: &Context) -> Result<Decision, Error> {
        let mut decision = engine.decide(user, purpose, context)?;
        (self.0)(engine, user, context, &mut decision);
        Ok(decision)
    }
}

/// Changes what is done.
struct Errs<F>(F);

impl<F: Fn(&Engine, &str, &Deed) -> Result<(), Error> + Sync> Way for Errs<F> {
    fn act(&self, engine: &Engine, user: &str, deed: &Deed) -> Result<(), Error> {
        (self.0)(engine, user, deed)
    }
}

fn forget(decision: &mut Decision, reasons: &[Reason]) {
    decision.reasons.retain(|reason| !reasons.contains(reason));
    decision.reason = decision.reasons.first().copied();
    decision.allowed = decision.reasons.is_empty();
}

fn everything() -> Choice {
    Choice { purpose: "*".to_owned(), ..Choice::default() }
}

#[test]
fn the_engine_is_looked_at_by_every_invariant() {
    let sweep = sweep(&Straight, ROUNDS, 1).unwrap();
    for invariant in Invariant::ALL {
        let check = sweep.tally.of(invariant);
        assert_eq!((check.failed, check.first), (0, None), "{}", invariant.name());
        assert!(check.checked > 10, "`{}` was looked at {} times", invariant.name(), check.checked);
    }
}

#[test]
fn a_refusal_that_takes_refusals_back_is_seen() {
    breaks(
        Invariant::Refusals,
        &Errs(|engine: &Engine, user: &str, deed: &Deed| {
            perform(engine, user, deed)?;
            match deed {
                Deed::Object(_) | Deed::Withdraw(_) | Deed::Restrict(_) => {
                    perform(engine, user, &Deed::OptIn(everything()))?;
                    perform(engine, user, &Deed::Lift(everything()))
                }
                _ => Ok(()),
            }
        }),
    );
}

fn without(reason: Reason) -> impl Way {
    Lies(move |_: &Engine, _: &str, _: &Context, decision: &mut Decision| forget(decision, &[reason]))
}

#[test]
fn a_category_that_is_let_through_is_seen() {
    breaks(Invariant::CategoryBans, &without(Reason::CategoryProhibited));
}

#[test]
fn a_sale_that_is_let_through_is_seen() {
    breaks(Invariant::SaleBans, &without(Reason::SaleProhibited));
}

#[test]
fn a_childs_data_that_are_let_through_are_seen() {
    breaks(Invariant::ChildBans, &without(Reason::ChildCategoryBlocked));
}

#[test]
fn an_opt_out_that_ends_the_account_is_seen() {
    breaks(
        Invariant::Essential,
        &Errs(|engine: &Engine, user: &str, deed: &Deed| {
            perform(engine, user, deed)?;
            match deed {
                Deed::OptOut(_) => {
                    let ended = Update { account: Some("terminated".to_owned()), ..Update::default() };
                    perform(engine, user, &Deed::Update(Box::new(ended)))
                }
                _ => Ok(()),
            }
        }),
    );
}

#[test]
fn a_refusal_of_a_node_that_is_lost_is_seen() {
    breaks(
        Invariant::Ancestors,
        &Errs(|engine: &Engine, user: &str, deed: &Deed| match deed {
            Deed::OptOut(choice) | Deed::Withdraw(choice) | Deed::Object(choice)
                if !matches!(engine.policy().find(&choice.purpose), Some(Asked::Purpose(_))) =>
            {
                Ok(())
            }
            deed => perform(engine, user, deed),
        }),
    );
}

#[test]
fn an_allowance_without_a_ground_is_seen() {
    breaks(
        Invariant::Grounds,
        &Lies(|_: &Engine, _: &str, _: &Context, decision: &mut Decision| {
            decision.ground = None;
            decision.basis = None;
        }),
    );
}

#[test]
fn an_answer_that_differs_each_time_is_seen() {
    let count = AtomicU64::new(0);
    breaks(
        Invariant::SameInputs,
        &Lies(move |_: &Engine, _: &str, _: &Context, decision: &mut Decision| {
            decision.surplus.push(count.fetch_add(1, Ordering::Relaxed).to_string());
        }),
    );
}

struct Loses;

impl Way for Loses {
    fn import(&self, _: &Engine, _: &Value) -> Result<(), Error> {
        Ok(())
    }
}

#[test]
fn an_export_that_is_lost_is_seen() {
    breaks(Invariant::ExportImport, &Loses);
}

const OVER: [Reason; 2] = [Reason::RetentionExpired, Reason::Isolated];

#[test]
fn data_kept_for_ever_are_seen() {
    breaks(
        Invariant::RetentionEnds,
        &Lies(|_: &Engine, _: &str, _: &Context, decision: &mut Decision| forget(decision, &OVER)),
    );
}

#[test]
fn a_term_that_begins_again_is_seen() {
    breaks(
        Invariant::RetentionStays,
        &Lies(|engine: &Engine, _: &str, context: &Context, decision: &mut Decision| {
            if context.at.is_some_and(|at| at > engine.now()) {
                forget(decision, &OVER);
            }
        }),
    );
}

struct NothingIsMaterial;

impl Way for NothingIsMaterial {
    fn reload(&self, engine: &Engine, document: &str) -> Result<(), Error> {
        engine.reload(&document.replace("\"material\":true", "\"material\":false")).map(drop)
    }
}

#[test]
fn a_new_purpose_that_waits_for_nothing_is_seen() {
    breaks(Invariant::NewPurposes, &NothingIsMaterial);
}

#[test]
fn a_form_that_is_worse_than_raw_is_seen() {
    breaks(
        Invariant::Deidentified,
        &Lies(|_: &Engine, _: &str, context: &Context, decision: &mut Decision| {
            decision.allowed &= context.form.as_deref() != Some("aggregated");
        }),
    );
}

#[test]
fn a_version_that_forgets_opt_outs_is_seen() {
    breaks(
        Invariant::Upgrades,
        &Lies(|_: &Engine, _: &str, _: &Context, decision: &mut Decision| {
            if decision.policy.as_ref().is_some_and(|policy| policy.ends_with("@after")) {
                forget(decision, &[Reason::OptedOut]);
            }
        }),
    );
}

#[test]
fn a_successor_who_forgets_is_seen() {
    breaks(Invariant::Successors, &Loses);
}

#[test]
fn a_signal_that_grants_is_seen() {
    breaks(
        Invariant::Signals,
        &Errs(|engine: &Engine, user: &str, deed: &Deed| {
            perform(engine, user, deed)?;
            match deed {
                Deed::Signals(signals) if signals.values().all(|on| !on) => {
                    perform(engine, user, &Deed::OptIn(everything()))
                }
                _ => Ok(()),
            }
        }),
    );
}

struct SaysNo;

impl Way for SaysNo {
    fn can_process(&self, _: &Engine, _: &str, _: &str) -> Result<bool, Error> {
        Ok(false)
    }
}

#[test]
fn two_answers_are_seen() {
    breaks(Invariant::PlainQuestion, &SaysNo);
}

#[test]
fn a_visitor_who_is_forgotten_is_seen() {
    breaks(
        Invariant::Joining,
        &Errs(|engine: &Engine, user: &str, deed: &Deed| match deed {
            Deed::Join { .. } => Ok(()),
            deed => perform(engine, user, deed),
        }),
    );
}

#[test]
fn a_link_that_does_not_last_is_seen() {
    breaks(
        Invariant::JoinedRefusals,
        &Errs(|engine: &Engine, user: &str, deed: &Deed| {
            perform(engine, user, deed)?;
            match deed {
                Deed::Join { visitor } => perform(engine, user, &Deed::Part { visitor: visitor.clone() }),
                _ => Ok(()),
            }
        }),
    );
}

#[test]
fn an_order_that_matters_is_seen() {
    breaks(
        Invariant::JoinOrder,
        &Errs(|engine: &Engine, user: &str, deed: &Deed| {
            perform(engine, user, deed)?;
            let is_second = matches!(deed, Deed::Join { visitor } if visitor == "passer")
                && engine
                    .history(user)?
                    .iter()
                    .any(|e| matches!(&e.event.act, Act::Join { visitor, .. } if visitor == "newcomer"));
            match is_second {
                true => perform(engine, user, &Deed::OptOut(everything())),
                false => Ok(()),
            }
        }),
    );
}

#[test]
fn an_answer_without_its_end_is_seen() {
    breaks(
        Invariant::ValidUntil,
        &Lies(|_: &Engine, _: &str, _: &Context, decision: &mut Decision| decision.valid_until = None),
    );
}

#[test]
fn a_failure_is_made_small_and_found_again() {
    let once = || run(&SaysNo, 1, 3).unwrap().failures.pop().unwrap();
    let failure = once();
    assert_eq!(failure.invariant, Invariant::PlainQuestion);
    assert!(failure.scene.steps.len() <= 3, "{failure}");
    assert_eq!(failure.to_string(), once().to_string());
}
