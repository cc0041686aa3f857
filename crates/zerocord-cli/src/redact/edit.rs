//! A frame with some of its bytes left out or replaced.

use std::ops::Range;

use zerocord::{Error, RawText, RawValue, ValueKind};

use super::key::Key;
use super::paths::{Action, Branch, PathTree};

/// Redacts frames.
pub struct Editor {
    tree: PathTree,
    key: Key,
}

/// Bytes of a frame and what takes their place.
type Edit = (Range<usize>, String);

impl Editor {
    /// An editor of the payloads' values at these paths.
    pub fn new(tree: PathTree, key: Key) -> Editor {
        Editor { tree, key }
    }

    /// Appends the redacted frame.
    ///
    /// # Errors
    /// Where the frame is no JSON or no object; something may have been appended then.
    pub fn push_redacted(&self, frame: &[u8], out: &mut Vec<u8>) -> Result<(), Error> {
        zerocord::validate(frame)?;
        let mut edits = Vec::new();
        for member in RawValue::new(frame)?.members()? {
            let (key, value) = member?;
            // Each of them, should there be several: what is read first elsewhere is not known.
            if key.is("d") {
                self.edit_below(value, &self.tree, &mut edits)?;
            }
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

    /// Adds the edits in an object, or in the elements of a list, rising. Recurses once a key of the longest path and
    /// once a list in a list, of which a valid frame has no more than 127.
    fn edit_below(&self, value: RawValue<'_>, tree: &PathTree, edits: &mut Vec<Edit>) -> Result<(), Error> {
        match value.kind()? {
            _ if tree.is_empty() => Ok(()),
            ValueKind::Object => self.edit_members(value, tree, edits),
            ValueKind::Array => {
                for element in value.elements()? {
                    self.edit_below(element?, tree, edits)?;
                }
                Ok(())
            }
            _ => Ok(()),
        }
    }

    fn edit_members(
        &self,
        object: RawValue<'_>,
        tree: &PathTree,
        edits: &mut Vec<Edit>,
    ) -> Result<(), Error> {
        // Where the last member that stays ends; none while all so far are dropped.
        let mut kept_end = None;
        // Where the dropped members since then begin and end.
        let mut dropped: Option<Range<usize>> = None;
        for member in object.members()? {
            let (key, value) = member?;
            let (start, end) = (key.offset() - 1, value.range()?.end);
            let branch = branch_of(tree, key);
            if branch.and_then(|branch| branch.action) == Some(Action::Drop) {
                dropped = Some(dropped.map_or(start, |range| range.start)..end);
                continue;
            }
            // With what is between the last of them and this member, its comma too.
            if let Some(range) = dropped.take() {
                edits.push((range.start..start, String::new()));
            }
            kept_end = Some(end);
            match branch {
                Some(Branch { action: Some(_), .. }) => self.hash(value, edits)?,
                Some(branch) => self.edit_below(value, &branch.below, edits)?,
                None => {}
            }
        }
        if let Some(range) = dropped {
            edits.push((kept_end.unwrap_or(range.start)..range.end, String::new()));
        }
        Ok(())
    }

    /// Hashes a value; of a list, each element.
    fn hash(&self, value: RawValue<'_>, edits: &mut Vec<Edit>) -> Result<(), Error> {
        let hash = match value.kind()? {
            ValueKind::Null => return Ok(()),
            ValueKind::Array => {
                for element in value.elements()? {
                    self.hash(element?, edits)?;
                }
                return Ok(());
            }
            // Unescaped, so that an id is the same as a text and as a number.
            ValueKind::Text => self.key.hash(value.deserialize::<String>()?.as_bytes()),
            ValueKind::Object | ValueKind::Number | ValueKind::Boolean => self.key.hash(value.as_bytes()?),
        };
        edits.push((value.range()?, format!("\"{hash}\"")));
        Ok(())
    }
}

fn branch_of<'t>(tree: &'t PathTree, key: RawText<'_>) -> Option<&'t Branch> {
    tree.members().find_map(|(known, branch)| key.is(known).then_some(branch))
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
        Editor::new(tree, Key::default()).push_redacted(frame.as_bytes(), &mut out).unwrap();
        zerocord::validate(&out).unwrap();
        let text = String::from_utf8(out).unwrap();
        text.strip_prefix("{\"op\":0,\"d\":").unwrap().strip_suffix('}').unwrap().to_owned()
    }

    #[track_caller]
    fn check_dropped(drop: &[&str], payload: &str, want: &str) {
        assert_eq!(redacted(drop, &[], payload), want);
    }

    #[test]
    fn members_go_with_their_comma() {
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
    fn every_occurrence_goes() {
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
    fn equal_ids_have_equal_hashes() {
        let hash = Key::default().hash(b"80351110224678912");
        let payload = r#"{"a":"80351110224678912","b":80351110224678912,"c":"\u00380351110224678912","e":["80351110224678912",null],"f":null}"#;
        let want = format!(
            "{{\"a\":\"{hash}\",\"b\":\"{hash}\",\"c\":\"{hash}\",\"e\":[\"{hash}\",null],\"f\":null}}"
        );
        assert_eq!(redacted(&[], &["a", "b", "c", "e", "f"], payload), want);
        let object = Key::default().hash(b"{\"x\":1}");
        assert_eq!(
            redacted(&["x"], &["a", "a.x"], r#"{"a":{"x":1},"x":2}"#),
            format!("{{\"a\":\"{object}\"}}")
        );
    }
}
