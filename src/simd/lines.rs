//! Where lines end, some kilobytes ahead of those who read them.
//!
//! The easy version: search for the next line feed when a line is asked for. Each search then ends in a branch
//! that no one can foresee, and the front of the next line, which is all that most readers look at, comes from
//! memory only once that branch is known. Here the searching runs ahead: a block is a compare, and the place of
//! its first line feed is written down whether it has one or not, so there is nothing to foresee; and the lines
//! are in the nearest cache when they are handed out.
//!
//! The same pass counts *heads*: bytes that look as if a frame began there ([`is_head`]). Each line begins with one.
//! Where a window has more heads than lines begin in it, one of the lines may hold a second frame, and the reader looks
//! closer. Counting takes no branch and finds nothing in healthy lines, so it costs a few compares for each 32 bytes.

use super::Simd;

/// How many bytes are searched at a time: few enough to stay in the nearest cache until they are read, and few enough
/// chunks that a byte counts the heads in one lane of AVX2.
const WINDOW: usize = 31 * CHUNK;

/// As many chunks can be listed; a `u8` counts them.
pub(super) const LISTED: usize = 256;

/// How many bytes are surveyed for a line feed at once.
pub(super) const CHUNK: usize = 256;

/// How many bytes after a brace decide whether it is a head.
pub(super) const HEAD_AHEAD: usize = 4;

/// How many places there are; each chunk may need one a byte.
const PLACES: usize = 512;

const _: () = assert!(WINDOW <= 1 << 16 && WINDOW / CHUNK < LISTED && WINDOW / 32 < 256);

/// The ends of some lines, each handed out once.
#[derive(Clone)]
pub(crate) struct LineEnds {
    /// Where the search began; the places count from here.
    start: usize,
    /// Up to where it came.
    end: usize,
    places: [u16; PLACES],
    count: usize,
    /// How many of them were handed out.
    taken: usize,
    /// Whether more heads were found than lines begin.
    has_inner_heads: bool,
}

impl LineEnds {
    /// None as yet, of lines that begin at offset 0.
    #[inline]
    pub(crate) fn new() -> LineEnds {
        LineEnds { start: 0, end: 0, places: [0; PLACES], count: 0, taken: 0, has_inner_heads: false }
    }

    /// The offset of the next line feed, of those that are found.
    #[inline(always)]
    pub(crate) fn take(&mut self) -> Option<usize> {
        if self.taken == self.count {
            return None;
        }
        let place = self.places[self.taken % PLACES];
        self.taken += 1;
        Some(self.start + usize::from(place))
    }

    /// Lets the next search begin at `at`; what was found is forgotten.
    #[inline]
    pub(crate) fn search_from(&mut self, at: usize) {
        (self.start, self.end, self.count, self.taken) = (at, at, 0, 0);
    }

    /// Whether a head was found, by the last search, that no line begins with.
    #[inline]
    pub(crate) fn has_inner_heads(&self) -> bool {
        self.has_inner_heads
    }

    /// Up to where line feeds are found.
    #[inline]
    pub(crate) fn searched_to(&self) -> usize {
        self.end
    }
}

/// Whether a frame may begin at `at`: an opening brace, and then `"t":`, `"s":`, `"d":` or `"op":`, as far as one byte of
/// each decides. Other keys of one letter, or with `p` as the second, look alike.
#[inline(always)]
pub(crate) fn is_head(bytes: &[u8], at: usize) -> bool {
    let is = |ahead: usize, byte: u8| bytes.get(at + ahead) == Some(&byte);
    is(0, b'{') && (is(4, b':') || is(3, b'p'))
}

/// The 64 bytes of a chunk from `at` on; `at` is a constant once loops are unrolled, so the other arm is never reached.
#[inline(always)]
pub(super) fn block_at(chunk: &[u8; CHUNK + HEAD_AHEAD], at: usize) -> &[u8; 64] {
    chunk[at..].first_chunk().unwrap_or(&[0; 64])
}

/// Counts the heads that begin in a range of `bytes`.
#[inline(always)]
pub(super) fn count_heads<S: Simd>(simd: S, bytes: &[u8], range: std::ops::Range<usize>) -> usize {
    let mut at = range.start;
    let mut count = 0;
    while range.end - at >= CHUNK
        && let Some(chunk) = bytes[at..].first_chunk()
    {
        count += simd.heads(chunk) as usize;
        at += CHUNK;
    }
    count
        + memchr::memchr_iter(b'{', &bytes[at..range.end]).filter(|brace| is_head(bytes, at + brace)).count()
}

/// Searches on from `at`, for as many line feeds as there are places and as many bytes as a window has.
///
/// Most chunks have no line feed, so the first pass only lists those that have ([`Simd::survey`]); the second one looks
/// where theirs are.
#[inline(always)]
pub(super) fn line_ends<S: Simd>(simd: S, bytes: &[u8], at: usize, ends: &mut LineEnds) {
    let rest = &bytes[at..];
    let chunk_count = (rest.len().saturating_sub(HEAD_AHEAD) / CHUNK).min(WINDOW / CHUNK);
    let (searched, heads);
    if chunk_count == 0 {
        (searched, ends.count) = (rest.len().min(CHUNK), tail_ends(simd, rest, &mut ends.places));
        heads = count_heads(simd, bytes, at..at + searched);
    } else {
        let mut listed = [0; LISTED];
        let (listed_count, found) = simd.survey(&rest[..chunk_count * CHUNK + HEAD_AHEAD], &mut listed);
        let full_at;
        (ends.count, full_at) =
            listed_ends(simd, rest, &listed[..usize::from(listed_count)], &mut ends.places);
        match full_at {
            None => (searched, heads) = (chunk_count * CHUNK, found as usize),
            Some(offset) => (searched, heads) = (offset, count_heads(simd, bytes, at..at + offset)),
        }
    }
    (ends.start, ends.end, ends.taken) = (at, at + searched, 0);
    ends.has_inner_heads = heads > lines_with_heads(bytes, ends);
}

/// Writes the places of the line feeds in the chunks that are listed. Returns how many there are, and where there was no
/// more room, if that was so.
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
            // Of a block without any, the next one's is written over it.
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

/// Writes the places of the line feeds in the first bytes of `rest`, as many as a chunk has, and returns their number.
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

/// Counts the lines that begin with a head, of those that begin where was searched.
#[inline(always)]
fn lines_with_heads(bytes: &[u8], ends: &LineEnds) -> usize {
    let is_line_start = ends.start == 0 || bytes[ends.start - 1] == b'\n';
    let mut count = usize::from(is_line_start && is_head(bytes, ends.start));
    for place in &ends.places[..ends.count] {
        let start = ends.start + usize::from(*place) + 1;
        count += usize::from(start < ends.end && is_head(bytes, start));
    }
    count
}

/// Writes the places of a block's line feeds, and gives how many there are.
#[inline(always)]
fn write(mut newlines: u64, offset: usize, places: &mut [u16]) -> usize {
    let count = newlines.count_ones() as usize;
    for place in &mut places[..count] {
        *place = offset as u16 + newlines.trailing_zeros() as u16;
        newlines &= newlines - 1;
    }
    count
}
