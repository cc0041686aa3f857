//! The interactive shell.

use std::borrow::Cow;
use std::cell::RefCell;
use std::path::PathBuf;

use rustyline::completion::{Completer, Pair};
use rustyline::error::ReadlineError;
use rustyline::highlight::Highlighter;
use rustyline::hint::Hinter;
use rustyline::history::DefaultHistory;
use rustyline::validate::{ValidationContext, ValidationResult, Validator};
use rustyline::{Config, Context, Editor, Helper};

use crate::arguments::{Arguments, Format};
use crate::hints::table_names;
use crate::run::{Ended, Exit, run, settle};
use crate::session::Session;

const KEYWORDS: &[&str] = &[
    "SELECT",
    "FROM",
    "WHERE",
    "GROUP BY",
    "ORDER BY",
    "HAVING",
    "LIMIT",
    "JOIN",
    "LEFT JOIN",
    "ON",
    "AND",
    "OR",
    "NOT",
    "IN",
    "IS NULL",
    "IS NOT NULL",
    "LIKE",
    "BETWEEN",
    "DISTINCT",
    "DESC",
    "AS",
    "WITH",
    "UNION ALL",
    "CASE",
    "WHEN",
    "THEN",
    "END",
    "COUNT",
    "SHOW TABLES",
    "DESCRIBE",
    "EXPLAIN",
    "EXPLAIN ANALYZE",
    "snowflake_time",
    "shard_of",
    "permission",
    "json_text",
    "json_int",
    "json_length",
    "json_keys",
    "date_trunc",
    "approx_percentile_cont",
];

const HELP: &str = "\
statements end with a semicolon; Ctrl-C ends a running query, Ctrl-D the shell
  \\d             lists the tables
  \\d TABLE       lists the columns of a table
  \\format NAME   writes results as table, csv, json or ndjson
  \\timing        prints the time of each statement, or stops doing so
  \\q             ends the shell";

/// Reads statements until the end of the input.
pub async fn shell(session: &Session, mut arguments: Arguments) -> Exit {
    arguments.timing = true;
    let config = Config::builder().auto_add_history(true).build();
    let mut editor: Editor<Words, DefaultHistory> = match Editor::with_config(config) {
        Ok(editor) => editor,
        Err(error) => {
            eprintln!("error: the terminal cannot be used: {error}");
            return Exit::InputOutput;
        }
    };
    editor.set_helper(Some(Words::new(session)));
    let history = history_path();
    if let Some(path) = &history {
        // There is none at the first start.
        let _ = editor.load_history(path);
    }
    println!("{} tables; SHOW TABLES lists them, \\? helps", table_names(&session.ctx).len());
    loop {
        match editor.readline("zerocord> ") {
            Ok(line) => {
                let line = line.trim();
                if line == "\\q" || line.eq_ignore_ascii_case("quit") || line.eq_ignore_ascii_case("exit") {
                    break;
                }
                let text = meta_command(line, &mut arguments).unwrap_or_else(|| line.to_owned());
                run_text(session, &text, &arguments, editor.helper()).await;
            }
            Err(ReadlineError::Interrupted) => {}
            Err(ReadlineError::Eof) => break,
            Err(error) => {
                eprintln!("error: {error}");
                return Exit::InputOutput;
            }
        }
    }
    if let Some(path) = &history
        && let Err(error) = editor.save_history(path)
    {
        eprintln!("the history is not saved: {}: {error}", path.display());
    }
    Exit::Done
}

async fn run_text(session: &Session, text: &str, arguments: &Arguments, words: Option<&Words>) {
    let statements = match session.parse(text) {
        Ok(statements) => statements,
        Err(error) => {
            settle(&Ended::Failed(error), session, false);
            return;
        }
    };
    for statement in statements {
        let ended = run(session, statement, arguments, None).await;
        settle(&ended, session, arguments.timing);
        if !matches!(ended, Ended::Done { .. }) {
            break;
        }
    }
    if let Some(words) = words {
        words.learn_columns(session, text).await;
    }
}

