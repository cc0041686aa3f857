//! Strings and keys are unescaped as by serde_json.
#![no_main]

use libfuzzer_sys::fuzz_target;
use zerocord_testkit::checks::check_text;

fuzz_target!(|bytes: &[u8]| check_text(bytes));
