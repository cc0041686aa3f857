//! Projections find what serde_json finds at the same path.
#![no_main]

use libfuzzer_sys::fuzz_target;
use zerocord_testkit::checks::check_projections;

fuzz_target!(|frame: &[u8]| check_projections(frame));
