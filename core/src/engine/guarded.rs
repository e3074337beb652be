//! Values that know what they may be used for: opened only with a permit for a purpose that may use them.

use std::collections::BTreeMap;
use std::fmt;

use serde::{Serialize, Serializer};

use super::Engine;
use super::questions::Permit;
use crate::error::{Error, quoted};
use crate::words::{TRANSFORM, covers};

/// A value with the user whom it is about and its categories.
///
/// Logs, `Debug` and serialization show the categories and never the value. [`Guarded::open`] shows it to whoever has a
/// [`Permit`] that is good at that moment for that user and those categories.
///
/// ```
/// # fn main() -> Result<(), placet::Error> {
/// use placet::{Context, Engine, Guarded, Update};
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
/// let engine = Engine::open(policy, "memory:")?;
/// let email = Guarded::new("ada", ["user.contact.email"], "ada@example.com".to_owned());
/// assert_eq!(format!("{email:?}"), "Guarded(user.contact.email)");
/// engine.update("ada", &Update { birthdate: Some("1990-05-01".into()), ..Update::default() })?;
/// engine.grant("ada", "marketing.email", &Default::default())?;
/// let context = Context { categories: vec!["user.contact.email".into()], ..Context::default() };
/// let permit = engine.require("ada", "marketing.email", &context)?;
/// assert_eq!(email.open(&engine, &permit)?, "ada@example.com");
/// engine.withdraw("ada", "marketing.email", &Default::default())?;
/// assert!(email.open(&engine, &permit).is_err());
/// # Ok(())
/// # }
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct Guarded<T> {
    value: T,
    /// The categories, by the user whom they are about.
    tags: BTreeMap<String, Vec<String>>,
}

impl<T> Guarded<T> {
    /// Guards a value of a user.
    pub fn new<C: Into<String>>(user: impl Into<String>, categories: impl IntoIterator<Item = C>, value: T) -> Self {
        let mut categories: Vec<String> = categories.into_iter().map(Into::into).collect();
        categories.sort_unstable();
        categories.dedup();
        Self { value, tags: BTreeMap::from([(user.into(), categories)]) }
    }

    /// Shows the value to whoever has a permit for it that is good now: a withdrawal since it was given ends it, and so does its time.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidArgument`] for a permit of another user, of fewer categories, or whose time is over; [`Error::Denied`] when the
    /// purpose may not run any more; else as [`Engine::admit`]. For a value about several users see [`Guarded::open_with`].
    pub fn open(&self, engine: &Engine, permit: &Permit) -> Result<&T, Error> {
        self.open_with(engine, std::slice::from_ref(permit))
    }

    /// The same for a value about several users, with a permit for each of them.
    ///
    /// # Errors
    ///
    /// As [`Guarded::open`].
    pub fn open_with(&self, engine: &Engine, permits: &[Permit]) -> Result<&T, Error> {
        for (user, categories) in &self.tags {
            let Some(permit) = permits.iter().find(|permit| permit.user == *user) else {
                return Err(Error::invalid("permit", format!("none is of the user `{}`; ask for one", quoted(user))));
            };
            engine.admit(permit, user, categories)?;
        }
        Ok(&self.value)
    }

    /// Makes another value of this one, which stays as guarded as it was.
    pub fn map<U>(self, make: impl FnOnce(T) -> U) -> Guarded<U> {
        Guarded { value: make(self.value), tags: self.tags }
    }

    /// Makes one value of two, guarded by what guards each of them.
    pub fn join<U, V>(self, other: Guarded<U>, make: impl FnOnce(T, U) -> V) -> Guarded<V> {
        let mut tags = self.tags;
        for (user, categories) in other.tags {
            let own = tags.entry(user).or_default();
            own.extend(categories);
            own.sort_unstable();
            own.dedup();
        }
        Guarded { value: make(self.value, other.value), tags }
    }

    /// The categories, by the user whom they are about.
    pub fn tags(&self) -> &BTreeMap<String, Vec<String>> {
        &self.tags
    }

    fn label(&self) -> String {
        let mut all: Vec<&str> = self.tags.values().flatten().map(String::as_str).collect();
        all.sort_unstable();
        all.dedup();
        format!("Guarded({})", all.join(", "))
    }
}

impl<T> fmt::Debug for Guarded<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.label())
    }
}

impl<T> fmt::Display for Guarded<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.label())
    }
}

impl<T> Serialize for Guarded<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.label())
    }
}

