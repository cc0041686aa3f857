//! Which fields of an object were read, and the values of the others.

use super::Reader;
use crate::arena::Arena;
use crate::json::raw::RawValue;
use crate::view::model::{Blank, Model};

/// The fields of an object that were read, by their slots.
#[derive(Debug, Default)]
pub struct Seen([u64; Seen::SLOTS_MAX / 64]);

impl Seen {
    /// The maximum number of slots.
    pub(crate) const SLOTS_MAX: usize = 256;

    /// All fields except the one in `slot`.
    pub(crate) fn all_but(slot: usize) -> Seen {
        let mut seen = Seen([u64::MAX; Seen::SLOTS_MAX / 64]);
        seen.0[slot / 64 % (Seen::SLOTS_MAX / 64)] &= !(1 << (slot % 64));
        seen
    }

    /// Marks the field in `slot` as read; returns whether it was unread.
    #[inline(always)]
    pub(crate) fn insert(&mut self, slot: usize) -> bool {
        let word = &mut self.0[slot / 64 % (Seen::SLOTS_MAX / 64)];
        let bit = 1 << (slot % 64);
        let is_new = *word & bit == 0;
        *word |= bit;
        is_new
    }

    /// If the field in `slot` was not read, sets `field`, which is blank, to its value for an absent key, or to its
    /// default if `defaults` is set. Returns `None` if it has neither.
    ///
    /// Generated code calls it.
    #[inline(always)]
    pub fn settle<M: Model>(&self, slot: usize, field: &mut M, defaults: bool) -> Option<()> {
        match M::BLANK_IS {
            Blank::Absent => Some(()),
            Blank::Default if defaults => Some(()),
            _ if self.has(slot) => Some(()),
            _ => settle(field, defaults),
        }
    }

    /// Whether the field in `slot` was read.
    ///
    /// Generated code calls it.
    #[inline(always)]
    pub fn has(&self, slot: usize) -> bool {
        self.0[slot / 64 % (Seen::SLOTS_MAX / 64)] >> (slot % 64) & 1 != 0
    }
}

#[inline(never)]
fn settle<M: Model>(field: &mut M, defaults: bool) -> Option<()> {
    if let Some(absent) = M::absent() {
        *field = absent;
        return Some(());
    }
    let default = M::DEFAULT_JSON.filter(|_| defaults)?;
    field.read(&mut Reader::new(RawValue::new(default).ok()?, &Arena::new()))
}
