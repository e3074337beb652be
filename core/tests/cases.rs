//! Cases, erasure, exports and imports, visitors: what succeeds, what is refused, what is an error, and what must always hold.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use placet::act::{Response, Scope};
use placet::{
    ActOptions, CaseView, Context, Engine, Error, ExportOptions, GuardianOptions, Options, Reason, RecordOptions,
    RequestOptions, RespondOptions, Timestamp, Update,
};
use serde_json::Value;

const POLICY: &str = r#"
[policy]
id = "cases"
version = "2024-01-01"
effective_from = 2020-01-01
contact = { privacy = "privacy@cases.test" }

[age]
minimum = 13
unknown = "allow"
on_discovery = ["erase", "terminate_account"]

[purposes."essential.service.account"]
basis = ["contract"]
categories = ["user.contact.email", "user.name"]

[purposes."marketing.email"]
basis = ["consent"]
categories = ["user.contact.email", "user.settings.preferences"]

[purposes."marketing.newsletter"]
basis = ["legitimate_interest"]
categories = ["user.contact.email"]

[purposes."analytics.product"]
basis = ["legitimate_interest"]
categories = ["user.behavior.usage", "user.behavior.interactions", "user.content.public"]

[purposes."functional.learning"]
basis = ["legitimate_interest"]
categories = ["user.education"]

[purposes."legal.tax_accounting"]
basis = ["legal_obligation"]
categories = ["user.financial.transaction"]
objectable = false
optional = false

[purposes."sharing.partner"]
basis = ["legitimate_interest"]
categories = ["user.contact.email", "user.name"]

[categories."user.behavior.interactions"]
co_subject = "redact"

[categories."user.content.public"]
caveat = "search engines keep copies"

[signals.gpc]
denies = ["analytics"]

[restriction]
grounds = ["accuracy", "objection_pending"]

[recipients.mailhost]
role = "partner"
name = "Mail Host"
purposes = ["sharing"]
categories = ["user.contact", "user.name"]
agreement = "DPA-1"

[transfers]
without_rule = "allow"

[retention.books]
categories = ["user.financial.transaction"]
after = "transaction"
keep = "P7Y"
floor = true
then = "delete"

[retention.backups]
categories = ["user"]
after = "account_closed"
keep = "P30D"
location = "backup"

[retention.marketing]
categories = ["user.settings.preferences"]
purposes = ["marketing.email"]
after = "last_active"
keep = "P2Y"
suppression = true
then = "delete"

[events]
names = ["transaction"]

[overlays.eu]
residences = ["EU"]
rights = ["portability"]
rights_deadline = "P1M"
complaint_to = "the data protection authority"

[overlays.ca]
residences = ["US-CA"]
rights = ["shine_the_light"]

[overlays.tx]
residences = ["US-TX"]
without_rights = ["restrict"]

[rights.access]
verify = true
owner = "dpo"
channels = ["email", "post"]
verified_channels = ["dashboard"]
require = ["attest:mfa"]

[rights.erase]
verify = true

[rights.rectify]

[rights.restrict]

[rights.contest]

[rights.minor_report]

[rights.complaint]

[rights.inquiry]
deadline = "P30D"

[rights.objection]
overlays = ["eu"]
deadline = "P2M"

[rights.download]
categories = ["user.education.progress", "user.education.certificate"]

[rights.shine]
frequency = "calendar_year"
subjects = ["Request for California Privacy Information"]
reply_via = "email"
"#;

struct Desk {
    engine: Engine,
    now: Arc<AtomicI64>,
}

fn at(text: &str) -> Timestamp {
    let zone = placet::words::Zone::utc();
    Timestamp::parse(text, &zone).unwrap()
}

impl Desk {
    fn open(day: &str) -> Self {
        Self::of(POLICY, day)
    }

    fn of(policy: &str, day: &str) -> Self {
        let now = Arc::new(AtomicI64::new(at(day).0));
        let clock = now.clone();
        let options =
            Options { clock: Some(Arc::new(move || Timestamp(clock.load(Ordering::SeqCst)))), ..Options::default() };
        Self { engine: Engine::open_with(&[policy], "memory:", options).unwrap(), now }
    }

    fn set(&self, day: &str) {
        self.now.store(at(day).0, Ordering::SeqCst);
    }

    fn update(&self, user: &str, update: Update) {
        self.engine.update(user, &update).unwrap();
    }

    fn resides(&self, user: &str, code: &str) {
        self.update(user, Update { residence: Some(code.into()), ..Update::default() });
    }

    fn account(&self, user: &str, account: &str) {
        self.update(user, Update { account: Some(account.into()), ..Update::default() });
    }

    fn request(&self, user: &str, right: &str) -> CaseView {
        self.engine.request(user, right, &RequestOptions::default()).unwrap()
    }

    fn respond(&self, user: &str, case: u64, action: &str) -> Result<CaseView, Error> {
        self.engine.respond(user, case, &response(action), &RespondOptions::default())
    }

    fn acknowledge(&self, user: &str, case: u64, task: &str) -> Result<CaseView, Error> {
        let response = Response { task: Some(task.into()), ..response("acknowledge") };
        self.engine.respond(user, case, &response, &RespondOptions::default())
    }

