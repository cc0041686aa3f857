//! Finds candidates: the strings directly inside an object that may be one of its wanted keys.
//!
//! # The easy version
//!
//! Walk the bytes of an object, keep whether you are inside a string and how many containers are open, and report each
//! opening quote at depth 0 whose next two bytes begin a wanted name:
//!
//! ```text
//! for each byte at i:
//!     if it is a quote that is not escaped: in_string = !in_string
//!         if in_string and depth == 0 and admits(frame[i + 1], frame[i + 2]): report i
//!     else if not in_string: depth += 1 for an opening bracket, -= 1 for a closing one
//!         if depth < 0: the object ends at i
//! ```
//!
//! # The real version
//!
//! The easy version mispredicts a branch at nearly every quote and bracket. Here a block of 64 bytes becomes five
//! masks without a branch ([`Simd::keys`]), and single bytes are examined only if a mask shows that they may matter:
//!
//! 1. *Masks*, for 4 blocks at first and then for up to 32 at a time. A prefix XOR of the unescaped quotes gives the
//!    insides of strings. Brackets outside strings change the depth by two population counts. Candidates are opening
//!    quotes that the [`KeyFilter`] admits. If a whole block is deeper than depth 0, its candidates are dropped. For
//!    each block, its brackets, its opening quotes, its candidates and the depth at its first byte are kept.
//! 2. *The end.* A block can close the object only if it has more closing brackets than the depth at its start, not
//!    counting the first one if an opening bracket precedes it. Few blocks do; their closing brackets are tried one
//!    by one.
//! 3. *Depth of the candidates.* One loop over all candidates of the group, in order: the depth at a candidate is the
//!    depth of its block plus the brackets before it. The offset is always written. The count advances only if the
//!    depth is 0, the object has not ended and no colon precedes the quote, so that only the end of the loop must be
//!    predicted.
//!
//! Example: the wanted key is `id`, and the scan begins at the byte after the object's `{`. Of four candidates, one
//! is at depth 0; the last is after the object's end:
//!
//! ```text
//! bytes       "author":{"id":"12"},"x":[{"id":1}],"id":"7"},"id
//! quotes      1......1..1..1.1..1..1.1...1..1.....1..1.1.1..1..
//! strings     1111111...111..111...11....111......111..11...111
//! opens       .........1...............11......................
//! closes      ...................1.............11.........1....
//! candidates  ..........1................1........1.........1..
//! depth       000000000011111111110000001222222210000000000----
//! reported    ....................................1............
//! ```
//!
//! # Objects inside objects
//!
//! For `author.id` the object in `author` is searched as well. The masks of its brackets and strings exist already
//! ([`Around`]), so only the candidates for its keys are computed ([`InnerCandidates`]), relative to its own depth.
//! If it continues after the last block of the group, the caller starts a new scan for it.
//!
//! # What is not checked
//!
//! A candidate is not necessarily a key: the caller compares the name, and checks what precedes and follows it. The
//! filter may admit more than necessary, and backends may differ in that. It never omits an opening quote at depth 0
//! whose string is a wanted name, spelled with or without escapes. Brackets are only counted: a `]` closes a `{`.

use super::{Kernel, Simd, Structure};

/// A block and the two bytes after it.
pub(crate) const WINDOW: usize = 66;

/// The block of a window.
#[inline(always)]
fn first_block(window: &[u8; WINDOW]) -> &[u8; 64] {
    let [block @ .., _, _] = window;
    block
}

/// The number of blocks whose masks are kept at the same time.
const GROUP: usize = 32;

/// The number of blocks in a scan's first group. It is small, so that an early key does not cost a pass over the
/// whole frame.
const FIRST_GROUP: usize = 4;

/// The number of blocks of an inner object whose masks are kept at the same time.
const INNER_GROUP: usize = 4;

/// The number of candidates listed at a time.
const LIST: usize = 32;

/// Which opening quotes may begin a wanted key, by the first two bytes after the quote.
#[derive(Clone, Copy, Debug)]
pub(crate) struct KeyFilter {
    /// For the first and the second byte: the only admitted byte, indexed by its low four bits.
    pub(super) expected: [[u8; 16]; 2],
    /// 0xff if two admitted bytes share their low four bits, so that any byte is admitted; otherwise 0.
    pub(super) any: [u8; 2],
    /// Whether every string is a candidate.
    pub(super) is_open: bool,
}

