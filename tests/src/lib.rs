//! What holds across languages: a naive reference evaluator, and its comparison with any other subject on random questions.
//!
//! * [`act`] and [`answer`]: what is done to a subject and what it answers, as plain data in the form of the conformance vectors.
//! * [`reference`](mod@reference): the semantics once more, written from their description alone. Obvious and slow.
//! * [`random`]: policies, histories and questions from a seed.
//! * [`labelled`]: columns whose category is known, made after documented formats.
//! * [`subject`], [`engine_subject`] and [`compare`]: two subjects live through the same history; the first difference is reported in full.

pub mod act;
pub mod answer;
pub mod compare;
pub mod document;
pub mod engine_subject;
pub mod invariants;
pub mod labelled;
pub mod laws;
pub mod merging;
pub mod random;
pub mod reference;
pub mod subject;
pub mod vectors;
