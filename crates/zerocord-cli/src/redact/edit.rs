//! Edits a frame: removes or replaces some of its bytes.

use std::ops::Range;

use smallvec::SmallVec;
use zerocord::{Envelope, Error, RawText, RawValue, ValueKind};

use super::key::RedactionKey;
use super::paths::{Action, Branch, PathTree};
use super::presets::{NodeId, Presets};
use crate::input::bad_frames::Fault;
use crate::question::spelling::index_of;

/// Redacts frames.
pub struct Editor {
    tree: PathTree,
    presets: Option<Presets>,
    key: RedactionKey,
}

/// A range of bytes in a frame, and its replacement.
type Edit = (Range<usize>, String);

/// What to search for in a value.
#[derive(Clone, Default)]
struct SearchPaths<'t> {
    /// The remaining parts of the paths that lead to the value.
    trees: SmallVec<[&'t PathTree; 4]>,
    /// The paths that apply at any depth below.
    deep: SmallVec<[&'t PathTree; 2]>,
    /// The node of the value in the table of payloads, if presets are selected.
    node: Option<NodeId>,
}

/// A member of an object or an element of a list. The bytes around its comma are handled with it.
struct Child<'a> {
    key: Option<RawText<'a>>,
    index: usize,
    value: RawValue<'a>,
    /// The offset of its first byte.
    start: usize,
}

impl<'t> SearchPaths<'t> {
    fn add(&mut self, tree: &'t PathTree) {
        if !tree.is_empty() {
            self.trees.push(tree);
            if let Some(deep) = tree.deep() {
                self.deep.push(deep);
            }
        }
    }

    fn is_empty(&self) -> bool {
        self.trees.is_empty() && self.deep.is_empty() && self.node.is_none()
    }
}

impl Editor {
    /// An editor for the payload values at these paths, and for those that the presets select.
    pub fn new(tree: PathTree, presets: Option<Presets>, key: RedactionKey) -> Editor {
        Editor { tree, presets, key }
    }

    /// The paths, with a record of which of them were found.
    pub fn tree(&self) -> &PathTree {
        &self.tree
    }

    /// Appends the redacted frame.
    ///
    /// # Errors
    /// The line is not a JSON object or not a frame. Part of the output may have been appended in that case.
    pub fn push_redacted(&self, frame: &[u8], out: &mut Vec<u8>) -> Result<(), Fault> {
        zerocord::validate(frame)?;
        let mut wanted = SearchPaths::default();
        wanted.add(&self.tree);
        if let Some(presets) = &self.presets {
            let name = Envelope::peek(frame)?.event_name()?;
            let name = name.map(|name| name.text()).transpose()?.unwrap_or_default();
            wanted.node = Some(presets.payload_of(&name));
        }
        let mut edits = Vec::new();
        let mut is_frame = false;
        for member in RawValue::new(frame)?.members()? {
            let (key, value) = member?;
            is_frame |= key.is("d") || key.is("op");
            // All members with this key are edited, since readers differ in which duplicate they use.
            if key.is("d") && value.kind()? != ValueKind::String {
                self.edit_below(value, &wanted, &mut edits)?;
            } else if may_hold_payload(value)? {
                return Err(Fault::NotRedactable(match key.is("d") {
                    true => "`d` is a string with JSON in it, which is not redacted",
                    false => "a key other than `d` holds an object, a list or JSON, which is not redacted",
                }));
            }
        }
        if !is_frame {
            return Err(Fault::NotRedactable("the line is not a gateway frame: it has neither `op` nor `d`"));
        }
        let mut at = 0;
        for (range, text) in edits {
            out.extend_from_slice(&frame[at..range.start]);
            out.extend_from_slice(text.as_bytes());
            at = range.end;
        }
        out.extend_from_slice(&frame[at..]);
        Ok(())
    }

