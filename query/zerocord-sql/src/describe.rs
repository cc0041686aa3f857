//! `DESCRIBE`: the columns of a table, fields of structs included, by the names that queries use.

use std::sync::Arc;

use datafusion::arrow::array::{RecordBatch, StringBuilder};
use datafusion::arrow::datatypes::{DataType, Field, Schema};
use datafusion::common::Result;

/// A row for each column and each field of a struct: its name, its type, and what the values mean.
///
/// # Errors
/// None is expected: the columns are of equal length.
pub fn describe(schema: &Schema) -> Result<RecordBatch> {
    let mut rows = Rows::default();
    schema.fields().iter().for_each(|field| rows.add("", field));
    let fields = ["column_name", "data_type", "kind"].map(|name| Field::new(name, DataType::Utf8, true));
    let Rows { mut names, mut types, mut kinds } = rows;
    Ok(RecordBatch::try_new(
        Arc::new(Schema::new(fields.to_vec())),
        vec![Arc::new(names.finish()), Arc::new(types.finish()), Arc::new(kinds.finish())],
    )?)
}

#[derive(Default)]
struct Rows {
    names: StringBuilder,
    types: StringBuilder,
    kinds: StringBuilder,
}

impl Rows {
    fn add(&mut self, path: &str, field: &Field) {
        let name = if path.is_empty() { field.name().clone() } else { format!("{path}.{}", field.name()) };
        let kind = match field.extension_type_name() {
            Some(_) => Some("json"),
            None => field.metadata().get("zerocord.kind").map(String::as_str),
        };
        self.names.append_value(&name);
        self.types.append_value(type_name(field.data_type()));
        self.kinds.append_option(kind);
        if let DataType::Struct(fields) = field.data_type() {
            fields.iter().for_each(|field| self.add(&name, field));
        }
    }
}

/// The type in short: the names of a struct's fields, without their types.
fn type_name(data_type: &DataType) -> String {
    match data_type {
        DataType::Struct(_) => "Struct".to_owned(),
        DataType::List(item) => match item.data_type() {
            DataType::Struct(fields) => {
                let names: Vec<&str> = fields.iter().map(|field| field.name().as_str()).collect();
                format!("List(Struct({}))", names.join(", "))
            }
            item => format!("List({})", type_name(item)),
        },
        DataType::Map(entries, _) => match entries.data_type() {
            DataType::Struct(fields) => {
                let types: Vec<String> = fields.iter().map(|field| type_name(field.data_type())).collect();
                format!("Map({})", types.join(", "))
            }
            _ => "Map".to_owned(),
        },
        DataType::Timestamp(..) => "Timestamp".to_owned(),
        other => other.to_string(),
    }
}
