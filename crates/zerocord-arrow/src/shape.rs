//! The columns that represent an object of the schema.

use std::collections::HashMap;
use std::sync::Arc;

use arrow_schema::extension::{EXTENSION_TYPE_METADATA_KEY, EXTENSION_TYPE_NAME_KEY};
use arrow_schema::{DataType, Field as ArrowField, FieldRef, Fields, TimeUnit};
use zerocord_schema::{Field, Kind, Schema};

use crate::options::{TableError, TableOptions};
use crate::privacy::{Node, is_private};

/// How the value of a single cell is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Scalar {
    Snowflake,
    Integer,
    Color,
    Float,
    Boolean,
    NullFlag,
    Text,
    /// A number of any length, stored as a string of its digits.
    Digits,
    Timestamp,
    UnixSeconds,
    UnixMillis,
}

/// How a value is represented.
#[derive(Debug)]
pub(crate) enum Shape {
    Scalar(Scalar),
    /// The bytes unchanged. If the value is a map, `node` is the node of its values.
    Json {
        node: Node,
        is_map: bool,
    },
    Struct(Vec<Member>),
    List(Box<Shape>),
    Map {
        key: Scalar,
        values: Box<Shape>,
    },
}

/// A key of an object.
#[derive(Debug)]
pub(crate) struct Member {
    pub(crate) name: String,
    pub(crate) path: String,
    /// `None` for a key that is known but not wanted.
    pub(crate) shape: Option<Shape>,
    metadata: HashMap<String, String>,
}

/// Which columns are wanted.
#[derive(Debug)]
pub(crate) enum Selection {
    All,
    Some(Vec<(String, Selection)>),
}

impl Selection {
    /// Adds a path.
    pub(crate) fn add(&mut self, path: &str, whole: &str) -> Result<(), TableError> {
        let repeated = || Err(TableError::Repeated(whole.to_owned()));
        let Selection::Some(keys) = self else { return repeated() };
        let (key, rest) = path.split_once('.').map_or((path, None), |(key, rest)| (key, Some(rest)));
        match (keys.iter_mut().find(|(known, _)| known == key), rest) {
            (Some(_), None) => repeated(),
            (Some((_, below)), Some(rest)) => below.add(rest, whole),
            (None, None) => {
                keys.push((key.to_owned(), Selection::All));
                Ok(())
            }
            (None, Some(rest)) => {
                let mut below = Selection::Some(Vec::new());
                below.add(rest, whole)?;
                keys.push((key.to_owned(), below));
                Ok(())
            }
        }
    }
}

/// Converts the schema's kinds to shapes.
pub(crate) struct Shapes<'o> {
    pub(crate) schema: &'static Schema,
    pub(crate) table: &'o str,
    pub(crate) options: &'o TableOptions,
    /// Whether known keys without a column must be distinguished from unknown keys.
    pub(crate) keeps_unwanted: bool,
    /// The objects that enclose the current position of the walk.
    pub(crate) within: Vec<usize>,
}

