//! The types of the table.

use std::fmt;

use crate::{Schema, SchemaError};

/// The type of a value in the table.
///
/// Objects, enums and flag sets are indexes into [`Schema::objects`], [`Schema::enums`] and [`Schema::flags`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A 64-bit identifier, as digits in a string.
    Snowflake,
    /// Any string.
    Text,
    /// A number without a fraction.
    Integer,
    /// Any number.
    Float,
    /// `true` or `false`.
    Boolean,
    /// An ISO 8601 time, as a string.
    Timestamp,
    /// Seconds since the Unix epoch, as an integer.
    UnixSeconds,
    /// Milliseconds since the Unix epoch, as an integer.
    UnixMillis,
    /// A set of permissions, as digits in a string.
    Permissions,
    /// The hash of an image: hexadecimal digits, possibly with the prefix `a_`.
    ImageHash,
    /// A colour: red, green and blue as an integer of 24 bits.
    Color,
    /// Null. Its presence means true.
    NullFlag,
    /// Anything.
    Any,
    /// One of an enum's values, or a value that Discord has added since this release.
    Enum(usize),
    /// A set of bits, as an integer.
    Flags(usize),
    /// A set of bits, as digits in a string. Elsewhere the same set is an integer.
    FlagsText(usize),
    /// An object.
    Object(usize),
    /// An array of one type.
    Array(Box<Kind>),
    /// An object with keys of the first type and values of the second.
    Map(Box<Kind>, Box<Kind>),
    /// One of several types.
    OneOf(Vec<Kind>),
}

/// The types that have their own name.
const WORDS: [(&str, Kind); 13] = [
    ("snowflake", Kind::Snowflake),
    ("string", Kind::Text),
    ("integer", Kind::Integer),
    ("float", Kind::Float),
    ("boolean", Kind::Boolean),
    ("timestamp", Kind::Timestamp),
    ("unix_seconds", Kind::UnixSeconds),
    ("unix_millis", Kind::UnixMillis),
    ("permissions", Kind::Permissions),
    ("image_hash", Kind::ImageHash),
    ("color", Kind::Color),
    ("null_flag", Kind::NullFlag),
    ("any", Kind::Any),
];

/// The names of objects, enums and flag sets in the table.
pub(crate) struct Names<'n> {
    pub(crate) objects: Vec<&'n str>,
    pub(crate) enums: Vec<&'n str>,
    pub(crate) flags: Vec<&'n str>,
}

impl Names<'_> {
    /// The type that `text` names.
    pub(crate) fn kind(&self, text: &str) -> Result<Kind, SchemaError> {
        let unknown = || SchemaError::new(format!("unknown type `{text}`"));
        if let Some((head, inside)) = text.strip_suffix('>').and_then(|text| text.split_once('<')) {
            let kinds: Result<Vec<_>, _> =
                split_at_commas(inside).into_iter().map(|part| self.kind(part)).collect();
            let mut kinds = kinds?.into_iter();
            return match (head, kinds.len()) {
                ("oneof", 2..) => Ok(Kind::OneOf(kinds.collect())),
                ("array", 1) => kinds.next().map(|kind| Kind::Array(Box::new(kind))).ok_or_else(unknown),
                ("map", 2) => match (kinds.next(), kinds.next()) {
                    (Some(key), Some(value)) => Ok(Kind::Map(Box::new(key), Box::new(value))),
                    _ => Err(unknown()),
                },
                _ => Err(unknown()),
            };
        }
        match text.split_once(':') {
            Some(("enum", name)) => Ok(Kind::Enum(place(&self.enums, name)?)),
            Some(("flags", name)) => Ok(Kind::Flags(place(&self.flags, name)?)),
            Some(("flags_text", name)) => Ok(Kind::FlagsText(place(&self.flags, name)?)),
            Some(("object", name)) => Ok(Kind::Object(place(&self.objects, name)?)),
            Some(_) => Err(unknown()),
            None if text == "locale" => Ok(Kind::Enum(place(&self.enums, "Locale")?)),
            None => {
                let word = WORDS.iter().find(|(word, _)| *word == text);
                word.map(|(_, kind)| kind.clone()).ok_or_else(unknown)
            }
        }
    }
}

/// The index of `name` in `names`.
pub(crate) fn place(names: &[&str], name: &str) -> Result<usize, SchemaError> {
    let place = names.iter().position(|known| *known == name);
    place.ok_or_else(|| SchemaError::new(format!("nothing is called `{name}`")))
}

/// The parts between commas that are outside angle brackets.
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

/// A type in words, with the names of its objects, enums and flag sets: `array of User`.
#[derive(Clone, Copy, Debug)]
pub struct KindName<'s> {
    pub(crate) schema: &'s Schema,
    pub(crate) kind: &'s Kind,
}

impl fmt::Display for KindName<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = |kind| KindName { schema: self.schema, kind };
        match self.kind {
            Kind::Enum(place) => f.write_str(&self.schema.enums[*place].name),
            Kind::Flags(place) => f.write_str(&self.schema.flags[*place].name),
            Kind::FlagsText(place) => write!(f, "{} as text", self.schema.flags[*place].name),
            Kind::Object(place) => f.write_str(&self.schema.objects[*place].name),
            Kind::Array(element) => write!(f, "array of {}", name(element)),
            Kind::Map(key, value) => write!(f, "map of {} to {}", name(key), name(value)),
            Kind::OneOf(kinds) => {
                for (index, kind) in kinds.iter().enumerate() {
                    write!(f, "{}{}", if index > 0 { " or " } else { "" }, name(kind))?;
                }
                Ok(())
            }
            kind => {
                let word = WORDS.iter().find(|(_, known)| known == kind);
                f.write_str(word.map_or("", |(word, _)| word))
            }
        }
    }
}
