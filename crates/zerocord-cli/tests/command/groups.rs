//! `stats --by`, `--every`, `--having` and `--histogram`, compared with counts by serde_json.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::folder::{Folder, Ran, recording};

fn frames(bytes: &[u8]) -> Vec<(usize, Value)> {
    let lines = std::str::from_utf8(bytes).unwrap().lines().filter(|line| !line.is_empty());
    lines.map(|line| (line.len(), serde_json::from_str(line).unwrap())).collect()
}

fn stats(folder: &Folder, words: &[&str]) -> Value {
    let ran = Ran::new(folder.zerocord("stats --json all.ndjson").args(words).output().unwrap());
    assert_eq!((ran.exit, ran.stderr.as_str()), (0, ""), "{words:?}");
    serde_json::from_str(&ran.stdout).unwrap()
}

fn text(value: &Value) -> Option<String> {
    match value {
        Value::Null => None,
        Value::String(text) => Some(text.clone()),
        value => Some(value.to_string()),
    }
}

type Counts = BTreeMap<Vec<Option<String>>, (u64, u64)>;

/// The listed groups, by their values.
fn listed(stats: &Value) -> Counts {
    let values = |group: &Value| group["values"].as_array().unwrap().iter().map(text).collect();
    let groups = stats["groups"]["top"].as_array().unwrap().iter();
    groups
        .map(|group| (values(group), (group["count"].as_u64().unwrap(), group["bytes"].as_u64().unwrap())))
        .collect()
}

fn counted(all: &[(usize, Value)], keys: impl Fn(&Value) -> Vec<Vec<Option<String>>>) -> Counts {
    let mut counts = Counts::new();
    for (len, frame) in all {
        for key in keys(frame) {
            let count = counts.entry(key).or_default();
            *count = (count.0 + 1, count.1 + *len as u64);
        }
    }
    counts
}

#[test]
fn frames_are_counted_by_any_paths() {
    let bytes = recording(1 << 20);
    let all = frames(&bytes);
    let folder = Folder::with("all.ndjson", &bytes);
    let want = counted(&all, |frame| vec![vec![text(&frame["t"]), text(&frame["d"]["guild_id"])]]);
    for words in [&["--chunk-len", "5000"][..], &["--threads", "1"]] {
        let words = [&["--by", "$t,guild_id", "--top", "100000"], words].concat();
        assert_eq!(listed(&stats(&folder, &words)), want);
    }
    // The scope, in which ids of guilds count too, is one of the values.
    let want = counted(&all, |frame| {
        let own = matches!(frame["t"].as_str(), Some("GUILD_CREATE" | "GUILD_UPDATE" | "GUILD_DELETE"));
        let payload = &frame["d"];
        let guild = if own { &payload["id"] } else { &payload["guild_id"] };
        let guild = if guild.is_null() { &payload["guild"]["id"] } else { guild };
        let guild = if frame["t"].is_null() { None } else { text(guild) };
        vec![vec![guild, text(&frame["op"])]]
    });
    assert_eq!(listed(&stats(&folder, &["--by", "guild,$op", "--top", "100000"])), want);
    // A list: each distinct element counts once.
    let want = counted(&all, |frame| {
        let mut names: Vec<_> = frame["d"]["activities"]
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(|activity| text(&activity["name"]))
            .collect();
        names.sort();
        names.dedup();
        if names.is_empty() {
            vec![vec![None]]
        } else {
            names.into_iter().map(|name| vec![Some(name)]).collect()
        }
    });
    assert!(want.len() > 3);
    let found = stats(&folder, &["--by", "activities.name", "--top", "100000"]);
    assert_eq!(listed(&found), want);
    assert_eq!(found["groups"]["ids"], want.len());
}

#[test]
fn the_top_and_the_rest_add_up() {
    let bytes = recording(600 << 10);
    let all = frames(&bytes);
    let folder = Folder::with("all.ndjson", &bytes);
    let counts = counted(&all, |frame| vec![vec![text(&frame["d"]["channel_id"])]]);
    let mut order: Vec<_> = counts.iter().map(|(key, count)| (*count, key.clone())).collect();
    order.sort_by(|left, right| right.0.cmp(&left.0).then(left.1.cmp(&right.1)));
    let found = stats(&folder, &["--by", "channel_id", "--top", "3"]);
    let top: Counts = order.iter().take(3).map(|(count, key)| (key.clone(), *count)).collect();
    assert_eq!(listed(&found), top);
    let rest: u64 = order.iter().skip(3).map(|(count, _)| count.0).sum();
    assert_eq!(found["groups"]["rest"]["count"], rest);
    let limit = order[2].0.0;
    let found = stats(
        &folder,
        &["--by", "channel_id", "--top", "9999", "--having", &format!("count >= {limit} and bytes > 1KiB")],
    );
    let want: Counts = order
        .iter()
        .filter(|(count, _)| count.0 >= limit && count.1 > 1024)
        .map(|(count, key)| (key.clone(), *count))
        .collect();
    assert_eq!(listed(&found), want);
}

/// Three frames per second. Every third is a message and has a time.
fn timed() -> String {
    (0..900u64)
        .map(|index| {
            let id = ((1_767_752_157_000 + index / 3 * 1000) - 1_420_070_400_000) << 22;
            match index % 3 {
                0 => format!("{{\"t\":\"MESSAGE_CREATE\",\"s\":{index},\"op\":0,\"d\":{{\"id\":\"{id}\",\"channel_id\":\"{}\"}}}}\n", 1 + index % 2),
                _ => format!("{{\"t\":\"X\",\"s\":{index},\"op\":0,\"d\":{{\"channel_id\":\"7\"}}}}\n"),
            }
        })
        .collect()
}

