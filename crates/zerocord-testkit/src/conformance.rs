//! Checks that a payload agrees with the schema: every required key, no unknown key, every value of its type.

use serde_json::{Map, Value};

use zerocord_schema::{EnumValue, Kind, Object, Schema};

/// The faults in `payload` as the `d` of `event`, one per line. Empty if it matches the bundled schema.
///
/// Deliberately strict, as an oracle for frames that we wrote: an unknown key or enum value is a fault here, although
/// not for a decoder. Unknown bits of flags are accepted.
pub fn faults(event: &str, payload: &Value) -> Vec<String> {
    let schema = Schema::bundled();
    let mut checker = Checker { schema, path: vec!["d".to_owned()], faults: Vec::new() };
    match schema.event(event) {
        None => checker.fault("the table lacks the event"),
        Some(event) => checker.value(&event.payload, payload, None),
    }
    checker.faults
}

struct Checker<'s> {
    schema: &'s Schema,
    path: Vec<String>,
    faults: Vec<String>,
}

impl Checker<'_> {
    fn fault(&mut self, what: &str) {
        self.faults.push(format!("{}: {what}", self.path.join(".")));
    }

    /// Checks a value; `parent_type` is the number in `type` of the enclosing object.
    fn value(&mut self, kind: &Kind, value: &Value, parent_type: Option<u64>) {
        let fits = match kind {
            Kind::Any => true,
            Kind::Object(index) => return self.object(*index, value, parent_type),
            Kind::Array(element) => match value.as_array() {
                Some(elements) => return self.elements(element, elements),
                None => false,
            },
            Kind::Map(_, value_kind) => match value.as_object() {
                Some(members) => {
                    return members.values().for_each(|value| self.value(value_kind, value, None));
                }
                None => false,
            },
            Kind::OneOf(kinds) => kinds.iter().any(|kind| self.fits(kind, value)),
            Kind::Snowflake | Kind::Permissions => {
                value.as_str().is_some_and(|text| text.parse::<u64>().is_ok() && !text.starts_with('+'))
            }
            Kind::Text => value.is_string(),
            Kind::Integer | Kind::UnixSeconds | Kind::UnixMillis => value.is_i64() || value.is_u64(),
            Kind::Color => value.as_u64().is_some_and(|color| color < 1 << 24),
            Kind::FlagsText(_) => value.is_string(),
            Kind::Flags(_) => value.is_u64(),
            Kind::Float => value.is_number(),
            Kind::Boolean => value.is_boolean(),
            Kind::Timestamp => value.as_str().is_some_and(is_timestamp),
            Kind::ImageHash => value.as_str().is_some_and(is_image_hash),
            Kind::NullFlag => value.is_null(),
            Kind::Enum(index) => self.schema.enums[*index].values.iter().any(|known| match &known.value {
                EnumValue::Number(number) => value.as_u64() == Some(*number),
                EnumValue::Text(text) => value.as_str() == Some(text),
            }),
        };
        if !fits {
            self.fault(&format!("{value} is not a {}", self.schema.kind_name(kind)));
        }
    }

    fn fits(&self, kind: &Kind, value: &Value) -> bool {
        let mut checker = Checker { schema: self.schema, path: Vec::new(), faults: Vec::new() };
        checker.value(kind, value, None);
        checker.faults.is_empty()
    }

    fn elements(&mut self, kind: &Kind, elements: &[Value]) {
        for (index, element) in elements.iter().enumerate() {
            self.path.push(index.to_string());
            self.value(kind, element, None);
            self.path.pop();
        }
    }

    fn object(&mut self, index: usize, value: &Value, parent_type: Option<u64>) {
        let Some(members) = value.as_object() else {
            return self.fault(&format!("{value} is not an object"));
        };
        let mut object = &self.schema.objects[index];
        if let Some(union) = &object.union {
            let tag =
                if union.in_parent { parent_type } else { members.get(&union.tag).and_then(Value::as_u64) };
            match union.variants.iter().find(|(value, _)| Some(*value) == tag) {
                Some(&(_, variant)) => object = &self.schema.objects[variant],
                None => return self.fault(&format!("no variant for {tag:?}")),
            }
        }
        self.members(object, members);
    }

    fn members(&mut self, object: &Object, members: &Map<String, Value>) {
        let own_type = members.get("type").and_then(Value::as_u64);
        for field in &object.fields {
            self.path.push(field.name.clone());
            match members.get(&field.name) {
                None if !field.optional => self.fault("is missing"),
                Some(Value::Null) if field.nullable => {}
                Some(value) => self.value(&field.kind, value, own_type),
                None => {}
            }
            self.path.pop();
        }
        for key in members.keys().filter(|key| object.fields.iter().all(|field| field.name != **key)) {
            self.fault(&format!("unknown key `{key}`"));
        }
    }
}

/// `2025-01-12T13:58:19+00:00`, with or without a fraction of six digits.
fn is_timestamp(text: &str) -> bool {
    let shape: String = text.chars().map(|char| if char.is_ascii_digit() { '0' } else { char }).collect();
    shape == "0000-00-00T00:00:00+00:00" || shape == "0000-00-00T00:00:00.000000+00:00"
}

fn is_image_hash(text: &str) -> bool {
    let digits = text.strip_prefix("a_").unwrap_or(text);
    digits.len() == 32 && digits.bytes().all(|byte| byte.is_ascii_hexdigit())
}
