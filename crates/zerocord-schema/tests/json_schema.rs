//! Checks the JSON Schemas with a validator that does not depend on zerocord. The schemas are valid, the frames of the
//! corpus and of the generator match them, and corrupted frames do not.

use std::collections::HashMap;

use jsonschema::Validator;
use serde_json::{Value, json};
use zerocord_schema::{JsonSchema, Kind, Schema};
use zerocord_testkit::corpus;
use zerocord_testkit::generator::{Generator, Mix, Richness};

/// The frames of the corpus that do not match, each with the value at fault. Decoders accept them, but they are
/// undocumented: ids without quotes, and the `meta` of an unknown opcode.
const ODD_FRAMES: [(&str, &str, &str); 10] = [
    ("GUILD_SCHEDULED_EVENT_EXCEPTIONS_DELETE", "ids_as_numbers", "/d/event_id"),
    ("GUILD_SCHEDULED_EVENT_EXCEPTIONS_DELETE", "ids_as_numbers", "/d/guild_id"),
    ("MESSAGE_CREATE", "ids_as_numbers", "/d/author/id"),
    ("MESSAGE_CREATE", "ids_as_numbers", "/d/channel_id"),
    ("MESSAGE_CREATE", "ids_as_numbers", "/d/guild_id"),
    ("MESSAGE_CREATE", "ids_as_numbers", "/d/id"),
    ("RATE_LIMITED", "whole_number_and_unknown_opcode", "/d/meta"),
    ("THREAD_DELETE", "ids_as_numbers", "/d/guild_id"),
    ("THREAD_DELETE", "ids_as_numbers", "/d/id"),
    ("THREAD_DELETE", "ids_as_numbers", "/d/parent_id"),
];

fn validator(schema: &Value) -> Validator {
    jsonschema::draft202012::options()
        .should_validate_formats(true)
        .build(schema)
        .unwrap_or_else(|error| panic!("{error}"))
}

fn schema_of(printer: JsonSchema<'_>, names: &[&str]) -> Value {
    serde_json::from_str(&printer.frames(names).unwrap()).unwrap()
}

/// A validator for each frame name.
struct Validators {
    printer: JsonSchema<'static>,
    by_name: HashMap<String, Validator>,
}

impl Validators {
    fn new(is_closed: bool) -> Validators {
        let printer = JsonSchema::new(Schema::bundled()).with_closed(is_closed);
        Validators { printer, by_name: HashMap::new() }
    }

    /// The faults of a frame: their paths and messages.
    fn faults(&mut self, name: &str, frame: &Value) -> Vec<(String, String)> {
        let validator = self
            .by_name
            .entry(name.to_owned())
            .or_insert_with(|| validator(&schema_of(self.printer, &[name])));
        validator
            .iter_errors(frame)
            .map(|error| (error.instance_path().to_string(), error.to_string()))
            .collect()
    }
}

#[test]
fn every_schema_is_valid() {
    let printer = JsonSchema::new(Schema::bundled());
    let names: Vec<&str> = JsonSchema::names(Schema::bundled()).collect();
    assert!(names.len() > 200);
    for payload_only in [false, true] {
        for is_closed in [false, true] {
            let printer = printer.with_payload_only(payload_only).with_closed(is_closed);
            for names in names.iter().map(std::slice::from_ref).chain([&names[..]]) {
                let schema = schema_of(printer, names);
                assert!(jsonschema::draft202012::meta::is_valid(&schema), "{names:?}");
                assert_eq!(schema["$schema"], "https://json-schema.org/draft/2020-12/schema");
            }
        }
    }
}

