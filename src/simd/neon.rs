//! The NEON backends: four registers of 16 bytes per block.
//!
//! A block is loaded interleaved: byte *i* goes to register *i* modulo 4 ([`Bytes`]). The results of a compare then
//! become a mask in five instructions ([`mask`]), and the bytes at +1 and +2, which decide about keys, are in the
//! other registers of the same load. The usual order, 16 consecutive bytes per register, takes nine instructions for
//! a mask and eight loads for the keys.
//!
//! All arm64 CPUs have NEON, but not all have the carry-less multiplication, so there are two backends. They differ
//! only in [`Simd::prefix_xor`].

use std::arch::aarch64::*;
use std::arch::{asm, is_aarch64_feature_detected};

use super::candidates::{KeyFilter, KeyMasks, WINDOW};
use super::features::{all_detected, kernels, masks};
use super::lines::{AFTER_JOINT, CHUNK, HEAD_IGNORED, HEADS, HINT_AHEAD, LISTED};
use super::{Simd, Structure, Text, Tokens, portable};

/// Passes the CPU features of both backends to another macro. This is the only list of them.
macro_rules! with_features {
    ($macro:ident $($arguments:tt)*) => {
        $macro! { ["neon"] $($arguments)* }
    };
}

/// Like [`with_features`], for the backend with carry-less multiplication.
macro_rules! with_pmull_features {
    ($macro:ident $($arguments:tt)*) => {
        $macro! { ["neon", "aes"] $($arguments)* }
    };
}

/// Proof that the CPU has every feature of the list for this value of `PMULL`. Only [`Neon::detect`] creates one.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct Neon<const PMULL: bool>(());

impl<const PMULL: bool> Neon<PMULL> {
    pub(super) fn detect() -> Option<Neon<PMULL>> {
        // Enabling `aes` also enables carry-less multiplication, whose detection has a name of its own.
        let has_pmull = || {
            with_pmull_features!(all_detected is_aarch64_feature_detected)
                && is_aarch64_feature_detected!("pmull")
        };
        // Registers have another byte order on big-endian targets.
        let found = cfg!(target_endian = "little")
            && with_features!(all_detected is_aarch64_feature_detected)
            && (!PMULL || has_pmull());
        found.then_some(Neon(()))
    }
}

// Without carry-less multiplication, the kernels need no features beyond those of the target, so they are called
// directly.
with_pmull_features!(kernels Neon<true>);

impl<const PMULL: bool> Simd for Neon<PMULL> {
    with_features! { masks
        fn structure(block: &[u8; 64]) -> Structure;
        fn text(block: &[u8; 64]) -> Text;
        fn tokens(block: &[u8; 64]) -> Tokens;
        fn keys(window: &[u8; WINDOW], filter: &KeyFilter) -> KeyMasks;
        fn hints(chunk: &[u8; CHUNK + HINT_AHEAD]) -> u32;
        fn survey(window: &[u8], listed: &mut [u8; LISTED]) -> (u8, u32);
        fn newlines(block: &[u8; 64]) -> u64;
    }

    #[inline(always)]
    fn prefix_xor(self, bits: u64) -> u64 {
        if PMULL {
            // SAFETY: `self` exists and `PMULL` is set, so `Neon::detect` has found carry-less multiplication.
            return unsafe { prefix_xor(bits) };
        }
        portable::prefix_xor(bits)
    }
}

/// The bytes of a block: byte *i* is in register *i* modulo 4, lane *i* / 4.
#[derive(Clone, Copy)]
struct Bytes([uint8x16_t; 4]);

impl Bytes {
    /// Applies `f` to each register.
    #[inline(always)]
    fn map(self, f: impl Fn(uint8x16_t) -> uint8x16_t) -> Bytes {
        let [first, second, third, fourth] = self.0;
        Bytes([f(first), f(second), f(third), f(fourth)])
    }

    /// Applies `f` to each pair of registers.
    #[inline(always)]
    fn zip(self, other: Bytes, f: impl Fn(uint8x16_t, uint8x16_t) -> uint8x16_t) -> Bytes {
        let ([a, b, c, d], [e, f_, g, h]) = (self.0, other.0);
        Bytes([f(a, e), f(b, f_), f(c, g), f(d, h)])
    }
}

#[inline]
#[target_feature(enable = "neon")]
fn load(block: &[u8; 64]) -> Bytes {
    // SAFETY: the load reads 64 bytes, which is the length of `block`, and requires no alignment.
    let uint8x16x4_t(first, second, third, fourth) = unsafe { vld4q_u8(block.as_ptr()) };
    Bytes([first, second, third, fourth])
}

/// Collects one bit of each byte; all bits of a byte are equal.
///
/// Gathers the four bits of a lane in the lower half of a byte, and repeats them in its upper half. The inner halves
/// of each two bytes then form one byte.
#[inline]
#[target_feature(enable = "neon")]
fn mask(bytes: Bytes) -> u64 {
    let [first, second, third, fourth] = bytes.0;
    let lower = insert(first, second, vdupq_n_u8(0b1010_1010));
    let upper = insert(third, fourth, vdupq_n_u8(0b1010_1010));
    let halves = insert(lower, upper, vdupq_n_u8(0b1100_1100));
    vget_lane_u64::<0>(vreinterpret_u64_u8(vshrn_n_u16::<4>(vreinterpretq_u16_u8(halves))))
}

