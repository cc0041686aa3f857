//! The algorithms, written once in safe code over any source of block masks.
//!
//! The easy version of all of them: walk the bytes, and keep track of whether you are inside a string and how many
//! containers are open. The real version does this for 64 bytes at a time:
//!
//! 1. A backslash escapes the next byte unless it is escaped itself, so a quote counts if the run of backslashes before
//!    it has an even length ([`escaped`]).
//! 2. A string reaches from each counted quote to the next one: a prefix XOR of the mask of quotes.
//! 3. Brackets outside strings are counted with two population counts. The depth is computed byte by byte
//!    ([`Simd::levels`]) only if it can return to the container's own depth within the block. Inside deep values, whole
//!    blocks pass without looking at single brackets.
//!
//! Nothing is checked here: outside strings, all bytes other than brackets, commas and quotes are skipped, and a `]`
//! closes a `{`. Callers check what they use.
//!
//! Source of the first two steps: Langdale and Lemire, "Parsing Gigabytes of JSON per Second", 2019, section 3.1.

pub(super) use super::lines::{count_hints, line_ends};
use super::{Kernel, Simd, Structure, Text, Tokens};

/// A walk over the inside of one container. It can stop between any two blocks and continue later.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Scan {
    /// The next byte to examine; once closed, the closing bracket.
    offset: u32,
    /// The number of containers that are open inside the walked one.
    depth: u32,
    /// All ones if the last byte seen is inside a string, otherwise 0.
    in_string: u64,
    /// Whether the next byte is escaped.
    escaped: bool,
    closed: bool,
}

impl Scan {
    /// A walk that begins at `offset`, the first byte after a container's opening bracket.
    #[inline]
    pub(crate) fn new(offset: usize) -> Scan {
        Scan { offset: offset as u32, depth: 0, in_string: 0, escaped: false, closed: false }
    }

    /// Whether the container's closing bracket has been found; [`offset`](Scan::offset) is its position.
    #[inline]
    pub(crate) fn is_closed(&self) -> bool {
        self.closed
    }

    /// The next byte to examine, or the closing bracket.
    #[inline]
    pub(crate) fn offset(&self) -> usize {
        self.offset as usize
    }
}

/// The structural bytes of a block that are outside strings.
struct Outside {
    opens: u64,
    closes: u64,
    commas: u64,
}

/// The tokens of a block, with bytes inside strings separated from those outside.
#[derive(Clone, Copy)]
pub(crate) struct Block {
    /// The quotes that begin a string.
    pub(crate) string_starts: u64,
    /// The quotes that end a string.
    pub(crate) string_ends: u64,
    /// The bytes of strings, including the opening quote of each and excluding the closing one.
    pub(crate) strings: u64,
    /// The bytes escaped by a preceding backslash, except backslashes; may include one bit past the frame's end.
    pub(crate) escaped: u64,
    /// Control characters inside strings.
    pub(crate) controls: u64,
    /// Bytes of 0x80 and above, inside strings or not.
    pub(crate) high: u64,
    /// `{` and `[`.
    pub(crate) opens: u64,
    /// `}` and `]`.
    pub(crate) closes: u64,
    /// Those of `opens` and `closes` that are curly. Bits of other bytes are meaningless.
    pub(crate) curly: u64,
    pub(crate) commas: u64,
    pub(crate) colons: u64,
    /// White space between tokens; bits past the frame's end are set, unless a string reaches it.
    pub(crate) white: u64,
    /// All other bytes outside strings: numbers, literals, and invalid bytes.
    pub(crate) scalars: u64,
    /// Those of `scalars` that are digits.
    pub(crate) digits: u64,
    /// The zeros. Bits of bytes that are not in `scalars` are meaningless.
    pub(crate) zeros: u64,
}

/// Runs an algorithm of another layer.
#[inline(always)]
pub(super) fn run<S: Simd, K: Kernel>(simd: S, algorithm: K) -> K::Output {
    algorithm.run(simd)
}

/// Examines blocks one by one.
pub(crate) trait VisitBlock {
    /// Takes the block that begins at `at`; returns whether it wants another.
    fn block(&mut self, at: usize, block: &Block) -> bool;
}

/// The end of a string's plain run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct TextEnd {
    /// The offset of the first quote, backslash or control character; the slice's length if there is none.
    pub(crate) offset: usize,
    /// Whether every byte before that is below 0x80.
    pub(crate) is_ascii: bool,
}

