//! What the company registers, what is due, and the reports: each as it succeeds, is refused and fails; and the edges of the calendar.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use placet::words::Zone;
use placet::{Context, Due, Engine, Error, Options, Reason, RecordOptions, ReportOptions, Timestamp, Update};
use serde_json::{Value, json};

const POLICY: &str = r#"
[policy]
id = "shop"
version = "2020-01-01"
effective_from = 2020-01-01
next_review = 2040-01-01
bases = ["contract", "legitimate_interest", "legal_obligation"]
contact = { privacy = "privacy@shop.test" }

[purposes."essential.service.account"]
basis = ["contract"]
categories = ["user.contact.email", "user.name"]
impact = "you can't sign in"

[purposes."marketing.email"]
basis = ["legitimate_interest"]
categories = ["user.contact.email"]
impact = "no offers by e-mail"

[purposes."analytics.product"]
basis = ["legitimate_interest", "anonymous"]
categories = ["user.behavior.usage"]

[recipients.mailer]
name = "Mailer Ltd"
role = "third_party"
purposes = ["marketing"]
categories = ["user.contact.email"]
country = "US"
mechanism = "scc"
mechanism_reference = "SCC-1"
agreement = "A-1"
address = "1 Main St"
business = "newsletters"
reviewed_at = 2020-01-01
review_interval = "P20Y"

[recipients.host]
role = "processor"
purposes = ["essential"]
categories = ["user.contact.email"]
country = "DE"
agreement = "A-2"

[transfers]
mechanisms = ["scc"]

[retention.account]
categories = ["user.name"]
after = "account_closed"
keep = "P3Y"
rationale = "claims"

[retention.progress]
purposes = ["analytics.product"]
after = "course_completed"
keep = "P7Y"
then = "anonymise"
rationale = "certificates"

[retention.default]
after = "account_closed"
keep = "P1M"
rationale = "no longer needed"

[breach]
authority = "PT72H"
subjects = "P30D"
fields = ["nature", "data", "contact_point"]

[overlays.eu]
residences = ["EU"]
breach_subjects = "PT72H"

[controls.audit]
interval = "P1Y"
description = "security audit"

[rights.access]
deadline = "P30D"
"#;

struct Desk {
    engine: Engine,
    clock: Arc<AtomicI64>,
}

fn instant(text: &str) -> Timestamp {
    Timestamp::parse(text, &Zone::utc()).unwrap()
}

impl Desk {
    fn open(policy: &str, now: &str) -> Self {
        let clock = Arc::new(AtomicI64::new(instant(now).0));
        let read = clock.clone();
        let options =
            Options { clock: Some(Arc::new(move || Timestamp(read.load(Ordering::Relaxed)))), ..Options::default() };
        Self { engine: Engine::open_with(&[policy], "memory:", options).unwrap(), clock }
    }

    fn at(&self, now: &str) -> &Self {
        self.clock.store(instant(now).0, Ordering::Relaxed);
        self
    }

    fn register(&self, kind: &str, id: &str, fields: &[(&str, &str)]) -> Result<u64, Error> {
        let fields: BTreeMap<String, String> =
            fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        self.engine.register(kind, id, &fields, None).map(|receipt| receipt.position)
    }

    fn account(&self, user: &str, account: &str) {
        let update = Update { account: Some(account.into()), ..Update::default() };
        self.engine.update(user, &update).unwrap();
    }

    fn due(&self, kind: &str) -> Vec<Due> {
        self.engine.due(None).unwrap().into_iter().filter(|due| due.kind == kind).collect()
    }

    fn report(&self, kind: &str) -> Value {
        self.engine.report(kind, &ReportOptions::default()).unwrap()
    }

    fn report_of(&self, kind: &str, user: &str) -> Value {
        let options = ReportOptions { user: Some(user.to_owned()), ..ReportOptions::default() };
        self.engine.report(kind, &options).unwrap()
    }

