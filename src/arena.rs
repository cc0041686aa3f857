//! Memory that views borrow from: unescaped strings, and the offsets of an object's fields.
//!
//! Knows neither JSON nor Discord. An [`Arena`] is a bump allocator (bumpalo's). For each frame it holds the strings
//! that contained escapes and, per view, about 40 bytes plus 4 bytes per field.

use std::any::Any;
use std::cell::{Cell, OnceCell, RefCell};

use bumpalo::Bump;

use crate::key_order::Orders;
use crate::limits::Limits;
use crate::simd::Backend;

/// Memory that views borrow from. Use it with [`decode_in`](crate::decode_in) to keep the views of many frames at once.
///
/// Otherwise use a [`Decoder`](crate::Decoder), which empties its arena before each frame. An arena fills up until it
/// is [`reset`](Arena::reset); one that is never reset ends with [`ErrorKind::ArenaFull`](crate::ErrorKind::ArenaFull).
/// Resetting takes `&mut self`, so the compiler rejects emptying an arena while a view exists:
///
/// ```compile_fail,E0502
/// let mut arena = zerocord::Arena::new();
/// let event = zerocord::decode_in(br#"{"t":"RESUMED","s":1,"op":0,"d":{}}"#, &arena).unwrap();
/// arena.reset();
/// drop(event);
/// ```
///
/// The first owned model read through a reused arena allocates 9 KiB on the heap to cache the usual order of keys.
/// Results do not depend on it.
///
/// An arena keeps its memory when it is reset; [`release`](Arena::release) frees it. Its maximum size is one of its
/// [`Limits`]. It is `Send` but not `Sync`: give each thread its own.
pub struct Arena {
    bump: Bump,
    backend: Backend,
    limits: Limits,
    descent: Descent,
    /// Whether it has been reset before, so that key orders learned from one frame may serve another.
    is_reused: bool,
    two_passes: Cell<TwoPasses>,
    orders: OnceCell<Box<Orders>>,
    collector: RefCell<Option<Box<Collector>>>,
}

/// Which models were recently read with two passes, one for their frequent fields and one for all. Readers then begin
/// with the pass for all fields. This saves time, and does not change results.
#[derive(Clone, Copy, Default)]
struct TwoPasses {
    /// A bit for each model, at a hash of its number.
    models: u64,
    /// The number of resets since they were cleared, so that a rare reader does not slow down the others for long.
    resets: u8,
}

impl TwoPasses {
    fn bit(model: u64) -> u64 {
        1 << (model.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 58)
    }
}

/// Data that a reader collects, of a type that only the reader knows.
type Collector = dyn Any + Send;

/// Keeps a collector in the arena until this is dropped; then the previous one is restored.
pub(crate) struct Collecting<'a> {
    arena: &'a Arena,
    before: Option<Box<Collector>>,
}

impl Collecting<'_> {
    /// Removes and returns the collector.
    pub(crate) fn finish(self) -> Option<Box<Collector>> {
        self.arena.collector.take()
    }
}

impl Drop for Collecting<'_> {
    fn drop(&mut self) {
        self.arena.collector.replace(self.before.take());
    }
}

/// The current depth of reading or printing nested values, and how much has been printed.
#[derive(Default)]
struct Descent {
    steps: Cell<u32>,
    /// The estimated stack that the levels use, in bytes.
    stack_bytes: Cell<usize>,
    /// The number of nested views, lists and maps that are being printed.
    printing: Cell<u32>,
    /// The number of fields and elements that the outermost of them has printed.
    printed: Cell<u32>,
}

/// One level of nesting, left on drop.
///
/// Not exposed outside the library, because a forgotten guard would count forever.
pub(crate) struct Depth<'a> {
    descent: &'a Descent,
    stack_bytes: usize,
}

impl Drop for Depth<'_> {
    fn drop(&mut self) {
        self.descent.steps.set(self.descent.steps.get() - 1);
        self.descent.stack_bytes.set(self.descent.stack_bytes.get() - self.stack_bytes);
    }
}

/// A view, a list or a map that is being printed, until this is dropped.
pub(crate) struct Printing<'a> {
    descent: &'a Descent,
    printed_max: u32,
}

impl Printing<'_> {
    /// Counts one more field or element; returns whether it may be printed.
    pub(crate) fn has_room(&self) -> bool {
        let printed = self.descent.printed.get();
        self.descent.printed.set(printed.saturating_add(1));
        printed < self.printed_max
    }
}

impl Drop for Printing<'_> {
    fn drop(&mut self) {
        self.descent.printing.set(self.descent.printing.get() - 1);
    }
}

impl Arena {
    /// An empty arena that uses the fastest backend of this CPU, or the one named by `ZEROCORD_BACKEND`.
    ///
    /// Allocates nothing until the first view is made.
    pub fn new() -> Arena {
        Arena::with_backend(Backend::chosen())
    }

    /// An empty arena whose views use `backend`.
    pub fn with_backend(backend: Backend) -> Arena {
        let unlimited = Arena {
            bump: Bump::new(),
            backend,
            limits: Limits::NONE,
            descent: Descent::default(),
            is_reused: false,
            two_passes: Cell::default(),
            orders: OnceCell::new(),
            collector: RefCell::new(None),
        };
        unlimited.and_limits(Limits::DEFAULT)
    }

    /// An empty arena with limits other than [`Limits::DEFAULT`].
    pub fn with_limits(limits: Limits) -> Arena {
        Arena::new().and_limits(limits)
    }