/// Replaces the bits of `into` that are set in `bits` by those of `from`.
///
/// Uses inline assembly because the compiler optimises the compares together with `vbslq_u8`: three calls become four
/// `and` and three `or`.
#[inline]
#[target_feature(enable = "neon")]
fn insert(mut into: uint8x16_t, from: uint8x16_t, bits: uint8x16_t) -> uint8x16_t {
    // SAFETY: the instruction changes the register of `into` and nothing else.
    unsafe {
        asm!(
            "bit {into:v}.16b, {from:v}.16b, {bits:v}.16b",
            into = inout(vreg) into,
            from = in(vreg) from,
            bits = in(vreg) bits,
            options(pure, nomem, nostack, preserves_flags),
        );
    }
    into
}

#[inline]
#[target_feature(enable = "neon")]
fn equal_bytes(bytes: Bytes, byte: u8) -> Bytes {
    let byte = vdupq_n_u8(byte);
    bytes.map(|register| vceqq_u8(register, byte))
}

/// The bytes of a block that equal `byte`, as a mask.
#[inline]
#[target_feature(enable = "neon")]
fn equal(bytes: Bytes, byte: u8) -> u64 {
    mask(equal_bytes(bytes, byte))
}

#[inline]
#[target_feature(enable = "neon")]
fn newlines(block: &[u8; 64]) -> u64 {
    equal(load(block), b'\n')
}

/// Sets bit 0x20, which separates `{` from `[` and `}` from `]`.
#[inline]
#[target_feature(enable = "neon")]
fn curly(bytes: Bytes) -> Bytes {
    bytes.map(|register| vorrq_u8(register, vdupq_n_u8(0x20)))
}

#[inline]
#[target_feature(enable = "neon")]
fn structure(block: &[u8; 64]) -> Structure {
    structure_of(load(block))
}

#[inline]
#[target_feature(enable = "neon")]
fn structure_of(bytes: Bytes) -> Structure {
    let curly = curly(bytes);
    Structure {
        quotes: equal(bytes, b'"'),
        backslashes: equal(bytes, b'\\'),
        opens: equal(curly, b'{'),
        closes: equal(curly, b'}'),
        commas: equal(bytes, b','),
        colons: equal(bytes, b':'),
    }
}

#[inline]
#[target_feature(enable = "neon")]
fn text(block: &[u8; 64]) -> Text {
    text_of(load(block))
}

#[inline]
#[target_feature(enable = "neon")]
fn text_of(bytes: Bytes) -> Text {
    Text {
        quotes: equal(bytes, b'"'),
        backslashes: equal(bytes, b'\\'),
        controls: mask(bytes.map(|register| vcltq_u8(register, vdupq_n_u8(0x20)))),
        high: mask(bytes.map(|register| vcltzq_s8(vreinterpretq_s8_u8(register)))),
    }
}

#[inline]
#[target_feature(enable = "neon")]
fn tokens(block: &[u8; 64]) -> Tokens {
    let bytes = load(block);
    let Structure { quotes, backslashes, opens, closes, commas, colons } = structure_of(bytes);
    let Text { controls, high, .. } = text_of(bytes);
    let (zero, ten) = (vdupq_n_u8(b'0'), vdupq_n_u8(10));
    Tokens {
        quotes,
        backslashes,
        opens,
        closes,
        curly: mask(bytes.map(|register| vtstq_u8(register, vdupq_n_u8(0x20)))),
        commas,
        colons,
        white: mask(white(bytes)),
        digits: mask(bytes.map(|register| vcltq_u8(vsubq_u8(register, zero), ten))),
        zeros: equal(bytes, b'0'),
        controls,
        high,
    }
}

/// The bytes that are white space. Each byte looks up an expected byte by its low half.
#[inline]
#[target_feature(enable = "neon")]
fn white(bytes: Bytes) -> Bytes {
    /// Indexed by low half byte: space, tab, line feed, carriage return. The other entries hold a value that no such
    /// byte equals.
    const EXPECTED: [u8; 16] = [b' ', 0, 0, 0, 0, 0, 0, 0, 0, b'\t', b'\n', 0, 0, b'\r', 0, 0];
    expected(bytes, &EXPECTED)
}

#[inline]
#[target_feature(enable = "neon")]
fn table(bytes: &[u8; 16]) -> uint8x16_t {
    // SAFETY: the load reads 16 bytes, which is the length of `bytes`, and requires no alignment.
    unsafe { vld1q_u8(bytes.as_ptr()) }
}

