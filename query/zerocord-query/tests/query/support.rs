//! Recordings, sessions, and results to compare.

use std::io::Write;
use std::sync::Arc;

use datafusion::arrow::util::pretty::pretty_format_batches;
use datafusion::common::Result;
use datafusion::prelude::{SessionConfig, SessionContext};
use tempfile::TempDir;
use zerocord_generator::{Generator, Mix};
use zerocord_query::{Recordings, ScanLog, register_functions};

/// Frames of all kinds.
pub fn recording(seed: u64, len: usize) -> Vec<u8> {
    Generator::new(seed, Mix::ALL[0]).ndjson(len)
}

pub fn write(folder: &TempDir, name: &str, bytes: &[u8]) -> String {
    let path = folder.path().join(name);
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::File::create(&path).unwrap().write_all(bytes).unwrap();
    path.to_str().unwrap().to_owned()
}

/// A session that divides files of any size among this many partitions.
pub fn session(partitions: usize) -> SessionContext {
    let mut config = SessionConfig::new().with_target_partitions(partitions).with_information_schema(true);
    config.options_mut().optimizer.repartition_file_min_size = 1;
    let ctx = SessionContext::new_with_config(config);
    register_functions(&ctx);
    ctx
}

pub async fn open(partitions: usize, recordings: &Recordings) -> (SessionContext, Arc<ScanLog>) {
    let ctx = session(partitions);
    let log = recordings.register(&ctx).await.unwrap();
    (ctx, log)
}

/// The result as text. Rows without `ORDER BY` are sorted.
pub async fn rows(ctx: &SessionContext, sql: &str) -> Result<Vec<String>> {
    let batches = ctx.sql(sql).await?.collect().await?;
    let text = pretty_format_batches(&batches)?.to_string();
    let mut lines: Vec<String> = text
        .lines()
        .filter(|line| line.starts_with('|'))
        .map(|line| line.split_whitespace().collect::<Vec<_>>().join(" "))
        .collect();
    if !sql.contains("ORDER BY") && !lines.is_empty() {
        lines[1..].sort();
    }
    Ok(lines)
}

#[track_caller]
pub fn assert_rows(got: &[String], want: &[String], context: &str) {
    assert!(got.len() > 1, "no rows: {context}");
    assert_eq!(got, want, "{context}");
}

/// The physical plan.
pub async fn plan(ctx: &SessionContext, sql: &str) -> String {
    let lines = rows(ctx, &format!("EXPLAIN {sql} -- ORDER BY")).await.unwrap();
    lines.join("\n")
}
