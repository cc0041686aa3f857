//! Recordings whose lines are not bare frames.

use std::io::Write;

use crate::folder::{Folder, Ran, recording};

/// Wraps each frame of a recording in a line.
fn wrapped(frames: &[u8], wrap: impl Fn(usize, &str) -> String) -> String {
    let frames = std::str::from_utf8(frames).unwrap();
    frames.lines().enumerate().map(|(index, frame)| wrap(index, frame)).collect()
}

/// The ways in which recordings are wrapped: the option for reading them, and the recording.
fn kinds(frames: &[u8]) -> Vec<(&'static str, String)> {
    let pretty = |frame: &str| {
        serde_json::to_string_pretty(&serde_json::from_str::<serde_json::Value>(frame).unwrap()).unwrap()
    };
    let array = wrapped(frames, |_, frame| format!("{frame},\n"));
    vec![
        ("--frame-at data", wrapped(frames, |index, frame| format!("{{\"ts\":{index},\"data\":{frame}}}\n"))),
        (
            "--frame-at a.b",
            wrapped(frames, |index, frame| {
                format!("{{ \"a\" : {{\"x\":[{{}}],\"b\":{frame} , \"y\":\"}}\"}},\"ts\":{index}}} \r\n")
            }),
        ),
        (
            "--frame-in raw",
            wrapped(frames, |index, frame| {
                format!("{{\"ts\":{index},\"raw\":{},\"shard\":3}}\n", serde_json::Value::from(frame))
            }),
        ),
        (
            "--skip-prefix",
            wrapped(frames, |index, frame| format!("2026-01-07 02:15:{index} [Receive {{1}}] {frame}\n")),
        ),
        (
            "--skip-prefix",
            wrapped(frames, |index, frame| format!("[{{shard:{index}}}] recv b'{frame}' ({index} bytes)\n")),
        ),
        (
            "--frame-in log --skip-prefix",
            wrapped(frames, |index, frame| {
                let log = serde_json::Value::from(format!("02:15:{index} [recv] {frame}\n"));
                format!("{{\"log\":{log},\"stream\":\"stdout\"}}\n")
            }),
        ),
        (
            "--frame-at event.original",
            wrapped(frames, |index, frame| format!("{{\"t\":\"{index}:00\",\"event.original\":{frame}}}\n")),
        ),
        ("--multiline", format!("[\n{}]\n", array.trim_end().trim_end_matches(','))),
        ("--multiline", format!("[{}]", array.trim_end().trim_end_matches(',').replace(",\n", ","))),
        ("--multiline", wrapped(frames, |_, frame| format!("{}\n", pretty(frame)))),
    ]
}

#[test]
fn wrapped_frames_are_the_frames() {
    let frames = recording(200_000);
    let bare = Folder::with("a.ndjson", &frames);
    let want = bare.run("filter a.ndjson");
    want.check(0, "");
    for (option, wrapped) in kinds(&frames) {
        let is_pretty = wrapped.starts_with("{\n");
        let folder = Folder::with("a.ndjson", &wrapped);
        let ran = folder.run(&format!("filter {option} a.ndjson"));
        ran.check(0, "");
        if is_pretty {
            let found: Vec<serde_json::Value> =
                ran.stdout.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
            let want: Vec<serde_json::Value> =
                want.stdout.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
            assert!(found == want, "{option}");
        } else {
            assert!(ran.stdout == want.stdout, "{option}");
        }
        for command in [
            "stats --json",
            "verify --json",
            "validate --json",
            "select -f $t,$s --to csv",
            "redact --drop content",
        ] {
            let from_bare = bare.run(&format!("{command} a.ndjson"));
            let ran = folder.run(&format!("{command} {option} a.ndjson"));
            assert_eq!((ran.exit, &*ran.stderr), (from_bare.exit, &*from_bare.stderr), "{command} {option}");
            let has_lines = command.starts_with("verify") || (is_pretty && !command.starts_with("select"));
            assert!(has_lines || ran.stdout == from_bare.stdout, "{command} {option}");
        }
        let drift = folder.run(&format!("drift --json {option} a.ndjson"));
        assert_eq!(drift.exit, bare.run("drift --json a.ndjson").exit, "{option}: {}", drift.stderr);
        assert_eq!(folder.run(&format!("bench --rounds 1 {option} a.ndjson")).exit, 0, "{option}");
    }
}