    fn disclose(&self, user: &str) {
        let context = Context { categories: vec!["user.contact.email".into()], ..Context::default() };
        self.engine.disclose(user, "marketing.email", "mailer", &context).unwrap();
    }
}

/// An error about an argument, and what its message holds.
fn invalid<T: std::fmt::Debug>(answer: Result<T, Error>, wanted: &str, parts: &[&str]) {
    let Err(Error::InvalidArgument { argument, message }) = answer else { panic!("{answer:?}") };
    assert_eq!(argument, wanted, "{message}");
    for part in parts {
        assert!(message.contains(part), "`{part}` is not in `{message}`");
    }
}

#[test]
fn a_registration_grows_and_keeps_the_times_of_its_stages() {
    let desk = Desk::open(POLICY, "2024-05-01T10:00:00Z");
    desk.register("business_transfer", "deal", &[("kind", "merger"), ("stage", "negotiation")]).unwrap();
    desk.at("2024-06-01T10:00:00Z").register("business_transfer", "deal", &[("stage", "closing")]).unwrap();
    // a step back is allowed, and there to be seen
    desk.at("2024-07-01T10:00:00Z").register("business_transfer", "deal", &[("stage", "negotiation")]).unwrap();
    desk.register("instrument", "order", &[("kind", "court_order"), ("categories", "user.name, user.contact.email")])
        .unwrap();
    let all = desk.engine.registered(None).unwrap();
    assert_eq!(all.iter().map(|r| r.kind.as_str()).collect::<Vec<_>>(), ["business_transfer", "instrument"]);
    let deal = &desk.engine.registered(Some("business_transfer")).unwrap()[0];
    assert_eq!(deal.fields.get("kind").map(String::as_str), Some("merger"));
    let stages: Vec<&str> = deal.times.iter().map(|time| time.value.as_str()).collect();
    assert_eq!(stages, ["negotiation", "closing", "negotiation"]);
    let json = serde_json::to_value(deal).unwrap();
    assert_eq!(json["since"], "2024-05-01T10:00:00Z");
    assert_eq!(json["times"][1], json!({ "value": "closing", "at": "2024-06-01T10:00:00Z" }));
    desk.engine.verify().unwrap();
}

#[test]
fn what_cannot_be_meant_is_not_registered() {
    let desk = Desk::open(POLICY, "2024-05-01");
    invalid(desk.register("instrumnt", "x", &[]), "kind", &["did you mean `instrument`?"]);
    invalid(desk.engine.registered(Some("breech")), "kind", &["did you mean `breach`?"]);
    invalid(desk.register("instrument", " ", &[("kind", "subpoena")]), "id", &["empty"]);
    invalid(desk.register("instrument", "x", &[("knid", "subpoena")]), "fields", &["did you mean `kind`?"]);
    invalid(desk.register("instrument", "x", &[("reference", "1")]), "kind", &["missing", "`instrument`"]);
    invalid(desk.register("instrument", "x", &[("kind", "subpena")]), "kind", &["did you mean `subpoena`?"]);
    invalid(desk.register("business_transfer", "x", &[("kind", "merger")]), "stage", &["missing"]);
    invalid(desk.register("breach", "x", &[("risk", "true")]), "detected_at", &["missing"]);
    invalid(desk.register("breach", "x", &[("detected_at", "2024-04-30")]), "risk", &["missing"]);
    let found = ("detected_at", "2024-04-30");
    invalid(desk.register("breach", "x", &[found, ("risk", "maybe")]), "risk", &["`true` or `false`"]);
    invalid(desk.register("breach", "x", &[("detected_at", "lately"), ("risk", "true")]), "detected_at", &["no date"]);
    invalid(
        desk.register("breach", "x", &[("detected_at", "2024-05-02"), ("risk", "true")]),
        "detected_at",
        &["future"],
    );
    invalid(desk.register("breach", "x", &[found, ("risk", "true"), ("subjects", " , ")]), "subjects", &["nobody"]);
    let notice = [("breach", "x"), ("to", "authority"), ("sent_at", "2024-05-01")];
    invalid(desk.register("breach_notice", "n", &notice), "breach", &["not known"]);
    invalid(desk.register("control", "audits", &[]), "control", &["did you mean `audit`?"]);
    invalid(desk.register("recipient_review", "mailr", &[]), "recipient", &["did you mean `mailer`?"]);
    let unknown = desk.register("instrument", "x", &[("kind", "warrant"), ("purposes", "marketing.emial")]);
    assert!(matches!(unknown, Err(Error::UnknownPurpose { .. })), "{unknown:?}");
    let unknown = desk.register("instrument", "x", &[("kind", "warrant"), ("categories", "user.nmae")]);
    assert!(matches!(unknown, Err(Error::UnknownCategory { .. })), "{unknown:?}");
    assert!(desk.engine.registered(None).unwrap().is_empty());
    // fields that the policy wants in a notice are fields of a breach
    desk.register("breach", "x", &[found, ("risk", "true"), ("contact_point", "privacy desk")]).unwrap();
    // the ledger only grows
    let before = desk.engine.register("control", "audit", &BTreeMap::new(), Some(instant("2024-01-01")));
    invalid(before, "at", &["only grows"]);
}

