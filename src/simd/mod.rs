//! The kernels that look at 64 bytes at once, and the choice of instruction set.
//!
//! Knows bytes and the few of them that matter to JSON; knows no grammar and nothing of Discord. A *block* is
//! 64 bytes, a *mask* a `u64` whose bit *i* speaks of byte *i* of the block. [`kernel`] holds each algorithm
//! once, in safe code, over the trait [`Simd`]; a backend supplies the masks of a block and little else:
//!
//! | backend | what it is | needs |
//! | --- | --- | --- |
//! | [`portable`] | plain integer arithmetic: the oracle that the others are tested against | nothing |
//! | [`avx2`] | two registers of 32 bytes | AVX2, PCLMULQDQ, BMI1, BMI2, LZCNT, POPCNT |
//! | [`avx512`] | one register of 64 bytes; exact ends by masked loads | AVX-512 F, BW, VL, VBMI, VBMI2 and the above |
//!
//! The choice is made once ([`Backend::chosen`]); holding a [`Backend`] is the proof that the CPU can run it.
//! Whatever the backend, nothing outside the slice that was given is read, and the answers are the same.
//!
//! This folder is the only place in the project where `unsafe` stands. Each block makes one claim.
#![allow(unsafe_code)]

#[cfg(target_arch = "x86_64")]
mod avx2;
#[cfg(target_arch = "x86_64")]
mod avx512;
mod candidates;
mod digits;
mod kernel;
mod lines;
mod portable;
mod quotes;
#[cfg(test)]
mod tests;
mod text;

use std::fmt;
use std::ops::Range;
use std::sync::OnceLock;

use candidates::{KeyMasks, WINDOW};
use portable::Portable;

pub(crate) use candidates::{
    Around, Candidates, InnerCandidates, InnerEnd, KeyFilter, KeyScan, VisitCandidate,
};
pub(crate) use digits::sixteen_digits;
pub(crate) use kernel::{Block, Scan, TextEnd, VisitBlock, text_at};
pub(crate) use lines::{LineEnds, is_head};
pub(crate) use portable::splat;
pub(crate) use quotes::quotes;
pub(crate) use text::utf8;

/// What a backend gives: the masks of a block. Everything else has a portable answer here.
pub(crate) trait Simd: Copy {
    /// Where the bytes stand that give JSON its structure.
    fn structure(self, block: &[u8; 64]) -> Structure;

    /// Where the bytes stand that end a string's plain run.
    fn text(self, block: &[u8; 64]) -> Text;

    /// Where the bytes stand that make up JSON's tokens.
    fn tokens(self, block: &[u8; 64]) -> Tokens;

    /// Where the line feeds stand.
    fn newlines(self, block: &[u8; 64]) -> u64;

    /// How many heads of frames begin in the first bytes of `chunk`: see [`lines::is_head`].
    fn heads(self, chunk: &[u8; lines::CHUNK + lines::HEAD_AHEAD]) -> u32;

    /// Goes through the chunks of a window, which some bytes follow. Lists those that may hold a line feed, and returns
    /// how many these are and how many heads begin in all chunks.
    #[inline(always)]
    fn survey(self, mut window: &[u8], listed: &mut [u8; lines::LISTED]) -> (u8, u32) {
        let (mut count, mut heads) = (0u8, 0);
        let mut index = 0u8;
        while let Some(chunk) = window.first_chunk() {
            let newlines = (0..lines::CHUNK / 64)
                .fold(0, |newlines, index| newlines | self.newlines(lines::block_at(chunk, index * 64)));
            listed[usize::from(count)] = index;
            count += u8::from(newlines != 0);
            heads += self.heads(chunk);
            index += 1;
            window = &window[lines::CHUNK..];
        }
        (count, heads)
    }

    /// The masks of the window's first 64 bytes; the candidates are bytes that `filter` admits, or after which one of the next
    /// two bytes is a backslash. A backend that has no fast look-up admits all quotes.
    #[inline(always)]
    fn keys(self, window: &[u8; WINDOW], _: &KeyFilter) -> KeyMasks {
        candidates::strings(self, window)
    }