#[test]
fn results_do_not_depend_on_the_options_for_reading() {
    let frames = recording(60_000);
    for (option, wrapped) in kinds(&frames) {
        let folder = Folder::with("a.ndjson", &wrapped);
        let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        gzip.write_all(wrapped.as_bytes()).unwrap();
        folder.write("a.gz", gzip.finish().unwrap());
        let (first, second) = wrapped.as_bytes().split_at(wrapped.len() / 2);
        folder.write("a.zst", [zstd(first), zstd(second)].concat());
        let want = folder.run(&format!("filter {option} a.ndjson"));
        want.check(0, "");
        for arguments in
            ["a.gz", "a.zst", "--threads 1 --chunk-len 100 a.ndjson", "--threads 3 --chunk-len 4096 a.ndjson"]
        {
            assert!(folder.run(&format!("filter {option} {arguments}")) == want, "{option} {arguments}");
        }
        let piped = folder.zerocord(&format!("filter {option} -")).write_stdin(wrapped).output().unwrap();
        assert!(Ran::new(piped) == want, "{option} -");
    }
}

/// A Zstandard frame of stored blocks: a header with a single segment and its length, and blocks of at most 100,000
/// bytes.
fn zstd(bytes: &[u8]) -> Vec<u8> {
    let mut frame = vec![0x28, 0xb5, 0x2f, 0xfd, 0xa0];
    frame.extend_from_slice(&(bytes.len() as u32).to_le_bytes());
    let count = bytes.chunks(100_000).count();
    for (index, block) in bytes.chunks(100_000).enumerate() {
        let header = (block.len() as u32) << 3 | u32::from(index + 1 == count);
        frame.extend_from_slice(&header.to_le_bytes()[..3]);
        frame.extend_from_slice(block);
    }
    frame
}

#[test]
fn a_recording_that_needs_an_option_is_recognized() {
    let frames = recording(20_000);
    for (option, wrapped) in kinds(&frames) {
        let folder = Folder::with("a.ndjson", &wrapped);
        for command in
            ["stats", "filter", "verify", "select -f id", "validate", "drift", "redact --drop content"]
        {
            let ran = folder.run(&format!("{command} a.ndjson"));
            assert_eq!(ran.exit, 1, "{command}, {option}");
            let hints: Vec<_> = ran.stderr.lines().filter(|line| line.contains("add --")).collect();
            assert_eq!(hints.len(), 1, "{command}, {option}: {}", ran.stderr);
            assert!(hints[0].ends_with(&format!("add {option}")), "{command}, {option}: {}", hints[0]);
        }
    }
}

#[test]
fn lines_that_are_not_frames_are_never_all_good() {
    for lines in ["{\"a\":1}\n{\"b\":2}\n", "{}\n", "{\"level\":\"info\",\"message\":\"x\"}\n"] {
        let folder = Folder::with("a.ndjson", lines);
        for command in ["stats", "filter", "verify", "select -f id", "validate", "drift"] {
            let ran = folder.run(&format!("{command} a.ndjson"));
            assert_eq!(ran.exit, 1, "{command}: {lines}");
            assert!(ran.stderr.contains("no line is a gateway frame"), "{command}: {}", ran.stderr);
        }
    }
    // A file without lines is valid.
    for lines in ["", "\n\n"] {
        Folder::with("a.ndjson", lines).run("validate a.ndjson").check(0, "");
    }
    // Such a line among frames is bad; so is a line that should be a wrapper with a frame and is not.
    for (lines, option) in [
        ("{\"version\":1}\n{\"op\":11}\n", ""),
        ("{\"data\":{\"version\":1}}\n{\"data\":{\"op\":11}}\n", "--frame-at data"),
    ] {
        let folder = Folder::with("a.ndjson", lines);
        for command in ["stats --json", "filter", "verify", "select -f id", "drift"] {
            let ran = folder.run(&format!("{command} {option} a.ndjson"));
            assert_eq!(ran.exit, 1, "{command}");
            let named =
                ran.stderr.contains("line 1, byte 0: not a gateway frame: it has none of `op`, `t` and `d`")
                    || ran.stderr.contains("line 1, byte 8: not a gateway frame");
            assert!(named, "{command}: {}", ran.stderr);
            assert!(ran.stderr.contains("1 of 2 frames could not be read"), "{command}: {}", ran.stderr);
        }
    }
    let ran = Folder::with("a.ndjson", "{\"a\":1}\n{\"op\":11}\n").run("validate a.ndjson");
    assert_eq!(ran.exit, 1);
    assert!(ran.stdout.contains("line 1, byte 0: not a gateway frame"), "{}", ran.stdout);
}