impl Engine {
    /// Whether a permit is good now for data of a user of some categories: it was given for both, its time is not over, and the
    /// question that it answered is still allowed without a change of the values.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidArgument`] for a permit of another user, of fewer categories, or whose time is over; else as
    /// [`Engine::require`].
    pub fn admit<S: AsRef<str>>(&self, permit: &Permit, user: &str, categories: &[S]) -> Result<(), Error> {
        if permit.user != user {
            return Err(Error::invalid(
                "permit",
                "it is of another user; ask for one of the user whom the data are about",
            ));
        }
        let permitted = |category: &str| permit.context.categories.iter().any(|own| covers(own, category));
        if let Some(missing) = categories.iter().map(AsRef::as_ref).find(|category| !permitted(category)) {
            let message = format!(
                "it was not asked for with the category `{}`; name it in the context of `require`",
                quoted(missing)
            );
            return Err(Error::invalid("permit", message));
        }
        self.in_time(permit)?;
        let decision = self.demand(user, &permit.purpose, &permit.context)?;
        if let Some(transform) = decision.obligations.iter().find(|obligation| obligation.kind == TRANSFORM) {
            let form = transform.subject.as_deref().unwrap_or_default();
            let message = format!("the policy shows the purpose such values only as `{form}`; take them from `filter`");
            return Err(Error::invalid("permit", message));
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decide::Context;
    use crate::engine::Update;

    const POLICY: &str = r#"
        [policy]
        id = "shop"
        version = "1"
        effective_from = 2021-01-01
        contact = { privacy = "privacy@shop.test" }
        [purposes.mail]
        basis = ["legitimate_interest"]
        categories = ["user.contact", "user.name", "user.device"]
        [rules.short]
        categories = ["user.device.ip_address"]
        transform = "network"
    "#;

    fn permit(engine: &Engine, user: &str, categories: &[&str]) -> Result<Permit, Error> {
        let categories = categories.iter().map(|category| (*category).to_owned()).collect();
        engine.require(user, "mail", &Context { categories, ..Context::default() })
    }

    #[test]
    fn a_permit_opens_what_it_was_given_for() -> Result<(), Error> {
        let engine = Engine::open(POLICY, "memory:")?;
        engine.update("ada", &Update { birthdate: Some("1990-01-01".into()), ..Update::default() })?;
        let email = Guarded::new("ada", ["user.contact.email"], 7);
        let contact = permit(&engine, "ada", &["user.contact"])?;
        assert_eq!(email.open(&engine, &contact).ok(), Some(&7));
        for wrong in [
            permit(&engine, "ada", &[])?,
            permit(&engine, "ada", &["user.name"])?,
            permit(&engine, "bob", &["user.contact"])?,
        ] {
            assert!(matches!(email.open(&engine, &wrong), Err(Error::InvalidArgument { argument: "permit", .. })));
        }
        let address = Guarded::new("ada", ["user.device.ip_address"], "203.0.113.7");
        let refused = address.open(&engine, &permit(&engine, "ada", &["user.device"])?);
        assert!(refused.is_err_and(|error| error.to_string().contains("only as `network`")));
        engine.opt_out("ada", "mail", &Default::default())?;
        assert!(matches!(email.open(&engine, &contact), Err(Error::Denied { .. })));
        Ok(())
    }

    #[test]
    fn joined_values_want_what_both_want() -> Result<(), Error> {
        let engine = Engine::open(POLICY, "memory:")?;
        let both = Guarded::new("ada", ["user.contact.email"], "a")
            .join(Guarded::new("ada", ["user.name"], "b"), |a, b| format!("{a}{b}"));
        assert_eq!(both.to_string(), "Guarded(user.contact.email, user.name)");
        assert_eq!(serde_json::to_string(&both).ok().as_deref(), Some("\"Guarded(user.contact.email, user.name)\""));
        assert!(both.open(&engine, &permit(&engine, "ada", &["user.contact"])?).is_err());
        assert_eq!(both.open(&engine, &permit(&engine, "ada", &["user.contact", "user.name"])?)?, "ab");
        let of_two = both.map(|text| text.len()).join(Guarded::new("bob", ["user.name"], 1), |a, b| a + b);
        let permits =
            [permit(&engine, "ada", &["user.contact", "user.name"])?, permit(&engine, "bob", &["user.name"])?];
        assert!(of_two.open(&engine, &permits[0]).is_err());
        assert_eq!(of_two.open_with(&engine, &permits)?, &3);
        Ok(())
    }
}
