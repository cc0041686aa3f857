//! Compares a decoder that has read frames with one that has not.

use std::fmt::{self, Write};

use zerocord::{Backend, Decoder};

use super::backends::everything;
use super::everything::{print_everything, print_payload};

/// The number of times that a decoder reads a frame, so that its caches are used.
const LESSONS: usize = 3;

/// A decoder returns the same results for `frame` whether or not it has read `teacher` before.
#[track_caller]
pub fn check_learned(teacher: &[u8], frame: &[u8]) {
    Backend::available().for_each(|backend| check_learned_with(backend, teacher, frame));
}

/// Like [`check_learned`], with one backend.
#[track_caller]
pub fn check_learned_with(backend: Backend, teacher: &[u8], frame: &[u8]) {
    check_lesson(backend, teacher, frame, &everything(frame, backend));
}

/// Like [`check_learned_with`]; `want` is the result of a new decoder.
#[track_caller]
pub(super) fn check_lesson(backend: Backend, teacher: &[u8], frame: &[u8], want: &str) {
    let mut decoder = Decoder::builder().backend(backend).build();
    for _ in 0..LESSONS {
        print_payload(teacher, &mut decoder, &mut Forget);
    }
    let mut found = String::with_capacity(want.len());
    print_everything(frame, &mut decoder, &mut found);
    assert_eq!(found, want, "{backend:?}: with what was learned against without");
}

/// Discards its input: the decoder keeps what it has read.
struct Forget;

impl Write for Forget {
    fn write_str(&mut self, _: &str) -> fmt::Result {
        Ok(())
    }
}
