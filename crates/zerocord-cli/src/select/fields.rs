//! The fields that are selected: paths into the payload, and parts of the envelope.

use zerocord::{Arena, Envelope, Error, RawValue};

use crate::exit::Exit;
use crate::paths::{Found, Paths};
use crate::pointed::Pointed;
use crate::question::event_types::EventTypes;
use crate::question::spelling::normalize;
use crate::question::unmatched::report_unmatched;

/// How messages name where the paths come from.
const OPTION: &str = "--fields";

/// The selected fields, in their order.
#[derive(Debug)]
pub struct Fields {
    names: Vec<String>,
    parts: Vec<Part>,
    paths: Paths,
    /// The same paths as they were written.
    written: Vec<String>,
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
    ///
    /// # Errors
    /// A name that is no path, and one that is given twice.
    pub fn new(names: &[String]) -> Result<Fields, Pointed> {
        let (mut paths, mut written) = (Vec::new(), Vec::new());
        let mut parts = Vec::new();
        let names: Vec<String> = names.iter().map(|name| name.trim().to_owned()).collect();
        for (index, name) in names.iter().enumerate() {
            if names[..index].contains(name) {
                return Err(Pointed::new(format!("the field `{name}` is named twice"), name, 0));
            }
            let path = normalize(name)?;
            parts.push(match path.as_str() {
                "$t" => Part::EventName,
                "$s" => Part::Sequence,
                "$op" => Part::Opcode,
                "$d" => Part::Payload,
                path if path.starts_with('$') => {
                    let message = format!("the envelope has no `{path}`: there are $t, $s, $op and $d");
                    return Err(Pointed::new(message, name, 0));
                }
                _ => {
                    written.push(name.clone());
                    paths.push(path);
                    Part::Path(paths.len() - 1)
                }
            });
        }
        let paths = Paths::new(&paths).map_err(|error| Pointed::new(error.to_string(), error.path(), 0))?;
        Ok(Fields { names, parts, paths, written })
    }

    /// Reports the paths that were not in any frame, of these types; gives the exit code.
    pub fn report_unmatched(&self, types: &EventTypes) -> Exit {
        let unmet = self.paths.unmet().into_iter();
        unmet.map(|index| report_unmatched(OPTION, &self.written[index], types)).max().unwrap_or_default()
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
