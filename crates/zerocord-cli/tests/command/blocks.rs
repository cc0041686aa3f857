//! Blocks of `zerocord record` that a question does not need: they are not read, and the answers are the same.

use zerocord_firehose::blocks::{BlockEncoder, BlockIndex, BlockInfo, seek_table};

use crate::folder::Folder;

const RECEIVED_MS: u64 = 1_769_860_800_000;

/// The lines of ten blocks. The events of the blocks differ.
fn blocks(is_wrapped: bool) -> Vec<String> {
    let name = |block: u64, line: u64| match (block, line % 3) {
        (_, 0) => "PRESENCE_UPDATE",
        (2 | 7, _) => "MESSAGE_CREATE",
        (4, 1) => "NEW_EVENT",
        _ => "TYPING_START",
    };
    let line = |block: u64, line: u64| {
        let at = RECEIVED_MS + block * 60_000 + line * 100;
        let (name, id) = (name(block, line), (at - 1_420_070_400_000) << 22);
        let sequence = block * 300 + line + 1;
        let frame = format!(
            r#"{{"t":"{name}","s":{sequence},"op":0,"d":{{"id":"{id}","guild_id":"{}","content":"text {line}"}}}}"#,
            41771983423143937 + line % 5,
        );
        match is_wrapped {
            true => format!("{{\"received\":{at},\"frame\":{frame}}}\n"),
            false => format!("{frame}\n"),
        }
    };
    (0..10).map(|block| (0..300).map(|index| line(block, index)).collect()).collect()
}

/// A file of the recorder with these lines.
fn file_of(blocks: &[String], is_wrapped: bool) -> Vec<u8> {
    let mut encoder = BlockEncoder::new();
    let (mut file, mut entries) = (Vec::new(), Vec::new());
    for (lines, block) in blocks.iter().zip(0..) {
        let mut info = BlockInfo::default();
        info.is_wrapped = is_wrapped;
        info.journal = Some(block);
        for (line, index) in lines.split_inclusive('\n').zip(0..) {
            let frame = match is_wrapped {
                true => &line[line.find("\"frame\":").unwrap() + 8..line.len() - 2],
                false => &line[..line.len() - 1],
            };
            info.add_frame(frame.as_bytes(), line.len(), Some(RECEIVED_MS + block * 60_000 + index * 100));
        }
        let encoded = encoder.encode(lines.as_bytes(), &info).unwrap();
        file.extend(encoded.bytes);
        entries.extend(encoded.entries);
    }
    file.extend(seek_table(&entries));
    file
}

/// Makes some blocks impossible to inflate.
fn damage(file: &mut [u8], folder: &Folder, blocks: &[usize]) {
    let index = BlockIndex::read(&std::fs::File::open(folder.path("rec.zst")).unwrap()).unwrap();
    for &block in blocks {
        let range = &index.blocks[block].range;
        let middle = (range.start + range.end) as usize / 2;
        file[middle..middle + 16].fill(0x5a);
    }
}

/// The questions, and the blocks that each has to read.
const QUESTIONS: [(&str, &[usize]); 8] = [
    ("filter -e MESSAGE_CREATE", &[2, 7]),
    ("filter --count -e NEW_EVENT", &[4]),
    ("filter --count -e NEVER_*", &[]),
    ("filter -e MESSAGE_* --guild 41771983423143938", &[2, 7]),
    ("stats --json -e MESSAGE_CREATE --by guild --rates", &[2, 7]),
    ("stats --json -e MESSAGE_CREATE,NEW_EVENT", &[2, 4, 7]),
    ("select -e MESSAGE_CREATE -f id,content --to csv", &[2, 7]),
    ("select -e NEW_EVENT -f id --to json", &[4]),
];

/// Checks that the answers are those for the plain lines, also if all blocks that need not be read are damaged.
fn check(question: &str, needed: &[usize], is_wrapped: bool) {
    let blocks = blocks(is_wrapped);
    let folder = Folder::with("plain.ndjson", blocks.concat());
    let mut file = file_of(&blocks, is_wrapped);
    folder.write("rec.zst", &file);
    let plain = folder.run(&format!("{question} plain.ndjson"));
    let want = (plain.exit, plain.stdout.clone(), plain.stderr.clone());
    let renamed = |text: &str| text.replace("rec.zst", "plain.ndjson");
    let answer = || {
        let ran = folder.run(&format!("{question} rec.zst"));
        (ran.exit, renamed(&ran.stdout), renamed(&ran.stderr))
    };
    assert_eq!(answer(), want, "{question}");
    // The first block is always read.
    let others: Vec<usize> = (1..10).filter(|block| !needed.contains(block)).collect();
    damage(&mut file, &folder, &others);
    std::fs::write(folder.path("rec.zst"), &file).unwrap();
    assert_eq!(answer(), want, "{question}, with damaged blocks");
}

