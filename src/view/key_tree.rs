//! Trees of keys made at run time, and the walk that finds their values.

use std::fmt;

use super::keys::OwnedKeys;
use super::walk::{Next, ObjectWalk, VisitMember, WalkProgress, check_object};
use crate::json::error::Error;
use crate::json::object::RawText;
use crate::json::raw::RawValue;
use crate::simd::Around;

/// Maximum depth of a key.
const STEPS_MAX: usize = 32;

/// Maximum number of keys, so that 16 bits can number them.
const KEYS_MAX: usize = u16::MAX as usize - 1;

/// Receives the values that a [`KeyTree`] finds, in the order of the frame.
///
/// Values are unread: an error inside a value appears when the visitor reads it. An absent key is never reported;
/// `null` is a value like any other.
pub trait VisitKeys<'a> {
    /// Receives the value of a wanted key, by the number that [`KeyTreeBuilder::add`] returned.
    ///
    /// Called at most once per key and walk: the first of repeated keys wins. If the key has keys inside it and the
    /// value is an object, the members of that object follow. Any other value is reported and not walked.
    fn wanted(&mut self, key: usize, value: RawValue<'a>);

    /// Receives a member whose key is not in the tree, of the payload itself (`inside` is `None`) or of the object in
    /// the wanted key `inside`.
    ///
    /// Only called if the tree was built [with unknown keys](KeyTreeBuilder::with_unknown). A repeated key is reported
    /// each time.
    fn unknown(&mut self, inside: Option<usize>, key: RawText<'a>, value: RawValue<'a>) {
        let _ = (inside, key, value);
    }
}

/// A tree of wanted keys, made at run time, whose values are found in one pass over an object.
///
/// A [`Projection`](super::Projection) returns values by path. A tree passes each value to a [`VisitKeys`] when the
/// walk reaches it, and can report unknown keys. Absent keys cost nothing, so a tree may have thousands of keys. A walk
/// does not allocate once its [`KeysSeen`] has grown to the size of the tree.
///
/// ```
/// use zerocord::view::{KeyTree, KeysSeen, VisitKeys};
/// use zerocord::{Envelope, RawText, RawValue};
///
/// let mut keys = KeyTree::builder();
/// let content = keys.add(None, "content")?;
/// let author = keys.add(None, "author")?;
/// let id = keys.add(Some(author), "id")?;
/// let tree = keys.with_unknown().build();
///
/// #[derive(Default)]
/// struct Print(Vec<String>);
///
/// impl<'a> VisitKeys<'a> for Print {
///     fn wanted(&mut self, key: usize, value: RawValue<'a>) {
///         self.0.push(format!("{key} {value:?}"));
///     }
///
///     fn unknown(&mut self, inside: Option<usize>, key: RawText<'a>, value: RawValue<'a>) {
///         self.0.push(format!("{key:?} inside {inside:?}: {value:?}"));
///     }
/// }
///
/// let frame = br#"{"t":"MESSAGE_CREATE","s":1,"op":0,"d":{"author":{"id":"7","mood":"good"},"content":null}}"#;
/// let (mut seen, mut print) = (KeysSeen::default(), Print::default());
/// tree.walk(Envelope::peek(frame)?.payload(), &mut seen, &mut print)?;
/// assert_eq!((content, author, id), (0, 1, 2));
/// assert_eq!(
///     print.0,
///     [r#"1 {"id":"7","mood":"good"}"#, r#"2 "7""#, r#""mood" inside Some(1): "good""#, "0 null"]
/// );
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct KeyTree {
    nodes: Vec<TreeNode>,
    key_count: usize,
    has_unknown: bool,
}

/// An object with wanted keys.
#[derive(Clone, Debug)]
struct TreeNode {
    keys: OwnedKeys,
    /// Indexed by the slots of `keys`.
    targets: Vec<TreeTarget>,
    /// The key that leads to the object.
    inside: Option<u16>,
}

#[derive(Clone, Copy, Debug)]
struct TreeTarget {
    key: u16,
    child: Option<u16>,
}

/// Builds a [`KeyTree`].
#[derive(Clone, Debug, Default)]
pub struct KeyTreeBuilder {
    keys: Vec<Key>,
    has_unknown: bool,
}

#[derive(Clone, Debug)]
struct Key {
    name: Box<str>,
    inside: Option<usize>,
    /// The number of keys that lead to it.
    depth: usize,
}

