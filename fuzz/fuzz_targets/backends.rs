//! Every backend returns the same values, errors and offsets as the portable one, for every field of every event.
#![no_main]

use libfuzzer_sys::fuzz_target;
use zerocord_testkit::checks::check_backends;

fuzz_target!(|frame: &[u8]| check_backends(frame));
