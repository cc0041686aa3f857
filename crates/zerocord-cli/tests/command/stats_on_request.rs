//! The optional outputs of `zerocord stats`, compared with counts by serde_json: groups, rates, the page.

use std::collections::HashMap;

use crate::folder::{Folder, Ran, recording};
use serde_json::{Value, json};

/// Options that must not change the results.
const WAYS: [&str; 3] = ["", "--threads 1", "--threads 3 --chunk-len 999"];

fn frames(recording: &[u8]) -> Vec<(Value, u64)> {
    let lines = recording.split(|&byte| byte == b'\n').filter(|line| !line.is_empty());
    lines.map(|line| (serde_json::from_slice(line).unwrap(), line.len() as u64)).collect()
}

fn report(folder: &Folder, arguments: &str) -> Value {
    let ran = folder.run(arguments);
    ran.check(0, "");
    serde_json::from_str(&ran.stdout).unwrap()
}

/// The id that a frame is about, searched for at these paths.
fn id_of(frame: &Value, own: &[&str], places: &[&str]) -> Option<String> {
    let is_own = frame["t"].as_str().is_some_and(|name| own.contains(&name));
    let places = if is_own { &["/d/id"] } else { places };
    places.iter().find_map(|place| Some(frame.pointer(place)?.as_str()?.to_owned()))
}

#[test]
fn groups_are_those_of_serde_json() {
    let bytes = recording(1 << 20);
    let folder = Folder::with("all.ndjson", &bytes);
    let frames = frames(&bytes);
    let (guilds, channels): (&[&str], &[&str]) = (
        &["GUILD_CREATE", "GUILD_UPDATE", "GUILD_DELETE"],
        &[
            "CHANNEL_CREATE",
            "CHANNEL_UPDATE",
            "CHANNEL_DELETE",
            "THREAD_CREATE",
            "THREAD_UPDATE",
            "THREAD_DELETE",
            "THREAD_MEMBER_UPDATE",
            "THREAD_MEMBERS_UPDATE",
            "VOICE_CHANNEL_STATUS_UPDATE",
        ],
    );
    let users = ["/d/user_id", "/d/user/id", "/d/author/id", "/d/member/user/id"];
    for (by, own, places) in [
        ("guild", guilds, &["/d/guild_id", "/d/guild/id"][..]),
        ("channel", channels, &["/d/channel_id", "/d/channel/id"]),
        ("user", &["USER_UPDATE"], &users),
    ] {
        let mut counts: HashMap<Option<String>, (u64, u64)> = HashMap::new();
        for (frame, len) in &frames {
            let count = counts.entry(id_of(frame, own, places)).or_default();
            *count = (count.0 + 1, count.1 + len);
        }
        let without = counts.remove(&None).unwrap_or_default();
        let mut counts: Vec<_> = counts.into_iter().map(|(id, count)| (count, id.unwrap())).collect();
        assert!(counts.len() > 30, "{by}");
        counts.sort_by_key(|((frames, bytes), id)| {
            (std::cmp::Reverse((*frames, *bytes)), id.parse::<u64>().unwrap())
        });
        let sum = |counts: &[((u64, u64), String)]| {
            counts.iter().fold((0, 0), |sum, (count, _)| (sum.0 + count.0, sum.1 + count.1))
        };
        let rest = sum(&counts[7..]);
        let top: Vec<_> = counts[..7]
            .iter()
            .map(|((count, bytes), id)| {
                json!({ "id": id, "count": count, "bytes": bytes, "share": *count as f64 / frames.len() as f64 })
            })
            .collect();
        let want = json!({
            "by": by,
            "ids": counts.len(),
            "top": top,
            "rest": { "count": rest.0, "bytes": rest.1 },
            "without": { "count": without.0, "bytes": without.1 },
            "uncounted": { "count": 0, "bytes": 0 },
        });
        for way in WAYS {
            let found = report(&folder, &format!("stats --json --by {by} --top 7 {way} all.ndjson"));
            assert_eq!(found["groups"], want, "{by} {way}");
        }
    }
}

