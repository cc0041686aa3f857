//! Arrow batches to files: Parquet and Arrow IPC.

pub mod flat;
mod parquet_file;

use std::io::{self, Write};

use arrow_array::RecordBatch;
use arrow_ipc::writer::FileWriter;
use arrow_schema::{ArrowError, SchemaRef};

use parquet_file::ParquetWriter;
pub use parquet_file::{ParquetOptions, in_parallel};

/// Rows of a batch, unless more are asked for.
pub const BATCH_ROWS: usize = 8192;

/// A file of batches that is being written.
pub enum BatchWriter<W: Write + Send> {
    Parquet(Box<ParquetWriter<W>>),
    File(Box<FileWriter<W>>),
}

/// The format of batches.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BatchFormat {
    Parquet,
    /// An Arrow IPC file.
    ArrowFile,
}

impl<W: Write + Send> BatchWriter<W> {
    /// Begins a file.
    ///
    /// # Errors
    /// What writing meets.
    pub fn new(
        format: BatchFormat,
        target: W,
        schema: &SchemaRef,
        options: &ParquetOptions,
    ) -> io::Result<BatchWriter<W>> {
        Ok(match format {
            BatchFormat::Parquet => {
                BatchWriter::Parquet(Box::new(ParquetWriter::new(target, schema.clone(), options)?))
            }
            BatchFormat::ArrowFile => {
                BatchWriter::File(Box::new(FileWriter::try_new(target, schema).map_err(of_arrow)?))
            }
        })
    }

    /// Writes batches; in Parquet they are one row group.
    ///
    /// # Errors
    /// What writing meets.
    pub fn write(&mut self, batches: &[RecordBatch], threads: usize) -> io::Result<()> {
        match self {
            BatchWriter::Parquet(writer) => writer.write_group(batches, threads),
            BatchWriter::File(writer) => {
                batches.iter().try_for_each(|batch| writer.write(batch)).map_err(of_arrow)
            }
        }
    }

    /// Writes the end, and gives the target back.
    ///
    /// # Errors
    /// What writing meets.
    pub fn finish(self) -> io::Result<W> {
        match self {
            BatchWriter::Parquet(writer) => writer.finish(),
            BatchWriter::File(writer) => writer.into_inner().map_err(of_arrow),
        }
    }
}

/// The error of the system, if it is one.
pub fn of_arrow(error: ArrowError) -> io::Error {
    match error {
        ArrowError::IoError(_, error) => error,
        error => io::Error::other(error),
    }
}
