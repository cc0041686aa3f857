//! Recordings of the recorder: blocks that a query does not need are skipped, and the answers are the same.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::sync::Arc;

use object_store::memory::InMemory;
use object_store::path::Path;
use object_store::{ObjectStoreExt, PutPayload};
use tempfile::TempDir;
use url::Url;
use zerocord_firehose::blocks::{BlockEncoder, BlockInfo, push_line, seek_table};
use zerocord_query::Recordings;

use crate::support::{assert_rows, open, plan, recording, rows, session, write};

/// The Unix milliseconds of the first frame; each later one is a second later.
const BEGIN_MS: u64 = 1_769_860_800_000;

/// A recording as the recorder writes it, and the same lines without blocks.
struct Recorded {
    blocks: String,
    plain: String,
    block_count: usize,
}

impl Recorded {
    fn new(folder: &TempDir, name: &str, frames: &[&[u8]], per_block: usize, is_wrapped: bool) -> Recorded {
        let (mut file, mut plain, mut entries) = (Vec::new(), Vec::new(), Vec::new());
        let blocks: Vec<_> = frames.chunks(per_block).collect();
        let mut at = BEGIN_MS;
        for block in &blocks {
            let mut info = BlockInfo::default();
            info.is_wrapped = is_wrapped;
            info.journal = Some(entries.len() as u64 / 2);
            let mut lines = Vec::new();
            for frame in *block {
                let before = lines.len();
                push_line(&mut lines, frame, is_wrapped.then_some(at));
                info.add_frame(frame, lines.len() - before, Some(at));
                at += 1_000;
            }
            let encoded = BlockEncoder::new().encode(&lines, &info).unwrap();
            file.extend_from_slice(&encoded.bytes);
            entries.extend(encoded.entries);
            plain.extend_from_slice(&lines);
        }
        file.extend_from_slice(&seek_table(&entries));
        Recorded {
            blocks: write(folder, &format!("{name}.ndjson.zst"), &file),
            plain: write(folder, &format!("{name}.ndjson"), &plain),
            block_count: blocks.len(),
        }
    }
}

