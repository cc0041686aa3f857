//! One byte of a frame changed to any other: no panic, the verdicts as documented, nothing lost that is intact.

use zerocord::{Arena, Backend, Envelope, validate};
use zerocord_testkit::checks::digest;
use zerocord_testkit::corpus;

/// A hundred frames of the corpus, those of as many events as can be, no longer than two kilobytes.
fn frames() -> Vec<corpus::CorpusFrame> {
    let frames: Vec<_> = corpus::frames().into_iter().filter(|frame| frame.bytes.len() < 2048).collect();
    // Every third file: one or two of each event.
    let frames: Vec<_> = frames.into_iter().step_by(3).take(100).collect();
    let events: std::collections::BTreeSet<&str> = frames.iter().map(|frame| frame.event.as_str()).collect();
    assert!(frames.len() == 100 && events.len() >= 70, "{} frames of {} events", frames.len(), events.len());
    frames
}

/// The first byte behind the member `s`, where `t` and `s` come first as Discord writes them.
fn behind_sequence(frame: &[u8]) -> Option<usize> {
    let envelope = Envelope::peek(frame).ok()?;
    envelope.sequence().ok()??;
    let text = std::str::from_utf8(frame).ok()?;
    let (t, s) = (text.find("\"t\":")?, text.find("\"s\":")?);
    (t == 1 && s < 80).then(|| text[s..].find(',').map(|comma| s + comma + 1))?
}

fn check_mutant(frame: &corpus::CorpusFrame, at: usize, byte: u8, mutant: &[u8], arenas: &mut [Arena]) {
    let told = || format!("{}/{}: byte {at} made {byte:#04x}", frame.event, frame.name);
    let strict = serde_json::from_slice::<serde_json::Value>(mutant).is_ok();
    assert_eq!(validate(mutant).is_ok(), strict, "{}", told());
    if behind_sequence(&frame.bytes).is_some_and(|behind| at >= behind) {
        let (whole, peeked) = (Envelope::peek(&frame.bytes).unwrap(), Envelope::peek(mutant).unwrap());
        assert_eq!(peeked.event_name(), whole.event_name(), "{}", told());
        assert_eq!(peeked.sequence(), whole.sequence(), "{}", told());
    }
    let mut want = None;
    for arena in arenas {
        let found = digest(mutant, arena);
        assert_eq!(*want.get_or_insert(found), found, "{:?}, {}", arena.backend(), told());
    }
}

/// Mutants of all frames: of all of them each `step`th.
fn check_mutants(step: usize) {
    let mut arenas: Vec<Arena> = Backend::available().map(Arena::with_backend).collect();
    let mut index = 0;
    for frame in frames() {
        let mut mutant = frame.bytes.clone();
        for at in 0..mutant.len() {
            let original = mutant[at];
            for byte in (0..=u8::MAX).filter(|byte| *byte != original) {
                index += 1;
                if index % step == 0 {
                    mutant[at] = byte;
                    check_mutant(&frame, at, byte, &mutant, &mut arenas);
                }
            }
            mutant[at] = original;
        }
    }
}

/// Each 997th, a prime, so that all places and all values are met.
#[test]
fn some_mutants_of_a_hundred_frames() {
    check_mutants(997);
}

#[test]
#[ignore = "half an hour with optimisation: `just exhaustive`"]
fn all_mutants_of_a_hundred_frames() {
    check_mutants(1);
}

/// The bytes that mean something, at every place: what they do to a frame's shape is worse than what letters do.
#[test]
fn structural_mutants_of_a_hundred_frames() {
    let mut arenas = [Arena::new()];
    for frame in frames() {
        let mut mutant = frame.bytes.clone();
        for at in (0..mutant.len()).step_by(if cfg!(debug_assertions) { 7 } else { 1 }) {
            let original = mutant[at];
            for byte in b"\"\\{}[],:0-\x00\xff".iter().filter(|byte| **byte != original) {
                mutant[at] = *byte;
                check_mutant(&frame, at, *byte, &mutant, &mut arenas);
            }
            mutant[at] = original;
        }
    }
}