/// Bit *i* is set if byte *i* of a block is escaped by a backslash before it. `carry` says whether byte 0 is escaped,
/// and is updated for the next block's byte 0.
///
/// Only bits of bytes that are not backslashes are meaningful. A run of backslashes that begins at an even byte has an
/// odd length if it ends before an odd byte, and vice versa. Adding a run's first bit to the run carries into the bit
/// after its last.
#[inline(always)]
pub(super) fn escaped(backslashes: u64, carry: &mut bool) -> u64 {
    const EVEN: u64 = 0x5555_5555_5555_5555;
    let first = u64::from(*carry);
    let backslashes = backslashes & !first;
    let starts = backslashes & !(backslashes << 1);
    let (after_even, _) = backslashes.overflowing_add(starts & EVEN);
    let (after_odd, odd_run_leaves) = backslashes.overflowing_add(starts & !EVEN);
    *carry = odd_run_leaves;
    (after_even & !backslashes & !EVEN) | (after_odd & !backslashes & EVEN) | first
}

#[inline(always)]
fn structure_at<S: Simd>(simd: S, frame: &[u8], at: usize) -> Structure {
    match frame[at..].first_chunk::<64>() {
        Some(block) => simd.structure(block),
        None => simd.structure_of_tail(frame, at),
    }
}

/// The masks of the block of `frame` at `at`, which may be shorter at the frame's end.
#[inline(always)]
pub(crate) fn text_at<S: Simd>(simd: S, frame: &[u8], at: usize) -> Text {
    match frame[at..].first_chunk::<64>() {
        Some(block) => simd.text(block),
        None => simd.text_of_tail(frame, at),
    }
}

/// Classifies the block at `at` and advances the string state of `scan` to its end.
#[inline(always)]
fn outside<S: Simd>(simd: S, frame: &[u8], at: usize, scan: &mut Scan) -> Outside {
    let Structure { mut quotes, backslashes, opens, closes, commas, .. } = structure_at(simd, frame, at);
    if backslashes != 0 || scan.escaped {
        quotes &= !escaped(backslashes, &mut scan.escaped);
    }
    let in_string = simd.prefix_xor(quotes) ^ scan.in_string;
    scan.in_string = ((in_string as i64) >> 63) as u64;
    let (opens, closes) = (opens & !in_string, closes & !in_string);
    // `[]` and `{}` contain nothing, so both brackets can be dropped.
    let empty = opens & closes >> 1;
    Outside { opens: opens ^ empty, closes: closes ^ empty << 1, commas: commas & !in_string }
}

/// Follows `scan` to the end of its container or of the frame, or until `wants_more` returns false. Passes each
/// block's commas at depth 0 to `found`.
#[inline(always)]
fn walk<S: Simd>(
    simd: S,
    frame: &[u8],
    scan: &mut Scan,
    mut wants_more: impl FnMut() -> bool,
    mut found: impl FnMut(u64, u32),
) {
    let mut at = scan.offset as usize;
    let mut state = *scan;
    while !state.closed && at < frame.len() && wants_more() {
        let Outside { opens, closes, commas } = outside(simd, frame, at, &mut state);
        let closes_count = closes.count_ones();
        if state.depth <= closes_count {
            let levels = simd.levels(opens, closes, state.depth);
            if levels.below != 0 {
                let end = levels.below.trailing_zeros();
                found(commas & levels.zero & !(u64::MAX << end), at as u32);
                state.closed = true;
                at += end as usize;
                break;
            }
            found(commas & levels.zero, at as u32);
        }
        // If no bit is set in `below`, the closing brackets do not exceed the depth plus the opening ones.
        state.depth = (state.depth + opens.count_ones()).wrapping_sub(closes_count);
        at += 64;
    }
    state.offset = if state.closed { at } else { at.min(frame.len()) } as u32;
    *scan = state;
}

#[inline(always)]
pub(super) fn separators<S: Simd, const N: usize>(
    simd: S,
    frame: &[u8],
    scan: &mut Scan,
    out: &mut [u32; N],
    blocks_max: usize,
) -> usize {
    let mut count = 0;
    let mut blocks = 0;
    let room = std::cell::Cell::new(0);
    walk(
        simd,
        frame,
        scan,
        || {
            blocks += 1;
            blocks <= blocks_max && room.get() + 64 <= N
        },
        |commas, at| {
            if let Some(places) = out[count..].first_chunk_mut::<64>() {
                count += simd.positions(commas, at, places);
                room.set(count);
            }
        },
    );
    count
}