    fn end(&self, user: &str, case: u64, action: &str, outcome: &str) -> Result<CaseView, Error> {
        let response = Response { outcome: Some(outcome.into()), ..response(action) };
        self.engine.respond(user, case, &response, &RespondOptions::default())
    }

    fn collect(&self, user: &str, purpose: &str, category: &str) {
        let context = Context {
            categories: vec![category.into()],
            source: Some("direct".into()),
            provider: Some("somebody".into()),
            reference: Some("r-1".into()),
            ..Context::default()
        };
        self.engine.collect(user, purpose, &context).unwrap();
    }

    fn disclose(&self, user: &str, category: &str) {
        let context = Context { categories: vec![category.into()], ..Context::default() };
        self.engine.disclose(user, "sharing.partner", "mailhost", &context).unwrap();
    }

    fn reason(&self, user: &str, purpose: &str) -> &'static str {
        self.engine.decide(user, purpose, &Context::default()).unwrap().reason_code()
    }

    fn pay(&self, user: &str) {
        self.engine.record(user, "transaction", &RecordOptions::default()).unwrap();
    }

    /// What is decided about every purpose.
    fn answers(&self, user: &str) -> Vec<(String, bool, Vec<Reason>)> {
        let policy = self.engine.policy();
        let decide = |key: &str| self.engine.decide(user, key, &Context::default()).unwrap();
        let one = |key: &Arc<str>| {
            let decision = decide(key);
            assert_eq!(decision.allowed, self.engine.can_process(user, key).unwrap(), "{key}");
            (key.to_string(), decision.allowed, decision.reasons)
        };
        policy.keys().iter().map(one).collect()
    }
}

fn response(action: &str) -> Response {
    Response { action: action.into(), ..Response::default() }
}

fn by(who: &str) -> RequestOptions {
    RequestOptions { by: Some(who.into()), ..RequestOptions::default() }
}

fn about(what: &str) -> RequestOptions {
    RequestOptions { about: vec![what.into()], ..RequestOptions::default() }
}

fn refused<T: std::fmt::Debug>(answer: Result<T, Error>, wanted: Reason) {
    match answer {
        Err(Error::Refused { reason, .. }) => assert_eq!(reason, wanted),
        other => panic!("{wanted} expected, and it is {other:?}"),
    }
}

fn invalid<T: std::fmt::Debug>(answer: Result<T, Error>, wanted: &str, part: &str) {
    match answer {
        Err(Error::InvalidArgument { argument, message }) => {
            assert_eq!(argument, wanted, "{message}");
            assert!(message.contains(part), "`{part}` is not in `{message}`");
        }
        other => panic!("a fault of `{wanted}` expected, and it is {other:?}"),
    }
}

fn names(case: &CaseView) -> Vec<String> {
    case.tasks
        .iter()
        .map(|t| if t.subject.is_empty() { t.kind.clone() } else { format!("{}:{}", t.kind, t.subject) })
        .collect()
}

#[test]
fn a_deadline_is_the_shortest_and_says_whose_it_is() {
    let desk = Desk::open("2024-11-01T15:30:00Z");
    desk.resides("ada", "FR");
    let case = desk.request("ada", "access");
    assert_eq!((case.due.as_deref(), case.due_source.as_deref()), (Some("2024-12-01"), Some("overlay:eu")));
    assert_eq!(
        (case.owner.as_deref(), case.remedies.as_slice()),
        (Some("dpo"), &["the data protection authority".to_owned()][..])
    );
    assert_eq!((case.status.as_str(), case.note), ("received", None));
    desk.resides("bob", "US-TX");
    let case = desk.request("bob", "access");
    assert_eq!((case.due, case.note.as_deref()), (None, Some("no deadline in policy")));
    assert!(case.remedies.is_empty());
    // the policy's thirty days are before the month of the overlay, where there is one
    desk.set("2024-12-01T09:00:00Z");
    let case = desk.request("ada", "inquiry");
    assert_eq!((case.due.as_deref(), case.due_source.as_deref()), (Some("2024-12-31"), Some("policy")));
    let late = |desk: &Desk| desk.engine.cases("ada").unwrap().first().map(|case| case.overdue);
    desk.set("2024-12-01T23:59:00Z");
    assert_eq!(late(&desk), Some(false), "the last day is a day");
    desk.set("2024-12-02");
    assert_eq!(late(&desk), Some(true));
    let options = RequestOptions { at: Some(at("2024-06-01T10:00:00Z")), ..RequestOptions::default() };
    assert_eq!(desk.engine.request("cem", "inquiry", &options).unwrap().due.as_deref(), Some("2024-07-01"));
}

#[test]
fn rights_depend_on_the_residence() {
    let desk = Desk::open("2024-11-01");
    desk.resides("tex", "US-TX");
    desk.resides("cal", "US-CA");
    desk.resides("fra", "FR");
    let ask = |user: &str, right: &str| desk.engine.request(user, right, &RequestOptions::default());
    refused(ask("tex", "restrict"), Reason::RightUnavailable);
    refused(ask("tex", "portability"), Reason::RightUnavailable);
    refused(ask("tex", "objection"), Reason::RightUnavailable);
    refused(ask("fra", "shine_the_light"), Reason::RightUnavailable);
    ask("fra", "objection").unwrap();
    ask("fra", "portability").unwrap();
    ask("cal", "shine_the_light").unwrap();
    invalid(ask("fra", "acess"), "right", "did you mean `access`");
    invalid(ask("", "access"), "user", "empty");
    assert!(matches!(desk.engine.request("fra", "rectify", &about("user.nmae")), Err(Error::UnknownCategory { .. })));
}