#[test]
fn rates_are_those_of_the_messages() {
    let bytes = recording(1 << 20);
    let folder = Folder::with("all.ndjson", &bytes);
    let frames = frames(&bytes);
    let moments: Vec<u64> = frames
        .iter()
        .filter(|(frame, _)| frame["t"] == "MESSAGE_CREATE")
        .map(|(frame, _)| {
            (frame["d"]["id"].as_str().unwrap().parse::<u64>().unwrap() >> 22) + 1_420_070_400_000
        })
        .collect();
    let (first, last) = (moments.iter().min().unwrap(), moments.iter().max().unwrap());
    let seconds = (last - first) as f64 / 1000.0;
    let all_bytes: u64 = frames.iter().map(|(_, len)| len).sum();
    for way in WAYS {
        let found = report(&folder, &format!("stats --json --rates {way} all.ndjson"));
        let time = &found["time"];
        assert_eq!(time["seconds"], json!(seconds));
        assert_eq!((&time["count"], &time["bytes"]), (&json!(frames.len()), &json!(all_bytes)), "{way}");
        assert_eq!(time["frames_per_second"], json!(frames.len() as f64 / seconds));
        assert_eq!(time["bytes_per_second"], json!(all_bytes as f64 / seconds));
        assert_eq!(time["untimed"], 0);
        let parts = time["parts"].as_array().unwrap();
        let sum: u64 = parts.iter().map(|part| part["count"].as_u64().unwrap()).sum();
        assert_eq!(sum, frames.len() as u64);
        assert!(parts.len() > 1 && parts.len() <= 120);
        let event = &found["events"][0];
        assert_eq!(event["per_second"], json!(event["count"].as_u64().unwrap() as f64 / seconds));
    }
    assert!(report(&folder, "stats --json all.ndjson").get("time").is_none());
}

#[test]
fn without_messages_there_is_no_time() {
    let folder = Folder::with("a.ndjson", "{\"t\":\"RESUMED\",\"s\":1,\"op\":0,\"d\":{}}\n");
    assert_eq!(report(&folder, "stats --json --rates a.ndjson")["time"], Value::Null);
    let ran = folder.run("stats --rates a.ndjson");
    ran.check(0, "");
    assert!(
        ran.stdout.contains("\nno frame has a time that can be read, so there are no rates\n"),
        "{}",
        ran.stdout
    );
}

#[test]
fn a_payload_that_cannot_be_read_counts_as_none() {
    let lines = [
        r#"{"t":"TYPING_START","s":1,"op":0,"d":{"guild_id":"7"}}"#,
        r#"{"t":"TYPING_START","s":2,"op":0,"d":{"guild_id":["7"]}}"#,
        r#"{"t":"TYPING_START","s":3,"op":0,"d":{"guild_id":null,"guild":{"id":"7"}}}"#,
        r#"{"t":"TYPING_START","s":4,"op":0,"d":{"guild":5}}"#,
        r#"{"t":"MESSAGE_CREATE","s":5,"op":0,"d":[]}"#,
        r#"{"t":"MESSAGE_CREATE","s":6,"op":0,"d":{"guild_id":"\u0037","id":false}}"#,
        r#"{"op":11}"#,
    ];
    let folder = Folder::with("a.ndjson", lines.join("\n"));
    let found = report(&folder, "stats --json --by guild --rates a.ndjson");
    assert_eq!((&found["time"], &found["groups"]["ids"]), (&Value::Null, &json!(1)));
    assert_eq!(
        (&found["groups"]["top"][0]["id"], &found["groups"]["top"][0]["count"]),
        (&json!("7"), &json!(3))
    );
    assert_eq!(found["groups"]["without"]["count"], 4);
}

#[test]
fn sequences_are_those_of_verify() {
    let lines = |bytes: &[u8]| -> Vec<String> {
        String::from_utf8(bytes.to_vec()).unwrap().lines().map(str::to_owned).collect()
    };
    let one = lines(&recording(400_000));
    // Some frames are lost, some are repeated, and one file has two recordings.
    let mut holes = one.clone();
    for at in [400, 310, 311, 120, 60] {
        holes.remove(at);
    }
    holes.insert(200, holes[199].clone());
    let mixed: Vec<String> =
        holes.iter().zip(&one).flat_map(|(left, right)| [left.clone(), right.clone()]).collect();
    for lines in [one, holes, mixed] {
        let folder = Folder::with("a.ndjson", lines.join("\n"));
        let verified = folder.run("verify --json a.ndjson").stdout;
        let verified: Value = serde_json::from_str(&verified).unwrap();
        let len = |key: &str| verified[key].as_array().unwrap().len();
        let left_out = |key: &str| verified["left_out"][key].as_u64().unwrap() as usize;
        let want = json!({
            "sessions": len("sessions") + left_out("sessions"),
            "gaps": len("gaps") + left_out("gaps"),
            "missing": verified["missing"],
            "repeats": len("repeats") + left_out("repeats"),
        });
        for way in WAYS {
            assert_eq!(report(&folder, &format!("stats --json {way} a.ndjson"))["sequences"], want, "{way}");
        }
    }
}

