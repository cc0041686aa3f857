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

/// No slot.
pub(crate) const NONE: u16 = u16::MAX;

/// A shape has as many steps at most, one a member.
pub(crate) const STEPS_MAX: usize = 40;

/// How long a skeleton may become, in bytes.
pub(crate) const SKELETON_MAX: usize = 1536;

/// How many bytes a run has at most: those of one block.
pub(crate) const RUN_MAX: usize = 64;

/// The members of objects of some kind, in their usual order.
pub(crate) struct Shape {
    pub(crate) steps: Vec<Step>,
    /// The members' text without the values that vary; of a text the opening quote stays.
    pub(crate) skeleton: Vec<u8>,
    /// How many objects were begun along it, and how often one differed.
    pub(crate) begun: u32,
    pub(crate) differed: u32,
}

/// A member, and the run that begins with its key.
pub(crate) struct Step {
    /// The run's bytes, from the key's opening quote; behind the run, anything.
    pub(crate) run: [u8; RUN_MAX],
    /// The bits of the run's bytes.
    pub(crate) mask: u64,
    pub(crate) run_len: u8,
    /// The step whose value ends the run or stands behind it.
    pub(crate) last: u8,
    /// Where that value begins, from the run's first byte.
    pub(crate) value_at: u8,
    /// What stands behind the run.
    pub(crate) ending: Ending,
    /// The first step from this one on that has a slot.
    pub(crate) noted: u8,
    pub(crate) slot: u16,
    pub(crate) varies: Varies,
    /// Where the key's opening quote and the value stand in the skeleton.
    pub(crate) skeleton_key: u16,
    pub(crate) skeleton_value: u16,
    /// How often the value was not what the run holds.
    pub(crate) differed: u32,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Varies {
    /// It is a part of runs.
    No,
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
        let mut noted = self.steps.len();
        for index in (0..self.steps.len()).rev() {
            if self.steps[index].slot != NONE {
                noted = index;
            }
            let start = usize::from(self.steps[index].skeleton_key);
            let mut last = index;
            while self.steps[last].varies == Varies::No
                && self.steps.get(last + 1).is_some_and(|next| self.run_end(next, false) - start <= RUN_MAX)
            {
                last += 1;
            }
            let end = match self.run_end(&self.steps[last], true) {
                end if end - start <= RUN_MAX => end,
                _ => self.run_end(&self.steps[last], false),
            };
            let run = &self.skeleton[start..end];
            let value_at = usize::from(self.steps[last].skeleton_value) - start;
            let ending = match self.steps[last].varies {
                Varies::Text => Ending::Text,
                Varies::No if run.len() > value_at => Ending::Separator,
                _ => Ending::Value,
            };
            let step = &mut self.steps[index];
            step.run = [0; RUN_MAX];
            step.run[..run.len()].copy_from_slice(run);
            step.run_len = run.len() as u8;
            step.mask = !u64::MAX.unbounded_shl(run.len() as u32);
            step.last = last as u8;
            step.value_at = value_at as u8;
            step.ending = ending;
            step.noted = noted as u8;
        }
    }

    /// Where in the skeleton a run ends whose last step is `step`; with its value, or else with its key.
    fn run_end(&self, step: &Step, with_value: bool) -> usize {
        let value = usize::from(step.skeleton_value);
        match step.varies {
            Varies::Yes => value,
            Varies::Text => value + 1,
            Varies::No if with_value => value + self.fixed_len(value),
            Varies::No => value,
        }
    }

    /// The length of the value that does not vary and stands at `value` of the skeleton.
    fn fixed_len(&self, value: usize) -> usize {
        let rest = &self.skeleton[value..];
        rest.iter().position(|&byte| byte == b',').unwrap_or(rest.len())
    }

    pub(crate) fn key_of(&self, step: usize) -> &[u8] {
        let step = &self.steps[step];
        &self.skeleton[usize::from(step.skeleton_key)..usize::from(step.skeleton_value)]
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
            step.varies = Varies::Yes;
            self.make_runs();
        }
    }
}