impl KeyFilter {
    /// With more names than this, the tables are so full that little is filtered.
    const NAMES_MAX: usize = 10;

    /// A filter that admits nothing.
    pub(crate) const fn new() -> KeyFilter {
        // An entry that no byte matches: its low bits differ from its index.
        let mut nothing = [0; 16];
        nothing[0] = 1;
        KeyFilter { expected: [nothing; 2], any: [0; 2], is_open: false }
    }

    /// The filter that admits every string.
    pub(crate) const OPEN: KeyFilter = KeyFilter { is_open: true, ..KeyFilter::new() };

    /// The filter that also admits `name`, one of `count` names.
    pub(crate) const fn with(mut self, name: &[u8], count: usize) -> KeyFilter {
        let mut is_plain = !name.is_empty();
        let mut index = 0;
        while index < name.len() {
            // Other bytes may be spelled with two-byte escapes, or make a key whose bytes differ from its name.
            is_plain &= name[index].is_ascii_alphanumeric() || name[index] == b'_';
            index += 1;
        }
        if !is_plain || count > Self::NAMES_MAX {
            self.is_open = true;
            return self;
        }
        let second = if name.len() > 1 { name[1] } else { b'"' };
        self.admit(0, name[0]).admit(1, second)
    }

    const fn admit(mut self, index: usize, byte: u8) -> KeyFilter {
        let low = (byte & 15) as usize;
        let entry = self.expected[index][low];
        if entry & 15 == low as u8 && entry != byte {
            self.any[index] = 0xff;
            self.is_open |= self.any[0] & self.any[1] != 0;
        }
        self.expected[index][low] = byte;
        self
    }

    /// Whether these two bytes may begin a wanted key that is spelled without escapes.
    #[cfg(test)]
    pub(super) fn admits(&self, bytes: [u8; 2]) -> bool {
        let admits = |index: usize| {
            let byte = bytes[index];
            self.any[index] != 0 || byte < 0x80 && self.expected[index][usize::from(byte & 15)] == byte
        };
        admits(0) && admits(1)
    }
}

/// The masks of a block.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct KeyMasks {
    pub(super) quotes: u64,
    pub(super) backslashes: u64,
    /// `{` and `[`.
    pub(super) opens: u64,
    /// `}` and `]`.
    pub(super) closes: u64,
    /// Bytes that are a candidate if they are an opening quote.
    pub(super) candidates: u64,
    /// Set only if every string is a candidate; otherwise 0.
    pub(super) colons: u64,
}

impl KeyMasks {
    #[inline(always)]
    fn shifted_right(self, bits: u32) -> KeyMasks {
        let shift = |mask: u64| mask.unbounded_shr(bits);
        KeyMasks {
            quotes: shift(self.quotes),
            backslashes: shift(self.backslashes),
            opens: shift(self.opens),
            closes: shift(self.closes),
            candidates: shift(self.candidates),
            colons: shift(self.colons),
        }
    }
}

/// A scan of the inside of one object, which can stop between any two blocks and continue later.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct KeyScan {
    /// The next byte to examine; once closed, the closing bracket.
    offset: u32,
    /// The number of containers that are open inside the object.
    depth: u32,
    /// All ones if the last byte was inside a string, otherwise 0.
    in_string: u64,
    /// Whether nothing has been scanned yet.
    is_new: bool,
    closed: bool,
}

impl KeyScan {
    /// A scan that begins at `offset`, the first byte after the opening brace.
    #[inline]
    pub(crate) fn new(offset: usize) -> KeyScan {
        KeyScan { offset: offset as u32, depth: 0, in_string: 0, is_new: true, closed: false }
    }

    /// Whether nothing has been scanned yet.
    #[inline]
    pub(crate) fn is_new(&self) -> bool {
        self.is_new
    }