#[test]
fn a_request_has_a_channel_a_subject_and_a_frequency() {
    let desk = Desk::open("2024-11-01");
    let line = " request for california privacy information ";
    let options = RequestOptions { subject: Some(line.into()), ..RequestOptions::default() };
    let case = desk.engine.request("ada", "", &options).unwrap();
    assert_eq!((case.right.as_str(), case.reply_via.as_deref()), ("shine", Some("email")));
    refused(desk.engine.request("ada", "", &options), Reason::RequestTooFrequent);
    assert_eq!(desk.engine.cases("ada").unwrap().len(), 1);
    desk.set("2025-01-01");
    desk.engine.request("ada", "", &options).unwrap();
    let unknown = RequestOptions { subject: Some("hello".into()), ..RequestOptions::default() };
    invalid(desk.engine.request("ada", "", &unknown), "subject", "no right");
    let by_channel = |channel: &str| RequestOptions { channel: Some(channel.into()), ..RequestOptions::default() };
    assert!(!desk.engine.request("ada", "access", &by_channel("post")).unwrap().verified);
    assert!(desk.engine.request("ada", "access", &by_channel("dashboard")).unwrap().verified);
    invalid(desk.engine.request("ada", "access", &by_channel("pigeon")), "channel", "email, post");
}

#[test]
fn guardians_ask_when_they_are_linked_and_verified() {
    let desk = Desk::open("2024-11-01");
    refused(desk.engine.request("kid", "erase", &by("pat")), Reason::ActorNotAuthorized);
    desk.engine.link_guardian("kid", "pat", &GuardianOptions { pending: true, ..Default::default() }).unwrap();
    refused(desk.engine.request("kid", "erase", &by("pat")), Reason::IdentityUnverified);
    desk.engine.link_guardian("kid", "pat", &GuardianOptions::default()).unwrap();
    assert!(desk.engine.request("kid", "erase", &by("pat")).unwrap().verified);
    // whoever has something to say about a user may say it
    for open in ["minor_report", "complaint", "inquiry"] {
        assert!(!desk.engine.request("kid", open, &by("neighbour")).unwrap().verified);
    }
}

#[test]
fn a_case_goes_step_by_step() {
    let desk = Desk::open("2024-11-01");
    let mfa = RespondOptions { attests: BTreeMap::from([("mfa".to_owned(), true)]), ..RespondOptions::default() };
    let case = desk.request("ada", "access").id;
    refused(desk.respond("ada", case, "fulfil"), Reason::IdentityUnverified);
    assert_eq!(desk.respond("ada", case, "verify").unwrap().status, "verified");
    refused(desk.respond("ada", case, "fulfil"), Reason::MfaRequired);
    let done = desk.engine.respond("ada", case, &response("fulfil"), &mfa).unwrap();
    assert_eq!((done.status.as_str(), done.verified), ("fulfilled", true));
    invalid(desk.respond("ada", case, "verify"), "case", "is over");
    invalid(desk.respond("ada", 999, "verify"), "case", "no case");
    invalid(desk.respond("bob", case, "verify"), "case", "no case");
    let case = desk.request("ada", "access").id;
    invalid(desk.respond("ada", case, "forget"), "action", "acknowledge");
    refused(desk.respond("ada", case, "refuse"), Reason::GroundMissing);
    invalid(desk.respond("ada", case, "close"), "outcome", "how the case ended");
    invalid(desk.acknowledge("ada", case, "erase:x"), "task", "no open task");
    let told = Response { reason: Some("unfounded".into()), ..response("refuse") };
    let over = desk.engine.respond("ada", case, &told, &RespondOptions::default()).unwrap();
    assert_eq!((over.status.as_str(), over.reason.as_deref()), ("refused", Some("unfounded")));
}

#[test]
fn a_correction_reaches_those_who_were_told() {
    let desk = Desk::open("2024-11-01");
    desk.disclose("ada", "user.name");
    let case = desk.engine.request("ada", "rectify", &about("user.name")).unwrap();
    assert_eq!(names(&case), ["rectify:user.name", "notify_recipient:mailhost"]);
    let other = desk.engine.request("ada", "rectify", &about("user.contact.email")).unwrap();
    assert_eq!(names(&other), ["rectify:user.contact.email"]);
    invalid(desk.respond("ada", case.id, "fulfil"), "case", "notify_recipient:mailhost");
    desk.acknowledge("ada", case.id, "rectify:user.name").unwrap();
    desk.acknowledge("ada", case.id, "notify_recipient:mailhost").unwrap();
    assert_eq!(desk.respond("ada", case.id, "fulfil").unwrap().status, "fulfilled");
}

