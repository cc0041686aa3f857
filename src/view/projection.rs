//! Projections whose paths are known only at run time.

use std::fmt;

use smallvec::SmallVec;

use super::from_json::FromJson;
use super::keys::OwnedKeys;
use super::plan::{LeafPosition, Node, Target, locate};
use crate::arena::Arena;
use crate::json::error::{Error, ErrorKind};
use crate::json::field_name::FieldName;
use crate::json::raw::RawValue;

/// The maximum number of steps in a path.
const STEPS_MAX: usize = 32;

/// The maximum number of paths, so that 16 bits can number the nodes.
const PATHS_MAX: usize = 1024;

/// Paths into a payload, found together in one pass that stops at the last.
///
/// A path is a list of keys with dots between them: `author.id`. It cannot contain a key that itself has a dot. Keys
/// must match completely, including case; a key that is spelled with escapes in a frame also matches.
///
/// ```
/// use zerocord::{Decoder, view::Projection};
///
/// let projection = Projection::new(["author.id", "content"])?;
/// let frame = br#"{"t":"MESSAGE_CREATE","s":3,"op":0,"d":{"content":"hello","author":{"id":"175928847299117063"}}}"#;
/// let mut decoder = Decoder::new();
/// let row = decoder.project_with(&projection, frame)?;
/// assert_eq!(row.field::<&str>(1)?, "hello");
/// assert_eq!(row.field_of::<&str>("content")?, "hello");
/// assert_eq!(row.value(0)?.unwrap().to_bytes()?, br#""175928847299117063""#);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct Projection {
    nodes: Vec<OwnedNode>,
    paths: Vec<Box<str>>,
    /// The leaf of each path; equal paths share one.
    leaf_of_path: Vec<u16>,
    leaf_count: usize,
}

#[derive(Clone, Debug)]
struct OwnedNode {
    keys: OwnedKeys,
    targets: Vec<Target>,
    leaves: Vec<u16>,
}

/// A node under construction.
#[derive(Default)]
struct Draft {
    keys: Vec<String>,
    leaves_of_keys: Vec<Option<u16>>,
    children_of_keys: Vec<Option<u16>>,
    leaves: Vec<u16>,
}

impl Draft {
    fn slot(&mut self, key: &str) -> usize {
        if let Some(slot) = self.keys.iter().position(|known| known == key) {
            return slot;
        }
        self.keys.push(key.to_owned());
        self.leaves_of_keys.push(None);
        self.children_of_keys.push(None);
        self.keys.len() - 1
    }
}

impl Projection {
    /// The projection of these paths, in their order.
    ///
    /// # Errors
    /// [`PathError`] for a path with an empty key or with more than 32 steps, and for more than 1,024 paths.
    pub fn new<P: AsRef<str>>(paths: impl IntoIterator<Item = P>) -> Result<Projection, PathError> {
        let mut drafts = vec![Draft::default()];
        let (mut known, mut leaf_of_path) = (Vec::new(), Vec::new());
        let mut leaf_count = 0u16;
        for path in paths {
            let path = path.as_ref();
            let steps: SmallVec<[&str; 8]> = path.split('.').collect();
            let fault = if steps.iter().any(|step| step.is_empty()) {
                Some("a key is empty")
            } else if steps.len() > STEPS_MAX {
                Some("a path has at most 32 steps")
            } else if leaf_of_path.len() >= PATHS_MAX {
                Some("a projection has at most 1,024 paths")
            } else {
                None
            };
            if let Some(reason) = fault {
                return Err(PathError { path: path.to_owned(), reason });
            }
            leaf_of_path.push(add(&mut drafts, &steps, &mut leaf_count));
            known.push(Box::from(path));
        }
        let nodes = drafts.into_iter().map(|draft| OwnedNode {
            targets: draft
                .leaves_of_keys
                .iter()
                .zip(&draft.children_of_keys)
                .map(|(leaf, child)| Target::new(*leaf, *child))
                .collect(),
            keys: OwnedKeys::new(draft.keys.into_iter().map(String::into_boxed_str).zip(0..)),
            leaves: draft.leaves,
        });
        let nodes = nodes.collect();
        Ok(Projection { nodes, paths: known, leaf_of_path, leaf_count: leaf_count.into() })
    }

    /// The paths in their order.
    pub fn paths(&self) -> impl ExactSizeIterator<Item = &str> {
        self.paths.iter().map(|path| &**path)
    }

    /// The index of `path` among the paths, from 0; `None` if the projection does not have it.
    ///
    /// Compares `path` with each of them. For many rows, look it up once and then read by index.
    pub fn index_of(&self, path: &str) -> Option<usize> {
        self.paths.iter().position(|known| **known == *path)
    }

    /// The number of paths.
    pub fn len(&self) -> usize {
        self.leaf_of_path.len()
    }

    /// Whether there are no paths.
    pub fn is_empty(&self) -> bool {
        self.leaf_of_path.is_empty()
    }

