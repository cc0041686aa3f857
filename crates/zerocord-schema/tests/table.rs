//! Checks the bundled table and its descriptions, and the errors of its parser.

use std::collections::HashSet;

use zerocord::EventName;
use zerocord_schema::{Schema, SchemaError};
use zerocord_testkit::model_docs;

#[test]
fn descriptions_are_those_of_the_models() {
    // After a change of the models' comments, run: just regenerate
    let written = std::fs::read_to_string(model_docs::path()).unwrap();
    assert!(written == model_docs::json(), "descriptions.json is not up to date");
}

#[test]
fn every_row_has_a_description() {
    let schema = Schema::bundled();
    for event in &schema.events {
        assert!(!event.about.is_empty(), "{}", event.name);
    }
    for (place, object) in schema.objects.iter().enumerate().filter(|(place, _)| *place != schema.envelope) {
        assert!(!object.about.is_empty(), "{place} {}", object.name);
        for field in &object.fields {
            assert!(!field.about.is_empty(), "{}.{}", object.name, field.name);
        }
    }
    for known in &schema.enums {
        assert!(!known.about.is_empty(), "{}", known.name);
        for value in &known.values {
            assert!(!value.about.is_empty(), "{} {}", known.name, value.value);
        }
    }
    for known in &schema.flags {
        assert!(!known.about.is_empty(), "{}", known.name);
        for bit in &known.bits {
            assert!(!bit.about.is_empty(), "{} {}", known.name, bit.bit);
        }
    }
}

#[test]
fn names_are_those_of_the_library() {
    let schema = Schema::bundled();
    let table = schema.events.iter().map(|event| event.name.as_str());
    let table: HashSet<&str> = table.chain(schema.user_account_events.iter().map(String::as_str)).collect();
    let library: HashSet<&str> = EventName::all().filter_map(EventName::as_known_str).collect();
    assert_eq!(table, library);
    for event in &schema.events {
        assert_eq!(event.intents, EventName::known(&event.name).unwrap().intents(), "{}", event.name);
    }
    for frame in &schema.opcodes {
        assert_eq!(zerocord::Opcode::new(frame.opcode).name(), Some(frame.name.as_str()));
    }
    // These names share the namespace of a JSON Schema's definitions.
    let objects = schema.objects.iter().map(|object| &object.name);
    let names = objects.chain(schema.enums.iter().map(|known| &known.name));
    let names: Vec<&String> = names.chain(schema.flags.iter().map(|known| &known.name)).collect();
    assert_eq!(names.iter().collect::<HashSet<_>>().len(), names.len());
}

#[track_caller]
fn check_refused(objects: &str, want: &str) {
    let json = format!(
        r#"{{"opcodes":{{}},"events":{{}},"user_account_events":[],"enums":{{}},"flags":{{}},
            "objects":{{"GatewayPayload":{{}},"A":{objects}}}}}"#
    );
    let error: SchemaError = Schema::parse(&json).unwrap_err();
    assert_eq!(error.to_string(), want);
}

#[test]
fn faults_of_a_table_are_reported() {
    check_refused(r#"{"fields":{"b":{"type":"text"}}}"#, "A: b: unknown type `text`");
    check_refused(r#"{"fields":{"b":{"type":"array<any"}}}"#, "A: b: unknown type `array<any`");
    check_refused(r#"{"fields":{"b":{"type":"map<any>"}}}"#, "A: b: unknown type `map<any>`");
    check_refused(r#"{"fields":{"b":{"type":"enum:C"}}}"#, "A: b: nothing is called `C`");
    check_refused(r#"{"tag":"type","variants":{"x":"A"}}"#, "A: expected a number as tag, not `x`");
    assert!(Schema::parse("{").is_err());
}
