//! Fields of frames by their names: paths into the payload, parts of the envelope, and properties of the frame.

use zerocord::{Arena, Envelope, Error, RawValue};

use crate::exit::Exit;
use crate::input::lines::LocatedFrame;
use crate::question::event_types::EventTypes;
use crate::question::paths::{NamedPaths, PathList, PathResult, PathRow};
use crate::question::pointed::Pointed;
use crate::question::shard::{ShardReader, recorded_shard};
use crate::question::spelling::{Names, PathTarget, normalize};
use crate::question::unmatched::{Searched, report_unmatched};

/// The selected fields, in order.
#[derive(Debug)]
pub struct Fields {
    names: Vec<String>,
    parts: Vec<PathTarget<usize>>,
    paths: NamedPaths,
    /// Paths into the object around the frame.
    wrapper_paths: NamedPaths,
    shard: Option<ShardReader>,
}

/// The value of a field in one frame, not parsed.
#[derive(Clone, Copy, Debug)]
pub enum Value<'a> {
    /// The field, or an object on the path to it, is absent or null.
    Null,
    Raw(RawValue<'a>),
    /// The values at these keys in each element of a list.
    Elements(RawValue<'a>, &'a [Box<str>]),
    Name(zerocord::EventName<'a>),
    Text(&'a str),
    Number(u64),
}

impl Fields {
    /// The fields with these names. `meanings` resolves those with `$`.
    ///
    /// # Errors
    /// A name is not a path, or is given twice.
    pub fn new(names: &[String], meanings: &Names) -> Result<Fields, Pointed> {
        let (mut paths, mut wrapper_paths) = (PathList::default(), PathList::default());
        let mut parts = Vec::new();
        let names: Vec<String> = names.iter().map(|name| name.trim().to_owned()).collect();
        for (index, name) in names.iter().enumerate() {
            if names[..index].contains(name) {
                return Err(Pointed::new(format!("the field `{name}` is named twice"), name, 0));
            }
            let path = normalize(name)?;
            let target = PathTarget::of(&path, meanings).map_err(|message| Pointed::new(message, name, 0))?;
            parts.push(
                target.map(|path| wrapper_paths.index_of(path, name), |path| paths.index_of(path, name)),
            );
        }
        let finish = |paths: PathList| {
            paths.finish().map_err(|error| Pointed::new(error.to_string(), error.path(), 0))
        };
        let shard = meanings.shards.and_then(ShardReader::new);
        Ok(Fields { names, parts, paths: finish(paths)?, wrapper_paths: finish(wrapper_paths)?, shard })
    }

    /// Whether line numbers must be known.
    pub fn needs_lines(&self) -> bool {
        self.parts.iter().any(|part| matches!(part, PathTarget::Line))
    }

    /// Reports the paths that were not found in any frame. `option` is where they come from, `types` describes the
    /// selected events. Returns the exit code.
    pub fn report_unmatched(&self, option: &str, types: &EventTypes, searched: Searched) -> Exit {
        let not_found = self.paths.not_found().into_iter();
        let unmatched = not_found.map(|written| report_unmatched(option, written, types, searched)).max();
        let in_wrapper = match searched {
            Searched::All => self.wrapper_paths.report_not_found_in_wrapper(option),
            Searched::UpToLimit => Exit::Done,
        };
        unmatched.unwrap_or_default().max(in_wrapper)
    }

    pub fn names(&self) -> &[String] {
        &self.names
    }

    /// Calls `take` with the value of each field, in order.
    ///
    /// # Errors
    /// The payload, or an object on the path to a field, is malformed or not an object; or `take` returns an error.
    pub fn values<'a>(
        &'a self,
        envelope: Envelope<'a>,
        located: LocatedFrame<'a>,
        arena: &'a Arena,
        take: impl FnMut(usize, Value<'a>) -> Result<(), Error>,
    ) -> Result<(), Error> {
        self.each_value(true, envelope, located, arena, take)
    }

    /// Like [`values`](Fields::values), with null if a value on the path to a field is neither an object nor a list.
    ///
    /// # Errors
    /// The payload, or an object on the path to a field, is malformed; or `take` returns an error.
    pub fn values_or_null<'a>(
        &'a self,
        envelope: Envelope<'a>,
        located: LocatedFrame<'a>,
        arena: &'a Arena,
        take: impl FnMut(usize, Value<'a>) -> Result<(), Error>,
    ) -> Result<(), Error> {
        self.each_value(false, envelope, located, arena, take)
    }

    fn each_value<'a>(
        &'a self,
        is_strict: bool,
        envelope: Envelope<'a>,
        located: LocatedFrame<'a>,
        arena: &'a Arena,
        mut take: impl FnMut(usize, Value<'a>) -> Result<(), Error>,
    ) -> Result<(), Error> {
        let payload = envelope.payload();
        let payload_is_null = payload.is_null()?;
        // An absent payload has no fields. With `is_strict`, any other payload that is not an object is an error.
        let row = match payload_is_null {
            true => None,
            false if is_strict => self.paths.find_in_object(payload, arena)?,
            false => self.paths.find(payload, arena)?,
        };
        let wrapper_row = self.wrapper_paths.find_in_wrapper(located.wrapper, arena)?;
        let value_at = |row: &Option<PathRow<'a, 'a>>, path: usize| {
            Ok(match row.as_ref().map_or(Ok(PathResult::Absent), |row| row.get(path))? {
                PathResult::Absent => Value::Null,
                PathResult::Value(value) => Value::Raw(value),
                PathResult::Elements(list, keys) => Value::Elements(list, keys),
                PathResult::NoWay(error) if is_strict => return Err(error),
                PathResult::NoWay(_) => Value::Null,
            })
        };
        for (index, part) in self.parts.iter().enumerate() {
            let value = match part {
                PathTarget::Path(path) => value_at(&row, *path)?,
                PathTarget::Wrapper(path) => value_at(&wrapper_row, *path)?,
                PathTarget::RecordedShard(path) => match value_at(&wrapper_row, *path)? {
                    Value::Raw(value) => recorded_shard(value)?.map_or(Value::Null, Value::Raw),
                    value => value,
                },
                PathTarget::EventName => envelope.event_name()?.map_or(Value::Null, Value::Name),
                PathTarget::Sequence => envelope.sequence()?.map_or(Value::Null, Value::Number),
                PathTarget::Opcode => {
                    envelope.opcode()?.map_or(Value::Null, |opcode| Value::Number(opcode.number()))
                }
                PathTarget::Bytes => Value::Number(located.frame.len() as u64),
                PathTarget::File => Value::Text(located.file),
                PathTarget::Line => Value::Number(located.line_of_file()),
                PathTarget::Shard => {
                    let shard = self.shard.as_ref().map_or(Ok(None), |shard| shard.read(envelope, arena))?;
                    shard.map_or(Value::Null, Value::Number)
                }
                PathTarget::Payload if payload_is_null => Value::Null,
                PathTarget::Payload => Value::Raw(payload),
            };
            take(index, value)?;
        }
        Ok(())
    }
}
