//! `placet explain`.

use placet::Update;
use serde_json::{Value, json};

use crate::common::{Folder, Ran, SHOP, act, at, engine};

const NOON: &str = "2025-03-01T12:00:00Z";

fn explain(folder: &Folder, question: &[&str]) -> Ran {
    let start = ["explain", "shop.toml", "--store", "shop.db", "--at", NOON];
    folder.placet(&[&start, question].concat())
}

/// The checks as `name: found`, with the codes of the reasons.
fn checks(ran: &Ran) -> Vec<(String, String, Vec<String>)> {
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let step = |step: &Value| {
        let reasons = step["reasons"].as_array().unwrap().iter().map(|r| text(&r["code"])).collect();
        (text(&step["check"]), text(&step["found"]), reasons)
    };
    ran.json()["checks"].as_array().unwrap().iter().map(step).collect()
}

/// The checks that did not pass.
fn failed(ran: &Ran) -> Vec<String> {
    let all = checks(ran);
    assert_eq!(all.len(), 11);
    let line =
        |(check, found, reasons): (String, String, Vec<String>)| format!("{check} {found} {}", reasons.join(" "));
    let lines = all.into_iter().filter(|(_, found, _)| found != "passed").map(|step| line(step).trim_end().to_owned());
    // that no legal obligation applies is the ordinary case
    lines.filter(|line| line != "legal_override passed_over").collect()
}

#[test]
fn an_allowance() {
    let folder = Folder::shop();
    let ran = explain(&folder, &["ada", "marketing.email", "--category", "user.contact.email"]);
    assert_eq!((ran.code, ran.err.as_str()), (0, ""));
    let expected = "\
✓ allowed: `marketing.email` for `ada`
policy       shop@2025-01-01
at           2025-03-01T12:00:00Z
residence    DE

✓ in force
✓ bans and age
✓ purpose
✓ categories and origins
- legal override: passed over, no legal obligation applies
✓ restriction
✓ opt-outs, objections and signals
✓ legal basis and notices
✓ retention
✓ recipient and transfer
✓ actor and channel

basis        consent
ground       consent
evidence     event 4, grant (marketing.email, notice 2025-01-01) by the user, 2025-02-03T10:00:00Z
obligations  include_unsubscribe
valid until  the next event
contact      privacy: privacy@shop.test
";
    assert_eq!(ran.out, expected);
}

#[test]
fn a_denial() {
    let folder = Folder::shop();
    let ran = explain(&folder, &["ada", "marketing.phone", "--category", "user.name", "--recipient", "acme"]);
    assert_eq!((ran.code, ran.err.as_str()), (1, ""));
    let expected = "\
✗ denied: `marketing.phone` for `ada`
policy       shop@2025-01-01
at           2025-03-01T12:00:00Z
residence    DE

✓ in force
✓ bans and age
✓ purpose
✗ categories and origins
    category_not_permitted: the category is not listed for the purpose
- legal override: passed over, no legal obligation applies
✓ restriction
✓ opt-outs, objections and signals
✗ legal basis and notices
    consent_withdrawn: the user withdrew consent
✓ retention
✗ recipient and transfer
    recipient_unlisted: the recipient is not listed
✓ actor and channel

basis        none
ground       none
evidence     none
obligations  none
valid until  the next event
remedy       change_question: ask for what the policy lets `marketing.phone` use, or change the policy
contact      privacy: privacy@shop.test
";
    assert_eq!(ran.out, expected);
}

#[test]
fn as_json() {
    let folder = Folder::shop();
    let ran = explain(&folder, &["ada", "marketing.phone", "--json"]);
    assert_eq!((ran.code, ran.err.as_str()), (1, ""));
    let value = ran.json();
    let keys: Vec<&String> = value.as_object().unwrap().keys().collect();
    assert_eq!(keys, ["at", "checks", "context", "decision", "evidence", "purposes", "user"]);
    assert_eq!((&value["user"], &value["at"]), (&json!("ada"), &json!(NOON)));
    assert_eq!(value["decision"]["reasons"], json!(["consent_withdrawn"]));
    assert_eq!(value["context"], json!({ "categories": [] }));
    assert_eq!(value["evidence"]["act"], json!("withdraw"));
    assert_eq!(value["evidence"]["at"], json!("2025-02-02T10:00:00Z"));
    let basis = json!({
        "check": "basis", "found": "failed", "why": null,
        "reasons": [{ "code": "consent_withdrawn", "text": "the user withdrew consent" }],
    });
    assert_eq!(value["checks"][7], basis);
}