#[test]
fn faults_in_wrappers_are_reported() {
    let lines = "{\"data\":{\"op\":11}}\n{\"data\":7}\nhello\n{\"data\":{\"op\":1\n{\"data\":{\"op\":{\"data\":{\"op\":11}}\n\
                 {\"data\":{\"op\":\"x\"}}\n";
    let folder = Folder::with("a.ndjson", lines);
    let ran = folder.run("stats --frame-at data a.ndjson");
    assert_eq!(ran.exit, 1);
    let named: Vec<_> = ran.stderr.lines().collect();
    assert!(
        named[0].ends_with("line 2, byte 8: the line has no frame where one is expected"),
        "{}",
        named[0]
    );
    assert!(named[1].ends_with("line 3, byte 0: the line is not one whole JSON object around a frame"));
    assert!(named[2].contains("line 4, byte 8: "));
    assert!(named[3].ends_with("line 5, byte 0: the frame is torn: its end is missing"));
    assert!(named[4].contains("line 6, byte 14: expected"), "{}", named[4]);
    assert!(named.last().unwrap().contains("5 of 7 frames could not be read"), "{}", ran.stderr);
    // Without a condition, `filter` reads no field, so an opcode that is a string does not exclude its frame.
    let ran = folder.run("filter --frame-at data a.ndjson");
    assert_eq!(ran.stdout, "{\"op\":11}\n{\"op\":11}\n{\"op\":\"x\"}\n");
}

/// Two shards in one file: MESSAGE_CREATE and TYPING_START alternate, one second apart, with the shard and the time
/// in the wrapper.
fn two_shards() -> String {
    let line = |index: u64| {
        let (shard, sequence) = (index % 2, 1 + index / 2);
        let time = 1_767_752_100 + index;
        format!(
            "{{\"ts\":\"2026-01-07 02:{:02}:{:02}\",\"unix\":{time},\"meta\":{{\"shard\":{shard}}},\"data\":{{\"t\":\"TYPING_START\",\
             \"s\":{sequence},\"op\":0,\"d\":{{\"user_id\":\"{index}\"}}}}}}\n",
            15 + index / 60,
            index % 60
        )
    };
    (0..100).map(line).collect()
}

#[test]
fn a_recorded_shard_may_be_a_list_with_the_number_of_shards() {
    let line = |shard: &str, sequence: u64| {
        format!(
            "{{\"shard\":{shard},\"data\":{{\"t\":\"X\",\"s\":{sequence},\"op\":0,\"d\":{{\"n\":1}}}}}}\n"
        )
    };
    let lines: String = ["[3,16]", "[16,32]", "3", "\"3\"", "[]", "null"]
        .iter()
        .zip(1..)
        .map(|(shard, sequence)| line(shard, sequence))
        .collect();
    let folder = Folder::with("a.ndjson", lines);
    for options in ["--frame-at data --shard-at shard", "--frame-at data"] {
        let sequences = |words: &str| {
            let ran = folder.run(&format!("select {options} -f $s --to csv --no-header {words} a.ndjson"));
            ran.check(0, "");
            ran.stdout.lines().collect::<Vec<_>>().join(" ")
        };
        assert_eq!(sequences("--shard 3"), "1 3 4", "{options}");
        assert_eq!(sequences("--shard 16"), "2", "{options}");
        assert_eq!(sequences("--where $shard>3"), "2", "{options}");
        let ran = folder.run(&format!("select {options} -f $shard --to csv --no-header a.ndjson"));
        assert_eq!(ran.stdout, "3\n16\n3\n3\n\"\"\n\"\"\n", "{options}");
        let ran = folder.run(&format!("split {options} -o {}/{{shard}}.ndjson a.ndjson", options.len()));
        ran.check(0, "zerocord: 6 frames in 3 files\n");
        let split = std::fs::read_to_string(folder.path(&format!("{}/3.ndjson", options.len()))).unwrap();
        assert_eq!(split.lines().count(), 3, "{options}");
        let ran = folder.run(&format!("stats --json --by $shard {options} a.ndjson"));
        let stats: serde_json::Value = serde_json::from_str(&ran.stdout).unwrap();
        assert_eq!(stats["groups"]["top"][0]["count"], 3, "{}", ran.stdout);
    }
}