#[test]
fn the_page_is_one_file_that_loads_nothing() {
    let mut bytes = recording(200_000);
    bytes.extend(b"{\"t\":\"<script>alert(1)</script>\",\"s\":1,\"op\":0,\"d\":{}}\n");
    let folder = Folder::with("all.ndjson", &bytes);
    let ran = folder.run("stats --html report.html all.ndjson");
    ran.check(0, "");
    assert_eq!(folder.names(), ["all.ndjson", "report.html"]);
    let page = std::fs::read_to_string(folder.path("report.html")).unwrap();
    for forbidden in ["<script", "http:", "https:", "src=", "@import", "url("] {
        assert!(!page.contains(forbidden), "{forbidden}");
    }
    assert!(page.contains("&lt;script&gt;alert(1)&lt;/script&gt;"));
    let found = report(&folder, "stats --json --by guild --rates all.ndjson");
    for group in found["groups"]["top"].as_array().unwrap() {
        assert!(page.contains(group["id"].as_str().unwrap()));
    }
    for event in found["events"].as_array().unwrap().iter().skip(1) {
        let name =
            event["name"].as_str().unwrap().replace('<', "&lt;").replace('>', "&gt;").replace('_', "_<wbr>");
        assert_eq!(page.matches(&format!("<th scope=\"row\">{name}</th>")).count(), 2, "{name}");
    }
    let parts = found["time"]["parts"].as_array().unwrap().len();
    assert_eq!(page.matches("<rect ").count(), parts);
    // Every opening tag has a closing tag.
    for tag in ["section", "table", "tr", "td", "th", "div", "svg", "dl", "main", "html"] {
        let opened = page.matches(&format!("<{tag}>")).count() + page.matches(&format!("<{tag} ")).count();
        assert_eq!(opened, page.matches(&format!("</{tag}>")).count(), "{tag}");
    }
}

#[test]
fn a_page_is_complete_or_absent() {
    let folder = Folder::with("a.ndjson", "");
    let ran = folder.run("stats --html report.html a.ndjson no-such.ndjson");
    ran.check(
        3,
        "zerocord: no-such.ndjson: No such file or directory (os error 2)\n\
         zerocord: report.html: not written, since not all input could be read; \
         --keep-partial writes what could be\n",
    );
    assert_eq!(folder.names(), ["a.ndjson"]);
    // A recording without frames also gets a page.
    folder.run("stats --html report.html a.ndjson").check(0, "");
    let ran: Ran = folder.run("stats --html no-such-folder/report.html a.ndjson");
    assert_eq!((ran.exit, ran.stdout.as_str()), (3, ""));
}

#[test]
fn lag_is_the_time_since_messages_were_made() {
    const SLOW_MS: u64 = 65_000;
    const FAST_MS: u64 = 5_000;
    let now_unix_ms =
        std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap().as_millis() as u64;
    let message_at = |unix_ms: u64| {
        let id = (unix_ms - 1_420_070_400_000) << 22;
        format!("{{\"t\":\"MESSAGE_CREATE\",\"s\":1,\"op\":0,\"d\":{{\"id\":\"{id}\"}}}}\n")
    };
    let mut frames: String = (0..100)
        .map(|index| message_at(now_unix_ms - if index % 50 == 7 { SLOW_MS } else { FAST_MS }))
        .collect();
    // Frames other than new messages do not count.
    frames.push_str("{\"t\":\"MESSAGE_DELETE\",\"s\":1,\"op\":0,\"d\":{\"id\":\"1\"}}\n{\"op\":11}\n");
    let folder = Folder::new();
    let lag_of = |frames: &str| {
        let ran = Ran::new(folder.zerocord("stats --lag --json -").write_stdin(frames).output().unwrap());
        ran.check(0, "");
        serde_json::from_str::<Value>(&ran.stdout).unwrap()["lag"].clone()
    };
    let lag = lag_of(&frames);
    let ms = |name: &str| lag[name].as_u64().unwrap();
    assert_eq!((ms("count"), ms("ahead")), (100, 0));
    // The test may be slow, but not by half a minute.
    assert!((FAST_MS..FAST_MS + 30_000).contains(&ms("p50_ms")), "{lag}");
    assert!((FAST_MS..FAST_MS + 30_000).contains(&ms("p90_ms")), "{lag}");
    assert!((SLOW_MS - 100..SLOW_MS + 30_000).contains(&ms("p99_ms")), "{lag}");
    assert!((SLOW_MS..SLOW_MS + 30_000).contains(&ms("max_ms")), "{lag}");
    assert_eq!(lag_of("{\"op\":11}\n"), Value::Null);

    let from_the_future = message_at(now_unix_ms + 3_600_000);
    let ran = Ran::new(folder.zerocord("stats --lag -").write_stdin(from_the_future).output().unwrap());
    let want = "\nlag of 1 new message: p50 0 ms, p90 0 ms, p99 0 ms, max 0 ms; 1 message from the future according to this \
                machine's clock\n";
    assert!(ran.stdout.contains(want), "{}", ran.stdout);

    let ran = folder.run("stats --lag recording.ndjson");
    assert_eq!(ran.exit, 2);
    let want = "error: --lag needs frames as they arrive: read standard input (`-`), or give their times with \
                --time-at\n";
    assert!(ran.stderr.starts_with(want), "{}", ran.stderr);
}
