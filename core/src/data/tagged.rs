//! Types whose fields carry their categories, as `#[derive(Tagged)]` writes it down.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet, VecDeque};
use std::rc::Rc;
use std::sync::Arc;

use crate::error::Error;
use crate::words::{FieldPath, Schema, Step};

/// How many types may lie in each other.
const DEPTH: usize = 32;

/// A type that tells which category each of its fields is.
///
/// `#[derive(Tagged)]` implements it for a struct, under the names by which `serde` writes its fields. What holds such structs
/// (`Option`, `Vec`, maps, `Box` and the like) has their tags.
///
/// ```
/// # #[cfg(feature = "derive")]
/// # fn main() -> Result<(), placet::Error> {
/// use placet::data::Tagged;
/// #[derive(Tagged, serde::Serialize)]
/// struct Order {
///     #[tag("user.financial.transaction")]
///     total: f64,
/// }
/// #[derive(Tagged, serde::Serialize)]
/// #[serde(rename_all = "camelCase")]
/// struct Customer {
///     #[tag("user.contact.email")]
///     email_address: String,
///     #[tag(nested)]
///     orders: Vec<Order>,
///     shirt: String,
/// }
/// let schema = Customer::schema()?;
/// let tags: Vec<_> = schema.fields().map(|(path, category)| format!("{path}: {category}")).collect();
/// assert_eq!(tags, ["emailAddress: user.contact.email", "orders[].total: user.financial.transaction"]);
/// # Ok(())
/// # }
/// # #[cfg(not(feature = "derive"))]
/// # fn main() {}
/// ```
pub trait Tagged {
    /// Tells of each field.
    fn fields(fields: &mut Fields);

    /// The name of the schema: that of the type.
    fn name() -> String {
        let whole = std::any::type_name::<Self>();
        let generic = whole.find('<').unwrap_or(whole.len());
        let start = whole.get(..generic).and_then(|path| path.rfind("::")).map_or(0, |at| at + 2);
        whole.get(start..).unwrap_or(whole).to_owned()
    }

    /// The schema of the tags.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidArgument`] for a type that tags nothing, or that lies in itself below a field without a tag.
    fn schema() -> Result<Arc<Schema>, Error> {
        schema_of::<Self>()
    }
}

/// The schema of a type's tags, made anew.
///
/// # Errors
///
/// As [`Tagged::schema`], which keeps it.
pub fn schema_of<T: Tagged + ?Sized>() -> Result<Arc<Schema>, Error> {
    let tagged = fields_of::<T>()?.into_iter().filter_map(|(path, category)| Some((path, category?)));
    Schema::new(T::name(), tagged).map(Arc::new).map_err(|fault| Error::invalid("schema", fault))
}

/// The places of a type's fields, each with its category; none for one that has no tag.
///
/// # Errors
///
/// [`Error::InvalidArgument`] for a type that lies in itself below a field without a tag.
pub fn fields_of<T: Tagged + ?Sized>() -> Result<Vec<(String, Option<String>)>, Error> {
    let mut fields = Fields::default();
    T::fields(&mut fields);
    match fields.endless {
        None => Ok(fields.found),
        Some(path) => {
            let message = format!(
                "`{path}` lies in itself; tag it where it begins, without `nested`, and all below it has that tag"
            );
            Err(Error::invalid("schema", message))
        }
    }
}

/// Gathers the fields of a type and of the types of its fields.
#[derive(Debug, Default)]
pub struct Fields {
    at: Vec<Step>,
    found: Vec<(String, Option<String>)>,
    endless: Option<String>,
}

impl Fields {
    /// Tells of a field, as it is written: with its category if it has one.
    pub fn field(&mut self, name: &str, category: Option<&str>) {
        self.at.push(Step::Name(name.to_owned()));
        self.found.push((self.path(), category.map(String::from)));
        self.at.pop();
    }

