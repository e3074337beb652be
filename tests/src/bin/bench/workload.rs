//! What is measured on: users with 36-character names, 12 purposes, and a third of the consents given.

use anyhow::Result;
use placet::act::{Account, Act, AgeFact, Assurance, ConsentKind};
use placet::{Engine, Request};

/// The twelve purposes of the policy.
pub(crate) const PURPOSES: [&str; 12] = [
    "essential.service.account",
    "essential.service.payment",
    "legal.compliance",
    "marketing.email",
    "marketing.phone",
    "marketing.advertising.first_party",
    "analytics.experiment",
    "functional.location",
    "disclosure.partner",
    "analytics.product",
    "improvement.service",
    "security.fraud",
];

/// A policy of two contract, one legal, six consent and three legitimate-interest purposes.
pub(crate) const POLICY: &str = r#"
[policy]
id = "bench"
version = "2024-01-01"
effective_from = 2024-01-01
contact = { privacy = "privacy@bench.test" }
[age]
minimum = 13
unknown = "deny"
[purposes."essential.service.account"]
basis = ["contract"]
[purposes."essential.service.payment"]
basis = ["contract"]
[purposes."legal.compliance"]
basis = ["legal_obligation"]
[purposes."marketing.email"]
basis = ["consent"]
[purposes."marketing.phone"]
basis = ["consent"]
[purposes."marketing.advertising.first_party"]
basis = ["consent"]
[purposes."analytics.experiment"]
basis = ["consent"]
[purposes."functional.location"]
basis = ["consent"]
[purposes."disclosure.partner"]
basis = ["consent"]
[purposes."analytics.product"]
basis = ["legitimate_interest"]
[purposes."improvement.service"]
basis = ["legitimate_interest"]
[purposes."security.fraud"]
basis = ["legitimate_interest"]
"#;

/// A name of 36 characters, as a UUID has.
pub(crate) fn name(number: usize) -> String {
    let mixed = (number as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    format!("{mixed:016x}-{number:012}-placet")
}

/// Names of so many users.
pub(crate) fn names(count: usize) -> Vec<String> {
    (0..count).map(name).collect()
}

/// Fills an engine: each user with an account and an age, and two grants or objections.
pub(crate) fn fill(engine: &Engine, users: &[String]) -> Result<()> {
    let mut random = fastrand::Rng::with_seed(1);
    for chunk in users.chunks(20_000) {
        let mut requests = Vec::with_capacity(chunk.len() * 3);
        for user in chunk {
            let mut ask = |act: Act| requests.push(Request { user: user.clone(), act, at: None });
            let birth = jiff::civil::date(1940 + random.i16(0..65), random.i8(1..13), random.i8(1..28));
            ask(Act::Update {
                age: Some(AgeFact {
                    earliest: Some(birth),
                    latest: birth,
                    assurance: Assurance::Declared,
                    source: None,
                }),
                residence: Some(("registered".into(), "DE".into())),
                account: Some(Account::Active),
                kind: None,
            });
            for _ in 0..2 {
                let purpose = PURPOSES[3 + random.usize(0..9)].to_owned();
                ask(Act::Grant {
                    purposes: vec![purpose.clone()],
                    purpose,
                    by: None,
                    kind: ConsentKind::Explicit,
                    notice: "2024-01-01".into(),
                    expires: None,
                    method: None,
                    scope: Default::default(),
                });
            }
        }
        for answer in engine.record_all(&requests) {
            answer?;
        }
    }
    Ok(())
}

/// A question: the name is a fresh string, as a request brings it, and so at hand.
pub(crate) struct Question {
    pub(crate) user: String,
    pub(crate) purpose: &'static str,
}

/// Random questions about the first so many users.
pub(crate) fn questions(users: usize, count: usize, seed: u64) -> Vec<Question> {
    let mut random = fastrand::Rng::with_seed(seed);
    (0..count)
        .map(|_| Question { user: name(random.usize(0..users)), purpose: PURPOSES[random.usize(0..12)] })
        .collect()
}
