//! Which key comes behind which.
//!
//! The objects of a kind have their keys in the same order, most of the time. An [`Order`] notes for each key the one that
//! came behind it last, so that a reader can compare the next key with that one before it looks it up. A guess that is wrong
//! costs a compare and never an answer.

use std::array;
use std::cell::Cell;

/// For how many kinds of object an arena notes an order, and at how many places a kind may be.
const PLACES: usize = 64;
const PROBES: usize = 8;

/// How many keys of a kind are noted.
const KEYS: usize = 128;

/// The orders of an arena.
pub(crate) struct Orders([Order; PLACES]);

/// The order of the keys of a kind of object. A key is told by its index among those that are known.
pub(crate) struct Order {
    /// What tells the table of keys that the objects are read with; 0 where the place is free.
    keys: Cell<u64>,
    /// The key behind each; the first stands for the opening brace.
    behind: [Cell<u8>; KEYS],
}

impl Default for Orders {
    fn default() -> Orders {
        Orders(array::from_fn(|_| Order { keys: Cell::new(0), behind: [const { Cell::new(0) }; KEYS] }))
    }
}

impl Orders {
    /// The order of the objects that are read with the table `keys`; `None` where there is no room for it.
    #[inline]
    pub(crate) fn of(&self, keys: u64) -> Option<&Order> {
        // 2^64 over the golden ratio.
        let first = (keys.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> (64 - PLACES.trailing_zeros())) as usize;
        let order = &self.0[first];
        if order.keys.get() == keys { Some(order) } else { self.other_place(keys, first) }
    }

    #[cold]
    fn other_place(&self, keys: u64, first: usize) -> Option<&Order> {
        let mut places = (first..first + PROBES).map(|place| &self.0[place % PLACES]);
        let order = places.find(|order| [keys, 0].contains(&order.keys.get()))?;
        order.keys.set(keys);
        Some(order)
    }
}

/// The last key that was read; at first the opening brace.
#[derive(Clone, Copy, Default)]
pub(crate) struct Last(usize);

impl Order {
    /// The key that came behind `last` the last time.
    #[inline(always)]
    pub(crate) fn behind(&self, last: Last) -> usize {
        // The remainder is for the compiler: no `Last` is larger.
        usize::from(self.behind[last.0 % KEYS].get())
    }

    /// Notes that the key `index` came behind `last`.
    #[inline]
    pub(crate) fn note(&self, last: Last, index: usize) {
        if let Ok(index) = u8::try_from(index) {
            self.behind[last.0 % KEYS].set(index);
        }
    }
}

impl Last {
    /// The key `index` was read.
    #[inline(always)]
    pub(crate) fn set(&mut self, index: usize) {
        self.0 = index + 1;
    }
}
