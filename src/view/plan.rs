//! One pass over an object for several paths.

use super::from_json::FromJson;
use super::keys::KeyTable;
use super::walk::{Next, ObjectWalk, VisitMember, WalkProgress, check_object};
use crate::arena::Arena;
use crate::json::error::{Error, ErrorKind};
use crate::json::field_name::FieldName;
use crate::json::raw::RawValue;
use crate::simd::Around;

/// A flat struct that is filled from selected paths of a payload; made by `#[derive(Project)]`.
///
/// One walk finds all of them and stops at the last. Strings are borrowed from the frame or the arena.
///
/// ```
/// use zerocord::{Decoder, Id, Project, model::User};
///
/// #[derive(Project)]
/// struct Line<'a> {
///     #[project(path = "author.id")]
///     author_id: Id<User>,
///     content: &'a str,
///     nonce: Option<&'a str>,
/// }
///
/// let frame = br#"{"t":"MESSAGE_CREATE","s":3,"op":0,"d":{"content":"hello","author":{"id":"175928847299117063"}}}"#;
/// let mut decoder = Decoder::new();
/// let line: Line = decoder.project(frame)?;
/// assert_eq!((line.author_id.get(), line.content, line.nonce), (175928847299117063, "hello", None));
/// # Ok::<(), zerocord::Error>(())
/// ```
pub trait Project<'a>: Sized {
    /// Fills the struct from `value`, an object.
    ///
    /// # Errors
    /// [`ErrorKind::Expected`] an object; [`ErrorKind::MissingField`] if a key is absent and the field's type has no
    /// value for that; a fault in a wanted value, or in the structure of an object on the way to one.
    fn project(value: RawValue<'a>, arena: &'a Arena) -> Result<Self, Error>;
}

/// The position of a wanted value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum LeafPosition {
    Unseen,
    At(u32),
    /// The object that should contain it ended without it, or is null, at this offset.
    Absent(u32),
    /// A value on the way to it is not an object.
    NoObject(u32),
}

/// What a key leads to: a wanted value, an object that contains wanted values, or both.
#[derive(Clone, Copy, Debug)]
pub struct Target {
    leaf: Option<u16>,
    child: Option<u16>,
}

impl Target {
    /// The target that is the wanted value `leaf`, or the object that the node `child` describes.
    pub const fn new(leaf: Option<u16>, child: Option<u16>) -> Target {
        Target { leaf, child }
    }
}

/// An object that contains wanted values: the targets of its keys, and the leaves in it and below.
#[derive(Clone, Copy, Debug)]
pub struct Node<'k, N = &'static str> {
    pub(super) keys: KeyTable<'k, N>,
    pub(super) targets: &'k [Target],
    pub(super) leaves: &'k [u16],
}

impl Node<'static> {
    /// The node of these keys, whose slots are indexes into `targets`; `leaves` are all those below it.
    pub const fn new(
        keys: KeyTable<'static>,
        targets: &'static [Target],
        leaves: &'static [u16],
    ) -> Node<'static> {
        Node { keys, targets, leaves }
    }
}

/// The paths of a struct that derives [`Project`], as a tree made at compile time.
#[derive(Debug)]
pub struct Plan<const N: usize> {
    nodes: &'static [Node<'static>],
}

impl<const N: usize> Plan<N> {
    /// The plan of these nodes, the root first, with `N` leaves.
    pub const fn new(nodes: &'static [Node<'static>]) -> Plan<N> {
        Plan { nodes }
    }

    /// Finds the leaves in `value`.
    ///
    /// # Errors
    /// [`ErrorKind::Expected`] an object; [`ErrorKind::FrameTooLong`] if the frame exceeds the arena's limit.
    #[inline]
    pub fn locate<'a>(&self, value: RawValue<'a>, arena: &'a Arena) -> Result<Located<'a, N>, Error> {
        arena.limits().check_frame(value.frame())?;
        let mut places = [LeafPosition::Unseen; N];
        let fault = locate(&|index| self.nodes[index], value, &mut places)?;
        Ok(Located { value, arena, places, fault })
    }
}

/// The positions of a [`Plan`]'s leaves in a value.
#[derive(Debug)]
pub struct Located<'a, const N: usize> {
    value: RawValue<'a>,
    arena: &'a Arena,
    places: [LeafPosition; N],
    fault: Option<Error>,
}

