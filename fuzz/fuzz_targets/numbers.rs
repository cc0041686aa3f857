//! Numbers and snowflakes are what serde_json and the standard library read.
#![no_main]

use libfuzzer_sys::fuzz_target;
use zerocord_testkit::checks::check_numbers;

fuzz_target!(|bytes: &[u8]| check_numbers(bytes));