    /// Whether the object's closing bracket has been found; [`offset`](KeyScan::offset) is its position.
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

/// State carried from one block to the next while a group is filled.
struct GroupState {
    depth: u32,
    in_string: u64,
    /// 1 if the last byte was a backslash, otherwise 0.
    backslash_before: u64,
    /// 1 if the last byte was a colon, otherwise 0.
    colon_before: u64,
}

impl GroupState {
    /// Whether the object's end has been passed, so that the depth has wrapped.
    #[inline(always)]
    fn is_past_end(&self) -> bool {
        (self.depth as i32) < 0
    }
}

/// Data kept for each block of a group, at most `N` blocks.
struct Group<const N: usize> {
    /// The first byte of the first block.
    begin: usize,
    /// The number of blocks.
    len: usize,
    opens: [u64; N],
    closes: [u64; N],
    /// Opening quotes.
    starts: [u64; N],
    /// Candidates that have not been listed yet.
    candidates: [u64; N],
    /// The depth at the block's first byte.
    depths: [u32; N],
    /// Bit *i*: block *i* has candidates.
    have: u32,
    /// Bit *i*: block *i* may close the object.
    may_close: u32,
}

/// Examines candidates one by one.
pub(crate) trait VisitCandidate {
    /// Takes the opening quote of a candidate and the masks around it. Returns whether the scan continues. If it does
    /// not, the remaining candidates of the group are lost.
    fn candidate(&mut self, quote: usize, around: Around<'_>) -> bool;

    /// Whether the scan continues after all candidates of a group have been taken.
    fn wants_more(&mut self) -> bool;
}

/// The kernel that follows `scan` until the object ends, the frame ends, or `visitor` stops it.
pub(crate) struct Candidates<'s, 'f, V> {
    pub(crate) frame: &'f [u8],
    pub(crate) filter: &'s KeyFilter,
    pub(crate) scan: &'s mut KeyScan,
    pub(crate) visitor: &'s mut V,
}

impl<V: VisitCandidate> Kernel for Candidates<'_, '_, V> {
    type Output = ();

    #[inline(always)]
    fn run<S: Simd>(self, simd: S) {
        let Candidates { frame, filter, scan, visitor } = self;
        if filter.is_open {
            candidates::<S, V, true>(simd, frame, filter, scan, visitor);
        } else {
            candidates::<S, V, false>(simd, frame, filter, scan, visitor);
        }
    }
}

#[inline(always)]
fn candidates<S: Simd, V: VisitCandidate, const IS_OPEN: bool>(
    simd: S,
    frame: &[u8],
    filter: &KeyFilter,
    scan: &mut KeyScan,
    visitor: &mut V,
) {
    // Most of the keys that are requested early are in the first blocks, and a small group costs less to clear.
    if scan.is_new {
        let mut first = Group::<FIRST_GROUP>::new();
        if !first.step::<S, V, IS_OPEN>(simd, frame, filter, scan, visitor) {
            return;
        }
    }
    let mut group = Group::<GROUP>::new();
    while group.step::<S, V, IS_OPEN>(simd, frame, filter, scan, visitor) {}
}

/// The masks of the blocks around a candidate. They allow searching an object inside the scanned one without
/// classifying its brackets and strings again.
#[derive(Clone, Copy)]
pub(crate) struct Around<'g> {
    /// The first byte of the first block.
    begin: usize,
    opens: &'g [u64],
    closes: &'g [u64],
    /// Opening quotes.
    starts: &'g [u64],
}

/// How a search in an inner object ended.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum InnerEnd {
    /// The visitor stopped the search.
    Stopped,
    /// At the object's closing bracket.
    Closed(usize),
    /// The masks ended before the object did.
    Unknown,
}

/// The kernel that passes the candidates directly inside the object at `object` to `visitor`.
pub(crate) struct InnerCandidates<'s, 'f, V> {
    pub(crate) frame: &'f [u8],
    pub(crate) around: Around<'s>,
    /// The opening brace, which is in one of the blocks of `around`.
    pub(crate) object: usize,
    pub(crate) filter: &'s KeyFilter,
    pub(crate) visitor: &'s mut V,
}

impl<V: VisitCandidate> Kernel for InnerCandidates<'_, '_, V> {
    type Output = InnerEnd;

