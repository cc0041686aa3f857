//! The AVX-512 backend: one register per block, exact ends through masked loads.

use std::arch::x86_64::*;
use std::ops::Range;

use super::avx2::prefix_xor;
use super::candidates::{KeyFilter, KeyMasks, WINDOW};
use super::kernel::{self, Scan, TextEnd, VisitBlock};
use super::lines::{CHUNK, HEAD_AHEAD, block_at};
use super::{Kernel, Levels, LineEnds, Simd, Structure, Text, Tokens};

/// Proof that the CPU has every feature that this file's functions are compiled for. Only [`Avx512::detect`] creates
/// one.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct Avx512(());

impl Avx512 {
    pub(super) fn detect() -> Option<Avx512> {
        let found = is_x86_feature_detected!("avx512f")
            && is_x86_feature_detected!("avx512bw")
            && is_x86_feature_detected!("avx512vl")
            && is_x86_feature_detected!("avx512vbmi")
            && is_x86_feature_detected!("avx512vbmi2")
            && is_x86_feature_detected!("pclmulqdq")
            && is_x86_feature_detected!("bmi1")
            && is_x86_feature_detected!("bmi2")
            && is_x86_feature_detected!("lzcnt")
            && is_x86_feature_detected!("popcnt");
        found.then_some(Avx512(()))
    }
}

/// A method of [`Avx512`] that runs the kernel of the same name, compiled for this backend.
macro_rules! kernel {
    ($name:ident $(<const $n:ident>)? ($($argument:ident: $type:ty),*) $(-> $result:ty)?) => {
        #[inline]
        pub(super) fn $name $(<const $n: usize>)? (self, $($argument: $type),*) $(-> $result)? {
            #[target_feature(
                enable = "avx512f,avx512bw,avx512vl,avx512vbmi,avx512vbmi2,pclmulqdq,bmi1,bmi2,lzcnt,popcnt"
            )]
            fn compiled $(<const $n: usize>)? (simd: Avx512, $($argument: $type),*) $(-> $result)? {
                kernel::$name(simd, $($argument),*)
            }
            // SAFETY: `self` exists, so `Avx512::detect` has found every feature that the attribute names.
            unsafe { compiled(self, $($argument),*) }
        }
    };
}

impl Avx512 {
    kernel!(separators<const N>(frame: &[u8], scan: &mut Scan, out: &mut [u32; N], blocks_max: usize) -> usize);
    kernel!(count_separators(frame: &[u8], scan: &mut Scan) -> usize);
    kernel!(container_end(frame: &[u8], at: usize) -> usize);
    kernel!(quote(frame: &[u8], at: usize) -> usize);
    kernel!(text_end(frame: &[u8], at: usize) -> TextEnd);
    kernel!(count_heads(bytes: &[u8], range: Range<usize>) -> usize);
    kernel!(line_ends(bytes: &[u8], at: usize, ends: &mut LineEnds));

    /// Runs a kernel of another layer, compiled for this backend.
    #[inline]
    pub(super) fn run<K: Kernel>(self, kernel: K) -> K::Output {
        #[target_feature(
            enable = "avx512f,avx512bw,avx512vl,avx512vbmi,avx512vbmi2,pclmulqdq,bmi1,bmi2,lzcnt,popcnt"
        )]
        fn compiled<K: Kernel>(simd: Avx512, kernel: K) -> K::Output {
            kernel.run(simd)
        }
        // SAFETY: `self` exists, so `Avx512::detect` has found every feature that the attribute names.
        unsafe { compiled(self, kernel) }
    }

    /// The kernel of this name, compiled for this backend.
    #[inline]
    pub(super) fn blocks<V: VisitBlock>(self, frame: &[u8], at: usize, visitor: &mut V) -> usize {
        #[target_feature(
            enable = "avx512f,avx512bw,avx512vl,avx512vbmi,avx512vbmi2,pclmulqdq,bmi1,bmi2,lzcnt,popcnt"
        )]
        fn compiled<V: VisitBlock>(simd: Avx512, frame: &[u8], at: usize, visitor: &mut V) -> usize {
            kernel::blocks(simd, frame, at, visitor)
        }
        // SAFETY: `self` exists, so `Avx512::detect` has found every feature that the attribute names.
        unsafe { compiled(self, frame, at, visitor) }
    }
}

impl Simd for Avx512 {
    #[inline(always)]
    fn structure(self, block: &[u8; 64]) -> Structure {
        // SAFETY: `self` exists, so `Avx512::detect` has found every feature that this is compiled for.
        unsafe { structure_of_block(block) }
    }

