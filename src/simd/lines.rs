//! Finds line feeds some kilobytes ahead of the reader.
//!
//! The easy version searches for the next line feed when a line is requested. Each search then ends in a branch that
//! cannot be predicted, and the start of the next line, which is all that most readers examine, is loaded from memory
//! only after that branch resolves. Here the search runs ahead. Each block takes one compare, and the offset of its
//! first line feed is stored even if the block has none, so there is no branch to predict. The lines are in the L1
//! cache when they are returned.
//!
//! The same pass counts *hints* of frames: heads, which look like the beginning of a frame ([`is_head`]), and joints,
//! where one object may follow another ([`is_joint`]). Each line begins with a head. If a window has more hints than
//! lines, one of the lines may contain a second frame, and the reader checks it. Counting needs no branch and finds
//! nothing extra in healthy lines, so it costs a few compares per 32 bytes.

use super::Simd;

/// The number of bytes searched at a time: few enough to stay in the L1 cache until they are read, and few enough
/// chunks that an AVX2 lane can count their hints in one byte.
const WINDOW: usize = 31 * CHUNK;

/// The maximum number of listed chunks; a `u8` counts them.
pub(super) const LISTED: usize = 256;

/// The number of bytes that are surveyed for a line feed at a time.
pub(super) const CHUNK: usize = 256;

/// The number of bytes after a brace that decide whether it is a hint.
pub(super) const HINT_AHEAD: usize = 4;

/// The capacity for offsets; a chunk may need one per byte.
const PLACES: usize = 512;

const _: () = assert!(WINDOW <= 1 << 16 && WINDOW / CHUNK < LISTED && WINDOW / 32 < 256);

/// The ends of some lines. Each is returned once.
#[derive(Clone)]
pub(crate) struct LineEnds {
    /// The start of the search. Offsets are relative to it.
    start: usize,
    /// The end of the search.
    end: usize,
    places: [u16; PLACES],
    count: usize,
    /// The number of offsets returned so far.
    taken: usize,
    /// Whether there are more hints than lines, or a line has an unusual start.
    has_inner_hints: bool,
}

impl LineEnds {
    /// No line ends yet; lines begin at offset 0.
    #[inline]
    pub(crate) fn new() -> LineEnds {
        LineEnds { start: 0, end: 0, places: [0; PLACES], count: 0, taken: 0, has_inner_hints: false }
    }

    /// The offset of the next line feed among those found.
    #[inline(always)]
    pub(crate) fn take(&mut self) -> Option<usize> {
        if self.taken == self.count {
            return None;
        }
        let place = self.places[self.taken % PLACES];
        self.taken += 1;
        Some(self.start + usize::from(place))
    }

    /// Makes the next search begin at `at` and forgets the offsets found so far.
    #[inline]
    pub(crate) fn search_from(&mut self, at: usize) {
        (self.start, self.end, self.count, self.taken) = (at, at, 0, 0);
    }

    /// Whether the last search found a hint that is not at the beginning of a line, or a line with an unusual start.
    #[inline]
    pub(crate) fn has_inner_hints(&self) -> bool {
        self.has_inner_hints
    }

    /// The offset up to which line feeds have been found.
    #[inline]
    pub(crate) fn searched_to(&self) -> usize {
        self.end
    }
}

/// The bytes 2 and 4 after the brace of `{"t":`, `{"s":`, `{"d":` and `{"op"`.
const HEAD_BYTES: [[u8; 2]; 4] = [*b"t:", *b"s:", *b"d:", *b"o\""];

/// A bit that is ignored, so that no two of the differences have the same low four bits but for an equal value.
pub(super) const HEAD_IGNORED: u8 = 0x10;

/// What decides whether a brace is a head: the difference of the bytes 2 and 4 after it.
#[inline(always)]
const fn head_difference(second: u8, fourth: u8) -> u8 {
    second.wrapping_sub(fourth) | HEAD_IGNORED
}

