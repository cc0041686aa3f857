//! Numbers and snowflakes are read as by serde_json and the standard library.
#![no_main]

use libfuzzer_sys::fuzz_target;
use zerocord_testkit::checks::check_numbers;

fuzz_target!(|bytes: &[u8]| check_numbers(bytes));
