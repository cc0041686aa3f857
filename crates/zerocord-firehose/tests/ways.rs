//! Every way of reading a recording gives the same frames on the same lines: from a file or a stream, in chunks
//! of any length, by any number of threads.

use std::io::{self, Read, Write};

use zerocord_firehose::{Options, Recording};
use zerocord_testkit::generator::{Generator, Mix};

/// A frame on its line; `None` where it was too long.
type Line = (u64, Option<Vec<u8>>);

/// What the recording holds, found by splitting it.
fn lines_of(recording: &[u8], frame_len_max: usize) -> Vec<Line> {
    let mut frames = zerocord::frames(recording);
    let mut lines = Vec::new();
    while let Some(frame) = frames.next() {
        lines.push((frames.line_number(), (frame.len() <= frame_len_max).then(|| frame.to_vec())));
    }
    lines
}

fn read_chunks(recording: Recording, options: &Options) -> io::Result<Vec<Line>> {
    let mut lines = Vec::new();
    recording.map_chunks(
        options,
        || (),
        |(), chunk| {
            let mut frames = chunk.frames();
            let mut lines = Vec::new();
            while let Some(frame) = frames.next() {
                lines.push((frames.line_number(), Some(frame.to_vec())));
            }
            if chunk.is_too_long() {
                lines.push((1, None));
            }
            lines
        },
        |delivery| {
            lines
                .extend(delivery.value.into_iter().map(|(line, frame)| (delivery.line_before + line, frame)));
            Ok::<(), io::Error>(())
        },
    )?;
    Ok(lines)
}

fn read_one_by_one(recording: Recording, options: &Options) -> io::Result<Vec<Line>> {
    let mut reader = recording.reader(options);
    let mut lines = Vec::new();
    while let Some(frame) = reader.next_frame()? {
        lines.push((frame.line_number, frame.bytes.ok().map(<[u8]>::to_vec)));
    }
    Ok(lines)
}

/// A stream that gives a few bytes at a time.
struct Dribble(io::Cursor<Vec<u8>>, usize);

impl Read for Dribble {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let len = buffer.len().min(self.1);
        self.0.read(&mut buffer[..len])
    }
}

#[track_caller]
fn check_recording(bytes: &[u8], frame_len_max: usize, chunk_lens: &[usize]) {
    let want = lines_of(bytes, frame_len_max);
    let mut file = tempfile::NamedTempFile::new().unwrap();
    file.write_all(bytes).unwrap();
    for &chunk_len in chunk_lens {
        for threads in 1..=4 {
            let options = Options::default()
                .with_threads(threads)
                .with_chunk_len(chunk_len)
                .with_frame_len_max(frame_len_max);
            let context = format!("{threads} threads, chunks of {chunk_len} bytes");
            let file = || Recording::open(file.path()).unwrap();
            let stream = |len| Recording::from_reader(Dribble(io::Cursor::new(bytes.to_vec()), len));
            assert!(read_chunks(file(), &options).unwrap() == want, "a file, {context}");
            assert!(read_chunks(stream(7), &options).unwrap() == want, "a dribble, {context}");
            assert!(read_chunks(stream(usize::MAX), &options).unwrap() == want, "a stream, {context}");
            if threads == 1 {
                assert!(read_one_by_one(file(), &options).unwrap() == want, "one by one, {context}");
                assert!(read_one_by_one(stream(3), &options).unwrap() == want, "one by one, {context}");
            }
        }
    }
}

#[test]
fn generated_frames() {
    let mut bytes = Generator::new(5, Mix::ALL[0]).ndjson(200 << 10);
    check_recording(&bytes, 64 << 20, &[64, 300, 4096, 1 << 20]);
    bytes.pop();
    check_recording(&bytes, 64 << 20, &[1000, 128 << 10]);
}

#[test]
fn line_ends_and_empty_lines() {
    for bytes in [
        "",
        "\n",
        "\n\n\n",
        "{}",
        "{}\n",
        "{}\r\n\r\n{\"op\":1}\r\n",
        "\u{feff}{}\n\u{feff}{}\n",
        "\n\n{}\n \n\t\n{\"op\":11}",
        "{\"a\":1}\n\n\n\n\n\n{\"b\":2}\n\n\n\n",
    ] {
        check_recording(bytes.as_bytes(), 100, &[1, 2, 3, 5, 8, 64, 4096]);
    }
}

