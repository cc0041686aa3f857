//! The facts in the table of `zerocord-schema`, and when two values are the same according to them.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::{Map, Value};
use zerocord::model::Timestamp;

/// The table of `zerocord-schema`.
#[derive(Deserialize)]
pub struct Schema {
    pub events: BTreeMap<String, EventFacts>,
    pub objects: BTreeMap<String, ObjectFacts>,
    pub enums: BTreeMap<String, EnumFacts>,
    pub flags: BTreeMap<String, FlagFacts>,
}

#[derive(Deserialize)]
pub struct EventFacts {
    pub payload: Option<String>,
}

#[derive(Deserialize)]
pub struct ObjectFacts {
    #[serde(default)]
    pub fields: BTreeMap<String, FieldFacts>,
    /// By the tag's value as a string: the name of an object.
    #[serde(default)]
    pub variants: BTreeMap<String, String>,
    pub tag: Option<String>,
}

#[derive(Deserialize)]
pub struct FieldFacts {
    #[serde(rename = "type")]
    pub kind: String,
    #[serde(default)]
    pub optional: bool,
    #[serde(default)]
    pub nullable: bool,
    /// The number of elements of an array, if it is fixed.
    pub len: Option<usize>,
}

#[derive(Deserialize)]
pub struct EnumFacts {
    pub values: BTreeMap<String, ValueFacts>,
}

#[derive(Deserialize)]
pub struct ValueFacts {
    pub value: Value,
}

#[derive(Deserialize)]
pub struct FlagFacts {
    pub bits: BTreeMap<String, BitFacts>,
}

#[derive(Deserialize)]
pub struct BitFacts {
    pub bit: u32,
}

impl Schema {
    pub fn read() -> Self {
        serde_json::from_str(zerocord_schema::SCHEMA_JSON).expect("schema.json")
    }

    /// The paths below `input` that `output` lost or changed, according to the type `kind`.
    pub fn differences(&self, kind: &str, input: &Value, output: &Value) -> Vec<String> {
        let mut found = Vec::new();
        self.compare(kind, input, output, &mut String::new(), &mut found);
        found
    }

    fn compare(&self, kind: &str, input: &Value, output: &Value, path: &mut String, found: &mut Vec<String>) {
        let len = path.len();
        if input.is_null() && output.is_null() {
            return;
        }
        if let Some(inner) = inside(kind, "array<") {
            let (Some(inputs), Some(outputs)) = (input.as_array(), output.as_array()) else {
                return found.push(format!("{path}: {input} became {output}"));
            };
            if inputs.len() != outputs.len() {
                return found.push(format!("{path}: another number of elements"));
            }
            for (index, (input, output)) in inputs.iter().zip(outputs).enumerate() {
                path.push_str(&format!("[{index}]"));
                self.compare(inner, input, output, path, found);
                path.truncate(len);
            }
        } else if let Some(inner) = inside(kind, "map<") {
            let (_, inner) = inner.split_once(',').expect("a map has two types");
            let (Some(inputs), Some(outputs)) = (input.as_object(), output.as_object()) else {
                return found.push(format!("{path}: {input} became {output}"));
            };
            for (key, input) in inputs {
                path.push_str(&format!(".{key}"));
                match outputs.get(key) {
                    Some(output) => self.compare(inner, input, output, path, found),
                    None => found.push(format!("{path}: lost")),
                }
                path.truncate(len);
            }
        } else if let Some(name) = kind.strip_prefix("object:") {
            let facts = &self.objects[name];
            if facts.tag.is_some() {
                let number = input.get("type").map(|kind| kind.to_string());
                match number.and_then(|number| facts.variants.get(&number)) {
                    Some(name) => self.compare(&format!("object:{name}"), input, output, path, found),
                    None if input == output => {}
                    None => self.compare_by_shape(name, input, output, path, found),
                }
                return;
            }
            let (Some(inputs), Some(outputs)) = (input.as_object(), output.as_object()) else {
                return found.push(format!("{path}: {input} became {output}"));
            };
            for (key, field) in &facts.fields {
                let Some(input) = inputs.get(key) else {
                    continue;
                };
                path.push_str(&format!(".{key}"));
                match outputs.get(key) {
                    Some(output) => self.compare(&field.kind, input, output, path, found),
                    // Null where the key should be absent.
                    None if input.is_null() && !field.nullable => {}
                    None => found.push(format!("{path}: lost")),
                }
                path.truncate(len);
            }
        } else if let Some(form) = form_of(kind, input) {
            self.compare(form, input, output, path, found);
        } else if !same_scalar(kind, input, output) {
            found.push(format!("{path}: {input} became {output}"));
        }
    }

    /// For a union whose tag is elsewhere: the variant that has the most keys.
    fn compare_by_shape(
        &self,
        name: &str,
        input: &Value,
        output: &Value,
        path: &mut String,
        found: &mut Vec<String>,
    ) {
        let Some(keys) = input.as_object() else {
            return found.push(format!("{path}: {input} became {output}"));
        };
        let name = self.variant_by_shape(name, keys);
        self.compare(&format!("object:{name}"), input, output, path, found);
    }

