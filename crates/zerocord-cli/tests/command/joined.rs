//! Lines with several frames, and torn lines, in every subcommand.

use serde_json::Value;

use crate::folder::Folder;

const A: &str = r#"{"t":"MESSAGE_CREATE","s":1,"op":0,"d":{"id":"11","content":"one {\"t\":\"X\"}","author":{"id":"5","username":"u"}}}"#;
const B: &str = r#"{"t":"MESSAGE_CREATE","s":2,"op":0,"d":{"id":"12","content":"two }{","author":{"id":"6","username":"v"}}}"#;
const C: &str = r#"{"t":"TYPING_START","s":3,"op":0,"d":{"channel_id":"1","user_id":"5","timestamp":1}}"#;
const HELLO: &str = r#"{"t":null,"s":null,"op":10,"d":{"heartbeat_interval":41250}}"#;

/// A recording whose second line has the first `len` bytes of a frame, followed by complete frames.
fn glued(torn: &str, whole: &[&str]) -> String {
    format!("{A}\n{torn}{}\n{C}\n", whole.concat())
}

#[test]
fn both_frames_of_a_line_are_read_and_the_line_is_reported() {
    let folder = Folder::with("a.ndjson", format!("{A}{B}\n{C}"));
    let note = format!(
        "zerocord: a.ndjson: line 1, byte {}: another frame begins on the same line; both are read\n",
        A.len()
    );
    let ran = folder.run("stats --json a.ndjson");
    ran.check(1, &note);
    let report: Value = serde_json::from_str(&ran.stdout).unwrap();
    assert_eq!((&report["frames"], &report["bad_frames"]), (&3.into(), &0.into()));
    assert_eq!(report["events"][0]["count"], 2);
    assert_eq!(report["bytes"], A.len() + B.len() + C.len());
    assert_eq!(report["sequences"]["missing"], 0);

    let ran = folder.run("filter -e MESSAGE_CREATE a.ndjson");
    ran.check(1, &note);
    assert_eq!(ran.stdout, format!("{A}\n{B}\n"));
    let ran = folder.run("select -f id,content,$s -e MESSAGE_CREATE --to csv a.ndjson");
    ran.check(1, &note);
    assert_eq!(ran.stdout, "id,content,$s\n11,\"one {\"\"t\"\":\"\"X\"\"}\",1\n12,two }{,2\n");
    let ran = folder.run("redact --drop content a.ndjson");
    ran.check(1, &note);
    assert_eq!(ran.stdout.lines().count(), 3);
    let ran = folder.run("verify --json a.ndjson");
    ran.check(1, &note);
    assert_eq!(serde_json::from_str::<Value>(&ran.stdout).unwrap()["dispatches"], 3);
    let ran = folder.run("validate a.ndjson");
    ran.check(1, &note);
    assert_eq!(ran.stdout, "3 frames in 1 file, all good\n");
    assert_eq!(folder.run("drift a.ndjson").exit, 1);
    assert!(folder.run("drift a.ndjson").stderr.contains("both are read"));
}

#[test]
fn with_strict_such_a_line_is_one_bad_frame() {
    let folder = Folder::with("a.ndjson", format!("{A}{B}\n{C}"));
    for command in ["stats", "filter", "select -f id", "verify", "drift"] {
        let ran = folder.run(&format!("{command} --strict a.ndjson"));
        assert_eq!(ran.exit, 1, "{command}");
        let want = format!("line 1, byte {}: ", A.len());
        assert!(
            ran.stderr.contains(&want) && ran.stderr.contains("1 of 2 frames"),
            "{command}: {}",
            ran.stderr
        );
    }
}

