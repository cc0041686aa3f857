//! The fields that are selected: paths into the payload, and parts of the envelope.

use zerocord::view::PathError;
use zerocord::{Arena, Envelope, Error, RawValue};

use crate::paths::{Found, Paths};
use crate::pointed::Pointed;

/// The selected fields, in their order.
#[derive(Debug)]
pub struct Fields {
    names: Vec<String>,
    parts: Vec<Part>,
    paths: Paths,
}

#[derive(Clone, Copy, Debug)]
enum Part {
    /// The path of this index.
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
    /// The values at these keys in the elements of a list.
    Elements(RawValue<'a>, &'a [Box<str>]),
    Name(zerocord::EventName<'a>),
    Number(u64),
}

impl Fields {
    /// The fields of these names.
    pub fn new(names: &[String]) -> Result<Fields, Pointed> {
        let mut paths = Vec::new();
        let mut parts = Vec::new();
        for (index, name) in names.iter().enumerate() {
            if names[..index].contains(name) {
                return Err(Pointed::new(format!("the field `{name}` is named twice"), name, 0));
            }
            parts.push(match name.as_str() {
                "$t" => Part::EventName,
                "$s" => Part::Sequence,
                "$op" => Part::Opcode,
                "$d" => Part::Payload,
                name if name.starts_with('$') => {
                    let message = format!("the envelope has no `{name}`: there are $t, $s, $op and $d");
                    return Err(Pointed::new(message, name, 0));
                }
                path => {
                    paths.push(path);
                    Part::Path(paths.len() - 1)
                }
            });
        }
        let paths = Paths::new(&paths).map_err(|error| fault_of(&error))?;
        Ok(Fields { names: names.to_vec(), parts, paths })
    }

    pub fn names(&self) -> &[String] {
        &self.names
    }

    /// Calls `take` with the value of each field, in their order.
    ///
    /// # Errors
    /// Where the payload, or an object on the way to a field, is broken or no object; those of `take`.
    pub fn values<'a>(
        &'a self,
        envelope: Envelope<'a>,
        arena: &'a Arena,
        mut take: impl FnMut(usize, Value<'a>) -> Result<(), Error>,
    ) -> Result<(), Error> {
        let payload = envelope.payload();
        let payload_is_null = payload.is_null()?;
        let row = match self.paths.is_empty() || payload_is_null {
            true => None,
            false => Some(self.paths.find(payload, arena)?),
        };
        for (index, part) in self.parts.iter().enumerate() {
            let value = match part {
                Part::Path(path) => match row.as_ref().map_or(Ok(Found::Absent), |row| row.get(*path))? {
                    Found::Absent => Value::Null,
                    Found::Value(value) => Value::Raw(value),
                    Found::Elements(list, keys) => Value::Elements(list, keys),
                    Found::NoWay(error) => return Err(error),
                },
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

/// The fault of a path, with the place in it.
fn fault_of(error: &PathError) -> Pointed {
    let path = error.path();
    let at = match path.strip_prefix('.') {
        Some(_) => 0,
        None => path.find("..").map_or(path.len(), |dots| dots + 1),
    };
    Pointed::new(error.to_string(), path, at)
}
