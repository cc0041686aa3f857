//! The fields that are selected: paths into the payload, and parts of the envelope.

use std::fmt;

use zerocord::view::Projection;
use zerocord::{Arena, Envelope, Error, RawValue};

/// The selected fields, in their order.
#[derive(Debug)]
pub struct Fields {
    names: Vec<String>,
    parts: Vec<Part>,
    projection: Projection,
}

#[derive(Clone, Copy, Debug)]
enum Part {
    /// The path of this index in the projection.
    Path(usize),
    EventName,
    Sequence,
    Opcode,
    Payload,
}

/// The value of a field in one frame, unread.
#[derive(Clone, Copy, Debug)]
pub enum Value<'a> {
    /// The field, or an object on the way to it, is absent or null.
    Null,
    Raw(RawValue<'a>),
    Name(zerocord::EventName<'a>),
    Number(u64),
}

/// Fields that cannot be selected.
#[derive(Debug)]
pub struct FieldError(String);

impl fmt::Display for FieldError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Fields {
    /// The fields of these names.
    pub fn new(names: &[String]) -> Result<Fields, FieldError> {
        let mut paths = Vec::new();
        let mut parts = Vec::new();
        for (index, name) in names.iter().enumerate() {
            if names[..index].contains(name) {
                return Err(FieldError(format!("the field `{name}` is named twice")));
            }
            parts.push(match name.as_str() {
                "$t" => Part::EventName,
                "$s" => Part::Sequence,
                "$op" => Part::Opcode,
                "$d" => Part::Payload,
                name if name.starts_with('$') => {
                    let message = format!("the envelope has no `{name}`: there are $t, $s, $op and $d");
                    return Err(FieldError(message));
                }
                path => {
                    paths.push(path);
                    Part::Path(paths.len() - 1)
                }
            });
        }
        let projection = Projection::new(&paths).map_err(|error| FieldError(error.to_string()))?;
        Ok(Fields { names: names.to_vec(), parts, projection })
    }

    pub fn names(&self) -> &[String] {
        &self.names
    }

    /// Calls `take` with the value of each field, in their order.
    ///
    /// # Errors
    /// Where the payload, or an object on the way to a field, is broken or no object; those of `take`.
    pub fn values<'a>(
        &self,
        envelope: Envelope<'a>,
        arena: &'a Arena,
        mut take: impl FnMut(usize, Value<'a>) -> Result<(), Error>,
    ) -> Result<(), Error> {
        let payload = envelope.payload();
        let payload_is_null = payload.is_null()?;
        let row = match self.projection.is_empty() || payload_is_null {
            true => None,
            false => Some(self.projection.project(payload, arena)?),
        };
        for (index, part) in self.parts.iter().enumerate() {
            let value = match part {
                Part::Path(path) => {
                    let raw = row.as_ref().map_or(Ok(None), |row| row.value(*path))?;
                    raw.map_or(Value::Null, Value::Raw)
                }
                Part::EventName => envelope.event_name()?.map_or(Value::Null, Value::Name),
                Part::Sequence => envelope.sequence()?.map_or(Value::Null, Value::Number),
                Part::Opcode => {
                    envelope.opcode()?.map_or(Value::Null, |opcode| Value::Number(opcode.number()))
                }
                Part::Payload if payload_is_null => Value::Null,
                Part::Payload => Value::Raw(payload),
            };
            take(index, value)?;
        }
        Ok(())
    }
}

/// A value's own bytes, checked in full: they are JSON in UTF-8.
///
/// # Errors
/// What is wrong with them, with its place in the frame.
pub fn checked_bytes(value: RawValue<'_>) -> Result<&[u8], Error> {
    let bytes = value.as_bytes()?;
    match zerocord::validate(bytes) {
        Ok(()) => Ok(bytes),
        Err(error) => Err(Error::new(error.kind(), value.offset() + error.offset())),
    }
}
