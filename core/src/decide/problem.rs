//! A denial as a web service tells its client: Problem Details (RFC 9457).

use serde_json::{Value, json};

use super::Decision;

/// The media type of Problem Details in JSON (RFC 9457, section 6.1).
pub const PROBLEM_JSON: &str = "application/problem+json";

impl Decision {
    /// The body of an answer with status 403 (RFC 9457): the members of the standard, and `purpose`, `reason`, `reasons`, `remedy`,
    /// `policy` and `valid_until` as the decision has them. None for an allowance, which is no problem.
    ///
    /// It tells nothing of the user but the reasons, which the remedy needs.
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
    /// let problem = engine.decide("ada", "marketing.email", &Default::default())?.problem().unwrap();
    /// assert_eq!((&problem["status"], &problem["reason"]), (&403.into(), &"consent_missing".into()));
    /// assert_eq!(problem["remedy"]["action"], "ask_consent");
    /// # Ok(())
    /// # }
    /// ```
    pub fn problem(&self) -> Option<Value> {
        let whole = serde_json::to_value(self).unwrap_or_default();
        problem(&whole, &self.text())
    }
}

/// The same of a decision's canonical JSON and its text.
pub fn problem(decision: &Value, text: &str) -> Option<Value> {
    // without a page of its own, the title is that of the status (section 4.2.1)
    let mut body = json!({ "type": "about:blank", "title": "Forbidden", "status": 403, "detail": text });
    if decision.get("allowed") != Some(&Value::Bool(false)) {
        return None;
    }
    for name in ["purpose", "reason", "reasons", "remedy", "policy", "valid_until"] {
        if let (Some(members), Some(value)) = (body.as_object_mut(), decision.get(name)) {
            members.insert(name.to_owned(), value.clone());
        }
    }
    Some(body)
}
