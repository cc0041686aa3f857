//! Which key usually follows which.
//!
//! Objects of the same type usually have their keys in the same order. An [`Order`] stores for each key the one that
//! followed it last, so that a reader can compare the next key with that one before looking it up. A wrong guess costs
//! a compare and never changes the result.

use std::array;
use std::cell::Cell;

/// The number of slots for the orders of object types in an arena, and the number of slots that are tried for a type.
const SLOTS: usize = 64;
const PROBES: usize = 8;

/// How many keys per type are stored.
const KEYS: usize = 128;

/// The orders of an arena.
pub(crate) struct Orders([Order; SLOTS]);

/// The key order of a type of object. Keys are identified by their index among the known keys.
pub(crate) struct Order {
    /// Identifies the table of keys that the objects are read with; 0 if the slot is free.
    keys: Cell<u64>,
    /// The key that follows each key; index 0 is for the opening brace.
    next: [Cell<u8>; KEYS],
}

impl Default for Orders {
    fn default() -> Orders {
        Orders(array::from_fn(|_| Order { keys: Cell::new(0), next: [const { Cell::new(0) }; KEYS] }))
    }
}

impl Orders {
    /// The order of the objects that are read with the table `keys`; `None` if there is no free slot.
    #[inline]
    pub(crate) fn of(&self, keys: u64) -> Option<&Order> {
        // 2^64 divided by the golden ratio.
        let first = (keys.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> (64 - SLOTS.trailing_zeros())) as usize;
        let order = &self.0[first];
        if order.keys.get() == keys { Some(order) } else { self.probe(keys, first) }
    }

    #[cold]
    fn probe(&self, keys: u64, first: usize) -> Option<&Order> {
        let mut slots = (first..first + PROBES).map(|slot| &self.0[slot % SLOTS]);
        let order = slots.find(|order| [keys, 0].contains(&order.keys.get()))?;
        order.keys.set(keys);
        Some(order)
    }
}

/// The last key that was read; initially the opening brace.
#[derive(Clone, Copy, Default)]
pub(crate) struct Last(usize);

impl Order {
    /// The key that followed `last` the last time.
    #[inline(always)]
    pub(crate) fn after(&self, last: Last) -> usize {
        // The remainder is a hint for the compiler: no `Last` is larger.
        usize::from(self.next[last.0 % KEYS].get())
    }

    /// Records that the key `index` followed `last`.
    #[inline]
    pub(crate) fn note(&self, last: Last, index: usize) {
        if let Ok(index) = u8::try_from(index) {
            self.next[last.0 % KEYS].set(index);
        }
    }
}

impl Last {
    /// Records that the key `index` was read.
    #[inline(always)]
    pub(crate) fn set(&mut self, index: usize) {
        self.0 = index + 1;
    }
}
