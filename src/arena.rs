//! Memory that views borrow from: unescaped text, and where the fields of an object stand.
//!
//! Knows neither JSON nor Discord. An [`Arena`] is a bump allocator (bumpalo's), emptied between frames. What
//! it keeps for a frame: text that held escapes, and for each view about 40 bytes and 4 bytes a field.

use std::cell::Cell;

use bumpalo::Bump;
use bumpalo::collections::Vec as BumpVec;

use crate::simd::Backend;

/// The memory behind the views of one frame at a time, used again for the next.
///
/// Views borrow from it; [`reset`](Arena::reset) takes `&mut self`, so the compiler refuses to empty an arena
/// while a view is left:
///
/// ```compile_fail,E0502
/// let mut arena = zerocord::Arena::new();
/// let event = zerocord::decode(br#"{"t":"RESUMED","s":1,"op":0,"d":{}}"#, &arena).unwrap();
/// arena.reset();
/// drop(event);
/// ```
///
/// An arena grows to what its largest frame needed and keeps that: once warm, decoding allocates nothing from
/// the heap. It is `Send` but not `Sync`: give each thread its own.
pub struct Arena {
    bump: Bump,
    backend: Backend,
    /// How many [`Depth`]s are held.
    depth: Cell<u32>,
}

/// As many steps down may be held at once.
const DEPTH_MAX: u32 = 32;

/// One step down into nested values; going up again when it is dropped.
#[derive(Debug)]
pub struct Depth<'a>(&'a Cell<u32>);

impl Drop for Depth<'_> {
    fn drop(&mut self) {
        self.0.set(self.0.get() - 1);
    }
}

impl Arena {
    /// An empty arena that uses the fastest backend of this CPU, or the one that `ZEROCORD_BACKEND` names.
    ///
    /// Allocates nothing until the first view is made.
    pub fn new() -> Arena {
        Arena::with_backend(Backend::chosen())
    }

    /// An empty arena whose views read through `backend`.
    pub fn with_backend(backend: Backend) -> Arena {
        Arena { bump: Bump::new(), backend, depth: Cell::new(0) }
    }

    /// Empties the arena and keeps its memory for the next frame.
    ///
    /// Of several chunks, the largest is kept: an arena whose frames are alike allocates no more after the
    /// first few.
    pub fn reset(&mut self) {
        self.bump.reset();
    }

    /// How many bytes the arena holds from the heap, in use or not.
    pub fn allocated_bytes(&self) -> usize {
        self.bump.allocated_bytes()
    }

    /// The backend that views of this arena read through.
    #[inline]
    pub fn backend(&self) -> Backend {
        self.backend
    }

    /// One step down into nested values, `None` where 32 are held.
    pub(crate) fn descend(&self) -> Option<Depth<'_>> {
        if self.depth.get() == DEPTH_MAX {
            return None;
        }
        self.depth.set(self.depth.get() + 1);
        Some(Depth(&self.depth))
    }

    /// `count` cells that hold 0.
    #[inline]
    pub(crate) fn alloc_cells(&self, count: usize) -> &[Cell<u32>] {
        Cell::from_mut(self.bump.alloc_slice_fill_copy(count, 0u32)).as_slice_of_cells()
    }

    /// `value`, which may hold cells, moved into the arena. It must need no destructor.
    #[inline]
    pub(crate) fn alloc<T>(&self, value: T) -> &T {
        const { assert!(!std::mem::needs_drop::<T>()) };
        self.bump.alloc(value)
    }

    /// An empty list of bytes with room for `capacity` of them, to be turned into a slice of the arena.
    pub(crate) fn buffer(&self, capacity: usize) -> BumpVec<'_, u8> {
        BumpVec::with_capacity_in(capacity, &self.bump)
    }
}

impl Default for Arena {
    fn default() -> Arena {
        Arena::new()
    }
}

impl std::fmt::Debug for Arena {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Arena")
            .field("allocated_bytes", &self.allocated_bytes())
            .field("backend", &self.backend)
            .finish()
    }
}
