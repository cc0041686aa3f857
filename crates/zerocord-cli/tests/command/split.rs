//! `zerocord split`: every frame is in the file named by its values.

use std::collections::BTreeMap;
use std::path::Path;

use serde_json::Value;

use crate::folder::{Folder, recording};

/// The files in a folder and its subfolders, with their contents.
fn files(folder: &Folder, root: &str) -> BTreeMap<String, String> {
    fn walk(folder: &Path, below: &str, found: &mut Vec<String>) {
        for entry in std::fs::read_dir(folder).unwrap() {
            let entry = entry.unwrap();
            let name = format!("{below}/{}", entry.file_name().to_str().unwrap());
            match entry.path().is_dir() {
                true => walk(&entry.path(), &name, found),
                false => found.push(name),
            }
        }
    }
    let mut names = Vec::new();
    walk(&folder.path(root), root, &mut names);
    names.into_iter().map(|name| (name.clone(), folder.run(&format!("filter {name}")).stdout)).collect()
}

fn expected(bytes: &[u8], path: impl Fn(&Value) -> String) -> BTreeMap<String, String> {
    let mut files = BTreeMap::<String, String>::new();
    for line in std::str::from_utf8(bytes).unwrap().lines().filter(|line| !line.is_empty()) {
        *files.entry(path(&serde_json::from_str(line).unwrap())).or_default() += &format!("{line}\n");
    }
    files
}

#[test]
fn frames_go_to_the_files_named_by_their_values() {
    let bytes = recording(500 << 10);
    let folder = Folder::with("all.ndjson", &bytes);
    let event = |frame: &Value| frame["t"].as_str().unwrap_or("none").to_owned();
    let ran = folder.run("split -o out/{event}.ndjson.zst --chunk-len 5000 all.ndjson");
    let want = expected(&bytes, |frame| format!("out/{}.ndjson.zst", event(frame)));
    let frame_count = want.values().map(|lines| lines.lines().count()).sum::<usize>();
    assert_eq!(ran.exit, 0, "{}", ran.stderr);
    assert!(ran.stderr.ends_with(&format!(" in {} files\n", want.len())), "{} {frame_count}", ran.stderr);
    assert!(files(&folder, "out") == want);
    // Nothing is overwritten.
    let ran = folder.run("split -o out/{event}.ndjson.zst all.ndjson");
    assert_eq!(ran.exit, 3);
    assert!(ran.stderr.contains("already exists"), "{}", ran.stderr);
    assert!(files(&folder, "out") == want);

    let ran = folder.run("split --by shard,event --shards 3 -o parts --limit 300 all.ndjson");
    assert_eq!(ran.exit, 0, "{}", ran.stderr);
    let parts = files(&folder, "parts");
    assert_eq!(parts.values().map(|lines| lines.lines().count()).sum::<usize>(), 300);
    assert!(parts.keys().all(|name| name.ends_with(".ndjson.zst") && name.starts_with("parts/")));
}

#[test]
fn days_are_those_of_the_last_time() {
    let message = |seconds: u64| {
        let id = (1_767_740_400_000 + seconds * 1000 - 1_420_070_400_000) << 22;
        format!(
            "{{\"t\":\"MESSAGE_CREATE\",\"s\":1,\"op\":0,\"d\":{{\"id\":\"{id}\",\"guild_id\":\"5\"}}}}\n"
        )
    };
    let other = "{\"t\":\"X\",\"s\":2,\"op\":0,\"d\":{}}\n";
    // The recording begins on 2026-01-06 at 23:00.
    let recording =
        [other, &message(0), other, &message(3599), &message(3600), other, &message(90_000)].concat();
    let folder = Folder::with("rec.ndjson", &recording);
    let ran = folder.run("split -o d/{day}.ndjson rec.ndjson");
    ran.check(0, "zerocord: 7 frames in 4 files\n");
    let want: BTreeMap<String, String> = [
        ("d/none.ndjson", other.to_owned()),
        ("d/2026-01-06.ndjson", message(0) + other + &message(3599)),
        ("d/2026-01-07.ndjson", message(3600) + other),
        ("d/2026-01-08.ndjson", message(90_000)),
    ]
    .into_iter()
    .map(|(name, lines)| (name.to_owned(), lines))
    .collect();
    assert_eq!(files(&folder, "d"), want);
    let ran = folder.run("split -e X -o h/{file}-{guild}-{hour}.ndjson.gz rec.ndjson");
    assert!(ran.exit == 0 && ran.stderr.ends_with("zerocord: 3 frames in 3 files\n"), "{}", ran.stderr);
    let names: Vec<String> = files(&folder, "h").into_keys().collect();
    assert_eq!(
        names,
        [
            "h/rec-none-2026-01-06T23.ndjson.gz",
            "h/rec-none-2026-01-07T00.ndjson.gz",
            "h/rec-none-none.ndjson.gz"
        ]
    );
    let ran = folder.run("split -o all.ndjson rec.ndjson");
    assert_eq!(ran.exit, 2);
    assert!(ran.stderr.contains("is a single file"), "{}", ran.stderr);
}

#[test]
fn times_carry_over_from_chunk_to_chunk() {
    let bytes = recording(400 << 10);
    let folder = Folder::with("a.ndjson", &bytes);
    folder.write("b.ndjson", &bytes);
    // Read in one chunk per file, and in parallel in chunks most of which have no time.
    for (options, root) in [("--chunk-len 100M", "whole"), ("--chunk-len 2000 --threads 4", "parts")] {
        let ran =
            folder.run(&format!("split -o {root}/{{file}}-{{hour}}.ndjson {options} a.ndjson b.ndjson"));
        assert_eq!(ran.exit, 0, "{}", ran.stderr);
    }
    let relative = |root: &str| -> Vec<(String, String)> {
        files(&folder, root).into_iter().map(|(name, lines)| (name[root.len()..].to_owned(), lines)).collect()
    };
    let (whole, parts) = (relative("whole"), relative("parts"));
    assert!(whole.len() > 4 && whole.iter().any(|(name, _)| name == "/b-none.ndjson"));
    assert!(whole == parts);
}