#[test]
fn time_intervals_are_counted() {
    let recording = format!("{{\"t\":\"X\",\"s\":0,\"op\":0,\"d\":{{}}}}\n{}", timed());
    let folder = Folder::with("all.ndjson", &recording);
    // The recording begins 3 seconds before a full minute, with one additional frame.
    let want = [
        ("2026-01-07T02:15:00+00:00", 10),
        ("2026-01-07T02:16:00+00:00", 180),
        ("2026-01-07T02:17:00+00:00", 180),
        ("2026-01-07T02:18:00+00:00", 180),
        ("2026-01-07T02:19:00+00:00", 180),
        ("2026-01-07T02:20:00+00:00", 171),
    ];
    for words in [&["--chunk-len", "300"][..], &["--threads", "1"]] {
        let found = stats(&folder, &[&["--every", "1m"], words].concat());
        let parts: Vec<_> = found["groups"]["top"]
            .as_array()
            .unwrap()
            .iter()
            .map(|part| (part["start"].as_str().unwrap(), part["count"].as_u64().unwrap()))
            .collect();
        assert_eq!(parts, want);
        let found = stats(&folder, &[&["--every", "1h", "--by", "channel_id", "--top", "1"], words].concat());
        let top = &found["groups"]["top"];
        assert_eq!((top[0]["count"].as_u64(), &top[0]["values"][0]), (Some(600), &"7".into()));
        assert_eq!(found["groups"]["rest"]["count"], 301);
    }
    // Frames that are not chosen still set the time.
    let ran = folder.run("stats --json -e X --every 1m all.ndjson");
    let found: Value = serde_json::from_str(&ran.stdout).unwrap();
    let counts: Vec<_> = found["groups"]["top"]
        .as_array()
        .unwrap()
        .iter()
        .map(|part| part["count"].as_u64().unwrap())
        .collect();
    assert_eq!(counts, [7, 120, 120, 120, 120, 114]);
    let table = folder.run("stats --every 1m --by channel_id --top 1 all.ndjson").stdout;
    assert!(table.contains("from (UTC)"), "{table}");
    assert!(table.contains("2026-01-07 02:16:00  7             120  13.32 %"), "{table}");
}

#[test]
fn values_are_distributed() {
    let bytes = recording(600 << 10);
    let all = frames(&bytes);
    let folder = Folder::with("all.ndjson", &bytes);
    for (path, pick) in [
        (
            "content",
            (|frame: &Value| frame["d"]["content"].as_str().map(|text| text.chars().count() as u64))
                as fn(&Value) -> _,
        ),
        ("attachments", |frame| frame["d"]["attachments"].as_array().map(|list| list.len() as u64)),
        ("member_count", |frame| frame["d"]["member_count"].as_u64()),
        ("author.username", |frame| {
            frame["d"]["author"]["username"].as_str().map(|text| text.chars().count() as u64)
        }),
    ] {
        let mut numbers: Vec<u64> = all.iter().filter_map(|(_, frame)| pick(frame)).collect();
        numbers.sort_unstable();
        let found = &stats(&folder, &["--histogram", path])["histogram"];
        assert_eq!(found["count"], numbers.len(), "{path}");
        assert_eq!(found["without"], all.len() - numbers.len(), "{path}");
        assert_eq!(
            (&found["min"], &found["max"]),
            (&numbers[0].into(), &(*numbers.last().unwrap()).into()),
            "{path}"
        );
        let median = numbers[(numbers.len() as f64 * 0.5).ceil() as usize - 1];
        assert!(found["p50"].as_u64().unwrap().abs_diff(median) as f64 <= 0.001 * median as f64, "{path}");
        for bucket in found["buckets"].as_array().unwrap() {
            let (from, to) = (bucket["from"].as_u64().unwrap(), bucket["to"].as_u64().unwrap());
            let want = numbers.iter().filter(|number| (from..=to).contains(number)).count();
            assert_eq!(bucket["count"], want, "{path}: {from} to {to}");
        }
    }
    let ran = folder.run("stats --histogram content --by author.bot --html page.html all.ndjson");
    assert_eq!((ran.exit, ran.stderr.as_str()), (0, ""));
    let page = std::fs::read_to_string(folder.path("page.html")).unwrap();
    assert!(page.contains("<h2>Values of content</h2>") && page.contains("<h2>By author.bot</h2>"));
}

#[test]
fn invalid_arguments_are_rejected() {
    let folder = Folder::with("all.ndjson", "{\"op\":11}\n");
    for (command, message) in [
        ("stats --every 5 all.ndjson", "30s, 5m, 1h, 1d or 1w"),
        ("stats --by a..b all.ndjson", "--by: a key of the path is empty"),
        ("stats --by author.id,author.id all.ndjson", "named twice"),
        ("stats --having count>3 all.ndjson", "--having is for --by and --every"),
        ("stats --by guild --having size>3 all.ndjson", "is not a test"),
    ] {
        let ran = folder.run(command);
        assert_eq!(ran.exit, 2, "{command}");
        assert!(ran.stderr.contains(message), "{command}: {}", ran.stderr);
    }
}
