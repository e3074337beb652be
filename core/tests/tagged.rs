//! Tags on Rust's own types: `#[derive(Tagged)]`, and records of such types filtered.
#![cfg(feature = "derive")]

use std::collections::BTreeMap;

use placet::data::{Tagged, fields_of, lint_type};
use placet::policy::{Source, check, compile};
use placet::{Engine, Error};
use serde::Serialize;
use serde_json::json;

const POLICY: &str = r#"
[policy]
id = "shop"
version = "1"
effective_from = 2021-01-01
contact = { privacy = "privacy@shop.test" }
[purposes.analytics]
basis = ["legitimate_interest"]
categories = ["user.device", "user.financial.transaction"]
[purposes.billing]
basis = ["legitimate_interest"]
categories = ["user"]
[rules.short]
purposes = ["analytics"]
categories = ["user.device.ip_address"]
transform = "network"
[retention.orders]
categories = ["user.financial", "user.contact"]
after = "account_closed"
"#;

#[derive(Tagged, Serialize, Clone)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Order {
    #[tag("user.financial.transaction")]
    order_total: f64,
    #[tag("user.financial.payment_card")]
    #[serde(rename(serialize = "card", deserialize = "number"))]
    card_number: String,
    code: String,
}

#[derive(Tagged, Serialize, Clone)]
struct Visit<T> {
    #[tag("user.device.ip_address")]
    r#ip: String,
    #[tag(nested)]
    orders: Vec<T>,
    #[serde(flatten)]
    #[tag(nested)]
    contact: Contact,
    #[tag("user.behavior", nested)]
    earlier: BTreeMap<String, Option<Order>>,
    #[serde(skip)]
    #[tag("user.name")]
    cached: String,
}

#[derive(Tagged, Serialize, Clone)]
struct Contact {
    #[tag("user.contact.email")]
    email: String,
    shirt: u8,
}

#[derive(Tagged, Serialize)]
struct Loose {
    page: String,
}

fn visit() -> Visit<Order> {
    let order = Order { order_total: 12.5, card_number: "4111".into(), code: "x".into() };
    Visit {
        ip: "203.0.113.7".into(),
        orders: vec![order.clone()],
        contact: Contact { email: "ada@example.com".into(), shirt: 3 },
        earlier: BTreeMap::from([("a".to_owned(), Some(order))]),
        cached: String::new(),
    }
}

#[test]
fn fields_have_the_names_that_serde_writes() {
    let fields = fields_of::<Visit<Order>>().unwrap();
    let shown: Vec<(&str, Option<&str>)> =
        fields.iter().map(|(path, category)| (path.as_str(), category.as_deref())).collect();
    assert_eq!(
        shown,
        [
            ("ip", Some("user.device.ip_address")),
            ("orders[].orderTotal", Some("user.financial.transaction")),
            ("orders[].card", Some("user.financial.payment_card")),
            ("orders[].code", None),
            ("email", Some("user.contact.email")),
            ("shirt", None),
            ("earlier", Some("user.behavior")),
            ("earlier.*.orderTotal", Some("user.financial.transaction")),
            ("earlier.*.card", Some("user.financial.payment_card")),
        ]
    );
    assert_eq!(Visit::<Order>::schema().unwrap().name(), "Visit");
    assert!(visit().cached.is_empty());
    // what is written is exactly what is told of
    let written = serde_json::to_value(visit()).unwrap();
    let mut names: Vec<&str> = written.as_object().unwrap().keys().map(String::as_str).collect();
    names.sort_unstable();
    assert_eq!(names, ["earlier", "email", "ip", "orders", "shirt"]);
}

#[test]
fn a_value_is_filtered_for_two_purposes() {
    let engine = Engine::open(POLICY, "memory:").unwrap();
    let left = |purpose| engine.filter_tagged("ada", purpose, &visit(), &Default::default()).unwrap();
    let analytics = left("analytics");
    assert_eq!(
        analytics.record,
        json!({ "ip": "203.0.113.0/24", "orders": [{ "orderTotal": 12.5 }], "earlier": { "a": { "orderTotal": 12.5 } } })
    );
    let billing = left("billing");
    assert_eq!(billing.record["orders"], json!([{ "orderTotal": 12.5, "card": "4111" }]));
    assert_eq!(billing.record["email"], "ada@example.com");
    assert!(billing.record.get("shirt").is_none());
}

#[test]
fn a_type_is_linted() {
    let version = compile(&check(&Source::parse("shop.toml", POLICY)).unwrap()).unwrap();
    let found = lint_type::<Visit<Order>>(&version).unwrap();
    let shown: Vec<(&str, &str)> = found.iter().map(|finding| (finding.path.as_str(), finding.rule)).collect();
    assert_eq!(
        shown,
        [
            ("earlier", "no_retention"),
            ("ip", "no_retention"),
            ("orders[].code", "untagged_field"),
            ("shirt", "untagged_field")
        ]
    );
    assert_eq!(lint_type::<Loose>(&version).unwrap().len(), 1);
    assert!(Loose::schema().is_err_and(|error| matches!(error, Error::InvalidArgument { .. })));
}
