//! The part of JSON Schema that is needed here; keywords are written in the order of the fields.

use serde::ser::{Serialize, SerializeMap, Serializer};

/// Defines serialization of a struct: each field under its keyword, empty fields omitted.
macro_rules! keywords {
    (
        $(#[$meta:meta])*
        pub(super) struct $name:ident { $($field:ident: $type:ty = $keyword:literal,)* }
    ) => {
        $(#[$meta])*
        pub(super) struct $name { $(pub(super) $field: $type,)* }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                let mut map = serializer.serialize_map(None)?;
                $(if !self.$field.is_empty() {
                    map.serialize_entry($keyword, &self.$field)?;
                })*
                map.end()
            }
        }
    };
}

keywords! {
    /// A schema; without any keyword, it accepts everything.
    #[derive(Clone, Debug, Default, PartialEq)]
    pub(super) struct Node {
        dialect: String = "$schema",
        id: String = "$id",
        title: String = "title",
        description: String = "description",
        reference: String = "$ref",
        constant: Option<Constant> = "const",
        types: Types = "type",
        format: String = "format",
        pattern: String = "pattern",
        minimum: Option<u64> = "minimum",
        maximum: Option<u64> = "maximum",
        len_min: Option<u64> = "minItems",
        len_max: Option<u64> = "maxItems",
        items: Optional = "items",
        properties: Members = "properties",
        required: Vec<String> = "required",
        property_names: Optional = "propertyNames",
        additional: Additional = "additionalProperties",
        one_of_constants: Vec<Constant> = "enum",
        any_of: Vec<Node> = "anyOf",
        all_of: Vec<Node> = "allOf",
        condition: Optional = "if",
        consequence: Optional = "then",
        alternative: Optional = "else",
        bits: Vec<Bit> = "x-flags",
        definitions: Members = "$defs",
    }
}

/// An optional schema.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Optional(Option<Box<Node>>);

/// Schemas by name, in order.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Members(pub(super) Vec<(String, Node)>);

/// The accepted JSON types.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Types(pub(super) Vec<&'static str>);

/// A value.
#[derive(Clone, Debug, PartialEq, serde::Serialize)]
#[serde(untagged)]
pub(super) enum Constant {
    Boolean(bool),
    Number(u64),
    Text(String),
}

/// The schema of unknown keys.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) enum Additional {
    #[default]
    Anything,
    Nothing,
    Only(Box<Node>),
}

/// A bit of a flag set.
#[derive(Clone, Debug, PartialEq, serde::Serialize)]
pub(super) struct Bit {
    pub(super) bit: u32,
    pub(super) name: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(super) description: String,
}

impl Node {
    /// The schema of a JSON type.
    pub(super) fn of_type(name: &'static str) -> Node {
        Node { types: Types(vec![name]), ..Node::default() }
    }

    /// The schema of one value.
    pub(super) fn of_constant(constant: Constant) -> Node {
        Node { constant: Some(constant), ..Node::default() }
    }

    /// The schema of a string that matches a pattern.
    pub(super) fn of_pattern(pattern: &str) -> Node {
        Node { pattern: pattern.to_owned(), ..Node::of_type("string") }
    }

    /// A reference to the definition with this name.
    pub(super) fn of_definition(name: &str) -> Node {
        Node { reference: format!("#/$defs/{name}"), ..Node::default() }
    }

    /// This schema, but also accepting null.
    pub(super) fn or_null(mut self) -> Node {
        if self.types.0.is_empty() {
            if self == Node::default() {
                return self;
            }
            return Node { any_of: vec![self, Node::of_type("null")], ..Node::default() };
        }
        if !self.types.0.contains(&"null") {
            self.types.0.push("null");
        }
        self
    }
}

impl Optional {
    pub(super) fn of(node: Node) -> Optional {
        Optional(Some(Box::new(node)))
    }

    fn is_empty(&self) -> bool {
        self.0.is_none()
    }
}

impl Members {
    fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl Types {
    fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl Additional {
    fn is_empty(&self) -> bool {
        *self == Additional::Anything
    }
}

/// Allows an absent number to be omitted like an empty string.
trait Empty {
    fn is_empty(&self) -> bool;
}

impl<T> Empty for Option<T> {
    fn is_empty(&self) -> bool {
        self.is_none()
    }
}

impl Serialize for Optional {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}

impl Serialize for Members {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(name, node)| (name, node)))
    }
}

impl Serialize for Types {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.0.as_slice() {
            [one] => one.serialize(serializer),
            several => several.serialize(serializer),
        }
    }
}

impl Serialize for Additional {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Additional::Anything => true.serialize(serializer),
            Additional::Nothing => false.serialize(serializer),
            Additional::Only(node) => node.serialize(serializer),
        }
    }
}