#[test]
fn the_name_of_the_company_is_no_user() {
    let desk = Desk::open(POLICY, "2024-05-01");
    desk.register("control", "audit", &[]).unwrap();
    invalid(desk.engine.withdraw("\0company", "*", &Default::default()), "user", &["null"]);
    let options = ReportOptions { user: Some("\0company".into()), ..ReportOptions::default() };
    invalid(desk.engine.report("holdings", &options), "user", &["null"]);
    assert_eq!(desk.report("notices")["users"], 0);
    assert!(desk.due("disposal").is_empty());
}

#[test]
fn a_term_from_the_last_of_february_includes_the_last_of_february() {
    let desk = Desk::open(POLICY, "2024-02-29T15:00:00Z");
    desk.account("ada", "active");
    desk.account("ada", "closed");
    desk.at("2027-02-28T23:59:59Z");
    let rules = |list: Vec<Due>| list.into_iter().map(|due| due.subject).collect::<Vec<_>>();
    assert_eq!(rules(desk.due("disposal")), ["default"]);
    let allowed = |rule: &str| {
        let report = desk.report_of("retention", "ada");
        let rules = report["rules"].as_array().unwrap().clone();
        rules.into_iter().find(|r| r["rule"] == rule).unwrap()["terms"][0].clone()
    };
    assert_eq!(allowed("account")["until"], "2027-03-01T00:00:00Z");
    assert_eq!(allowed("account")["over"], false);
    desk.at("2027-03-01T00:00:00Z");
    let due = desk.due("disposal");
    let account = due.iter().find(|due| due.subject == "account").unwrap();
    assert_eq!((account.user.as_deref(), account.action), (Some("ada"), "delete"));
    assert_eq!(account.due, instant("2027-03-01"));
    assert_eq!(account.since, instant("2024-02-29T15:00:00Z"));
    assert_eq!(account.detail["categories"], json!(["user.name"]));
    // the default rule takes what no other names
    let default = due.iter().find(|due| due.subject == "default").unwrap();
    let all = default.detail["categories"].as_array().unwrap();
    assert!(all.contains(&json!("user.contact.email")) && !all.contains(&json!("user.name")), "{all:?}");
    // looking ahead
    assert!(desk.at("2025-01-01").engine.due(Some(instant("2027-03-01"))).unwrap().len() >= 2);
}