/// The statement that a command with a backslash means; an empty one if it has been done.
fn meta_command(line: &str, arguments: &mut Arguments) -> Option<String> {
    let command = line.strip_prefix('\\')?;
    let (name, rest) = command.split_once(' ').unwrap_or((command, ""));
    let rest = rest.trim().trim_end_matches(';');
    let done = String::new();
    Some(match name.trim_end_matches(';') {
        "d" if rest.is_empty() => "SHOW TABLES".to_owned(),
        "d" => format!("DESCRIBE {rest}"),
        "timing" => {
            arguments.timing = !arguments.timing;
            println!("timing is {}", if arguments.timing { "on" } else { "off" });
            done
        }
        "format" => {
            match <Format as clap::ValueEnum>::from_str(rest, true) {
                Ok(Format::Parquet) => {
                    println!("parquet needs a file: start the program with --format parquet -o FILE")
                }
                Ok(format) => arguments.format = Some(format),
                Err(_) => println!("formats are table, csv, json and ndjson"),
            }
            done
        }
        _ => {
            println!("{HELP}");
            done
        }
    })
}

/// The file of the history, in the user's data folder.
fn history_path() -> Option<PathBuf> {
    let home = || std::env::var_os("HOME").map(|home| PathBuf::from(home).join(".local/share"));
    let data = std::env::var_os("XDG_DATA_HOME")
        .map(PathBuf::from)
        .filter(|path| path.is_absolute())
        .or_else(home)?;
    let folder = data.join("zerocord");
    std::fs::create_dir_all(&folder).ok()?;
    Some(folder.join("sql_history"))
}

/// The words that can be completed.
struct Words {
    fixed: Vec<String>,
    columns: RefCell<Vec<String>>,
}

impl Words {
    fn new(session: &Session) -> Words {
        let keywords = KEYWORDS.iter().map(|word| (*word).to_owned());
        Words { fixed: keywords.chain(table_names(&session.ctx)).collect(), columns: RefCell::default() }
    }

    /// Learns the columns of the tables in a statement.
    async fn learn_columns(&self, session: &Session, text: &str) {
        for word in text.split(|letter: char| !(letter.is_alphanumeric() || "_.".contains(letter))) {
            let name = word.to_ascii_lowercase();
            if !self.fixed.contains(&name) {
                continue;
            }
            if let Ok(table) = session.ctx.table(name.as_str()).await {
                let mut columns = self.columns.borrow_mut();
                columns.extend(table.schema().fields().iter().map(|field| field.name().clone()));
                columns.sort();
                columns.dedup();
            }
        }
    }

    /// The words that begin like this.
    fn matching(&self, start: &str) -> Vec<String> {
        let start = start.to_lowercase();
        let columns = self.columns.borrow();
        let words = columns.iter().chain(&self.fixed);
        words.filter(|word| word.to_lowercase().starts_with(&start)).cloned().collect()
    }
}

impl Completer for Words {
    type Candidate = Pair;

    fn complete(
        &self,
        line: &str,
        position: usize,
        _context: &Context<'_>,
    ) -> rustyline::Result<(usize, Vec<Pair>)> {
        let before = &line[..position];
        let start = before.rfind(|letter: char| !(letter.is_alphanumeric() || "_.".contains(letter)));
        let start = start.map_or(0, |at| at + before[at..].chars().next().map_or(1, char::len_utf8));
        if start == position {
            return Ok((start, Vec::new()));
        }
        let words = self.matching(&before[start..]);
        Ok((start, words.into_iter().map(|word| Pair { display: word.clone(), replacement: word }).collect()))
    }
}

impl Validator for Words {
    fn validate(&self, context: &mut ValidationContext<'_>) -> rustyline::Result<ValidationResult> {
        let line = context.input().trim();
        let is_command = line.is_empty() || line.starts_with('\\') || ["quit", "exit"].contains(&line);
        Ok(match is_command || line.ends_with(';') {
            true => ValidationResult::Valid(None),
            false => ValidationResult::Incomplete,
        })
    }
}

impl Hinter for Words {
    type Hint = String;
}

impl Highlighter for Words {
    fn highlight<'l>(&self, line: &'l str, _position: usize) -> Cow<'l, str> {
        Cow::Borrowed(line)
    }
}

impl Helper for Words {}
