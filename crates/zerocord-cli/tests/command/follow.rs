//! `--follow`: files that grow, are truncated, and are renamed.

use std::fs::{self, File, OpenOptions};
use std::io::{BufRead, BufReader, Read, Write};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use rustix::process::{Pid, Signal, kill_process};

use crate::folder::Folder;

/// A command that follows a file, and the lines that it writes.
struct Following {
    child: Child,
    lines: Receiver<String>,
}

impl Following {
    fn new(folder: &Folder, arguments: &[&str]) -> Following {
        let mut child = Command::new(assert_cmd::cargo::cargo_bin("zerocord"))
            .current_dir(folder.path("."))
            .args(arguments)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let stdout = BufReader::new(child.stdout.take().unwrap());
        let (sender, lines) = channel();
        std::thread::spawn(move || {
            for line in stdout.lines() {
                sender.send(line.unwrap()).unwrap();
            }
        });
        Following { child, lines }
    }

    /// The next line, which is written at once.
    #[track_caller]
    fn next(&self) -> String {
        self.lines.recv_timeout(Duration::from_secs(20)).unwrap()
    }

    /// Ends the command like Ctrl-C. Returns the exit code, the remaining lines, and standard error.
    fn interrupt(mut self) -> (i32, Vec<String>, String) {
        kill_process(Pid::from_child(&self.child), Signal::INT).unwrap();
        let exit = self.child.wait().unwrap().code().unwrap();
        let mut said = String::new();
        self.child.stderr.take().unwrap().read_to_string(&mut said).unwrap();
        (exit, self.lines.iter().collect(), said)
    }
}

fn frame(sequence: u64) -> String {
    format!("{{\"t\":\"X\",\"s\":{sequence},\"op\":0,\"d\":{{}}}}")
}

fn append(folder: &Folder, text: &str) {
    let mut file = OpenOptions::new().append(true).create(true).open(folder.path("live.ndjson")).unwrap();
    file.write_all(text.as_bytes()).unwrap();
}

#[test]
fn frames_are_written_as_they_come_across_truncation_and_rotation() {
    let many: Vec<String> = (1..4000).map(frame).collect();
    let folder = Folder::with("live.ndjson", many.join("\n") + "\n");
    let following = Following::new(&folder, &["filter", "--follow", "live.ndjson"]);
    for want in &many {
        assert_eq!(following.next(), *want);
    }
    append(&folder, &format!("{}\n", frame(5000)));
    assert_eq!(following.next(), frame(5000));
    // Half a line is not written before its other half.
    append(&folder, &frame(5001)[..10]);
    std::thread::sleep(Duration::from_millis(300));
    append(&folder, &format!("{}\n", &frame(5001)[10..]));
    assert_eq!(following.next(), frame(5001));
    // The file is truncated and written again from the start.
    File::create(folder.path("live.ndjson")).unwrap();
    std::thread::sleep(Duration::from_millis(300));
    append(&folder, &format!("{}\n", frame(6000)));
    assert_eq!(following.next(), frame(6000));
    // The file is renamed, and its last line is completed later; then comes the next file.
    fs::rename(folder.path("live.ndjson"), folder.path("live.1.ndjson")).unwrap();
    let mut old = OpenOptions::new().append(true).open(folder.path("live.1.ndjson")).unwrap();
    writeln!(old, "{}", frame(6001)).unwrap();
    assert_eq!(following.next(), frame(6001));
    append(&folder, &format!("{}\n", frame(7000)));
    assert_eq!(following.next(), frame(7000));
    let (exit, rest, said) = following.interrupt();
    assert_eq!((exit, rest, said.as_str()), (0, Vec::new(), ""));
}

#[test]
fn tables_and_counts_cover_the_frames_so_far() {
    let folder = Folder::with("old.ndjson", format!("{}\n", frame(1)));
    append(&folder, &format!("{}\n", frame(2)));
    let following = Following::new(
        &folder,
        &["select", "--follow", "-f", "$s", "--to", "csv", "old.ndjson", "live.ndjson"],
    );
    assert_eq!([following.next(), following.next(), following.next()], ["$s", "1", "2"]);
    append(&folder, &format!("{}\n", frame(3)));
    assert_eq!(following.next(), "3");
    assert_eq!(following.interrupt().0, 0);

    let following = Following::new(&folder, &["stats", "--follow", "--json", "live.ndjson"]);
    std::thread::sleep(Duration::from_millis(500));
    append(&folder, &format!("{}\n", frame(4)));
    std::thread::sleep(Duration::from_millis(500));
    let (exit, lines, _) = following.interrupt();
    let stats: serde_json::Value = serde_json::from_str(&lines.concat()).unwrap();
    assert_eq!((exit, &stats["frames"]), (0, &3.into()));
    assert_eq!(folder.run("merge --follow live.ndjson").exit, 2);
}
