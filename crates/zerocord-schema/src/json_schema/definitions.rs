//! Objects, enums and flag sets as definitions. Each is written once and referred to where it is used.

use std::collections::HashSet;

use super::node::{Additional, Bit, Constant, Members, Node, Optional, Types};
use crate::{Enum, EnumValue, Field, Flags, Kind, Object, Schema};

/// A snowflake: a `u64` as digits.
const DIGITS: &str = "^[0-9]{1,20}$";

/// A set of bits as digits, of any width.
const BITS: &str = "^[0-9]+$";

/// The definitions that were referred to.
pub(super) struct Definitions<'s> {
    schema: &'s Schema,
    is_closed: bool,
    written: Vec<(String, Node)>,
    names: HashSet<&'s str>,
}

impl<'s> Definitions<'s> {
    pub(super) fn new(schema: &'s Schema, is_closed: bool) -> Definitions<'s> {
        Definitions { schema, is_closed, written: Vec::new(), names: HashSet::new() }
    }

    /// The definitions by name, sorted.
    pub(super) fn into_members(mut self) -> Vec<(String, Node)> {
        self.written.sort_by(|(left, _), (right, _)| left.cmp(right));
        self.written
    }

    /// The schema of a type, and the definitions that it needs.
    pub(super) fn node(&mut self, kind: &'s Kind) -> Node {
        let schema = self.schema;
        match kind {
            Kind::Any => Node::default(),
            Kind::Snowflake => Node::of_pattern(DIGITS),
            Kind::Text | Kind::ImageHash => Node::of_type("string"),
            Kind::Integer | Kind::UnixSeconds | Kind::UnixMillis => Node::of_type("integer"),
            Kind::Float => Node::of_type("number"),
            Kind::Boolean => Node::of_type("boolean"),
            Kind::NullFlag => Node::of_type("null"),
            Kind::Timestamp => Node { format: "date-time".to_owned(), ..Node::of_type("string") },
            Kind::Color => Node { minimum: Some(0), maximum: Some(0xff_ff_ff), ..Node::of_type("integer") },
            Kind::Permissions => match schema.flags.iter().find(|flags| flags.name == "Permissions") {
                Some(flags) => self.flags(flags),
                None => Node::of_pattern(BITS),
            },
            Kind::Enum(place) => self.named_enum(&schema.enums[*place]),
            Kind::Flags(place) => self.flags(&schema.flags[*place]),
            Kind::FlagsText(place) => {
                let description = format!("The bits of `{}`, as digits.", schema.flags[*place].name);
                Node { description, ..Node::of_pattern(BITS) }
            }
            Kind::Object(place) => self.object(&schema.objects[*place]),
            Kind::Array(element) => {
                Node { items: Optional::of(self.node(element)), ..Node::of_type("array") }
            }
            Kind::Map(key, value) => {
                let property_names = match **key {
                    Kind::Snowflake | Kind::Enum(_) => {
                        Optional::of(Node { pattern: DIGITS.to_owned(), ..Node::default() })
                    }
                    _ => Optional::default(),
                };
                let additional = Additional::Only(Box::new(self.node(value)));
                Node { property_names, additional, ..Node::of_type("object") }
            }
            Kind::OneOf(kinds) => {
                Node { any_of: kinds.iter().map(|kind| self.node(kind)).collect(), ..Node::default() }
            }
        }
    }

    /// Refers to a definition, and writes it first if needed.
    fn refer(&mut self, name: &'s str, write: impl FnOnce(&mut Self) -> Node) -> Node {
        if self.names.insert(name) {
            let node = write(self);
            self.written.push((name.to_owned(), node));
        }
        Node::of_definition(name)
    }

    fn named_enum(&mut self, known: &'s Enum) -> Node {
        let is_closed = self.is_closed;
        self.refer(&known.name, |_| {
            let mut any_of: Vec<Node> = known
                .values
                .iter()
                .map(|value| Node {
                    title: value.name.clone(),
                    description: value.about.clone(),
                    constant: Some(match &value.value {
                        EnumValue::Number(number) => Constant::Number(*number),
                        EnumValue::Text(text) => Constant::Text(text.clone()),
                    }),
                    ..Node::default()
                })
                .collect();
            if !is_closed {
                let description = "A value that Discord has added since.".to_owned();
                any_of.push(Node { description, ..Node::default() });
            }
            Node {
                title: known.name.clone(),
                description: known.about.clone(),
                types: Types(vec![if known.is_text { "string" } else { "integer" }]),
                any_of,
                ..Node::default()
            }
        })
    }

    fn flags(&mut self, known: &'s Flags) -> Node {
        self.refer(&known.name, |_| {
            let bits = known.bits.iter().map(|bit| Bit {
                bit: bit.bit,
                name: bit.name.clone(),
                description: bit.about.clone(),
            });
            let form = match known.is_text {
                true => Node::of_pattern(BITS),
                false => Node { minimum: Some(0), ..Node::of_type("integer") },
            };
            Node { title: known.name.clone(), description: known.about.clone(), bits: bits.collect(), ..form }
        })
    }

    /// Refers to an object.
    pub(super) fn object(&mut self, object: &'s Object) -> Node {
        self.refer(&object.name, |definitions| {
            let named = Node {
                title: object.name.clone(),
                description: object.about.clone(),
                types: Types(vec!["object"]),
                ..Node::default()
            };
            match &object.union {
                Some(union) if union.in_parent => named,
                Some(union) => {
                    let tags = union.variants.iter().map(|(tag, _)| Constant::Number(*tag));
                    let tag = Node {
                        one_of_constants: if definitions.is_closed { tags.collect() } else { Vec::new() },
                        ..Node::of_type("integer")
                    };
                    Node {
                        properties: Members(vec![(union.tag.clone(), tag)]),
                        required: vec![union.tag.clone()],
                        all_of: definitions.variants(&union.tag, &union.variants, |node| node),
                        ..named
                    }
                }
                None => definitions.members(object, named),
            }
        })
    }

    fn members(&mut self, object: &'s Object, named: Node) -> Node {
        let mut all_of = Vec::new();
        for field in &object.fields {
            if let Kind::Object(place) = field.kind
                && let Some(union) = self.schema.objects[place].union.as_ref().filter(|union| union.in_parent)
            {
                all_of.extend(self.variants(&union.tag, &union.variants, |node| Node {
                    properties: Members(vec![(field.name.clone(), node)]),
                    ..Node::default()
                }));
            }
        }
        let properties = object.fields.iter().map(|field| (field.name.clone(), self.field(field)));
        let properties = Members(properties.collect());
        let required = object.fields.iter().filter(|field| !field.optional);
        Node {
            properties,
            required: required.map(|field| field.name.clone()).collect(),
            additional: if self.is_closed { Additional::Nothing } else { Additional::Anything },
            all_of,
            ..named
        }
    }

    /// For each value of a tag: if the tag has this value, the `then` of the variant's schema applies.
    fn variants(&mut self, tag: &str, variants: &[(u64, usize)], then: impl Fn(Node) -> Node) -> Vec<Node> {
        variants
            .iter()
            .map(|&(value, place)| {
                let condition = Node {
                    properties: Members(vec![(tag.to_owned(), Node::of_constant(Constant::Number(value)))]),
                    required: vec![tag.to_owned()],
                    ..Node::default()
                };
                let variant = self.object(&self.schema.objects[place]);
                Node {
                    condition: Optional::of(condition),
                    consequence: Optional::of(then(variant)),
                    ..Node::default()
                }
            })
            .collect()
    }

    fn field(&mut self, field: &'s Field) -> Node {
        let mut node = self.node(&field.kind);
        (node.len_min, node.len_max) = (field.len, field.len);
        if field.nullable {
            node = node.or_null();
        }
        if !field.about.is_empty() {
            node.description = field.about.clone();
        }
        node
    }
}
