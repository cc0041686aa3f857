//! Reading a compressed recording returns the frames that were compressed, with any compressor.

mod support;

use std::io::{self, Write};

use flate2::write::GzEncoder;
use zerocord_firehose::{Compression, Damage, DamageKind, Options, Recording};
use zerocord_testkit::generator::{Generator, Mix};
use zstd_safe::{CCtx, CParameter};

use support::{Line, check_stored, lines_of, read_chunks_to_error};

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

fn zstd(bytes: &[u8]) -> Vec<u8> {
    zstd_with(bytes, &[CParameter::ChecksumFlag(true)])
}

fn zstd_with(bytes: &[u8], parameters: &[CParameter]) -> Vec<u8> {
    let mut context = CCtx::create();
    for parameter in parameters {
        context.set_parameter(*parameter).unwrap();
    }
    let mut out = Vec::with_capacity(zstd_safe::compress_bound(bytes.len()));
    context.compress2(&mut out, bytes).unwrap();
    out
}

/// A Zstandard frame of several blocks, flushed after each piece. Its header does not give the content length.
fn zstd_streamed(pieces: &[&[u8]]) -> Vec<u8> {
    let mut context = CCtx::create();
    let mut out = vec![0; 64 << 10];
    let mut written = Vec::new();
    let mut take = |out: &mut zstd_safe::OutBuffer<'_, [u8]>| written.extend_from_slice(out.as_slice());
    for piece in pieces {
        let mut input = zstd_safe::InBuffer::around(piece);
        let mut buffer = zstd_safe::OutBuffer::around(&mut out[..]);
        context.compress_stream(&mut buffer, &mut input).unwrap();
        assert_eq!(input.pos(), piece.len(), "the piece is short");
        context.flush_stream(&mut buffer).unwrap();
        take(&mut buffer);
    }
    let mut buffer = zstd_safe::OutBuffer::around(&mut out[..]);
    context.end_stream(&mut buffer).unwrap();
    take(&mut buffer);
    written
}

/// Skippable frames; the second one is empty.
const SKIPPABLE: &[u8] = b"\x50\x2a\x4d\x18\x05\0\0\0\n\n\nxx\x5f\x2a\x4d\x18\0\0\0\0";

fn recording(len: usize) -> Vec<u8> {
    Generator::new(11, Mix::ALL[0]).ndjson(len)
}

#[test]
fn one_member() {
    let mut bytes = recording(120 << 10);
    for _ in 0..2 {
        for stored in [gzip(&bytes), zstd(&bytes), zstd_with(&bytes, &[CParameter::ContentSizeFlag(false)])] {
            check_stored(&stored, &bytes, 64 << 20, &[300, 128 << 10]);
        }
        // Then without the final newline.
        bytes.pop();
    }
}

#[test]
fn members_truncated_anywhere() {
    let bytes = [recording(20 << 10), b"\r\n\n{\"op\":11}\r\n\n".repeat(20)].concat();
    for piece_len in [1000, 4096, 7777] {
        let pieces = || bytes.chunks(piece_len);
        let zstds: Vec<u8> = pieces().flat_map(zstd).collect();
        let with_others: Vec<u8> = pieces()
            .flat_map(|piece| [SKIPPABLE.to_vec(), zstd(b""), zstd(piece), zstd(b"")].concat())
            .collect();
        let mixed: Vec<u8> = pieces()
            .enumerate()
            .flat_map(|(index, piece)| if index % 3 == 2 { gzip(piece) } else { zstd(piece) })
            .collect();
        let padded = [&pieces().flat_map(gzip).collect::<Vec<u8>>()[..], &[0; 700]].concat();
        for stored in [zstds, with_others, mixed, padded] {
            check_stored(&stored, &bytes, 64 << 20, &[500, 64 << 10]);
        }
    }
}

#[test]
fn members_that_fill_their_blocks() {
    // Blocks of 128 KiB, and a line that ends with the first member.
    let line = [b"\"".to_vec(), b"x".repeat((128 << 10) - 3), b"\"\n".to_vec()].concat();
    let bytes = [line.repeat(8), recording(1 << 20), line.repeat(3)].concat();
    for has_checksum in [false, true] {
        for has_content_size in [false, true] {
            let parameters =
                [CParameter::ChecksumFlag(has_checksum), CParameter::ContentSizeFlag(has_content_size)];
            let zstds: Vec<u8> =
                bytes.chunks(1 << 20).flat_map(|piece| zstd_with(piece, &parameters)).collect();
            check_stored(&zstds, &bytes, 64 << 20, &[128 << 10, 512 << 10]);
        }
    }
}

