//! Counts the fields of the payloads of one event, in one pass over each.
//!
//! The fields are a tree: each node has the nodes of its keys, in the order in which they were first seen. Payloads of one
//! event usually have the same keys in the same order, so the node of a key is the one after that of the previous key: one
//! comparison, without hashing and without building a path.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::Arc;

use foldhash::fast::RandomState;
use zerocord::{Error, RawValue};

use super::shape::{FIELDS_MAX, FieldShape, KINDS};

/// The maximum depth of counted values.
const DEPTH_MAX: usize = 32;

/// The number of keys of a node that are compared one by one.
const FEW: usize = 8;

/// The fields of an event.
#[derive(Debug)]
pub struct FieldTree {
    /// The first one is the payload itself.
    nodes: Vec<Node>,
    /// The nodes that were counted since the counts were last taken, in order.
    counted: Vec<usize>,
    frames: u64,
    is_full: bool,
}

#[derive(Debug)]
struct Node {
    path: Arc<str>,
    /// The keys and their nodes.
    keys: Vec<(Box<[u8]>, usize)>,
    /// The positions of the keys, if there are more than a few.
    positions: HashMap<Box<[u8]>, usize, RandomState>,
    /// The nodes of keys that contain a quote or a backslash.
    odd_keys: HashMap<Box<[u8]>, usize, RandomState>,
    /// The node of all keys of digits.
    numbers: Option<usize>,
    elements: Option<usize>,
    field: FieldShape,
    /// The last frame in which it was counted, and a bit for each type that it had in it.
    last: (u64, u8),
}

/// The counts of an event.
#[derive(Debug, Default)]
pub struct EventCounts {
    pub frames: u64,
    pub fields: Vec<(Arc<str>, FieldShape)>,
    /// Whether it has more fields than are counted.
    pub is_full: bool,
}

impl Default for FieldTree {
    fn default() -> FieldTree {
        FieldTree { nodes: vec![Node::new("")], counted: Vec::new(), frames: 0, is_full: false }
    }
}

impl FieldTree {
    /// Adds the payload of a frame that was validated.
    ///
    /// # Errors
    /// A key cannot be read: it has a lone surrogate.
    pub fn add(&mut self, payload: RawValue<'_>) -> Result<(), Error> {
        self.frames += 1;
        let mut walk = Walk { frame: payload.frame(), at: payload.offset(), tree: self };
        walk.children(0, DEPTH_MAX)
    }

    /// The number of frames since the counts were last taken.
    pub fn frames(&self) -> u64 {
        self.frames
    }

    /// Returns the counts since the last call.
    pub fn take(&mut self) -> EventCounts {
        let fields = self.counted.drain(..).map(|index| {
            let node = &mut self.nodes[index];
            node.last = (0, 0);
            (Arc::clone(&node.path), std::mem::take(&mut node.field))
        });
        let fields = fields.collect();
        if self.nodes.len() > 2 * FIELDS_MAX {
            self.nodes = vec![Node::new("")];
        }
        EventCounts {
            frames: std::mem::take(&mut self.frames),
            fields,
            is_full: std::mem::take(&mut self.is_full),
        }
    }

    /// Counts a field once per frame, and once per type that it has in the frame. Returns false if there are too many.
    fn count(&mut self, index: usize, kind: usize) -> bool {
        let node = &mut self.nodes[index];
        if node.field.frames == 0 {
            if self.counted.len() >= FIELDS_MAX {
                self.is_full = true;
                return false;
            }
            self.counted.push(index);
        }
        if node.last.0 != self.frames {
            node.field.frames += 1;
            node.last = (self.frames, 0);
        }
        if node.last.1 >> kind & 1 == 0 {
            node.last.1 |= 1 << kind;
            node.field.kinds[kind] += 1;
        }
        true
    }

    /// Adds a node whose path is that of `parent` with `suffix`, unless there are too many.
    fn push(&mut self, parent: usize, suffix: &str) -> Option<usize> {
        if self.counted.len() >= FIELDS_MAX {
            self.is_full = true;
            return None;
        }
        let path = format!("{}{suffix}", self.nodes[parent].path);
        self.nodes.push(Node::new(&path));
        Some(self.nodes.len() - 1)
    }

