//! Random records of the handling of data: what happened, what was collected, what the company registered, cases.

use std::collections::BTreeMap;

use super::history::Story;
use super::question::always_personal;
use crate::act::{Answering, Asking, Context, Handling, Happening, Holding, Question, Registering, Scope};

impl Story<'_> {
    /// How far a choice reaches.
    pub(super) fn scope(&mut self) -> Scope {
        let mut scope = Scope::default();
        match self.draw.number(0, 4) {
            0 | 1 => scope.channel = self.draw.any(&self.words.channels),
            2 => scope.recipient = self.draw.any(&self.words.recipients),
            _ => {
                scope.recipient = self.draw.any(&self.words.recipients);
                scope.destination = Some(self.draw.word(&["US", "IN", "KR", "CH"]));
            }
        }
        scope
    }

    /// What a question or a record may refer to: a course, or a feature.
    pub(super) fn reference(&mut self) -> String {
        match self.draw.any(&self.words.features) {
            Some(feature) if self.draw.chance(35) => feature,
            _ => self.draw.word(&["c1", "c2"]),
        }
    }

    pub(super) fn record(&mut self) -> Handling {
        let user = self.user();
        match self.draw.number(0, 99) {
            0..=44 => Handling::Record(self.happening(user)),
            45..=58 => Handling::Collect(self.collection(user)),
            59..=70 => Handling::Audit(Question { user, purpose: self.purpose(), context: self.context() }),
            71..=84 => Handling::Register(self.registering()),
            85..=91 => {
                let Some(right) = self.draw.any(&self.words.rights) else {
                    return Handling::Record(self.happening(user));
                };
                let someone = self.draw.any(&self.words.recipients).unwrap_or_else(|| "someone".to_owned());
                let recipient = (right == "portability").then_some(someone);
                Handling::Request(Asking { user, right, recipient })
            }
            92..=94 => {
                let right = self.draw.any(&self.words.rights).unwrap_or_default();
                let (action, outcome) = match right.as_str() {
                    "minor_report" => ("close", Some("dismissed".to_owned())),
                    "portability" => ("close", Some("not_feasible".to_owned())),
                    _ => ("refuse", None),
                };
                let reason = Some("looked into".to_owned());
                Handling::Respond(Answering { user, right, action: action.to_owned(), outcome, reason })
            }
            95..=97 => {
                self.held.insert(user.clone());
                let categories =
                    if self.draw.chance(50) { self.draw.one_to(&self.words.categories, 2) } else { Vec::new() };
                Handling::Hold(Holding { user, hold: "litigation".to_owned(), categories })
            }
            _ => Handling::Release(Holding { user, hold: "litigation".to_owned(), categories: Vec::new() }),
        }
    }

    fn happening(&mut self, user: String) -> Happening {
        let mut act = Happening { user, event: "last_active".to_owned(), reference: None, on: None };
        let words = self.words;
        let mut dated = false;
        match self.draw.number(0, 19) {
            0..=4 => {
                act.event = self.draw.any(&words.events).unwrap_or_else(|| "last_active".to_owned());
                act.reference = self.draw.chance(60).then(|| self.reference());
                dated = true;
            }
            5 => act.event = self.draw.word(&["account_closed", "account_terminated", "account_reopened"]),
            6 | 7 => dated = true,
            8..=10 => {
                act.event = self.draw.word(&["feature_activated", "feature_activated", "feature_deactivated"]);
                act.reference = Some(self.reference());
            }
            11..=13 => {
                act.event = self.draw.word(&["declined", "declined", "provided"]);
                act.reference = self.draw.any(&words.categories);
            }
            14 | 15 => {
                act.event = self.draw.word(&["linked", "unlinked"]);
                act.reference = if self.draw.chance(50) { self.draw.any(&words.categories) } else { None };
            }
            16..=18 => {
                act.event = "technology_set".to_owned();
                act.reference = self.draw.any(&words.technologies);
                dated = true;
            }
            _ => act.event = "session_ended".to_owned(),
        }
        act.on = (dated && self.draw.chance(30)).then(|| self.earlier(100));
        act
    }

    fn collection(&mut self, user: String) -> Question {
        let known: Vec<String> =
            self.words.categories.iter().filter(|category| always_personal(category)).cloned().collect();
        let mut context = Context { categories: self.draw.one_to(&known, 2), ..Context::default() };
        if self.draw.chance(40) {
            context.reference = Some(self.reference());
        } else if self.draw.chance(20) {
            let point = self.draw.any(&self.words.points).unwrap_or_else(|| "elsewhere".to_owned());
            context.collection_point = Some(format!("{point}:c1"));
        }
        if self.draw.chance(25) {
            context.source = Some(self.draw.word(&["direct", "observed"]));
        }
        Question { user, purpose: self.purpose(), context }
    }

    fn registering(&mut self) -> Registering {
        let mut fields: BTreeMap<String, String> = BTreeMap::new();
        let mut put = |field: &str, value: String| fields.insert(field.to_owned(), value);
        let words = self.words;
        if self.draw.chance(55) {
            put("kind", self.draw.word(&["court_order", "court_order", "subpoena", "informal"]));
            if self.draw.chance(30) {
                put("purposes", self.node_or_purpose());
            }
            if self.draw.chance(40) {
                put("categories", self.draw.one_to(&words.categories, 3).join(","));
            }
            if self.draw.chance(25) {
                put("operations", self.draw.one_to(&["share", "use", "disclose"], 2).join(", "));
            }
            if self.draw.chance(30) {
                put("until", self.draw.word(&["2020-05-31", "2022-12-31", "2024-02-29", "2025-06-30T12:00:00Z"]));
            }
            if self.draw.chance(25) {
                put("status", self.draw.word(&["active", "revoked"]));
            }
            return Registering { kind: "instrument".to_owned(), id: self.draw.word(&["order-1", "order-2"]), fields };
        }
        put("kind", "merger".to_owned());
        put(
            "stage",
            self.draw.any(&words.stages).filter(|_| self.draw.chance(90)).unwrap_or_else(|| "rumour".to_owned()),
        );
        if self.draw.chance(40) {
            put("recipient", self.draw.any(&words.recipients).unwrap_or_else(|| "buyer".to_owned()));
        }
        if self.draw.chance(30) {
            put("status", self.draw.word(&["open", "closed", "abandoned"]));
        }
        Registering { kind: "business_transfer".to_owned(), id: self.draw.word(&["deal-1", "deal-2"]), fields }
    }

    fn node_or_purpose(&mut self) -> String {
        if self.draw.chance(70) { self.draw.any(&self.words.purposes).unwrap_or_default() } else { "*".to_owned() }
    }
}
