//! Texts and keys are what serde_json unescapes.
#![no_main]

use libfuzzer_sys::fuzz_target;
use zerocord_testkit::checks::check_text;

fuzz_target!(|bytes: &[u8]| check_text(bytes));
