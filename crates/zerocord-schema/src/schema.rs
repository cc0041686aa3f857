//! The table: events, objects, enums and flag sets.

use std::fmt;
use std::sync::OnceLock;

use crate::kind::{Kind, KindName};

/// Everything that the gateway can send, as a table.
///
/// [`Schema::bundled`] returns the one for this version. The project's tests check that it agrees with the models of
/// `zerocord`.
#[derive(Debug)]
#[non_exhaustive]
pub struct Schema {
    /// The frames that are not a dispatch.
    pub opcodes: Vec<OpcodeFrame>,
    /// The events, in the order of Discord's documentation.
    pub events: Vec<Event>,
    /// The events that only user accounts receive; their payloads are not known.
    pub user_account_events: Vec<String>,
    /// The objects in payloads.
    pub objects: Vec<Object>,
    /// The enums in payloads.
    pub enums: Vec<Enum>,
    /// The flag sets in payloads.
    pub flags: Vec<Flags>,
    /// The object around all payloads, as an index into [`objects`](Schema::objects).
    pub envelope: usize,
}

/// A frame that is not a dispatch.
#[derive(Debug)]
#[non_exhaustive]
pub struct OpcodeFrame {
    /// Discord's name of the opcode.
    pub name: String,
    /// The number in `op`.
    pub opcode: u64,
    /// The type of `d`.
    pub payload: Kind,
    /// Whether `d` may be absent.
    pub optional: bool,
    /// Whether `d` may be null.
    pub nullable: bool,
}

/// An event: the content of a dispatch.
#[derive(Debug)]
#[non_exhaustive]
pub struct Event {
    /// The name in `t`.
    pub name: String,
    /// The type of `d`.
    pub payload: Kind,
    /// An alternative type of `d`, as an index into [`Schema::objects`].
    pub other_payload: Option<usize>,
    /// The intents that enable the event; a client needs one of them.
    pub intents: Vec<String>,
    /// Whether Discord documents it.
    pub documented: bool,
    /// The description; empty if nothing more is known.
    pub about: String,
}

/// An object.
#[derive(Debug)]
#[non_exhaustive]
pub struct Object {
    /// The name of its model in `zerocord`.
    pub name: String,
    /// Its keys, in the order of Discord's documentation; empty for a union.
    pub fields: Vec<Field>,
    /// The variants, if it is one of several objects.
    pub union: Option<Union>,
    /// The description.
    pub about: String,
}

/// An object that is one of several others, selected by a tag.
#[derive(Debug)]
#[non_exhaustive]
pub struct Union {
    /// The key of the tag.
    pub tag: String,
    /// Whether that key is in the enclosing object.
    pub in_parent: bool,
    /// The values of the tag in ascending order, each with its object as an index into [`Schema::objects`].
    pub variants: Vec<(u64, usize)>,
}

/// A key of an object, and the type of its value.
#[derive(Debug)]
#[non_exhaustive]
pub struct Field {
    /// The key.
    pub name: String,
    /// The type of the value.
    pub kind: Kind,
    /// Whether it may be absent.
    pub optional: bool,
    /// Whether it may be null.
    pub nullable: bool,
    /// Whether Discord documents it.
    pub documented: bool,
    /// The number of elements of an array, if it is always the same.
    pub len: Option<u64>,
    /// The description.
    pub about: String,
}

/// An enum.
#[derive(Debug)]
#[non_exhaustive]
pub struct Enum {
    /// The name of its model in `zerocord`.
    pub name: String,
    /// Whether its values are strings; otherwise they are integers.
    pub is_text: bool,
    /// Its values, in ascending order.
    pub values: Vec<NamedValue>,
    /// The description.
    pub about: String,
}

/// A value of an enum, with its name.
#[derive(Debug)]
#[non_exhaustive]
pub struct NamedValue {
    /// The value.
    pub value: EnumValue,
    /// Discord's name for it.
    pub name: String,
    /// The description.
    pub about: String,
}

/// A value of an enum.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum EnumValue {
    /// An integer.
    Number(u64),
    /// A string.
    Text(String),
}

/// A set of flags.
#[derive(Debug)]
#[non_exhaustive]
pub struct Flags {
    /// The name of its model in `zerocord`.
    pub name: String,
    /// Whether it is written as digits in a string; otherwise it is an integer.
    pub is_text: bool,
    /// Its bits, in ascending order.
    pub bits: Vec<NamedBit>,
    /// The description.
    pub about: String,
}

/// A bit of a flag set, with its name.
#[derive(Debug)]
#[non_exhaustive]
pub struct NamedBit {
    /// The number of the bit: 0 for the lowest.
    pub bit: u32,
    /// Discord's name for it.
    pub name: String,
    /// The description.
    pub about: String,
}

/// The table could not be parsed. Contains the error and its position.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SchemaError(String);

impl Schema {
    /// The table of this version.
    pub fn bundled() -> &'static Schema {
        static BUNDLED: OnceLock<Schema> = OnceLock::new();
        BUNDLED.get_or_init(|| {
            let read = Schema::parse(crate::SCHEMA_JSON)
                .and_then(|schema| schema.with_descriptions(crate::DESCRIPTIONS_JSON));
            read.unwrap_or_else(|error| panic!("the bundled table: {error}"))
        })
    }

    /// The table of this version without descriptions. Parsing it takes half the time.
    pub fn bundled_without_descriptions() -> &'static Schema {
        static BUNDLED: OnceLock<Schema> = OnceLock::new();
        BUNDLED.get_or_init(|| {
            Schema::parse(crate::SCHEMA_JSON).unwrap_or_else(|error| panic!("the bundled table: {error}"))
        })
    }

    /// The event with this name.
    pub fn event(&self, name: &str) -> Option<&Event> {
        self.events.iter().find(|event| event.name == name)
    }

    /// The object with this name.
    pub fn object(&self, name: &str) -> Option<&Object> {
        self.objects.iter().find(|object| object.name == name)
    }

    /// A type in words.
    pub fn kind_name<'s>(&'s self, kind: &'s Kind) -> KindName<'s> {
        KindName { schema: self, kind }
    }
}

impl Object {
    /// The field with this key.
    pub fn field(&self, key: &str) -> Option<&Field> {
        self.fields.iter().find(|field| field.name == key)
    }
}

impl Flags {
    /// All named bits.
    pub fn all_bits(&self) -> u64 {
        self.bits.iter().fold(0, |bits, known| bits | 1 << known.bit)
    }
}

impl fmt::Display for EnumValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            EnumValue::Number(number) => write!(f, "{number}"),
            EnumValue::Text(text) => f.write_str(text),
        }
    }
}

impl SchemaError {
    pub(crate) fn new(what: impl Into<String>) -> SchemaError {
        SchemaError(what.into())
    }
}

impl fmt::Display for SchemaError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for SchemaError {}
