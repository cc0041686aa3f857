//! A document gives the same `Value` as with serde_json.
#![no_main]

use libfuzzer_sys::fuzz_target;
use zerocord_testkit::checks::check_value;

fuzz_target!(|frame: &[u8]| check_value(frame));
