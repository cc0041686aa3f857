//! Writes Parquet files and encodes their columns on several threads.

use std::collections::HashMap;
use std::io::{self, Write};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

use arrow_array::cast::AsArray;
use arrow_array::{Array, RecordBatch};
use arrow_schema::{DataType, Field, SchemaRef};
use parquet::arrow::ArrowWriter;
use parquet::arrow::arrow_writer::{
    ArrowColumnChunk, ArrowColumnWriter, ArrowRowGroupWriterFactory, ArrowWriterOptions, compute_leaves,
};
use parquet::basic::{Compression, ZstdLevel};
use parquet::errors::ParquetError;
use parquet::file::metadata::SortingColumn;
use parquet::file::properties::{EnabledStatistics, WriterProperties, WriterPropertiesBuilder};
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::types::ColumnPath;

/// The probability that a bloom filter does not rule out a row group without the id.
const FALSE_POSITIVES: f64 = 0.01;

/// Ids at this depth and below have no bloom filter.
const BLOOM_DEPTH_MAX: usize = 2;

/// Leaves of fewer bytes in a row group are not compressed.
const COMPRESSED_BYTES_MIN: usize = 256;

/// The minimum number of cells per thread.
const CELLS_PER_THREAD: usize = 100_000;

/// The options for writing Parquet files.
#[derive(Clone, Debug)]
pub struct ParquetOptions {
    pub zstd_level: i32,
    pub row_group_rows: usize,
    /// The column by which each row group is sorted.
    pub sorted_by: Option<String>,
}

/// A Parquet file that is being written.
pub struct ParquetWriter<W: Write + Send> {
    file: SerializedFileWriter<W>,
    schema: SchemaRef,
    group_count: usize,
}

impl<W: Write + Send> ParquetWriter<W> {
    /// Starts a file.
    ///
    /// # Errors
    /// Errors from writing.
    pub fn new(target: W, schema: SchemaRef, options: &ParquetOptions) -> io::Result<ParquetWriter<W>> {
        let properties = properties(&schema, options).map_err(of_parquet)?;
        let options = ArrowWriterOptions::new().with_properties(properties);
        let writer =
            ArrowWriter::try_new_with_options(target, schema.clone(), options).map_err(of_parquet)?;
        let (file, _) = writer.into_serialized_writer().map_err(of_parquet)?;
        Ok(ParquetWriter { file, schema, group_count: 0 })
    }

    /// Writes a row group.
    ///
    /// # Errors
    /// Errors from writing.
    pub fn write_group(&mut self, batches: &[RecordBatch], threads: usize) -> io::Result<()> {
        let chunks = self.encode(batches, threads).map_err(of_parquet)?;
        let mut group = self.file.next_row_group().map_err(of_parquet)?;
        for chunk in chunks {
            chunk.append_to_row_group(&mut group).map_err(of_parquet)?;
        }
        group.close().map_err(of_parquet)?;
        self.group_count += 1;
        Ok(())
    }

    /// Writes the end and returns the target.
    ///
    /// # Errors
    /// Errors from writing.
    pub fn finish(self) -> io::Result<W> {
        self.file.into_inner().map_err(of_parquet)
    }

    /// The writers of the columns of a row group. Leaves with few bytes are not compressed: a compressor takes about a
    /// megabyte of memory, and in most row groups many columns of an event are null.
    fn column_writers(&self, batches: &[RecordBatch]) -> Result<Vec<ArrowColumnWriter>, ParquetError> {
        let mut leaves = Vec::new();
        for (index, field) in self.schema.fields().iter().enumerate() {
            let arrays: Vec<&dyn Array> = batches.iter().map(|batch| batch.column(index).as_ref()).collect();
            add_leaves(&mut Vec::new(), field, &arrays, &mut leaves);
        }
        let mut properties = WriterPropertiesBuilder::from(WriterProperties::clone(self.file.properties()));
        for (path, arrays) in leaves {
            let bytes: usize = arrays.iter().map(|array| value_bytes(*array)).sum();
            if bytes < COMPRESSED_BYTES_MIN {
                properties = properties.set_column_compression(path, Compression::UNCOMPRESSED);
            }
        }
        let root = self.file.schema_descr().root_schema_ptr();
        let group = SerializedFileWriter::new(io::sink(), root, Arc::new(properties.build()))?;
        ArrowRowGroupWriterFactory::new(&group, self.schema.clone()).create_column_writers(self.group_count)
    }

