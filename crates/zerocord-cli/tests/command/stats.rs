//! Compares `zerocord stats` with counts by serde_json.

use std::collections::BTreeMap;

use crate::folder::{Folder, Ran, recording};
use serde_json::{Value, json};

/// The expected output of `stats --json` for a recording without bad frames, except sizes, computed with serde_json.
fn expected(name: &str, recording: &[u8]) -> Value {
    let mut events: BTreeMap<String, Vec<u64>> = BTreeMap::new();
    let mut opcodes: BTreeMap<u64, (u64, u64)> = BTreeMap::new();
    let (mut frames, mut bytes) = (0, 0);
    for line in recording.split(|&byte| byte == b'\n').filter(|line| !line.is_empty()) {
        let frame: Value = serde_json::from_slice(line).unwrap();
        let len = line.len() as u64;
        frames += 1;
        bytes += len;
        if let Some(name) = frame["t"].as_str() {
            events.entry(name.to_owned()).or_default().push(len);
        }
        let opcode = opcodes.entry(frame["op"].as_u64().unwrap()).or_default();
        *opcode = (opcode.0 + 1, opcode.1 + len);
    }
    let mut events: Vec<_> = events.into_iter().collect();
    events.sort_by_key(|(name, sizes)| (std::cmp::Reverse(sizes.len()), name.clone()));
    let events: Vec<_> = events
        .into_iter()
        .map(|(name, mut sizes)| {
            sizes.sort_unstable();
            let rank = |share: f64| sizes[(share * sizes.len() as f64).ceil() as usize - 1];
            let sum: u64 = sizes.iter().sum();
            json!({
                "name": name,
                "count": sizes.len(),
                "bytes": sum,
                "share": sizes.len() as f64 / frames as f64,
                "size": {
                    "mean": sum as f64 / sizes.len() as f64,
                    "p50": rank(0.5),
                    "p99": rank(0.99),
                    "max": sizes[sizes.len() - 1],
                    "min": sizes[0],
                },
            })
        })
        .collect();
    let opcodes: Vec<_> = opcodes
        .into_iter()
        .map(|(opcode, (count, bytes))| {
            let name = zerocord::Opcode::new(opcode).name();
            json!({ "opcode": opcode, "name": name, "count": count, "bytes": bytes })
        })
        .collect();
    json!({
        "files": [name], "frames": frames, "bytes": bytes, "bad_frames": 0, "opcodes": opcodes, "events": events,
    })
}

/// Removes the quantiles from a report, so that the exact values can be compared.
fn take_quantiles(report: &mut Value) -> Vec<f64> {
    let mut quantiles = Vec::new();
    for event in report["events"].as_array_mut().unwrap() {
        for key in ["p50", "p99"] {
            quantiles.push(event["size"][key].take().as_f64().unwrap());
        }
    }
    quantiles
}

#[test]
fn counts_are_those_of_serde_json() {
    let bytes = recording(2 << 20);
    let folder = Folder::with("all.ndjson", &bytes);
    let mut want = expected("all.ndjson", &bytes);
    let want_quantiles = take_quantiles(&mut want);
    for options in ["", "--strict", "--threads 1", "--threads 4 --chunk-len 999", "--chunk-len 64"] {
        let ran = folder.run(&format!("stats --json {options} all.ndjson"));
        ran.check(0, "");
        let mut found: Value = serde_json::from_str(&ran.stdout).unwrap();
        // Sequences are compared with those of `verify`.
        found.as_object_mut().unwrap().remove("sequences").unwrap();
        let found_quantiles = take_quantiles(&mut found);
        assert_eq!(found, want, "{options}");
        assert_eq!(found_quantiles.len(), want_quantiles.len());
        for (found, want) in found_quantiles.iter().zip(&want_quantiles) {
            assert!((found - want).abs() <= want * 0.001, "{options}: {found}, want {want}");
        }
    }
}

#[test]
fn standard_input_is_an_input() {
    let bytes = recording(300_000);
    let folder = Folder::with("all.ndjson", &bytes);
    let from_file = folder.run("stats all.ndjson");
    let piped = folder.zerocord("stats -").write_stdin(bytes).output().unwrap();
    assert_eq!(Ran::new(piped), from_file);
    let redirected = std::process::Command::new(assert_cmd::cargo::cargo_bin!("zerocord"))
        .args(["stats", "-"])
        .stdin(std::fs::File::open(folder.path("all.ndjson")).unwrap())
        .output()
        .unwrap();
    assert_eq!(Ran::new(redirected), from_file);
}

