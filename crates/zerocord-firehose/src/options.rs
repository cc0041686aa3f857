//! How a recording is read.

use std::num::NonZeroUsize;

/// The number of threads, and how much of a recording is in memory at a time.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Options {
    /// The number of worker threads; by default, as many as this process may use.
    pub threads: NonZeroUsize,
    /// The number of bytes that a worker reads at once; by default 512 KiB. They fit in the L2 cache of most servers,
    /// and the cost per chunk (some microseconds if a result is delivered) is small in comparison.
    pub chunk_len: usize,
    /// The maximum length of a frame in bytes; by default 64 MiB. Longer frames are skipped and reported: see
    /// [`Chunk::is_too_long`](crate::Chunk::is_too_long).
    pub frame_len_max: usize,
    /// The memory for reading, in bytes, for all threads together; by default 1 GiB. It covers buffers, decompressors,
    /// and results that wait for their turn, which are measured by the bytes of the recording that they were made from.
    ///
    /// Reading may exceed it by at most [`MEMORY_BEYOND_PER_THREAD`](Options::MEMORY_BEYOND_PER_THREAD) for each
    /// thread, by [`FRAMES_BEYOND`](Options::FRAMES_BEYOND) times the longest frame that occurs, so that one such frame
    /// can be read with any budget, and by the window of one zstd frame (at most 128 MiB). The state of `map` and
    /// memory that the allocator keeps after it was freed are not counted.
    pub memory_max: usize,
}

/// The maximum number of threads.
const THREADS_MAX: usize = 1024;

/// The minimum memory for a useful thread.
const MEMORY_PER_THREAD: usize = 2 << 20;

/// Per thread, results that were made from at most this many bytes may wait for their turn.
const WAITING_PER_THREAD: usize = 48 << 20;

/// Results are sent in batches of this many bytes, so that threads rarely wait for each other's messages.
const PART_WEIGHT_MAX: usize = 2 << 20;

/// The maximum number of jobs per thread that are in progress or wait for their turn.
const PERMITS_PER_THREAD: usize = 4;

/// Frames that inflate to at most this many bytes are inflated into one buffer.
const PIECE_LEN_MAX: usize = 8 << 20;

/// The smallest chunk length that memory limits can impose.
const CHUNK_LEN_MIN: usize = 64 << 10;

/// The number of bytes read from a stream at once.
pub(crate) const BLOCK_LEN: usize = 256 << 10;

/// The memory is divided into sixteenths: two for the threads' buffers, two for results that are not delivered yet, two
/// for blocks of streams, four for results that wait, and three for loans. Loans cover the buffers of long lines but
/// not the results made from them, so they count twice.
impl Options {
    /// The most memory that a thread uses beyond [`memory_max`](Options::memory_max): its stack, compressed input, the
    /// tables of a decompressor.
    pub const MEMORY_BEYOND_PER_THREAD: usize = 1 << 20;

    /// The most memory used beyond [`memory_max`](Options::memory_max), as a multiple of the longest frame: four by the
    /// thread that reads it (a buffer of up to twice the length, what follows the frame, what is made from it), one by
    /// results that wait, and three by the calling thread, which joins the pieces of lines and delivers.
    pub const FRAMES_BEYOND: usize = 8;

    /// Sets the number of threads; 0 means the default.
    pub fn with_threads(mut self, threads: usize) -> Options {
        if let Some(threads) = NonZeroUsize::new(threads) {
            self.threads = threads;
        }
        self
    }

    /// Sets the memory limit.
    pub fn with_memory_max(mut self, memory_max: usize) -> Options {
        self.memory_max = memory_max;
        self
    }

    /// The number of threads that are used: [`threads`](Options::threads), but at most 1,024, and at most one for each
    /// 2 MiB of [`memory_max`](Options::memory_max).
    pub fn threads_used(&self) -> usize {
        self.threads.get().min(THREADS_MAX).min(self.memory_max / MEMORY_PER_THREAD).max(1)
    }

