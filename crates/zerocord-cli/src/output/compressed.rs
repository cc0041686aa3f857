//! Compresses on several threads: the output is split into blocks, each of which becomes a zstd frame or a gzip
//! member. Any decompressor reads them one after another, and a parallel one all at once.

use std::collections::VecDeque;
use std::io::{self, Write};
use std::path::Path;

use crossbeam_channel::{Receiver, Sender, bounded, unbounded};
use zstd_safe::{CCtx, CParameter};

/// The size of a block before compression, in bytes. Smaller blocks compress worse, larger ones leave fewer to share.
const BLOCK_LEN: usize = 4 << 20;

/// The default compression level of zstd.
const ZSTD_LEVEL: i32 = 3;

/// Suffixes of compressed files and archives that are not written. Uncompressed data under such a name would mislead
/// readers.
const NOT_WRITTEN: [&str; 18] = [
    "7z", "br", "bz2", "bz3", "bzip2", "lz", "lz4", "lzma", "lzo", "rar", "snappy", "sz", "tar", "tgz", "xz",
    "z", "zip", "zz",
];

/// The compression of an output.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Codec {
    Zstd,
    Gzip,
}

impl Codec {
    /// The codec for the suffix of a file name, in any case.
    ///
    /// # Errors
    /// The suffix is that of an unsupported compression. The message says what to do instead.
    pub fn of_suffix(path: &Path) -> Result<Option<Codec>, String> {
        let Some(suffix) = path.extension().and_then(|suffix| suffix.to_str()) else { return Ok(None) };
        match suffix.to_ascii_lowercase().as_str() {
            "zst" | "zstd" => Ok(Some(Codec::Zstd)),
            "gz" | "gzip" => Ok(Some(Codec::Gzip)),
            foreign if NOT_WRITTEN.contains(&foreign) => Err(format!(
                "`.{suffix}` is not written: name the file .zst or .gz, or pipe the output (`-o -`) to the program that \
                 compresses it"
            )),
            _ => Ok(None),
        }
    }

    /// Compresses a block to a zstd frame or a gzip member.
    ///
    /// # Errors
    /// Errors of the compressor.
    pub fn compress(self, block: &[u8]) -> io::Result<Vec<u8>> {
        match self {
            Codec::Zstd => {
                let mut context = CCtx::create();
                let mut compressed = Vec::with_capacity(zstd_safe::compress_bound(block.len()));
                context
                    .set_parameter(CParameter::CompressionLevel(ZSTD_LEVEL))
                    .and_then(|_| context.set_parameter(CParameter::ChecksumFlag(true)))
                    .and_then(|_| context.compress2(&mut compressed, block))
                    .map_err(|code| io::Error::other(zstd_safe::get_error_name(code)))?;
                Ok(compressed)
            }
            Codec::Gzip => {
                let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
                encoder.write_all(block)?;
                encoder.finish()
            }
        }
    }
}

/// A block that is sent to a thread, and the channel for the result.
struct Job {
    block: Vec<u8>,
    done: Sender<io::Result<Vec<u8>>>,
}

/// A block that is being compressed.
pub struct Compression(Receiver<io::Result<Vec<u8>>>);

impl Compression {
    /// Waits for the compressed block.
    ///
    /// # Errors
    /// Errors of the compressor.
    pub fn wait(self) -> io::Result<Vec<u8>> {
        self.0.recv().map_err(|_| threads_have_ended())?
    }
}

/// Compresses blocks on several threads.
pub struct Compressor {
    codec: Codec,
    /// The threads, started with the first block; a small output needs none.
    jobs: Option<Sender<Job>>,
    thread_count: usize,
}

impl Compressor {
    pub fn new(codec: Codec) -> Compressor {
        let thread_count = std::thread::available_parallelism().map_or(1, usize::from);
        Compressor { codec, jobs: None, thread_count }
    }

    pub fn thread_count(&self) -> usize {
        self.thread_count
    }

    /// Starts to compress a block.
    ///
    /// # Errors
    /// The threads have ended.
    pub fn start(&mut self, block: Vec<u8>) -> io::Result<Compression> {
        let (codec, thread_count) = (self.codec, self.thread_count);
        let jobs = self.jobs.get_or_insert_with(|| start_threads(codec, thread_count));
        let (done, result) = bounded(1);
        jobs.send(Job { block, done }).map_err(|_| threads_have_ended())?;
        Ok(Compression(result))
    }
}

