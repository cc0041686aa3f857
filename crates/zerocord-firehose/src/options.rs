//! How a recording is read.

use std::num::NonZeroUsize;

/// How many threads read, and how much of a recording is in memory at a time.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Options {
    /// The number of worker threads; by default, what this process may use.
    pub threads: NonZeroUsize,
    /// The bytes that a worker reads at once; by default 512 KiB: they stay in the second-level cache of
    /// most servers, and what each chunk costs by itself (some microseconds, where a result is handed over) is little.
    pub chunk_len: usize,
    /// The longest frame that is handed on, in bytes; by default 64 MiB. Longer ones are passed over and told:
    /// see [`Chunk::is_too_long`](crate::Chunk::is_too_long).
    pub frame_len_max: usize,
}

impl Options {
    /// The options with another number of threads; 0 stands for the default.
    pub fn with_threads(mut self, threads: usize) -> Options {
        if let Some(threads) = NonZeroUsize::new(threads) {
            self.threads = threads;
        }
        self
    }

    /// The options with chunks of this many bytes, at least 1.
    pub fn with_chunk_len(mut self, chunk_len: usize) -> Options {
        self.chunk_len = chunk_len;
        self
    }

    /// The options with another limit for the length of a frame.
    pub fn with_frame_len_max(mut self, frame_len_max: usize) -> Options {
        self.frame_len_max = frame_len_max;
        self
    }

    /// The length of a buffer before it grows: room for a chunk, but for no frame that is too long.
    pub(crate) fn buffer_len(&self) -> usize {
        self.chunk_len.clamp(1, self.buffer_len_max())
    }

    /// What a buffer grows to: the longest frame and its newline. A full buffer without a newline holds a
    /// frame that is too long.
    pub(crate) fn buffer_len_max(&self) -> usize {
        self.frame_len_max.saturating_add(1)
    }
}

impl Default for Options {
    fn default() -> Options {
        Options {
            threads: std::thread::available_parallelism().unwrap_or(NonZeroUsize::MIN),
            chunk_len: 512 << 10,
            frame_len_max: 64 << 20,
        }
    }
}