    /// The maximum number of jobs in progress or waiting for their turn.
    pub(crate) fn permit_count(&self) -> usize {
        let threads = self.threads_used();
        (threads * PERMITS_PER_THREAD).min(self.memory_max / 8 / BLOCK_LEN).max(threads + 1)
    }

    /// The maximum weight of the results that wait for their turn: the number of bytes that they were made from.
    pub(crate) fn waiting_max(&self) -> usize {
        (self.threads_used() * WAITING_PER_THREAD).min(self.memory_max / 4)
    }

    /// The amount of memory that can be lent for long lines.
    pub(crate) fn lent_max(&self) -> usize {
        self.memory_max / 16 * 3
    }

    /// The number of bytes that the results of one message are made from.
    pub(crate) fn part_weight(&self) -> usize {
        self.share_of_a_thread().min(PART_WEIGHT_MAX)
    }

    fn share_of_a_thread(&self) -> usize {
        self.memory_max / 8 / self.threads_used()
    }

    /// The memory that a thread keeps. Frames that need at most this much are inflated into it.
    pub(crate) fn piece_len_max(&self) -> usize {
        self.share_of_a_thread().min(PIECE_LEN_MAX)
    }

    /// Sets the chunk length in bytes, at least 1.
    pub fn with_chunk_len(mut self, chunk_len: usize) -> Options {
        self.chunk_len = chunk_len;
        self
    }

    /// Sets the maximum length of a frame.
    pub fn with_frame_len_max(mut self, frame_len_max: usize) -> Options {
        self.frame_len_max = frame_len_max;
        self
    }

    /// The initial length of a buffer: room for a chunk, but not for a frame that is too long.
    pub(crate) fn buffer_len(&self) -> usize {
        let len_max = self.share_of_a_thread().max(CHUNK_LEN_MIN);
        self.chunk_len.min(len_max).clamp(1, self.buffer_len_max())
    }

    /// The maximum length of a buffer: the longest frame and its newline. A full buffer without a newline contains a
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
            memory_max: 1 << 30,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_number_of_threads_is_accepted() {
        for (threads, memory_max, want) in [
            (1, 1 << 30, 1),
            (64, 1 << 30, 64),
            (1024, 1 << 30, 512),
            (1024, 64 << 30, 1024),
            (usize::MAX, usize::MAX, 1024),
            (16, 0, 1),
            (16, 8 << 20, 4),
        ] {
            let options = Options::default().with_threads(threads).with_memory_max(memory_max);
            assert_eq!(options.threads_used(), want, "{threads} threads, {memory_max} bytes");
            assert!(options.permit_count() > want);
        }
    }

    #[test]
    fn all_shares_are_within_the_memory() {
        for threads in [1, 2, 16, 64, 512, 4000] {
            for memory_max in [16 << 20, 64 << 20, 1 << 30] {
                let options = Options::default().with_threads(threads).with_memory_max(memory_max);
                let used = options.threads_used();
                let buffer_len = options.piece_len_max().max(options.buffer_len());
                let of_threads = used * (buffer_len + options.part_weight());
                let of_blocks = options.permit_count() * BLOCK_LEN;
                let sum = of_threads + of_blocks + options.waiting_max() + 2 * options.lent_max();
                // Every thread gets the minimum, however small `memory_max` is.
                let least = used * (CHUNK_LEN_MIN + BLOCK_LEN) + BLOCK_LEN;
                assert!(sum <= memory_max + least, "{threads} threads, {memory_max} bytes: {sum}");
                assert!(least <= (used + 1) * Options::MEMORY_BEYOND_PER_THREAD);
            }
        }
        let usual = Options::default().with_threads(4);
        assert_eq!((usual.piece_len_max(), usual.buffer_len()), (8 << 20, 512 << 10));
        assert_eq!((usual.permit_count(), usual.waiting_max()), (16, 192 << 20));
    }
}
