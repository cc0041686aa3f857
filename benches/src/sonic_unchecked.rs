//! The interfaces of sonic-rs that check nothing, as the goals ask for: the only unsafe code beside zerocord's own.
//!
//! They must not see bytes from outside. [`Source::corpus`](crate::Source::corpus) makes all frames here from a seed,
//! and checks each by serde_json before an engine gets it; no other frames may come this way.

#![allow(unsafe_code)]

use serde::Deserialize;
use sonic_rs::{LazyValue, PointerTree};

/// A `T` out of a frame of this crate's corpora; neither UTF-8 nor what is passed over is checked.
#[inline]
pub(crate) fn from_frame<'a, T: Deserialize<'a>>(frame: &'a [u8]) -> sonic_rs::Result<T> {
    // SAFETY: the frame is UTF-8, as `Source::corpus` has checked.
    unsafe { sonic_rs::from_slice_unchecked(frame) }
}

/// The values at all paths of the tree, out of a frame of this crate's corpora; nothing is checked.
///
/// An error is a path that leads through what is no object.
#[inline]
pub(crate) fn many<'a>(frame: &'a [u8], tree: &PointerTree) -> sonic_rs::Result<Vec<Option<LazyValue<'a>>>> {
    // SAFETY: the frame is JSON in UTF-8, as `Source::corpus` has checked.
    unsafe { sonic_rs::get_many_unchecked(frame, tree) }
}