    /// The masks of the bytes of `frame` from `at` on, fewer than 64; bits past the end are 0.
    #[inline(always)]
    fn structure_of_tail(self, frame: &[u8], at: usize) -> Structure {
        let (block, excess) = tail(frame, at);
        self.structure(&block).shifted_right(excess)
    }

    /// As [`structure_of_tail`](Simd::structure_of_tail), of the other masks.
    #[inline(always)]
    fn text_of_tail(self, frame: &[u8], at: usize) -> Text {
        let (block, excess) = tail(frame, at);
        self.text(&block).shifted_right(excess)
    }

    /// As [`structure_of_tail`](Simd::structure_of_tail), of the masks of tokens; past the end is white space.
    #[inline(always)]
    fn tokens_of_tail(self, frame: &[u8], at: usize) -> Tokens {
        let (block, excess) = tail(frame, at);
        let tokens = self.tokens(&block).shifted_right(excess);
        Tokens { white: tokens.white | u64::MAX << (frame.len() - at), ..tokens }
    }

    /// As [`structure_of_tail`](Simd::structure_of_tail), of the line feeds.
    #[inline(always)]
    fn newlines_of_tail(self, bytes: &[u8], at: usize) -> u64 {
        let (block, excess) = tail(bytes, at);
        self.newlines(&block).unbounded_shr(excess)
    }

    /// Bit *i* is the parity of bits 0 to *i* of `bits`: 1 from each odd set bit up to the next even one.
    #[inline(always)]
    fn prefix_xor(self, bits: u64) -> u64 {
        portable::prefix_xor(bits)
    }

    /// Where, in a block that begins `depth` containers deep, the depth is 0, and where it falls below.
    #[inline(always)]
    fn levels(self, opens: u64, closes: u64, depth: u32) -> Levels {
        portable::levels(opens, closes, depth)
    }

    /// Writes `at` + the index of each set bit of `bits` to the front of `out`, and how many there are.
    #[inline(always)]
    fn positions(self, bits: u64, at: u32, out: &mut [u32; 64]) -> usize {
        portable::positions(bits, at, out)
    }
}

/// The last bytes of `frame`, from `at` on, in a block of their own; and how many bits of its masks, the
/// lowest, speak of bytes before `at`.
#[inline(always)]
fn tail(frame: &[u8], at: usize) -> ([u8; 64], u32) {
    let rest = &frame[at..];
    debug_assert!(rest.len() < 64);
    match frame.last_chunk::<64>() {
        Some(last) => (*last, 64 - rest.len() as u32),
        None => {
            let mut block = [b' '; 64];
            block[64 - rest.len()..].copy_from_slice(rest);
            (block, 64 - rest.len() as u32)
        }
    }
}

/// Where a block's structural bytes stand, inside strings or not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Structure {
    pub(crate) quotes: u64,
    pub(crate) backslashes: u64,
    /// `{` and `[`.
    pub(crate) opens: u64,
    /// `}` and `]`.
    pub(crate) closes: u64,
    pub(crate) commas: u64,
}

impl Structure {
    #[inline(always)]
    fn shifted_right(self, bits: u32) -> Structure {
        let shift = |mask: u64| mask.unbounded_shr(bits);
        Structure {
            quotes: shift(self.quotes),
            backslashes: shift(self.backslashes),
            opens: shift(self.opens),
            closes: shift(self.closes),
            commas: shift(self.commas),
        }
    }
}

/// Where a block's bytes stand that matter inside a string.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Text {
    pub(crate) quotes: u64,
    pub(crate) backslashes: u64,
    /// Bytes below 0x20.
    pub(crate) controls: u64,
    /// Bytes of 0x80 and above.
    high: u64,
}

impl Text {
    #[inline(always)]
    fn shifted_right(self, bits: u32) -> Text {
        let shift = |mask: u64| mask.unbounded_shr(bits);
        Text {
            quotes: shift(self.quotes),
            backslashes: shift(self.backslashes),
            controls: shift(self.controls),
            high: shift(self.high),
        }
    }
}

