//! Records as the core walks them: their shape crosses the border, and of their values only what a transform has to read.
//!
//! A value stays where it is and is known by its number, so that what is left of a record holds the same objects as the record.

use std::borrow::Cow;

use placet::Error;
use placet::data::{Datum, Kind, Left};

/// A value of a record.
#[derive(Debug, Clone, uniffi::Enum)]
pub enum Item {
    /// Nothing.
    Null,
    /// Text, a number, a flag, a date: by its number, and as text where it has one.
    Scalar {
        /// The number.
        number: i64,
        /// As JSON writes it.
        text: Option<String>,
    },
    /// Whatever else a language has, by its number.
    Opaque {
        /// The number.
        number: i64,
    },
    /// A text that a transform made.
    Made {
        /// It.
        text: String,
    },
    /// Values in an order.
    Sequence {
        /// They.
        items: Vec<Item>,
    },
    /// Values by name, in an order.
    Table {
        /// They.
        fields: Vec<NamedItem>,
    },
}

/// A value of a record with its name.
#[derive(Debug, Clone, uniffi::Record)]
pub struct NamedItem {
    /// The name.
    pub name: String,
    /// The value.
    pub item: Item,
}

impl Datum for Item {
    type Error = Error;

    fn kind(&self) -> Kind {
        match self {
            Item::Null => Kind::Null,
            Item::Scalar { .. } | Item::Made { .. } => Kind::Scalar,
            Item::Opaque { .. } => Kind::Opaque,
            Item::Sequence { .. } => Kind::List,
            Item::Table { .. } => Kind::Map,
        }
    }

    fn entries(self, keep: &mut dyn FnMut(&str, Self) -> Left<Self>) -> Result<Self, Error> {
        let Item::Table { fields } = self else { return Ok(self) };
        let mut left = Vec::with_capacity(fields.len());
        for NamedItem { name, item } in fields {
            if let Some(item) = keep(&name, item)? {
                left.push(NamedItem { name, item });
            }
        }
        Ok(Item::Table { fields: left })
    }

    fn items(self, keep: &mut dyn FnMut(Self) -> Left<Self>) -> Result<Self, Error> {
        let Item::Sequence { items } = self else { return Ok(self) };
        let left = items.into_iter().filter_map(|item| keep(item).transpose());
        Ok(Item::Sequence { items: left.collect::<Result<_, _>>()? })
    }

    fn text(&self) -> Option<Cow<'_, str>> {
        match self {
            Item::Scalar { text, number: _ } => text.as_deref().map(Cow::Borrowed),
            Item::Made { text } => Some(Cow::Borrowed(text)),
            Item::Null | Item::Opaque { .. } | Item::Sequence { .. } | Item::Table { .. } => None,
        }
    }

    fn replaced(&self, text: String) -> Self {
        Item::Made { text }
    }
}