const ODD: &str = "\u{feff}{\"t\":\"RESUMED\",\"s\":1,\"op\":0,\"d\":{}}\r\n\
    \r\n\
    {\"op\":11}\r\n\
    {\"t\":\"NEW_THING\",\"s\":2,\"op\":0,\"d\":{}}\n\
    {\"t\":\"RESUMED\",\"s\":3,\"op\":0,\"d\":{\"cut\n\
    \n\
    not a frame\n\
    {\"t\":\"RESUMED\",\"s\":\"4\",\"op\":0,\"d\":{}}\n\
    {\"d\":{\"t\":\"READY\"},\"op\":300,\"s\":null,\"t\":null}\n\
    {\"t\":\"NEW_\\u0054HING\",\"d\":{}}";

#[test]
fn bad_frames_are_reported_and_counted() {
    let folder = Folder::with("odd.ndjson", ODD);
    for options in ["", "--threads 1", "--chunk-len 1", "--chunk-len 40 --threads 3"] {
        let ran = folder.run(&format!("stats {options} odd.ndjson"));
        ran.check(
            1,
            "zerocord: odd.ndjson: line 5, byte 37: the frame ends too early\n\
             zerocord: odd.ndjson: line 7, byte 0: expected an object, found `n`\n\
             zerocord: odd.ndjson: line 8, byte 19: expected a whole number, found `\"`\n\
             zerocord: 3 of 8 frames could not be read (exit code 1)\n",
        );
        assert_eq!(
            ran.stdout,
            "event      count    share  bytes  mean  p50  p99  max\n\
             NEW_THING      2  25.00 %     66    33   29   37   37\n\
             RESUMED        1  12.50 %     35    35   35   35   35\n\
             \n\
             opcode                 count    share  bytes\n\
             0       DISPATCH           2  25.00 %     72\n\
             11      HEARTBEAT_ACK      1  12.50 %      9\n        \
             (other)            1  12.50 %     46\n        \
             (absent)           1  12.50 %     29\n\
             \n\
             1 session; 0 gaps (0 frames missing), 0 repeats\n\
             8 frames, 241 bytes in 1 file; 3 bad frames\n",
            "{options}"
        );
    }
}

#[test]
fn strict_checks_what_is_otherwise_unread() {
    let folder = Folder::with("a.ndjson", "{\"t\":\"RESUMED\",\"s\":1,\"op\":0,\"d\":{\"a\":[1,]}}\n");
    folder.run("stats a.ndjson").check(0, "");
    folder.run("stats --strict a.ndjson").check(
        1,
        "zerocord: a.ndjson: line 1, byte 40: expected a value, found `]`\n\
         zerocord: 1 of 1 frames could not be read (exit code 1)\n",
    );
}

#[test]
fn twenty_bad_frames_are_reported_or_all() {
    let folder = Folder::with("a.ndjson", "x\n".repeat(30));
    let ran = folder.run("stats a.ndjson");
    assert_eq!((ran.exit, ran.stderr.lines().count()), (1, 22));
    let ran = folder.run("stats --all-errors a.ndjson");
    assert_eq!((ran.exit, ran.stderr.lines().count()), (1, 31));
    assert!(ran.stderr.contains("zerocord: a.ndjson: line 30, byte 0: expected an object, found `x`\n"));
}

#[test]
fn a_frame_that_is_too_long_is_bad() {
    let long = format!("{{\"op\":11,\"d\":\"{}\"}}", "x".repeat(5000));
    let folder = Folder::with("a.ndjson", format!("{{\"op\":11}}\n{long}\n{{\"op\":11}}\n"));
    folder.run("stats a.ndjson").check(0, "");
    folder.run("stats --chunk-len 10 a.ndjson").check(0, "");
    for options in ["", "--chunk-len 10"] {
        let ran = folder.run(&format!("stats --frame-len-max 1KiB {options} a.ndjson"));
        ran.check(
            1,
            "zerocord: a.ndjson: line 2, byte 1024: the frame is longer than 1024 bytes (--frame-len-max)\n\
             zerocord: 1 of 3 frames could not be read (exit code 1)\n",
        );
    }
}