    /// Finds the values of all paths in `value`, an object, without reading them.
    ///
    /// # Errors
    /// [`ErrorKind::Expected`] an object; [`ErrorKind::FrameTooLong`] if the frame exceeds the arena's limit.
    pub fn project<'p, 'a>(&'p self, value: RawValue<'a>, arena: &'a Arena) -> Result<Row<'p, 'a>, Error> {
        arena.limits().check_frame(value.frame())?;
        let mut places: SmallVec<[LeafPosition; 16]> =
            SmallVec::from_elem(LeafPosition::Unseen, self.leaf_count);
        let node = |index: usize| {
            let node: &'p OwnedNode = &self.nodes[index];
            Node { keys: node.keys.table(), targets: &node.targets, leaves: &node.leaves }
        };
        let fault = if places.is_empty() { None } else { locate(&node, value, &mut places)? };
        Ok(Row { projection: self, value, arena, places, fault })
    }
}

/// Adds a path to the tree and returns its leaf.
fn add(drafts: &mut Vec<Draft>, steps: &[&str], leaf_count: &mut u16) -> u16 {
    let mut nodes: SmallVec<[usize; 8]> = SmallVec::new();
    let mut node = 0;
    for (index, step) in steps.iter().enumerate() {
        nodes.push(node);
        let slot = drafts[node].slot(step);
        if index + 1 < steps.len() {
            node = match drafts[node].children_of_keys[slot] {
                Some(child) => usize::from(child),
                None => {
                    drafts.push(Draft::default());
                    let child = drafts.len() - 1;
                    drafts[node].children_of_keys[slot] = Some(child as u16);
                    child
                }
            };
        } else if let Some(leaf) = drafts[node].leaves_of_keys[slot] {
            return leaf;
        } else {
            drafts[node].leaves_of_keys[slot] = Some(*leaf_count);
        }
    }
    for node in nodes {
        drafts[node].leaves.push(*leaf_count);
    }
    *leaf_count += 1;
    *leaf_count - 1
}

/// The values that a [`Projection`] found in one payload, unread.
#[derive(Clone, Debug)]
pub struct Row<'p, 'a> {
    projection: &'p Projection,
    value: RawValue<'a>,
    arena: &'a Arena,
    places: SmallVec<[LeafPosition; 16]>,
    fault: Option<Error>,
}

impl<'a> Row<'_, 'a> {
    fn find(&self, index: usize) -> Result<Result<RawValue<'a>, usize>, Error> {
        self.places[usize::from(self.projection.leaf_of_path[index])].value(self.value, self.fault)
    }

    /// The value of the path at `index`; `None` if it, or an object on the way to it, is absent or null.
    ///
    /// # Errors
    /// [`ErrorKind::Expected`] an object if a value on the way is not one; a fault in the structure of an object on the
    /// way.
    ///
    /// # Panics
    /// If the projection has no path at `index`.
    pub fn value(&self, index: usize) -> Result<Option<RawValue<'a>>, Error> {
        self.find(index).map(Result::ok)
    }

    /// The value of the path at `index`, read as a `T`.
    ///
    /// # Errors
    /// As [`value`](Row::value), and the error of `T` for the value or its absence.
    ///
    /// # Panics
    /// If the projection has no path at `index`.
    pub fn field<T: FromJson<'a>>(&self, index: usize) -> Result<T, Error> {
        match self.find(index)? {
            Ok(value) => T::from_json(value, self.arena),
            Err(end) => {
                T::from_absent().ok_or_else(|| Error::new(ErrorKind::MissingField(FieldName::UNKNOWN), end))
            }
        }
    }
}

impl<'a> Row<'_, 'a> {
    /// The value of `path`; `None` if it, or an object on the way to it, is absent or null.
    ///
    /// # Errors
    /// As [`value`](Row::value).
    ///
    /// # Panics
    /// If `path` is not one of the projection's paths.
    pub fn value_of(&self, path: &str) -> Result<Option<RawValue<'a>>, Error> {
        self.value(self.index_of(path))
    }

    /// The value of `path`, read as a `T`.
    ///
    /// # Errors
    /// As [`field`](Row::field).
    ///
    /// # Panics
    /// If `path` is not one of the projection's paths.
    pub fn field_of<T: FromJson<'a>>(&self, path: &str) -> Result<T, Error> {
        self.field(self.index_of(path))
    }

    #[track_caller]
    fn index_of(&self, path: &str) -> usize {
        match self.projection.index_of(path) {
            Some(index) => index,
            None => panic!("the projection has no path `{path}`"),
        }
    }
}

/// A path that cannot be part of a projection.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PathError {
    path: String,
    reason: &'static str,
}

impl PathError {
    /// The path as given.
    pub fn path(&self) -> &str {
        &self.path
    }
}

impl fmt::Display for PathError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the path `{}`: {}", self.path, self.reason)
    }
}

impl std::error::Error for PathError {}
