//! An open recording.

use std::fmt;
use std::fs::File;
use std::io::{self, Read};
use std::ops::Range;
use std::path::Path;

use crate::blocks::{BlockIndex, BlockInfo};
use crate::budget::Lender;
use crate::chunk::Chunk;
use crate::compressed::Inflated;
use crate::framing::Unlined;
use crate::options::{BLOCK_LEN, Options};
use crate::ordered::{self, Delivery};
use crate::part;
use crate::reader::FrameReader;
use crate::span::Extent;
use crate::stream::Lines;

/// A recording of frames, newline-delimited, plain or compressed. It can be read once.
#[derive(Debug)]
pub struct Recording {
    source: Source,
    skipped: Vec<SkippedBlock>,
}

/// A block that is not inflated.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct SkippedBlock {
    /// Its two frames in the file.
    pub(crate) range: Range<u64>,
    pub(crate) line_count: u64,
}

pub(crate) enum Source {
    /// A regular file, which several threads can read at once.
    File(Extent),
    /// Anything else.
    Stream(Box<dyn Read + Send>),
}

impl Recording {
    /// Opens the recording in the file at `path`. Files that are not regular, such as named pipes, are read as streams.
    ///
    /// # Errors
    /// Errors from opening the file; [`io::ErrorKind::IsADirectory`] for a folder.
    pub fn open(path: impl AsRef<Path>) -> io::Result<Recording> {
        let file = File::open(path)?;
        if file.metadata()?.is_dir() {
            return Err(io::ErrorKind::IsADirectory.into());
        }
        Recording::from_file(file)
    }

    /// The recording in an open file, from its current position to its current end.
    ///
    /// # Errors
    /// Errors from getting the file's position and length.
    pub fn from_file(file: File) -> io::Result<Recording> {
        let source = match file.metadata()?.is_file() {
            true => Source::File(Extent::new(file)?),
            false => Source::Stream(Box::new(file)),
        };
        Ok(Recording::new(source))
    }

    /// The recording on standard input. If standard input was redirected from a file, it is read as a file.
    ///
    /// # Errors
    /// The same as [`from_file`](Recording::from_file).
    pub fn stdin() -> io::Result<Recording> {
        #[cfg(unix)]
        {
            use std::os::fd::AsFd;
            Recording::from_file(File::from(io::stdin().as_fd().try_clone_to_owned()?))
        }
        #[cfg(not(unix))]
        Ok(Recording::from_reader(io::stdin()))
    }

    /// The recording in a stream.
    pub fn from_reader(stream: impl Read + Send + 'static) -> Recording {
        Recording::new(Source::Stream(Box::new(stream)))
    }

    fn new(source: Source) -> Recording {
        Recording { source, skipped: Vec::new() }
    }

    /// Puts each JSON object on its own line, for frames in JSON arrays or spread over several lines.
    ///
    /// Anything between objects is dropped, and line breaks inside an object become spaces. An object keeps the number
    /// of the line on which it begins, unless several begin on one line. One thread rewrites the recording while others
    /// decode. Of the `options`, only the maximum frame length is used.
    #[must_use]
    pub fn unlined(self, options: &Options) -> Recording {
        let stream = Unlined::new(Inflated::new(self.into_stream_of_bytes(), 0), options.frame_len_max);
        Recording::new(Source::Stream(Box::new(stream)))
    }

    fn into_stream_of_bytes(self) -> Box<dyn Read + Send> {
        match self.source {
            Source::File(extent) => Box::new(extent.into_stream()),
            Source::Stream(stream) => stream,
        }
    }

    /// The number of bytes to read, compressed if the recording is; `None` for a stream.
    pub fn byte_count(&self) -> Option<u64> {
        match &self.source {
            Source::File(extent) => Some(extent.byte_count()),
            Source::Stream(_) => None,
        }
    }

    /// Finds the blocks of the file, and makes [`map_chunks`](Recording::map_chunks) and
    /// [`part_reader`](Recording::part_reader) skip those for which `is_skipped` returns true. Returns the number of their
    /// lines.
    ///
    /// Skipped blocks are not read, and their lines are counted by their [`BlockInfo`]. The first block is never
    /// skipped. Nothing is skipped in recordings without [`blocks`](crate::blocks), in streams, and by other ways of
    /// reading.
    ///
    /// # Errors
    /// I/O errors.
    pub fn skip_blocks(&mut self, mut is_skipped: impl FnMut(&BlockInfo) -> bool) -> io::Result<u64> {
        let Source::File(extent) = &self.source else { return Ok(0) };
        if extent.range().start > 0 {
            return Ok(0);
        }
        let index = BlockIndex::of(extent)?;
        let is_sound = |info: &BlockInfo| info.lines <= info.bytes;
        let later =
            index.blocks.iter().skip(1).filter(|block| is_sound(&block.info) && is_skipped(&block.info));
        self.skipped = later
            .map(|block| SkippedBlock { range: block.stored_range(), line_count: block.info.lines })
            .collect();
        Ok(self.skipped.iter().map(|block| block.line_count).sum())
    }

