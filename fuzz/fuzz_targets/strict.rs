//! The strict check accepts what serde_json accepts.
#![no_main]

use libfuzzer_sys::fuzz_target;
use zerocord_testkit::checks::check_strict;

fuzz_target!(|frame: &[u8]| check_strict(frame));
