//! A lake has the tables of the recording that it was converted from.

use std::collections::HashMap;
use std::fs::File;

use datafusion::arrow::array::RecordBatch;
use datafusion::parquet::arrow::ArrowWriter;
use tempfile::TempDir;
use zerocord_arrow::{FrameOrigin, Table, TableOptions};
use zerocord_query::Recordings;

use crate::support::{assert_rows, open, recording, rows, session, write};

const PART: &str = "0123456789abcdef";

/// Writes a lake as `zerocord convert` does: a folder for each event and day.
fn convert(folder: &TempDir, name: &str, bytes: &[u8], events: &[&str]) -> String {
    let options = TableOptions::default().content(true);
    let mut tables = Table::of_all_events(&options).unwrap();
    tables.retain(|table| events.is_empty() || events.contains(&table.name()));
    let mut lines: HashMap<usize, Vec<RecordBatch>> = HashMap::new();
    for (index, frame) in bytes.split(|byte| *byte == b'\n').enumerate() {
        let origin = FrameOrigin {
            file: Some(name),
            line: Some(index as u64 + 1),
            offset: Some(0),
            ..FrameOrigin::default()
        };
        for table in tables.iter_mut().filter(|_| !frame.is_empty()) {
            let _ = table.push_from(frame, &origin);
        }
        if index == 200 {
            take(&mut tables, &mut lines);
        }
    }
    take(&mut tables, &mut lines);
    for (index, batches) in lines {
        for (day, batch) in batches.iter().enumerate() {
            let path =
                format!("lake/event={}/day=2026-01-0{}/part-{PART}-0.parquet", tables[index].name(), day + 1);
            let path = write(folder, &path, b"");
            let mut writer = ArrowWriter::try_new(File::create(path).unwrap(), batch.schema(), None).unwrap();
            writer.write(batch).unwrap();
            writer.close().unwrap();
        }
    }
    let events: Vec<String> = events.iter().map(|event| format!("\"{event}\"")).collect();
    let manifest = format!(
        r#"{{"zerocord":"0.1.0","options":{{"format":"parquet","events":[{}],"columns":[],"depth":2,"flat":false,
        "partition_by":"event,day","with_content":true,"derive":false}},"inputs":[{{"path":"a","part":"{PART}"}}]}}"#,
        events.join(",")
    );
    write(folder, "lake/_zerocord.json", manifest.as_bytes());
    folder.path().join("lake").to_str().unwrap().to_owned()
}

fn take(tables: &mut [Table], lines: &mut HashMap<usize, Vec<RecordBatch>>) {
    for (index, table) in tables.iter_mut().enumerate().filter(|(_, table)| table.row_count() > 0) {
        lines.entry(index).or_default().push(table.finish());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn recording_and_lake_give_the_same_answers_row_for_row() {
    let folder = tempfile::tempdir().unwrap();
    let bytes = recording(11, 500 << 10);
    let file = write(&folder, "a.ndjson", &bytes);
    let lake = convert(&folder, &file, &bytes, &[]);
    let (of_file, _) = open(2, &Recordings::new([&file]).content(true)).await;
    let (of_lake, _) = open(2, &Recordings::new([&lake])).await;
    let mut compared = 0;
    let tables =
        rows(&of_file, "SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'")
            .await
            .unwrap();
    for table in tables[1..].iter().map(|row| row.trim_matches(['|', ' '])).filter(|table| *table != "frames")
    {
        let describe = format!("DESCRIBE {table}");
        assert_rows(
            &rows(&of_lake, &describe).await.unwrap(),
            &rows(&of_file, &describe).await.unwrap(),
            table,
        );
        let all = format!("SELECT * FROM {table}");
        let (got, want) = (rows(&of_lake, &all).await.unwrap(), rows(&of_file, &all).await.unwrap());
        assert_eq!(got.len(), want.len(), "{table}");
        assert_eq!(got, want, "{table}");
        compared += usize::from(got.len() > 1);
    }
    assert!(compared >= 8, "{compared} tables have rows");
    for sql in [
        "SELECT author.id, count(*) FROM message_create WHERE guild_id IS NOT NULL GROUP BY author.id",
        "SELECT date_trunc('hour', timestamp), count(*) FROM message_create GROUP BY 1",
        "SELECT count(*) FROM message_create m JOIN message_create n ON m.author.id = n.author.id WHERE m.content LIKE '%a%'",
    ] {
        assert_rows(&rows(&of_lake, sql).await.unwrap(), &rows(&of_file, sql).await.unwrap(), sql);
    }
    let error = rows(&of_lake, "SELECT * FROM frames").await.unwrap_err().to_string();
    assert!(error.contains("a lake does not have the table `frames`"), "{error}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_table_that_was_not_converted_is_an_error_and_an_unfinished_file_is_not_read() {
    let folder = tempfile::tempdir().unwrap();
    let bytes = recording(12, 200 << 10);
    let lake = convert(&folder, "a", &bytes, &["MESSAGE_CREATE"]);
    let (ctx, _) = open(1, &Recordings::new([&lake])).await;
    let count = rows(&ctx, "SELECT count(*) FROM message_create").await.unwrap();
    let error = rows(&ctx, "SELECT * FROM typing_start").await.unwrap_err().to_string();
    assert!(error.contains("the lake was converted without the table `typing_start`"), "{error}");
    let finished =
        folder.path().join(format!("lake/event=MESSAGE_CREATE/day=2026-01-01/part-{PART}-0.parquet"));
    std::fs::copy(&finished, finished.with_file_name("part-ffffffffffffffff-0.parquet")).unwrap();
    let (ctx, _) = open(1, &Recordings::new([&lake])).await;
    assert_eq!(rows(&ctx, "SELECT count(*) FROM message_create").await.unwrap(), count);
    let file = write(&folder, "b.ndjson", &bytes);
    let error = Recordings::new([&lake, &file]).register(&session(1)).await.unwrap_err().to_string();
    assert!(error.contains("a lake next to recordings"), "{error}");
}
