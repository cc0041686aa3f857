//! A folder to run the command in, and the command's output.

use std::path::PathBuf;
use std::process::Output;

use assert_cmd::Command;
use tempfile::TempDir;
use zerocord_testkit::generator::{Generator, Mix};

/// A folder with recordings, used as the working directory of the command.
pub struct Folder(TempDir);

impl Folder {
    pub fn new() -> Folder {
        Folder(tempfile::tempdir().unwrap())
    }

    /// A folder with one file.
    pub fn with(name: &str, bytes: impl AsRef<[u8]>) -> Folder {
        let folder = Folder::new();
        folder.write(name, bytes);
        folder
    }

    pub fn write(&self, name: &str, bytes: impl AsRef<[u8]>) {
        std::fs::write(self.path(name), bytes).unwrap();
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    /// The names of all files, sorted.
    pub fn names(&self) -> Vec<String> {
        let entries = std::fs::read_dir(self.0.path()).unwrap();
        let mut names: Vec<_> =
            entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }

    /// The command with these arguments, separated by spaces.
    pub fn zerocord(&self, arguments: &str) -> Command {
        let mut command = Command::cargo_bin("zerocord").unwrap();
        command.current_dir(self.0.path()).env_remove("ZEROCORD_BACKEND").args(arguments.split_whitespace());
        command
    }

    /// Runs the command and returns its output.
    pub fn run(&self, arguments: &str) -> Ran {
        Ran::new(self.zerocord(arguments).output().unwrap())
    }

    /// Runs the command with arguments that may contain spaces.
    pub fn run_words(&self, words: &[String]) -> Ran {
        Ran::new(self.zerocord("").args(words).output().unwrap())
    }
}

/// The result of a command.
#[derive(Debug, PartialEq, Eq)]
pub struct Ran {
    pub exit: i32,
    pub stdout: String,
    pub stderr: String,
}

impl Ran {
    pub fn new(output: Output) -> Ran {
        Ran {
            exit: output.status.code().unwrap(),
            stdout: String::from_utf8(output.stdout).unwrap(),
            stderr: String::from_utf8(output.stderr).unwrap(),
        }
    }

    #[track_caller]
    pub fn check(&self, exit: i32, stderr: &str) {
        assert_eq!((self.exit, self.stderr.as_str()), (exit, stderr));
    }
}

/// A recording of about this many bytes, with all mixes in turn.
pub fn recording(bytes: usize) -> Vec<u8> {
    let mixes = Mix::ALL;
    (1..).zip(mixes).flat_map(|(seed, mix)| Generator::new(seed, mix).ndjson(bytes / mixes.len())).collect()
}

/// Asserts the exit code and a part of standard error, which is empty if the part is.
#[track_caller]
pub fn check(ran: &Ran, exit: i32, in_stderr: &str) {
    assert_eq!(ran.exit, exit, "{}", ran.stderr);
    assert!(ran.stderr.contains(in_stderr), "{}", ran.stderr);
    assert!(!in_stderr.is_empty() || ran.stderr.is_empty(), "{}", ran.stderr);
}