    /// The node of a key whose position is predicted, and the length of the key, if the frame has that key at `at`.
    #[inline]
    fn of_predicted_key(
        &self,
        parent: usize,
        next: usize,
        frame: &[u8],
        at: usize,
    ) -> Option<(usize, usize)> {
        let (key, node) = self.nodes[parent].keys.get(next)?;
        let rest = frame.get(at + 1..)?;
        (rest.starts_with(key) && rest.get(key.len()) == Some(&b'"')).then_some((*node, key.len()))
    }

    /// The node of a key, and the position of the key that probably follows. There is no node if there are too many fields.
    fn of_key(
        &mut self,
        parent: usize,
        key: RawKey<'_>,
        next: usize,
    ) -> Result<(Option<usize>, usize), Error> {
        let text = key.text()?;
        let is_number = !text.is_empty() && text.iter().all(u8::is_ascii_digit);
        if is_number || *text == *b"*" {
            let node = self.nodes[parent].numbers.or_else(|| self.push_key(parent, b"*"));
            self.nodes[parent].numbers = node;
            return Ok((node, next));
        }
        let Node { keys, positions, odd_keys, .. } = &self.nodes[parent];
        if is_odd(&text) {
            let known = odd_keys.get(&*text).copied();
            let node = known.or_else(|| self.push_key(parent, &text));
            if let Some(node) = node.filter(|_| known.is_none()) {
                self.nodes[parent].odd_keys.insert((*text).into(), node);
            }
            return Ok((node, next));
        }
        let found = match keys.len() {
            ..=FEW => keys.iter().position(|(known, _)| **known == *text),
            _ => positions.get(&*text).copied(),
        };
        if let Some(at) = found {
            return Ok((Some(keys[at].1), at + 1));
        }
        let Some(node) = self.push_key(parent, &text) else { return Ok((None, next)) };
        let Node { keys, positions, .. } = &mut self.nodes[parent];
        let at = keys.len();
        keys.push(((*text).into(), node));
        match keys.len() {
            ..=FEW => {}
            len if len == FEW + 1 => {
                positions.extend(keys.iter().zip(0..).map(|((key, _), at)| (key.clone(), at)));
            }
            _ => _ = positions.insert((*text).into(), at),
        }
        Ok((Some(node), at + 1))
    }

    fn push_key(&mut self, parent: usize, key: &[u8]) -> Option<usize> {
        let key = String::from_utf8_lossy(key);
        match parent {
            0 => self.push(parent, &key),
            _ => self.push(parent, &format!(".{key}")),
        }
    }

    fn of_elements(&mut self, parent: usize) -> Option<usize> {
        let node = self.nodes[parent].elements.or_else(|| self.push(parent, "[]"));
        self.nodes[parent].elements = node;
        node
    }
}

/// Whether a key never occurs in a frame as it is: it must be escaped.
fn is_odd(key: &[u8]) -> bool {
    memchr::memchr2(b'"', b'\\', key).is_some()
}

impl Node {
    fn new(path: &str) -> Node {
        Node {
            path: path.into(),
            keys: Vec::new(),
            positions: HashMap::default(),
            odd_keys: HashMap::default(),
            numbers: None,
            elements: None,
            field: FieldShape::default(),
            last: (0, 0),
        }
    }
}

/// A key as it is spelled in a frame, without quotes.
#[derive(Clone, Copy)]
struct RawKey<'f> {
    bytes: &'f [u8],
    /// The offset of its quote.
    at: usize,
}

impl<'f> RawKey<'f> {
    /// The key without escapes.
    fn text(self) -> Result<Cow<'f, [u8]>, Error> {
        if !self.bytes.contains(&b'\\') {
            return Ok(Cow::Borrowed(self.bytes));
        }
        let object = [b"{\"", self.bytes, b"\":0}"].concat();
        let key = RawValue::new(&object)?.members()?.next().transpose()?;
        let text = key.map(|(key, _)| key.text()).transpose();
        let text = text.map_err(|error| Error::new(error.kind(), self.at + error.offset() - 1))?;
        Ok(Cow::Owned(text.unwrap_or_default().into_owned().into_bytes()))
    }
}

