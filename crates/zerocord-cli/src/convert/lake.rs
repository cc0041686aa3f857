//! Writes rows to files: one partition for each table and day, written once it is large enough.

use std::collections::HashMap;
use std::io;
use std::path::{Path, PathBuf};

use zerocord_arrow::{TableReport, TableRows};

use super::folder::{LakeFolder, StagedFile};
use super::manifest::{ConvertedInput, InputIdentity};
use super::part::{FileOptions, Partition, StagingFolder};
use super::worker::{ChunkRows, Day, Reading, date_of, day_of};
use super::{Arguments, PartitionBy};
use crate::columnar::{ParquetOptions, in_parallel};
use crate::input::{ChunkSource, Ended, InputArguments, InputEnd, InputSink, is_stdin, name_of};
use crate::output::console::say;
use crate::output::shown::shown_path;
use crate::output::text_table::{grouped, plural};

/// The number of row groups in a sorted run of rows.
pub const RUN_GROUPS: usize = 8;

/// The maximum size of a sorted run, in bytes of frames.
pub const RUN_BYTES: usize = 32 << 20;

/// The maximum size of all partitions in memory, in bytes of frames. Above it, the largest is written.
const HELD_BYTES_MAX: usize = 64 << 20;

/// The maximum number of partitions that are open at the same time, since each may have an open file.
const PARTITIONS_MAX: usize = 256;

/// The name that Hive uses for the folder of rows without a known day.
const NO_DAY: &str = "day=__HIVE_DEFAULT_PARTITION__";

/// A table and a day.
type TableDay = (usize, Option<Day>);

/// The files of all inputs.
pub struct Lake<'r> {
    folder: LakeFolder,
    reading: &'r Reading,
    arguments: &'r InputArguments,
    keep_partial: bool,
    by_day: bool,
    threads: usize,
    options: FileOptions,
    partitions: HashMap<TableDay, Partition>,
    /// The number of files of the input per closed partition.
    numbers: HashMap<TableDay, u32>,
    files: Vec<StagedFile>,
    current: Option<CurrentInput>,
    chunk_count: u64,
    totals: Totals,
}

/// The current input.
struct CurrentInput {
    name: String,
    identity: InputIdentity,
    day: Option<Day>,
    rows: u64,
    report: TableReport,
}

/// Totals for the summary.
#[derive(Debug, Default)]
pub struct Totals {
    rows: u64,
    files: u64,
    bytes: u64,
    passed_over: u64,
    pub report: TableReport,
}

impl<'r> Lake<'r> {
    pub fn new(
        folder: LakeFolder,
        reading: &'r Reading,
        arguments: &'r InputArguments,
        keep_partial: bool,
        parquet: ParquetOptions,
    ) -> Lake<'r> {
        let options = folder.options();
        Lake {
            by_day: options.partition_by == PartitionBy::EventAndDay,
            options: FileOptions { format: options.format, flat: options.flat, parquet, part: String::new() },
            folder,
            reading,
            arguments,
            keep_partial,
            threads: arguments.threads_used(),
            partitions: HashMap::new(),
            numbers: HashMap::new(),
            files: Vec::new(),
            current: None,
            chunk_count: 0,
            totals: Totals::default(),
        }
    }

    /// Writes the manifest.
    ///
    /// # Errors
    /// Errors from writing.
    pub fn finish(mut self) -> io::Result<Totals> {
        self.folder.settle()?;
        Ok(std::mem::take(&mut self.totals))
    }

    fn add(&mut self, key: TableDay, rows: TableRows, line_before: u64) -> io::Result<()> {
        if self.partitions.len() >= PARTITIONS_MAX && !self.partitions.contains_key(&key) {
            self.close_oldest()?;
        }
        let partition = self.partitions.entry(key).or_insert_with(|| {
            let table = self.reading.plan.make_table(key.0);
            let folder = folder_of(table.name(), key.1, self.by_day);
            Partition::new(&table, folder, self.numbers.get(&key).copied().unwrap_or(0), &self.options)
        });
        partition.used = self.chunk_count;
        partition.rows.push(rows, line_before);
        if partition.rows.is_full() {
            let folder = StagingFolder::new(&mut self.folder);
            partition.write(&folder, &self.options, self.threads)?;
        }
        Ok(())
    }

    /// Writes the partition with the most rows, if all partitions together are too large.
    fn write_largest(&mut self) -> io::Result<()> {
        let held: usize = self.partitions.values().map(|partition| partition.rows.byte_count()).sum();
        if held <= HELD_BYTES_MAX {
            return Ok(());
        }
        let largest = self.partitions.values_mut().max_by_key(|partition| partition.rows.byte_count());
        let folder = StagingFolder::new(&mut self.folder);
        largest.map_or(Ok(()), |partition| partition.write(&folder, &self.options, self.threads))
    }

    fn close_oldest(&mut self) -> io::Result<()> {
        let oldest = self.partitions.iter().min_by_key(|(key, partition)| (partition.used, **key));
        let Some(key) = oldest.map(|(key, _)| *key) else { return Ok(()) };
        let Some(partition) = self.partitions.remove(&key) else { return Ok(()) };
        let folder = StagingFolder::new(&mut self.folder);
        let (files, number) = partition.finish(&folder, &self.options, self.threads)?;
        self.files.extend(files);
        self.numbers.insert(key, number);
        Ok(())
    }

    /// Writes all rows, and closes all files.
    fn close_all(&mut self) -> io::Result<()> {
        let (large, small): (Vec<_>, Vec<_>) = std::mem::take(&mut self.partitions)
            .into_values()
            .partition(|partition| partition.rows.byte_count() > HELD_BYTES_MAX / 16);
        let folder = StagingFolder::new(&mut self.folder);
        for partition in large {
            self.files.extend(partition.finish(&folder, &self.options, self.threads)?.0);
        }
        let finish = |partition: Partition| partition.finish(&folder, &self.options, 1);
        for files in in_parallel(small, self.threads, finish) {
            self.files.extend(files?.0);
        }
        Ok(())
    }

    /// Moves the files of an input to their final paths.
    fn publish(&mut self, current: CurrentInput, end: InputEnd) -> io::Result<()> {
        self.close_all().map_err(|error| self.folder.named(error))?;
        let files = std::mem::take(&mut self.files);
        self.totals.files += files.len() as u64;
        for file in &files {
            self.totals.bytes += std::fs::metadata(&file.staged).map_or(0, |file| file.len());
        }
        self.folder.publish(files)?;
        self.totals.rows += current.rows;
        let wrong_values = current.report.wrong.iter().map(|wrong| wrong.count).sum();
        self.totals.report.merge(current.report);
        self.folder.add(ConvertedInput {
            part: current.identity.part(),
            identity: current.identity,
            complete: end.is_whole,
            frames: end.frame_count,
            bad_frames: end.bad_frame_count,
            rows: current.rows,
            wrong_values,
        })
    }

    /// The day of the first frame of a file that has a time.
    fn first_day(&self, path: &Path) -> Option<Day> {
        let (clock, strict) = (&self.reading.clock, self.reading.strict);
        let found = self.arguments.find_first(path, zerocord::Arena::default, |arena, chunk, mapped| {
            mapped.each_frame(chunk, strict, |day: &mut Option<Day>, located| {
                if day.is_none() {
                    *day = clock.time(located.frame, located.wrapper, arena).and_then(day_of);
                    arena.reset();
                }
                Ok(())
            });
        });
        // Reading the file itself reports the error.
        found.ok().flatten()
    }
}

