//! An independent reader of frames: serde_json, guided by the types of a schema.

#![allow(dead_code)] // each test uses only what it needs

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};
use zerocord_arrow::arrow_array::cast::AsArray;
use zerocord_arrow::arrow_array::types::{
    Float64Type, Int64Type, TimestampMicrosecondType, UInt32Type, UInt64Type,
};
use zerocord_arrow::arrow_array::{Array, RecordBatch};
use zerocord_arrow::arrow_schema::{DataType, Field, Fields, Schema};
use zerocord_arrow::{FrameColumn, TableOptions};

/// All columns that a table can have.
pub fn everything(depth: usize) -> TableOptions {
    use FrameColumn::{Absent, Extra, File, Line, Offset, Received, Seq, Session, Shard};
    TableOptions::default()
        .depth(depth)
        .content(true)
        .frame_columns([Seq, Shard, Session, File, Line, Offset, Received, Absent, Extra])
}

/// One row of a batch, with each cell as JSON. Times are microseconds, JSON columns are parsed.
pub fn row(batch: &RecordBatch, index: usize) -> Map<String, Value> {
    let schema = batch.schema();
    let cells = schema.fields().iter().zip(batch.columns());
    cells.map(|(field, array)| (field.name().clone(), cell(field, array.as_ref(), index))).collect()
}

fn is_json(field: &Field) -> bool {
    field.metadata().get("ARROW:extension:name").is_some_and(|name| name == "arrow.json")
}

fn cell(field: &Field, array: &dyn Array, index: usize) -> Value {
    if array.is_null(index) {
        return Value::Null;
    }
    match field.data_type() {
        DataType::UInt64 => json!(array.as_primitive::<UInt64Type>().value(index)),
        DataType::UInt32 => json!(array.as_primitive::<UInt32Type>().value(index)),
        DataType::Int64 => json!(array.as_primitive::<Int64Type>().value(index)),
        DataType::Float64 => json!(array.as_primitive::<Float64Type>().value(index)),
        DataType::Boolean => json!(array.as_boolean().value(index)),
        DataType::Timestamp(..) => json!(array.as_primitive::<TimestampMicrosecondType>().value(index)),
        DataType::Utf8 if is_json(field) => {
            let text = array.as_string::<i32>().value(index);
            serde_json::from_str(text).unwrap_or_else(|error| panic!("{}: {error}: {text}", field.name()))
        }
        DataType::Utf8 => json!(array.as_string::<i32>().value(index)),
        DataType::Struct(fields) => {
            let columns = fields.iter().zip(array.as_struct().columns());
            columns.map(|(field, array)| (field.name().clone(), cell(field, array.as_ref(), index))).collect()
        }
        DataType::List(item) => {
            let list = array.as_list::<i32>().value(index);
            (0..list.len()).map(|element| cell(item, list.as_ref(), element)).collect()
        }
        DataType::Map(entries, _) => {
            let DataType::Struct(fields) = entries.data_type() else { panic!("{entries}") };
            let pairs = array.as_map().value(index);
            let entry = |entry| {
                let key = match cell(&fields[0], pairs.column(0).as_ref(), entry) {
                    Value::String(text) => text,
                    number => number.to_string(),
                };
                (key, cell(&fields[1], pairs.column(1).as_ref(), entry))
            };
            (0..pairs.len()).map(entry).collect()
        }
        other => panic!("{other}"),
    }
}

/// The expected columns of the payload.
pub fn want(schema: &Schema, payload: &Value) -> Map<String, Value> {
    let fields = schema.fields().iter().filter(|field| FrameColumn::named(field.name()).is_none());
    fields
        .map(|field| {
            let value = match payload {
                Value::Object(members) => members.get(field.name()),
                _ => None,
            };
            (field.name().clone(), want_cell(field, field, value))
        })
        .collect()
}