#[test]
fn a_frame_longer_than_chunks_and_spans() {
    let long = format!("{{\"d\":\"{}\"}}", "x".repeat(20_000));
    let bytes = format!("{{}}\n{long}\n{{}}\n{long}\n{long}");
    check_recording(bytes.as_bytes(), 1 << 20, &[1, 16, 100, 1000, 20_010, 1 << 20]);
}

#[test]
fn a_frame_as_long_as_the_limit_and_one_byte_longer() {
    let (fits, exceeds) = ("x".repeat(100), "y".repeat(101));
    let far = "z".repeat(5000);
    for bytes in [
        format!("{fits}\n{exceeds}\n{fits}"),
        format!("{exceeds}\n{fits}\n{exceeds}"),
        format!("{exceeds}\n{exceeds}\n"),
        format!("{{}}\n{far}\n{{}}\n\n{far}\n{{}}"),
        format!("{far}\n{{}}\n{{}}\n{far}"),
    ] {
        check_recording(bytes.as_bytes(), 100, &[1, 7, 50, 100, 101, 102, 4096]);
    }
}

#[test]
fn an_error_of_the_caller_stops_a_stream_that_never_ends() {
    let endless = Recording::from_reader(io::repeat(b'\n'));
    let mut count = 0;
    let outcome = endless.map_chunks(
        &Options::default(),
        || (),
        |(), _| (),
        |_| {
            count += 1;
            if count == 10 { Err(io::Error::other("enough")) } else { Ok(()) }
        },
    );
    assert_eq!(outcome.unwrap_err().to_string(), "enough");
}

#[test]
fn a_stream_that_waits_does_not_keep_the_caller_from_stopping() {
    /// One line, and then nothing for ever.
    struct Waits(bool);
    impl Read for Waits {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            while std::mem::replace(&mut self.0, true) {
                std::thread::park();
            }
            buffer[..3].copy_from_slice(b"{}\n");
            Ok(3)
        }
    }
    let stop = |_| Err::<(), _>(io::Error::other("enough"));
    let outcome =
        Recording::from_reader(Waits(false)).map_chunks(&Options::default(), || (), |(), _| (), stop);
    assert_eq!(outcome.unwrap_err().to_string(), "enough");
}

#[test]
fn a_failing_stream_is_told_after_what_came_before() {
    let stream = io::Cursor::new(b"{}\n{}\n".to_vec()).chain(Fails);
    let mut lines = 0;
    let outcome = Recording::from_reader(stream).map_chunks(
        &Options::default(),
        || (),
        |(), chunk| chunk.frames().count(),
        |delivery| {
            lines += delivery.value;
            Ok::<(), io::Error>(())
        },
    );
    assert_eq!(outcome.unwrap_err().to_string(), "the line is dead");
    assert_eq!(lines, 2);

    struct Fails;
    impl Read for Fails {
        fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
            Err(io::Error::other("the line is dead"))
        }
    }
}

#[test]
fn a_file_that_becomes_shorter_is_an_error() {
    let mut file = tempfile::NamedTempFile::new().unwrap();
    file.write_all(&b"{}\n".repeat(10_000)).unwrap();
    let recording = Recording::open(file.path()).unwrap();
    assert_eq!(recording.byte_count(), Some(30_000));
    file.as_file().set_len(3000).unwrap();
    let error = read_chunks(recording, &Options::default().with_chunk_len(100)).unwrap_err();
    assert_eq!(error.kind(), io::ErrorKind::UnexpectedEof);
}

#[test]
fn a_folder_is_no_recording() {
    let folder = tempfile::tempdir().unwrap();
    assert_eq!(Recording::open(folder.path()).unwrap_err().kind(), io::ErrorKind::IsADirectory);
}

#[test]
#[should_panic(expected = "the worker is unwell")]
fn a_panic_of_a_worker_reaches_the_caller() {
    let recording = Recording::from_reader(&b"{}\n"[..]);
    let deliver = |_| Ok::<(), io::Error>(());
    let _ = recording.map_chunks(&Options::default(), || (), |(), _| panic!("the worker is unwell"), deliver);
}
