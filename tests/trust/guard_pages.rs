//! Nothing outside a frame is read: every input is flush against an inaccessible page.

use zerocord::{Backend, Decoder};
use zerocord_testkit::checks::digest;
use zerocord_testkit::corpus;
use zerocord_testkit::guard::Guarded;

/// Every frame and near-frame of the corpus, by its path.
fn inputs() -> Vec<(String, Vec<u8>)> {
    let frames = corpus::frames().into_iter().map(|frame| (frame.path, frame.bytes));
    let cases = corpus::edge().into_iter().chain(corpus::invalid()).map(|case| (case.path, case.bytes));
    frames.chain(cases).map(|(path, bytes)| (path.display().to_string(), bytes)).collect()
}

fn decoders() -> Vec<Decoder> {
    Backend::available().map(|backend| Decoder::builder().backend(backend).build()).collect()
}

/// Bytes that are significant for every kernel, as neighbours of a frame.
const FILLERS: [u8; 4] = [b'"', b'\\', b'}', b','];

#[test]
fn every_input_at_every_alignment_on_both_sides() {
    let mut decoders = decoders();
    for (path, bytes) in inputs() {
        let mut guarded = Guarded::new(bytes.len() + 64);
        let want = digest(&bytes, &mut decoders[0]);
        for distance in 0..64 {
            let filler = FILLERS[distance % FILLERS.len()];
            for decoder in &mut decoders {
                let backend = decoder.backend();
                let found = digest(guarded.at_end(&bytes, distance, filler), decoder);
                assert_eq!(found, want, "{path}: {backend:?}, {distance} bytes before the end");
                let found = digest(guarded.at_front(&bytes, distance, filler), decoder);
                assert_eq!(found, want, "{path}: {backend:?}, {distance} bytes after the start");
            }
        }
    }
}

/// Every prefix: all prefixes of short inputs, every 13th of longer ones (all in the release profile). 13 and 64 have
/// no common factor, so every alignment in a block occurs.
#[test]
fn every_prefix_on_both_sides() {
    let mut decoders = decoders();
    for (path, bytes) in inputs() {
        let mut guarded = Guarded::new(bytes.len());
        let step = if cfg!(debug_assertions) && bytes.len() > 320 { 13 } else { 1 };
        for len in (0..bytes.len()).step_by(step) {
            let prefix = &bytes[..len];
            let want = digest(prefix, &mut decoders[0]);
            for decoder in &mut decoders {
                let backend = decoder.backend();
                let found = digest(guarded.at_end(prefix, 0, b'"'), decoder);
                assert_eq!(found, want, "{path}: {backend:?}, the first {len} bytes, at the end");
                let found = digest(guarded.at_front(prefix, 0, b'"'), decoder);
                assert_eq!(found, want, "{path}: {backend:?}, the first {len} bytes, at the start");
            }
        }
    }
}