#[test]
fn a_reported_child_waits_until_the_report_is_answered() {
    let desk = Desk::open("2024-11-01");
    desk.account("ada", "active");
    desk.disclose("ada", "user.name");
    assert_eq!(desk.reason("ada", "essential.service.account"), "allowed");
    let case = desk.engine.request("ada", "minor_report", &by("parent")).unwrap();
    assert_eq!(names(&case), ["erase", "terminate_account", "notify_recipient:mailhost"]);
    assert_eq!(desk.reason("ada", "essential.service.account"), "age_unknown");
    invalid(desk.end("ada", case.id, "close", "whatever"), "outcome", "dismissed");
    assert_eq!(desk.end("ada", case.id, "close", "dismissed").unwrap().status, "closed");
    assert_eq!(desk.reason("ada", "essential.service.account"), "allowed");
    let case = desk.engine.request("ada", "minor_report", &by("parent")).unwrap();
    invalid(desk.end("ada", case.id, "close", "confirmed"), "case", "terminate_account");
    for task in ["erase", "terminate_account", "notify_recipient:mailhost"] {
        desk.acknowledge("ada", case.id, task).unwrap();
    }
    desk.end("ada", case.id, "close", "confirmed").unwrap();
    assert_eq!(desk.reason("ada", "essential.service.account"), "age_unknown", "a confirmed child stays denied");
}

#[test]
fn a_restriction_follows_its_case() {
    let desk = Desk::open("2024-11-01");
    let wants = |ground: &str| RequestOptions { reason: Some(ground.into()), ..about("analytics.product") };
    invalid(desk.engine.request("ada", "restrict", &wants("mood")), "ground", "accuracy");
    assert!(desk.engine.cases("ada").unwrap().is_empty(), "nothing is half done");
    let case = desk.engine.request("ada", "restrict", &wants("accuracy")).unwrap();
    assert_eq!(desk.reason("ada", "analytics.product"), "restricted");
    assert_eq!(desk.reason("ada", "marketing.newsletter"), "allowed");
    let second = desk.engine.request("ada", "restrict", &wants("objection_pending")).unwrap();
    desk.end("ada", case.id, "close", "lifted").unwrap();
    assert_eq!(desk.reason("ada", "analytics.product"), "restricted", "another case still wants it");
    desk.end("ada", second.id, "close", "objection_upheld").unwrap();
    let decision = desk.engine.decide("ada", "analytics.product", &Context::default()).unwrap();
    assert_eq!(decision.reasons, [Reason::Restricted, Reason::Objected]);
    let case = desk.engine.request("bob", "restrict", &wants("accuracy")).unwrap();
    desk.end("bob", case.id, "close", "lifted").unwrap();
    assert_eq!(desk.reason("bob", "analytics.product"), "allowed");
}

#[test]
fn a_contested_decision_is_one_that_was_audited() {
    let desk = Desk::open("2024-11-01");
    let (_, receipt) = desk.engine.audit("ada", "analytics.product", &Context::default()).unwrap();
    let contest = |number: &str| RequestOptions { decision: Some(number.into()), ..RequestOptions::default() };
    invalid(desk.engine.request("ada", "contest", &RequestOptions::default()), "decision", "none was given");
    invalid(desk.engine.request("ada", "contest", &contest("77")), "decision", "no audited decision");
    let number = receipt.position.to_string();
    invalid(desk.engine.request("bob", "contest", &contest(&number)), "decision", "no audited decision");
    let case = desk.engine.request("ada", "contest", &contest(&number)).unwrap();
    assert_eq!(names(&case), [format!("human_review:{number}")]);
    invalid(desk.respond("ada", case.id, "fulfil"), "case", "human_review");
    desk.acknowledge("ada", case.id, "human_review").unwrap();
    desk.respond("ada", case.id, "fulfil").unwrap();
}

#[test]
fn portability_is_handed_over_or_not_feasible() {
    let desk = Desk::open("2024-11-01");
    desk.resides("ada", "FR");
    let options = RequestOptions { recipient: Some("org-b".into()), ..RequestOptions::default() };
    let case = desk.engine.request("ada", "portability", &options).unwrap();
    assert_eq!(names(&case), ["handover:org-b"]);
    invalid(desk.end("ada", case.id, "close", "done"), "case", "handover:org-b");
    assert_eq!(desk.end("ada", case.id, "close", "not_feasible").unwrap().outcome.as_deref(), Some("not_feasible"));
}

fn kept(tasks: &[placet::act::Task]) -> Vec<(&str, &str)> {
    let keeps = tasks.iter().filter(|t| t.kind == "keep");
    keeps.map(|t| (t.subject.as_str(), t.reason.as_deref().unwrap_or(""))).collect()
}

