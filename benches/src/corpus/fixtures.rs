//! Multiplies payloads of other projects: the values of each frame are drawn from those of all payloads.
//!
//! The folder is not part of this repository. It contains JSON files and `INDEX.json`, a list of objects with `path`,
//! `kind` (`frame`, or a payload of another kind), `event` or `usable_as_d_of`, and `wire_valid`.

use std::collections::HashMap;
use std::fs;
use std::io;
use std::path::Path;

use fastrand::Rng;
use serde::Deserialize;

use super::json::Json;

/// The environment variable with the folder, used if there is no argument.
const VARIABLE: &str = "ZEROCORD_BENCHES_FIXTURES";

/// All payloads of a folder.
#[derive(Debug)]
pub struct Fixtures {
    bases: Vec<Base>,
    values: Values,
}

/// A frame to multiply.
#[derive(Debug)]
struct Base {
    event: Option<String>,
    frame: Json,
}

/// All values of a key in all objects, by class.
type Values = HashMap<(String, Class), Vec<Json>>;

/// The class of a value: values are replaced by others of the same class.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Class {
    Null,
    Bool,
    Count,
    Number,
    Id,
    Time,
    Text,
    Array,
    Object,
}

#[derive(Deserialize)]
struct Entry {
    path: String,
    kind: String,
    event: Option<String>,
    usable_as_d_of: Option<Vec<String>>,
    wire_valid: Option<bool>,
}

impl Fixtures {
    /// Reads the folder named by the environment; `None` if the variable is not set.
    ///
    /// # Errors
    /// See [`read`](Self::read).
    pub fn of_environment() -> io::Result<Option<Fixtures>> {
        std::env::var_os(VARIABLE).map(|folder| Fixtures::read(Path::new(&folder))).transpose()
    }

    /// Reads a folder.
    ///
    /// # Errors
    /// A file cannot be read or is not JSON. The message names it.
    pub fn read(folder: &Path) -> io::Result<Fixtures> {
        let entries: Vec<Entry> = parse(&folder.join("INDEX.json"), |bytes| serde_json::from_slice(bytes))?;
        let mut fixtures = Fixtures { bases: Vec::new(), values: HashMap::new() };
        for entry in entries.into_iter().filter(|entry| entry.wire_valid != Some(false)) {
            let mut json = parse(&folder.join(&entry.path), Json::parse)?;
            json.each_object(&mut |members| {
                for (key, value) in members.iter_mut() {
                    without_leading_zero(value);
                    fixtures.values.entry((key.clone(), class(value))).or_default().push(value.clone());
                }
            });
            let event = entry.event.or_else(|| entry.usable_as_d_of?.into_iter().next());
            if entry.kind == "frame" {
                fixtures.bases.push(Base { event, frame: json });
            } else if let Some(event) = event.filter(|event| is_event_name(event)) {
                let frame = envelope(&event, json);
                fixtures.bases.push(Base { event: Some(event), frame });
            }
        }
        Ok(fixtures)
    }

    /// A writer of frames of one event, or of all; `None` if there is no fixture of the event.
    pub(super) fn mixer(&self, seed: u64, event: Option<&str>) -> Option<Mixer<'_>> {
        let is_wanted = |base: &&Base| {
            let own = base.event.as_deref();
            (event.is_none() || own == event) && has_required(&base.frame, own)
        };
        let bases: Vec<_> = self.bases.iter().filter(is_wanted).collect();
        (!bases.is_empty()).then(|| Mixer { bases, values: &self.values, rng: Rng::with_seed(seed) })
    }
}

fn parse<T>(path: &Path, parse: impl Fn(&[u8]) -> serde_json::Result<T>) -> io::Result<T> {
    let read = fs::read(path).and_then(|bytes| Ok(parse(&bytes)?));
    read.map_err(|error| io::Error::new(error.kind(), format!("{}: {error}", path.display())))
}

/// Replaces the first digit of invented identifiers such as `000000000000000000`, because JSON integers do not begin
/// with a zero and simdjson reads identifiers as integers.
fn without_leading_zero(value: &mut Json) {
    if let Json::Text(text) = value
        && class_of_text(text) == Class::Id
        && text.starts_with('0')
    {
        text.replace_range(..1, "1");
    }
}

