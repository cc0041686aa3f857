//! The facts of the table of `zerocord-schema`, and what they say of two values being the same.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::Value;
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
    /// By the text of the tag: the name of an object.
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
    /// How many elements an array has, where that is fixed.
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

    /// The places below `input` that `output` lost or changed, in the eyes of the type `kind`.
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
        } else if !same_scalar(kind, input, output) {
            found.push(format!("{path}: {input} became {output}"));
        }
    }

    /// A union whose tag stands elsewhere: the variant that knows the most keys.
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
        let known = |name: &&String| {
            let fields = &self.objects[*name].fields;
            fields.keys().filter(|key| keys.contains_key(*key)).count()
        };
        let name = self.objects[name].variants.values().max_by_key(known).expect("a union has variants");
        self.compare(&format!("object:{name}"), input, output, path, found);
    }
}

/// What stands between the angle brackets of `array<...>` and the like.
pub fn inside<'a>(kind: &'a str, open: &str) -> Option<&'a str> {
    kind.strip_prefix(open)?.strip_suffix('>')
}

/// Whether two values say the same in one of the forms that a model may choose.
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
    // The words of API version 6.
    matches!(
        (kind, input_text.as_str(), output_text.as_str()),
        ("enum:OverwriteType", "role", "0") | ("enum:OverwriteType", "member", "1")
    )
}
