//! States of users that were asked about lately, each with what was found out from it.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, TryLockError};

use foldhash::fast::RandomState;

use crate::data::{Fates, Plan};
use crate::decide::Fate;
use crate::ledger::UserHash;
use crate::policy::Policy;
use crate::state::UserState;
use crate::words::{Schema, Timestamp};

/// States of users that were asked about lately.
#[derive(Default)]
pub(super) struct States {
    shards: [Mutex<HashMap<UserHash, Known, RandomState>>; 16],
    /// Ways in which users fared lately: most users fare as others do.
    plans: Mutex<Vec<Arc<Plan>>>,
}

/// A state; what was found out from it goes with it.
struct Known {
    state: Arc<UserState>,
    fates: Vec<KnownFates>,
}

/// What becomes of fields by a plain question, one that says nothing but user and purpose.
struct KnownFates {
    policy: Arc<Policy>,
    purpose: Box<str>,
    from: Timestamp,
    fates: Arc<Fates>,
}

/// States that a shard keeps before it begins anew.
const KEPT: usize = 4096;
/// Purposes and schemas that are kept of a user.
const KEPT_FATES: usize = 4;
/// Ways in which users fare that are kept.
const KEPT_PLANS: usize = 32;

impl States {
    fn shard(&self, user: UserHash) -> Option<MutexGuard<'_, HashMap<UserHash, Known, RandomState>>> {
        let at = usize::try_from(user & 15).unwrap_or(0);
        self.shards.get(at).map(|shard| shard.lock().unwrap_or_else(PoisonError::into_inner))
    }

    pub(super) fn get(&self, user: UserHash) -> Option<Arc<UserState>> {
        self.shard(user)?.get(&user).map(|known| known.state.clone())
    }

    pub(super) fn put(&self, user: UserHash, state: Arc<UserState>) {
        if let Some(mut shard) = self.shard(user) {
            if shard.len() >= KEPT {
                shard.clear();
            }
            shard.insert(user, Known { state, fates: Vec::new() });
        }
    }

    pub(super) fn drop_user(&self, user: UserHash) {
        if let Some(mut shard) = self.shard(user) {
            shard.remove(&user);
        }
    }

    /// What was found out from the state of a user under this policy, if it holds at the instant.
    pub(super) fn fates(
        &self,
        user: UserHash,
        policy: &Arc<Policy>,
        schema: &Arc<Schema>,
        purpose: &str,
        at: Timestamp,
    ) -> Option<Arc<Fates>> {
        let shard = self.shard(user)?;
        let found = shard.get(&user)?.fates.iter().find(|known| known.is(policy, schema, purpose))?;
        (found.from <= at && at < found.fates.until).then(|| found.fates.clone())
    }

    /// The plan for these fates, which those who fare alike share.
    pub(super) fn plan(&self, schema: &Arc<Schema>, each: Vec<Fate>) -> Arc<Plan> {
        // whoever finds them taken makes his own: to share one is worth no waiting
        let mut plans = match self.plans.try_lock() {
            Ok(plans) => plans,
            Err(TryLockError::Poisoned(poisoned)) => poisoned.into_inner(),
            Err(TryLockError::WouldBlock) => return Arc::new(Plan::new(schema.clone(), each)),
        };
        if let Some(plan) = plans.iter().find(|plan| Arc::ptr_eq(&plan.schema, schema) && plan.each == each) {
            return plan.clone();
        }
        if plans.len() >= KEPT_PLANS {
            plans.remove(0);
        }
        let plan = Arc::new(Plan::new(schema.clone(), each));
        plans.push(plan.clone());
        plan
    }

    /// Keeps what was found out from a state; not if it is the user's no longer.
    pub(super) fn keep_fates(
        &self,
        user: UserHash,
        state: &Arc<UserState>,
        policy: &Arc<Policy>,
        purpose: &str,
        at: Timestamp,
        fates: &Arc<Fates>,
    ) {
        let Some(mut shard) = self.shard(user) else { return };
        let Some(known) = shard.get_mut(&user).filter(|known| Arc::ptr_eq(&known.state, state)) else { return };
        known
            .fates
            .retain(|known| Arc::ptr_eq(&known.policy, policy) && !known.is(policy, &fates.plan.schema, purpose));
        if known.fates.len() >= KEPT_FATES {
            known.fates.remove(0);
        }
        let (policy, fates) = (policy.clone(), fates.clone());
        known.fates.push(KnownFates { policy, purpose: purpose.into(), from: at, fates });
    }
}

impl KnownFates {
    fn is(&self, policy: &Arc<Policy>, schema: &Arc<Schema>, purpose: &str) -> bool {
        Arc::ptr_eq(&self.policy, policy) && Arc::ptr_eq(&self.fates.plan.schema, schema) && *self.purpose == *purpose
    }
}