#[test]
fn each_check_fails_in_its_place() {
    let folder = Folder::shop();
    let of = |question: &[&str]| failed(&explain(&folder, &[question, &["--json"]].concat()));
    assert_eq!(of(&["ada", "marketing.email", "--surface", "kiosk"]), ["in_force failed policy_not_bound"]);
    assert_eq!(of(&["ada", "marketing.email", "--operation", "sell"]), ["bans_and_age failed sale_prohibited"]);
    assert_eq!(of(&["ada", "marketing.email", "--technology", "pixel"]), ["purpose failed tech_unregistered"]);
    assert_eq!(
        of(&["ada", "marketing.email", "--category", "user.name"]),
        ["categories failed category_not_permitted"]
    );
    assert_eq!(of(&["ada", "marketing.email", "--destination", "US"]), ["recipient failed transfer_no_mechanism"]);
    assert_eq!(
        of(&["eve", "legal.tax"]),
        ["bans_and_age failed age_unknown", "restriction passed_over", "choices passed_over"]
    );
    let engine = engine(SHOP, &folder.path("shop.db"));
    engine.restrict("ada", "*", &act("2025-02-04T10:00:00Z")).unwrap();
    engine.opt_out("ada", "analytics", &act("2025-02-04T11:00:00Z")).unwrap();
    assert_eq!(of(&["ada", "analytics.product"]), ["restriction failed restricted", "choices failed opted_out"]);
    assert_eq!(of(&["ada", "analytics.product", "--initiated-by", "user"]), ["choices failed opted_out"]);
    let anonymous = ["restriction passed_over", "choices passed_over", "basis passed_over", "retention passed_over"];
    assert_eq!(of(&["ada", "analytics.product", "--form", "aggregated"]), anonymous);
}

/// Rules for every check that reads more than purpose and choices.
const HANDLING: &str = r#"
[rules.sealed]
operations = ["store"]
require = ["attest:encryption"]

[rules.deciding]
operations = ["inspect"]
require = ["effect:minor"]

[rules.served]
operations = ["forward"]
require = ["reference"]

[recipients.mailer]
role = "processor"
agreement = "dpa-1"
purposes = ["marketing"]
categories = ["user.contact"]
mechanism_reference = "scc-1"

[transfers]
mechanisms = ["scc"]

[actors.support]
purposes = ["marketing"]
require = ["attest:mfa"]

[provenance]
listed_only = ["third_party"]

[retention.account]
purposes = ["essential"]
after = "account_closed"

[deidentified]
min_group = 10
"#;

fn handled() -> Folder {
    let folder = Folder::shop();
    folder.write("shop.toml", &format!("{SHOP}{HANDLING}"));
    folder
}

#[test]
fn what_a_question_says_of_handling_is_read() {
    let folder = handled();
    let of =
        |question: &[&str]| failed(&explain(&folder, &[&["ada", "marketing.email"], question, &["--json"]].concat()));
    let none: [&str; 0] = [];
    assert_eq!(of(&["--operation", "store"]), ["actor failed encryption_missing"]);
    assert_eq!(of(&["--operation", "store", "--attest", "encryption"]), none);
    assert_eq!(of(&["--operation", "store", "--attest", "encryption=false"]), ["actor failed encryption_missing"]);
    assert_eq!(of(&["--operation", "inspect", "--effect", "significant"]), ["basis failed significant_effect"]);
    assert_eq!(of(&["--operation", "inspect", "--effect", "minor"]), none);
    assert_eq!(of(&["--operation", "forward"]), ["basis failed instruction_missing"]);
    assert_eq!(of(&["--operation", "forward", "--reference", "order-1"]), none);
    assert_eq!(of(&["--operation", "forward", "--collection-point", "desk:order-1"]), none);
    assert_eq!(of(&["--source", "third_party"]), ["categories failed source_not_permitted"]);
    assert_eq!(of(&["--source", "direct"]), none);
    assert_eq!(of(&["--recipient", "mailer"]), none);
    assert_eq!(of(&["--recipient", "mailer", "--destination", "US"]), ["recipient failed transfer_no_mechanism"]);
    assert_eq!(of(&["--recipient", "mailer", "--destination", "US", "--mechanism", "scc"]), none);
    assert_eq!(of(&["--actor", "nobody"]), ["actor failed actor_not_authorized"]);
    assert_eq!(of(&["--actor", "support"]), ["actor failed mfa_required"]);
    assert_eq!(of(&["--actor", "support", "--attest", "mfa", "--attest", "logged"]), none);
}

