//! Records of JavaScript, as the core walks them: objects, arrays, and the values in them.

use std::borrow::Cow;
use std::ptr;

use napi::sys;
use placet::Error;
use placet::data::{Datum, Kind, Left};

/// The name under which an object keeps its prototype; as a field it has to be defined, and is not to be set.
const PROTOTYPE: &str = "__proto__";

/// A value of a record.
#[derive(Clone, Copy)]
pub(crate) struct Item {
    pub(crate) env: sys::napi_env,
    pub(crate) value: sys::napi_value,
}

/// What goes wrong while a record is walked.
pub(crate) enum Fault {
    /// An error of the core.
    Core(Error),
    /// What a getter or a proxy of the record threw; Node keeps it until the call returns.
    Thrown,
}

impl From<Error> for Fault {
    fn from(error: Error) -> Self {
        Fault::Core(error)
    }
}

/// What a call of Node-API left at a place, or that something was thrown.
///
/// # Safety
///
/// `call` calls Node-API with the `env` and the values of the call under way, and writes through its pointer.
unsafe fn made(call: impl FnOnce(*mut sys::napi_value) -> sys::napi_status) -> Result<sys::napi_value, Fault> {
    let mut value = ptr::null_mut();
    if call(&raw mut value) == sys::Status::napi_ok { Ok(value) } else { Err(Fault::Thrown) }
}

fn done(status: sys::napi_status) -> Result<(), Fault> {
    if status == sys::Status::napi_ok { Ok(()) } else { Err(Fault::Thrown) }
}

impl Item {
    pub(crate) fn of(self, value: sys::napi_value) -> Self {
        Self { value, ..self }
    }

    /// A new array.
    pub(crate) fn array(self) -> Result<Self, Fault> {
        // SAFETY: see `type_of`.
        Ok(self.of(unsafe { made(|array| sys::napi_create_array(self.env, array)) }?))
    }

    /// Puts an item into an array.
    pub(crate) fn put(self, at: u32, item: Self) -> Result<(), Fault> {
        // SAFETY: see `type_of`.
        done(unsafe { sys::napi_set_element(self.env, self.value, at, item.value) })
    }

    /// A string.
    pub(crate) fn string_of(self, text: &str) -> Result<Self, Fault> {
        let length = isize::try_from(text.len()).unwrap_or(isize::MAX);
        // SAFETY: see `type_of`; the text is as long as is said.
        let value =
            unsafe { made(|value| sys::napi_create_string_utf8(self.env, text.as_ptr().cast(), length, value)) };
        Ok(self.of(value?))
    }

    fn type_of(self) -> sys::napi_valuetype {
        let mut kind = sys::ValueType::napi_undefined;
        // SAFETY: `env` and `value` are those of the call under way, as everywhere in this file.
        unsafe { sys::napi_typeof(self.env, self.value, &raw mut kind) };
        kind
    }

    fn is(self, test: unsafe extern "C" fn(sys::napi_env, sys::napi_value, *mut bool) -> sys::napi_status) -> bool {
        let mut is = false;
        // SAFETY: the tests of Node-API look at a value and write a boolean.
        unsafe { test(self.env, self.value, &raw mut is) };
        is
    }

    /// The names of the fields of an object: its own that can be listed, and no symbols.
    fn names(self) -> Result<Vec<sys::napi_value>, Fault> {
        // SAFETY: see `type_of`.
        let names = unsafe {
            made(|names| {
                sys::napi_get_all_property_names(
                    self.env,
                    self.value,
                    sys::KeyCollectionMode::own_only,
                    sys::KeyFilter::enumerable | sys::KeyFilter::skip_symbols,
                    sys::KeyConversion::numbers_to_strings,
                    names,
                )
            })
        };
        self.of(names?).elements()
    }

    /// The items of an array.
    pub(crate) fn elements(self) -> Result<Vec<sys::napi_value>, Fault> {
        let mut length = 0;
        // SAFETY: see `type_of`.
        done(unsafe { sys::napi_get_array_length(self.env, self.value, &raw mut length) })?;
        // SAFETY: see `type_of`.
        let element = |at| unsafe { made(|item| sys::napi_get_element(self.env, self.value, at, item)) };
        (0..length).map(element).collect()
    }

    /// The text of a string; a half of a surrogate pair becomes U+FFFD, and is told.
    fn string(self) -> (String, bool) {
        let (mut length, mut written) = (0, 0);
        // SAFETY: see `type_of`; without a buffer Node tells the length.
        unsafe { sys::napi_get_value_string_utf16(self.env, self.value, ptr::null_mut(), 0, &raw mut length) };
        let mut units = vec![0_u16; length + 1];
        // SAFETY: the buffer has room for as many units as are said, the closing zero included.
        unsafe {
            let buffer = units.as_mut_ptr().cast();
            sys::napi_get_value_string_utf16(self.env, self.value, buffer, units.len(), &raw mut written);
        }
        units.truncate(written);
        match String::from_utf16(&units) {
            Ok(text) => (text, true),
            Err(_) => (String::from_utf16_lossy(&units), false),
        }
    }

