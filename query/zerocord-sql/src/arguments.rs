//! The command line.

use std::path::{Path, PathBuf};
use std::time::Duration;

use clap::{Parser, ValueEnum};

/// Ask questions in SQL about recordings of gateway frames, without converting them
///
/// Each event is a table, such as message_create. SHOW TABLES lists them, DESCRIBE message_create lists columns. The table frames
/// has a row for each frame: t, s, op, size, file, line. Without -c or -f, and with a terminal, a shell opens.
#[derive(Debug, Parser)]
#[command(version, after_help = AFTER_HELP, max_term_width = 100)]
pub struct Arguments {
    /// Recordings (plain, .gz, .zst), folders, patterns, or one lake that `zerocord convert` wrote; also s3://BUCKET/PREFIX;
    /// NAME=PATH puts the tables into a schema: NAME.message_create
    #[arg(required = true, value_name = "FILE")]
    pub inputs: Vec<String>,

    /// Run these statements, separated by semicolons
    #[arg(short, long, value_name = "SQL", allow_hyphen_values = true)]
    pub command: Vec<String>,

    /// Run the statements in this file
    #[arg(short, long, value_name = "FILE", conflicts_with = "command")]
    pub file: Option<PathBuf>,

    /// How results are written; parquet needs -o [default: by the ending of the file's name, else table]
    #[arg(long, value_enum)]
    pub format: Option<Format>,

    /// Write the result of the last statement to this file, which appears once it is complete
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,

    /// Most rows of a table that are shown; other formats write all
    #[arg(long, value_name = "COUNT", default_value_t = 1000)]
    pub rows: usize,

    /// Memory for sorting, grouping and joining, such as 512MB or 2GiB; beyond it, data goes to temporary files
    #[arg(short, long, value_name = "SIZE", value_parser = parse_memory)]
    pub memory: Option<usize>,

    /// Threads and partitions [default: number of CPU cores]
    #[arg(short = 'j', long, value_name = "COUNT", value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub threads: Option<u16>,

    /// Include message content, which is left out otherwise
    #[arg(long)]
    pub with_content: bool,

    /// Add columns computed from content: content_len, has_link, mention_count, emoji_count, attachment_count
    #[arg(long)]
    pub derive: bool,

    /// Levels of objects that become structs; deeper ones are JSON
    #[arg(long, value_name = "LEVELS", default_value_t = 2, value_parser = clap::value_parser!(u8).range(1..=16))]
    pub depth: u8,

    /// Check only what a query reads: a frame that is damaged elsewhere becomes a row
    #[arg(long)]
    pub unchecked: bool,

    /// Print the time of each statement
    #[arg(long)]
    pub timing: bool,

    #[command(flatten)]
    pub workers: WorkerOptions,
}

/// The options of queries that other machines take part in.
#[derive(clap::Args, Debug)]
#[command(next_help_heading = "Many machines")]
pub struct WorkerOptions {
    /// Let these workers read the files (zerocord-sql worker); they see the same paths
    #[arg(long, value_name = "HOST:PORT", value_delimiter = ',')]
    pub workers: Vec<String>,

    /// Seconds that a worker may be silent before the query ends with an error
    #[arg(long, value_name = "SECONDS", default_value = "10", value_parser = parse_seconds, requires = "workers")]
    pub worker_timeout: Duration,

    /// Give the share of a worker that is lost to another one
    #[arg(long, requires = "workers")]
    pub retry: bool,

    /// Print how far each worker is
    #[arg(long, requires = "workers")]
    pub progress: bool,

    /// The file with the token of the workers
    #[arg(long, value_name = "FILE", requires = "workers")]
    pub token_file: Option<PathBuf>,

    /// Speak TLS with the workers, and trust the certificates in this PEM file
    #[arg(long, value_name = "FILE", requires = "workers")]
    pub tls_ca: Option<PathBuf>,

    /// Use workers on other machines without TLS and a token
    #[arg(long, requires = "workers")]
    pub insecure: bool,
}

/// How results are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// For people
    Table,
    /// Comma-separated, with a line of names; nested values as JSON
    Csv,
    /// One array of objects
    Json,
    /// One object per line
    Ndjson,
    /// A Parquet file
    Parquet,
}

impl Format {
    /// The format that the ending of a file's name means.
    pub fn of_file(path: &Path) -> Option<Format> {
        Some(match path.extension()?.to_str()?.to_ascii_lowercase().as_str() {
            "csv" => Format::Csv,
            "json" => Format::Json,
            "ndjson" | "jsonl" => Format::Ndjson,
            "parquet" => Format::Parquet,
            _ => return None,
        })
    }
}

const AFTER_HELP: &str = "\
Examples:
  zerocord-sql shard*.ndjson.zst
  zerocord-sql shard3.ndjson -c 'SELECT channel_id, count(*) FROM message_create GROUP BY 1'
  zerocord-sql lake/ -c 'SELECT * FROM typing_start' --format parquet -o typing.parquet
  zerocord-sql worker --listen 127.0.0.1:51001 --root /recordings
  zerocord-sql --workers 127.0.0.1:51001,127.0.0.1:51002 rec -c 'SELECT count(*) FROM frames'

Exit codes:
  0  done
  1  some frames were bad: they are named on the standard error, all others are counted
  2  the command line or a statement makes no sense
  3  a file could not be read or written, a worker failed, or a query ran out of memory or was
     interrupted

Environment:
  ZEROCORD_BACKEND=portable|avx2|avx512|neon|neon-pmull  forces the instruction set";

/// A number of bytes, as in the options of `zerocord`.
pub fn parse_memory(text: &str) -> Result<usize, String> {
    let bytes = parse_size::parse_size(text.trim()).ok().and_then(|bytes| usize::try_from(bytes).ok());
    bytes.filter(|bytes| *bytes > 0).ok_or_else(|| {
        "a size is digits, then k, M, G or T (powers of ten), KiB, MiB, GiB or TiB (powers of two), or nothing"
            .to_owned()
    })
}

/// A number of seconds that is not 0.
fn parse_seconds(text: &str) -> Result<Duration, String> {
    let seconds: f64 = text.parse().map_err(|_| "a number of seconds is needed, such as 10".to_owned())?;
    match Duration::try_from_secs_f64(seconds) {
        Ok(time) if (0.1..=86_400.0).contains(&seconds) => Ok(time),
        _ => Err("from 0.1 to 86400 seconds are possible".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes() {
        for (text, want) in
            [("1", 1), ("512MB", 512_000_000), ("2g", 2_000_000_000), ("2GiB", 2 << 30), ("4 KiB", 4096)]
        {
            assert_eq!(parse_memory(text), Ok(want), "{text}");
        }
        for text in ["", "MB", "0", "0.4", "-1", "99999999999GB"] {
            assert!(parse_memory(text).is_err(), "{text}");
        }
    }

    #[test]
    fn the_command_line_is_consistent() {
        <Arguments as clap::CommandFactory>::command().debug_assert();
        // Longer lines would be wrapped.
        assert!(AFTER_HELP.lines().all(|line| line.len() <= 100));
    }
}
