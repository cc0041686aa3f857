//! Every entry point and every field of every event, through the backend of this CPU: nothing but speed and no panic.
#![no_main]

use std::cell::RefCell;

use libfuzzer_sys::fuzz_target;
use zerocord::Arena;
use zerocord_testkit::checks::digest;

thread_local! {
    static ARENA: RefCell<Arena> = RefCell::new(Arena::new());
}

fuzz_target!(|frame: &[u8]| {
    ARENA.with_borrow_mut(|arena| digest(frame, arena));
});
