//! Names under which tagged fields would show up in a log.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::words::{Schema, Step};

/// Which names of a log's fields stand for tagged data.
///
/// A name is one of them if a schema has it as a place (`address.city`) or as the name of a field (`city`): a log has no more of a field
/// than its name, and the stricter reading leaves less in it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LogNames {
    names: BTreeMap<String, String>,
}

impl LogNames {
    /// Those of some schemas; of two that have one name, the first tells the category that is shown in its stead.
    pub fn of<'s>(schemas: impl IntoIterator<Item = &'s Arc<Schema>>) -> Self {
        let mut names = BTreeMap::new();
        for schema in schemas {
            for (path, category) in schema.fields() {
                let parts: Vec<&str> = path
                    .steps
                    .iter()
                    .filter_map(|step| match step {
                        Step::Name(name) => Some(name.as_str()),
                        Step::AnyName | Step::Items => None,
                    })
                    .collect();
                for name in [parts.join("."), parts.last().copied().unwrap_or_default().to_owned()] {
                    if !name.is_empty() {
                        names.entry(name).or_insert_with(|| category.to_owned());
                    }
                }
            }
        }
        Self { names }
    }

    /// The category of a field of a log; none for one that no schema has.
    pub fn category(&self, name: &str) -> Option<&str> {
        self.names.get(name).map(String::as_str)
    }

    /// Each name with what stands in its value's stead.
    pub fn stand_ins(&self) -> impl Iterator<Item = (&str, String)> {
        self.names.keys().filter_map(|name| Some((name.as_str(), self.stand_in(name)?)))
    }

    /// What stands in a log in a value's stead; none for a field that no schema has.
    pub fn stand_in(&self, name: &str) -> Option<String> {
        self.category(name).map(|category| format!("<{category}>"))
    }
}

/// Writes the fields of `tracing`'s events and spans, with a stand-in for each that a schema has: for
/// `tracing_subscriber::fmt().fmt_fields(…)`.
///
/// The message is text that somebody put together, and is written as it is: give data as fields, or as a
/// [`Guarded`](crate::Guarded), which shows its categories only. A JSON formatter writes fields itself; this is for those that write text.
///
/// ```
/// use placet::data::{LogNames, log_fields};
/// let schema = placet::words::Schema::new("visit", [("email", "user.contact.email")]).unwrap();
/// let subscriber =
///     tracing_subscriber::fmt().fmt_fields(log_fields(LogNames::of([&std::sync::Arc::new(schema)]))).finish();
/// tracing::subscriber::with_default(subscriber, || {
///     tracing::info!(email = "ada@example.com", page = "/", "visited"); // … visited email=<user.contact.email> page="/"
/// });
/// ```
#[cfg(feature = "tracing")]
pub fn log_fields(names: LogNames) -> impl for<'w> tracing_subscriber::fmt::FormatFields<'w> + Send + Sync + 'static {
    use tracing_subscriber::field::MakeExt;
    tracing_subscriber::fmt::format::debug_fn(move |writer, field, value| {
        match (field.name(), names.stand_in(field.name())) {
            ("message", None) => write!(writer, "{value:?}"),
            (name, Some(shown)) => write!(writer, "{name}={shown}"),
            (name, None) => write!(writer, "{name}={value:?}"),
        }
    })
    .delimited(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names() -> LogNames {
        let fields = [("email", "user.contact.email"), ("orders[].address.city", "user.contact.address")];
        LogNames::of([&Arc::new(Schema::new("s", fields).unwrap())])
    }

    #[test]
    fn a_place_and_the_name_at_its_end_are_known() {
        let names = names();
        assert_eq!(names.stand_in("email").as_deref(), Some("<user.contact.email>"));
        assert_eq!(names.category("orders.address.city"), Some("user.contact.address"));
        assert_eq!(names.category("city"), Some("user.contact.address"));
        assert_eq!(names.category("address"), None);
        assert_eq!(names.category(""), None);
    }

    #[cfg(feature = "tracing")]
    #[test]
    fn a_tagged_field_is_not_written() {
        use std::io::Write;
        use std::sync::Mutex;

        #[derive(Clone, Default)]
        struct Sink(Arc<Mutex<Vec<u8>>>);
        impl Write for Sink {
            fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
                self.0.lock().unwrap().extend_from_slice(bytes);
                Ok(bytes.len())
            }
            fn flush(&mut self) -> std::io::Result<()> {
                Ok(())
            }
        }
        let sink = Sink::default();
        let writer = sink.clone();
        let subscriber = tracing_subscriber::fmt()
            .with_ansi(false)
            .with_writer(move || writer.clone())
            .fmt_fields(log_fields(names()))
            .finish();
        tracing::subscriber::with_default(subscriber, || {
            let _span = tracing::info_span!("request", email = "ada@example.com", id = 7).entered();
            tracing::info!(city = %"Berlin", page = "/", "visited");
        });
        let text = String::from_utf8(sink.0.lock().unwrap().clone()).unwrap();
        assert!(text.contains("request{email=<user.contact.email> id=7}"), "{text}");
        assert!(text.contains("visited city=<user.contact.address> page=\"/\""), "{text}");
    }
}