/// Frames in runs: typing at the start and in the middle, messages between, and some that are not events.
fn frames() -> Vec<Vec<u8>> {
    (0..600)
        .map(|number: u64| match number / 50 % 4 {
            _ if number.is_multiple_of(97) => br#"{"t":null,"s":null,"op":11,"d":null}"#.to_vec(),
            0 => format!(
                r#"{{"t":"TYPING_START","s":{number},"op":0,"d":{{"user_id":"{}","guild_id":"5"}}}}"#,
                number % 7
            )
            .into_bytes(),
            1 => format!(r#"{{"t":"GUILD_NEW_THING","s":{number},"op":0,"d":{{"id":"{number}"}}}}"#)
                .into_bytes(),
            _ => format!(
                r#"{{"t":"MESSAGE_DELETE","s":{number},"op":0,"d":{{"id":"{number}","channel_id":"{}"}}}}"#,
                number % 5
            )
            .into_bytes(),
        })
        .collect()
}

/// The sum of a metric in `EXPLAIN ANALYZE`.
fn metric(plan: &str, name: &str) -> u64 {
    let name = format!("{name}=");
    let values = plan.split(&name).skip(1);
    let number = |text: &str| {
        let text: String =
            text.chars().take_while(|letter| letter.is_ascii_digit() || ".KM ".contains(*letter)).collect();
        let text = text.trim();
        let (digits, factor) = match text.split_once(' ') {
            Some((digits, "K")) => (digits, 1_000.0),
            Some((digits, _)) => (digits, 1.0),
            None => (text, 1.0),
        };
        (digits.parse::<f64>().unwrap() * factor) as u64
    };
    values.map(number).sum()
}

#[tokio::test(flavor = "multi_thread")]
async fn blocks_without_the_event_are_skipped() {
    let folder = tempfile::tempdir().unwrap();
    let frames = frames();
    let frames: Vec<&[u8]> = frames.iter().map(Vec::as_slice).collect();
    // The query, and whether blocks can be skipped.
    let questions = [
        ("SELECT user_id, count(*), min(_line), max(_seq) FROM typing_start GROUP BY user_id", true),
        ("SELECT count(*) FROM typing_start WHERE user_id = 3", true),
        ("SELECT _line, _offset, id FROM message_delete WHERE channel_id IN (2, 3)", true),
        ("SELECT count(*), sum(size), max(line) FROM frames WHERE t = 'TYPING_START'", true),
        ("SELECT line, s FROM frames WHERE t IN ('TYPING_START', 'GUILD_NEW_THING')", true),
        ("SELECT count(*) FROM frames WHERE t = 'READY'", true),
        ("SELECT count(*) FROM frames WHERE t IS NULL", true),
        ("SELECT count(*) FROM frames WHERE t <> 'TYPING_START'", true),
        ("SELECT count(*), max(line) FROM frames WHERE t = 'TYPING_START' OR size > 5", false),
        ("SELECT t, count(*) FROM frames GROUP BY t", false),
        ("SELECT json_int(d, 'id') FROM unknown", false),
        ("SELECT count(*) FROM other", false),
    ];
    for is_wrapped in [false, true] {
        let recorded = Recorded::new(&folder, &format!("skip{is_wrapped}"), &frames, 20, is_wrapped);
        let (plain, _) = open(1, &Recordings::new([&recorded.plain])).await;
        for partitions in [1, 7] {
            let (ctx, log) = open(partitions, &Recordings::new([&recorded.blocks])).await;
            for (sql, skips) in questions {
                let context = format!("{is_wrapped} {partitions}: {sql}");
                let want = rows(&plain, sql).await.unwrap();
                assert_rows(&rows(&ctx, sql).await.unwrap(), &want, &context);
                let analyze = format!("EXPLAIN ANALYZE {sql} -- ORDER BY");
                let plan = rows(&ctx, &analyze).await.unwrap().join("\n");
                let skipped = metric(&plan, "blocks_skipped") as usize;
                assert_eq!(skipped > 0, skips, "{context}\n{plan}");
                assert!(skipped < recorded.block_count, "the first block is read");
                assert_eq!(metric(&plan, "bytes_skipped") > 0, skips, "{context}\n{plan}");
            }
            assert!(log.take().is_empty());
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn blocks_outside_the_time_are_skipped() {
    let folder = tempfile::tempdir().unwrap();
    let frames = frames();
    let frames: Vec<&[u8]> = frames.iter().map(Vec::as_slice).collect();
    let recorded = Recorded::new(&folder, "wrapped", &frames, 10, true);
    let time = |second: u64| format!("TIMESTAMP '2026-01-31T12:{:02}:{:02}Z'", second / 60, second % 60);
    let (plain, _) = open(1, &Recordings::new([&recorded.plain])).await;
    for partitions in [1, 5] {
        let (ctx, log) = open(partitions, &Recordings::new([&recorded.blocks])).await;
        // The condition, and which blocks are read besides the first.
        for (condition, want_read) in [
            (format!("received < {}", time(100)), 0..10),
            (format!("received <= {}", time(100)), 0..11),
            (format!("received >= {}", time(400)), 40..60),
            (format!("received > {}", time(409)), 41..60),
            (format!("received BETWEEN {} AND {}", time(200), time(219)), 20..22),
            (format!("received = {}", time(333)), 33..34),
            (format!("{} < received AND received < {}", time(595), time(700)), 59..60),
            (format!("received > {}", time(700)), 60..60),
            (format!("received < {} AND t IS NOT NULL", time(0)), 0..0),
        ] {
            for table in ["frames", "message_delete"] {
                if table != "frames" && condition.contains("t IS NOT NULL") {
                    continue;
                }
                let condition = match table {
                    "frames" => condition.clone(),
                    _ => condition.replace("received", "_received"),
                };
                let sql = format!("SELECT count(*) FROM {table} WHERE {condition}");
                assert_rows(&rows(&ctx, &sql).await.unwrap(), &rows(&plain, &sql).await.unwrap(), &sql);
                let plan =
                    rows(&ctx, &format!("EXPLAIN ANALYZE {sql} -- ORDER BY")).await.unwrap().join("\n");
                let skipped = metric(&plan, "blocks_skipped") as usize;
                let read = want_read.len() + usize::from(want_read.start > 0 || want_read.is_empty());
                match table {
                    "frames" => assert_eq!(skipped, recorded.block_count - read, "{sql}\n{plan}"),
                    _ => assert!(skipped >= recorded.block_count - read, "{sql}\n{plan}"),
                }
            }
        }
        // Conditions that say nothing about a whole block.
        for sql in [
            format!("SELECT count(*) FROM frames WHERE received > {} OR size > 5", time(700)),
            "SELECT count(*), min(received), max(received) FROM frames".to_owned(),
            format!("SELECT count(*) FROM frames WHERE received <> {}", time(5)),
            "SELECT count(*) FROM frames WHERE received IS NULL".to_owned(),
        ] {
            assert_rows(&rows(&ctx, &sql).await.unwrap(), &rows(&plain, &sql).await.unwrap(), &sql);
        }
        assert!(log.take().is_empty());
    }
    let first = rows(&plain, "SELECT min(_received), min(_offset) FROM typing_start").await.unwrap();
    assert_eq!(first[1], "| 2026-01-31T12:00:01Z | 34 |");
}

#[tokio::test(flavor = "multi_thread")]
async fn recordings_without_times_have_no_column_for_them() {
    let folder = tempfile::tempdir().unwrap();
    let frames = frames();
    let frames: Vec<&[u8]> = frames.iter().map(Vec::as_slice).collect();
    let recorded = Recorded::new(&folder, "bare", &frames, 10, false);
    let (ctx, _) = open(1, &Recordings::new([&recorded.blocks])).await;
    assert!(rows(&ctx, "SELECT received FROM frames").await.is_err());
    assert!(rows(&ctx, "SELECT _received FROM typing_start").await.is_err());
    let other = write(&folder, "logger.ndjson", br#"{"ts":1,"data":{"t":"RESUMED","s":1,"op":0,"d":{}}}"#);
    let error = Recordings::new([&other]).register(&ctx).await.unwrap_err().to_string();
    assert!(error.contains("logger.ndjson: the lines are not frames"), "{error}");
}

#[tokio::test(flavor = "multi_thread")]
async fn bad_lines_keep_their_line_numbers_and_their_blocks_are_read() {
    let folder = tempfile::tempdir().unwrap();
    let frames = frames();
    let mut lines: Vec<&[u8]> = frames.iter().map(Vec::as_slice).collect();
    let torn: &[u8] = br#"{"t":"TYPING_START","s":1,"op":0,"d":{"user_id":"7","cha"#;
    let invalid: &[u8] = br#"{"t":"TYPING_START","s":1,"op":0,"d":{"user_id":tru}}"#;
    lines.insert(333, torn);
    lines.insert(401, invalid);
    for is_wrapped in [false, true] {
        let recorded = Recorded::new(&folder, &format!("bad{is_wrapped}"), &lines, 10, is_wrapped);
        let mut reports = BTreeMap::new();
        for (file, partitions) in [(&recorded.plain, 1), (&recorded.blocks, 1), (&recorded.blocks, 7)] {
            let (ctx, log) = open(partitions, &Recordings::new([file])).await;
            let got =
                rows(&ctx, "SELECT count(*) FROM typing_start WHERE user_id IS NOT NULL").await.unwrap();
            let mut text = String::new();
            log.take().iter().for_each(|report| writeln!(text, "{report}").unwrap());
            let text = text.replace(".zst", "");
            assert!(text.contains("line 334") && text.contains("line 402"), "{text}");
            reports.entry((got, text)).or_insert_with(Vec::new).push((file, partitions));
        }
        assert_eq!(reports.len(), 1, "{reports:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn row_counts_of_finished_files_are_known_before_they_are_read() {
    let folder = tempfile::tempdir().unwrap();
    let frames = frames();
    let frames: Vec<&[u8]> = frames.iter().map(Vec::as_slice).collect();
    let recorded = Recorded::new(&folder, "a", &frames, 10, false);
    let second = Recorded::new(&folder, "b", &frames[..123], 10, false);
    let counted = |plan: &str| !plan.contains("DataSourceExec");
    for partitions in [1, 4] {
        let (ctx, _) = open(partitions, &Recordings::new([&recorded.blocks, &second.blocks])).await;
        let sql = "SELECT count(*) FROM frames";
        let physical = plan(&ctx, sql).await;
        assert!(counted(physical.split("physical_plan").nth(1).unwrap()), "{physical}");
        assert_eq!(rows(&ctx, sql).await.unwrap()[1], "| 723 |");
        // These depend on what the frames contain.
        for (sql, want) in [
            ("SELECT count(*) FROM frames WHERE size > 60", None),
            ("SELECT count(*) FROM frames WHERE t = 'TYPING_START'", None),
            ("SELECT count(t) FROM frames", None),
            ("SELECT count(*) FROM typing_start", None),
            ("SELECT count(*) FROM (SELECT s FROM frames LIMIT 650)", Some(650)),
            ("SELECT count(*) FROM (SELECT s FROM frames LIMIT 5)", Some(5)),
            ("SELECT count(*) FROM (SELECT s FROM frames WHERE s > 3 LIMIT 700)", None),
        ] {
            let (plain, _) = open(1, &Recordings::new([&recorded.plain, &second.plain])).await;
            let got = rows(&ctx, sql).await.unwrap();
            match want {
                Some(want) => assert_eq!(got[1], format!("| {want} |"), "{sql}"),
                None => assert_rows(&got, &rows(&plain, sql).await.unwrap(), sql),
            }
            if want.is_some() {
                continue;
            }
            let physical = plan(&ctx, sql).await;
            assert!(!counted(physical.split("physical_plan").nth(1).unwrap()), "{sql}\n{physical}");
        }
        let table = plan(&ctx, "SELECT count(*) FROM message_create").await;
        assert!(!counted(table.split("physical_plan").nth(1).unwrap()), "{table}");
    }
    // A file with a line that cannot be read, one that is not finished, and one that is not the recorder's.
    let torn: &[u8] = br#"{"t":"A","#;
    let mut lines = frames.clone();
    lines[55] = torn;
    let bad = Recorded::new(&folder, "bad", &lines, 10, false);
    let bytes = std::fs::read(&recorded.blocks).unwrap();
    let unfinished = write(&folder, "unfinished.ndjson.zst", &bytes[..bytes.len() - 9]);
    for (file, want) in [(&bad.blocks, Some(599)), (&unfinished, None), (&recorded.plain, Some(600))] {
        let (ctx, _) = open(2, &Recordings::new([file])).await;
        let physical = plan(&ctx, "SELECT count(*) FROM frames").await;
        assert!(!counted(physical.split("physical_plan").nth(1).unwrap()), "{file}\n{physical}");
        if let Some(want) = want {
            assert_eq!(rows(&ctx, "SELECT count(*) FROM frames").await.unwrap()[1], format!("| {want} |"));
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_generated_recording_gives_the_same_answers_with_and_without_blocks() {
    let folder = tempfile::tempdir().unwrap();
    let bytes = recording(9, 1 << 20);
    let frames: Vec<&[u8]> = bytes.split(|byte| *byte == b'\n').filter(|frame| !frame.is_empty()).collect();
    let recorded = Recorded::new(&folder, "generated", &frames, 40, true);
    let (plain, _) = open(1, &Recordings::new([&recorded.plain])).await;
    let (ctx, log) = open(3, &Recordings::new([&recorded.blocks])).await;
    let tables =
        rows(&plain, "SELECT lower(t), count(*) FROM frames WHERE t IS NOT NULL GROUP BY 1").await.unwrap();
    assert!(tables.len() > 10);
    for row in &tables[1..] {
        let table = row.split_whitespace().nth(1).unwrap();
        let sql = format!("SELECT _line, _seq, _received, _offset FROM {table}");
        assert_rows(&rows(&ctx, &sql).await.unwrap(), &rows(&plain, &sql).await.unwrap(), &sql);
    }
    assert!(log.take().is_empty());
}

/// A recorder that was killed has left a journal whose lines are in the segment too: they are read once, also in a store.
#[tokio::test(flavor = "multi_thread")]
async fn a_journal_that_is_in_the_segment_is_left_out() {
    let folder = tempfile::Builder::new().prefix("rec#1 ").tempdir().unwrap();
    let frames = frames();
    let frames: Vec<&[u8]> = frames.iter().map(Vec::as_slice).collect();
    let recorded = Recorded::new(&folder, "frames-1769860800000", &frames, 100, false);
    let last = recorded.block_count - 1;
    let lines: Vec<u8> = frames[last * 100..].iter().flat_map(|frame| [frame, &b"\n"[..]].concat()).collect();
    std::fs::remove_file(&recorded.plain).unwrap();
    write(&folder, &format!("journal-{last:08}.ndjson"), &lines);
    let later = write(&folder, &format!("journal-{:08}.ndjson", last + 1), b"{\"op\":11}\n");
    let root = folder.path().to_str().unwrap();
    let want = format!("| {} |", frames.len() + 1);
    for argument in [root.to_owned(), format!("{root}/*")] {
        let (ctx, _) = open(2, &Recordings::new([&argument])).await;
        let got = rows(&ctx, "SELECT count(*) FROM frames").await.unwrap();
        assert_eq!(got[1], want, "{argument}");
    }
    let store = InMemory::new();
    for file in [&recorded.blocks, &later, &later.replace(&format!("{:08}", last + 1), &format!("{last:08}"))]
    {
        let name = std::path::Path::new(file).file_name().unwrap().to_str().unwrap();
        let bytes = std::fs::read(file).unwrap();
        store.put(&Path::from(format!("rec/{name}")), PutPayload::from(bytes)).await.unwrap();
    }
    let ctx = session(2);
    ctx.register_object_store(&Url::parse("bucket://b").unwrap(), Arc::new(store));
    Recordings::new(["bucket://b/rec/"]).register(&ctx).await.unwrap();
    assert_eq!(rows(&ctx, "SELECT count(*) FROM frames").await.unwrap()[1], want);
}
