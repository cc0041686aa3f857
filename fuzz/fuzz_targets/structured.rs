//! All checks on a frame of the generator's that was cut about.
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
    let edit = |(kind, at, byte): (u8, u16, u8)| match kind % 8 {
        0..=2 => Edit::Replace(at, byte),
        3 | 4 => Edit::Insert(at, byte),
        5 => Edit::Remove(at, byte),
        6 => Edit::Double(at, byte),
        _ => Edit::Cut(at),
    };
    let edits = input.edits.into_iter().take(16).map(edit).collect();
    check_all(&Recipe { seed: input.seed, edits }.frame());
});
