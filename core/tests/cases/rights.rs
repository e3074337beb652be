//! Cases: who may ask, by when it is answered, step by step to the end.

use placet::act::Response;
use placet::{Context, Error, GuardianOptions, Reason, RequestOptions, RespondOptions};
use std::collections::BTreeMap;

use super::{Desk, about, at, by, invalid, names, refused, response};

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
    let contested = RequestOptions { reason: Some("accuracy".into()), ..about("user.name") };
    let case = desk.engine.request("cem", "rectify", &contested).unwrap();
    assert_eq!(desk.reason("cem", "marketing.newsletter"), "restricted", "while it is contested");
    desk.acknowledge("cem", case.id, "rectify:user.name").unwrap();
    desk.respond("cem", case.id, "fulfil").unwrap();
    assert_eq!(desk.reason("cem", "marketing.newsletter"), "allowed");
    let because = RequestOptions { reason: Some("it is wrong".into()), ..about("user.name") };
    desk.engine.request("dan", "rectify", &because).unwrap();
    assert_eq!(desk.reason("dan", "marketing.newsletter"), "allowed", "no ground of the policy");
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
