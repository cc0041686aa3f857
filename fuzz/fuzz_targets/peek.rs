//! Peek finds the same envelope as serde_json, in any order of the keys.
#![no_main]

use libfuzzer_sys::fuzz_target;
use zerocord_testkit::checks::check_peek;

fuzz_target!(|frame: &[u8]| check_peek(frame));
