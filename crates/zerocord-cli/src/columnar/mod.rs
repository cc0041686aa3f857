//! Writes Arrow batches to files and streams: Parquet and Arrow IPC.

pub mod flat;
mod parquet_file;

use std::io::{self, Write};

use arrow_array::RecordBatch;
use arrow_ipc::writer::{FileWriter, StreamWriter};
use arrow_schema::{ArrowError, SchemaRef};

use parquet_file::ParquetWriter;
pub use parquet_file::{ParquetOptions, in_parallel};

/// The number of rows per batch, unless more are requested.
pub const BATCH_ROWS: usize = 8192;

/// A file or stream of batches that is being written.
pub enum BatchWriter<W: Write + Send> {
    Parquet(Box<ParquetWriter<W>>),
    File(Box<FileWriter<W>>),
    Stream(Box<StreamWriter<W>>),
}

/// The format of batches.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BatchFormat {
    Parquet,
    /// An Arrow IPC file.
    ArrowFile,
    /// An Arrow IPC stream.
    ArrowStream,
}

impl<W: Write + Send> BatchWriter<W> {
    /// Starts a file or a stream.
    ///
    /// # Errors
    /// Errors from writing.
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
            BatchFormat::ArrowStream => {
                BatchWriter::Stream(Box::new(StreamWriter::try_new(target, schema).map_err(of_arrow)?))
            }
        })
    }

    /// Writes batches. In Parquet they become one row group.
    ///
    /// # Errors
    /// Errors from writing.
    pub fn write(&mut self, batches: &[RecordBatch], threads: usize) -> io::Result<()> {
        match self {
            BatchWriter::Parquet(writer) => writer.write_group(batches, threads),
            BatchWriter::File(writer) => {
                batches.iter().try_for_each(|batch| writer.write(batch)).map_err(of_arrow)
            }
            BatchWriter::Stream(writer) => {
                batches.iter().try_for_each(|batch| writer.write(batch)).map_err(of_arrow)
            }
        }
    }

    /// Flushes buffered data, for readers that read while the output is written.
    ///
    /// # Errors
    /// Errors from writing.
    pub fn flush(&mut self) -> io::Result<()> {
        match self {
            BatchWriter::Stream(writer) => writer.flush().map_err(of_arrow),
            BatchWriter::Parquet(_) | BatchWriter::File(_) => Ok(()),
        }
    }

    /// Writes the end and returns the target.
    ///
    /// # Errors
    /// Errors from writing.
    pub fn finish(self) -> io::Result<W> {
        match self {
            BatchWriter::Parquet(writer) => writer.finish(),
            BatchWriter::File(writer) => writer.into_inner().map_err(of_arrow),
            BatchWriter::Stream(writer) => writer.into_inner().map_err(of_arrow),
        }
    }
}

/// The I/O error inside, if there is one.
pub fn of_arrow(error: ArrowError) -> io::Error {
    match error {
        ArrowError::IoError(_, error) => error,
        error => io::Error::other(error),
    }
}
