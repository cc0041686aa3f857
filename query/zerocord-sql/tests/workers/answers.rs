//! Two workers give the answers of one machine.

use std::process::Command;

use crate::support::{Worker, recordings, run};

/// Questions of all kinds; each result has an order or one row.
const QUESTIONS: &[&str] = &[
    "SELECT channel_id, count(*) AS n FROM message_create GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT 20",
    "SELECT date_trunc('hour', timestamp) AS h, count(*), avg(id) FROM message_create GROUP BY h ORDER BY h",
    "SELECT id, author, mentions, timestamp FROM message_create ORDER BY id",
    "SELECT count(DISTINCT author.id), min(id), max(snowflake_time(id)) FROM message_create",
    "SELECT count(*) FROM presence_update p JOIN message_create m ON p.\"user\"['id'] = m.author['id']",
    "SELECT id FROM message_create WHERE author.username LIKE '%a%' ORDER BY id DESC LIMIT 5",
    "SELECT count(*) FROM (SELECT id FROM message_create LIMIT 7)",
    "SELECT count(*) FROM (SELECT id FROM message_create WHERE author.username LIKE '%e%' LIMIT 3)",
    "SELECT count(*) FROM (SELECT id FROM message_create WHERE id > 0 LIMIT 3 OFFSET 2)",
    "SELECT count(*) FROM (SELECT author.id AS a FROM message_create LIMIT 9) WHERE a > 0",
    "SELECT count(*) FROM (SELECT DISTINCT channel_id FROM message_create LIMIT 4)",
    "SELECT client_status.desktop AS c, count(*) FROM presence_update GROUP BY c ORDER BY c",
    "SELECT id, row_number() OVER (PARTITION BY channel_id ORDER BY id) AS r FROM message_create ORDER BY id LIMIT 30",
    "SELECT approx_percentile_cont(id, 0.5) IS NOT NULL FROM message_create WHERE id < 0",
    "SELECT id FROM message_create WHERE id IN (SELECT max(id) FROM message_create)",
    "SELECT guild_id FROM message_create UNION SELECT guild_id FROM presence_update ORDER BY 1",
    "SELECT round(stddev(s), 6), sum(s) FROM (SELECT _seq AS s FROM message_create)",
    "SELECT count(*) FROM message_create WHERE false",
];

const OF_RECORDINGS: &[&str] = &[
    "SELECT t, count(*), sum(size), median(size) FROM frames GROUP BY t ORDER BY t",
    "SELECT t, file, line FROM frames WHERE size % 7 = 1 ORDER BY file, line",
    "SELECT id, _file, _line FROM message_create ORDER BY id",
    "SELECT count(*) FROM typing_start WHERE shard_of(guild_id, 16) < 4",
];

#[track_caller]
fn assert_equal(path: &str, workers: &[&Worker], questions: &[&str]) {
    let addresses: Vec<&str> = workers.iter().map(|worker| worker.address.as_str()).collect();
    let workers = addresses.join(",");
    // All in one session: a process takes longer than a question.
    let of = |options: &[&str], questions: &[&str]| {
        let statements = questions.iter().flat_map(|sql| ["-c", sql]);
        run(&options.iter().copied().chain([path]).chain(statements).collect::<Vec<_>>())
    };
    let want = of(&[], questions);
    assert_eq!((want.0, want.2.as_str()), (0, ""));
    // Names of columns, and a row or more of each.
    assert!(want.1.lines().count() >= 2 * questions.len(), "no rows: {}", want.1);
    let got = of(&["--workers", &workers], questions);
    if got != want {
        for sql in questions {
            assert_eq!(of(&["--workers", &workers], &[sql]), of(&[], &[sql]), "{sql}");
        }
        assert_eq!(got, want);
    }
}

#[test]
fn recordings_have_the_same_rows() {
    let (folder, path) = recordings();
    let (one, two) = (Worker::start(folder.path()), Worker::start(folder.path()));
    assert_equal(&path, &[&one, &two], QUESTIONS);
    assert_equal(&path, &[&one, &two], OF_RECORDINGS);
    // One file, of which each worker reads a part; one worker.
    assert_equal(&format!("{path}/a.ndjson"), &[&one, &two], &QUESTIONS[..10]);
    assert_equal(&format!("{path}/b.ndjson.zst"), &[&one], &QUESTIONS[..4]);
}