impl Shapes<'_> {
    /// The members of an object, followed by those of `other` that the first object lacks.
    pub(crate) fn members(
        &mut self,
        object: usize,
        other: Option<usize>,
        path: &str,
        selection: &Selection,
    ) -> Result<Vec<Member>, TableError> {
        let (name, fields) = self.fields(object, other);
        self.within.push(object);
        let mut members = Vec::new();
        match selection {
            Selection::All => {
                for field in fields {
                    let is_left_out = !self.options.content && is_private(name, &field.name);
                    let selection = (!is_left_out).then_some(&Selection::All);
                    members.push(self.member(field, path, selection)?);
                }
            }
            Selection::Some(keys) => {
                for (key, below) in keys {
                    let path_of_key = join(path, key);
                    let Some(field) = fields.iter().find(|field| field.name == *key) else {
                        return Err(self.unknown_column(&path_of_key));
                    };
                    if !self.options.content && is_private(name, key) {
                        return Err(TableError::Private(path_of_key));
                    }
                    members.push(self.member(field, path, Some(below))?);
                }
                for field in fields {
                    if !keys.iter().any(|(key, _)| *key == field.name) {
                        members.push(self.member(field, path, None)?);
                    }
                }
            }
        }
        self.within.pop();
        members.retain(|member| member.shape.is_some() || self.keeps_unwanted);
        Ok(members)
    }

    fn fields(&self, object: usize, other: Option<usize>) -> (&'static str, Vec<&'static Field>) {
        let (object, other) = (&self.schema.objects[object], other.map(|index| &self.schema.objects[index]));
        let others = other.into_iter().flat_map(|other| &other.fields);
        let missing = others.filter(|field| object.field(&field.name).is_none());
        (&object.name, object.fields.iter().chain(missing).collect())
    }

    fn member(
        &mut self,
        field: &'static Field,
        path: &str,
        selection: Option<&Selection>,
    ) -> Result<Member, TableError> {
        let path = join(path, &field.name);
        let shape = match selection {
            Some(selection) => Some(self.shape(&field.kind, &path, selection)?),
            None => None,
        };
        let mut metadata = metadata(self.schema, &field.kind);
        metadata.insert("zerocord.path".to_owned(), path.clone());
        Ok(Member { name: field.name.clone(), path, shape, metadata })
    }

    /// The shape of a value of this kind at this path.
    pub(crate) fn shape(
        &mut self,
        kind: &'static Kind,
        path: &str,
        selection: &Selection,
    ) -> Result<Shape, TableError> {
        if let Kind::Object(object) = kind {
            return self.object(*object, path, selection);
        }
        if let Kind::Array(element) = kind {
            return Ok(match self.shape(element, path, selection)? {
                Shape::Json { .. } => Shape::Json { node: Node::of(element), is_map: false },
                element => Shape::List(Box::new(element)),
            });
        }
        if let Kind::Map(key, values) = kind {
            let key = if **key == Kind::Snowflake { Scalar::Snowflake } else { Scalar::Text };
            return Ok(match self.shape(values, path, selection)? {
                Shape::Json { .. } => Shape::Json { node: Node::of(values), is_map: true },
                values => Shape::Map { key, values: Box::new(values) },
            });
        }
        if let Selection::Some(_) = selection {
            return Err(self.unknown_column(path));
        }
        Ok(match self.scalar(kind) {
            Some(scalar) => Shape::Scalar(scalar),
            None => Shape::Json { node: Node::UNKNOWN, is_map: false },
        })
    }

    fn object(&mut self, object: usize, path: &str, selection: &Selection) -> Result<Shape, TableError> {
        let json = Shape::Json { node: Node::of(&Kind::Object(object)), is_map: false };
        let is_union = self.schema.objects[object].union.is_some();
        match selection {
            Selection::Some(_) if is_union => return Err(self.unknown_column(path)),
            Selection::Some(_) => {}
            Selection::All => {
                if is_union || self.within.len() >= self.options.depth || self.within.contains(&object) {
                    return Ok(json);
                }
            }
        }
        let members = self.members(object, None, path, selection)?;
        let has_any = members.iter().any(|member| member.shape.is_some());
        Ok(if has_any { Shape::Struct(members) } else { json })
    }

    fn scalar(&self, kind: &Kind) -> Option<Scalar> {
        Some(match kind {
            Kind::Snowflake => Scalar::Snowflake,
            Kind::Text | Kind::ImageHash => Scalar::Text,
            Kind::Integer | Kind::Flags(_) => Scalar::Integer,
            Kind::Enum(index) if self.schema.enums[*index].is_text => Scalar::Text,
            Kind::Enum(_) => Scalar::Integer,
            Kind::Float => Scalar::Float,
            Kind::Boolean => Scalar::Boolean,
            Kind::Timestamp => Scalar::Timestamp,
            Kind::UnixSeconds => Scalar::UnixSeconds,
            Kind::UnixMillis => Scalar::UnixMillis,
            Kind::Permissions | Kind::FlagsText(_) => Scalar::Digits,
            Kind::Color => Scalar::Color,
            Kind::NullFlag => Scalar::NullFlag,
            Kind::Any | Kind::OneOf(_) | Kind::Object(_) | Kind::Array(_) | Kind::Map(..) => return None,
        })
    }

    fn unknown_column(&self, path: &str) -> TableError {
        TableError::UnknownColumn { table: self.table.to_owned(), column: path.to_owned() }
    }
}

fn join(path: &str, key: &str) -> String {
    if path.is_empty() { key.to_owned() } else { format!("{path}.{key}") }
}