    #[inline(always)]
    fn text(self, block: &[u8; 64]) -> Text {
        // SAFETY: `self` exists, so `Avx512::detect` has found every feature that this is compiled for.
        unsafe { text_of_block(block) }
    }

    #[inline(always)]
    fn structure_of_tail(self, frame: &[u8], at: usize) -> Structure {
        // SAFETY: `self` exists, so `Avx512::detect` has found every feature that this is compiled for.
        unsafe { structure_of_rest(&frame[at..]) }
    }

    #[inline(always)]
    fn text_of_tail(self, frame: &[u8], at: usize) -> Text {
        let rest = &frame[at..];
        // SAFETY: `self` exists, so `Avx512::detect` has found every feature that this is compiled for.
        let masks = unsafe { text_of_rest(rest) };
        // The bytes past the end were read as 0, which is a control character.
        Text { controls: masks.controls & !(u64::MAX << rest.len()), ..masks }
    }

    #[inline(always)]
    fn tokens(self, block: &[u8; 64]) -> Tokens {
        // SAFETY: `self` exists, so `Avx512::detect` has found every feature that this is compiled for.
        unsafe { tokens_of_block(block) }
    }

    #[inline(always)]
    fn tokens_of_tail(self, frame: &[u8], at: usize) -> Tokens {
        let rest = &frame[at..];
        // SAFETY: `self` exists, so `Avx512::detect` has found every feature that this is compiled for.
        let masks = unsafe { tokens_of_rest(rest) };
        // The bytes past the end were read as 0, which is a control character.
        let past_end = u64::MAX << rest.len();
        Tokens { controls: masks.controls & !past_end, white: masks.white | past_end, ..masks }
    }

    #[inline(always)]
    fn keys(self, window: &[u8; WINDOW], filter: &KeyFilter) -> KeyMasks {
        // SAFETY: `self` exists, so `Avx512::detect` has found every feature that this is compiled for.
        unsafe { keys(window, filter) }
    }

    #[inline(always)]
    fn newlines(self, block: &[u8; 64]) -> u64 {
        // SAFETY: `self` exists, so `Avx512::detect` has found every feature that this is compiled for.
        unsafe { newlines_of_block(block) }
    }

    #[inline(always)]
    fn newlines_of_tail(self, bytes: &[u8], at: usize) -> u64 {
        // SAFETY: `self` exists, so `Avx512::detect` has found every feature that this is compiled for.
        unsafe { newlines_of_rest(&bytes[at..]) }
    }

    #[inline(always)]
    fn heads(self, chunk: &[u8; CHUNK + HEAD_AHEAD]) -> u32 {
        // SAFETY: `self` exists, so `Avx512::detect` has found every feature that `heads` is compiled for.
        unsafe { heads(chunk) }
    }

    #[inline(always)]
    fn prefix_xor(self, bits: u64) -> u64 {
        // SAFETY: `self` exists, so `Avx512::detect` has found every feature that `prefix_xor` is compiled for.
        unsafe { prefix_xor(bits) }
    }

    #[inline(always)]
    fn levels(self, opens: u64, closes: u64, depth: u32) -> Levels {
        // SAFETY: `self` exists, so `Avx512::detect` has found every feature that `levels` is compiled for.
        unsafe { levels(opens, closes, depth) }
    }

    #[inline(always)]
    fn positions(self, bits: u64, at: u32, out: &mut [u32; 64]) -> usize {
        // SAFETY: `self` exists, so `Avx512::detect` has found every feature that `positions` is compiled for.
        unsafe { positions(bits, at, out) }
    }
}

#[inline]
#[target_feature(enable = "avx512f")]
fn load(block: &[u8; 64]) -> __m512i {
    // SAFETY: `block` is 64 bytes, and an unaligned load has no other requirement.
    unsafe { _mm512_loadu_si512(block.as_ptr().cast()) }
}

/// The bytes of `rest`, fewer than 64, then zeros.
#[inline]
#[target_feature(enable = "avx512f,avx512bw")]
fn load_tail(rest: &[u8]) -> __m512i {
    assert!(rest.len() < 64);
    let wanted = !(u64::MAX << rest.len());
    // SAFETY: the set bits of `wanted` are those of the bytes of `rest`, and a masked load accesses no other byte.
    unsafe { _mm512_maskz_loadu_epi8(wanted, rest.as_ptr().cast()) }
}

#[inline]
#[target_feature(enable = "avx512f,avx512bw")]
fn newlines_of_block(block: &[u8; 64]) -> u64 {
    equal(load(block), b'\n')
}

