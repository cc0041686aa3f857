//! Compares a frame with the table.

use zerocord::model::{Permissions, WideFlags};
use zerocord::{Envelope, Error, ErrorKind, EventName, Opcode, RawText, RawValue, ValueKind};

use super::findings::{Finding, FindingKind, Findings};
use super::keys::Keys;
use super::path::{PathStep, write_path};
use super::text::excerpt;
use super::value::{check_whole, digits_of, fits, is_integer, knows_number, knows_text, text_of, type_name};
use crate::{Enum, Field, Kind, Object, Schema};

/// The maximum depth of nested objects, the same as for views; Discord nests about six deep.
const DEPTH_MAX: usize = 32;

/// The maximum number of findings kept for a frame until it is known to be valid.
const FRAME_FINDINGS_MAX: usize = 100_000;

/// Walks frames and records what they contain that a [`Schema`] lacks.
///
/// ```
/// use zerocord_schema::{Drift, FindingKind, Findings, Schema};
///
/// let mut drift = Drift::new(Schema::bundled());
/// let mut findings = Findings::new(1000, 100);
/// let frame = br#"{"t":"MESSAGE_CREATE","s":1,"op":0,"d":{"id":"7","author":{"id":"9","mood":"good"}}}"#;
/// drift.walk(frame, 1, &mut findings)?;
/// let [finding] = findings.list() else { panic!("the mood alone is new") };
/// assert_eq!((finding.kind, finding.event.as_str()), (FindingKind::NewKey, "MESSAGE_CREATE"));
/// assert_eq!((finding.path.as_str(), finding.example.as_str()), ("author.mood", r#""good""#));
/// # Ok::<(), zerocord::Error>(())
/// ```
///
/// # What is read
///
/// All keys, and the values that the table describes: their type; the digits of snowflakes and permissions; the format
/// of timestamps; numbers and strings of enums; bits of flag sets. Values of unknown keys and unknown events are
/// skipped by their brackets and quotes, and so are strings, numbers and hashes of images. If a key is repeated, the
/// first one is used. [`zerocord::validate`] checks the rest.
#[derive(Debug)]
pub struct Drift<'s> {
    schema: &'s Schema,
    /// By index in the schema.
    keys: Vec<Keys<'s>>,
    /// By [`EventName::index`]; `None` if the table lacks the event.
    events: Vec<Option<KnownEvent>>,
    permissions: u64,
    with_missing_keys: bool,
    frame: Findings<()>,
    trail: Trail<'s>,
}

/// What the table knows of an event.
#[derive(Clone, Copy, Debug)]
enum KnownEvent {
    /// Its payload: it is the event with this index.
    Payload(usize),
    /// Only the name, as for events that only user accounts receive.
    Name,
}

/// The current position of the walk.
#[derive(Debug, Default)]
struct Trail<'s> {
    event: String,
    steps: Vec<PathStep<'s>>,
    /// The number of enclosing objects.
    depth: usize,
    /// Buffer for a path.
    path: String,
}

impl<'s> Drift<'s> {
    /// A walk that compares with `schema`.
    pub fn new(schema: &'s Schema) -> Drift<'s> {
        let place = |name: EventName<'_>| {
            let name = name.as_known_str()?;
            let place = schema.events.iter().position(|event| event.name == name);
            let is_named = || schema.user_account_events.iter().any(|known| known == name);
            place.map(KnownEvent::Payload).or_else(|| is_named().then_some(KnownEvent::Name))
        };
        let permissions = schema.flags.iter().find(|flags| flags.name == "Permissions");
        Drift {
            schema,
            keys: schema.objects.iter().map(Keys::new).collect(),
            events: EventName::all().map(place).collect(),
            permissions: permissions.map_or(u64::MAX, |flags| flags.all_bits()),
            with_missing_keys: false,
            frame: Findings::new(FRAME_FINDINGS_MAX, usize::MAX),
            trail: Trail::default(),
        }
    }

