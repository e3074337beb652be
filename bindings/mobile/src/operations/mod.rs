//! The operations of the engine, by subject: arguments to the core's types, answers back.

pub mod choices;
pub mod company;
pub mod handling;
pub mod people;
pub mod questions;
pub mod rights;
