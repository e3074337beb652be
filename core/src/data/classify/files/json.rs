//! JSON, as a stream: one record, a list of records, or several values behind each other.

use std::fmt;
use std::io::Read;

use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde_json::error::Category;

use super::Extent;
use crate::data::classify::{Classifier, Spot};

pub(super) fn read(classifier: &mut Classifier, file: impl Read) -> Result<Extent, String> {
    let mut extent = Extent::default();
    let mut stream = serde_json::Deserializer::from_reader(file);
    loop {
        // the end of a stream is where nothing but blanks is left
        match stream.end() {
            Ok(()) => break,
            Err(error) if error.classify() == Category::Io => return Err(fault(&error)),
            Err(_) => {}
        }
        let top = Top { classifier, rows: &mut extent.rows };
        top.deserialize(&mut stream).map_err(|error| fault(&error))?;
    }
    match extent.rows {
        0 => Err("it holds no record; give an object, or a list of objects".to_owned()),
        _ => Ok(extent),
    }
}

fn fault(error: &serde_json::Error) -> String {
    match error.classify() {
        Category::Eof => format!("it ends in the middle of a value ({error}); the file is cut off"),
        Category::Io => format!("it can't be read: {error}"),
        Category::Data => error.to_string(),
        Category::Syntax if error.to_string().starts_with("recursion") => {
            format!("it lies deeper in itself than 128 levels ({error}); give records of tables or documents")
        }
        Category::Syntax => format!("it is no JSON in UTF-8 ({error})"),
    }
}

const NO_RECORD: &str = "a record is no object; give an object, or a list of objects";

/// A value of the stream.
struct Top<'c> {
    classifier: &'c mut Classifier,
    rows: &'c mut u64,
}

impl<'de> DeserializeSeed<'de> for Top<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Top<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(NO_RECORD)
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<(), A::Error> {
        *self.rows += 1;
        entries(self.classifier, Spot::ROOT, map)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<(), A::Error> {
        while list.next_element_seed(Record { classifier: self.classifier })?.is_some() {
            *self.rows += 1;
        }
        Ok(())
    }
}

/// An item of the list.
struct Record<'c> {
    classifier: &'c mut Classifier,
}

impl<'de> DeserializeSeed<'de> for Record<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Record<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(NO_RECORD)
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<(), A::Error> {
        entries(self.classifier, Spot::ROOT, map)
    }
}

fn entries<'de, A: MapAccess<'de>>(classifier: &mut Classifier, above: Spot, mut map: A) -> Result<(), A::Error> {
    while let Some(spot) = map.next_key_seed(Name { classifier, above })? {
        map.next_value_seed(At { classifier, spot })?;
    }
    Ok(())
}

/// A name in an object; what it becomes is the place.
struct Name<'c> {
    classifier: &'c mut Classifier,
    above: Spot,
}

impl<'de> DeserializeSeed<'de> for Name<'_> {
    type Value = Spot;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Spot, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl Visitor<'_> for Name<'_> {
    type Value = Spot;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a name")
    }

    fn visit_str<E>(self, name: &str) -> Result<Spot, E> {
        Ok(self.classifier.named(self.above, name))
    }
}

/// A value at a place.
struct At<'c> {
    classifier: &'c mut Classifier,
    spot: Spot,
}

impl At<'_> {
    fn number<E>(self, text: impl ToString) -> Result<(), E> {
        self.classifier.see(self.spot, Some(&text.to_string()));
        Ok(())
    }
}

impl<'de> DeserializeSeed<'de> for At<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for At<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        self.classifier.see(self.spot, None);
        Ok(())
    }

    fn visit_bool<E>(self, flag: bool) -> Result<(), E> {
        self.classifier.see(self.spot, Some(if flag { "true" } else { "false" }));
        Ok(())
    }

    fn visit_u64<E>(self, number: u64) -> Result<(), E> {
        self.number(number)
    }

    fn visit_i64<E>(self, number: i64) -> Result<(), E> {
        self.number(number)
    }

    fn visit_f64<E: Error>(self, number: f64) -> Result<(), E> {
        match serde_json::Number::from_f64(number) {
            Some(number) => self.number(number),
            None => self.visit_unit(),
        }
    }

    fn visit_str<E>(self, text: &str) -> Result<(), E> {
        self.classifier.see(self.spot, Some(text));
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<(), A::Error> {
        let spot = self.classifier.items(self.spot);
        while list.next_element_seed(At { classifier: self.classifier, spot })?.is_some() {}
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<(), A::Error> {
        entries(self.classifier, self.spot, map)
    }
}