    /// Tells of a field whose own fields have tags; what of them has none is of its category.
    pub fn nested<T: Tagged + ?Sized>(&mut self, name: &str, category: Option<&str>) {
        let known = self.found.len();
        self.below::<T>(Step::Name(name.to_owned()));
        if let Some(category) = category {
            self.at.push(Step::Name(name.to_owned()));
            let own = (self.path(), Some(category.to_owned()));
            self.at.pop();
            let inner = self.found.split_off(known);
            self.found.push(own);
            self.found.extend(inner.into_iter().filter(|(_, category)| category.is_some()));
        }
    }

    fn below<T: Tagged + ?Sized>(&mut self, step: Step) {
        self.at.push(step);
        if self.at.len() > DEPTH {
            let path = self.path();
            self.endless.get_or_insert_with(|| path.chars().take(100).collect());
        } else if self.endless.is_none() {
            T::fields(self);
        }
        self.at.pop();
    }

    fn path(&self) -> String {
        FieldPath { steps: self.at.clone() }.to_string()
    }
}

macro_rules! as_its_content {
    ($($holder:ty),*) => {$(
        impl<T: Tagged + ?Sized> Tagged for $holder {
            fn fields(fields: &mut Fields) {
                T::fields(fields);
            }
        }
    )*};
}

as_its_content!(Box<T>, Rc<T>, Arc<T>, &T);

impl<T: Tagged> Tagged for Option<T> {
    fn fields(fields: &mut Fields) {
        T::fields(fields);
    }
}

macro_rules! of_each_item {
    ($([$($generics:tt)*] $holder:ty),*) => {$(
        impl<$($generics)*> Tagged for $holder {
            fn fields(fields: &mut Fields) {
                fields.below::<T>(Step::Items);
            }
        }
    )*};
}

of_each_item!([T: Tagged] Vec<T>, [T: Tagged] VecDeque<T>, [T: Tagged] BTreeSet<T>, [T: Tagged, S] HashSet<T, S>, [T: Tagged] [T]);
of_each_item!([T: Tagged, const N: usize] [T; N]);

macro_rules! of_each_value {
    ($([$($generics:tt)*] $holder:ty),*) => {$(
        impl<$($generics)*> Tagged for $holder {
            fn fields(fields: &mut Fields) {
                fields.below::<T>(Step::AnyName);
            }
        }
    )*};
}

of_each_value!([K, T: Tagged] BTreeMap<K, T>, [K, T: Tagged, S] HashMap<K, T, S>);

#[cfg(test)]
mod tests {
    use super::*;

    struct Place;

    impl Tagged for Place {
        fn fields(fields: &mut Fields) {
            fields.field("city", Some("user.location.coarse"));
            fields.field("note", None);
        }
    }

    struct Person;

    impl Tagged for Person {
        fn fields(fields: &mut Fields) {
            fields.field("na.me", Some("user.name"));
            fields.nested::<Option<Vec<Box<Place>>>>("homes", None);
            fields.nested::<HashMap<String, Place>>("by", Some("user.contact.address"));
        }
    }

    struct Ring;

    impl Tagged for Ring {
        fn fields(fields: &mut Fields) {
            fields.nested::<Box<Ring>>("next", None);
        }
    }

    #[test]
    fn fields_of_fields_are_gathered() {
        let found = fields_of::<Person>().unwrap();
        let shown: Vec<String> =
            found.iter().map(|(path, category)| format!("{path} {}", category.as_deref().unwrap_or("-"))).collect();
        assert_eq!(
            shown,
            [
                r"na\.me user.name",
                "homes[].city user.location.coarse",
                "homes[].note -",
                "by user.contact.address",
                "by.*.city user.location.coarse"
            ]
        );
        assert_eq!(Person::schema().unwrap().name(), "Person");
        assert_eq!(Person::schema().unwrap().fields().count(), 4);
    }

    #[test]
    fn a_type_that_lies_in_itself_is_told() {
        assert!(Ring::schema().is_err_and(|error| error.to_string().contains("lies in itself")));
    }
}