    /// The same arena with other limits.
    ///
    /// ```
    /// use zerocord::{Arena, Backend, Limits};
    ///
    /// let arena = Arena::with_backend(Backend::PORTABLE).and_limits(Limits::DEFAULT.with_depth(8));
    /// assert_eq!(arena.limits().depth(), 8);
    /// ```
    pub fn and_limits(mut self, limits: Limits) -> Arena {
        self.limits = limits;
        self.limit_memory();
        self
    }

    fn limit_memory(&self) {
        // The bump allocator checks its limit only when it requests more memory from the heap.
        let bytes = self.limits.arena_bytes();
        self.bump.set_allocation_limit(Some(bytes).filter(|&bytes| bytes != usize::MAX));
    }

    /// Empties the arena and keeps memory for the next frames.
    ///
    /// If there are several chunks, it keeps only the last, which is the largest. With similar frames it therefore
    /// stops allocating after the first few.
    pub fn reset(&mut self) {
        self.bump.reset();
        self.is_reused = true;
        let two_passes = self.two_passes.get_mut();
        two_passes.resets = two_passes.resets.wrapping_add(1);
        if two_passes.resets == 0 {
            two_passes.models = 0;
        }
    }

    /// Empties the arena and returns its memory to the heap.
    pub fn release(&mut self) {
        self.bump = Bump::new();
        self.limit_memory();
    }

    /// The heap memory that the arena holds, used or not, in bytes.
    pub fn allocated_bytes(&self) -> usize {
        self.bump.allocated_bytes()
    }

    /// The backend that views of this arena use.
    #[inline]
    pub fn backend(&self) -> Backend {
        self.backend
    }

    /// The limits per frame.
    #[inline]
    pub fn limits(&self) -> &Limits {
        &self.limits
    }

    /// Puts a collector into the arena.
    pub(crate) fn collect(&self, collector: Box<Collector>) -> Collecting<'_> {
        Collecting { arena: self, before: self.collector.replace(Some(collector)) }
    }

    /// Runs `use_it` with the collector; `None` if there is none.
    pub(crate) fn with_collector<T>(&self, use_it: impl FnOnce(&mut Collector) -> T) -> Option<T> {
        self.collector.borrow_mut().as_deref_mut().map(use_it)
    }

    /// Enters one level of nesting, which uses about `stack_bytes` of stack; `None` if a limit is reached.
    pub(crate) fn descend(&self, stack_bytes: usize) -> Option<Depth<'_>> {
        let steps = self.descent.steps.get();
        let stack_sum = self.descent.stack_bytes.get() + stack_bytes;
        if steps >= self.limits.depth() || stack_sum > self.limits.stack_bytes() {
            return None;
        }
        self.descent.steps.set(steps + 1);
        self.descent.stack_bytes.set(stack_sum);
        Some(Depth { descent: &self.descent, stack_bytes })
    }

    /// Enters one level of nesting to build an owned `M`, until the guard is dropped; `None` if a limit is reached.
    pub(crate) fn descend_to_own<M>(&self) -> Option<Depth<'_>> {
        // Measured: the stack holds the model's fields, the model, and copies of it in returned `Result`s. The constant
        // covers the calls.
        self.descend(7 * size_of::<M>() / 2 + 2048)
    }

    /// Begins printing a view, a list or a map; the outermost one resets the count.
    pub(crate) fn begin_printing(&self) -> Printing<'_> {
        let outer = self.descent.printing.get();
        if outer == 0 {
            self.descent.printed.set(0);
        }
        self.descent.printing.set(outer + 1);
        Printing { descent: &self.descent, printed_max: self.limits.printed() }
    }

    /// The cached key orders. `None` in an arena that has never been reset and reads a short frame, because a short
    /// frame ends before the cache pays for its memory.
    #[inline]
    pub(crate) fn orders(&self, frame: &[u8]) -> Option<&Orders> {
        const SHORT: usize = 16 << 10;
        (self.is_reused || frame.len() > SHORT).then(|| &**self.orders.get_or_init(Box::default))
    }

    /// Notes that an object of this model needed two passes.
    #[cold]
    pub(crate) fn add_two_passes(&self, model: u64) {
        let two_passes = self.two_passes.get();
        let models = two_passes.models | TwoPasses::bit(model);
        self.two_passes.set(TwoPasses { models, ..two_passes });
    }

    /// Whether objects of this model are likely to need two passes.
    #[inline]
    pub(crate) fn expects_two_passes(&self, model: u64) -> bool {
        self.two_passes.get().models & TwoPasses::bit(model) != 0
    }

    /// `count` cells that contain 0; `None` if the arena is full.
    #[inline]
    pub(crate) fn alloc_cells(&self, count: usize) -> Option<&[Cell<u32>]> {
        let cells = self.bump.try_alloc_slice_fill_copy(count, 0u32).ok()?;
        Some(Cell::from_mut(cells).as_slice_of_cells())
    }

    /// Moves `value`, which may contain cells, into the arena; `None` if the arena is full. It must not need a
    /// destructor.
    #[inline]
    pub(crate) fn alloc<T>(&self, value: T) -> Option<&T> {
        const { assert!(!std::mem::needs_drop::<T>()) };
        self.bump.try_alloc(value).ok().map(|value| &*value)
    }

    /// `len` zero bytes; `None` if the arena is full.
    #[inline]
    pub(crate) fn bytes(&self, len: usize) -> Option<&mut [u8]> {
        self.bump.try_alloc_slice_fill_copy(len, 0).ok()
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
            .field("limits", &self.limits)
            .finish()
    }
}
