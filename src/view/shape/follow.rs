//! An object along a shape.

use crate::json::skip::{skip_container, skip_string};
use crate::shape::{Ending, NONE, Shape};
use crate::simd::{Backend, Kernel, Simd, splat};
use crate::view::keys::{KeyTable, lowest_zero};

/// How far an object was followed.
#[derive(Clone, Copy, Debug)]
pub(in crate::view) struct Cursor {
    /// The separator of the member, or of the run of members, that comes next or that `value` belongs to.
    separator: u32,
    /// The value that comes next, 0 where a member does.
    value: u32,
    /// The step of that member or value: a guess, like all that is learned.
    step: u8,
    /// How often the object had members that the shape did not expect.
    detours: u8,
}

/// What whoever is told of a value makes of it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(in crate::view) enum Next {
    On,
    /// Go on, and this is the last byte of the value, its closing brace.
    OnFrom(usize),
    /// Go on to the object's end, if that is cheap.
    ToEnd,
    /// Stop once all members were told of that were passed together with this one.
    Enough,
    /// Stop at once.
    Stop,
}

/// What following came to.
pub(in crate::view) enum Outcome {
    /// Whoever is told wants no more.
    Stopped,
    /// The object's closing brace stands here.
    Closed(usize),
    /// The object is otherwise than what was learned, or broken.
    Lost,
}

/// As many members that were not expected are taken one by one.
const DETOURS_MAX: u8 = 8;

/// As many steps ahead a member that was not expected is looked for.
const AHEAD_MAX: usize = 8;

impl Cursor {
    /// The start of the object whose brace stands at `brace`.
    #[inline]
    pub(in crate::view) fn new(brace: usize) -> Cursor {
        Cursor { separator: brace as u32, value: 0, step: 0, detours: 0 }
    }
}

/// The kernel that follows an object.
pub(super) struct Follow<'s, 'a, 'k, N, F> {
    pub(super) shape: &'s mut Shape,
    pub(super) cursor: &'s mut Cursor,
    pub(super) frame: &'a [u8],
    pub(super) backend: Backend,
    pub(super) keys: &'s KeyTable<'k, N>,
    /// Is told the slot and the place of each known member's value.
    pub(super) found: F,
}

/// Where a detour leads.
enum Detour {
    /// To a value: the separator of its member or of one that was passed with it, where it is, its step, and what is next.
    Value(usize, usize, usize, Next),
    /// Back to this step of the shape, with the member behind this separator.
    Member(usize, usize),
    Closed(usize),
    Lost,
}

impl<N: AsRef<str>, F: FnMut(u16, usize) -> Next> Kernel for Follow<'_, '_, '_, N, F> {
    type Output = Outcome;

    #[inline(always)]
    fn run<S: Simd>(mut self, simd: S) -> Outcome {
        let (frame, backend) = (self.frame, self.backend);
        let mut separator = self.cursor.separator as usize;
        let mut step = usize::from(self.cursor.step);
        let mut end;
        if self.cursor.value != 0 {
            end = value_end(simd, backend, frame, self.cursor.value as usize);
            self.cursor.value = 0;
        } else {
            end = Some(separator);
            step = step.wrapping_sub(1);
        }
        loop {
            match end.and_then(|end| Some((end, *frame.get(end)?))) {
                Some((at, b',')) => separator = at,
                Some((at, b'}')) => return Outcome::Closed(at),
                // The first time, at the opening brace.
                Some((at, b'{')) if at == separator => {}
                _ => return self.lost(),
            }
            step = step.wrapping_add(1);
            let key = separator + 1;
            let differing = match self.shape.steps.get(step) {
                Some(run) => simd.differing_at(frame, key, &run.run) & run.mask,
                None => 1,
            };
            let next;
            let value;
            match self.shape.steps.get(step) {
                Some(run) if differing == 0 => {
                    let (last, noted) = (usize::from(run.last), usize::from(run.noted));
                    let (run_end, ending) = (key + usize::from(run.run_len), run.ending);
                    value = key + usize::from(run.value_at);
                    if ending == Ending::Value && !begins_value(frame, value) {
                        return self.lost();
                    }
                    next = if noted <= last { self.note(key, step, noted, last) } else { Next::On };
                    step = last;
                    if matches!(next, Next::On) {
                        end = match ending {
                            Ending::Text => text_end(simd, backend, frame, run_end),
                            // The value may go on: 1 is the start of 12.
                            Ending::Separator if matches!(frame.get(run_end), Some(b',' | b'}')) => {
                                Some(run_end)
                            }
                            _ => value_end(simd, backend, frame, value),
                        };
                        continue;
                    }
                }
                _ => match self.detour(separator, step, differing.trailing_zeros() as usize) {
                    Detour::Value(behind, at, of, then) => {
                        (separator, value, step, next) = (behind, at, of, then)
                    }
                    Detour::Member(behind, to) => {
                        (end, step) = (Some(behind), to.wrapping_sub(1));
                        continue;
                    }
                    Detour::Closed(end) => return Outcome::Closed(end),
                    Detour::Lost => return self.lost(),
                },
            }
            end = match next {
                Next::OnFrom(last) => Some(last + 1),
                Next::On | Next::ToEnd => value_end(simd, backend, frame, value),
                Next::Enough | Next::Stop => {
                    self.cursor.separator = separator as u32;
                    self.cursor.value = value as u32;
                    self.cursor.step = step as u8;
                    return Outcome::Stopped;
                }
            };
        }
    }
}

