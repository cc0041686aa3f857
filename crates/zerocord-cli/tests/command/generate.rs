//! `zerocord generate`, and the manual pages and scripts generated from the arguments.

use std::io::{BufRead, BufReader, Read};
use std::process::Stdio;

use crate::folder::Folder;
use zerocord_testkit::generator::{Generator, Mix};

#[test]
fn the_output_is_that_of_the_generator() {
    let folder = Folder::new();
    for (name, mix) in [
        ("presence", Mix::PresenceHeavy),
        ("quiet", Mix::Quiet),
        ("storm", Mix::Storm),
        ("startup", Mix::Startup),
    ] {
        let ran = folder.run(&format!("generate --seed 9 --mix {name} --bytes 300KiB"));
        ran.check(0, "");
        assert!(ran.stdout.as_bytes() == Generator::new(9, mix).ndjson(300 << 10), "{name}");
    }
    let large = folder.run("generate --bytes 3MiB -o a.ndjson");
    large.check(0, "");
    let bytes = std::fs::read(folder.path("a.ndjson")).unwrap();
    assert!(bytes.len() >= 3 << 20 && bytes.len() < (3 << 20) + 100_000);
    assert_eq!(folder.run("validate a.ndjson").exit, 0);
    assert_eq!(folder.run("verify a.ndjson").exit, 0);
    assert_eq!(folder.run("generate --bytes 0").stdout, "");
}

#[test]
fn shuffled_frames_have_the_same_values() {
    let folder = Folder::new();
    folder.run("generate --bytes 200K --shuffle everywhere -o a.ndjson").check(0, "");
    assert_eq!(folder.run("validate a.ndjson").exit, 0);
    assert!(!std::fs::read(folder.path("a.ndjson")).unwrap().starts_with(b"{\"t\":"));
}

#[test]
fn a_closed_pipe_is_success() {
    for arguments in [&["generate", "--bytes", "1G"][..], &["completions", "bash"], &["man"]] {
        let mut child = std::process::Command::new(assert_cmd::cargo::cargo_bin!("zerocord"))
            .args(arguments)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut stdout = BufReader::new(child.stdout.take().unwrap());
        stdout.read_line(&mut String::new()).unwrap();
        drop(stdout);
        let mut stderr = String::new();
        child.stderr.take().unwrap().read_to_string(&mut stderr).unwrap();
        assert_eq!((child.wait().unwrap().code(), stderr.as_str()), (Some(0), ""), "{arguments:?}");
    }
}

#[test]
fn completions_and_pages_know_every_subcommand() {
    let folder = Folder::new();
    let subcommands = [
        "bench",
        "stats",
        "filter",
        "select",
        "convert",
        "validate",
        "verify",
        "redact",
        "drift",
        "schema",
        "generate",
        "completions",
        "man",
    ];
    for shell in ["bash", "elvish", "fish", "powershell", "zsh"] {
        let ran = folder.run(&format!("completions {shell}"));
        ran.check(0, "");
        assert!(subcommands.iter().all(|subcommand| ran.stdout.contains(subcommand)), "{shell}");
    }
    let page = folder.run("man");
    page.check(0, "");
    assert!(page.stdout.contains(".TH zerocord 1"), "{}", page.stdout);
    let page = folder.run("man filter");
    page.check(0, "");
    assert!(page.stdout.contains(".TH zerocord-filter 1"), "{}", page.stdout);
    folder.run("man .").check(0, "");
    let names = folder.names();
    assert!(
        subcommands.iter().all(|subcommand| names.contains(&format!("zerocord-{subcommand}.1"))),
        "{names:?}"
    );
    let page = std::fs::read_to_string(folder.path("zerocord-filter.1")).unwrap();
    assert!(page.contains("\\-\\-guild"), "{page}");
    let ran = folder.run("man no/such/folder");
    ran.check(3, "zerocord: no/such/folder: neither a subcommand nor a folder\n");
}