/// A walk over a payload that was validated, so its grammar is not checked again.
struct Walk<'t, 'f> {
    frame: &'f [u8],
    at: usize,
    tree: &'t mut FieldTree,
}

impl<'f> Walk<'_, 'f> {
    /// The next byte that is not white space.
    #[inline]
    fn peek(&mut self) -> Option<u8> {
        while let Some(byte) = self.frame.get(self.at) {
            match byte {
                b' ' | b'\t' | b'\r' | b'\n' => self.at += 1,
                byte => return Some(*byte),
            }
        }
        None
    }

    /// Skips a comma or a colon, and white space around it.
    #[inline]
    fn skip_separator(&mut self) {
        if matches!(self.peek(), Some(b',' | b':')) {
            self.at += 1;
        }
    }

    /// Skips a string. Returns its contents as they are spelled.
    #[inline]
    fn string(&mut self) -> &'f [u8] {
        let start = self.at + 1;
        self.at = start;
        while let Some(rest) = self.frame.get(self.at..) {
            match memchr::memchr2(b'"', b'\\', rest) {
                Some(len) if rest[len] == b'"' => {
                    self.at += len + 1;
                    return &self.frame[start..self.at - 1];
                }
                Some(len) => self.at += len + 2,
                None => break,
            }
        }
        self.at = self.frame.len();
        self.frame.get(start..).unwrap_or_default()
    }

    /// Counts the fields of the next value, whose node is `parent`. Recurses `depth` times at most.
    fn children(&mut self, parent: usize, depth: usize) -> Result<(), Error> {
        match self.peek() {
            Some(b'{' | b'[') if depth == 0 => self.skip_container(),
            Some(b'{') => return self.members(parent, depth),
            Some(b'[') => return self.elements(parent, depth),
            Some(b'"') => _ = self.string(),
            _ => self.skip_scalar(),
        }
        Ok(())
    }

    fn members(&mut self, parent: usize, depth: usize) -> Result<(), Error> {
        self.at += 1;
        let mut next = 0;
        while let Some(byte) = self.peek() {
            if byte == b'}' {
                self.at += 1;
                break;
            }
            let at = self.at;
            let node = match self.tree.of_predicted_key(parent, next, self.frame, at) {
                Some((node, len)) => {
                    self.at += len + 2;
                    next += 1;
                    Some(node)
                }
                None => {
                    let key = RawKey { bytes: self.string(), at };
                    let (node, following) = self.tree.of_key(parent, key, next)?;
                    next = following;
                    node
                }
            };
            self.skip_separator();
            self.field(node, depth)?;
            self.skip_separator();
        }
        Ok(())
    }

    fn elements(&mut self, parent: usize, depth: usize) -> Result<(), Error> {
        self.at += 1;
        while let Some(byte) = self.peek() {
            if byte == b']' {
                self.at += 1;
                break;
            }
            let node = self.tree.of_elements(parent);
            self.field(node, depth)?;
            self.skip_separator();
        }
        Ok(())
    }

    /// Counts a field and those in its value.
    #[inline]
    fn field(&mut self, node: Option<usize>, depth: usize) -> Result<(), Error> {
        let kind = match self.peek() {
            Some(b'n') => 0,
            Some(b't' | b'f') => 1,
            Some(b'"') => 3,
            Some(b'[') => 4,
            Some(b'{') => 5,
            _ => 2,
        };
        const { assert!(KINDS.len() == 6) };
        // The fields of one that is not counted are not counted either.
        match node {
            Some(node) if self.tree.count(node, kind) => self.children(node, depth - 1),
            _ => self.children(0, 0),
        }
    }

    fn skip_scalar(&mut self) {
        let is_end = |byte: &u8| matches!(byte, b',' | b']' | b'}' | b' ' | b'\t' | b'\r' | b'\n');
        self.at += self.frame[self.at..].iter().take_while(|byte| !is_end(byte)).count();
    }

    fn skip_container(&mut self) {
        let mut depth = 0usize;
        while let Some(byte) = self.frame.get(self.at) {
            match byte {
                b'"' => {
                    self.string();
                    continue;
                }
                b'{' | b'[' => depth += 1,
                b'}' | b']' => depth -= 1,
                _ => {}
            }
            self.at += 1;
            if depth == 0 {
                break;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The counted fields of payloads, with the number of frames and of each type.
    fn counted(payloads: &[&str]) -> Vec<String> {
        let mut tree = FieldTree::default();
        for payload in payloads {
            zerocord::validate(payload.as_bytes()).unwrap();
            tree.add(RawValue::new(payload.as_bytes()).unwrap()).unwrap();
        }
        let counts = tree.take();
        assert_eq!((counts.frames, counts.is_full), (payloads.len() as u64, false));
        let mut fields: Vec<String> = counts
            .fields
            .into_iter()
            .map(|(path, field)| {
                let types = KINDS.iter().zip(field.kinds).filter(|(_, count)| *count > 0);
                let types: Vec<String> = types.map(|(kind, count)| format!("{count} {kind}")).collect();
                format!("{path}: {} ({})", field.frames, types.join(", "))
            })
            .collect();
        fields.sort();
        fields
    }

    #[test]
    fn each_field_is_counted_once_per_frame() {
        let found = counted(&[
            r#"{"a":1,"b":[{"c":null},{"c":"x"},5],"d":{"7":{"e":true},"8":{"e":false}}}"#,
            " { \"b\" : [ ] , \"a\" : \"\\\"}\" , \"a\" : 2 } ",
            r#"{"\u0061":{},"d":{"e":[[1]]}}"#,
            r#"{"\\u0061":1,"\"":2}"#,
            r#"{"\u005cu0061":true,"a":1}"#,
            "[{\"a\":-1.5e3}]",
            "null",
        ]);
        let mut want = [
            "\": 1 (1 number)",
            "[]: 1 (1 object)",
            "[].a: 1 (1 number)",
            "\\u0061: 2 (1 boolean, 1 number)",
            "a: 4 (3 number, 1 string, 1 object)",
            "b: 2 (2 list)",
            "b[]: 1 (1 number, 1 object)",
            "b[].c: 1 (1 null, 1 string)",
            "d: 2 (2 object)",
            "d.*: 1 (1 object)",
            "d.*.e: 1 (1 boolean)",
            "d.e: 1 (1 list)",
            "d.e[]: 1 (1 list)",
            "d.e[][]: 1 (1 number)",
        ];
        want.sort_unstable();
        assert_eq!(found, want);
    }

    #[test]
    fn many_keys_in_any_order() {
        let object = |keys: &mut dyn Iterator<Item = u32>| {
            let members: Vec<String> = keys.map(|key| format!("\"k{key}\":{key}")).collect();
            format!("{{{}}}", members.join(","))
        };
        let (up, down) = (object(&mut (0..50)), object(&mut (0..50).rev()));
        let want: Vec<String> = (0..50).map(|key| format!("k{key}: 2 (2 number)")).collect();
        let (mut found, mut want) = (counted(&[&up, &down]), want);
        found.sort();
        want.sort();
        assert_eq!(found, want);
    }

    #[test]
    fn depth_and_number_of_fields_are_limited() {
        let deep = format!("{}1{}", "{\"a\":".repeat(100), "}".repeat(100));
        assert_eq!(counted(&[&deep, r#"{"b":1}"#]).len(), DEPTH_MAX + 1);
        let wide: Vec<String> = (0..FIELDS_MAX + 5).map(|key| format!("\"k{key}\":[{key}]")).collect();
        let wide = format!("{{{}}}", wide.join(","));
        let mut tree = FieldTree::default();
        for _ in 0..3 {
            tree.add(RawValue::new(wide.as_bytes()).unwrap()).unwrap();
            let counts = tree.take();
            assert!(counts.is_full && counts.fields.len() == FIELDS_MAX);
        }
        assert!(tree.take().fields.is_empty());
    }

    #[test]
    fn a_key_with_a_lone_surrogate_is_an_error() {
        let payload = br#"{"a":{"\ud83d":1}}"#;
        let error = FieldTree::default().add(RawValue::new(payload).unwrap()).unwrap_err();
        assert_eq!((error.kind(), error.offset()), (zerocord::ErrorKind::LoneSurrogate, 7));
    }
}
