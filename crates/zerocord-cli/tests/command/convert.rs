//! `zerocord convert`: recordings to folders of Parquet and Arrow files.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use arrow_array::cast::AsArray;
use arrow_array::types::{Int64Type, TimestampMicrosecondType, UInt32Type, UInt64Type};
use arrow_array::{Array, RecordBatch};
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use serde_json::Value;

use crate::folder::{Folder, Ran, check, recording};
use zerocord_testkit::generator::{Generator, Mix};

/// The files of a folder, by their paths relative to it.
fn files(root: &Path) -> BTreeMap<String, PathBuf> {
    let (mut found, mut folders) = (BTreeMap::new(), vec![root.to_owned()]);
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let name = path.strip_prefix(root).unwrap().to_str().unwrap().to_owned();
                found.insert(name, path);
            }
        }
    }
    found
}

/// The same without the manifest, with the contents of the files.
fn contents(root: &Path) -> BTreeMap<String, Vec<u8>> {
    let files = files(root).into_iter().filter(|(name, _)| name != "_zerocord.json");
    files.map(|(name, path)| (name, fs::read(path).unwrap())).collect()
}

fn batches(path: &Path) -> Vec<RecordBatch> {
    let reader = ParquetRecordBatchReaderBuilder::try_new(File::open(path).unwrap()).unwrap();
    reader.build().unwrap().map(Result::unwrap).collect()
}

/// The batches of an event.
fn event(folder: &Folder, lake: &str, event: &str) -> Vec<RecordBatch> {
    let start = format!("event={event}/");
    let files = files(&folder.path(lake)).into_iter().filter(|(name, _)| name.starts_with(&start));
    files.flat_map(|(_, path)| batches(&path)).collect()
}

fn grouped(number: usize) -> String {
    let (thousands, rest) = (number / 1000, number % 1000);
    if thousands == 0 { rest.to_string() } else { format!("{thousands},{rest:03}") }
}

fn row_count(root: &Path) -> usize {
    let parts = files(root).into_iter().filter(|(name, _)| name.ends_with(".parquet"));
    parts.flat_map(|(_, path)| batches(&path)).map(|batch| batch.num_rows()).sum()
}

fn manifest(folder: &Folder, lake: &str) -> Value {
    serde_json::from_slice(&fs::read(folder.path(lake).join("_zerocord.json")).unwrap()).unwrap()
}

#[test]
fn every_frame_becomes_a_row_in_the_folder_of_its_event_and_day() {
    let folder = Folder::with("a.ndjson", recording(600 << 10));
    let frames = fs::read_to_string(folder.path("a.ndjson")).unwrap().lines().count();
    let ran = folder.run("convert a.ndjson -o lake");
    check(&ran, 0, "");
    assert_eq!(row_count(&folder.path("lake")), frames);
    let names: Vec<String> = files(&folder.path("lake")).into_keys().collect();
    assert!(names.contains(&"_zerocord.json".to_owned()));
    for name in names.iter().filter(|name| *name != "_zerocord.json") {
        let parts: Vec<&str> = name.split('/').collect();
        let [event, day, file] = parts.as_slice() else { panic!("{name}") };
        let day: Vec<usize> = day.strip_prefix("day=").unwrap().split('-').map(str::len).collect();
        assert!(event.starts_with("event=") && day == [4, 2, 2], "{name}");
        assert!(file.starts_with("part-") && file.ends_with("-0.parquet"), "{name}");
    }
    let input = &manifest(&folder, "lake")["inputs"][0];
    assert_eq!(input["frames"], frames);
    assert_eq!(input["rows"], frames);
    assert_eq!(input["complete"], true);
    let summary = format!("in 1 file became {} rows in {} files", grouped(frames), names.len() - 1);
    assert!(ran.stdout.contains(&summary), "{}", ran.stdout);
    assert!(ran.stdout.contains("message content is left out"), "{}", ran.stdout);
    // The same rows from any kind of input, in any format and layout.
    let zst = zstd_safe::compress_bound(10 << 20);
    let mut packed = Vec::with_capacity(zst);
    zstd_safe::compress(&mut packed, &fs::read(folder.path("a.ndjson")).unwrap(), 1).unwrap();
    fs::create_dir(folder.path("in")).unwrap();
    folder.write("in/a.zst", packed);
    check(&folder.run("convert in -o from_zst --partition-by event --flat"), 0, "");
    assert_eq!(row_count(&folder.path("from_zst")), frames);
    let stdin =
        folder.zerocord("convert - -o from_stdin").pipe_stdin(folder.path("a.ndjson")).unwrap().output();
    check(&Ran::new(stdin.unwrap()), 0, "");
    assert_eq!(row_count(&folder.path("from_stdin")), frames);
    check(&folder.run("convert a.ndjson -o arrow --format arrow"), 0, "");
    let arrow = files(&folder.path("arrow")).into_iter().filter(|(name, _)| name.ends_with(".arrow"));
    let rows = arrow.flat_map(|(_, path)| {
        arrow_ipc::reader::FileReader::try_new(File::open(path).unwrap(), None).unwrap().map(Result::unwrap)
    });
    assert_eq!(rows.map(|batch| batch.num_rows()).sum::<usize>(), frames);
}