#[test]
fn every_reference_has_a_definition_and_every_definition_a_reference() {
    let names: Vec<&str> = JsonSchema::names(Schema::bundled()).collect();
    let text = JsonSchema::new(Schema::bundled()).frames(&names).unwrap();
    let schema: Value = serde_json::from_str(&text).unwrap();
    let definitions = schema["$defs"].as_object().unwrap();
    // Objects, enums, flag sets and events share one namespace: no name occurs twice.
    assert_eq!(text.matches("\n    \"").count(), definitions.len());
    for name in definitions.keys() {
        assert!(text.contains(&format!("\"#/$defs/{name}\"")), "{name} is not referred to");
    }
    for reference in text.split("\"#/$defs/").skip(1) {
        let name = reference.split('"').next().unwrap();
        assert!(definitions.contains_key(name), "{name} is not defined");
    }
}

#[test]
fn frames_of_the_corpus_fit() {
    let mut validators = Validators::new(false);
    let mut odd = Vec::new();
    for frame in corpus::frames() {
        let json: Value = serde_json::from_slice(&frame.bytes).unwrap();
        for (path, fault) in validators.faults(&frame.event, &json) {
            odd.push((frame.event.clone(), frame.name.clone(), path, fault));
        }
    }
    let found: Vec<_> =
        odd.iter().map(|(event, name, path, _)| (event.as_str(), name.as_str(), path.as_str())).collect();
    assert_eq!(found, ODD_FRAMES, "{odd:#?}");
}

/// Makes the guild of `GUILD_CREATE` available, because the schema of an unavailable guild requires almost nothing.
fn make_available(frame: &mut Value) {
    if frame["t"] == "GUILD_CREATE" && frame["d"].get("unavailable").is_some() {
        frame["d"]["unavailable"] = json!(false);
    }
}

#[test]
fn a_guild_is_a_stub_only_if_marked_unavailable() {
    for is_closed in [false, true] {
        let mut validators = Validators::new(is_closed);
        let mut fits = |payload: Value| {
            let frame = json!({ "t": "GUILD_CREATE", "s": 1, "op": 0, "d": payload });
            validators.faults("GUILD_CREATE", &frame).is_empty()
        };
        assert!(fits(json!({ "id": "1", "unavailable": true })));
        assert!(!fits(json!({ "unavailable": true })));
        assert!(!fits(json!({ "id": 1, "unavailable": true })));
        for payload in [
            json!({ "id": "1" }),
            json!({ "id": "1", "unavailable": false }),
            json!({ "id": "1", "name": 7, "channels": "none" }),
            json!({ "id": "1", "unavailable": "true" }),
            json!([]),
            json!(null),
        ] {
            assert!(!fits(payload.clone()), "{payload}");
        }
    }
}

/// The generator follows the table, so its ordinary frames match the closed schemas too. Its unusual frames match the
/// open ones.
#[test]
fn frames_of_the_generator_fit() {
    let (mut open, mut closed) = (Validators::new(false), Validators::new(true));
    let mut generator = Generator::new(5, Mix::Quiet);
    for event in &Schema::bundled().events {
        for richness in Richness::ALL {
            let mut bytes = Vec::new();
            generator.frame_of(&event.name, richness, &mut bytes);
            let mut frame: Value = serde_json::from_slice(&bytes).unwrap();
            make_available(&mut frame);
            assert_eq!(open.faults(&event.name, &frame), [], "{richness:?}: {frame}");
            if richness != Richness::Odd {
                assert_eq!(closed.faults(&event.name, &frame), [], "{richness:?}: {frame}");
            }
        }
    }
    for mix in Mix::ALL {
        for line in Generator::new(3, mix).ndjson(200_000).split(|&byte| byte == b'\n') {
            let Ok(frame) = serde_json::from_slice::<Value>(line) else { continue };
            if let Some(name) = frame["t"].as_str() {
                assert_eq!(closed.faults(name, &frame), [], "{frame}");
            }
        }
    }
}

