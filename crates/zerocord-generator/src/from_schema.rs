//! Generates any event of the schema, from its bare minimum to unusual frames.

use zerocord_schema::{EnumValue, Field, Flags, Kind, Object, Schema, Union};

use crate::random::Random;
use crate::session::Session;
use crate::text;
use crate::write::Write;

/// Which of the schema's keys for an event are in a frame.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Richness {
    /// The required keys only.
    Minimal,
    /// The required keys and about half of the documented others.
    Typical,
    /// Every key of the schema. Objects within an object of the same type, and deeply nested objects, have only
    /// required keys.
    Full,
    /// Null and absent wherever allowed; unknown enum values, flag bits, keys and component types.
    Odd,
}

impl Richness {
    /// Every richness.
    pub const ALL: [Self; 4] = [Self::Minimal, Self::Typical, Self::Full, Self::Odd];
}

/// Objects nested deeper than this have only required keys, so that frames stay readable.
const FULL_DEPTH: usize = 5;

/// Writes a frame of `event`. If the schema does not have that event, writes nothing. Returns whether it has.
pub(crate) fn write_frame(
    schema: &Schema,
    session: &mut Session,
    event: &str,
    richness: Richness,
    out: &mut Vec<u8>,
) -> bool {
    let Some(row) = schema.event(event) else { return false };
    // A separate random sequence, so that a change of the schema for one frame does not affect the next one.
    let own_random = Random::new(session.random.next());
    let random = std::mem::replace(&mut session.random, own_random);
    session.open_dispatch(event, out);
    let mut writer = Writer { schema, session, event, above: Vec::new() };
    match &row.payload {
        Kind::Array(element) => {
            out.raw("[");
            for index in 0..if richness == Richness::Minimal { 1 } else { 2 } {
                out.raw(if index > 0 { "," } else { "" });
                writer.value(element, "", richness, None, out);
            }
            out.raw("]");
        }
        Kind::Any => _ = out.raw("{}"),
        payload => writer.value(payload, "", richness, None, out),
    }
    out.raw("}");
    session.random = random;
    true
}

struct Writer<'s> {
    schema: &'s Schema,
    session: &'s mut Session,
    event: &'s str,
    /// The indexes of the enclosing objects.
    above: Vec<usize>,
}

