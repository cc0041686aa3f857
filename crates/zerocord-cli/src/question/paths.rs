//! Looks up paths in payloads in one pass, including paths through lists.
//!
//! A projection only follows objects. So each path is requested together with all its prefixes. If a path leads to a
//! list, the prefix gives that list, and the rest of the path is looked up in each element.

use std::sync::atomic::{AtomicBool, Ordering};

use zerocord::view::{PathError, Projection, Row};
use zerocord::{Arena, Error, RawValue, ValueKind};

use crate::exit::Exit;
use crate::output::console::say;
use crate::question::spelling::index_of;

/// Paths in the order in which they were given.
#[derive(Debug)]
pub struct Paths {
    projection: Projection,
    paths: Vec<Path>,
    /// Whether any payload was searched.
    is_used: AtomicBool,
    /// Whether each path was found in some payload, so that this need not be checked any more.
    all_found: AtomicBool,
}

#[derive(Debug)]
struct Path {
    keys: Vec<Box<str>>,
    /// The indices in the projection of the path's prefixes, by increasing number of keys.
    ways: Vec<usize>,
    /// Whether the path was found in some payload, even if its value was null.
    is_found: AtomicBool,
}

/// The result of looking up a path.
#[derive(Clone, Copy, Debug)]
pub enum PathResult<'p, 'a> {
    /// There is no value, or an object on the path is absent or null.
    Absent,
    Value(RawValue<'a>),
    /// A list is on the path: the rest of the path must be looked up in its elements.
    Elements(RawValue<'a>, &'p [Box<str>]),
    /// A value on the path is neither an object nor a list.
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
    /// A path has an empty key or too many keys, or there are too many paths.
    pub fn new<P: AsRef<str>>(paths: &[P]) -> Result<Paths, PathError> {
        // Reports errors in the paths as they were given, before prefixes are added.
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
            known.push(Path { keys, ways, is_found: AtomicBool::new(false) });
        }
        let all_found = AtomicBool::new(known.is_empty());
        let is_used = AtomicBool::new(false);
        Ok(Paths { projection: Projection::new(&all)?, paths: known, is_used, all_found })
    }

    pub fn is_empty(&self) -> bool {
        self.paths.is_empty()
    }

    /// Looks up all paths in `payload`.
    ///
    /// # Errors
    /// `payload` is not an object.
    pub fn find<'p, 'a>(&'p self, payload: RawValue<'a>, arena: &'a Arena) -> Result<PathRow<'p, 'a>, Error> {
        let row = PathRow { paths: &self.paths, row: self.projection.project(payload, arena)? };
        if !self.all_found.load(Ordering::Relaxed) {
            self.note_found(&row);
        }
        Ok(row)
    }

    /// The indices of the paths that no payload had; empty if no payload was searched.
    pub fn not_found(&self) -> Vec<usize> {
        match self.is_used.load(Ordering::Relaxed) {
            true => (0..self.paths.len()).filter(|&index| !self.paths[index].is_found()).collect(),
            false => Vec::new(),
        }
    }

    /// Records which paths were found.
    #[cold]
    fn note_found(&self, row: &PathRow<'_, '_>) {
        self.is_used.store(true, Ordering::Relaxed);
        let mut all_found = true;
        for (index, path) in self.paths.iter().enumerate() {
            if !path.is_found() {
                let is_there = row.is_there(index);
                all_found &= is_there;
                // Another thread may have found it meanwhile, so `false` is never stored.
                if is_there {
                    path.is_found.store(true, Ordering::Relaxed);
                }
            }
        }
        if all_found {
            self.all_found.store(true, Ordering::Relaxed);
        }
    }
}

/// Paths and their original spellings, collected one by one.
#[derive(Debug, Default)]
pub struct PathList {
    paths: Vec<String>,
    written: Vec<String>,
}

impl PathList {
    /// The index of `path`, which is added if it is not in the list yet.
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

    /// Prepares the paths for look-ups.
    ///
    /// # Errors
    /// See [`Paths::new`].
    pub fn finish(self) -> Result<NamedPaths, PathError> {
        Ok(NamedPaths { paths: Paths::new(&self.paths)?, written: self.written })
    }
}

/// Paths together with the spellings that messages show.
#[derive(Debug)]
pub struct NamedPaths {
    paths: Paths,
    written: Vec<String>,
}

impl NamedPaths {
    /// Looks up the paths in `value`; `None` if there are no paths or `value` is not an object.
    ///
    /// # Errors
    /// The type of the value cannot be determined.
    pub fn find<'p, 'a>(
        &'p self,
        value: RawValue<'a>,
        arena: &'a Arena,
    ) -> Result<Option<PathRow<'p, 'a>>, Error> {
        let is_object = value.kind()? == ValueKind::Object && !self.paths.is_empty();
        if is_object { self.paths.find(value, arena).map(Some) } else { Ok(None) }
    }

    /// Like [`find`](NamedPaths::find), for a value that must be an object.
    ///
    /// # Errors
    /// `value` is not an object.
    pub fn find_in_object<'p, 'a>(
        &'p self,
        value: RawValue<'a>,
        arena: &'a Arena,
    ) -> Result<Option<PathRow<'p, 'a>>, Error> {
        if self.paths.is_empty() { Ok(None) } else { self.paths.find(value, arena).map(Some) }
    }

