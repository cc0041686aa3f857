//! A decoder that has seen frames against one that has not.

use std::fmt::{self, Write};

use zerocord::{Backend, Decoder};

use super::backends::everything;
use super::everything::{print_everything, print_payload};

/// How often a decoder is shown a frame, so that it has used what it keeps of it.
const LESSONS: usize = 3;

/// A decoder gives the same answers about `frame` whether it has seen `teacher` before or nothing.
#[track_caller]
pub fn check_learned(teacher: &[u8], frame: &[u8]) {
    Backend::available().for_each(|backend| check_learned_with(backend, teacher, frame));
}

/// As [`check_learned`], through one backend.
#[track_caller]
pub fn check_learned_with(backend: Backend, teacher: &[u8], frame: &[u8]) {
    check_lesson(backend, teacher, frame, &everything(frame, backend));
}

/// As [`check_learned_with`]; `want` is what is said where nothing was learned.
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

/// What is written is forgotten: the decoder keeps what it has read.
struct Forget;

impl Write for Forget {
    fn write_str(&mut self, _: &str) -> fmt::Result {
        Ok(())
    }
}
