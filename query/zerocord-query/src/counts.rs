//! How many rows a file has, by the index of its blocks.

use std::sync::Arc;

use datafusion::common::stats::Precision;
use object_store::{GetResultPayload, ObjectMeta, ObjectStore, ObjectStoreExt};
use zerocord::EventName;
use zerocord_firehose::blocks::BlockIndex;

use crate::plan::is_read_completely;
use crate::table::{RecordingTable, TableKind};

/// The number of rows of a table in a file.
///
/// It is exact for the table of frames in a file that the recorder has finished. That of an event is an upper bound, because
/// frames that are not valid in some part become no rows. Nothing is known of other files.
pub(crate) async fn row_count(
    table: &RecordingTable,
    store: &Arc<dyn ObjectStore>,
    object: &ObjectMeta,
) -> Precision<usize> {
    let is_event = |name: &String| EventName::known(name).is_some();
    if matches!(&table.kind, TableKind::Rows(name) if !is_event(name)) {
        return Precision::Absent;
    }
    // Scans report errors.
    let Ok(result) = store.get(&object.location).await else { return Precision::Absent };
    let GetResultPayload::File(file, _) = result.payload else { return Precision::Absent };
    let index = tokio::task::spawn_blocking(move || BlockIndex::read_finished(&file)).await;
    let Ok(Ok(Some(index))) = index else { return Precision::Absent };
    if !index.blocks.iter().all(|block| is_read_completely(&block.info)) {
        return Precision::Absent;
    }
    let blocks = index.blocks.iter().map(|block| &block.info);
    match &table.kind {
        TableKind::Frames => Precision::Exact(blocks.map(|block| block.lines as usize).sum()),
        TableKind::Rows(name) => {
            let counts = blocks.map(|block| block.events.get(name).copied().unwrap_or(0));
            Precision::Inexact(counts.sum::<u64>() as usize)
        }
    }
}
