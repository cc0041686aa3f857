//! Every fact in the table of `zerocord-schema` is in the models: each object has a model, each of its fields is read
//! and written back, each enum value and each bit has a name.

mod support;

use support::maker::Maker;
use support::models::{Written, enums, flag_sets, models, view_keys};
use support::schema::Schema;

/// The object around all payloads is the envelope and has no model.
const WITHOUT_MODEL: [&str; 1] = ["GatewayPayload"];

#[test]
fn every_object_has_a_model() {
    let (schema, models) = (Schema::read(), models());
    for name in schema.objects.keys().filter(|name| !WITHOUT_MODEL.contains(&name.as_str())) {
        assert!(models.contains_key(name.as_str()), "{name} has no model");
    }
    for (event, facts) in &schema.events {
        let Some(payload) = &facts.payload else {
            continue;
        };
        assert!(models.contains_key(payload.as_str()), "{payload} of {event} has no model");
    }
}

#[test]
fn every_view_knows_the_keys_of_its_object() {
    let (schema, view_keys) = (Schema::read(), view_keys());
    for (name, facts) in &schema.objects {
        if facts.tag.is_some() || WITHOUT_MODEL.contains(&name.as_str()) {
            continue;
        }
        let mut keys = view_keys[format!("{name}Ref").as_str()].to_vec();
        let mut fields: Vec<&str> = facts.fields.keys().map(String::as_str).collect();
        keys.sort_unstable();
        fields.sort_unstable();
        assert_eq!(keys, fields, "{name}");
    }
}

/// Values of every object are made from the schema: with all keys, with only the required ones, with null where
/// allowed, and with each type, enum value and variant in turn.
#[test]
fn every_field_is_read_and_written_back() {
    let (schema, models) = (Schema::read(), models());
    let mut faults = Vec::new();
    for name in schema.objects.keys().filter(|name| !WITHOUT_MODEL.contains(&name.as_str())) {
        // Nested unions are tested as objects of their own.
        let choices = if schema.objects[name].tag.is_some() { 30 } else { 6 };
        for choice in 0..choices {
            for (optional, null) in [(true, false), (false, false), (true, true), (false, true)] {
                let maker = Maker { schema: &schema, choice, optional, null };
                let value = maker.make_object(name, 0);
                match models[name.as_str()](&value) {
                    Err(error) => faults.push(format!("{name}: {error}: {value}")),
                    Ok(Written { keeps_unknown: true, .. }) => {
                        faults.push(format!("{name}: no variant fits: {value}"));
                    }
                    Ok(Written { value: written, .. }) => {
                        let kind = format!("object:{name}");
                        for fault in schema.differences(&kind, &value, &written) {
                            faults.push(format!("{name}{fault}"));
                        }
                        for fault in schema.differences(&kind, &written, &value) {
                            faults.push(format!("{name}{fault}, made up"));
                        }
                    }
                }
            }
        }
    }
    faults.sort();
    faults.dedup();
    assert!(faults.is_empty(), "{} faults:\n{}", faults.len(), faults.join("\n"));
}

#[test]
fn every_enum_value_has_a_name() {
    let (schema, enums) = (Schema::read(), enums());
    assert_eq!(schema.enums.len(), enums.len());
    for (name, facts) in &schema.enums {
        let (round_trip, named) = enums[name.as_str()];
        for (value_name, facts) in &facts.values {
            let written = round_trip(&facts.value).map(|written| written.value);
            assert_eq!(written.as_ref(), Ok(&facts.value), "{name} {value_name}");
        }
        assert_eq!(named, facts.values.len(), "{name} names other values than the schema");
    }
}

#[test]
fn every_bit_has_a_name() {
    let (schema, flag_sets) = (Schema::read(), flag_sets());
    assert_eq!(schema.flags.len(), flag_sets.len());
    for (name, facts) in &schema.flags {
        let (_, named) = flag_sets[name.as_str()];
        let bits = facts.bits.values().fold(0, |bits, facts| bits | 1 << facts.bit);
        assert_eq!(named, bits, "{name}");
    }
}
