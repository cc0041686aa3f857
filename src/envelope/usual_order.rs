//! The head of a frame as Discord writes dispatches: `{"t":"NAME","s":1,"op":0,"d":`.
//!
//! The easy version compares the bytes before the name, looks the name up, compares the bytes after it, counts digits,
//! and compares once more. The real one uses few branches, and none of them depends on the event: a process sees many
//! different events, and a branch that goes one way for a presence and another for a message costs as much as the rest
//! of this file.
//!
//! A head that is not exactly of this form is rejected without a diagnosis.

use super::event_name::NAMES;
use crate::simd::{quotes, splat};

/// The values found in a head.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct UsualOrder {
    /// The index of the event name.
    pub(super) name: u16,
    /// The offset of the first digit of the sequence.
    pub(super) sequence: u32,
    /// The offset of the first byte of the payload, which is not white space.
    pub(super) payload: u32,
}

/// The bytes before the name.
const FIRST: &[u8; 6] = br#"{"t":""#;
/// The bytes between the name and the sequence.
const SECOND: &[u8; 6] = br#"","s":"#;
/// The bytes between the sequence and the payload.
const THIRD: &[u8; 12] = br#","op":0,"d":"#;

/// The offset of the name's opening quote.
pub(super) const T_OFFSET: u32 = 5;
/// The distance from the opcode to the payload.
pub(super) const OP_TO_D: u32 = 6;

/// The number of bytes of a frame that are examined for its name; shorter frames take the general path.
const HEAD: usize = 64;

/// The maximum length of a name plus the bytes that follow it.
const SPELLED: usize = HEAD - FIRST.len();

/// A name as it is spelled in a frame, up to the sequence.
#[derive(Clone, Copy)]
struct Spelled {
    text: [u8; SPELLED],
    len: u8,
    /// The offsets of four words that cover the first 32 bytes, or all if there are fewer.
    words: [u8; 4],
}

/// The number of bits in a name's index into the hash table.
const BUCKET_BITS: u32 = 13;

/// All names, and a hash table to find them.
struct NameTable {
    spelled: [Spelled; NAMES.len()],
    /// The index of a name by its hash; any value for a hash that no name has.
    buckets: [u16; 1 << BUCKET_BITS],
    seed: u64,
}

static TABLE: NameTable = NameTable::new();

impl NameTable {
    const fn new() -> NameTable {
        let mut spelled = [Spelled { text: [0; SPELLED], len: 0, words: [0; 4] }; NAMES.len()];
        let mut ends = [(0, 0); NAMES.len()];
        let mut index = 0;
        while index < NAMES.len() {
            spelled[index] = Spelled::new(NAMES[index].as_bytes());
            ends[index] = spelled[index].ends(NAMES[index].len());
            index += 1;
        }
        // 2^64 divided by the golden ratio, an odd number with well-mixed bits; its odd powers are as good.
        const FIRST: u64 = 0x9e37_79b9_7f4a_7c15;
        let mut seed = FIRST;
        let mut tries = 0;
        loop {
            if let Some(buckets) = buckets(seed, &ends) {
                return NameTable { spelled, buckets, seed };
            }
            seed = seed.wrapping_mul(FIRST).wrapping_mul(FIRST);
            tries += 1;
            assert!(tries < 200, "no seed gives every name a bucket of its own: increase BUCKET_BITS");
        }
    }
}

/// The index of each name at the hash of its ends; `None` if two names collide.
const fn buckets(seed: u64, ends: &[(u64, u64); NAMES.len()]) -> Option<[u16; 1 << BUCKET_BITS]> {
    let mut buckets = [u16::MAX; 1 << BUCKET_BITS];
    let mut index = 0;
    while index < ends.len() {
        let bucket = &mut buckets[hash(seed, ends[index], NAMES[index].len())];
        if *bucket != u16::MAX {
            return None;
        }
        *bucket = index as u16;
        index += 1;
    }
    Some(buckets)
}

impl Spelled {
    const fn new(name: &[u8]) -> Spelled {
        // A shorter name would not fill a word, a longer one would not fit the head.
        assert!(name.len() >= 5 && name.len() + SECOND.len() <= SPELLED);
        let mut text = [0; SPELLED];
        let (front, rest) = text.split_at_mut(name.len());
        front.copy_from_slice(name);
        rest.split_at_mut(SECOND.len()).0.copy_from_slice(SECOND);
        let len = (name.len() + SECOND.len()) as u8;
        let mut words = [0, 8, 16, 24];
        let mut index = 0;
        while index < 4 {
            if words[index] > len - 8 {
                words[index] = len - 8;
            }
            index += 1;
        }
        Spelled { text, len, words }
    }