#[test]
fn a_torn_frame_is_reported_and_the_next_one_is_read() {
    for len in [1, 7, 20, 47, 60, 80, 97, A.len() - 2, A.len() - 1] {
        for whole in [&[B][..], &[HELLO, B], &[B, B]] {
            let folder = Folder::with("a.ndjson", glued(&A[..len], whole));
            let named = "zerocord: a.ndjson: line 2, byte 0: the frame is torn: its end is missing\n";
            let ran = folder.run("filter -e MESSAGE_CREATE a.ndjson");
            assert_eq!(ran.exit, 1);
            assert!(ran.stderr.starts_with(named), "{len}: {}", ran.stderr);
            let messages = whole.iter().filter(|frame| **frame == B).map(|frame| format!("{frame}\n"));
            assert_eq!(ran.stdout, format!("{A}\n{}", messages.collect::<String>()), "{len}");

            let ran = folder.run("stats --json a.ndjson");
            assert_eq!(ran.exit, 1);
            let report: Value = serde_json::from_str(&ran.stdout).unwrap();
            assert_eq!((&report["frames"], &report["bad_frames"]), (&(3 + whole.len()).into(), &1.into()));

            let ran = folder.run("select -e MESSAGE_CREATE -f author.id --to csv --no-header a.ndjson");
            assert_eq!(ran.stdout.lines().next(), Some("5"));
            assert!(ran.stdout.lines().skip(1).all(|id| id == "6"), "{len}: {}", ran.stdout);
            assert_eq!(folder.run("validate a.ndjson").exit, 1);
            assert!(folder.run("validate a.ndjson").stdout.contains("1 bad"));
        }
    }
}

#[test]
fn chunk_boundaries_change_nothing() {
    let line = format!("{}{B}{HELLO}{C}", &A[..50]);
    let folder = Folder::with("a.ndjson", format!("{A}\n{line}\n").repeat(40));
    let want = folder.run("stats --json a.ndjson");
    assert_eq!(want.exit, 1);
    for options in ["--threads 1 --chunk-len 1", "--threads 3 --chunk-len 77", "--chunk-len 4096"] {
        assert_eq!(folder.run(&format!("stats --json {options} a.ndjson")), want, "{options}");
    }
    let bytes = std::fs::read(folder.path("a.ndjson")).unwrap();
    let piped = folder.zerocord("stats --json -").write_stdin(bytes).output().unwrap();
    let piped = crate::folder::Ran::new(piped);
    assert_eq!(piped.stdout.replace("<stdin>", "a.ndjson"), want.stdout);
    for backend in ["portable", "avx2"] {
        let output =
            folder.zerocord("stats --json a.ndjson").env("ZEROCORD_BACKEND", backend).output().unwrap();
        assert_eq!(crate::folder::Ran::new(output).stdout, want.stdout, "{backend}");
    }
}

#[test]
fn many_such_lines_are_counted_and_the_first_reported() {
    let folder = Folder::with("a.ndjson", format!("{A}{B}\n").repeat(50));
    let ran = folder.run("filter --count a.ndjson");
    assert_eq!((ran.exit, ran.stdout.as_str()), (1, "100\n"));
    assert_eq!(ran.stderr.lines().count(), 21);
    assert!(ran.stderr.contains("further lines with several frames are not reported"));
}

/// Frames that begin differently from Discord's.
#[test]
fn frames_with_other_first_keys_are_read_too() {
    let inner = |frame: &str| format!("{{ {} }}", &frame[1..frame.len() - 1]);
    for (first, second) in [
        (inner(A), inner(B)),
        (A.replace("\":", "\" :"), B.replace("\":", "\" :")),
        (A.replacen('{', "{\"shard\":0,", 1), B.replacen('{', "{\"shard\":0,", 1)),
        (A.replacen('{', "{\t", 1), B.replacen('{', "{\t", 1)),
        (A.replacen('{', "{\"shard\":0,", 1), B.to_owned()),
    ] {
        let folder = Folder::with("a.ndjson", format!("{first}{second}\n"));
        let ran = folder.run("select -e MESSAGE_CREATE -f id a.ndjson");
        assert_eq!(
            (ran.exit, ran.stdout.as_str()),
            (1, "{\"id\":\"11\"}\n{\"id\":\"12\"}\n"),
            "{first}{second}"
        );
        assert!(ran.stderr.contains(&format!("byte {}: another frame", first.len())), "{}", ran.stderr);
    }
    let ran = Folder::with("a.ndjson", format!("{{\"x\":1}}{A}{{\"x\":1}}\n")).run("filter a.ndjson");
    assert_eq!((ran.exit, ran.stdout), (1, format!("{A}\n")));
    assert!(ran.stderr.contains("not a gateway frame"), "{}", ran.stderr);
}
