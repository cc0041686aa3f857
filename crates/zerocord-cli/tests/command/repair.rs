//! `zerocord repair` and `--rejects`, on recordings that the tests damage.

use std::io::Write;

use crate::folder::{Folder, recording};

fn lines(bytes: &[u8]) -> Vec<String> {
    std::str::from_utf8(bytes).unwrap().lines().filter(|line| !line.is_empty()).map(str::to_owned).collect()
}

fn joined(lines: &[String]) -> String {
    lines.iter().map(|line| format!("{line}\n")).collect()
}

fn zstd(bytes: &[u8]) -> Vec<u8> {
    let mut compressed = vec![0; zstd_safe::compress_bound(bytes.len())];
    let len = zstd_safe::compress(&mut compressed[..], bytes, 3).unwrap();
    compressed.truncate(len);
    compressed
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

#[test]
fn joined_and_torn_lines_become_frames() {
    let all = lines(&recording(100 << 10));
    let (first, second, third, fourth) = (&all[5], &all[6], &all[7], &all[8]);
    let torn = &first[..first.len() / 2];
    let damaged = format!("{first}{second}\n{torn}{third}\n\nnot json\n{{\"x\":1}}\n{fourth}\n{torn}");
    let folder = Folder::with("a.ndjson", damaged);
    let ran = folder.run("repair a.ndjson -o fixed.ndjson --rejects bad.ndjson");
    assert_eq!(ran.exit, 1);
    assert_eq!(
        ran.stderr,
        "zerocord: 4 frames written\nzerocord: 1 frame split from the line of another\n\
         zerocord: 1 frame left out: the end is missing\nzerocord: 3 lines left out: not a whole frame\n"
    );
    let read = |name: &str| std::fs::read_to_string(folder.path(name)).unwrap();
    assert_eq!(read("fixed.ndjson"), format!("{first}\n{second}\n{third}\n{fourth}\n"));
    assert_eq!(read("bad.ndjson"), format!("{torn}\nnot json\n{{\"x\":1}}\n{torn}\n"));
    folder.run("validate fixed.ndjson").check(0, "");
    folder.run("repair fixed.ndjson -o again.ndjson").check(0, "zerocord: 4 frames written\n");
}

#[test]
fn data_before_and_after_damaged_blocks_is_kept() {
    let all = lines(&recording(400 << 10));
    let parts: Vec<&[String]> = all.chunks(all.len() / 4).collect();
    for compress in [zstd, gzip] {
        let compressed: Vec<Vec<u8>> = parts.iter().map(|part| compress(joined(part).as_bytes())).collect();
        let start: usize = compressed[..1].iter().map(Vec::len).sum();
        let mut bytes = compressed.concat();
        // The second part is damaged in its middle.
        let middle = start + compressed[1].len() / 2;
        bytes[middle..middle + 64].fill(0x5a);
        let folder = Folder::with("a.bin", &bytes);
        let ran = folder.run("repair a.bin -o fixed.ndjson.zst --rejects bad.ndjson");
        assert_eq!(ran.exit, 1, "{}", ran.stderr);
        // A zstd frame without a checksum may be inflated to other bytes, which are then not frames.
        let is_reported = ["1 damage of compressed data", "left out: not a whole frame"];
        assert!(is_reported.iter().any(|report| ran.stderr.contains(report)), "{}", ran.stderr);
        let fixed = lines(folder.run("filter fixed.ndjson.zst").stdout.as_bytes());
        let after: Vec<String> = parts[2..].iter().flat_map(|part| part.iter().cloned()).collect();
        assert!(fixed.starts_with(parts[0]) && fixed.ends_with(&after));
        // The first frames of the damaged part were read.
        let between = &fixed[parts[0].len()..fixed.len() - after.len()];
        assert!(between.len() < parts[1].len(), "{}", between.len());
        assert!(!ran.stderr.contains("1 damage") || parts[1].starts_with(between), "{}", between.len());
    }
}

#[test]
fn wrapped_frames_are_unwrapped() {
    let all = lines(&recording(50 << 10));
    let wrapped: String = all.iter().map(|line| format!("{{\"ts\":1,\"data\":{line}}}\n")).collect();
    let folder = Folder::with("a.ndjson", wrapped + "{\"ts\":2}\n");
    let ran = folder.run("repair --frame-at data a.ndjson -o fixed.ndjson --rejects bad.ndjson");
    assert_eq!(ran.exit, 1);
    assert_eq!(std::fs::read_to_string(folder.path("fixed.ndjson")).unwrap(), joined(&all));
    assert_eq!(std::fs::read_to_string(folder.path("bad.ndjson")).unwrap(), "{\"ts\":2}\n");
}

#[test]
fn every_command_writes_rejected_frames() {
    let all = lines(&recording(100 << 10));
    let mut damaged = all.clone();
    damaged.insert(3, "{\"op\":0,\"t\":\"X\",\"s\":1,\"d\":{".to_owned());
    damaged.insert(40, "[1".to_owned());
    let folder = Folder::with("a.ndjson", joined(&damaged));
    folder.write("c.ndjson", joined(&all));
    let want = format!("{}\n{}\n", damaged[3], damaged[40]);
    for command in [
        "filter a.ndjson c.ndjson",
        "select -f $t a.ndjson",
        "stats a.ndjson --chunk-len 500",
        "redact --drop x.y.z a.ndjson",
        "validate a.ndjson",
        "merge a.ndjson",
        "convert a.ndjson -o lake",
        "split a.ndjson -o parts/{event}.ndjson",
    ] {
        let ran = folder.run(&format!("{command} --rejects bad.ndjson"));
        assert_eq!(ran.exit, 1, "{command}: {}", ran.stderr);
        assert_eq!(std::fs::read_to_string(folder.path("bad.ndjson")).unwrap(), want, "{command}");
    }
    let ran = folder.run("filter a.ndjson -o x.ndjson --rejects x.ndjson");
    assert_eq!(ran.exit, 2);
    assert_eq!(folder.run("filter a.ndjson --rejects a.ndjson").exit, 2);
}