#[test]
fn headers_with_a_wrong_content_length() {
    let bytes = recording(600 << 10);
    let (first, second) = bytes.split_at(300 << 10);
    let honest = zstd(first);
    // The descriptor says that four bytes give the length, and that the window has the same size.
    assert_eq!(honest[4] >> 5, 0b101);
    for stated in [1_u32, (300 << 10) - 1, (300 << 10) + 1, 384 << 10, 100 << 20] {
        let mut wrong = honest.clone();
        wrong[5..9].copy_from_slice(&stated.to_le_bytes());
        let (lines, damage) = check_same(&[&wrong[..], &zstd(second)].concat());
        assert_eq!(damage.expect("the wrong length is detected").compression, Compression::Zstd, "{stated}");
        assert!(lines.len() <= lines_of(first, 64 << 20).len(), "{stated}");
    }
}

#[test]
fn lines_and_members_of_a_few_bytes() {
    for text in ["", "\n", "{}", "\u{feff}{}\n", "{}\n\n\r\n[]\n{\"a\":1}", "\n\n\n\n{\"op\":1}\n"] {
        let bytes = text.as_bytes();
        for piece_len in [1, 2, 5] {
            let zstds: Vec<u8> = bytes.chunks(piece_len).flat_map(zstd).collect();
            let gzips: Vec<u8> = bytes.chunks(piece_len).flat_map(gzip).collect();
            let streamed = zstd_streamed(&bytes.chunks(piece_len).collect::<Vec<_>>());
            for stored in [zstds, gzips, streamed] {
                check_stored(&stored, bytes, 100, &[1, 3, 4096]);
            }
        }
    }
}

#[test]
fn frames_longer_than_members_and_than_the_limit() {
    let (fits, exceeds) = ("x".repeat(5000), "y".repeat(5001));
    let text = format!("{{}}\n{fits}\n{exceeds}\n{{}}\n{fits}\n\n{exceeds}\n{exceeds}\n{fits}\n{exceeds}");
    let bytes = text.as_bytes();
    for piece_len in [700, 5001, 12_000] {
        let stored: Vec<u8> = bytes.chunks(piece_len).flat_map(zstd).collect();
        check_stored(&stored, bytes, 5000, &[100, 5000, 64 << 10]);
    }
}

#[test]
fn the_seekable_format() {
    let bytes = recording(300 << 10);
    let options =
        zeekstd::EncodeOptions::new().frame_size_policy(zeekstd::FrameSizePolicy::Uncompressed(10_000));
    let mut stored = Vec::new();
    let mut encoder = options.into_encoder(&mut stored).unwrap();
    encoder.compress(&bytes).unwrap();
    encoder.finish().unwrap();
    check_stored(&stored, &bytes, 64 << 20, &[300, 128 << 10]);
}

/// Reads on one thread: the frames, and the error that ended them.
fn read(recording: Recording) -> (Vec<Line>, Option<io::Error>) {
    let mut reader = recording.reader(&Options::default());
    let mut lines = Vec::new();
    loop {
        match reader.next_frame() {
            Ok(Some(frame)) => lines.push((frame.line_number, frame.bytes.ok().map(<[u8]>::to_vec))),
            Ok(None) => return (lines, None),
            Err(error) => {
                // Another call must not return frames that do not exist.
                assert!(!matches!(reader.next_frame(), Ok(Some(_))), "a frame after {error}");
                return (lines, Some(error));
            }
        }
    }
}

/// Reads a file on two threads. Returns the same.
fn read_chunks(stored: &[u8]) -> (Vec<Line>, Option<io::Error>) {
    read_chunks_up_to(stored, 64 << 20)
}

