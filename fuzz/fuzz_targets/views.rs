//! Views return the same values as the models.
#![no_main]

use libfuzzer_sys::fuzz_target;
use zerocord_testkit::checks::check_views;

fuzz_target!(|frame: &[u8]| check_views(frame));
