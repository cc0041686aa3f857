//! The contents of an event's frames: keys, values of enums, bits of flag sets.

use std::collections::HashSet;

use zerocord_schema::{Enum, Field, Flags, Kind, Object, Schema};

use super::Section;

/// The sections for these frames: first the frames, then the objects, enums and flag sets in them. Each appears once,
/// in order of first use.
pub fn sections(schema: &Schema, names: &[&str]) -> Vec<Section> {
    let mut collector =
        PartCollector { schema, sections: Vec::new(), seen: HashSet::new(), waiting: Vec::new() };
    for name in names {
        let (about, payload) = if let Some(event) = schema.event(name) {
            let other = event.other_payload.map(Kind::Object);
            let other_name = other.as_ref().map(|kind| format!(" or {}", schema.kind_name(kind)));
            let payload = format!("{}{}", schema.kind_name(&event.payload), other_name.unwrap_or_default());
            let intents = match event.intents.is_empty() {
                true => String::new(),
                false => format!(" Intents: {}.", event.intents.join(" or ")),
            };
            collector.add_parts(&event.payload);
            if let Some(place) = event.other_payload {
                collector.waiting.push(PayloadPart::Object(place));
            }
            (format!("{}{intents}", event.about), payload)
        } else if let Some(frame) = schema.opcodes.iter().find(|frame| frame.name == *name) {
            collector.add_parts(&frame.payload);
            (format!("A frame of opcode {}.", frame.opcode), schema.kind_name(&frame.payload).to_string())
        } else {
            let about = "Only user accounts receive it; nothing is known of its payload.";
            (about.to_owned(), "any".to_owned())
        };
        collector.sections.push(Section {
            title: (*name).to_owned(),
            about: format!("{about} Payload: {payload}."),
            headings: &[],
            rows: Vec::new(),
        });
    }
    collector.finish()
}

/// A part of a payload, as an index into the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum PayloadPart {
    Object(usize),
    Enum(usize),
    Flags(usize),
}

struct PartCollector<'s> {
    schema: &'s Schema,
    sections: Vec<Section>,
    seen: HashSet<PayloadPart>,
    waiting: Vec<PayloadPart>,
}

impl PartCollector<'_> {
    /// Records the parts that a type refers to.
    fn add_parts(&mut self, kind: &Kind) {
        let part = match kind {
            Kind::Object(place) => PayloadPart::Object(*place),
            Kind::Enum(place) => PayloadPart::Enum(*place),
            Kind::Flags(place) | Kind::FlagsText(place) => PayloadPart::Flags(*place),
            Kind::Permissions => match self.schema.flags.iter().position(|flags| flags.name == "Permissions")
            {
                Some(place) => PayloadPart::Flags(place),
                None => return,
            },
            Kind::Array(element) => return self.add_parts(element),
            Kind::Map(key, value) => {
                self.add_parts(key);
                return self.add_parts(value);
            }
            Kind::OneOf(kinds) => return kinds.iter().for_each(|kind| self.add_parts(kind)),
            _ => return,
        };
        self.waiting.push(part);
    }

    fn finish(mut self) -> Vec<Section> {
        let schema = self.schema;
        let mut next = 0;
        while let Some(&part) = self.waiting.get(next) {
            next += 1;
            if !self.seen.insert(part) {
                continue;
            }
            let section = match part {
                PayloadPart::Object(place) => self.object(&schema.objects[place]),
                PayloadPart::Enum(place) => of_enum(&schema.enums[place]),
                PayloadPart::Flags(place) => of_flags(&schema.flags[place]),
            };
            self.sections.push(section);
        }
        self.sections
    }

    fn object(&mut self, object: &Object) -> Section {
        let schema = self.schema;
        let (headings, rows): (&'static [_], _) = match &object.union {
            Some(union) => {
                self.waiting.extend(union.variants.iter().map(|&(_, place)| PayloadPart::Object(place)));
                let tag = match union.in_parent {
                    true => format!("`{}` around it", union.tag),
                    false => format!("`{}`", union.tag),
                };
                let row = |&(value, place): &(u64, usize)| {
                    vec![format!("{tag} is {value}"), schema.objects[place].name.clone()]
                };
                (&["where", "it is"], union.variants.iter().map(row).collect())
            }
            None => {
                object.fields.iter().for_each(|field| self.add_parts(&field.kind));
                let row = |field: &Field| {
                    vec![
                        field.name.clone(),
                        schema.kind_name(&field.kind).to_string(),
                        presence(field).to_owned(),
                        field.about.clone(),
                    ]
                };
                (&["key", "type", "is there", "about"], object.fields.iter().map(row).collect())
            }
        };
        Section { title: object.name.clone(), about: object.about.clone(), headings, rows }
    }
}

fn presence(field: &Field) -> &'static str {
    match (field.optional, field.nullable) {
        (false, false) => "always",
        (false, true) => "always, or null",
        (true, false) => "not always",
        (true, true) => "not always, or null",
    }
}

fn of_enum(known: &Enum) -> Section {
    let rows = known.values.iter();
    Section {
        title: known.name.clone(),
        about: known.about.clone(),
        headings: &["value", "name", "about"],
        rows: rows
            .map(|value| vec![value.value.to_string(), value.name.clone(), value.about.clone()])
            .collect(),
    }
}

fn of_flags(known: &Flags) -> Section {
    let rows = known.bits.iter();
    Section {
        title: known.name.clone(),
        about: known.about.clone(),
        headings: &["bit", "name", "about"],
        rows: rows.map(|bit| vec![bit.bit.to_string(), bit.name.clone(), bit.about.clone()]).collect(),
    }
}
