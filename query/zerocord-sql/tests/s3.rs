//! Recordings in S3, as a small server on this machine speaks it: listing, `GET` with ranges, `HEAD`.

#![cfg(feature = "s3")]

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex};

use zerocord_generator::{Generator, Mix};

const BUCKET: &str = "recordings";

/// The objects, and what was requested.
#[derive(Default)]
struct Bucket {
    objects: BTreeMap<String, Vec<u8>>,
    requests: Mutex<Vec<String>>,
}

/// Serves a bucket, and returns the URL of the server.
fn serve(bucket: Arc<Bucket>) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let (stream, bucket) = (stream.unwrap(), bucket.clone());
            // The other side closes the connection.
            std::thread::spawn(move || while answer(&stream, &bucket).is_some() {});
        }
    });
    url
}

/// Answers one request; nothing at the end of the connection.
fn answer(stream: &TcpStream, bucket: &Bucket) -> Option<()> {
    let mut lines = BufReader::new(stream).lines();
    let request = lines.next()?.ok()?;
    let mut range = None;
    let mut is_signed = false;
    for header in lines.map_while(Result::ok).take_while(|line| !line.is_empty()) {
        let (name, value) = header.split_once(':').unwrap();
        match name.to_ascii_lowercase().as_str() {
            "range" => range = Some(value.trim().trim_start_matches("bytes=").to_owned()),
            "authorization" => {
                is_signed = value.contains("Credential=key/") && value.contains("/eu-test-1/s3/")
            }
            _ => {}
        }
    }
    bucket.requests.lock().unwrap().push(format!("{request} {}", range.as_deref().unwrap_or("")));
    let (method, target) = request.rsplit_once(' ')?.0.split_once(' ')?;
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    let key = path.trim_start_matches('/').strip_prefix(BUCKET)?.trim_start_matches('/');
    let (status, extra, body) = if !is_signed {
        ("403 Forbidden", String::new(), Vec::new())
    } else if key.is_empty() {
        ("200 OK", String::new(), listing(bucket, query).into_bytes())
    } else {
        match bucket.objects.get(key) {
            None => ("404 Not Found", String::new(), Vec::new()),
            Some(bytes) => match range.as_deref().and_then(|range| range.split_once('-')) {
                None => ("200 OK", String::new(), bytes.clone()),
                Some((start, end)) => {
                    let start: usize = start.parse().unwrap();
                    let end = end.parse::<usize>().map_or(bytes.len(), |end| (end + 1).min(bytes.len()));
                    let extra = format!("Content-Range: bytes {start}-{}/{}\r\n", end - 1, bytes.len());
                    ("206 Partial Content", extra, bytes[start..end].to_vec())
                }
            },
        }
    };
    let mut out = stream;
    write!(
        out,
        "HTTP/1.1 {status}\r\nContent-Length: {}\r\nLast-Modified: Sat, 31 Jan 2026 12:00:00 GMT\r\nETag: \"1\"\r\n{extra}\r\n",
        body.len()
    )
    .ok()?;
    if method != "HEAD" {
        out.write_all(&body).ok()?;
    }
    Some(())
}

fn listing(bucket: &Bucket, query: &str) -> String {
    let prefix = query.split('&').find_map(|pair| pair.strip_prefix("prefix=")).unwrap_or("");
    let prefix = prefix.replace("%2F", "/");
    let found: String = bucket
        .objects
        .iter()
        .filter(|(key, _)| key.starts_with(&prefix))
        .map(|(key, bytes)| {
            let time = "2026-01-31T12:00:00.000Z";
            format!(
                "<Contents><Key>{key}</Key><Size>{}</Size><LastModified>{time}</LastModified><ETag>\"1\"</ETag></Contents>",
                bytes.len()
            )
        })
        .collect();
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><ListBucketResult><Name>{BUCKET}</Name><IsTruncated>false</IsTruncated>{found}\
         </ListBucketResult>"
    )
}

fn program(endpoint: &str, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_zerocord-sql"));
    command
        .env("AWS_ACCESS_KEY_ID", "key")
        .env("AWS_SECRET_ACCESS_KEY", "secret")
        .env("AWS_REGION", "eu-test-1")
        .env("AWS_ENDPOINT_URL", endpoint)
        .args(arguments)
        .stdin(Stdio::null());
    command
}

/// The answer, or the exit code and the error.
fn run(endpoint: &str, arguments: &[&str]) -> Result<String, (i32, String)> {
    let output = program(endpoint, arguments).output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    match output.status.code() {
        Some(0) => Ok(text(output.stdout)),
        code => Err((code.unwrap(), text(output.stderr))),
    }
}

const QUESTIONS: [&str; 3] = [
    "SELECT count(*), sum(size), min(s), max(s) FROM frames",
    "SELECT channel_id, count(*) FROM message_create GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT 20",
    "SELECT count(author.id), min(timestamp) FROM message_create WHERE guild_id IS NOT NULL",
];

