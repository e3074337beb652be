//! Cases, erasure, exports and imports, visitors: what succeeds, what is refused, what is an error, and what must always hold.

mod erasure;
mod exports;
mod rights;
mod visitors;

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use placet::act::Response;
use placet::{
    CaseView, Context, Engine, Error, Options, Reason, RecordOptions, RequestOptions, RespondOptions, Timestamp, Update,
};

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
