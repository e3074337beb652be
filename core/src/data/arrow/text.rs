//! Cells as text: numbers and flags as JSON writes them, dates and times in the form of ISO 8601.

use std::borrow::Cow;

use arrow_array::cast::AsArray;
use arrow_array::types::{
    Date32Type, Date64Type, Decimal32Type, Decimal64Type, Decimal128Type, Decimal256Type, Float16Type, Float32Type,
    Float64Type, Time32MillisecondType, Time32SecondType, Time64MicrosecondType, Time64NanosecondType,
    TimestampMicrosecondType, TimestampMillisecondType, TimestampNanosecondType, TimestampSecondType,
};
use arrow_array::{Array, downcast_integer_array};
use arrow_schema::{DataType, TimeUnit};
use jiff::civil::{Date, Time};
use jiff::fmt::temporal::DateTimeParser;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

/// Gives a cell, which is not null, as text; none where it has none.
pub(super) type Text<'a> = Box<dyn Fn(usize) -> Option<Cow<'a, str>> + 'a>;

/// Reads the cells of an array of scalars that has no shared values; of another, none has a text.
pub(super) fn text(array: &dyn Array) -> Text<'_> {
    match array.data_type() {
        DataType::Utf8 => {
            let texts = array.as_string::<i32>();
            Box::new(|at| Some(Cow::Borrowed(texts.value(at))))
        }
        DataType::LargeUtf8 => {
            let texts = array.as_string::<i64>();
            Box::new(|at| Some(Cow::Borrowed(texts.value(at))))
        }
        DataType::Utf8View => {
            let texts = array.as_string_view();
            Box::new(|at| Some(Cow::Borrowed(texts.value(at))))
        }
        DataType::Boolean => {
            let flags = array.as_boolean();
            Box::new(|at| Some(Cow::Borrowed(if flags.value(at) { "true" } else { "false" })))
        }
        DataType::Float16 => {
            let numbers = array.as_primitive::<Float16Type>();
            Box::new(|at| number(numbers.value(at).to_f32()))
        }
        DataType::Float32 => {
            let numbers = array.as_primitive::<Float32Type>();
            Box::new(|at| number(numbers.value(at)))
        }
        DataType::Float64 => {
            let numbers = array.as_primitive::<Float64Type>();
            Box::new(|at| number(numbers.value(at)))
        }
        DataType::Decimal32(..) => {
            let numbers = array.as_primitive::<Decimal32Type>();
            Box::new(|at| Some(numbers.value_as_string(at).into()))
        }
        DataType::Decimal64(..) => {
            let numbers = array.as_primitive::<Decimal64Type>();
            Box::new(|at| Some(numbers.value_as_string(at).into()))
        }
        DataType::Decimal128(..) => {
            let numbers = array.as_primitive::<Decimal128Type>();
            Box::new(|at| Some(numbers.value_as_string(at).into()))
        }
        DataType::Decimal256(..) => {
            let numbers = array.as_primitive::<Decimal256Type>();
            Box::new(|at| Some(numbers.value_as_string(at).into()))
        }
        DataType::Date32 => {
            let days = array.as_primitive::<Date32Type>();
            Box::new(|at| date(i64::from(days.value(at))))
        }
        DataType::Date64 => {
            let millis = array.as_primitive::<Date64Type>();
            Box::new(|at| date(millis.value(at).div_euclid(86_400_000)))
        }
        DataType::Time32(_) | DataType::Time64(_) => times(array),
        DataType::Timestamp(unit, zone) => instants(array, *unit, zone.as_deref()),
        _ => downcast_integer_array!(
            array => Box::new(|at| Some(array.value(at).to_string().into())),
            _ => Box::new(|_| None)
        ),
    }
}

/// As JSON writes it; what is no number has no text.
fn number<T: serde::Serialize + Into<f64> + Copy>(number: T) -> Option<Cow<'static, str>> {
    let finite = Into::<f64>::into(number).is_finite();
    finite.then(|| serde_json::to_string(&number).ok().map(Cow::Owned)).flatten()
}

