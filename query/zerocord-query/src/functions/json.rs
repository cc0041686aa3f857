//! Functions that read JSON columns, such as `_extra`.

use std::borrow::Cow;
use std::sync::Arc;

use datafusion::arrow::array::{
    Array, ArrayRef, AsArray, Int64Array, ListBuilder, StringArray, StringBuilder,
};
use datafusion::arrow::datatypes::{DataType, Field};
use datafusion::common::{Result, ScalarValue, plan_err};
use datafusion::logical_expr::{ColumnarValue, ScalarFunctionArgs, ScalarUDFImpl, Signature, Volatility};
use zerocord::{RawValue, ValueKind};

/// A function of a JSON column and the steps to a value in it.
#[derive(Debug, PartialEq, Eq, Hash)]
pub(crate) struct JsonFunction {
    kind: JsonKind,
    signature: Signature,
}

/// The type that a function returns.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum JsonKind {
    Text,
    Int,
    Length,
    Keys,
}

/// A step to a value: a key of an object, or an index of an array.
enum PathStep {
    Key(String),
    Index(usize),
}

impl JsonKind {
    pub(crate) const ALL: [JsonKind; 4] = [JsonKind::Text, JsonKind::Int, JsonKind::Length, JsonKind::Keys];
}

impl JsonFunction {
    pub(crate) fn new(kind: JsonKind) -> JsonFunction {
        JsonFunction { kind, signature: Signature::user_defined(Volatility::Immutable) }
    }
}

impl ScalarUDFImpl for JsonFunction {
    fn name(&self) -> &str {
        match self.kind {
            JsonKind::Text => "json_text",
            JsonKind::Int => "json_int",
            JsonKind::Length => "json_length",
            JsonKind::Keys => "json_keys",
        }
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn coerce_types(&self, given: &[DataType]) -> Result<Vec<DataType>> {
        let is_text = |given: &DataType| given.is_string() || given.is_null();
        let step = |given: &DataType| match given {
            given if given.is_string() => Some(DataType::Utf8),
            given if given.is_integer() => Some(DataType::Int64),
            _ => None,
        };
        let types = match given.split_first() {
            Some((json, steps)) if is_text(json) => std::iter::once(Some(DataType::Utf8))
                .chain(steps.iter().map(step))
                .collect::<Option<Vec<_>>>(),
            _ => None,
        };
        match types {
            Some(types) => Ok(types),
            None => plan_err!("{0} takes other arguments: {0}(json, 'key', index, ...)", self.name()),
        }
    }

    fn return_type(&self, _arguments: &[DataType]) -> Result<DataType> {
        Ok(match self.kind {
            JsonKind::Text => DataType::Utf8,
            JsonKind::Int | JsonKind::Length => DataType::Int64,
            JsonKind::Keys => DataType::List(Arc::new(Field::new_list_field(DataType::Utf8, true))),
        })
    }

    fn invoke_with_args(&self, arguments: ScalarFunctionArgs) -> Result<ColumnarValue> {
        let Some((json, steps)) = arguments.args.split_first() else { return self.constant_steps() };
        let mut path = Vec::new();
        for step in steps {
            path.push(match step {
                ColumnarValue::Scalar(ScalarValue::Utf8(Some(key))) => PathStep::Key(key.clone()),
                ColumnarValue::Scalar(ScalarValue::Int64(Some(index))) => {
                    // No array is so long.
                    PathStep::Index(usize::try_from(*index).unwrap_or(usize::MAX))
                }
                _ => return self.constant_steps(),
            });
        }
        let array = json.to_array(arguments.number_rows)?;
        let result = self.kind.evaluate(array.as_string(), &path);
        Ok(match json {
            ColumnarValue::Scalar(_) if !result.is_empty() => {
                ColumnarValue::Scalar(ScalarValue::try_from_array(&result, 0)?)
            }
            _ => ColumnarValue::Array(result),
        })
    }
}

impl JsonFunction {
    fn constant_steps(&self) -> Result<ColumnarValue> {
        plan_err!("{}: keys and indexes must be constants", self.name())
    }
}

impl JsonKind {
    fn evaluate(self, json: &StringArray, path: &[PathStep]) -> ArrayRef {
        let values = json.iter().map(|json| find(json?, path));
        match self {
            JsonKind::Text => {
                let mut texts = StringBuilder::new();
                values.for_each(|value| texts.append_option(value.and_then(text)));
                Arc::new(texts.finish())
            }
            JsonKind::Int => Arc::new(values.map(|value| text(value?)?.parse().ok()).collect::<Int64Array>()),
            JsonKind::Length => Arc::new(values.map(|value| length(value?)).collect::<Int64Array>()),
            JsonKind::Keys => {
                let mut lists = ListBuilder::new(StringBuilder::new());
                for value in values {
                    let keys = value.and_then(keys);
                    for key in keys.iter().flatten() {
                        lists.values().append_value(key);
                    }
                    lists.append(keys.is_some());
                }
                Arc::new(lists.finish())
            }
        }
    }
}

/// The value at a path; nothing if there is none, or the JSON is malformed.
fn find<'j>(json: &'j str, path: &[PathStep]) -> Option<RawValue<'j>> {
    let mut value = RawValue::new(json.as_bytes()).ok()?;
    for step in path {
        value = match step {
            PathStep::Index(index) => value.elements().ok()?.nth(*index)?.ok()?,
            PathStep::Key(wanted) => value
                .members()
                .ok()?
                .map_while(Result::ok)
                .find(|(key, _)| key.is(wanted))
                .map(|(_, value)| value)?,
        };
    }
    Some(value)
}

/// A string without its quotes, another value as it is written; nothing for null.
fn text(value: RawValue<'_>) -> Option<Cow<'_, str>> {
    match value.kind().ok()? {
        ValueKind::Null => None,
        ValueKind::String => value.deserialize::<String>().ok().map(Cow::Owned),
        _ => std::str::from_utf8(value.to_bytes().ok()?).ok().map(Cow::Borrowed),
    }
}

/// The number of members or elements.
fn length(value: RawValue<'_>) -> Option<i64> {
    let count = match value.kind().ok()? {
        ValueKind::Object => value.members().ok()?.count(),
        ValueKind::Array => value.elements().ok()?.count(),
        _ => return None,
    };
    i64::try_from(count).ok()
}

fn keys(value: RawValue<'_>) -> Option<Vec<String>> {
    let members = value.members().ok()?.map_while(Result::ok);
    Some(members.filter_map(|(key, _)| key.text().ok().map(Cow::into_owned)).collect())
}
