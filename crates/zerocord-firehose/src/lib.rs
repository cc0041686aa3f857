//! Recordings of gateway frames, read in parallel, in order and in bounded memory.
//!
//! Knows files, streams and lines; what a frame holds is the crate `zerocord`'s. A [`Recording`] is
//! newline-delimited JSON, plain or compressed, read in one of two ways:
//!
//! * [`Recording::reader`]: one frame after the other, on the calling thread;
//! * [`Recording::map_chunks`]: runs of whole lines ([`Chunk`]) go to worker threads, and what those make of
//!   them comes back in the order of the recording.
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
//! A mapped file that another program cuts short kills the reader with a signal (SIGBUS), a map needs `unsafe`,
//! and its pages count as the program's memory until they are unmapped. Reading by position (`pread`) into
//! one small buffer a thread has none of that: a file that shrinks is an error like any other. What it
//! costs, measured with two threads that peek at all frames of a 4.5 GB file in page cache (AMD EPYC, Linux,
//! best and median of three, interleaved):
//!
//! | way | seconds | |
//! | --- | --- | --- |
//! | one map of the file | 0.45, 0.57 | 4.4 GB resident |
//! | a map of 4 MiB at a time | 0.52, 0.55 | |
//! | `pread`, 128 KiB at a time | 0.53, 0.55 | the buffer stays in the second-level cache |
//! | `pread`, 1 MiB at a time | 0.66, 0.70 | |
//! | `pread`, 4 MiB at a time | 0.74, 0.90 | the buffer does not |
//!
//! So the copy is paid for by the page faults that it saves, as long as the buffer is small. Only where next to
//! nothing is done with the bytes is a map clearly ahead: counting newlines took 0.17 to 0.33 s through one
//! map of the file, 0.33 to 0.45 s by `pread`.
//!
//! The table is of a bare loop. [`Recording::map_chunks`] hands a result over for each chunk, which costs some microseconds, so
//! its buffers are of 512 KiB: `zerocord stats` of a file of 1 GB took 0.27 s of CPU time by one thread, 0.33 s with 128 KiB
//! (same machine, under load; medians of eight).
//!
//! # Compressed recordings
//!
//! gzip (RFC 1952) and Zstandard (RFC 8878) are recognised by the first bytes. Members may follow each other, of
//! both kinds, and a line may begin in one and end in the next; skippable frames, and so the seek tables of the Zstandard seekable
//! format, are passed over. Where a file holds several Zstandard frames, their places are found from the lengths of
//! their blocks, and the workers inflate them side by side. A single frame, a frame that inflates to more than 96 MiB, gzip, and anything
//! that is no regular file is inflated on one thread while the workers decode.
//!
//! Damage costs what stands behind it: all whole lines before are given, then an error that holds a [`Damage`].
//!
//! # Lines with several frames
//!
//! A recorder that is stopped in the middle of a line and started again, or two that write to one file, leave lines with
//! several frames. Each way of reading gives every whole frame of such a line, and says what is torn:
//! [`ChunkFrames::is_torn`], [`FrameFault::Torn`]. See [`zerocord::frames`] for what is recognised.
//!
//! # Wrapped frames
//!
//! Recordings are not always bare frames. [`Unwrapper`] takes frames out of objects, strings and lines of a log, which
//! [`Chunk::lines`] gives; [`Recording::unlined`] reads frames in JSON arrays and frames that span lines; [`hint_for`] says
//! which of these a recording seems to need.
//!
//! # Memory
//!
//! [`Options::memory_max`] bounds it, for all threads together. A quarter is for what each thread has: a buffer of
//! [`Options::chunk_len`], or of up to 8 MiB that Zstandard frames are inflated into, which saves a copy of all their content; and
//! results that are not handed over yet. A quarter is for results that wait for their turn, at most 48 MiB per thread. They are
//! counted by the bytes that they were made from. An eighth is for blocks of streams. The rest is for long lines, whose buffers
//! grow up to [`Options::frame_len_max`], and for the windows of decompressors: when it is used up, workers pause. The chunk whose
//! turn it is always goes on, so one frame of [`Options::frame_len_max`] is read whatever the budget; see
//! [`Options::memory_max`] for what is taken beyond it. Threads that there is no memory for are
//! not started: see [`Options::threads_used`].
//!
//! # Live
//!
//! [`Inflater`] turns the messages of the gateway's compressed transports into frames. With the feature `codec`,
//! `FrameDecoder` does for `FramedRead` of tokio-util what [`FrameReader`] does for files; with `stream`,
//! `Recording::into_stream` gives a `Stream` of frames.

#[cfg(any(feature = "codec", feature = "stream"))]
mod asynchronous;
mod budget;
mod chunk;
mod compressed;
mod framing;
pub mod live;
mod options;
mod ordered;
mod reader;
mod recording;
mod span;
mod stream;

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
pub use reader::{Frame, FrameFault, FrameReader};
pub use recording::Recording;
