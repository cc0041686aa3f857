//! A value's end is where a parser finds it.
#![no_main]

use libfuzzer_sys::fuzz_target;
use zerocord_testkit::checks::check_skip;

fuzz_target!(|frame: &[u8]| check_skip(frame));
