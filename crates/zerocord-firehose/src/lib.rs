//! Recordings of gateway frames, read in parallel, in order and in bounded memory.
//!
//! This crate handles files, streams and lines; the crate `zerocord` decodes the frames. A [`Recording`] is
//! newline-delimited JSON, plain or compressed. Read it in one of two ways:
//!
//! * [`Recording::reader`]: one frame after another, on the calling thread;
//! * [`Recording::map_chunks`]: worker threads process runs of whole lines ([`Chunk`]), and their results are delivered
//!   in the order of the recording.
//!
//! ```
//! use zerocord::Envelope;
//! use zerocord_firehose::{Options, Recording};
//!
//! let recording = Recording::from_reader(&b"{\"t\":\"RESUMED\",\"s\":1,\"op\":0,\"d\":{}}\n{\"op\":11}\n"[..]);
//! let mut count = 0;
//! recording.map_chunks(
//!     &Options::default(),
//!     || (),
//!     |(), chunk| chunk.frames().filter(|frame| Envelope::peek(frame).is_ok()).count(),
//!     |delivery| {
//!         count += delivery.value;
//!         Ok::<(), std::io::Error>(())
//!     },
//! )?;
//! assert_eq!(count, 2);
//! # Ok::<(), std::io::Error>(())
//! ```
//!
//! # Why files are not mapped into memory
//!
//! If another program truncates a mapped file, the reader is killed by a signal (SIGBUS). A map also needs `unsafe`,
//! and its pages count as the program's memory until they are unmapped. Reading by position (`pread`) into one small
//! buffer per thread avoids all three: a truncated file is an ordinary error. The cost was measured with two threads
//! that peek at all frames of a 4.5 GB file in the page cache (AMD EPYC, Linux; minimum and median of three interleaved
//! runs):
//!
//! | method | seconds | |
//! | --- | --- | --- |
//! | one map of the file | 0.45, 0.57 | 4.4 GB resident |
//! | maps of 4 MiB each | 0.52, 0.55 | |
//! | `pread`, 128 KiB at a time | 0.53, 0.55 | the buffer stays in the L2 cache |
//! | `pread`, 1 MiB at a time | 0.66, 0.70 | |
//! | `pread`, 4 MiB at a time | 0.74, 0.90 | the buffer does not stay in the cache |
//!
//! With a small buffer, the copy costs no more than the page faults that it avoids. A map is clearly faster only if
//! almost nothing is done with the bytes: counting newlines took 0.17 to 0.33 s through one map of the file, and 0.33
//! to 0.45 s with `pread`.
//!
//! The table measures a bare loop. [`Recording::map_chunks`] delivers a result for each chunk, which costs some
//! microseconds, so its buffers are 512 KiB. `zerocord stats` on a file of 1 GB took 0.27 s of CPU time with one
//! thread, and 0.33 s with buffers of 128 KiB (same machine, under load; medians of eight).
//!
//! # Compressed recordings
//!
//! gzip (RFC 1952) and Zstandard (RFC 8878) are recognised by their first bytes. Members of both kinds may follow each
//! other, and a line may begin in one member and end in the next. Skippable frames are skipped; these include the seek
//! tables of the Zstandard seekable format. If a file has several Zstandard frames, their offsets are computed from the
//! lengths of their blocks, and the workers inflate them in parallel. One thread inflates a single frame, a frame that
//! inflates to more than 96 MiB, gzip, and anything that is not a regular file, while the workers decode.
//!
//! If the data is damaged, all whole lines before the damage are returned, then an error that contains a [`Damage`].
//!
//! # Lines with several frames
//!
//! A line has several frames if a recorder was stopped in the middle of a line and restarted, or if two recorders wrote
//! to the same file. Each way of reading returns every whole frame of such a line and reports torn ones:
//! [`ChunkFrames::is_torn`], [`FrameFault::Torn`]. See [`zerocord::frames`] for what is recognised.
//!
//! # Wrapped frames
//!
//! Not all recordings contain bare frames. [`Unwrapper`] extracts frames from objects, strings and log lines, which
//! [`Chunk::lines`] returns. [`Recording::unlined`] reads frames in JSON arrays and frames that span lines.
//! [`hint_for`] suggests which of these a recording needs.
//!
//! # Memory
//!
//! [`Options::memory_max`] bounds the memory of all threads together. A quarter is for per-thread memory: a buffer of
//! [`Options::chunk_len`], or of up to 8 MiB for inflated Zstandard frames, which avoids copying their content; and
//! results that are not delivered yet. A quarter is for results that wait for their turn, at most 48 MiB per thread,
//! measured by the bytes of the recording that they were made from. An eighth is for blocks of streams. The rest is for
//! long lines, whose buffers grow up to [`Options::frame_len_max`], and for the windows of decompressors. When it is
//! used up, workers pause. The worker whose chunk is delivered next never pauses, so one frame of
//! [`Options::frame_len_max`] can be read with any budget; see [`Options::memory_max`] for the memory beyond it.
//! Threads for which there is no memory are not started: see [`Options::threads_used`].
//!
//! # Blocks
//!
//! [`blocks`] writes and finds the blocks of a recording that says what each of its parts contains.
//!
//! # Live
//!
//! [`Inflater`] turns the messages of the gateway's compressed transports into frames. With the feature `codec`,
//! `FrameDecoder` is for tokio-util's `FramedRead` what [`FrameReader`] is for files. With `stream`,
//! `Recording::into_stream` returns a `Stream` of frames.

// docs.rs shows which feature an item needs.
#![cfg_attr(docsrs, feature(doc_cfg))]

#[cfg(any(feature = "codec", feature = "stream"))]
mod asynchronous;
pub mod blocks;
mod budget;
mod chunk;
mod compressed;
mod framing;
pub mod live;
mod options;
mod ordered;
mod part;
mod reader;
mod recording;
mod span;
mod stream;
mod sync;

#[cfg(feature = "codec")]
pub use asynchronous::FrameDecoder;
#[cfg(feature = "stream")]
pub use asynchronous::FrameStream;
#[cfg(any(feature = "codec", feature = "stream"))]
pub use asynchronous::OwnedFrame;
pub use chunk::{Chunk, ChunkFrames};
pub use compressed::{Compression, Damage, DamageKind};
pub use framing::{Framing, Hint, UnwrapError, UnwrapErrorKind, Unwrapped, Unwrapper, hint_for};
pub use live::{InflateError, InflateLimits, Inflater, Transport};
pub use options::Options;
pub use ordered::Delivery;
pub use reader::{Frame, FrameFault, FrameReader, SkippedBlocks};
pub use recording::Recording;

/// What zerocord's programs share. Not public API: may change in any release.
#[doc(hidden)]
pub mod __private {
    pub use crate::sync::sync_folder;
}
