//! An arena that has learned against one that has not.

use std::fmt::{self, Write};

use zerocord::{Arena, Backend};

use super::backends::everything;
use super::everything::{print_everything, print_payload};

/// How often an arena is shown a frame, so that it has followed the shapes that it has learned from it.
const LESSONS: usize = 3;

/// What is said of `frame` is the same whether the arena has seen `teacher` before, and its objects' shapes, or nothing.
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
    let mut arena = Arena::with_backend(backend);
    for _ in 0..LESSONS {
        print_payload(teacher, &arena, &mut Forget);
        arena.reset();
    }
    let mut found = String::with_capacity(want.len());
    print_everything(frame, &arena, &mut found);
    assert_eq!(found, want, "{backend:?}: with what was learned against without");
}

/// What is written is forgotten: the arena learns by what is read.
struct Forget;

impl Write for Forget {
    fn write_str(&mut self, _: &str) -> fmt::Result {
        Ok(())
    }
}