#[test]
fn a_disposal_ends_it_and_a_hold_suspends_it() {
    let desk = Desk::open(POLICY, "2020-01-01");
    desk.account("ada", "closed");
    desk.at("2024-01-01");
    let listed = |rule: &str| desk.due("disposal").iter().any(|due| due.subject == rule);
    assert!(listed("account"));
    desk.engine.hold("ada", "case-1", "claim", &["user.name".into()], None).unwrap();
    assert!(!listed("account"));
    let refused = desk.engine.dispose("ada", "account", "delete", None);
    assert!(matches!(refused, Err(Error::Refused { reason: Reason::Restricted, .. })), "{refused:?}");
    desk.engine.release("ada", "case-1", None).unwrap();
    assert!(listed("account"));
    desk.engine.dispose("ada", "account", "delete", None).unwrap();
    assert!(!listed("account"));
    // an account that is open again starts no clock, and one that is closed again starts it anew
    desk.account("ada", "active");
    assert!(!listed("account") && !listed("default"));
    desk.at("2024-02-01").account("ada", "closed");
    desk.at("2027-02-01T23:59:59Z");
    assert!(!listed("account"));
    desk.at("2027-02-02");
    assert!(listed("account"));
}

#[test]
fn each_reference_has_a_term_of_its_own() {
    let desk = Desk::open(POLICY, "2020-03-01");
    let completed = |course: &str| {
        let options = RecordOptions { reference: Some(course.into()), ..RecordOptions::default() };
        desk.engine.record("ada", "course_completed", &options).unwrap();
    };
    completed("one");
    desk.at("2021-03-01");
    completed("two");
    let due = || desk.due("disposal").iter().map(|d| d.detail["reference"].clone()).collect::<Vec<_>>();
    desk.at("2027-03-02");
    assert_eq!(due(), ["one"]);
    assert_eq!(desk.due("disposal")[0].action, "anonymise");
    desk.engine.dispose("ada", "progress", "anonymise", None).unwrap();
    assert!(due().is_empty());
    // the first disposal did not reach the second course
    desk.at("2028-03-02");
    assert_eq!(due(), ["two"]);
}

#[test]
fn a_restored_backup_brings_erasures_back() {
    let desk = Desk::open(POLICY, "2024-01-01");
    for user in ["ada", "ben", "cleo"] {
        desk.account(user, "closed");
    }
    desk.engine.erase("ada", &Default::default()).unwrap();
    desk.at("2024-03-01");
    let erasure = desk.engine.erase("ben", &Default::default());
    desk.at("2024-04-01");
    desk.register("erasure_backup", "weekly", &[("taken_at", "2024-02-01"), ("restored_at", "2024-04-01")]).unwrap();
    let again: Vec<Due> = desk.due("disposal").into_iter().filter(|due| due.action == "erase_again").collect();
    assert_eq!(again.len(), 1);
    assert_eq!((again[0].user.as_deref(), again[0].subject.as_str()), (None, "weekly"));
    if let Ok(receipt) = erasure {
        assert_eq!(again[0].since, receipt.at);
    }
    assert_eq!(desk.engine.decide("ben", "marketing.email", &Context::default()).unwrap().reason_code(), "erased");
    desk.register("erasure_backup", "weekly", &[("status", "replayed")]).unwrap();
    assert!(desk.due("disposal").iter().all(|due| due.action != "erase_again"));
    invalid(desk.register("erasure_backup", "other", &[]), "taken_at", &["missing"]);
    assert_eq!(desk.report("erasures")["erased"].as_array().unwrap().len(), 2);
}

