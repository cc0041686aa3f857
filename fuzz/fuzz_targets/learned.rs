//! State that an arena keeps from one frame does not change the results for an edited version of that frame.
#![no_main]

use arbitrary::Arbitrary;
use libfuzzer_sys::fuzz_target;
use zerocord::Backend;
use zerocord_testkit::checks::check_learned_with;
use zerocord_testkit::recipe::{Edit, Recipe};

#[derive(Arbitrary, Debug)]
struct Input {
    seed: u64,
    backend: u8,
    lesson: Vec<(u8, u16, u8)>,
    edits: Vec<(u8, u16, u8)>,
}

fuzz_target!(|input: Input| {
    let frame = |edits: Vec<(u8, u16, u8)>| {
        let edits = edits.into_iter().take(8).map(Edit::of_numbers).collect();
        Recipe { seed: input.seed, edits }.frame()
    };
    // What is learned does not depend on the backend, so one at a time is enough.
    let backend = Backend::available().nth(usize::from(input.backend) % Backend::available().count());
    check_learned_with(backend.expect("there is one"), &frame(input.lesson), &frame(input.edits));
});
