//! Replaces each struct column by one column per field: `author.id` instead of `id` in `author`.

use std::sync::Arc;

use arrow_array::cast::AsArray;
use arrow_array::{Array, ArrayRef, RecordBatch, RecordBatchOptions, make_array};
use arrow_schema::{ArrowError, DataType, Field, FieldRef, Schema, SchemaRef};

/// The schema with the fields of structs as columns. Lists and maps are unchanged.
pub fn flat_schema(schema: &Schema) -> SchemaRef {
    let mut fields = Vec::new();
    for field in schema.fields() {
        add_fields(field.name(), field, &mut fields);
    }
    Arc::new(Schema::new_with_metadata(fields, schema.metadata().clone()))
}

fn add_fields(name: &str, field: &FieldRef, fields: &mut Vec<FieldRef>) {
    match field.data_type() {
        DataType::Struct(inner) => {
            for field in inner {
                add_fields(&format!("{name}.{}", field.name()), field, fields);
            }
        }
        _ => fields.push(Arc::new(Field::clone(field).with_name(name))),
    }
}

/// The batch with the columns of its [`flat_schema`].
///
/// # Errors
/// The schema does not belong to the batch.
pub fn flatten(batch: &RecordBatch, schema: &SchemaRef) -> Result<RecordBatch, ArrowError> {
    let mut columns = Vec::with_capacity(schema.fields().len());
    for column in batch.columns() {
        add_columns(column, &mut columns)?;
    }
    let options = RecordBatchOptions::new().with_row_count(Some(batch.num_rows()));
    RecordBatch::try_new_with_options(schema.clone(), columns, &options)
}

fn add_columns(column: &ArrayRef, columns: &mut Vec<ArrayRef>) -> Result<(), ArrowError> {
    let Some(parent) = column.as_struct_opt() else {
        columns.push(column.clone());
        return Ok(());
    };
    for child in parent.columns() {
        add_columns(&within(parent.nulls(), child)?, columns)?;
    }
    Ok(())
}

/// A field of a struct as a column. It is null where the struct is null.
pub fn within(parent: Option<&arrow_buffer::NullBuffer>, child: &ArrayRef) -> Result<ArrayRef, ArrowError> {
    let Some(parent) = parent.filter(|nulls| nulls.null_count() > 0) else { return Ok(child.clone()) };
    let nulls = arrow_buffer::NullBuffer::union(Some(parent), child.nulls());
    Ok(make_array(child.to_data().into_builder().nulls(nulls).build()?))
}