/// Where a block's bytes stand that make up tokens, inside strings or not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Tokens {
    quotes: u64,
    backslashes: u64,
    /// `{` and `[`.
    opens: u64,
    /// `}` and `]`.
    closes: u64,
    /// Bytes with the bit that tells `{` from `[` and `}` from `]`.
    curly: u64,
    commas: u64,
    colons: u64,
    /// Space, tab, line feed and carriage return.
    white: u64,
    /// `0` to `9`.
    digits: u64,
    /// `0`.
    zeros: u64,
    /// Bytes below 0x20.
    controls: u64,
    /// Bytes of 0x80 and above.
    high: u64,
}

impl Tokens {
    #[inline(always)]
    fn shifted_right(self, bits: u32) -> Tokens {
        let shift = |mask: u64| mask.unbounded_shr(bits);
        Tokens {
            quotes: shift(self.quotes),
            backslashes: shift(self.backslashes),
            opens: shift(self.opens),
            closes: shift(self.closes),
            curly: shift(self.curly),
            commas: shift(self.commas),
            colons: shift(self.colons),
            white: shift(self.white),
            digits: shift(self.digits),
            zeros: shift(self.zeros),
            controls: shift(self.controls),
            high: shift(self.high),
        }
    }
}

/// How deep a block's bytes stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Levels {
    /// The bytes at depth 0. Of brackets, and past the first bit of `below`, it says nothing of use.
    zero: u64,
    /// Its lowest bit is the closing bracket that takes the depth below 0; 0 where there is none.
    below: u64,
}

/// One of the implementations of the kernels, and the proof that this CPU can run it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Backend(Kind);

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Portable(Portable),
    #[cfg(target_arch = "x86_64")]
    Avx2(avx2::Avx2),
    #[cfg(target_arch = "x86_64")]
    Avx512(avx512::Avx512),
}

impl Backend {
    /// The backend that runs everywhere, and that the others are tested against.
    pub const PORTABLE: Backend = Backend(Kind::Portable(Portable));

    /// The backends that this CPU can run, slowest first.
    ///
    /// ```
    /// assert_eq!(zerocord::Backend::available().next().unwrap().name(), "portable");
    /// ```
    pub fn available() -> impl Iterator<Item = Backend> {
        #[cfg(target_arch = "x86_64")]
        let found = [
            Some(Kind::Portable(Portable)),
            avx2::Avx2::detect().map(Kind::Avx2),
            avx512::Avx512::detect().map(Kind::Avx512),
        ];
        #[cfg(not(target_arch = "x86_64"))]
        let found = [Some(Kind::Portable(Portable))];
        found.into_iter().flatten().map(Backend)
    }

    /// The backend of this name (`portable`, `avx2`, `avx512`), if this CPU can run it.
    pub fn by_name(name: &str) -> Option<Backend> {
        Backend::available().find(|backend| backend.name() == name)
    }

    /// The backend that arenas use when they are asked for none: the fastest that this CPU can run.
    ///
    /// The environment variable `ZEROCORD_BACKEND`, read once a process, forces another; a name that is not
    /// known, or that this CPU cannot run, is passed over.
    pub fn chosen() -> Backend {
        static CHOSEN: OnceLock<Backend> = OnceLock::new();
        *CHOSEN.get_or_init(|| {
            let forced = std::env::var("ZEROCORD_BACKEND").ok();
            forced
                .and_then(|name| Backend::by_name(&name))
                .or_else(|| Backend::available().last())
                .unwrap_or(Backend::PORTABLE)
        })
    }

    /// `portable`, `avx2` or `avx512`.
    pub fn name(self) -> &'static str {
        match self.0 {
            Kind::Portable(_) => "portable",
            #[cfg(target_arch = "x86_64")]
            Kind::Avx2(_) => "avx2",
            #[cfg(target_arch = "x86_64")]
            Kind::Avx512(_) => "avx512",
        }
    }
}