#[test]
fn days_are_those_of_receipt() {
    let message = |id: u64, time: &str| {
        format!(
            "{{\"t\":\"MESSAGE_CREATE\",\"s\":1,\"op\":0,\"d\":{{\"id\":\"{id}\",\"timestamp\":\"{time}\",\"content\":\"\"}}}}\n"
        )
    };
    let other =
        "{\"t\":\"GUILD_ROLE_DELETE\",\"s\":1,\"op\":0,\"d\":{\"guild_id\":\"1\",\"role_id\":\"2\"}}\n";
    let lines = [
        other,
        &message(1, "2026-01-07T23:59:59Z"),
        other,
        &message(2, "2026-01-08T00:00:01Z"),
        other,
        &message(3, "2026-01-07T23:59:59Z"),
        other,
        other,
    ];
    let folder = Folder::with("a.ndjson", lines.concat());
    folder.write("none.ndjson", other);
    for options in ["", "--chunk-len 70 --threads 3"] {
        let lake = format!("lake{}", options.len());
        check(&folder.run(&format!("convert {options} a.ndjson none.ndjson -o {lake}")), 0, "");
        let counts = files(&folder.path(&lake)).into_iter().filter(|(name, _)| name.contains("ROLE_DELETE"));
        let mut by_day = BTreeMap::<String, usize>::new();
        for (name, path) in counts {
            let day = name.split('/').nth(1).unwrap().to_owned();
            *by_day.entry(day).or_default() +=
                batches(&path).iter().map(RecordBatch::num_rows).sum::<usize>();
        }
        let want = [("day=2026-01-07", 4), ("day=2026-01-08", 1), ("day=__HIVE_DEFAULT_PARTITION__", 1)];
        assert_eq!(by_day, want.map(|(day, count)| (day.to_owned(), count)).into(), "{options}");
    }
}

/// Starts the command without waiting for it.
fn begin(folder: &Folder, words: &str) -> Child {
    let mut command = Command::new(assert_cmd::cargo::cargo_bin!("zerocord"));
    command.args(words.split_whitespace()).current_dir(folder.path("."));
    command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap()
}

