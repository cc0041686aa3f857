//! Frames that a decoder has read earlier do not change any result. Reads small frames, then one that is changed token
//! by token.
#![no_main]

use libfuzzer_sys::fuzz_target;
use zerocord::{Backend, Decoder};
use zerocord_testkit::checks::History;
use zerocord_testkit::tokens::Choices;

fuzz_target!(|bytes: &[u8]| {
    let history = History::of(&mut Choices::of_bytes(bytes));
    for backend in Backend::available() {
        history.check(&mut Decoder::builder().backend(backend).build());
    }
});