    /// Whether to report missing keys that are always present according to the table. Off by default, because other
    /// programs omit keys when they write recordings.
    pub fn with_missing_keys(mut self, with_missing_keys: bool) -> Drift<'s> {
        self.with_missing_keys = with_missing_keys;
        self
    }

    /// Walks a frame, which the caller identifies as `place`, and adds what is new in it to the findings.
    ///
    /// # Errors
    /// The error, if the frame is invalid; then nothing is added. [`ErrorKind::TooDeep`] if more than 32 known objects
    /// are nested.
    pub fn walk<P: Copy>(&mut self, frame: &[u8], place: P, findings: &mut Findings<P>) -> Result<(), Error> {
        self.trail.steps.clear();
        self.trail.event.clear();
        self.trail.depth = 0;
        let walked = self.envelope(Envelope::peek(frame)?);
        if !self.frame.is_empty() {
            if walked.is_ok() {
                let empty = Findings::new(FRAME_FINDINGS_MAX, usize::MAX);
                findings.append(std::mem::replace(&mut self.frame, empty), |()| place);
            } else {
                self.frame.clear();
            }
        }
        walked
    }

    fn envelope(&mut self, envelope: Envelope<'_>) -> Result<(), Error> {
        let (opcode, name) = (envelope.opcode()?, envelope.event_name()?);
        envelope.sequence()?;
        let payload = envelope.payload();
        let schema = self.schema;
        match (opcode, name) {
            (Some(Opcode::Dispatch) | None, Some(name)) => {
                self.trail.event.push_str(&name.text()?);
                self.envelope_keys(envelope)?;
                match self.known_event(name)? {
                    Some(KnownEvent::Payload(place)) => {
                        let event = &schema.events[place];
                        let knows_all = |place: &usize| knows_all_keys(&schema.objects[*place], payload);
                        match event.other_payload.filter(knows_all) {
                            Some(place) => self.object(place, payload),
                            None => self.value(&event.payload, false, payload, None),
                        }
                    }
                    Some(KnownEvent::Name) => Ok(()),
                    None => {
                        let found = name.text()?;
                        self.note_in_envelope(FindingKind::NewEvent, "t", &found, None, 0, envelope.frame());
                        Ok(())
                    }
                }
            }
            (Some(opcode), _) if opcode != Opcode::Dispatch => {
                let known = schema.opcodes.iter().find(|known| known.opcode == opcode.number());
                self.trail.event.push_str(opcode.name().unwrap_or_default());
                self.envelope_keys(envelope)?;
                match known {
                    Some(known) if envelope.has_payload() || !known.optional => {
                        self.value(&known.payload, known.nullable, payload, None)
                    }
                    None if opcode.name().is_none() || is_in_bundled_table(opcode) => {
                        let found = opcode.number().to_string();
                        self.note_in_envelope(
                            FindingKind::NewOpcode,
                            "op",
                            &found,
                            None,
                            0,
                            envelope.frame(),
                        );
                        Ok(())
                    }
                    // An opcode that only clients send; the table only describes what the gateway sends.
                    _ => Ok(()),
                }
            }
            _ => self.envelope_keys(envelope),
        }
    }

    /// What the table knows of an event. The table of a later version may have events that this one does not know.
    fn known_event(&self, name: EventName<'_>) -> Result<Option<KnownEvent>, Error> {
        if let Some(index) = name.index() {
            return Ok(self.events[index]);
        }
        let text = name.text()?;
        let place = self.schema.events.iter().position(|event| event.name == *text);
        Ok(place.map(KnownEvent::Payload))
    }

    /// Looks for keys other than the four.
    fn envelope_keys(&mut self, envelope: Envelope<'_>) -> Result<(), Error> {
        let frame = envelope.frame();
        let object = &self.schema.objects[self.schema.envelope];
        let mut seen = 0_u128;
        for member in RawValue::new(frame)?.members()? {
            let (key, value) = member?;
            let spelled = key.as_bytes();
            let place = object.fields.iter().position(|field| field.name.as_bytes() == spelled);
            let place = place.or_else(|| object.fields.iter().position(|field| key.is(&field.name)));
            match place {
                Some(place) => seen |= 1 << place,
                None => {
                    let (key, example) = (excerpt(key.text()?.as_bytes()), value.to_bytes()?);
                    self.note_in_envelope(
                        FindingKind::NewKey,
                        &key,
                        &key,
                        Some(&object.name),
                        value.offset(),
                        example,
                    );
                }
            }
        }
        if self.with_missing_keys {
            let missing = |(place, field): &(usize, &Field)| !field.optional && seen & (1 << place) == 0;
            for (_, field) in object.fields.iter().enumerate().filter(missing) {
                let name = field.name.as_str();
                self.note_in_envelope(FindingKind::MissingKey, name, name, Some(&object.name), 0, frame);
            }
        }
        Ok(())
    }

    /// Walks a value that has type `kind` in the table. `around` is the enclosing object.
    fn value(
        &mut self,
        kind: &'s Kind,
        nullable: bool,
        value: RawValue<'_>,
        around: Option<RawValue<'_>>,
    ) -> Result<(), Error> {
        let found = value.kind()?;
        match (kind, found) {
            (Kind::Any, _) => Ok(()),
            (_, ValueKind::Null) => {
                value.is_null()?;
                if !nullable && *kind != Kind::NullFlag {
                    self.note(FindingKind::UndocumentedNull, "null", kind, value)?;
                }
                Ok(())
            }
            (Kind::Object(place), ValueKind::Object) => match self.variant(*place, value, around)? {
                Some(place) => self.object(place, value),
                None => Ok(()),
            },
            (Kind::Array(element), ValueKind::Array) => {
                self.trail.steps.push(PathStep::Elements);
                for value in value.elements()? {
                    self.value(element, false, value?, None)?;
                }
                self.trail.steps.pop();
                Ok(())
            }
            (Kind::Map(key_kind, value_kind), ValueKind::Object) => {
                self.trail.steps.push(PathStep::Entries);
                for member in value.members()? {
                    let (key, value) = member?;
                    self.map_key(key_kind, key, value)?;
                    self.value(value_kind, false, value, None)?;
                }
                self.trail.steps.pop();
                Ok(())
            }
            (Kind::OneOf(kinds), _) => match kinds.iter().find(|kind| fits(kind, value)) {
                Some(kind) => self.value(kind, false, value, around),
                None => self.note_type(kind, value),
            },
            (Kind::Text | Kind::ImageHash, ValueKind::String) | (Kind::Float, ValueKind::Number) => Ok(()),
            (Kind::Boolean, ValueKind::Bool) => check_whole(value),
            (Kind::Enum(place), ValueKind::Number | ValueKind::String) => {
                self.enum_value(kind, &self.schema.enums[*place], value)
            }
            (Kind::Flags(place), ValueKind::Number) | (Kind::FlagsText(place), ValueKind::String) => {
                self.bits(kind, self.schema.flags[*place].all_bits(), value)
            }
            (Kind::Permissions, ValueKind::String) => self.bits(kind, self.permissions, value),
            _ if fits(kind, value) => Ok(()),
            _ => self.note_type(kind, value),
        }
    }

    /// The object at this index of the table, or the variant of a union. `None` if its tag is new; the new tag is
    /// recorded.
    fn variant(
        &mut self,
        place: usize,
        value: RawValue<'_>,
        around: Option<RawValue<'_>>,
    ) -> Result<Option<usize>, Error> {
        let object = &self.schema.objects[place];
        let Some(union) = &object.union else { return Ok(Some(place)) };
        let holder = if union.in_parent { around } else { Some(value) };
        let tag = holder.map_or(Ok(None), |holder| holder.get(&union.tag))?;
        let Some(tag) = tag else { return Ok(None) };
        let number = tag.to_bytes().ok().and_then(|digits| std::str::from_utf8(digits).ok()?.parse().ok());
        match union.variants.iter().find(|(value, _)| Some(*value) == number) {
            Some(&(_, place)) => Ok(Some(place)),
            // A new tag in the enclosing object is already a new enum value there.
            None if union.in_parent => Ok(None),
            None => {
                let found = excerpt(tag.to_bytes()?);
                let kind =
                    if number.is_some() { FindingKind::NewEnumValue } else { FindingKind::TypeChanged };
                self.trail.steps.push(PathStep::Key(&union.tag));
                self.note_as(kind, None, &found, &object.name, value.offset(), value.to_bytes()?);
                self.trail.steps.pop();
                Ok(None)
            }
        }
    }

    fn object(&mut self, place: usize, value: RawValue<'_>) -> Result<(), Error> {
        if self.trail.depth >= DEPTH_MAX {
            return Err(Error::new(ErrorKind::TooDeep, value.offset()));
        }
        self.trail.depth += 1;
        let object = &self.schema.objects[place];
        let mut before = self.keys[place].start();
        let mut seen = 0_u128;
        for member in value.members()? {
            let (key, member_value) = member?;
            let known = match self.keys[place].place(before, key.as_bytes()) {
                None if key.as_bytes().contains(&b'\\') => {
                    self.keys[place].place(before, key.text()?.as_bytes())
                }
                known => known,
            };
            let Some(known) = known else {
                let found = excerpt(key.text()?.as_bytes());
                let example = member_value.to_bytes()?;
                self.note_as(
                    FindingKind::NewKey,
                    Some(&found),
                    &found,
                    &object.name,
                    member_value.offset(),
                    example,
                );
                continue;
            };
            before = known;
            if seen & (1 << known) != 0 {
                continue;
            }
            seen |= 1 << known;
            let field = &object.fields[known];
            self.trail.steps.push(PathStep::Key(&field.name));
            self.value(&field.kind, field.nullable, member_value, Some(value))?;
            self.trail.steps.pop();
        }
        if self.with_missing_keys {
            for (place, field) in object.fields.iter().enumerate() {
                if !field.optional && seen & (1 << place) == 0 {
                    let name = field.name.as_str();
                    let example = value.to_bytes()?;
                    self.note_as(
                        FindingKind::MissingKey,
                        Some(name),
                        name,
                        &object.name,
                        value.offset(),
                        example,
                    );
                }
            }
        }
        self.trail.depth -= 1;
        Ok(())
    }

    fn map_key(&mut self, kind: &'s Kind, key: RawText<'_>, value: RawValue<'_>) -> Result<(), Error> {
        let text = key.text()?;
        let number = digits_of(text.as_bytes());
        let finding = match kind {
            Kind::Enum(place) => {
                let known = &self.schema.enums[*place];
                let is_known = match number {
                    Some(number) if !known.is_text => knows_number(known, number),
                    _ => known.is_text && knows_text(known, text.as_bytes()),
                };
                (!is_known).then_some(FindingKind::NewEnumValue)
            }
            Kind::Snowflake if number.is_none() => Some(FindingKind::TypeChanged),
            _ => None,
        };
        if let Some(finding) = finding {
            let found = excerpt(text.as_bytes());
            let documented = self.schema.kind_name(kind).to_string();
            self.note_as(finding, None, &found, &documented, value.offset(), value.to_bytes()?);
        }
        Ok(())
    }

    fn enum_value(&mut self, kind: &'s Kind, known: &'s Enum, value: RawValue<'_>) -> Result<(), Error> {
        let bytes = value.to_bytes()?;
        let is_known = match bytes.first() {
            Some(b'"') if known.is_text => knows_text(known, text_of(value, bytes)?.as_bytes()),
            Some(b'"') => return self.note_type(kind, value),
            _ if known.is_text || !is_integer(bytes) => return self.note_type(kind, value),
            _ => digits_of(bytes).is_some_and(|number| knows_number(known, number)),
        };
        if !is_known {
            let found = excerpt(text_of(value, bytes)?.as_bytes());
            self.note(FindingKind::NewEnumValue, &found, kind, value)?;
        }
        Ok(())
    }

    fn bits(&mut self, kind: &'s Kind, known: u64, value: RawValue<'_>) -> Result<(), Error> {
        let Ok(bits) = value.quoted_u64() else { return self.wide_bits(kind, known, value) };
        let mut new = bits & !known;
        while new != 0 {
            self.note(FindingKind::NewFlagBit, &new.trailing_zeros().to_string(), kind, value)?;
            new &= new - 1;
        }
        Ok(())
    }

    /// Like [`bits`](Self::bits), for numbers that do not fit 64 bits. A string that is not all digits has another
    /// type.
    #[cold]
    fn wide_bits(&mut self, kind: &'s Kind, known: u64, value: RawValue<'_>) -> Result<(), Error> {
        // The maximum number of bits that can be named. Discord's sets are not nearly as wide.
        const BITS_MAX: u32 = 1024;
        let set = match value.kind()? {
            ValueKind::String => value.deserialize::<WideFlags<Permissions>>().ok(),
            _ => None,
        };
        let Some(set) = set else { return self.note_type(kind, value) };
        let is_known = |bit: u32| bit < 64 && known >> bit & 1 != 0;
        for bit in (0..BITS_MAX).filter(|bit| set.has_bit(*bit) && !is_known(*bit)) {
            self.note(FindingKind::NewFlagBit, &bit.to_string(), kind, value)?;
        }
        Ok(())
    }

    #[cold]
    fn note_type(&mut self, kind: &'s Kind, value: RawValue<'_>) -> Result<(), Error> {
        check_whole(value)?;
        self.note(FindingKind::TypeChanged, type_name(value)?, kind, value)
    }

    #[cold]
    fn note(
        &mut self,
        finding: FindingKind,
        found: &str,
        kind: &'s Kind,
        value: RawValue<'_>,
    ) -> Result<(), Error> {
        let documented = self.schema.kind_name(kind).to_string();
        self.note_as(finding, None, found, &documented, value.offset(), value.to_bytes()?);
        Ok(())
    }

    /// Records a finding at the current position, or at `key` there.
    #[cold]
    fn note_as(
        &mut self,
        kind: FindingKind,
        key: Option<&str>,
        found: &str,
        documented: &str,
        offset: usize,
        example: &[u8],
    ) {
        let mut path = std::mem::take(&mut self.trail.path);
        write_path(&self.trail.steps, key, &mut path);
        self.add(kind, &path, found, Some(documented), offset, example);
        self.trail.path = path;
    }

    #[cold]
    fn note_in_envelope(
        &mut self,
        kind: FindingKind,
        key: &str,
        found: &str,
        documented: Option<&str>,
        offset: usize,
        example: &[u8],
    ) {
        self.add(kind, &format!("${key}"), &excerpt(found.as_bytes()), documented, offset, example);
    }

    fn add(
        &mut self,
        kind: FindingKind,
        path: &str,
        found: &str,
        documented: Option<&str>,
        offset: usize,
        example: &[u8],
    ) {
        let event = excerpt(self.trail.event.as_bytes());
        self.frame.add(kind, &event, path, found, 1, || Finding {
            kind,
            event: event.clone(),
            path: path.to_owned(),
            found: found.to_owned(),
            documented: documented.map(str::to_owned),
            count: 0,
            first: (),
            offset,
            example: excerpt(example),
        });
    }
}

/// Whether the gateway sends frames of an opcode, according to the bundled table.
fn is_in_bundled_table(opcode: Opcode) -> bool {
    let opcodes = &Schema::bundled_without_descriptions().opcodes;
    opcodes.iter().any(|known| known.opcode == opcode.number())
}

/// Whether the value is an object and `object` has all of its keys; stops at the first unknown key.
fn knows_all_keys(object: &Object, value: RawValue<'_>) -> bool {
    let Ok(mut members) = value.members() else { return false };
    members.all(|member| member.is_ok_and(|(key, _)| object.fields.iter().any(|field| key.is(&field.name))))
}
