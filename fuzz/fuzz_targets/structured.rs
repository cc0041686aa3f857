//! Runs all checks on an edited frame of the generator.
#![no_main]

use arbitrary::Arbitrary;
use libfuzzer_sys::fuzz_target;
use zerocord_testkit::checks::check_all;
use zerocord_testkit::recipe::{Edit, Recipe};

#[derive(Arbitrary, Debug)]
struct Input {
    seed: u64,
    edits: Vec<(u8, u16, u8)>,
}

fuzz_target!(|input: Input| {
    let edits = input.edits.into_iter().take(16).map(Edit::of_numbers).collect();
    check_all(&Recipe { seed: input.seed, edits }.frame());
});
