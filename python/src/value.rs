//! JSON values as Python objects.
//!
//! With the type of the schema, ids are `int`, times `datetime`, and objects are read when their fields are requested. Without a
//! type, values are those of `json.loads`.

use std::sync::OnceLock;

use pyo3::exceptions::PyOverflowError;
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::{PyBool, PyDict, PyFloat, PyInt, PyList, PyString};
use zerocord::{Arena, Error, ErrorKind, EventName, RawValue, Snowflake, Timestamp, ValueKind};
use zerocord_schema::{Kind, Schema};

use crate::frame::Frame;
use crate::names::EventIndex;
use crate::object::Object;

/// How deep arrays may nest, as for `zerocord::validate`.
const DEPTH_MAX: u32 = 127;

/// Why a value cannot be converted.
pub enum Fault {
    Frame(Error),
    Python(PyErr),
}

impl From<Error> for Fault {
    fn from(error: Error) -> Fault {
        Fault::Frame(error)
    }
}

impl From<PyErr> for Fault {
    fn from(error: PyErr) -> Fault {
        Fault::Python(error)
    }
}

type Converted<'py> = Result<Bound<'py, PyAny>, Fault>;

/// A value and its type, if that is known.
pub type Typed<'a> = (RawValue<'a>, Option<&'static Kind>);

fn schema() -> &'static Schema {
    Schema::bundled_without_descriptions()
}

/// The type of an event's payload.
pub fn payload_kind(event: EventIndex) -> Option<&'static Kind> {
    static KINDS: OnceLock<Vec<Option<&'static Kind>>> = OnceLock::new();
    let kinds = KINDS.get_or_init(|| {
        let names = EventName::all().filter_map(EventName::as_known_str);
        names.map(|name| schema().event(name).map(|event| &event.payload)).collect()
    });
    kinds.get(usize::from(event)).copied().flatten()
}

/// The type of a member of an object, or of an element of an array.
pub fn member_kind(kind: Option<&'static Kind>, key: &str) -> Option<&'static Kind> {
    match kind? {
        Kind::Object(index) => schema().objects[*index].field(key).map(|field| &field.kind),
        Kind::Map(_, values) => Some(values),
        Kind::Array(element) if key.parse::<usize>().is_ok() => Some(element),
        _ => None,
    }
}

/// The member of an object with this key.
///
/// # Errors
/// If the value is not an object, or a fault before the key.
pub fn member<'a>(
    value: RawValue<'a>,
    kind: Option<&'static Kind>,
    key: &str,
) -> Result<Option<Typed<'a>>, Error> {
    Ok(value.get(key)?.map(|value| (value, member_kind(kind, key))))
}

/// The value at a path of keys and of indexes of arrays; `None` if it is absent, or if something on the way is absent or null.
///
/// # Errors
/// If a value on the way has no members, or a fault before the value.
pub fn at_path<'a>(
    value: RawValue<'a>,
    kind: Option<&'static Kind>,
    path: &str,
) -> Result<Option<Typed<'a>>, Error> {
    let (mut value, mut kind) = (value, kind);
    for key in path.split('.') {
        let next = match (value.kind()?, key.parse::<usize>()) {
            (ValueKind::Null, _) => return value.is_null().map(|_| None),
            (ValueKind::Array, Ok(index)) => value.elements()?.nth(index).transpose()?,
            _ => value.get(key)?,
        };
        kind = member_kind(kind, key);
        match next {
            Some(next) => value = next,
            None => return Ok(None),
        }
    }
    Ok(Some((value, kind)))
}

/// A value of a frame. Objects stay unread.
///
/// # Errors
/// `zerocord.Error` for a fault in the value, or if it does not have its type.
pub fn to_python<'py>(
    frame: &Bound<'py, Frame>,
    value: RawValue<'_>,
    kind: Option<&'static Kind>,
) -> PyResult<Bound<'py, PyAny>> {
    to_python_in(frame, value, kind, &Arena::new())
}

/// As [`to_python`], with memory for strings that can be used for several values.
///
/// # Errors
/// As [`to_python`].
pub fn to_python_in<'py, 'a>(
    frame: &Bound<'py, Frame>,
    value: RawValue<'a>,
    kind: Option<&'static Kind>,
    arena: &'a Arena,
) -> PyResult<Bound<'py, PyAny>> {
    typed(frame, value, kind, arena, 0).map_err(|fault| raise(frame, fault, base(frame, value)))
}

/// Where the bytes of a value begin in the frame: they may be a part of it, up to its end.
fn base(frame: &Bound<'_, Frame>, value: RawValue<'_>) -> usize {
    frame.get().as_bytes().len() - value.frame().len()
}

/// The exception for a fault in a part of a frame that begins at `base`.
#[cold]
pub fn raise(frame: &Bound<'_, Frame>, fault: Fault, base: usize) -> PyErr {
    match fault {
        Fault::Frame(error) => frame.get().error(frame.py(), Error::new(error.kind(), error.offset() + base)),
        Fault::Python(error) => error,
    }
}

