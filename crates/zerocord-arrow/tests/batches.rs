//! Recordings to batches: sizes, order, positions and damage, with several numbers of threads and chunk sizes.

mod support;

use std::io::Write;

use serde_json::{Value, json};
use support::{everything, row};
use zerocord_arrow::arrow_array::{RecordBatch, RecordBatchReader};
use zerocord_arrow::{BatchOptions, IntoBatches, Table, TableOptions};
use zerocord_firehose::{Options, Recording};
use zerocord_testkit::generator::{Generator, Mix, Richness};

fn typing(id: usize) -> String {
    format!(
        r#"{{"t":"TYPING_START","s":{id},"op":0,"d":{{"channel_id":"{id}","user_id":"5","timestamp":{id}}}}}"#
    )
}

/// Opens a recording that is written to a file, to be read by `threads` threads in chunks of `chunk_len` bytes.
fn open(bytes: &[u8], threads: usize, chunk_len: usize) -> (Recording, BatchOptions) {
    let mut file = tempfile::tempfile().unwrap();
    file.write_all(bytes).unwrap();
    std::io::Seek::rewind(&mut file).unwrap();
    let reading = Options::default().with_threads(threads).with_chunk_len(chunk_len);
    (Recording::from_file(file).unwrap(), BatchOptions::default().reading(reading).file("r"))
}

#[test]
fn batches_have_the_expected_number_of_rows() {
    for count in [0, 1, 8191, 8192, 8193, 20_000] {
        let lines: Vec<String> = (0..count).map(typing).collect();
        for (threads, chunk_len) in [(1, 512 << 10), (2, 10_000), (3, 777)] {
            let (recording, options) = open(lines.join("\n").as_bytes(), threads, chunk_len);
            let table = Table::of("TYPING_START", &TableOptions::default()).unwrap();
            let batches = recording.into_batches_with(table, &options);
            let schema = batches.schema();
            let batches: Vec<RecordBatch> = batches.map(Result::unwrap).collect();
            let sizes: Vec<usize> = batches.iter().map(RecordBatch::num_rows).collect();
            let want: Vec<usize> = (0..count).step_by(8192).map(|start| (count - start).min(8192)).collect();
            assert_eq!(sizes, want, "{threads} threads, {chunk_len}");
            let mut id = 0u64;
            for batch in &batches {
                assert_eq!(batch.schema(), schema);
                for index in 0..batch.num_rows() {
                    let row = row(batch, index);
                    let found =
                        [&row["channel_id"], &row["_seq"], &row["_line"], &row["timestamp"], &row["_file"]];
                    assert_eq!(
                        found,
                        [&json!(id), &json!(id), &json!(id + 1), &json!(id * 1_000_000), &json!("r")]
                    );
                    id += 1;
                }
            }
        }
    }
}

/// All rows of all tables, each with the name of its table.
fn rows(
    bytes: &[u8],
    threads: usize,
    chunk_len: usize,
    options: &TableOptions,
) -> (Vec<Vec<Value>>, zerocord_arrow::TableReport) {
    let (recording, batch_options) = open(bytes, threads, chunk_len);
    let tables = Table::of_all_events(options).unwrap();
    let mut rows = vec![Vec::new(); tables.len()];
    let mut batches = recording.into_batches_of(tables, &batch_options);
    for batch in batches.by_ref() {
        let batch = batch.unwrap();
        rows[batch.table]
            .extend((0..batch.batch.num_rows()).map(|index| Value::Object(row(&batch.batch, index))));
    }
    (rows, batches.report())
}

/// Reading all events in one pass, in small chunks, gives the same rows as reading one table after another.
#[test]
fn many_events_in_one_pass_are_as_each_alone() {
    let mut generator = Generator::new(3, Mix::Startup);
    let mut bytes = generator.ndjson(300_000);
    bytes.extend(Generator::new(4, Mix::PresenceHeavy).ndjson(300_000));
    for event in &zerocord_schema::Schema::bundled().events {
        for richness in [Richness::Full, Richness::Odd] {
            generator.frame_of(&event.name, richness, &mut bytes);
            bytes.extend_from_slice(b"\r\n\n");
        }
    }
    bytes.extend_from_slice(
        b"{\"t\":\"NEWS\",\"s\":1,\"op\":0,\"d\":[]}\n{\"op\":11}\n{\"t\":\"TYPING_START\",\"op\":0,\"d\":",
    );
    let options = everything(3).batch_rows(50);
    let (want, want_report) = rows(&bytes, 1, 1 << 30, &options);
    assert!(want.iter().all(|rows| !rows.is_empty()));
    assert_eq!(want_report.bad_frames, 1);
    for (threads, chunk_len) in [(1, 3_000), (2, 20_000), (3, 500_000)] {
        let (found, report) = rows(&bytes, threads, chunk_len, &options);
        assert_eq!(found, want, "{threads} threads, {chunk_len}");
        assert_eq!(report, want_report);
    }
    let mut line_count = 0;
    for (index, mut table) in Table::of_all_events(&options).unwrap().into_iter().enumerate() {
        for (line, frame) in bytes.split(|byte| *byte == b'\n').enumerate() {
            let origin = zerocord_arrow::FrameOrigin {
                file: Some("r"),
                line: Some(line as u64 + 1),
                offset: Some(0),
                ..zerocord_arrow::FrameOrigin::default()
            };
            if !frame.trim_ascii().is_empty() {
                let _ = table.push_from(frame.trim_ascii(), &origin);
            }
        }
        let batch = table.finish();
        let found: Vec<Value> =
            (0..batch.num_rows()).map(|row_index| Value::Object(row(&batch, row_index))).collect();
        assert_eq!(found, want[index], "{}", table.name());
        line_count += found.len();
    }
    assert!(line_count > 300, "{line_count}");
}

