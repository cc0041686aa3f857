//! The table of events, objects, enums and flags in `corpus/schema.json`, read once and kept ready for use.

mod conformance;

use std::collections::HashMap;
use std::fmt;
use std::sync::OnceLock;

use serde_json::{Map, Value};

/// What the gateway can send, as a table.
#[derive(Debug)]
pub struct Schema {
    events: Vec<EventRow>,
    event_indices: HashMap<String, usize>,
    pub(crate) objects: Vec<Object>,
    pub(crate) enums: Vec<Vec<EnumValue>>,
    pub(crate) flags: Vec<Flags>,
}

/// The table could not be read; holds what was wrong and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SchemaError(String);

#[derive(Debug)]
struct EventRow {
    name: String,
    /// Index of the object in `d`; `None` where its shape is unknown.
    payload: Option<usize>,
    array: bool,
}

#[derive(Debug)]
pub(crate) struct Object {
    /// In the order of the wire: descending bytes of the names.
    pub(crate) fields: Vec<Field>,
    pub(crate) union: Option<Union>,
}

/// An object that is another one according to a tag.
#[derive(Debug)]
pub(crate) struct Union {
    /// The key that decides, in the object itself or, for `parent.type`, in the one around it.
    pub(crate) tag: String,
    pub(crate) in_parent: bool,
    pub(crate) variants: Vec<(u64, usize)>,
}

#[derive(Debug)]
pub(crate) struct Field {
    pub(crate) name: String,
    pub(crate) kind: Kind,
    pub(crate) optional: bool,
    pub(crate) nullable: bool,
    pub(crate) undocumented: bool,
}

/// A type of the table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Snowflake,
    Text,
    Integer,
    Float,
    Boolean,
    Timestamp,
    UnixSeconds,
    UnixMillis,
    Permissions,
    ImageHash,
    Color,
    NullFlag,
    Any,
    Enum(usize),
    Flags(usize),
    Object(usize),
    Array(Box<Kind>),
    Map(Box<Kind>, Box<Kind>),
    OneOf(Vec<Kind>),
}

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum EnumValue {
    Number(u64),
    Text(String),
}

#[derive(Debug)]
pub(crate) struct Flags {
    pub(crate) bits: Vec<u32>,
    /// A bit that no name stands for.
    pub(crate) unknown_bit: u32,
}

impl Schema {
    /// The project's own table, `corpus/schema.json`.
    pub fn project() -> &'static Self {
        static PROJECT: OnceLock<Schema> = OnceLock::new();
        PROJECT.get_or_init(|| {
            let json = include_str!("../../../../corpus/schema.json");
            Self::parse(json).unwrap_or_else(|error| panic!("corpus/schema.json: {error}"))
        })
    }

    /// Reads a table.
    ///
    /// # Errors
    /// [`SchemaError`] where the text is not JSON or a type names something that the table lacks.
    pub fn parse(json: &str) -> Result<Self, SchemaError> {
        let root: Value = serde_json::from_str(json).map_err(|error| SchemaError(error.to_string()))?;
        let section = |name: &str| {
            root[name].as_object().ok_or_else(|| SchemaError(format!("expected an object in `{name}`")))
        };
        let names = Names {
            objects: indices(section("objects")?),
            enums: indices(section("enums")?),
            flags: indices(section("flags")?),
        };
        let mut events = Vec::new();
        for (name, row) in section("events")? {
            let payload = match row["payload"].as_str() {
                Some(object) => Some(find(&names.objects, object)?),
                None => None,
            };
            events.push(EventRow { name: name.clone(), payload, array: row["array"] == true });
        }
        events.sort_by(|a, b| a.name.cmp(&b.name));
        let event_indices = events.iter().enumerate().map(|(index, row)| (row.name.clone(), index)).collect();
        let objects = section("objects")?.values().map(|row| names.object(row)).collect::<Result<_, _>>()?;
        let enums = section("enums")?.values().map(enum_values).collect();
        let flags = section("flags")?.values().map(flag_bits).collect();
        Ok(Self { events, event_indices, objects, enums, flags })
    }

    /// The names of all events, sorted.
    pub fn event_names(&self) -> impl Iterator<Item = &str> {
        self.events.iter().map(|row| row.name.as_str())
    }

    /// Whether the table has the event.
    pub fn has_event(&self, name: &str) -> bool {
        self.event_indices.contains_key(name)
    }

    /// The object in the event's `d`, and whether `d` is an array of it. `None` for an event that the table lacks.
    pub(crate) fn payload(&self, event: &str) -> Option<(Option<usize>, bool)> {
        self.event_indices.get(event).map(|&index| (self.events[index].payload, self.events[index].array))
    }
}

impl fmt::Display for SchemaError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for SchemaError {}

struct Names {
    objects: HashMap<String, usize>,
    enums: HashMap<String, usize>,
    flags: HashMap<String, usize>,
}