    /// The first eight and the last eight bytes of the name of length `len`; for a shorter name the last eight include
    /// bytes before it.
    const fn ends(&self, len: usize) -> (u64, u64) {
        let mut head = [0; HEAD];
        let (first, rest) = head.split_at_mut(FIRST.len());
        first.copy_from_slice(FIRST);
        rest.copy_from_slice(&self.text);
        (load_eight(&head, FIRST.len()), load_eight(&head, len - 2))
    }
}

/// Hashes the first eight bytes of a name, its last eight bytes, and its length. Together they distinguish all names.
#[inline(always)]
const fn hash(seed: u64, (first, last): (u64, u64), len: usize) -> usize {
    let last = last.wrapping_add(len as u64).rotate_left(29);
    ((first ^ last).wrapping_mul(seed) >> (64 - BUCKET_BITS)) as usize
}

/// The eight bytes at `at`.
#[inline(always)]
const fn load_eight<const N: usize>(bytes: &[u8; N], at: usize) -> u64 {
    let (_, from) = bytes.split_at(at);
    match from.first_chunk::<8>() {
        Some(word) => u64::from_le_bytes(*word),
        None => 0,
    }
}

impl UsualOrder {
    /// The parsed head of `frame`, if it has the usual form and a known name.
    #[inline(always)]
    pub(super) fn of(frame: &[u8]) -> Option<UsualOrder> {
        const LEFT: u64 = u64::from_le_bytes(*br#","op":0,"#);
        const RIGHT: u64 = u64::from_le_bytes(*b":0,\"d\":\0");
        let (name, sequence) = leading_name(frame.first_chunk::<HEAD>()?)?;
        let rest = frame[sequence..].first_chunk::<24>()?;
        let digits = digit_count(rest)?;
        // The third constant and the payload's first byte, in two overlapping words.
        let (left, right) = (load_eight(rest, digits), load_eight(rest, digits + 5));
        // White space before the payload is left to the general path.
        if left != LEFT || right << 8 != RIGHT << 8 || right >> 56 <= u64::from(b' ') {
            return None;
        }
        let payload = sequence + digits + THIRD.len();
        Some(UsualOrder { name, sequence: sequence as u32, payload: payload as u32 })
    }
}

/// The known name that a frame begins with, and the offset after the bytes that follow it.
#[inline(always)]
fn leading_name(head: &[u8; HEAD]) -> Option<(u16, usize)> {
    const START: u64 = u64::from_le_bytes(*b"{\"t\":\"\0\0");
    if load_eight(head, 0) << 16 != START << 16 {
        return None;
    }
    let text: &[u8; SPELLED] = head.last_chunk()?;
    let len = match quotes(text.first_chunk()?) {
        0 => long_name_len(head)?,
        quotes => quotes.trailing_zeros() as usize,
    };
    // No name has less than two bytes; the wrapped offset then does not matter.
    let ends = (load_eight(head, FIRST.len()), load_eight(head, len.wrapping_sub(2) % HEAD));
    let index = TABLE.buckets[hash(TABLE.seed, ends, len)];
    let spelled = TABLE.spelled.get(usize::from(index))?;
    let mut differing = 0;
    for at in spelled.words {
        let at = usize::from(at % 32);
        differing |= load_eight(text, at) ^ load_eight(&spelled.text, at);
    }
    let end = usize::from(spelled.len);
    if differing != 0 || (end > 32 && text.get(32..end) != spelled.text.get(32..end)) {
        return None;
    }
    Some((index, FIRST.len() + end))
}

/// The length of a name of more than 31 bytes.
#[cold]
fn long_name_len(head: &[u8; HEAD]) -> Option<usize> {
    let quotes = quotes(head.last_chunk()?);
    (quotes != 0).then(|| quotes.trailing_zeros() as usize + 32 - FIRST.len())
}

/// The number of leading digits: 1 to 11.
#[inline(always)]
fn digit_count(bytes: &[u8; 24]) -> Option<usize> {
    let count = match first_non_digit(load_eight(bytes, 0)) {
        0 => 8 + first_non_digit(load_eight(bytes, 8)).trailing_zeros() / 8,
        non_digits => non_digits.trailing_zeros() / 8,
    };
    (1..=11).contains(&count).then_some(count as usize)
}

/// Not 0 if a byte of `word` is not a digit; the lowest set bit is then the top bit of the first such byte.
#[inline(always)]
fn first_non_digit(word: u64) -> u64 {
    // 10 + 0x76 is 0x80; a carry out of a byte that is not a digit only changes later bytes.
    let digits = word ^ splat(b'0');
    (digits.wrapping_add(splat(0x76)) | digits) & splat(0x80)
}