#[test]
fn damaged_frames_are_lost_and_reported_with_their_position() {
    let mut lines: Vec<String> = (0..5_000).map(typing).collect();
    lines[100].truncate(40);
    lines[200] = "nonsense".to_owned();
    lines[3_000] = r#"{"t":"TYPING_START","s":1,"op":0,"d":{"user_id":true}}"#.to_owned();
    // A torn line: the head of a frame, followed by a complete one.
    lines[4_000] = format!("{}{}", &typing(1)[..50], typing(4_000));
    for (threads, chunk_len) in [(1, 512 << 10), (2, 5_000)] {
        let (recording, options) = open(lines.join("\n").as_bytes(), threads, chunk_len);
        let table = Table::of("TYPING_START", &TableOptions::default()).unwrap();
        let mut batches = recording.into_batches_with(table, &options);
        let count: usize = batches.by_ref().map(|batch| batch.unwrap().num_rows()).sum();
        let report = batches.report();
        let lines: Vec<Option<u64>> = report.first_bad.iter().map(|bad| bad.position.line).collect();
        assert_eq!((count, lines), (4_998, vec![Some(101), Some(201), Some(4_001)]));
        assert_eq!(report.wrong.len(), 1);
        assert_eq!(
            report.wrong[0].to_string(),
            "TYPING_START.user_id: 1 values are not an id; at r: line 3001, byte 48"
        );
        assert!(
            report.first_bad[1].to_string().starts_with("r: line 201: expected"),
            "{}",
            report.first_bad[1]
        );
    }
}

/// A read error is the last item, after all rows that could be read.
#[test]
fn a_recording_that_fails_gives_its_rows_first() {
    struct Fails(usize);
    impl std::io::Read for Fails {
        fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
            self.0 += 1;
            let line = typing(self.0) + "\n";
            if self.0 > 100 {
                return Err(std::io::Error::other("the disk is gone"));
            }
            buffer[..line.len()].copy_from_slice(line.as_bytes());
            Ok(line.len())
        }
    }
    let table = Table::of("TYPING_START", &TableOptions::default()).unwrap();
    let batches: Vec<_> = Recording::from_reader(Fails(0)).into_batches(table).collect();
    assert_eq!(batches.len(), 2);
    assert_eq!(batches[0].as_ref().unwrap().num_rows(), 100);
    assert!(batches[1].as_ref().unwrap_err().to_string().contains("the disk is gone"));
}

#[test]
fn batches_can_be_dropped_early() {
    let lines: Vec<String> = (0..100_000).map(typing).collect();
    let (recording, options) = open(lines.join("\n").as_bytes(), 2, 10_000);
    let table = Table::of("TYPING_START", &TableOptions::default().batch_rows(10)).unwrap();
    let mut batches = recording.into_batches_with(table, &options);
    assert_eq!(batches.next().unwrap().unwrap().num_rows(), 10);
}

/// A batch ends early when it reaches its byte limit.
#[test]
fn long_frames_make_short_batches() {
    let frame = format!(
        r#"{{"t":"MESSAGE_CREATE","s":1,"op":0,"d":{{"id":"1","content":"{}"}}}}"#,
        "x".repeat(100_000)
    );
    let bytes = vec![frame; 40].join("\n");
    let options = TableOptions::default().content(true).batch_bytes(1_000_000);
    let (recording, batch_options) = open(bytes.as_bytes(), 2, 250_000);
    let table = Table::of("MESSAGE_CREATE", &options).unwrap();
    let sizes: Vec<usize> =
        recording.into_batches_with(table, &batch_options).map(|batch| batch.unwrap().num_rows()).collect();
    assert_eq!(sizes.iter().sum::<usize>(), 40);
    assert!(sizes.len() >= 3 && sizes.iter().all(|size| *size <= 13), "{sizes:?}");
}
