//! Events as JSON Schema.

mod definitions;
mod node;

use definitions::Definitions;
use node::{Constant, Members, Node, Optional, Types};

use crate::Schema;

/// The dialect.
const DIALECT: &str = "https://json-schema.org/draft/2020-12/schema";

/// Prints frames as JSON Schema, draft 2020-12.
///
/// It contains what the table contains: which keys are always present, which may be null, the type of each, and the
/// named values and bits. By default it is open, because Discord adds to everything without notice: unknown keys, enum
/// values, bits and union tags are accepted. Flag sets list their bits in `x-flags`, which validators ignore: an array
/// of `bit`, `name` and `description`.
///
/// ```
/// use zerocord_schema::{JsonSchema, Schema};
///
/// let printer = JsonSchema::new(Schema::bundled());
/// let schema = printer.frames(&["TYPING_START"]).unwrap();
/// assert!(schema.contains(r#""const": "TYPING_START""#));
/// assert_eq!(printer.frames(&["NO_SUCH_EVENT"]), None);
/// ```
#[derive(Clone, Copy, Debug)]
pub struct JsonSchema<'s> {
    schema: &'s Schema,
    payload_only: bool,
    is_closed: bool,
}

impl<'s> JsonSchema<'s> {
    /// A printer of whole frames that accepts unknown values.
    pub fn new(schema: &'s Schema) -> JsonSchema<'s> {
        JsonSchema { schema, payload_only: false, is_closed: false }
    }

    /// Whether the schemas describe only the payload (`d`).
    pub fn with_payload_only(mut self, payload_only: bool) -> JsonSchema<'s> {
        self.payload_only = payload_only;
        self
    }

    /// Whether the schemas reject unknown keys, enum values and tags.
    pub fn with_closed(mut self, is_closed: bool) -> JsonSchema<'s> {
        self.is_closed = is_closed;
        self
    }

    /// The JSON Schema of a frame with one of these names. Names are event names and, for frames that are not a
    /// dispatch, opcode names. `None` if a name is unknown or there are none.
    pub fn frames(&self, names: &[&str]) -> Option<String> {
        let mut definitions = Definitions::new(self.schema, self.is_closed);
        let frames: Option<Vec<Node>> = names.iter().map(|name| self.frame(name, &mut definitions)).collect();
        let mut frames = frames?;
        let (mut root, mut members) = match (frames.pop()?, frames.is_empty()) {
            (only, true) => (only, Vec::new()),
            (last, false) => {
                frames.push(last);
                let any_of = names.iter().map(|name| Node::of_definition(name)).collect();
                let root =
                    Node { title: "Frames of Discord's gateway".to_owned(), any_of, ..Node::default() };
                (root, names.iter().map(|name| (*name).to_owned()).zip(frames).collect())
            }
        };
        root.dialect = DIALECT.to_owned();
        let what = if names.len() == 1 { names[0] } else { "frames" };
        let part = if self.payload_only { ":d" } else { "" };
        root.id = format!("urn:zerocord:{}:{what}{part}", env!("CARGO_PKG_VERSION"));
        members.extend(definitions.into_members());
        root.definitions = Members(members);
        serde_json::to_string_pretty(&root).ok()
    }

    /// The names of all frames: events, those that only user accounts receive, and opcodes.
    pub fn names(schema: &'s Schema) -> impl Iterator<Item = &'s str> {
        let events = schema.events.iter().map(|event| event.name.as_str());
        let user_account_events = schema.user_account_events.iter().map(String::as_str);
        events.chain(user_account_events).chain(schema.opcodes.iter().map(|opcode| opcode.name.as_str()))
    }

    fn frame(&self, name: &str, definitions: &mut Definitions<'s>) -> Option<Node> {
        let schema = self.schema;
        if let Some(event) = schema.event(name) {
            let mut payload = definitions.node(&event.payload);
            if let Some(other) = event.other_payload {
                // Uses `if` and `then`, not `anyOf`: an open schema with few keys accepts nearly everything.
                let unavailable = Node::of_constant(Constant::Boolean(true));
                let is_stub = Node {
                    properties: Members(vec![("unavailable".to_owned(), unavailable)]),
                    required: vec!["unavailable".to_owned()],
                    ..Node::of_type("object")
                };
                payload = Node {
                    condition: Optional::of(is_stub),
                    consequence: Optional::of(definitions.object(&schema.objects[other])),
                    alternative: Optional::of(payload),
                    ..Node::default()
                };
            }
            return Some(self.dispatch(name, &event.about, payload));
        }
        if schema.user_account_events.iter().any(|known| known == name) {
            let about = "Only user accounts receive it; nothing is known of its payload.";
            return Some(self.dispatch(name, about, Node::default()));
        }
        let opcode = schema.opcodes.iter().find(|opcode| opcode.name == name)?;
        let mut payload = definitions.node(&opcode.payload);
        if opcode.nullable {
            payload = payload.or_null();
        }
        if self.payload_only {
            return Some(Node { title: name.to_owned(), ..payload });
        }
        let null = || Node::of_type("null");
        let mut required = vec!["op".to_owned()];
        if !opcode.optional {
            required.push("d".to_owned());
        }
        Some(Node {
            title: name.to_owned(),
            types: Types(vec!["object"]),
            properties: self.envelope(null(), null(), opcode.opcode, payload),
            required,
            ..Node::default()
        })
    }

    fn dispatch(&self, name: &str, about: &str, payload: Node) -> Node {
        let named = Node { title: name.to_owned(), description: about.to_owned(), ..Node::default() };
        if self.payload_only {
            // JSON Schema allows a name and a description next to a reference.
            return Node { title: named.title, description: named.description, ..payload };
        }
        let event_name = Node::of_constant(Constant::Text(name.to_owned()));
        let sequence = Node { minimum: Some(0), ..Node::of_type("integer") }.or_null();
        Node {
            types: Types(vec!["object"]),
            properties: self.envelope(event_name, sequence, 0, payload),
            required: ["t", "op", "d"].map(str::to_owned).to_vec(),
            ..named
        }
    }

    /// The four keys, in Discord's order.
    fn envelope(&self, event_name: Node, sequence: Node, opcode: u64, payload: Node) -> Members {
        let opcode = Node::of_constant(Constant::Number(opcode));
        let members = [("t", event_name), ("s", sequence), ("op", opcode), ("d", payload)];
        Members(members.map(|(key, node)| (key.to_owned(), node)).to_vec())
    }
}
