//! What an object of a kind most often looks like, learned, so that the next one is compared and not taken apart.
//!
//! Discord writes the same keys in the same order frame after frame, and most values with them: `false`, `null`,
//! `[]`. A [`Shape`] keeps that as runs of bytes which end where a value begins that varies. One compare of 64 bytes then
//! passes several members at once, and a value that varies costs the search for its end. An object that is otherwise
//! costs a step of its own at each place where it differs; one that is much otherwise is walked as if nothing had been
//! learned ([`walk`](super::walk)).
//!
//! A shape is never believed: what is told of an object are places behind keys that were compared byte for byte.
//!
//! | file | what |
//! | --- | --- |
//! | `mod` | the shape, its steps and their runs |
//! | `learn` | a shape from an object |
//! | `follow` | an object along a shape |
//! | `cache` | the shapes of an arena, and which to keep |

mod cache;
mod follow;
mod learn;

pub(super) use cache::lease;
pub(super) use follow::{Cursor, Next, Outcome};

/// No slot.
const NONE: u16 = u16::MAX;

/// A shape has as many steps at most, one a member.
const STEPS_MAX: usize = 64;

/// How many bytes a run has at most: those of one block.
const RUN_MAX: usize = 64;

/// The members of an object of some kind, in their usual order.
#[derive(Default)]
struct Shape {
    steps: Vec<Step>,
    /// The members' text without the values that vary; of a text the opening quote stays.
    skeleton: Vec<u8>,
    /// How many objects were begun along it, and how often one differed.
    begun: u32,
    differed: u32,
}

/// A member, and the run that begins with its key.
struct Step {
    /// The run's bytes, from the key's opening quote; behind the run, anything.
    run: [u8; RUN_MAX],
    /// The bits of the run's bytes.
    mask: u64,
    run_len: u8,
    /// The step whose value ends the run or stands behind it.
    last: u8,
    /// Where that value begins, from the run's first byte.
    value_at: u8,
    /// What stands behind the run.
    ending: Ending,
    /// The first step from this one on that has a slot.
    noted: u8,
    slot: u16,
    varies: Varies,
    /// Where the key's opening quote and the value stand in the skeleton.
    skeleton_key: u16,
    skeleton_value: u16,
    /// How often the value was not what the run holds.
    differed: u32,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Varies {
    /// It is a part of runs.
    No,
    /// It is always a text.
    Text,
    Yes,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Ending {
    /// A separator: the run holds the last value.
    Separator,
    /// The rest of a text.
    Text,
    /// A value.
    Value,
}

impl Shape {
    /// Makes the runs anew from what varies.
    fn make_runs(&mut self) {
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

    fn key_of(&self, step: usize) -> &[u8] {
        let step = &self.steps[step];
        &self.skeleton[usize::from(step.skeleton_key)..usize::from(step.skeleton_value)]
    }

    /// Notes that the value of `step` was not what the run holds; where that comes about often, it varies.
    fn value_differed(&mut self, step: usize) {
        let step = &mut self.steps[step];
        step.differed += 1;
        if step.varies != Varies::Yes && step.differed >= 4 && step.differed * 8 > self.begun {
            step.varies = Varies::Yes;
            self.make_runs();
        }
    }
}
