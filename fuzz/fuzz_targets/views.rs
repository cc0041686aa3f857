//! Views give what the models give.
#![no_main]

use libfuzzer_sys::fuzz_target;
use zerocord_testkit::checks::check_views;

fuzz_target!(|frame: &[u8]| check_views(frame));
