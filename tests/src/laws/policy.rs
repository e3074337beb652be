//! The policy of the proof, in three versions: the first, one that is in force, and a later one that is loaded at the end.

/// How the policy treats children and users of unknown age.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rules {
    /// A guardian unlocks a user below the minimum; an unknown age passes.
    Guardian,
    /// A user below the minimum is denied, and so is an unknown age.
    Strict,
}

const BODY: &str = r#"
[purposes."lab.consent"]
basis = ["consent"]
categories = CATEGORIES

[purposes."lab.contract"]
basis = ["contract"]
categories = CATEGORIES

[purposes."lab.interest"]
basis = ["legitimate_interest"]
categories = CATEGORIES

[purposes."lab.obligation"]
basis = ["legal_obligation"]
categories = CATEGORIES

[purposes."lab.consent_or_interest"]
basis = ["consent", "legitimate_interest"]
categories = CATEGORIES

[purposes."lab.consent_or_interest_until_withdrawn"]
basis = ["consent", { basis = "legitimate_interest", after_withdrawal = false }]
categories = CATEGORIES

[purposes."lab.contract_or_consent"]
basis = ["contract", "consent"]
categories = CATEGORIES

[purposes."lab.direct_marketing"]
basis = ["consent", "legitimate_interest"]
direct_marketing = true
categories = CATEGORIES

[categories."user.financial.payment_card"]
forbid = ["*"]

[groups]
leaves = ["lab.consent", "lab.contract", "lab.interest", "lab.obligation", "lab.consent_or_interest", "lab.consent_or_interest_until_withdrawn", "lab.contract_or_consent", "lab.direct_marketing"]

[signals.gpc]
denies = ["lab"]
OVERRIDE

[notices.terms]
purposes = ["lab.contract_or_consent", "lab.consent_or_interest"]
required = true
"#;

const LATER_LEAF: &str = r#"
[purposes."lab.later"]
basis = ["consent"]
categories = ["user.contact.email"]
"#;

/// A version of the policy, 1 to 3. Each is a material change of all purposes, and the third has a purpose more.
pub(super) fn version(number: usize, rules: Rules) -> String {
    let (from, categories) = match number {
        1 => ("2024-01-01", r#"["user.contact.email"]"#),
        2 => ("2024-06-01", r#"["user.contact.email", "user.name"]"#),
        _ => ("2025-01-01", r#"["user.contact.email", "user.name", "user.behavior.usage"]"#),
    };
    let (ages, overridden) = match rules {
        Rules::Guardian => {
            ("below_minimum = \"guardian\"\nunknown = \"allow\"", "overridden_by = \"later_explicit_consent\"")
        }
        Rules::Strict => ("below_minimum = \"deny\"\nunknown = \"deny\"", ""),
    };
    let head = format!(
        "[policy]\nid = \"laws\"\nversion = \"{number}\"\neffective_from = {from}\nmaterial = true\nchange_notice = \"none\"\n\
         surfaces = [\"site\"]\ncontact = {{ privacy = \"privacy@laws.example\" }}\n\n[age]\nminimum = 13\n{ages}\n"
    );
    let body = BODY.replace("CATEGORIES", categories).replace("OVERRIDE", overridden);
    let later = if number > 2 { LATER_LEAF } else { "" };
    format!("{head}{body}{later}")
}
