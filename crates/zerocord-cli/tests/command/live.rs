//! `record`, `replay` and `top`, as programs.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;

fn zerocord() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_zerocord"));
    command.env_remove("DISCORD_TOKEN");
    command
}

/// A running program, killed when it is dropped.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

impl Running {
    /// Ends the program as Ctrl-C does, and returns its exit code.
    fn interrupt(mut self) -> Option<i32> {
        let id = rustix::process::Pid::from_child(&self.0);
        rustix::process::kill_process(id, rustix::process::Signal::INT).unwrap();
        self.0.wait().unwrap().code()
    }
}

/// Starts a replay of the sample, and returns its URL.
fn replay(arguments: &[&str]) -> (Running, String) {
    let sample = concat!(env!("CARGO_MANIFEST_DIR"), "/../../corpus/firehose/sample.ndjson");
    let mut child = zerocord()
        .args(["replay", sample, "--listen", "127.0.0.1:0", "--speed", "max"])
        .args(arguments)
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut line = String::new();
    let mut stderr = BufReader::new(child.stderr.take().unwrap());
    stderr.read_line(&mut line).unwrap();
    // Read to the end, so that the program can write.
    std::thread::spawn(move || stderr.lines().for_each(drop));
    let url = line.trim().rsplit(' ').next().unwrap().to_owned();
    assert!(url.starts_with("ws://127.0.0.1:"), "{line}");
    (Running(child), url)
}

fn frame_count(folder: &std::path::Path) -> u64 {
    let output = zerocord().args(["stats", "--json"]).arg(folder).output().unwrap();
    serde_json::from_slice::<Value>(&output.stdout).map_or(0, |stats| stats["frames"].as_u64().unwrap_or(0))
}

fn wait_for(what: impl Fn() -> bool) {
    let end = Instant::now() + Duration::from_secs(60);
    while !what() {
        assert!(Instant::now() < end, "it takes too long");
        std::thread::sleep(Duration::from_millis(100));
    }
}

#[test]
fn a_replay_is_recorded_and_every_command_reads_the_recording() {
    let folder = tempfile::tempdir().unwrap();
    let rec = folder.path().join("rec");
    let (_gateway, url) = replay(&["--faults", "resume=300"]);
    let record = zerocord()
        .args(["record", "--intents", "unprivileged", "--redact", "text", "--gateway", &url, "-o"])
        .arg(&rec)
        .env("DISCORD_TOKEN", "test")
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let record = Running(record);
    // READY, 986 dispatches, RESUMED some times, HELLO at each connection.
    wait_for(|| frame_count(&rec) >= 990);
    let picture = zerocord().args(["top", "--once", "1"]).arg(&rec).output().unwrap();
    assert!(String::from_utf8_lossy(&picture.stdout).contains("zerocord top"), "{picture:?}");
    assert_eq!(record.interrupt(), Some(0));
    let verified = zerocord().args(["verify", "--json"]).arg(&rec).output().unwrap();
    let report: Value = serde_json::from_slice(&verified.stdout).unwrap();
    assert_eq!(
        (verified.status.code(), &report["missing"], report["repeats"].as_array().map(Vec::len)),
        (Some(0), &Value::from(0), Some(0)),
        "{report}"
    );
    let messages = zerocord().args(["filter", "-e", "MESSAGE_CREATE"]).arg(&rec).output().unwrap();
    assert!(!messages.stdout.is_empty());
    assert!(!String::from_utf8_lossy(&messages.stdout).contains("\"content\":"));
}

/// Answers one request over HTTP, and returns the URL and what was asked.
fn answer_once(status: &str, body: &str) -> (String, std::thread::JoinHandle<String>) {
    use std::io::{Read, Write};
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/api/v10", listener.local_addr().unwrap());
    let answer = format!("HTTP/1.1 {status}\r\nContent-Length: {}\r\n\r\n{body}", body.len());
    let server = std::thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        let mut request = vec![0; 4096];
        let mut len = 0;
        while !request[..len].ends_with(b"\r\n\r\n") {
            len += stream.read(&mut request[len..]).unwrap();
        }
        stream.write_all(answer.as_bytes()).unwrap();
        String::from_utf8_lossy(&request[..len]).into_owned()
    });
    (url, server)
}

