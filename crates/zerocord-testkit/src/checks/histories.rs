//! Compares a reader that has a history with a new one: the frames that a decoder has read before must not change any
//! result.
//!
//! [`check_learned`](super::check_learned) calls every entry point on frames of the generator. Here the frames are
//! small and changed token by token, and the calls are few and cheap, so millions run in a minute.

use zerocord::view::{Model, Projection, Row};
use zerocord::{Arena, Backend, Decoder, Envelope, Error, Id, Project, RawValue, View};

use crate::tokens::{Choices, change_token};

/// The values read from a frame: the first object of a payload.
#[derive(Clone, Debug, PartialEq, serde::Serialize, View)]
#[view(deserialize)]
struct Thing {
    #[view(frequent)]
    id: Option<Id<Thing>>,
    #[view(frequent)]
    name: Option<String>,
    #[view(frequent)]
    author: Option<Box<Thing>>,
    list: Option<Vec<u64>>,
    kind: Option<u64>,
    #[view(frequent)]
    content: Option<String>,
    required: u64,
}

/// The same, as a derived projection.
#[derive(Clone, Debug, PartialEq, Project)]
struct Line<'a> {
    name: Option<&'a str>,
    id: Option<Id<Thing>>,
    #[project(path = "author.id")]
    author_id: Option<Id<Thing>>,
    #[project(path = "author.name")]
    author_name: Option<&'a str>,
    kind: Option<u64>,
}

/// The same, as run-time projections: plans of few keys and of many.
const PATHS: [&[&str]; 3] = [
    &["name", "id"],
    &["id", "author.id", "author.author.name", "kind"],
    &["content", "list", "required", "author", "name", "kind", "absent"],
];

fn projections() -> &'static [Projection; 3] {
    static PROJECTIONS: std::sync::LazyLock<[Projection; 3]> = std::sync::LazyLock::new(|| {
        PATHS.map(|paths| Projection::new(paths.iter().copied()).expect("the paths can be followed"))
    });
    &PROJECTIONS
}

/// Frames that a decoder reads one after another. The results of each are compared.
#[derive(Clone, Debug)]
pub struct History {
    frames: Vec<Vec<u8>>,
    /// The order in which the fields of the view are read.
    first_field: usize,
}

/// The keys of small objects: those that are read, and others.
const KEYS: [&str; 12] = [
    "id",
    "name",
    "author",
    "list",
    "kind",
    "content",
    "required",
    "zzz",
    "a",
    "nam",
    "a_key_of_more_than_sixteen_bytes",
    "",
];

fn decoder(backend: Backend) -> Decoder {
    Decoder::builder().backend(backend).build()
}

impl History {
    /// The history made from these choices: frames with keys in some order, most of them unchanged, then a changed one.
    pub fn of(choices: &mut Choices<'_>) -> History {
        let mut keys: Vec<&str> = (0..1 + choices.below(8)).map(|_| choices.of(&KEYS)).collect();
        let count = choices.below(9);
        let mut frames = Vec::with_capacity(count + 1);
        for _ in 0..count {
            if choices.one_in(8) {
                change_keys(&mut keys, choices);
            }
            let frame = frame_of(&keys, choices);
            frames.push(if choices.one_in(4) { change_token(&frame, choices) } else { frame });
        }
        if choices.one_in(3) {
            change_keys(&mut keys, choices);
        }
        let mut frame = frame_of(&keys, choices);
        for _ in 0..choices.below(4) {
            frame = change_token(&frame, choices);
        }
        frames.push(frame);
        History { frames, first_field: choices.below(7) }
    }

    /// Reads each frame with a decoder that has read the frames before it, with one that has read all histories before, and
    /// with a new one; the last one also in another order of its fields. Returns the number of frames.
    ///
    /// # Panics
    /// If the results differ.
    #[track_caller]
    pub fn check(&self, veteran: &mut Decoder) -> u64 {
        let backend = veteran.backend();
        let mut used = decoder(backend);
        for (index, frame) in self.frames.iter().enumerate() {
            let mut fresh = decoder(backend);
            let want = ask(frame, fresh.arena(), self.first_field);
            if index + 1 == self.frames.len() {
                assert_eq!(
                    ask(frame, decoder(backend).arena(), (self.first_field + 3) % 7),
                    want,
                    "{backend:?}: the fields in another order\n{}",
                    String::from_utf8_lossy(frame),
                );
            }
            for arena in [used.arena(), veteran.arena()] {
                let found = ask(frame, arena, self.first_field);
                assert_eq!(
                    found,
                    want,
                    "{backend:?}: with a history against without\n{}\nafter\n{}",
                    String::from_utf8_lossy(frame),
                    String::from_utf8_lossy(&self.frames[..index].join(&b'\n')),
                );
            }
        }
        self.frames.len() as u64
    }
}

