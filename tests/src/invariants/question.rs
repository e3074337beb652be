//! Random questions: each purpose plainly, and some with what else a question can say.

use std::collections::BTreeMap;

use placet::Context;
use placet::policy::Policy;
use placet::words::OPERATIONS;

use super::draw::Draw;
use super::words::Words;

/// A question: purpose and context.
pub(super) type Question = (String, Context);

/// Every purpose without a context, and so many with one.
pub(super) fn panel(policy: &Policy, words: &Words, salt: u64, contexts: usize) -> Vec<Question> {
    let mut draw = Draw::new(salt);
    let plain = words.purposes.iter().map(|purpose| (purpose.clone(), Context::default()));
    let mut panel: Vec<Question> = plain.collect();
    panel.extend(draw.any(&words.nodes).filter(|node| policy.ask(node).is_ok()).map(|node| (node, Context::default())));
    for _ in 0..contexts {
        let purpose = draw.word(&words.purposes);
        let context = context(policy, words, &mut draw, &purpose);
        panel.push((purpose, context));
    }
    panel
}

/// The references that questions, records and collections name.
pub(super) const REFERENCES: [&str; 2] = ["a1", "b2"];

/// The instrument, transfer or other thing that the company registers.
pub(super) const REGISTERED: [&str; 2] = ["order", "merger"];

/// A context that fits the purpose more often than not.
pub(super) fn context(policy: &Policy, words: &Words, draw: &mut Draw, purpose: &str) -> Context {
    let own = policy.versions().iter().rev().find_map(|version| version.purpose(purpose));
    let mut context = Context::default();
    for _ in 0..draw.number(0, 2) {
        let fitting = own.map_or(&[][..], |own| &own.categories);
        let category = if draw.chance(85) { draw.word(fitting) } else { draw.word(&words.categories) };
        if !category.is_empty() && !context.categories.contains(&category) {
            context.categories.push(category);
        }
    }
    let fitting = |recipient: &&String| {
        let version = policy.versions().last();
        let entry = version.and_then(|version| version.handling.recipient(recipient));
        entry.is_some_and(|entry| own.is_some_and(|own| entry.purposes.iter().any(|node| own.covered_by(node))))
    };
    let recipients: Vec<String> = words.recipients.iter().filter(fitting).cloned().collect();
    context.operation = draw.maybe(40, OPERATIONS);
    context.source = draw.maybe(25, &["direct", "direct", "observed", "third_party", "public", "inferred"]);
    context.form = draw.maybe(20, &["raw", "pseudonymised", "aggregated", "anonymised"]);
    let among = if draw.chance(80) { &recipients } else { &words.recipients };
    context.recipient = draw.maybe(20, among);
    context.destination = draw.maybe(10, &["US", "DE", "IN", "FR"]);
    context.mechanism = draw.maybe(8, &["scc", "adequacy", "consent", "bcr"]);
    context.technology = draw.maybe(20, &words.technologies);
    context.content = draw.maybe(10, &words.contents);
    context.channel = draw.maybe(15, &["email", "push", "phone", "https"]);
    context.device = draw.maybe(5, &["mobile", "desktop"]);
    context.actor = draw.maybe(12, &words.actors);
    context.surface = draw.maybe(10, &words.surfaces);
    context.reference = draw.maybe(15, &REFERENCES);
    context.collection_point = draw.maybe(10, &words.points);
    context.instrument = draw.maybe(12, &REGISTERED);
    context.justification = draw.maybe(10, &["a claim is near"]);
    context.effect = draw.maybe(15, &["none", "minor", "significant"]);
    context.initiated_by = draw.maybe(10, &["user", "company"]);
    context.role = draw.maybe(5, &["own", "custodian"]);
    context.linked = draw.chance(8).then(|| draw.chance(50));
    if draw.chance(60) {
        let truth = draw.chance(85);
        context.attests = words.attests.iter().map(|name| (name.clone(), truth)).collect::<BTreeMap<_, _>>();
    }
    context
}