#[test]
fn a_run_that_is_killed_and_resumed_gives_the_files_of_one_run() {
    let folder = Folder::new();
    let mut inputs = Vec::new();
    for seed in 0..6 {
        let name = format!("{seed}.ndjson");
        folder.write(&name, Generator::new(seed, Mix::ALL[seed as usize % 4]).ndjson(400 << 10));
        inputs.push(name);
    }
    let inputs = inputs.join(" ");
    let start = Instant::now();
    check(&folder.run(&format!("convert {inputs} -o whole")), 0, "");
    let whole_run = start.elapsed();
    let want = contents(&folder.path("whole"));
    for lake in 0..2 {
        let name = format!("killed{lake}");
        let kills = 4;
        for kill in 0..kills {
            let mut child = begin(&folder, &format!("convert --resume {inputs} -o {name}"));
            std::thread::sleep(
                whole_run.mul_f64((f64::from(kill) + 0.3 + 0.4 * f64::from(lake)) / f64::from(kills)),
            );
            child.kill().unwrap();
            child.wait().unwrap();
        }
        let ran = folder.run(&format!("convert --resume {inputs} -o {name}"));
        assert_eq!(ran.exit, 0, "{}", ran.stderr);
        let found = contents(&folder.path(&name));
        assert!(found.keys().eq(want.keys()), "{:?}\n{:?}", found.keys(), want.keys());
        assert!(found == want);
        assert_eq!(manifest(&folder, &name)["inputs"].as_array().unwrap().len(), 6);
    }
}