    /// Like [`find`](NamedPaths::find), for the object around a frame.
    ///
    /// # Errors
    /// See [`find`](NamedPaths::find).
    pub fn find_in_wrapper<'p, 'a>(
        &'p self,
        wrapper: &'a [u8],
        arena: &'a Arena,
    ) -> Result<Option<PathRow<'p, 'a>>, Error> {
        match self.paths.is_empty() {
            true => Ok(None),
            false => self.find(RawValue::new(wrapper)?, arena),
        }
    }

    /// The original spellings of the paths that no value had.
    pub fn not_found(&self) -> Vec<&str> {
        self.paths.not_found().into_iter().map(|index| self.written[index].as_str()).collect()
    }

    /// The original spelling of a path.
    pub fn written(&self, index: usize) -> &str {
        self.written[index].trim()
    }

    /// Whether the path at `index` was found.
    pub fn has_found(&self, index: usize) -> bool {
        self.paths.paths[index].is_found()
    }

    /// Whether every path was found, so that frames may be skipped without a search.
    pub fn are_all_found(&self) -> bool {
        self.paths.is_empty() || self.paths.all_found.load(Ordering::Relaxed)
    }

    /// Whether values were searched and every path was found.
    pub fn is_found(&self) -> bool {
        self.paths.is_used.load(Ordering::Relaxed) && self.paths.not_found().is_empty()
    }

    /// Reports the paths that were not found in any object around a frame. Returns the exit code.
    pub fn report_not_found_in_wrapper(&self, option: &str) -> Exit {
        let not_found = self.not_found();
        for written in &not_found {
            say(format_args!(
                "{option}: `{}` is not in any object around a frame (exit code 1)",
                written.trim()
            ));
        }
        if not_found.is_empty() { Exit::Done } else { Exit::BadFrames }
    }
}

impl Path {
    fn is_found(&self) -> bool {
        self.is_found.load(Ordering::Relaxed)
    }
}

impl<'p, 'a> PathRow<'p, 'a> {
    /// The result for the path at `index`.
    ///
    /// # Errors
    /// An object on the path is malformed.
    #[inline]
    pub fn get(&self, index: usize) -> Result<PathResult<'p, 'a>, Error> {
        let path = &self.paths[index];
        match self.row.value(path.ways[path.ways.len() - 1]) {
            Ok(Some(value)) => Ok(PathResult::Value(value)),
            Ok(None) => Ok(PathResult::Absent),
            Err(error) => self.find_list(path, error),
        }
    }

    /// Whether there is a value at the path, even if it is null. In a list, any element counts.
    fn is_there(&self, index: usize) -> bool {
        match self.get(index) {
            Ok(PathResult::Value(_)) => true,
            Ok(PathResult::Elements(list, keys)) => {
                any_in_elements(list, keys, &mut |_| Ok(true)).unwrap_or(false)
            }
            Ok(PathResult::Absent | PathResult::NoWay(_)) | Err(_) => false,
        }
    }

    /// Handles the value where the projection stopped.
    #[cold]
    fn find_list(&self, path: &'p Path, error: Error) -> Result<PathResult<'p, 'a>, Error> {
        for (index, &way) in path.ways.iter().enumerate().rev() {
            if let Ok(Some(value)) = self.row.value(way) {
                return match value.kind()? {
                    ValueKind::Array => in_list(value, &path.keys[index + 1..]),
                    ValueKind::Object => Err(error),
                    _ => Ok(PathResult::NoWay(error)),
                };
            }
        }
        Err(error)
    }
}

/// Looks up `keys` from a list on. A key that is a number is an index.
fn in_list<'p, 'a>(list: RawValue<'a>, keys: &'p [Box<str>]) -> Result<PathResult<'p, 'a>, Error> {
    let (mut value, mut rest) = (list, keys);
    while let Some((key, after)) = rest.split_first() {
        let next = match value.kind()? {
            ValueKind::Array => match index_of(key) {
                Some(index) => value.elements()?.nth(index).transpose()?,
                None => return Ok(PathResult::Elements(value, rest)),
            },
            ValueKind::Object => value.get(key)?,
            _ => None,
        };
        let Some(next) = next else { return Ok(PathResult::Absent) };
        (value, rest) = (next, after);
    }
    Ok(PathResult::Value(value))
}

/// Calls `take` with the value at `keys` in each element of a list, until it returns true. Returns whether it did.
///
/// Lists on the path inside an element are searched too, but not lists that are themselves elements.
///
/// # Errors
/// A searched value is malformed, or `take` returns an error.
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

/// Recurses at most once per key of the path, for any input.
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

#[cfg(test)]
mod tests {
    use std::sync::Barrier;

    use super::*;

    /// While one thread finds a path, another that looks at a payload without it must not undo that.
    #[test]
    fn a_path_that_one_thread_found_stays_found() {
        for _ in 0..2_000 {
            let paths = Paths::new(&["a", "b"]).unwrap();
            let barrier = Barrier::new(2);
            std::thread::scope(|scope| {
                for payload in [&br#"{"a":1,"b":2}"#[..], br#"{"c":3}"#] {
                    let (paths, barrier) = (&paths, &barrier);
                    scope.spawn(move || {
                        let arena = Arena::new();
                        barrier.wait();
                        paths.find(RawValue::new(payload).unwrap(), &arena).unwrap();
                    });
                }
            });
            assert!(paths.not_found().is_empty());
        }
    }
}
