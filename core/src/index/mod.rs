//! The hot index: one row a user, so that the common question is a look-up. Knows nothing of how a decision is reached.

mod hasher;
mod now;
mod table;

pub use hasher::Hasher;
pub use now::now;
pub use table::{Answer, Found, Table};
