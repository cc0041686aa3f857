//! The envelope is the same as serde_json's, in any order of the keys.
#![no_main]

use libfuzzer_sys::fuzz_target;
use zerocord_testkit::checks::check_peek;

fuzz_target!(|frame: &[u8]| check_peek(frame));
