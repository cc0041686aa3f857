//! Where lines end, some kilobytes ahead of those who read them.
//!
//! The easy version: search for the next line feed when a line is asked for. Each search then ends in a branch
//! that no one can foresee, and the front of the next line, which is all that most readers look at, comes from
//! memory only once that branch is known. Here the searching runs ahead: a block is a compare, and the place of
//! its first line feed is written down whether it has one or not, so there is nothing to foresee; and the lines
//! are in the nearest cache when they are handed out.

use super::Simd;

/// How many bytes are searched at a time: few enough to stay in the nearest cache until they are read.
const WINDOW: usize = 8192;

/// How many bytes are searched before it is looked at whether a block had more than one.
const CHUNK: usize = 256;

/// How many places there are; each chunk may need one a byte.
const PLACES: usize = 512;

const _: () = assert!(WINDOW <= 1 << 16 && WINDOW.is_multiple_of(64));

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
}

impl LineEnds {
    /// None as yet, of lines that begin at offset 0.
    #[inline]
    pub(crate) fn new() -> LineEnds {
        LineEnds { start: 0, end: 0, places: [0; PLACES], count: 0, taken: 0 }
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

    /// Up to where line feeds are found.
    #[inline]
    pub(crate) fn searched_to(&self) -> usize {
        self.end
    }
}

/// Searches on from `at`, for as many line feeds as there are places and as many bytes as a window has.
#[inline(always)]
pub(super) fn line_ends<S: Simd>(simd: S, bytes: &[u8], at: usize, ends: &mut LineEnds) {
    let window = &bytes[at..bytes.len().min(at + WINDOW)];
    let mut offset = 0;
    let mut count = 0;
    let (chunks, _) = window.as_chunks::<CHUNK>();
    for chunk in chunks {
        if count > PLACES - CHUNK {
            break;
        }
        let (blocks, _) = chunk.as_chunks::<64>();
        let masks: [u64; CHUNK / 64] = std::array::from_fn(|index| simd.newlines(&blocks[index]));
        let first = count;
        let mut others = 0;
        for (index, newlines) in masks.into_iter().enumerate() {
            // Of a block without any, the next one's is written over it.
            ends.places[count % PLACES] = (offset + index * 64) as u16 + newlines.trailing_zeros() as u16;
            count += usize::from(newlines != 0);
            others |= newlines & newlines.wrapping_sub(1);
        }
        if others != 0 {
            count = first;
            for (index, newlines) in masks.into_iter().enumerate() {
                count += write(newlines, offset + index * 64, &mut ends.places[count..]);
            }
        }
        offset += CHUNK;
    }
    if window.len() - offset < CHUNK && count <= PLACES - CHUNK {
        while offset < window.len() {
            let newlines = match window[offset..].first_chunk::<64>() {
                Some(block) => simd.newlines(block),
                None => simd.newlines_of_tail(window, offset),
            };
            count += write(newlines, offset, &mut ends.places[count..]);
            offset += 64;
        }
    }
    ends.start = at;
    ends.end = at + offset.min(window.len());
    ends.count = count;
    ends.taken = 0;
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
