//! Visitors who turn out to be users: the more protective of both states holds, and refusals reach both from then on.

use super::Engine;
use super::acts::{Receipt, Request, version_or_first};
use super::questions::empty_user;
use super::registry::not_reserved;
use crate::act::{Account, Act};
use crate::decide::{Facts, carry};
use crate::error::Error;
use crate::state::UserState;
use crate::words::{Reason, Timestamp};

impl Engine {
    /// Records that a visitor turned out to be this user (GDPR Art. 4(11): an act of the same person stays theirs).
    ///
    /// Every standing refusal of the visitor becomes the user's, and so does a live consent where the user refused nothing of it.
    /// From then on whatever is refused under one of the two ids is refused under both, by the same commit.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidArgument`] for a visitor who is the user, has an account, or is joined with somebody else;
    /// [`Error::Refused`] (`erased`) when one of them was erased; store errors.
    ///
    /// ```
    /// # fn main() -> Result<(), placet::Error> {
    /// # let policy = r#"
    /// # [policy]
    /// # id = "shop"
    /// # version = "2025-01-01"
    /// # effective_from = 2025-01-01
    /// # contact = { privacy = "privacy@shop.test" }
    /// # [purposes."analytics"]
    /// # basis = ["legitimate_interest"]
    /// # "#;
    /// let engine = placet::Engine::open(policy, "memory:")?;
    /// engine.opt_out("cookie-7", "analytics", &Default::default())?;
    /// engine.join("ada", "cookie-7", None)?;
    /// assert!(!engine.can_process("ada", "analytics")?);
    /// # Ok(())
    /// # }
    /// ```
    pub fn join(&self, user: &str, visitor: &str, at: Option<Timestamp>) -> Result<Receipt, Error> {
        named(user, visitor)?;
        self.refresh()?;
        let known = self.state(self.hasher.hash(user))?;
        let other = self.state(self.hasher.hash(visitor))?;
        if other.account != Account::None {
            return Err(Error::invalid("visitor", "the visitor has an account; only an id without one is joined"));
        }
        if other.joined.iter().any(|joined| joined != user) {
            return Err(Error::invalid("visitor", "the visitor is joined with somebody else; `part` them first"));
        }
        // one of them alone would keep the other's name
        if known.erased.is_some() || other.erased.is_some() {
            return Err(Error::refused(
                Reason::Erased,
                "one of them was erased; a person who returns gets a new user id",
            ));
        }
        let latest = latest(at, self.now(), &known, &other);
        let policy = self.policy();
        let version = version_or_first(&policy, latest)?;
        let nobody = UserState::default();
        let of_visitor = Facts::new(&policy, version, &other, &nobody, latest)?;
        let of_user = Facts::new(&policy, version, &known, &nobody, latest)?;
        let (carried, limited) = carry::carried(&of_visitor, &of_user);
        let request = |user: &str, act: Act| Request { user: user.to_owned(), act, at: at.or(Some(latest)) };
        // before the link, so that they do not go back to the visitor
        let mut requests: Vec<Request> = limited.into_iter().map(|act| request(user, act)).collect();
        let link = requests.len();
        requests.push(request(user, Act::Join { visitor: visitor.to_owned(), carried }));
        requests.push(request(visitor, Act::Joined { user: user.to_owned() }));
        answer(self.record_together(&requests)?, link)
    }

    /// Records that the two are not the same person after all. What was carried over stays until it is taken back.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidArgument`] when they are not joined; store errors.
    pub fn part(&self, user: &str, visitor: &str, at: Option<Timestamp>) -> Result<Receipt, Error> {
        named(user, visitor)?;
        self.refresh()?;
        let known = self.state(self.hasher.hash(user))?;
        let other = self.state(self.hasher.hash(visitor))?;
        let here = known.joined.iter().any(|joined| joined == visitor);
        let there = other.joined.iter().any(|joined| joined == user);
        if !here {
            return Err(Error::invalid("visitor", "the two are not joined"));
        }
        let at = at.or_else(|| Some(latest(at, self.now(), &known, &other)));
        let part =
            |user: &str, other: &str| Request { user: user.to_owned(), act: Act::Part { other: other.to_owned() }, at };
        let mut requests = vec![part(user, visitor)];
        // an erased visitor has forgotten the link already
        if there && other.erased.is_none() {
            requests.push(part(visitor, user));
        }
        answer(self.record_together(&requests)?, 0)
    }
}

fn named(user: &str, visitor: &str) -> Result<(), Error> {
    if user.is_empty() {
        return Err(empty_user());
    }
    if visitor.is_empty() || visitor == user {
        return Err(Error::invalid("visitor", "it is empty or the user; give the id of the visitor"));
    }
    not_reserved(user)?;
    not_reserved(visitor)
}

/// One instant for both, not before the last act of either.
fn latest(at: Option<Timestamp>, now: Timestamp, one: &UserState, other: &UserState) -> Timestamp {
    at.unwrap_or_else(|| {
        let last = |state: &UserState| state.last.map_or(now, |mark| mark.at);
        now.max(last(one)).max(last(other))
    })
}

/// The receipt of one of the acts that were recorded together.
pub(super) fn answer(receipts: Vec<Receipt>, at: usize) -> Result<Receipt, Error> {
    receipts.into_iter().nth(at).ok_or_else(|| Error::internal("acts were recorded and none was answered"))
}
