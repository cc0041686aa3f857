//! What an arena has learned of other frames changes no answer.

use proptest::prelude::*;
use zerocord_testkit::checks::check_learned;
use zerocord_testkit::corpus;
use zerocord_testkit::recipe::Recipe;

use super::recipes::edit;

/// Each frame of an event after each other one of it: members that are more, fewer, in another order, of other types.
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

/// Each shape is broken at places all over it, by bytes that mean something.
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

/// The edits that the fuzzers make, after the frame that they were made to.
#[test]
fn members_that_are_put_in_taken_out_and_doubled() {
    let cases = if cfg!(debug_assertions) { 300 } else { 20_000 };
    proptest!(ProptestConfig::with_cases(cases), |(seed in any::<u64>(), edits in prop::collection::vec(edit(), 0..4))| {
        check_learned(&Recipe { seed, edits: Vec::new() }.frame(), &Recipe { seed, edits }.frame());
    });
}