impl<N: AsRef<str>, F: FnMut(u16, usize) -> Next> Follow<'_, '_, '_, N, F> {
    /// Tells of the members from step `noted` to `last` of the run of `step` that begins at `key`.
    #[inline(always)]
    fn note(&mut self, key: usize, step: usize, mut noted: usize, last: usize) -> Next {
        let from = usize::from(self.shape.steps[step].skeleton_key);
        let mut result = Next::On;
        while noted <= last {
            let member = &self.shape.steps[noted];
            match (self.found)(member.slot, key + usize::from(member.skeleton_value) - from) {
                Next::Stop => return Next::Stop,
                Next::Enough => result = Next::Enough,
                // What was found in the last member is of use; others were passed already.
                Next::OnFrom(_) if noted < last => {}
                next if result == Next::On => result = next,
                _ => {}
            }
            noted = self.shape.steps.get(noted + 1).map_or(usize::MAX, |next| next.noted.into());
        }
        result
    }

    /// The step of the run of `step` in which the byte `differs_at` of the run is, its separator included.
    fn step_at(&self, step: usize, differs_at: usize) -> usize {
        let at = usize::from(self.shape.steps[step].skeleton_key) + differs_at;
        let last = usize::from(self.shape.steps[step].last);
        (step + 1..=last)
            .take_while(|&next| usize::from(self.shape.steps[next].skeleton_key) <= at)
            .last()
            .unwrap_or(step)
    }

    /// Passes the first member that is not as the run of `step` has it, and those before it.
    #[cold]
    #[inline(never)]
    fn detour(&mut self, separator: usize, step: usize, differs_at: usize) -> Detour {
        self.shape.differed += 1;
        let (mut separator, mut step) = (separator, step);
        if step < self.shape.steps.len() {
            let run_key = separator + 1;
            let from = usize::from(self.shape.steps[step].skeleton_key);
            let differing = self.step_at(step, differs_at);
            let noted = usize::from(self.shape.steps[step].noted);
            if noted < differing {
                match self.note(run_key, step, noted, differing - 1) {
                    // The value of the last of them was passed as well, so its end can be found from its start.
                    next @ (Next::Enough | Next::Stop) => {
                        let step = differing - 1;
                        let at = run_key + usize::from(self.shape.steps[step].skeleton_value) - from;
                        return Detour::Value(separator, at, step, next);
                    }
                    Next::On | Next::OnFrom(_) | Next::ToEnd => {}
                }
            }
            let known = &self.shape.steps[differing];
            let key = run_key + usize::from(known.skeleton_key) - from;
            let at = run_key + usize::from(known.skeleton_value) - from;
            let slot = known.slot;
            (separator, step) = (key - 1, differing);
            if run_key + differs_at >= at {
                self.shape.value_differed(step);
                return self.value(separator, at, step, slot);
            }
        }
        self.member(separator, step)
    }

    /// The value of a member whose key was told.
    fn value(&mut self, separator: usize, at: usize, step: usize, slot: u16) -> Detour {
        if !begins_value(self.frame, at) {
            return Detour::Lost;
        }
        let next = if slot == NONE { Next::On } else { (self.found)(slot, at) };
        Detour::Value(separator, at, step, next)
    }

    /// A member that `step` did not expect.
    fn member(&mut self, separator: usize, step: usize) -> Detour {
        let frame = self.frame;
        match frame.get(separator + 1) {
            Some(b'"') => {}
            Some(b'}') if frame[separator] == b'{' => return Detour::Closed(separator + 1),
            _ => return Detour::Lost,
        }
        let rest = &frame[separator + 1..];
        let ahead = (step + 1..self.shape.steps.len()).take(AHEAD_MAX);
        // Most keys differ in their first byte.
        let mut ahead = ahead.filter(|&to| rest.get(1) == Some(&self.shape.steps[to].run[1]));
        if let Some(to) = ahead.find(|&to| rest.starts_with(self.shape.key_of(to))) {
            return Detour::Member(separator, to);
        }
        self.cursor.detours += 1;
        if self.cursor.detours > DETOURS_MAX {
            return Detour::Lost;
        }
        let name_at = separator + 2;
        let quote = self.backend.quote(frame, name_at);
        match frame.get(name_at..quote) {
            Some(name) if frame.get(quote + 1) == Some(&b':') && memchr::memchr(b'\\', name).is_none() => {
                let slot = self.keys.slot_of(name).unwrap_or(NONE);
                // The step that was expected is expected behind this member.
                self.value(separator, quote + 2, step.wrapping_sub(1), slot)
            }
            _ => Detour::Lost,
        }
    }

    #[cold]
    fn lost(&mut self) -> Outcome {
        self.shape.differed += u32::from(DETOURS_MAX);
        Outcome::Lost
    }
}

