//! An object along a shape.

use crate::json::number::digits_len;
use crate::json::skip::{skip_container, skip_string};
use crate::shape::{Ending, NONE, Shape, Step};
use crate::simd::{Backend, Kernel, Simd};
use crate::view::keys::{KeyTable, leading_key};

/// How far an object was followed.
#[derive(Clone, Copy, Debug)]
pub(in crate::view) struct Cursor {
    /// The object's opening brace, or the value that was told of last.
    at: u32,
    is_value: bool,
    /// The step of the member that comes next: a guess, like all that is learned.
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

/// Whoever is told of the slots and the places of known members' values; a closure, where it need not be inlined.
pub(in crate::view) trait Told {
    /// Tells of one.
    fn told(&mut self, slot: u16, place: usize) -> Next;
}

impl<F: FnMut(u16, usize) -> Next> Told for F {
    #[inline(always)]
    fn told(&mut self, slot: u16, place: usize) -> Next {
        self(slot, place)
    }
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
        Cursor { at: brace as u32, is_value: false, step: 0, detours: 0 }
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
    pub(super) found: &'s mut F,
}

/// Where a detour leads.
enum Detour {
    /// To the value that stands here, the step behind it, and what is next.
    Value(usize, usize, Next),
    /// Back to this step of the shape, with the member behind this separator.
    Member(usize, usize),
    Closed(usize),
    Lost,
}

impl<N: AsRef<str>, F: Told> Kernel for Follow<'_, '_, '_, N, F> {
    type Output = Outcome;

    #[inline(always)]
    fn run<S: Simd>(mut self, simd: S) -> Outcome {
        let (frame, backend) = (self.frame, self.backend);
        let start = self.cursor.at as usize;
        let mut at = start;
        let mut step = usize::from(self.cursor.step);
        if self.cursor.is_value {
            match value_end(simd, backend, frame, at) {
                Some(end) => at = end,
                None => return self.lost(),
            }
        }
        loop {
            // Where the separator of the run stood that was passed last, and its first step.
            let mut passed = None;
            let steps = self.shape.steps.as_slice();
            let differing = loop {
                let Some(run) = steps.get(step) else { break 1 };
                let compared = simd.compared_at(frame, at, &run.run);
                let differing = compared.differing & run.mask | compared.stops & run.holes;
                if differing != 0 {
                    break differing;
                }
                let run_end = at + usize::from(run.run_len);
                let last = usize::from(run.last);
                if run.noted <= run.last {
                    if run.ending == Ending::Value && !begins_value(frame, run_end) {
                        return self.lost();
                    }
                    match note(steps, at, step, last, self.found) {
                        Next::On | Next::ToEnd => {}
                        Next::OnFrom(brace) => {
                            (at, step) = (brace + 1, last + 1);
                            continue;
                        }
                        Next::Enough | Next::Stop => {
                            let value = place(&steps[last], at, &steps[step]);
                            return self.stopped(value, last + 1);
                        }
                    }
                }
                let end = match run.ending {
                    Ending::Separator => {
                        passed = Some((at, step));
                        Some(run_end)
                    }
                    Ending::Text => match compared.stops >> run.run_len {
                        0 => text_end(simd, backend, frame, run_end),
                        stops => {
                            closed_text(backend, frame, run_end + stops.trailing_zeros() as usize, run_end)
                        }
                    },
                    Ending::Value => value_end(simd, backend, frame, run_end),
                };
                match end {
                    Some(end) => (at, step) = (end, last + 1),
                    None => return self.lost(),
                }
            };
            match frame.get(at) {
                Some(b',') => {}
                Some(b'}') => return Outcome::Closed(at),
                Some(b'{') if at == start => {}
                // A value may go on: 1 is the start of 12.
                _ => match passed.and_then(|passed| self.longer_value(simd, passed)) {
                    Some(end) if end > at => {
                        at = end;
                        continue;
                    }
                    _ => return self.lost(),
                },
            }
            match self.detour(at, step, differing.trailing_zeros() as usize) {
                Detour::Value(value, behind, next) => {
                    let end = match next {
                        Next::OnFrom(brace) => Some(brace + 1),
                        Next::On | Next::ToEnd => value_end(simd, backend, frame, value),
                        Next::Enough | Next::Stop => return self.stopped(value, behind),
                    };
                    match end.filter(|&end| matches!(frame.get(end), Some(b',' | b'}'))) {
                        Some(end) => (at, step) = (end, behind),
                        None => return self.lost(),
                    }
                }
                Detour::Member(behind, to) => (at, step) = (behind, to),
                Detour::Closed(end) => return Outcome::Closed(end),
                Detour::Lost => return self.lost(),
            }
        }
    }
}

