//! The plans are the same for the same seed, and between them they reach every reason and every refusal.

use std::collections::{BTreeMap, BTreeSet};

use jiff::ToSpan as _;

use super::{Deed, plan, plan_over};
use crate::answer::Answer;
use crate::compare::Whole;
use crate::reference::Reference;
use crate::subject::Subject;

/// Reasons that a question can have today.
const REASONS: [&str; 51] = [
    "account_terminated",
    "actor_not_authorized",
    "age_below_minimum",
    "age_unknown",
    "anonymous_subject",
    "basis_missing",
    "category_not_permitted",
    "category_prohibited",
    "child_category_blocked",
    "consent_expired",
    "consent_missing",
    "consent_not_explicit",
    "consent_withdrawn",
    "contested",
    "encryption_missing",
    "erased",
    "feature_not_activated",
    "insecure_channel",
    "instruction_missing",
    "isolated",
    "legal_instrument_missing",
    "mfa_required",
    "notice_missing",
    "objected",
    "opted_out",
    "parental_consent_missing",
    "parental_consent_unverified",
    "parental_consent_withdrawn",
    "policy_not_accepted",
    "policy_not_bound",
    "policy_not_in_force",
    "purpose_bound_source",
    "purpose_mismatch",
    "purpose_undeclared",
    "recipient_no_agreement",
    "recipient_purpose_mismatch",
    "recipient_review_overdue",
    "recipient_unlisted",
    "required_category_missing",
    "requires_deidentified",
    "restricted",
    "retention_expired",
    "sale_prohibited",
    "signal_opt_out",
    "significant_effect",
    "source_not_permitted",
    "tech_lifetime_exceeded",
    "tech_not_enabled",
    "tech_unregistered",
    "transfer_no_mechanism",
    "unknown_category",
];

const REFUSALS: [&str; 11] = [
    "actor_not_authorized",
    "basis_missing",
    "denied",
    "erased",
    "ground_missing",
    "invalid_argument",
    "non_optional",
    "notice_missing",
    "parental_consent_missing",
    "unknown_category",
    "unknown_purpose",
];

#[test]
fn a_seed_gives_one_plan() {
    let (one, other) = (plan(7, 40).unwrap(), plan(7, 40).unwrap());
    assert_eq!((one.documents.clone(), one.steps.clone()), (other.documents, other.steps));
    assert_ne!(one.documents, plan(8, 40).unwrap().documents);
    let asked = one.steps.iter().filter(|step| matches!(step.deed, Deed::Ask(_))).count();
    assert_eq!(asked, 40);
}

#[test]
fn the_plans_reach_every_reason_ground_and_refusal() {
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    let mut refused: BTreeSet<String> = BTreeSet::new();
    let (mut questions, mut allowed) = (0, 0);
    for seed in 0..400 {
        let plan = plan(seed, 60).unwrap();
        let mut reference = Reference::new(&plan.documents).unwrap();
        for step in &plan.steps {
            match &step.deed {
                Deed::Act(act) => refused.extend(Whole::perform(&mut reference, act, step.at).err()),
                Deed::Ask(question) => {
                    questions += 1;
                    match Subject::decide(&reference, &question.user, &question.purpose, &question.context, step.at) {
                        Ok(answer) => {
                            allowed += usize::from(answer.allowed);
                            assert_eq!(answer.allowed, answer.reasons.is_empty(), "{answer:?}");
                            let of_ground = answer.ground.iter().map(|ground| format!("ground {ground}"));
                            for name in answer.reasons.iter().cloned().chain(of_ground) {
                                *seen.entry(name).or_default() += 1;
                            }
                        }
                        Err(code) => *seen.entry(code).or_default() += 1,
                    }
                }
            }
        }
    }
    for reason in REASONS {
        assert!(seen.contains_key(reason), "{reason} never came up: {seen:?}");
    }
    for ground in [
        "consent",
        "explicit_consent",
        "parental_consent",
        "contract",
        "legal_obligation",
        "user_instruction",
        "anonymous",
    ] {
        assert!(seen.contains_key(&format!("ground {ground}")), "{ground} never allowed anything: {seen:?}");
    }
    assert_eq!(refused.iter().map(String::as_str).collect::<Vec<_>>(), REFUSALS);
    assert!(allowed * 100 > questions * 15 && allowed * 100 < questions * 60, "{allowed} of {questions} were allowed");
}

#[test]
fn an_answer_holds_until_its_valid_until() {
    let mut bounded = 0;
    for seed in 1000..1150 {
        let plan = plan(seed, 40).unwrap();
        let mut reference = Reference::new(&plan.documents).unwrap();
        for step in &plan.steps {
            let question = match &step.deed {
                Deed::Act(act) => {
                    let _refused = Whole::perform(&mut reference, act, step.at);
                    continue;
                }
                Deed::Ask(question) => question,
            };
            let ask = |at| Subject::decide(&reference, &question.user, &question.purpose, &question.context, at);
            let Ok(answer) = ask(step.at) else { continue };
            let last = match answer.valid_until {
                Some(until) => until.checked_sub(1.second()).unwrap(),
                None => step.at.checked_add((24 * 365 * 30).hours()).unwrap(),
            };
            bounded += usize::from(answer.valid_until.is_some());
            let timeless = |answer: Answer| Answer { valid_until: None, ..answer };
            assert_eq!(timeless(ask(last).unwrap()), timeless(answer), "seed {seed}, {question:?} at {}", step.at);
        }
    }
    assert!(bounded > 1000, "only {bounded} answers had an end");
}

#[test]
fn the_example_policies_can_be_planned_over() {
    let folder = std::path::Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../examples/policies"));
    let mut read = 0;
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_none_or(|extension| extension != "toml") {
            continue;
        }
        let documents = [std::fs::read_to_string(&path).unwrap()];
        let mut reference = Reference::new(&documents).unwrap();
        let mut allowed = 0;
        for step in plan_over(&documents, 11, 200).unwrap().steps {
            match &step.deed {
                Deed::Act(act) => drop(Whole::perform(&mut reference, act, step.at)),
                Deed::Ask(question) => {
                    let answer =
                        Subject::decide(&reference, &question.user, &question.purpose, &question.context, step.at);
                    allowed += usize::from(answer.is_ok_and(|answer| answer.allowed));
                }
            }
        }
        assert!(allowed > 0, "nothing was allowed under {}", path.display());
        read += 1;
    }
    assert!(read > 0, "no policy lies in {}", folder.display());
}
