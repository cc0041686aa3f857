//! Projections find the same values as serde_json at the same path.
#![no_main]

use libfuzzer_sys::fuzz_target;
use zerocord_testkit::checks::check_projections;

fuzz_target!(|frame: &[u8]| check_projections(frame));
