//! Times are read as by jiff.
#![no_main]

use libfuzzer_sys::fuzz_target;
use zerocord_testkit::checks::check_timestamp;

fuzz_target!(|text: &str| check_timestamp(text));