impl KeyTreeBuilder {
    /// Adds a key of the payload itself (`inside` is `None`) or of the object in the key `inside`. Returns its number;
    /// keys are numbered from 0 in the order of their addition.
    ///
    /// Keys are case-sensitive. A key that a frame spells with escapes matches too.
    ///
    /// # Errors
    /// [`KeyTreeError`] if `inside` is not a key, the new key would be more than 32 deep, or the tree would have more
    /// than 65,534 keys.
    pub fn add(&mut self, inside: Option<usize>, name: &str) -> Result<usize, KeyTreeError> {
        let depth = match inside {
            None => 0,
            Some(outer) => self.keys.get(outer).map_or(STEPS_MAX, |outer| outer.depth + 1),
        };
        let reason = if inside.is_some_and(|outer| outer >= self.keys.len()) {
            Some("the key that should contain it does not exist")
        } else if depth >= STEPS_MAX {
            Some("keys can be at most 32 deep")
        } else if self.keys.len() >= KEYS_MAX {
            Some("a tree can have at most 65,534 keys")
        } else {
            None
        };
        if let Some(reason) = reason {
            return Err(KeyTreeError { name: name.to_owned(), reason });
        }
        self.keys.push(Key { name: name.into(), inside, depth });
        Ok(self.keys.len() - 1)
    }

    /// Requests unknown keys of every object that has wanted keys.
    ///
    /// A walk then continues to the end of each of these objects. Otherwise it ends at the last wanted key.
    #[must_use]
    pub fn with_unknown(mut self) -> KeyTreeBuilder {
        self.has_unknown = true;
        self
    }

    /// Builds the tree.
    ///
    /// If a key was added twice to the same object, only the first is found.
    pub fn build(self) -> KeyTree {
        let mut members: Vec<Vec<usize>> = vec![Vec::new(); self.keys.len() + 1];
        for (key, Key { inside, .. }) in self.keys.iter().enumerate() {
            members[inside.map_or(0, |outer| outer + 1)].push(key);
        }
        // The payload, then one node for each key with keys inside it.
        let mut node_of = vec![None; self.keys.len()];
        let mut count = 1u16;
        for (key, node) in node_of.iter_mut().enumerate() {
            if !members[key + 1].is_empty() {
                *node = Some(count);
                count += 1;
            }
        }
        let owners = std::iter::once(None).chain((0..self.keys.len()).map(Some));
        let nodes = owners
            .zip(&members)
            .filter(|(owner, members)| owner.is_none() || !members.is_empty())
            .map(|(owner, members)| TreeNode {
                keys: OwnedKeys::new(members.iter().map(|&key| self.keys[key].name.clone()).zip(0..)),
                targets: members
                    .iter()
                    .map(|&key| TreeTarget { key: key as u16, child: node_of[key] })
                    .collect(),
                inside: owner.map(|owner| owner as u16),
            });
        KeyTree { nodes: nodes.collect(), key_count: self.keys.len(), has_unknown: self.has_unknown }
    }
}

impl KeyTree {
    /// A builder without keys.
    pub fn builder() -> KeyTreeBuilder {
        KeyTreeBuilder::default()
    }

    /// The number of keys.
    pub fn len(&self) -> usize {
        self.key_count
    }

    /// Whether the tree has no keys.
    pub fn is_empty(&self) -> bool {
        self.key_count == 0
    }

    /// Finds the keys of the tree in `value`, an object, and passes them to `visitor`.
    ///
    /// Stops at the last wanted key of each object, unless unknown keys are requested. Between the members that are
    /// found, only the ends of strings and the number of brackets are checked; [`validate`](crate::validate) checks a
    /// whole frame. Recurses as deep as the tree, at most 32 steps.
    ///
    /// # Errors
    /// [`ErrorKind::Expected`](crate::ErrorKind::Expected) an object; a syntax error in an object that is walked. The
    /// visitor has received the values before the error.
    pub fn walk<'a>(
        &self,
        value: RawValue<'a>,
        seen: &mut KeysSeen,
        visitor: &mut impl VisitKeys<'a>,
    ) -> Result<(), Error> {
        check_object(value)?;
        seen.begin(self.key_count);
        let mut search = TreeSearch { tree: self, seen, visitor, fault: None };
        match self.has_unknown {
            true => search.object::<true>(0, value, None),
            false => search.object::<false>(0, value, None),
        }
        search.fault.map_or(Ok(()), Err)
    }
}