    /// Adds the edits in an object or a list, in ascending order. Recurses once per bracket; a valid frame nests at
    /// most 127 deep.
    fn edit_below<'t>(
        &'t self,
        value: RawValue<'_>,
        wanted: &SearchPaths<'t>,
        edits: &mut Vec<Edit>,
    ) -> Result<(), Error> {
        match value.kind()? {
            _ if wanted.is_empty() => Ok(()),
            ValueKind::Object => {
                let is_change = match (&self.presets, wanted.node) {
                    (Some(presets), Some(node)) if presets.is_audit_log_change(node) => {
                        self.changes_what_is_dropped(value, presets)?
                    }
                    _ => false,
                };
                let children = value.members()?.enumerate().map(|(index, member)| {
                    let (key, value) = member?;
                    Ok(Child { key: Some(key), index, value, start: key.offset() - 1 })
                });
                self.edit_children(children, wanted, is_change, edits)
            }
            ValueKind::Array => {
                let children = value.elements()?.enumerate().map(|(index, element)| {
                    let value = element?;
                    Ok(Child { key: None, index, start: value.range()?.start, value })
                });
                self.edit_children(children, wanted, false, edits)
            }
            _ => Ok(()),
        }
    }

    /// Whether a change in an audit log is about a key that a preset drops.
    fn changes_what_is_dropped(&self, change: RawValue<'_>, presets: &Presets) -> Result<bool, Error> {
        match change.get("key")? {
            Some(key) if key.kind()? == ValueKind::String => {
                Ok(presets.find_untyped(&key.deserialize::<String>()?).is_dropped)
            }
            _ => Ok(false),
        }
    }

    fn edit_children<'a, 't>(
        &'t self,
        children: impl Iterator<Item = Result<Child<'a>, Error>>,
        wanted: &SearchPaths<'t>,
        is_change: bool,
        edits: &mut Vec<Edit>,
    ) -> Result<(), Error> {
        // Where the last kept child ends; `None` if all children so far are dropped.
        let mut kept_end = None;
        // The range of the dropped children since then.
        let mut dropped: Option<Range<usize>> = None;
        for child in children {
            let child = child?;
            let (start, end) = (child.start, child.value.range()?.end);
            let (mut action, below) = self.wanted_below(&child, wanted)?;
            if is_change && child.key.is_some_and(|key| key.is("new_value") || key.is("old_value")) {
                action = Some(Action::Drop);
            }
            if action == Some(Action::Drop) {
                dropped = Some(dropped.map_or(start, |range| range.start)..end);
                continue;
            }
            // Also removes what is between the last dropped child and this one, including the comma.
            if let Some(range) = dropped.take() {
                edits.push((range.start..start, String::new()));
            }
            kept_end = Some(end);
            match action {
                Some(_) => self.hash(child.value, edits)?,
                None => self.edit_below(child.value, &below, edits)?,
            }
        }
        if let Some(range) = dropped {
            edits.push((kept_end.unwrap_or(range.start)..range.end, String::new()));
        }
        Ok(())
    }

    /// The action for a child, and what to search for inside it.
    fn wanted_below<'t>(
        &'t self,
        child: &Child<'_>,
        wanted: &SearchPaths<'t>,
    ) -> Result<(Option<Action>, SearchPaths<'t>), Error> {
        let mut below = SearchPaths { trees: SmallVec::new(), deep: wanted.deep.clone(), node: wanted.node };
        let mut action = None;
        if child.key.is_none() {
            // A path passes through lists without a key.
            below.trees.clone_from(&wanted.trees);
        }
        for &tree in wanted.trees.iter().chain(&wanted.deep) {
            let named = tree.members().filter(|(known, _)| child.is(known)).map(|(_, branch)| branch);
            for branch in named.chain(tree.every()) {
                branch.mark_found();
                action = stronger(action, branch);
                below.add(&branch.below);
            }
        }
        if let (Some(key), Some(presets), Some(node)) = (child.key, &self.presets, wanted.node) {
            let found = presets.find(node, &key.text()?);
            below.node = Some(found.below);
            if found.is_dropped {
                action = Some(Action::Drop);
            }
        }
        Ok((action, below))
    }

    /// Hashes a value. For a list, hashes each element.
    fn hash(&self, value: RawValue<'_>, edits: &mut Vec<Edit>) -> Result<(), Error> {
        let hash = match value.kind()? {
            ValueKind::Null => return Ok(()),
            ValueKind::Array => {
                for element in value.elements()? {
                    self.hash(element?, edits)?;
                }
                return Ok(());
            }
            // Unescaped, so that an id has the same hash as a string and as a number.
            ValueKind::String => self.key.hash(value.deserialize::<String>()?.as_bytes()),
            ValueKind::Object | ValueKind::Number | ValueKind::Bool => self.key.hash(value.to_bytes()?),
        };
        edits.push((value.range()?, format!("\"{hash}\"")));
        Ok(())
    }
}