/// Some payloads need more keys to be events; their note is not an event name.
fn is_event_name(event: &str) -> bool {
    event.bytes().all(|byte| byte.is_ascii_uppercase() || byte == b'_')
}

fn envelope(event: &str, payload: Json) -> Json {
    let members =
        [("t", Json::text(event)), ("s", Json::literal(1)), ("op", Json::literal(0)), ("d", payload)];
    Json::Object(members.map(|(key, value)| (key.to_owned(), value)).into())
}

fn class(value: &Json) -> Class {
    match value {
        Json::Array(_) => Class::Array,
        Json::Object(_) => Class::Object,
        Json::Literal(literal) => match literal.as_str() {
            Json::NULL => Class::Null,
            "true" | "false" => Class::Bool,
            number if number.bytes().all(|byte| byte.is_ascii_digit()) => Class::Count,
            _ => Class::Number,
        },
        Json::Text(text) => class_of_text(text),
    }
}

fn class_of_text(text: &str) -> Class {
    if text.len() >= 15 && text.parse::<u64>().is_ok() {
        Class::Id
    } else if is_time(text) {
        Class::Time
    } else {
        Class::Text
    }
}

/// Whether it is a time in the format of Discord.
fn is_time(text: &str) -> bool {
    let form = b"0000-00-00T00:00:00";
    let fits = |(byte, form): (&u8, &u8)| if *form == b'0' { byte.is_ascii_digit() } else { byte == form };
    text.len() > form.len()
        && text.as_bytes().iter().zip(form).all(fits)
        && (text.ends_with("+00:00") || text.ends_with('Z'))
}

/// The values that tasks read without checking whether they exist.
fn has_required(frame: &Json, event: Option<&str>) -> bool {
    let required: &[(&[&str], Class)] = match event {
        Some("MESSAGE_CREATE") => &[
            (&["id"], Class::Id),
            (&["channel_id"], Class::Id),
            (&["author", "id"], Class::Id),
            (&["author", "username"], Class::Text),
            (&["content"], Class::Text),
            (&["timestamp"], Class::Time),
            (&["type"], Class::Count),
            (&["tts"], Class::Bool),
            (&["pinned"], Class::Bool),
            (&["mention_everyone"], Class::Bool),
        ],
        Some("PRESENCE_UPDATE") => &[(&["user", "id"], Class::Id), (&["status"], Class::Text)],
        _ => &[],
    };
    let Some(payload) = frame.get("d") else { return required.is_empty() };
    required.iter().all(|(path, want)| {
        let value = path.iter().try_fold(payload, |value, key| value.get(key));
        value.map(class) == Some(*want)
    })
}

/// Writes frames with drawn values.
#[derive(Debug)]
pub(super) struct Mixer<'f> {
    bases: Vec<&'f Base>,
    values: &'f Values,
    rng: Rng,
}

impl Mixer<'_> {
    /// Appends a frame.
    pub(super) fn frame(&mut self, out: &mut Vec<u8>) {
        let base = self.bases[self.rng.usize(..self.bases.len())];
        let event = base.event.as_deref();
        // A drawn author may have no name. Then the values are drawn again.
        loop {
            let mut frame = base.frame.clone();
            let payload =
                frame.members_mut().and_then(|members| members.iter_mut().find(|(key, _)| key == "d"));
            if let Some((_, payload)) = payload {
                self.mix(payload);
            }
            if has_required(&frame, event) {
                frame.write(out);
                return;
            }
        }
    }

    /// Replaces the values of every object, and sometimes whole objects and arrays, by drawn ones.
    fn mix(&mut self, value: &mut Json) {
        match value {
            Json::Literal(_) | Json::Text(_) => {}
            Json::Array(elements) => elements.iter_mut().for_each(|element| self.mix(element)),
            Json::Object(members) => {
                for (key, value) in members {
                    let class = class(value);
                    let percent = if matches!(class, Class::Array | Class::Object) { 15 } else { 70 };
                    if self.rng.u32(..100) < percent
                        && let Some(values) = self.values.get(&(key.clone(), class))
                    {
                        *value = values[self.rng.usize(..values.len())].clone();
                    }
                    self.mix(value);
                }
            }
        }
    }
}
