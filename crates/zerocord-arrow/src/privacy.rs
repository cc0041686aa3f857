//! Detects message content, and writes JSON columns without it.
//!
//! Some keys are private in every object, others in one object only. The walk over the JSON follows the schema.
//! Beyond the schema, only the name of the key decides.

use std::collections::HashMap;
use std::sync::OnceLock;

use memchr::memmem::Finder;
use zerocord::{Error, RawValue, ValueKind};
use zerocord_schema::{Kind, Schema};

/// Keys that are private in any object.
const ANYWHERE: [&str; 5] = ["content", "embeds", "components", "matched_content", "matched_keyword"];

/// Keys that are private in one object.
const IN_OBJECT: [(&str, &[&str]); 2] = [
    ("Attachment", &["url", "proxy_url", "filename", "title", "description"]),
    ("Poll", &["question", "answers"]),
];

/// Additional keys that are private beyond the schema: they could lead to an object in [`IN_OBJECT`].
const BEYOND_THE_SCHEMA: [&str; 2] = ["attachments", "poll"];

/// Whether this key of this object is private.
pub(crate) fn is_private(object: &str, key: &str) -> bool {
    ANYWHERE.contains(&key) || IN_OBJECT.iter().any(|(name, keys)| *name == object && keys.contains(&key))
}

/// Whether the key is private in an object that the schema does not know.
pub(crate) fn is_private_beyond(key: &str) -> bool {
    ANYWHERE.contains(&key) || BEYOND_THE_SCHEMA.contains(&key)
}

/// The maximum nesting depth. [`zerocord::validate`] rejects deeper values.
const DEPTH_MAX: usize = 128;

/// An object of the schema, or a value of unknown structure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Node(Option<u16>);

impl Node {
    /// A value that the schema does not describe.
    pub(crate) const UNKNOWN: Node = Node(None);

    /// The node of a kind. For a list or map, the node of its elements or values.
    pub(crate) fn of(kind: &Kind) -> Node {
        match kind {
            Kind::Object(object) => Node(u16::try_from(*object).ok()),
            Kind::Array(inner) | Kind::Map(_, inner) => Node::of(inner),
            _ => Node::UNKNOWN,
        }
    }
}

/// The rules for an object of the schema.
#[derive(Debug, Default)]
struct Rules {
    keys: HashMap<&'static str, Rule>,
    /// Whether the object is in [`IN_OBJECT`].
    has_own: bool,
}

#[derive(Clone, Copy, Debug)]
enum Rule {
    Drop,
    /// An object, or a list of them.
    Keep(Node),
    /// A map: its keys are data.
    KeepMap(Node),
}

/// Writes JSON without private keys.
#[derive(Debug)]
pub(crate) struct Privacy {
    objects: Vec<Rules>,
    finders: Vec<Finder<'static>>,
}