impl fmt::Debug for Backend {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// An algorithm of another floor that is compiled for each backend.
pub(crate) trait Kernel {
    type Output;

    /// Runs it; `#[inline(always)]`, and so all that it calls with `simd`.
    fn run<S: Simd>(self, simd: S) -> Self::Output;
}

/// Calls a kernel through the backend in hand.
macro_rules! dispatch {
    ($backend:expr, $kernel:ident($($argument:expr),*)) => {
        match $backend.0 {
            Kind::Portable(portable) => kernel::$kernel(portable, $($argument),*),
            #[cfg(target_arch = "x86_64")]
            Kind::Avx2(avx2) => avx2.$kernel($($argument),*),
            #[cfg(target_arch = "x86_64")]
            Kind::Avx512(avx512) => avx512.$kernel($($argument),*),
        }
    };
}

/// The kernels. `frame` may be any slice of up to `u32::MAX - 64` bytes; nothing outside it is read.
impl Backend {
    /// Follows `scan` over at most `blocks_max` blocks and notes the commas directly inside its container.
    ///
    /// Writes their offsets to `out`, rising, and returns how many. Stops early where fewer than 64 places are
    /// left in `out`. Afterwards [`Scan::is_closed`] tells whether the container's closing bracket was met,
    /// and [`Scan::offset`] where, or where to go on.
    #[inline]
    pub(crate) fn separators<const N: usize>(
        self,
        frame: &[u8],
        scan: &mut Scan,
        out: &mut [u32; N],
        blocks_max: usize,
    ) -> usize {
        dispatch!(self, separators(frame, scan, out, blocks_max))
    }

    /// Follows `scan` to its container's end and counts the commas directly inside.
    #[inline]
    pub(crate) fn count_separators(self, frame: &[u8], scan: &mut Scan) -> usize {
        dispatch!(self, count_separators(frame, scan))
    }

    /// Finds the closing bracket of the container inside which `at` stands, outside strings; the frame's length where
    /// there is none.
    #[inline]
    pub(crate) fn container_end(self, frame: &[u8], at: usize) -> usize {
        dispatch!(self, container_end(frame, at))
    }

    /// Finds the first quote of `frame` from `at` on that is not escaped; the frame's length where none is.
    #[inline]
    pub(crate) fn quote(self, frame: &[u8], at: usize) -> usize {
        dispatch!(self, quote(frame, at))
    }

    /// Finds the first quote, backslash or control character of `frame` from `at` on.
    #[inline]
    pub(crate) fn text_end(self, frame: &[u8], at: usize) -> TextEnd {
        dispatch!(self, text_end(frame, at))
    }

    /// Finds the line feeds of `bytes` from `at` on, some kilobytes at a time.
    #[inline]
    pub(crate) fn line_ends(self, bytes: &[u8], at: usize, ends: &mut LineEnds) {
        dispatch!(self, line_ends(bytes, at, ends))
    }

    /// Counts the places in `range` where a frame may begin: see [`is_head`].
    #[inline]
    pub(crate) fn count_heads(self, bytes: &[u8], range: Range<usize>) -> usize {
        dispatch!(self, count_heads(bytes, range))
    }

    /// Runs an algorithm of another floor.
    #[inline]
    pub(crate) fn run<K: Kernel>(self, kernel: K) -> K::Output {
        match self.0 {
            Kind::Portable(portable) => kernel.run(portable),
            #[cfg(target_arch = "x86_64")]
            Kind::Avx2(avx2) => avx2.run(kernel),
            #[cfg(target_arch = "x86_64")]
            Kind::Avx512(avx512) => avx512.run(kernel),
        }
    }

    /// Hands the blocks of `frame` from `at`, which is outside strings, to `visitor`, until that wants no more;
    /// gives the offset behind the last one.
    #[inline]
    pub(crate) fn blocks<V: VisitBlock>(self, frame: &[u8], at: usize, visitor: &mut V) -> usize {
        dispatch!(self, blocks(frame, at, visitor))
    }
}
