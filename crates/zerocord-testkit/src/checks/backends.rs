//! Every backend against the portable one.

use zerocord::{Arena, Backend};

use super::everything::print_everything;

/// Each backend gives the values, errors and offsets that the portable one gives, for every question.
#[track_caller]
pub fn check_backends(frame: &[u8]) {
    let want = everything(frame, Backend::PORTABLE);
    for backend in Backend::available().skip(1) {
        assert_eq!(everything(frame, backend), want, "{backend:?} against portable");
    }
}

fn everything(frame: &[u8], backend: Backend) -> String {
    let mut text = String::new();
    print_everything(frame, &Arena::with_backend(backend), &mut text);
    text
}
