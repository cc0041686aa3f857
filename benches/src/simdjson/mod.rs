//! The functions of the adapter for simdjson, the C++ library.
//!
//! `adapter.cpp` has one function per task, which gets all frames in one call. build.rs compiles it and the library.

#![allow(unsafe_code)]

use std::ffi::{CStr, c_char, c_int};
use std::marker::PhantomData;

use crate::{Answer, Input, Outcome};

/// A frame within a [`Corpus`](crate::Corpus): at least [`PADDING`] readable bytes follow it.
#[derive(Clone, Copy, Debug)]
#[repr(C)]
pub struct PaddedFrame<'c> {
    start: *const u8,
    len: usize,
    corpus: PhantomData<&'c [u8]>,
}

/// The number of bytes after a frame that may be read; they are ignored.
pub(crate) const PADDING: usize = 64;

impl<'c> PaddedFrame<'c> {
    /// The frame at `start..end` of `padded`.
    ///
    /// # Panics
    /// Fewer than [`PADDING`] bytes follow the frame.
    pub(crate) fn new(padded: &'c [u8], start: usize, end: usize) -> PaddedFrame<'c> {
        assert!(end + PADDING <= padded.len(), "padding follows the frame");
        let frame = &padded[start..end];
        PaddedFrame { start: frame.as_ptr(), len: frame.len(), corpus: PhantomData }
    }
}

/// A function of the adapter that reads frames.
type ReadFrames = unsafe extern "C" fn(*const PaddedFrame<'_>, usize, *mut Answer) -> c_int;

/// A function of the adapter that reads a recording.
type ReadRecording = unsafe extern "C" fn(*const u8, usize, *mut Answer) -> c_int;

unsafe extern "C" {
    fn zerocord_benches_five_fields(
        frames: *const PaddedFrame<'_>,
        count: usize,
        answer: *mut Answer,
    ) -> c_int;
    fn zerocord_benches_presence(frames: *const PaddedFrame<'_>, count: usize, answer: *mut Answer) -> c_int;
    fn zerocord_benches_twenty_fields(
        frames: *const PaddedFrame<'_>,
        count: usize,
        answer: *mut Answer,
    ) -> c_int;
    fn zerocord_benches_guild_head(
        frames: *const PaddedFrame<'_>,
        count: usize,
        answer: *mut Answer,
    ) -> c_int;
    fn zerocord_benches_peek(frames: *const PaddedFrame<'_>, count: usize, answer: *mut Answer) -> c_int;
    fn zerocord_benches_strict(frames: *const PaddedFrame<'_>, count: usize, answer: *mut Answer) -> c_int;
    fn zerocord_benches_five_fields_lines(recording: *const u8, len: usize, answer: *mut Answer) -> c_int;
    fn zerocord_benches_five_fields_batches(recording: *const u8, len: usize, answer: *mut Answer) -> c_int;
    fn zerocord_benches_presence_lines(recording: *const u8, len: usize, answer: *mut Answer) -> c_int;
    fn zerocord_benches_presence_batches(recording: *const u8, len: usize, answer: *mut Answer) -> c_int;
    fn zerocord_benches_everything_lines(recording: *const u8, len: usize, answer: *mut Answer) -> c_int;
    fn zerocord_benches_everything_batches(recording: *const u8, len: usize, answer: *mut Answer) -> c_int;
    safe fn zerocord_benches_error(code: c_int) -> *const c_char;
    safe fn zerocord_benches_version() -> *const c_char;
    safe fn zerocord_benches_kernel() -> *const c_char;
}

fn read_frames(read: ReadFrames, input: Input<'_>) -> Outcome {
    let mut answer = Answer::new();
    // SAFETY: the frames are slices of a corpus that outlives the call, with padding after each, as `PaddedFrame::new`
    // checks; `Answer` has the layout that the adapter declares.
    outcome(unsafe { read(input.padded.as_ptr(), input.padded.len(), &raw mut answer) }, answer)
}

fn read_recording(read: ReadRecording, input: Input<'_>) -> Outcome {
    let mut answer = Answer::new();
    // SAFETY: padding follows the last frame of the recording, as that frame's `PaddedFrame` shows; `Answer` has the
    // layout that the adapter declares.
    outcome(unsafe { read(input.recording.as_ptr(), input.recording.len(), &raw mut answer) }, answer)
}

fn outcome(code: c_int, answer: Answer) -> Outcome {
    match code {
        0 => Ok(answer),
        code => Err(text(zerocord_benches_error(code)).into()),
    }
}

fn text(text: *const c_char) -> &'static str {
    // SAFETY: the adapter returns static strings that end with a zero.
    unsafe { CStr::from_ptr(text) }.to_str().unwrap_or("not UTF-8")
}

/// The library's version, and the kernel that it has chosen for this CPU.
pub(crate) fn version() -> String {
    format!("{} ({})", text(zerocord_benches_version()), text(zerocord_benches_kernel()))
}

macro_rules! functions {
    ($($(#[$doc:meta])* $name:ident: $read:ident($function:ident);)*) => {
        $($(#[$doc])* pub(crate) fn $name(input: Input<'_>) -> Outcome {
            $read($function, input)
        })*
    };
}

functions! {
    /// The payload's members, until all are found.
    five_fields: read_frames(zerocord_benches_five_fields);
    /// The payload's members, until all are found.
    presence: read_frames(zerocord_benches_presence);
    /// The payload's members, until all are found.
    twenty_fields: read_frames(zerocord_benches_twenty_fields);
    /// The payload's members, until both are found.
    guild_head: read_frames(zerocord_benches_guild_head);
    /// The envelope's members, until both are found.
    peek: read_frames(zerocord_benches_peek);
    /// A DOM of each frame.
    strict: read_frames(zerocord_benches_strict);
    /// Lines by memchr, names, and the members of the payload.
    five_fields_lines: read_recording(zerocord_benches_five_fields_lines);
    /// `iterate_many`, names, and the members of the payload.
    five_fields_batches: read_recording(zerocord_benches_five_fields_batches);
    /// Lines by memchr, names, and the members of the payload.
    presence_lines: read_recording(zerocord_benches_presence_lines);
    /// `iterate_many`, names, and the members of the payload.
    presence_batches: read_recording(zerocord_benches_presence_batches);
    /// Lines by memchr, names, and the members of messages and presences.
    everything_lines: read_recording(zerocord_benches_everything_lines);
    /// `iterate_many`, names, and the members of messages and presences.
    everything_batches: read_recording(zerocord_benches_everything_batches);
}