fn date(days: i64) -> Option<Cow<'static, str>> {
    let epoch = Date::constant(1970, 1, 1);
    let days = SignedDuration::try_from_hours(days.checked_mul(24)?)?;
    Some(epoch.checked_add(days).ok()?.to_string().into())
}

fn times(array: &dyn Array) -> Text<'_> {
    let nanos: Box<dyn Fn(usize) -> Option<i64> + '_> = match array.data_type() {
        DataType::Time32(TimeUnit::Second) => {
            let times = array.as_primitive::<Time32SecondType>();
            Box::new(|at| i64::from(times.value(at)).checked_mul(1_000_000_000))
        }
        DataType::Time32(TimeUnit::Millisecond) => {
            let times = array.as_primitive::<Time32MillisecondType>();
            Box::new(|at| i64::from(times.value(at)).checked_mul(1_000_000))
        }
        DataType::Time64(TimeUnit::Microsecond) => {
            let times = array.as_primitive::<Time64MicrosecondType>();
            Box::new(|at| times.value(at).checked_mul(1_000))
        }
        DataType::Time64(TimeUnit::Nanosecond) => {
            let times = array.as_primitive::<Time64NanosecondType>();
            Box::new(|at| Some(times.value(at)))
        }
        _ => return Box::new(|_| None),
    };
    Box::new(move |at| {
        let nanos = nanos(at).filter(|nanos| (0..86_400_000_000_000).contains(nanos))?;
        let time = Time::midnight().checked_add(SignedDuration::from_nanos(nanos)).ok()?;
        Some(clock(time).into())
    })
}

fn instants<'a>(array: &'a dyn Array, unit: TimeUnit, zone: Option<&str>) -> Text<'a> {
    let parsed = zone.map(|name| DateTimeParser::new().parse_time_zone(name));
    let zone = match parsed {
        None => None,
        Some(Ok(zone)) => Some(zone),
        Some(Err(_)) => return Box::new(|_| None),
    };
    let written = move |instant: Result<Timestamp, jiff::Error>| {
        let instant = instant.ok()?;
        let zone = zone.as_ref();
        let offset = zone.map_or(jiff::tz::Offset::UTC, |zone: &TimeZone| zone.to_offset(instant));
        let local = offset.to_datetime(instant);
        let mut text = format!("{}T{}", local.date(), clock(local.time()));
        if zone.is_some() {
            let seconds = offset.seconds();
            let (sign, size) = (if seconds < 0 { '-' } else { '+' }, seconds.unsigned_abs());
            text += &format!("{sign}{:02}:{:02}", size / 3600, size / 60 % 60);
            if size % 60 != 0 {
                text += &format!(":{:02}", size % 60);
            }
        }
        Some(Cow::Owned(text))
    };
    match unit {
        TimeUnit::Second => {
            let instants = array.as_primitive::<TimestampSecondType>();
            Box::new(move |at| written(Timestamp::from_second(instants.value(at))))
        }
        TimeUnit::Millisecond => {
            let instants = array.as_primitive::<TimestampMillisecondType>();
            Box::new(move |at| written(Timestamp::from_millisecond(instants.value(at))))
        }
        TimeUnit::Microsecond => {
            let instants = array.as_primitive::<TimestampMicrosecondType>();
            Box::new(move |at| written(Timestamp::from_microsecond(instants.value(at))))
        }
        TimeUnit::Nanosecond => {
            let instants = array.as_primitive::<TimestampNanosecondType>();
            Box::new(move |at| written(Timestamp::from_nanosecond(i128::from(instants.value(at)))))
        }
    }
}

/// A time of day as Python's `isoformat` writes it, so that a pseudonym is the same whichever way a record came.
fn clock(time: Time) -> String {
    let mut text = format!("{:02}:{:02}:{:02}", time.hour(), time.minute(), time.second());
    let nanos = time.subsec_nanosecond();
    if nanos % 1000 != 0 {
        text += &format!(".{nanos:09}");
    } else if nanos != 0 {
        text += &format!(".{:06}", nanos / 1000);
    }
    text
}