#[test]
fn seventy_two_hours_are_exact_across_a_change_of_the_clock() {
    let zoned = POLICY.replace("next_review = 2040-01-01", "next_review = 2040-01-01\ntime_zone = \"Europe/Berlin\"");
    // the night from 30 to 31 March 2024 is an hour short in Berlin
    let desk = Desk::open(&zoned, "2024-03-30T12:00:00Z");
    let residence = Update { residence: Some("FR".into()), ..Update::default() };
    desk.engine.update("ada", &residence).unwrap();
    desk.engine.update("ben", &Update { residence: Some("US".into()), ..Update::default() }).unwrap();
    desk.register(
        "breach",
        "leak",
        &[("detected_at", "2024-03-30T12:00:00Z"), ("risk", "true"), ("subjects", "ada, ben"), ("nature", "theft")],
    )
    .unwrap();
    let due = desk.due("breach");
    let times: Vec<(Option<&str>, String)> = due.iter().map(|d| (d.user.as_deref(), d.due.to_string())).collect();
    // the overlay of ada's residence is shorter than the policy's thirty days, which end with a day in Berlin
    assert_eq!(
        times,
        [
            (None, "2024-04-02T12:00:00Z".to_owned()),
            (Some("ada"), "2024-04-02T12:00:00Z".to_owned()),
            (Some("ben"), "2024-04-29T22:00:00Z".to_owned()),
        ]
    );
    assert!(due.iter().all(|d| !d.overdue && d.action == "notify"));
    assert_eq!(due[0].detail["missing"], json!(["data", "contact_point"]));
    let sent = [("breach", "leak"), ("to", "authority"), ("sent_at", "2024-04-01")];
    desk.at("2024-04-02T11:59:59Z").register("breach_notice", "n1", &sent).unwrap();
    assert_eq!(desk.due("breach").iter().filter(|d| d.overdue).count(), 0);
    desk.at("2024-04-02T12:00:00Z");
    let late: Vec<Due> = desk.due("breach").into_iter().filter(|d| d.overdue).collect();
    assert_eq!(late.len(), 1);
    assert_eq!(late[0].user.as_deref(), Some("ada"));
    let overdue = desk.report("overdue")["items"].as_array().unwrap().clone();
    let notices: Vec<&Value> = overdue.iter().filter(|item| item["kind"] == "breach").collect();
    assert_eq!(
        (notices.len(), &notices[0]["user"], &notices[0]["due"]),
        (1, &json!("ada"), &json!("2024-04-02T12:00:00Z"))
    );
    let report = desk.report("breaches");
    let leak = &report["breaches"][0];
    assert_eq!(leak["authority"]["sent"], true);
    assert_eq!(
        (&leak["complete"], &leak["users"][0]["late"], &leak["users"][1]["late"]),
        (&json!(false), &json!(true), &json!(false))
    );
    // the times of each status stand in the report, and a closed breach wants nothing
    desk.register("breach", "leak", &[("status", "closed")]).unwrap();
    assert!(desk.due("breach").is_empty());
    assert_eq!(desk.report("breaches")["breaches"][0]["times"][0]["status"], "closed");
}

#[test]
fn a_breach_without_risk_wants_no_notice_unless_all_do() {
    let desk = Desk::open(POLICY, "2024-05-01");
    desk.account("ada", "active");
    let fields = [("detected_at", "2024-05-01"), ("risk", "false"), ("subjects", "ada")];
    desk.register("breach", "slip", &fields).unwrap();
    assert!(desk.due("breach").is_empty());
    let always = Desk::open(&POLICY.replace("[breach]", "[breach]\nwhen = \"always\""), "2024-05-01");
    always.account("ada", "active");
    always.register("breach", "slip", &fields).unwrap();
    assert_eq!(always.due("breach").len(), 2);
}

#[test]
fn without_subjects_a_breach_affects_those_whose_data_were_held_or_disclosed() {
    let desk = Desk::open(POLICY, "2024-05-01");
    desk.account("ada", "active");
    desk.account("ben", "active");
    desk.disclose("ada");
    let fields = [("detected_at", "2024-05-01"), ("risk", "true"), ("categories", "user.contact")];
    desk.register("breach", "leak", &fields).unwrap();
    let told: Vec<Option<String>> = desk.due("breach").into_iter().map(|due| due.user).collect();
    assert_eq!(told, [None, Some("ada".to_owned())]);
}

