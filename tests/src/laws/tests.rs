//! Every law can fail: an engine that is asked in a wrong way breaks the one that forbids it, and only the right way breaks none.

use std::sync::atomic::{AtomicU64, Ordering};

use placet::{Basis, Context, Decision, Engine, Error, Timestamp};

use super::{Check, LAWS, Order, Range, Rules, Straight, Way, Width, prove};
use crate::act::{Act, Choice, Grant, Kind};
use crate::engine_subject::perform;

/// Some states of each range: a number that no axis divides.
const STRIDE: usize = 11;

fn checks(way: &dyn Way) -> Vec<(u8, Check)> {
    let range = |rules, order| Range { rules, order, width: Width::Narrow };
    let ranges = [range(Rules::Guardian, Order::RefusalsLast), range(Rules::Guardian, Order::RefusalsFirst)];
    let proof = prove(way, &ranges, &LAWS, STRIDE).unwrap();
    LAWS.iter().map(|law| law.number).zip(proof.checks).collect()
}

#[track_caller]
fn breaks(number: u8, way: &dyn Way) {
    let (_, check) = checks(way).into_iter().find(|(law, _)| *law == number).unwrap();
    assert!(check.failed > 0, "law {number} holds: {check:?}");
    assert!(check.first.is_some());
}

#[test]
fn the_engine_breaks_no_law() {
    for (law, check) in checks(&Straight) {
        assert_eq!((check.failed, &check.first), (0, &None), "law {law}");
        assert!(check.checked > 20, "law {law} looked at {}", check.checked);
    }
}

struct IgnoresWithdrawals;

impl Way for IgnoresWithdrawals {
    fn act(&self, engine: &Engine, act: &Act, at: Timestamp) -> Result<(), String> {
        match act {
            Act::Withdraw(_) => Ok(()),
            _ => perform(engine, act, Some(at)),
        }
    }
}

#[test]
fn law_1_sees_a_withdrawal_that_is_ignored() {
    breaks(1, &IgnoresWithdrawals);
}

struct IgnoresAges;

impl Way for IgnoresAges {
    fn act(&self, engine: &Engine, act: &Act, at: Timestamp) -> Result<(), String> {
        match act {
            Act::Update(update) if update.birthdate.is_some() => Ok(()),
            _ => perform(engine, act, Some(at)),
        }
    }
}

#[test]
fn law_2_sees_a_child_who_is_taken_for_an_adult() {
    breaks(2, &IgnoresAges);
}

struct GrantsWhatComesLater;

impl Way for GrantsWhatComesLater {
    fn decide(&self, engine: &Engine, user: &str, purpose: &str, context: &Context) -> Result<Decision, Error> {
        let mut decision = engine.decide(user, purpose, context)?;
        if purpose == "lab.later" {
            decision.allowed = true;
        }
        Ok(decision)
    }
}

#[test]
fn law_3_sees_a_node_that_grants_what_comes_later() {
    breaks(3, &GrantsWhatComesLater);
}

struct NothingIsMaterial;

impl Way for NothingIsMaterial {
    fn document(&self, text: String) -> String {
        text.replace("material = true", "material = false")
    }
}

#[test]
fn law_4_sees_a_change_that_outdates_nothing() {
    breaks(4, &NothingIsMaterial);
}

struct TakesUseForConsent;

impl Way for TakesUseForConsent {
    fn act(&self, engine: &Engine, act: &Act, at: Timestamp) -> Result<(), String> {
        match act {
            Act::Grant(grant) if grant.by.is_none() => {
                let explicit = Grant { kind: Kind::Explicit, ..grant.clone() };
                perform(engine, &Act::Grant(explicit), Some(at))
            }
            _ => perform(engine, act, Some(at)),
        }
    }
}

#[test]
fn law_5_sees_use_that_is_taken_for_consent() {
    breaks(5, &TakesUseForConsent);
}

struct AQuietNo;

impl Way for AQuietNo {
    fn can_process(&self, engine: &Engine, user: &str, purpose: &str) -> Result<bool, Error> {
        Ok(engine.can_process(user, purpose).unwrap_or(false))
    }
}

#[test]
fn law_6_sees_a_quiet_no() {
    breaks(6, &AQuietNo);
}

struct OptsIn;

impl Way for OptsIn {
    fn act(&self, engine: &Engine, act: &Act, at: Timestamp) -> Result<(), String> {
        perform(engine, act, Some(at))?;
        match act {
            Act::ObjectTo(choice) => {
                let back = Choice { purpose: "leaves".to_owned(), ..choice.clone() };
                perform(engine, &Act::OptIn(back), Some(at))
            }
            _ => Ok(()),
        }
    }
}

#[test]
fn law_7_sees_an_objection_that_opts_in() {
    breaks(7, &OptsIn);
}

#[derive(Default)]
struct NeverTheSame(AtomicU64);

impl Way for NeverTheSame {
    fn json(&self, decision: &Decision) -> String {
        let count = self.0.fetch_add(1, Ordering::Relaxed);
        format!("{}{count}", decision.to_json())
    }
}

#[test]
fn law_9_sees_bytes_that_differ() {
    breaks(9, &NeverTheSame::default());
}

struct BasisIsEnough;

impl Way for BasisIsEnough {
    fn can_process(&self, engine: &Engine, user: &str, purpose: &str) -> Result<bool, Error> {
        let decision = engine.decide(user, purpose, &Context::default())?;
        Ok(decision.allowed && decision.basis != Some(Basis::LegitimateInterest))
    }
}

#[test]
fn law_10_sees_two_answers() {
    breaks(10, &BasisIsEnough);
}

struct FailsOpen;

impl Way for FailsOpen {
    fn can_process(&self, engine: &Engine, user: &str, purpose: &str) -> Result<bool, Error> {
        match engine.can_process(user, purpose) {
            Err(Error::Store { .. } | Error::Integrity { .. }) => Ok(true),
            answer => answer,
        }
    }
}

#[test]
fn law_11_sees_an_error_that_allows() {
    breaks(11, &FailsOpen);
}
