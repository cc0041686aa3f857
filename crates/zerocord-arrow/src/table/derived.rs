//! Columns that are computed from message content, so that it need not be stored.

mod emoji;

use std::collections::HashMap;
use std::sync::Arc;

use arrow_schema::{DataType, Field, FieldRef};
use zerocord::view::Projection;
use zerocord::{Arena, RawValue, ValueKind};
use zerocord_schema::{Kind, Schema};

use crate::column::Column;
use crate::plan::What;
use crate::shape::Scalar;

/// The keys that the columns are computed from.
const KEYS: [&str; 3] = ["content", "mentions", "attachments"];

/// A column that is computed from content.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Derived {
    ContentLen,
    HasLink,
    EmojiCount,
    MentionCount,
    AttachmentCount,
}

impl Derived {
    const ALL: [Derived; 5] = [
        Derived::ContentLen,
        Derived::HasLink,
        Derived::EmojiCount,
        Derived::MentionCount,
        Derived::AttachmentCount,
    ];

    pub(crate) fn name(self) -> &'static str {
        match self {
            Derived::ContentLen => "content_len",
            Derived::HasLink => "has_link",
            Derived::EmojiCount => "emoji_count",
            Derived::MentionCount => "mention_count",
            Derived::AttachmentCount => "attachment_count",
        }
    }

    pub(crate) fn named(name: &str) -> Option<Derived> {
        Derived::ALL.into_iter().find(|derived| derived.name() == name)
    }

    fn key(self) -> &'static str {
        match self {
            Derived::ContentLen | Derived::HasLink | Derived::EmojiCount => KEYS[0],
            Derived::MentionCount => KEYS[1],
            Derived::AttachmentCount => KEYS[2],
        }
    }

    /// The columns that an event can have, because it has their field.
    pub(crate) fn of_event(event: &str) -> impl Iterator<Item = Derived> {
        let schema = Schema::bundled_without_descriptions();
        let object = schema.event(event).and_then(|event| match event.payload {
            Kind::Object(object) => Some(&schema.objects[object]),
            _ => None,
        });
        Derived::ALL.into_iter().filter(move |derived| {
            let field =
                object.and_then(|object| object.fields.iter().find(|field| field.name == derived.key()));
            field.is_some_and(|field| match derived.key() {
                "content" => field.kind == Kind::Text,
                _ => matches!(field.kind, Kind::Array(_)),
            })
        })
    }

    pub(crate) fn field(self) -> (FieldRef, What) {
        let (data_type, scalar) = match self {
            Derived::HasLink => (DataType::Boolean, Scalar::Boolean),
            _ => (DataType::Int64, Scalar::Integer),
        };
        let metadata = HashMap::from([("zerocord.derived_from".to_owned(), self.key().to_owned())]);
        (Arc::new(Field::new(self.name(), data_type, true).with_metadata(metadata)), What::Scalar(scalar))
    }
}

/// The values for a row.
#[derive(Debug, Default)]
pub(crate) struct Derivation {
    projection: Option<Projection>,
    arena: Arena,
    values: Values,
}

#[derive(Clone, Copy, Debug, Default)]
struct Values {
    content_len: Option<u64>,
    has_link: Option<bool>,
    emoji_count: Option<u64>,
    mention_count: Option<u64>,
    attachment_count: Option<u64>,
}

impl Derivation {
    /// Computes the values of a payload. Values that cannot be computed are null.
    pub(crate) fn read(&mut self, payload: RawValue<'_>) {
        if self.projection.is_none() {
            self.projection = Projection::new(KEYS).ok();
        }
        self.values =
            self.projection.as_ref().and_then(|keys| values(keys, payload, &self.arena)).unwrap_or_default();
        self.arena.reset();
    }

    /// Adds a value to its column.
    pub(crate) fn push(&self, derived: Derived, column: &mut Column, row: usize) {
        let values = &self.values;
        match derived {
            Derived::ContentLen => column.push_u64(row, values.content_len),
            Derived::HasLink => column.push_bool(row, values.has_link),
            Derived::EmojiCount => column.push_u64(row, values.emoji_count),
            Derived::MentionCount => column.push_u64(row, values.mention_count),
            Derived::AttachmentCount => column.push_u64(row, values.attachment_count),
        }
    }
}

fn values(keys: &Projection, payload: RawValue<'_>, arena: &Arena) -> Option<Values> {
    let row = keys.project(payload, arena).ok()?;
    let value = |index| row.value(index).ok().flatten();
    let content = value(0).filter(|content| content.kind() == Ok(ValueKind::String));
    let content: Option<String> = content.and_then(|content| content.deserialize().ok());
    let content = content.as_deref();
    let len = |list: Option<RawValue<'_>>| list?.elements().ok().map(|list| list.count() as u64);
    Some(Values {
        content_len: content.map(|content| content.chars().count() as u64),
        has_link: content.map(has_link),
        emoji_count: content.map(emoji::count),
        mention_count: len(value(1)),
        attachment_count: len(value(2)),
    })
}

fn has_link(content: &str) -> bool {
    let ends_with = |text: &str, end: &str| {
        text.len() >= end.len()
            && text.as_bytes()[text.len() - end.len()..].eq_ignore_ascii_case(end.as_bytes())
    };
    content.match_indices("://").any(|(at, _)| {
        let before = &content[..at];
        ends_with(before, "http") || ends_with(before, "https")
    })
}