#[test]
fn an_erasure_plan_says_what_stays_and_why() {
    let desk = Desk::open("2024-11-01");
    desk.account("ada", "active");
    desk.pay("ada");
    desk.disclose("ada", "user.name");
    let plan = desk.engine.erasure_plan("ada", None).unwrap();
    let contract =
        [("user.contact.email", "contract"), ("user.financial.transaction", "legal_floor"), ("user.name", "contract")];
    assert_eq!(kept(&plan), contract);
    let floor = plan.iter().find(|t| t.subject == "user.financial.transaction").unwrap();
    assert_eq!(floor.until, Some(at("2031-11-02")), "seven years, the last day whole");
    let has = |kind: &str, subject: &str| plan.iter().any(|t| t.kind == kind && t.subject == subject);
    assert!(has("erase", "user.settings.preferences"), "marketing data go");
    assert!(has("notify_recipient", "mailhost"));
    assert!(has("out_of_reach", "user.content.public"));
    assert!(has("suppress", "user.privacy_preferences"));
    let backup = plan.iter().find(|t| t.kind == "expire_backup").unwrap();
    assert_eq!((backup.subject.as_str(), backup.until), ("backups", Some(at("2024-12-02"))));
    // once the account is closed only the law keeps anything
    desk.account("ada", "closed");
    assert_eq!(kept(&desk.engine.erasure_plan("ada", None).unwrap()), [("user.financial.transaction", "legal_floor")]);
    assert!(kept(&desk.engine.erasure_plan("nobody", None).unwrap()).is_empty());
    invalid(desk.engine.erasure_plan("", None), "user", "empty");
    let case = desk.request("ada", "erase");
    assert!(names(&case).contains(&"keep:user.financial.transaction".to_owned()));
    let cookies = RequestOptions { mode: Some("cookies".into()), ..RequestOptions::default() };
    let case = desk.engine.request("ada", "erase", &cookies).unwrap();
    assert_eq!(names(&case), ["client_clear", "unlink:user.device.cookie_id"]);
}

#[test]
fn erased_stays_erased_and_the_law_keeps_its_own() {
    let desk = Desk::open("2024-11-01");
    desk.account("ada", "active");
    desk.pay("ada");
    desk.disclose("ada", "user.name");
    let receipt = desk.engine.erase("ada", &ActOptions::default()).unwrap();
    let told: Vec<_> = receipt.obligations.iter().map(|o| (o.kind.as_str(), o.subject.as_deref())).collect();
    assert_eq!(told, [("notify_recipient", Some("mailhost"))]);
    for purpose in ["essential.service.account", "marketing.email", "analytics.product"] {
        assert_eq!(desk.reason("ada", purpose), "erased");
    }
    let tax = Context { categories: vec!["user.financial.transaction".into()], ..Context::default() };
    assert!(desk.engine.decide("ada", "legal.tax_accounting", &tax).unwrap().allowed);
    refused(desk.engine.grant("ada", "marketing.email", &Default::default()), Reason::Erased);
    refused(desk.engine.request("ada", "access", &RequestOptions::default()), Reason::Erased);
    assert!(desk.engine.history("ada").unwrap().len() > 1, "what the law keeps can be shown");
    // while the term runs a further erasure changes nothing; when it is over nothing is left
    desk.engine.erase("ada", &ActOptions::default()).unwrap();
    desk.set("2031-11-03");
    assert!(!desk.engine.decide("ada", "legal.tax_accounting", &tax).unwrap().allowed);
    desk.engine.erase("ada", &ActOptions::default()).unwrap();
    let history = desk.engine.history("ada").unwrap();
    assert_eq!((history.len(), history[0].event.user.as_str()), (1, ""));
    assert_eq!(desk.reason("ada", "legal.tax_accounting"), "erased");
    refused(desk.engine.erase("ada", &ActOptions::default()), Reason::Erased);
    desk.engine.verify().unwrap();
}

#[test]
fn a_hold_beats_an_erasure_until_it_is_released() {
    let desk = Desk::open("2024-11-01");
    desk.account("ada", "closed");
    desk.engine.hold("ada", "dispute-5", "a claim", &["user.name".to_owned()], None).unwrap();
    assert_eq!(kept(&desk.engine.erasure_plan("ada", None).unwrap()), [("user.name", "legal_hold")]);
    desk.engine.erase("ada", &ActOptions::default()).unwrap();
    assert_eq!(desk.reason("ada", "essential.service.account"), "erased");
    desk.engine.release("ada", "dispute-5", None).unwrap();
    assert_eq!(desk.reason("ada", "legal.tax_accounting"), "erased", "what the hold kept is kept no longer");
    desk.engine.erase("ada", &ActOptions::default()).unwrap();
    assert_eq!(desk.engine.history("ada").unwrap().len(), 1);
    desk.engine.verify().unwrap();
}