    #[inline(always)]
    fn run<S: Simd>(self, simd: S) -> InnerEnd {
        let InnerCandidates { frame, around, object, filter, visitor } = self;
        let Around { begin, opens, closes, starts } = around;
        let len = opens.len().min(closes.len()).min(starts.len());
        let start = object + 1 - begin;
        // Masks out the bytes before the inside of the object in its first block, so that the depth there is 0.
        let (mut block, mut bytes) = (start / 64, u64::MAX << (start % 64));
        let mut depth = 0u32;
        let mut inner = Group::<INNER_GROUP>::new();
        while block < len {
            inner.begin = begin + block * 64;
            (inner.have, inner.may_close) = (0, 0);
            for index in 0..INNER_GROUP {
                if block == len {
                    break;
                }
                let at = begin + block * 64;
                let candidates = match frame[at..].first_chunk() {
                    _ if filter.is_open => u64::MAX,
                    Some(window) => simd.keys(window, filter).candidates,
                    None => {
                        let (window, excess) = tail(frame, at);
                        simd.keys(&window, filter).candidates >> excess
                    }
                };
                let (opens, closes) = (opens[block] & bytes, closes[block] & bytes);
                inner.push(index, opens, closes, candidates & starts[block] & bytes, depth);
                depth = depth.wrapping_add(opens.count_ones()).wrapping_sub(closes.count_ones());
                bytes = u64::MAX;
                block += 1;
            }
            let end = inner.end();
            if let Some(end) = end {
                inner.drop_after(end);
            }
            let took_all = inner.visit::<false>(frame, |_, quote| visitor.candidate(quote, around));
            if !took_all || !visitor.wants_more() {
                return InnerEnd::Stopped;
            }
            if let Some(end) = end {
                return InnerEnd::Closed(end);
            }
        }
        InnerEnd::Unknown
    }
}

/// The masks of a window, if every string is a candidate.
#[inline(always)]
pub(super) fn strings<S: Simd>(simd: S, window: &[u8; WINDOW]) -> KeyMasks {
    let Structure { quotes, backslashes, opens, closes, colons, .. } = simd.structure(first_block(window));
    KeyMasks { quotes, backslashes, opens, closes, candidates: quotes, colons }
}

#[inline(always)]
fn key_masks<S: Simd, const IS_OPEN: bool>(simd: S, window: &[u8; WINDOW], filter: &KeyFilter) -> KeyMasks {
    if IS_OPEN { strings(simd, window) } else { simd.keys(window, filter) }
}

/// The last bytes of `frame`, from `at` on, fewer than [`WINDOW`], followed by two bytes that are not part of a key.
/// Also returns how many of the lowest mask bits describe bytes before `at`.
#[inline(always)]
fn tail(frame: &[u8], at: usize) -> ([u8; WINDOW], u32) {
    let mut window = [0; WINDOW];
    let rest = &frame[at..];
    match (rest.first_chunk::<64>(), frame.last_chunk::<64>()) {
        // One byte may follow the block.
        (Some(_), _) => {
            window[..rest.len()].copy_from_slice(rest);
            (window, 0)
        }
        (None, Some(last)) => {
            window[..64].copy_from_slice(last);
            (window, 64 - rest.len() as u32)
        }
        (None, None) => {
            window[..rest.len()].copy_from_slice(rest);
            (window, 0)
        }
    }
}

/// Selects from `quotes`, each of which follows a backslash, those preceded by an odd number of backslashes.
///
/// Runs of backslashes do not overlap, so all calls together look at each byte at most once.
#[cold]
#[inline(never)]
fn escaped_quotes(frame: &[u8], block: usize, mut quotes: u64) -> u64 {
    let mut escaped = 0;
    while quotes != 0 {
        let quote = quotes.trailing_zeros();
        let before = &frame[..block + quote as usize];
        let run = before.iter().rev().take_while(|byte| **byte == b'\\').count();
        escaped |= (run as u64 & 1) << quote;
        quotes &= quotes - 1;
    }
    escaped
}

impl<const N: usize> Group<N> {
    const BITS: () = assert!(N <= 32, "a bit for each block");

    #[inline(always)]
    fn new() -> Group<N> {
        let () = Self::BITS;
        Group {
            begin: 0,
            len: 0,
            opens: [0; N],
            closes: [0; N],
            starts: [0; N],
            candidates: [0; N],
            depths: [0; N],
            have: 0,
            may_close: 0,
        }
    }