#[test]
fn audits_and_reviews_are_late_until_they_are_shown() {
    let desk = Desk::open(POLICY, "2024-05-01");
    let audits = desk.due("control");
    assert_eq!((audits.len(), audits[0].subject.as_str(), audits[0].action), (1, "audit", "audit"));
    assert_eq!(desk.report("controls")["controls"][0]["last"], Value::Null);
    let evidence = [("control", "audit"), ("date", "2024-02-29"), ("scope", "store"), ("outcome", "passed")];
    desk.register("control", "spring", &evidence).unwrap();
    assert!(desk.due("control").is_empty());
    desk.at("2025-02-28T23:59:59Z");
    assert!(desk.due("control").is_empty());
    desk.at("2025-03-01");
    assert_eq!(desk.due("control").len(), 1);
    let report = desk.report("controls");
    assert_eq!(report["controls"][0]["due"], "2025-03-01T00:00:00Z");
    assert_eq!(
        (&report["controls"][0]["overdue"], &report["controls"][0]["outcome"]),
        (&json!(true), &json!("passed"))
    );
    assert!(desk.due("recipient_review").is_empty() && desk.due("policy_review").is_empty());
    desk.at("2041-01-01");
    assert_eq!(desk.due("recipient_review")[0].subject, "mailer");
    assert_eq!(desk.due("policy_review")[0].subject, "shop@2020-01-01");
    desk.register("recipient_review", "mailer", &[("date", "2040-12-31")]).unwrap();
    assert!(desk.due("recipient_review").is_empty());
    desk.at("2060-12-31T23:59:59Z");
    assert!(desk.due("recipient_review").is_empty());
    desk.at("2061-01-01");
    assert_eq!(desk.due("recipient_review").len(), 1);
}

#[test]
fn a_calendar_year_is_that_of_the_zone() {
    let zoned =
        POLICY.replace("next_review = 2040-01-01", "next_review = 2040-01-01\ntime_zone = \"America/Los_Angeles\"");
    // still 2023 in Los Angeles
    let desk = Desk::open(&zoned, "2024-01-01T07:59:59Z");
    desk.account("ada", "active");
    desk.disclose("ada");
    desk.at("2024-01-01T08:00:00Z");
    let year = |year: Option<i16>| {
        let options = ReportOptions { user: Some("ada".into()), year, ..ReportOptions::default() };
        desk.engine.report("shine_the_light", &options).unwrap()
    };
    let last = year(None);
    assert_eq!((&last["year"], &last["none_shared"]), (&json!(2023), &json!(false)));
    let shared = &last["recipients"][0];
    assert_eq!(
        (&shared["name"], &shared["address"], &shared["business"]),
        (&json!("Mailer Ltd"), &json!("1 Main St"), &json!("newsletters"))
    );
    assert_eq!(year(Some(2024))["none_shared"], true);
    assert_eq!(year(Some(2024))["recipients"], json!([]));
}

#[test]
fn reports_of_sharing_say_who_may_receive_and_who_did() {
    let desk = Desk::open(POLICY, "2024-05-01");
    desk.account("ada", "active");
    let all = desk.report("recipients");
    assert_eq!(all["by_country"], json!({ "DE": ["host"], "US": ["mailer"] }));
    assert_eq!(all["recipients"][1]["mechanism"], "scc");
    assert_eq!(desk.report_of("recipients", "ada")["recipients"], json!([]));
    desk.disclose("ada");
    let own = desk.report_of("recipients", "ada");
    assert_eq!(own["recipients"].as_array().unwrap().len(), 1);
    assert_eq!(own["recipients"][0]["disclosures"][0]["categories"], json!(["user.contact.email"]));
    assert_eq!(own["by_country"], json!({ "US": ["mailer"] }));
    assert_eq!(desk.report_of("disclosures", "ada")["disclosures"][0]["purpose"], "marketing.email");
    let context = Context { categories: vec!["user.name".into()], source: Some("direct".into()), ..Context::default() };
    desk.engine.collect("ada", "essential.service.account", &context).unwrap();
    let held = desk.report_of("holdings", "ada");
    assert_eq!(
        (&held["holdings"][0]["source"], &held["holdings"][0]["retention"]),
        (&json!("direct"), &json!(["account"]))
    );
}