/// The differences of heads, each at the index of its low four bits. No other entry has the low four bits of its index.
pub(super) const HEADS: [u8; 16] = {
    let mut heads = [0xff; 16];
    heads[15] = 0;
    let mut index = 0;
    while index < HEAD_BYTES.len() {
        let [second, fourth] = HEAD_BYTES[index];
        let difference = head_difference(second, fourth);
        heads[(difference & 15) as usize] = difference;
        index += 1;
    }
    heads
};

/// Whether a frame may begin at `at`: an opening brace followed by `"t":`, `"s":`, `"d":` or `"op":`, judged by the
/// difference of two bytes. The key `c` and keys of two letters that begin with `o` also match. `{"0":` does not: it is
/// frequent in `authorizing_integration_owners`.
#[inline(always)]
pub(crate) fn is_head(bytes: &[u8], at: usize) -> bool {
    let Some([b'{', _, second, _, fourth]) = bytes.get(at..).and_then(<[u8]>::first_chunk) else {
        return false;
    };
    let difference = head_difference(*second, *fourth);
    HEADS[(difference & 15) as usize] == difference
}

/// The bytes after a closing brace that make it a joint, each at the index of its low four bits. No other entry has the
/// low four bits of its index.
pub(super) const AFTER_JOINT: [u8; 16] = {
    let mut after = [0xff; 16];
    (after[15], after[b' ' as usize & 15], after[b'\t' as usize & 15]) = (0, b' ', b'\t');
    after[b'{' as usize & 15] = b'{';
    after
};

/// Whether another object may follow the one that is closed at `at`: a closing brace followed by an opening one, a space
/// or a tab. Outside strings, Discord's frames have none.
#[inline(always)]
pub(crate) fn is_joint(bytes: &[u8], at: usize) -> bool {
    matches!(bytes.get(at..).and_then(<[u8]>::first_chunk), Some([b'}', b'{' | b' ' | b'\t']))
}

/// Whether a frame may begin at `at`, or after the brace at `at`.
#[inline(always)]
pub(super) fn is_hint(bytes: &[u8], at: usize) -> bool {
    is_head(bytes, at) || is_joint(bytes, at)
}

/// Whether a line that begins at `at` is an object whose first key is not spelled as in a frame from Discord.
/// [`is_head`] does not find frames that begin this way.
#[inline(always)]
pub(crate) fn has_unusual_start(bytes: &[u8], at: usize) -> bool {
    let start = bytes.get(at..).and_then(<[u8]>::first_chunk);
    bytes.get(at) == Some(&b'{') && !matches!(start, Some(b"{\"t\":" | b"{\"op\"" | b"{\"s\":" | b"{\"d\":"))
}

/// The 64 bytes of a chunk from `at` on. `at` is constant once loops are unrolled, so the fallback is never used.
#[inline(always)]
pub(super) fn block_at(chunk: &[u8; CHUNK + HINT_AHEAD], at: usize) -> &[u8; 64] {
    chunk[at..].first_chunk().unwrap_or(&[0; 64])
}

/// Counts the hints in a range of `bytes`.
#[inline(always)]
pub(super) fn count_hints<S: Simd>(simd: S, bytes: &[u8], range: std::ops::Range<usize>) -> usize {
    let mut at = range.start;
    let mut count = 0;
    while range.end - at >= CHUNK
        && let Some(chunk) = bytes[at..].first_chunk()
    {
        count += simd.hints(chunk) as usize;
        at += CHUNK;
    }
    count
        + memchr::memchr2_iter(b'{', b'}', &bytes[at..range.end])
            .filter(|brace| is_hint(bytes, at + brace))
            .count()
}