    /// Scans the next blocks and passes their candidates to `visitor`. Returns whether the scan continues.
    #[inline(always)]
    fn step<S: Simd, V: VisitCandidate, const IS_OPEN: bool>(
        &mut self,
        simd: S,
        frame: &[u8],
        filter: &KeyFilter,
        scan: &mut KeyScan,
        visitor: &mut V,
    ) -> bool {
        if scan.closed || scan.offset as usize >= frame.len() {
            return false;
        }
        self.fill::<S, IS_OPEN>(simd, frame, filter, scan);
        if let Some(end) = self.end() {
            scan.closed = true;
            scan.offset = end as u32;
            self.drop_after(end);
        }
        let took_all = self.visit::<IS_OPEN>(frame, |group, quote| visitor.candidate(quote, group.around()));
        took_all && visitor.wants_more()
    }

    #[inline(always)]
    fn around(&self) -> Around<'_> {
        let Group { begin, opens, closes, starts, .. } = self;
        let len = self.len.min(N);
        Around { begin: *begin, opens: &opens[..len], closes: &closes[..len], starts: &starts[..len] }
    }

    /// Computes the masks of the next blocks and advances `scan` to their end, or to the end of the frame.
    #[inline(always)]
    fn fill<S: Simd, const IS_OPEN: bool>(
        &mut self,
        simd: S,
        frame: &[u8],
        filter: &KeyFilter,
        scan: &mut KeyScan,
    ) {
        self.begin = scan.offset as usize;
        (self.have, self.may_close) = (0, 0);
        let rest = &frame[self.begin..];
        scan.is_new = false;
        // The opening brace, or the last byte seen when a scan continues.
        let before = self.begin.checked_sub(1).map_or(b'{', |before| frame[before]);
        let mut state = GroupState {
            depth: scan.depth,
            in_string: scan.in_string,
            backslash_before: u64::from(before == b'\\'),
            colon_before: u64::from(before == b':'),
        };
        let mut at = 0;
        for block in 0..N {
            let Some(window) = rest[at..].first_chunk() else { break };
            let masks = key_masks::<S, IS_OPEN>(simd, window, filter);
            self.add::<S, IS_OPEN>(simd, frame, self.begin + at, block, masks, &mut state);
            at += 64;
            if state.is_past_end() {
                break;
            }
        }
        self.len = at / 64;
        // The last block of the frame: fewer bytes than a window follow.
        if self.len < N && at < rest.len() && !state.is_past_end() {
            let (window, excess) = tail(frame, self.begin + at);
            let masks = key_masks::<S, IS_OPEN>(simd, &window, filter).shifted_right(excess);
            self.add::<S, IS_OPEN>(simd, frame, self.begin + at, self.len, masks, &mut state);
            at = rest.len().min(at + 64);
            self.len += 1;
        }
        scan.offset = (self.begin + at) as u32;
        (scan.depth, scan.in_string) = (state.depth, state.in_string);
    }

    /// Stores the relevant masks of the block that begins at `at`.
    #[inline(always)]
    fn add<S: Simd, const IS_OPEN: bool>(
        &mut self,
        simd: S,
        frame: &[u8],
        at: usize,
        block: usize,
        masks: KeyMasks,
        state: &mut GroupState,
    ) {
        let KeyMasks { mut quotes, backslashes, opens, closes, candidates, colons } = masks;
        let after_backslash = quotes & (backslashes << 1 | state.backslash_before);
        if after_backslash != 0 {
            quotes ^= escaped_quotes(frame, at, after_backslash);
        }
        state.backslash_before = backslashes >> 63;
        let strings = simd.prefix_xor(quotes) ^ state.in_string;
        state.in_string = ((strings as i64) >> 63) as u64;
        let (opens, closes) = (opens & !strings, closes & !strings);
        let starts = quotes & strings;
        self.starts[block] = starts;
        let mut candidates = candidates & starts;
        if IS_OPEN {
            // A string after a colon is a value.
            candidates &= !(colons << 1 | state.colon_before);
            state.colon_before = colons >> 63;
        }
        self.push(block, opens, closes, candidates, state.depth);
        // Wraps only after the object's end, where the depth is not used.
        state.depth = state.depth.wrapping_add(opens.count_ones()).wrapping_sub(closes.count_ones());
    }

    /// Stores a block that begins at `depth`.
    #[inline(always)]
    fn push(&mut self, block: usize, opens: u64, closes: u64, candidates: u64, depth: u32) {
        let closes_count = closes.count_ones();
        // Opening brackets only increase the depth, so it can reach 0 only if there are enough closing brackets.
        let meets_zero = u64::from(depth > closes_count).wrapping_sub(1);
        let candidates = candidates & meets_zero;
        let first_open = opens & opens.wrapping_neg();
        let opens_first = u32::from(closes & first_open.wrapping_sub(1) == 0);
        self.opens[block] = opens;
        self.closes[block] = closes;
        self.candidates[block] = candidates;
        self.depths[block] = depth;
        self.have |= u32::from(candidates != 0) << block;
        self.may_close |= u32::from(depth.wrapping_add(opens_first) < closes_count) << block;
    }

    /// The position of the object's closing bracket.
    #[inline(always)]
    fn end(&self) -> Option<usize> {
        let mut may_close = self.may_close;
        while may_close != 0 {
            let block = may_close.trailing_zeros() as usize % N;
            may_close &= may_close - 1;
            let (opens, mut closes) = (self.opens[block], self.closes[block]);
            // The depth minus the closing brackets so far. The opening brackets are added in the comparison.
            let mut depth = self.depths[block];
            while closes != 0 {
                let close = closes & closes.wrapping_neg();
                if depth.wrapping_add((opens & (close - 1)).count_ones()) == 0 {
                    return Some(self.begin + block * 64 + close.trailing_zeros() as usize);
                }
                depth = depth.wrapping_sub(1);
                closes ^= close;
            }
        }
        None
    }

    /// Drops the candidates after `end`, the object's closing bracket.
    #[inline(always)]
    fn drop_after(&mut self, end: usize) {
        let (block, bit) = ((end - self.begin) / 64 % N, (end - self.begin) % 64);
        let rest = self.candidates[block] & ((1 << bit) - 1);
        self.candidates[block] = rest;
        self.have &= ((1 << block) - 1) | (u32::from(rest != 0) << block);
    }

    /// Passes the candidates at depth 0 to `take`, which returns whether it wants more. Returns whether all of them
    /// were taken.
    #[inline(always)]
    fn visit<const IS_OPEN: bool>(
        &mut self,
        frame: &[u8],
        mut take: impl FnMut(&Self, usize) -> bool,
    ) -> bool {
        let mut quotes = [0; LIST];
        while self.have != 0 {
            let count = self.list::<IS_OPEN>(frame, &mut quotes);
            for quote in quotes.iter().take(count) {
                if !take(self, *quote as usize) {
                    return false;
                }
            }
        }
        true
    }

    /// Moves candidates to `quotes` until it is full. Returns how many of them are kept: those at depth 0 and not after a
    /// colon.
    #[inline(always)]
    fn list<const IS_OPEN: bool>(&mut self, frame: &[u8], quotes: &mut [u32; LIST]) -> usize {
        let mut count = 0;
        let mut have = self.have;
        while have != 0 && count < LIST {
            let block = have.trailing_zeros() as usize % N;
            let candidates = self.candidates[block];
            let quote = candidates & candidates.wrapping_neg();
            let rest = candidates ^ quote;
            self.candidates[block] = rest;
            have = if rest == 0 { have & (have - 1) } else { have };
            let before = quote.wrapping_sub(1);
            let depth = self.depths[block]
                .wrapping_add((self.opens[block] & before).count_ones())
                .wrapping_sub((self.closes[block] & before).count_ones());
            let at = self.begin + block * 64 + quote.trailing_zeros() as usize;
            quotes[count] = at as u32;
            // If `IS_OPEN` is set, `add` has already dropped the values. The object's brace precedes the first
            // candidate, so the index is valid.
            let is_value = !IS_OPEN && frame[at - 1] == b':';
            count += usize::from((depth == 0) & !is_value);
        }
        self.have = have;
        count
    }
}
