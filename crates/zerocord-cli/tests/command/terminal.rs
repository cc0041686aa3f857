//! Output on a terminal contains nothing that the terminal would interpret, regardless of the contents of recordings
//! and the names of files.
#![cfg(target_os = "linux")]

use std::fs::File;
use std::io::Read;
use std::process::{Command, Stdio};

use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};

use crate::folder::Folder;

/// An escape sequence, an 8-bit control character, one in UTF-8, a byte that is not UTF-8, and a change of text
/// direction.
const HOSTILE: &[u8] = b"\x1b]0;title\x07\x1b[2J \xc2\x9b31m \x9b31m \xe2\x80\xae \x7f \r";

/// Runs the command with a terminal as its standard output and error, and returns what the terminal receives.
fn run_in_terminal(folder: &Folder, arguments: &[&str]) -> Vec<u8> {
    let terminal = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY).unwrap();
    grantpt(&terminal).unwrap();
    unlockpt(&terminal).unwrap();
    let name = ptsname(&terminal, Vec::new()).unwrap();
    let open = || File::options().read(true).write(true).open(name.to_str().unwrap()).unwrap();
    let (stdout, stderr) = (open(), open());
    let mut command = Command::new(assert_cmd::cargo::cargo_bin!("zerocord"));
    command.args(arguments).current_dir(folder.path(".")).env("TERM", "dumb").env("NO_COLOR", "1");
    let mut child = command.stdin(Stdio::null()).stdout(stdout).stderr(stderr).spawn().unwrap();
    drop(command);
    let mut shown = Vec::new();
    let mut part = [0; 4096];
    let mut terminal = File::from(terminal);
    // Reading fails once the last writer has closed the terminal.
    while let Ok(len @ 1..) = terminal.read(&mut part) {
        shown.extend_from_slice(&part[..len]);
    }
    child.wait().unwrap();
    shown
}

/// Checks that everything a terminal received is safe to show.
#[track_caller]
fn check_inert(shown: &[u8], context: &str) {
    // The terminal itself puts a carriage return before each newline.
    let text = String::from_utf8(shown.to_vec()).expect(context).replace("\r\n", "\n");
    for char in text.chars() {
        let is_inert = !char.is_control() || matches!(char, '\n' | '\t');
        assert!(is_inert && !('\u{202a}'..='\u{202e}').contains(&char), "{context}: {char:?} in {text:?}");
    }
}

#[test]
fn payloads_and_names_of_files_cannot_control_a_terminal() {
    let hostile = String::from_utf8_lossy(HOSTILE).into_owned();
    let escaped = serde_json::to_string(&hostile).unwrap();
    let raw = [b"{\"t\":\"READY\",\"s\":1,\"op\":0,\"d\":{\"a\":\"", HOSTILE, b"\"}}\n"].concat();
    let spelled = format!(
        "{{\"t\":\"READY\",\"s\":1,\"op\":0,\"d\":{{\"session_id\":{escaped},\"a\":{escaped},{escaped}:1}}}}\n\
         {{\"t\":{escaped},\"s\":4,\"op\":0,\"d\":{{}}}}\n{{\"t\":\"READY\",\"s\":1,\"op\":0,\"d\":{{\"a\":\u{1b}[31m}}}}\n"
    );
    let name = "a\u{1b}[31m\u{202e}\nzerocord: forged.ndjson";
    let folder = Folder::with(name, [raw.as_slice(), spelled.as_bytes()].concat());
    for arguments in [
        &["filter"][..],
        &["filter", "-o", "/dev/stderr"],
        &["filter", "-o", "/dev/tty"],
        &["select", "-f", "a,$t"],
        &["select", "-f", "a,$t", "--to", "csv"],
        &["select", "-f", "a,$t", "--to", "tsv"],
        &["select", "-f", "a,$t", "--to", "ndjson"],
        &["select", "-f", "a,$t", "--to", "json"],
        &["redact", "--drop", "x"],
        &["stats"],
        &["stats", "--strict"],
        &["stats", "--json"],
        &["validate"],
        &["validate", "--json"],
        &["verify"],
        &["verify", "--json"],
        &["drift"],
        &["drift", "--json"],
        &["bench", "--rounds", "1", "--threads", "1", "-e", name],
        &["bench", "--rounds", "1", "--threads", "1", "--json"],
        &["stats", "no such \u{1b}[31m file"],
        &["filter", "-e", "NEW\u{1b}[31m"],
        &["filter", "--where", "\u{1b}[31m"],
        &["select", "-f", "\u{1b}[31m.."],
        &["--\u{1b}[31m"],
        &["\u{1b}[31m"],
    ] {
        let words: Vec<&str> = arguments.iter().copied().chain([name]).collect();
        let shown = run_in_terminal(&folder, &words);
        check_inert(&shown, &arguments.join(" "));
        let is_forged = shown.split(|&byte| byte == b'\n').any(|line| line.starts_with(b"zerocord: forged"));
        assert!(!is_forged, "{arguments:?}: {}", String::from_utf8_lossy(&shown));
    }
    let shown = run_in_terminal(&folder, &["filter", "-e", "READY", name]);
    let shown = String::from_utf8(shown).unwrap();
    assert!(
        shown.contains("\\u001b]0;title\\u0007\\u001b[2J \\u009b31m \\x9b31m \\u202e \\u007f \\u000d"),
        "{shown}"
    );
}

#[test]
fn files_and_pipes_get_every_byte() {
    let raw = [b"{\"t\":\"READY\",\"s\":1,\"op\":0,\"d\":{\"a\":\"", HOSTILE, b"\"}}\n"].concat();
    let folder = Folder::with("a.ndjson", &raw);
    let piped = folder.zerocord("filter a.ndjson").output().unwrap();
    assert_eq!(piped.stdout, raw);
    folder.run("filter a.ndjson -o b.ndjson").check(0, "");
    assert_eq!(std::fs::read(folder.path("b.ndjson")).unwrap(), raw);
}
