//! The commands of the README, run on the sample of the corpus, give what the README shows.
//!
//! A block marked `sh` has one command a line; a block marked `text` behind it shows the output of the last one.
//! There, a line of three dots stands for any lines.

use crate::folder::{Folder, Ran};
use zerocord_testkit::corpus;

const README: &str = include_str!("../../../../README.md");

/// How the README calls the command under test.
const PROGRAMS: [&str; 2] = ["cargo run --release -p zerocord-cli -- ", "zerocord "];

/// What the README shows and this test does not run: it builds, installs or measures.
const NOT_RUN: [&str; 4] = [
    "cargo test --workspace",
    "cargo install --path crates/zerocord-cli",
    "cargo run --release --example route",
    "just bench",
];

/// A code block: its language, the line it begins on, its lines.
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
    assert!(!is_open, "the last block of the README does not end");
    blocks
}

fn run(folder: &Folder, command: &str) -> Option<Ran> {
    if NOT_RUN.contains(&command) {
        return None;
    }
    let arguments = PROGRAMS.iter().find_map(|program| command.strip_prefix(program));
    let arguments = arguments.unwrap_or_else(|| panic!("the test cannot run `{command}`"));
    assert!(!arguments.contains(['\'', '"', '|', '<', '>', '$', '\\']), "`{command}` needs a shell");
    Some(folder.run(arguments))
}

/// Whether `shown` are the lines of `output`, any lines standing for three dots.
fn is_shown(shown: &[&str], output: &[&str]) -> bool {
    match shown.split_first() {
        None => output.is_empty(),
        Some((&"...", rest)) => (0..=output.len()).any(|skipped| is_shown(rest, &output[skipped..])),
        Some((line, rest)) => output
            .split_first()
            .is_some_and(|(first, output)| line.trim_end() == first.trim_end() && is_shown(rest, output)),
    }
}

#[test]
fn its_commands_give_what_it_shows() {
    let folder = Folder::new();
    std::fs::create_dir_all(folder.path("corpus/firehose")).unwrap();
    folder.write("corpus/firehose/sample.ndjson", corpus::firehose_sample());
    let mut last = None;
    let mut shown_count = 0;
    for block in blocks(README) {
        match block.language {
            "sh" => {
                for command in block.lines.iter().filter(|line| !line.is_empty()) {
                    last = run(&folder, command);
                    if let Some(ran) = &last {
                        ran.check(0, "");
                    }
                }
            }
            "text" => {
                let Ran { stdout, .. } =
                    last.take().unwrap_or_else(|| panic!("line {}: the output of what?", block.line_number));
                let output: Vec<&str> = stdout.lines().collect();
                let is_shown = is_shown(&block.lines, &output);
                assert!(is_shown, "line {} of the README; the command gives:\n{stdout}", block.line_number);
                shown_count += 1;
            }
            _ => last = None,
        }
    }
    assert!(shown_count >= 4, "{shown_count} outputs are shown");
}