impl InputSink<ChunkRows> for Lake<'_> {
    fn begin(&mut self, path: &Path) -> io::Result<bool> {
        let name = name_of(path);
        let file = if is_stdin(path) { None } else { InputIdentity::of_file(path).ok() };
        let is_file = file.as_ref().is_some_and(|identity| identity.length.is_some());
        let identity = file.filter(|_| is_file).unwrap_or_else(|| InputIdentity::of_stream(&name));
        if self.folder.has(&identity) {
            self.totals.passed_over += 1;
            return Ok(false);
        }
        let day = if self.by_day && is_file { self.first_day(path) } else { None };
        self.options.part = identity.part();
        self.current = Some(CurrentInput { name, identity, day, rows: 0, report: TableReport::default() });
        Ok(true)
    }

    fn write(&mut self, source: ChunkSource<'_>, piece: ChunkRows) -> io::Result<()> {
        let Some(current) = &mut self.current else { return Ok(()) };
        let (before, end) = (current.day, piece.end);
        current.day = piece.last_day.or(before);
        let mut report = piece.report;
        report.shift_lines(source.line_before);
        current.report.merge(report);
        self.chunk_count += 1;
        for (day, tables) in piece.days {
            let day = if self.by_day { day.or(before) } else { None };
            for (index, rows) in tables {
                if let Some(current) = &mut self.current {
                    current.rows += rows.len() as u64;
                }
                self.add((index, day), rows, source.line_before).map_err(|error| self.folder.named(error))?;
            }
        }
        self.write_largest().map_err(|error| self.folder.named(error))?;
        end.map_or(Ok(()), |end| Err(end.into()))
    }

    fn end(&mut self, end: InputEnd) -> io::Result<()> {
        let Some(current) = self.current.take() else { return Ok(()) };
        self.numbers.clear();
        if end.is_whole || self.keep_partial {
            return self.publish(current, end);
        }
        let rows = current.rows;
        self.partitions.clear();
        self.folder.discard(&std::mem::take(&mut self.files));
        if rows > 0 {
            say(format_args!(
                "{}: not converted, since it could not be read to its end; --keep-partial keeps the {} before",
                shown_path(Path::new(&current.name)),
                plural(rows, "row")
            ));
        }
        Ok(())
    }
}

impl Totals {
    /// The summary for people.
    pub fn summary(&self, ended: &Ended, arguments: &Arguments) -> String {
        let mut text = format!(
            "{} in {} became {} in {} of {} bytes; {}\n",
            plural(ended.frame_count, "frame"),
            plural(ended.files.len() as u64 - self.passed_over, "file"),
            plural(self.rows, "row"),
            plural(self.files, "file"),
            grouped(self.bytes),
            plural(ended.bad_frame_count, "bad frame"),
        );
        if self.passed_over > 0 {
            text.push_str(&format!("{} skipped: already in the folder\n", plural(self.passed_over, "file")));
        }
        if !arguments.with_content {
            let derive = if arguments.derive { "" } else { ", --derive adds its length and counts" };
            text.push_str(&format!("message content is left out: --with-content includes it{derive}\n"));
        }
        text
    }
}

/// The folder of a partition.
fn folder_of(table: &str, day: Option<Day>, by_day: bool) -> PathBuf {
    let folder = PathBuf::from(format!("event={table}"));
    if !by_day {
        return folder;
    }
    match day.and_then(date_of) {
        Some(date) => folder.join(format!("day={date}")),
        None => folder.join(NO_DAY),
    }
}