/// The keys of a [`KeyTree`] that a walk has found. Can be reused between walks, also of different trees.
#[derive(Clone, Debug, Default)]
pub struct KeysSeen {
    /// For each key, the number of the last walk that found it.
    walks: Vec<u32>,
    walk: u32,
}

impl KeysSeen {
    fn begin(&mut self, key_count: usize) {
        if self.walks.len() < key_count {
            self.walks.resize(key_count, self.walk);
        }
        self.walk = self.walk.wrapping_add(1);
        if self.walk == 0 {
            self.walks.fill(0);
            self.walk = 1;
        }
    }

    /// Adds a key. Returns whether it is new in this walk.
    #[inline(always)]
    fn insert(&mut self, key: u16) -> bool {
        let last = &mut self.walks[usize::from(key)];
        std::mem::replace(last, self.walk) != self.walk
    }
}

struct TreeSearch<'s, 'a> {
    tree: &'s KeyTree,
    seen: &'s mut KeysSeen,
    // Dynamic, so that the walk is compiled once. A call costs little compared to finding a member.
    visitor: &'s mut dyn VisitKeys<'a>,
    fault: Option<Error>,
}

impl<'a> TreeSearch<'_, 'a> {
    /// Finds the keys of a node in `value`, an object.
    fn object<const UNKNOWN: bool>(&mut self, node: u16, value: RawValue<'a>, around: Option<Around<'_>>) {
        let tree = self.tree;
        let TreeNode { keys, targets, inside } = &tree.nodes[usize::from(node)];
        let mut here = TreeObject::<UNKNOWN> {
            left: targets.len(),
            search: self,
            value,
            targets,
            inside: *inside,
            unknown_up_to: 0,
        };
        if !UNKNOWN && here.left == 0 {
            return;
        }
        let keys = keys.table();
        let progress = match around {
            Some(around) => ObjectWalk::run_inside(value, &keys, around, &mut here),
            None => ObjectWalk::new(value.offset()).run(value, &keys, &mut here),
        };
        if let (None, Err(fault)) = (self.fault, progress.map(|_: WalkProgress| ())) {
            self.fault = Some(fault);
        }
    }
}

/// A search in one of the objects.
struct TreeObject<'h, 's, 'a, const UNKNOWN: bool> {
    search: &'h mut TreeSearch<'s, 'a>,
    value: RawValue<'a>,
    targets: &'h [TreeTarget],
    inside: Option<u16>,
    /// The number of wanted keys that are not found yet.
    left: usize,
    /// Unknown keys up to this offset were reported; a walk may restart.
    unknown_up_to: usize,
}

impl<const UNKNOWN: bool> TreeObject<'_, '_, '_, UNKNOWN> {
    fn next(&self) -> Next {
        if (!UNKNOWN && self.left == 0) || self.search.fault.is_some() { Next::Stop } else { Next::On }
    }
}

impl<const UNKNOWN: bool> VisitMember for TreeObject<'_, '_, '_, UNKNOWN> {
    const WANTS_UNKNOWN: bool = UNKNOWN;

    #[inline(always)]
    fn member(&mut self, slot: u16, value: usize, around: Option<Around<'_>>) -> Next {
        let TreeTarget { key, child } = self.targets[usize::from(slot)];
        if self.search.seen.insert(key) {
            let value = RawValue::at(self.value.frame(), value, self.value.backend());
            self.left -= 1;
            self.search.visitor.wanted(key.into(), value);
            if let Some(child) = child
                && value.frame().get(value.offset()) == Some(&b'{')
            {
                self.search.object::<UNKNOWN>(child, value, around);
            }
        }
        self.next()
    }

    fn unknown(&mut self, quote: usize, value: usize) -> Next {
        if quote > self.unknown_up_to {
            self.unknown_up_to = quote;
            let (frame, backend) = (self.value.frame(), self.value.backend());
            // The walk has already found the end of the key.
            if let Ok(key) = RawText::at(frame, quote, backend) {
                let value = RawValue::at(frame, value, backend);
                self.search.visitor.unknown(self.inside.map(usize::from), key, value);
            }
        }
        self.next()
    }
}

/// Why a key cannot be added to a [`KeyTree`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyTreeError {
    name: String,
    reason: &'static str,
}

impl KeyTreeError {
    /// The name of the key.
    pub fn name(&self) -> &str {
        &self.name
    }
}

impl fmt::Display for KeyTreeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the key `{}`: {}", self.name, self.reason)
    }
}

impl std::error::Error for KeyTreeError {}