#[test]
fn lakes_have_the_same_rows() {
    let (folder, path) = recordings();
    let lake = folder.path().join("lake");
    for event in ["MESSAGE_CREATE", "PRESENCE_UPDATE"] {
        for (part, file) in ["a.ndjson", "b.ndjson.zst"].iter().enumerate() {
            let target = lake.join(format!("event={event}"));
            std::fs::create_dir_all(&target).unwrap();
            let target = target.join(format!("part-7-{part}.parquet"));
            let sql = format!("SELECT * FROM {event}");
            let mut convert = Command::new(env!("CARGO_BIN_EXE_zerocord-sql"));
            let file = format!("{path}/{file}");
            convert.args([&file, "-o", target.to_str().unwrap(), "-c", &sql]);
            assert!(convert.status().unwrap().success());
        }
    }
    let manifest = r#"{"zerocord":"0.1.0","options":{"format":"parquet","events":["MESSAGE_CREATE","PRESENCE_UPDATE"],
        "columns":[],"depth":2,"with_content":false,"derive":false},"inputs":[{"path":"a","part":"7"}]}"#;
    std::fs::write(lake.join("_zerocord.json"), manifest).unwrap();
    let (one, two) = (Worker::start(folder.path()), Worker::start(folder.path()));
    assert_equal(lake.to_str().unwrap(), &[&one, &two], QUESTIONS);
}

#[test]
fn the_plan_and_the_progress_name_the_workers() {
    let (folder, path) = recordings();
    let (one, two) = (Worker::start(folder.path()), Worker::start(folder.path()));
    let workers = format!("{},{}", one.address, two.address);
    let sql = "SELECT channel_id, count(*) FROM message_create WHERE guild_id IS NOT NULL GROUP BY 1";
    let of =
        |options: &[&str], sql: &str| run(&[&["--workers", &workers, &path, "-c", sql], options].concat());
    let (exit, plan, stderr) = of(&[], &format!("EXPLAIN {sql}"));
    assert_eq!((exit, stderr.as_str()), (0, ""));
    for part in ["RemoteExec: workers=2, files=3", "mode=Partial", "reads=[channel_id, guild_id]"] {
        assert!(plan.contains(part), "`{part}` is missing:\n{plan}");
    }
    let (_, plan, _) = of(&[], &format!("EXPLAIN ANALYZE {sql}"));
    assert!(plan.contains("frames_of_event=") && plan.contains("bytes_received="), "{plan}");
    let (exit, _, stderr) = of(&["--progress"], sql);
    assert_eq!(exit, 0);
    for worker in [&one, &two] {
        let line = stderr.lines().find(|line| line.contains(&worker.address) && line.ends_with(", done"));
        assert!(line.is_some_and(|line| !line.contains(" 0 frames")), "{stderr}");
    }
}

#[test]
fn bad_frames_are_named_as_on_one_machine() {
    let (folder, path) = recordings();
    let good = r#"{"t":"TYPING_START","s":1,"op":0,"d":{"user_id":"7","guild_id":"5"}}"#;
    let wrong = r#"{"t":"TYPING_START","s":1,"op":0,"d":{"user_id":[],"guild_id":"5"}}"#;
    let mut lines = vec![good; 60];
    (lines[7], lines[30], lines[52]) = ("no frame", wrong, "{");
    std::fs::write(folder.path().join("bad.ndjson"), lines.join("\n")).unwrap();
    let (one, two) = (Worker::start(folder.path()), Worker::start(folder.path()));
    let workers = format!("{},{}", one.address, two.address);
    let bad = format!("{path}/bad.ndjson");
    let sql = "SELECT count(*) AS n, count(user_id) AS u FROM typing_start";
    let want = run(&[&bad, "-c", sql]);
    assert_eq!((want.0, want.1.as_str()), (1, "n,u\n58,57\n"));
    assert!(want.2.contains("bad.ndjson: line 8:") && want.2.contains("bad.ndjson: line 53:"), "{}", want.2);
    assert_eq!(run(&["--workers", &workers, &bad, "-c", sql]), want);
    // Damage ends the query.
    let zst = std::fs::read(folder.path().join("b.ndjson.zst")).unwrap();
    std::fs::write(folder.path().join("cut.zst"), &zst[..zst.len() - 100]).unwrap();
    let (exit, stdout, stderr) =
        run(&["--workers", &workers, &format!("{path}/cut.zst"), "-c", "SELECT size FROM frames"]);
    assert_eq!((exit, stdout.as_str()), (3, ""));
    assert!(
        stderr.contains("worker 127.0.0.1:") && stderr.contains("cut.zst: the zstd data is cut short"),
        "{stderr}"
    );
}