impl Writer<'_> {
    /// Writes an object; `parent_tag` is the value of `type` in the enclosing object.
    fn object(&mut self, index: usize, richness: Richness, parent_tag: Option<u64>, out: &mut Vec<u8>) {
        let schema = self.schema;
        let richness = match richness {
            Richness::Minimal => Richness::Minimal,
            _ if self.above.len() > FULL_DEPTH || self.above.contains(&index) => Richness::Minimal,
            _ => richness,
        };
        let object = &schema.objects[index];
        self.above.push(index);
        match &object.union {
            Some(union) => self.variant(union, richness, parent_tag, out),
            None => self.members(object, richness, None, out),
        }
        self.above.pop();
    }

    fn variant(&mut self, union: &Union, richness: Richness, parent_tag: Option<u64>, out: &mut Vec<u8>) {
        let schema = self.schema;
        if union.in_parent {
            let variant = union.variants.iter().find(|(value, _)| Some(*value) == parent_tag);
            match variant {
                Some(&(_, object)) => self.members(&schema.objects[object], richness, None, out),
                None => _ = out.raw("{}"),
            }
            return;
        }
        if richness == Richness::Odd && self.session.random.percent(50) {
            out.raw("{\"zz_new_key\":[{\"type\":1}],").text(&union.tag).raw(":214}");
            return;
        }
        // Prefers leaves (buttons, text) to containers at greater depth.
        let deep = self.above.len() > 3;
        let leaf = union.variants.iter().find(|(value, _)| *value == 2 || *value == 4).copied();
        let variant = match leaf {
            Some(leaf) if deep => leaf,
            _ => union.variants[self.session.random.below(union.variants.len() as u64) as usize],
        };
        let (tag_value, object) = variant;
        self.above.push(object);
        self.members(&schema.objects[object], richness, Some((&union.tag, tag_value)), out);
        self.above.pop();
    }

    fn members(&mut self, object: &Object, richness: Richness, tag: Option<(&str, u64)>, out: &mut Vec<u8>) {
        // The tag of the variant is always written, even if the schema says that it is optional.
        let is_tag =
            |field: &Field| tag.is_some_and(|(tag, _)| tag == field.name) && richness != Richness::Odd;
        // The wire order: descending bytes of the names.
        let mut order: Vec<&Field> = object.fields.iter().collect();
        order.sort_by(|left, right| right.name.cmp(&left.name));
        order.retain(|field| self.is_shown(field, richness) || is_tag(field));
        if order.len() > 32 {
            for last in (1..order.len()).rev() {
                order.swap(last, self.session.random.below(last as u64 + 1) as usize);
            }
        } else if self.above.len() == 1 {
            move_added_keys(self.event, &mut order);
        }
        out.raw("{");
        let mut first = true;
        if richness == Richness::Odd {
            first = false;
            out.raw("\"zz_new_key\":{\"id\":\"1\",\"t\":[null,{}]}");
        }
        let mut written_type = None;
        for field in order {
            if richness != Richness::Odd && self.lacks_variant(field, written_type) {
                continue;
            }
            out.raw(if first { "" } else { "," }).text(&field.name).raw(":");
            first = false;
            let value_start = out.len();
            match tag {
                Some((tag, value)) if tag == field.name => _ = out.number(value),
                _ if richness == Richness::Odd && field.nullable => _ = out.raw("null"),
                _ if richness == Richness::Typical && field.nullable && self.session.random.percent(40) => {
                    out.raw("null");
                }
                _ => self.value(&field.kind, &field.name, richness, written_type, out),
            }
            if field.name == "type" {
                written_type =
                    std::str::from_utf8(&out[value_start..]).ok().and_then(|text| text.parse().ok());
            }
        }
        if richness == Richness::Odd {
            out.raw(if first { "" } else { "," }).raw("\"A new key\":-0.5e1");
        }
        out.raw("}");
    }

    /// Whether the field has no value for this `type` of the enclosing object; for example, a ping has no data.
    fn lacks_variant(&self, field: &Field, written_type: Option<u64>) -> bool {
        let Kind::Object(index) = field.kind else { return false };
        let Some(union) = &self.schema.objects[index].union else { return false };
        let known = union.variants.iter().any(|(value, _)| Some(*value) == written_type);
        field.optional && union.in_parent && !known
    }

    fn is_shown(&mut self, field: &Field, richness: Richness) -> bool {
        match richness {
            _ if !field.optional => true,
            Richness::Minimal => false,
            Richness::Full => true,
            Richness::Typical => self.session.random.percent(if field.documented { 50 } else { 4 }),
            // Nullable fields are usually present, as null. The others are usually absent.
            Richness::Odd => self.session.random.percent(if field.nullable { 70 } else { 15 }),
        }
    }

    fn value(
        &mut self,
        kind: &Kind,
        name: &str,
        richness: Richness,
        written_type: Option<u64>,
        out: &mut Vec<u8>,
    ) {
        let schema = self.schema;
        match kind {
            Kind::Snowflake => {
                // An entry of the audit log is as new as its frame.
                let is_new =
                    name == "id" && self.above.len() == 1 && self.event == "GUILD_AUDIT_LOG_ENTRY_CREATE";
                out.id(self.session.recent_id(if is_new { 1 } else { 200 * 86_400 }));
            }
            Kind::Text => write_text(name, &mut self.session.random, out),
            Kind::Integer => _ = out.number(integer(name, &mut self.session.random)),
            Kind::Float => {
                _ = out
                    .number(self.session.random.below(60))
                    .raw(self.session.random.pick(&[".5", ".0", "", ".125"]))
            }
            Kind::Boolean => _ = out.boolean(self.session.random.percent(50)),
            Kind::Timestamp => {
                let moment_us = self.session.earlier_unix_us(900);
                match self.session.random.below(3) {
                    0 => _ = out.time(moment_us / 1_000_000 * 1_000_000),
                    1 => _ = out.time(moment_us),
                    _ => _ = out.time(moment_us + self.session.random.below(1000)),
                }
            }
            Kind::UnixSeconds => _ = out.number(self.session.now_unix_ms / 1000),
            Kind::UnixMillis => _ = out.number(self.session.now_unix_ms),
            Kind::Permissions => _ = out.id(self.session.random.below(1 << 54)),
            Kind::ImageHash => {
                out.raw(if self.session.random.percent(20) { "\"a_" } else { "\"" });
                out.hex(self.session.random.next(), 32).raw("\"");
            }
            Kind::Color => _ = out.number(self.session.random.below(1 << 24)),
            Kind::NullFlag => _ = out.raw("null"),
            Kind::Any => {
                let choices = ["{}", "[]", "null", "\"any\"", "7", "{\"nested\":[1,{\"id\":\"2\"}]}"];
                out.raw(self.session.random.pick(&choices));
            }
            Kind::Enum(index) => self.enum_value(*index, richness, out),
            Kind::Flags(index) | Kind::FlagsText(index) => {
                let flags = &schema.flags[*index];
                let mut value = 0_u64;
                for bit in &flags.bits {
                    value |= u64::from(self.session.random.percent(15)) << bit.bit;
                }
                if richness == Richness::Odd {
                    value |= 1 << unknown_bit(flags);
                }
                if matches!(kind, Kind::FlagsText(_)) {
                    out.id(value)
                } else {
                    out.number(value)
                };
            }
            Kind::Object(index) => self.object(*index, richness, written_type, out),
            Kind::Array(element) => self.array(element, name, richness, out),
            Kind::Map(key, value) => {
                out.raw("{");
                for index in 0..self.elements_count(richness) {
                    out.raw(if index > 0 { "," } else { "" });
                    match **key {
                        Kind::Snowflake => _ = out.id(self.session.recent_id(86_400)),
                        Kind::Enum(_) => _ = out.id(index),
                        _ => _ = out.raw("\"key_").number(index).raw("\""),
                    }
                    out.raw(":");
                    self.value(value, name, richness, None, out);
                }
                out.raw("}");
            }
            Kind::OneOf(kinds) => {
                let odd = richness == Richness::Odd;
                let kind = if odd { &kinds[kinds.len() - 1] } else { &kinds[0] };
                self.value(kind, name, richness, written_type, out);
            }
        }
    }

    fn array(&mut self, element: &Kind, name: &str, richness: Richness, out: &mut Vec<u8>) {
        out.raw("[");
        // A shard is always two numbers: its own number, then the number of shards.
        let count = if name == "shard" { 2 } else { self.elements_count(richness) };
        for index in 0..count {
            out.raw(if index > 0 { "," } else { "" });
            self.value(element, name, richness, None, out);
        }
        out.raw("]");
    }

    fn elements_count(&mut self, richness: Richness) -> u64 {
        match richness {
            Richness::Minimal => 0,
            Richness::Typical => self.session.random.below(3),
            Richness::Full if self.above.len() > 2 => 1,
            Richness::Full | Richness::Odd => 2,
        }
    }

    fn enum_value(&mut self, index: usize, richness: Richness, out: &mut Vec<u8>) {
        let values = &self.schema.enums[index].values;
        let value = &values[self.session.random.below(values.len() as u64) as usize].value;
        match (value, richness) {
            (EnumValue::Number(_), Richness::Odd) => _ = out.raw("213"),
            (EnumValue::Text(_), Richness::Odd) => _ = out.raw("\"zz_new_value\""),
            (EnumValue::Number(number), _) => _ = out.number(*number),
            (EnumValue::Text(value), _) => _ = out.text(value),
        }
    }
}

