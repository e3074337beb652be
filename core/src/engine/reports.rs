//! Reports for privacy people: the policy and its versions, legal bases, notices, and what a version changed.

use serde_json::{Value, json};

use super::Engine;
use super::freshness::read_state;
use crate::decide::notice_rank;
use crate::error::{Error, quoted};
use crate::policy::{DateSource, Purpose, Support, Version};

/// The kinds of report there are.
const KINDS: &[&str] = &["policy", "bases", "notices", "differences"];

impl Engine {
    /// A report as JSON: `policy`, `bases`, `notices` (of all users, or of one), `differences` (of the last two versions).
    ///
    /// # Errors
    ///
    /// [`Error::InvalidArgument`] for another kind; store errors.
    pub fn report(&self, kind: &str, user: Option<&str>) -> Result<Value, Error> {
        match kind {
            "policy" => Ok(self.policy_report()),
            "bases" => Ok(self.bases_report()),
            "notices" => match user {
                Some(user) => self.notices_of(user),
                None => self.notices_report(),
            },
            "differences" => {
                let last = self.policy().differences().pop();
                Ok(last.map_or(Value::Null, |d| serde_json::to_value(d).unwrap_or(Value::Null)))
            }
            _ => {
                Err(Error::invalid("kind", format!("`{}` is no report; there are: {}", quoted(kind), KINDS.join(", "))))
            }
        }
    }

    fn in_force(&self) -> Option<std::sync::Arc<Version>> {
        let policy = self.policy();
        policy.in_force(self.now()).or_else(|| policy.versions().first()).cloned()
    }

    fn policy_report(&self) -> Value {
        let Some(current) = self.in_force() else { return Value::Null };
        let policy = self.policy();
        let day = |version: &Version, at| version.zone.day(at).to_string();
        let versions: Vec<Value> = policy
            .versions()
            .iter()
            .map(|v| json!({ "version": v.version, "effective_from": day(v, v.effective_from), "posted_at": v.posted_at.to_string(), "material": v.material, "sha256": v.sha256 }))
            .collect();
        let warnings: Vec<Value> = current
            .warnings
            .iter()
            .map(|w| json!({ "code": w.code, "message": w.message, "line": w.place.line }))
            .collect();
        let source = match current.date_source {
            DateSource::Stated => "stated",
            DateSource::Inferred => "inferred",
            DateSource::Author => "author",
        };
        json!({
            "id": current.id,
            "version": current.version,
            "title": current.title,
            "effective_from": day(&current, current.effective_from),
            "date_source": source,
            "next_review": current.next_review.map(|at| day(&current, at)),
            "review_overdue": current.next_review.is_some_and(|at| at < self.now()),
            "governing_law": current.governing_law,
            "contact": *current.contact,
            "versions": versions,
            "warnings": warnings,
        })
    }

    fn bases_report(&self) -> Value {
        let Some(current) = self.in_force() else { return Value::Null };
        let names = |purpose: &Purpose| -> Vec<&'static str> {
            let name = |support: &Support| support.ground().code();
            purpose.alternatives.iter().map(|a| name(&a.support)).collect()
        };
        let purposes: serde_json::Map<String, Value> =
            current.purposes.iter().map(|p| (p.key.to_string(), names(p).into())).collect();
        json!({ "policy": *current.label, "purposes": purposes })
    }

    fn notices_of(&self, user: &str) -> Result<Value, Error> {
        if user.is_empty() {
            return Err(super::questions::empty_user());
        }
        self.refresh()?;
        let state = self.state(self.hasher.hash(user))?;
        let shown = state.notices.iter().filter(|n| n.acknowledged);
        let acknowledged: Vec<Value> =
            shown.map(|n| json!({ "notice": n.notice, "agrees": n.agrees, "at": n.mark.at.to_string() })).collect();
        Ok(json!({ "user": user, "acknowledged": acknowledged }))
    }

    fn notices_report(&self) -> Result<Value, Error> {
        let Some(current) = self.in_force() else { return Ok(Value::Null) };
        let policy = self.policy();
        let (mut users, mut pending) = (0u64, 0u64);
        self.store.records(&mut |_, record| {
            let state = read_state(self.store.path(), &record.state)?;
            if state.erased.is_some() {
                return Ok(());
            }
            users += 1;
            let seen = notice_rank(&policy, &state);
            let wanted = current.change_notice != crate::policy::ChangeNotice::None;
            if wanted && seen.is_none_or(|rank| rank < current.rank) {
                pending += 1;
            }
            Ok(())
        })?;
        Ok(json!({ "notice": current.version, "users": users, "pending": pending }))
    }
}
