//! An arena that has learned against one that has not.

use zerocord::{Arena, Backend};

use super::everything::print_everything;

/// How often an arena is shown a frame, so that it has followed the shapes that it has learned from it.
const LESSONS: usize = 3;

/// What is said of `frame` is the same whether the arena has seen `teacher` before, and its objects' shapes, or nothing.
#[track_caller]
pub fn check_learned(teacher: &[u8], frame: &[u8]) {
    for backend in Backend::available() {
        let mut arena = Arena::with_backend(backend);
        let mut want = String::new();
        print_everything(frame, &arena, &mut want);
        let mut found = String::new();
        for _ in 0..LESSONS {
            found.clear();
            arena.reset();
            print_everything(teacher, &arena, &mut found);
        }
        arena.reset();
        found.clear();
        print_everything(frame, &arena, &mut found);
        assert_eq!(found, want, "{backend:?}: with what was learned against without");
    }
}