#[test]
fn an_export_is_for_whom_it_may_be_for() {
    let desk = Desk::open("2024-11-01");
    desk.collect("ada", "functional.learning", "user.education.progress");
    desk.collect("ada", "analytics.product", "user.behavior.interactions");
    let mfa = BTreeMap::from([("mfa".to_owned(), true)]);
    let want = |actor: &str, subset: Option<&str>, attests: &BTreeMap<String, bool>| ExportOptions {
        actor: Some(actor.into()),
        subset: subset.map(String::from),
        attests: attests.clone(),
        ..ExportOptions::default()
    };
    let none = BTreeMap::new();
    let export = desk.engine.export("ada", &want("subject", Some("education"), &none)).unwrap();
    assert_eq!(export["data"].as_array().map(Vec::len), Some(1));
    assert!(export.get("events").is_none());
    refused(desk.engine.export("ada", &want("subject", Some("behavior"), &none)), Reason::CategoryNotPermitted);
    refused(desk.engine.export("ada", &want("mallory", Some("education"), &none)), Reason::ActorNotAuthorized);
    refused(desk.engine.export("ada", &want("subject", None, &none)), Reason::MfaRequired);
    refused(desk.engine.export("ada", &want("subject", None, &mfa)), Reason::IdentityUnverified);
    assert!(matches!(
        desk.engine.export("ada", &want("subject", Some("edukation"), &none)),
        Err(Error::UnknownCategory { .. })
    ));
    invalid(desk.engine.export("", &ExportOptions::default()), "user", "empty");
    let case = desk.request("ada", "access").id;
    let of_case = ExportOptions { case: Some(case), ..want("subject", None, &mfa) };
    refused(desk.engine.export("ada", &of_case), Reason::IdentityUnverified);
    desk.respond("ada", case, "verify").unwrap();
    refused(
        desk.engine.export("ada", &ExportOptions { attests: none.clone(), ..of_case.clone() }),
        Reason::MfaRequired,
    );
    let export = desk.engine.export("ada", &of_case).unwrap();
    let data = export["data"].as_array().unwrap();
    let interactions = data.iter().find(|d| d["category"] == "user.behavior.interactions").unwrap();
    assert_eq!((&interactions["redacted"], &interactions["provider"]), (&Value::Bool(true), &Value::Null));
    let progress = data.iter().find(|d| d["category"] == "user.education.progress").unwrap();
    assert_eq!(progress["provider"], "somebody");
    assert_eq!(progress["used_for"][0], "functional.learning");
    let collected = export["events"].as_array().unwrap().iter().filter(|e| e["act"] == "collect");
    assert_eq!(collected.filter(|e| e["data"]["provider"].is_null()).count(), 1, "the events are redacted too");
    let complaint = desk.request("ada", "complaint").id;
    invalid(desk.engine.export("ada", &ExportOptions { case: Some(complaint), ..of_case }), "case", "asks for no copy");
}

/// The whole copy of the application.
fn copy(desk: &Desk, user: &str) -> Value {
    let attests = BTreeMap::from([("mfa".to_owned(), true)]);
    desk.engine.export(user, &ExportOptions { attests, ..ExportOptions::default() }).unwrap()
}

type History = fn(&Desk);

/// Histories that end in many different states.
const HISTORIES: &[(&str, History)] = &[
    ("consent", |desk| {
        desk.account("ada", "active");
        desk.engine.grant("ada", "marketing.email", &Default::default()).unwrap();
    }),
    ("refusals", |desk| {
        desk.engine.grant("ada", "marketing", &Default::default()).unwrap();
        desk.engine.withdraw("ada", "marketing.email", &Default::default()).unwrap();
        desk.engine.opt_out("ada", "analytics", &Default::default()).unwrap();
        desk.engine.object_to("ada", "marketing.newsletter", &Default::default()).unwrap();
        desk.engine.apply_signals("ada", &BTreeMap::from([("gpc".to_owned(), true)]), &Default::default()).unwrap();
    }),
    ("a child with a guardian", |desk| {
        desk.update("ada", Update { birthdate: Some("2013-05-01".into()), ..Update::default() });
        desk.engine.link_guardian("ada", "pat", &GuardianOptions::default()).unwrap();
        let options = placet::GrantOptions { by: Some("pat".into()), ..Default::default() };
        desk.engine.grant("ada", "marketing.email", &options).unwrap();
    }),
    ("old marketing", |desk| {
        desk.set("2022-01-01");
        desk.engine.grant("ada", "marketing.email", &Default::default()).unwrap();
        desk.set("2024-11-01");
    }),
    ("cases", |desk| {
        desk.account("bob", "active");
        let (_, receipt) = desk.engine.audit("ada", "analytics.product", &Context::default()).unwrap();
        let options = RequestOptions { decision: Some(receipt.position.to_string()), ..RequestOptions::default() };
        let case = desk.engine.request("ada", "contest", &options).unwrap().id;
        desk.acknowledge("ada", case, "human_review").unwrap();
        let report = desk.request("ada", "minor_report").id;
        desk.end("ada", report, "verify", "dismissed").unwrap();
        let options = RequestOptions { reason: Some("accuracy".into()), ..about("analytics") };
        desk.engine.request("ada", "restrict", &options).unwrap();
    }),
    ("erased but for the books", |desk| {
        desk.account("ada", "closed");
        desk.pay("ada");
        desk.engine.erase("ada", &ActOptions::default()).unwrap();
    }),
    ("erased", |desk| {
        desk.account("ada", "active");
        desk.engine.erase("ada", &ActOptions::default()).unwrap();
    }),
    ("joined", |desk| {
        desk.engine.opt_out("cookie", "analytics", &Default::default()).unwrap();
        desk.engine.join("ada", "cookie", None).unwrap();
    }),
];

#[test]
fn what_is_imported_is_decided_as_it_was() {
    for (name, history) in HISTORIES {
        let here = Desk::open("2024-11-01T08:00:00Z");
        here.account("somebody", "active");
        history(&here);
        let export = copy(&here, "ada");
        assert_eq!(export, copy(&here, "ada"), "{name}: the same bytes each time");
        let there = Desk::open("2024-11-01T08:00:00Z");
        let receipt = there.engine.import(&export, None).unwrap();
        assert!(receipt.obligations.is_empty(), "{name}");
        assert_eq!(here.answers("ada"), there.answers("ada"), "{name}");
        // and later, when clocks have run on
        here.set("2026-03-01");
        there.set("2026-03-01");
        assert_eq!(here.answers("ada"), there.answers("ada"), "{name}, later");
        invalid(there.engine.import(&export, None), "export", "imported already");
        there.engine.verify().unwrap();
        // what was taken in is handed on as it came
        let again = copy(&there, "ada");
        assert_eq!(again["cases"].as_array().map(Vec::len), export["cases"].as_array().map(Vec::len), "{name}");
    }
}

