//! Files in every form, folders, patterns and stores give the same rows.

use std::io::Write;
use std::sync::Arc;

use datafusion::prelude::SessionContext;
use object_store::memory::InMemory;
use object_store::path::Path;
use object_store::{ObjectStoreExt, PutPayload};
use url::Url;
use zerocord_query::Recordings;

use crate::support::{assert_rows, open, plan, recording, rows, session, write};

const QUESTIONS: &[&str] = &[
    "SELECT count(*), sum(size), min(s), max(s) FROM frames",
    "SELECT t, op, count(*) FROM frames GROUP BY t, op",
    "SELECT channel_id, count(*) FROM message_create GROUP BY channel_id",
    "SELECT id, author.id, timestamp FROM message_create",
    "SELECT count(*) FROM presence_update WHERE guild_id IS NOT NULL",
];

/// The recording with the Zstandard frames of `piece_len` bytes.
fn zstd(bytes: &[u8], piece_len: usize) -> Vec<u8> {
    bytes.chunks(piece_len).flat_map(|piece| zstd::encode_all(piece, 1).unwrap()).collect()
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

async fn answers(ctx: &SessionContext) -> Vec<Vec<String>> {
    let mut answers = Vec::new();
    for question in QUESTIONS {
        answers.push(rows(ctx, question).await.unwrap());
    }
    answers
}

#[tokio::test(flavor = "multi_thread")]
async fn plain_and_compressed_files_in_any_number_of_parts() {
    let folder = tempfile::tempdir().unwrap();
    let bytes = recording(5, 500 << 10);
    let files = [
        write(&folder, "plain", &bytes),
        write(&folder, "one.zst", &zstd(&bytes, usize::MAX)),
        write(&folder, "many.zst", &zstd(&bytes, 10_000)),
        write(&folder, "a.gz", &gzip(&bytes)),
        write(&folder, "no_last_newline", &bytes[..bytes.len() - 1]),
    ];
    let (ctx, _) = open(1, &Recordings::new([&files[0]])).await;
    let want = answers(&ctx).await;
    for file in &files {
        for partitions in [1, 3, 64] {
            let (ctx, log) = open(partitions, &Recordings::new([file])).await;
            for ((got, want), question) in answers(&ctx).await.iter().zip(&want).zip(QUESTIONS) {
                assert_rows(got, want, &format!("{file} in {partitions} parts: {question}"));
            }
            assert!(log.take().is_empty());
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn line_numbers_are_those_of_the_file() {
    let folder = tempfile::tempdir().unwrap();
    let bytes = recording(6, 300 << 10);
    let file = write(&folder, "a.ndjson", &bytes);
    let line_count = bytes.iter().filter(|byte| **byte == b'\n').count();
    let (ctx, _) = open(8, &Recordings::new([&file])).await;
    let got =
        rows(&ctx, "SELECT max(line), count(DISTINCT line), max(file) FROM frames ORDER BY 1").await.unwrap();
    assert_eq!(got[1], format!("| {line_count} | {line_count} | {file} |"));
    assert!(!plan(&ctx, "SELECT line FROM frames").await.contains("8 groups"));
    assert!(plan(&ctx, "SELECT size FROM frames").await.contains("8 groups"));
}

#[tokio::test(flavor = "multi_thread")]
async fn folders_and_patterns() {
    let folder = tempfile::tempdir().unwrap();
    for name in ["a.ndjson", "b.ndjson", "below/c.ndjson", "a b%20.txt", ".hidden"] {
        write(&folder, name, br#"{"t":"RESUMED","s":1,"op":0,"d":{}}"#);
    }
    let at = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    for (inputs, want) in [
        (vec![at("")], 4),
        (vec![at("*.ndjson")], 2),
        (vec![at("**/*.ndjson")], 3),
        (vec![at("a b%20.txt")], 1),
        (vec![at("a.ndjson"), at("*.ndjson"), at("")], 4),
        (vec![at("[ab].ndjson"), at("below")], 3),
        (vec![at("below/../a.ndjson"), at("below/..")], 4),
        (vec![at("below/../*.ndjson")], 2),
    ] {
        let (ctx, _) = open(2, &Recordings::new(&inputs)).await;
        let got = rows(&ctx, "SELECT count(*), count(DISTINCT file) FROM frames").await.unwrap();
        assert_eq!(got[1], format!("| {want} | {want} |"), "{inputs:?}");
    }
    for (input, want) in
        [("missing.ndjson", "No such file"), ("*.zst", "no file matches"), ("**/x/*", "no file matches")]
    {
        let error = Recordings::new([at(input)]).register(&session(1)).await.unwrap_err().to_string();
        assert!(error.contains(want) && error.contains(input), "{error}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn objects_in_a_store() {
    let bytes = recording(7, 400 << 10);
    let store = Arc::new(InMemory::new());
    for (name, bytes) in
        [("plain/a.ndjson", bytes.clone()), ("zstd/a.zst", zstd(&bytes, 9_000)), ("gzip/a", gzip(&bytes))]
    {
        store.put(&Path::from(name), PutPayload::from(bytes)).await.unwrap();
    }
    let folder = tempfile::tempdir().unwrap();
    let (ctx, _) = open(1, &Recordings::new([write(&folder, "a", &bytes)])).await;
    let want = answers(&ctx).await;
    for input in
        ["bucket://b/plain/a.ndjson", "bucket://b/plain", "bucket://b/zstd/*.zst", "bucket://b/gzip/"]
    {
        for partitions in [1, 5] {
            let ctx = session(partitions);
            ctx.register_object_store(&Url::parse("bucket://b").unwrap(), store.clone());
            Recordings::new([input]).register(&ctx).await.unwrap();
            assert_eq!(answers(&ctx).await, want, "{input} in {partitions} parts");
        }
    }
    let ctx = session(1);
    ctx.register_object_store(&Url::parse("bucket://b").unwrap(), store.clone());
    let error = Recordings::new(["bucket://b/missing"]).register(&ctx).await.unwrap_err().to_string();
    assert!(error.contains("bucket://b/missing: there is no file here"), "{error}");
}

#[tokio::test(flavor = "multi_thread")]
async fn tables_of_the_user_stay() {
    let folder = tempfile::tempdir().unwrap();
    let file = write(&folder, "a.ndjson", br#"{"t":"RESUMED","s":1,"op":0,"d":{}}"#);
    let ctx = session(1);
    ctx.sql("CREATE VIEW resumed AS SELECT 7 AS x").await.unwrap().collect().await.unwrap();
    Recordings::new([&file]).register(&ctx).await.unwrap();
    Recordings::new([&file]).register_as(&ctx, "old").await.unwrap();
    assert_eq!(rows(&ctx, "SELECT x FROM resumed").await.unwrap()[1], "| 7 |");
    assert_eq!(rows(&ctx, "SELECT _seq FROM old.resumed").await.unwrap()[1], "| 1 |");
    ctx.sql("CREATE VIEW mine AS SELECT * FROM frames").await.unwrap().collect().await.unwrap();
    assert_eq!(rows(&ctx, "SELECT s FROM mine").await.unwrap()[1], "| 1 |");
    let tables = rows(&ctx, "SHOW TABLES").await.unwrap();
    assert!(
        tables.iter().any(|row| row.contains("message_create")) && tables.len() > 240,
        "{}",
        tables.len()
    );
}
