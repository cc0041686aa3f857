//! Kernels that process 64 bytes at a time, and the choice of instruction set.
//!
//! This layer knows bytes and which of them matter to JSON. It knows neither the grammar nor Discord. A *block* is 64
//! bytes, a *mask* is a `u64` whose bit *i* describes byte *i* of the block. [`kernel`] has one version of each
//! algorithm, in safe code, over the trait [`Simd`]; a backend supplies the masks of a block and little else:
//!
//! | backend | what it is | needs |
//! | --- | --- | --- |
//! | [`portable`] | plain integer arithmetic: the oracle that the others are tested against | nothing |
//! | [`avx2`] | two registers of 32 bytes | AVX2, PCLMULQDQ, BMI1, BMI2, LZCNT, POPCNT |
//! | [`avx512`] | one register of 64 bytes; exact ends by masked loads | AVX-512 F, BW, VL, VBMI, VBMI2 and the above |
//! | [`neon`] | four registers of 16 bytes | NEON, which every arm64 CPU has |
//! | the same, `neon-pmull` | prefix XOR by carry-less multiplication | PMULL |
//!
//! The backend is chosen once ([`Backend::chosen`]). Holding a [`Backend`] is proof that the CPU can run it. No
//! backend reads outside the given slice, and all give the same results.
//!
//! In the library, only this folder contains `unsafe`. Each block makes one claim.
#![allow(unsafe_code)]

#[cfg(target_arch = "x86_64")]
mod avx2;
#[cfg(target_arch = "x86_64")]
mod avx512;
mod candidates;
mod digits;
#[cfg(any(target_arch = "x86_64", target_arch = "aarch64"))]
mod features;
mod kernel;
mod lines;
#[cfg(target_arch = "aarch64")]
mod neon;
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
pub(crate) use lines::{LineEnds, has_unusual_start, is_head};
pub(crate) use portable::splat;
pub(crate) use quotes::quotes;
pub(crate) use text::utf8;

/// The masks of a block, supplied by a backend. Everything else has a portable default here.
pub(crate) trait Simd: Copy {
    /// The masks of the bytes that give JSON its structure.
    fn structure(self, block: &[u8; 64]) -> Structure;

    /// The masks of the bytes that end a string's plain run.
    fn text(self, block: &[u8; 64]) -> Text;

    /// The masks of the bytes that make up JSON tokens.
    fn tokens(self, block: &[u8; 64]) -> Tokens;

    /// The mask of the line feeds.
    fn newlines(self, block: &[u8; 64]) -> u64;

    /// The number of hints of frames in the first [`lines::CHUNK`] bytes of `chunk`: see [`lines::is_hint`].
    fn hints(self, chunk: &[u8; lines::CHUNK + lines::HINT_AHEAD]) -> u32;

    /// Surveys the chunks of a window, which is followed by some more bytes. Lists the chunks that may contain a line
    /// feed. Returns the number of listed chunks, and the number of hints in all chunks.
    #[inline(always)]
    fn survey(self, mut window: &[u8], listed: &mut [u8; lines::LISTED]) -> (u8, u32) {
        let (mut count, mut hints) = (0u8, 0);
        let mut index = 0u8;
        while let Some(chunk) = window.first_chunk() {
            let newlines = (0..lines::CHUNK / 64)
                .fold(0, |newlines, index| newlines | self.newlines(lines::block_at(chunk, index * 64)));
            listed[usize::from(count)] = index;
            count += u8::from(newlines != 0);
            hints += self.hints(chunk);
            index += 1;
            window = &window[lines::CHUNK..];
        }
        (count, hints)
    }

    /// The masks of the window's first 64 bytes. Candidates are the bytes that `filter` admits, and those with a
    /// backslash in one of the next two bytes. A backend without a fast look-up admits all quotes.
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

    /// Like [`structure_of_tail`](Simd::structure_of_tail), for the masks of [`Text`].
    #[inline(always)]
    fn text_of_tail(self, frame: &[u8], at: usize) -> Text {
        let (block, excess) = tail(frame, at);
        self.text(&block).shifted_right(excess)
    }

