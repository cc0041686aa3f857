//! The unchecked interfaces of sonic-rs: the only unsafe code apart from that of zerocord and of the adapter for
//! simdjson.
//!
//! They must not read bytes from outside. [`Source::corpus`](crate::Source::corpus) makes all frames from a seed and
//! checks each with serde_json before an engine reads it; no other frames may be passed here.

#![allow(unsafe_code)]

use serde::Deserialize;
use sonic_rs::{LazyValue, PointerTree};

/// Reads a `T` from a frame of this crate's corpora. Neither UTF-8 nor skipped values are checked.
#[inline]
pub(crate) fn from_frame<'a, T: Deserialize<'a>>(frame: &'a [u8]) -> sonic_rs::Result<T> {
    // SAFETY: the frame is UTF-8, as `Source::corpus` has checked.
    unsafe { sonic_rs::from_slice_unchecked(frame) }
}

/// The values at all paths of the tree, from a frame of this crate's corpora. Nothing is checked.
///
/// An error means that a path leads through a value that is not an object.
#[inline]
pub(crate) fn many<'a>(frame: &'a [u8], tree: &PointerTree) -> sonic_rs::Result<Vec<Option<LazyValue<'a>>>> {
    // SAFETY: the frame is JSON in UTF-8, as `Source::corpus` has checked.
    unsafe { sonic_rs::get_many_unchecked(frame, tree) }
}