impl<'a, const N: usize> Located<'a, N> {
    /// The leaf of this number; errors name it `path`.
    ///
    /// # Errors
    /// The error of `T` for the value or its absence; a fault in the structure of an object on the way to it.
    #[inline]
    pub fn leaf<T: FromJson<'a>>(&self, leaf: usize, path: &'static str) -> Result<T, Error> {
        match self.places[leaf].value(self.value, self.fault)? {
            Ok(value) => T::from_json(value, self.arena),
            Err(end) => T::from_absent().ok_or_else(|| missing(path, end)),
        }
    }
}

impl<'a, const N: usize> Located<'a, N> {
    /// As [`leaf`](Located::leaf), with `default` if the key, or an object on the way to it, is absent.
    ///
    /// # Errors
    /// The error of `T` for the value; a fault in the structure of an object on the way to it.
    #[inline]
    pub fn leaf_or<T: FromJson<'a>>(&self, leaf: usize, default: impl FnOnce() -> T) -> Result<T, Error> {
        match self.places[leaf].value(self.value, self.fault)? {
            Ok(value) => T::from_json(value, self.arena),
            Err(_) => Ok(default()),
        }
    }
}

#[cold]
fn missing(path: &'static str, end: usize) -> Error {
    Error::new(ErrorKind::MissingField(FieldName::new(path)), end)
}

impl LeafPosition {
    /// The value at this position in the frame of `value`; if it is absent, the offset of the byte that shows this.
    #[inline]
    pub(super) fn value<'a>(
        self,
        value: RawValue<'a>,
        fault: Option<Error>,
    ) -> Result<Result<RawValue<'a>, usize>, Error> {
        match self {
            LeafPosition::At(at) => Ok(Ok(RawValue::at(value.frame(), at as usize, value.backend()))),
            LeafPosition::Absent(end) => Ok(Err(end as usize)),
            LeafPosition::NoObject(at) => {
                check_object(RawValue::at(value.frame(), at as usize, value.backend()))?;
                Ok(Err(at as usize))
            }
            LeafPosition::Unseen => match fault {
                Some(fault) => Err(fault),
                None => Ok(Err(value.offset())),
            },
        }
    }
}

/// Finds the leaves of a tree of nodes, whose root has index 0, in `value`. Returns the fault that ended the walk
/// before all were found, if any.
///
/// # Errors
/// [`ErrorKind::Expected`] an object.
#[inline]
pub(super) fn locate<'k, N: AsRef<str> + 'k>(
    node: &impl Fn(usize) -> Node<'k, N>,
    value: RawValue<'_>,
    places: &mut [LeafPosition],
) -> Result<Option<Error>, Error> {
    check_object(value)?;
    let mut search = PlanSearch { node, places, fault: None };
    search.object(0, value, None);
    Ok(search.fault)
}

/// A search for the leaves of a tree of nodes.
struct PlanSearch<'s, F> {
    node: &'s F,
    places: &'s mut [LeafPosition],
    fault: Option<Error>,
}

impl<'k, N: AsRef<str> + 'k, F: Fn(usize) -> Node<'k, N>> PlanSearch<'_, F> {
    /// Finds the leaves of the node `index` in `value`, an object.
    ///
    /// The recursion depth is at most the number of steps in the longest path, for any input.
    fn object(&mut self, index: usize, value: RawValue<'_>, around: Option<Around<'_>>) {
        let Node { keys, targets, leaves } = (self.node)(index);
        let mut here = PlanObject { wanted: leaves.len(), search: self, value, targets };
        let progress = match around {
            Some(around) => ObjectWalk::run_inside(value, &keys, around, &mut here),
            None => ObjectWalk::new(value.offset()).run(value, &keys, &mut here),
        };
        if here.search.fault.is_some() {
            return;
        }
        match progress {
            Ok(WalkProgress::Closed(end)) => self.settle(leaves, LeafPosition::Absent(end as u32)),
            Ok(WalkProgress::Stopped) => {}
            Err(fault) => self.fault = Some(fault),
        }
    }

    /// Records the position of `leaf`; returns whether it was unknown.
    #[inline(always)]
    fn found(&mut self, leaf: u16, place: usize) -> bool {
        let known = &mut self.places[usize::from(leaf)];
        let is_new = matches!(known, LeafPosition::Unseen);
        if is_new {
            *known = LeafPosition::At(place as u32);
        }
        is_new
    }