#[test]
fn shards_identify_as_discords_api_allows() {
    let folder = tempfile::tempdir().unwrap();
    let rec = folder.path().join("rec");
    let (_gateway, url) = replay(&["--shards", "8"]);
    let limit = r#"{"total":1000,"remaining":5,"reset_after":60000,"max_concurrency":16}"#;
    let body = format!(r#"{{"url":"wss://example.com","shards":8,"session_start_limit":{limit}}}"#);
    let (api, server) = answer_once("200 OK", &body);
    let start = Instant::now();
    let mut record = zerocord()
        .args(["record", "--intents", "0", "--shards", "0-7/8", "--gateway", &url, "--api", &api, "-o"])
        .arg(&rec)
        .env("DISCORD_TOKEN", "test")
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let stderr = BufReader::new(record.stderr.take().unwrap());
    let record = Running(record);
    let request = server.join().unwrap();
    assert!(request.starts_with("GET /api/v10/gateway/bot HTTP/1.1\r\n"), "{request}");
    assert!(request.contains("\r\nAuthorization: Bot test\r\n"), "{request}");
    let has_ready = |shard| {
        let path = rec.join(format!("{shard}-of-8"));
        let journal = std::fs::read_dir(path).into_iter().flatten().flatten().map(|entry| entry.path());
        journal.filter_map(|path| std::fs::read_to_string(path).ok()).any(|text| text.contains("\"READY\""))
    };
    wait_for(|| (0..8).all(has_ready));
    // One after the other, they would need 35 seconds.
    assert!(start.elapsed() < Duration::from_secs(20), "{:?}", start.elapsed());
    assert_eq!(record.interrupt(), Some(0));
    let said: Vec<String> = stderr.lines().map_while(Result::ok).collect();
    assert!(said.iter().any(|line| line.contains("5 sessions until a reset in 1 minute")), "{said:?}");
}

#[test]
fn a_token_that_discords_api_refuses_ends_the_recorder() {
    let folder = tempfile::tempdir().unwrap();
    let (api, server) = answer_once("401 Unauthorized", "{}");
    let output = zerocord()
        .args([
            "record",
            "--intents",
            "0",
            "--shards",
            "0-1/2",
            "--gateway",
            "ws://127.0.0.1:9",
            "--api",
            &api,
            "-o",
        ])
        .arg(folder.path().join("rec"))
        .env("DISCORD_TOKEN", "test")
        .output()
        .unwrap();
    server.join().unwrap();
    assert_eq!(output.status.code(), Some(3));
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(said.contains("the token is not valid"), "{said}");
}

#[test]
fn a_gap_mark_is_reported_by_verify() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.ndjson");
    let mark = r#"{"t":"ZEROCORD_GAP","s":null,"op":null,"d":{"reason":"session_invalid","last":41}}"#;
    std::fs::write(&path, format!("{{\"t\":\"TYPING_START\",\"s\":41,\"op\":0,\"d\":{{}}}}\n{mark}\n"))
        .unwrap();
    let output = zerocord().arg("verify").arg(&path).output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    let text = String::from_utf8_lossy(&output.stdout);
    assert!(
        text.contains("line 2: the recorder could not resume the session after 41 (session_invalid)"),
        "{text}"
    );
}

#[test]
fn a_token_is_needed_and_never_shown() {
    let folder = tempfile::tempdir().unwrap();
    let run = |arguments: &[&str]| {
        zerocord()
            .args(["record", "--intents", "0", "-o"])
            .arg(folder.path())
            .args(arguments)
            .output()
            .unwrap()
    };
    let none = run(&[]);
    assert_eq!(none.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&none.stderr).contains("DISCORD_TOKEN"));
    let file = folder.path().join("token");
    std::fs::write(&file, "very.secret\n").unwrap();
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o644)).unwrap();
    }
    let open = run(&["--token-file", file.to_str().unwrap()]);
    let text = String::from_utf8_lossy(&open.stderr).into_owned();
    assert_eq!(open.status.code(), Some(2));
    assert!(text.contains("chmod 600") && !text.contains("secret"), "{text}");
}

#[test]
fn top_prints_one_picture_of_a_recording() {
    let sample = concat!(env!("CARGO_MANIFEST_DIR"), "/../../corpus/firehose/sample.ndjson");
    let output = zerocord().args(["top", "--once", "--", sample]).output().unwrap();
    let text = String::from_utf8_lossy(&output.stdout);
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    assert!(text.contains("PRESENCE_UPDATE") && text.contains("990 frames"), "{text}");
}

#[test]
fn top_shows_long_names_whole() {
    // 33 letters.
    let name = "GUILD_APPLICATION_COMMANDS_UPDATE";
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.ndjson");
    std::fs::write(&path, format!("{{\"t\":\"{name}\",\"s\":1,\"op\":0,\"d\":{{}}}}\n")).unwrap();
    let output = zerocord().args(["top", "--once", "--"]).arg(&path).output().unwrap();
    let text = String::from_utf8_lossy(&output.stdout);
    assert!(text.contains(name), "{text}");
}

#[test]
fn options_that_make_no_sense_are_refused() {
    for arguments in [
        &["record", "-o", "x", "--intents", "GUILD_MESAGES"][..],
        &["record", "-o", "x", "--intents", "0", "--shards", "4/4"],
        &["record", "-o", "x", "--intents", "0", "--rotate", "soon"],
        &["record", "-o", "x", "--intents", "0", "--only", "A", "--drop", "B"],
        &["replay", "x", "--speed", "0x"],
        &["replay", "x", "--faults", "fire"],
    ] {
        let output = zerocord().args(arguments).output().unwrap();
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
    }
    let output = zerocord().args(["replay", "no-such-file"]).output().unwrap();
    assert_eq!(output.status.code(), Some(3));
}