    /// The variant of a union that has the most of these keys.
    fn variant_by_shape(&self, name: &str, keys: &Map<String, Value>) -> &str {
        let known = |name: &&String| {
            let fields = &self.objects[*name].fields;
            fields.keys().filter(|key| keys.contains_key(*key)).count()
        };
        self.objects[name].variants.values().max_by_key(known).expect("a union has variants")
    }

    /// The keys in `value`, at any depth, that the type `kind` does not have: each with the object's type and the path
    /// to it.
    pub fn unknown_keys(&self, kind: &str, value: &Value) -> Vec<UnknownKey> {
        let mut found = Vec::new();
        self.collect_unknown(kind, value, &mut String::new(), &mut found);
        found
    }

    fn collect_unknown(&self, kind: &str, value: &Value, path: &mut String, found: &mut Vec<UnknownKey>) {
        let len = path.len();
        if let Some(inner) = inside(kind, "array<") {
            for (index, element) in value.as_array().into_iter().flatten().enumerate() {
                path.push_str(&format!("[{index}]"));
                self.collect_unknown(inner, element, path, found);
                path.truncate(len);
            }
        } else if let Some(inner) = inside(kind, "map<") {
            let (_, inner) = inner.split_once(',').expect("a map has two types");
            for (key, element) in value.as_object().into_iter().flatten() {
                path.push_str(&format!(".{key}"));
                self.collect_unknown(inner, element, path, found);
                path.truncate(len);
            }
        } else if let Some(name) = kind.strip_prefix("object:") {
            let Some(members) = value.as_object() else { return };
            let facts = &self.objects[name];
            if facts.tag.is_some() {
                let variant = match value.get("type") {
                    // A component of an unknown type is kept as JSON.
                    Some(tag) if facts.tag.as_deref() == Some("type") => {
                        facts.variants.get(&tag.to_string()).map(String::as_str)
                    }
                    _ => Some(self.variant_by_shape(name, members)),
                };
                if let Some(variant) = variant {
                    self.collect_unknown(&format!("object:{variant}"), value, path, found);
                }
                return;
            }
            for (key, value) in members {
                path.push_str(&format!(".{key}"));
                match facts.fields.get(key) {
                    Some(field) => self.collect_unknown(&field.kind, value, path, found),
                    None => found.push(UnknownKey { object: name.to_owned(), path: path.clone() }),
                }
                path.truncate(len);
            }
        } else if let Some(form) = form_of(kind, value) {
            self.collect_unknown(form, value, path, found);
        }
    }
}

/// Of a type with several forms, the one that is an array of objects, if the value is one.
fn form_of<'k>(kind: &'k str, value: &Value) -> Option<&'k str> {
    let forms = inside(kind, "oneof<")?;
    value.as_array()?.first()?.as_object()?;
    forms.split(',').find(|form| form.starts_with("array<object:"))
}

/// A key that the facts about an object do not have.
#[derive(Debug)]
pub struct UnknownKey {
    /// The object's type.
    pub object: String,
    /// The path to the key, including it.
    pub path: String,
}

/// The paths of the keys of `input`, at any depth, that `output` lacks.
pub fn lost_keys(input: &Value, output: &Value) -> Vec<String> {
    fn collect(input: &Value, output: &Value, path: &mut String, found: &mut Vec<String>) {
        let len = path.len();
        match (input, output) {
            (Value::Object(inputs), Value::Object(outputs)) => {
                for (key, input) in inputs {
                    path.push_str(&format!(".{key}"));
                    match outputs.get(key) {
                        Some(output) => collect(input, output, path, found),
                        None => found.push(path.clone()),
                    }
                    path.truncate(len);
                }
            }
            (Value::Array(inputs), Value::Array(outputs)) => {
                for (index, (input, output)) in inputs.iter().zip(outputs).enumerate() {
                    path.push_str(&format!("[{index}]"));
                    collect(input, output, path, found);
                    path.truncate(len);
                }
            }
            _ => {}
        }
    }
    let mut found = Vec::new();
    collect(input, output, &mut String::new(), &mut found);
    found
}

/// The part between the angle brackets of `array<...>` and the like.
pub fn inside<'a>(kind: &'a str, open: &str) -> Option<&'a str> {
    kind.strip_prefix(open)?.strip_suffix('>')
}

/// Whether two values mean the same in one of the forms that a model may write.
fn same_scalar(kind: &str, input: &Value, output: &Value) -> bool {
    if input == output {
        return true;
    }
    let text = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    let (input_text, output_text) = (text(input), text(output));
    if kind.contains("timestamp") {
        return Timestamp::parse(&input_text) == Timestamp::parse(&output_text);
    }
    if let (Ok(input), Ok(output)) = (input_text.parse::<f64>(), output_text.parse::<f64>()) {
        return input == output;
    }
    // The names of API version 6.
    matches!(
        (kind, input_text.as_str(), output_text.as_str()),
        ("enum:OverwriteType", "role", "0") | ("enum:OverwriteType", "member", "1")
    )
}
