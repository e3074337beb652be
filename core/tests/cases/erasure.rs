//! What an erasure takes, what stays, and that who was erased stays erased.

use placet::{ActOptions, Context, Reason, RequestOptions, TaskView};

use super::{Desk, invalid, names, refused};

fn kept(tasks: &[TaskView]) -> Vec<(&str, &str)> {
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
    assert_eq!(floor.until.as_deref(), Some("2031-11-02T00:00:00Z"), "seven years, the last day whole");
    let has = |kind: &str, subject: &str| plan.iter().any(|t| t.kind == kind && t.subject == subject);
    assert!(has("erase", "user.settings.preferences"), "marketing data go");
    assert!(has("notify_recipient", "mailhost"));
    assert!(has("out_of_reach", "user.content.public"));
    assert!(has("suppress", "user.privacy_preferences"));
    let backup = plan.iter().find(|t| t.kind == "expire_backup").unwrap();
    assert_eq!((backup.subject.as_str(), backup.until.as_deref()), ("backups", Some("2024-12-02T00:00:00Z")));
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