    /// The text of a string that is whole.
    fn whole(self) -> Option<String> {
        let (text, is_whole) = self.string();
        is_whole.then_some(text)
    }

    /// A number or a bigint as JavaScript writes it.
    fn coerced(self) -> Option<String> {
        // SAFETY: see `type_of`.
        let text = unsafe { made(|text| sys::napi_coerce_to_string(self.env, self.value, text)) };
        self.of(text.ok()?).whole()
    }

    /// A `Date` as JSON writes it; none where it is none.
    fn date(self) -> Option<String> {
        let mut since = f64::NAN;
        // SAFETY: see `type_of`.
        unsafe { sys::napi_get_date_value(self.env, self.value, &raw mut since) };
        if since.is_nan() {
            return None;
        }
        let name = c"toISOString".as_ptr();
        // SAFETY: see `type_of`.
        let method = unsafe { made(|method| sys::napi_get_named_property(self.env, self.value, name, method)) };
        let method = method.ok()?;
        // SAFETY: see `type_of`; it is called without arguments. A date that is no NaN is written without an exception.
        let text = unsafe { made(|text| sys::napi_call_function(self.env, self.value, method, 0, ptr::null(), text)) };
        self.of(text.ok()?).whole()
    }
}

impl Datum for Item {
    type Error = Fault;

    fn kind(&self) -> Kind {
        match self.type_of() {
            sys::ValueType::napi_undefined | sys::ValueType::napi_null => Kind::Null,
            sys::ValueType::napi_boolean
            | sys::ValueType::napi_number
            | sys::ValueType::napi_string
            | sys::ValueType::napi_bigint => Kind::Scalar,
            sys::ValueType::napi_object if self.is(sys::napi_is_array) => Kind::List,
            sys::ValueType::napi_object if self.is(sys::napi_is_date) => Kind::Scalar,
            sys::ValueType::napi_object => {
                let opaque = self.is(sys::napi_is_typedarray)
                    || self.is(sys::napi_is_arraybuffer)
                    || self.is(sys::napi_is_dataview)
                    || self.is(sys::napi_is_promise);
                if opaque { Kind::Opaque } else { Kind::Map }
            }
            _ => Kind::Opaque,
        }
    }

    fn entries(self, keep: &mut dyn FnMut(&str, Self) -> Left<Self>) -> Result<Self, Fault> {
        // SAFETY: see `type_of`.
        let left = unsafe { made(|left| sys::napi_create_object(self.env, left)) }?;
        for key in self.names()? {
            // a text that is no Unicode names no field
            let (name, _) = self.of(key).string();
            // SAFETY: see `type_of`.
            let value = unsafe { made(|value| sys::napi_get_property(self.env, self.value, key, value)) }?;
            let Some(kept) = keep(&name, self.of(value))? else { continue };
            // SAFETY: see `type_of`; one property is described, as is said.
            done(unsafe {
                if name == PROTOTYPE {
                    let property = sys::napi_property_descriptor {
                        utf8name: ptr::null(),
                        name: key,
                        method: None,
                        getter: None,
                        setter: None,
                        value: kept.value,
                        attributes: sys::PropertyAttributes::writable
                            | sys::PropertyAttributes::enumerable
                            | sys::PropertyAttributes::configurable,
                        data: ptr::null_mut(),
                    };
                    sys::napi_define_properties(self.env, left, 1, &raw const property)
                } else {
                    sys::napi_set_property(self.env, left, key, kept.value)
                }
            })?;
        }
        Ok(self.of(left))
    }

    fn items(self, keep: &mut dyn FnMut(Self) -> Left<Self>) -> Result<Self, Fault> {
        let left = self.array()?;
        let mut at = 0;
        for item in self.elements()? {
            if let Some(kept) = keep(self.of(item))? {
                left.put(at, kept)?;
                at += 1;
            }
        }
        Ok(left)
    }

    fn text(&self) -> Option<Cow<'_, str>> {
        let text = match self.type_of() {
            sys::ValueType::napi_string => self.whole(),
            sys::ValueType::napi_boolean | sys::ValueType::napi_bigint => self.coerced(),
            sys::ValueType::napi_number => {
                let mut number = f64::NAN;
                // SAFETY: see `type_of`.
                unsafe { sys::napi_get_value_double(self.env, self.value, &raw mut number) };
                // what is no number has no text
                if number.is_finite() { self.coerced() } else { None }
            }
            _ => self.date(),
        };
        text.map(Cow::Owned)
    }

    fn replaced(&self, text: String) -> Self {
        // where not even a string can be made, what is null can't be put into a record
        self.string_of(&text).unwrap_or_else(|_| self.of(ptr::null_mut()))
    }
}