#[test]
fn unreadable_inputs_are_reported_and_the_others_are_read() {
    let folder = Folder::with("a.ndjson", "{\"op\":11}\n");
    std::fs::create_dir(folder.path("empty")).unwrap();
    let ran = folder.run("stats no-such.ndjson empty a.ndjson");
    ran.check(
        3,
        "zerocord: no-such.ndjson: No such file or directory (os error 2)\n\
         zerocord: empty: there is no file in this folder\n",
    );
    assert!(ran.stdout.ends_with("1 frame, 9 bytes in 3 files; 0 bad frames\n"), "{}", ran.stdout);
}

#[test]
fn a_folder_means_all_its_files() {
    let folder = Folder::with("a.ndjson", "{\"op\":11}\n");
    std::fs::create_dir(folder.path("shards")).unwrap();
    folder.write("shards/0.ndjson", "{\"op\":11}\n{\"op\":7}\n");
    // Truncated in the middle of its header.
    folder.write("shards/1.gz", b"\x1f\x8b\x08\0\0");
    let ran = folder.run("stats a.ndjson shards");
    ran.check(3, "zerocord: shards/1.gz: the gzip data is cut short at compressed byte 5; all frames before it were read\n");
    assert!(ran.stdout.ends_with("3 frames, 26 bytes in 3 files; 0 bad frames\n"), "{}", ran.stdout);
}

#[test]
fn an_empty_file_has_no_frames() {
    let folder = Folder::with("a.ndjson", "");
    let ran = folder.run("stats a.ndjson");
    ran.check(0, "");
    assert_eq!(ran.stdout, "0 frames, 0 bytes in 1 file; 0 bad frames\n");
    let report: Value = serde_json::from_str(&folder.run("stats --json a.ndjson").stdout).unwrap();
    assert_eq!(report["events"], json!([]));
}

#[test]
fn unknown_names_are_counted_up_to_a_limit() {
    let lines: String = (0..1500).map(|name| format!("{{\"t\":\"N{name}\",\"op\":0}}\n")).collect();
    let folder = Folder::with("a.ndjson", lines);
    for options in ["--threads 1", "--threads 4 --chunk-len 100"] {
        let ran = folder.run(&format!("stats --json {options} a.ndjson"));
        let report: Value = serde_json::from_str(&ran.stdout).unwrap();
        let events = report["events"].as_array().unwrap();
        assert_eq!(events.len(), 1001);
        assert_eq!((&events[0]["name"], &events[0]["count"]), (&json!("(other)"), &json!(500)));
        let names: Vec<_> = events.iter().filter_map(|event| event["name"].as_str()).collect();
        assert!(names.contains(&"N999") && !names.contains(&"N1000"));
    }
}

#[test]
fn an_unavailable_backend_causes_a_warning() {
    let folder = Folder::with("a.ndjson", "{\"op\":11}\n");
    let output = folder.zerocord("stats a.ndjson").env("ZEROCORD_BACKEND", "mmx").output().unwrap();
    let ran = Ran::new(output);
    assert_eq!(ran.exit, 0);
    assert!(ran.stderr.starts_with("zerocord: ZEROCORD_BACKEND: `mmx` is unknown or cannot run"));
    let output = folder.zerocord("stats a.ndjson").env("ZEROCORD_BACKEND", "portable").output().unwrap();
    Ran::new(output).check(0, "");
}

#[test]
fn usage_errors_have_their_exit_code() {
    let folder = Folder::new();
    assert_eq!(folder.run("stats").exit, 2);
    assert_eq!(folder.run("stats --no-such a").exit, 2);
    assert_eq!(folder.run("--help").exit, 0);
    assert!(folder.run("stats --help").stdout.contains("Exit codes:"));
}

#[test]
fn a_dash_is_standard_input_even_if_there_is_such_a_folder() {
    let folder = Folder::new();
    std::fs::create_dir(folder.path("-")).unwrap();
    folder.write("-/a.ndjson", "{\"op\":11}\n{\"op\":11}\n");
    let ran = Ran::new(folder.zerocord("filter --count -").write_stdin("{\"op\":11}\n").output().unwrap());
    assert_eq!(ran.stdout, "1\n");
    assert_eq!(folder.run("filter --count ./-").stdout, "2\n");
}
