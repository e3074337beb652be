//! The erasure plan: what an erasure takes, what stays and until when, and who has to be told (GDPR Art. 17, 19).

use super::Engine;
use super::acts::{Receipt, Request, version_or_first};
use super::cases::{TaskView, task_view};
use super::join::answer;
use super::registry::not_reserved;
use crate::act::Act;
use crate::decide::{Facts, erasure};
use crate::error::Error;
use crate::state::UserState;
use crate::words::Timestamp;

impl Engine {
    /// What an erasure at this instant means, category by category, before anything is done (GDPR Art. 17(3)).
    ///
    /// A task is `erase` or `keep` with a category as its subject. What is kept says why: `legal_hold`, `legal_floor` with the
    /// end of its term, or `contract` while the account is open. Besides there are `notify_recipient` for everyone who was given
    /// data (GDPR Art. 17(2), 19), `out_of_reach` for copies that other people hold, `expire_backup` with the day on which the last
    /// copy is gone, and `suppress` where a record stays so that the person is not added again.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidArgument`] for an empty user; store errors.
    ///
    /// ```
    /// # fn main() -> Result<(), placet::Error> {
    /// # let policy = r#"
    /// # [policy]
    /// # id = "shop"
    /// # version = "2025-01-01"
    /// # effective_from = 2025-01-01
    /// # contact = { privacy = "privacy@shop.test" }
    /// # [purposes."marketing.email"]
    /// # basis = ["consent"]
    /// # categories = ["user.contact.email"]
    /// # "#;
    /// let engine = placet::Engine::open(policy, "memory:")?;
    /// let plan = engine.erasure_plan("ada", None)?;
    /// assert_eq!((plan[0].kind.as_str(), plan[0].subject.as_str()), ("erase", "user.contact.email"));
    /// # Ok(())
    /// # }
    /// ```
    pub fn erasure_plan(&self, user: &str, at: Option<Timestamp>) -> Result<Vec<TaskView>, Error> {
        let state = self.state_of(user)?;
        let at = at.unwrap_or_else(|| self.now());
        let policy = self.policy();
        let nobody = UserState::default();
        let facts = Facts::new(&policy, version_or_first(&policy, at)?, &state, &nobody, at)?;
        Ok(erasure::plan(&facts).iter().map(task_view).collect())
    }

    /// The visitors who turned out to be a user: ids of the same person, which are erased with it.
    pub(super) fn visitors(&self, user: &str) -> Result<Vec<String>, Error> {
        self.refresh()?;
        let joined = self.state(self.hasher.hash(user))?.joined.clone();
        if joined.is_empty() {
            return Ok(joined);
        }
        // to whom this id was joined as a visitor is no visitor of it
        let history = self.history(user)?;
        let above = |other: &String| {
            history.iter().any(|entry| matches!(&entry.event.act, Act::Joined { user } if user == other))
        };
        Ok(joined.into_iter().filter(|other| !above(other)).collect())
    }

    /// Erases a user and the visitors of the same person with one commit: else theirs would still name the user.
    pub(super) fn erase_person(
        &self,
        user: &str,
        visitors: &[String],
        at: Option<Timestamp>,
    ) -> Result<Receipt, Error> {
        not_reserved(user)?;
        let erase = |user: &str, at| Request { user: user.to_owned(), act: Act::Erase {}, at };
        let mut requests = vec![erase(user, at)];
        for visitor in visitors {
            let state = self.state(self.hasher.hash(visitor))?;
            if state.erased.is_none() || !state.kept.is_empty() {
                // the visitor's own last act may be later
                let later = state.last.map(|mark| mark.at).max(at);
                requests.push(erase(visitor, at.and(later)));
            }
        }
        let receipts = self.record_together(&requests)?;
        let told: Vec<_> = receipts.iter().skip(1).flat_map(|receipt| receipt.obligations.clone()).collect();
        let mut receipt = answer(receipts, 0)?;
        for obligation in told {
            if !receipt.obligations.contains(&obligation) {
                receipt.obligations.push(obligation);
            }
        }
        Ok(receipt)
    }
}