fn read_chunks_up_to(stored: &[u8], frame_len_max: usize) -> (Vec<Line>, Option<io::Error>) {
    let mut file = tempfile::NamedTempFile::new().unwrap();
    file.write_all(stored).unwrap();
    let options = Options::default().with_threads(2).with_frame_len_max(frame_len_max);
    let (lines, outcome) = read_chunks_to_error(Recording::open(file.path()).unwrap(), &options);
    (lines, outcome.err())
}

#[track_caller]
fn check_same(stored: &[u8]) -> (Vec<Line>, Option<Damage>) {
    let (lines, error) = read(Recording::from_reader(io::Cursor::new(stored.to_vec())));
    let (parallel_lines, parallel_error) = read_chunks(stored);
    assert!(lines == parallel_lines, "{} and {} frames", lines.len(), parallel_lines.len());
    assert_eq!(error.as_ref().map(ToString::to_string), parallel_error.map(|error| error.to_string()));
    (lines, error.map(|error| Damage::of(&error).expect("data is damaged, reading is not").clone()))
}

#[test]
fn truncated_data_gives_everything_before_the_cut() {
    let bytes = recording(8 << 10);
    let want = lines_of(&bytes, usize::MAX);
    let pieces: Vec<&[u8]> = bytes.chunks(3000).collect();
    for (kind, members) in [
        (Compression::Gzip, pieces.iter().map(|piece| gzip(piece)).collect::<Vec<_>>()),
        (Compression::Zstd, pieces.iter().map(|piece| zstd(piece)).collect()),
        (
            Compression::Zstd,
            pieces.iter().map(|piece| zstd_streamed(&piece.chunks(700).collect::<Vec<_>>())).collect(),
        ),
    ] {
        let stored = members.concat();
        let mut ends = vec![0];
        ends.extend(members.iter().scan(0, |end, member| {
            *end += member.len();
            Some(*end)
        }));
        for len in (8..stored.len()).step_by(3) {
            let (lines, damage) = check_same(&stored[..len]);
            // Everything in the whole members was returned.
            let whole = ends.iter().rposition(|end| *end <= len).unwrap_or_default();
            let at_least =
                lines_of(&bytes[..bytes.len().min(whole * 3000)], usize::MAX).len().saturating_sub(1);
            assert!(lines.len() >= at_least, "{kind} cut at {len}: {} of {at_least} frames", lines.len());
            match damage {
                // Nothing is detectably missing.
                None => {
                    assert_eq!(ends[whole], len, "{kind} cut at {len}");
                    assert!(lines == lines_of(&bytes[..whole * 3000], usize::MAX), "{kind} cut at {len}");
                    continue;
                }
                Some(damage) if damage.kind == DamageKind::CutShort => assert_eq!(damage.offset, len as u64),
                // The magic number itself is truncated.
                Some(damage) => {
                    assert_eq!(damage.kind, DamageKind::Trailing, "{kind} cut at {len}");
                    assert!(len - ends[whole] < 4, "{kind} cut at {len}");
                }
            }
            assert!(want.starts_with(&lines), "{kind} cut at {len}");
        }
    }
}

#[test]
fn a_flipped_bit_is_detected_or_harmless() {
    let bytes = recording(6 << 10);
    let want = lines_of(&bytes, usize::MAX);
    for members in [bytes.chunks(2500).map(gzip).collect::<Vec<_>>(), bytes.chunks(2500).map(zstd).collect()]
    {
        let stored = members.concat();
        for at in (0..stored.len()).step_by(5) {
            let mut flipped = stored.clone();
            flipped[at] ^= 1 << (at % 8);
            if at < 4 {
                continue;
            }
            let (lines, damage) = check_same(&flipped);
            match damage {
                None => {
                    assert!(lines == want, "the change of byte {at} of {} was not detected", stored.len())
                }
                Some(damage) => assert!(damage.offset <= stored.len() as u64, "{damage}"),
            }
            // Members before the damaged one are returned whole.
            let mut end = 0;
            let whole = members
                .iter()
                .take_while(|member| {
                    end += member.len();
                    end <= at
                })
                .count();
            let sure = lines_of(&bytes[..whole * 2500], usize::MAX);
            let sure = &sure[..sure.len().saturating_sub(1)];
            assert!(lines.starts_with(sure), "byte {at}: {} of {} frames", lines.len(), sure.len());
        }
    }
}