#[test]
fn reports_of_the_policy() {
    let desk = Desk::open(POLICY, "2024-05-01");
    let bases = desk.report("bases");
    assert_eq!(bases["purposes"]["marketing.email"], json!(["legitimate_interest"]));
    assert_eq!(bases["origin"]["marketing.email"], "stated");
    assert_eq!(bases["origin"]["analytics.product"], "inferred");
    let record = desk.report("processing");
    let purposes = record["purposes"].as_array().unwrap();
    let marketing = purposes.iter().find(|p| p["purpose"] == "marketing.email").unwrap();
    assert_eq!(marketing["countries"], json!(["US"]));
    let rules = desk.report("retention");
    let account = rules["rules"].as_array().unwrap().iter().find(|r| r["rule"] == "account").unwrap();
    assert_eq!(
        (&account["clocks"], &account["rationale"]),
        (&json!([{ "after": "account_closed", "keep": "P3Y" }]), &json!("claims"))
    );
    assert_eq!(desk.report("rights")["rights"]["access"]["overdue"], 0);
    desk.account("ada", "active");
    desk.engine.object_to("ada", "marketing.email", &Default::default()).unwrap();
    let lost = desk.report_of("features", "ada");
    assert_eq!(
        lost["features"],
        json!([{ "purpose": "marketing.email", "impact": "no offers by e-mail", "reason": "objected", "technology": null }])
    );
}

#[test]
fn reports_that_cannot_be_made() {
    let desk = Desk::open(POLICY, "2024-05-01");
    invalid(
        desk.engine.report("recipient", &ReportOptions::default()),
        "kind",
        &["did you mean `recipients`?", "holdings"],
    );
    for kind in ["disclosures", "features", "shine_the_light", "holdings"] {
        invalid(desk.engine.report(kind, &ReportOptions::default()), "user", &[kind]);
    }
    let empty = ReportOptions { user: Some(String::new()), ..ReportOptions::default() };
    invalid(desk.engine.report("notices", &empty), "user", &["empty"]);
}

#[test]
fn lints_name_what_a_document_leaves_open() {
    let open = r#"
[policy]
id = "open"
version = "1"
effective_from = 2024-01-01
contact = { privacy = "privacy@open.test" }
[purposes."essential.service.news"]
basis = ["contract"]
categories = ["user.contact.email", "user.name"]
content = ["service", "promotional"]
[recipients.host]
role = "processor"
purposes = ["essential"]
[recipients.abroad]
role = "partner"
country = "US"
purposes = ["essential"]
[technologies.tag]
class = "performance"
party = "third"
purposes = ["essential"]
[retention.names]
categories = ["user.name"]
after = "account_closed"
[rights.access]
verify = true
"#;
    let engine = Engine::open(open, "memory:").unwrap();
    let policy = engine.policy();
    let warnings = &policy.versions()[0].warnings;
    let message = |code: &str| {
        let found: Vec<_> = warnings.iter().filter(|w| w.code == code).collect();
        assert_eq!(found.len(), 1, "{code}: {found:?}");
        found[0].message.clone()
    };
    let terms = message("retention_open");
    assert!(terms.contains("no duration stated for `user.contact.email`") && !terms.contains("user.name"), "{terms}");
    assert!(message("retention_rationale_missing").contains("retention.rationale missing"));
    for (code, part) in [
        ("technology_without_lifetime", "`tag`"),
        ("technology_owner_unlisted", "`tag`"),
        ("recipient_without_agreement", "`host`"),
        ("recipient_without_country", "`host`"),
        ("recipient_review_unset", "`abroad`, `host`"),
        ("right_without_deadline", "`access`"),
        ("optional_marketing_in_service", "`promotional`"),
        ("breach_silent", "[breach]"),
        ("transfer_silent", "[transfers]"),
        ("basis_inferred", "bases"),
    ] {
        assert!(message(code).contains(part), "{code}: {}", message(code));
    }
    let whole = Desk::open(POLICY, "2024-05-01").engine.policy();
    let codes: Vec<&str> = whole.versions()[0].warnings.iter().map(|w| w.code).collect();
    assert_eq!(codes, ["recipient_review_unset"], "{codes:?}");
}