#[inline(always)]
pub(super) fn count_separators<S: Simd>(simd: S, frame: &[u8], scan: &mut Scan) -> usize {
    let mut count = 0;
    walk(simd, frame, scan, || true, |commas, _| count += commas.count_ones() as usize);
    count
}

/// The position of the closing bracket of the container that `at` is directly inside of; `at` is outside strings.
/// Returns the frame's length if there is none.
#[inline(always)]
pub(super) fn container_end<S: Simd>(simd: S, frame: &[u8], mut at: usize) -> usize {
    let mut scan = Scan::new(at);
    while at < frame.len() {
        let Outside { opens, mut closes, .. } = outside(simd, frame, at, &mut scan);
        if scan.depth < closes.count_ones() {
            // Tries closing brackets one by one: a block rarely has many. The depth wraps below 0 until the opening
            // brackets before it are added.
            let mut depth = scan.depth;
            while closes != 0 {
                let close = closes & closes.wrapping_neg();
                if depth.wrapping_add((opens & (close - 1)).count_ones()) == 0 {
                    return at + close.trailing_zeros() as usize;
                }
                depth = depth.wrapping_sub(1);
                closes ^= close;
            }
            scan.depth = depth.wrapping_add(opens.count_ones());
        } else {
            scan.depth = scan.depth - closes.count_ones() + opens.count_ones();
        }
        at += 64;
    }
    frame.len()
}

#[inline(always)]
pub(super) fn quote<S: Simd>(simd: S, frame: &[u8], at: usize) -> usize {
    let mut offset = at;
    let mut carry = false;
    while offset < frame.len() {
        let Text { mut quotes, backslashes, .. } = text_at(simd, frame, offset);
        if backslashes != 0 || carry {
            quotes &= !escaped(backslashes, &mut carry);
        }
        if quotes != 0 {
            return offset + quotes.trailing_zeros() as usize;
        }
        offset += 64;
    }
    frame.len()
}

#[inline(always)]
pub(super) fn text_end<S: Simd>(simd: S, frame: &[u8], at: usize) -> TextEnd {
    let mut offset = at;
    let mut high = 0;
    while offset < frame.len() {
        let text = text_at(simd, frame, offset);
        let stops = text.quotes | text.backslashes | text.controls;
        if stops != 0 {
            let first = stops.trailing_zeros();
            high |= text.high & !(u64::MAX << first);
            return TextEnd { offset: offset + first as usize, is_ascii: high == 0 };
        }
        high |= text.high;
        offset += 64;
    }
    TextEnd { offset: frame.len(), is_ascii: high == 0 }
}

#[inline(always)]
pub(super) fn blocks<S: Simd, V: VisitBlock>(simd: S, frame: &[u8], mut at: usize, visitor: &mut V) -> usize {
    let mut in_string = 0;
    let mut carry = false;
    while at < frame.len() {
        let tokens = match frame[at..].first_chunk::<64>() {
            Some(block) => simd.tokens(block),
            None => simd.tokens_of_tail(frame, at),
        };
        let Tokens { mut quotes, backslashes, .. } = tokens;
        let mut escapes = 0;
        if backslashes != 0 || carry {
            escapes = escaped(backslashes, &mut carry) & !backslashes;
            quotes &= !escapes;
        }
        let strings = simd.prefix_xor(quotes) ^ in_string;
        in_string = ((strings as i64) >> 63) as u64;
        let outside = !strings;
        let (opens, closes) = (tokens.opens & outside, tokens.closes & outside);
        let (commas, colons) = (tokens.commas & outside, tokens.colons & outside);
        let white = tokens.white & outside;
        let scalars = outside & !(quotes | opens | closes | commas | colons | white);
        let block = Block {
            string_starts: quotes & strings,
            string_ends: quotes & outside,
            strings,
            escaped: escapes,
            controls: tokens.controls & strings,
            high: tokens.high,
            opens,
            closes,
            curly: tokens.curly,
            commas,
            colons,
            white,
            scalars,
            digits: tokens.digits & scalars,
            zeros: tokens.zeros,
        };
        at += 64;
        if !visitor.block(at - 64, &block) {
            break;
        }
    }
    at
}