#[test]
fn blocks_without_the_event_are_not_read() {
    for (question, needed) in QUESTIONS {
        check(question, needed, false);
        check(&question.replacen(' ', " --frame-at frame ", 1), needed, true);
    }
}

#[test]
fn blocks_outside_the_window_are_not_read() {
    for (question, needed) in [
        ("filter --since 2026-01-31T12:03:10Z --until 2026-01-31T12:05:00Z", &[3, 4][..]),
        ("filter --count -e MESSAGE_CREATE --since 2026-01-31T12:03:00Z", &[7]),
        ("select --until 2026-01-31T12:01:00Z -f id --to csv", &[]),
    ] {
        check(&question.replacen(' ', " --frame-at frame --time-at received ", 1), needed, true);
    }
}

#[test]
fn blocks_are_read_if_anything_could_be_different() {
    let blocks = blocks(false);
    let folder = Folder::new();
    let mut file = file_of(&blocks, false);
    folder.write("rec.zst", &file);
    damage(&mut file, &folder, &[5]);
    std::fs::write(folder.path("rec.zst"), &file).unwrap();
    for question in [
        "filter --count",
        "filter --count -v -e MESSAGE_CREATE",
        "filter --count --strict -e MESSAGE_CREATE",
        "filter --count -e MESSAGE_CREATE --where $line>0",
        // The time of a frame can be that of one in another block.
        "filter --count -e MESSAGE_CREATE --since 2026-01-31",
        "filter --count -e TYPING_START",
        "filter --count -e MESSAGE_CREATE --frame-len-max 4K",
        "stats --json",
        "verify",
    ] {
        let ran = folder.run(&format!("{question} rec.zst"));
        assert_eq!(ran.exit, 3, "{question}: {}", ran.stderr);
    }
}

#[test]
fn lines_are_counted_where_blocks_are_skipped() {
    let mut blocks = blocks(false);
    // A message in the last block, and a bad one.
    blocks[9].push_str("{\"t\":\"MESSAGE_CREATE\",\"s\":1,\"op\":0,\"d\":7\n");
    let folder = Folder::with("plain.ndjson", blocks.concat());
    folder.write("rec.zst", file_of(&blocks, false));
    let plain = folder.run("filter -e MESSAGE_CREATE --count plain.ndjson");
    let skipping = folder.run("filter -e MESSAGE_CREATE --count rec.zst");
    assert!(plain.stderr.contains("line 3001"), "{}", plain.stderr);
    assert_eq!((skipping.exit, &skipping.stdout), (plain.exit, &plain.stdout));
    assert_eq!(skipping.stderr.replace("rec.zst", "plain.ndjson"), plain.stderr);
}

#[test]
fn events_of_blocks_that_are_not_read_are_known() {
    let blocks = blocks(false);
    let folder = Folder::with("rec.zst", file_of(&blocks, false));
    // Both names are events that zerocord does not know; only block 4 has the first.
    let ran = folder.run_words(
        &[
            "filter",
            "-e",
            "MESSAGE_*,NEVER_SENT",
            "--where",
            "$t = 'NEVER_SENT' or not $t = 'NEW_EVENT'",
            "--count",
            "rec.zst",
        ]
        .map(str::to_owned),
    );
    assert!(ran.stderr.contains("no frame is of an event NEVER_SENT"), "{}", ran.stderr);
    assert!(!ran.stderr.contains("no frame is of an event NEW_EVENT"), "{}", ran.stderr);
    assert_eq!((ran.exit, ran.stdout.as_str()), (1, "400\n"), "{}", ran.stderr);
}

/// A recorder that was killed after it had made a block of a journal, and before it removed the journal.
#[test]
fn lines_of_a_journal_that_is_in_the_segment_are_read_once() {
    let blocks = blocks(false);
    let folder = Folder::with("frames-1769860800000.ndjson.zst", file_of(&blocks, false));
    std::fs::write(folder.path("journal-00000009.ndjson"), &blocks[9]).unwrap();
    let note = "zerocord: journal-00000009.ndjson: left out, its lines are in the segment as well\n";
    for files in [".", "*", "frames-1769860800000.ndjson.zst journal-00000009.ndjson"] {
        let ran = folder.run(&format!("filter --count {files}"));
        ran.check(0, note);
        assert_eq!(ran.stdout, "3000\n");
    }
    // Alone, it is a recording.
    assert_eq!(folder.run("filter --count journal-00000009.ndjson").stdout, "300\n");
    // The lines of a later journal are nowhere else.
    std::fs::write(folder.path("journal-00000010.ndjson"), "{\"op\":11}\n").unwrap();
    let ran = folder.run("filter --count .");
    ran.check(0, note);
    assert_eq!(ran.stdout, "3001\n");
}