    /// Like [`structure_of_tail`](Simd::structure_of_tail), for the masks of tokens; bits past the end are white space.
    #[inline(always)]
    fn tokens_of_tail(self, frame: &[u8], at: usize) -> Tokens {
        let (block, excess) = tail(frame, at);
        let tokens = self.tokens(&block).shifted_right(excess);
        Tokens { white: tokens.white | u64::MAX << (frame.len() - at), ..tokens }
    }

    /// Like [`structure_of_tail`](Simd::structure_of_tail), for line feeds.
    #[inline(always)]
    fn newlines_of_tail(self, bytes: &[u8], at: usize) -> u64 {
        let (block, excess) = tail(bytes, at);
        self.newlines(&block).unbounded_shr(excess)
    }

    /// Bit *i* is the parity of bits 0 to *i* of `bits`: 1 from each odd-numbered set bit up to the next set bit.
    #[inline(always)]
    fn prefix_xor(self, bits: u64) -> u64 {
        portable::prefix_xor(bits)
    }

    /// The bytes at depth 0, and those where the depth falls below 0, in a block that begins at depth `depth`.
    #[inline(always)]
    fn levels(self, opens: u64, closes: u64, depth: u32) -> Levels {
        portable::levels(opens, closes, depth)
    }

    /// Writes `at` + the index of each set bit of `bits` to the start of `out`. Returns the number of set bits.
    #[inline(always)]
    fn positions(self, bits: u64, at: u32, out: &mut [u32; 64]) -> usize {
        portable::positions(bits, at, out)
    }
}

/// The last bytes of `frame`, from `at` on, in a block of their own. Also returns how many of the lowest mask bits
/// describe bytes before `at`.
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

/// The structural bytes of a block, inside strings or not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Structure {
    pub(crate) quotes: u64,
    pub(crate) backslashes: u64,
    /// `{` and `[`.
    pub(crate) opens: u64,
    /// `}` and `]`.
    pub(crate) closes: u64,
    pub(crate) commas: u64,
    pub(crate) colons: u64,
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
            colons: shift(self.colons),
        }
    }
}

/// The bytes of a block that matter inside a string.
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

/// The bytes of a block that make up tokens, inside strings or not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Tokens {
    quotes: u64,
    backslashes: u64,
    /// `{` and `[`.
    opens: u64,
    /// `}` and `]`.
    closes: u64,
    /// Bytes that have bit 0x20, which separates `{` from `[` and `}` from `]`.
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

/// The depth of a block's bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Levels {
    /// The bytes at depth 0. Bits of brackets, and bits past the first bit of `below`, are meaningless.
    zero: u64,
    /// The lowest bit is the closing bracket that takes the depth below 0; 0 if there is none.
    below: u64,
}

/// One implementation of the kernels, and the proof that this CPU can run it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Backend(BackendKind);

#[derive(Clone, Copy, PartialEq, Eq)]
enum BackendKind {
    Portable(Portable),
    #[cfg(target_arch = "x86_64")]
    Avx2(avx2::Avx2),
    #[cfg(target_arch = "x86_64")]
    Avx512(avx512::Avx512),
    #[cfg(target_arch = "aarch64")]
    Neon(neon::Neon<false>),
    #[cfg(target_arch = "aarch64")]
    NeonPmull(neon::Neon<true>),
}

impl Backend {
    /// The backend that runs on every CPU. The others are tested against it.
    pub const PORTABLE: Backend = Backend(BackendKind::Portable(Portable));

    /// The backends that this CPU can run, slowest first.
    ///
    /// ```
    /// assert_eq!(zerocord::Backend::available().next().unwrap().name(), "portable");
    /// ```
    pub fn available() -> impl Iterator<Item = Backend> {
        #[cfg(target_arch = "x86_64")]
        let found = [
            Some(BackendKind::Portable(Portable)),
            avx2::Avx2::detect().map(BackendKind::Avx2),
            avx512::Avx512::detect().map(BackendKind::Avx512),
        ];
        #[cfg(target_arch = "aarch64")]
        let found = [
            Some(BackendKind::Portable(Portable)),
            neon::Neon::detect().map(BackendKind::Neon),
            neon::Neon::detect().map(BackendKind::NeonPmull),
        ];
        #[cfg(not(any(target_arch = "x86_64", target_arch = "aarch64")))]
        let found = [Some(BackendKind::Portable(Portable))];
        found.into_iter().flatten().map(Backend)
    }

