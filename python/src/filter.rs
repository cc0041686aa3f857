//! Conditions on rows that are checked before a row is made.
//!
//! A frame is left out only if its row would certainly fail a condition. The caller applies the conditions again.

use std::collections::HashSet;

use arrow_schema::{DataType, Field, Fields, Schema};
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use zerocord::view::Projection;
use zerocord::{Arena, Envelope, Error, RawValue, Snowflake, Timestamp};

/// Conditions that all have to hold.
#[derive(Debug)]
pub struct RowFilter {
    event: String,
    projection: Projection,
    conditions: Vec<Condition>,
}

#[derive(Debug)]
struct Condition {
    number: NumberKind,
    test: Test,
}

/// How a value is read as a number.
#[derive(Clone, Copy, Debug)]
enum NumberKind {
    Id,
    Integer,
    Time,
    /// Microseconds per unit.
    UnixTime(i64),
}

#[derive(Debug)]
enum Test {
    In(HashSet<i128>),
    Between(i128, i128),
    IsNull,
    IsNotNull,
}

impl RowFilter {
    /// The filter of conditions such as `("guild_id", "in", [5, 7])`, or `("timestamp", "between", [0, 9])` in microseconds.
    ///
    /// # Errors
    /// `ValueError` for a path that is not a column of ids, whole numbers or times.
    pub fn new(
        event: &str,
        schema: &Schema,
        conditions: Vec<(String, String, Vec<i128>)>,
    ) -> PyResult<RowFilter> {
        let paths = conditions.iter().map(|(path, ..)| path);
        let projection = Projection::new(paths).map_err(|error| PyValueError::new_err(error.to_string()))?;
        let conditions = conditions.into_iter().map(|(path, test, values)| {
            let number = number_kind(schema.fields(), &path).ok_or_else(|| {
                PyValueError::new_err(format!("`{path}` is not a column of ids, whole numbers or times"))
            })?;
            let test = match (test.as_str(), values.as_slice()) {
                ("in", _) => Test::In(values.into_iter().collect()),
                ("between", &[low, high]) => Test::Between(low, high),
                ("null", []) => Test::IsNull,
                ("not_null", []) => Test::IsNotNull,
                _ => return Err(PyValueError::new_err(format!("unknown condition `{test}`"))),
            };
            Ok(Condition { number, test })
        });
        Ok(RowFilter {
            event: event.to_owned(),
            projection,
            conditions: conditions.collect::<PyResult<_>>()?,
        })
    }

    /// Whether the frame certainly becomes no row that meets the conditions. False for a frame with a fault.
    pub fn excludes(&self, frame: &[u8]) -> bool {
        let Ok(envelope) = Envelope::peek(frame) else { return false };
        let Ok(Some(name)) = envelope.event_name() else { return false };
        if name.as_known_str() != Some(&self.event) {
            return false;
        }
        let arena = Arena::new();
        let Ok(row) = self.projection.project(envelope.payload(), &arena) else { return false };
        self.conditions.iter().enumerate().any(|(index, condition)| {
            let number = row.value(index).and_then(|value| match value {
                Some(value) => condition.number.read(value),
                None => Ok(None),
            });
            number.is_ok_and(|number| !condition.test.holds(number))
        })
    }
}

impl NumberKind {
    fn read(self, value: RawValue<'_>) -> Result<Option<i128>, Error> {
        let arena = Arena::new();
        Ok(match self {
            NumberKind::Id => value.parse::<Option<Snowflake>>(&arena)?.map(|id| id.get().into()),
            NumberKind::Integer => value.parse::<Option<i64>>(&arena)?.map(i128::from),
            NumberKind::Time => {
                value.parse::<Option<Timestamp>>(&arena)?.map(|time| time.unix_micros().into())
            }
            NumberKind::UnixTime(micros) => {
                value.parse::<Option<i64>>(&arena)?.map(|number| i128::from(number) * i128::from(micros))
            }
        })
    }
}

impl Test {
    fn holds(&self, number: Option<i128>) -> bool {
        match (self, number) {
            (Test::In(numbers), Some(number)) => numbers.contains(&number),
            (Test::Between(low, high), Some(number)) => (*low..=*high).contains(&number),
            (Test::In(_) | Test::Between(..), None) => false,
            (Test::IsNull, number) => number.is_none(),
            (Test::IsNotNull, number) => number.is_some(),
        }
    }
}

/// How the values of a column are read as numbers; `None` if they are not, or if the column is inside a list.
fn number_kind(fields: &Fields, path: &str) -> Option<NumberKind> {
    let (key, rest) = path.split_once('.').map_or((path, None), |(key, rest)| (key, Some(rest)));
    let field: &Field = fields.iter().find(|field| field.name() == key)?;
    match (rest, field.data_type()) {
        (Some(rest), DataType::Struct(fields)) => number_kind(fields, rest),
        (Some(_), _) => None,
        (None, data_type) => match (field.metadata().get("zerocord.kind")?.as_str(), data_type) {
            ("snowflake", DataType::UInt64) => Some(NumberKind::Id),
            ("integer" | "enum" | "flags", DataType::Int64) => Some(NumberKind::Integer),
            ("timestamp", DataType::Timestamp(..)) => Some(NumberKind::Time),
            ("unix_seconds", DataType::Timestamp(..)) => Some(NumberKind::UnixTime(1_000_000)),
            ("unix_millis", DataType::Timestamp(..)) => Some(NumberKind::UnixTime(1000)),
            _ => None,
        },
    }
}
