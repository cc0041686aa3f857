//! Writes results.

use std::io::Write;
use std::sync::Arc;

use datafusion::arrow::array::{Array, ArrayRef, RecordBatch, StringArray};
use datafusion::arrow::csv;
use datafusion::arrow::datatypes::{DataType, Field, Schema, SchemaRef};
use datafusion::arrow::json::writer::{JsonArray, LineDelimited, WriterBuilder, make_encoder};
use datafusion::arrow::json::{EncoderOptions, Writer as JsonWriter};
use datafusion::arrow::util::pretty::pretty_format_batches_with_schema;
use datafusion::common::Result;
use datafusion::parquet::arrow::ArrowWriter;
use datafusion::parquet::basic::{Compression, ZstdLevel};
use datafusion::parquet::file::properties::WriterProperties;

use crate::arguments::Format;
use crate::target::Target;

/// Writes the batches of one result.
pub enum ResultWriter {
    None(Target),
    Table { target: Target, schema: SchemaRef, shown: Vec<RecordBatch>, row_count: usize, rows_max: usize },
    Csv(Box<csv::Writer<Target>>, SchemaRef),
    Json(JsonWriter<Target, JsonArray>),
    Ndjson(JsonWriter<Target, LineDelimited>),
    Parquet(Box<ArrowWriter<Target>>),
}

impl ResultWriter {
    /// # Errors
    /// The format cannot hold the schema.
    pub fn new(format: Format, target: Target, schema: SchemaRef, rows_max: usize) -> Result<ResultWriter> {
        let json = || WriterBuilder::new().with_explicit_nulls(true);
        Ok(match format {
            // Statements such as CREATE VIEW have no columns, and nothing is written.
            _ if schema.fields().is_empty() => ResultWriter::None(target),
            Format::Table => {
                ResultWriter::Table { target, schema, shown: Vec::new(), row_count: 0, rows_max }
            }
            Format::Csv => {
                let mut writer = csv::WriterBuilder::new().with_header(true).build(target);
                // A result without rows has names too.
                let schema = flat_schema(&schema);
                writer.write(&RecordBatch::new_empty(schema.clone()))?;
                ResultWriter::Csv(Box::new(writer), schema)
            }
            Format::Json => ResultWriter::Json(json().build(target)),
            Format::Ndjson => ResultWriter::Ndjson(json().build(target)),
            Format::Parquet => {
                let properties =
                    WriterProperties::builder().set_compression(Compression::ZSTD(ZstdLevel::try_new(3)?));
                ResultWriter::Parquet(Box::new(ArrowWriter::try_new(
                    target,
                    schema,
                    Some(properties.build()),
                )?))
            }
        })
    }

    /// # Errors
    /// Writing fails.
    pub fn write(&mut self, batch: &RecordBatch) -> Result<()> {
        match self {
            ResultWriter::None(_) => {}
            ResultWriter::Table { shown, row_count, rows_max, .. } => {
                let room = rows_max.saturating_sub(*row_count);
                if room > 0 && batch.num_rows() > 0 {
                    shown.push(batch.slice(0, room.min(batch.num_rows())));
                }
                *row_count += batch.num_rows();
            }
            ResultWriter::Csv(writer, schema) => writer.write(&flat(batch, schema)?)?,
            ResultWriter::Json(writer) => writer.write(batch)?,
            ResultWriter::Ndjson(writer) => writer.write(batch)?,
            ResultWriter::Parquet(writer) => writer.write(batch)?,
        }
        Ok(())
    }

    /// Writes the end.
    ///
    /// # Errors
    /// Writing fails.
    pub fn finish(self) -> Result<()> {
        match self {
            ResultWriter::None(target) => target.finish()?,
            ResultWriter::Table { mut target, schema, shown, row_count, rows_max } => {
                writeln!(target, "{}", pretty_format_batches_with_schema(schema, &shown)?)?;
                if row_count > rows_max {
                    writeln!(target, "{row_count} rows, of which {rows_max} are shown (--rows)")?;
                }
                target.finish()?;
            }
            ResultWriter::Csv(writer, _) => writer.into_inner().finish()?,
            ResultWriter::Json(mut writer) => {
                writer.finish()?;
                let mut target = writer.into_inner();
                target.write_all(b"\n")?;
                target.finish()?;
            }
            ResultWriter::Ndjson(mut writer) => {
                writer.finish()?;
                writer.into_inner().finish()?;
            }
            ResultWriter::Parquet(writer) => writer.into_inner()?.finish()?,
        }
        Ok(())
    }
}

/// The schema with nested columns as strings.
fn flat_schema(schema: &Schema) -> SchemaRef {
    let field = |field: &Arc<Field>| match field.data_type().is_nested() {
        true => Field::new(field.name(), DataType::Utf8, true),
        false => field.as_ref().clone(),
    };
    Arc::new(Schema::new(schema.fields().iter().map(field).collect::<Vec<_>>()))
}

/// The batch with nested columns as JSON.
fn flat(batch: &RecordBatch, schema: &SchemaRef) -> Result<RecordBatch> {
    let columns = batch.schema_ref().fields().iter().zip(batch.columns()).map(|(field, column)| {
        if field.data_type().is_nested() { as_json(field, column) } else { Ok(column.clone()) }
    });
    Ok(RecordBatch::try_new(schema.clone(), columns.collect::<Result<_>>()?)?)
}

fn as_json(field: &Arc<Field>, column: &ArrayRef) -> Result<ArrayRef> {
    let options = EncoderOptions::default();
    let mut encoder = make_encoder(field, column.as_ref(), &options)?;
    let mut buffer = Vec::new();
    let text = |row: usize| {
        if column.is_null(row) {
            return None;
        }
        buffer.clear();
        encoder.encode(row, &mut buffer);
        Some(String::from_utf8_lossy(&buffer).into_owned())
    };
    Ok(Arc::new((0..column.len()).map(text).collect::<StringArray>()))
}