#[test]
fn texts_of_faults() {
    let line = b"{\"op\":11}\n";
    let mut corrupt = [zstd(line), zstd_with(&recording(4000), &[])].concat();
    let place = corrupt.len() - 1000;
    corrupt[place..].fill(0xff);
    let mut other_sum = gzip(line);
    let len = other_sum.len();
    other_sum[len - 6] ^= 1;
    let window = [b"\x28\xb5\x2f\xfd\x00\xa8".to_vec(), vec![0; 20]].concat();
    let dictionary = [b"\x28\xb5\x2f\xfd\x01\x40\x07".to_vec(), vec![0; 20]].concat();
    for (stored, frames, want) in [
        (
            gzip(line)[..15].to_vec(),
            0,
            "the gzip data is cut short at compressed byte 15; all frames before it were read",
        ),
        (
            [zstd(line), zstd(line)[..9].to_vec()].concat(),
            1,
            "the zstd data is cut short at compressed byte 32; all frames before it were read",
        ),
        (corrupt, 1, "the zstd data is damaged at compressed byte 30: data corruption detected"),
        (other_sum, 1, "the gzip data is damaged at compressed byte 26: incorrect data check"),
        (
            [gzip(line), line.to_vec()].concat(),
            1,
            "the gzip data is followed by something else at compressed byte 30: neither gzip nor zstd",
        ),
        (
            window,
            0,
            "the zstd data needs too much memory at compressed byte 0: its window is 2147483648 bytes (written with --long?), the most is 134217728",
        ),
        (dictionary, 0, "the zstd data needs a dictionary at compressed byte 0: number 7"),
    ] {
        let (lines, damage) = check_same(&stored);
        assert_eq!(damage.map(|damage| damage.to_string()).as_deref(), Some(want));
        assert_eq!(lines.len(), frames, "{want}");
    }
}

#[test]
fn a_bomb_is_one_frame_that_is_too_long() {
    let mut bytes = vec![b' '; 150 << 20];
    bytes.extend_from_slice(b"\n{}");
    for stored in [zstd(&bytes), [zstd(&bytes), zstd(b"\n{}")].concat(), gzip(&bytes)] {
        assert!(stored.len() < 4 << 20);
        let (lines, error) = read_chunks_up_to(&stored, 1 << 20);
        assert!(error.is_none(), "{error:?}");
        assert_eq!(lines.first(), Some(&(1, None)));
        assert_eq!(lines.get(1), Some(&(2, Some(b"{}".to_vec()))));
    }
}

#[test]
fn an_error_of_the_caller_stops_the_thread_that_inflates() {
    /// A gzip stream without an end.
    struct Endless {
        member: Vec<u8>,
        at: usize,
        _alive: std::sync::Arc<()>,
    }
    impl io::Read for Endless {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            let rest = &self.member[self.at % self.member.len()..];
            let len = rest.len().min(buffer.len());
            buffer[..len].copy_from_slice(&rest[..len]);
            self.at += len;
            Ok(len)
        }
    }
    let alive = std::sync::Arc::new(());
    let stream = Endless { member: gzip(&recording(50 << 10)), at: 0, _alive: alive.clone() };
    let outcome = Recording::from_reader(stream).map_chunks(
        &Options::default(),
        || (),
        |(), _| (),
        |delivery| if delivery.bytes_done > 1 << 20 { Err(io::Error::other("enough")) } else { Ok(()) },
    );
    assert_eq!(outcome.unwrap_err().to_string(), "enough");
    let start = std::time::Instant::now();
    while std::sync::Arc::strong_count(&alive) > 1 {
        assert!(start.elapsed().as_secs() < 20, "the thread has not ended");
        std::thread::yield_now();
    }
}

#[test]
fn other_formats_are_named() {
    for (stored, name) in [
        (&b"\xfd7zXZ\0\0\0"[..], "xz data"),
        (b"BZh91AY&SY", "bzip2 data"),
        (b"\xff\xfe{\0}\0\n\0", "UTF-16 text"),
    ] {
        let want = format!("the recording is {name}; plain text in UTF-8, gzip and zstd are read");
        let (lines, error) = read_chunks(stored);
        assert_eq!((lines.len(), error.map(|error| error.to_string())), (0, Some(want)));
    }
}
