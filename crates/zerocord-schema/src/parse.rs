//! Parses the table, and the descriptions of its rows, from JSON.

use std::collections::HashMap;

use serde::Deserialize;
use serde::de::DeserializeOwned;

use crate::kind::{Kind, Names, place};
use crate::rows::Rows;
use crate::schema::{
    Enum, EnumValue, Event, Field, Flags, NamedBit, NamedValue, Object, OpcodeFrame, Schema, SchemaError,
    Union,
};

/// Bits are stored in a `u64`.
const BITS: u32 = 64;

/// A walk records the fields it has seen in a `u128`.
pub(crate) const FIELDS_MAX: usize = 128;

#[derive(Deserialize)]
struct Root {
    opcodes: Rows<OpcodeRow>,
    events: Rows<EventRow>,
    user_account_events: Vec<String>,
    objects: Rows<ObjectRow>,
    enums: Rows<EnumRow>,
    flags: Rows<FlagsRow>,
}

#[derive(Deserialize)]
struct OpcodeRow {
    opcode: u64,
    r#type: String,
    #[serde(default)]
    optional: bool,
    #[serde(default)]
    nullable: bool,
}

#[derive(Deserialize)]
struct EventRow {
    payload: Option<String>,
    #[serde(default)]
    array: bool,
    or: Option<String>,
    intents: Vec<String>,
    #[serde(default)]
    undocumented: bool,
}

#[derive(Deserialize)]
struct ObjectRow {
    #[serde(default)]
    fields: Rows<FieldRow>,
    tag: Option<String>,
    #[serde(default)]
    variants: Rows<String>,
}

#[derive(Deserialize)]
struct FieldRow {
    r#type: String,
    #[serde(default)]
    optional: bool,
    #[serde(default)]
    nullable: bool,
    #[serde(default)]
    undocumented: bool,
    len: Option<u64>,
}

#[derive(Deserialize)]
struct EnumRow {
    form: Form,
    values: Rows<ValueRow>,
}

#[derive(Deserialize, PartialEq)]
#[serde(rename_all = "snake_case")]
enum Form {
    Integer,
    Text,
}

#[derive(Deserialize)]
struct ValueRow {
    value: ValueText,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum ValueText {
    Number(u64),
    Text(String),
}

#[derive(Deserialize)]
struct FlagsRow {
    form: Form,
    bits: Rows<BitRow>,
}

#[derive(Deserialize)]
struct BitRow {
    bit: u32,
}

/// The descriptions of the rows, by name, key, value and bit.
#[derive(Deserialize)]
struct Descriptions {
    events: HashMap<String, String>,
    objects: HashMap<String, Described>,
    enums: HashMap<String, Described>,
    flags: HashMap<String, Described>,
}

#[derive(Deserialize)]
struct Described {
    about: String,
    #[serde(default)]
    parts: HashMap<String, String>,
}

impl Schema {
    /// Parses a table, without descriptions.
    ///
    /// # Errors
    /// [`SchemaError`] if the string is not JSON in the table's format, or if a type refers to something that the table
    /// lacks.
    pub fn parse(json: &str) -> Result<Schema, SchemaError> {
        let root: Root = from_json(json)?;
        let names = Names {
            objects: root.objects.0.iter().map(|(name, _)| name.as_str()).collect(),
            enums: root.enums.0.iter().map(|(name, _)| name.as_str()).collect(),
            flags: root.flags.0.iter().map(|(name, _)| name.as_str()).collect(),
        };
        Ok(Schema {
            opcodes: read_rows(&root.opcodes, |name, row| names.opcode(name, row))?,
            events: read_rows(&root.events, |name, row| names.event(name, row))?,
            objects: read_rows(&root.objects, |name, row| names.object(name, row))?,
            enums: read_rows(&root.enums, enum_of)?,
            flags: read_rows(&root.flags, flags_of)?,
            envelope: place(&names.objects, "GatewayPayload")?,
            user_account_events: root.user_account_events,
        })
    }

