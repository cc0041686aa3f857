//! Memory that views borrow from: unescaped text, and where the fields of an object stand.
//!
//! Knows neither JSON nor Discord. An [`Arena`] is a bump allocator (bumpalo's). What it holds of a frame: strings that
//! held escapes, and for each view about 40 bytes and 4 bytes per field.

use std::any::Any;
use std::cell::{Cell, OnceCell, RefCell};

use bumpalo::Bump;

use crate::key_order::Orders;
use crate::limits::Limits;
use crate::simd::Backend;

/// Memory that views borrow from: for those who keep the views of many frames at once, with
/// [`decode_in`](crate::decode_in).
///
/// All others use a [`Decoder`](crate::Decoder), which empties its arena before each frame. An arena fills up until it is
/// [`reset`](Arena::reset); one that is never reset ends with [`ErrorKind::ArenaFull`](crate::ErrorKind::ArenaFull).
/// Resetting takes `&mut self`, so the compiler refuses to empty an arena while a view is left:
///
/// ```compile_fail,E0502
/// let mut arena = zerocord::Arena::new();
/// let event = zerocord::decode_in(br#"{"t":"RESUMED","s":1,"op":0,"d":{}}"#, &arena).unwrap();
/// arena.reset();
/// drop(event);
/// ```
///
/// The first owned model of an arena that is used again takes 9 KiB from the heap for the usual order of keys. No answer
/// depends on it.
///
/// An arena keeps its memory when it is reset, apart from [`release`](Arena::release). How large it may grow is one of its
/// [`Limits`]. It is `Send` but not `Sync`: give each thread its own.
pub struct Arena {
    bump: Bump,
    backend: Backend,
    limits: Limits,
    descent: Descent,
    /// Whether it has been emptied before, so that what is learned from one frame may serve another.
    is_reused: bool,
    orders: OnceCell<Box<Orders>>,
    collector: RefCell<Option<Box<Collector>>>,
}

/// What a reader of values collects on the way, of a type that the reader knows.
type Collector = dyn Any + Send;

/// A collector is in the arena until this is dropped; then the one before is again.
pub(crate) struct Collecting<'a> {
    arena: &'a Arena,
    before: Option<Box<Collector>>,
}

impl Collecting<'_> {
    /// Takes the collector out.
    pub(crate) fn finish(self) -> Option<Box<Collector>> {
        self.arena.collector.take()
    }
}

impl Drop for Collecting<'_> {
    fn drop(&mut self) {
        self.arena.collector.replace(self.before.take());
    }
}

/// How deep nested values are being read or printed, and what was printed.
#[derive(Default)]
struct Descent {
    steps: Cell<u32>,
    /// How much stack the steps take.
    stack_bytes: Cell<usize>,
    /// How many views, lists and maps are being printed, one inside the other.
    printing: Cell<u32>,
    /// How many fields and elements the outermost of them has printed.
    printed: Cell<u32>,
}

/// One step down into nested values, until it is dropped.
///
/// Never leaves the library: one that is forgotten would count for ever.
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

/// A view, a list or a map that is being printed, until it is dropped.
pub(crate) struct Printing<'a> {
    descent: &'a Descent,
    printed_max: u32,
}

impl Printing<'_> {
    /// Whether one more field or element may be printed; counts it.
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
    /// An empty arena that uses the fastest backend of this CPU, or the one that `ZEROCORD_BACKEND` names.
    ///
    /// Allocates nothing until the first view is made.
    pub fn new() -> Arena {
        Arena::with_backend(Backend::chosen())
    }

    /// An empty arena whose views read through `backend`.
    pub fn with_backend(backend: Backend) -> Arena {
        let unlimited = Arena {
            bump: Bump::new(),
            backend,
            limits: Limits::NONE,
            descent: Descent::default(),
            is_reused: false,
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
        // The bump allocator looks at its limit only when it asks the heap for more.
        let bytes = self.limits.arena_bytes();
        self.bump.set_allocation_limit(Some(bytes).filter(|&bytes| bytes != usize::MAX));
    }

    /// Empties the arena and keeps memory for the next frames.
    ///
    /// Of several chunks, the last is kept, which is the largest: an arena whose frames are alike allocates no more after
    /// the first few.
    pub fn reset(&mut self) {
        self.bump.reset();
        self.is_reused = true;
    }

    /// Empties the arena and returns its memory to the heap.
    pub fn release(&mut self) {
        self.bump = Bump::new();
        self.limit_memory();
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

    /// What a frame may cost.
    #[inline]
    pub fn limits(&self) -> &Limits {
        &self.limits
    }

    /// Puts a collector into the arena.
    pub(crate) fn collect(&self, collector: Box<Collector>) -> Collecting<'_> {
        Collecting { arena: self, before: self.collector.replace(Some(collector)) }
    }

    /// Runs `use_it` with the collector; `None` where there is none.
    pub(crate) fn with_collector<T>(&self, use_it: impl FnOnce(&mut Collector) -> T) -> Option<T> {
        self.collector.borrow_mut().as_deref_mut().map(use_it)
    }

    /// One step down into nested values that takes about `stack_bytes`; `None` where a limit is met.
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

    /// One step down for making an owned `M`, until the guard is dropped; `None` where a limit is met.
    pub(crate) fn descend_to_own<M>(&self) -> Option<Depth<'_>> {
        // Measured: the fields, the whole, and the whole in results on its way up; and some for the calls.
        self.descend(7 * size_of::<M>() / 2 + 2048)
    }

    /// Begins to print a view, a list or a map; the outermost starts a new count.
    pub(crate) fn begin_printing(&self) -> Printing<'_> {
        let outer = self.descent.printing.get();
        if outer == 0 {
            self.descent.printed.set(0);
        }
        self.descent.printing.set(outer + 1);
        Printing { descent: &self.descent, printed_max: self.limits.printed() }
    }

    /// The orders that keys were found to have; `None` in an arena that was never emptied and reads a short frame, which
    /// is done before what was learned pays for its memory.
    #[inline]
    pub(crate) fn orders(&self, frame: &[u8]) -> Option<&Orders> {
        const SHORT: usize = 16 << 10;
        (self.is_reused || frame.len() > SHORT).then(|| &**self.orders.get_or_init(Box::default))
    }

    /// `count` cells that hold 0; `None` where the arena is full.
    #[inline]
    pub(crate) fn alloc_cells(&self, count: usize) -> Option<&[Cell<u32>]> {
        let cells = self.bump.try_alloc_slice_fill_copy(count, 0u32).ok()?;
        Some(Cell::from_mut(cells).as_slice_of_cells())
    }

    /// `value`, which may hold cells, moved into the arena; `None` where the arena is full. It must need no
    /// destructor.
    #[inline]
    pub(crate) fn alloc<T>(&self, value: T) -> Option<&T> {
        const { assert!(!std::mem::needs_drop::<T>()) };
        self.bump.try_alloc(value).ok().map(|value| &*value)
    }

    /// `len` bytes that are 0; `None` where the arena is full.
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