/// Where the value of `member` stands, of the run of the step `first` whose separator stands at `at`.
#[inline(always)]
fn place(member: &Step, at: usize, first: &Step) -> usize {
    at + usize::from(member.skeleton_value - first.skeleton_at)
}

/// Tells of the members up to the step `last` of the run of `step` whose separator stands at `at`.
#[inline(always)]
fn note(steps: &[Step], at: usize, step: usize, last: usize, found: &mut impl Told) -> Next {
    let first = &steps[step];
    let mut noted = usize::from(first.noted);
    let mut result = Next::On;
    while noted <= last {
        let member = &steps[noted];
        match found.told(member.slot, place(member, at, first)) {
            Next::Stop => return Next::Stop,
            Next::Enough => result = Next::Enough,
            // What was found in the last member is of use; others were passed already.
            Next::OnFrom(_) if noted < last => {}
            next if result == Next::On => result = next,
            _ => {}
        }
        noted = usize::from(member.noted_behind);
    }
    result
}

impl<N: AsRef<str>, F: Told> Follow<'_, '_, '_, N, F> {
    /// Keeps how far the object was followed: to the value at `value`, behind which `step` comes.
    #[inline(always)]
    fn stopped(&mut self, value: usize, step: usize) -> Outcome {
        (self.cursor.at, self.cursor.is_value, self.cursor.step) = (value as u32, true, step as u8);
        Outcome::Stopped
    }

    /// The end of the value with which the run of the step `passed.1` ends, as it stands behind the separator at `passed.0`.
    fn longer_value<S: Simd>(&mut self, simd: S, passed: (usize, usize)) -> Option<usize> {
        let first = &self.shape.steps[passed.1];
        let last = usize::from(first.last);
        let value = place(&self.shape.steps[last], passed.0, first);
        self.shape.differed += 1;
        self.shape.value_differed(last);
        value_end(simd, self.backend, self.frame, value)
    }

    /// The step of the run of `step` in which the byte `differs_at` of the run is; a separator belongs to the value before it.
    fn step_at(&self, step: usize, differs_at: usize) -> usize {
        let at = usize::from(self.shape.steps[step].skeleton_at) + differs_at;
        let last = usize::from(self.shape.steps[step].last);
        (step + 1..=last)
            .take_while(|&next| usize::from(self.shape.steps[next].skeleton_at) < at)
            .last()
            .unwrap_or(step)
    }

    /// Passes the first member that is not as the run of `step` has it, and those before it.
    #[cold]
    #[inline(never)]
    fn detour(&mut self, separator: usize, step: usize, differs_at: usize) -> Detour {
        self.shape.differed += 1;
        let (mut separator, mut step) = (separator, step);
        let steps = self.shape.steps.as_slice();
        if let Some(first) = steps.get(step) {
            let differing = self.step_at(step, differs_at);
            if usize::from(first.noted) < differing {
                match note(steps, separator, step, differing - 1, self.found) {
                    // The value of the last of them was passed as well, so its end can be found from its start.
                    next @ (Next::Enough | Next::Stop) => {
                        let value = place(&steps[differing - 1], separator, first);
                        return Detour::Value(value, differing, next);
                    }
                    Next::On | Next::OnFrom(_) | Next::ToEnd => {}
                }
            }
            let (known, run_at) = (&steps[differing], separator);
            let (at, slot) = (place(known, run_at, first), known.slot);
            (separator, step) = (run_at + usize::from(known.skeleton_at - first.skeleton_at), differing);
            if run_at + differs_at >= at {
                self.shape.value_differed(step);
                return self.value(at, step + 1, slot);
            }
        }
        self.member(separator, step)
    }

    /// The value of a member whose key was told, and the step behind it.
    fn value(&mut self, at: usize, behind: usize, slot: u16) -> Detour {
        if !begins_value(self.frame, at) {
            return Detour::Lost;
        }
        let next = if slot == NONE { Next::On } else { self.found.told(slot, at) };
        Detour::Value(at, behind, next)
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
        let mut ahead = ahead.filter(|&to| rest.get(1) == Some(&self.shape.steps[to].run[2]));
        if let Some(to) = ahead.find(|&to| rest.starts_with(self.shape.key_of(to))) {
            return Detour::Member(separator, to);
        }
        self.cursor.detours += 1;
        if self.cursor.detours > DETOURS_MAX {
            return Detour::Lost;
        }
        let key = &rest[1..];
        let (len, slot) = match leading_key(key, self.keys) {
            Some((slot, len)) => (len, slot),
            // Whatever is escaped in it, a closer look will tell.
            None => match memchr::memchr2(b'"', b'\\', key) {
                Some(len) if key[len] == b'"' && key.len() < 16 => {
                    (len, self.keys.slot_of(&key[..len]).unwrap_or(NONE))
                }
                Some(len) if key[len] == b'"' => (len, NONE),
                _ => return Detour::Lost,
            },
        };
        if key.get(len + 1) != Some(&b':') {
            return Detour::Lost;
        }
        // The step that was expected is expected behind this member.
        self.value(separator + len + 4, step, slot)
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

/// Where the text ends whose inside begins at `from`: behind its closing quote.
#[inline(always)]
fn text_end<S: Simd>(simd: S, backend: Backend, frame: &[u8], from: usize) -> Option<usize> {
    let mut at = from;
    while let Some(block) = frame.get(at..)?.first_chunk::<64>() {
        let text = simd.text(block);
        let stops = text.quotes | text.backslashes;
        if stops != 0 {
            return closed_text(backend, frame, at + stops.trailing_zeros() as usize, from);
        }
        at += 64;
    }
    long_text_end(backend, frame, from)
}

/// Where the text ends whose inside begins at `from` and whose first quote or backslash stands at `stop`.
#[inline(always)]
fn closed_text(backend: Backend, frame: &[u8], stop: usize, from: usize) -> Option<usize> {
    if frame.get(stop) == Some(&b'"') { Some(stop + 1) } else { long_text_end(backend, frame, from) }
}

#[cold]
#[inline(never)]
fn long_text_end(backend: Backend, frame: &[u8], from: usize) -> Option<usize> {
    skip_string(backend, frame, from - 1).ok()
}

/// Where the value at `at` ends; `None` where that takes a closer look.
#[inline(always)]
fn value_end<S: Simd>(simd: S, backend: Backend, frame: &[u8], at: usize) -> Option<usize> {
    match *frame.get(at)? {
        b'"' => text_end(simd, backend, frame, at + 1),
        b'{' | b'[' => skip_container(backend, frame, at + 1).ok(),
        _ => scalar_end(frame, at),
    }
}

/// Where the number or word at `at` ends, or what stands in its place.
#[inline(always)]
fn scalar_end(frame: &[u8], at: usize) -> Option<usize> {
    let Some(word) = frame[at..].first_chunk() else { return long_scalar_end(frame, at) };
    let word = u64::from_le_bytes(*word);
    match (digits_len(word), word as u32) {
        (0, NULL | TRUE) => Some(at + 4),
        (len @ 1..=7, _) => Some(at + len),
        _ => long_scalar_end(frame, at),
    }
}

const NULL: u32 = u32::from_le_bytes(*b"null");
const TRUE: u32 = u32::from_le_bytes(*b"true");

/// As [`scalar_end`], by any byte that ends one: what that is, is seen by who comes to it.
#[inline(never)]
fn long_scalar_end(frame: &[u8], at: usize) -> Option<usize> {
    let ends = |byte: &u8| matches!(byte, b',' | b'"' | b'{' | b'[' | b'}' | b']');
    frame[at..].iter().position(ends).map(|len| at + len)
}