/// A bucket with a recording, in one object and in two, and the same file on disk.
fn bucket() -> (Arc<Bucket>, tempfile::TempDir) {
    let bytes = Generator::new(5, Mix::ALL[0]).ndjson(3 << 20);
    let half = bytes[..bytes.len() / 2].iter().rposition(|byte| *byte == b'\n').unwrap() + 1;
    let compressed = zstd::encode_all(&bytes[half..], 1).unwrap();
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("a.ndjson"), &bytes).unwrap();
    let objects = [
        ("one/a.ndjson", bytes.clone()),
        ("two/0-of-1/a.ndjson", bytes[..half].to_vec()),
        ("two/0-of-1/b.ndjson.zst", compressed),
        ("other/x.ndjson", b"{\"op\":11}\n".to_vec()),
    ];
    let objects = objects.into_iter().map(|(key, bytes)| (key.to_owned(), bytes)).collect();
    (Arc::new(Bucket { objects, ..Bucket::default() }), folder)
}

#[test]
fn answers_are_those_of_the_file() {
    let (bucket, folder) = bucket();
    let endpoint = serve(bucket.clone());
    let local = folder.path().join("a.ndjson").to_str().unwrap().to_owned();
    for sql in QUESTIONS {
        let want = run(&endpoint, &[&local, "--format", "csv", "-c", sql]).unwrap();
        assert!(want.lines().count() > 1);
        for input in [
            "s3://recordings/one/a.ndjson",
            "s3://recordings/one/",
            "s3://recordings/two",
            "s3://recordings/two/*/*",
            &format!("file://{local}"),
            &format!("file://{}", folder.path().display()),
        ] {
            let got = run(&endpoint, &[input, "-j", "3", "--format", "csv", "-c", sql]);
            assert_eq!(got, Ok(want.clone()), "{input}: {sql}");
        }
        let named = sql.replace("FROM ", "FROM far.");
        let got = run(&endpoint, &["far=s3://recordings/one/", "--format", "csv", "-c", &named]);
        // The names of columns are others.
        let without_names = |text: &str| text.split_once('\n').map(|(_, rows)| rows.to_owned());
        assert_eq!(without_names(&got.unwrap()), without_names(&want), "{sql}");
    }
    let requests = bucket.requests.lock().unwrap().join("\n");
    assert!(requests.contains("GET /recordings/one/a.ndjson HTTP/1.1 1"), "parts are requested:\n{requests}");
    assert!(!requests.contains("other/x"), "{requests}");
}

#[test]
fn what_is_missing_or_refused_is_an_error() {
    let (bucket, _folder) = bucket();
    let endpoint = serve(bucket);
    let sql = QUESTIONS[0];
    let (code, error) = run(&endpoint, &["s3://recordings/none/", "-c", sql]).unwrap_err();
    assert!(code == 2 && error.contains("s3://recordings/none/: there is no file here"), "{code} {error}");
    let (code, error) = run(&endpoint, &["gs://recordings/one/", "-c", sql]).unwrap_err();
    assert!(code == 2 && error.contains("s3://BUCKET/PREFIX"), "{code} {error}");
    let output =
        program(&endpoint, &["s3://recordings/one/", "-c", sql]).env("AWS_REGION", "x").output().unwrap();
    let error = String::from_utf8(output.stderr).unwrap();
    assert!(output.status.code() == Some(3) && error.contains("403"), "{error}");
}

/// A worker, which ends with the test.
struct Worker(Child, String);

impl Worker {
    fn start(endpoint: &str, store: &str) -> Worker {
        let mut command = program(endpoint, &["worker", "--listen", "127.0.0.1:0", "--store", store]);
        let mut child = command.stderr(Stdio::piped()).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stderr.take().unwrap()).read_line(&mut line).unwrap();
        let address = line.trim().strip_prefix("listening on ").expect(&line).to_owned();
        Worker(child, address)
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        self.0.kill().unwrap();
        self.0.wait().unwrap();
    }
}

#[test]
fn workers_read_the_store_that_they_are_given_and_no_other() {
    let (bucket, folder) = bucket();
    let endpoint = serve(bucket);
    let workers = [Worker::start(&endpoint, "s3://recordings"), Worker::start(&endpoint, "s3://recordings/")];
    let addresses = format!("{},{}", workers[0].1, workers[1].1);
    for sql in QUESTIONS {
        let input = "s3://recordings/two/";
        let want = run(&endpoint, &[input, "--format", "csv", "-c", sql]).unwrap();
        let got = run(&endpoint, &["--workers", &addresses, input, "--format", "csv", "-c", sql]);
        assert_eq!(got, Ok(want), "{sql}");
    }
    let local = folder.path().join("a.ndjson").to_str().unwrap().to_owned();
    let (code, error) = run(&endpoint, &["--workers", &addresses, &local, "-c", QUESTIONS[0]]).unwrap_err();
    assert!(code == 3 && error.contains("not below a folder that the worker serves"), "{code} {error}");
    let other = Worker::start(&endpoint, "s3://another");
    let (code, error) =
        run(&endpoint, &["--workers", &other.1, "s3://recordings/one/", "-c", QUESTIONS[0]]).unwrap_err();
    assert!(code == 3 && error.contains("the worker does not read s3://recordings"), "{code} {error}");
    for (store, want) in [("/tmp", "--root names folders"), ("s3://recordings/one", "serves whole buckets")] {
        let arguments = ["worker", "--listen", "127.0.0.1:0", "--store", store];
        let (code, error) = run(&endpoint, &arguments).unwrap_err();
        assert!(code == 2 && error.contains(want), "{code} {error}");
    }
}
