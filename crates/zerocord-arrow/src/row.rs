//! State shared by the columns while a row is read.

use std::collections::HashSet;

use zerocord::{Arena, Error, RawText, RawValue};

use crate::plan::Paths;
use crate::privacy::{Node, Privacy, is_private_beyond};

/// The row being read: its values of unexpected types and its unknown keys.
pub(crate) struct Row<'r, 'a> {
    arena: &'a Arena,
    paths: &'r Paths,
    privacy: Option<&'r Privacy>,
    is_valid: bool,
    notes: &'r mut Notes,
    fault: Option<Error>,
}

/// Scratch memory of a row, reused for the next one.
#[derive(Debug, Default)]
pub(crate) struct Notes {
    /// Values of an unexpected type: index of the path, offset in the frame.
    pub(crate) wrong: Vec<(u32, u32)>,
    /// The unknown keys, as the members of a JSON object without its braces.
    pub(crate) extra: Vec<u8>,
    steps: Vec<Step>,
    /// The unknown keys so far: the number of the walk, the object's path, and the key's range in the frame.
    met: Vec<(u32, Option<u32>, u32, u32)>,
    many: HashSet<(u32, Option<u32>, String)>,
    walk: u32,
}

/// The element of a list, or the value of a map, that is being read.
#[derive(Clone, Copy, Debug)]
struct Step {
    /// The path of the list or map.
    path: u32,
    index: u32,
    /// The range of the key in the frame.
    key: Option<(u32, u32)>,
}

impl Notes {
    pub(crate) fn clear(&mut self) {
        self.wrong.clear();
        self.extra.clear();
        self.steps.clear();
        self.met.clear();
        self.many.clear();
        self.walk = 0;
    }
}

impl<'r, 'a> Row<'r, 'a> {
    pub(crate) fn new(
        arena: &'a Arena,
        paths: &'r Paths,
        privacy: Option<&'r Privacy>,
        is_valid: bool,
        notes: &'r mut Notes,
    ) -> Row<'r, 'a> {
        notes.clear();
        Row { arena, paths, privacy, is_valid, notes, fault: None }
    }