/// The metadata of a field: the name of its kind, and the names of enum values and bits.
fn metadata(schema: &Schema, kind: &Kind) -> HashMap<String, String> {
    let (word, names) = match kind {
        Kind::Array(inner) | Kind::Map(_, inner) => return metadata(schema, inner),
        Kind::Snowflake => ("snowflake", None),
        Kind::Text => ("string", None),
        Kind::Integer => ("integer", None),
        Kind::Float => ("float", None),
        Kind::Boolean => ("boolean", None),
        Kind::Timestamp => ("timestamp", None),
        Kind::UnixSeconds => ("unix_seconds", None),
        Kind::UnixMillis => ("unix_millis", None),
        Kind::Permissions => ("permissions", None),
        Kind::ImageHash => ("image_hash", None),
        Kind::Color => ("color", None),
        Kind::NullFlag => ("null_flag", None),
        Kind::Any | Kind::OneOf(_) => ("any", None),
        Kind::Object(_) => ("object", None),
        Kind::Enum(index) => {
            let values = &schema.enums[*index].values;
            ("enum", Some(names_as_json(values.iter().map(|value| (value.value.to_string(), &value.name)))))
        }
        Kind::Flags(index) | Kind::FlagsText(index) => {
            let bits = &schema.flags[*index].bits;
            ("flags", Some(names_as_json(bits.iter().map(|bit| (bit.bit.to_string(), &bit.name)))))
        }
    };
    let mut metadata = HashMap::from([("zerocord.kind".to_owned(), word.to_owned())]);
    metadata.extend(names.map(|names| ("zerocord.names".to_owned(), names)));
    metadata
}

fn names_as_json<'n>(names: impl Iterator<Item = (String, &'n String)>) -> String {
    let names = names.map(|(value, name)| (value, serde_json::Value::from(name.as_str())));
    serde_json::Value::Object(names.collect()).to_string()
}

impl Member {
    /// A column that is not part of the schema.
    pub(crate) fn of_frame(name: &str, shape: Shape) -> Member {
        let metadata = HashMap::from([("zerocord.path".to_owned(), name.to_owned())]);
        Member { name: name.to_owned(), path: name.to_owned(), shape: Some(shape), metadata }
    }

    /// The Arrow field of a wanted key.
    pub(crate) fn field(&self) -> Option<FieldRef> {
        let shape = self.shape.as_ref()?;
        let mut metadata = self.metadata.clone();
        if let Shape::Json { .. } = shape {
            metadata.extend(json_metadata());
        }
        Some(Arc::new(ArrowField::new(&self.name, shape.data_type(), true).with_metadata(metadata)))
    }
}

/// The metadata that marks a JSON column.
pub(crate) fn json_metadata() -> HashMap<String, String> {
    HashMap::from([
        (EXTENSION_TYPE_NAME_KEY.to_owned(), "arrow.json".to_owned()),
        (EXTENSION_TYPE_METADATA_KEY.to_owned(), String::new()),
    ])
}

impl Shape {
    pub(crate) fn data_type(&self) -> DataType {
        match self {
            Shape::Scalar(scalar) => scalar.data_type(),
            Shape::Json { .. } => DataType::Utf8,
            Shape::Struct(members) => DataType::Struct(members.iter().filter_map(Member::field).collect()),
            Shape::List(element) => DataType::new_list(element.data_type(), true),
            Shape::Map { key, values } => {
                let entries = Fields::from(vec![
                    ArrowField::new("key", key.data_type(), false),
                    ArrowField::new("value", values.data_type(), true),
                ]);
                DataType::Map(Arc::new(ArrowField::new("entries", DataType::Struct(entries), false)), false)
            }
        }
    }
}

impl Scalar {
    fn data_type(self) -> DataType {
        match self {
            Scalar::Snowflake => DataType::UInt64,
            Scalar::Integer => DataType::Int64,
            Scalar::Color => DataType::UInt32,
            Scalar::Float => DataType::Float64,
            Scalar::Boolean | Scalar::NullFlag => DataType::Boolean,
            Scalar::Text | Scalar::Digits => DataType::Utf8,
            Scalar::Timestamp | Scalar::UnixSeconds | Scalar::UnixMillis => timestamp(),
        }
    }

    /// The expected type, for reports.
    pub(crate) fn expected(self) -> &'static str {
        match self {
            Scalar::Snowflake => "an id",
            Scalar::Integer => "a whole number of 64 bits",
            Scalar::Color => "a color",
            Scalar::Float => "a number",
            Scalar::Boolean => "true or false",
            Scalar::NullFlag => "null",
            Scalar::Text => "a text",
            Scalar::Digits => "digits",
            Scalar::Timestamp => "a time by ISO 8601",
            Scalar::UnixSeconds => "seconds since 1970",
            Scalar::UnixMillis => "milliseconds since 1970",
        }
    }
}

pub(crate) fn timestamp() -> DataType {
    DataType::Timestamp(TimeUnit::Microsecond, Some("UTC".into()))
}
