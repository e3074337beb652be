//! Record batches of Arrow filtered for a purpose, each row as its user's policy and choices have it.

use std::sync::Arc;

use arrow_array::RecordBatch;
use arrow_schema::SchemaRef;

use super::Engine;
use crate::data::PseudonymKey;
use crate::data::arrow::{FilteredBatch, FilteredBatches, Plan, Rows, Users};
use crate::decide::{Context, FieldQuestion};
use crate::error::Error;
use crate::words::{Schema, Timestamp, Zone};

impl Engine {
    /// Leaves of a record batch what the purpose may use of the user whom each row belongs to.
    ///
    /// It is [`Engine::filter`] of each row: `users` is the column of the users, and each of them is asked for once. Rows stay where
    /// they are. What may not be used is null, and of a column of which nothing may be used nothing is left; what stays as it is
    /// is the very same array. A column in which a transform changes anything is one of text afterwards. Nothing of what went can be
    /// read in the buffers of what is left. The column of the users is a field like any other.
    ///
    /// # Errors
    ///
    /// As [`Engine::filter`]; [`Error::InvalidArgument`] for a row without a user, and for a column of users that is not there or is
    /// none of texts.
    ///
    /// ```
    /// use std::sync::Arc;
    /// use placet::data::arrow::arrow_array::{Array, RecordBatch, StringArray, cast::AsArray};
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let policy = r#"
    ///     [policy]
    ///     id = "shop"
    ///     version = "2025-01-01"
    ///     effective_from = 2025-01-01
    ///     contact = { privacy = "privacy@shop.test" }
    ///     [purposes."analytics"]
    ///     basis = ["legitimate_interest"]
    ///     categories = ["user.device.ip_address"]
    ///     [schemas.visit.fields]
    ///     ip = "user.device.ip_address"
    ///     user = "user.unique_id"
    /// "#;
    /// let engine = placet::Engine::open(policy, "memory:")?;
    /// engine.object_to("bob", "analytics", &Default::default())?;
    /// let batch = RecordBatch::try_from_iter([
    ///     ("user", Arc::new(StringArray::from(vec!["ada", "bob"])) as Arc<dyn Array>),
    ///     ("ip", Arc::new(StringArray::from(vec!["203.0.113.7", "198.51.100.2"]))),
    /// ])?;
    /// let visit = engine.schema("visit")?;
    /// let filtered = engine.filter_batch(&batch, "user", "analytics", &visit, &Default::default())?;
    /// assert_eq!(filtered.batch.num_columns(), 1);
    /// let ips: Vec<_> = filtered.batch.column(0).as_string::<i32>().iter().collect();
    /// assert_eq!(ips, [Some("203.0.113.7"), None]);
    /// assert_eq!((&*filtered.changes[0].change.path, filtered.changes[0].rows), ("ip", 1));
    /// # Ok(())
    /// # }
    /// ```
    pub fn filter_batch<'a>(
        &self,
        batch: &RecordBatch,
        users: impl Into<Users<'a>>,
        purpose: &str,
        schema: &Arc<Schema>,
        context: &Context,
    ) -> Result<FilteredBatch, Error> {
        let batches = std::slice::from_ref(batch);
        let filtered = self.filter_batches(batch.schema_ref(), batches, users, purpose, schema, context)?;
        let FilteredBatches { batches, schema, changes, valid_until } = filtered;
        let batch = batches.into_iter().next().unwrap_or_else(|| RecordBatch::new_empty(schema));
        Ok(FilteredBatch { batch, changes, valid_until })
    }

    /// The same for the record batches of a table, all of this Arrow schema: what is left has one schema too.
    ///
    /// For data that don't fit into memory, or that wait, filter batch by batch: a withdrawal counts from the next one on.
    ///
    /// # Errors
    ///
    /// As [`Engine::filter_batch`].
    pub fn filter_batches<'a>(
        &self,
        arrow: &SchemaRef,
        batches: &[RecordBatch],
        users: impl Into<Users<'a>>,
        purpose: &str,
        schema: &Arc<Schema>,
        context: &Context,
    ) -> Result<FilteredBatches, Error> {
        let rows = Rows::of(batches, users.into())?;
        let at = context.at.unwrap_or_else(|| self.now());
        self.refresh()?;
        let (policy, company) = (self.policy(), self.company(context)?);
        let mut question = FieldQuestion::new(&policy, purpose, context, schema.categories(), at)?;
        let mut until = Timestamp::MAX;
        let (fates, rows) = rows.fates(|user| {
            let (fates, own) = question.of(&*self.state_once(user)?, &company)?;
            until = until.min(own);
            Ok(fates)
        })?;
        fates.iter().try_for_each(|fates| self.needs_key(fates))?;
        let plan = Plan {
            schema: schema.clone(),
            fates,
            at,
            zone: policy.in_force(at).map_or_else(Zone::utc, |version| version.zone.clone()),
            key: self.pseudonym_key.clone().map(PseudonymKey),
        };
        plan.apply(arrow, batches, rows, (until != Timestamp::MAX).then_some(until))
    }
}