/// Reads a frame in all ways, the fields of the view from `first_field` on.
fn ask<'a>(frame: &'a [u8], arena: &'a Arena, first_field: usize) -> Result<Answers<'a>, Error> {
    let payload = Envelope::peek_with(frame, arena.backend())?.payload();
    let mut fields = [const { None }; 7];
    let view = payload.parse::<ThingRef<'a>>(arena);
    if let Ok(view) = &view {
        for index in (0..7).map(|index| (index + first_field) % 7) {
            fields[index] = Some(field(view, index));
        }
    }
    Ok(Answers {
        fields,
        owned: view.and_then(|view| view.to_owned()),
        one_walk: payload.to_model(arena),
        out_of_view: payload.parse(arena).and_then(Thing::from_view),
        derived: Line::project(payload, arena),
        rows: projections()
            .each_ref()
            .map(|projection| projection.project(payload, arena).map(|row| values(&row, projection.len()))),
    })
}

/// All results for a frame.
#[derive(Debug, PartialEq)]
struct Answers<'a> {
    fields: [Option<Result<Answer<'a>, Error>>; 7],
    owned: Result<Thing, Error>,
    one_walk: Result<Thing, Error>,
    out_of_view: Result<Thing, Error>,
    derived: Result<Line<'a>, Error>,
    rows: [Result<Positions, Error>; 3],
}

/// The offset of a row's values.
type Positions = Vec<Result<Option<usize>, Error>>;

/// The offset of a field's object, and its own id.
type Inner = (usize, Result<Option<Id<Thing>>, Error>);

/// The result of one field of the view.
#[derive(Debug, PartialEq)]
enum Answer<'a> {
    Number(Option<u64>),
    Text(Option<&'a str>),
    Thing(Option<Inner>),
    List(Option<Vec<Result<u64, Error>>>),
}

fn field<'a>(view: &ThingRef<'a>, index: usize) -> Result<Answer<'a>, Error> {
    Ok(match index {
        0 => Answer::Number(view.id()?.map(Id::get)),
        1 => Answer::Text(view.name()?),
        2 => Answer::Thing(view.author()?.map(|author| (author.as_raw().offset(), author.id()))),
        3 => Answer::List(view.list()?.map(|list| list.iter().collect())),
        4 => Answer::Number(view.kind()?),
        5 => Answer::Text(view.content()?),
        _ => Answer::Number(Some(view.required()?)),
    })
}

fn values(row: &Row<'_, '_>, count: usize) -> Positions {
    (0..count).map(|path| Ok(row.value(path)?.map(RawValue::offset))).collect()
}

/// Adds or removes a key, or changes the order of keys.
fn change_keys(keys: &mut Vec<&str>, choices: &mut Choices<'_>) {
    let at = choices.below(keys.len());
    match choices.below(4) {
        0 => keys.insert(at, choices.of(&KEYS)),
        1 if keys.len() > 1 => _ = keys.remove(at),
        2 => keys[at] = choices.of(&KEYS),
        _ => {
            let other = choices.below(keys.len());
            keys.swap(at, other);
        }
    }
}

fn frame_of(keys: &[&str], choices: &mut Choices<'_>) -> Vec<u8> {
    let mut frame = br#"{"t":"X","s":1,"op":0,"d":"#.to_vec();
    write_object(keys, choices, 0, &mut frame);
    frame.push(b'}');
    frame
}

fn write_object(keys: &[&str], choices: &mut Choices<'_>, depth: usize, out: &mut Vec<u8>) {
    out.push(b'{');
    for (index, key) in keys.iter().enumerate() {
        if index > 0 {
            out.push(b',');
        }
        out.push(b'"');
        out.extend_from_slice(key.as_bytes());
        out.extend_from_slice(b"\":");
        match *key {
            "author" if depth < 2 => write_object(
                choices.of(&[&["id", "name"][..], &["name", "kind", "id"], &[]]),
                choices,
                depth + 1,
                out,
            ),
            "id" => out.extend_from_slice(
                choices.of(&[r#""80351110224678912""#, r#""7""#, "7", "null", r#""""#]).as_bytes(),
            ),
            "list" => {
                out.extend_from_slice(choices.of(&["[]", "[1]", "[1,2,3]", "{}", r#"["1"]"#]).as_bytes())
            }
            "kind" | "required" => out.extend_from_slice(choices.of(&["0", "12", "null", "1.5"]).as_bytes()),
            _ => out.extend_from_slice(
                choices
                    .of(&[r#""a""#, r#""b, \" and {""#, "null", "1", r#"{"id":"1"}"#, "[[],{}]", r#""name""#])
                    .as_bytes(),
            ),
        }
    }
    out.push(b'}');
}