#[cfg(unix)]
#[test]
fn an_interrupted_run_leaves_no_unfinished_file() {
    let folder = Folder::new();
    let mut command = Command::new(assert_cmd::cargo::cargo_bin!("zerocord"));
    command.args(["convert", "--rejects", "bad.ndjson", "-o", "lake", "-"]).current_dir(folder.path("."));
    let mut child = command.stdin(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    // The manifest is written after the staging folder and before anything is read; the rejects are opened after it.
    while folder.names().len() < 2 {
        std::thread::sleep(Duration::from_millis(5));
    }
    // `wait_with_output` would close the input, and the program might finish before it receives the signal.
    let input = child.stdin.take();
    Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap();
    let output = child.wait_with_output().unwrap();
    drop(input);
    assert_eq!(output.status.code(), Some(130));
    assert_eq!(folder.names(), ["lake"]);
    assert!(files(&folder.path("lake")).keys().eq(["_zerocord.json"]));
    assert!(!folder.path("lake/.zerocord-unfinished").exists());
    let stderr = String::from_utf8(output.stderr).unwrap();
    assert!(stderr.contains("zerocord: interrupted: finished inputs are kept"), "{stderr}");
    assert!(
        stderr.contains("zerocord: bad.ndjson: not written, since the program was interrupted"),
        "{stderr}"
    );
}

#[test]
fn a_folder_is_continued_on_request_only() {
    let folder = Folder::with("a.ndjson", "{\"op\":11}\n");
    folder.write("b.ndjson", "{\"op\":11}\n{\"op\":11}\n");
    check(&folder.run("convert a.ndjson a.ndjson -o lake"), 0, "");
    assert_eq!(row_count(&folder.path("lake")), 1, "named twice, converted once");
    check(&folder.run("convert b.ndjson -o lake"), 2, "--resume adds to it");
    check(&folder.run("convert --depth 3 --resume b.ndjson -o lake"), 2, "was written with other options");
    let ran = folder.run("convert --resume a.ndjson b.ndjson -o lake");
    check(&ran, 0, "");
    assert!(ran.stdout.contains("1 file skipped"), "{}", ran.stdout);
    assert_eq!(row_count(&folder.path("lake")), 3);
    // A file that has grown is converted again.
    folder.write("a.ndjson", "{\"op\":11}\n".repeat(5));
    check(
        &folder.run("convert --resume a.ndjson b.ndjson -o lake"),
        0,
        "1 file of inputs that were not finished",
    );
    assert_eq!(row_count(&folder.path("lake")), 7);
    folder.write("lake/_zerocord.json", "{");
    check(&folder.run("convert --resume a.ndjson -o lake"), 3, "_zerocord.json cannot be read");
    fs::create_dir(folder.path("mine")).unwrap();
    folder.write("mine/file", "");
    check(&folder.run("convert a.ndjson -o mine"), 2, "is not empty");
    check(&folder.run("convert . -o ./lake2"), 2, "would be among the inputs next time");
    check(&folder.run("convert a.ndjson -o b.ndjson"), 3, "b.ndjson: ");
}

#[test]
fn bad_frames_and_unexpected_values_are_counted() {
    let lines = "{\"t\":\"TYPING_START\",\"s\":1,\"op\":0,\"d\":{\"user_id\":\"1\",\"channel_id\":\"7\",\"timestamp\":1}}\n\
                 {\"t\":\"TYPING_START\",\"s\":2,\"op\":0,\"d\":{\"user_id\":\"2\",\"channel_id\n\
                 {\"t\":\"TYPING_START\",\"s\":3,\"op\":0,\"d\":{\"user_id\":[3],\"channel_id\":\"7\",\"new\":3}}\n\
                 {\"t\":\"BRAND_NEW\",\"s\":4,\"op\":0,\"d\":[4]}\n";
    let folder = Folder::with("a.ndjson", lines);
    let ran = folder.run("convert a.ndjson -o lake");
    check(&ran, 1, "1 of 4 frames could not be read");
    assert!(ran.stderr.contains("a.ndjson: line 2, byte"), "{}", ran.stderr);
    let named = "TYPING_START.user_id: 1 values are not an id; at a.ndjson: line 3, byte 48";
    assert!(ran.stderr.contains(named), "{}", ran.stderr);
    assert_eq!(row_count(&folder.path("lake")), 3);
    let rows = event(&folder, "lake", "TYPING_START");
    let ids = rows[0].column_by_name("user_id").unwrap();
    assert_eq!((ids.as_primitive::<UInt64Type>().value(0), ids.is_null(1)), (1, true));
    let extra = rows[0].column_by_name("_extra").unwrap().as_string::<i32>();
    assert_eq!((extra.is_null(0), extra.value(1)), (true, "{\"new\":3}"));
    let unknown = event(&folder, "lake", "unknown");
    assert_eq!(unknown[0].column_by_name("t").unwrap().as_string::<i32>().value(0), "BRAND_NEW");
    assert_eq!(unknown[0].column_by_name("d").unwrap().as_string::<i32>().value(0), "[4]");
    let input = &manifest(&folder, "lake")["inputs"][0];
    assert_eq!((&input["bad_frames"], &input["wrong_values"]), (&Value::from(1), &Value::from(1)));
    // One of two events, and one that the schema does not know.
    check(
        &folder.run("convert -e BRAND_NEW -o new a.ndjson"),
        0,
        "BRAND_NEW is not an event that zerocord knows",
    );
    assert_eq!(row_count(&folder.path("new")), 1);
    check(&folder.run("convert -e READY,unknown -o two a.ndjson"), 0, "");
    assert_eq!(row_count(&folder.path("two")), 1);
}

#[test]
fn columns_are_selected_and_content_is_optional() {
    let line = "{\"t\":\"MESSAGE_CREATE\",\"s\":1,\"op\":0,\"d\":{\"id\":\"1\",\"content\":\"see https://x 😂\",\"mentions\":[],\
                \"author\":{\"id\":\"9\",\"username\":\"nelly\"},\"embeds\":[{\"title\":\"secret\"}]}}\n";
    let folder = Folder::with("a.ndjson", line);
    let names = |lake: &str| -> Vec<String> {
        let schema = event(&folder, lake, "MESSAGE_CREATE")[0].schema();
        schema.fields().iter().map(|field| field.name().clone()).collect()
    };
    check(&folder.run("convert a.ndjson -o a --derive"), 0, "");
    assert!(
        !contents(&folder.path("a")).values().any(|bytes| has(bytes, "secret") || has(bytes, "https://x"))
    );
    assert!(!names("a").contains(&"content".to_owned()));
    let row = &event(&folder, "a", "MESSAGE_CREATE")[0];
    let number = |name: &str| row.column_by_name(name).unwrap().as_primitive::<Int64Type>().value(0);
    assert_eq!((number("content_len"), number("emoji_count"), number("mention_count")), (15, 1, 0));
    assert!(row.column_by_name("has_link").unwrap().as_boolean().value(0));
    assert!(row.column_by_name("attachment_count").unwrap().is_null(0));
    check(&folder.run("convert a.ndjson -o b --flat --columns id,author.id,_line,content_len"), 0, "");
    assert_eq!(names("b"), ["id", "author.id", "_line", "content_len"]);
    check(&folder.run("convert a.ndjson -o c --with-content --columns content"), 0, "");
    assert_eq!(names("c"), ["content"]);
    check(&folder.run("convert a.ndjson -o d --columns content"), 2, "add --with-content");
    check(
        &folder.run("convert a.ndjson -o d --columns id,no_such"),
        2,
        "no selected table has a column `no_such`",
    );
    assert!(!folder.path("d").exists());
}

#[test]
fn values_of_the_recorder_become_columns() {
    let frame = "{\"t\":\"TYPING_START\",\"s\":1,\"op\":0,\"d\":{\"user_id\":\"1\"}}";
    let lines = [
        format!("{{\"at\":1767752156.25,\"shard\":[3,16],\"id\":\"abc\",\"data\":{frame}}}\n"),
        format!("{{\"at\":1767838556,\"shard\":null,\"data\":{frame}}}\n"),
        format!("{{\"at\":1767838557,\"shard\":\"4\",\"id\":7,\"data\":{frame}}}\n"),
    ];
    let folder = Folder::with("a.ndjson", lines.concat());
    let convert = "convert a.ndjson --frame-at data --time-at at";
    check(&folder.run(&format!("{convert} --shard-at shard --session-at id -o lake")), 0, "");
    let rows = event(&folder, "lake", "TYPING_START");
    assert_eq!(rows.iter().map(RecordBatch::num_rows).collect::<Vec<_>>(), [1, 2], "two days");
    let found: Vec<(i64, Option<u32>, Option<String>)> = rows
        .iter()
        .flat_map(|rows| {
            let received = rows.column_by_name("_received").unwrap();
            let received = received.as_primitive::<TimestampMicrosecondType>().values().to_vec();
            let shards = rows.column_by_name("_shard").unwrap().as_primitive::<UInt32Type>().clone();
            let sessions = rows.column_by_name("_session").unwrap().as_string::<i32>().clone();
            let rest =
                shards.iter().zip(sessions.iter().map(|text| text.map(str::to_owned)).collect::<Vec<_>>());
            received
                .into_iter()
                .zip(rest.collect::<Vec<_>>())
                .map(|(at, (shard, session))| (at, shard, session))
        })
        .collect();
    let want = [
        (1_767_752_156_250_000, Some(3), Some("abc".to_owned())),
        (1_767_838_556_000_000, None, None),
        (1_767_838_557_000_000, Some(4), None),
    ];
    assert_eq!(found, want);
    check(&folder.run(&format!("{convert} --resume -o lake")), 2, "was written with other options");
    check(&folder.run(&format!("{convert} --shard-at no.such -o none")), 1, "--shard-at");
    check(&folder.run(&format!("{convert} --session-at at -o no_text")), 1, "no value there is a string");
}

/// The ids of an event's rows, in order.
fn ids(folder: &Folder, lake: &str, name: &str) -> Vec<u64> {
    let mut ids: Vec<u64> = event(folder, lake, name)
        .iter()
        .flat_map(|rows| rows.column_by_name("id").unwrap().as_primitive::<UInt64Type>().values().to_vec())
        .collect();
    ids.sort_unstable();
    ids
}

#[test]
fn the_same_frames_are_chosen_as_by_select() {
    let folder = Folder::with("a.ndjson", recording(600 << 10));
    let select = "select a.ndjson -e MESSAGE_CREATE --to csv --no-header";
    let guilds = folder.run(&format!("{select} -f guild_id")).stdout;
    let guild = guilds.lines().find(|guild| !guild.is_empty()).unwrap();
    let times = folder.run(&format!("{select} -f timestamp")).stdout;
    let times: Vec<&str> = times.lines().collect();
    let since = format!("--since {}", times[times.len() / 2]);
    for (index, choice) in [
        "--limit 7",
        "--sample 30%",
        "--where tts=false --limit 3 --chunk-len 999",
        &format!("--guild {guild}"),
        &since,
        &format!("{since} --limit 4"),
        "--shard 1 --shards 3",
    ]
    .into_iter()
    .enumerate()
    {
        let want = folder.run(&format!("{select} -f id {choice}")).stdout;
        let mut want: Vec<u64> = want.lines().map(|id| id.parse().unwrap()).collect();
        want.sort_unstable();
        assert!(!want.is_empty() && want.len() < times.len(), "{choice}");
        let lake = format!("lake{index}");
        check(&folder.run(&format!("convert a.ndjson -e MESSAGE_CREATE {choice} -o {lake}")), 0, "");
        assert_eq!(ids(&folder, &lake, "MESSAGE_CREATE"), want, "{choice}");
    }
}

#[test]
fn a_run_with_another_choice_is_not_resumed() {
    let folder = Folder::with("a.ndjson", recording(100 << 10));
    check(&folder.run("convert a.ndjson --sample 50% --where tts=false -o lake"), 0, "");
    check(&folder.run("convert a.ndjson --resume --where tts=false --sample 0.5 -o lake"), 0, "");
    for (choice, message) in [
        ("", "has frames by `--where tts=false --sample 0.5`, and this run chooses all frames"),
        ("--where tts=false --sample 40%", "and this run chooses frames by `--where tts=false --sample 0.4`"),
        ("--where tts=false --sample 50% --limit 3", "--limit and --resume"),
    ] {
        check(&folder.run(&format!("convert a.ndjson --resume {choice} -o lake")), 2, message);
    }
}

fn has(bytes: &[u8], text: &str) -> bool {
    memchr::memmem::find(bytes, text.as_bytes()).is_some()
}

#[test]
fn row_groups_without_a_guild_can_be_skipped() {
    let folder = Folder::with("a.ndjson", Generator::new(3, Mix::PresenceHeavy).ndjson(2 << 20));
    check(&folder.run("convert a.ndjson -o lake --row-group 500"), 0, "");
    let found = files(&folder.path("lake"));
    let (_, path) = found.iter().find(|(name, _)| name.contains("PRESENCE_UPDATE")).unwrap();
    let reader = ParquetRecordBatchReaderBuilder::try_new(File::open(path).unwrap()).unwrap();
    let mut last_max = 0;
    let groups = reader.metadata().row_groups();
    assert!(groups.len() > 3);
    for group in groups {
        let column =
            group.columns().iter().find(|column| column.column_path().string() == "guild_id").unwrap();
        let statistics = column.statistics().unwrap();
        let bound = |bytes: Option<&[u8]>| u64::from_le_bytes(bytes.unwrap().try_into().unwrap());
        let (min, max) = (bound(statistics.min_bytes_opt()), bound(statistics.max_bytes_opt()));
        assert!(last_max <= min && min <= max, "row groups do not overlap");
        last_max = max;
        assert!(column.bloom_filter_offset().is_some());
        assert!(group.sorting_columns().is_some());
        assert!(group.num_rows() <= 500);
    }
    // Rows of the same guild stay in the order of the recording.
    let (mut last, mut count) = ((0, 0), 0);
    for batch in batches(path) {
        let column = |name: &str| batch.column_by_name(name).unwrap().as_primitive::<UInt64Type>().clone();
        for (guild, line) in column("guild_id").values().iter().zip(column("_line").values()) {
            assert!(last < (*guild, *line));
            last = (*guild, *line);
            count += 1;
        }
    }
    assert!(count > 1000);
}

#[test]
fn an_input_that_cannot_be_read_to_its_end_is_left_out() {
    let bytes = Generator::new(1, Mix::Quiet).ndjson(300 << 10);
    let mut packed = Vec::with_capacity(zstd_safe::compress_bound(bytes.len()));
    zstd_safe::compress(&mut packed, &bytes, 1).unwrap();
    let folder = Folder::with("a.zst", &packed[..packed.len() - 100]);
    folder.write("b.ndjson", "{\"op\":11}\n");
    check(&folder.run("convert a.zst b.ndjson -o lake"), 3, "a.zst: not converted");
    assert_eq!(row_count(&folder.path("lake")), 1);
    check(&folder.run("convert a.zst b.ndjson --resume --keep-partial -o lake"), 3, "a.zst: ");
    let partial = row_count(&folder.path("lake"));
    assert!(partial > 1);
    assert_eq!(manifest(&folder, "lake")["inputs"][1]["complete"], false);
    folder.write("a.zst", packed);
    assert_eq!(folder.run("convert a.zst b.ndjson --resume -o lake").exit, 0);
    assert!(row_count(&folder.path("lake")) > partial);
    check(&folder.run("convert no-such-file b.ndjson --resume -o lake"), 3, "no-such-file: ");
}

#[cfg(unix)]
#[test]
fn a_full_disk_is_reported_and_leaves_no_file() {
    let folder = Folder::with("a.ndjson", Generator::new(1, Mix::Quiet).ndjson(2 << 20));
    folder.write("b.ndjson", "{\"op\":11}\n");
    // A limit on the file size makes a write fail like a full disk.
    let script = format!(
        "trap '' XFSZ; ulimit -f 40; exec {} convert b.ndjson a.ndjson -o lake",
        assert_cmd::cargo::cargo_bin!("zerocord").display()
    );
    let output = Command::new("sh").args(["-c", &script]).current_dir(folder.path(".")).output().unwrap();
    let ran = Ran::new(output);
    check(&ran, 3, "zerocord: lake: File too large");
    let names: Vec<String> = files(&folder.path("lake")).into_keys().collect();
    assert_eq!(names.len(), 2, "the finished input and the manifest: {names:?}");
    assert_eq!(folder.run("convert --resume b.ndjson a.ndjson -o lake").exit, 0);
}

/// Killed at many moments, with more input; takes a minute: `cargo test -p zerocord-cli -- --ignored killed_often`.
#[test]
#[ignore = "takes a minute"]
fn a_run_that_is_killed_often_gives_the_files_of_one_run() {
    let folder = Folder::new();
    let mut inputs = Vec::new();
    for seed in 0..12 {
        let name = format!("{seed}.ndjson");
        folder.write(&name, Generator::new(seed, Mix::ALL[seed as usize % 4]).ndjson(3 << 20));
        inputs.push(name);
    }
    let inputs = inputs.join(" ");
    check(&folder.run(&format!("convert {inputs} -o whole")), 0, "");
    let want = contents(&folder.path("whole"));
    let (mut kills, mut random) = (0, 0x9e37_79b9_7f4a_7c15_u64);
    for round in 0..10 {
        let name = format!("killed{round}");
        loop {
            let mut child = begin(&folder, &format!("convert --resume {inputs} -o {name}"));
            random ^= random << 13;
            random ^= random >> 7;
            random ^= random << 17;
            std::thread::sleep(Duration::from_millis(random % 1500));
            if child.try_wait().unwrap().is_some() {
                break;
            }
            child.kill().unwrap();
            child.wait().unwrap();
            kills += 1;
        }
        assert!(contents(&folder.path(&name)) == want, "round {round}");
    }
    assert!(kills > 20, "{kills}");
}

#[test]
fn lines_that_are_not_frames_are_bad() {
    let frame = "{\"t\":\"TYPING_START\",\"s\":1,\"op\":0,\"d\":{\"user_id\":\"7\"}}";
    let folder =
        Folder::with("mixed.ndjson", format!("{frame}\n{{\"ts\":1,\"data\":{frame}}}\n{{\"op\":11}}\n"));
    let ran = folder.run("convert -o lake mixed.ndjson");
    check(&ran, 1, "mixed.ndjson: line 2, byte 0: not a gateway frame: it has none of `op`, `t` and `d`");
    assert!(
        ran.stdout.contains("3 frames in 1 file became 2 rows") && ran.stdout.contains("1 bad frame"),
        "{}",
        ran.stdout
    );
}
