//! The AVX2 backend: two registers of 32 bytes per block.

use std::arch::x86_64::*;

use super::candidates::{KeyFilter, KeyMasks, WINDOW};
use super::features::{all_detected, kernels, masks};
use super::lines::{AFTER_JOINT, CHUNK, HEAD_IGNORED, HEADS, HINT_AHEAD, LISTED, block_at};
use super::{Simd, Structure, Text, Tokens};

/// Passes the CPU features of this backend to another macro. This is the only list of them.
macro_rules! with_features {
    ($macro:ident $($arguments:tt)*) => {
        $macro! { ["avx2", "pclmulqdq", "bmi1", "bmi2", "lzcnt", "popcnt"] $($arguments)* }
    };
}

/// Proof that the CPU has every feature of the list. Only [`Avx2::detect`] creates one.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct Avx2(());

impl Avx2 {
    pub(super) fn detect() -> Option<Avx2> {
        with_features!(all_detected is_x86_feature_detected).then_some(Avx2(()))
    }
}

with_features!(kernels Avx2);

impl Simd for Avx2 {
    with_features! { masks
        fn structure(block: &[u8; 64]) -> Structure;
        fn text(block: &[u8; 64]) -> Text;
        fn tokens(block: &[u8; 64]) -> Tokens;
        fn keys(window: &[u8; WINDOW], filter: &KeyFilter) -> KeyMasks;
        fn hints(chunk: &[u8; CHUNK + HINT_AHEAD]) -> u32;
        fn survey(window: &[u8], listed: &mut [u8; LISTED]) -> (u8, u32);
        fn newlines(block: &[u8; 64]) -> u64;
        fn prefix_xor(bits: u64) -> u64;
    }
}

#[inline]
#[target_feature(enable = "avx2")]
fn load<const AT: usize, const N: usize>(block: &[u8; N]) -> __m256i {
    const { assert!(AT + 32 <= N) };
    // SAFETY: `AT` + 32 is at most the length of `block`, as the line above asserts at compile time.
    let first = unsafe { block.as_ptr().add(AT) };
    // SAFETY: 32 bytes can be read from `first`, and an unaligned load has no other requirement.
    unsafe { _mm256_loadu_si256(first.cast()) }
}

/// The bytes of a block that equal `byte`, as a mask.
#[inline]
#[target_feature(enable = "avx2")]
fn equal(low: __m256i, high: __m256i, byte: u8) -> u64 {
    let byte = _mm256_set1_epi8(byte as i8);
    mask(_mm256_cmpeq_epi8(low, byte), _mm256_cmpeq_epi8(high, byte))
}

/// Collects the top bit of each byte.
#[inline]
#[target_feature(enable = "avx2")]
fn mask(low: __m256i, high: __m256i) -> u64 {
    u64::from(_mm256_movemask_epi8(low) as u32) | u64::from(_mm256_movemask_epi8(high) as u32) << 32
}

#[inline]
#[target_feature(enable = "avx2")]
fn newlines(block: &[u8; 64]) -> u64 {
    equal(load::<0, _>(block), load::<32, _>(block), b'\n')
}

/// Accumulators for one chunk: the smallest byte per lane, and the number of hints per lane.
#[derive(Clone, Copy)]
struct Gathered {
    least: __m256i,
    hints: __m256i,
}

#[inline]
#[target_feature(enable = "avx2")]
fn gather(chunk: &[u8; CHUNK + HINT_AHEAD], mut hints: __m256i) -> Gathered {
    let mut least = _mm256_set1_epi8(-1);
    let (open, close) = (_mm256_set1_epi8(b'{' as i8), _mm256_set1_epi8(b'}' as i8));
    let (keys, after_joint) = (table(&HEADS), table(&AFTER_JOINT));
    let ignored = _mm256_set1_epi8(HEAD_IGNORED as i8);
    for index in 0..CHUNK / 64 {
        let [block, first, second, fourth] = [0, 1, 2, 4].map(|ahead| block_at(chunk, index * 64 + ahead));
        for [bytes, first, second, fourth] in [
            [block, first, second, fourth].map(|block| load::<0, _>(block)),
            [block, first, second, fourth].map(|block| load::<32, _>(block)),
        ] {
            let difference = _mm256_or_si256(_mm256_sub_epi8(second, fourth), ignored);
            let is_key = _mm256_cmpeq_epi8(_mm256_shuffle_epi8(keys, difference), difference);
            let is_head = _mm256_and_si256(_mm256_cmpeq_epi8(bytes, open), is_key);
            let is_after = _mm256_cmpeq_epi8(_mm256_shuffle_epi8(after_joint, first), first);
            let is_joint = _mm256_and_si256(_mm256_cmpeq_epi8(bytes, close), is_after);
            // A match is -1.
            hints = _mm256_sub_epi8(hints, _mm256_or_si256(is_head, is_joint));
            least = _mm256_min_epu8(least, bytes);
        }
    }
    Gathered { least, hints }
}

