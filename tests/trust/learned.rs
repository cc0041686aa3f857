//! What an arena has learned from other frames changes no result.

use proptest::prelude::*;
use zerocord_testkit::checks::check_learned;
use zerocord_testkit::corpus;
use zerocord_testkit::recipe::Recipe;

use super::recipes::edit;

/// Each frame of an event after every other frame of it: with more members, fewer, in another order, of other types.
#[test]
fn corpus_frames_after_one_another() {
    let frames = corpus::frames();
    let mut count = 0;
    for teacher in &frames {
        for frame in frames.iter().filter(|frame| frame.event == teacher.event) {
            check_learned(&teacher.bytes, &frame.bytes);
            count += 1;
        }
    }
    assert!(count > frames.len());
}

/// Each shape is broken at many offsets, by significant bytes.
#[test]
fn frames_that_differ_from_what_was_learned() {
    let frames = corpus::frames();
    let messages =
        frames.iter().filter(|frame| frame.event.starts_with("MESSAGE_") && frame.bytes.len() < 3000);
    let mut count = 0;
    for frame in messages {
        let mut mutant = frame.bytes.clone();
        for at in (count % 61..mutant.len()).step_by(61) {
            let original = mutant[at];
            mutant[at] = b"\"\\,:{}[]0 n\x01\xff"[count % 13];
            check_learned(&frame.bytes, &mutant);
            mutant[at] = original;
            count += 1;
        }
    }
    assert!(count > 100, "{count}");
}

/// The edits of the fuzzers: the edited frame is read after the original.
#[test]
fn inserted_removed_and_doubled_members() {
    let cases = if cfg!(debug_assertions) { 300 } else { 20_000 };
    proptest!(ProptestConfig::with_cases(cases), |(seed in any::<u64>(), edits in prop::collection::vec(edit(), 0..4))| {
        check_learned(&Recipe { seed, edits: Vec::new() }.frame(), &Recipe { seed, edits }.frame());
    });
}
