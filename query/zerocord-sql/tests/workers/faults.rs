//! If a worker is absent, dies or hangs, the query fails within seconds, names the worker and prints no rows.

use std::io::{BufRead, BufReader, Read};
use std::process::Stdio;
use std::time::{Duration, Instant};

use zerocord_query::workers::version;

use crate::support::{Worker, mock, program, recordings, run};

/// A query without `ORDER BY`, so rows could be printed as they arrive.
const SQL: &str = "SELECT t, size FROM frames";

const PROGRESS: u8 = 1;
const ROWS: u8 = 2;
const DONE: u8 = 3;

#[track_caller]
fn assert_fails(arguments: &[&str], worker: &str, reason: &str) {
    let start = Instant::now();
    let (exit, stdout, stderr) = run(arguments);
    assert_eq!((exit, stdout.as_str()), (3, ""), "{stderr}");
    assert!(stderr.contains(&format!("error: worker {worker}: ")) && stderr.contains(reason), "{stderr}");
    assert!(start.elapsed() < Duration::from_secs(20), "{stderr}");
}

/// The rows in any order.
fn sorted(text: &str) -> Vec<&str> {
    let mut lines: Vec<&str> = text.lines().collect();
    lines.sort_unstable();
    lines
}

#[test]
fn a_worker_that_is_absent() {
    let (folder, path) = recordings();
    let one = Worker::start(folder.path());
    let two = Worker::start(folder.path());
    two.signal("-KILL");
    let address = two.address.clone();
    drop(two);
    let workers = format!("{},{address}", one.address);
    assert_fails(&["--workers", &workers, &path, "-c", SQL], &address, "cannot be reached");
    let want = run(&[&path, "-c", SQL]);
    let (exit, stdout, stderr) = run(&["--retry", "--workers", &workers, &path, "-c", SQL]);
    assert_eq!(exit, 0, "{stderr}");
    assert!(
        stderr.contains(&address) && stderr.contains(&format!("its share goes to {}", one.address)),
        "{stderr}"
    );
    assert_eq!(sorted(&stdout), sorted(&want.1));
    // No other worker can take the share.
    assert_fails(&["--retry", "--workers", &address, &path, "-c", SQL], &address, "cannot be reached");
}

#[test]
fn a_worker_that_is_stopped() {
    let (folder, path) = recordings();
    let (one, two) = (Worker::start(folder.path()), Worker::start(folder.path()));
    two.signal("-STOP");
    let workers = format!("{},{}", one.address, two.address);
    let arguments = ["--worker-timeout", "1", "--workers", &workers, &path, "-c", SQL];
    assert_fails(&arguments, &two.address, "no sign of life for 1 s");
    let (exit, stdout, stderr) = run(&[&["--retry"], &arguments[..]].concat());
    assert_eq!(exit, 0, "{stderr}");
    assert_eq!(sorted(&stdout), sorted(&run(&[&path, "-c", SQL]).1));
    two.signal("-CONT");
    assert_eq!(run(&arguments).0, 0, "the worker serves on");
}

#[test]
fn a_worker_that_is_killed_while_others_are_done() {
    let (folder, path) = recordings();
    let (one, two) = (Worker::start(folder.path()), Worker::start(folder.path()));
    two.signal("-STOP");
    let workers = format!("{},{}", one.address, two.address);
    let mut session =
        program(&["--progress", "--worker-timeout", "30", "--workers", &workers, &path, "-c", SQL])
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
    let mut lines = BufReader::new(session.stderr.take().unwrap()).lines().map(Result::unwrap);
    assert!(lines.any(|line| line.contains(&one.address) && line.ends_with(", done")));
    two.signal("-KILL");
    let rest: Vec<String> = lines.collect();
    assert!(rest.iter().any(|line| line.contains(&format!("error: worker {}: ", two.address))), "{rest:?}");
    let mut rows = String::new();
    session.stdout.take().unwrap().read_to_string(&mut rows).unwrap();
    assert_eq!((session.wait().unwrap().code(), rows.as_str()), (Some(3), ""));
}

#[test]
fn a_worker_that_ends_in_the_middle_of_its_rows() {
    let (folder, path) = recordings();
    let one = Worker::start(folder.path());
    let progress = (PROGRESS, br#"{"frames":5,"rows":5}"#.to_vec());
    let rows = (ROWS, vec![0; 1000]);
    let done = (DONE, br#"{"progress":{"frames":5,"rows":5},"bytes":2000,"parts":[],"counts":{}}"#.to_vec());
    for (messages, then_waits, reason, is_retried) in [
        (vec![progress.clone(), rows.clone()], false, "the connection was closed", true),
        (vec![progress.clone(), rows.clone()], true, "no sign of life for 1 s", true),
        (vec![rows.clone(), done.clone()], true, "1000 of 2000 bytes arrived", false),
        (vec![(4, b"it is tired".to_vec())], true, "it is tired", false),
        (vec![(9, Vec::new())], true, "a malformed message", false),
    ] {
        let other = mock(&version(), messages, then_waits);
        let workers = format!("{},{other}", one.address);
        let arguments = ["--worker-timeout", "1", "--workers", &workers, &path, "-c", SQL];
        assert_fails(&arguments, &other, reason);
        let (exit, stdout, _) = run(&[&["--retry"], &arguments[..]].concat());
        assert_eq!(exit, if is_retried { 0 } else { 3 }, "{reason}");
        assert_eq!(stdout.is_empty(), !is_retried, "{reason}");
    }
}