fn typed<'py, 'a>(
    frame: &Bound<'py, Frame>,
    value: RawValue<'a>,
    kind: Option<&'static Kind>,
    arena: &'a Arena,
    depth: u32,
) -> Converted<'py> {
    let py = frame.py();
    if depth > DEPTH_MAX {
        return Err(Error::new(ErrorKind::TooDeep, value.offset()).into());
    }
    match (value.kind()?, kind) {
        (ValueKind::Object, _) => {
            let offset = base(frame, value) + value.offset();
            Ok(Bound::new(py, Object::new(frame.clone().unbind(), offset, kind))?.into_any())
        }
        (ValueKind::Array, _) => {
            let element = member_kind(kind, "0");
            let elements = value.elements()?.map(|value| typed(frame, value?, element, arena, depth + 1));
            Ok(PyList::new(py, elements.collect::<Result<Vec<_>, _>>()?)?.into_any())
        }
        (ValueKind::Null, Some(Kind::NullFlag)) => {
            value.is_null()?;
            Ok(PyBool::new(py, true).to_owned().into_any())
        }
        (_, Some(Kind::Snowflake)) => {
            let id: Option<Snowflake> = value.parse(arena)?;
            Ok(id.map(Snowflake::get).into_pyobject(py).map_err(PyErr::from)?)
        }
        (_, Some(Kind::Timestamp)) => {
            let time: Option<Timestamp> = value.parse(arena)?;
            Ok(time
                .map(|time| datetime(py, time.unix_micros()))
                .transpose()?
                .into_pyobject(py)
                .map_err(PyErr::from)?)
        }
        (_, Some(Kind::UnixSeconds)) => unix_time(py, value, arena, 1_000_000),
        (_, Some(Kind::UnixMillis)) => unix_time(py, value, arena, 1000),
        _ => to_json(py, value, arena),
    }
}

fn unix_time<'py, 'a>(py: Python<'py>, value: RawValue<'a>, arena: &'a Arena, micros: i64) -> Converted<'py> {
    let number: Option<i64> = value.parse(arena)?;
    let time = number.map(|number| match number.checked_mul(micros) {
        Some(micros) => datetime(py, micros),
        None => Err(PyOverflowError::new_err("the time is out of range")),
    });
    Ok(time.transpose()?.into_pyobject(py).map_err(PyErr::from)?)
}

/// The time in UTC, given as microseconds since 1970.
///
/// `datetime.fromisoformat` takes a quarter of the time of adding a `timedelta` to an epoch, and a third of that of
/// `datetime.datetime`, of which each argument is checked.
///
/// # Errors
/// `OverflowError` before the year 1 and after 9999.
pub fn datetime(py: Python<'_>, micros: i64) -> PyResult<Bound<'_, PyAny>> {
    static FROM_ISO: PyOnceLock<Py<PyAny>> = PyOnceLock::new();
    let from_iso = FROM_ISO.get_or_try_init(py, || {
        let class = py.import("datetime")?.getattr("datetime")?;
        PyResult::Ok(class.getattr("fromisoformat")?.unbind())
    })?;
    let out_of_range = || PyOverflowError::new_err("the time is out of range");
    let time = jiff::Timestamp::from_microsecond(micros).map_err(|_| out_of_range())?;
    let time = jiff::tz::Offset::UTC.to_datetime(time);
    if time.year() < 1 {
        return Err(out_of_range());
    }
    let mut text = *b"0000-00-00T00:00:00.000000+00:00";
    // Each part is at least 0, and has no more digits than its field.
    let mut put = |field: std::ops::Range<usize>, mut number: i32| {
        for digit in text[field].iter_mut().rev() {
            *digit = b'0' + (number % 10) as u8;
            number /= 10;
        }
    };
    put(0..4, time.year().into());
    put(5..7, time.month().into());
    put(8..10, time.day().into());
    put(11..13, time.hour().into());
    put(14..16, time.minute().into());
    put(17..19, time.second().into());
    put(20..26, time.subsec_nanosecond() / 1000);
    from_iso.bind(py).call1((PyString::from_bytes(py, &text)?,))
}

/// A value as `json.loads` returns it. Arrays and objects must have been validated, which bounds the recursion.
///
/// # Errors
/// A fault in the value.
pub fn to_json<'py, 'a>(py: Python<'py>, value: RawValue<'a>, arena: &'a Arena) -> Converted<'py> {
    match value.kind()? {
        ValueKind::Object => {
            let object = PyDict::new(py);
            for member in value.members()? {
                let (key, value) = member?;
                let key = PyString::new(py, &key.text()?);
                // The first of repeated keys counts.
                if !object.contains(&key)? {
                    object.set_item(key, to_json(py, value, arena)?)?;
                }
            }
            Ok(object.into_any())
        }
        ValueKind::Array => {
            let elements = value.elements()?.map(|value| to_json(py, value?, arena));
            Ok(PyList::new(py, elements.collect::<Result<Vec<_>, _>>()?)?.into_any())
        }
        ValueKind::String => Ok(PyString::new(py, value.parse(arena)?).into_any()),
        ValueKind::Number => number(py, value),
        ValueKind::Bool => Ok(PyBool::new(py, value.parse(arena)?).to_owned().into_any()),
        ValueKind::Null => {
            value.is_null()?;
            Ok(py.None().into_bound(py))
        }
    }
}

fn number<'py>(py: Python<'py>, value: RawValue<'_>) -> Converted<'py> {
    let bytes = value.to_bytes()?;
    zerocord::validate(bytes).map_err(|error| Error::new(error.kind(), error.offset() + value.offset()))?;
    let text = str::from_utf8(bytes).unwrap_or_default();
    if bytes.iter().any(|byte| matches!(byte, b'.' | b'e' | b'E')) {
        let number: f64 = text.parse().unwrap_or(f64::NAN);
        return Ok(PyFloat::new(py, number).into_any());
    }
    match text.parse::<i64>() {
        Ok(number) => Ok(PyInt::new(py, number).into_any()),
        // As many digits as there are.
        Err(_) => Ok(py.get_type::<PyInt>().call1((text,))?),
    }
}
