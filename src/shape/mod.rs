//! What an object of a kind most often looks like, learned, so that the next one is compared and not taken apart.
//!
//! Knows bytes: how they are taken from an object and compared with one is the business of `view::shape`.
//!
//! Discord writes the same keys in the same order frame after frame, and most values with them: `false`, `null`,
//! `[]`. A [`Shape`] keeps that as runs of bytes which end where a value begins that varies. One compare of 64 bytes then
//! passes several members at once, and a value that varies costs the search for its end. An object that is otherwise
//! costs a step of its own at each place where it differs; one that is much otherwise is walked as if nothing had been
//! learned.
//!
//! A shape is never believed: what is told of an object are places behind keys that were compared byte for byte.

mod cache;
mod order;

pub(crate) use cache::{Lease, Shapes};
pub(crate) use order::{Last, Order, Orders};

/// For how many kinds of object an arena keeps what it has learned, and at how many places a kind may be.
const PLACES: usize = 64;
const PROBES: usize = 8;

/// The first of the places of the objects that are read with the table `keys`.
#[inline]
fn first_place(keys: u64) -> usize {
    // 2^64 over the golden ratio.
    (keys.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> (64 - PLACES.trailing_zeros())) as usize
}

/// No slot.
pub(crate) const NONE: u16 = u16::MAX;

/// A shape has as many steps at most, one a member.
pub(crate) const STEPS_MAX: usize = 40;

/// How long a skeleton may become, in bytes.
pub(crate) const SKELETON_MAX: usize = 2048;

/// How many bytes a run has at most: those of one block but one, so that what follows it can be shifted down to its front.
pub(crate) const RUN_MAX: usize = 63;

/// The members of objects of some kind, in their usual order.
pub(crate) struct Shape {
    pub(crate) steps: Vec<Step>,
    /// The members' text, each from its separator on, without the values that vary in length; of a text the opening quote stays.
    pub(crate) skeleton: Vec<u8>,
    /// How many objects were begun along it, and how often one differed.
    pub(crate) begun: u32,
    pub(crate) differed: u32,
}

/// A member, and the run that begins with the separator before it.
#[repr(align(64))]
pub(crate) struct Step {
    /// The run's bytes; in its holes and behind it, anything.
    pub(crate) run: [u8; 64],
    /// The bits of the run's bytes that are the same in each object; of the first step's separator, none is known.
    pub(crate) mask: u64,
    /// The bits of those that may be anything but quotes and backslashes: the insides of texts that vary in nothing but that.
    pub(crate) holes: u64,
    pub(crate) run_len: u8,
    /// The step whose value ends the run or stands behind it.
    pub(crate) last: u8,
    /// What stands behind the run.
    pub(crate) ending: Ending,
    /// The first step from this one on that has a slot, and the first behind it.
    pub(crate) noted: u8,
    pub(crate) noted_behind: u8,
    pub(crate) varies: Varies,
    pub(crate) slot: u16,
    /// Where the separator and the value stand in the skeleton.
    pub(crate) skeleton_at: u16,
    pub(crate) skeleton_value: u16,
    /// How long the value is in the skeleton.
    pub(crate) kept: u16,
    /// How often the value was not what the run holds.
    pub(crate) differed: u32,
}

/// How a value differs from object to object.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Varies {
    /// Not at all: it is a part of runs.
    No,
    /// It is a text of the same length without escapes, an id or a time: a part of runs with a hole for it.
    Inside,
    /// It is always a text.
    Text,
    Yes,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Ending {
    /// A separator: the run holds the last value.
    Separator,
    /// The rest of a text.
    Text,
    /// A value.
    Value,
}

impl Shape {
    /// The shape of nothing, with room for any: learning takes nothing more from the heap.
    pub(crate) fn new() -> Shape {
        Shape {
            steps: Vec::with_capacity(STEPS_MAX),
            skeleton: Vec::with_capacity(SKELETON_MAX),
            begun: 0,
            differed: 0,
        }
    }

    /// Makes the runs anew from what varies.
    pub(crate) fn make_runs(&mut self) {
        let mut noted_behind = STEPS_MAX;
        for index in (0..self.steps.len()).rev() {
            let start = usize::from(self.steps[index].skeleton_at);
            let mut last = index;
            while matches!(self.steps[last].varies, Varies::No | Varies::Inside)
                && self
                    .steps
                    .get(last + 1)
                    .is_some_and(|next| usize::from(next.skeleton_value) - start <= RUN_MAX)
            {
                last += 1;
            }
            let value_at = usize::from(self.steps[last].skeleton_value) - start;
            let kept = usize::from(self.steps[last].kept);
            // Of a value that does not fit, not even its quote.
            let (run_len, ending) = match self.steps[last].varies {
                Varies::No | Varies::Inside if value_at + kept <= RUN_MAX => {
                    (value_at + kept, Ending::Separator)
                }
                Varies::Inside | Varies::Text if value_at < RUN_MAX => (value_at + 1, Ending::Text),
                _ => (value_at, Ending::Value),
            };
            let mut holes = 0;
            for step in &self.steps[index..=last] {
                let value = usize::from(step.skeleton_value) - start;
                if step.varies == Varies::Inside && value + usize::from(step.kept) <= run_len {
                    holes |= bits(value + 1..value + usize::from(step.kept) - 1);
                }
            }
            let separator = u64::from(index == 0);
            let step = &mut self.steps[index];
            step.run = [0; 64];
            step.run[..run_len].copy_from_slice(&self.skeleton[start..start + run_len]);
            step.mask = bits(0..run_len) & !holes & !separator;
            step.holes = holes;
            step.run_len = run_len as u8;
            step.last = last as u8;
            step.ending = ending;
            step.noted_behind = noted_behind as u8;
            if step.slot != NONE {
                noted_behind = index;
            }
            step.noted = noted_behind as u8;
        }
    }

    /// The key of `step` with its quotes and the colon.
    pub(crate) fn key_of(&self, step: usize) -> &[u8] {
        let step = &self.steps[step];
        &self.skeleton[usize::from(step.skeleton_at) + 1..usize::from(step.skeleton_value)]
    }

    /// Forgets all.
    pub(crate) fn forget(&mut self) {
        self.steps.clear();
        self.skeleton.clear();
        (self.begun, self.differed) = (0, 0);
    }

    /// Forgets how many objects were begun and differed, but not what that taught.
    pub(crate) fn count_anew(&mut self) {
        (self.begun, self.differed) = (0, 0);
        for step in &mut self.steps {
            step.differed = 0;
        }
    }

    /// Notes that the value of `step` was not what the run holds; where that comes about often, it varies.
    pub(crate) fn value_differed(&mut self, step: usize) {
        let step = &mut self.steps[step];
        step.differed += 1;
        if step.varies != Varies::Yes && step.differed >= 8 && step.differed * 4 > self.begun {
            step.varies = if step.varies == Varies::Inside { Varies::Text } else { Varies::Yes };
            step.differed = 0;
            self.make_runs();
        }
    }
}

/// The bits of `range`, which ends before 64.
fn bits(range: std::ops::Range<usize>) -> u64 {
    (1 << range.end) - (1 << range.start)
}