#[inline]
#[target_feature(enable = "avx512f,avx512bw")]
fn heads(chunk: &[u8; CHUNK + HEAD_AHEAD]) -> u32 {
    let mut count = 0;
    for index in 0..CHUNK / 64 {
        let [block, third, fourth] = [0, 3, 4].map(|ahead| load(block_at(chunk, index * 64 + ahead)));
        count += (equal(block, b'{') & (equal(third, b'p') | equal(fourth, b':'))).count_ones();
    }
    count
}

/// Bytes past the end are read as 0, which is not a line feed.
#[inline]
#[target_feature(enable = "avx512f,avx512bw")]
fn newlines_of_rest(rest: &[u8]) -> u64 {
    equal(load_tail(rest), b'\n')
}

#[inline]
#[target_feature(enable = "avx512f,avx512bw")]
fn structure_of_block(block: &[u8; 64]) -> Structure {
    structure(load(block))
}

#[inline]
#[target_feature(enable = "avx512f,avx512bw")]
fn structure_of_rest(rest: &[u8]) -> Structure {
    structure(load_tail(rest))
}

#[inline]
#[target_feature(enable = "avx512f,avx512bw")]
fn text_of_block(block: &[u8; 64]) -> Text {
    text(load(block))
}

#[inline]
#[target_feature(enable = "avx512f,avx512bw")]
fn text_of_rest(rest: &[u8]) -> Text {
    text(load_tail(rest))
}

#[inline]
#[target_feature(enable = "avx512f,avx512bw")]
fn tokens_of_block(block: &[u8; 64]) -> Tokens {
    tokens(load(block))
}

#[inline]
#[target_feature(enable = "avx512f,avx512bw")]
fn tokens_of_rest(rest: &[u8]) -> Tokens {
    tokens(load_tail(rest))
}

#[inline]
#[target_feature(enable = "avx512f,avx512bw")]
fn equal(block: __m512i, byte: u8) -> u64 {
    _mm512_cmpeq_epi8_mask(block, _mm512_set1_epi8(byte as i8))
}

#[inline]
#[target_feature(enable = "avx512f,avx512bw")]
fn structure(block: __m512i) -> Structure {
    // Bit 0x20 separates `{` from `[` and `}` from `]`.
    let curly = _mm512_or_si512(block, _mm512_set1_epi8(0x20));
    Structure {
        quotes: equal(block, b'"'),
        backslashes: equal(block, b'\\'),
        opens: equal(curly, b'{'),
        closes: equal(curly, b'}'),
        commas: equal(block, b','),
        colons: equal(block, b':'),
    }
}

#[inline]
#[target_feature(enable = "avx512f,avx512bw")]
fn keys(window: &[u8; WINDOW], filter: &KeyFilter) -> KeyMasks {
    let ([block @ .., _, _], [_, after @ .., _], [_, _, after_that @ ..]) = (window, window, window);
    let (first, second) = (load(after), load(after_that));
    let Structure { quotes, backslashes, opens, closes, .. } = structure(load(block));
    let met = admitted(first, &filter.expected[0], filter.any[0])
        & admitted(second, &filter.expected[1], filter.any[1]);
    let candidates = met | equal(first, b'\\') | equal(second, b'\\');
    KeyMasks { quotes, backslashes, opens, closes, candidates, colons: 0 }
}

/// The bytes that `table` admits. Each byte looks up an expected byte by its low half. For bytes of 0x80 and above the
/// look-up gives 0, so they never match.
#[inline]
#[target_feature(enable = "avx512f,avx512bw")]
fn admitted(bytes: __m512i, table: &[u8; 16], any: u8) -> u64 {
    let words = u128::from_le_bytes(*table);
    let table = _mm512_broadcast_i32x4(_mm_set_epi64x((words >> 64) as i64, words as i64));
    let met = _mm512_cmpeq_epi8_mask(_mm512_shuffle_epi8(table, bytes), bytes);
    met | (any as i8 as i64) as u64
}

#[inline]
#[target_feature(enable = "avx512f,avx512bw")]
fn text(block: __m512i) -> Text {
    Text {
        quotes: equal(block, b'"'),
        backslashes: equal(block, b'\\'),
        controls: _mm512_cmplt_epu8_mask(block, _mm512_set1_epi8(0x20)),
        high: _mm512_movepi8_mask(block),
    }
}

