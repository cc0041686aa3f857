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
    /// The memory that reading takes, in bytes, for all threads together; by default 1 GiB. What the caller's results hold
    /// is counted by the bytes of the recording that they were made of.
    pub memory_max: usize,
}

/// As many threads are used at most.
const THREADS_MAX: usize = 1024;

/// Less memory makes no thread useful.
const MEMORY_PER_THREAD: usize = 2 << 20;

/// For each thread, results that were made of so many bytes may wait for their turn.
const WAITING_PER_THREAD: usize = 48 << 20;

/// As many jobs per thread may be under way or wait for their turn.
const PERMITS_PER_THREAD: usize = 4;

/// Frames that inflate to no more are inflated into one piece of memory.
const PIECE_LEN_MAX: usize = 8 << 20;

/// The length of a chunk that is always allowed.
const CHUNK_LEN_MIN: usize = 64 << 10;

/// As many bytes of a stream are read at once, and a buffer that holds more is handed on.
pub(crate) const BLOCK_LEN: usize = 256 << 10;

impl Options {
    /// The options with another number of threads; 0 stands for the default.
    pub fn with_threads(mut self, threads: usize) -> Options {
        if let Some(threads) = NonZeroUsize::new(threads) {
            self.threads = threads;
        }
        self
    }

    /// The options with another bound of the memory.
    pub fn with_memory_max(mut self, memory_max: usize) -> Options {
        self.memory_max = memory_max;
        self
    }

    /// How many threads are used: [`threads`](Options::threads), but no more than 1,024, and one for each 2 MiB of
    /// [`memory_max`](Options::memory_max).
    pub fn threads_used(&self) -> usize {
        self.threads.get().min(THREADS_MAX).min(self.memory_max / MEMORY_PER_THREAD).max(1)
    }

    /// How many jobs may be under way or wait for their turn.
    pub(crate) fn permit_count(&self) -> usize {
        let threads = self.threads_used();
        (threads * PERMITS_PER_THREAD).min(self.memory_max / 8 / BLOCK_LEN).max(threads + 1)
    }

    /// How many bytes the results that wait for their turn may have been made of.
    pub(crate) fn waiting_max(&self) -> usize {
        (self.threads_used() * WAITING_PER_THREAD).min(self.memory_max / 4)
    }

    /// How much memory is lent for long lines.
    pub(crate) fn lent_max(&self) -> usize {
        self.memory_max / 4
    }

    /// The memory that a thread keeps, and inflates frames into that need no more.
    pub(crate) fn piece_len_max(&self) -> usize {
        (self.memory_max / 8 / self.threads_used()).min(PIECE_LEN_MAX)
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
        let len_max = (self.memory_max / 8 / self.threads_used()).max(CHUNK_LEN_MIN);
        self.chunk_len.min(len_max).clamp(1, self.buffer_len_max())
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
            memory_max: 1 << 30,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_number_of_threads_is_too_many() {
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
    fn what_every_thread_has_is_within_a_quarter_and_the_rest_within_another() {
        for threads in [1, 2, 16, 64, 512, 4000] {
            for memory_max in [16 << 20, 64 << 20, 1 << 30] {
                let options = Options::default().with_threads(threads).with_memory_max(memory_max);
                let used = options.threads_used();
                assert!(used * options.piece_len_max() <= memory_max / 8);
                assert!(used * options.buffer_len() <= (memory_max / 8).max(used * CHUNK_LEN_MIN));
                assert!(options.waiting_max() + options.lent_max() <= memory_max / 2);
            }
        }
        let usual = Options::default().with_threads(4);
        assert_eq!((usual.piece_len_max(), usual.buffer_len()), (8 << 20, 512 << 10));
        assert_eq!((usual.permit_count(), usual.waiting_max()), (16, 192 << 20));
    }
}
