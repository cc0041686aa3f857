//! Collects the rows of one table and day and writes them to files.

use std::fs::File;
use std::io::{self, Seek};
use std::path::PathBuf;

use arrow_array::RecordBatch;
use arrow_schema::SchemaRef;
use zerocord_arrow::{RowBuffer, Table};

use super::LakeFormat;
use super::folder::{LakeFolder, StagedFile};
use crate::columnar::flat::{flat_schema, flatten};
use crate::columnar::{BATCH_ROWS, BatchWriter, ParquetOptions, of_arrow};

/// The maximum number of row groups per file, since their metadata are held in memory.
const GROUPS_MAX: usize = 32;

/// The size after which a file ends, in bytes.
const FILE_BYTES_MAX: u64 = 512 << 20;

/// The rows of one table and day.
pub struct Partition {
    pub rows: RowBuffer,
    /// The time when rows were last added.
    pub used: u64,
    folder: PathBuf,
    file: Option<OpenFile>,
    sorted_by: Option<&'static str>,
    flat: Option<SchemaRef>,
    /// The number of files so far.
    number: u32,
    done: Vec<StagedFile>,
}

struct OpenFile {
    writer: BatchWriter<File>,
    /// The same file, used to determine its length.
    file: File,
    staged: PathBuf,
    groups: usize,
}

/// The options for writing files.
#[derive(Clone, Debug)]
pub struct FileOptions {
    pub format: LakeFormat,
    pub flat: bool,
    pub parquet: ParquetOptions,
    /// The hash of the input.
    pub part: String,
}

impl Partition {
    pub fn new(table: &Table, folder: PathBuf, number: u32, options: &FileOptions) -> Partition {
        let flat = options.flat.then(|| flat_schema(&table.schema()));
        let (rows, sorted_by) = (RowBuffer::new(table), sorting_column(table));
        Partition { rows, used: 0, folder, file: None, sorted_by, flat, number, done: Vec::new() }
    }

    /// Writes the rows so far.
    ///
    /// # Errors
    /// Errors from writing.
    pub fn write(
        &mut self,
        lake: &StagingFolder<'_>,
        options: &FileOptions,
        threads: usize,
    ) -> io::Result<()> {
        if self.rows.is_empty() {
            return Ok(());
        }
        let rows = options.parquet.row_group_rows;
        let batch_rows = rows.min(BATCH_ROWS);
        let mut batches = self.rows.take_sorted(self.sorted_by, batch_rows).peekable();
        while batches.peek().is_some() {
            let (mut group, mut count) = (Vec::new(), 0);
            while let Some(batch) = batches.next_if(|batch| count == 0 || count + batch.num_rows() <= rows) {
                count += batch.num_rows();
                group.push(self.flat(batch)?);
            }
            self.write_group(&group, lake, options, threads)?;
        }
        Ok(())
    }

    fn flat(&self, batch: RecordBatch) -> io::Result<RecordBatch> {
        match &self.flat {
            Some(schema) => flatten(&batch, schema).map_err(of_arrow),
            None => Ok(batch),
        }
    }

    fn write_group(
        &mut self,
        group: &[RecordBatch],
        lake: &StagingFolder<'_>,
        options: &FileOptions,
        threads: usize,
    ) -> io::Result<()> {
        let mut open = match self.file.take() {
            Some(open) => open,
            None => self.open(lake, options)?,
        };
        open.writer.write(group, threads)?;
        open.groups += 1;
        let is_full = open.groups >= GROUPS_MAX || open.file.stream_position()? >= FILE_BYTES_MAX;
        self.file = Some(open);
        if is_full { self.close(options) } else { Ok(()) }
    }

    fn open(&self, lake: &StagingFolder<'_>, options: &FileOptions) -> io::Result<OpenFile> {
        let (file, staged) = lake.stage()?;
        let schema = self.flat.clone().unwrap_or_else(|| self.rows.schema());
        let parquet =
            ParquetOptions { sorted_by: self.sorted_by.map(str::to_owned), ..options.parquet.clone() };
        let writer = BatchWriter::new(options.format.batch_format(), file.try_clone()?, &schema, &parquet)?;
        Ok(OpenFile { writer, file, staged, groups: 0 })
    }

    /// Finishes the current file.
    fn close(&mut self, options: &FileOptions) -> io::Result<()> {
        let Some(open) = self.file.take() else { return Ok(()) };
        open.writer.finish()?;
        let name = format!("part-{}-{}.{}", options.part, self.number, options.format.suffix());
        self.number += 1;
        self.done.push(StagedFile { staged: open.staged, path: self.folder.join(name) });
        Ok(())
    }

    /// Writes all rows. Returns the complete files, and the number of files of this partition.
    ///
    /// # Errors
    /// Errors from writing.
    pub fn finish(
        mut self,
        lake: &StagingFolder<'_>,
        options: &FileOptions,
        threads: usize,
    ) -> io::Result<(Vec<StagedFile>, u32)> {
        self.write(lake, options, threads)?;
        self.close(options)?;
        Ok((self.done, self.number))
    }
}

/// The folder, shared by the threads that create files.
pub struct StagingFolder<'f>(std::sync::Mutex<&'f mut LakeFolder>);

impl<'f> StagingFolder<'f> {
    pub fn new(folder: &'f mut LakeFolder) -> StagingFolder<'f> {
        StagingFolder(std::sync::Mutex::new(folder))
    }

    fn stage(&self) -> io::Result<(File, PathBuf)> {
        self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner).stage()
    }
}

/// The column by which most queries select.
fn sorting_column(table: &Table) -> Option<&'static str> {
    let is_guild = zerocord::EventName::known(table.name()).is_some_and(|name| name.payload_is_guild());
    let column = if is_guild { "id" } else { "guild_id" };
    table.has_id_column(column).then_some(column)
}
