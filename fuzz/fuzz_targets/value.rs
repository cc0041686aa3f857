//! A document becomes the same `Value` as serde_json's.
#![no_main]

use libfuzzer_sys::fuzz_target;
use zerocord_testkit::checks::check_value;

fuzz_target!(|frame: &[u8]| check_value(frame));