    fn encode(&self, batches: &[RecordBatch], threads: usize) -> Result<Vec<ArrowColumnChunk>, ParquetError> {
        let mut writers = self.column_writers(batches)?.into_iter();
        let fields = self.schema.fields().iter().enumerate();
        let jobs: Vec<(usize, Vec<ArrowColumnWriter>)> = fields
            .map(|(index, field)| (index, writers.by_ref().take(leaf_count(field.data_type())).collect()))
            .collect();
        let cells = jobs.len() * batches.iter().map(RecordBatch::num_rows).sum::<usize>();
        let threads = threads.min(cells / CELLS_PER_THREAD).max(1);
        let schema = &self.schema;
        let encode = |(index, writers)| encode_field(schema.field(index), index, writers, batches);
        let encoded = in_parallel(jobs, threads, encode);
        encoded.into_iter().try_fold(Vec::new(), |mut all, chunks| {
            all.extend(chunks?);
            Ok(all)
        })
    }
}

/// The leaves of a field, with the arrays of each in all batches.
type Leaves<'b> = Vec<(ColumnPath, Vec<&'b dyn Array>)>;

/// Adds the leaves of a field to `leaves`, in the order of their columns in the file.
fn add_leaves<'b>(path: &mut Vec<String>, field: &Field, arrays: &[&'b dyn Array], leaves: &mut Leaves<'b>) {
    path.push(field.name().clone());
    match field.data_type() {
        DataType::Struct(fields) => {
            for (index, field) in fields.iter().enumerate() {
                let inner: Vec<&dyn Array> =
                    arrays.iter().map(|array| array.as_struct().column(index).as_ref()).collect();
                add_leaves(path, field, &inner, leaves);
            }
        }
        DataType::List(item) => {
            path.push("list".to_owned());
            let inner: Vec<&dyn Array> =
                arrays.iter().map(|array| array.as_list::<i32>().values().as_ref()).collect();
            add_leaves(path, item, &inner, leaves);
            path.pop();
        }
        DataType::Map(entries, _) => {
            let inner: Vec<&dyn Array> =
                arrays.iter().map(|array| array.as_map().entries() as &dyn Array).collect();
            add_leaves(path, entries, &inner, leaves);
        }
        _ => leaves.push((ColumnPath::new(path.clone()), arrays.to_vec())),
    }
    path.pop();
}

/// Calls `work` with each item on several threads. Returns the results in the order of the items.
pub fn in_parallel<T: Send, R: Send>(items: Vec<T>, threads: usize, work: impl Fn(T) -> R + Sync) -> Vec<R> {
    if threads <= 1 || items.len() <= 1 {
        return items.into_iter().map(work).collect();
    }
    let results: Vec<Mutex<Option<R>>> = items.iter().map(|_| Mutex::new(None)).collect();
    let queue = Mutex::new(items.into_iter().enumerate());
    let run = || {
        loop {
            let next = queue.lock().unwrap_or_else(PoisonError::into_inner).next();
            let Some((index, item)) = next else { break };
            let result = work(item);
            *results[index].lock().unwrap_or_else(PoisonError::into_inner) = Some(result);
        }
    };
    thread::scope(|scope| {
        for _ in 1..threads {
            // If a thread cannot be started, the others do its work.
            let _ = thread::Builder::new().name("encode".to_owned()).spawn_scoped(scope, run);
        }
        run();
    });
    results
        .into_iter()
        .filter_map(|result| result.into_inner().unwrap_or_else(PoisonError::into_inner))
        .collect()
}

