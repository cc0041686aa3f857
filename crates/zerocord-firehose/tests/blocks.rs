//! Recordings in blocks: every reader reads them, and torn ones are recognised.

use std::io::{Read, Write};
use std::process::{Command, Stdio};

use zerocord_firehose::blocks::{
    BlockEncoder, BlockIndex, BlockInfo, SeekEntry, journals_in_segments, seek_table,
};
use zerocord_firehose::{Options, Recording};
use zerocord_testkit::generator::{Generator, Mix};

/// A finished file with `block_count` blocks, its lines, and where each block ends.
fn file_of(block_count: u64, block_len: usize) -> (Vec<u8>, Vec<u8>, Vec<usize>) {
    let mut encoder = BlockEncoder::new();
    let (mut file, mut lines, mut ends) = (Vec::new(), Vec::new(), Vec::new());
    let mut entries: Vec<SeekEntry> = Vec::new();
    for journal in 0..block_count {
        let block = Generator::new(journal, Mix::Startup).ndjson(block_len);
        let mut info = BlockInfo::default();
        info.journal = Some(journal);
        for line in block.split_inclusive(|&byte| byte == b'\n') {
            info.add_frame(line.trim_ascii_end(), line.len(), Some(1000 + journal));
        }
        let encoded = encoder.encode(&block, &info).unwrap();
        file.extend_from_slice(&encoded.bytes);
        entries.extend(encoded.entries);
        lines.extend_from_slice(&block);
        ends.push(file.len());
    }
    file.extend_from_slice(&seek_table(&entries));
    (file, lines, ends)
}

fn on_disk(bytes: &[u8]) -> tempfile::NamedTempFile {
    let mut file = tempfile::NamedTempFile::new().unwrap();
    file.write_all(bytes).unwrap();
    file
}

#[test]
fn every_reader_gives_the_lines() {
    let (bytes, lines, _) = file_of(3, 300_000);
    let file = on_disk(&bytes);
    let options = Options::default();
    let mut reader = Recording::open(file.path()).unwrap().reader(&options);
    let mut read = Vec::new();
    while let Some(frame) = reader.next_frame().unwrap() {
        read.extend_from_slice(frame.bytes.unwrap());
        read.push(b'\n');
    }
    assert!(read == lines);
    let mut read = Vec::new();
    let chunked = Recording::open(file.path()).unwrap().map_chunks(
        &options,
        || (),
        |(), chunk| chunk.frames().flat_map(|frame| [frame, b"\n"].concat()).collect::<Vec<u8>>(),
        |delivery| {
            read.extend_from_slice(&delivery.value);
            Ok::<(), std::io::Error>(())
        },
    );
    chunked.unwrap();
    assert!(read == lines);
    let mut decoder = zeekstd::Decoder::new(std::fs::File::open(file.path()).unwrap()).unwrap();
    let mut read = Vec::new();
    decoder.read_to_end(&mut read).unwrap();
    assert!(read == lines);
    // A seek into the second block.
    let offset = lines.len() as u64 / 2;
    decoder.set_offset(offset).unwrap();
    let mut read = Vec::new();
    decoder.read_to_end(&mut read).unwrap();
    assert!(read == lines[offset as usize..]);
}

