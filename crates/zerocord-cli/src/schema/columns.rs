//! `zerocord schema --columns`: the columns of tables, as `zerocord convert` writes them.

use arrow_schema::{DataType, Field, TimeUnit};
use zerocord_arrow::{Table, TableError, TableOptions};
use zerocord_schema::{Kind, Object, Schema};

use super::Section;

/// The section of a table: a row for each column, fields of structs included.
///
/// # Errors
/// There is no table with this name.
pub fn section(schema: &Schema, name: &str, options: &TableOptions) -> Result<Section, TableError> {
    let table = Table::of(name, options)?;
    let object = schema.event(name).and_then(|event| match event.payload {
        Kind::Object(object) => Some(&schema.objects[object]),
        _ => None,
    });
    let mut rows = Vec::new();
    for field in table.schema().fields() {
        add_rows(schema, object, field.name(), field, &mut rows);
    }
    let about = match name {
        "unknown" => "Events that the schema does not describe.",
        "other" => "Frames that are not events.",
        _ => schema.event(name).map_or("", |event| event.about.as_str()),
    };
    Ok(Section {
        title: name.to_owned(),
        about: about.to_owned(),
        headings: &["column", "type", "kind", "about"],
        rows,
    })
}

fn add_rows(
    schema: &Schema,
    object: Option<&Object>,
    path: &str,
    field: &Field,
    rows: &mut Vec<Vec<String>>,
) {
    let of_object = object.and_then(|object| object.field(field.name()));
    let kind = field.metadata().get("zerocord.kind").cloned().unwrap_or_default();
    let about = match of_object {
        Some(field) => field.about.clone(),
        None => about_frame(field.name()).to_owned(),
    };
    rows.push(vec![path.to_owned(), type_name(field), kind, about]);
    let inner = match field.data_type() {
        DataType::List(item) => item.data_type(),
        DataType::Map(entries, _) => match entries.data_type() {
            DataType::Struct(pair) if pair.len() == 2 => pair[1].data_type(),
            other => other,
        },
        other => other,
    };
    let DataType::Struct(fields) = inner else { return };
    let object = of_object.and_then(|field| object_of(schema, &field.kind));
    for field in fields {
        add_rows(schema, object, &format!("{path}.{}", field.name()), field, rows);
    }
}

/// The object that a type is, or that its list elements or map values are.
fn object_of<'s>(schema: &'s Schema, kind: &Kind) -> Option<&'s Object> {
    match kind {
        Kind::Object(object) => Some(&schema.objects[*object]),
        Kind::Array(inner) | Kind::Map(_, inner) => object_of(schema, inner),
        _ => None,
    }
}

fn type_name(field: &Field) -> String {
    match field.data_type() {
        DataType::Utf8 if field.extension_type_name().is_some() => "JSON (Utf8)".to_owned(),
        DataType::List(item) => format!("list of {}", type_name(item)),
        DataType::Map(entries, _) => match entries.data_type() {
            DataType::Struct(pair) if pair.len() == 2 => format!("map of {}", type_name(&pair[1])),
            _ => "map".to_owned(),
        },
        DataType::Struct(_) => "struct".to_owned(),
        DataType::Timestamp(TimeUnit::Microsecond, Some(zone)) => format!("Timestamp(µs, {zone})"),
        other => other.to_string(),
    }
}

/// The descriptions of columns that are not fields.
fn about_frame(name: &str) -> &'static str {
    match name {
        "_seq" => "The sequence of the frame.",
        "_shard" => "The shard that received the frame, with --shard-at.",
        "_session" => "The session that received the frame, with --session-at.",
        "_file" => "The recording.",
        "_line" => "The line of the recording, from 1.",
        "_offset" => "The byte of the line on which the frame begins.",
        "_received" => "When the recorder received the frame, with --time-at.",
        "_absent" => "The columns whose keys are absent.",
        "_extra" => "The keys that the schema does not know.",
        "content_len" => "Number of code points of the content, with --derive.",
        "has_link" => "Whether the content has a link, with --derive.",
        "emoji_count" => "Number of emoji in the content, with --derive.",
        "mention_count" => "Number of mentioned users, with --derive.",
        "attachment_count" => "Number of attachments, with --derive.",
        "t" => "The name of the event.",
        "op" => "The opcode.",
        "d" => "The payload.",
        _ => "",
    }
}