fn encode_field(
    field: &Field,
    index: usize,
    mut writers: Vec<ArrowColumnWriter>,
    batches: &[RecordBatch],
) -> Result<Vec<ArrowColumnChunk>, ParquetError> {
    for batch in batches {
        let leaves = compute_leaves(field, batch.column(index))?;
        for (writer, leaf) in writers.iter_mut().zip(&leaves) {
            writer.write(leaf)?;
        }
    }
    writers.into_iter().map(ArrowColumnWriter::close).collect()
}

/// The bytes of the values of a leaf, 0 if all are null.
fn value_bytes(array: &dyn Array) -> usize {
    let count = array.len() - array.null_count();
    match array.data_type() {
        DataType::Utf8 => array.as_string::<i32>().value_data().len(),
        data_type => count * data_type.primitive_width().unwrap_or(1),
    }
}

fn leaf_count(data_type: &DataType) -> usize {
    match data_type {
        DataType::Struct(fields) => fields.iter().map(|field| leaf_count(field.data_type())).sum(),
        DataType::List(item) | DataType::Map(item, _) => leaf_count(item.data_type()),
        _ => 1,
    }
}

fn properties(schema: &SchemaRef, options: &ParquetOptions) -> Result<WriterProperties, ParquetError> {
    let mut builder = WriterProperties::builder()
        .set_compression(Compression::ZSTD(ZstdLevel::try_new(options.zstd_level)?))
        .set_created_by(concat!("zerocord version ", env!("CARGO_PKG_VERSION")).to_owned())
        .set_statistics_enabled(EnabledStatistics::Chunk)
        .set_max_row_group_row_count(Some(options.row_group_rows));
    let mut leaf = 0;
    for field in schema.fields() {
        if options.sorted_by.as_deref() == Some(field.name().as_str()) {
            let column = SortingColumn { column_idx: leaf, descending: false, nulls_first: true };
            builder = builder.set_sorting_columns(Some(vec![column]));
        }
        leaf += leaf_count(field.data_type()) as i32;
        builder = add_column(builder, &mut Vec::new(), field, options.row_group_rows);
    }
    Ok(builder.build())
}

/// Sets the encoding of the leaves of a field.
fn add_column(
    mut builder: WriterPropertiesBuilder,
    path: &mut Vec<String>,
    field: &Field,
    rows: usize,
) -> WriterPropertiesBuilder {
    path.push(field.name().clone());
    match field.data_type() {
        DataType::Struct(fields) => {
            for field in fields {
                builder = add_column(builder, path, field, rows);
            }
        }
        DataType::List(item) => {
            path.push("list".to_owned());
            builder = add_column(builder, path, item, rows);
            path.pop();
        }
        DataType::Map(entries, _) => builder = add_column(builder, path, entries, rows),
        data_type => {
            let column = ColumnPath::new(path.clone());
            let is_id = is_kind(field.metadata(), "snowflake");
            if is_id && path.len() <= BLOOM_DEPTH_MAX {
                builder = builder
                    .set_column_bloom_filter_enabled(column.clone(), true)
                    .set_column_bloom_filter_fpp(column.clone(), FALSE_POSITIVES)
                    .set_column_bloom_filter_max_ndv(column.clone(), rows as u64);
            }
            // Values that rarely repeat: a dictionary would cost time and space.
            let is_distinct = matches!(data_type, DataType::UInt64 | DataType::Timestamp(..))
                || field.extension_type_name().is_some();
            builder = builder.set_column_dictionary_enabled(column, !is_distinct);
        }
    }
    path.pop();
    builder
}

fn is_kind(metadata: &HashMap<String, String>, kind: &str) -> bool {
    metadata.get("zerocord.kind").is_some_and(|known| known == kind)
}

/// The I/O error inside, if there is one.
fn of_parquet(error: ParquetError) -> io::Error {
    match error {
        ParquetError::External(error) => match error.downcast::<io::Error>() {
            Ok(error) => *error,
            Err(error) => io::Error::other(error),
        },
        error => io::Error::other(error),
    }
}
