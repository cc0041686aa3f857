//! Checks every backend against the portable one.

use zerocord::{Backend, Decoder};

use super::everything::print_everything;
use super::learned::check_lesson;

/// Each backend returns the same values, errors and offsets as the portable one, from every entry point.
#[track_caller]
pub fn check_backends(frame: &[u8]) {
    answers(frame);
}

/// [`check_backends`], and that the results of a backend do not change when its decoder has read the frame before.
#[track_caller]
pub(super) fn check_backends_and_learned(frame: &[u8]) {
    let want = answers(frame);
    Backend::available().for_each(|backend| check_lesson(backend, frame, frame, &want));
}

/// The results, which must be the same for all backends.
#[track_caller]
fn answers(frame: &[u8]) -> String {
    let want = everything(frame, Backend::PORTABLE);
    for backend in Backend::available().skip(1) {
        assert_eq!(everything(frame, backend), want, "{backend:?} against portable");
    }
    want
}

/// The results of a new decoder.
pub(super) fn everything(frame: &[u8], backend: Backend) -> String {
    let mut text = String::with_capacity(8 * frame.len());
    print_everything(frame, &mut Decoder::builder().backend(backend).build(), &mut text);
    text
}