/// A journal is left out if the last block of the folder's last segment, or the last one with a block, has its number.
#[test]
fn journals_that_are_in_a_segment_are_found() {
    let root = tempfile::tempdir().unwrap();
    let (bytes, _, ends) = file_of(3, 10_000);
    let path = |name: &str| root.path().join(name);
    std::fs::create_dir(path("0-of-1")).unwrap();
    std::fs::create_dir(path("1-of-2")).unwrap();
    // The last block is torn, and the segment after it has no block: journal 1 is the last one in a segment.
    std::fs::write(path("0-of-1/frames-0000000000001.ndjson.zst"), &bytes[..ends[1] + 999]).unwrap();
    std::fs::write(path("0-of-1/frames-0000000000002.ndjson.zst"), b"").unwrap();
    std::fs::write(path("1-of-2/frames-0000000000001.ndjson.zst"), &bytes).unwrap();
    let segments =
        ["0-of-1/frames-0000000000001.ndjson.zst", "0-of-1/frames-0000000000002.ndjson.zst"].map(path);
    let journals = ["0-of-1/journal-00000001.ndjson", "0-of-1/journal-00000002.ndjson"].map(path);
    let found = |files: &[&std::path::PathBuf]| journals_in_segments(files).unwrap();
    let [first, second] = &segments;
    assert_eq!(found(&[first, second, &journals[0], &journals[1]]), [journals[0].clone()]);
    // What is not among the files is not read.
    assert!(found(&[&journals[0], second, &journals[1]]).is_empty());
    assert!(found(&[&journals[0]]).is_empty());
    let other = path("1-of-2/frames-0000000000001.ndjson.zst");
    assert!(found(&[&other, &journals[0]]).is_empty());
    assert_eq!(found(&[&other, &path("1-of-2/journal-00000002.ndjson")]).len(), 1);
    assert!(found(&[&other, &path("1-of-2/journal-00000003.ndjson")]).is_empty());
    assert!(
        found(&[&other, &path("1-of-2/journal-.ndjson"), &path("1-of-2/my-journal-1.ndjson")]).is_empty()
    );
    let missing = path("1-of-2/frames-0000000000009.ndjson.zst");
    let error = journals_in_segments(&[&missing, &path("1-of-2/journal-00000002.ndjson")]).unwrap_err();
    assert!(error.to_string().contains("frames-0000000000009"), "{error}");
}

#[test]
fn the_program_zstd_gives_the_lines() {
    let (bytes, lines, _) = file_of(2, 100_000);
    let file = on_disk(&bytes);
    let run = Command::new("zstd").arg("-dcq").arg(file.path()).stderr(Stdio::inherit()).output();
    // Not every machine has it. zeekstd and the reader of this crate use the same library.
    let Ok(output) = run else { return };
    assert!(output.status.success() && output.stdout == lines);
}

#[test]
fn the_index_has_what_was_written() {
    let (bytes, lines, ends) = file_of(3, 50_000);
    let index = BlockIndex::read(on_disk(&bytes).as_file()).unwrap();
    assert!(index.is_finished);
    assert_eq!(BlockIndex::read_finished(on_disk(&bytes).as_file()).unwrap(), Some(index.clone()));
    for rest in [&bytes[..bytes.len() - 1], &bytes[1..], &bytes[bytes.len() - 4..], b""] {
        assert_eq!(BlockIndex::read_finished(on_disk(rest).as_file()).unwrap(), None);
    }
    assert_eq!(index.end, ends[2] as u64);
    assert_eq!(index.blocks.len(), 3);
    let line_count: u64 = index.blocks.iter().map(|block| block.info.lines).sum();
    assert_eq!(line_count, lines.iter().filter(|&&byte| byte == b'\n').count() as u64);
    let byte_count: u64 = index.blocks.iter().map(|block| block.info.bytes).sum();
    assert_eq!(byte_count, lines.len() as u64);
    for (block, journal) in index.blocks.iter().zip(0..) {
        assert_eq!(block.info.journal, Some(journal));
        assert_eq!(block.info.received, Some([1000 + journal; 2]));
        assert!(block.info.may_have_event("READY"));
    }
}

#[test]
fn a_file_cut_at_any_byte_keeps_its_whole_blocks() {
    let (bytes, _, ends) = file_of(3, 2_000);
    let file = on_disk(&bytes);
    for len in (0..bytes.len()).rev() {
        file.as_file().set_len(len as u64).unwrap();
        let index = BlockIndex::read(file.as_file()).unwrap();
        let whole = ends.iter().filter(|&&end| end <= len).count();
        assert_eq!(index.blocks.len(), whole, "{len} bytes");
        assert_eq!(index.end, whole.checked_sub(1).map_or(0, |last| ends[last]) as u64);
        assert!(!index.is_finished);
    }
}

#[test]
fn a_damaged_info_is_no_info() {
    let (bytes, _, ends) = file_of(1, 2_000);
    let index = BlockIndex::read(on_disk(&bytes).as_file()).unwrap();
    let start = index.blocks[0].range.end as usize;
    for at in start..ends[0] {
        let mut damaged = bytes.clone();
        damaged[at] ^= 0x10;
        assert!(BlockIndex::read(on_disk(&damaged).as_file()).unwrap().blocks.is_empty(), "byte {at}");
    }
}

#[test]
fn a_block_consists_of_whole_lines() {
    for lines in [&b""[..], b"{}", b"{}\n{"] {
        assert!(BlockEncoder::new().encode(lines, &BlockInfo::default()).is_err());
    }
}