/// A bit without a name.
fn unknown_bit(flags: &Flags) -> u32 {
    let width = if flags.bits.last().is_some_and(|last| last.bit >= 31) { 63 } else { 31 };
    let bits = flags.all_bits();
    (0..width).rev().find(|bit| bits & (1 << bit) == 0).unwrap_or(0)
}

/// Moves the keys that Discord adds late to their positions: `member` first in a voice state, `guild_id` last
/// elsewhere.
fn move_added_keys(event: &str, order: &mut Vec<&Field>) {
    let appended = event.starts_with("MESSAGE_")
        || event.starts_with("INTEGRATION_")
        || matches!(event, "TYPING_START" | "GUILD_AUDIT_LOG_ENTRY_CREATE");
    if appended && let Some(index) = order.iter().position(|field| field.name == "guild_id") {
        let guild_id = order.remove(index);
        order.push(guild_id);
    }
    if event == "VOICE_STATE_UPDATE"
        && let Some(index) = order.iter().position(|field| field.name == "member")
    {
        let member = order.remove(index);
        order.insert(0, member);
    }
}

fn integer(name: &str, random: &mut Random) -> u64 {
    match name {
        "v" => 10,
        "shard" => random.below(2),
        "opcode" => 8,
        "version" => 1,
        "width" | "height" => random.within(16, 4096),
        "size" => random.within(100, 9_000_000),
        "bitrate" => 64_000,
        _ => random.below(500),
    }
}

/// A string that suits the name of its key.
fn write_text(name: &str, random: &mut Random, out: &mut Vec<u8>) {
    if name == "url" || name.ends_with("_url") {
        out.raw("\"https://example.org/").hex(random.next(), 12).raw("/file.png\"");
        return;
    }
    match name {
        "username" => {
            out.raw("\"");
            text::user_name(random, out);
            out.raw("\"");
        }
        "global_name" | "nick" => {
            out.raw("\"");
            text::display_name(random, out);
            out.raw("\"");
        }
        "name" | "title" | "label" => _ = out.text(text::title(random)),
        "discriminator" => _ = out.raw("\"0\""),
        "token" | "session_id" | "party_id" | "custom_id" => {
            _ = out.raw("\"").hex(random.next(), 32).raw("\"")
        }
        "nonce" | "start" | "end" => _ = out.raw("\"").number(random.next() >> 1).raw("\""),
        "code" => _ = out.raw("\"").hex(random.next(), 8).raw("\""),
        "email" => _ = out.raw("\"").hex(random.next(), 6).raw("@example.org\""),
        "endpoint" => _ = out.raw("\"rotterdam1234.discord.media:443\""),
        "content_type" | "original_content_type" => _ = out.raw("\"image/png\""),
        "filename" => _ = out.raw("\"image.png\""),
        "content" => {
            out.raw("\"");
            let escaped = random.percent(10);
            text::content(random, escaped, out);
            out.raw("\"");
        }
        _ => {
            out.raw("\"");
            let count = random.within(1, 5);
            text::words(random, count, out);
            out.raw("\"");
        }
    }
}