#[inline]
#[target_feature(enable = "avx2")]
fn hints(chunk: &[u8; CHUNK + HINT_AHEAD]) -> u32 {
    sum(gather(chunk, _mm256_setzero_si256()).hints)
}

/// The sum of all bytes.
#[inline]
#[target_feature(enable = "avx2")]
fn sum(bytes: __m256i) -> u32 {
    let sums = _mm256_sad_epu8(bytes, _mm256_setzero_si256());
    let halves = _mm_add_epi64(_mm256_castsi256_si128(sums), _mm256_extracti128_si256::<1>(sums));
    (_mm_cvtsi128_si64(halves) + _mm_extract_epi64::<1>(halves)) as u32
}

/// A chunk is listed if its smallest byte is a line feed or less: in JSON, only a tab is as small. A window has so few
/// chunks that no lane counts more than 255 hints.
#[inline]
#[target_feature(enable = "avx2")]
fn survey(mut window: &[u8], listed: &mut [u8; LISTED]) -> (u8, u32) {
    let newline = _mm256_set1_epi8(b'\n' as i8);
    let mut hints = _mm256_setzero_si256();
    let (mut count, mut index) = (0u8, 0u8);
    while let Some(chunk) = window.first_chunk() {
        let gathered = gather(chunk, hints);
        hints = gathered.hints;
        let small = _mm256_cmpeq_epi8(_mm256_min_epu8(gathered.least, newline), gathered.least);
        listed[usize::from(count)] = index;
        count += u8::from(_mm256_movemask_epi8(small) != 0);
        index += 1;
        window = &window[CHUNK..];
    }
    (count, sum(hints))
}

#[inline]
#[target_feature(enable = "avx2")]
fn structure(block: &[u8; 64]) -> Structure {
    let (low, high) = (load::<0, _>(block), load::<32, _>(block));
    // Bit 0x20 separates `{` from `[` and `}` from `]`.
    let bit = _mm256_set1_epi8(0x20);
    let (low_curly, high_curly) = (_mm256_or_si256(low, bit), _mm256_or_si256(high, bit));
    Structure {
        quotes: equal(low, high, b'"'),
        backslashes: equal(low, high, b'\\'),
        opens: equal(low_curly, high_curly, b'{'),
        closes: equal(low_curly, high_curly, b'}'),
        commas: equal(low, high, b','),
        colons: equal(low, high, b':'),
    }
}

#[inline]
#[target_feature(enable = "avx2")]
fn keys(window: &[u8; WINDOW], filter: &KeyFilter) -> KeyMasks {
    let (low, high) = (load::<0, _>(window), load::<32, _>(window));
    let bit = _mm256_set1_epi8(0x20);
    let (low_curly, high_curly) = (_mm256_or_si256(low, bit), _mm256_or_si256(high, bit));
    let low_admitted = admitted(load::<1, _>(window), load::<2, _>(window), filter);
    let high_admitted = admitted(load::<33, _>(window), load::<34, _>(window), filter);
    KeyMasks {
        quotes: equal(low, high, b'"'),
        backslashes: equal(low, high, b'\\'),
        opens: equal(low_curly, high_curly, b'{'),
        closes: equal(low_curly, high_curly, b'}'),
        candidates: mask(low_admitted, high_admitted),
        colons: 0,
    }
}

