//! Every backend against the portable one.

use zerocord::{Backend, Decoder};

use super::everything::print_everything;
use super::learned::check_lesson;

/// Each backend gives the values, errors and offsets that the portable one gives, for every question.
#[track_caller]
pub fn check_backends(frame: &[u8]) {
    answers(frame);
}

/// [`check_backends`], and that no backend says anything else once its decoder has read the frame before.
#[track_caller]
pub(super) fn check_backends_and_learned(frame: &[u8]) {
    let want = answers(frame);
    Backend::available().for_each(|backend| check_lesson(backend, frame, frame, &want));
}

/// What all backends say.
#[track_caller]
fn answers(frame: &[u8]) -> String {
    let want = everything(frame, Backend::PORTABLE);
    for backend in Backend::available().skip(1) {
        assert_eq!(everything(frame, backend), want, "{backend:?} against portable");
    }
    want
}

/// What a decoder says that has seen nothing.
pub(super) fn everything(frame: &[u8], backend: Backend) -> String {
    let mut text = String::with_capacity(8 * frame.len());
    print_everything(frame, &mut Decoder::builder().backend(backend).build(), &mut text);
    text
}