#[inline]
#[target_feature(enable = "neon")]
fn keys(window: &[u8; WINDOW], filter: &KeyFilter) -> KeyMasks {
    let [block @ .., next, after_next] = window;
    let bytes = load(block);
    let [first, second, third, fourth] = bytes.0;
    // The byte after one in the fourth register is in the next lane of the first one.
    let fifth = vextq_u8::<1>(first, vdupq_n_u8(*next));
    let sixth = vextq_u8::<1>(second, vdupq_n_u8(*after_next));
    let (after, after_that) = (Bytes([second, third, fourth, fifth]), Bytes([third, fourth, fifth, sixth]));
    let Structure { quotes, backslashes, opens, closes, .. } = structure_of(bytes);
    let candidates = mask(admitted(after, after_that, filter));
    KeyMasks { quotes, backslashes, opens, closes, candidates, colons: 0 }
}

/// The bytes whose two successors may begin a key. At most one of the two tables admits any byte ([`KeyFilter::any`]).
#[inline]
#[target_feature(enable = "neon")]
fn admitted(after: Bytes, after_that: Bytes, filter: &KeyFilter) -> Bytes {
    let [first_table, second_table] = &filter.expected;
    let and = |left, right| vandq_u8(left, right);
    let or = |left, right| vorrq_u8(left, right);
    let met = match filter.any {
        [0, 0] => expected(after, first_table).zip(expected(after_that, second_table), and),
        [0, _] => expected(after, first_table),
        [_, 0] => expected(after_that, second_table),
        [_, _] => Bytes([vdupq_n_u8(0xff); 4]),
    };
    let escaped = equal_bytes(after, b'\\').zip(equal_bytes(after_that, b'\\'), or);
    met.zip(escaped, or)
}

/// `is_entry` for a block.
#[inline]
#[target_feature(enable = "neon")]
fn expected(bytes: Bytes, expected: &[u8; 16]) -> Bytes {
    let table = table(expected);
    bytes.map(|register| is_entry(table, register))
}

/// The bytes that equal the entry of `table` for their low half byte.
#[inline]
#[target_feature(enable = "neon")]
fn is_entry(table: uint8x16_t, bytes: uint8x16_t) -> uint8x16_t {
    let low_half = vandq_u8(bytes, vdupq_n_u8(0x0f));
    vceqq_u8(vqtbl1q_u8(table, low_half), bytes)
}

/// Accumulators for one chunk: the smallest byte per lane, and the number of hints per lane.
#[derive(Clone, Copy)]
struct Gathered {
    least: uint8x16_t,
    hints: uint8x16_t,
}

#[inline]
#[target_feature(enable = "neon")]
fn gather(chunk: &[u8; CHUNK + HINT_AHEAD]) -> Gathered {
    let mut gathered = Gathered { least: vdupq_n_u8(0xff), hints: vdupq_n_u8(0) };
    for index in 0..CHUNK / 16 {
        let [bytes, first, second, fourth] = [0, 1, 2, 4].map(|ahead| table(part(chunk, index * 16 + ahead)));
        let difference = vorrq_u8(vsubq_u8(second, fourth), vdupq_n_u8(HEAD_IGNORED));
        let is_key = is_entry(table(&HEADS), difference);
        let is_head = vandq_u8(vceqq_u8(bytes, vdupq_n_u8(b'{')), is_key);
        let is_after = is_entry(table(&AFTER_JOINT), first);
        let is_joint = vandq_u8(vceqq_u8(bytes, vdupq_n_u8(b'}')), is_after);
        // A match is -1.
        gathered.hints = vsubq_u8(gathered.hints, vorrq_u8(is_head, is_joint));
        gathered.least = vminq_u8(gathered.least, bytes);
    }
    gathered
}

/// The 16 bytes of a chunk from `at` on. `at` is constant once loops are unrolled, so the fallback is never used.
#[inline(always)]
fn part(chunk: &[u8; CHUNK + HINT_AHEAD], at: usize) -> &[u8; 16] {
    chunk[at..].first_chunk().unwrap_or(&[0; 16])
}

#[inline]
#[target_feature(enable = "neon")]
fn hints(chunk: &[u8; CHUNK + HINT_AHEAD]) -> u32 {
    u32::from(vaddlvq_u8(gather(chunk).hints))
}

/// A chunk is listed if its smallest byte is a line feed or less: in JSON, only a tab is as small.
#[inline]
#[target_feature(enable = "neon")]
fn survey(mut window: &[u8], listed: &mut [u8; LISTED]) -> (u8, u32) {
    let mut hints = vdupq_n_u16(0);
    let (mut count, mut index) = (0u8, 0u8);
    while let Some(chunk) = window.first_chunk() {
        let gathered = gather(chunk);
        // At most 32 per chunk and lane.
        hints = vpadalq_u8(hints, gathered.hints);
        listed[usize::from(count)] = index;
        count += u8::from(vminvq_u8(gathered.least) <= b'\n');
        index += 1;
        window = &window[CHUNK..];
    }
    (count, vaddlvq_u16(hints))
}

#[inline]
#[target_feature(enable = "neon,aes")]
fn prefix_xor(bits: u64) -> u64 {
    vmull_p64(bits, u64::MAX) as u64
}