#[test]
fn retention_and_small_groups_have_their_checks() {
    let folder = handled();
    let of = |question: &[&str]| failed(&explain(&folder, &[question, &["--json"]].concat()));
    assert_eq!(
        of(&["bob", "essential.service.account"]),
        ["in_force failed account_terminated", "basis failed account_terminated", "retention failed retention_expired"]
    );
    let question = ["ada", "analytics.product", "--form", "aggregated", "--group-size"];
    let anonymous = ["restriction passed_over", "choices passed_over", "basis passed_over", "retention passed_over"];
    assert_eq!(of(&[&question[..], &["10"]].concat()), anonymous);
    assert_eq!(of(&[&question[..], &["9"]].concat()), ["purpose failed requires_deidentified"]);
}

#[test]
fn every_option_of_the_question_is_passed_on() {
    let folder = handled();
    let texts = [
        "operation=derive",
        "source=inferred",
        "provider=acme",
        "origin=form-7",
        "collection-point=desk:1",
        "reference=order-1",
        "form=raw",
        "recipient=mailer",
        "destination=US",
        "mechanism=scc",
        "technology=pixel",
        "lifetime=P1Y",
        "device=mobile",
        "content=news",
        "channel=email",
        "actor=support",
        "instrument=order-9",
        "justification=why 🦊",
        "effect=none",
        "decision=7",
        "role=custodian",
        "surface=site",
        "initiated-by=user",
    ];
    let mut args = vec!["ada", "marketing.email", "--json", "--category", "user.name", "--input", "user.contact"];
    let options: Vec<(String, &str)> =
        texts.iter().map(|t| t.split_once('=').unwrap()).map(|(name, value)| (format!("--{name}"), value)).collect();
    for (name, value) in &options {
        args.extend([name.as_str(), value]);
    }
    args.extend([
        "--linked",
        "--group-size",
        "5",
        "--set-at",
        "2025-01-02",
        "--attest",
        "mfa",
        "--attest",
        "critical=false",
    ]);
    let mut expected: Value = json!({
        "categories": ["user.name"], "inputs": ["user.contact"], "linked": true, "group_size": 5,
        "set_at": "2025-01-02T00:00:00Z", "attests": { "mfa": true, "critical": false },
    });
    for (name, value) in texts.iter().map(|t| t.split_once('=').unwrap()) {
        expected[name.replace('-', "_")] = json!(value);
    }
    assert_eq!(explain(&folder, &args).json()["context"], expected);
    let unlinked = explain(&folder, &["ada", "marketing.email", "--linked=false", "--json"]);
    assert_eq!(unlinked.json()["context"]["linked"], json!(false));
}

#[test]
fn options_that_can_not_be_meant() {
    let folder = handled();
    let usage = |question: &[&str]| {
        let ran = explain(&folder, &[&["ada", "marketing.email"], question].concat());
        assert_eq!((ran.code, ran.out.as_str()), (2, ""), "{question:?}");
        ran.err
    };
    assert!(usage(&["--source", "thrid_party"]).contains("third_party"));
    assert!(usage(&["--effect", "huge"]).contains("significant"));
    assert!(usage(&["--role", "owner"]).contains("custodian"));
    assert!(usage(&["--attest", "mfa=ture"]).contains("`ture` is neither `true` nor `false`"));
    assert!(usage(&["--attest", "=false"]).contains("it names nothing"));
    assert!(usage(&["--group-size", "few"]).contains("few"));
    assert!(usage(&["--linked=maybe"]).contains("maybe"));
    assert_eq!(
        usage(&["--set-at", "noon"]),
        "error: invalid `set-at`: `noon` is no instant; write `2024-10-17T12:00:00Z` or `2024-10-17`\n"
    );
    assert!(usage(&["--lifetime", "long"]).contains("`long` is no duration"));
    assert!(usage(&["--input", "user.nmae"]).contains("did you mean `user.name`?"));
}

