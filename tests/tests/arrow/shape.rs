//! Random shapes of records, records of such a shape, and what may be tagged in them.

use fastrand::Rng;
use serde_json::{Map, Value, json};

/// What stands at a place of a record, and the type of Arrow that it has there.
#[derive(Debug, Clone)]
pub(crate) enum Shape {
    Leaf(Leaf),
    Struct(Vec<(String, Shape)>),
    List(Layout, Box<Shape>),
    Map(Box<Shape>),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Leaf {
    Integer,
    Float,
    Flag,
    Day,
    Text,
    LargeText,
    ViewedText,
    /// Each has values of its own, which this begins.
    DictionaryOfText(u32),
    RunsOfText(u32),
    DictionaryOfIntegers(u32),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Layout {
    Small,
    Large,
    View,
    Fixed,
}

/// How many items a list of the fixed layout has.
pub(crate) const FIXED: usize = 2;
/// The keys of maps.
const KEYS: [&str; 4] = ["a", "b", "c.d", "*"];

impl Leaf {
    fn draw(rng: &mut Rng) -> Self {
        let own = rng.u32(..);
        let integers = [Self::Integer, Self::DictionaryOfIntegers(own), Self::Float, Self::Flag, Self::Day];
        let texts = [Self::Text, Self::LargeText, Self::ViewedText, Self::DictionaryOfText(own), Self::RunsOfText(own)];
        let some = if rng.bool() { integers } else { texts };
        rng.choice(some).unwrap()
    }

    /// The first of the numbers of a dictionary.
    pub(crate) fn first(own: u32) -> i64 {
        1_100_000_000_000_000_000 + i64::from(own) * 4
    }
}

impl Shape {
    pub(crate) fn draw(rng: &mut Rng, depth: usize) -> Self {
        match rng.u32(0..10) {
            0 | 1 if depth > 0 => {
                let fields = 1..=rng.usize(1..4);
                Self::Struct(fields.map(|at| (format!("f{at}"), Self::draw(rng, depth - 1))).collect())
            }
            2 | 3 if depth > 0 => {
                let layout = rng.choice([Layout::Small, Layout::Large, Layout::View, Layout::Fixed]).unwrap();
                Self::List(layout, Box::new(Self::draw(rng, depth - 1)))
            }
            4 if depth > 0 => Self::Map(Box::new(Self::draw(rng, depth - 1))),
            _ => Self::Leaf(Leaf::draw(rng)),
        }
    }

    /// A value; each text and each integer occurs once, save for those of dictionaries and runs, where a few do.
    pub(crate) fn value(&self, rng: &mut Rng, next: &mut u64) -> Value {
        if rng.u32(0..8) == 0 {
            return Value::Null;
        }
        *next += 1;
        let number = *next;
        match self {
            Self::Leaf(Leaf::Integer) => json!(1_000_000_007_000_000_000 + number as i64),
            Self::Leaf(Leaf::Float) => json!(number as f64 + 0.5),
            Self::Leaf(Leaf::Flag) => json!(rng.bool()),
            Self::Leaf(Leaf::Day) => json!(format!("19{}-0{}-1{}", rng.u32(70..99), rng.u32(1..9), rng.u32(0..9))),
            Self::Leaf(Leaf::DictionaryOfIntegers(own)) => json!(Leaf::first(*own) + rng.i64(0..4)),
            Self::Leaf(Leaf::DictionaryOfText(own) | Leaf::RunsOfText(own)) => {
                json!(format!("secret text {own:08x} {}", rng.u32(0..4)))
            }
            Self::Leaf(_) => match rng.u32(0..6) {
                0 => json!(format!("203.0.113.{}", number % 256)),
                1 => json!(format!("{}.5", number % 180)),
                2 => json!(format!("s{number:08}")),
                _ => json!(format!("secret text {:016x}", number.wrapping_mul(0x9e37_79b9_7f4a_7c15))),
            },
            Self::Struct(fields) => {
                fields.iter().map(|(name, shape)| (name.clone(), shape.value(rng, next))).collect::<Map<_, _>>().into()
            }
            Self::List(layout, item) => {
                let length = if *layout == Layout::Fixed { FIXED } else { rng.usize(0..4) };
                (0..length).map(|_| item.value(rng, next)).collect::<Vec<_>>().into()
            }
            Self::Map(value) => {
                let keys = KEYS.iter().filter(|_| rng.bool()).map(|key| (*key).to_owned()).collect::<Vec<_>>();
                keys.into_iter().map(|key| (key, value.value(rng, next))).collect::<Map<_, _>>().into()
            }
        }
    }

    /// Places in it that may be tagged, now and then of another shape.
    pub(crate) fn places(&self, rng: &mut Rng, path: &str, found: &mut Vec<String>) {
        let mut maybe = |path: String, of: u32| {
            if rng.u32(0..of) == 0 && !path.is_empty() {
                found.push(path);
            }
        };
        maybe(path.to_owned(), 2);
        match self {
            Self::Leaf(_) => {
                maybe(format!("{path}[]"), 12);
                maybe(format!("{path}.f1"), 12);
                maybe(format!("{path}.*"), 12);
            }
            Self::Struct(fields) => {
                maybe(format!("{path}[]"), 12);
                maybe(if path.is_empty() { "*".to_owned() } else { format!("{path}.*") }, 6);
                for (name, shape) in fields {
                    let below = if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
                    shape.places(rng, &below, found);
                }
            }
            Self::List(_, item) => {
                maybe(format!("{path}.f1"), 12);
                item.places(rng, &format!("{path}[]"), found);
            }
            Self::Map(value) => {
                maybe(format!("{path}[]"), 12);
                // values of several names become one column: only scalars can
                if matches!(**value, Self::Leaf(_)) {
                    maybe(format!("{path}.a"), 4);
                    maybe(format!("{path}.c\\.d"), 4);
                    maybe(format!("{path}.\\*"), 4);
                    maybe(format!("{path}.*"), 2);
                } else if rng.bool() {
                    value.places(rng, &format!("{path}.*"), found);
                }
            }
        }
    }
}
