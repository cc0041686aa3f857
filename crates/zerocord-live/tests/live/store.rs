//! Rotation and removal of segments, by a clock that the test sets.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use zerocord_firehose::blocks::BlockIndex;
use zerocord_live::store::{ShardStore, StoreOptions};

const MINUTE_MS: u64 = 60_000;
const HOUR_MS: u64 = 60 * MINUTE_MS;
/// The start of an hour.
const BEGIN_MS: u64 = 1_769_860_800_000;

fn segments(folder: &Path) -> Vec<PathBuf> {
    let paths = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let mut paths: Vec<_> = paths.filter(|path| path.to_string_lossy().ends_with(".zst")).collect();
    paths.sort();
    paths
}

/// The hours, since the beginning, of the frames in a finished segment.
fn hours(path: &Path) -> [u64; 2] {
    let index = BlockIndex::read(&File::open(path).unwrap()).unwrap();
    assert!(index.is_finished);
    let received = index.blocks.iter().filter_map(|block| block.info.received);
    let [first, last] = received.reduce(|a, b| [a[0].min(b[0]), a[1].max(b[1])]).unwrap();
    [(first - BEGIN_MS) / HOUR_MS, (last - BEGIN_MS) / HOUR_MS]
}

#[test]
fn segments_end_with_the_hour_and_old_ones_are_removed() {
    let folder = tempfile::tempdir().unwrap();
    let mut options = StoreOptions::default();
    options.rotate_every = Some(Duration::from_secs(3600));
    options.keep = Some(Duration::from_secs(30 * 24 * 3600));
    let mut store = ShardStore::open(folder.path(), [0, 1], options).unwrap();
    store.begin_session("abc", None).unwrap();
    let mut sequence = 0;
    for minute in 0..=190 {
        let now_ms = BEGIN_MS + minute * MINUTE_MS;
        store.maintain(now_ms).unwrap();
        if matches!(minute, 0 | 30 | 59 | 61 | 119 | 120 | 185) {
            sequence += 1;
            let frame = format!(r#"{{"t":"TYPING_START","s":{sequence},"op":0,"d":{{}}}}"#);
            store.append(frame.as_bytes(), Some(sequence), now_ms).unwrap();
        }
    }
    let shard_folder = folder.path().join("0-of-1");
    let found: Vec<_> = segments(&shard_folder).iter().map(|path| hours(path)).collect();
    assert_eq!(found, [[0, 0], [1, 1], [2, 2]]);
    // The first segment was last written 31 days ago, the second one 29 days ago.
    let now_ms = BEGIN_MS + 191 * MINUTE_MS + 600_000;
    let now = SystemTime::UNIX_EPOCH + Duration::from_millis(now_ms);
    for (path, days) in segments(&shard_folder).iter().zip([31, 29]) {
        let file = File::options().write(true).open(path).unwrap();
        file.set_modified(now - Duration::from_secs(days * 24 * 3600)).unwrap();
    }
    store.maintain(now_ms).unwrap();
    let found: Vec<_> = segments(&shard_folder).iter().map(|path| hours(path)).collect();
    assert_eq!(found, [[1, 1], [2, 2]]);
    store.close().unwrap();
    assert_eq!(segments(&shard_folder).iter().map(|path| hours(path)).next_back(), Some([3, 3]));
}
