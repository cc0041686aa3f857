//! JSON values as Python objects.
//!
//! With the type of the schema, ids are `int`, times `datetime`, and objects are read when their fields are requested. Without a
//! type, values are those of `json.loads`.

use std::sync::{Arc, OnceLock};

use pyo3::exceptions::PyOverflowError;
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::{PyBool, PyDict, PyFloat, PyInt, PyList, PyString};
use zerocord::{Arena, Error, ErrorKind, EventName, RawValue, Snowflake, Timestamp, ValueKind};
use zerocord_schema::{Kind, Schema};

use crate::block::Block;
use crate::errors;
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

/// The frame that a value is in.
#[derive(Clone, Copy)]
pub enum Owner<'o, 'py> {
    Frame(&'o Bound<'py, Frame>),
    /// A frame of which there is no Python object yet.
    Block(Python<'py>, &'o Arc<Block>, u32),
}

impl<'py> Owner<'_, 'py> {
    fn py(self) -> Python<'py> {
        match self {
            Owner::Frame(frame) => frame.py(),
            Owner::Block(py, ..) => py,
        }
    }

    /// Where the bytes of a value begin in the frame: they may be a part of it, up to its end.
    fn base(self, value: RawValue<'_>) -> usize {
        let len = match self {
            Owner::Frame(frame) => frame.get().as_bytes().len(),
            Owner::Block(_, block, index) => block.frame(index).len(),
        };
        len - value.frame().len()
    }

    fn to_frame(self) -> PyResult<Bound<'py, Frame>> {
        match self {
            Owner::Frame(frame) => Ok(frame.clone()),
            Owner::Block(py, block, index) => Bound::new(py, Frame::of_block(block.clone(), index)),
        }
    }

    /// The exception for a fault in a part of a frame that begins at `base`.
    #[cold]
    fn raise(self, fault: Fault, base: usize) -> PyErr {
        let error = match fault {
            Fault::Frame(error) => Error::new(error.kind(), error.offset() + base),
            Fault::Python(error) => return error,
        };
        match self {
            Owner::Frame(frame) => frame.get().error(frame.py(), error),
            Owner::Block(py, block, index) => {
                errors::of_frame(py, error, block.frame(index), block.position(index))
            }
        }
    }
}

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
    to_python_in(Owner::Frame(frame), value, kind, &Arena::new())
}

/// As [`to_python`], with memory for strings that can be used for several values.
///
/// # Errors
/// As [`to_python`].
pub fn to_python_in<'py, 'a>(
    owner: Owner<'_, 'py>,
    value: RawValue<'a>,
    kind: Option<&'static Kind>,
    arena: &'a Arena,
) -> PyResult<Bound<'py, PyAny>> {
    typed(owner, value, kind, arena, 0).map_err(|fault| owner.raise(fault, owner.base(value)))
}

/// The exception for a fault in a part of a frame that begins at `base`.
#[cold]
pub fn raise(frame: &Bound<'_, Frame>, fault: Fault, base: usize) -> PyErr {
    Owner::Frame(frame).raise(fault, base)
}

fn typed<'py, 'a>(
    owner: Owner<'_, 'py>,
    value: RawValue<'a>,
    kind: Option<&'static Kind>,
    arena: &'a Arena,
    depth: u32,
) -> Converted<'py> {
    let py = owner.py();
    if depth > DEPTH_MAX {
        return Err(Error::new(ErrorKind::TooDeep, value.offset()).into());
    }
    match (value.kind()?, kind) {
        (ValueKind::Object, _) => {
            let offset = owner.base(value) + value.offset();
            Ok(Bound::new(py, Object::new(owner.to_frame()?.unbind(), offset, kind))?.into_any())
        }
        (ValueKind::Array, _) => {
            let element = member_kind(kind, "0");
            let elements = value.elements()?.map(|value| typed(owner, value?, element, arena, depth + 1));
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
            if let Some(time) = usual_time(value).and_then(|text| from_iso(py, text).ok()) {
                return Ok(time);
            }
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
    from_iso(py, &text)
}

/// `datetime.fromisoformat`.
fn from_iso<'py>(py: Python<'py>, text: &[u8]) -> PyResult<Bound<'py, PyAny>> {
    static FROM_ISO: PyOnceLock<Py<PyAny>> = PyOnceLock::new();
    let from_iso = FROM_ISO.get_or_try_init(py, || {
        let class = py.import("datetime")?.getattr("datetime")?;
        PyResult::Ok(class.getattr("fromisoformat")?.unbind())
    })?;
    from_iso.bind(py).call1((PyString::from_bytes(py, text)?,))
}

/// The string of a time in the form in which the gateway writes almost all, which Python reads as it is.
fn usual_time<'a>(value: RawValue<'a>) -> Option<&'a [u8]> {
    const FORM: &[u8; 32] = b"0000-00-00T00:00:00.000000+00:00";
    let quoted = value.frame().get(value.offset()..)?.strip_prefix(b"\"")?;
    let (text, rest) = quoted.split_at_checked(FORM.len())?;
    let is_usual = (rest.starts_with(b"\",") || rest.starts_with(b"\"}"))
        && text.iter().zip(FORM).all(|(byte, form)| match form {
            b'0' => byte.is_ascii_digit(),
            _ => byte == form,
        })
        && text.ends_with(b"+00:00")
        // Python 3.14 takes 24:00 for the next day.
        && text[11..13] < *b"24".as_slice();
    is_usual.then_some(text)
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
