//! Paths into payloads, found in one pass, lists on the way and all.
//!
//! A projection follows objects only. So each path is asked for together with all that lead to it: where the whole
//! path meets a list, the list is at hand, and the rest of the path is looked up in each of its elements.

use std::sync::atomic::{AtomicBool, Ordering};

use zerocord::view::{PathError, Projection, Row};
use zerocord::{Arena, Error, RawValue, ValueKind};

use crate::console::say;
use crate::exit::Exit;
use crate::question::spelling::index_of;

/// Paths in the order in which they were given.
#[derive(Debug)]
pub struct Paths {
    projection: Projection,
    paths: Vec<Path>,
    /// Whether any payload was looked into.
    is_used: AtomicBool,
    /// Whether each path was there in some payload, so that this need no longer be found out.
    all_met: AtomicBool,
}

#[derive(Debug)]
struct Path {
    keys: Vec<Box<str>>,
    /// Where the paths to its first key, to its second and so on stand in the projection.
    ways: Vec<usize>,
    /// Whether it was there in some payload, be it null.
    is_met: AtomicBool,
}

/// What stands at the end of a path.
#[derive(Clone, Copy, Debug)]
pub enum Found<'p, 'a> {
    /// Nothing, or an object on the way is absent or null.
    Absent,
    Value(RawValue<'a>),
    /// A list stands on the way: the rest of the path is to be looked up in its elements.
    Elements(RawValue<'a>, &'p [Box<str>]),
    /// What stands on the way is neither an object nor a list.
    NoWay(Error),
}

/// The values of all paths in one payload.
#[derive(Debug)]
pub struct PathRow<'p, 'a> {
    paths: &'p [Path],
    row: Row<'p, 'a>,
}

impl Paths {
    /// # Errors
    /// Where a path has an empty key or too many keys, or where there are too many paths.
    pub fn new<P: AsRef<str>>(paths: &[P]) -> Result<Paths, PathError> {
        // Their faults are told with the paths as they were given.
        Projection::new(paths)?;
        let mut all: Vec<String> = Vec::new();
        let mut known = Vec::new();
        for path in paths {
            let path = path.as_ref();
            let ends = path.match_indices('.').map(|(end, _)| end).chain([path.len()]);
            let ways = ends.map(|end| {
                let way = &path[..end];
                all.iter().position(|known| known == way).unwrap_or_else(|| {
                    all.push(way.to_owned());
                    all.len() - 1
                })
            });
            let ways = ways.collect();
            let keys = path.split('.').map(Box::from).collect();
            known.push(Path { keys, ways, is_met: AtomicBool::new(false) });
        }
        let all_met = AtomicBool::new(known.is_empty());
        let is_used = AtomicBool::new(false);
        Ok(Paths { projection: Projection::new(&all)?, paths: known, is_used, all_met })
    }

    pub fn is_empty(&self) -> bool {
        self.paths.is_empty()
    }

    /// Finds all paths in `payload`.
    ///
    /// # Errors
    /// Where it is no object.
    pub fn find<'p, 'a>(&'p self, payload: RawValue<'a>, arena: &'a Arena) -> Result<PathRow<'p, 'a>, Error> {
        let row = PathRow { paths: &self.paths, row: self.projection.project(payload, arena)? };
        if !self.all_met.load(Ordering::Relaxed) {
            self.note_met(&row);
        }
        Ok(row)
    }

    /// The paths that no payload had, by index; empty if no payload was looked into.
    pub fn unmet(&self) -> Vec<usize> {
        match self.is_used.load(Ordering::Relaxed) {
            true => (0..self.paths.len()).filter(|&index| !self.paths[index].is_met()).collect(),
            false => Vec::new(),
        }
    }

    /// Notes which paths are there.
    #[cold]
    fn note_met(&self, row: &PathRow<'_, '_>) {
        self.is_used.store(true, Ordering::Relaxed);
        let mut all_met = true;
        for (index, path) in self.paths.iter().enumerate() {
            if !path.is_met() {
                let is_there = row.is_there(index);
                all_met &= is_there;
                path.is_met.store(is_there, Ordering::Relaxed);
            }
        }
        if all_met {
            self.all_met.store(true, Ordering::Relaxed);
        }
    }
}

/// Paths and how they were written, collected one by one.
#[derive(Debug, Default)]
pub struct PathList {
    paths: Vec<String>,
    written: Vec<String>,
}

impl PathList {
    /// The index of `path`, which is added if it is not in the list.
    pub fn index_of(&mut self, path: &str, written: &str) -> usize {
        self.paths.iter().position(|known| known == path).unwrap_or_else(|| {
            self.paths.push(path.to_owned());
            self.written.push(written.to_owned());
            self.paths.len() - 1
        })
    }

    /// The path at `index`.
    pub fn path(&self, index: usize) -> &str {
        &self.paths[index]
    }

    /// The paths, ready to be looked up.
    ///
    /// # Errors
    /// Those of [`Paths::new`].
    pub fn finish(self) -> Result<NamedPaths, PathError> {
        Ok(NamedPaths { paths: Paths::new(&self.paths)?, written: self.written })
    }
}

/// Paths that messages call by the names under which they were written.
#[derive(Debug)]
pub struct NamedPaths {
    paths: Paths,
    written: Vec<String>,
}

impl NamedPaths {
    /// What the paths find in `value`; `None` if there are no paths or it is no object.
    ///
    /// # Errors
    /// Where the kind of the value cannot be read.
    pub fn find<'p, 'a>(
        &'p self,
        value: RawValue<'a>,
        arena: &'a Arena,
    ) -> Result<Option<PathRow<'p, 'a>>, Error> {
        let is_object = value.kind()? == ValueKind::Object && !self.paths.is_empty();
        if is_object { self.paths.find(value, arena).map(Some) } else { Ok(None) }
    }