    /// The backend with this name (`portable`, `avx2`, `avx512`, `neon`, `neon-pmull`), if this CPU can run it.
    pub fn by_name(name: &str) -> Option<Backend> {
        Backend::available().find(|backend| backend.name() == name)
    }

    /// The default backend of arenas: the fastest that this CPU can run.
    ///
    /// The environment variable `ZEROCORD_BACKEND`, read once per process, selects another. An unknown name, or a
    /// backend that this CPU cannot run, is ignored.
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

    /// `portable`; `avx2` or `avx512` on x86-64; `neon` or `neon-pmull` on arm64.
    pub fn name(self) -> &'static str {
        match self.0 {
            BackendKind::Portable(_) => "portable",
            #[cfg(target_arch = "x86_64")]
            BackendKind::Avx2(_) => "avx2",
            #[cfg(target_arch = "x86_64")]
            BackendKind::Avx512(_) => "avx512",
            #[cfg(target_arch = "aarch64")]
            BackendKind::Neon(_) => "neon",
            #[cfg(target_arch = "aarch64")]
            BackendKind::NeonPmull(_) => "neon-pmull",
        }
    }
}

impl fmt::Debug for Backend {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// An algorithm of another layer that is compiled for each backend.
pub(crate) trait Kernel {
    type Output;

    /// Runs the algorithm. This and everything it calls with `simd` must be `#[inline(always)]`.
    fn run<S: Simd>(self, simd: S) -> Self::Output;
}

/// Calls a kernel through the selected backend.
macro_rules! dispatch {
    ($backend:expr, $kernel:ident($($argument:expr),*)) => {
        match $backend.0 {
            BackendKind::Portable(portable) => kernel::$kernel(portable, $($argument),*),
            #[cfg(target_arch = "x86_64")]
            BackendKind::Avx2(avx2) => avx2.$kernel($($argument),*),
            #[cfg(target_arch = "x86_64")]
            BackendKind::Avx512(avx512) => avx512.$kernel($($argument),*),
            #[cfg(target_arch = "aarch64")]
            BackendKind::Neon(neon) => kernel::$kernel(neon, $($argument),*),
            #[cfg(target_arch = "aarch64")]
            BackendKind::NeonPmull(neon) => neon.$kernel($($argument),*),
        }
    };
}

/// The kernels. `frame` may be any slice of up to `u32::MAX - 64` bytes; nothing outside it is read.
impl Backend {
    /// Follows `scan` over at most `blocks_max` blocks and records the commas directly inside its container.
    ///
    /// Writes their offsets to `out` in ascending order, and returns how many. Stops early if fewer than 64 entries of
    /// `out` are free. Afterwards [`Scan::is_closed`] says whether the container's closing bracket has been found, and
    /// [`Scan::offset`] is its position or where to continue.
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

    /// Finds the closing bracket of the container that `at` is directly inside of; `at` is outside strings. Returns the
    /// frame's length if there is none.
    #[inline]
    pub(crate) fn container_end(self, frame: &[u8], at: usize) -> usize {
        dispatch!(self, container_end(frame, at))
    }

    /// Finds the first quote of `frame` from `at` on that is not escaped. Returns the frame's length if there is none.
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

    /// Counts the hints of frames in `range`: see [`lines::is_hint`].
    #[inline]
    pub(crate) fn count_hints(self, bytes: &[u8], range: Range<usize>) -> usize {
        dispatch!(self, count_hints(bytes, range))
    }

    /// Runs an algorithm of another layer.
    #[inline]
    pub(crate) fn run<K: Kernel>(self, algorithm: K) -> K::Output {
        dispatch!(self, run(algorithm))
    }

    /// Passes the blocks of `frame` from `at`, which is outside strings, to `visitor` until it stops. Returns the
    /// offset after the last block.
    #[inline]
    pub(crate) fn blocks<V: VisitBlock>(self, frame: &[u8], at: usize, visitor: &mut V) -> usize {
        dispatch!(self, blocks(frame, at, visitor))
    }
}