#[test]
fn a_user_may_have_any_name() {
    let folder = Folder::shop();
    let engine = engine(SHOP, &folder.path("shop.db"));
    let grown =
        Update { birthdate: Some("1990-05-01".into()), at: Some(at("2025-02-01T09:00:00Z")), ..Update::default() };
    engine.update("🦊 ü", &grown).unwrap();
    engine.grant("🦊 ü", "marketing.email", &crate::common::grant("2025-02-01T10:00:00Z")).unwrap();
    let ran = explain(&folder, &["🦊 ü", "marketing.email"]);
    assert_eq!(ran.code, 0);
    assert!(ran.out.starts_with("✓ allowed: `marketing.email` for `🦊 ü`\n"), "{}", ran.out);
    assert!(ran.out.contains("evidence     event 7, grant (marketing.email, notice 2025-01-01)"), "{}", ran.out);
}

#[test]
fn a_reason_that_two_checks_give_stands_at_both() {
    let folder = Folder::shop();
    let of = |question: &[&str]| failed(&explain(&folder, &[question, &["--json"]].concat()));
    // below what age eve stands is not known, neither for the gate nor for a consent
    assert_eq!(of(&["eve", "marketing.email"]), ["bans_and_age failed age_unknown", "basis failed age_unknown"]);
    // without a contract there is another reason
    assert_eq!(
        of(&["eve", "essential.service.account"]),
        ["bans_and_age failed age_unknown", "basis failed anonymous_subject"]
    );
    assert_eq!(
        of(&["bob", "essential.service.account"]),
        ["in_force failed account_terminated", "basis failed account_terminated"]
    );
    assert_eq!(of(&["bob", "marketing.email"]), ["in_force failed account_terminated", "basis failed consent_missing"]);
    // old enough for the gate, perhaps not for a consent
    let engine = engine(SHOP, &folder.path("shop.db"));
    let update = Update { age_range: Some((14, Some(17))), at: Some(at("2025-02-01T09:00:00Z")), ..Update::default() };
    engine.update("kim", &update).unwrap();
    assert_eq!(of(&["kim", "marketing.email"]), ["basis failed age_unknown"]);
    // too young for a consent of one's own, and no guardian
    let update = Update { age: Some(14), at: Some(at("2025-02-01T09:00:00Z")), ..Update::default() };
    engine.update("lou", &update).unwrap();
    assert_eq!(of(&["lou", "marketing.email"]), ["basis failed parental_consent_missing"]);
}

#[test]
fn checks_that_are_not_reached() {
    let folder = Folder::shop();
    engine(SHOP, &folder.path("shop.db")).erase("ada", &act("2025-02-04T10:00:00Z")).unwrap();
    let erased = explain(&folder, &["ada", "marketing.email"]);
    assert_eq!(erased.code, 1);
    assert!(
        erased.out.contains(
            "✗ in force\n    erased: the user's data were erased\n- bans and age: not reached, the user is erased\n"
        ),
        "{}",
        erased.out
    );
    assert!(erased.out.contains("evidence     event 6, erase, 2025-02-04T10:00:00Z\n"), "{}", erased.out);
    let early =
        folder.placet(&["explain", "shop.toml", "--store", "memory:", "--at", "2024-12-31", "ada", "legal.tax"]);
    assert_eq!(early.code, 1);
    assert!(
        early.out.contains("policy       none in force\n") && early.out.contains("valid until  2025-01-01T00:00:00Z\n"),
        "{}",
        early.out
    );
    let later = SHOP.replace("2025-01-01", "2025-06-01").replace("marketing.phone", "marketing.sms");
    folder.write("later.toml", &later);
    let gone = explain(&folder, &["ada", "marketing.sms", "--with", "later.toml", "--json"]);
    let all: Vec<String> = checks(&gone).into_iter().map(|(_, found, _)| found).collect();
    assert_eq!(all[..3], ["passed", "not_reached", "failed"]);
    assert!(all[3..].iter().all(|found| found == "not_reached"), "{all:?}");
}

