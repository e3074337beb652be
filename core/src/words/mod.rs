//! The vocabulary as types: reasons, bases, keys, categories, time and age. Knows nothing of policies or users.

mod age;
mod basis;
mod bytes;
mod category;
mod consent_string;
mod digest;
mod handling;
mod key;
mod mapping;
mod path;
mod reason;
mod schema;
mod time;
mod transform;

pub use age::{Answer, Birth, anniversary};
pub use basis::{Basis, Ground};
pub(crate) use bytes::few;
pub use category::{Category, Level, Taxonomy};
pub use consent_string::{ConsentString, FRAMEWORKS};
pub use digest::{hex, sha256};
pub use handling::{EVENTS, FORMS, OPERATIONS, SOURCES};
pub use key::{Key, covers, nearest, prefixes};
pub use mapping::{Counterpart, Edition, Mapping, Mappings, Match};
pub use path::{FieldPath, Step, escaped};
pub use reason::{Reason, Reasons};
pub use schema::{Place, Schema};
pub use time::{Timestamp, Zone};
pub use transform::{TRANSFORM, TRANSFORMS, Transform};