    /// Finds the leaves of the node `child` in a value that should be an object; returns how many that settles.
    #[inline(never)]
    fn child(&mut self, child: u16, value: RawValue<'_>, around: Option<Around<'_>>) -> usize {
        let node = (self.node)(usize::from(child));
        // The first of repeated keys wins, and it has settled all leaves below.
        match node.leaves.first() {
            Some(leaf) if self.places[usize::from(*leaf)] == LeafPosition::Unseen => {}
            _ => return 0,
        }
        match value.frame().get(value.offset()) {
            Some(b'{') => match leading_leaf(&node, value) {
                Some((leaf, inside)) => {
                    self.found(leaf, inside);
                }
                None => self.object(usize::from(child), value, around),
            },
            Some(b'n') => self.settle(node.leaves, LeafPosition::Absent(value.offset() as u32)),
            _ => self.settle(node.leaves, LeafPosition::NoObject(value.offset() as u32)),
        }
        node.leaves.len()
    }

    fn settle(&mut self, leaves: &[u16], settled: LeafPosition) {
        for &leaf in leaves {
            let place = &mut self.places[usize::from(leaf)];
            if *place == LeafPosition::Unseen {
                *place = settled;
            }
        }
    }
}

/// A search in one of the objects.
struct PlanObject<'h, 's, 'v, F> {
    search: &'h mut PlanSearch<'s, F>,
    value: RawValue<'v>,
    targets: &'h [Target],
    /// The number of leaves in it that are not found yet.
    wanted: usize,
}

impl<'k, N: AsRef<str> + 'k, F: Fn(usize) -> Node<'k, N>> VisitMember for PlanObject<'_, '_, '_, F> {
    #[inline(always)]
    fn member(&mut self, slot: u16, value: usize, around: Option<Around<'_>>) -> Next {
        let Target { leaf, child } = self.targets[usize::from(slot)];
        if let Some(leaf) = leaf
            && self.search.found(leaf, value)
        {
            self.wanted -= 1;
        }
        if let Some(child) = child {
            let value = RawValue::at(self.value.frame(), value, self.value.backend());
            self.wanted -= self.search.child(child, value, around);
        }
        if self.wanted == 0 || self.search.fault.is_some() { Next::Stop } else { Next::On }
    }
}

/// The position of the only leaf of `node`, if `object` begins with it in Discord's spelling, such as the `id` of a
/// user that has no other wanted field.
#[inline]
fn leading_leaf<N: AsRef<str>>(node: &Node<'_, N>, object: RawValue<'_>) -> Option<(u16, usize)> {
    let (&[leaf], (name, slot)) = (node.leaves, node.keys.only_plain_name()?) else { return None };
    let key = object.offset() + 2;
    let rest = object.frame().get(key..)?;
    // Most keys differ in their first byte.
    if rest.first() != name.as_bytes().first() || object.frame()[key - 1] != b'"' {
        return None;
    }
    match rest.strip_prefix(name.as_bytes())? {
        [b'"', b':', first, ..] if *first > b' ' && node.targets[usize::from(slot)].leaf == Some(leaf) => {
            Some((leaf, key + name.len() + 2))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::simd::Backend;
    use crate::view::keys::{Keys, bucket_count};

    static KEYS: Keys<1, { bucket_count(1) }> = Keys::new(&[("id", 0)]);
    static NODE: Node<'static> = Node::new(KEYS.table(), &[Target::new(Some(3), None)], &[3]);

    /// The shortcut applies only to Discord's spelling; otherwise it returns `None`, and the walk decides.
    #[test]
    fn an_id_that_comes_first_is_found_without_a_walk() {
        for (object, want) in [
            (r#"{"id":"1","x":2}"#, Some(6)),
            (r#"{"id":1}"#, Some(6)),
            (r#"{"id":!"#, Some(6)),
            (r#"{"id": "1"}"#, None),
            (r#"{"id":"#, None),
            (r#"{"id" :1}"#, None),
            (r#"{ "id":1}"#, None),
            (r#"{"ie":1}"#, None),
            (r#"{"":1}"#, None),
            (r#"{"ids":1}"#, None),
            (r#"{}"#, None),
        ] {
            let frame = format!("[{object}");
            let value = RawValue::at(frame.as_bytes(), 1, Backend::PORTABLE);
            assert_eq!(leading_leaf(&NODE, value), want.map(|at| (3, at + 1)), "{object}");
        }
    }
}
