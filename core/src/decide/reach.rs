//! Which questions a choice or a consent of a limited scope reaches.

use super::evaluation::Evaluation;
use crate::act::Scope;

/// What a question says of channel, recipient and destination.
#[derive(Debug, Clone, Copy)]
pub(super) struct Reach<'a> {
    channel: Option<&'a str>,
    recipient: Option<&'a str>,
    destination: Option<&'a str>,
}

impl<'a> Reach<'a> {
    /// What a question says: the recipient may be the owner of its technology, the destination the country of its recipient.
    pub(super) fn of(e: &Evaluation<'a>) -> Self {
        let context = e.context;
        Self {
            channel: context.channel.as_deref(),
            recipient: super::recipient::name_of(e),
            destination: super::recipient::destination_of(e),
        }
    }

    /// What a question says that a scope is just wide enough for.
    pub(super) fn to(scope: &'a Scope) -> Self {
        Self {
            channel: scope.channel.as_deref(),
            recipient: scope.recipient.as_deref(),
            destination: scope.destination.as_deref(),
        }
    }

    /// Whether a scope names nothing else than the question does.
    pub(super) fn within(&self, scope: &Scope) -> bool {
        let same = |limit: &Option<String>, value: Option<&str>| limit.as_deref().is_none_or(|l| value == Some(l));
        same(&scope.channel, self.channel)
            && same(&scope.recipient, self.recipient)
            && same(&scope.destination, self.destination)
    }
}

/// Whether a choice reaches the question: its scope names nothing else than the question does.
pub(super) fn reaches(e: &Evaluation<'_>, scope: &Scope) -> bool {
    scope.is_empty() || Reach::of(e).within(scope)
}