impl Privacy {
    /// The rules of the bundled schema.
    pub(crate) fn bundled() -> &'static Privacy {
        static BUNDLED: OnceLock<Privacy> = OnceLock::new();
        BUNDLED.get_or_init(|| Privacy::new(Schema::bundled_without_descriptions()))
    }

    fn new(schema: &'static Schema) -> Privacy {
        let rules = schema.objects.iter().map(|object| {
            let keys = object.fields.iter().map(|field| {
                let rule = match &field.kind {
                    _ if is_private(&object.name, &field.name) => Rule::Drop,
                    Kind::Map(_, values) => Rule::KeepMap(Node::of(values)),
                    kind => Rule::Keep(Node::of(kind)),
                };
                (field.name.as_str(), rule)
            });
            let has_own = IN_OBJECT.iter().any(|(name, _)| *name == object.name);
            Rules { keys: keys.collect(), has_own }
        });
        // Nothing is private unless the value contains one of these strings: objects in `IN_OBJECT` are values of
        // keys in `BEYOND_THE_SCHEMA`.
        let names =
            ["content\"", "embeds\"", "components\"", "matched_keyword\"", "attachments\"", "poll\"", "\\u"];
        Privacy {
            objects: rules.collect(),
            finders: names.iter().map(|name| Finder::new(name.as_bytes())).collect(),
        }
    }

    /// Writes `value` unchanged, or without its private keys.
    ///
    /// # Errors
    /// The value is malformed.
    pub(crate) fn write(
        &self,
        value: RawValue<'_>,
        node: Node,
        is_map: bool,
        out: &mut Vec<u8>,
    ) -> Result<(), Error> {
        let bytes = value.to_bytes()?;
        let is_nested = matches!(value.kind()?, ValueKind::Object | ValueKind::Array);
        let has_own = self.rules(node).is_some_and(|rules| rules.has_own);
        if !is_nested || !(has_own || self.finders.iter().any(|finder| finder.find(bytes).is_some())) {
            out.extend_from_slice(bytes);
            return Ok(());
        }
        self.strip(value, node, is_map, out, 0)
    }

    fn rules(&self, node: Node) -> Option<&Rules> {
        self.objects.get(usize::from(node.0?))
    }

    fn strip(
        &self,
        value: RawValue<'_>,
        node: Node,
        is_map: bool,
        out: &mut Vec<u8>,
        depth: usize,
    ) -> Result<(), Error> {
        if depth > DEPTH_MAX {
            out.extend_from_slice(b"null");
            return Ok(());
        }
        match value.kind()? {
            ValueKind::Object => {
                out.push(b'{');
                let start = out.len();
                for member in value.members()? {
                    let (key, value) = member?;
                    let rule = match key.text() {
                        _ if is_map => Rule::Keep(node),
                        Ok(name) => self.rule(node, &name),
                        // The name cannot be decoded, so the key may be private.
                        Err(_) => Rule::Drop,
                    };
                    let (below, is_map) = match rule {
                        Rule::Drop => continue,
                        Rule::Keep(below) => (below, false),
                        Rule::KeepMap(below) => (below, true),
                    };
                    if out.len() > start {
                        out.push(b',');
                    }
                    out.push(b'"');
                    out.extend_from_slice(key.as_bytes());
                    out.extend_from_slice(b"\":");
                    self.strip(value, below, is_map, out, depth + 1)?;
                }
                out.push(b'}');
            }
            ValueKind::Array => {
                out.push(b'[');
                for (index, element) in value.elements()?.enumerate() {
                    if index > 0 {
                        out.push(b',');
                    }
                    self.strip(element?, node, false, out, depth + 1)?;
                }
                out.push(b']');
            }
            _ => out.extend_from_slice(value.to_bytes()?),
        }
        Ok(())
    }

    fn rule(&self, node: Node, key: &str) -> Rule {
        let known = self.rules(node).and_then(|rules| rules.keys.get(key)).copied();
        known.unwrap_or(if is_private_beyond(key) { Rule::Drop } else { Rule::Keep(Node::UNKNOWN) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(object: Option<&str>, json: &str, want: &str) {
        let schema = Schema::bundled_without_descriptions();
        let index = object.map(|name| schema.objects.iter().position(|object| object.name == name).unwrap());
        let node = index.map_or(Node::UNKNOWN, |index| Node::of(&Kind::Object(index)));
        let mut out = Vec::new();
        let value = RawValue::new(json.as_bytes()).unwrap();
        Privacy::bundled().write(value, node, false, &mut out).unwrap();
        assert_eq!(String::from_utf8(out).unwrap(), want);
    }

    #[test]
    fn private_keys_are_dropped_at_any_depth() {
        check(Some("Message"), r#"{"id": "1", "content": "x"}"#, r#"{"id":"1"}"#);
        check(Some("Message"), r#"{"content":"x","id":"1","embeds":[{}]}"#, r#"{"id":"1"}"#);
        check(
            Some("Message"),
            r#"{"attachments":[{"id":"1","url":"x","size":2}]}"#,
            r#"{"attachments":[{"id":"1","size":2}]}"#,
        );
        check(Some("Attachment"), r#"{"url":"x","id":"1"}"#, r#"{"id":"1"}"#);
        check(
            Some("Message"),
            r#"{"poll":{"question":{"text":"x"},"answers":[],"expiry":null}}"#,
            r#"{"poll":{"expiry":null}}"#,
        );
        check(
            Some("ResolvedData"),
            r#"{"messages":{"content":{"content":"x","id":"1"}}}"#,
            r#"{"messages":{"content":{"id":"1"}}}"#,
        );
        check(
            Some("Message"),
            r#"{"new":{"attachments":[1],"poll":2,"a":[{"content":3}]}}"#,
            r#"{"new":{"a":[{}]}}"#,
        );
        check(None, r#"[{"c\u006fntent":"x","a":1}]"#, r#"[{"a":1}]"#);
    }

    #[test]
    fn json_without_private_keys_is_unchanged() {
        check(Some("User"), r#"{ "id" : "1", "x":[ 1 ] }"#, r#"{ "id" : "1", "x":[ 1 ] }"#);
        check(None, r#""content""#, r#""content""#);
    }

    /// The strings searched for before a value is walked cover every key that could be private.
    #[test]
    fn every_private_object_has_a_searched_key() {
        let schema = Schema::bundled_without_descriptions();
        for (name, _) in IN_OBJECT {
            for object in &schema.objects {
                for field in &object.fields {
                    let node = Node::of(&field.kind);
                    let is_it = node.0.is_some_and(|index| schema.objects[usize::from(index)].name == name);
                    assert!(
                        !is_it || BEYOND_THE_SCHEMA.contains(&field.name.as_str()),
                        "{}.{}",
                        object.name,
                        field.name
                    );
                }
            }
        }
    }
}