    /// Adds the descriptions in `json` to the table's rows.
    pub(crate) fn with_descriptions(mut self, json: &str) -> Result<Schema, SchemaError> {
        let mut all: Descriptions = from_json(json)?;
        for event in &mut self.events {
            event.about = all.events.remove(&event.name).unwrap_or_default();
        }
        for object in &mut self.objects {
            let Some(mut described) = all.objects.remove(&object.name) else { continue };
            object.about = described.about;
            for field in &mut object.fields {
                field.about = described.parts.remove(&field.name).unwrap_or_default();
            }
        }
        for row in &mut self.enums {
            let Some(mut described) = all.enums.remove(&row.name) else { continue };
            row.about = described.about;
            for value in &mut row.values {
                value.about = described.parts.remove(&value.value.to_string()).unwrap_or_default();
            }
        }
        for row in &mut self.flags {
            let Some(mut described) = all.flags.remove(&row.name) else { continue };
            row.about = described.about;
            for bit in &mut row.bits {
                bit.about = described.parts.remove(&bit.bit.to_string()).unwrap_or_default();
            }
        }
        Ok(self)
    }
}

fn from_json<T: DeserializeOwned>(json: &str) -> Result<T, SchemaError> {
    serde_json::from_str(json).map_err(|error| SchemaError::new(error.to_string()))
}

fn read_rows<R, T>(
    rows: &Rows<R>,
    read: impl Fn(&str, &R) -> Result<T, SchemaError>,
) -> Result<Vec<T>, SchemaError> {
    rows.0
        .iter()
        .map(|(name, row)| read(name, row).map_err(|error| SchemaError::new(format!("{name}: {error}"))))
        .collect()
}

impl Names<'_> {
    fn opcode(&self, name: &str, row: &OpcodeRow) -> Result<OpcodeFrame, SchemaError> {
        Ok(OpcodeFrame {
            name: name.to_owned(),
            opcode: row.opcode,
            payload: self.kind(&row.r#type)?,
            optional: row.optional,
            nullable: row.nullable,
        })
    }

    fn event(&self, name: &str, row: &EventRow) -> Result<Event, SchemaError> {
        let object = match &row.payload {
            Some(object) => Kind::Object(place(&self.objects, object)?),
            None => Kind::Any,
        };
        Ok(Event {
            name: name.to_owned(),
            payload: if row.array { Kind::Array(Box::new(object)) } else { object },
            other_payload: row.or.as_deref().map(|name| place(&self.objects, name)).transpose()?,
            intents: row.intents.clone(),
            documented: !row.undocumented,
            about: String::new(),
        })
    }

    fn object(&self, name: &str, row: &ObjectRow) -> Result<Object, SchemaError> {
        if row.fields.0.len() > FIELDS_MAX {
            return Err(SchemaError::new(format!("more than {FIELDS_MAX} fields")));
        }
        let fields = read_rows(&row.fields, |key, row| {
            Ok(Field {
                name: key.to_owned(),
                kind: self.kind(&row.r#type)?,
                optional: row.optional,
                nullable: row.nullable,
                documented: !row.undocumented,
                len: row.len,
                about: String::new(),
            })
        })?;
        let union = row.tag.as_deref().map(|tag| self.union(tag, &row.variants)).transpose()?;
        Ok(Object { name: name.to_owned(), fields, union, about: String::new() })
    }

    fn union(&self, tag: &str, rows: &Rows<String>) -> Result<Union, SchemaError> {
        let mut variants = Vec::new();
        for (value, object) in &rows.0 {
            let value = value
                .parse()
                .map_err(|_| SchemaError::new(format!("expected a number as tag, not `{value}`")))?;
            variants.push((value, place(&self.objects, object)?));
        }
        variants.sort_unstable();
        let (tag, in_parent) = match tag.strip_prefix("parent.") {
            Some(tag) => (tag, true),
            None => (tag, false),
        };
        Ok(Union { tag: tag.to_owned(), in_parent, variants })
    }
}

fn enum_of(name: &str, row: &EnumRow) -> Result<Enum, SchemaError> {
    let is_text = row.form == Form::Text;
    let mut values = read_rows(&row.values, |name, row| {
        let value = match &row.value {
            ValueText::Number(number) if !is_text => EnumValue::Number(*number),
            ValueText::Text(text) if is_text => EnumValue::Text(text.clone()),
            _ => return Err(SchemaError::new("the value has another form than its enum")),
        };
        Ok(NamedValue { value, name: name.to_owned(), about: String::new() })
    })?;
    values.sort_by(|left, right| left.value.cmp(&right.value));
    Ok(Enum { name: name.to_owned(), is_text, values, about: String::new() })
}

fn flags_of(name: &str, row: &FlagsRow) -> Result<Flags, SchemaError> {
    let mut bits = read_rows(&row.bits, |name, row| match row.bit < BITS {
        true => Ok(NamedBit { bit: row.bit, name: name.to_owned(), about: String::new() }),
        false => Err(SchemaError::new(format!("there is no bit {}", row.bit))),
    })?;
    bits.sort_by_key(|bit| bit.bit);
    Ok(Flags { name: name.to_owned(), is_text: row.form == Form::Text, bits, about: String::new() })
}