/// A writer that compresses. Blocks end where a write ends, so lines of ordinary length stay whole.
pub struct Compressed<W> {
    compressor: Compressor,
    target: W,
    block: Vec<u8>,
    /// The blocks that threads are compressing, the oldest first.
    waiting: VecDeque<Compression>,
    is_begun: bool,
}

impl<W: Write> Compressed<W> {
    pub fn new(codec: Codec, target: W) -> Compressed<W> {
        let (block, waiting) = (Vec::new(), VecDeque::new());
        Compressed { compressor: Compressor::new(codec), target, block, waiting, is_begun: false }
    }

    /// Compresses the rest and returns the target. An output without bytes becomes one empty frame.
    pub fn finish(mut self) -> io::Result<W> {
        while self.write_oldest()? {}
        if !self.block.is_empty() || !self.is_begun {
            let last = self.compressor.codec.compress(&self.block)?;
            self.target.write_all(&last)?;
        }
        Ok(self.target)
    }

    /// Sends the block to the threads. If they are busy, waits for the oldest block.
    fn hand_over(&mut self) -> io::Result<()> {
        while self.waiting.len() > self.compressor.thread_count {
            self.write_oldest()?;
        }
        let block = std::mem::take(&mut self.block);
        self.waiting.push_back(self.compressor.start(block)?);
        self.is_begun = true;
        Ok(())
    }

    /// Waits for the oldest block and writes it, if there is one.
    fn write_oldest(&mut self) -> io::Result<bool> {
        let Some(compression) = self.waiting.pop_front() else { return Ok(false) };
        self.target.write_all(&compression.wait()?)?;
        Ok(true)
    }
}

impl<W: Write> Write for Compressed<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        // A very long line is split, so that each thread gets a part.
        let bytes = &bytes[..bytes.len().min(BLOCK_LEN)];
        self.block.extend_from_slice(bytes);
        if self.block.len() >= BLOCK_LEN {
            self.hand_over()?;
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Threads that compress until the sender is dropped.
fn start_threads(codec: Codec, count: usize) -> Sender<Job> {
    let (jobs, queue) = unbounded::<Job>();
    for _ in 0..count {
        let queue = queue.clone();
        std::thread::spawn(move || {
            for Job { block, done } in queue {
                // If the receiver is gone, the output has failed.
                let _ = done.send(codec.compress(&block));
            }
        });
    }
    jobs
}

fn threads_have_ended() -> io::Error {
    io::Error::other("a thread that compresses has ended early")
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Read;

    fn check(codec: Codec, text: &[u8], frame_count_min: usize) {
        let mut compressed = Compressed::new(codec, Vec::new());
        for line in text.split_inclusive(|&byte| byte == b'\n') {
            compressed.write_all(line).unwrap();
        }
        let bytes = compressed.finish().unwrap();
        let mut back = Vec::with_capacity(text.len());
        match codec {
            Codec::Zstd => {
                zstd_safe::decompress(&mut back, &bytes).unwrap();
                let frames = memchr::memmem::find_iter(&bytes, &[0x28, 0xb5, 0x2f, 0xfd]).count();
                assert!(frames >= frame_count_min);
            }
            Codec::Gzip => {
                flate2::read::MultiGzDecoder::new(&bytes[..]).read_to_end(&mut back).unwrap();
            }
        }
        assert!(back == text);
    }

    #[test]
    fn the_suffix_determines_the_codec_or_the_error() {
        for (name, want) in [
            ("a.ndjson", Ok(None)),
            ("a", Ok(None)),
            ("a.xz.ndjson", Ok(None)),
            ("a.zst", Ok(Some(Codec::Zstd))),
            ("a.ndjson.GZ", Ok(Some(Codec::Gzip))),
        ] {
            assert_eq!(Codec::of_suffix(Path::new(name)), want, "{name}");
        }
        for name in ["a.ndjson.xz", "a.BZ2", "a.csv.lz4", "a.Z", "a.zip", "a.br", "a.tgz"] {
            assert!(Codec::of_suffix(Path::new(name)).is_err(), "{name}");
        }
    }

    #[test]
    fn decompression_gives_the_input() {
        let text = b"{\"t\":\"READY\",\"s\":1,\"op\":0,\"d\":{}}\n".repeat(500_000);
        for codec in [Codec::Zstd, Codec::Gzip] {
            check(codec, b"", 1);
            check(codec, b"{}\n", 1);
            check(codec, &text, 4);
        }
    }
}