#[test]
fn cases_go_on_after_an_import() {
    let here = Desk::open("2024-11-01");
    here.account("other", "active");
    let case = here.engine.request("ada", "rectify", &about("user.name")).unwrap().id;
    here.acknowledge("ada", case, "rectify:user.name").unwrap();
    let there = Desk::open("2024-11-02");
    there.engine.import(&copy(&here, "ada"), None).unwrap();
    let cases = there.engine.cases("ada").unwrap();
    assert_eq!(cases.len(), 1);
    assert!(cases[0].tasks.iter().all(|task| task.done));
    there.respond("ada", cases[0].id, "fulfil").unwrap();
}

#[test]
fn an_import_is_whole_or_nothing() {
    let here = Desk::open("2024-11-01");
    here.engine.grant("ada", "marketing.email", &Default::default()).unwrap();
    let export = copy(&here, "ada");
    let there = Desk::open("2024-11-01");
    let without = |key: &str| {
        let mut changed = export.clone();
        changed.as_object_mut().unwrap().remove(key);
        changed
    };
    invalid(there.engine.import(&without("schema"), None), "export", "schema");
    invalid(there.engine.import(&without("user"), None), "export", "user");
    invalid(there.engine.import(&without("policy"), None), "export", "policy");
    invalid(there.engine.import(&without("events"), None), "export", "a part of a record");
    invalid(there.engine.import(&without("digest"), None), "export", "digest");
    let mut changed = export.clone();
    changed["events"][0]["kind"] = "implied".into();
    invalid(there.engine.import(&changed, None), "export", "changed");
    assert_eq!(there.engine.position(), 0);
    // who acted here since is somebody else's record
    there.set("2024-11-05");
    there.account("ada", "active");
    invalid(there.engine.import(&export, None), "user", "has acted here");
    assert_eq!(there.engine.history("ada").unwrap().len(), 1);
    let gone = Desk::open("2024-11-01");
    gone.engine.erase("ada", &ActOptions::default()).unwrap();
    refused(gone.engine.import(&export, None), Reason::Erased);
}

#[test]
fn a_successor_is_told_of_purposes_it_does_not_know() {
    let here = Desk::open("2024-11-01");
    here.engine.opt_out("ada", "marketing", &Default::default()).unwrap();
    here.engine.opt_out("ada", "functional.learning", &Default::default()).unwrap();
    let successor =
        POLICY.replace("id = \"cases\"", "id = \"successor\"").replace("functional.learning", "functional.lessons");
    let there = Desk::of(&successor, "2024-11-02");
    let receipt = there.engine.import(&copy(&here, "ada"), None).unwrap();
    let told: Vec<_> = receipt.obligations.iter().map(|o| (o.kind.as_str(), o.subject.as_deref())).collect();
    assert_eq!(told, [("unknown_purpose", Some("functional.learning"))]);
    assert_eq!(there.reason("ada", "marketing.newsletter"), "opted_out");
}

#[test]
fn a_join_keeps_the_more_protective() {
    let desk = Desk::open("2024-11-01");
    let engine = &desk.engine;
    engine.grant("ada", "marketing.email", &Default::default()).unwrap();
    engine.withdraw("v", "marketing.email", &Default::default()).unwrap();
    engine.opt_out("v", "analytics", &Default::default()).unwrap();
    let by_phone = Scope { channel: Some("phone".into()), ..Scope::default() };
    engine.opt_out("v", "marketing.newsletter", &ActOptions { scope: by_phone, ..Default::default() }).unwrap();
    engine.join("ada", "v", None).unwrap();
    assert_eq!(desk.reason("ada", "marketing.email"), "consent_withdrawn");
    assert_eq!(desk.reason("ada", "analytics.product"), "opted_out");
    assert_eq!(desk.reason("ada", "marketing.newsletter"), "allowed");
    let phone = Context { channel: Some("phone".into()), ..Context::default() };
    assert_eq!(engine.decide("ada", "marketing.newsletter", &phone).unwrap().reason_code(), "opted_out");
    // from now on a refusal under one is a refusal under both
    engine.object_to("v", "functional", &Default::default()).unwrap();
    assert_eq!(desk.reason("ada", "functional.learning"), "objected");
    engine.apply_signals("ada", &BTreeMap::from([("gpc".to_owned(), true)]), &Default::default()).unwrap();
    assert!(
        engine.decide("v", "analytics.product", &Context::default()).unwrap().reasons.contains(&Reason::SignalOptOut)
    );
    engine.part("ada", "v", None).unwrap();
    engine.opt_out("ada", "sharing", &Default::default()).unwrap();
    assert_eq!(desk.reason("v", "sharing.partner"), "allowed");
    invalid(engine.part("ada", "v", None), "visitor", "not joined");
    engine.verify().unwrap();
}

