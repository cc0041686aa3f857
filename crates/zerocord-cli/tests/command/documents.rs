//! Runs the commands of the README and of the pages about the command on the sample of the corpus, and compares their
//! output with the output shown there.
//!
//! A block marked `sh` has one command per line; a following block marked `text` shows the output of the last one. In
//! it, a line of three dots matches any lines.

use crate::folder::{Folder, Ran};
use zerocord_testkit::corpus;

const README: &str = include_str!("../../../../README.md");
const OF_CRATE: &str = include_str!("../../README.md");
const COMMAND: &str = include_str!("../../../../docs/command.md");
const ANALYTICS: &str = include_str!("../../../../docs/analytics.md");
const COOKBOOK: &str = include_str!("../../../../docs/cookbook.md");

/// The name of the command under test in the documents.
const PROGRAMS: [&str; 2] = ["cargo run --release -p zerocord-cli -- ", "zerocord "];

/// Commands that this test does not run: they build, install or measure.
const NOT_RUN: [&str; 4] = [
    "cargo install --path crates/zerocord-cli",
    "cargo install zerocord-cli",
    "cargo run --release --example route",
    "just bench",
];

/// These write a summary to standard error.
const SUMMARIZED: [&str; 4] = ["zerocord merge ", "zerocord split ", "zerocord repair ", "zerocord convert "];

/// A code block: its language, its first line, its lines.
struct Block<'a> {
    language: &'a str,
    line_number: usize,
    lines: Vec<&'a str>,
}

fn blocks(markdown: &str) -> Vec<Block<'_>> {
    let mut blocks: Vec<Block<'_>> = Vec::new();
    let mut is_open = false;
    for (line, line_number) in markdown.lines().zip(1..) {
        match line.strip_prefix("```") {
            Some(_) if is_open => is_open = false,
            Some(language) => {
                is_open = true;
                blocks.push(Block { language, line_number, lines: Vec::new() });
            }
            None if is_open => blocks.last_mut().unwrap().lines.push(line),
            None => {}
        }
    }
    assert!(!is_open, "the last block does not end");
    blocks
}

fn run(folder: &Folder, command: &str) -> Option<Ran> {
    if NOT_RUN.contains(&command) {
        return None;
    }
    let arguments = PROGRAMS.iter().find_map(|program| command.strip_prefix(program));
    let arguments = arguments.unwrap_or_else(|| panic!("the test cannot run `{command}`"));
    Some(folder.run_words(&words(arguments)))
}

/// The words of a command, as a shell splits them. Text in single quotes is one word; nothing else is special.
fn words(arguments: &str) -> Vec<String> {
    let (mut words, mut word) = (Vec::new(), String::new());
    for (index, part) in arguments.split('\'').enumerate() {
        if index % 2 == 1 {
            word.push_str(part);
            continue;
        }
        assert!(!part.contains(['"', '|', '<', '>', '$', '\\']), "`{arguments}` needs a shell");
        for char in part.chars() {
            match char {
                ' ' if word.is_empty() => {}
                ' ' => words.push(std::mem::take(&mut word)),
                char => word.push(char),
            }
        }
    }
    words.extend(Some(word).filter(|word| !word.is_empty()));
    words
}

/// Whether `output` matches `shown`, in which three dots match any lines.
fn is_shown(shown: &[&str], output: &[&str]) -> bool {
    match shown.split_first() {
        None => output.is_empty(),
        Some((&"...", rest)) => (0..=output.len()).any(|skipped| is_shown(rest, &output[skipped..])),
        Some((line, rest)) => output
            .split_first()
            .is_some_and(|(first, output)| line.trim_end() == first.trim_end() && is_shown(rest, output)),
    }
}

/// Runs the commands of a document in `folder`. Returns the number of outputs that it shows.
fn check_document(name: &str, markdown: &str, folder: &Folder) -> usize {
    std::fs::create_dir_all(folder.path("corpus/firehose")).unwrap();
    folder.write("corpus/firehose/sample.ndjson", corpus::firehose_sample());
    let mut last = None;
    let mut shown_count = 0;
    for block in blocks(markdown) {
        match block.language {
            "sh" => {
                for command in block.lines.iter().filter(|line| !line.is_empty()) {
                    last = run(folder, command);
                    if let Some(ran) = &last {
                        let exit = i32::from(command.starts_with("zerocord diff "));
                        assert_eq!(ran.exit, exit, "{name}: {command}: {}", ran.stderr);
                        let has_summary = SUMMARIZED.iter().any(|program| command.starts_with(program));
                        assert!(has_summary || ran.stderr.is_empty(), "{name}: {command}: {}", ran.stderr);
                    }
                }
            }
            "text" => {
                let Ran { stdout, .. } = last
                    .take()
                    .unwrap_or_else(|| panic!("{name}: line {}: the output of what?", block.line_number));
                let output: Vec<&str> = stdout.lines().collect();
                let is_shown = is_shown(&block.lines, &output);
                assert!(is_shown, "{name}: line {}; the command gives:\n{stdout}", block.line_number);
                shown_count += 1;
            }
            _ => last = None,
        }
    }
    shown_count
}

#[test]
fn the_readme_shows_the_output_of_its_commands() {
    assert!(check_document("README.md", README, &Folder::new()) >= 2);
}

#[test]
fn the_commands_of_the_crates_readme_run() {
    let folder = Folder::with("sample.ndjson", corpus::firehose_sample());
    assert_eq!(folder.run("filter sample.ndjson -o recording.ndjson.zst").exit, 0);
    check_document("crates/zerocord-cli/README.md", OF_CRATE, &folder);
    assert!(folder.path("lake").is_dir());
}

#[test]
fn the_command_page_shows_the_output_of_its_commands() {
    assert!(check_document("docs/command.md", COMMAND, &Folder::new()) >= 8);
}

#[test]
fn the_analytics_page_shows_the_output_of_its_commands() {
    assert!(check_document("docs/analytics.md", ANALYTICS, &Folder::new()) >= 2);
}

#[test]
fn the_cookbook_shows_the_output_of_its_commands() {
    let folder = Folder::new();
    // Files that the reader has from earlier steps.
    folder.write("secret.key", [7; 32]);
    folder.write("last-month.ndjson", "{\"op\":11}\n");
    folder.write("last-month.json", folder.run("drift --json last-month.ndjson").stdout);
    assert!(check_document("docs/cookbook.md", COOKBOOK, &folder) >= 15);
}