    /// A reader that returns one frame after another, on the calling thread.
    ///
    /// Of the `options`, only the maximum frame length is used.
    pub fn reader(self, options: &Options) -> FrameReader {
        FrameReader::new(Inflated::new(self.into_stream_of_bytes(), 0), options)
    }

    /// A reader of a part of the file: of the lines that belong to a range of its bytes, counted from where the recording
    /// begins. Programs that divide files among tasks use this; [`map_chunks`](Recording::map_chunks) divides by itself.
    ///
    /// A line belongs to the range that contains the byte before its first byte; the first line belongs to the range that
    /// contains byte 0. So ranges that cover the file return each frame once, wherever they meet. Line numbers are counted
    /// from the part's first line.
    ///
    /// In a Zstandard file, a range means the frames (as Zstandard calls them) that begin in it. What cannot be
    /// divided, such as gzip, belongs to the range in which it begins.
    ///
    /// All ranges of a file must skip the same blocks: see [`skip_blocks`](Recording::skip_blocks).
    ///
    /// Of the `options`, only the maximum frame length is used.
    ///
    /// # Errors
    /// [`io::ErrorKind::Unsupported`] if the recording is not a regular file or its format is not supported; I/O errors.
    pub fn part_reader(self, range: Range<u64>, options: &Options) -> io::Result<FrameReader> {
        match self.source {
            Source::File(extent) => part::reader(extent, range, self.skipped, options),
            Source::Stream(_) => {
                let message = "a recording that is not a regular file cannot be read in parts";
                Err(io::Error::new(io::ErrorKind::Unsupported, message))
            }
        }
    }

    /// The frames as a `Stream`. A separate thread reads a few blocks ahead. Dropping the stream stops it.
    ///
    /// Of the `options`, only the maximum frame length is used.
    ///
    /// # Errors
    /// If the thread cannot be started. I/O errors are the stream's last item.
    #[cfg(feature = "stream")]
    pub fn into_stream(self, options: &Options) -> io::Result<crate::FrameStream> {
        crate::FrameStream::new(self.reader(options).into_cutter())
    }

    /// Calls `take` with each chunk of the recording, in order and on the calling thread, so that a chunk's
    /// [`line_before`](Delivery::line_before) is known while its frames are read.
    ///
    /// Of `options`, only the frame length limit and the chunk length are used.
    ///
    /// # Errors
    /// Errors from `take`, after which nothing more is read; I/O errors, after everything before them has been taken.
    pub fn each_chunk<E: From<io::Error>>(
        self,
        options: &Options,
        mut take: impl FnMut(Delivery<&Chunk<'_>>) -> Result<(), E>,
    ) -> Result<(), E> {
        let mut cutter = self.reader(options).into_cutter();
        let (mut line_before, mut bytes_done) = (0, 0);
        let mut memory = Vec::new();
        while let Some(block) = cutter.next_block(std::mem::take(&mut memory), &Lender::unlimited())? {
            bytes_done += block.stored_len;
            let mut deliver = |chunk: &Chunk<'_>| {
                take(Delivery { value: chunk, line_before, lines_skipped: 0, bytes_done })?;
                line_before += chunk.line_count();
                Ok::<(), E>(())
            };
            match block.lines {
                Lines::Whole { memory: lines, len, is_first } => {
                    deliver(&Chunk::new(&lines[..len], is_first))?;
                    // A long line's memory is not kept.
                    memory = if lines.len() > BLOCK_LEN { Vec::new() } else { lines };
                }
                Lines::TooLong { .. } => deliver(&Chunk::too_long())?,
            }
        }
        Ok(())
    }

    /// Calls `map` with each chunk of the recording, on several threads, and `deliver` with each result, on the calling
    /// thread and in the order of the recording.
    ///
    /// `init` creates a state on each thread, which `map` may change; it is dropped on that thread at the end. `map`
    /// sees the same frames with any options, except that frames longer than [`Options::frame_len_max`] are reported by
    /// [`Chunk::is_too_long`]. In recordings that are not plain files, a line may span the parts given to different
    /// workers. The calling thread joins such lines and also has a state for them.
    ///
    /// If `deliver` fails, reading stops and its error is returned. A stream is read on a separate thread, which lives
    /// on until its current read returns.
    ///
    /// # Errors
    /// Errors from `deliver`; I/O errors, after everything before them has been delivered.
    ///
    /// # Panics
    /// If `init`, `map` or `deliver` panics.
    pub fn map_chunks<S, T, E>(
        self,
        options: &Options,
        init: impl Fn() -> S + Sync,
        map: impl Fn(&mut S, &Chunk<'_>) -> T + Sync,
        deliver: impl FnMut(Delivery<T>) -> Result<(), E>,
    ) -> Result<(), E>
    where
        T: Send,
        E: From<io::Error>,
    {
        ordered::map_chunks(self.source, self.skipped, options, init, map, deliver)
    }
}

impl fmt::Debug for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Source::File(extent) => fmt::Debug::fmt(extent, f),
            Source::Stream(_) => f.write_str("Stream"),
        }
    }
}