/// Whether a value begins at `at`, and no white space before one.
#[inline(always)]
fn begins_value(frame: &[u8], at: usize) -> bool {
    frame.get(at).is_some_and(|&byte| byte > b' ')
}

/// Where the text ends of which `rest` is the next byte: behind its closing quote.
#[inline(always)]
fn text_end<S: Simd>(simd: S, backend: Backend, frame: &[u8], rest: usize) -> Option<usize> {
    let text = match frame.get(rest..)?.first_chunk::<64>() {
        Some(block) => simd.text(block),
        None => simd.text_of_tail(frame, rest),
    };
    let stops = text.quotes | text.backslashes;
    if text.quotes & stops & stops.wrapping_neg() != 0 {
        return Some(rest + stops.trailing_zeros() as usize + 1);
    }
    long_text_end(backend, frame, rest)
}

#[cold]
fn long_text_end(backend: Backend, frame: &[u8], rest: usize) -> Option<usize> {
    skip_string(backend, frame, rest - 1).ok()
}

/// Where the value at `at` ends; `None` where that takes a closer look.
#[inline(always)]
fn value_end<S: Simd>(simd: S, backend: Backend, frame: &[u8], at: usize) -> Option<usize> {
    match *frame.get(at)? {
        b'"' => text_end(simd, backend, frame, at + 1),
        b'{' | b'[' => skip_container(backend, frame, at + 1).ok(),
        _ => {
            let Some(word) = frame[at..].first_chunk() else { return long_value_end(frame, at) };
            let word = u64::from_le_bytes(*word);
            // Any byte that ends a number or a word, or that does not belong into one: what that is, is seen there.
            let curly = word | splat(0x20);
            let ends = lowest_zero(word ^ splat(b','))
                | lowest_zero(word ^ splat(b'"'))
                | lowest_zero(curly ^ splat(b'{'))
                | lowest_zero(curly ^ splat(b'}'));
            match ends {
                0 => long_value_end(frame, at),
                ends => Some(at + ends.trailing_zeros() as usize / 8),
            }
        }
    }
}

#[cold]
fn long_value_end(frame: &[u8], at: usize) -> Option<usize> {
    let ends = |byte: &u8| matches!(byte, b',' | b'"' | b'{' | b'[' | b'}' | b']');
    frame[at..].iter().position(ends).map(|len| at + len)
}
