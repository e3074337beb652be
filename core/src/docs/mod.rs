//! Pages of documentation: compiled with the code, so that a broken link breaks the build.

#[doc = include_str!("policy_language.md")]
pub mod policy_language {}

#[doc = include_str!("deciding.md")]
pub mod deciding {}

#[doc = include_str!("handling.md")]
pub mod handling {}

#[doc = include_str!("records.md")]
pub mod records {}

#[doc = include_str!("vectors.md")]
pub mod vectors {}

#[doc = include_str!("architecture.md")]
pub mod architecture {}

#[doc = include_str!("laws.md")]
pub mod laws {}

#[doc = include_str!("decisions.md")]
pub mod decisions {}

#[doc = include_str!("from_text_to_rule.md")]
pub mod from_text_to_rule {}
