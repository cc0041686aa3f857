//! Views and serde accept the same valid frames and give the same model, whatever their values.
#![no_main]

use arbitrary::Arbitrary;
use libfuzzer_sys::fuzz_target;
use zerocord_testkit::checks::check_views;
use zerocord_testkit::recipe::Recipe;
use zerocord_testkit::tokens::{Choices, change_value};

#[derive(Arbitrary, Debug)]
struct Input {
    seed: u64,
    changes: u8,
    choices: Vec<u8>,
}

fuzz_target!(|input: Input| {
    let mut choices = Choices::of_bytes(&input.choices);
    let mut frame = Recipe { seed: input.seed, edits: Vec::new() }.frame();
    for _ in 0..1 + input.changes % 4 {
        frame = change_value(&frame, &mut choices);
    }
    check_views(&frame);
});