impl Child<'_> {
    /// Whether a key of a path matches the child: by its key, or by its index in a list.
    fn is(&self, known: &str) -> bool {
        match self.key {
            Some(key) => key.is(known),
            None => index_of(known) == Some(self.index),
        }
    }
}

/// Returns the stronger action: dropping overrides hashing.
fn stronger(action: Option<Action>, branch: &Branch) -> Option<Action> {
    match (action, branch.action) {
        (Some(Action::Drop), _) | (_, Some(Action::Drop)) => Some(Action::Drop),
        (action, other) => action.or(other),
    }
}

/// Whether a value next to the payload is more than a number or a literal: it may contain something that a recorder
/// wrapped.
fn may_hold_payload(value: RawValue<'_>) -> Result<bool, Error> {
    Ok(match value.kind()? {
        ValueKind::Object | ValueKind::Array => true,
        ValueKind::String => value.to_bytes()?.contains(&b'{'),
        _ => false,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn redacted(drop: &[&str], hash: &[&str], payload: &str) -> String {
        let mut tree = PathTree::default();
        for path in drop {
            tree.add(path, Action::Drop).unwrap();
        }
        for path in hash {
            tree.add(path, Action::Hash).unwrap();
        }
        let mut out = Vec::new();
        let frame = format!("{{\"op\":0,\"d\":{payload}}}");
        Editor::new(tree, None, RedactionKey::default()).push_redacted(frame.as_bytes(), &mut out).unwrap();
        zerocord::validate(&out).unwrap();
        let text = String::from_utf8(out).unwrap();
        text.strip_prefix("{\"op\":0,\"d\":").unwrap().strip_suffix('}').unwrap().to_owned()
    }

    #[track_caller]
    fn check_dropped(drop: &[&str], payload: &str, want: &str) {
        assert_eq!(redacted(drop, &[], payload), want);
    }

    #[test]
    fn members_are_dropped_with_their_comma() {
        check_dropped(&["a"], r#"{"a":1,"b":2}"#, r#"{"b":2}"#);
        check_dropped(&["b"], r#"{"a":1,"b":2}"#, r#"{"a":1}"#);
        check_dropped(&["b"], r#"{"a":1 , "b":2 , "c":3}"#, r#"{"a":1 , "c":3}"#);
        check_dropped(&["a"], r#"{ "a" : 1 }"#, "{  }");
        check_dropped(&["a", "b"], r#"{"a":1,"b":2}"#, "{}");
        check_dropped(&["a", "b"], r#"{"a":1,"b":2,"c":3}"#, r#"{"c":3}"#);
        check_dropped(&["b", "c"], r#"{"a":1,"b":2,"c":3}"#, r#"{"a":1}"#);
        check_dropped(&["a", "c"], r#"{"a":1,"b":2,"c":3,"d":4}"#, r#"{"b":2,"d":4}"#);
        check_dropped(&["a", "c"], r#"{"a":1,"b":2,"c":3}"#, r#"{"b":2}"#);
        check_dropped(&["x"], r#"{"a":[1, 2]}"#, r#"{"a":[1, 2]}"#);
    }

    #[test]
    fn every_occurrence_is_dropped() {
        check_dropped(&["a"], r#"{"a":1,"b":2,"a":3}"#, r#"{"b":2}"#);
        check_dropped(&["a"], r#"{"\u0061":1,"b":2}"#, r#"{"b":2}"#);
        check_dropped(
            &["u.a"],
            r#"{"u":[{"a":1,"b":2},[{"a":3}],null,7,{"u":{"a":4}}]}"#,
            r#"{"u":[{"b":2},[{}],null,7,{"u":{"a":4}}]}"#,
        );
        check_dropped(&["a"], r#"[{"a":1},{"b":2}]"#, r#"[{},{"b":2}]"#);
        check_dropped(
            &["a"],
            r#"{"b":1},"d":{"a":2,"c":3},"\u0064":{"c":4,"a":5}"#,
            r#"{"b":1},"d":{"c":3},"\u0064":{"c":4}"#,
        );
        check_dropped(&["a", "a.b"], r#"{"a":{"b":1}}"#, "{}");
    }

    #[test]
    fn indices_and_any_depth() {
        check_dropped(&["a[0]"], r#"{"a":[1, 2 , 3]}"#, r#"{"a":[2 , 3]}"#);
        check_dropped(&["a[1]"], r#"{"a":[1, 2 , 3]}"#, r#"{"a":[1, 3]}"#);
        check_dropped(&["a[2]"], r#"{"a":[1, 2 , 3]}"#, r#"{"a":[1, 2]}"#);
        check_dropped(&["a[0]"], r#"{"a":[1]}"#, r#"{"a":[]}"#);
        check_dropped(&["a.*"], r#"{"a":[1,2]}"#, r#"{"a":[]}"#);
        check_dropped(&["a[0].b"], r#"{"a":[{"b":1},{"b":2}]}"#, r#"{"a":[{},{"b":2}]}"#);
        check_dropped(
            &["users.*.name"],
            r#"{"users":{"7":{"name":"x"},"8":{"name":"y","z":1}}}"#,
            r#"{"users":{"7":{},"8":{"z":1}}}"#,
        );
        check_dropped(
            &["**.email"],
            r#"{"email":1,"a":{"email":2,"b":[[{"email":3,"c":4}]]}}"#,
            r#"{"a":{"b":[[{"c":4}]]}}"#,
        );
        check_dropped(
            &["a.**.b.c"],
            r#"{"b":{"c":1},"a":{"b":{"c":2},"x":[{"b":[{"c":3}]}]}}"#,
            r#"{"b":{"c":1},"a":{"b":{},"x":[{"b":[{}]}]}}"#,
        );
        check_dropped(&["**.**.a"], r#"{"a":1,"b":{"a":2}}"#, r#"{"b":{}}"#);
        check_dropped(&["d.a", "/b/c", " x "], r#"{"a":1,"b":{"c":2},"x":3}"#, r#"{"b":{}}"#);
    }

    #[test]
    fn equal_ids_have_equal_hashes() {
        let hash = RedactionKey::default().hash(b"80351110224678912");
        let payload = r#"{"a":"80351110224678912","b":80351110224678912,"c":"\u00380351110224678912","e":["80351110224678912",null],"f":null}"#;
        let want = format!(
            "{{\"a\":\"{hash}\",\"b\":\"{hash}\",\"c\":\"{hash}\",\"e\":[\"{hash}\",null],\"f\":null}}"
        );
        assert_eq!(redacted(&[], &["a", "b", "c", "e", "f"], payload), want);
        let object = RedactionKey::default().hash(b"{\"x\":1}");
        assert_eq!(
            redacted(&["x"], &["a", "a.x"], r#"{"a":{"x":1},"x":2}"#),
            format!("{{\"a\":\"{object}\"}}")
        );
    }
}