#[test]
fn a_node_is_explained_by_the_purposes_below_it() {
    let folder = Folder::shop();
    let ran = explain(&folder, &["ada", "marketing"]);
    assert_eq!(ran.code, 1);
    assert!(ran.out.contains("\n✓ marketing.email: consent\n✗ marketing.phone: consent_withdrawn\n"), "{}", ran.out);
    let value = explain(&folder, &["ada", "marketing", "--json"]).json();
    assert_eq!(
        value["purposes"],
        json!([
            { "purpose": "marketing.email", "allowed": true, "reasons": [], "ground": "consent" },
            { "purpose": "marketing.phone", "allowed": false, "reasons": ["consent_withdrawn"], "ground": null },
        ])
    );
}

#[test]
fn an_observed_purpose_says_what_would_deny_it() {
    let folder = Folder::shop();
    folder.write("shop.toml", &format!("{SHOP}\n[purposes.survey]\nbasis = [\"consent\"]\nmode = \"observe\"\n"));
    let ran = explain(&folder, &["ada", "survey"]);
    assert_eq!(ran.code, 0);
    assert!(
        ran.out.starts_with("✓ allowed: `survey` for `ada`, because it is only observed: it would be denied\n"),
        "{}",
        ran.out
    );
    assert!(ran.out.contains("✗ legal basis and notices\n    consent_missing: "), "{}", ran.out);
}

#[test]
fn what_can_not_be_answered() {
    let folder = Folder::shop();
    let failure = |question: &[&str]| explain(&folder, question).failure().to_owned();
    assert_eq!(
        failure(&["ada", "marketing.emial"]),
        "unknown purpose `marketing.emial`; did you mean `marketing.email`?"
    );
    assert_eq!(
        failure(&["ada", "marketing.email", "--category", "user.contact.emial"]),
        "unknown category `user.contact.emial`; did you mean `user.contact.email`?"
    );
    assert!(failure(&["", "marketing.email"]).starts_with("invalid `user`: it is empty;"));
    let at = folder.placet(&["explain", "shop.toml", "--store", "shop.db", "--at", "noon", "ada", "marketing"]);
    assert_eq!(at.failure(), "invalid `at`: `noon` is no instant; write `2024-10-17T12:00:00Z` or `2024-10-17`");
    let on = |store: &str| {
        folder.placet(&["explain", "shop.toml", "--store", store, "ada", "marketing"]).failure().to_owned()
    };
    assert_eq!(on("shpo.db"), "there is no ledger `shpo.db`");
    assert!(!std::path::Path::new(&folder.path("shpo.db")).exists(), "a typing mistake makes no ledger");
    assert_eq!(on("."), "`.` is a directory; give the path of a ledger");
    folder.write("empty.db", "");
    assert_eq!(on("empty.db"), "`empty.db` is empty, and no ledger; give the path of a ledger");
    assert_eq!(
        on("shop.toml"),
        "store `shop.toml`: it is a file of another program, or its first bytes are damaged; it was left as it is"
    );
    folder.write("other.toml", &SHOP.replace("id = \"shop\"", "id = \"other\""));
    assert!(failure(&["ada", "marketing", "--with", "other.toml"]).contains("are different policies"));
}

#[test]
fn a_policy_with_errors_gives_no_answer() {
    let folder = Folder::shop();
    folder.write("shop.toml", &SHOP.replace("minimum", "minimun"));
    let ran = explain(&folder, &["ada", "marketing.email"]);
    assert_eq!((ran.code, ran.out.as_str()), (2, ""));
    assert!(ran.err.starts_with("error[unknown_field]: `age` has no field `minimun`\n"), "{}", ran.err);
    assert!(ran.err.ends_with("\nerror: the policy `shop.toml` has 1 error\n"), "{}", ran.err);
    let json = explain(&folder, &["ada", "marketing.email", "--json"]);
    let error: Value = serde_json::from_str(&json.err).unwrap();
    assert_eq!(
        (&error["error"]["code"], &error["error"]["diagnostics"][0]["code"]),
        (&json!("policy_error"), &json!("unknown_field"))
    );
}
