//! A recording is split into the same frames, however many bytes its reader gets at a time.
#![no_main]

use std::io::Read;
use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use zerocord_firehose::{FrameFault, Options, Recording};
use zerocord_testkit::checks::check_frames;

/// A reader that returns as many bytes at a time as its counts say.
struct Dribble {
    bytes: Vec<u8>,
    at: usize,
    counts: std::iter::Cycle<std::array::IntoIter<u8, 5>>,
}

impl Read for Dribble {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let count = self.counts.next().map_or(1, |count| usize::from(count).max(1));
        let rest = &self.bytes[self.at..];
        let count = count.min(rest.len()).min(buffer.len());
        buffer[..count].copy_from_slice(&rest[..count]);
        self.at += count;
        Ok(count)
    }
}

fuzz_target!(|input: (u8, [u8; 5], &[u8])| {
    let (chunk_len, counts, lines) = input;
    check_frames(lines);
    // Input that begins with a newline is not detected as compressed.
    let bytes = [b"\n", lines].concat();
    // The default asks the system for the number of cores.
    static OPTIONS: LazyLock<Options> = LazyLock::new(Options::default);
    let options = OPTIONS.clone().with_chunk_len(usize::from(chunk_len).max(1));
    let dribble = Dribble { bytes: bytes.clone(), at: 0, counts: counts.into_iter().cycle() };
    let mut reader = Recording::from_reader(dribble).reader(&options);
    let mut want = zerocord::frames(&bytes);
    while let Some(frame) = reader.next_frame().expect("memory can be read") {
        let wanted = want.next();
        match frame.bytes {
            Ok(bytes) => assert_eq!((Some(bytes), want.is_torn()), (wanted, false)),
            Err(FrameFault::Torn) => assert!(wanted.is_some() && want.is_torn()),
            Err(fault) => panic!("it is short: {fault:?}"),
        }
        assert_eq!(frame.line_number, want.line_number());
    }
    assert_eq!(want.next(), None);
});