/// For every event, a missing required key and a value of another type are reported.
#[test]
fn spoiled_frames_do_not_fit() {
    let schema = Schema::bundled();
    let mut validators = Validators::new(false);
    let mut generator = Generator::new(6, Mix::Quiet);
    for event in &schema.events {
        let mut bytes = Vec::new();
        generator.frame_of(&event.name, Richness::Full, &mut bytes);
        let mut frame: Value = serde_json::from_slice(&bytes).unwrap();
        make_available(&mut frame);
        let mut check = |spoiled: Value| {
            assert_ne!(validators.faults(&event.name, &spoiled), [], "{}: {spoiled}", event.name);
        };
        for key in ["t", "op", "d"] {
            let mut spoiled = frame.clone();
            spoiled.as_object_mut().unwrap().remove(key);
            check(spoiled);
        }
        check(json!({ "t": "OTHER", "s": 1, "op": 0, "d": frame["d"] }));
        let Kind::Object(index) = event.payload else { continue };
        for field in &schema.objects[index].fields {
            if !field.optional {
                let mut spoiled = frame.clone();
                spoiled["d"].as_object_mut().unwrap().remove(&field.name);
                check(spoiled);
            }
            let wrong = match field.kind {
                Kind::Any => continue,
                Kind::Array(_) => json!({ "wrong": true }),
                _ => json!([[]]),
            };
            let mut spoiled = frame.clone();
            spoiled["d"][&field.name] = wrong;
            check(spoiled);
            if !field.nullable && field.kind != Kind::NullFlag {
                let mut spoiled = frame.clone();
                spoiled["d"][&field.name] = Value::Null;
                check(spoiled);
            }
        }
    }
}

#[test]
fn one_of_several_frames_fits_all_of_them() {
    let names = ["TYPING_START", "HELLO", "GUILD_DELETE"];
    let all = validator(&schema_of(JsonSchema::new(Schema::bundled()), &names));
    let mut fitting = 0;
    for frame in corpus::frames() {
        let json: Value = serde_json::from_slice(&frame.bytes).unwrap();
        let is_one = names.contains(&frame.event.as_str());
        assert_eq!(all.is_valid(&json), is_one, "{}", frame.path.display());
        fitting += usize::from(is_one);
    }
    assert!(fitting >= 6);
}

#[test]
fn a_payload_by_itself_has_a_schema() {
    let printer = JsonSchema::new(Schema::bundled()).with_payload_only(true);
    for frame in corpus::frames().into_iter().filter(|frame| frame.name == "typical") {
        let json: Value = serde_json::from_slice(&frame.bytes).unwrap();
        let payload = validator(&schema_of(printer, &[&frame.event]));
        assert!(payload.is_valid(&json["d"]), "{}", frame.path.display());
    }
}

#[test]
fn known_values_are_named_and_new_ones_accepted() {
    let schema = schema_of(JsonSchema::new(Schema::bundled()), &["MESSAGE_CREATE"]);
    let definitions = &schema["$defs"];
    let types = &definitions["MessageType"];
    assert_eq!(types["type"], "integer");
    assert_eq!(
        types["anyOf"][19],
        json!({ "title": "REPLY", "description": "A user answered a message.", "const": 19 })
    );
    assert_eq!(definitions["MessageFlags"]["x-flags"][2]["name"], "SUPPRESS_EMBEDS");
    let message = &definitions["MessageCreate"]["properties"];
    assert_eq!(message["id"]["pattern"], "^[0-9]{1,20}$");
    assert_eq!(message["edited_timestamp"]["type"], json!(["string", "null"]));
    assert_eq!(message["timestamp"]["format"], "date-time");
    assert_eq!(schema["properties"]["t"]["const"], "MESSAGE_CREATE");
    assert!(schema["$id"].as_str().unwrap().ends_with(":MESSAGE_CREATE"));
    let interaction = schema_of(JsonSchema::new(Schema::bundled()), &["INTERACTION_CREATE"]);
    assert_eq!(
        interaction["$defs"]["ResolvedData"]["properties"]["users"]["propertyNames"]["pattern"],
        "^[0-9]{1,20}$"
    );
}