/// The bytes whose two successors, `first` and `second`, may begin a key. Each successor is looked up by its low half
/// byte. For bytes of 0x80 and above the look-up gives 0, so they never match.
#[inline]
#[target_feature(enable = "avx2")]
fn admitted(first: __m256i, second: __m256i, filter: &KeyFilter) -> __m256i {
    let [first_table, second_table] = &filter.expected;
    let first_any = _mm256_set1_epi8(filter.any[0] as i8);
    let second_any = _mm256_set1_epi8(filter.any[1] as i8);
    let first_met = _mm256_cmpeq_epi8(_mm256_shuffle_epi8(table(first_table), first), first);
    let second_met = _mm256_cmpeq_epi8(_mm256_shuffle_epi8(table(second_table), second), second);
    let met =
        _mm256_and_si256(_mm256_or_si256(first_met, first_any), _mm256_or_si256(second_met, second_any));
    let backslash = _mm256_set1_epi8(b'\\' as i8);
    let escaped = _mm256_or_si256(_mm256_cmpeq_epi8(first, backslash), _mm256_cmpeq_epi8(second, backslash));
    _mm256_or_si256(met, escaped)
}

/// Repeats a table of 16 bytes in both halves of a register.
#[inline]
#[target_feature(enable = "avx2")]
fn table(bytes: &[u8; 16]) -> __m256i {
    let words = u128::from_le_bytes(*bytes);
    _mm256_broadcastsi128_si256(_mm_set_epi64x((words >> 64) as i64, words as i64))
}

#[inline]
#[target_feature(enable = "avx2")]
fn text(block: &[u8; 64]) -> Text {
    let (low, high) = (load::<0, _>(block), load::<32, _>(block));
    // A byte is at most 0x1f if the minimum of the two is the byte itself.
    let last = _mm256_set1_epi8(0x1f);
    let controls = mask(
        _mm256_cmpeq_epi8(_mm256_min_epu8(low, last), low),
        _mm256_cmpeq_epi8(_mm256_min_epu8(high, last), high),
    );
    Text {
        quotes: equal(low, high, b'"'),
        backslashes: equal(low, high, b'\\'),
        controls,
        high: mask(low, high),
    }
}

#[inline]
#[target_feature(enable = "avx2")]
fn tokens(block: &[u8; 64]) -> Tokens {
    let (low, high) = (load::<0, _>(block), load::<32, _>(block));
    let Structure { quotes, backslashes, opens, closes, commas, colons } = structure(block);
    let Text { controls, high: high_bytes, .. } = text(block);
    // Digits are the bytes that are at most 9 after subtracting '0': the minimum of the two is the byte itself.
    let (zero, nine) = (_mm256_set1_epi8(b'0' as i8), _mm256_set1_epi8(9));
    let (low_digits, high_digits) = (_mm256_sub_epi8(low, zero), _mm256_sub_epi8(high, zero));
    Tokens {
        quotes,
        backslashes,
        opens,
        closes,
        // Shifts bit 5 to the top; bits that cross from the byte below land lower.
        curly: mask(_mm256_slli_epi16::<2>(low), _mm256_slli_epi16::<2>(high)),
        commas,
        colons,
        white: mask(white(low), white(high)),
        digits: mask(
            _mm256_cmpeq_epi8(_mm256_min_epu8(low_digits, nine), low_digits),
            _mm256_cmpeq_epi8(_mm256_min_epu8(high_digits, nine), high_digits),
        ),
        zeros: equal(low, high, b'0'),
        controls,
        high: high_bytes,
    }
}

/// The bytes that are white space. Each byte looks up an expected byte by its low half. For bytes of 0x80 and above the
/// look-up gives 0, so they never match.
#[inline]
#[target_feature(enable = "avx2")]
fn white(bytes: __m256i) -> __m256i {
    // Indexed by low half byte: space, tab, line feed, carriage return. The other entries hold a value that no such
    // byte equals.
    let table = _mm256_broadcastsi128_si256(_mm_setr_epi8(
        b' ' as i8,
        0,
        0,
        0,
        0,
        0,
        0,
        0,
        0,
        b'\t' as i8,
        b'\n' as i8,
        0,
        0,
        b'\r' as i8,
        0,
        0,
    ));
    _mm256_cmpeq_epi8(_mm256_shuffle_epi8(table, bytes), bytes)
}

#[inline]
#[target_feature(enable = "pclmulqdq")]
pub(super) fn prefix_xor(bits: u64) -> u64 {
    let ones = _mm_set1_epi8(-1);
    _mm_cvtsi128_si64(_mm_clmulepi64_si128::<0>(_mm_set_epi64x(0, bits as i64), ones)) as u64
}
