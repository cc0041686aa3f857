//! Every way of reading a recording, and the expected result.

use std::io::{self, Read, Write};
use std::path::Path;

use zerocord_firehose::{Options, Recording};

/// A frame and its line; `None` if it was too long or is torn.
pub type Line = (u64, Option<Vec<u8>>);

/// The expected content of the recording, from splitting it.
pub fn lines_of(recording: &[u8], frame_len_max: usize) -> Vec<Line> {
    let mut frames = zerocord::frames(recording);
    let mut lines = Vec::new();
    while let Some(frame) = frames.next() {
        lines.push((
            frames.line_number(),
            (frame.len() <= frame_len_max && !frames.is_torn()).then(|| frame.to_vec()),
        ));
    }
    lines
}

pub fn read_chunks(recording: Recording, options: &Options) -> io::Result<Vec<Line>> {
    let (lines, outcome) = read_chunks_to_error(recording, options);
    outcome.map(|()| lines)
}

/// The lines up to the end of the recording or an error.
pub fn read_chunks_to_error(recording: Recording, options: &Options) -> (Vec<Line>, io::Result<()>) {
    let mut lines = Vec::new();
    let outcome = recording.map_chunks(
        options,
        || (),
        |(), chunk| {
            let mut frames = chunk.frames();
            let mut lines = Vec::new();
            while let Some(frame) = frames.next() {
                lines.push((frames.line_number(), (!frames.is_torn()).then(|| frame.to_vec())));
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
    );
    (lines, outcome)
}

pub fn read_one_by_one(recording: Recording, options: &Options) -> io::Result<Vec<Line>> {
    let mut reader = recording.reader(options);
    let mut lines = Vec::new();
    while let Some(frame) = reader.next_frame()? {
        lines.push((frame.line_number, frame.bytes.ok().map(<[u8]>::to_vec)));
    }
    Ok(lines)
}

/// Reads a file in parts of `part_len` bytes.
pub fn read_in_parts(path: &Path, part_len: u64, options: &Options) -> io::Result<Vec<Line>> {
    let len = std::fs::metadata(path)?.len();
    let (mut lines, mut line_before) = (Vec::new(), 0);
    for start in (0..len).step_by(part_len as usize) {
        let mut reader = Recording::open(path)?.part_reader(start..start + part_len, options)?;
        while let Some(frame) = reader.next_frame()? {
            lines.push((line_before + frame.line_number, frame.bytes.ok().map(<[u8]>::to_vec)));
        }
        line_before += reader.line_count();
    }
    Ok(lines)
}

/// A stream that returns a few bytes at a time.
pub struct Dribble(pub io::Cursor<Vec<u8>>, pub usize);

impl Read for Dribble {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let len = buffer.len().min(self.1);
        self.0.read(&mut buffer[..len])
    }
}

#[track_caller]
#[allow(dead_code, reason = "one test file does not use it")]
pub fn check_recording(bytes: &[u8], frame_len_max: usize, chunk_lens: &[usize]) {
    check_stored(bytes, bytes, frame_len_max, chunk_lens);
}

/// Checks that every way of reading the recording stored as `bytes` returns the frames of `inflated`.
#[track_caller]
pub fn check_stored(bytes: &[u8], inflated: &[u8], frame_len_max: usize, chunk_lens: &[usize]) {
    let want = lines_of(inflated, frame_len_max);
    let mut file = tempfile::NamedTempFile::new().unwrap();
    file.write_all(bytes).unwrap();
    for &chunk_len in chunk_lens {
        // A reader for each part: very small ones would take long for long recordings.
        let part_len = chunk_len.max(bytes.len() / 50).max(1) as u64;
        let options = Options::default().with_frame_len_max(frame_len_max);
        let in_parts = read_in_parts(file.path(), part_len, &options).unwrap();
        assert!(in_parts == want, "in parts of {part_len} bytes");
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
