//! Deals out files, and parts of files.

use std::cmp::Reverse;
use std::collections::HashMap;

use datafusion::common::Statistics;
use datafusion::datasource::listing::{FileRange, PartitionedFile};
use datafusion::datasource::physical_plan::{
    FileGroup, FileScanConfig, FileScanConfigBuilder, ParquetSource,
};
use datafusion::datasource::source::DataSourceExec;
use datafusion::physical_plan::ExecutionPlan;
use std::sync::Arc;

use crate::source::RecordingSource;

/// With this many files for each share, none is cut.
const FILES_PER_SHARE: usize = 4;

/// The scan of files at the end of a plan in which each operator has one input.
pub(crate) fn scan_of(plan: &Arc<dyn ExecutionPlan>) -> Option<(&DataSourceExec, &FileScanConfig)> {
    if let Some(scan) = plan.downcast_ref::<DataSourceExec>() {
        return Some((scan, scan.data_source().downcast_ref::<FileScanConfig>()?));
    }
    match plan.children()[..] {
        [child] => scan_of(child),
        _ => None,
    }
}

/// The recordings that a scan reads; `None` if it reads a lake.
pub(crate) fn recordings_of(config: &FileScanConfig) -> Option<&RecordingSource> {
    config.file_source().downcast_ref::<RecordingSource>()
}

/// Whether workers can do this scan.
pub(crate) fn is_supported(config: &FileScanConfig) -> bool {
    let source = config.file_source();
    (source.downcast_ref::<RecordingSource>().is_some() || source.downcast_ref::<ParquetSource>().is_some())
        && config.output_ordering.is_empty()
        && config.output_partitioning.is_none()
        && config.table_partition_cols().is_empty()
        && config.limit.is_none_or(|limit| u32::try_from(limit).is_ok())
}

/// The same scan of other files.
pub(crate) fn with_files(
    config: &FileScanConfig,
    groups: Vec<Vec<PartitionedFile>>,
) -> Arc<dyn ExecutionPlan> {
    let groups = groups.into_iter().map(FileGroup::new).collect();
    let schema = config.file_source.table_schema().table_schema();
    // What is known of all files does not hold for some of them.
    let config = FileScanConfigBuilder::from(config.clone())
        .with_statistics(Statistics::new_unknown(schema))
        .with_file_groups(groups)
        .build();
    DataSourceExec::from_data_source(config)
}

/// All files of a scan, each once and whole.
pub(crate) fn whole_files(config: &FileScanConfig) -> Vec<PartitionedFile> {
    let mut known = HashMap::new();
    let mut files: Vec<PartitionedFile> = Vec::new();
    for file in config.file_groups.iter().flat_map(FileGroup::iter) {
        known.entry(file.object_meta.location.clone()).or_insert_with(|| {
            files.push(PartitionedFile { range: None, ..file.clone() });
        });
    }
    files
}

/// Divides the files of a scan into at most `count` shares of about the same number of bytes.
pub(crate) fn shares(
    config: &FileScanConfig,
    files: Vec<PartitionedFile>,
    count: usize,
) -> Vec<Vec<PartitionedFile>> {
    let is_divisible = recordings_of(config).is_none_or(|recordings| !recordings.reads_lines());
    let total: u64 = files.iter().map(len).sum();
    let longest = files.iter().map(len).max().unwrap_or(0);
    let is_even = files.len() >= count * FILES_PER_SHARE && longest <= total / count.max(1) as u64;
    let mut shares = if is_divisible && !is_even { cut(files, count) } else { dealt(files, count) };
    shares.retain(|share| !share.is_empty());
    shares
}

/// Whole files, the longest first, each to the share that has least.
fn dealt(mut files: Vec<PartitionedFile>, count: usize) -> Vec<Vec<PartitionedFile>> {
    files.sort_by_key(|file| Reverse(len(file)));
    let mut shares = vec![(0, Vec::new()); count.max(1)];
    for file in files {
        if let Some((bytes, share)) = shares.iter_mut().min_by_key(|(bytes, _)| *bytes) {
            *bytes += len(&file);
            share.push(file);
        }
    }
    shares.into_iter().map(|(_, share)| share).collect()
}

/// Shares of equal length: files are cut where a share ends.
fn cut(files: Vec<PartitionedFile>, count: usize) -> Vec<Vec<PartitionedFile>> {
    let count = count.max(1) as u128;
    let total: u128 = files.iter().map(|file| u128::from(len(file))).sum();
    let mut shares = vec![Vec::new(); count as usize];
    let mut done: u128 = 0;
    for file in files {
        let (mut start, end) = bounds(&file);
        while start < end {
            let index = (done * count / total).min(count - 1);
            let share_end = ((index + 1) * total).div_ceil(count);
            let rest = end - start;
            let taken = if is_one_stream(&file) { rest } else { rest.min((share_end - done) as u64) };
            let is_whole = start == 0 && start + taken == file.object_meta.size;
            let range = (!is_whole).then_some(FileRange { start: start as i64, end: (start + taken) as i64 });
            shares[index as usize].push(PartitionedFile { range, statistics: None, ..file.clone() });
            start += taken;
            done += u128::from(taken);
        }
    }
    shares
}

/// Whether the file can only be read from its start, by its name.
fn is_one_stream(file: &PartitionedFile) -> bool {
    file.object_meta.location.as_ref().ends_with(".gz")
}

fn bounds(file: &PartitionedFile) -> (u64, u64) {
    let size = file.object_meta.size;
    let clamp = |offset: i64| u64::try_from(offset).unwrap_or(0).min(size);
    file.range.as_ref().map_or((0, size), |range| (clamp(range.start), clamp(range.end)))
}

fn len(file: &PartitionedFile) -> u64 {
    let (start, end) = bounds(file);
    end.saturating_sub(start)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ranges(shares: &[Vec<PartitionedFile>]) -> Vec<Vec<(String, u64, u64)>> {
        let range = |file: &PartitionedFile| {
            let (start, end) = bounds(file);
            (file.object_meta.location.to_string(), start, end)
        };
        shares.iter().map(|share| share.iter().map(range).collect()).collect()
    }

    #[test]
    fn cuts_cover_every_byte_once() {
        for count in [1, 2, 3, 7, 40] {
            let files = vec![
                PartitionedFile::new("a", 100),
                PartitionedFile::new("b.gz", 50),
                PartitionedFile::new("c", 1),
                PartitionedFile::new("d", 0),
            ];
            let shares = cut(files, count);
            assert_eq!(shares.len(), count);
            let mut parts = ranges(&shares).concat();
            parts.sort();
            let mut end = ("a".to_owned(), 0);
            for (file, start, part_end) in parts {
                if file != end.0 {
                    assert_eq!(start, 0);
                }
                assert!(start == 0 || end == (file.clone(), start), "{count}: {file} {start}");
                end = (file, part_end);
            }
            // The parts of a part.
            let again = cut(shares.concat(), 3);
            assert_eq!(again.concat().iter().map(len).sum::<u64>(), 151);
        }
    }

    #[test]
    fn whole_files_are_dealt_evenly() {
        let files = [7, 1, 1, 1, 4, 2].map(|size| PartitionedFile::new(format!("f{size}"), size));
        let shares = dealt(files.to_vec(), 2);
        assert_eq!(shares.iter().map(|share| share.iter().map(len).sum::<u64>()).collect::<Vec<_>>(), [8, 8]);
    }
}