    #[inline(always)]
    pub(crate) fn arena(&self) -> &'a Arena {
        self.arena
    }

    /// Records a value whose type does not match its column.
    #[cold]
    pub(crate) fn note(&mut self, path: u32, value: RawValue<'_>) {
        self.note_at(path, value.offset());
    }

    #[cold]
    pub(crate) fn note_at(&mut self, path: u32, offset: usize) {
        self.notes.wrong.push((path, offset as u32));
    }

    /// Records an error that makes the frame invalid.
    #[cold]
    pub(crate) fn fail(&mut self, fault: Error) {
        self.fault.get_or_insert(fault);
    }

    /// The first error in the frame.
    pub(crate) fn fault(&self) -> Option<Error> {
        self.fault
    }

    /// Writes a value as JSON, without private keys unless content is included.
    pub(crate) fn write_json(&mut self, value: RawValue<'a>, node: Node, is_map: bool, out: &mut Vec<u8>) {
        // The frame as a whole was not validated, so validate this value.
        if !self.is_valid
            && let Err(fault) = value.to_bytes().and_then(zerocord::validate)
        {
            return self.fail(fault);
        }
        let written = match self.privacy {
            Some(privacy) => privacy.write(value, node, is_map, out),
            None => value.to_bytes().map(|bytes| out.extend_from_slice(bytes)),
        };
        if let Err(fault) = written {
            self.fail(fault);
        }
    }

    pub(crate) fn begin_walk(&mut self) -> u32 {
        self.notes.walk += 1;
        self.notes.walk
    }

    /// Enters a list or map. Returns the argument for [`step_out`](Row::step_out).
    #[inline(always)]
    pub(crate) fn step_into(&mut self, path: u32) -> usize {
        let depth = self.notes.steps.len();
        if self.paths.has_unknown {
            self.notes.steps.push(Step { path, index: 0, key: None });
        }
        depth
    }

    #[inline(always)]
    pub(crate) fn step_out(&mut self, depth: usize) {
        self.notes.steps.truncate(depth);
    }

    /// Advances to the next element.
    #[inline(always)]
    pub(crate) fn step_on(&mut self) {
        if let Some(step) = self.notes.steps.last_mut() {
            step.index += 1;
        }
    }

    /// Advances to the value of this key.
    pub(crate) fn step_to_key(&mut self, key: RawText<'_>) {
        if let Some(step) = self.notes.steps.last_mut() {
            let start = key.offset() as u32;
            step.key = Some((start, start + key.as_bytes().len() as u32));
        }
    }

    /// Adds a key that the schema does not know: a key of the payload, or of the object at the path `inside`.
    pub(crate) fn add_extra(
        &mut self,
        walk: u32,
        inside: Option<u32>,
        key: RawText<'a>,
        value: RawValue<'a>,
    ) {
        let is_shown = self.privacy.is_none() || key.text().is_ok_and(|key| !is_private_beyond(&key));
        if !is_shown || !self.is_new(walk, inside, key, value.frame()) {
            return;
        }
        let mut out = std::mem::take(&mut self.notes.extra);
        if !out.is_empty() {
            out.push(b',');
        }
        out.push(b'"');
        self.write_path(inside, value.frame(), &mut out);
        if !self.is_valid && key.text().is_err() {
            self.notes.extra = out;
            return self.fail_at(value);
        }
        out.extend_from_slice(key.as_bytes());
        out.extend_from_slice(b"\":");
        self.write_json(value, Node::UNKNOWN, false, &mut out);
        self.notes.extra = out;
    }

    /// Writes the path of the object that contains the key, such as `mentions.0.member.`.
    fn write_path(&self, inside: Option<u32>, frame: &[u8], out: &mut Vec<u8>) {
        let mut before = 0;
        let mut add = |path: u32, out: &mut Vec<u8>| {
            let path = &self.paths.list[path as usize].0;
            let own = path.get(before..).unwrap_or_default();
            before = path.len() + 1;
            if !own.is_empty() {
                out.extend_from_slice(own.as_bytes());
                out.push(b'.');
            }
        };
        for step in &self.notes.steps {
            add(step.path, out);
            match step.key {
                Some((start, end)) => out.extend_from_slice(&frame[start as usize..end as usize]),
                None => out.extend_from_slice(step.index.to_string().as_bytes()),
            }
            out.push(b'.');
        }
        if let Some(inside) = inside {
            add(inside, out);
        }
    }

    #[cold]
    fn fail_at(&mut self, value: RawValue<'a>) {
        if let Err(fault) = zerocord::validate(value.frame()) {
            self.fail(fault);
        }
    }

    /// Whether this is the first key with this name in its object.
    fn is_new(&mut self, walk: u32, inside: Option<u32>, key: RawText<'a>, frame: &[u8]) -> bool {
        /// Up to this many keys are compared one by one.
        const FEW: usize = 32;
        let Notes { met, many, .. } = &mut *self.notes;
        let range = |key: RawText<'_>| (key.offset() as u32, (key.offset() + key.as_bytes().len()) as u32);
        if met.len() < FEW {
            let is_known = met.iter().any(|&(known_walk, known_inside, start, end)| {
                (known_walk, known_inside) == (walk, inside)
                    && is_same(key, &frame[start as usize - 1..=end as usize])
            });
            let (start, end) = range(key);
            met.push((walk, inside, start, end));
            return !is_known;
        }
        if met.len() == FEW {
            met.push((walk, inside, 1, 0));
            for &(walk, inside, start, end) in &met[..FEW] {
                many.insert((walk, inside, name_of(&frame[start as usize - 1..=end as usize])));
            }
        }
        many.insert((walk, inside, key.text().map_or_else(|_| String::new(), |text| text.into_owned())))
    }
}

/// Whether a key has the same name as another one, which is given with its quotes.
fn is_same(key: RawText<'_>, other: &[u8]) -> bool {
    let plain = &other[1..other.len() - 1];
    if !plain.contains(&b'\\') && !key.as_bytes().contains(&b'\\') {
        return plain == key.as_bytes();
    }
    key.is(&name_of(other))
}

/// The name of a key that is given with its quotes.
fn name_of(quoted: &[u8]) -> String {
    serde_json::from_slice(quoted).unwrap_or_default()
}

/// The keys of one object seen so far.
#[derive(Default)]
pub(crate) struct Repeats<'a> {
    few: smallvec::SmallVec<[RawText<'a>; 16]>,
    many: HashSet<String>,
}

impl<'a> Repeats<'a> {
    /// Adds a key. Returns whether it is the first one with this name.
    pub(crate) fn insert(&mut self, key: RawText<'a>) -> bool {
        if self.few.len() < 16 {
            let is_new = !self.few.iter().any(|known| match known.text() {
                Ok(known) => key.is(&known),
                Err(_) => false,
            });
            self.few.push(key);
            return is_new;
        }
        if self.many.is_empty() {
            self.many.extend(self.few.iter().filter_map(|known| known.text().ok()).map(String::from));
        }
        key.text().is_ok_and(|key| self.many.insert(key.into_owned()))
    }
}
