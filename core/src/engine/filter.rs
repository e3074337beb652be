//! Records filtered for a purpose: only the fields that it may use, in the form in which it may.

use std::collections::HashMap;
use std::sync::Arc;

use serde::Serialize;
use serde_json::Value;

use super::Engine;
use crate::data::{Datum, Fates, Filtered, Plan, PseudonymKey, RecordFilter, Tagged};
use crate::decide::{Context, Fate, FieldQuestion};
use crate::error::{Error, quoted};
use crate::policy::Policy;
use crate::state::UserState;
use crate::words::{Schema, Timestamp, Transform, Zone, nearest};

impl Engine {
    /// The schema of this name, as the policy in force declares it.
    ///
    /// # Errors
    ///
    /// [`Error::UnknownSchema`].
    pub fn schema(&self, name: &str) -> Result<Arc<Schema>, Error> {
        let policy = self.policy();
        let version = policy.in_force(self.now()).or(policy.versions().first());
        let found = version.and_then(|version| version.schemas.get(name));
        found.cloned().ok_or_else(|| {
            let known = version.into_iter().flat_map(|version| version.schemas.keys());
            let near = nearest(name, known.map(String::as_str)).map(String::from);
            Error::UnknownSchema { schema: quoted(name), nearest: near }
        })
    }

    /// Leaves of a record what the purpose may use of this user, changed as the policy says, and tells what was removed and why.
    ///
    /// Each category of the schema is asked for as [`Engine::decide`] answers it; a field without a tag is removed. The categories of
    /// `context` are those of the schema. What a rule's `transform` says is carried out (GDPR Art. 5(1)(c), 25).
    ///
    /// # Errors
    ///
    /// As [`Engine::decide`]; [`Error::InvalidArgument`] for a record that is no map, and where a `hash` is demanded of an engine
    /// without a key for it.
    ///
    /// ```
    /// # fn main() -> Result<(), placet::Error> {
    /// let policy = r#"
    ///     [policy]
    ///     id = "shop"
    ///     version = "2025-01-01"
    ///     effective_from = 2025-01-01
    ///     contact = { privacy = "privacy@shop.test" }
    ///     [purposes."analytics"]
    ///     basis = ["legitimate_interest"]
    ///     categories = ["user.device.ip_address"]
    ///     [rules.short_addresses]
    ///     purposes = ["analytics"]
    ///     categories = ["user.device.ip_address"]
    ///     transform = "network"
    ///     [schemas.visit.fields]
    ///     ip = "user.device.ip_address"
    ///     email = "user.contact.email"
    /// "#;
    /// let engine = placet::Engine::open(policy, "memory:")?;
    /// let visit = serde_json::json!({ "ip": "203.0.113.7", "email": "ada@example.com", "page": "/" });
    /// let filtered = engine.filter("ada", "analytics", visit, &engine.schema("visit")?, &Default::default())?;
    /// assert_eq!(filtered.record, serde_json::json!({ "ip": "203.0.113.0/24" }));
    /// let removed: Vec<_> = filtered.changes.iter().map(|change| (&*change.path, &*change.reasons)).collect();
    /// assert_eq!(removed[0], ("email", &["category_not_permitted"][..]));
    /// assert_eq!(removed[2], ("page", &["untagged"][..]));
    /// # Ok(())
    /// # }
    /// ```
    pub fn filter<D: Datum>(
        &self,
        user: &str,
        purpose: &str,
        record: D,
        schema: &Arc<Schema>,
        context: &Context,
    ) -> Result<Filtered<D>, D::Error> {
        self.record_filter(user, purpose, schema, context)?.apply(record)
    }

    /// The same for a value of a type that derives [`Tagged`].
    ///
    /// # Errors
    ///
    /// As [`Engine::filter`] and [`Tagged::schema`]; [`Error::InvalidArgument`] for a value that JSON can't write.
    pub fn filter_tagged<T: Tagged + Serialize + ?Sized>(
        &self,
        user: &str,
        purpose: &str,
        record: &T,
        context: &Context,
    ) -> Result<Filtered<Value>, Error> {
        let value = serde_json::to_value(record)
            .map_err(|error| Error::invalid("record", format!("it can't be written as JSON: {error}")))?;
        self.filter(user, purpose, value, &T::schema()?, context)
    }