    /// As [`find`](NamedPaths::find), of a value that must be an object.
    ///
    /// # Errors
    /// Where it is no object.
    pub fn find_in_object<'p, 'a>(
        &'p self,
        value: RawValue<'a>,
        arena: &'a Arena,
    ) -> Result<Option<PathRow<'p, 'a>>, Error> {
        if self.paths.is_empty() { Ok(None) } else { self.paths.find(value, arena).map(Some) }
    }

    /// As [`find`](NamedPaths::find), in the object around a frame.
    ///
    /// # Errors
    /// As [`find`](NamedPaths::find).
    pub fn find_around<'p, 'a>(
        &'p self,
        wrapper: &'a [u8],
        arena: &'a Arena,
    ) -> Result<Option<PathRow<'p, 'a>>, Error> {
        match self.paths.is_empty() {
            true => Ok(None),
            false => self.find(RawValue::new(wrapper)?, arena),
        }
    }

    /// How the paths were written that no value had.
    pub fn unmet(&self) -> Vec<&str> {
        self.paths.unmet().into_iter().map(|index| self.written[index].as_str()).collect()
    }

    /// A path as it was written.
    pub fn written(&self, index: usize) -> &str {
        self.written[index].trim()
    }

    /// Whether values were looked for, and each path was met.
    pub fn is_met(&self) -> bool {
        self.paths.is_used.load(Ordering::Relaxed) && self.paths.unmet().is_empty()
    }

    /// Reports the paths that were not around any frame; gives the exit code.
    pub fn report_unmet_around(&self, option: &str) -> Exit {
        let unmet = self.unmet();
        for written in &unmet {
            say(format_args!("{option}: `{}` is not around any frame (exit code 1)", written.trim()));
        }
        if unmet.is_empty() { Exit::Done } else { Exit::BadFrames }
    }
}

impl Path {
    fn is_met(&self) -> bool {
        self.is_met.load(Ordering::Relaxed)
    }
}

impl<'p, 'a> PathRow<'p, 'a> {
    /// What stands at the end of the path at `index`.
    ///
    /// # Errors
    /// A fault in the shape of an object on the way.
    #[inline]
    pub fn get(&self, index: usize) -> Result<Found<'p, 'a>, Error> {
        let path = &self.paths[index];
        match self.row.value(path.ways[path.ways.len() - 1]) {
            Ok(Some(value)) => Ok(Found::Value(value)),
            Ok(None) => Ok(Found::Absent),
            Err(error) => self.find_list(path, error),
        }
    }

    /// Whether there is a value at the path, be it null; in a list, in any element.
    fn is_there(&self, index: usize) -> bool {
        match self.get(index) {
            Ok(Found::Value(_)) => true,
            Ok(Found::Elements(list, keys)) => {
                any_in_elements(list, keys, &mut |_| Ok(true)).unwrap_or(false)
            }
            Ok(Found::Absent | Found::NoWay(_)) | Err(_) => false,
        }
    }

    /// The value that the projection could not pass.
    #[cold]
    fn find_list(&self, path: &'p Path, error: Error) -> Result<Found<'p, 'a>, Error> {
        for (index, &way) in path.ways.iter().enumerate().rev() {
            if let Ok(Some(value)) = self.row.value(way) {
                return match value.kind()? {
                    ValueKind::Array => in_list(value, &path.keys[index + 1..]),
                    ValueKind::Object => Err(error),
                    _ => Ok(Found::NoWay(error)),
                };
            }
        }
        Err(error)
    }
}

/// What is at the end of `keys`, the first of which is looked up in a list: as an index where it is a number.
fn in_list<'p, 'a>(list: RawValue<'a>, keys: &'p [Box<str>]) -> Result<Found<'p, 'a>, Error> {
    let (mut value, mut rest) = (list, keys);
    while let Some((key, after)) = rest.split_first() {
        let next = match value.kind()? {
            ValueKind::Array => match index_of(key) {
                Some(index) => value.elements()?.nth(index).transpose()?,
                None => return Ok(Found::Elements(value, rest)),
            },
            ValueKind::Object => value.get(key)?,
            _ => None,
        };
        let Some(next) = next else { return Ok(Found::Absent) };
        (value, rest) = (next, after);
    }
    Ok(Found::Value(value))
}

/// Calls `take` with the value at `keys` in each element of a list, until it gives true; gives whether it did.
///
/// Lists that stand on the way in an element are gone through as well, but no list that is itself an element.
///
/// # Errors
/// A fault in the shape of what is gone through; those of `take`.
pub fn any_in_elements<'a>(
    list: RawValue<'a>,
    keys: &[Box<str>],
    take: &mut dyn FnMut(RawValue<'a>) -> Result<bool, Error>,
) -> Result<bool, Error> {
    for element in list.elements()? {
        if any_below(element?, keys, take)? {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Recurses once a key of the path at most, whatever the input.
fn any_below<'a>(
    value: RawValue<'a>,
    keys: &[Box<str>],
    take: &mut dyn FnMut(RawValue<'a>) -> Result<bool, Error>,
) -> Result<bool, Error> {
    let Some((key, rest)) = keys.split_first() else { return take(value) };
    if value.kind()? != ValueKind::Object {
        return Ok(false);
    }
    match value.get(key)? {
        Some(list) if !rest.is_empty() && list.kind()? == ValueKind::Array => match index_of(&rest[0]) {
            Some(index) => match list.elements()?.nth(index) {
                Some(element) => any_below(element?, &rest[1..], take),
                None => Ok(false),
            },
            None => any_in_elements(list, rest, take),
        },
        Some(value) => any_below(value, rest, take),
        None => Ok(false),
    }
}