#[inline]
#[target_feature(enable = "avx512f,avx512bw")]
fn tokens(block: __m512i) -> Tokens {
    let Structure { quotes, backslashes, opens, closes, commas, colons } = structure(block);
    let Text { controls, high, .. } = text(block);
    let from_zero = _mm512_sub_epi8(block, _mm512_set1_epi8(b'0' as i8));
    Tokens {
        quotes,
        backslashes,
        opens,
        closes,
        curly: _mm512_test_epi8_mask(block, _mm512_set1_epi8(0x20)),
        commas,
        colons,
        white: equal(block, b' ') | equal(block, b'\t') | equal(block, b'\n') | equal(block, b'\r'),
        digits: _mm512_cmplt_epu8_mask(from_zero, _mm512_set1_epi8(10)),
        zeros: equal(block, b'0'),
        controls,
        high,
    }
}

/// Computes the depth at all 64 bytes at once, without a branch: 1 for an opening bracket, -1 for a closing one, then a
/// prefix sum.
///
/// The sums are between -64 and 64. `depth` is at most the number of closing brackets, so -1 - `depth` is at least -65.
/// All values fit a signed byte.
#[inline]
#[target_feature(enable = "avx512f,avx512bw")]
fn levels(opens: u64, closes: u64, depth: u32) -> Levels {
    debug_assert!(depth <= 64);
    let zeros = _mm512_setzero_si512();
    // `movm` gives -1 for a set bit.
    let mut sums = _mm512_sub_epi8(_mm512_movm_epi8(closes), _mm512_movm_epi8(opens));
    // Prefix sums within each 16 bytes ...
    sums = _mm512_add_epi8(sums, _mm512_bslli_epi128::<1>(sums));
    sums = _mm512_add_epi8(sums, _mm512_bslli_epi128::<2>(sums));
    sums = _mm512_add_epi8(sums, _mm512_bslli_epi128::<4>(sums));
    sums = _mm512_add_epi8(sums, _mm512_bslli_epi128::<8>(sums));
    // ... plus the totals of the preceding 16-byte parts: a, a + b, a + b + c.
    let totals = _mm512_shuffle_epi8(sums, _mm512_set1_epi8(15));
    let one_before = _mm512_alignr_epi64::<6>(totals, zeros);
    let two_before = _mm512_alignr_epi64::<4>(totals, zeros);
    let three_before = _mm512_alignr_epi64::<2>(totals, zeros);
    sums = _mm512_add_epi8(_mm512_add_epi8(sums, one_before), _mm512_add_epi8(two_before, three_before));
    let zero = -(depth as i8);
    Levels {
        zero: _mm512_cmpeq_epi8_mask(sums, _mm512_set1_epi8(zero)),
        below: closes & _mm512_cmpeq_epi8_mask(sums, _mm512_set1_epi8(zero - 1)),
    }
}

#[inline]
#[target_feature(enable = "avx512f,avx512bw,avx512vbmi2")]
fn positions(bits: u64, at: u32, out: &mut [u32; 64]) -> usize {
    let count = bits.count_ones() as usize;
    let indexes = _mm512_maskz_compress_epi8(bits, numbers());
    let at = _mm512_set1_epi32(at as i32);
    let (parts, _) = out.as_chunks_mut::<16>();
    store(&mut parts[0], _mm512_add_epi32(at, _mm512_cvtepu8_epi32(_mm512_castsi512_si128(indexes))));
    if count > 16 {
        let part = _mm512_extracti32x4_epi32::<1>(indexes);
        store(&mut parts[1], _mm512_add_epi32(at, _mm512_cvtepu8_epi32(part)));
        let part = _mm512_extracti32x4_epi32::<2>(indexes);
        store(&mut parts[2], _mm512_add_epi32(at, _mm512_cvtepu8_epi32(part)));
        let part = _mm512_extracti32x4_epi32::<3>(indexes);
        store(&mut parts[3], _mm512_add_epi32(at, _mm512_cvtepu8_epi32(part)));
    }
    count
}

/// The bytes 0 to 63.
#[inline]
#[target_feature(enable = "avx512f")]
fn numbers() -> __m512i {
    const NUMBERS: [u8; 64] = {
        let mut numbers = [0; 64];
        let mut number = 0;
        while number < 64 {
            numbers[number] = number as u8;
            number += 1;
        }
        numbers
    };
    load(&NUMBERS)
}

#[inline]
#[target_feature(enable = "avx512f")]
fn store(out: &mut [u32; 16], values: __m512i) {
    // SAFETY: `out` is 64 bytes, and an unaligned store has no other requirement.
    unsafe { _mm512_storeu_si512(out.as_mut_ptr().cast(), values) }
}