#[test]
fn a_join_carries_a_live_consent_where_nothing_refuses_it() {
    let desk = Desk::open("2024-11-01");
    let engine = &desk.engine;
    for visitor in ["v1", "v2", "v3"] {
        engine.grant(visitor, "marketing.email", &Default::default()).unwrap();
    }
    engine.join("ada", "v1", None).unwrap();
    assert!(engine.can_process("ada", "marketing.email").unwrap());
    engine.withdraw("bob", "marketing", &Default::default()).unwrap();
    engine.join("bob", "v2", None).unwrap();
    assert!(!engine.can_process("bob", "marketing.email").unwrap());
    // what the visitor took back and gave again is no refusal
    engine.withdraw("v3", "marketing.email", &Default::default()).unwrap();
    engine.grant("v3", "marketing.email", &Default::default()).unwrap();
    engine.join("cem", "v3", None).unwrap();
    assert!(engine.can_process("cem", "marketing.email").unwrap());
}

#[test]
fn only_a_visitor_is_joined() {
    let desk = Desk::open("2024-11-01");
    let engine = &desk.engine;
    desk.account("bob", "active");
    invalid(engine.join("ada", "ada", None), "visitor", "empty or the user");
    invalid(engine.join("ada", "", None), "visitor", "empty or the user");
    invalid(engine.join("", "v", None), "user", "empty");
    invalid(engine.join("ada", "bob", None), "visitor", "has an account");
    invalid(engine.part("ada", "v", None), "visitor", "not joined");
    engine.join("ada", "v", None).unwrap();
    invalid(engine.join("bob", "v", None), "visitor", "somebody else");
    engine.erase("gone", &ActOptions::default()).unwrap();
    let before = engine.position();
    refused(engine.join("gone", "v9", None), Reason::Erased);
    refused(engine.join("ada", "gone", None), Reason::Erased);
    assert_eq!(engine.position(), before, "nothing is half done");
}

#[test]
fn a_person_is_erased_under_every_id() {
    let desk = Desk::open("2024-11-01");
    let engine = &desk.engine;
    desk.account("ada", "active");
    engine.join("ada", "v", None).unwrap();
    engine.erase("v", &ActOptions::default()).unwrap();
    assert_eq!(
        desk.reason("ada", "essential.service.account"),
        "allowed",
        "a cleared cookie is no erasure of the account"
    );
    engine.join("ada", "w", None).unwrap();
    engine.erase("ada", &ActOptions::default()).unwrap();
    assert_eq!(desk.reason("w", "analytics.product"), "erased");
    assert!(engine.history("w").unwrap().iter().all(|entry| entry.event.user.is_empty()));
    engine.verify().unwrap();
}

/// The little of JSON Schema that the schema of exports uses.
fn fits(schema: &Value, root: &Value, value: &Value, path: &str) {
    if let Some(name) = schema.get("$ref").and_then(Value::as_str) {
        let target = root.pointer(name.trim_start_matches('#')).unwrap_or_else(|| panic!("{name} is not there"));
        return fits(target, root, value, path);
    }
    if let Some(wanted) = schema.get("const") {
        assert_eq!(wanted, value, "{path}");
    }
    let kind = match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(_) => "integer",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    };
    match schema.get("type") {
        Some(Value::String(one)) => assert_eq!(one, kind, "{path}"),
        Some(Value::Array(many)) => assert!(many.iter().any(|one| one == kind), "{path} is {kind}"),
        _ => {}
    }
    if let Some(words) = schema.get("enum").and_then(Value::as_array) {
        assert!(words.contains(value), "{path} is {value}");
    }
    if let (Some(items), Some(list)) = (schema.get("items"), value.as_array()) {
        list.iter().enumerate().for_each(|(at, item)| fits(items, root, item, &format!("{path}[{at}]")));
    }
    let Some(fields) = value.as_object() else { return };
    for key in schema.get("required").and_then(Value::as_array).into_iter().flatten() {
        assert!(fields.contains_key(key.as_str().unwrap()), "{path} lacks {key}");
    }
    for (key, field) in fields {
        let path = format!("{path}.{key}");
        match (schema.get("properties").and_then(|p| p.get(key)), schema.get("additionalProperties")) {
            (Some(own), _) => fits(own, root, field, &path),
            (None, Some(Value::Bool(false))) => panic!("{path} is not in the schema"),
            (None, Some(others)) => fits(others, root, field, &path),
            (None, None) => {}
        }
    }
}

#[test]
fn exports_fit_their_schema() {
    let schema: Value = serde_json::from_str(include_str!("../data/export.schema.json")).unwrap();
    for (_, history) in HISTORIES {
        let desk = Desk::open("2024-11-01");
        if desk.engine.position() == 0 {
            desk.collect("ada", "functional.learning", "user.education.progress");
            desk.disclose("ada", "user.name");
        }
        desk.set("2024-11-01T10:00:00Z");
        desk.engine.grant("ada", "marketing.email", &Default::default()).unwrap();
        fits(&schema, &schema, &copy(&desk, "ada"), "export");
        let other = Desk::open("2024-11-01");
        history(&other);
        fits(&schema, &schema, &copy(&other, "ada"), "export");
        let part =
            ExportOptions { subset: Some("education".into()), actor: Some("subject".into()), ..Default::default() };
        fits(&schema, &schema, &desk.engine.export("ada", &part).unwrap(), "part");
    }
}
