//! The keys that an object's reader knows, and how the first 16 bytes identify one.
//!
//! The easy version compares the key with each name. The real one loads the 16 bytes after the opening quote as two
//! words, clears the bytes after the closing quote, and looks the two words up in a small hash table that was filled at
//! compile time. Two compares then identify a key of up to 15 bytes; for longer keys the rest is compared as well.

use crate::simd::{KeyFilter, splat};

/// A name and, as two words, its first 16 bytes, including the closing quote if the name is shorter.
#[derive(Clone, Copy, Debug)]
pub(super) struct Entry<N> {
    words: (u64, u64),
    /// The bits of the two words that the name and its closing quote occupy.
    masks: (u64, u64),
    pub(super) name: N,
    pub(super) slot: u16,
    /// The next entry of the same bucket.
    next: u16,
}

/// No entry.
const NONE: u16 = u16::MAX;

/// The names of an object's fields and their slots, in a table made at compile time.
///
/// `N` names in `B` buckets; see [`bucket_count`]. Several names may share a slot.
#[derive(Debug)]
pub struct Keys<const N: usize, const B: usize> {
    entries: [Entry<&'static str>; N],
    buckets: [u16; B],
    seed: u64,
    filter: KeyFilter,
}

impl<const N: usize, const B: usize> Keys<N, B> {
    /// The table of these names and their slots.
    ///
    /// # Panics
    /// At compile time, if there are not `N` names, if `B` is not a power of two, or if `N` is 65,535 or more.
    pub const fn new(names: &[(&'static str, u16)]) -> Keys<N, B> {
        assert!(names.len() == N && B.is_power_of_two() && N < NONE as usize);
        let mut entries = [Entry { words: (0, 0), masks: (0, 0), name: "", slot: 0, next: NONE }; N];
        let mut filter = KeyFilter::new();
        let mut index = 0;
        while index < N {
            let (name, slot) = names[index];
            let (words, masks) = (words_of(name.as_bytes()), masks_of(name.len() + 1));
            filter = filter.with(name.as_bytes(), N);
            entries[index] = Entry { words, masks, name, slot, next: NONE };
            index += 1;
        }
        let mut buckets = [NONE; B];
        let seed = best_seed(&mut entries, &mut buckets);
        Keys { entries, buckets, seed, filter }
    }

    /// The table in the form that readers use.
    pub const fn table(&'static self) -> KeyTable<'static> {
        KeyTable {
            entries: &self.entries,
            buckets: &self.buckets,
            seed: self.seed,
            shift: shift(B),
            has_escaped_names: has_escaped_names(&self.entries),
            filter: &self.filter,
            frequent: None,
        }
    }
}

/// The fields of an object that most readers request, and a table of their keys alone.
///
/// The table has so few names that its filter rejects most other keys by their masks.
#[derive(Debug)]
pub struct Frequent<'k, N = &'static str> {
    /// Bit *i*: slot *i* is one of them.
    slots: u128,
    keys: KeyTable<'k, N>,
}

impl Frequent<'static> {
    /// The table of the fields in `slots`.
    pub const fn new(slots: u128, keys: KeyTable<'static>) -> Frequent<'static> {
        Frequent { slots, keys }
    }
}

impl<'k, N> Frequent<'k, N> {
    #[inline]
    pub(super) fn has(&self, slot: usize) -> bool {
        has_slot(self.slots, slot)
    }

    #[inline]
    pub(super) fn keys(&self) -> &KeyTable<'k, N> {
        &self.keys
    }
}

/// Whether bit `slot` of `slots` is set; false from 128 on.
#[inline]
const fn has_slot(slots: u128, slot: usize) -> bool {
    slots.unbounded_shr(slot as u32) & 1 != 0
}

/// The number of names whose slots are in `slots`.
pub const fn count_in(names: &[(&'static str, u16)], slots: u128) -> usize {
    let mut count = 0;
    let mut index = 0;
    while index < names.len() {
        count += has_slot(slots, names[index].1 as usize) as usize;
        index += 1;
    }
    count
}

/// The names whose slots are in `slots`.
///
/// # Panics
/// At compile time, if `N` is not their number.
pub const fn names_in<const N: usize>(
    names: &[(&'static str, u16)],
    slots: u128,
) -> [(&'static str, u16); N] {
    assert!(N == count_in(names, slots));
    let mut found = [("", 0); N];
    let (mut index, mut count) = (0, 0);
    while index < names.len() {
        if has_slot(slots, names[index].1 as usize) {
            found[count] = names[index];
            count += 1;
        }
        index += 1;
    }
    found
}

/// The number of buckets for `count` names: at least twice as many, and a power of two.
pub const fn bucket_count(count: usize) -> usize {
    (count * 2 + 2).next_power_of_two()
}

/// The names of `first`, then those of `second` with `slots` added to their slots.
///
/// # Panics
/// At compile time, if `N` is not the sum of the two lengths.
pub const fn concat<const N: usize>(
    first: &[(&'static str, u16)],
    slots: u16,
    second: &[(&'static str, u16)],
) -> [(&'static str, u16); N] {
    assert!(N == first.len() + second.len());
    let mut names = [("", 0); N];
    let mut index = 0;
    while index < first.len() {
        names[index] = first[index];
        index += 1;
    }
    while index < N {
        let (name, slot) = second[index - first.len()];
        names[index] = (name, slot + slots);
        index += 1;
    }
    names
}

/// The names without their slots.
///
/// # Panics
/// At compile time, if there are not `N` names.
pub const fn names<const N: usize>(slots: &[(&'static str, u16)]) -> [&'static str; N] {
    assert!(N == slots.len());
    let mut names = [""; N];
    let mut index = 0;
    while index < N {
        names[index] = slots[index].0;
        index += 1;
    }
    names
}

/// A table of keys, made at compile time or at run time.
#[derive(Clone, Copy, Debug)]
pub struct KeyTable<'k, N = &'static str> {
    entries: &'k [Entry<N>],
    buckets: &'k [u16],
    seed: u64,
    shift: u32,
    /// Whether a name must be escaped in a frame: the first 16 bytes of its key do not lead to it.
    has_escaped_names: bool,
    pub(super) filter: &'k KeyFilter,
    pub(super) frequent: Option<&'k Frequent<'k, N>>,
}

impl KeyTable<'static> {
    /// The same table, for objects of which most readers request the fields in `frequent`.
    pub const fn with_frequent(mut self, frequent: &'static Frequent<'static>) -> KeyTable<'static> {
        self.frequent = Some(frequent);
        self
    }
}

impl<'k, N: AsRef<str>> KeyTable<'k, N> {
    /// Distinguishes this table from others that were made at compile time.
    #[inline]
    pub(super) fn id(&self) -> u64 {
        self.entries.as_ptr().addr() as u64
    }

    /// The entry with these two words for which `matches` holds.
    #[inline(always)]
    pub(super) fn find(
        &self,
        words: (u64, u64),
        matches: impl Fn(&'k Entry<N>) -> bool,
    ) -> Option<&'k Entry<N>> {
        let mut index = *self.buckets.get((hash(self.seed, words) >> self.shift) as usize)?;
        while let Some(entry) = self.entries.get(usize::from(index)) {
            if entry.words == words && matches(entry) {
                return Some(entry);
            }
            index = entry.next;
        }
        None
    }

    /// Whether a key that continues after these 16 bytes, none of them a backslash, may be in the table.
    #[inline(always)]
    pub(super) fn may_continue(&self, words: (u64, u64)) -> bool {
        self.has_escaped_names || self.find(words, |_| true).is_some()
    }

    /// The entry at `index`.
    #[inline(always)]
    pub(super) fn entry(&self, index: usize) -> Option<&'k Entry<N>> {
        self.entries.get(index)
    }

    /// The index of an entry of this table.
    #[inline]
    pub(super) fn index_of(&self, entry: &Entry<N>) -> usize {
        ((entry as *const Entry<N>).addr() - self.entries.as_ptr().addr()) / size_of::<Entry<N>>()
    }

    /// The entry of the key whose unescaped form is `name`.
    pub(super) fn entry_of(&self, name: &[u8]) -> Option<&'k Entry<N>> {
        self.find(words_of(name), |entry| entry.name.as_ref().as_bytes() == name)
    }

    /// The slot of the key whose unescaped form is `name`.
    pub(crate) fn slot_of(&self, name: &[u8]) -> Option<u16> {
        self.entry_of(name).map(|entry| entry.slot)
    }

    /// The name that `slot` is serialized as: the first of its names.
    pub(super) fn name_of(&self, slot: usize) -> Option<&'k N> {
        self.entries.iter().find(|entry| usize::from(entry.slot) == slot).map(|entry| &entry.name)
    }

    /// The name and slot of a table with exactly one name, if that name needs no escapes.
    #[inline]
    pub(super) fn only_plain_name(&self) -> Option<(&'k str, u16)> {
        match self.entries {
            [entry] if entry.is_plain() => Some((entry.name.as_ref(), entry.slot)),
            _ => None,
        }
    }

    /// The length of the longest name, in bytes.
    pub(super) fn name_len_max(&self) -> usize {
        self.entries.iter().map(|entry| entry.name.as_ref().len()).max().unwrap_or(0)
    }
}

impl<N> Entry<N> {
    /// Whether the name appears in a frame without escapes; false for an empty name.
    #[inline(always)]
    fn is_plain(&self) -> bool {
        self.words.0 as u8 != b'"'
    }
}

impl<N: AsRef<str>> Entry<N> {
    /// The length of the key with its quotes and the colon, if `bytes` begin with it and at least 17 bytes remain.
    /// `None` for a name that must be escaped.
    #[inline(always)]
    pub(super) fn spelled_len(&self, bytes: &[u8]) -> Option<usize> {
        let (b'"', window) = bytes.first_chunk::<17>()?.split_first()? else { return None };
        let both = u128::from_le_bytes(*window.first_chunk()?);
        let (first, second) = (both as u64 ^ self.words.0, (both >> 64) as u64 ^ self.words.1);
        let name = self.name.as_ref();
        let is_here = (first & self.masks.0 | second & self.masks.1) == 0
            && self.is_plain()
            && (name.len() < 16 || is_rest(name, &bytes[1..]))
            && bytes.get(name.len() + 2) == Some(&b':');
        is_here.then_some(name.len() + 3)
    }
}

/// A table whose names are known only at run time.
#[derive(Clone, Debug)]
pub(super) struct OwnedKeys {
    entries: Vec<Entry<Box<str>>>,
    buckets: Vec<u16>,
    seed: u64,
    filter: KeyFilter,
}

impl OwnedKeys {
    /// The table of these names and their slots; there must be fewer than 65,535.
    pub(super) fn new(names: impl IntoIterator<Item = (Box<str>, u16)>) -> OwnedKeys {
        let entry = |(name, slot): (Box<str>, u16)| Entry {
            words: words_of(name.as_bytes()),
            masks: masks_of(name.len() + 1),
            name,
            slot,
            next: NONE,
        };
        let mut entries: Vec<_> = names.into_iter().map(entry).collect();
        let mut buckets = vec![NONE; bucket_count(entries.len())];
        let seed = best_seed(&mut entries, &mut buckets);
        let count = entries.len();
        let filter =
            entries.iter().fold(KeyFilter::new(), |filter, entry| filter.with(entry.name.as_bytes(), count));
        OwnedKeys { entries, buckets, seed, filter }
    }

    pub(super) fn table(&self) -> KeyTable<'_, Box<str>> {
        KeyTable {
            entries: &self.entries,
            buckets: &self.buckets,
            seed: self.seed,
            shift: shift(self.buckets.len()),
            has_escaped_names: has_escaped_names(&self.entries),
            filter: &self.filter,
            frequent: None,
        }
    }
}

const fn has_escaped_names<N>(entries: &[Entry<N>]) -> bool {
    let mut index = 0;
    while index < entries.len() {
        // The words of names that must be escaped, except for an empty name.
        if entries[index].words.0 as u8 == b'"' && entries[index].words.1 != 0 {
            return true;
        }
        index += 1;
    }
    false
}

const fn shift(buckets: usize) -> u32 {
    64 - buckets.trailing_zeros()
}

#[inline(always)]
const fn hash(seed: u64, words: (u64, u64)) -> u64 {
    // The second word is rotated so that its bytes do not align with those of the first.
    (words.0 ^ words.1.rotate_left(29)).wrapping_mul(seed)
}

/// Fills the buckets, using the seed with the fewest collisions among a few.
const fn best_seed<N>(entries: &mut [Entry<N>], buckets: &mut [u16]) -> u64 {
    const SEEDS: u32 = 12;
    // 2^64 divided by the golden ratio, an odd number with well-mixed bits; its odd powers are as good.
    const FIRST: u64 = 0x9e37_79b9_7f4a_7c15;
    let mut seed = FIRST;
    let mut best = (FIRST, usize::MAX);
    let mut tried = 0;
    while tried < SEEDS && best.1 > 0 {
        let shared = fill(entries, buckets, seed);
        if shared < best.1 {
            best = (seed, shared);
        }
        seed = seed.wrapping_mul(FIRST).wrapping_mul(FIRST);
        tried += 1;
    }
    fill(entries, buckets, best.0);
    best.0
}

/// Puts the entries into their buckets and counts the collisions.
const fn fill<N>(entries: &mut [Entry<N>], buckets: &mut [u16], seed: u64) -> usize {
    let mut index = 0;
    while index < buckets.len() {
        buckets[index] = NONE;
        index += 1;
    }
    let shift = shift(buckets.len());
    let mut shared = 0;
    let mut index = entries.len();
    // Backwards, so that the first of two equal names is found.
    while index > 0 {
        index -= 1;
        let bucket = (hash(seed, entries[index].words) >> shift) as usize;
        entries[index].next = buckets[bucket];
        if buckets[bucket] != NONE {
            shared += 1;
        }
        buckets[bucket] = index as u16;
    }
    shared
}

/// The first 16 bytes of a name; a shorter name is followed by its closing quote and zeros.
///
/// A name that must be escaped in a frame gets words that no [`Window`] has: a quote at the start of the first, and a
/// second that is not 0. It is therefore only found on the exact path.
const fn words_of(name: &[u8]) -> (u64, u64) {
    let mut index = 0;
    while index < name.len() {
        if matches!(name[index], b'"' | b'\\' | 0..=0x1f) {
            return (b'"' as u64, name.len() as u64 + 1);
        }
        index += 1;
    }
    let mut bytes = [0; 16];
    let mut index = 0;
    while index < name.len() && index < 16 {
        bytes[index] = name[index];
        index += 1;
    }
    if name.len() < 16 {
        bytes[name.len()] = b'"';
    }
    let (first, second) = bytes.split_at(8);
    (little_endian(first), little_endian(second))
}

/// The bits of the first `len` bytes of 16, as two words.
const fn masks_of(len: usize) -> (u64, u64) {
    let bits = if len < 16 { (1u128 << (len * 8)) - 1 } else { u128::MAX };
    (bits as u64, (bits >> 64) as u64)
}

const fn little_endian(bytes: &[u8]) -> u64 {
    let mut word = 0;
    let mut index = 8;
    while index > 0 {
        index -= 1;
        word = word << 8 | bytes[index] as u64;
    }
    word
}

/// The 16 bytes after a key's opening quote, as spelled in the frame.
#[derive(Clone, Copy)]
pub(super) struct Window {
    /// The two words, with the bytes after the closing quote cleared.
    pub(super) words: (u64, u64),
    /// Whether the closing quote is among the 16 bytes.
    pub(super) is_whole: bool,
}

impl Window {
    #[inline(always)]
    pub(super) fn new(bytes: &[u8; 16]) -> Window {
        let both = u128::from_le_bytes(*bytes);
        let (first, first_ends) = up_to_quote(both as u64);
        let (second, second_ends) = up_to_quote((both >> 64) as u64);
        // All ones if the key continues in the second word.
        let goes_on = u64::from(first_ends).wrapping_sub(1);
        Window { words: (first, second & goes_on), is_whole: first_ends | second_ends }
    }

    /// Whether there is a backslash in the 16 bytes, so that the key may have another unescaped form.
    #[inline(always)]
    pub(super) fn has_backslash(self) -> bool {
        let (first, second) = self.words;
        (lowest_zero(first ^ splat(b'\\')) | lowest_zero(second ^ splat(b'\\'))) != 0
    }
}

/// Not 0 if a byte of `word` is 0; the lowest set bit is then the top bit of the first such byte.
#[inline(always)]
pub(super) const fn lowest_zero(word: u64) -> u64 {
    word.wrapping_sub(splat(0x01)) & !word & splat(0x80)
}

/// `word` with the bytes after its first quote cleared, and whether it has a quote.
#[inline(always)]
const fn up_to_quote(word: u64) -> (u64, bool) {
    let quotes = lowest_zero(word ^ splat(b'"'));
    // All bits up to the lowest set one; all bits if none is set.
    (word & (quotes ^ quotes.wrapping_sub(1)), quotes != 0)
}

/// Whether a name whose first 16 bytes match those of `bytes` matches completely and is followed by a quote.
#[inline(always)]
pub(super) fn is_rest(name: &str, bytes: &[u8]) -> bool {
    let name = name.as_bytes();
    if name.len() < 16 {
        return true;
    }
    let Some((key, [b'"', ..])) = bytes.split_at_checked(name.len()) else { return false };
    match (name[16..].len(), name.last_chunk::<16>(), key.last_chunk::<16>()) {
        // Nearly all names: compares their last 16 bytes, some of them a second time, as one integer.
        (0..=16, Some(name), Some(key)) => u128::from_le_bytes(*name) == u128::from_le_bytes(*key),
        _ => name[16..] == key[16..],
    }
}
