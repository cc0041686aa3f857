//! Who may use a worker, and for what.

use std::io::Write;
use std::net::TcpStream;

use zerocord_query::workers::version;

use crate::support::{Worker, greeting, mock, read_greeting, recordings, run};

const SQL: &str = "SELECT count(*) AS n FROM frames";

#[track_caller]
fn assert_refused(arguments: &[&str], reasons: &[&str]) {
    let (exit, stdout, stderr) = run(arguments);
    assert_eq!((exit, stdout.as_str()), (3, ""), "{stderr}");
    for reason in reasons {
        assert!(stderr.contains(reason), "`{reason}` is missing: {stderr}");
    }
}

#[test]
fn other_versions_are_named_on_both_sides() {
    let (folder, path) = recordings();
    let other = mock("9.9.9", Vec::new(), true);
    assert_refused(&["--workers", &other, &path, "-c", SQL], &[&other, "9.9.9", &version()]);
    let worker = Worker::start(folder.path());
    let mut stream = TcpStream::connect(&worker.address).unwrap();
    stream.write_all(&greeting(r#"{"version":"9.9.9"}"#)).unwrap();
    let answer = read_greeting(&mut stream).unwrap();
    let both = format!("the session is of version 9.9.9, the worker of {}", version());
    assert!(answer.contains(&both), "{answer}");
}

#[test]
#[cfg(unix)]
fn only_files_below_the_roots_are_read() {
    let (folder, path) = recordings();
    let root = folder.path().join("served");
    std::fs::create_dir(&root).unwrap();
    std::fs::rename(folder.path().join("c.ndjson"), root.join("c.ndjson")).unwrap();
    std::os::unix::fs::symlink(folder.path().join("a.ndjson"), root.join("link.ndjson")).unwrap();
    std::os::unix::fs::symlink(root.join("c.ndjson"), root.join("inner.ndjson")).unwrap();
    let worker = Worker::start(&root);
    let of = |name: &str| vec!["--workers".to_owned(), worker.address.clone(), format!("{path}/{name}")];
    for name in ["a.ndjson", "served/link.ndjson"] {
        let arguments = of(name);
        let mut arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
        arguments.extend(["-c", SQL]);
        assert_refused(&arguments, &[&worker.address, "not below a folder that the worker serves (--root)"]);
    }
    for name in ["served/c.ndjson", "served/inner.ndjson"] {
        let arguments = of(name);
        let mut arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
        arguments.extend(["-c", SQL]);
        assert_eq!(run(&arguments), run(&[arguments[2], "-c", SQL]), "{name}");
    }
}

#[test]
fn tokens() {
    let (folder, path) = recordings();
    let file = |name: &str, text: &str| {
        let path = folder.path().join(name);
        std::fs::write(&path, text).unwrap();
        path.to_str().unwrap().to_owned()
    };
    let (good, bad) = (file(".good", "0123456789abcdef\n"), file(".bad", "0123456789abcdeF"));
    let short = file(".short", "0123");
    let worker = Worker::with(folder.path(), &["--token-file", &good]);
    let session =
        |options: &[&str]| run(&[&["--workers", &worker.address, &path, "-c", SQL], options].concat());
    assert_eq!(session(&["--token-file", &good]), run(&[&path, "-c", SQL]));
    let wrong: [&[&str]; 2] = [&["--token-file", &bad], &[]];
    for options in wrong {
        let (exit, stdout, stderr) = session(options);
        assert_eq!((exit, stdout.as_str()), (3, ""));
        assert!(stderr.contains(&worker.address) && stderr.contains("the token is wrong"), "{stderr}");
    }
    let (exit, _, stderr) = session(&["--token-file", &short]);
    assert_eq!(exit, 2);
    assert!(stderr.contains("a token has 16 bytes or more"), "{stderr}");
}

#[test]
fn tls() {
    let (folder, path) = recordings();
    let of = |name: &str| format!("{}/tests/tls/{name}", env!("CARGO_MANIFEST_DIR"));
    let (certificate, key) = (of("cert.pem"), of("key.pem"));
    let worker = Worker::with(folder.path(), &["--tls-cert", &certificate, "--tls-key", &key]);
    let session = |options: &[&str]| {
        run(&[&["--worker-timeout", "2", "--workers", &worker.address, &path, "-c", SQL], options].concat())
    };
    assert_eq!(session(&["--tls-ca", &certificate]), run(&[&path, "-c", SQL]));
    let name = worker.address.replace("127.0.0.1", "localhost");
    assert_eq!(run(&["--tls-ca", &certificate, "--workers", &name, &path, "-c", SQL]).0, 0);
    // A certificate that the session does not trust, and no TLS at all on one side.
    let other = of("other.pem");
    let plain = Worker::start(folder.path());
    for (exit, stdout, stderr) in [
        session(&["--tls-ca", &other]),
        session(&[]),
        run(&[
            "--worker-timeout",
            "2",
            "--tls-ca",
            &certificate,
            "--workers",
            &plain.address,
            &path,
            "-c",
            SQL,
        ]),
    ] {
        assert_eq!((exit, stdout.as_str()), (3, ""), "{stderr}");
        assert!(stderr.contains("error: worker 127.0.0.1:"), "{stderr}");
    }
}

#[test]
fn other_machines_need_tls_and_a_token() {
    let (folder, path) = recordings();
    let listen = |options: &[&str]| {
        run_worker(&[&["--listen", "0.0.0.0:0", "--root", folder.path().to_str().unwrap()], options].concat())
    };
    let certificate = format!("{}/tests/tls/cert.pem", env!("CARGO_MANIFEST_DIR"));
    let key = certificate.replace("cert.pem", "key.pem");
    let with_tls: [&[&str]; 2] = [&[], &["--tls-cert", &certificate, "--tls-key", &key]];
    for options in with_tls {
        let (exit, stderr) = listen(options);
        assert_eq!(exit, 2);
        assert!(
            stderr.contains("can be reached from other machines") && stderr.contains("--insecure"),
            "{stderr}"
        );
    }
    let (exit, _, stderr) = run(&["--workers", "192.0.2.1:51001", &path, "-c", SQL]);
    assert_eq!(exit, 2);
    assert!(stderr.contains("192.0.2.1:51001 is on another machine"), "{stderr}");
    let (exit, stderr) = run_worker(&["--listen", "127.0.0.1:0", "--root", "/missing"]);
    assert_eq!(exit, 2);
    assert!(stderr.contains("/missing: No such file"), "{stderr}");
}

/// Runs a worker that does not start: exit code, standard error.
fn run_worker(arguments: &[&str]) -> (i32, String) {
    let output =
        std::process::Command::new(env!("CARGO_BIN_EXE_zerocord-sql")).arg("worker").args(arguments).output();
    let output = output.unwrap();
    (output.status.code().unwrap(), String::from_utf8(output.stderr).unwrap())
}
