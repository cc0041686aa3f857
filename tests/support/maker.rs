//! Values made from the schema.

use serde_json::{Map, Value};

use super::schema::{Schema, inside};

/// Makes values of the schema's types.
pub struct Maker<'a> {
    pub schema: &'a Schema,
    /// Which of several types, enum values and variants to use.
    pub choice: usize,
    pub optional: bool,
    pub null: bool,
}

impl Maker<'_> {
    pub fn make(&self, kind: &str, depth: usize) -> Value {
        if let Some(inner) = inside(kind, "array<") {
            let is_deep = depth > 3 && inner.starts_with("object:");
            return if is_deep { Value::Array(vec![]) } else { Value::Array(vec![self.make(inner, depth)]) };
        }
        if let Some(inner) = inside(kind, "map<") {
            let (key, inner) = inner.split_once(',').expect("a map has two types");
            let key = if key == "string" { "da".to_owned() } else { "1".to_owned() };
            return Value::Object(Map::from_iter([(key, self.make(inner, depth))]));
        }
        if let Some(inner) = inside(kind, "oneof<") {
            let forms: Vec<&str> = inner.split(',').collect();
            let form = forms[self.choice % forms.len()];
            // A time too large for a JavaScript number.
            let is_time = forms[0] == "unix_millis" && form == "string";
            return if is_time { "9007199254740993".into() } else { self.make(form, depth) };
        }
        match kind.split_once(':') {
            Some(("object", name)) => return self.make_object(name, depth + 1),
            Some(("enum", name)) => {
                let values: Vec<&Value> =
                    self.schema.enums[name].values.values().map(|facts| &facts.value).collect();
                return match values.get(self.choice % (values.len() + 1)) {
                    Some(value) => (*value).clone(),
                    None if values[0].is_string() => Value::from("a word of tomorrow"),
                    None => Value::from(32_767),
                };
            }
            Some(("flags" | "flags_text", _)) => return (u64::MAX >> (self.choice % 60)).into(),
            _ => {}
        }
        match kind {
            "snowflake" => "175928847299117063".into(),
            "string" => ["", "text", "\u{e9}\"\\ \u{1f980}"][self.choice % 3].into(),
            "integer" => Value::from([0, 7, 2_147_483_648_u64][self.choice % 3]),
            "float" => Value::from([0.5, 1.0, 20.25][self.choice % 3]),
            "boolean" => Value::from(self.choice.is_multiple_of(2)),
            "timestamp" => {
                ["2020-07-19T20:42:30.904000+00:00", "2022-01-22T10:58:40+00:00"][self.choice % 2].into()
            }
            "unix_seconds" => Value::from(1_595_191_350),
            "unix_millis" => Value::from(1_595_191_350_904_i64),
            "permissions" => "2251799813685247".into(),
            "image_hash" => ["a_1269e74af4df7417b13759eae50c83dc", "1269e74af4df7417b13759eae50c83dc"]
                [self.choice % 2]
                .into(),
            "color" => Value::from(0xa9_c9_ff),
            "locale" => ["en-GB", "tlh"][self.choice % 2].into(),
            "null_flag" => Value::Null,
            "any" => serde_json::json!({"any": [1, null, "x", {"deep": true}]}),
            other => panic!("no value of type {other}"),
        }
    }

    pub fn make_object(&self, name: &str, depth: usize) -> Value {
        let facts = &self.schema.objects[name];
        if facts.tag.is_some() {
            let tags: Vec<&String> = facts.variants.keys().collect();
            // At great depth, a variant that contains no others.
            let tag = if depth > 3 {
                tags.iter().find(|tag| ["10", "6"].contains(&tag.as_str())).unwrap()
            } else {
                &tags[self.choice % tags.len()]
            };
            let mut object = self.make_object(&facts.variants[*tag], depth);
            if facts.tag.as_deref() == Some("type") {
                object["type"] = tag.parse::<i64>().unwrap().into();
            }
            return object;
        }
        let mut object = Map::new();
        for (key, field) in &facts.fields {
            let is_deep = depth > 3 && field.kind.contains("object:");
            if field.optional && (!self.optional || is_deep) {
                continue;
            }
            let is_null = field.nullable && (self.null || is_deep);
            let mut value = if is_null { Value::Null } else { self.make(&field.kind, depth) };
            if let (Some(len), Some(list)) = (field.len, value.as_array_mut()) {
                list.resize(len, list[0].clone());
            }
            object.insert(key.clone(), value);
        }
        Value::Object(object)
    }
}