/// Continues the search at `at` until the capacity for line feeds is exhausted or the window ends.
///
/// Most chunks have no line feed, so the first pass only lists those that have one ([`Simd::survey`]); the second pass
/// locates the line feeds.
#[inline(always)]
pub(super) fn line_ends<S: Simd>(simd: S, bytes: &[u8], at: usize, ends: &mut LineEnds) {
    let rest = &bytes[at..];
    let chunk_count = (rest.len().saturating_sub(HINT_AHEAD) / CHUNK).min(WINDOW / CHUNK);
    let (searched, hints);
    if chunk_count == 0 {
        (searched, ends.count) = (rest.len().min(CHUNK), tail_ends(simd, rest, &mut ends.places));
        hints = count_hints(simd, bytes, at..at + searched);
    } else {
        let mut listed = [0; LISTED];
        let (listed_count, found) = simd.survey(&rest[..chunk_count * CHUNK + HINT_AHEAD], &mut listed);
        let full_at;
        (ends.count, full_at) =
            listed_ends(simd, rest, &listed[..usize::from(listed_count)], &mut ends.places);
        match full_at {
            None => (searched, hints) = (chunk_count * CHUNK, found as usize),
            Some(offset) => (searched, hints) = (offset, count_hints(simd, bytes, at..at + offset)),
        }
    }
    (ends.start, ends.end, ends.taken) = (at, at + searched, 0);
    let (own_heads, is_unusual) = starts_of_lines(bytes, ends);
    ends.has_inner_hints = hints > own_heads || is_unusual;
}

/// Writes the offsets of the line feeds in the listed chunks. Returns their number and, if the capacity was
/// exhausted, the offset of the first chunk that was not searched.
#[inline(always)]
fn listed_ends<S: Simd>(
    simd: S,
    window: &[u8],
    listed: &[u8],
    places: &mut [u16; PLACES],
) -> (usize, Option<usize>) {
    let (chunks, _) = window.as_chunks::<CHUNK>();
    let mut count = 0;
    for index in listed {
        let offset = usize::from(*index) * CHUNK;
        if count > PLACES - CHUNK {
            return (count, Some(offset));
        }
        let Some(chunk) = chunks.get(usize::from(*index)) else { break };
        let (blocks, _) = chunk.as_chunks::<64>();
        let masks: [u64; CHUNK / 64] = std::array::from_fn(|index| simd.newlines(&blocks[index]));
        let first = count;
        let mut others = 0;
        for (index, newlines) in masks.into_iter().enumerate() {
            // If a block has no line feed, the next block's offset overwrites this one.
            places[count % PLACES] = (offset + index * 64) as u16 + newlines.trailing_zeros() as u16;
            count += usize::from(newlines != 0);
            others |= newlines & newlines.wrapping_sub(1);
        }
        if others != 0 {
            count = first;
            for (index, newlines) in masks.into_iter().enumerate() {
                count += write(newlines, offset + index * 64, &mut places[count..]);
            }
        }
    }
    (count, None)
}

/// Writes the offsets of the line feeds in the first bytes of `rest`, at most one chunk, and returns their number.
#[inline(always)]
fn tail_ends<S: Simd>(simd: S, rest: &[u8], places: &mut [u16; PLACES]) -> usize {
    let rest = &rest[..rest.len().min(CHUNK)];
    let (mut offset, mut count) = (0, 0);
    while offset < rest.len() {
        let newlines = match rest[offset..].first_chunk::<64>() {
            Some(block) => simd.newlines(block),
            None => simd.newlines_of_tail(rest, offset),
        };
        count += write(newlines, offset, &mut places[count..]);
        offset += 64;
    }
    count
}

/// Counts the lines that begin with a head, among those that begin in the searched range. Also returns whether one of
/// the lines has an unusual start.
#[inline(always)]
fn starts_of_lines(bytes: &[u8], ends: &LineEnds) -> (usize, bool) {
    let is_line_start = ends.start == 0 || bytes[ends.start - 1] == b'\n';
    let mut count = usize::from(is_line_start && is_head(bytes, ends.start));
    let mut is_unusual = is_line_start && has_unusual_start(bytes, ends.start);
    for place in &ends.places[..ends.count] {
        let start = ends.start + usize::from(*place) + 1;
        let is_inside = start < ends.end;
        count += usize::from(is_inside && is_head(bytes, start));
        is_unusual |= is_inside && has_unusual_start(bytes, start);
    }
    (count, is_unusual)
}

/// Writes the offsets of a block's line feeds, and returns their number.
#[inline(always)]
fn write(mut newlines: u64, offset: usize, places: &mut [u16]) -> usize {
    let count = newlines.count_ones() as usize;
    for place in &mut places[..count] {
        *place = offset as u16 + newlines.trailing_zeros() as u16;
        newlines &= newlines - 1;
    }
    count
}
