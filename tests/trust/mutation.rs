//! One byte of a frame is changed to every other value: no panic, results as documented, and intact parts are not lost.

use std::sync::atomic::{AtomicUsize, Ordering};

use zerocord::{Backend, Decoder, Envelope, validate};
use zerocord_testkit::checks::digest;
use zerocord_testkit::corpus;

/// A hundred frames of the corpus, of as many events as possible, no longer than `len_max` bytes.
fn frames(len_max: usize) -> Vec<corpus::CorpusFrame> {
    let frames: Vec<_> = corpus::frames().into_iter().filter(|frame| frame.bytes.len() <= len_max).collect();
    // From the whole list: one or two per event.
    let count = frames.len();
    assert!(count >= 100, "{count} frames");
    let is_taken = |index: usize| (index + 1) * 100 / count > index * 100 / count;
    let frames = frames.into_iter().enumerate().filter(|(index, _)| is_taken(*index));
    let frames: Vec<_> = frames.map(|(_, frame)| frame).collect();
    let events: std::collections::BTreeSet<&str> = frames.iter().map(|frame| frame.event.as_str()).collect();
    assert!(frames.len() == 100 && events.len() >= 70, "{} frames of {} events", frames.len(), events.len());
    frames
}

/// The first byte after the member `s`, if `t` and `s` come first as Discord writes them.
fn after_sequence(frame: &[u8]) -> Option<usize> {
    let envelope = Envelope::peek(frame).ok()?;
    envelope.sequence().ok()??;
    let text = std::str::from_utf8(frame).ok()?;
    let (t, s) = (text.find("\"t\":")?, text.find("\"s\":")?);
    (t == 1 && s < 80).then(|| text[s..].find(',').map(|comma| s + comma + 1))?
}

fn check_mutant(frame: &corpus::CorpusFrame, at: usize, byte: u8, mutant: &[u8], decoders: &mut [Decoder]) {
    let label = || format!("{}/{}: byte {at} made {byte:#04x}", frame.event, frame.name);
    let strict = serde_json::from_slice::<serde_json::Value>(mutant).is_ok();
    assert_eq!(validate(mutant).is_ok(), strict, "{}", label());
    if after_sequence(&frame.bytes).is_some_and(|after| at >= after) {
        let (whole, peeked) = (Envelope::peek(&frame.bytes).unwrap(), Envelope::peek(mutant).unwrap());
        assert_eq!(peeked.event_name(), whole.event_name(), "{}", label());
        assert_eq!(peeked.sequence(), whole.sequence(), "{}", label());
    }
    let mut want = None;
    for decoder in decoders {
        let found = digest(mutant, decoder);
        assert_eq!(*want.get_or_insert(found), found, "{:?}, {}", decoder.backend(), label());
    }
}

/// Every `step`th mutant of all frames. The frames are distributed over the cores.
fn check_mutants(step: usize, len_max: usize) {
    let frames = frames(len_max);
    let next = AtomicUsize::new(0);
    let work = || {
        let mut decoders: Vec<Decoder> =
            Backend::available().map(|backend| Decoder::builder().backend(backend).build()).collect();
        while let Some(frame) = frames.get(next.fetch_add(1, Ordering::Relaxed)) {
            let mut mutant = frame.bytes.clone();
            let places = (0..mutant.len()).flat_map(|at| (0..=u8::MAX).map(move |byte| (at, byte)));
            // A different first offset for each frame.
            for (at, byte) in places.skip(frame.bytes.len() % step).step_by(step) {
                if byte != frame.bytes[at] {
                    mutant[at] = byte;
                    check_mutant(frame, at, byte, &mutant, &mut decoders);
                    mutant[at] = frame.bytes[at];
                }
            }
        }
    };
    std::thread::scope(|scope| {
        let threads = std::thread::available_parallelism().map_or(1, usize::from);
        (0..threads).for_each(|_| drop(scope.spawn(work)));
    });
}

/// Every 997th, a prime, so that all offsets and all values occur.
#[test]
fn some_mutants_of_a_hundred_frames() {
    check_mutants(997, 2048);
}

/// Frames short enough for speed that still cover ninety events: an offset in a long frame is like one in a short
/// frame, and each mutant is read completely.
#[test]
#[ignore = "two minutes on two cores, with optimisation: `just exhaustive`"]
fn all_mutants_of_a_hundred_frames() {
    check_mutants(1, 500);
}

/// The significant bytes, at every offset: they damage a frame's shape more than letters do.
#[test]
fn structural_mutants_of_a_hundred_frames() {
    let mut decoders = [Decoder::new()];
    for frame in frames(2048) {
        let mut mutant = frame.bytes.clone();
        for at in (0..mutant.len()).step_by(if cfg!(debug_assertions) { 7 } else { 1 }) {
            let original = mutant[at];
            for byte in b"\"\\{}[],:0-\x00\xff".iter().filter(|byte| **byte != original) {
                mutant[at] = *byte;
                check_mutant(&frame, at, *byte, &mutant, &mut decoders);
            }
            mutant[at] = original;
        }
    }
}
