//! A recording, opened.

use std::fmt;
use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use crate::chunk::Chunk;
use crate::compressed::Inflated;
use crate::framing::Unlined;
use crate::options::Options;
use crate::ordered::{self, Delivery};
use crate::reader::FrameReader;
use crate::span::Extent;

/// A recording of frames, newline-delimited, plain or compressed, to be read once.
#[derive(Debug)]
pub struct Recording {
    source: Source,
}

pub(crate) enum Source {
    /// A regular file, which several threads can read at once.
    File(Extent),
    /// Anything else.
    Stream(Box<dyn Read + Send>),
}

impl Recording {
    /// The recording in the file at `path`. Files that are not regular, such as named pipes, are read as
    /// streams.
    ///
    /// # Errors
    /// What opening the file meets; [`io::ErrorKind::IsADirectory`] for a folder.
    pub fn open(path: impl AsRef<Path>) -> io::Result<Recording> {
        let file = File::open(path)?;
        if file.metadata()?.is_dir() {
            return Err(io::ErrorKind::IsADirectory.into());
        }
        Recording::from_file(file)
    }

    /// The recording in a file that is open, from its current position to its current end.
    ///
    /// # Errors
    /// What asking for the file's position and length meets.
    pub fn from_file(file: File) -> io::Result<Recording> {
        let source = match file.metadata()?.is_file() {
            true => Source::File(Extent::new(file)?),
            false => Source::Stream(Box::new(file)),
        };
        Ok(Recording { source })
    }

    /// The recording on the standard input; a file that was redirected there is read as a file.
    ///
    /// # Errors
    /// As [`from_file`](Recording::from_file).
    pub fn stdin() -> io::Result<Recording> {
        #[cfg(unix)]
        {
            use std::os::fd::AsFd;
            Recording::from_file(File::from(io::stdin().as_fd().try_clone_to_owned()?))
        }
        #[cfg(not(unix))]
        Ok(Recording::from_reader(io::stdin()))
    }

    /// The recording that a stream carries.
    pub fn from_reader(stream: impl Read + Send + 'static) -> Recording {
        Recording { source: Source::Stream(Box::new(stream)) }
    }

    /// The recording with each JSON object as a line of its own: frames in JSON arrays, or spread over several lines.
    ///
    /// What is between objects is dropped, and line breaks inside one become spaces. An object keeps the number of the
    /// line on which it begins, unless several begin on one line. One thread rewrites the recording while others decode.
    /// Of `options`, only the longest frame matters.
    #[must_use]
    pub fn unlined(self, options: &Options) -> Recording {
        let stream = Unlined::new(Inflated::new(self.into_stream_of_bytes(), 0), options.frame_len_max);
        Recording { source: Source::Stream(Box::new(stream)) }
    }

    fn into_stream_of_bytes(self) -> Box<dyn Read + Send> {
        match self.source {
            Source::File(extent) => Box::new(extent.into_stream()),
            Source::Stream(stream) => stream,
        }
    }

    /// How many bytes there are to read, compressed if they are; `None` for a stream.
    pub fn byte_count(&self) -> Option<u64> {
        match &self.source {
            Source::File(extent) => Some(extent.byte_count()),
            Source::Stream(_) => None,
        }
    }

    /// A reader of one frame after the other, on the calling thread.
    ///
    /// Of `options`, only the longest frame matters.
    pub fn reader(self, options: &Options) -> FrameReader {
        FrameReader::new(Inflated::new(self.into_stream_of_bytes(), 0), options)
    }

    /// The frames as a `Stream`, read on a thread of their own a few blocks ahead. Dropping the stream ends it.
    ///
    /// Of `options`, only the longest frame matters.
    ///
    /// # Errors
    /// Where no thread can be started. What reading meets comes as the stream's last item.
    #[cfg(feature = "stream")]
    pub fn into_stream(self, options: &Options) -> io::Result<crate::FrameStream> {
        crate::FrameStream::new(self.reader(options).into_cutter())
    }

    /// Calls `map` with each chunk of the recording, on several threads, and `deliver` with each result, on the
    /// calling thread and in the order of the recording.
    ///
    /// `init` makes a state on each thread, which `map` may change and which is dropped there at the end. Whatever the
    /// options, `map` sees the same frames, except that frames longer than [`Options::frame_len_max`] are told by
    /// [`Chunk::is_too_long`]. In recordings that are not plain files, a line may lie across the borders of what workers get:
    /// for those, the calling thread has a state too.
    ///
    /// Where `deliver` fails, reading stops and its error is returned. A stream is read by a thread of its
    /// own, which then lives on until its read returns.
    ///
    /// # Errors
    /// Those of `deliver`; what reading meets, after everything before it has been delivered.
    ///
    /// # Panics
    /// Where `init`, `map` or `deliver` does.
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
        ordered::map_chunks(self.source, options, init, map, deliver)
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
