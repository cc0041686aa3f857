//! The shapes of an arena, and which of them to keep.
//!
//! A kind of object is told by the table of keys that it is read with. Of each there are two shapes: the better one of
//! those that were tried, and one on trial. A kind that has no usual shape is left alone for a while.

use std::cell::Cell;
use std::mem;

use super::{PLACES, PROBES, Shape, first_place};

/// How many objects a shape is tried with.
const TRIAL: u32 = 32;

/// How many shapes are tried in a row.
const TRIALS: u32 = 6;

/// How many objects are read along the shape that was found best before others are tried again, at first and at most.
const PATIENCE_FIRST: u32 = 512;
const PATIENCE_MAX: u32 = 1 << 16;

/// After how many objects of a trial a shape that fits none of them is given up.
const PROBE: u32 = 8;

/// With how many differences an object a shape is as good as it need be, in sixteenths.
const GOOD: u32 = 4;

/// A shape is of no use where more than one in so many of its members differ.
const USELESS: u32 = 2;

/// The shapes of an arena.
pub(crate) struct Shapes([Place; PLACES]);

impl Default for Shapes {
    fn default() -> Shapes {
        Shapes(std::array::from_fn(|_| Place { keys: Cell::new(0), kind: Cell::new(None) }))
    }
}

/// Where a kind of object is kept.
struct Place {
    /// What tells the table of keys that the objects are read with; 0 where the place is free.
    keys: Cell<u64>,
    /// What was learned; none yet, or it is in use.
    kind: Cell<Option<Box<Kind>>>,
}

impl Shapes {
    /// The place of the objects that are read with the table `keys`, and whether it was its before.
    #[inline]
    fn place(&self, keys: u64) -> (&Place, bool) {
        let first = first_place(keys);
        let place = &self.0[first];
        if place.keys.get() == keys { (place, true) } else { self.other_place(keys, first) }
    }

    /// What was learned of the objects that are read with the table `keys`; `None` where there is nothing, or it is in use.
    ///
    /// `is_new` tells that it is for another object; `learn` may be asked to take that one's shape.
    #[inline]
    pub(crate) fn lease(&self, keys: u64, is_new: bool, learn: impl FnOnce(&mut Shape)) -> Option<Lease<'_>> {
        let (place, is_known) = self.place(keys);
        if !is_known {
            // Nothing is learned from the first object of a kind: there may be no second.
            return None;
        }
        let mut lease = Lease { keys, place, kind: place.kind.take() };
        let is_ready = match &mut lease.kind {
            Some(kind) => !is_new || kind.begin(learn),
            None if is_new => lease.begin_first(learn),
            None => false,
        };
        is_ready.then_some(lease)
    }

    #[cold]
    fn other_place(&self, keys: u64, first: usize) -> (&Place, bool) {
        for index in first..first + PROBES {
            let place = &self.0[index % PLACES];
            match place.keys.get() {
                known if known == keys => return (place, true),
                0 => {
                    place.keys.set(keys);
                    return (place, false);
                }
                _ => {}
            }
        }
        let place = &self.0[first];
        place.keys.set(keys);
        place.kind.set(None);
        (place, false)
    }
}

/// What was learned of a kind of object.
struct Kind {
    shapes: [Shape; 2],
    current: usize,
    /// How often an object differs from each of the shapes, in sixteenths; `None` of those that were not tried.
    scores: [Option<u32>; 2],
    trials: u32,
    /// Whether the current shape is new and may be given up early.
    is_probe: bool,
    patience: u32,
    /// How many objects are read before the current shape is judged, and how many without any.
    remaining: u32,
    rest: u32,
}

impl Kind {
    fn new() -> Kind {
        Kind {
            shapes: [Shape::new(), Shape::new()],
            current: 0,
            scores: [None, None],
            trials: 0,
            is_probe: true,
            patience: PATIENCE_FIRST,
            remaining: PROBE,
            rest: 0,
        }
    }

    /// Makes ready for another object; tells whether it may be followed.
    #[inline]
    fn begin(&mut self, learn: impl FnOnce(&mut Shape)) -> bool {
        if self.rest > 0 {
            self.rest -= 1;
            return false;
        }
        if self.remaining == 0 {
            self.judge();
            if self.rest > 0 {
                return false;
            }
        }
        self.remaining -= 1;
        let shape = &mut self.shapes[self.current];
        if shape.steps.is_empty() {
            learn(shape);
        }
        shape.begun += 1;
        true
    }

    #[cold]
    fn judge(&mut self) {
        let (tried, other) = (self.current, 1 - self.current);
        let shape = &mut self.shapes[tried];
        let score = shape.differed.saturating_mul(16) / shape.begun.max(1);
        let steps = shape.steps.len() as u32;
        let is_hopeless = score * USELESS > steps * 16;
        if mem::take(&mut self.is_probe) && !is_hopeless {
            self.remaining = TRIAL - PROBE;
            return;
        }
        shape.count_anew();
        self.scores[tried] = Some(score);
        let (best, best_score) = match self.scores[other] {
            Some(other_score) if other_score < score => (other, other_score),
            _ => (tried, score),
        };
        self.current = best;
        // Where two in a row fit nothing, others will not.
        self.trials += if is_hopeless { TRIALS / 2 } else { 1 };
        if best_score > GOOD && self.trials <= TRIALS {
            self.current = 1 - best;
            self.shapes[self.current].forget();
            (self.is_probe, self.remaining) = (true, PROBE);
            return;
        }
        self.trials = 0;
        let steps = self.shapes[best].steps.len() as u32;
        if best_score * USELESS > steps * 16 {
            // Those that will be tried then are compared with nothing that was learned now.
            self.scores = [None, None];
            self.rest = self.patience;
            (self.is_probe, self.remaining) = (true, PROBE);
            self.shapes[self.current].forget();
        } else {
            self.remaining = self.patience;
        }
        self.patience = (self.patience * 2).min(PATIENCE_MAX);
    }
}

/// What was learned of a kind of object, taken out of the arena for as long as it is in use.
pub(crate) struct Lease<'a> {
    keys: u64,
    place: &'a Place,
    kind: Option<Box<Kind>>,
}

impl Drop for Lease<'_> {
    #[inline]
    fn drop(&mut self) {
        // Another kind may have got the place.
        if self.place.keys.get() == self.keys {
            self.place.kind.set(self.kind.take());
        }
    }
}

impl Lease<'_> {
    #[cold]
    fn begin_first(&mut self, learn: impl FnOnce(&mut Shape)) -> bool {
        self.kind.insert(Box::new(Kind::new())).begin(learn)
    }

    /// The shape to follow.
    #[inline]
    pub(crate) fn shape(&mut self) -> Option<&mut Shape> {
        self.kind.as_mut().map(|kind| &mut kind.shapes[kind.current])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_learned_is_kept_for_its_kind_alone() {
        let shapes = Shapes::default();
        let lease = |keys: u64, is_new: bool| shapes.lease(keys, is_new, |_| {});
        assert!(lease(1, true).is_none(), "the first object of a kind teaches nothing");
        assert!(lease(1, true).is_some());
        // It was put back when the lease ended, and is not there while it is out.
        let out = lease(1, false).unwrap();
        assert!(lease(1, false).is_none());
        // Other kinds take the place; what comes back is none of theirs.
        for keys in 2..10 * PLACES as u64 {
            lease(keys, true);
        }
        let next = out.place.keys.get();
        assert_ne!(next, 1);
        drop(out);
        assert!(lease(next, false).is_none());
    }
}
