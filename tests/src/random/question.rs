//! Random questions with their contexts.

use super::history::Story;
use crate::act::{Context, Question};

impl Story<'_> {
    /// A question about few purposes, half of the time with a context.
    pub(super) fn question(&mut self) -> Question {
        let purpose = if self.draw.chance(92) { self.purpose() } else { self.node() };
        let user = if self.draw.chance(3) { "stranger".to_owned() } else { self.user() };
        let context = if self.draw.chance(45) { Context::default() } else { self.context() };
        Question { user, purpose, context }
    }

    fn context(&mut self) -> Context {
        let mut context = Context::default();
        let words = self.words;
        if self.draw.chance(65) {
            context.categories = self.draw.one_to(&words.categories, 2);
        }
        if self.draw.chance(1) {
            context.categories.push("user.no_such_category".to_owned());
        }
        if self.draw.chance(25) {
            context.operation = Some(self.draw.word(&["collect", "store", "use", "share", "sell"]));
        }
        if self.draw.chance(25) {
            context.form = Some(self.draw.word(&["raw", "pseudonymised", "aggregated", "anonymised"]));
        }
        if self.draw.chance(30) {
            context.technology = if self.draw.chance(5) {
                Some("no.such.cookie".to_owned())
            } else {
                self.draw.any(&words.technologies)
            };
        }
        if self.draw.chance(10) {
            context.content =
                if self.draw.chance(10) { Some("poetry".to_owned()) } else { self.draw.any(&words.contents) };
        }
        if self.draw.chance(10) {
            context.surface =
                if self.draw.chance(10) { Some("billboard".to_owned()) } else { self.draw.any(&words.surfaces) };
        }
        if self.draw.chance(8) {
            context.initiated_by = Some(self.draw.word(&["user", "company"]));
        }
        if self.draw.chance(5) {
            context.destination = Some(self.draw.word(&["US", "DE", "IN"]));
        }
        if self.draw.chance(2) {
            context.recipient = Some("someone".to_owned());
        }
        if self.draw.chance(2) {
            context.instrument = Some("court-order-1".to_owned());
        }
        context
    }
}
