//! An object along a shape.

use super::{Ending, NONE, Shape};
use crate::simd::{Backend, Kernel, Scan, Simd};
use crate::view::keys::KeyTable;

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
    /// Go on, and here is a place in the value, an object, directly inside it and outside its strings.
    OnFrom(usize),
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
    /// The object is otherwise than what was learned; all members before the cursor's separator were told of.
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

    /// A place directly inside the object and outside strings, not before what was told of last.
    #[inline]
    pub(in crate::view) fn inside(&self) -> usize {
        self.separator.max(self.value) as usize
    }

    /// The separator of what comes next; what stands before it was told of.
    #[inline]
    pub(in crate::view) fn separator(&self) -> usize {
        self.separator as usize
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
    /// To a value, of the member behind this separator or of one that was passed together with that.
    Value(usize, Passed),
    /// Back to this step of the shape, with the member behind this separator.
    Member(usize, usize),
    Closed(usize),
    Lost,
}

/// A member's value, on its way to its end.
struct Passed {
    at: usize,
    step: usize,
    next: Next,
    /// Where its end, or the rest of it, is to be looked for, if not from its first byte.
    rest: Option<(Ending, usize)>,
}

impl<N: AsRef<str>, F: FnMut(u16, usize) -> Next> Kernel for Follow<'_, '_, '_, N, F> {
    type Output = Outcome;

    #[inline(always)]
    fn run<S: Simd>(mut self, simd: S) -> Outcome {
        let frame = self.frame;
        let mut separator = self.cursor.separator as usize;
        let mut step = usize::from(self.cursor.step);
        let mut resumed = match self.cursor.value {
            0 => None,
            at => Some(Passed { at: at as usize, step, next: Next::On, rest: None }),
        };
        loop {
            let passed = match resumed.take() {
                Some(passed) => passed,
                None => match self.pass_run(simd, separator, step) {
                    Ok(passed) => passed,
                    Err(differs_at) => match self.detour(separator, step, differs_at) {
                        Detour::Value(behind, passed) => {
                            separator = behind;
                            passed
                        }
                        Detour::Member(behind, to) => {
                            (separator, step) = (behind, to);
                            continue;
                        }
                        Detour::Closed(end) => return Outcome::Closed(end),
                        Detour::Lost => return self.lost(separator),
                    },
                },
            };
            let end = match (passed.next, passed.rest) {
                (Next::Enough | Next::Stop, _) => {
                    self.cursor.separator = separator as u32;
                    self.cursor.value = passed.at as u32;
                    self.cursor.step = passed.step as u8;
                    return Outcome::Stopped;
                }
                (Next::OnFrom(inside), _) => container_end(self.backend, frame, inside),
                (Next::On, Some((Ending::Separator, end))) => Some(end),
                (Next::On, Some((Ending::Text, rest))) => text_end(simd, self.backend, frame, rest),
                (Next::On, _) => value_end(simd, self.backend, frame, passed.at),
            };
            match end.and_then(|end| Some((end, *frame.get(end)?))) {
                Some((end, b',')) => {
                    separator = end;
                    step = passed.step + 1;
                }
                Some((end, b'}')) => return Outcome::Closed(end),
                _ => return self.lost(separator),
            }
        }
    }
}

impl<N: AsRef<str>, F: FnMut(u16, usize) -> Next> Follow<'_, '_, '_, N, F> {
    /// Passes the run of `step` behind `separator` and tells of its members; where it differs, gives the first
    /// byte of it that does.
    #[inline(always)]
    fn pass_run<S: Simd>(&mut self, simd: S, separator: usize, step: usize) -> Result<Passed, usize> {
        let key = separator + 1;
        let Some(run) = self.shape.steps.get(step) else { return Err(0) };
        let differing = simd.differing_at(self.frame, key, &run.run);
        if differing & run.mask != 0 {
            return Err((differing & run.mask).trailing_zeros() as usize);
        }
        let run_end = key + usize::from(run.run_len);
        let ending = match run.ending {
            // The value may go on: 1 is the start of 12.
            Ending::Separator if !matches!(self.frame.get(run_end), Some(b',' | b'}')) => Ending::Value,
            ending => ending,
        };
        let at = key + usize::from(run.value_at);
        let (last, noted) = (usize::from(run.last), usize::from(run.noted));
        let next = if noted <= last { self.note(key, step, noted, last) } else { Next::On };
        let rest = (ending != Ending::Value).then_some((ending, run_end));
        Ok(Passed { at, step: last, next, rest })
    }

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
                next if noted == last && result == Next::On => result = next,
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
                        return Detour::Value(separator, Passed { at, step, next, rest: None });
                    }
                    Next::On | Next::OnFrom(_) => {}
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
        if self.frame.get(at).is_none_or(|&byte| byte <= b' ') {
            return Detour::Lost;
        }
        let next = if slot == NONE { Next::On } else { (self.found)(slot, at) };
        Detour::Value(separator, Passed { at, step, next, rest: None })
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
        if let Some(to) = ahead.into_iter().find(|&to| rest.starts_with(self.shape.key_of(to))) {
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
    fn lost(&mut self, separator: usize) -> Outcome {
        self.shape.differed += u32::from(DETOURS_MAX);
        self.cursor.separator = separator as u32;
        Outcome::Lost
    }
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
    Some(backend.quote(frame, rest)).filter(|&quote| quote < frame.len()).map(|quote| quote + 1)
}

/// Where the value at `at` ends; `None` where that takes a closer look.
#[inline(always)]
fn value_end<S: Simd>(simd: S, backend: Backend, frame: &[u8], at: usize) -> Option<usize> {
    match *frame.get(at)? {
        b'"' => text_end(simd, backend, frame, at + 1),
        b'{' | b'[' => container_end(backend, frame, at + 1),
        byte if byte <= b' ' => None,
        _ => {
            let structure = match frame[at..].first_chunk::<64>() {
                Some(block) => simd.structure(block),
                None => simd.structure_of_tail(frame, at),
            };
            let ends = structure.quotes | structure.opens | structure.closes | structure.commas;
            (ends != 0).then(|| at + ends.trailing_zeros() as usize)
        }
    }
}

/// Where the container ends inside which `inside` stands, outside strings.
#[inline]
fn container_end(backend: Backend, frame: &[u8], inside: usize) -> Option<usize> {
    let mut scan = Scan::new(inside);
    backend.skip(frame, &mut scan);
    scan.is_closed().then(|| scan.offset() + 1)
}
