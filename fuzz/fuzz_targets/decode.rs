//! Calls every entry point and reads every field of every event, with the backend of this CPU. It only checks that
//! nothing panics.
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
