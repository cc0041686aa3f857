//! Skipping a value finds the same end as a parser.
#![no_main]

use libfuzzer_sys::fuzz_target;
use zerocord_testkit::checks::check_skip;

fuzz_target!(|frame: &[u8]| check_skip(frame));
