//! The reference itself, against answers worked out by hand from the description and from the clauses of the five policies.

mod ages;
mod children;
mod choices;
mod consents;
mod versions;

use jiff::Timestamp;
use serde_json::{Value, json};

use super::Reference;
use crate::act::{Act, Context};
use crate::answer::Answer;

/// A reference with a way to say acts and questions in short.
struct Scene {
    reference: Reference,
    now: Timestamp,
}

impl Scene {
    /// The documents, at noon of 15 January 2025.
    fn new(documents: &[&str]) -> Scene {
        let documents: Vec<String> = documents.iter().map(|text| (*text).to_owned()).collect();
        Scene { reference: Reference::new(&documents).unwrap(), now: at("2025-01-15T12:00:00Z") }
    }

    fn clock(&mut self, now: &str) -> &mut Scene {
        self.now = at(now);
        self
    }

    fn try_act(&mut self, act: Value) -> Result<(), &'static str> {
        let mut act = act;
        if let Some(table) = act.as_object_mut() {
            table.entry("user").or_insert(json!("u"));
        }
        let act: Act = serde_json::from_value(act).unwrap();
        self.reference.act(&act, self.now).map_err(|refusal| refusal.code)
    }

    #[track_caller]
    fn act(&mut self, act: Value) -> &mut Scene {
        assert_eq!(self.try_act(act), Ok(()));
        self
    }

    #[track_caller]
    fn ask(&self, purpose: &str, context: Value) -> Answer {
        let context: Context = serde_json::from_value(context).unwrap();
        self.reference.decide("u", purpose, &context, self.now).unwrap()
    }

    #[track_caller]
    fn allows(&self, purpose: &str, ground: &str) -> Answer {
        let answer = self.ask(purpose, json!({}));
        assert_eq!((answer.ground.as_deref(), answer.reasons.as_slice()), (Some(ground), [].as_slice()));
        assert!(answer.allowed);
        answer
    }

    #[track_caller]
    fn denies(&self, purpose: &str, reasons: &[&str]) -> Answer {
        self.denies_with(purpose, json!({}), reasons)
    }

    #[track_caller]
    fn denies_with(&self, purpose: &str, context: Value, reasons: &[&str]) -> Answer {
        let answer = self.ask(purpose, context);
        assert_eq!(answer.reasons, reasons);
        assert!(!answer.allowed);
        assert_eq!(answer.reason.as_deref(), reasons.first().copied());
        answer
    }
}

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn position(answer: &Answer) -> Option<u64> {
    answer.evidence.map(|evidence| evidence.position)
}

/// A service with a bit of everything.
const SHOP: &str = r#"
[policy]
id = "shop"
version = "2024-01-01"
effective_from = 2024-01-01
contact = { privacy = "privacy@shop.example" }

[purposes."essential.account"]
basis = ["contract"]
categories = ["user.name", "user.contact"]

[purposes."essential.notice"]
basis = ["contract"]
content = ["billing", "security"]

[purposes."marketing.email"]
basis = ["consent"]
categories = ["user.contact.email", "user.special.health"]
obligations = ["include_unsubscribe"]

[purposes."marketing.sms"]
basis = ["consent", { basis = "legitimate_interest", when = { kind = "business" } }]

[purposes."analytics.product"]
basis = [{ basis = "legitimate_interest", after_withdrawal = false }]
forms = ["aggregated"]
categories = ["user.behavior"]

[purposes."analytics.trends"]
basis = ["anonymous"]
raw = false
forms = ["aggregated"]

[purposes."legal.tax"]
basis = ["legal_obligation"]
categories = ["user.name"]

[categories."user.financial.payment_card"]
forbid = ["store"]

[groups]
messages = ["marketing", "essential.notice"]

[signals.gpc]
denies = ["marketing"]
technologies = ["advertising", "essential"]
overridden_by = "later_explicit_consent"

[signals.cleared]
forgets = ["marketing.email"]

[technologies."cookie.session"]
class = "essential"
purposes = ["essential.account"]

[technologies."cookie.ads"]
class = "advertising"
purposes = ["analytics.product"]

[restriction]
grounds = ["accuracy_contested"]

[overlays.eu]
residences = ["EU"]
consent_for = ["analytics"]

[overlays.us]
default = true

[overlays.california]
residences = ["US-CA"]
binding_signals = ["gpc"]
"#;

/// The shop, with a registered adult in Texas.
fn shop() -> Scene {
    let mut scene = Scene::new(&[SHOP]);
    scene.act(json!({ "do": "update", "account": "active", "birthdate": "1990-05-01", "residence": "US-TX" }));
    scene
}
