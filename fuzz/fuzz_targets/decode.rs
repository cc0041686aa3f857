//! Every entry point and every field of every event, through the backend of this CPU: nothing but speed and no panic.
#![no_main]

use std::cell::RefCell;

use libfuzzer_sys::fuzz_target;
use zerocord::Decoder;
use zerocord_testkit::checks::digest;

thread_local! {
    static DECODER: RefCell<Decoder> = RefCell::new(Decoder::new());
}

fuzz_target!(|frame: &[u8]| {
    DECODER.with_borrow_mut(|decoder| digest(frame, decoder));
});
