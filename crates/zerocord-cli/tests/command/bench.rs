//! `zerocord bench`: tests what it reads, not how fast it is.

use serde_json::Value;

use crate::folder::{Folder, recording};

fn report(folder: &Folder, arguments: &str) -> Value {
    let ran = folder.run(arguments);
    assert_eq!((ran.exit, ran.stderr.as_str()), (0, ""), "{arguments}");
    serde_json::from_str(&ran.stdout).unwrap()
}

#[test]
fn tasks_and_totals_are_reported() {
    let bytes = recording(400_000);
    let folder = Folder::with("shard.ndjson", &bytes);
    let report = report(&folder, "bench --json --rounds 1 --threads 2 shard.ndjson");
    let lines = || bytes.split(|byte| *byte == b'\n').filter(|line| !line.is_empty());
    assert_eq!(report["frames"], lines().count());
    assert_eq!(report["bytes"], lines().map(<[u8]>::len).sum::<usize>());
    assert_eq!(report["is_whole"], true);
    assert_eq!(report["rounds"], 1);
    let tasks: Vec<_> = report["tasks"].as_array().unwrap().iter().collect();
    let names: Vec<_> = tasks.iter().map(|task| (&task["task"], task["threads"].as_u64().unwrap())).collect();
    for (index, name) in ["memory", "peek", "select", "strict"].into_iter().enumerate() {
        assert_eq!((names[index].0, names[index].1), (&Value::from(name), 1));
        assert_eq!((names[index + 4].0, names[index + 4].1), (&Value::from(name), 2));
    }
    for task in tasks {
        assert!(task["median_ns"].as_u64().unwrap() >= task["least_ns"].as_u64().unwrap());
        assert!(task["bytes_per_second"].as_f64().unwrap() > 0.0, "{task}");
    }
}

#[test]
fn event_and_fields_are_those_that_are_named_or_the_first() {
    let frames = "\
        {\"t\":\"TYPING_START\",\"s\":1,\"op\":0,\"d\":{\"user_id\":\"1\",\"member\":{},\"timestamp\":2}}\n\
        {\"t\":\"TYPING_START\",\"s\":2,\"op\":0,\"d\":{\"user_id\":\"2\"}}\n\
        {\"t\":\"READY\",\"s\":3,\"op\":0,\"d\":{\"v\":10}}\n";
    let folder = Folder::with("a.ndjson", frames);
    let first = report(&folder, "bench --json --rounds 1 a.ndjson");
    assert_eq!(
        (&first["event"], &first["fields"]),
        (&"TYPING_START".into(), &serde_json::json!(["user_id", "timestamp"]))
    );
    let named = report(&folder, "bench --json --rounds 1 -e READY -f v,user.id a.ndjson");
    assert_eq!((&named["event"], &named["fields"]), (&"READY".into(), &serde_json::json!(["v", "user.id"])));
    let cut = report(&folder, "bench --json --rounds 1 --bytes 150 a.ndjson");
    assert_eq!((&cut["frames"], &cut["is_whole"]), (&2.into(), &false.into()));
}

#[test]
fn people_get_a_table() {
    let folder = Folder::with("shard.ndjson", recording(100_000));
    let ran = folder.run("bench --rounds 1 shard.ndjson");
    assert_eq!(ran.exit, 0);
    for word in ["memory", "peek", "select", "strict", "GB/s", "backend", "median of 1 round"] {
        assert!(ran.stdout.contains(word), "{word} in\n{}", ran.stdout);
    }
}

#[test]
fn invalid_arguments_are_reported() {
    let folder = Folder::with("empty.ndjson", "\n");
    folder.write("a.ndjson", "{\"t\":\"READY\",\"s\":3,\"op\":0,\"d\":{\"v\":10}}\n");
    let check = |arguments: &str, exit: i32, words: &str| {
        let ran = folder.run(arguments);
        assert_eq!(ran.exit, exit, "{arguments}: {}", ran.stderr);
        assert!(ran.stderr.contains(words), "{arguments}: {}", ran.stderr);
    };
    check("bench empty.ndjson", 3, "there are no frames to read");
    check("bench none.ndjson", 3, "none.ndjson: ");
    check("bench -f $t a.ndjson", 2, "`$t` is not a path into the payload");
    check("bench --rounds 0 a.ndjson", 2, "--rounds");
    check("bench --rounds 1 -e TYPING_START a.ndjson", 0, "there is no TYPING_START frame");
}

#[test]
fn bad_frames_are_reported() {
    let folder = Folder::with(
        "a.ndjson",
        "{\"t\":\"X\",\"s\":1,\"op\":0,\"d\":{}}{\"x\":1}\n{\"t\":\"X\",\"s\":2,\"op\":0,\"d\":{\"a\":\n",
    );
    let ran = folder.run("bench --rounds 1 a.ndjson");
    ran.check(1, "zerocord: 2 bad frames found: `zerocord validate` names them (exit code 1)\n");
}