    /// The same for many records, each with its user; of each user the policy is asked once.
    ///
    /// For records that come one by one, call [`Engine::filter`] for each: a withdrawal counts from the next one on.
    ///
    /// # Errors
    ///
    /// As [`Engine::filter`].
    pub fn filter_many<S: AsRef<str>, D: Datum>(
        &self,
        purpose: &str,
        records: impl IntoIterator<Item = (S, D)>,
        schema: &Arc<Schema>,
        context: &Context,
    ) -> Result<Vec<Filtered<D>>, D::Error> {
        let context = Context { at: context.at.or_else(|| Some(self.now())), ..context.clone() };
        let mut filters: HashMap<String, RecordFilter> = HashMap::new();
        let one = |(user, record): (S, D)| {
            let user = user.as_ref();
            if let Some(filter) = filters.get(user) {
                return filter.apply(record);
            }
            let filter = self.record_filter(user, purpose, schema, &context)?;
            let filtered = filter.apply(record);
            filters.insert(user.to_owned(), filter);
            filtered
        };
        records.into_iter().map(one).collect()
    }

    /// The filter behind [`Engine::filter`], for many records of one user at once: the policy is asked only here.
    ///
    /// # Errors
    ///
    /// As [`Engine::decide`]; [`Error::InvalidArgument`] where a `hash` is demanded of an engine without a key for it.
    pub fn record_filter(
        &self,
        user: &str,
        purpose: &str,
        schema: &Arc<Schema>,
        context: &Context,
    ) -> Result<RecordFilter, Error> {
        let hash = self.fresh(user)?;
        let at = context.at.unwrap_or_else(|| self.now());
        let policy = self.with_snapshot(|snapshot| snapshot.policy.clone());
        // a question that says nothing of its own is asked again and again
        let plain = *context == Context::default();
        let known = plain.then(|| self.states.fates(hash, &policy, schema, purpose, at)).flatten();
        let fates = match known {
            Some(fates) => fates,
            None => {
                let state = self.state(hash)?;
                let (each, until, zone) = self.fates(&policy, &state, purpose, schema, context, at)?;
                if plain {
                    let fates = Arc::new(Fates { plan: self.states.plan(schema, each), until, zone });
                    self.states.keep_fates(hash, &state, &policy, purpose, at, &fates);
                    fates
                } else {
                    Arc::new(Fates { plan: Arc::new(Plan::new(schema.clone(), each)), until, zone })
                }
            }
        };
        self.filter_of(fates, at)
    }

    /// The same where nothing has to be read or worked out for it, for a caller who may not wait; else none.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidArgument`] where a `hash` is demanded of an engine without a key for it.
    pub fn record_filter_at_hand(
        &self,
        user: &str,
        purpose: &str,
        schema: &Arc<Schema>,
    ) -> Result<Option<RecordFilter>, Error> {
        if user.is_empty() || self.is_behind() {
            return Ok(None);
        }
        let at = self.now();
        let policy = self.with_snapshot(|snapshot| snapshot.policy.clone());
        let known = self.states.fates(self.hasher.hash(user), &policy, schema, purpose, at);
        known.map(|fates| self.filter_of(fates, at)).transpose()
    }

    fn filter_of(&self, fates: Arc<Fates>, at: Timestamp) -> Result<RecordFilter, Error> {
        self.needs_key(&fates.plan.each)?;
        Ok(RecordFilter { fates, at, key: self.pseudonym_key.clone().map(PseudonymKey) })
    }

    fn fates(
        &self,
        policy: &Policy,
        state: &UserState,
        purpose: &str,
        schema: &Arc<Schema>,
        context: &Context,
        at: Timestamp,
    ) -> Result<(Vec<Fate>, Timestamp, Zone), Error> {
        let company = self.company(context)?;
        let (each, until) =
            FieldQuestion::new(policy, purpose, context, schema.categories(), at)?.of(state, &company)?;
        let zone = policy.in_force(at).map_or_else(Zone::utc, |version| version.zone.clone());
        Ok((each, until, zone))
    }

    /// Whether the key is there that pseudonyms are made with, where fates want some.
    pub(super) fn needs_key(&self, fates: &[Fate]) -> Result<(), Error> {
        if self.pseudonym_key.is_none() && fates.contains(&Fate::Change(Transform::Hash)) {
            let message = "the policy wants pseudonyms; open the engine with a key for them";
            return Err(Error::invalid("pseudonym_key", message));
        }
        Ok(())
    }
}