/// `described` has the metadata: the metadata of a list describes its elements.
fn want_cell(field: &Field, described: &Field, value: Option<&Value>) -> Value {
    let kind = described.metadata().get("zerocord.kind").map_or("", String::as_str);
    if kind == "null_flag" {
        return match value {
            None => json!(false),
            Some(Value::Null) => json!(true),
            Some(Value::Bool(value)) => json!(value),
            Some(_) => Value::Null,
        };
    }
    let Some(value) = value.filter(|value| !value.is_null()) else { return Value::Null };
    match field.data_type() {
        DataType::UInt64 => {
            digits(value).and_then(|digits| digits.parse::<u64>().ok()).map_or(Value::Null, Value::from)
        }
        DataType::UInt32 => {
            value.as_u64().and_then(|number| u32::try_from(number).ok()).map_or(Value::Null, Value::from)
        }
        DataType::Int64 => value.as_i64().map_or(Value::Null, Value::from),
        DataType::Float64 => value.as_f64().map_or(Value::Null, Value::from),
        DataType::Boolean => value.as_bool().map_or(Value::Null, Value::from),
        DataType::Timestamp(..) => time(kind, value).map_or(Value::Null, Value::from),
        DataType::Utf8 if is_json(field) => value.clone(),
        DataType::Utf8 if matches!(kind, "permissions" | "flags") => {
            digits(value).map_or(Value::Null, Value::from)
        }
        DataType::Utf8 => value.as_str().map_or(Value::Null, Value::from),
        DataType::Struct(fields) => match value {
            Value::Object(members) => want_members(fields, members),
            _ => Value::Null,
        },
        DataType::List(item) => match value {
            Value::Array(elements) => {
                elements.iter().map(|element| want_cell(item, described, Some(element))).collect()
            }
            _ => Value::Null,
        },
        DataType::Map(entries, _) => {
            let (DataType::Struct(fields), Value::Object(members)) = (entries.data_type(), value) else {
                return Value::Null;
            };
            let members = members.iter().filter_map(|(key, value)| {
                let key = match fields[0].data_type() {
                    DataType::UInt64 => digits(&json!(key))?.parse::<u64>().ok()?.to_string(),
                    _ => key.clone(),
                };
                Some((key, want_cell(&fields[1], described, Some(value))))
            });
            members.collect()
        }
        other => panic!("{other}"),
    }
}

fn want_members(fields: &Fields, members: &Map<String, Value>) -> Value {
    fields
        .iter()
        .map(|field| (field.name().clone(), want_cell(field, field, members.get(field.name()))))
        .collect()
}

fn digits(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => {
            (!text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())).then(|| text.clone())
        }
        Value::Number(number) => number.as_u64().map(|number| number.to_string()),
        _ => None,
    }
}

fn time(kind: &str, value: &Value) -> Option<i64> {
    match kind {
        "timestamp" => Some(value.as_str()?.parse::<jiff::Timestamp>().ok()?.as_microsecond()),
        "unix_seconds" => value.as_i64()?.checked_mul(1_000_000),
        "unix_millis" => value.as_i64()?.checked_mul(1_000),
        _ => None,
    }
}

/// The paths of columns whose key is absent, and the keys without a column, by path.
pub fn absent_and_extra(schema: &Schema, payload: &Value) -> (Vec<String>, BTreeMap<String, Value>) {
    let fields: Fields =
        schema.fields().iter().filter(|field| FrameColumn::named(field.name()).is_none()).cloned().collect();
    let (mut absent, mut extra) = (Vec::new(), BTreeMap::new());
    match payload {
        // The payload is a single cell.
        _ if fields.len() == 1 && fields[0].name() == "d" => {
            nested(fields[0].data_type(), payload, "d", &mut extra)
        }
        Value::Object(members) => walk(&fields, members, "", Some(&mut absent), &mut extra),
        _ => absent.extend(fields.iter().map(|field| field.name().clone())),
    }
    absent.sort();
    (absent, extra)
}

fn walk(
    fields: &Fields,
    members: &Map<String, Value>,
    path: &str,
    mut absent: Option<&mut Vec<String>>,
    extra: &mut BTreeMap<String, Value>,
) {
    for (key, value) in members {
        if !fields.iter().any(|field| field.name() == key) {
            extra.insert(format!("{path}{key}"), value.clone());
        }
    }
    for field in fields {
        let path_of_field = format!("{path}{}", field.name());
        match (members.get(field.name()), field.data_type()) {
            (None, _) => absent.iter_mut().for_each(|absent| absent.push(path_of_field.clone())),
            (Some(Value::Object(members)), DataType::Struct(fields)) => {
                walk(fields, members, &format!("{path_of_field}."), absent.as_deref_mut(), extra);
            }
            (Some(value), data_type) => nested(data_type, value, &path_of_field, extra),
        }
    }
}

/// Keys of objects in lists and maps.
fn nested(data_type: &DataType, value: &Value, path: &str, extra: &mut BTreeMap<String, Value>) {
    let each = |fields: &Fields, key: &str, value: &Value, extra: &mut BTreeMap<String, Value>| {
        if let Value::Object(members) = value {
            walk(fields, members, &format!("{path}.{key}."), None, extra);
        }
    };
    match (data_type, value) {
        (DataType::List(item), Value::Array(elements)) => {
            let DataType::Struct(fields) = item.data_type() else { return };
            for (index, element) in elements.iter().enumerate() {
                each(fields, &index.to_string(), element, extra);
            }
        }
        (DataType::Map(entries, _), Value::Object(members)) => {
            let DataType::Struct(pair) = entries.data_type() else { return };
            let DataType::Struct(fields) = pair[1].data_type() else { return };
            for (key, value) in members {
                if pair[0].data_type() != &DataType::UInt64 || digits(&json!(key)).is_some() {
                    each(fields, key, value, extra);
                }
            }
        }
        _ => {}
    }
}