/// Blocks with a few lines each, of which every third is named `KEPT`; the lines of each block.
fn short_blocks() -> (Vec<u8>, Vec<Vec<String>>) {
    let (mut file, mut blocks, mut entries) = (Vec::new(), Vec::new(), Vec::new());
    for number in 0..10 {
        let name = if number % 3 == 2 { "KEPT" } else { "OTHER" };
        let lines: Vec<String> = (0..number % 4 + 1)
            .map(|line| format!(r#"{{"t":"{name}","s":{},"op":0,"d":{{}}}}"#, number * 10 + line))
            .collect();
        let mut info = BlockInfo::default();
        lines.iter().for_each(|line| info.add_frame(line.as_bytes(), line.len() + 1, None));
        let text: String = lines.iter().map(|line| format!("{line}\n")).collect();
        let encoded = BlockEncoder::new().encode(text.as_bytes(), &info).unwrap();
        file.extend_from_slice(&encoded.bytes);
        entries.extend(encoded.entries);
        blocks.push(lines);
    }
    file.extend_from_slice(&seek_table(&entries));
    (file, blocks)
}

#[test]
fn parts_skip_blocks_and_count_their_lines() {
    let (bytes, blocks) = short_blocks();
    let file = on_disk(&bytes);
    let mut line = 0;
    let mut want = Vec::new();
    for (number, lines) in blocks.iter().enumerate() {
        for text in lines {
            line += 1;
            // The first block is never skipped.
            if number == 0 || number % 3 == 2 {
                want.push((line, text.clone()));
            }
        }
    }
    let skipped_lines: u64 =
        blocks.iter().enumerate().filter(|(n, _)| *n > 0 && n % 3 != 2).map(|(_, b)| b.len() as u64).sum();
    for part_len in (1..=bytes.len() + 1).rev().step_by(7).chain([1, 2, 3]) {
        let (mut got, mut line_before) = (Vec::new(), 0);
        let (mut skipped_blocks, mut lines, mut stored) = (0, 0, 0);
        for start in (0..bytes.len()).step_by(part_len) {
            let mut recording = Recording::open(file.path()).unwrap();
            assert_eq!(recording.skip_blocks(|info| !info.may_have_event("KEPT")).unwrap(), skipped_lines);
            let range = start as u64..(start + part_len) as u64;
            let mut reader = recording.part_reader(range, &Options::default()).unwrap();
            while let Some(frame) = reader.next_frame().unwrap() {
                let text = String::from_utf8(frame.bytes.unwrap().to_vec()).unwrap();
                got.push((line_before + frame.line_number, text));
            }
            line_before += reader.line_count();
            let skipped = reader.skipped_blocks();
            skipped_blocks += skipped.blocks;
            lines += skipped.lines;
            stored += skipped.bytes;
        }
        assert_eq!(got, want, "in parts of {part_len} bytes");
        assert_eq!(line_before, line, "in parts of {part_len} bytes");
        assert_eq!((skipped_blocks, lines), (6, skipped_lines), "in parts of {part_len} bytes");
        assert!(stored > 0 && stored < bytes.len() as u64);
    }
}

#[test]
fn only_blocks_of_whole_readable_frames_may_be_skipped() {
    use zerocord_firehose::Framing;
    let info = |line: &str| {
        let mut info = BlockInfo::default();
        info.add_frame(line.as_bytes(), line.len() + 1, None);
        info
    };
    let good = info(r#"{"t":"A","s":1,"op":0,"d":{}}"#);
    let mut wrapped = good.clone();
    wrapped.is_wrapped = true;
    for (info, framing, frame_len_max, want) in [
        (&good, Framing::Line, 1_000, true),
        (&good, Framing::Line, 10, false),
        (&good, Framing::object("frame"), 1_000, false),
        (&wrapped, Framing::object("frame"), 1_000, true),
        (&wrapped, Framing::object("data"), 1_000, false),
        (&wrapped, Framing::Line, 1_000, false),
        (&info(r#"{"t":"A","s":1,"op":0,"d":7"#), Framing::Line, 1_000, false),
    ] {
        assert_eq!(info.has_only_frames(&framing, frame_len_max), want, "{info:?} {framing:?}");
    }
}