#[test]
fn keys_of_the_wrapper_are_selected_and_compared() {
    let folder = Folder::with("a.ndjson", two_shards());
    let run = |words: &[&str]| {
        let words: Vec<String> = words.iter().map(|word| (*word).to_owned()).collect();
        folder.run_words(&words)
    };
    let ran = folder.run("select --frame-at data -f $ts,$meta.shard,$s,user_id --to csv a.ndjson");
    ran.check(0, "");
    let lines: Vec<&str> = ran.stdout.lines().collect();
    assert_eq!((lines[0], lines[4]), ("$ts,$meta.shard,$s,user_id", "2026-01-07 02:15:03,1,2,3"));
    let ran = folder.run("select --frame-at data -f $meta,$unix --to ndjson a.ndjson");
    assert_eq!(ran.stdout.lines().next(), Some(r#"{"$meta":{"shard":0},"$unix":1767752100}"#));
    for (condition, want) in [
        ("$ts >= '2026-01-07 02:16:30'", 10),
        ("$ts < '2026-01-07T02:15:10Z'", 10),
        ("$unix >= '2026-01-07 02:16:30'", 10),
        ("$unix > 1767752189", 10),
        ("$meta.shard = 1", 50),
        ("$meta.shard = 1 and $s <= 10 and user_id exists", 10),
        ("$meta.shard is not null and not $meta.shard in (0, 1)", 0),
    ] {
        let ran = run(&["filter", "--frame-at", "data", "--count", "--where", condition, "a.ndjson"]);
        ran.check(0, "");
        assert_eq!(ran.stdout, format!("{want}\n"), "{condition}");
    }
    let ran = run(&["filter", "--frame-at", "data", "--count", "--where", "$tz = 1", "a.ndjson"]);
    ran.check(1, "zerocord: --where: `$tz` is not in any object around a frame (exit code 1)\n");
    let ran = folder.run("select -f $ts a.ndjson");
    assert_eq!(ran.exit, 2);
    assert!(ran.stderr.contains("a key around the frame needs --frame-at"), "{}", ran.stderr);
    let lines = two_shards().replace("{\"ts\":\"", "").replace("\",\"unix\"", " [Receive] {\"unix\"");
    let lines: String = lines
        .lines()
        .map(|line| {
            let (prefix, rest) = line.split_once("{\"unix\"").unwrap();
            let frame = rest.split_once("\"data\":").unwrap().1.strip_suffix('}').unwrap();
            format!("{prefix}{frame}\n")
        })
        .collect();
    folder.write("log.txt", lines);
    let ran = folder.run("select --skip-prefix -f $prefix,$s --to csv log.txt");
    ran.check(0, "");
    assert_eq!(ran.stdout.lines().nth(1), Some("2026-01-07 02:15:00 [Receive],1"));
    let words = [
        "filter",
        "--skip-prefix",
        "--time-at",
        "prefix",
        "--since",
        "2026-01-07 02:16:30",
        "--count",
        "log.txt",
    ];
    let ran = run(&words);
    ran.check(0, "");
    assert_eq!(ran.stdout, "10\n");
}

#[test]
fn the_time_of_the_recorder_is_used() {
    let folder = Folder::with("a.ndjson", two_shards());
    let run = |words: &[&str]| {
        let words: Vec<String> = words.iter().map(|word| (*word).to_owned()).collect();
        folder.run_words(&words)
    };
    for path in ["ts", "$ts", "unix"] {
        let ran = run(&[
            "select",
            "--frame-at",
            "data",
            "--time-at",
            path,
            "--since",
            "2026-01-07 02:15:10",
            "--until",
            "2026-01-07 02:15:20",
            "-f",
            "user_id",
            "--to",
            "csv",
            "--no-header",
            "a.ndjson",
        ]);
        ran.check(0, "");
        assert_eq!(
            ran.stdout.lines().collect::<Vec<_>>(),
            (10..20).map(|id| id.to_string()).collect::<Vec<_>>()
        );
    }
    let ran = folder.run("stats --json --rates --frame-at data --time-at ts a.ndjson");
    ran.check(0, "");
    let stats: serde_json::Value = serde_json::from_str(&ran.stdout).unwrap();
    assert_eq!(
        (&stats["time"]["seconds"], &stats["time"]["count"], &stats["time"]["untimed"]),
        (&99.0.into(), &100.into(), &0.into())
    );
    assert!(folder.run("stats --rates --frame-at data a.ndjson").stdout.contains("no frame has a time"));
    for (arguments, exit, message) in [
        (
            "stats --frame-at data --time-at ts a.ndjson",
            2,
            "--time-at is for --rates, --lag, --html, --every, --since and --until",
        ),
        ("stats --rates --time-at ts a.ndjson", 2, "--frame-at"),
        ("filter --frame-at data --time-at ts a.ndjson", 2, "--time-at is for --since and --until"),
        (
            "stats --rates --frame-at data --time-at tz a.ndjson",
            1,
            "--time-at: `tz` is not in any object around a frame",
        ),
        (
            "filter --count --since 2026-01-01 --frame-at data --time-at tz a.ndjson",
            1,
            "`tz` is not in any object around a frame",
        ),
        (
            "verify --frame-at data --shard-at tz a.ndjson",
            1,
            "--shard-at: `tz` is not in any object around a frame",
        ),
    ] {
        let ran = folder.run(arguments);
        assert_eq!(ran.exit, exit, "{arguments}: {}", ran.stderr);
        assert!(ran.stderr.contains(message), "{arguments}: {}", ran.stderr);
    }
}

#[test]
fn lag_is_from_a_message_to_its_receipt() {
    let id = |unix_ms: u64| (unix_ms - 1_420_070_400_000) << 22;
    let line = |index: u64| {
        let made = 1_767_752_100_000 + index * 1000;
        format!(
            "{{\"at\":{},\"data\":{{\"t\":\"MESSAGE_CREATE\",\"s\":1,\"op\":0,\"d\":{{\"id\":\"{}\"}}}}}}\n",
            made + 40 + index,
            id(made)
        )
    };
    let folder = Folder::with("a.ndjson", (0..11).map(line).collect::<String>());
    let ran = folder.run("stats --json --lag --frame-at data --time-at at a.ndjson");
    assert_eq!(ran.exit, 0, "{}", ran.stderr);
    let stats: serde_json::Value = serde_json::from_str(&ran.stdout).unwrap();
    assert_eq!(
        (&stats["lag"]["count"], &stats["lag"]["p50_ms"], &stats["lag"]["max_ms"]),
        (&11.into(), &45.into(), &50.into())
    );
    let ran = folder.run("stats --lag --frame-at data a.ndjson");
    assert_eq!(ran.exit, 2);
}

#[test]
fn shards_are_distinguished_by_the_value_of_the_recorder() {
    let lines = two_shards();
    let folder = Folder::with("a.ndjson", &lines);
    let ran = folder.run("verify --json --frame-at data --shard-at meta.shard a.ndjson");
    let report: serde_json::Value = serde_json::from_str(&ran.stdout).unwrap();
    assert_eq!(
        (ran.exit, report["sessions"].as_array().unwrap().len(), &report["missing"]),
        (0, 2, &0.into())
    );
    let ran = folder.run("stats --json --frame-at data --shard-at meta.shard a.ndjson");
    let report: serde_json::Value = serde_json::from_str(&ran.stdout).unwrap();
    assert_eq!((&report["sequences"]["sessions"], &report["sequences"]["gaps"]), (&2.into(), &0.into()));
    // One frame of shard 1 is missing.
    let lost: String = lines
        .lines()
        .enumerate()
        .filter(|(index, _)| *index != 41)
        .map(|(_, line)| format!("{line}\n"))
        .collect();
    folder.write("a.ndjson", lost);
    let ran = folder.run("verify --json --frame-at data --shard-at meta.shard a.ndjson");
    let report: serde_json::Value = serde_json::from_str(&ran.stdout).unwrap();
    assert_eq!((ran.exit, &report["missing"], &report["gaps"][0]["after"]), (1, &1.into(), &20.into()));
}

/// A recording in which some lines are wrapped is recognised if those are the first lines of a chunk. It is never
/// reported as all good.
#[test]
fn a_wrapper_that_looks_like_a_frame_is_recognised() {
    for wrapper in [r#"{"t":"2026-01-07T02:15:56Z","d":{"op":11}}"#, r#"{"t":"recv","data":{"op":11}}"#] {
        let ran = Folder::with("a.ndjson", format!("{wrapper}\n")).run("stats a.ndjson");
        assert_eq!(ran.exit, 1, "{wrapper}: {}", ran.stderr);
        assert!(ran.stderr.contains("add --frame-at d"), "{wrapper}: {}", ran.stderr);
    }
}

#[test]
fn recorders_write_nanoseconds() {
    let lines: String = (0..4)
        .map(|index| {
            let at = 1_767_752_154_u64 + index;
            format!("{{\"ts\":{at}000000000,\"text\":\"{at}500000000\",\"data\":{{\"op\":0,\"t\":\"X\",\"s\":{index},\"d\":{{}}}}}}\n")
        })
        .collect();
    let folder = Folder::with("a.ndjson", lines);
    let count = |arguments: &[&str]| {
        let words = ["filter", "--count", "--frame-at", "data", "a.ndjson"].iter().chain(arguments);
        let ran = folder.run_words(&words.map(|word| (*word).to_owned()).collect::<Vec<_>>());
        ran.check(0, "");
        ran.stdout
    };
    for key in ["ts", "text"] {
        let condition = format!("${key} >= '2026-01-07 02:15:56'");
        assert_eq!(count(&["--where", &condition]), "2\n");
        assert_eq!(count(&["--time-at", key, "--since", "2026-01-07 02:15:56"]), "2\n");
        assert_eq!(count(&["--time-at", key, "--until", "2026-01-07 02:15:56"]), "2\n");
    }
    let ran = folder.run("stats --frame-at data --rates --time-at ts a.ndjson");
    assert!(ran.stdout.contains("2026-01-07 02:15:54 to 2026-01-07 02:15:57 UTC"), "{}", ran.stdout);
}

#[test]
fn a_prefix_is_compared_by_the_time_that_it_begins_with() {
    let lines = "2026-01-07 02:15:55 [recv] {\"op\":11}\n[2026-01-07T02:15:57Z] INFO {\"op\":1}\n";
    let folder = Folder::with("a.ndjson", lines);
    for condition in ["$prefix >= '2026-01-07 02:15:56'", "$prefix > '2026-01-07 02:15:55'"] {
        let words = ["filter", "--skip-prefix", "--where", condition, "a.ndjson"].map(str::to_owned);
        let ran = folder.run_words(&words);
        ran.check(0, "");
        assert_eq!(ran.stdout, "{\"op\":1}\n", "{condition}");
    }
}

#[test]
fn a_clock_without_a_time_is_reported() {
    let folder = Folder::with("a.ndjson", "{\"ts\":\"soon\",\"data\":{\"op\":11}}\n");
    for command in ["stats --rates", "stats --lag", "verify", "filter --since 2026-01-07"] {
        let ran = folder.run(&format!("{command} --frame-at data --time-at ts a.ndjson"));
        assert_eq!(ran.exit, 1, "{command}: {}", ran.stderr);
        assert!(ran.stderr.contains("--time-at: no value there is a time"), "{command}: {}", ran.stderr);
    }
}

#[test]
fn a_recorders_shard_that_no_frame_has_is_reported() {
    let folder = Folder::with("a.ndjson", "{\"shard\":1,\"data\":{\"op\":11}}\n");
    for command in ["filter --count --shard 1", "stats --shard 1", "split --by shard -o parts"] {
        let ran = folder.run(&format!("{command} --frame-at data --shard-at shrad a.ndjson"));
        assert_eq!(ran.exit, 1, "{command}: {}", ran.stderr);
        assert!(ran.stderr.contains("--shard-at: `"), "{command}: {}", ran.stderr);
        assert!(ran.stderr.contains("is not in any object around a frame (exit code 1)"), "{}", ran.stderr);
    }
    let ran = folder.run("filter --count --shard 2 --frame-at data --shard-at shard a.ndjson");
    assert_eq!((ran.exit, ran.stdout.as_str(), ran.stderr.as_str()), (0, "0\n", ""));
}

#[test]
fn repair_and_merge_name_the_option_for_wrapped_frames() {
    let folder =
        Folder::with("a.ndjson", "{\"ts\":1,\"data\":{\"op\":11}}\n{\"ts\":2,\"data\":{\"op\":11}}\n");
    for command in ["repair", "merge"] {
        let ran = folder.run(&format!("{command} a.ndjson"));
        assert_eq!((ran.exit, ran.stdout.as_str()), (1, ""), "{}", ran.stderr);
        let hint = "a.ndjson: the lines are objects with the frame at `data`: add --frame-at data\n";
        assert_eq!(ran.stderr.matches(hint).count(), 1, "{command}: {}", ran.stderr);
        let ran = folder.run(&format!("{command} --frame-at data a.ndjson"));
        assert_eq!((ran.exit, ran.stdout.lines().count()), (0, 2), "{}", ran.stderr);
    }
}