impl Names {
    fn object(&self, row: &Value) -> Result<Object, SchemaError> {
        let mut fields = Vec::new();
        for (name, field) in row["fields"].as_object().into_iter().flatten() {
            fields.push(Field {
                name: name.clone(),
                kind: self.kind(field["type"].as_str().unwrap_or_default())?,
                optional: field["optional"] == true,
                nullable: field["nullable"] == true,
                undocumented: field["undocumented"] == true,
            });
        }
        fields.sort_by(|a, b| b.name.cmp(&a.name));
        let union = match (row["tag"].as_str(), row["variants"].as_object()) {
            (Some(tag), Some(variants)) => Some(self.union(tag, variants)?),
            _ => None,
        };
        Ok(Object { fields, union })
    }

    fn union(&self, tag: &str, rows: &Map<String, Value>) -> Result<Union, SchemaError> {
        let mut variants = Vec::new();
        for (value, object) in rows {
            let value =
                value.parse().map_err(|_| SchemaError(format!("expected a number as tag, not `{value}`")))?;
            variants.push((value, find(&self.objects, object.as_str().unwrap_or_default())?));
        }
        variants.sort_unstable();
        let (tag, in_parent) = match tag.strip_prefix("parent.") {
            Some(tag) => (tag, true),
            None => (tag, false),
        };
        Ok(Union { tag: tag.to_owned(), in_parent, variants })
    }

    fn kind(&self, text: &str) -> Result<Kind, SchemaError> {
        if let Some((head, inside)) = text.strip_suffix('>').and_then(|text| text.split_once('<')) {
            let mut kinds = split_at_commas(inside)
                .into_iter()
                .map(|kind| self.kind(kind))
                .collect::<Result<Vec<_>, _>>()?;
            return match (head, kinds.len()) {
                ("array", 1) => Ok(Kind::Array(Box::new(kinds.remove(0)))),
                ("map", 2) => {
                    let value = Box::new(kinds.remove(1));
                    Ok(Kind::Map(Box::new(kinds.remove(0)), value))
                }
                ("oneof", 1..) => Ok(Kind::OneOf(kinds)),
                _ => Err(SchemaError(format!("unknown type `{text}`"))),
            };
        }
        Ok(match text.split_once(':') {
            Some(("enum", name)) => Kind::Enum(find(&self.enums, name)?),
            Some(("flags", name)) => Kind::Flags(find(&self.flags, name)?),
            Some(("object", name)) => Kind::Object(find(&self.objects, name)?),
            _ => match text {
                "snowflake" => Kind::Snowflake,
                "string" => Kind::Text,
                "integer" => Kind::Integer,
                "float" => Kind::Float,
                "boolean" => Kind::Boolean,
                "timestamp" => Kind::Timestamp,
                "unix_seconds" => Kind::UnixSeconds,
                "unix_millis" => Kind::UnixMillis,
                "permissions" => Kind::Permissions,
                "image_hash" => Kind::ImageHash,
                "color" => Kind::Color,
                "locale" => Kind::Enum(find(&self.enums, "Locale")?),
                "null_flag" => Kind::NullFlag,
                "any" => Kind::Any,
                _ => return Err(SchemaError(format!("unknown type `{text}`"))),
            },
        })
    }
}

fn indices(section: &Map<String, Value>) -> HashMap<String, usize> {
    section.keys().enumerate().map(|(index, name)| (name.clone(), index)).collect()
}

fn find(indices: &HashMap<String, usize>, name: &str) -> Result<usize, SchemaError> {
    indices.get(name).copied().ok_or_else(|| SchemaError(format!("nothing is called `{name}`")))
}

/// The parts between the commas that stand outside angle brackets.
fn split_at_commas(text: &str) -> Vec<&str> {
    let (mut parts, mut depth, mut start) = (Vec::new(), 0, 0);
    for (offset, byte) in text.bytes().enumerate() {
        match byte {
            b'<' => depth += 1,
            b'>' => depth -= 1,
            b',' if depth == 0 => {
                parts.push(&text[start..offset]);
                start = offset + 1;
            }
            _ => {}
        }
    }
    parts.push(&text[start..]);
    parts
}

/// The values, sorted: the order of the table's keys depends on how serde_json was built.
fn enum_values(row: &Value) -> Vec<EnumValue> {
    let rows = row["values"].as_object().into_iter().flatten();
    let mut values: Vec<EnumValue> = rows
        .filter_map(|(_, value)| match &value["value"] {
            Value::Number(number) => number.as_u64().map(EnumValue::Number),
            Value::String(text) => Some(EnumValue::Text(text.clone())),
            _ => None,
        })
        .collect();
    values.sort_unstable();
    values
}

fn flag_bits(row: &Value) -> Flags {
    let rows = row["bits"].as_object().into_iter().flatten();
    let mut bits: Vec<u32> = rows.filter_map(|(_, bit)| u32::try_from(bit["bit"].as_u64()?).ok()).collect();
    bits.sort_unstable();
    let width = if bits.last() < Some(&31) { 31 } else { 63 };
    let unknown_bit = (0..width).rev().find(|bit| !bits.contains(bit)).unwrap_or(0);
    Flags { bits, unknown_bit }
}
